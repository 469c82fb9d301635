//! Dates, times and periods as X12 writes them.

/// Whether eight digits (CCYYMMDD), or six (YYMMDD), are a day of the calendar.
#[inline]
pub(super) fn is_date(value: &[u8]) -> bool {
    match value.len() {
        8 => {
            let (Some(year), Some(month), Some(day)) =
                (number(&value[..4]), number(&value[4..6]), number(&value[6..]))
            else {
                return false;
            };
            year >= 1800 && is_day(year, month, day)
        }
        6 => {
            let (Some(year), Some(month), Some(day)) =
                (number(&value[..2]), number(&value[2..4]), number(&value[4..]))
            else {
                return false;
            };
            is_day(2000 + year, month, day)
        }
        _ => false,
    }
}

/// Whether digits are a time of day: HHMM, HHMMSS, with up to two decimals.
#[inline]
pub(super) fn is_time(value: &[u8]) -> bool {
    if !(4..=8).contains(&value.len()) || value.len() == 5 {
        return false;
    }
    let Some(hour) = number(&value[..2]) else { return false };
    let Some(minute) = number(&value[2..4]) else { return false };
    let second = if value.len() >= 6 { number(&value[4..6]) } else { Some(0) };
    let rest = value.get(6..).is_none_or(|rest| rest.iter().all(u8::is_ascii_digit));
    hour < 24 && minute < 60 && second.is_some_and(|s| s < 60) && rest
}

fn number(digits: &[u8]) -> Option<u32> {
    let mut number = 0;
    for &byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + u32::from(digit);
    }
    Some(number)
}

fn is_day(year: u32, month: u32, day: u32) -> bool {
    const DAYS: [u8; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let Some(&days) = DAYS.get(month.wrapping_sub(1) as usize) else { return false };
    let leap =
        month == 2 && year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    day >= 1 && day <= u32::from(days) + u32::from(leap)
}

/// Why a value does not have the form that its qualifier names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// It should be a date of this form.
    Date(&'static str),
    /// It should be a time of this form.
    Time(&'static str),
    /// The end of a period is before its start.
    Backwards,
}

/// Checks a value (1251) against the format that its qualifier (1250) names.
pub(super) fn check(format: &[u8], value: &[u8]) -> Option<Problem> {
    match format {
        b"D8" => (value.len() != 8 || !is_date(value)).then_some(Problem::Date("a date CCYYMMDD")),
        b"TM" => (value.len() != 4 || !is_time(value)).then_some(Problem::Time("a time HHMM")),
        b"DT" => {
            let fits = value.len() == 12 && is_date(&value[..8]) && is_time(&value[8..]);
            (!fits).then_some(Problem::Date("date and time CCYYMMDDHHMM"))
        }
        b"RD8" => {
            let fits = value.len() == 17 && value[8] == b'-' && is_date(&value[..8]) && is_date(&value[9..]);
            if fits {
                (value[..8] > value[9..]).then_some(Problem::Backwards)
            } else {
                Some(Problem::Date("two dates CCYYMMDD-CCYYMMDD"))
            }
        }
        _ => None,
    }
}
