//! Surrogates of numbers and identifiers: the same length, digits for digits, letters for letters.
//!
//! A value becomes the same wherever it stands and however it is punctuated, so that what agreed agrees. NPIs stay NPIs
//! with their check digit right (or wrong, as it was), CLIA numbers stay CLIA numbers, leading zeros stay. What stands
//! where nothing is known (`UNKNOWN`, `999999999`) is no identifier and stays; digits that count up or down are exchanged
//! for others that do.

use crate::codes::npi;
use crate::link::{is_placeholder, solid};

use super::surrogates::Numbers;

/// Characters that are exchanged as one number: 26 to the power of it is below 2 to the power of 128.
const AT_ONCE: usize = 20;

/// The surrogate of an identifier.
pub(super) fn number(numbers: &mut Numbers, value: &str) -> String {
    let core: Vec<u8> = value.chars().filter_map(plain).collect();
    let replaced = match std::str::from_utf8(&core) {
        Ok(text) if !text.is_empty() => exchanged(numbers, text),
        _ => return value.chars().filter(char::is_ascii).collect(),
    };
    let mut letters = replaced.bytes();
    let with_case = |c: char, by: u8| if c.is_ascii_lowercase() { by.to_ascii_lowercase() } else { by };
    value
        .chars()
        .map(|c| match plain(c) {
            Some(own) => char::from(with_case(c, letters.next().unwrap_or(own))),
            None => c,
        })
        .collect()
}

/// A character that is exchanged, in upper case; none for signs and blanks, which stay.
fn plain(c: char) -> Option<u8> {
    match c {
        _ if c.is_ascii_alphanumeric() => Some(c.to_ascii_uppercase() as u8),
        // Whatever is no ASCII is a letter here: it must not stay.
        _ if !c.is_ascii() => Some(b'X'),
        _ => None,
    }
}

/// What a number looks like, which stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Ten digits that begin as NPIs do.
    Npi,
    /// Two digits, D, seven digits.
    Clia,
    /// A Medicare beneficiary identifier.
    Mbi,
    Other,
}

/// What the places of a Medicare beneficiary identifier hold: C a digit from 1, N a digit, A a letter of [`MBI_LETTERS`], X
/// one of both. Source: CMS, Understanding the Medicare Beneficiary Identifier format.
const MBI: &[u8; 11] = b"CAXNAXNAANN";
const MBI_LETTERS: &[u8; 20] = b"ACDEFGHJKMNPQRTUVWXY";

fn is_of(byte: u8, kind: u8) -> bool {
    match kind {
        b'C' => matches!(byte, b'1'..=b'9'),
        b'N' => byte.is_ascii_digit(),
        b'A' => MBI_LETTERS.contains(&byte),
        _ => byte.is_ascii_digit() || MBI_LETTERS.contains(&byte),
    }
}

fn form(core: &[u8]) -> Form {
    let digits = |from: usize| core[from..].iter().all(u8::is_ascii_digit);
    if core.len() == MBI.len() && core.iter().zip(MBI).all(|(byte, kind)| is_of(*byte, *kind)) {
        Form::Mbi
    } else if core.len() != 10 {
        Form::Other
    } else if matches!(core[0], b'1' | b'2') && digits(0) {
        Form::Npi
    } else if core[2] == b'D' && core[..2].iter().all(u8::is_ascii_digit) && digits(3) {
        Form::Clia
    } else {
        Form::Other
    }
}

fn exchanged(numbers: &mut Numbers, core: &str) -> String {
    if is_placeholder(core) || is_placeholder(&solid(core)) {
        return placeholder(numbers, core);
    }
    match form(core.as_bytes()) {
        Form::Npi => npi_like(numbers, core),
        Form::Clia => {
            let digits = [&core[..2], &core[3..]].concat();
            let other = chunk(numbers, "clia", digits.as_bytes(), false, UPPERCASE, &|_| true);
            format!("{}D{}", &other[..2], &other[2..])
        }
        Form::Mbi => chunk(numbers, "mbi", core.as_bytes(), true, MBI_LETTERS, &|_| true),
        Form::Other => {
            let rest = core.trim_start_matches('0');
            let zeros = &core[..core.len() - rest.len()];
            // A number that fills (999999999A) must not come out of one that does not, nor an NPI or CLIA number.
            let fits = |other: &str| {
                let whole = format!("{zeros}{other}");
                !is_placeholder(&whole) && form(whole.as_bytes()) == Form::Other
            };
            let mut out = zeros.to_owned();
            let bytes = rest.as_bytes();
            for (n, part) in bytes.chunks(AT_ONCE).enumerate() {
                let before = String::from_utf8_lossy(&bytes[..n * AT_ONCE]);
                // A number of one chunk, as nearly all are, may be of a form; others are too long for any.
                let one = bytes.len() <= AT_ONCE;
                let among = format!("number{zeros}|{before}");
                let other = chunk(numbers, &among, part, n == 0, UPPERCASE, &|other| !one || fits(other));
                out.push_str(&other);
            }
            out
        }
    }
}

