//! Text made comparable: spelling that says nothing is taken off, and values that say nothing are taken for none.

use crate::model::Text;

/// A number that stands for a text, the same on every machine (FNV-1a with a last mix).
pub(super) fn hash(parts: &[&[u8]]) -> u64 {
    let mut state = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        for &byte in *part {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        // What ends here cannot run on into the next part.
        state = (state ^ 0x1ff).wrapping_mul(0x0100_0000_01b3);
    }
    state ^= state >> 32;
    state = state.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    // 0 stands for none.
    (state ^ (state >> 29)).max(1)
}

/// Puts a further part into a number that stands for something.
pub(super) fn and(key: u64, further: u64) -> u64 {
    hash(&[&key.to_le_bytes(), &further.to_le_bytes()])
}

/// Words in upper case without accents; apostrophes and points are dropped, all other signs part words.
pub(crate) fn words(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'A'..='Z' | '0'..='9' => plain.push(c),
            'a'..='z' => plain.push(c.to_ascii_uppercase()),
            '\'' | '.' | '`' | '\u{2019}' => {}
            c if c.is_alphanumeric() => unaccented(c, &mut plain),
            _ if plain.ends_with(' ') || plain.is_empty() => {}
            _ => plain.push(' '),
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

/// Letters and digits alone, in upper case.
pub(crate) fn solid(text: &str) -> String {
    let mut plain = words(text);
    plain.retain(|c| c != ' ');
    plain
}

fn unaccented(c: char, out: &mut String) {
    let plain = match c.to_lowercase().next().unwrap_or(c) {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => "A",
        'ä' | 'æ' => "AE",
        'ç' | 'ć' | 'č' => "C",
        'ď' | 'đ' | 'ð' => "D",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => "E",
        'ğ' => "G",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => "I",
        'ł' | 'ľ' => "L",
        'ñ' | 'ń' | 'ň' => "N",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' | 'ō' | 'ő' => "O",
        'ö' | 'œ' => "OE",
        'ř' => "R",
        'ś' | 'š' | 'ş' | 'ș' => "S",
        'ß' => "SS",
        'ť' | 'ţ' | 'ț' => "T",
        'ù' | 'ú' | 'û' | 'ū' | 'ů' | 'ű' => "U",
        'ü' => "UE",
        'ý' | 'ÿ' => "Y",
        'ź' | 'ż' | 'ž' => "Z",
        'þ' => "TH",
        other => {
            out.extend(other.to_uppercase());
            return;
        }
    };
    out.push_str(plain);
}

/// A number or name of the kind that is where nothing is known: one character over and over, digits counted up or
/// down, UNKNOWN and the like. Takes what [`solid`] gives.
pub(crate) fn is_placeholder(solid: &str) -> bool {
    const WORDS: &[&str] = &[
        "UNKNOWN",
        "UNK",
        "UNKN",
        "NONE",
        "NA",
        "NOTAPPLICABLE",
        "NOTAVAILABLE",
        "NOTGIVEN",
        "NOTKNOWN",
        "PENDING",
        "SELFPAY",
        "SELF",
        "SAME",
        "TEST",
        "TBD",
        "NULL",
        "MISSING",
        "ANONYMOUS",
        "NONAME",
        "FNU",
        "LNU",
        "NFN",
        "NLN",
        "NMN",
        "NOFIRSTNAME",
        "NOLASTNAME",
        "REFUSED",
        "DECLINED",
        "HOMELESS",
        "GENERALDELIVERY",
        "NOADDRESS",
        "NOTONFILE",
        "NOID",
        "INVALID",
    ];
    let bytes = solid.as_bytes();
    let Some(&first) = bytes.first() else { return true };
    let same = bytes.len() > 2 && bytes.iter().all(|&b| b == first);
    let counted = |step: u8| {
        bytes.len() >= 8
            && bytes.iter().all(u8::is_ascii_digit)
            && bytes.windows(2).all(|two| (two[0] - b'0' + step) % 10 == two[1] - b'0')
    };
    same || bytes.iter().all(|&b| b == b'0') || counted(1) || counted(9) || WORDS.contains(&solid)
}

/// A number of a person: letters and digits, none where it says nothing.
pub(super) fn number(text: Option<&Text>) -> Text {
    let plain = solid(text.map_or("", Text::as_str));
    // A letter behind nothing but noughts or nines does not make them a number.
    let core = plain.trim_matches(|c: char| c.is_ascii_alphabetic());
    let fills = core.len() > 4 && is_placeholder(core);
    if is_placeholder(&plain) || fills { Text::default() } else { plain.into() }
}

/// Whether two texts differ by one character more, less or other, or by two neighbours swapped.
pub(super) fn is_one_edit(a: &str, b: &str) -> bool {
    are_one_edit(a.as_bytes(), b.as_bytes())
}

/// [`is_one_edit`] for the bytes of two texts.
pub(super) fn are_one_edit(a: &[u8], b: &[u8]) -> bool {
    let (a, b) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if b.len() - a.len() > 1 || a == b {
        return false;
    }
    let head = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let tail = a[head..].iter().rev().zip(b[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[head..a.len() - tail], &b[head..b.len() - tail]);
    match (a, b) {
        ([] | [_], [_]) => true,
        ([x, y], [other_y, other_x]) => x == other_x && y == other_y,
        _ => false,
    }
}

/// How a name sounds, roughly (American Soundex): a letter and three digits, packed. 0 for no name.
pub(super) fn sound(name: &str) -> u32 {
    let class = |c: u8| match c {
        b'B' | b'F' | b'P' | b'V' => b'1',
        b'C' | b'G' | b'J' | b'K' | b'Q' | b'S' | b'X' | b'Z' => b'2',
        b'D' | b'T' => b'3',
        b'L' => b'4',
        b'M' | b'N' => b'5',
        b'R' => b'6',
        b'H' | b'W' => 0,
        _ => b'0',
    };
    let mut letters = name.bytes().filter(u8::is_ascii_uppercase);
    let Some(first) = letters.next() else { return 0 };
    let mut code = [first, b'0', b'0', b'0'];
    let (mut at, mut last) = (1, class(first));
    for digit in letters.map(class) {
        // H and W do not part two letters of one class; vowels do.
        if digit == 0 {
            continue;
        }
        if digit != b'0' && digit != last {
            code[at] = digit;
            at += 1;
            if at == code.len() {
                break;
            }
        }
        last = digit;
    }
    u32::from_be_bytes(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_that_says_nothing_is_taken_off() {
        assert_eq!(words(" O'Brien-Núñez,  Jr. "), "OBRIEN NUNEZ JR");
        assert_eq!(solid("1EG4-TE5 mk73"), "1EG4TE5MK73");
    }

    #[test]
    fn values_that_fill_a_field_say_nothing() {
        for text in ["", "000000000", "999999999", "99999", "XXX", "123456789", "987654321", "UNKNOWN", "0"] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["M1", "11", "123456780", "1EG4TE5MK73", "NAOMI", "AA1"] {
            assert!(!is_placeholder(text), "{text}");
        }
        assert!(number(Some(&"999999999A".into())).is_empty());
        assert_eq!(number(Some(&"a-100 2".into())), "A1002");
    }

    #[test]
    fn one_edit_is_one_edit() {
        for (a, b) in [("ABC", "ABD"), ("ABC", "AB"), ("ABC", "ACB"), ("ABC", "XABC"), ("AAB", "AB")] {
            assert!(is_one_edit(a, b) && is_one_edit(b, a), "{a} {b}");
        }
        for (a, b) in [("ABC", "ABC"), ("ABC", "CBA"), ("ABC", "A"), ("ABCD", "BADC"), ("ABC", "ADE")] {
            assert!(!is_one_edit(a, b) && !is_one_edit(b, a), "{a} {b}");
        }
    }

    #[test]
    fn names_that_sound_alike_have_one_sound() {
        assert_eq!(sound("ROBERT"), sound("RUPERT"));
        assert_eq!(sound("ASHCRAFT"), u32::from_be_bytes(*b"A261"));
        assert_eq!(sound("TYMCZAK"), u32::from_be_bytes(*b"T522"));
        assert_ne!(sound("SMITH"), sound("JONES"));
        assert_eq!(sound(""), 0);
    }
}
