//! What `twinclaim diff` found, as it comes: text for people, JSON lines, JUnit for test runs, a page for a browser.

mod html;
mod junit;
mod ndjson;
mod text;

use std::io;

use crate::compare::{ChangedClaim, ClaimName, SegmentChange, Summary};

pub use html::Html;
pub use junit::Junit;
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
    fn finish(&mut self, summary: &Summary, segments: u64, out: &mut dyn io::Write) -> io::Result<()>;
}

/// What a claim is called in headings: its number, or else where it begins.
fn called(claim: &ClaimName) -> String {
    match &claim.patient_control_number {
        Some(number) => number.to_string(),
        None => format!("without a number, at offset {}", claim.offset),
    }
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
