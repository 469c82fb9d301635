//! `twinclaim inspect --html`: claims as a page for a browser.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::Path;

use crate::batch::{self, Outputs, Sources, Transaction};
use crate::input_status::InputStatus;
use crate::show::form::FormView;
use crate::show::inspect::{ClaimPage, ClaimRow, InspectPage};
use crate::show::segment::Annotator;
use crate::show::terminal::visible;

use super::Exit;
use super::common::{InputArgs, Tally, WriteArgs};
use super::inspect::about;
use super::inspect_answers;
use super::inspect_claims::{Met, Showing};
use super::screen::{Screen, counted};
use super::validation_summary::ClaimVerdict;

/// Writes the page of all claims that pass the filter.
pub(super) fn write(
    showing: &Showing<'_>,
    path: &Path,
    (input, write): (&InputArgs, WriteArgs),
    screen: &mut Screen,
) -> Exit {
    let mut tally = Tally::new("inspect", input);
    let mut sources = input.open();
    let title = match &input.inputs[..] {
        [one] => visible(&one.to_string_lossy()).into_owned(),
        several => counted(several.len() as u64, "input", "inputs"),
    };
    let made = tally
        .outputs(sources.identities(), write.force)
        .and_then(|outputs| pages(showing, (path, &title), (&outputs, &mut sources), &mut tally, screen));
    let complete = made.unwrap_or_else(|message| {
        tally.fail(screen, &message);
        Transaction::default()
    });
    if tally.commit(complete, write, sources.passed_over(), screen) && tally.claims > 0 {
        screen.note(&format!("{}: {}", path.display(), counted(tally.claims, "claim", "claims")));
    }
    tally.report(screen, sources.passed_over())
}

fn pages(
    showing: &Showing<'_>,
    (path, title): (&Path, &str),
    (outputs, sources): (&Outputs, &mut Sources),
    tally: &mut Tally,
    screen: &mut Screen,
) -> Result<Transaction, String> {
    let mut output = outputs.create(path).map_err(|error| error.to_string())?;
    let writing = |error| batch::Error::writing(path, error).to_string();
    let mut buffered = io::BufWriter::with_capacity(1 << 16, &mut output);
    let mut page = InspectPage::begin(&mut buffered, title, showing.mask).map_err(writing)?;
    let mut failed = None;
    for source in sources {
        let mut source = match source {
            Ok(source) => source,
            Err(error) => {
                tally.unopened(screen, &error);
                continue;
            }
        };
        tally.account.begin(&mut source);
        let name = source.name.clone();
        if inspect_answers::is_acknowledgement(&mut source) {
            screen.note(&about(&name, "is an acknowledgment, which the page does not show"));
            tally.account.end(InputStatus::Skipped, Some("is an acknowledgment"));
            continue;
        }
        let shown = showing.each(source, &mut |met| match claim(showing, &name, met, &mut page) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        });
        tally.claims += shown.claims;
        let status = if shown.failure.is_some() { InputStatus::Refused } else { InputStatus::Done };
        tally.account.end(status, shown.failure.as_deref());
        if let Some(message) = shown.failure {
            tally.unread(screen, &about(&name, &message));
        }
    }
    if let Some(error) = failed {
        return Err(writing(error));
    }
    page.finish().map_err(writing)?;
    buffered.flush().map_err(writing)?;
    drop(buffered);
    if tally.claims == 0 && tally.unread == 0 {
        return Err("no claim passes the filter, so no page was written".to_owned());
    }
    let mut complete = Transaction::default();
    complete.add(output).map_err(|error| error.to_string())?;
    Ok(complete)
}

fn claim(showing: &Showing<'_>, name: &str, met: &Met<'_>, page: &mut InspectPage<'_>) -> io::Result<()> {
    let mut row = ClaimRow::of(met.claim, met.number, showing.mask);
    row.wrong = met.findings.map(ClaimVerdict::words);
    let mut segments = Vec::new();
    if let Some(raw) = met.raw {
        Annotator::new(showing.charset, showing.mask).claim(raw, &mut |shown| segments.push(shown));
    }
    page.claim(&ClaimPage {
        file: name,
        row: &row,
        story: &FormView::story(met.claim, showing.tables, showing.mask),
        form: &FormView::of(met.claim, showing.mask),
        segments: &segments,
        findings: met.findings,
    })
}
