//! How the model's values stand in elements.

use chrono::{Datelike, NaiveDate};

use crate::model::{Amount, ClockTime, Moment, Text};

/// A value that stands in one element.
pub(crate) trait Codec: Sized {
    /// Takes the element's text; none where this type cannot hold it.
    fn decode(text: &str) -> Option<Self>;
    /// The element's text.
    fn encode(&self) -> Text;
}

/// A value whose form a qualifier beside it names (data element 1250).
pub(crate) trait Dated: Sized {
    fn decode(format: &str, text: &str) -> Option<Self>;
    /// Format qualifier it is written with.
    fn format(&self) -> &'static str;
    /// Its text in that format.
    fn encode(&self) -> Text;
}

impl Codec for Text {
    #[inline]
    fn decode(text: &str) -> Option<Self> {
        Some(text.into())
    }

    fn encode(&self) -> Text {
        self.clone()
    }
}

impl Codec for Amount {
    fn decode(text: &str) -> Option<Self> {
        Amount::parse(text)
    }

    fn encode(&self) -> Text {
        self.as_str().into()
    }
}

/// CCYYMMDD.
impl Codec for NaiveDate {
    fn decode(text: &str) -> Option<Self> {
        day(text)
    }

    fn encode(&self) -> Text {
        compact(*self)
    }
}

/// D8: a day.
impl Dated for NaiveDate {
    fn decode(format: &str, text: &str) -> Option<Self> {
        (format == "D8").then(|| day(text)).flatten()
    }

    fn format(&self) -> &'static str {
        "D8"
    }

    fn encode(&self) -> Text {
        compact(*self)
    }
}

/// D8: a day, or DT: a day with hour and minute.
impl Dated for Moment {
    fn decode(format: &str, text: &str) -> Option<Self> {
        match format {
            "D8" => Some(Self { date: day(text)?, time: None }),
            "DT" if text.len() == 12 && text.is_ascii() => {
                Some(Self { date: day(&text[..8])?, time: Some(clock(&text[8..])?) })
            }
            _ => None,
        }
    }

    fn format(&self) -> &'static str {
        if self.time.is_some() { "DT" } else { "D8" }
    }

    fn encode(&self) -> Text {
        match self.time {
            None => compact(self.date),
            Some(time) => format!("{}{:02}{:02}", &*compact(self.date), time.hour(), time.minute()).into(),
        }
    }
}

/// TM: hour and minute.
impl Dated for ClockTime {
    fn decode(format: &str, text: &str) -> Option<Self> {
        (format == "TM").then(|| clock(text)).flatten()
    }

    fn format(&self) -> &'static str {
        "TM"
    }

    fn encode(&self) -> Text {
        format!("{:02}{:02}", self.hour(), self.minute()).into()
    }
}

/// A stretch of days: D8 for one day, RD8 for a first and a last one.
pub(crate) fn days(format: &str, text: &str) -> Option<(NaiveDate, Option<NaiveDate>)> {
    match format {
        "D8" => Some((day(text)?, None)),
        "RD8" => {
            let (from, to) = text.split_once('-')?;
            Some((day(from)?, Some(day(to)?)))
        }
        _ => None,
    }
}

/// CCYYMMDD as a day of the calendar.
pub(crate) fn day(text: &str) -> Option<NaiveDate> {
    if text.len() != 8 {
        return None;
    }
    let mut digits = 0u32;
    for b in text.bytes() {
        if !b.is_ascii_digit() {
            return None;
        }
        digits = digits * 10 + u32::from(b - b'0');
    }
    NaiveDate::from_ymd_opt((digits / 10_000).cast_signed(), digits / 100 % 100, digits % 100)
}

fn clock(text: &str) -> Option<ClockTime> {
    if text.len() != 4 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    ClockTime::new(text[..2].parse().ok()?, text[2..].parse().ok()?)
}

/// A day as CCYYMMDD. A year outside 0 to 9999, which only hand-written JSON can hold, gets the digits it needs and is
/// refused by the guide's length when written.
pub(crate) fn compact(day: NaiveDate) -> Text {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_days_of_the_calendar() {
        assert_eq!(day("20260301"), NaiveDate::from_ymd_opt(2026, 3, 1));
        for text in ["20260230", "2026031", "202603011", "2026-3-1", "+2026031", "00000000", ""] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn dates_are_written_in_the_form_they_came() {
        for (format, text) in [("D8", "20260301"), ("DT", "202603011450"), ("DT", "202603010000")] {
            let moment = <Moment as Dated>::decode(format, text).expect("a moment");
            assert_eq!((moment.format(), Dated::encode(&moment)), (format, text.into()));
        }
        assert_eq!(<Moment as Dated>::decode("DT", "202603012460"), None);
        assert_eq!(<Moment as Dated>::decode("RD8", "20260301-20260302"), None);
        assert_eq!(
            <ClockTime as Dated>::decode("TM", "0905").map(|time| Dated::encode(&time)),
            Some("0905".into())
        );
        assert_eq!(
            days("RD8", "20260301-20260303").map(|(_, to)| to),
            Some(NaiveDate::from_ymd_opt(2026, 3, 3))
        );
        assert_eq!(days("RD8", "20260301"), None);
    }
}
