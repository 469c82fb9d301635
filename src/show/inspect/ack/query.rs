//! Places in 837s that acknowledgements speak of: asked for by the acknowledgements, found in the 837s that are among the
//! same inputs.

use std::collections::HashMap;

use serde::Serialize;

use crate::ack::{ClaimAnswered, Said, Status, codes};
use crate::guide::Spot;
use crate::span::Position;
use crate::translate::RawClaim;
use crate::x12::{Charset, Envelopes, Item, Segment};

/// Where something is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FilePlace {
    /// Input as given.
    pub file: String,
    /// Text line, from 1.
    pub text_line: u64,
    /// Byte offset.
    pub offset: u64,
}

/// A value that a status may speak of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ValuePlace {
    /// Element, and component if it is one: `NM109`, `SV101-2`; the segment alone where it is meant as a whole.
    pub element: String,
    /// What is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Where it is.
    #[serde(flatten)]
    pub place: FilePlace,
}

/// Of more places than this a status does not say which is meant.
const MOST_PLACES: usize = 4;

/// A claim that is asked for.
#[derive(Debug, Default)]
struct Wanted {
    /// Where its CLM is.
    place: Option<FilePlace>,
    /// What is said of it and of its lines (by their control numbers), and the places that may be meant.
    statuses: Vec<(Option<String>, Status, Vec<ValuePlace>)>,
    /// The claim has been looked through.
    looked: bool,
}

impl Wanted {
    fn add(&mut self, claim: &ClaimAnswered) {
        let lines = claim.lines.iter().flat_map(|line| {
            line.statuses.iter().map(|status| (Some(line.control.trim().to_owned()), status))
        });
        for (line, status) in claim.statuses.iter().map(|status| (None, status)).chain(lines) {
            if status.is_refusal() {
                self.statuses.push((line, status.clone(), Vec::new()));
            }
        }
    }
}

/// A segment of an 837.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Met {
    pub(super) place: FilePlace,
    /// CLM01 of the claim it is in.
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
pub struct AckQuery {
    /// By GS06, ST02 and position.
    segments: HashMap<(String, String, u32), Option<Met>>,
    /// By CLM01.
    claims: HashMap<String, Wanted>,
    group: String,
    transaction: String,
    /// The claim at hand.
    claim: Option<String>,
}

impl AckQuery {
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
                self.claims.entry(claim.control.trim().to_owned()).or_default().add(claim);
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
                if let Some(Wanted { place: found @ None, .. }) = self.claims.get_mut(&control) {
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
    pub fn claim(&self, control: &str) -> Option<&FilePlace> {
        self.claims.get(control.trim())?.place.as_ref()
    }

    /// Whether values of claims are to be looked for.
    pub fn wants_values(&self) -> bool {
        self.claims.values().any(|wanted| !wanted.statuses.is_empty())
    }

    /// A claim of an 837, whole. Of several with one number the first one counts.
    pub fn look_through(&mut self, file: &str, claim: &RawClaim, charset: Charset) {
        let text = |bytes: &[u8]| charset.decode(bytes).0.trim().to_owned();
        let control = text(claim.segments().segment(0).element(1));
        let Some(wanted) = self.claims.get_mut(&control).filter(|wanted| !wanted.looked) else { return };
        wanted.looked = true;
        let guide = claim.guide();
        let lines = line_numbers(claim, &text);
        let blocks: Vec<_> = claim.blocks().collect();
        for (of_line, status, found) in &mut wanted.statuses {
            for (n, block) in blocks.iter().enumerate() {
                // Only the last block, the claim itself, has service lines.
                let lines = lines.iter().map(Option::as_ref).filter(|_| n + 1 == blocks.len());
                let lines = lines.chain(std::iter::repeat(None));
                for (at, _) in (0..block.len()).zip(lines).filter(|(_, line)| *line == of_line.as_ref()) {
                    let (segment, entry) = (block.segment(at), block.entry(at));
                    let in_loop = &guide.loop_(entry.in_loop).id;
                    let spots = codes::spots(status, &segment, in_loop, guide);
                    found.extend(spots.into_iter().map(|spot| ValuePlace {
                        element: element(&segment, spot, &text),
                        value: value(&segment, spot).map(text),
                        place: place(file, entry.position),
                    }));
                }
            }
            if found.len() > MOST_PLACES {
                found.clear();
            }
        }
    }

    /// The values that a status of a claim, or of a line of it, may speak of.
    pub fn values(&self, control: &str, line: Option<&str>, status: &Status) -> &[ValuePlace] {
        let statuses = self.claims.get(control.trim()).map_or(&[][..], |wanted| &wanted.statuses);
        let found = statuses
            .iter()
            .find(|(of_line, said, _)| of_line.as_deref() == line.map(str::trim) && said == status);
        found.map_or(&[], |(.., found)| found)
    }
}

/// For each segment of the claim itself the control number of its service line: REF*6R, or else LX01.
fn line_numbers(claim: &RawClaim, text: &impl Fn(&[u8]) -> String) -> Vec<Option<String>> {
    let block = claim.segments();
    let mut numbers: Vec<Option<String>> = Vec::with_capacity(block.len());
    let mut first = None;
    for at in 0..block.len() {
        let segment = block.segment(at);
        if segment.id() == b"LX" {
            first = Some(at);
            numbers.push(Some(text(segment.element(1))));
            continue;
        }
        if let Some(first) = first.filter(|_| segment.id() == b"REF" && segment.element(1) == b"6R") {
            numbers[first..].fill(Some(text(segment.element(2))));
        }
        numbers.push(first.and_then(|first| numbers[first].clone()));
    }
    numbers
}

fn element(segment: &Segment<'_>, spot: Spot, text: &impl Fn(&[u8]) -> String) -> String {
    let id = text(segment.id());
    if spot.element == 0 { id } else { format!("{id}{spot}") }
}

fn value<'s>(segment: &Segment<'s>, spot: Spot) -> Option<&'s [u8]> {
    let value = match (usize::from(spot.element), usize::from(spot.component)) {
        (0, _) => return None,
        (element, 0) => segment.element(element),
        (element, component) => segment.component(element, component),
    };
    Some(value).filter(|value| !value.is_empty())
}

/// GS06 is a number: 0017 and 17 are the same.
fn number(control: &str) -> String {
    let trimmed = control.trim().trim_start_matches('0');
    if trimmed.is_empty() { control.trim().to_owned() } else { trimmed.to_owned() }
}

fn place(file: &str, at: Position) -> FilePlace {
    FilePlace { file: file.to_owned(), text_line: at.line, offset: at.offset }
}
