//! Where the report of `twinclaim validate` goes, and what is counted and shown of one input.

use std::io::Write;

use crate::batch::{self, Output};
use crate::finding::Severity;
use crate::guide::registry;
use crate::show::terminal::{Palette, for_people};
use crate::show::validate::{Report, Totals};
use crate::translate::Foreign;
use crate::validate::Event;
use crate::x12;

use super::common::CUT_OFF;
use super::screen::Screen;
use super::troubles::Others;

/// Where the report goes.
pub(super) struct Out<'s> {
    pub(super) text: String,
    /// Whether it is text, and no format for programs.
    pub(super) for_people: bool,
    pub(super) output: Option<Output>,
    pub(super) screen: &'s mut Screen,
}

impl Out<'_> {
    /// Hands on what is there.
    pub(super) fn flush(&mut self) -> Result<(), String> {
        match &mut self.output {
            None if self.for_people => self.screen.print(&self.text),
            None => self.screen.print_data(&self.text),
            Some(output) => {
                let path = output.path().to_owned();
                let plain = Palette::plain();
                let text =
                    if self.for_people { for_people(&self.text, &plain) } else { (&*self.text).into() };
                let written = output.write_all(text.as_bytes());
                written.map_err(|error| batch::Error::writing(&path, error).to_string())?;
            }
        }
        self.text.clear();
        Ok(())
    }
}

/// One input being read.
pub(super) struct Input {
    pub(super) most: u64,
    pub(super) least: Severity,
    /// Findings shown.
    pub(super) shown: u64,
    pub(super) totals: Totals,
    /// The first 837 of a guide that is not supported.
    pub(super) foreign: Option<Foreign>,
    pub(super) others: Others,
}

impl Input {
    /// Why the input could not be read whole, if so; `none` says that it was named and has no claim.
    pub(super) fn failure(&self, read: Result<(), x12::Error>, none: bool, cut_off: bool) -> Option<String> {
        match (read, &self.foreign) {
            (Err(error), _) => Some(error.to_string()),
            (Ok(()), Some(foreign)) => {
                let what = registry::describe(&foreign.version, &foreign.code);
                Some(format!("segment at offset {}: {what}", foreign.position.offset))
            }
            (Ok(()), None) if none => {
                Some("holds no 837 claim; `twinclaim inspect` says what it holds".to_owned())
            }
            (Ok(()), None) => cut_off.then(|| CUT_OFF.to_owned()),
        }
    }

    pub(super) fn event(&mut self, event: Event<'_>, report: &mut dyn Report, out: &mut String) {
        match event {
            Event::Finding(found) => {
                self.totals.count(&found.finding);
                if found.finding.severity < self.least {
                    self.totals.lighter += 1;
                } else if self.shown < self.most {
                    self.shown += 1;
                    report.found(&found, out);
                } else {
                    self.totals.hidden += 1;
                }
            }
            Event::Claim(end) => {
                self.totals.claim(&end);
                report.claim(&end, out);
            }
            Event::Foreign(foreign) if foreign.is_claim() => {
                self.foreign.get_or_insert(foreign);
            }
            Event::Foreign(foreign) => self.others.push(&foreign),
            Event::Opened(_) | Event::Again(_) | Event::Level(..) | Event::Closed(_) => {}
        }
    }
}
