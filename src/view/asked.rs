//! Places in 837s that acknowledgements speak of: asked for by the acknowledgements, found in the 837s that are among the
//! same inputs.

use std::collections::HashMap;

use serde::Serialize;

use crate::ack::Said;
use crate::span::Position;
use crate::x12::{Charset, Envelopes, Item};

/// Where something stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Input as given.
    pub file: String,
    /// Text line, from 1.
    pub text_line: u64,
    /// Byte offset.
    pub offset: u64,
}

/// A segment of an 837.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Met {
    pub(super) place: Place,
    /// CLM01 of the claim it stands in.
    pub(super) claim: Option<String>,
    /// Its elements, the identifier first, and the components of each.
    elements: Vec<Vec<String>>,
}

impl Met {
    /// The value of an element, if it is a segment with that identifier and has one.
    pub(super) fn value(&self, id: &str, element: u8, component: u8) -> Option<String> {
        if self.elements.first()?.first()? != id {
            return None;
        }
        let parts = self.elements.get(usize::from(element))?;
        let value = match component {
            0 | 1 => parts.first(),
            n => parts.get(usize::from(n) - 1),
        };
        value.filter(|value| !value.is_empty()).cloned()
    }
}

/// What was asked, and what was found of it. Memory follows the acknowledgements, never the 837s.
#[derive(Debug, Default)]
pub struct Asked {
    /// By GS06, ST02 and position.
    segments: HashMap<(String, String, u32), Option<Met>>,
    /// By CLM01.
    claims: HashMap<String, Option<Place>>,
    group: String,
    transaction: String,
    /// The claim at hand.
    claim: Option<String>,
}

impl Asked {
    /// Whether anything was asked.
    pub fn is_empty(&self) -> bool {
        self.segments.is_empty() && self.claims.is_empty()
    }

    /// An acknowledgement says something: what has to be looked for.
    pub fn ask(&mut self, said: &Said) {
        match said {
            Said::Group(group) => self.group = number(&group.control),
            Said::Transaction(transaction) => self.transaction.clone_from(&transaction.control),
            Said::Segment(error) => {
                let key = (self.group.clone(), self.transaction.clone(), error.position);
                self.segments.entry(key).or_default();
            }
            Said::Claim(claim) => {
                self.claims.entry(claim.control.trim().to_owned()).or_default();
            }
            _ => {}
        }
    }

    /// A segment of an 837, which the envelopes have been shown already. Of several places the first one counts.
    pub fn look(&mut self, file: &str, item: &Item<'_>, envelopes: &Envelopes, charset: Charset) {
        let segment = &item.segment;
        match segment.id() {
            b"ST" => {
                self.group = envelopes.group().map_or(String::new(), |group| number(&group.control));
                self.transaction = envelopes.transaction().map_or(String::new(), |open| open.control.clone());
                self.claim = None;
            }
            b"HL" | b"SE" => self.claim = None,
            b"CLM" => {
                let control = charset.decode(segment.element(1)).0.trim().to_owned();
                if let Some(found @ None) = self.claims.get_mut(&control) {
                    *found = Some(place(file, item.position));
                }
                self.claim = Some(control);
            }
            _ => {}
        }
        if self.segments.is_empty() || envelopes.transaction().is_none() {
            return;
        }
        let key =
            (std::mem::take(&mut self.group), std::mem::take(&mut self.transaction), item.position.ordinal);
        if let Some(found @ None) = self.segments.get_mut(&key) {
            let text = |bytes: &[u8]| charset.decode(bytes).0.into_owned();
            *found = Some(Met {
                place: place(file, item.position),
                claim: self.claim.clone(),
                elements: (0..=segment.last()).map(|n| segment.components(n).map(text).collect()).collect(),
            });
        }
        (self.group, self.transaction, _) = key;
    }

    /// The segment at a position of a transaction (GS06, ST02), if it was found.
    pub fn segment(&self, group: &str, transaction: &str, position: u32) -> Option<&Met> {
        self.segments.get(&(number(group), transaction.to_owned(), position))?.as_ref()
    }

    /// Where the claim with this CLM01 begins, if it was found.
    pub fn claim(&self, control: &str) -> Option<&Place> {
        self.claims.get(control.trim())?.as_ref()
    }
}

/// GS06 is a number: 0017 and 17 are the same.
fn number(control: &str) -> String {
    let trimmed = control.trim().trim_start_matches('0');
    if trimmed.is_empty() { control.trim().to_owned() } else { trimmed.to_owned() }
}

fn place(file: &str, at: Position) -> Place {
    Place { file: file.to_owned(), text_line: at.line, offset: at.offset }
}
