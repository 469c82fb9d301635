//! What was met before in a run: interchanges by their numbers, claims by all that they say.
//!
//! One cause is reported once: claims of an interchange that is a copy are not told, and claims of a transaction that was met
//! whole are reported as that transaction. An interchange that is refused may come again, and its claims with it.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher};
use std::path::Path;

use crate::guide::Spot;
use crate::keys::Keys;
use crate::tree::Part;
use crate::x12::Segment;

use super::event::Level;
use super::fault::Fault;
use super::rules;
use super::scope::PartBlock;
use super::validator::{Sink, Validator};
use super::violation::{Mark, Site, Violation};

/// So many repeated claims wait until it is known whether their transaction is repeated.
const WAITING: usize = 4096;

/// The interchanges and claims of a run.
#[derive(Debug, Default)]
pub struct Seen {
    /// By sender, receiver and number: which interchange.
    known: HashMap<Box<[u8]>, u32>,
    interchanges: Vec<Interchange>,
    files: Vec<String>,
    claims: Keys,
    /// The one at hand, if it was not met before.
    now: Option<Box<[u8]>>,
    refused: bool,
    /// The one at hand is a copy, or none is open.
    copy: bool,
    /// The temporary file failed, so that no claims are compared any more.
    broken: Option<std::io::Error>,
}

#[derive(Clone, Copy, Debug)]
struct Interchange {
    /// Which of the files.
    file: u32,
    line: u64,
    refused: bool,
}

/// What of a transaction was met before in the run.
#[derive(Debug, Default)]
pub(super) struct Repeated {
    /// Claims that were.
    pub(super) claims: Vec<Repeat>,
    /// One of its claims was not.
    pub(super) fresh: bool,
    /// Its control number was, in its group.
    pub(super) number: bool,
}

/// A claim that was met before, and where.
#[derive(Debug)]
pub(super) struct Repeat {
    mark: Mark,
    interchange: u32,
    line: u32,
}

impl Seen {
    /// Nothing yet. What does not fit into memory goes to a file in this folder, or else in the system's own.
    pub fn new(folder: Option<&Path>) -> Self {
        Self { claims: Keys::new(folder), ..Self::default() }
    }

    /// The next input.
    pub(super) fn input(&mut self, name: Option<&str>) {
        self.files.push(name.unwrap_or("-").to_owned());
        self.copy = true;
    }

    /// Why claims could not be compared to the end of the run, if so.
    pub fn trouble(&self) -> Option<&std::io::Error> {
        self.broken.as_ref()
    }

    /// Takes the next ISA. Where it was before, if it was.
    pub(super) fn interchange(&mut self, isa: &Segment<'_>, line: u64) -> Option<String> {
        let mut key = Vec::new();
        for n in [5, 6, 7, 8, 13] {
            key.extend_from_slice(isa.element(n).trim_ascii());
            key.push(0);
        }
        let key: Box<[u8]> = key.into();
        let before = self.known.get(&key).copied();
        self.copy = before.is_some();
        self.now = before.is_none().then(|| key.clone());
        let number = self.interchanges.len() as u32;
        self.interchanges.push(Interchange {
            file: self.files.len().saturating_sub(1) as u32,
            line,
            refused: false,
        });
        if before.is_none() {
            self.known.insert(key, number);
        }
        before.map(|before| self.place(before, self.interchanges[before as usize].line))
    }

    /// A line of an interchange, in words.
    fn place(&self, interchange: u32, line: u64) -> String {
        let file = self.interchanges.get(interchange as usize).map_or(0, |interchange| interchange.file);
        if file as usize + 1 == self.files.len() {
            format!("on text line {line} of this file")
        } else {
            let name = self.files.get(file as usize).map_or("", String::as_str);
            format!("in {name}, text line {line}")
        }
    }

    /// The interchange at hand has errors of its own, so that it is refused as a whole.
    pub(super) fn refuse(&mut self) {
        self.refused = true;
    }

    /// The interchange at hand is over; one that was refused does not use up its number, nor its claims.
    pub(super) fn leave(&mut self) {
        let refused = std::mem::take(&mut self.refused);
        if let Some(open) = self.interchanges.last_mut() {
            open.refused |= refused;
        }
        if let (Some(key), true) = (self.now.take(), refused) {
            self.known.remove(&key);
        }
    }

