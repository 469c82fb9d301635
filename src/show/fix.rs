//! What `fix` changes, as a diff of segments.

use std::collections::VecDeque;
use std::io::Read;

use crate::x12::{self, Piece, Reader};

use super::terminal::{Palette, Role, visible};

/// Segments that are looked at to find where two files meet again.
const AHEAD: usize = 64;

/// A segment, and where it is.
#[derive(Debug)]
struct Line {
    /// Without terminator.
    text: Vec<u8>,
    at: u64,
    /// Its number in the transaction.
    ordinal: u32,
    /// The claim it is in (CLM01).
    claim: Option<String>,
}

/// The segments of a file, a few at a time.
struct Lines<R> {
    reader: Reader<R>,
    waiting: VecDeque<Line>,
    claim: Option<String>,
}

impl<R: Read> Lines<R> {
    fn fill(&mut self) -> Result<(), x12::Error> {
        while self.waiting.len() < AHEAD {
            match self.reader.next()? {
                None => break,
                Some(Piece::Noise(_)) => {}
                Some(Piece::Segment(item)) => {
                    match item.segment.id() {
                        b"CLM" => {
                            self.claim = Some(String::from_utf8_lossy(item.segment.element(1)).into_owned());
                        }
                        b"HL" | b"SE" => self.claim = None,
                        _ => {}
                    }
                    self.waiting.push_back(Line {
                        text: item.segment.bytes().to_vec(),
                        at: item.position.line,
                        ordinal: item.position.ordinal,
                        claim: self.claim.clone(),
                    });
                }
            }
        }
        Ok(())
    }
}

/// Writes what differs between a file before and after. Memory follows the changes, not the files.
pub fn diff(
    before: impl Read,
    after: impl Read,
    name: &str,
    palette: &Palette,
    out: &mut dyn FnMut(&str),
) -> Result<(), x12::Error> {
    let (mut old, mut new) = (lines(before), lines(after));
    let mut begun = false;
    loop {
        old.fill()?;
        new.fill()?;
        match (old.waiting.front(), new.waiting.front()) {
            (None, None) => return Ok(()),
            (Some(a), Some(b)) if a.text == b.text => {
                old.waiting.pop_front();
                new.waiting.pop_front();
                continue;
            }
            _ => {}
        }
        if !std::mem::replace(&mut begun, true) {
            out(&format!("--- {0}\n+++ {0}, corrected\n", visible(name)));
        }
        let (removed, added) = meeting(&old.waiting, &new.waiting);
        let place = old.waiting.front().or(new.waiting.front());
        if let Some(Line { at, ordinal, claim, .. }) = place {
            let claim = claim.as_ref().map_or(String::new(), |claim| format!(", claim {}", visible(claim)));
            let place = format!("@@ line {at}, segment {ordinal}{claim} @@");
            out(&format!("{}\n", palette.paint(Role::Heading, &place)));
        }
        for (lines, count, role, sign) in [
            (&mut old.waiting, removed, Role::Facility, '-'),
            (&mut new.waiting, added, Role::Professional, '+'),
        ] {
            for line in lines.drain(..count) {
                let text = String::from_utf8_lossy(&line.text);
                out(&format!("{}\n", palette.paint(role, &format!("{sign}{}", visible(&text)))));
            }
        }
    }
}

fn lines<R: Read>(from: R) -> Lines<R> {
    Lines { reader: Reader::new(from), waiting: VecDeque::new(), claim: None }
}

/// How many segments of each side stand before the next one that is the same on both.
fn meeting(old: &VecDeque<Line>, new: &VecDeque<Line>) -> (usize, usize) {
    for distance in 1..old.len() + new.len() {
        for removed in 0..=distance.min(old.len()) {
            let added = distance - removed;
            let (Some(a), Some(b)) = (old.get(removed), new.get(added)) else { continue };
            if a.text == b.text {
                return (removed, added);
            }
        }
    }
    (old.len(), new.len())
}
