//! Two X12 files without claims (999, 277CA, 835): segment by segment.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Read;

use crate::x12::{self, Charset, Item, Piece, Reader};

use super::align::align;
use super::change::{ElementChange, SegmentChange};
use super::ignore::{Ignore, Ignored};
use super::walk::{Written, differences};

/// The segments of a side's files, in their order.
#[derive(Debug, Default)]
pub struct Segments {
    all: Vec<Written>,
    digests: Vec<u64>,
}

impl Segments {
    /// Adds all segments of a file but those left out whole. Memory follows the file: acknowledgments are small.
    pub fn read(
        &mut self,
        from: impl Read + Send,
        charset: Charset,
        ignore: &Ignore,
    ) -> Result<(), x12::Error> {
        let mut reader = Reader::new(from);
        while let Some(piece) = reader.next()? {
            if let Piece::Segment(item) = piece {
                self.push(&item, charset, ignore);
            }
        }
        Ok(())
    }

    /// Number of segments.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    fn push(&mut self, item: &Item<'_>, charset: Charset, ignore: &Ignore) {
        let at = item.position;
        let written = Written::new(&item.segment, charset, (at.ordinal, at.line, at.offset));
        let ignored = ignored(ignore, &written);
        if ignored.whole {
            return;
        }
        let mut hash = DefaultHasher::new();
        for (n, value) in written.side.text.split('*').enumerate().filter(|(_, value)| !value.is_empty()) {
            if n >= 64 || ignored.elements >> n & 1 == 0 {
                let part = |m: usize| (n as u8, m as u8 + 1);
                for (m, component) in value.split(':').enumerate().filter(|(_, value)| !value.is_empty()) {
                    if !ignored.components.contains(&part(m)) {
                        (n, m, component).hash(&mut hash);
                    }
                }
            }
        }
        self.digests.push(hash.finish());
        self.all.push(written);
    }
}

/// What of a segment does not count.
fn ignored(ignore: &Ignore, written: &Written) -> Ignored {
    ignore.segment(written.id(), qualifier(written))
}

/// The first component of the first element.
fn qualifier(written: &Written) -> &str {
    let element = written.side.text.split('*').nth(1).unwrap_or_default();
    element.split(':').next().unwrap_or_default()
}

/// What `--ignore-path` takes for an element.
fn path(written: &Written, element: &ElementChange) -> Option<String> {
    let label = Ignore::label(written.id(), qualifier(written))?;
    let number = element.element.strip_prefix(written.id())?;
    let component = element.component.map_or(String::new(), |m| format!("-{m}"));
    Some(format!("*/{label}/{number}{component}"))
}

/// What differs, in the order of the left file.
pub fn compare(left: &Segments, right: &Segments, ignore: &Ignore) -> Vec<SegmentChange> {
    let mut alike = |i: usize, j: usize| {
        let (old, new) = (&left.all[i], &right.all[j]);
        let same = old.side.text.split('*').zip(new.side.text.split('*')).filter(|(a, b)| a == b);
        if old.id() == new.id() { same.count() as u32 } else { 0 }
    };
    let mut changes = Vec::new();
    for (i, j) in align(&left.digests, &right.digests, true, &mut alike) {
        let (old, new) = (i.map(|i| &left.all[i]), j.map(|j| &right.all[j]));
        match (old, new) {
            (Some(old), Some(new)) if old.id() == new.id() => {
                let mut elements = differences(old, new, &ignored(ignore, old), &mut None);
                for element in &mut elements {
                    element.path = path(old, element);
                }
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
