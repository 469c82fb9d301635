//! Procedure codes as numbers with letters, and sets of them as the tables of this module write them.

/// A procedure code of five characters: a number with a letter before it (HCPCS Level II) or behind it (CPT categories II
/// and III, laboratory codes), or without one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::reconcile) struct Code {
    letters: [u8; 2],
    number: u32,
}

impl Code {
    /// Reads a code; none for what has another form.
    pub(in crate::reconcile) fn of(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let (&first, &last) = (bytes.first()?, bytes.last()?);
        let letter = |byte: u8| if byte.is_ascii_alphabetic() { byte.to_ascii_uppercase() } else { 0 };
        let letters = [letter(first), letter(last)];
        let start = usize::from(letters[0] != 0);
        let digits = text.get(start..bytes.len() - usize::from(letters[1] != 0))?;
        let has_form = bytes.len() == 5 && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !has_form || letters.iter().all(|letter| *letter != 0) {
            return None;
        }
        Some(Self { letters, number: digits.parse().ok()? })
    }

    /// The same code without its last digit: codes that number the variants of one service share it.
    pub(super) fn stem(self) -> Self {
        Self { number: self.number / 10, ..self }
    }

    /// Whether it has letters: none of CPT's categories I.
    pub(super) fn has_letters(self) -> bool {
        self.letters != [0, 0]
    }

    /// The number of a code without letters, else 0.
    pub(super) fn cpt(self) -> u32 {
        if self.has_letters() { 0 } else { self.number }
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let letters = self
            .letters
            .map(|letter| if letter == 0 { String::new() } else { char::from(letter).to_string() });
        let digits = if self.has_letters() { 4 } else { 5 };
        write!(f, "{}{:0digits$}{}", letters[0], self.number, letters[1])
    }
}

/// First and last code of a range.
pub(super) type Range = (Code, Code);

/// Reads `47562-47564 G0104`. Errors name the part that cannot be read.
pub(super) fn ranges(text: &str) -> Result<Vec<Range>, String> {
    text.split_whitespace()
        .map(|part| {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let range = Code::of(first).zip(Code::of(last));
            let ordered = range.filter(|(a, b)| a.letters == b.letters && a.number <= b.number);
            ordered.ok_or_else(|| format!("{part} is no code and no range of codes"))
        })
        .collect()
}

/// Whether a code is in one of the ranges.
pub(super) fn holds(ranges: &[Range], code: Code) -> bool {
    ranges.iter().any(|(first, last)| {
        first.letters == code.letters && (first.number..=last.number).contains(&code.number)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_number_with_at_most_one_letter() {
        let code = |text| Code::of(text);
        assert!(code("47562") < code("47563") && code("g0104") == code("G0104"));
        assert_ne!(code("0001U"), code("00010"));
        for wrong in ["", "4756", "475622", "AB123", "A123B", "12 45", "4756é"] {
            assert_eq!(code(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn ranges_hold_codes_of_their_own_letters_only() {
        let set = ranges("0001U-0999U 00100-01999 J0000-J9999").expect("ranges");
        for inside in ["0010U", "00142", "J1885"] {
            assert!(holds(&set, Code::of(inside).expect("a code")), "{inside}");
        }
        for outside in ["0010T", "02000", "Q1885"] {
            assert!(!holds(&set, Code::of(outside).expect("a code")), "{outside}");
        }
        assert!(ranges("47564-47562").is_err() && ranges("G0104-J0105").is_err());
    }
}
