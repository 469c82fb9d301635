//! `twinclaim inspect --html` and `--form --pdf`: claims as a page for a browser, and on their forms as a PDF.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::Path;

use crate::batch::{self, Outputs, Sources, Transaction};
use crate::input_status::InputStatus;
use crate::show::Mask;
use crate::show::form::{FormPdf, FormView};
use crate::show::inspect::{ClaimPage, ClaimRow, InspectPage};
use crate::show::segment::Annotator;
use crate::show::terminal::visible;

use super::Exit;
use super::common::{InputArgs, Tally, WriteArgs};
use super::inspect::about;
use super::inspect_answers;
use super::inspect_claims::{Met, Showing, account_for};
use super::screen::{Screen, counted};
use super::validation_summary::ClaimVerdict;

/// What is made of the claims.
#[derive(Clone, Copy, Debug)]
pub(super) enum Made {
    /// A page for a browser.
    Page,
    /// Their forms as a PDF.
    Forms,
}

/// Takes claims one after the other.
enum Book<'w> {
    Page(InspectPage<'w>),
    Forms(FormPdf<'w>),
}

impl<'w> Book<'w> {
    fn begin(made: Made, out: &'w mut dyn Write, title: &str, mask: Mask) -> io::Result<Self> {
        match made {
            Made::Page => InspectPage::begin(out, title, mask).map(Self::Page),
            Made::Forms => FormPdf::begin(out).map(Self::Forms),
        }
    }

    fn claim(&mut self, showing: &Showing<'_>, name: &str, met: &Met<'_>) -> io::Result<()> {
        match self {
            Self::Page(page) => claim(showing, name, met, page),
            Self::Forms(pdf) => {
                let heading = showing.heading(met.claim, met.number, name);
                pdf.form(&heading, &FormView::of(met.claim, showing.mask))
            }
        }
    }

    fn finish(self) -> io::Result<()> {
        match self {
            Self::Page(page) => page.finish(),
            Self::Forms(pdf) => pdf.finish(),
        }
    }
}

/// Writes the page or the forms of all claims that pass the filter.
pub(super) fn write(
    showing: &Showing<'_>,
    (made, path): (Made, &Path),
    (input, write): (&InputArgs, WriteArgs),
    tally: &mut Tally,
    screen: &mut Screen,
) -> Result<Exit, String> {
    let mut sources = input.open();
    let title = match &input.inputs[..] {
        [one] => visible(&one.to_string_lossy()).into_owned(),
        several => counted(several.len() as u64, "input", "inputs"),
    };
    let outputs = tally.outputs(sources.identities(), write.force)?;
    let complete = pages(showing, (made, path, &title), (&outputs, &mut sources), tally, screen)?;
    if tally.commit(complete, write, sources.passed_over(), screen) && tally.claims > 0 {
        screen.note(&format!("{}: {}", path.display(), counted(tally.claims, "claim", "claims")));
    }
    Ok(tally.report(screen, sources.passed_over()))
}

fn pages(
    showing: &Showing<'_>,
    (made, path, title): (Made, &Path, &str),
    (outputs, sources): (&Outputs, &mut Sources),
    tally: &mut Tally,
    screen: &mut Screen,
) -> Result<Transaction, String> {
    let mut output = outputs.create(path).map_err(|error| error.to_string())?;
    let writing = |error| batch::Error::writing(path, error).to_string();
    let mut buffered = io::BufWriter::with_capacity(1 << 16, &mut output);
    let mut book = Book::begin(made, &mut buffered, title, showing.mask).map_err(writing)?;
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
            screen.note(&about(&name, "is an acknowledgment, which is not shown here"));
            tally.account.end(InputStatus::Skipped, Some("is an acknowledgment"));
            continue;
        }
        let account = &mut tally.account;
        let shown = showing.each(source, &mut |met| {
            account_for(account, met.claim);
            match book.claim(showing, &name, met) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
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
    book.finish().map_err(writing)?;
    buffered.flush().map_err(writing)?;
    drop(buffered);
    if tally.claims == 0 && tally.unread == 0 {
        return Err("no claim passes the filter, so nothing was written".to_owned());
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
