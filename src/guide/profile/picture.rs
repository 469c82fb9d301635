//! How a value has to look.

/// Pictures of a value, one of which has to fit: `#` a digit, `@` a letter, `?` any character, `*` any number of characters,
/// `[AC-H]` one of these characters, `A0..A9` any code of that length between two, everything else itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    text: String,
    /// The pictures, made quick to ask.
    alternatives: Vec<Alternative>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Alternative {
    /// This very value.
    Is(Box<[u8]>),
    /// A value of this length between two.
    Between(Box<[u8]>, Box<[u8]>),
    /// A value of this length that signs stand for, one each.
    Signs(Box<[u8]>),
    /// A value that signs stand for, with classes or any number of characters.
    Like(Box<[u8]>),
}

impl Alternative {
    fn of(text: &str) -> Self {
        let bytes = |text: &str| text.as_bytes().into();
        match text.split_once("..") {
            Some((first, last)) => Self::Between(bytes(first), bytes(last)),
            None if text.contains(['*', '[']) => Self::Like(bytes(text)),
            None if text.contains(['#', '@', '?']) => Self::Signs(bytes(text)),
            None => Self::Is(bytes(text)),
        }
    }

    fn fits(&self, value: &[u8]) -> bool {
        match self {
            Self::Is(text) => **text == *value,
            Self::Between(first, last) => value.len() == first.len() && **first <= *value && *value <= **last,
            Self::Signs(signs) => {
                signs.len() == value.len()
                    && signs.iter().zip(value).all(|(sign, byte)| is_sign_of(*sign, *byte))
            }
            Self::Like(picture) => fits(picture, value),
        }
    }
}

impl Picture {
    /// A picture as it is written, alternatives separated by `|`.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let alternatives = text.split('|').map(Alternative::of).collect();
        Self { text, alternatives }
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a value looks like one of the pictures. Case matters, as it does in X12.
    pub fn fits(&self, value: &[u8]) -> bool {
        self.alternatives.iter().any(|one| one.fits(value))
    }

    /// The shortest and the longest value that can fit; no longest where a `*` is.
    pub(super) fn lengths(&self) -> (usize, Option<usize>) {
        let mut shortest = usize::MAX;
        let mut longest = Some(0);
        for one in self.text.split('|') {
            let one = one.split_once("..").map_or(one, |(first, _)| first);
            let (mut fixed, mut open, mut rest) = (0, false, one.as_bytes());
            while let Some((sign, behind)) = next(rest) {
                fixed += usize::from(sign != b"*");
                open |= sign == b"*";
                rest = behind;
            }
            shortest = shortest.min(fixed);
            longest = if open { None } else { longest.map(|most: usize| most.max(fixed)) };
        }
        (shortest, longest)
    }

    /// What is wrong with the way it is written.
    pub(super) fn fault(&self) -> Option<&'static str> {
        self.text.split('|').find_map(|one| match one.split_once("..") {
            Some((first, last)) if first.len() != last.len() || first > last => {
                Some("a range names two codes of one length, the lower one first")
            }
            None if one.matches('[').count() != one.matches(']').count() => {
                Some("a `[` has its `]` behind it")
            }
            _ => None,
        })
    }
}

/// The first sign of a picture, a class whole, and what is behind it.
fn next(picture: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = match picture.first()? {
        b'[' => picture.iter().position(|b| *b == b']').map_or(1, |at| at + 1),
        _ => 1,
    };
    Some(picture.split_at(length))
}

/// Goes back to the last `*` where it does not fit, so the effort stays within the product of the lengths.
fn fits(picture: &[u8], value: &[u8]) -> bool {
    let (mut rest, mut v) = (picture, 0);
    let mut star: Option<(&[u8], usize)> = None;
    while v < value.len() {
        match next(rest) {
            Some((b"*", behind)) => {
                star = Some((behind, v));
                rest = behind;
            }
            Some((sign, behind)) if stands_for(sign, value[v]) => {
                rest = behind;
                v += 1;
            }
            _ => {
                let Some((behind, taken)) = star else { return false };
                star = Some((behind, taken + 1));
                rest = behind;
                v = taken + 1;
            }
        }
    }
    rest.iter().all(|sign| *sign == b'*')
}

fn stands_for(sign: &[u8], byte: u8) -> bool {
    match sign {
        [b'[', class @ .., b']'] => is_in(class, byte),
        [sign] => is_sign_of(*sign, byte),
        _ => false,
    }
}

/// Whether a sign of one character stands for a byte.
#[inline]
fn is_sign_of(sign: u8, byte: u8) -> bool {
    match sign {
        b'#' => byte.is_ascii_digit(),
        b'@' => byte.is_ascii_alphabetic(),
        b'?' => true,
        sign => sign == byte,
    }
}

/// Whether a character is one of a class: single ones, and ranges such as `A-H`.
fn is_in(mut class: &[u8], byte: u8) -> bool {
    loop {
        class = match class {
            [first, b'-', last, rest @ ..] if (*first..=*last).contains(&byte) || rest.is_empty() => {
                return (*first..=*last).contains(&byte);
            }
            [_, b'-', _, rest @ ..] => rest,
            [one, ..] if *one == byte => return true,
            [_, rest @ ..] => rest,
            [] => return false,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_stand_for_what_they_say() {
        let fits = |picture: &str, value: &str| Picture::new(picture).fits(value.as_bytes());
        assert!(fits("PLH###", "PLH123") && !fits("PLH###", "PLH12") && !fits("PLH###", "PLH12A"));
        assert!(!fits("PLH###", "PLH1234") && !fits("PLH###", "plh123"));
        assert!(fits("J####|Q####", "Q0138") && !fits("J####|Q####", "99213"));
        assert!(fits("A*", "A") && fits("*Z", "XYZ") && fits("A*C*", "ABBCB") && !fits("A*C", "ABB"));
        assert!(fits("[AC-E]#", "D4") && !fits("[AC-E]#", "B4") && !fits("[AC-E]#", "D"));
        assert!(fits("*[1-3]", "AB2") && !fits("*[1-3]", "AB4") && fits("[XY]", "Y"));
        assert!(fits("D0..D4|E0", "D3") && !fits("D0..D4", "D5") && !fits("D0..D4", "D30"));
        assert!(fits("@?", "X-") && !fits("@?", "1-") && !fits("", "A") && fits("", ""));
    }

    #[test]
    fn lengths_are_those_of_what_can_fit() {
        assert_eq!(Picture::new("A##|B#").lengths(), (2, Some(3)));
        assert_eq!(Picture::new("A##|B*").lengths(), (1, None));
        assert_eq!(Picture::new("[A-C]#|D0..D4").lengths(), (2, Some(2)));
        assert!(Picture::new("[A").fault().is_some() && Picture::new("D4..D0").fault().is_some());
    }
}
