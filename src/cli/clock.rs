//! The clock of the machine, which may be wrong.

use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Local, NaiveDateTime, SecondsFormat, Utc};

/// Day and time here and now; the beginning of 1970 where the clock says something earlier.
pub(super) fn now() -> NaiveDateTime {
    local(SystemTime::now())
}

/// Now, in UTC, as RFC 3339 writes it.
pub(super) fn utc() -> String {
    DateTime::<Utc>::from(SystemTime::now().max(UNIX_EPOCH)).to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn local(time: SystemTime) -> NaiveDateTime {
    // chrono's own clock panics before 1970.
    DateTime::<Local>::from(time.max(UNIX_EPOCH)).naive_local()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_clock_before_1970_is_no_reason_to_panic() {
        assert_eq!(local(UNIX_EPOCH - Duration::from_secs(86_400)), local(UNIX_EPOCH));
        assert!(local(UNIX_EPOCH + Duration::from_secs(86_400)) > local(UNIX_EPOCH));
    }
}
