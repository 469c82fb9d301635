//! `twinclaim inspect` of claims in full: as a person would tell them, and on their paper forms.

use std::ops::ControlFlow;

use crate::ack::codes::{self, SYNTAX_TYPES};
use crate::batch::claims::{self, Event};
use crate::batch::{Format, Source};
use crate::codes::reference::Tables;
use crate::finding::Finding;
use crate::model::{Claim, ClaimFilter};
use crate::show::form::{FormText, FormView};
use crate::show::inspect::{ClaimRow, ClaimText};
use crate::show::terminal::visible;
use crate::show::words::dollars;
use crate::show::{FaultText, Mask};
use crate::translate::{self, RawClaim};
use crate::validate::{self, RuleSet, Validator};
use crate::x12::{self, Charset, Measure};

use super::account::Account;
use super::claim_findings::ClaimFindings;
use super::common::CUT_OFF;
use super::inspect::verdict;
use super::screen::Screen;

/// How claims are shown.
pub(super) struct Showing<'a> {
    pub(super) charset: Charset,
    pub(super) mask: Mask,
    /// Which claims.
    pub(super) filter: &'a ClaimFilter,
    /// What `validate` would run.
    pub(super) rules: &'a RuleSet,
    /// Names of codes that the user brought.
    pub(super) tables: &'a Tables,
}

/// A claim that passes the filter.
pub(super) struct Met<'c> {
    pub(super) claim: &'c Claim,
    /// Its number in its input, from 1.
    pub(super) number: u64,
    /// None where it was not read from X12.
    pub(super) raw: Option<&'c RawClaim>,
    /// What `validate` finds; none where it was not asked.
    pub(super) findings: Option<&'c [Finding]>,
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// Claims shown.
    pub(super) claims: u64,
    /// Why the input could not be shown whole.
    pub(super) failure: Option<String>,
}

/// Notes a claim that is shown for the manifest.
pub(super) fn account_for(account: &mut Account, claim: &Claim) {
    let charge = claim.total_charge.as_ref().map_or("", |charge| charge.as_str());
    account.claim_of(claim.r#type, charge.as_bytes());
}

impl Showing<'_> {
    /// Each claim on its form.
    pub(super) fn forms(&self, source: Source, account: &mut Account, screen: &mut Screen) -> Shown {
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
                        account_for(account, &claim);
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

    /// Each claim as a person would tell it, with what is odd about it.
    pub(super) fn stories(&self, source: Source, account: &mut Account, screen: &mut Screen) -> Shown {
        let name = source.name.clone();
        let text = ClaimText::new(screen.palette(), screen.width(), self.mask);
        self.each(source, &mut |met| {
            account_for(account, met.claim);
            let story = FormView::story(met.claim, self.tables, self.mask);
            let mut out = String::new();
            let heading = self.heading(met.claim, met.number, &name);
            text.claim(&heading, &story, met.findings, &mut out);
            out.push('\n');
            screen.print(&out);
            if screen.broken() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
    }

    /// Each claim that passes the filter; of X12 with its segments and with what `validate` finds.
    pub(super) fn each(&self, source: Source, take: &mut dyn FnMut(&Met<'_>) -> ControlFlow<()>) -> Shown {
        match source.format {
            Format::Json | Format::Report => self.each_of_json(source, take),
            Format::X12 => self.each_of_x12(source, take),
        }
    }

    fn each_of_json(&self, source: Source, take: &mut dyn FnMut(&Met<'_>) -> ControlFlow<()>) -> Shown {
        let (mut shown, mut number) = (Shown::default(), 0);
        let result = claims::read(source, self.charset, &mut |event| {
            let Event::Claim(claim) = event else { return ControlFlow::Continue(()) };
            number += 1;
            if !self.filter.matches(&claim) {
                return ControlFlow::Continue(());
            }
            shown.claims += 1;
            take(&Met { claim: &claim, number, raw: None, findings: None })
        });
        shown.failure = result.err().map(|error| error.to_string());
        shown
    }

    fn each_of_x12(&self, source: Source, take: &mut dyn FnMut(&Met<'_>) -> ControlFlow<()>) -> Shown {
        let named = source.named_by_user;
        let (mut shown, mut number, mut by_claim) = (Shown::default(), 0, ClaimFindings::default());
        let (mut reader, mut claims) = (x12::Reader::new(source.reader), translate::Reader::default());
        let mut validator = Validator::new(self.rules, Some(source.name), self.charset);
        let mut measure = Measure::new(source.limit);
        let (mut problem, mut unsupported, mut flow) = (None, None, ControlFlow::Continue(()));
        let types = SYNTAX_TYPES.into();
        let mut see = |mut event: validate::Event<'_>, flow: &mut ControlFlow<()>| {
            if let validate::Event::Finding(found) = &mut event {
                found.finding.ack = codes::words(found, &types);
            }
            let findings = by_claim.see(&event);
            let end = match event {
                validate::Event::Claim(end) => end,
                validate::Event::Foreign(foreign) if foreign.is_claim() => {
                    unsupported.get_or_insert(foreign);
                    return;
                }
                _ => return,
            };
            number += 1;
            let Some(raw) = end.claim.raw(self.charset) else {
                problem.get_or_insert_with(|| format!("claim {number} is too large to be shown whole"));
                return;
            };
            let claim = claims.read(&raw);
            if flow.is_continue() && self.filter.matches(&claim) {
                shown.claims += 1;
                let met = Met { claim: &claim, number, raw: Some(&raw), findings: findings.as_deref() };
                *flow = take(&met);
            }
        };
        let result = loop {
            match reader.next() {
                Ok(Some(piece)) => {
                    validator.piece(&piece, &mut |event| see(event, &mut flow));
                    if let Some(error) = piece.segment().and_then(|item| measure.observe(&item).err()) {
                        break Err(error.into());
                    }
                }
                Ok(None) => break Ok(()),
                Err(error) => break Err(error.into()),
            }
            if flow.is_break() {
                break Ok(());
            }
        };
        if flow.is_continue() {
            validator.finish(&mut |event| see(event, &mut flow));
        }
        let cut_off = validator.is_cut_off().then(|| CUT_OFF.to_owned());
        shown.failure = verdict(result, unsupported, number > 0 || !named).or(cut_off).or(problem);
        shown
    }

    /// Who, when, how much, and where it is.
    pub(super) fn heading(&self, claim: &Claim, number: u64, file: &str) -> String {
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
