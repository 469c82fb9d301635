//! `twinclaim inspect --html`: claims as a page for a browser.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::Path;

use crate::batch::{self, Outputs, Sources};
use crate::show::form::{BoxPlaces, FormView};
use crate::show::inspect::{ClaimPage, ClaimRow, InspectPage};
use crate::show::segment::Annotator;

use super::common::WriteArgs;
use super::inspect::about;
use super::inspect_answers;
use super::inspect_claims::{Met, Showing};
use super::screen::{Screen, counted};
use super::validation_summary::ClaimVerdict;

/// Writes the page of all claims that pass the filter. Says whether all could be done.
pub(super) fn write(
    showing: &Showing<'_>,
    (path, title): (&Path, &str),
    mut sources: Sources,
    write: WriteArgs,
    screen: &mut Screen,
) -> Result<(), String> {
    let outputs = Outputs::apart_from(sources.identities(), write.force);
    let mut output = outputs.create(path).map_err(|error| error.to_string())?;
    let writing = |error| batch::Error::writing(path, error).to_string();
    let mut buffered = io::BufWriter::with_capacity(1 << 16, &mut output);
    let mut page = InspectPage::begin(&mut buffered, title, showing.mask).map_err(writing)?;
    let (mut unread, mut claims, mut failed) = (0, 0, None);
    for source in &mut sources {
        let mut source = match source {
            Ok(source) => source,
            Err(error) => {
                screen.failure(&error.to_string());
                unread += 1;
                continue;
            }
        };
        let name = source.name.clone();
        if inspect_answers::is_acknowledgement(&mut source) {
            screen.note(&about(&name, "is an acknowledgment, which the page does not show"));
            continue;
        }
        let shown = showing.each(source, &mut |met| match claim(showing, &name, met, &mut page) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        });
        claims += shown.claims;
        if let Some(message) = shown.failure {
            screen.failure(&about(&name, &message));
            unread += 1;
        }
    }
    if let Some(error) = failed {
        return Err(writing(error));
    }
    page.finish().map_err(writing)?;
    buffered.flush().map_err(writing)?;
    drop(buffered);
    screen.passed_over(sources.passed_over());
    if claims == 0 && unread == 0 {
        return Err("no claim passes the filter, so no page was written".to_owned());
    }
    if write.may_commit(unread, screen) {
        output.commit().map_err(|error| error.to_string())?;
        screen.note(&format!("{}: {}", path.display(), counted(claims, "claim", "claims")));
    }
    if unread > 0 {
        Err(format!("{} could not be read whole", counted(unread, "input", "inputs")))
    } else {
        Ok(())
    }
}

fn claim(showing: &Showing<'_>, name: &str, met: &Met<'_>, page: &mut InspectPage<'_>) -> io::Result<()> {
    let mut row = ClaimRow::of(met.claim, met.number, showing.mask);
    row.wrong = met.findings.map(ClaimVerdict::words);
    let mut segments = Vec::new();
    if let Some(raw) = met.raw {
        Annotator::new(showing.charset, showing.mask).claim(raw, &mut |shown| segments.push(shown));
    }
    let places = met.raw.map(|raw| BoxPlaces::of(raw, met.claim));
    page.claim(&ClaimPage {
        file: name,
        row: &row,
        story: &FormView::story(met.claim, showing.tables, showing.mask),
        form: &FormView::of(met.claim, showing.mask),
        segments: &segments,
        findings: met.findings.zip(places.as_ref()),
    })
}
