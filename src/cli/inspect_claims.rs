//! `twinclaim inspect` of claims in full: on their paper forms.

use std::ops::ControlFlow;

use crate::batch::claims::{self, Event};
use crate::batch::{Format, Source};
use crate::model::{Claim, ClaimFilter};
use crate::show::form::{FormText, FormView};
use crate::show::inspect::ClaimRow;
use crate::show::terminal::visible;
use crate::show::words::dollars;
use crate::show::{FaultText, Mask};
use crate::x12::Charset;

use super::inspect::verdict;
use super::screen::Screen;

/// How claims are shown.
pub(super) struct Showing<'a> {
    pub(super) charset: Charset,
    pub(super) mask: Mask,
    /// Which claims.
    pub(super) filter: &'a ClaimFilter,
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// Claims shown.
    pub(super) claims: u64,
    /// Why the input could not be shown whole.
    pub(super) failure: Option<String>,
}

impl Showing<'_> {
    /// Each claim on its form.
    pub(super) fn forms(&self, source: Source, screen: &mut Screen) -> Shown {
        let (name, named, is_json) =
            (source.name.clone(), source.named_by_user, source.format == Format::Json);
        let text = FormText::new(screen.palette());
        let (mut shown, mut numbered, mut cut_off, mut unsupported) = (Shown::default(), 0, None, None);
        let mut supported = false;
        let result = claims::read(source, self.charset, &mut |event| {
            match event {
                Event::Claim(claim) => {
                    (numbered, supported) = (numbered + 1, true);
                    if self.filter.matches(&claim) {
                        shown.claims += 1;
                        let mut out = String::new();
                        let heading = self.heading(&claim, numbered, &name);
                        text.form(&heading, &FormView::of(&claim, self.mask), &mut out);
                        out.push('\n');
                        screen.print(&out);
                    }
                }
                Event::Notice(notice) if FaultText::is_cut_off(&notice) => {
                    cut_off.get_or_insert_with(|| FaultText::of(&notice, None));
                }
                Event::Foreign(foreign) if foreign.is_claim() => {
                    unsupported.get_or_insert(foreign);
                }
                Event::Opened(_) | Event::Notice(_) | Event::Foreign(_) => {}
            }
            if screen.broken() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        let broken = cut_off.map(|trouble| format!("{}: {}", trouble.place(), trouble.message));
        shown.failure = verdict(result, unsupported, supported || is_json || !named).or(broken);
        shown
    }

    /// Who, when, how much, and where it is.
    fn heading(&self, claim: &Claim, number: u64, file: &str) -> String {
        let row = ClaimRow::of(claim, number, self.mask);
        let days = match (row.from, row.to) {
            (Some(from), Some(to)) if from != to => Some(format!("{from} to {to}")),
            (Some(from), _) => Some(from.to_string()),
            _ => None,
        };
        let parts = [
            row.patient_control_number.map(String::from),
            row.patient.map(String::from),
            days,
            row.total_charge.as_deref().map(dollars),
            Some(format!("claim {number} of {}", visible(file))),
        ];
        parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}
