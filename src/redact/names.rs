//! Surrogates of names, streets and cities, word by word: words that agreed agree, whatever field they stand in, and a
//! double name keeps its parts.

use crate::link::{is_kind_of_street, is_of_newborn, is_placeholder, solid, words};

use super::numbers::number;
use super::surrogates::Numbers;

/// What words stay as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Words {
    /// Of a person: generations, and what stands for a child without a name.
    Person,
    /// Of an organization: what kind it is.
    Organization,
    /// Of a street: what kind it is, and directions.
    Street,
    /// Of a city.
    City,
}

/// The surrogate of a name of at most `longest` characters.
pub(super) fn name(numbers: &mut Numbers, kind: Words, value: &str, longest: usize) -> String {
    if is_placeholder(&solid(value)) {
        return value.chars().filter(char::is_ascii).collect();
    }
    let newborn = kind == Words::Person && words(value).split(' ').any(is_of_newborn);
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(c) = rest.chars().next() {
        if is_in_word(c) {
            let end = rest.find(|c| !is_in_word(c)).unwrap_or(rest.len());
            let (token, behind) = rest.split_at(end);
            word(numbers, kind, newborn, token, &mut out);
            rest = behind;
        } else {
            out.push(if c.is_ascii() { c } else { ' ' });
            rest = &rest[c.len_utf8()..];
        }
    }
    let length = value.chars().count();
    // What was too long stays too long.
    let most = if length <= longest { longest } else { length };
    let mut out: String = out.chars().take(most).collect();
    if length > longest {
        out.extend(std::iter::repeat_n('X', length.saturating_sub(out.chars().count())));
    }
    out
}

/// As `link` parts words.
fn is_in_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\'' | '.' | '`' | '\u{2019}')
}

fn word(numbers: &mut Numbers, kind: Words, newborn: bool, token: &str, out: &mut String) {
    let plain = words(token);
    if plain.is_empty() || stays(kind, newborn, &plain) {
        out.extend(token.chars().filter(char::is_ascii));
        return;
    }
    let other = if plain.bytes().any(|b| b.is_ascii_digit()) {
        numbered(numbers, kind, &plain)
    } else if plain.len() == 1 {
        number(numbers, &plain)
    } else {
        spoken(numbers, &plain)
    };
    let other = if token.is_ascii() { other } else { accented(&other) };
    let mut letters = token.chars().filter(|c| c.is_alphabetic());
    let first_is_small = letters.next().is_some_and(char::is_lowercase);
    let rest_is_small = letters.next().map_or(first_is_small, char::is_lowercase);
    for (n, c) in other.chars().enumerate() {
        let small = if n == 0 { first_is_small } else { rest_is_small };
        if small {
            out.extend(c.to_lowercase());
        } else {
            out.push(c);
        }
    }
}

/// A word with an accent on its first vowel: a character that is no ASCII is found by the rules, and linking reads it as if it
/// had none.
fn accented(word: &str) -> String {
    let mut done = false;
    let accent = |c: char| {
        let other = match c {
            'A' => 'Á',
            'E' => 'É',
            'I' => 'Í',
            'O' => 'Ó',
            'U' => 'Ú',
            _ => return c,
        };
        if std::mem::replace(&mut done, true) { c } else { other }
    };
    word.chars().map(accent).collect()
}

/// A word with digits: a house number, an ordinal (`42ND`), which keeps its ending.
fn numbered(numbers: &mut Numbers, kind: Words, plain: &str) -> String {
    let digits = plain.len() - plain.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match plain.split_at(digits) {
        (house, ending @ ("ST" | "ND" | "RD" | "TH")) if kind != Words::Person && digits > 0 => {
            number(numbers, house) + ending
        }
        _ => number(numbers, plain),
    }
}

fn stays(kind: Words, newborn: bool, plain: &str) -> bool {
    match kind {
        Words::Person => {
            let of_child = |w: &str| {
                is_of_newborn(w)
                    || matches!(w, "BOY" | "GIRL" | "ONE" | "TWO" | "THREE" | "FOUR")
                    || matches!(w, "A" | "B" | "C" | "D" | "1" | "2" | "3" | "4")
            };
            matches!(plain, "JR" | "JUNIOR" | "SR" | "SENIOR" | "II" | "III" | "IV" | "2ND" | "3RD" | "4TH")
                || matches!(plain, "DR" | "MD" | "MR" | "MRS")
                || (newborn && of_child(plain))
        }
        Words::Organization => ORGANIZATIONS.contains(&plain),
        Words::Street => {
            is_kind_of_street(plain)
                || matches!(plain, "PO" | "POST" | "OFFICE" | "BOX" | "FLOOR" | "FL" | "RM" | "ROOM" | "BLDG")
        }
        Words::City => false,
    }
}

