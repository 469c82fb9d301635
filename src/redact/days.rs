//! Surrogates of dates.

use chrono::{Datelike, Days, NaiveDate};

use super::surrogates::Numbers;

/// What dates become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dating {
    /// So many days earlier.
    Earlier(u64),
    /// The first day of their year; who would be older than 89 in the year given here was born 90 years before it.
    Year(i32),
}

/// Whose date it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// When somebody was born or died.
    Life,
    /// Of a service, a statement, a file.
    Event,
}

/// Over this age nobody is told from others.
const OLDEST: i32 = 89;

/// The surrogate of a date, a period or a time as X12 writes it; none for what is none of these.
pub(super) fn surrogate(dating: Dating, of: Of, value: &str) -> Option<String> {
    if let Some((from, to)) = value.split_once('-') {
        return Some(format!("{}-{}", moment(dating, of, from)?, moment(dating, of, to)?));
    }
    match value.len() {
        6 => {
            let day = day(&format!("20{value}"))?;
            Some(changed(dating, of, day).format("%y%m%d").to_string())
        }
        4 => time(dating, value),
        _ => moment(dating, of, value),
    }
}

/// CCYYMMDD, with a time of the day behind it or without.
fn moment(dating: Dating, of: Of, value: &str) -> Option<String> {
    let (date, clock) = value.split_at_checked(8)?;
    let clock = if clock.is_empty() { String::new() } else { time(dating, clock)? };
    Some(changed(dating, of, day(date)?).format("%Y%m%d").to_string() + &clock)
}

/// HHMM and finer. The hour is part of a date: safe harbor has none.
pub(super) fn time(dating: Dating, value: &str) -> Option<String> {
    let digits = value.bytes().all(|b| b.is_ascii_digit()) && matches!(value.len(), 4 | 6 | 7 | 8);
    let number = |at: std::ops::Range<usize>| value.get(at)?.parse::<u32>().ok();
    let is_time = digits && number(0..2)? < 24 && number(2..4)? < 60;
    is_time.then(|| match dating {
        Dating::Earlier(_) => value.to_owned(),
        Dating::Year(_) => "0".repeat(value.len()),
    })
}

fn day(text: &str) -> Option<NaiveDate> {
    let digits = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| NaiveDate::parse_from_str(text, "%Y%m%d").ok()).flatten()
}

fn changed(dating: Dating, of: Of, day: NaiveDate) -> NaiveDate {
    match dating {
        Dating::Earlier(days) => day.checked_sub_days(Days::new(days)).unwrap_or(day),
        Dating::Year(now) => {
            let year =
                if of == Of::Life && now - day.year() > OLDEST { now - OLDEST - 1 } else { day.year() };
            NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(day)
        }
    }
}

/// The year of a date, period or six-digit date.
pub(super) fn year(value: &str) -> Option<i32> {
    let date = value.rsplit('-').next().unwrap_or(value);
    if date.len() == 6 {
        return day(&format!("20{date}")).map(|day| day.year());
    }
    day(date.get(..8)?).map(|day| day.year())
}

/// How far the dates of a patient, or of a file's own for none, go back: 1 day for files at least, `most` at most.
pub(super) fn earlier(numbers: &Numbers, patient: Option<&str>, most: u64) -> u64 {
    let (of_file, of_patient) = (most.div_ceil(2).max(1), most / 2);
    let drawn =
        |kind: &str, whose: &str, among: u64| (numbers.of_key(kind, whose) % u128::from(among)) as u64;
    // A file goes back less far than any patient: what was done before it was sent stays so.
    let base = 1 + drawn("days of files", "", of_file);
    base + patient.map_or(0, |patient| drawn("days of patients", patient, of_patient + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_keep_their_form() {
        let days = Dating::Earlier(40);
        for (value, expected) in [
            ("20260310", Some("20260129")),
            ("20260310-20260312", Some("20260129-20260131")),
            ("202603101530", Some("202601291530")),
            ("260310", Some("260129")),
            ("1530", Some("1530")),
            ("20260231", None),
            ("2561", None),
            ("1234567", None),
            ("", None),
            ("2026031Ä", None),
        ] {
            assert_eq!(surrogate(days, Of::Event, value).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn safe_harbor_leaves_the_year_and_nobody_over_89() {
        let year = Dating::Year(2026);
        for (of, value, expected) in [
            (Of::Event, "20260310", "20260101"),
            (Of::Event, "202603101530", "202601010000"),
            (Of::Event, "1530", "0000"),
            (Of::Life, "19370310", "19370101"),
            (Of::Life, "19360310", "19360101"),
            (Of::Life, "19360101", "19360101"),
            (Of::Life, "19120310", "19360101"),
        ] {
            assert_eq!(surrogate(year, of, value).as_deref(), Some(expected), "{value}");
        }
    }
}
