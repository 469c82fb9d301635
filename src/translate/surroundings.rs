//! What is around the segments: white space, and bytes before and behind interchanges.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::model::WhiteSpace;
use crate::x12::Item;

use super::block::Block;
use super::event::Event;
use super::raw::{Around, RawClaim};

/// What is around interchanges.
#[derive(Debug, Default)]
pub(super) struct Surroundings {
    /// Bytes since the last interchange, for the first claim of the next one.
    before: Vec<u8>,
    /// The last claim of a transaction waits for what comes behind it.
    pub(super) waits: bool,
    /// An interchange is open.
    pub(super) inside: bool,
}

/// So much of what is no segment is kept before or behind an interchange.
const MOST_AROUND: usize = 1 << 16;

impl Surroundings {
    /// What is before an interchange, for its first claim.
    pub(super) fn first(&mut self) -> Option<Box<Around>> {
        if self.before.is_empty() {
            return None;
        }
        let before = String::from_utf8(std::mem::take(&mut self.before)).ok();
        Some(Box::new(Around { before, ..Around::default() }))
    }

    /// Bytes outside of interchanges: behind the last one, if its last claim waits for them, or before the next one.
    pub(super) fn noise(&mut self, raw: &[u8], events: &mut VecDeque<Event>) {
        if !self.waits {
            let room = MOST_AROUND.saturating_sub(self.before.len());
            self.before.extend_from_slice(&raw[..raw.len().min(room)]);
        } else if let (Some(claim), Ok(text)) = (last_claim(events), std::str::from_utf8(raw)) {
            claim.around.get_or_insert_default().behind.get_or_insert_default().push_str(text);
        }
    }

    /// A trailer has come.
    pub(super) fn trailer(&mut self, item: &Item<'_>, line_end: &str, events: &mut VecDeque<Event>) {
        self.waits = last_claim(events).is_some();
        self.inside &= item.segment.id() != b"IEA";
        let white = white_behind(item);
        if white != line_end.as_bytes()
            && let Some(claim) = last_claim(events)
        {
            let part = String::from_utf8_lossy(item.segment.id()).into_owned();
            let text = String::from_utf8_lossy(white).into_owned();
            claim.around.get_or_insert_default().trailers.push(WhiteSpace {
                part,
                segment: 1,
                count: 1,
                text,
            });
        }
    }
}

/// The last claim that is still to be reported.
fn last_claim(events: &mut VecDeque<Event>) -> Option<&mut RawClaim> {
    events.iter_mut().rev().find_map(|event| match event {
        Event::Claim(claim) => Some(&mut **claim),
        _ => None,
    })
}

/// Notes the white space behind the segment that was pushed last, where it is not the line end.
#[inline]
pub(super) fn white(block: &mut Block, item: &Item<'_>, line_end: &str) {
    let behind = white_behind(item);
    if behind != line_end.as_bytes() && item.terminated {
        block.odd_white(behind);
    }
}

/// What is behind the terminator. Where a line feed is the terminator and a carriage return is before it, both.
#[inline]
fn white_behind<'i>(item: &Item<'i>) -> &'i [u8] {
    let length = item.segment.bytes().len();
    let terminator =
        usize::from(item.raw.get(length) != Some(&b'\r') || item.segment.delimiters().segment == b'\r');
    item.raw.get(length + terminator..).unwrap_or_default()
}

/// The line end of an interchange: what is behind its ISA, without what indents the next segment.
pub(super) fn line_end(isa: &Item<'_>) -> Arc<str> {
    let behind = white_behind(isa);
    let breaks =
        behind.iter().rposition(|b| matches!(b, b'\r' | b'\n')).map_or(behind.len(), |last| last + 1);
    String::from_utf8_lossy(&behind[..breaks]).into()
}