/// Words that say what an organization is, not which.
const ORGANIZATIONS: &[&str] = &[
    "AMBULANCE",
    "AMBULATORY",
    "AND",
    "ANESTHESIA",
    "ASSOC",
    "ASSOCIATES",
    "CARDIOLOGY",
    "CARE",
    "CENTER",
    "CENTERS",
    "CLINIC",
    "CLINICS",
    "CLEARINGHOUSE",
    "CO",
    "COMMUNITY",
    "COMPANY",
    "CORP",
    "DEPARTMENT",
    "EMERGENCY",
    "FAMILY",
    "FOR",
    "GENERAL",
    "GROUP",
    "HEALTH",
    "HEALTHCARE",
    "HMO",
    "HOME",
    "HOSPICE",
    "HOSPITAL",
    "HOSPITALISTS",
    "IMAGING",
    "INC",
    "INSURANCE",
    "LAB",
    "LABORATORY",
    "LABS",
    "LLC",
    "LLP",
    "MEDICAID",
    "MEDICAL",
    "MEDICARE",
    "MEDICINE",
    "MEMORIAL",
    "NURSING",
    "OF",
    "ORTHOPEDICS",
    "PA",
    "PARTNERS",
    "PATHOLOGY",
    "PC",
    "PEDIATRICS",
    "PHARMACY",
    "PHYSICAL",
    "PHYSICIANS",
    "PLAN",
    "PLANS",
    "PLLC",
    "PPO",
    "PRACTICE",
    "RADIOLOGY",
    "REGIONAL",
    "REHABILITATION",
    "SERVICE",
    "SERVICES",
    "SURGERY",
    "SURGICAL",
    "THE",
    "THERAPY",
    "UNIVERSITY",
];

const BEGINNINGS: [&str; 64] = [
    "AL", "AN", "AR", "BA", "BEL", "BER", "BRA", "BRO", "CAL", "CAR", "CHA", "COR", "DA", "DEL", "DOR", "DU",
    "EL", "EM", "FAL", "FEN", "FOR", "GAL", "GER", "GRA", "HAL", "HAR", "HOL", "IN", "JAN", "JOR", "KAL",
    "KEN", "KIR", "LAN", "LEN", "LOR", "MAL", "MAR", "MER", "MON", "NAR", "NEL", "NOR", "OL", "OR", "PAL",
    "PER", "POR", "QUIN", "RAN", "REN", "ROS", "SAL", "SEL", "SOR", "TAL", "TER", "TOR", "UL", "VAL", "VER",
    "WAL", "WEN", "ZAN",
];
const MIDDLES: [&str; 32] = [
    "A", "BA", "BE", "BI", "DA", "DE", "DO", "E", "GA", "I", "KA", "KO", "LA", "LE", "LI", "LO", "MA", "ME",
    "MI", "NA", "NE", "NI", "O", "RA", "RE", "RI", "SA", "SE", "TA", "TE", "TI", "VI",
];
const ENDINGS: [&str; 64] = [
    "BECK", "BERG", "BY", "COMB", "COTT", "DAHL", "DALE", "DEN", "DER", "DON", "DORF", "FELD", "FORD",
    "GATE", "GREN", "HAM", "HOLM", "HURST", "KAMP", "KER", "LAND", "LER", "LEY", "LIN", "LING", "LOW",
    "LUND", "MAN", "MARK", "MER", "MERE", "MONT", "MOOR", "NER", "NESS", "NEY", "NIK", "PER", "QUIST",
    "RELL", "RICK", "ROW", "SEN", "SHAW", "SKI", "SON", "STAD", "STED", "STER", "STOW", "STROM", "SWORTH",
    "TON", "TZ", "VAN", "VELD", "VER", "VIN", "WALD", "WAY", "WELL", "WICK", "WIN", "WOOD",
];

/// How many words there are.
const SPOKEN: u128 = 64 * 32 * 32 * 64;

/// A word that can be said.
pub(super) fn spoken(numbers: &mut Numbers, plain: &str) -> String {
    let mut n = numbers.drawn("word", plain, SPOKEN) as usize;
    let mut take = |from: &'static [&'static str]| {
        let syllable = from[n % from.len()];
        n /= from.len();
        syllable
    };
    let parts = [take(&BEGINNINGS), take(&MIDDLES), take(&MIDDLES), take(&ENDINGS)];
    let said = parts.concat();
    // By chance it might be the word itself.
    if said == plain { said + "S" } else { said }
}

/// The surrogate of a text in which anything may stand: a text that was equal stays equal, and nothing else.
pub(super) fn text(numbers: &mut Numbers, value: &str, longest: usize) -> String {
    let said = spoken_of(numbers, value);
    let said = if value.is_ascii() { said } else { accented(&said) };
    let length = value.chars().count();
    let mut out = format!("TEXT {said}");
    if length > longest {
        out.extend(std::iter::repeat_n('X', length.saturating_sub(out.chars().count())));
    } else {
        out = out.chars().take(longest.max(1)).collect();
    }
    out
}

fn spoken_of(numbers: &mut Numbers, value: &str) -> String {
    spoken(numbers, &format!("\u{1}{}", value.trim_end()))
}
