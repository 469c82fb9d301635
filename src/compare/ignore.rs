//! What does not count as a difference.
//!
//! A path is an [`Address`], without the number of a loop.

use crate::guide::{Address, Guide, RowId, registry};

/// Elements that number and date the envelope, or count what is in it; they differ between any two files.
const CONTROL: &[(&str, &[u8])] = &[
    ("ISA", &[9, 10, 11, 13, 16]),
    ("GS", &[4, 5, 6]),
    ("ST", &[2]),
    ("SE", &[1, 2]),
    ("GE", &[1, 2]),
    ("IEA", &[1, 2]),
    ("BHT", &[3, 4, 5]),
    ("HL", &[1, 2, 4]),
    ("LX", &[1]),
    ("AK1", &[2]),
    ("AK2", &[2]),
    ("TA1", &[1, 2, 3]),
];

/// The control elements of a segment, as bits by element number.
pub(super) fn control(id: &[u8]) -> u64 {
    let elements = CONTROL.iter().find(|(name, _)| name.as_bytes() == id).map_or(&[][..], |(_, all)| *all);
    elements.iter().fold(0, |mask, element| mask | 1 << element)
}

/// A path that names nothing in either guide.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no guide has a place {path}; write a loop, segment and element as in 2300/REF[D9]/02")]
pub struct UnknownPath {
    /// The path.
    pub path: String,
}

/// The paths that do not count.
#[derive(Clone, Debug, Default)]
pub struct Ignore {
    paths: Vec<Address>,
}

/// What of a row does not count.
#[derive(Clone, Debug, Default)]
pub(super) struct Ignored {
    /// The whole segment.
    pub(super) whole: bool,
    /// Elements, as bits by number.
    pub(super) elements: u64,
    /// Components: element and component.
    pub(super) components: Vec<(u8, u8)>,
}

impl Ignore {
    /// The paths, each as the module says.
    pub fn parse<'t>(paths: impl IntoIterator<Item = &'t str>) -> Result<Self, UnknownPath> {
        let mut all = Vec::new();
        for text in paths {
            let path = Address::parse(text).filter(|path| path.occurrence.is_none()).filter(|path| {
                registry::supported()
                    .into_iter()
                    .any(|guide| (0..guide.segments.len()).any(|n| path.names(guide, RowId(n as u16))))
            });
            all.push(path.ok_or_else(|| UnknownPath { path: text.trim().to_owned() })?);
        }
        Ok(Self { paths: all })
    }

    /// What of each row of a guide does not count, by row.
    pub(super) fn rows(&self, guide: &Guide) -> Vec<Ignored> {
        let rows = guide.segments.iter().enumerate();
        rows.map(|(n, row)| {
            let mut ignored = Ignored { elements: control(row.id.as_bytes()), ..Ignored::default() };
            for path in self.paths.iter().filter(|path| path.names(guide, RowId(n as u16))) {
                match (path.element, path.component) {
                    (None, _) => ignored.whole = true,
                    (Some(element), None) => ignored.elements |= 1 << element,
                    (Some(element), Some(component)) => ignored.components.push((element, component)),
                }
            }
            ignored
        })
        .collect()
    }
}
