//! What is said of segments and loops that are missing, or stand where and as often as they may not.

use crate::guide::{Guide, LoopId, RowId};
use crate::tree::Part;

use super::fault::{Fault, SegmentFault};
use super::rules;
use super::tables::Tables;
use super::violation::{Site, Violation};

/// A row in words: `REF (Prior authorization number)`.
pub(super) fn row_words(guide: &Guide, row: RowId) -> String {
    let row = guide.row(row);
    format!("{} ({})", row.label, row.name)
}

/// The HL of a level is missing before a segment.
pub(super) fn missing_level(tables: &Tables, level: Part, site: &Site<'_>) -> Violation {
    let (guide, root) = (tables.guide, tables.roots.root(level));
    let code = tables.roots.code(guide, level).unwrap_or_default();
    let message = format!(
        "HL*{code} is missing here: {} begins without it, and what comes is taken to stand in it",
        loop_words(guide, root)
    );
    let opener = guide.opener(root);
    Violation::at(&rules::MISSING, Fault::Segment(SegmentFault::Missing), site, None, message).missing(opener)
}

/// A loop in words: `loop 2310B (Rendering provider)`.
pub(super) fn loop_words(guide: &Guide, id: LoopId) -> String {
    let in_loop = guide.loop_(id);
    format!("loop {} ({})", in_loop.id, in_loop.name)
}

fn times(n: u32) -> String {
    match n {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    }
}

pub(super) fn too_many(guide: &Guide, row: RowId, max: u32, site: &Site<'_>) -> Violation {
    let in_loop = guide.row(row).in_loop;
    let message = format!(
        "{} may stand {} in {}; this is one more",
        row_words(guide, row),
        times(max),
        loop_words(guide, in_loop)
    );
    Violation::at(&rules::TOO_MANY, Fault::Segment(SegmentFault::TooMany), site, None, message)
}

pub(super) fn loop_too_many(guide: &Guide, id: LoopId, max: u32, site: &Site<'_>) -> Violation {
    let message = format!("{} may stand {} here; this is one more", loop_words(guide, id), times(max));
    Violation::at(&rules::LOOP_TOO_MANY, Fault::Segment(SegmentFault::LoopTooMany), site, None, message)
}

pub(super) fn order(guide: &Guide, site: &Site<'_>, opened: Option<LoopId>) -> Violation {
    let what = match (opened, site.row) {
        (Some(id), _) => loop_words(guide, id),
        (None, Some(row)) => row_words(guide, row),
        (None, None) => "this segment".to_owned(),
    };
    let message = format!("{what} stands behind segments that it has to stand before");
    Violation::at(&rules::ORDER, Fault::Segment(SegmentFault::Order), site, None, message)
}

pub(super) fn missing_segment(guide: &Guide, row: RowId, site: &Site<'_>) -> Violation {
    let in_loop = guide.row(row).in_loop;
    let message = format!("{} is missing in {}", row_words(guide, row), loop_words(guide, in_loop));
    Violation::at(&rules::MISSING, Fault::Segment(SegmentFault::Missing), site, None, message).missing(row)
}

pub(super) fn missing_loop(guide: &Guide, id: LoopId, site: &Site<'_>) -> Violation {
    let opener = guide.opener(id);
    let above = site.in_loop.map_or(String::new(), |parent| format!(" in {}", loop_words(guide, parent)));
    let message = format!("{} is missing{above}", loop_words(guide, id));
    Violation::at(&rules::LOOP_MISSING, Fault::Segment(SegmentFault::LoopMissing), site, None, message)
        .missing(opener)
}
