//! How the model's values are in elements.

use chrono::{Datelike, NaiveDate};

use crate::model::{Amount, ClockTime, Moment, Text};

/// How a value is in X12, and so how it is turned into JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Form {
    /// Any text, the same in JSON.
    #[default]
    Text,
    /// A decimal, the same in JSON.
    Amount,
    /// CCYYMMDD.
    Day,
    /// CCYYMMDD or CCYYMMDDHHMM.
    Moment,
    /// HHMM.
    Clock,
    /// The items of a list, which have forms of their own.
    List,
}

/// A value that is in one element.
pub(crate) trait Codec: Sized {
    /// What it has to be.
    const FORM: Form;
    /// Takes the element's text; none where this type cannot hold it.
    fn decode(text: &str) -> Option<Self>;
    /// The element's text.
    fn encode(&self) -> Text;
}

/// A value whose form a qualifier beside it names (data element 1250).
pub(crate) trait Dated: Sized {
    /// What it has to be.
    const FORM: Form;
    fn decode(format: &str, text: &str) -> Option<Self>;
    /// Format qualifier it is written with.
    fn format(&self) -> &'static str;
    /// Its text in that format.
    fn encode(&self) -> Text;
}

impl Codec for Text {
    const FORM: Form = Form::Text;

    #[inline]
    fn decode(text: &str) -> Option<Self> {
        Some(text.into())
    }

    fn encode(&self) -> Text {
        self.clone()
    }
}

impl Codec for Amount {
    const FORM: Form = Form::Amount;

    fn decode(text: &str) -> Option<Self> {
        Amount::parse(text)
    }

    fn encode(&self) -> Text {
        self.as_str().into()
    }
}

/// CCYYMMDD.
impl Codec for NaiveDate {
    const FORM: Form = Form::Day;

    fn decode(text: &str) -> Option<Self> {
        day(text)
    }

    fn encode(&self) -> Text {
        compact(*self)
    }
}

/// D8: a day.
impl Dated for NaiveDate {
    const FORM: Form = Form::Day;

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
    const FORM: Form = Form::Moment;

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
    const FORM: Form = Form::Clock;

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

/// Whether bytes have the form of a [`Codec`], and so could be decoded.
#[inline]
pub(crate) fn is_form(form: Form, bytes: &[u8]) -> bool {
    match form {
        Form::Text => true,
        Form::Amount => Amount::is_one(bytes),
        Form::Day => is_day(bytes),
        Form::Moment | Form::Clock | Form::List => false,
    }
}

/// Whether bytes have the form of a [`Dated`] value that a qualifier names.
#[inline]
pub(crate) fn is_dated(form: Form, format: &[u8], bytes: &[u8]) -> bool {
    match (form, format) {
        (Form::Day | Form::Moment, b"D8") => is_day(bytes),
        (Form::Moment, b"DT") => {
            bytes.split_at_checked(8).is_some_and(|(day, time)| is_day(day) && is_clock(time))
        }
        (Form::Clock, b"TM") => is_clock(bytes),
        _ => false,
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

/// Whether bytes are a day of the calendar as CCYYMMDD: what [`day`] takes, without making one.
#[inline]
pub(crate) fn is_day(bytes: &[u8]) -> bool {
    let Ok(digits) = <&[u8; 8]>::try_from(bytes) else { return false };
    if !digits.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let two = |n: usize| u32::from(digits[n] - b'0') * 10 + u32::from(digits[n + 1] - b'0');
    let (year, month, day) = (two(0) * 100 + two(2), two(4), two(6));
    let last = match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=last).contains(&day)
}

/// Whether bytes are an hour and a minute as HHMM.
fn is_clock(bytes: &[u8]) -> bool {
    match bytes {
        [h @ b'0'..=b'2', i, m @ b'0'..=b'5', n] => {
            (i.is_ascii_digit() && (*h < b'2' || *i < b'4')) && m.is_ascii_digit() && n.is_ascii_digit()
        }
        _ => false,
    }
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
    fn a_form_is_what_can_be_decoded() {
        for year in (0..=2400).step_by(25).chain([1904, 1996, 2023, 2024, 9999]) {
            for (month, of_month) in (0..=13).flat_map(|month| (0..=32).map(move |day| (month, day))) {
                let text = format!("{year:04}{month:02}{of_month:02}");
                assert_eq!(is_day(text.as_bytes()), day(&text).is_some(), "{text}");
            }
        }
        for (hour, minute) in (0..=30).flat_map(|hour| (0..=70).map(move |minute| (hour, minute))) {
            let text = format!("{hour:02}{minute:02}");
            assert_eq!(is_clock(text.as_bytes()), clock(&text).is_some(), "{text}");
        }
        for text in ["", "2026030", "2026030a", "1 00", "10:00", "-100", "+100", "10é"] {
            assert!(!is_day(text.as_bytes()) && !is_clock(text.as_bytes()), "{text}");
            assert!(day(text).is_none() && clock(text).is_none(), "{text}");
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
