//! Strings in JSON.

/// Eight times 0x01 and 0x80.
const ONES: u64 = u64::MAX / 255;
const HIGHS: u64 = ONES << 7;

/// Appends a string with its quotes.
#[inline]
pub(super) fn string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    if is_plain(text.as_bytes()) {
        out.extend_from_slice(text.as_bytes());
    } else {
        escaped(out, text.as_bytes());
    }
    out.push(b'"');
}

/// Appends a number.
pub(crate) fn digits(out: &mut Vec<u8>, mut number: u64) {
    let mut digits = [b'0'; 20];
    let mut first = digits.len() - 1;
    while number > 9 {
        digits[first] = b'0' + (number % 10) as u8;
        number /= 10;
        first -= 1;
    }
    digits[first] = b'0' + number as u8;
    out.extend_from_slice(&digits[first..]);
}

/// Whether nothing in it has to be escaped. Nearly all values of a claim are plain, and shorter than sixteen bytes, so
/// eight are looked at together; the last eight may overlap those before them.
#[inline]
fn is_plain(text: &[u8]) -> bool {
    if let Some(last) = text.last_chunk::<8>() {
        let (eights, _) = text.as_chunks::<8>();
        return eights.iter().chain([last]).all(|eight| !has_special(u64::from_le_bytes(*eight)));
    }
    match (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        (Some(first), Some(last)) => {
            let both = u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32;
            !has_special(both)
        }
        _ => !text.iter().any(|b| is_special(*b)),
    }
}

#[inline]
fn is_special(b: u8) -> bool {
    b < b' ' || b == b'"' || b == b'\\'
}

/// Whether one of eight bytes is special, by the arithmetic for "has a byte below" and "has a zero byte".
#[inline]
fn has_special(eight: u64) -> bool {
    let below = |value: u64, limit: u64| value.wrapping_sub(ONES * limit) & !value;
    let control = below(eight, u64::from(b' '));
    let quote = below(eight ^ (ONES * u64::from(b'"')), 1);
    let backslash = below(eight ^ (ONES * u64::from(b'\\')), 1);
    (control | quote | backslash) & HIGHS != 0
}

/// Appends the bytes of a string without its quotes.
#[cold]
pub(crate) fn escaped(out: &mut Vec<u8>, text: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for &b in text {
        let letter = match b {
            b'"' | b'\\' => b,
            0x08 => b'b',
            b'\t' => b't',
            b'\n' => b'n',
            0x0C => b'f',
            b'\r' => b'r',
            0..b' ' => {
                out.extend_from_slice(b"\\u00");
                out.extend([DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]]);
                continue;
            }
            _ => {
                out.push(b);
                continue;
            }
        };
        out.extend([b'\\', letter]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_written_as_serde_json_writes_them() {
        let specials = (0u8..=0x7F).map(char::from).chain("é€🏥".chars());
        for special in specials {
            for (before, after) in (0..20).flat_map(|n| (0..20 - n).map(move |m| (n, m))) {
                let text = format!("{}{special}{}", "x".repeat(before), "~".repeat(after));
                let mut out = Vec::new();
                string(&mut out, &text);
                assert_eq!(String::from_utf8(out).ok(), serde_json::to_string(&text).ok(), "{text:?}");
            }
        }
    }
}
