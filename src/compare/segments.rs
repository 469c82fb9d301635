//! Two X12 files without claims (999, 277CA, 835): segment by segment.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Read;

use crate::x12::{self, Charset, Item, Piece, Reader};

use super::align::align;
use super::change::SegmentChange;
use super::ignore::{Ignored, control};
use super::walk::{Written, differences};

/// A file's segments, in its order.
#[derive(Debug, Default)]
pub struct Segments {
    all: Vec<Written>,
    digests: Vec<u64>,
}

impl Segments {
    /// Reads all segments. Memory follows the file: acknowledgements are small.
    pub fn read(from: impl Read + Send, charset: Charset) -> Result<Self, x12::Error> {
        let mut reader = Reader::new(from);
        let mut segments = Self::default();
        while let Some(piece) = reader.next()? {
            if let Piece::Segment(item) = piece {
                segments.push(&item, charset);
            }
        }
        Ok(segments)
    }

    fn push(&mut self, item: &Item<'_>, charset: Charset) {
        let ignored = control(item.segment.id());
        let mut hash = DefaultHasher::new();
        let at = item.position;
        let written = Written::new(&item.segment, charset, (at.ordinal, at.line, at.offset));
        for (n, value) in written.side.text.split('*').enumerate() {
            if !value.is_empty() && (n >= 64 || ignored >> n & 1 == 0) {
                (n, value).hash(&mut hash);
            }
        }
        self.digests.push(hash.finish());
        self.all.push(written);
    }
}

/// What differs, in the order of the left file.
pub fn compare(left: &Segments, right: &Segments) -> Vec<SegmentChange> {
    let id = |written: &Written| written.side.text.split('*').next().map(str::to_owned);
    let mut alike = |i: usize, j: usize| {
        let (old, new) = (&left.all[i], &right.all[j]);
        let same = old.side.text.split('*').zip(new.side.text.split('*')).filter(|(a, b)| a == b);
        if id(old) == id(new) { same.count() as u32 } else { 0 }
    };
    let mut changes = Vec::new();
    for (i, j) in align(&left.digests, &right.digests, true, &mut alike) {
        let (old, new) = (i.map(|i| &left.all[i]), j.map(|j| &right.all[j]));
        match (old, new) {
            (Some(old), Some(new)) if id(old) == id(new) => {
                let ignored = Ignored {
                    elements: control(id(old).unwrap_or_default().as_bytes()),
                    ..Ignored::default()
                };
                let elements = differences(old, new, &ignored, &mut None);
                changes.push(SegmentChange { elements, ..change(Some(old), Some(new)) });
            }
            _ => changes.extend(
                [(old, None), (None, new)]
                    .into_iter()
                    .filter(|(old, new)| old.is_some() || new.is_some())
                    .map(|(old, new)| change(old, new)),
            ),
        }
    }
    changes
}

fn change(old: Option<&Written>, new: Option<&Written>) -> SegmentChange {
    let text = old.or(new).map_or("", |written| &written.side.text);
    SegmentChange {
        address: text.split('*').next().unwrap_or_default().to_owned(),
        r#loop: None,
        name: None,
        left: old.map(|written| written.side.clone()),
        right: new.map(|written| written.side.clone()),
        elements: Vec::new(),
    }
}
