//! What `twinclaim diff` found, as it comes: text for people, JSON lines, JUnit for test runs, a page for a browser.

mod html;
mod junit;
mod masked_report;
mod ndjson;
mod text;

use std::io;

use crate::compare::{ChangedClaim, ClaimName, SegmentChange, Summary};
use crate::show::segment::in_general;
use crate::show::words::count;

pub use html::Html;
pub use junit::Junit;
pub use masked_report::MaskedReport;
pub use ndjson::{Ndjson, difference_schema};
pub use text::Text;

/// What takes the differences of a run and writes them.
pub trait Report {
    /// A pair of claims that differ.
    fn changed(&mut self, changed: &ChangedClaim, out: &mut dyn io::Write) -> io::Result<()>;
    /// A claim of one side alone.
    fn alone(&mut self, is_left: bool, claim: &ClaimName, out: &mut dyn io::Write) -> io::Result<()>;
    /// A change in files without claims.
    fn segment(&mut self, change: &SegmentChange, out: &mut dyn io::Write) -> io::Result<()>;
    /// All has been reported.
    fn finish(&mut self, summary: &Summary, out: &mut dyn io::Write) -> io::Result<()>;
}

/// A change in a file without claims with the names that X12 has for its elements anywhere.
pub fn named(mut change: SegmentChange) -> SegmentChange {
    for element in &mut change.elements {
        let split = element.element.len().saturating_sub(2);
        let Some((id, number)) = element.element.split_at_checked(split) else { continue };
        let whole = in_general(id, number.parse().unwrap_or(0));
        let part = element.component.map_or(whole, |n| whole.component(n.into()));
        element.name = part.name.or(whole.name).map(str::to_owned);
    }
    change
}

/// What a claim is called in headings: its number, or else where it begins.
fn called(claim: &ClaimName) -> String {
    match &claim.patient_control_number {
        Some(number) => number.to_string(),
        None => format!("without a number, at offset {}", claim.offset),
    }
}

/// What is the same: claims, or the segments of files without claims.
fn same(summary: &Summary) -> String {
    match summary.segments {
        None => count(summary.same as usize, "claim"),
        Some(all) => count(all.saturating_sub(summary.segments_changed) as usize, "segment"),
    }
}

/// The last line for people.
fn totals(summary: &Summary) -> String {
    let same = same(summary);
    if summary.is_same() {
        return format!("no difference in {same}");
    }
    if summary.segments.is_some() {
        return format!("{} differ, {same} the same", count(summary.segments_changed as usize, "segment"));
    }
    let Summary { changed, told_before, only_left, only_right, .. } = summary;
    let told = match told_before {
        0 => String::new(),
        n => format!(" ({n} only above the claim, as shown)"),
    };
    format!(
        "{same} the same, {changed} changed{told}, {only_left} only on the left side, {only_right} only on the right side"
    )
}

/// An element as people write it: `SV101-2`.
fn place(element: &str, component: Option<u8>) -> String {
    component.map_or_else(|| element.to_owned(), |n| format!("{element}-{n}"))
}

/// One line that says what changed in a segment, for formats without marks.
fn line(change: &SegmentChange) -> String {
    let name = change.name.as_ref().map_or(String::new(), |name| format!(" ({name})"));
    let elements: Vec<String> = change
        .elements
        .iter()
        .map(|element| {
            let [left, right] =
                [&element.left, &element.right].map(|side| side.as_deref().unwrap_or("nothing"));
            format!("{} {left} → {right}", place(&element.element, element.component))
        })
        .collect();
    match (&change.left, &change.right) {
        (Some(left), None) => format!("{}{name}: only left: {}", change.address, left.text),
        (None, Some(right)) => format!("{}{name}: only right: {}", change.address, right.text),
        _ => format!("{}{name}: {}", change.address, elements.join("; ")),
    }
}