    /// Takes a claim by its key and the line of its CLM. Where it was before, if it was: interchange and line.
    fn claim(&mut self, key: u64, line: u64) -> Option<(u32, u32)> {
        if self.copy || self.broken.is_some() {
            return None;
        }
        let now = self.interchanges.len().checked_sub(1)? as u32;
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        let before = self.claims.get(key).and_then(|before| {
            let before = before.map(|value| ((value >> 32) as u32, value as u32));
            let before =
                before.filter(|(n, _)| self.interchanges.get(*n as usize).is_some_and(|i| !i.refused));
            if before.is_none() {
                self.claims.insert(key, u64::from(now) << 32 | u64::from(line))?;
            }
            Ok(before)
        });
        before.unwrap_or_else(|error| {
            self.broken = Some(error);
            None
        })
    }
}

impl Validator<'_> {
    /// The claim at hand is complete: was it met before, with all that is above it?
    pub(super) fn compare_claim(&mut self) {
        let Some(transaction) = &mut self.transaction else { return };
        let above = [Part::Provider, Part::Subscriber, Part::Patient];
        let parts = above.into_iter().filter(|part| transaction.cursor.holds(*part)).chain([Part::Claim]);
        let mut hash = foldhash::quality::FixedState::with_seed(0x5457_494e).build_hasher();
        for part in parts {
            let block = &self.parts[part as usize];
            if block.overflow {
                return;
            }
            add(block, &mut hash);
        }
        let claim = &self.parts[Part::Claim as usize];
        if claim.len() == 0 {
            return;
        }
        let clm = claim.site(0);
        if let Some((interchange, line)) = self.seen.claim(hash.finish(), clm.position.line) {
            let mark = Mark::new(&clm, Some(Spot { element: 1, component: 0 }));
            transaction.repeated.claims.push(Repeat { mark, interchange, line });
        } else {
            transaction.repeated.fresh = true;
        }
    }

    /// Tells repeated claims: each where it is, or their transaction where all of it was met before.
    pub(super) fn tell_repeats(&mut self, ends: bool, sink: &mut Sink<'_>) {
        let Some(transaction) = &mut self.transaction else { return };
        if transaction.repeated.claims.is_empty() || (!ends && transaction.repeated.claims.len() < WAITING) {
            return;
        }
        let repeats = std::mem::take(&mut transaction.repeated.claims);
        let whole = ends && !transaction.repeated.fresh && repeats.len() > 1;
        // Of the first claims of a very large transaction that was met before each is reported.
        transaction.repeated.fresh |= !ends;
        let violation = |rule, mark: &Mark, spot, message: String| {
            Violation::at(rule, Fault::Business, &site(mark), spot, message)
        };
        let header = &self.parts[Part::Header as usize];
        let st = (0..header.len()).map(|n| header.site(n)).find(|site| site.segment.id() == b"ST");
        let violations = match (whole, repeats.first(), st) {
            (true, Some(first), Some(st)) if !transaction.repeated.number => {
                let place = self.seen.place(first.interchange, first.line.into());
                let message = format!(
                    "all {} claims of this transaction were in the run before, {place}",
                    repeats.len()
                );
                vec![violation(&rules::REPEATED_TRANSACTION, &Mark::new(&st, None), None, message)]
            }
            // Its number was used before, which is told: it is the same transaction.
            (true, Some(_), Some(_)) => Vec::new(),
            _ => repeats
                .iter()
                .map(|repeat| {
                    let place = self.seen.place(repeat.interchange, repeat.line.into());
                    let message =
                        format!("the same claim, segment by segment, was in the run before, {place}");
                    violation(&rules::REPEATED_CLAIM, &repeat.mark, repeat.mark.spot(), message)
                })
                .collect(),
        };
        self.tell_in_transaction(violations, Level::Transaction, sink);
    }
}

/// Adds what a part says: its bytes, and where its segments begin. The HL that opens it only numbers it.
fn add(block: &PartBlock, hash: &mut impl Hasher) {
    let entries = block.block.entries();
    let numbered = usize::from(!entries.is_empty() && block.block.segment(0).id() == b"HL");
    let Some(first) = entries.get(numbered) else { return };
    hash.write(&block.block.bytes()[first.start()..]);
    entries[numbered..].iter().for_each(|entry| hash.write_usize(entry.start() - first.start()));
}

/// The place of a mark.
fn site(mark: &Mark) -> Site<'_> {
    Site {
        segment: mark.segment(),
        position: mark.position(),
        row: mark.row(),
        in_loop: mark.in_loop,
        line: mark.line,
    }
}
