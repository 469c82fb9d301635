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

/// Segments of acknowledgments and remittances, which have no guide here: a path names them without a loop.
const WITHOUT_GUIDE: &[&str] = &[
    "AK1", "AK2", "AK3", "AK4", "AK5", "AK9", "AMT", "CTX", "DTM", "DTP", "IK3", "IK4", "IK5", "NM1", "QTY",
    "REF", "STC", "SVC", "TA1", "TRN",
];

/// The control elements of a segment, as bits by element number.
pub(super) fn control(id: &[u8]) -> u64 {
    let elements = CONTROL.iter().find(|(name, _)| name.as_bytes() == id).map_or(&[][..], |(_, all)| *all);
    elements.iter().fold(0, |mask, element| mask | 1 << element)
}

/// A path that names nothing in either guide.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "no guide has a place {path}; write a loop, segment and element as in 2300/REF[D9]/02, of acknowledgments */STC/02"
)]
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
            let path = Address::parse(text)
                .filter(|path| path.occurrence.is_none())
                .filter(|path| is_of_a_guide(path) || is_without_guide(path));
            all.push(path.ok_or_else(|| UnknownPath { path: text.trim().to_owned() })?);
        }
        Ok(Self { paths: all })
    }

    /// What of each row of a guide does not count, by row.
    pub(super) fn rows(&self, guide: &Guide) -> Vec<Ignored> {
        let rows = guide.segments.iter().enumerate();
        rows.map(|(n, row)| {
            let paths = self.paths.iter().filter(|path| path.names(guide, RowId(n as u16)));
            Ignored::new(row.id.as_bytes(), paths)
        })
        .collect()
    }

    /// How a path names a segment without a guide: `DTP[009]`, `STC`. None for one that no path may name.
    pub(super) fn label(id: &str, qualifier: &str) -> Option<String> {
        let is_qualified = ["DTM", "DTP", "NM1", "REF"].contains(&id) && !qualifier.is_empty();
        let label = if is_qualified { format!("{id}[{qualifier}]") } else { id.to_owned() };
        WITHOUT_GUIDE.contains(&id).then_some(label)
    }

    /// What of a segment without a guide does not count: `qualifier` is the first component of its first element.
    pub(super) fn segment(&self, id: &str, qualifier: &str) -> Ignored {
        let paths = self.paths.iter().filter(|path| {
            path.names_loop("*")
                && path.segment_parts().is_some_and(|(named, of)| {
                    named.eq_ignore_ascii_case(id) && of.is_none_or(|of| of == qualifier)
                })
        });
        Ignored::new(id.as_bytes(), paths)
    }
}

impl Ignored {
    fn new<'p>(id: &[u8], paths: impl Iterator<Item = &'p Address>) -> Self {
        let mut ignored = Self { elements: control(id), ..Self::default() };
        for path in paths {
            match (path.element, path.component) {
                (None, _) => ignored.whole = true,
                (Some(element), None) => ignored.elements |= 1u64.checked_shl(element.into()).unwrap_or(0),
                (Some(element), Some(component)) => ignored.components.push((element, component)),
            }
        }
        ignored
    }
}

fn is_of_a_guide(path: &Address) -> bool {
    let mut guides = registry::supported().into_iter();
    guides.any(|guide| (0..guide.segments.len()).any(|n| path.names(guide, RowId(n as u16))))
}

/// `*/STC/02`: of any loop, and of a segment that acknowledgments have.
fn is_without_guide(path: &Address) -> bool {
    path.names_loop("*")
        && path
            .segment_parts()
            .is_some_and(|(id, _)| WITHOUT_GUIDE.iter().any(|known| known.eq_ignore_ascii_case(id)))
}
