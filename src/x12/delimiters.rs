//! The four characters that structure an interchange.

/// The delimiters of one interchange, as its ISA segment states them.
///
/// They are never guessed: byte 4 of ISA is the element separator, ISA11 the repetition separator, ISA16 the
/// component separator, and the byte behind ISA16 the segment terminator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Delimiters {
    /// Separates elements; usually `*`.
    pub element: u8,
    /// Separates the components of a composite element (ISA16); usually `:`.
    pub component: u8,
    /// Separates repetitions of an element (ISA11); usually `^`. None where ISA11 holds a letter, digit or blank,
    /// as it did before version 00501.
    pub repetition: Option<u8>,
    /// Ends a segment; usually `~`, sometimes a line end.
    pub segment: u8,
}

impl Delimiters {
    /// The delimiters most senders use, and what is written when nothing else is asked for.
    pub const STANDARD: Self = Self { element: b'*', component: b':', repetition: Some(b'^'), segment: b'~' };

    /// Takes four characters in the order element, component, repetition, segment: `*:^~`. A letter, digit or blank as
    /// the third one says that there is no repetition separator. `\n` and `\r` may be written as a backslash and a letter.
    pub fn parse(text: &str) -> Result<Self, InvalidDelimiters> {
        Self::of(text.replace("\\n", "\n").replace("\\r", "\r").as_bytes())
    }

    /// Takes the four bytes in the order of [`Delimiters::parse`].
    pub fn of(bytes: &[u8]) -> Result<Self, InvalidDelimiters> {
        let [element, component, repetition, segment] = bytes else {
            return Err(InvalidDelimiters::Four);
        };
        let repetition = (!repetition.is_ascii_alphanumeric() && *repetition != b' ').then_some(*repetition);
        let all = [Some(*element), Some(*component), repetition, Some(*segment)];
        let used = all.into_iter().flatten();
        if used.clone().any(|b| b.is_ascii_alphanumeric() || b == b' ') {
            return Err(InvalidDelimiters::Text);
        }
        let twice = |(n, a): (usize, &Option<u8>)| a.is_some() && all[..n].contains(a);
        if all.iter().enumerate().any(twice) {
            return Err(InvalidDelimiters::Twice);
        }
        Ok(Self { element: *element, component: *component, repetition, segment: *segment })
    }

    /// What a byte does in the interchange, as the end of a sentence; none for one that may be in a value.
    pub fn role(&self, byte: u8) -> Option<&'static str> {
        match byte {
            b if b == self.element => Some("separates elements"),
            b if b == self.component => Some("separates components"),
            b if Some(b) == self.repetition => Some("separates repetitions"),
            b if b == self.segment => Some("ends segments"),
            _ => None,
        }
    }
}

/// Why characters cannot separate an interchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDelimiters {
    /// Not four bytes.
    #[error(
        "four characters are needed: element, component and repetition separator and segment terminator, such as *:^~"
    )]
    Four,
    /// One of them is a letter, a digit or a blank.
    #[error(
        "letters, digits and blanks cannot separate, values are made of them; use characters such as *:^~"
    )]
    Text,
    /// Two of them are the same.
    #[error("the same character is given twice; the four have to differ, as in *:^~")]
    Twice,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_four_different_characters() {
        assert_eq!(Delimiters::parse("*:^~"), Ok(Delimiters::STANDARD));
        assert_eq!(Delimiters::parse("*:U~").map(|d| d.repetition), Ok(None));
        assert_eq!(Delimiters::parse("*:^\\n").map(|d| d.segment), Ok(b'\n'));
        assert_eq!(Delimiters::parse("*:^"), Err(InvalidDelimiters::Four));
        assert_eq!(Delimiters::parse("*:^é"), Err(InvalidDelimiters::Four));
        assert_eq!(Delimiters::parse("A:^~"), Err(InvalidDelimiters::Text));
        assert_eq!(Delimiters::parse("**^~"), Err(InvalidDelimiters::Twice));
    }
}
