//! The totals under a diff: what was read, what was found, and that nothing was lost.

use std::collections::BTreeMap;

use crate::encounter::Status;
use crate::finding::Severity;
use crate::reconcile::Counted;
use crate::report::terminal::Role;
use crate::report::words::{count, money};
use crate::rules;

use super::Page;

impl Page<'_> {
    pub(super) fn totals(&mut self) {
        let summary = &self.outcome.summary;
        let sum = |by: &BTreeMap<Counted, usize>| by.values().sum::<usize>();
        let of = |by: &BTreeMap<Status, usize>, status: Status| by.get(&status).copied().unwrap_or(0);
        let claims = format!(
            "{} read: {} by the facility, {} by professionals",
            count(summary.claims, "claim"),
            sum(&summary.facility_claims),
            sum(&summary.professional_claims)
        );
        let visits = format!(
            "{}: {} matched, {} with a facility claim only, {} with professional claims only",
            count(summary.encounters.values().sum(), "visit"),
            of(&summary.encounters, Status::Matched),
            of(&summary.encounters, Status::FacilityOnly),
            of(&summary.encounters, Status::ProfessionalOnly)
        );
        let lines = format!(
            "{} in matched visits, {} left over",
            count(summary.lines_attached, "professional service line"),
            summary.lines_left_over
        );
        let found: usize = summary.by_code.values().sum();
        let weights = [Severity::Error, Severity::Warning, Severity::Info].map(|severity| {
            let n = summary.by_severity.get(&severity).copied().unwrap_or(0);
            (n > 0).then(|| {
                if severity == Severity::Info { format!("{n} info") } else { count(n, severity.as_str()) }
            })
        });
        let weights: Vec<String> = weights.into_iter().flatten().collect();
        let risk = summary.amount_at_risk.parse().map_or_else(|_| summary.amount_at_risk.clone(), money);
        for line in [claims, visits, lines] {
            self.line(Role::Plain, &line);
        }
        if found == 0 {
            self.line(Role::Plain, "No finding.");
            return;
        }
        self.line(
            Role::Emphasis,
            &format!("{}: {}; {risk} at risk", count(found, "finding"), weights.join(", ")),
        );
        for (code, n) in &summary.by_code {
            let name = rules::by_code(code).map_or("", |rule| rule.name);
            self.line(Role::Plain, &format!("  {n:>6} × {code:<11} {name}"));
        }
        self.line(Role::Dim, "`twinclaim explain CODE` says all about a rule.");
    }
}
