//! The totals under a diff: what was read, what was found, and that nothing was lost.

use std::collections::BTreeMap;

use crate::catalog;
use crate::finding::Severity;
use crate::model::Status;
use crate::reconcile::{Cause, Counted, RollUp, Share, Summary, Sums};
use crate::rules::SWITCHED_OFF;
use crate::show::terminal::Role;
use crate::show::words::{count, money};

use super::Page;

/// Causes and shares that are named; more of them are counted only.
const MOST: usize = 10;

/// The sums that are not nothing, behind a mark; nothing where all are.
fn worth(mark: &str, sums: &Sums) -> String {
    let parts: Vec<String> =
        sums.parts().map(|(kind, amount)| format!("{} {}", money(amount), kind.words())).collect();
    if parts.is_empty() { String::new() } else { format!("{mark}{}", parts.join(", ")) }
}

impl Page<'_> {
    pub(super) fn totals(&mut self) {
        let outcome = self.outcome;
        let summary = &outcome.summary;
        self.read(summary);
        let found: usize = summary.by_code.values().sum();
        if found == 0 {
            self.line(Role::Plain, "No finding.");
        } else {
            self.found(summary, found);
            self.causes(&summary.roll_up);
        }
        self.put_aside(summary);
        self.since(summary);
        self.left_open();
        if found > 0 {
            self.line(Role::Dim, "`twinclaim explain CODE` says all about a rule.");
        }
    }

    /// That nothing was lost: every claim and every professional line, once, by what became of it.
    fn read(&mut self, summary: &Summary) {
        let sum = |by: &BTreeMap<Counted, usize>| by.values().sum::<usize>();
        let text = format!(
            "{} read: {} by the facility, {} by professionals",
            count(summary.claims, "claim"),
            sum(&summary.facility_claims),
            sum(&summary.professional_claims)
        );
        self.sentence(Role::Plain, &text);
        let apart = |what: Counted| {
            !matches!(what, Counted::Matched | Counted::Possible)
                && !matches!(what, Counted::FacilityOnly | Counted::ProfessionalOnly)
        };
        let mut aside: BTreeMap<Counted, usize> = BTreeMap::new();
        for (what, n) in summary.facility_claims.iter().chain(&summary.professional_claims) {
            if apart(*what) {
                *aside.entry(*what).or_default() += n;
            }
        }
        if !aside.is_empty() {
            let parts: Vec<String> = aside.iter().map(|(what, n)| format!("{n} {}", what.as_str())).collect();
            self.line(Role::Plain, &format!("  of them set aside: {}", parts.join(", ")));
        }
        let of = |status| summary.encounters.get(&status).copied().unwrap_or(0);
        let possible = match of(Status::Possible) {
            0 => String::new(),
            n => format!(", {n} to decide about"),
        };
        let visits = format!(
            "{}: {} matched{possible}, {} with a facility claim only, {} with professional claims only",
            count(summary.encounters.values().sum(), "visit"),
            of(Status::Matched),
            of(Status::FacilityOnly),
            of(Status::ProfessionalOnly)
        );
        self.sentence(Role::Plain, &visits);
        let possible = match summary.lines_possible {
            0 => String::new(),
            n => format!(", {n} possible"),
        };
        let lines = format!(
            "{} in matched visits{possible}, {} left over",
            count(summary.lines_attached, "professional service line"),
            summary.lines_left_over
        );
        self.sentence(Role::Plain, &lines);
    }

    fn found(&mut self, summary: &Summary, found: usize) {
        let weights = [Severity::Error, Severity::Warning, Severity::Info].map(|severity| {
            let n = summary.by_severity.get(&severity).copied().unwrap_or(0);
            (n > 0).then(|| {
                if severity == Severity::Info { format!("{n} info") } else { count(n, severity.as_str()) }
            })
        });
        let weights: Vec<String> = weights.into_iter().flatten().collect();
        let text =
            format!("{}: {}{}", count(found, "finding"), weights.join(", "), worth("; ", &summary.money));
        self.sentence(Role::Emphasis, &text);
        for (code, n) in &summary.by_code {
            let name = catalog::by_code(code).map_or("", |rule| rule.name);
            self.line(Role::Plain, &format!("  {n:>6} × {code:<11} {name}"));
        }
        if summary.findings_not_shown > 0 {
            let text = format!(
                "{} not shown (--max-findings, --min-severity)",
                count(summary.findings_not_shown, "finding")
            );
            self.line(Role::Dim, &text);
        }
    }

    /// What one correction would mend: causes that concern several claims.
    fn causes(&mut self, roll_up: &RollUp) {
        let several: Vec<&Cause> = roll_up.causes.iter().filter(|cause| cause.claims > 1).collect();
        if several.is_empty() {
            return;
        }
        self.line(Role::Emphasis, "Same cause, to be mended once:");
        for cause in several.iter().take(MOST) {
            let place = cause.facility.as_deref().unwrap_or("no facility claim");
            let risk = worth(", ", &cause.money);
            let claims = if cause.claims == cause.of_claims {
                format!("all {} claims", cause.claims)
            } else {
                format!("{} of {} claims", cause.claims, cause.of_claims)
            };
            let text = format!("{} at {place}: {claims}{risk}", cause.biller);
            self.line(Role::Plain, &format!("  {:<11} {text}", cause.code));
        }
        let more = several.len().saturating_sub(MOST);
        if more > 0 {
            self.line(Role::Dim, &format!("  … and {} more", count(more, "cause")));
        }
        for (what, shares) in [("payer", &roll_up.by_payer), ("biller", &roll_up.by_biller)] {
            if shares.len() > 1 {
                self.shares(what, shares);
            }
        }
    }

    fn shares(&mut self, what: &str, shares: &[Share]) {
        self.line(Role::Emphasis, &format!("By {what}:"));
        for share in shares.iter().take(MOST) {
            let text = format!("  {:>6} × {}{}", share.findings, share.name, worth(", ", &share.money));
            self.line(Role::Plain, &text);
        }
        let more = shares.len().saturating_sub(MOST);
        if more > 0 {
            self.line(Role::Dim, &format!("  … and {more} more"));
        }
    }

    /// Inputs that were not read whole, copies of files, findings that are known, and rules that did not run.
    fn put_aside(&mut self, summary: &Summary) {
        for input in &summary.run.inputs {
            if let Some(first) = &input.copy_of {
                let claims = count(input.claims, "claim");
                let text = format!("{} is a copy of {first}: its {claims} left out", input.file);
                self.sentence(Role::Warning, &text);
            } else if let Some(reason) = &input.reason {
                self.sentence(Role::Warning, &format!("{}: {reason}", input.file));
            }
            for repeat in &input.repeats {
                self.sentence(Role::Warning, &repeat.describe(&input.file));
            }
        }
        for suppressed in &summary.suppressed {
            let expired = if suppressed.expired { "; its last day is past" } else { "" };
            let text = format!(
                "{} suppressed, {}: {}{expired}",
                count(suppressed.findings, "finding"),
                suppressed.code,
                suppressed.reason
            );
            self.line(Role::Dim, &text);
        }
        let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for skipped in &summary.run.rules_skipped {
            reasons.entry(&skipped.reason).or_default().push(skipped.code);
        }
        for (reason, codes) in reasons {
            // What the user switched off need not be told to the user; how many, in case it was not meant.
            let named = if reason == SWITCHED_OFF { String::new() } else { format!(": {}", codes.join(" ")) };
            let text = format!("{} not run: {reason}{named}", count(codes.len(), "rule"));
            self.sentence(Role::Dim, &text);
        }
    }

    /// How far the work list is, and what has become of an earlier run's findings.
    fn since(&mut self, summary: &Summary) {
        if let Some(worked) = &summary.worked {
            let text = format!(
                "Work list: {} new, {} open, {} reopened, {} done, {} no longer seen, {} of claims not read this time",
                worked.new, worked.open, worked.reopened, worked.done, worked.no_longer_seen, worked.not_read
            );
            self.sentence(Role::Emphasis, &text);
        }
        let Some(compared) = &summary.baseline else { return };
        let text = format!(
            "Since the earlier run: {} new, {} open, {} resolved, {} of claims not read this time",
            compared.new,
            compared.open,
            compared.resolved.len(),
            compared.not_read
        );
        self.sentence(Role::Emphasis, &text);
        for earlier in compared.resolved.iter().take(MOST) {
            self.line(Role::Plain, &format!("  resolved {:<11} {}", earlier.code, earlier.message));
        }
        let more = compared.resolved.len().saturating_sub(MOST);
        if more > 0 {
            self.line(Role::Dim, &format!("  … and {more} more"));
        }
    }
}
