//! Numbers as X12 writes them, and the lengths that guides count on.

use crate::guide::Limit;

/// Digits with at most one point between digits or before them, no sign, no leading zero: what nearly all are.
#[inline]
pub(super) fn is_plain_decimal(value: &[u8]) -> bool {
    let (mut points, mut others) = (0u32, 0u32);
    for &byte in value {
        points += u32::from(byte == b'.');
        others += u32::from(byte != b'.' && !byte.is_ascii_digit());
    }
    others == 0
        && points <= 1
        && value[value.len() - 1] != b'.'
        && (value[0] != b'0' || value.len() == 1 || value[1] == b'.')
}

/// A decimal number as X12 writes it: a minus sign, digits, a point between or before digits.
pub(super) fn is_decimal(value: &[u8]) -> bool {
    let digits = value.strip_prefix(b"-").unwrap_or(value);
    let (whole, part) = match digits.iter().position(|b| *b == b'.') {
        Some(at) => (&digits[..at], Some(&digits[at + 1..])),
        None => (digits, None),
    };
    let all = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_digit);
    all(whole)
        && part.is_none_or(|part| all(part) && !part.is_empty())
        && (part.is_some() || !whole.is_empty())
}

pub(super) fn is_integer(value: &[u8]) -> bool {
    let digits = value.strip_prefix(b"-").unwrap_or(value);
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

/// Whether a value is so short that no limit is near, which is seen without counting.
#[inline]
pub(super) fn is_surely_within(limit: Limit, value: &[u8]) -> bool {
    let most = match limit {
        Limit::Characters(most) => return value.len() <= usize::from(most),
        Limit::Digits { digits, decimals: 2.. } => digits,
        Limit::DigitsWithCents(most) => most.saturating_sub(2),
        _ => return false,
    };
    // Without a point, or with one that has two digits at most behind it.
    let behind = value.len().min(3);
    value.len() <= usize::from(most)
        && (value[value.len() - behind..].contains(&b'.') || !value.contains(&b'.'))
}

/// What is too long for the guide's own limit, in words.
pub(super) fn over(limit: Limit, value: &[u8]) -> Option<String> {
    let digits = || value.iter().filter(|b| b.is_ascii_digit()).count();
    let decimals = || value.iter().rposition(|b| *b == b'.').map_or(0, |at| value.len() - at - 1);
    match limit {
        Limit::Characters(most) => {
            let count = String::from_utf8_lossy(value).chars().count();
            (count > usize::from(most))
                .then(|| format!("has {count} characters; the guide counts on {most} at most"))
        }
        Limit::Digits { digits: most, decimals: behind } => {
            let (all, part) = (digits(), decimals());
            (all > usize::from(most) || part > usize::from(behind)).then(|| {
                format!("has {all} digits, {part} of them behind the point; the guide counts on {most}, {behind} of them behind it")
            })
        }
        Limit::DigitsWithCents(most) => {
            let whole = digits() - decimals().min(digits());
            (whole + 2 > usize::from(most) || decimals() > 2).then(|| {
                format!("is too large or too exact: the guide counts on {most} digits, two of them for cents")
            })
        }
        Limit::ExactDigits(count) => {
            let fits = value.len() == usize::from(count) && value.iter().all(u8::is_ascii_digit);
            (!fits).then(|| format!("has to be {count} digits and nothing else"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_surely_within_a_limit_is_not_over_it() {
        let limits = [
            Limit::Characters(3),
            Limit::Digits { digits: 5, decimals: 3 },
            Limit::Digits { digits: 5, decimals: 1 },
            Limit::DigitsWithCents(6),
            Limit::ExactDigits(4),
        ];
        let (mut within, mut over_it) = (0, 0);
        // All values of up to seven characters from these four.
        for number in 0..4usize.pow(7) {
            let value: Vec<u8> = (0..7).map(|n| b"19.-"[number / 4usize.pow(n) % 4]).collect();
            for value in (1..=7).map(|length| &value[..length]) {
                for limit in limits.into_iter().filter(|limit| is_surely_within(*limit, value)) {
                    within += 1;
                    over_it += usize::from(over(limit, value).is_some());
                }
            }
        }
        assert!(within > 100_000 && over_it == 0, "{over_it} of {within}");
        assert!(is_surely_within(Limit::DigitsWithCents(10), b"12345.67"));
        assert!(!is_surely_within(Limit::DigitsWithCents(10), b"12.345"), "three digits behind the point");
        assert!(
            is_surely_within(Limit::Characters(3), "é".as_bytes())
                && !is_surely_within(Limit::Characters(3), b"ABCD")
        );
    }
}
