//! Envelopes being written: what their trailers have to say.

use crate::x12::{Delimiters, EnvelopeLevel};

use super::kept::Kept;

/// An envelope whose header is written and whose trailer is not.
#[derive(Clone, Debug)]
pub(super) struct Open {
    level: EnvelopeLevel,
    delimiters: Delimiters,
    /// What is behind the header, and so behind a trailer that is made here.
    ending: Vec<u8>,
    control: Vec<u8>,
    renewed: bool,
    /// Groups of an interchange, transactions of a group, segments of a transaction with its ST.
    pub(super) count: u64,
}

/// What was changed in a trailer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) count: bool,
    pub(super) control: bool,
}

impl Open {
    /// Writes the header, with another control number if one is given.
    pub(super) fn new(
        level: EnvelopeLevel,
        header: &Kept,
        control: Option<Vec<u8>>,
        out: &mut Vec<u8>,
    ) -> Self {
        let place = level.control_element();
        match &control {
            Some(control) => header.write(&[(place, control)], out),
            None => header.write(&[], out),
        }
        Self {
            level,
            delimiters: header.delimiters(),
            ending: header.ending(),
            renewed: control.is_some(),
            control: control.unwrap_or_else(|| header.element(place).to_vec()),
            count: u64::from(level == EnvelopeLevel::Transaction),
        }
    }

    /// Whether the control number is another one than in the input.
    pub(super) fn renewed(&self) -> bool {
        self.renewed
    }

    /// What the trailer counts: SE01 counts the SE as well.
    fn total(&self) -> u64 {
        self.count + u64::from(self.level == EnvelopeLevel::Transaction)
    }

    /// Writes a trailer where there is none.
    pub(super) fn close(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.level.trailer().as_bytes());
        out.push(self.delimiters.element);
        out.extend_from_slice(self.total().to_string().as_bytes());
        if !self.control.is_empty() {
            out.push(self.delimiters.element);
            out.extend_from_slice(&self.control);
        }
        out.extend_from_slice(&self.ending);
    }

    /// Writes a trailer that is there. What is right in it stays.
    pub(super) fn close_with(&self, trailer: &Kept, out: &mut Vec<u8>) -> Change {
        let total = self.total();
        let change = Change {
            count: value(trailer.element(1)) != Some(total),
            control: !self.same_control(trailer.element(2)),
        };
        let text = total.to_string();
        let mut edits: Vec<(usize, &[u8])> = Vec::new();
        if change.count {
            edits.push((1, text.as_bytes()));
        }
        if change.control {
            edits.push((2, &self.control));
        }
        trailer.write(&edits, out);
        change
    }

    /// ST02 is text, 0001 and 1 are two; ISA13 and GS06 are numbers.
    fn same_control(&self, found: &[u8]) -> bool {
        let numbers = || value(found).is_some() && value(found) == value(&self.control);
        found == self.control || (self.level != EnvelopeLevel::Transaction && numbers())
    }
}

/// The value of a number; none if it is no number or absurdly long.
fn value(bytes: &[u8]) -> Option<u64> {
    let digits = (1..=18).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_digit);
    digits.then(|| bytes.iter().fold(0, |value, digit| value * 10 + u64::from(digit - b'0')))
}
