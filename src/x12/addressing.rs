//! From whom to whom a file goes, as whoever passes it on wants it.

use std::fmt;
use std::str::FromStr;

/// What the headers of a file that is written say in place of what stood there.
///
/// ISA06 and GS02 name the sender, ISA08 and GS03 the receiver, ISA15 says whether it is a test. What kind of identifiers
/// they are (ISA05, ISA07) stays, and so do submitter and receiver inside the transactions (1000A, 1000B).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addressing {
    /// Who sends; none to keep it.
    pub sender: Option<PartyId>,
    /// Who receives; none to keep it.
    pub receiver: Option<PartyId>,
    /// What it is for; none to keep it.
    pub usage: Option<UsageIndicator>,
}

/// What an interchange is for (ISA15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsageIndicator {
    /// P: claims to be paid.
    Production,
    /// T: a test; nothing in it is paid.
    Test,
}

impl UsageIndicator {
    /// The code in ISA15.
    pub fn code(self) -> &'static str {
        match self {
            Self::Production => "P",
            Self::Test => "T",
        }
    }
}

/// The identifier of a trading partner, which fits into ISA06 and GS02 alike: 2 to 15 printable ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyId(String);

/// Why a text is no identifier of a trading partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPartyId {
    /// GS02 takes 2 characters at least, ISA06 15 at most.
    #[error("it has 2 to 15 characters, blanks at its ends not counted")]
    Length,
    /// ISA has to be 106 bytes long, and many receivers read nothing but ASCII there.
    #[error("it is of printable ASCII characters: letters, digits, blanks, signs")]
    Characters,
}

/// Characters of ISA06 and ISA08.
const WIDTH: usize = 15;

impl FromStr for PartyId {
    type Err = InvalidPartyId;

    fn from_str(text: &str) -> Result<Self, InvalidPartyId> {
        let text = text.trim_matches(' ');
        if !text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
            return Err(InvalidPartyId::Characters);
        }
        if !(2..=WIDTH).contains(&text.len()) {
            return Err(InvalidPartyId::Length);
        }
        Ok(Self(text.to_owned()))
    }
}

impl PartyId {
    /// The identifier, without the blanks that fill up ISA06.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PartyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An element of a header and what it says now.
pub type HeaderEdit = (usize, String);

impl Addressing {
    /// Whether everything is kept.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What changes in an ISA. Identifiers are filled up with blanks.
    pub fn interchange(&self) -> Vec<HeaderEdit> {
        let party = |n, id: &Option<PartyId>| id.as_ref().map(|id| (n, format!("{:WIDTH$}", id.0)));
        let usage = self.usage.map(|usage| (15, usage.code().to_owned()));
        [party(6, &self.sender), party(8, &self.receiver), usage].into_iter().flatten().collect()
    }

    /// What changes in a GS.
    pub fn group(&self) -> Vec<HeaderEdit> {
        let party = |n, id: &Option<PartyId>| id.as_ref().map(|id| (n, id.0.clone()));
        [party(2, &self.sender), party(3, &self.receiver)].into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_fits_into_both_headers() {
        let id = |text: &str| text.parse::<PartyId>();
        assert_eq!(id("CLEARING  ").map(|id| id.to_string()), Ok("CLEARING".to_owned()));
        assert_eq!(id("A B").map(|id| id.to_string()), Ok("A B".to_owned()));
        assert_eq!(id("123456789012345").map(|id| id.0.len()), Ok(15));
        for text in ["", "  ", "A", " A ", "1234567890123456"] {
            assert_eq!(id(text), Err(InvalidPartyId::Length), "{text:?}");
        }
        for text in ["ÄRZTE", "A\tB", "AB\n"] {
            assert_eq!(id(text), Err(InvalidPartyId::Characters), "{text:?}");
        }
    }

    #[test]
    fn headers_change_where_they_are_asked_to() {
        let addressing = Addressing { sender: "ME".parse().ok(), ..Addressing::default() };
        assert_eq!(addressing.interchange(), [(6, "ME             ".to_owned())]);
        assert_eq!(addressing.group(), [(2, "ME".to_owned())]);
        let test = Addressing { usage: Some(UsageIndicator::Test), ..Addressing::default() };
        assert_eq!((test.interchange(), test.group()), (vec![(15, "T".to_owned())], vec![]));
        assert!(Addressing::default().is_empty() && !test.is_empty());
    }
}
