//! The outcome of reconciling as a page for a browser: one file that needs nothing else and talks to nobody.
//!
//! The page's parts stand beside this file; the outcome goes into it as JSON, and the page's script shows it.

mod data;
mod visit;

use std::io;

use serde::Serialize;

use crate::reconcile::{Outcome, Store};
use crate::show::page::{Harmless, Parts};
use crate::show::reconcile::Look;

const PARTS: Parts = Parts {
    title: "reconciliation",
    body: include_str!("page.html"),
    style: include_str!("page.css"),
    script: include_str!("page.js"),
};

/// Writes the page. Errors are those of writing and of reading a claim again.
pub(super) fn render(
    outcome: &Outcome,
    claims: &dyn Store,
    look: &Look<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    PARTS.begin(out)?;
    data::write(outcome, claims, look, &mut Harmless(out))?;
    PARTS.end(out)
}

/// Writes a value as JSON.
fn json(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    Ok(serde_json::to_writer(out, value)?)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_is_whole_and_asks_nobody() {
        crate::show::page::tests::check(super::PARTS);
    }
}
