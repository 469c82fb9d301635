//! How a value has to look.

/// Pictures of a value, one of which has to fit: `#` a digit, `@` a letter, `?` any character, `*` any number of characters,
/// everything else itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    text: String,
}

impl Picture {
    /// A picture as it is written, alternatives separated by `|`.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a value looks like one of the pictures. Case matters, as it does in X12.
    pub fn fits(&self, value: &[u8]) -> bool {
        self.text.split('|').any(|one| fits(one.as_bytes(), value))
    }

    /// The shortest and the longest value that can fit; no longest where a `*` stands.
    pub(super) fn lengths(&self) -> (usize, Option<usize>) {
        let mut shortest = usize::MAX;
        let mut longest = Some(0);
        for one in self.text.split('|') {
            let fixed = one.chars().filter(|c| *c != '*').count();
            shortest = shortest.min(fixed);
            longest = if one.contains('*') { None } else { longest.map(|most: usize| most.max(fixed)) };
        }
        (shortest, longest)
    }
}

/// Goes back to the last `*` where it does not fit, so the effort stays within the product of the lengths.
fn fits(picture: &[u8], value: &[u8]) -> bool {
    let (mut p, mut v) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while v < value.len() {
        match picture.get(p) {
            Some(b'*') => {
                star = Some((p, v));
                p += 1;
            }
            Some(&sign) if stands_for(sign, value[v]) => {
                p += 1;
                v += 1;
            }
            _ => {
                let Some((at, taken)) = star else { return false };
                star = Some((at, taken + 1));
                p = at + 1;
                v = taken + 1;
            }
        }
    }
    picture[p..].iter().all(|sign| *sign == b'*')
}

fn stands_for(sign: u8, byte: u8) -> bool {
    match sign {
        b'#' => byte.is_ascii_digit(),
        b'@' => byte.is_ascii_alphabetic(),
        b'?' => true,
        sign => sign == byte,
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
        assert!(fits("@?", "X-") && !fits("@?", "1-") && !fits("", "A") && fits("", ""));
    }

    #[test]
    fn lengths_are_those_of_what_can_fit() {
        assert_eq!(Picture::new("A##|B#").lengths(), (2, Some(3)));
        assert_eq!(Picture::new("A##|B*").lengths(), (1, None));
    }
}
