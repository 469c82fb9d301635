//! Loops being written, and what can be wrong with them.

use crate::guide::{Guide, LoopId, RowId, Spot};
use crate::x12::Delimiters;

use super::sealed::Sealed;
use super::trace::Path;

/// Why a claim cannot be written: the place in its JSON, and what is wrong there. Names no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteFault {
    /// Path in the claim's JSON, such as `service_lines[0].charge`.
    pub path: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// A loop being written.
#[derive(Debug)]
pub(crate) struct OpenLoop {
    pub(crate) in_loop: LoopId,
    pub(crate) items: Vec<(u8, Item)>,
    /// Loops among them, by kind.
    pub(crate) loops: Vec<(LoopId, usize)>,
    /// What is missing, if the loop is written at all.
    pub(crate) missing: Vec<Missing>,
}

/// A field that the guide asks for and that is empty. Told only where its loop is written, which most loops are not.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Missing {
    pub(crate) path: Path,
    pub(crate) name: &'static str,
    /// Where it would be; none for a list.
    pub(crate) place: Option<(RowId, Spot)>,
}

impl Missing {
    pub(crate) fn told(&self, guide: &Guide) -> WriteFault {
        let message = match self.place {
            Some((row, spot)) => {
                let row = guide.row(row);
                format!("is missing; {}{spot} of loop {} is required", row.id, guide.loop_(row.in_loop).id)
            }
            None => "is missing; at least one is needed".to_owned(),
        };
        WriteFault { path: self.path.with(self.name), message }
    }
}

#[derive(Debug)]
pub(crate) enum Item {
    Segment(Sealed),
    Loop(OpenLoop),
}

impl OpenLoop {
    pub(crate) fn new(in_loop: LoopId) -> Self {
        Self { in_loop, items: Vec::new(), loops: Vec::new(), missing: Vec::new() }
    }

    /// Adds what is next in the order of the model.
    pub(crate) fn push(&mut self, ordinal: u8, item: Item) {
        if let Item::Loop(inner) = &item {
            match self.loops.iter_mut().find(|(kind, _)| *kind == inner.in_loop) {
                Some((_, count)) => *count += 1,
                None => self.loops.push((inner.in_loop, 1)),
            }
        }
        self.items.push((ordinal, item));
    }

    /// Loops of a kind that were added.
    pub(crate) fn count(&self, kind: LoopId) -> usize {
        self.loops.iter().find(|(of, _)| *of == kind).map_or(0, |(_, count)| *count)
    }

    pub(crate) fn is_real(&self) -> bool {
        self.items.iter().any(|(_, item)| match item {
            Item::Segment(segment) => segment.is_real,
            Item::Loop(frame) => frame.is_real(),
        })
    }

    /// Puts everything in guide order. What is at one place keeps the order of the model.
    pub(crate) fn flatten(mut self, segments: &mut Vec<Sealed>) {
        self.items.sort_by_key(|(ordinal, _)| *ordinal);
        for (_, item) in self.items {
            match item {
                Item::Segment(segment) => segments.push(segment),
                Item::Loop(frame) => frame.flatten(segments),
            }
        }
    }
}

/// Why a text cannot be in an element of this file.
pub(crate) fn forbidden(text: &str, delimiters: Delimiters) -> Option<String> {
    let (b, does) = text.bytes().find_map(|b| Some((b, delimiters.role(b)?)))?;
    Some(format!(
        "holds the character {:?}, which {does} in this file; take it out, or write with other separators (--delimiters)",
        char::from(b)
    ))
}