/// Nothing but a word or one character stays; digits that count are exchanged for others that count.
fn placeholder(numbers: &mut Numbers, core: &str) -> String {
    let bytes = core.as_bytes();
    let counts = bytes.len() >= 8 && bytes.iter().all(u8::is_ascii_digit) && bytes[0] != bytes[1];
    if !counts {
        return core.to_owned();
    }
    let step = (10 + bytes[1] - bytes[0]) % 10;
    let first = u128::from(bytes[0] - b'0');
    let other = numbers.exchanged(&format!("counting{step}|{}", core.len()), first, 10, &|_| true);
    let mut digit = other as u8;
    let mut out = String::with_capacity(core.len());
    for _ in bytes {
        out.push(char::from(b'0' + digit));
        digit = (digit + step) % 10;
    }
    out
}

/// An NPI: nine digits are exchanged, and the last one is as right or wrong as it was.
fn npi_like(numbers: &mut Numbers, core: &str) -> String {
    let off = |nine: &str, digit: u8| {
        let right = npi::check_digit(nine).map_or(0, |c| c as u8 - b'0');
        (10 + digit - right) % 10
    };
    let (nine, last) = core.split_at(9);
    let wrong_by = off(nine, last.as_bytes()[0] - b'0');
    let whole = |nine: &str| {
        let right = npi::check_digit(nine).map_or(0, |c| c as u8 - b'0');
        format!("{nine}{}", (right + wrong_by) % 10)
    };
    // The first digit is 1 or 2: 100000000 to 299999999.
    let number = nine.parse::<u128>().unwrap_or(0).saturating_sub(100_000_000);
    let text = |n: u128| format!("{}", n + 100_000_000);
    let fits = |n: u128| !is_placeholder(&whole(&text(n)));
    let other = numbers.exchanged(&format!("npi{wrong_by}"), number, 200_000_000, &fits);
    whole(&text(other))
}

const UPPERCASE: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS: &[u8] = b"0123456789";

/// Exchanges up to [`AT_ONCE`] characters, digits for digits and letters for some of these. The first digit of a number is
/// no zero.
fn chunk(
    numbers: &mut Numbers,
    among: &str,
    part: &[u8],
    is_first: bool,
    letters: &'static [u8],
    fits: &dyn Fn(&str) -> bool,
) -> String {
    let choice = |(n, byte): (usize, &u8)| match byte {
        b'0'..=b'9' if n == 0 && is_first => &DIGITS[1..],
        b'0'..=b'9' => DIGITS,
        _ => letters,
    };
    let choices: Vec<&[u8]> = part.iter().enumerate().map(choice).collect();
    let size = choices.iter().fold(1, |size, choice| size * choice.len() as u128);
    let rank = part.iter().zip(&choices).fold(0, |rank, (byte, choice)| {
        let at = choice.iter().position(|of| of == byte).unwrap_or(0);
        rank * choice.len() as u128 + at as u128
    });
    let text = |mut rank: u128| {
        let mut text = vec![0; choices.len()];
        for (place, choice) in text.iter_mut().zip(&choices).rev() {
            *place = choice[(rank % choice.len() as u128) as usize];
            rank /= choice.len() as u128;
        }
        String::from_utf8(text).unwrap_or_default()
    };
    let shape: String = choices.iter().map(|choice| char::from(choice[0])).collect();
    text(numbers.exchanged(&format!("{among}|{shape}"), rank, size, &|n| fits(&text(n))))
}
