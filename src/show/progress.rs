//! How far a run has come, for programs.

use schemars::JsonSchema;
use serde::Serialize;

use crate::meter::Reading;

/// The name of the shape.
pub const SCHEMA: &str = "twinclaim/progress/1";

/// How far a run has come.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Progress")]
pub struct ProgressLine {
    /// `twinclaim/progress/1`.
    pub schema: &'static str,
    /// `progress`.
    pub r#type: &'static str,
    /// Bytes of inputs that were read, packed as they are.
    pub bytes: u64,
    /// Bytes of all inputs; null where one does not say how long it is, such as a pipe.
    pub total_bytes: Option<u64>,
    /// Inputs that were opened so far.
    pub inputs: u64,
    /// Claims that were read so far.
    pub claims: u64,
    /// Claims a second since the reading began.
    pub claims_per_second: u64,
    /// Seconds since the reading began.
    pub seconds: f64,
    /// Seconds that are left at this pace; null where that is not known.
    pub seconds_left: Option<u64>,
    /// What is done behind the reading, such as `finding visits`; null while inputs are read.
    pub phase: Option<&'static str>,
}

impl ProgressLine {
    /// What a meter shows so many seconds after the reading began.
    pub fn of(reading: &Reading, seconds: f64) -> Self {
        let Reading { bytes, total_bytes, inputs, claims, phase } = *reading;
        Self {
            schema: SCHEMA,
            r#type: "progress",
            bytes,
            total_bytes,
            inputs,
            claims,
            claims_per_second: pace(claims, seconds),
            seconds: (seconds * 1000.0).round() / 1000.0,
            seconds_left: left(bytes, total_bytes, seconds).filter(|_| phase.is_none()),
            phase,
        }
    }

    /// As a line of JSON.
    pub fn line(&self) -> String {
        // It cannot fail: all keys are text.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// So many a second.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a pace is no exact number, and not below 0"
)]
fn pace(n: u64, seconds: f64) -> u64 {
    if seconds > 0.0 { (n as f64 / seconds).round() as u64 } else { 0 }
}

/// Seconds until all bytes are read.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a guess is no exact number, and not below 0"
)]
fn left(bytes: u64, total: Option<u64>, seconds: f64) -> Option<u64> {
    let total = total?;
    (bytes > 0).then(|| (seconds * total.saturating_sub(bytes) as f64 / bytes as f64).ceil() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pace_and_time_left_follow_from_what_was_read() {
        let reading = Reading { bytes: 250, total_bytes: Some(1_000), inputs: 1, claims: 9, phase: None };
        let line = ProgressLine::of(&reading, 2.0);
        assert_eq!((line.claims_per_second, line.seconds_left), (5, Some(6)));
        let unknown = ProgressLine::of(&Reading { total_bytes: None, ..reading }, 2.0);
        assert_eq!(unknown.seconds_left, None);
        let begun = ProgressLine::of(&Reading { bytes: 0, ..reading }, 0.0);
        assert_eq!((begun.claims_per_second, begun.seconds_left), (0, None));
        let linking = ProgressLine::of(&Reading { phase: Some("finding visits"), ..reading }, 2.0);
        assert_eq!(linking.seconds_left, None);
    }
}
