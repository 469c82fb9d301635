//! What a value means, for people who do not know the codes.

use chrono::NaiveDate;

use crate::codes;
use crate::guide::DataType;

use super::dictionary::Definition;

/// The values beside one that decide what it means.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Beside<'t> {
    pub(super) before: Option<&'t str>,
    pub(super) after: Option<&'t str>,
}

/// What a value means; none where it says all by itself, or is not known.
pub(super) fn meaning(definition: &Definition<'_>, value: &str, beside: Beside<'_>) -> Option<String> {
    let value = value.trim_end();
    let data_element = definition.data_element?;
    match data_element {
        "1251" => return date_in_format(beside.before?, value),
        // The kind of place code is behind the code: A for the type of bill, B for the place of service. Without it,
        // the guides' rows mean a place of service; in other transactions it can be either.
        "1331" if beside.after.is_none() && !definition.exact => return None,
        "1331" => {
            let kind = beside.after.filter(|kind| *kind == "A");
            return codes::meaning("1331", kind, value).map(str::to_owned);
        }
        // Levels and kinds of claims are those of claims; other transactions use the codes otherwise.
        "735" | "640" if !definition.exact => return None,
        "373" | "I08" => return date(value),
        "337" | "I09" => return time(value),
        _ => {}
    }
    let known = match beside.before {
        Some(before) => codes::meaning(data_element, Some(before), value),
        None => codes::meaning(data_element, None, value),
    };
    known.map(str::to_owned).or_else(|| match definition.data_type {
        Some(DataType::Date) => date(value),
        Some(DataType::Time) => time(value),
        _ => None,
    })
}

/// A value of data element 1251 in the format that 1250 names.
fn date_in_format(format: &str, value: &str) -> Option<String> {
    match format {
        "D8" | "D6" => date(value),
        "RD8" => {
            let (from, to) = value.split_once('-')?;
            Some(format!("{} to {}", date(from)?, date(to)?))
        }
        "DT" if value.is_ascii() => {
            let (day, clock) = value.split_at_checked(8)?;
            Some(format!("{} {}", date(day)?, time(clock)?))
        }
        "TM" => time(value),
        _ => None,
    }
}

/// CCYYMMDD or YYMMDD as an ISO date; none where there is no such day. Two digits of a year mean this century.
pub(in crate::show) fn date(value: &str) -> Option<String> {
    let digits = value.bytes().all(|b| b.is_ascii_digit());
    let (year, rest) = match value.len() {
        8 if digits => (value[..4].parse().ok()?, &value[4..]),
        6 if digits => (2000 + value[..2].parse::<i32>().ok()?, &value[2..]),
        _ => return None,
    };
    let day = NaiveDate::from_ymd_opt(year, rest[..2].parse().ok()?, rest[2..].parse().ok()?)?;
    Some(day.to_string())
}

/// HHMM, HHMMSS or HHMMSSDD as `14:50`; none where there is no such time.
pub(in crate::show) fn time(value: &str) -> Option<String> {
    if !matches!(value.len(), 4 | 6 | 8) || !value.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hour, minute) = (&value[..2], &value[2..4]);
    (hour < "24" && minute < "60").then(|| format!("{hour}:{minute}"))
}
