//! Dates and times as claims carry them.

use std::{borrow::Cow, fmt, str::FromStr};

use chrono::{NaiveDate, NaiveTime, Timelike};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// A day, or a minute of a day where the sender gave one: `2026-03-01` or `2026-03-01T14:50` in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Moment {
    /// The day.
    pub date: NaiveDate,
    /// Hour and minute, local to the facility.
    pub time: Option<ClockTime>,
}

/// Hour and minute: `14:50` in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClockTime(NaiveTime);

impl ClockTime {
    /// From hour (0 to 23) and minute.
    pub fn new(hour: u32, minute: u32) -> Option<Self> {
        NaiveTime::from_hms_opt(hour, minute, 0).map(Self)
    }

    /// Hour, 0 to 23.
    pub fn hour(self) -> u32 {
        self.0.hour()
    }

    /// Minute, 0 to 59.
    pub fn minute(self) -> u32 {
        self.0.minute()
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour(), self.minute())
    }
}

impl FromStr for ClockTime {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expected = "expected a time such as \"14:50\"";
        let (hour, minute) = text.split_once(':').ok_or(expected)?;
        let number = |part: &str| (part.len() == 2).then(|| part.parse().ok()).flatten();
        Self::new(number(hour).ok_or(expected)?, number(minute).ok_or(expected)?).ok_or(expected)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.time {
            Some(time) => write!(f, "{}T{time}", self.date),
            None => write!(f, "{}", self.date),
        }
    }
}

impl FromStr for Moment {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expected = "expected a date such as \"2026-03-01\", or with a time \"2026-03-01T14:50\"";
        let (date, time) = text.split_once('T').map_or((text, None), |(date, time)| (date, Some(time)));
        let date = date.parse().map_err(|_| expected)?;
        let time = time.map(str::parse).transpose().map_err(|_| expected)?;
        Ok(Self { date, time })
    }
}

macro_rules! serde_as_string {
    ($type:ident, $pattern:literal) => {
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "pattern": $pattern })
            }
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                super::Text::deserialize(deserializer)?.parse().map_err(D::Error::custom)
            }
        }
    };
}

serde_as_string!(Moment, r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$");
serde_as_string!(ClockTime, r"^\d{2}:\d{2}$");

/// A stretch of days, both included; `to` is none where the sender gave one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day, where one was given.
    pub to: Option<NaiveDate>,
}

impl Period {
    /// The last day: the first one where only one was given.
    pub fn last(self) -> NaiveDate {
        self.to.unwrap_or(self.from)
    }

    /// Whether the day lies in it.
    pub fn contains(self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.last()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_read_as_they_print() {
        for text in ["2026-03-01", "2026-03-01T14:50", "2026-03-01T00:00"] {
            assert_eq!(text.parse::<Moment>().expect(text).to_string(), text);
        }
        for text in ["2026-02-30", "20260301", "2026-03-01T24:00", "2026-03-01T1:50", "2026-03-01 14:50", ""]
        {
            assert!(text.parse::<Moment>().is_err(), "{text}");
        }
    }
}
