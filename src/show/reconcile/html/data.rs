//! What the page shows, as the JSON its script reads.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;

use crate::catalog;
use crate::finding::Severity;
use crate::model::Status;
use crate::reconcile::{Outcome, Share, Store, Sums};
use crate::show::reconcile::Look;
use crate::show::reconcile::diff::{agreed, left_open, open_ends};
use crate::show::reconcile::encounter_view::EncounterView;
use crate::show::words::{count, money, thousands};

use super::json;
use super::visit::EncounterData;

/// Writes all there is, one visit after the other: the page may have ten thousand.
pub(super) fn write(
    outcome: &Outcome,
    claims: &dyn Store,
    look: &Look<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    out.write_all(b"{\"visits\":[")?;
    let causes = causes_of(outcome);
    for (n, visit) in outcome.encounters().enumerate() {
        if n > 0 {
            out.write_all(b",\n")?;
        }
        let visit = visit?;
        let view = EncounterView::of(&visit, outcome, claims, look.mask)?;
        let mut shown = EncounterData::of(&view);
        shown.open = open_ends(&view, outcome.summary.both_sides);
        shown.agreed = if look.all { agreed(&view) } else { Vec::new() };
        shown.causes = causes.get(&n).cloned().unwrap_or_default();
        json(&shown, out)?;
    }
    out.write_all(b"],\n")?;
    let overview = serde_json::to_string(&Overview::of(outcome))?;
    // The overview's keys stand beside `visits`.
    out.write_all(overview.trim_start_matches('{').as_bytes())
}

/// Which causes each visit has part in.
fn causes_of(outcome: &Outcome) -> BTreeMap<usize, Vec<usize>> {
    let mut causes: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (n, cause) in outcome.summary.roll_up.causes.iter().enumerate() {
        for visit in &cause.visits {
            causes.entry(*visit).or_default().push(n);
        }
    }
    causes
}

#[derive(Serialize)]
struct Overview {
    subtitle: String,
    /// What is left open, in all visits.
    left_open: String,
    /// Number and what it counts.
    tiles: Vec<(String, String)>,
    rules: BTreeMap<String, Rule>,
    causes: Vec<Cause>,
    by_rule: Vec<Row>,
    by_payer: Vec<Row>,
    by_provider: Vec<Row>,
    /// What a visit without a finding means, by its status.
    statuses: [&'static str; 4],
    /// What an audit needs, name and value.
    run: Vec<(String, String)>,
}

#[derive(Serialize)]
struct Rule {
    name: &'static str,
    severity: &'static str,
    why: &'static str,
    help: &'static str,
}

#[derive(Serialize)]
struct Cause {
    code: String,
    biller: String,
    place: String,
    claims: usize,
    of: usize,
    amount: String,
}

#[derive(Serialize)]
struct Row {
    name: String,
    findings: usize,
    amount: String,
}

impl Overview {
    fn of(outcome: &Outcome) -> Self {
        let summary = &outcome.summary;
        let found: usize = summary.by_code.values().sum();
        let weight = |severity| summary.by_severity.get(&severity).copied().unwrap_or(0);
        let visits = |status| summary.encounters.get(&status).copied().unwrap_or(0);
        let tile = |value: String, label: &str| (value, label.to_owned());
        let number = |n: usize| thousands(n);
        let tiles = vec![
            tile(money(summary.money.overpaid), "overpaid"),
            tile(money(summary.money.missed), "not billed"),
            tile(money(summary.money.denial), "at risk of denial"),
            tile(number(weight(Severity::Error)), "errors"),
            tile(number(weight(Severity::Warning)), "warnings"),
            tile(number(weight(Severity::Info)), "to know"),
            tile(number(visits(Status::Matched)), "visits matched"),
            tile(number(visits(Status::Possible)), "visits to decide about"),
            tile(number(visits(Status::FacilityOnly)), "facility only"),
            tile(number(visits(Status::ProfessionalOnly)), "professional only"),
        ];
        let roll_up = &summary.roll_up;
        let rows = |shares: &[Share]| shares.iter().map(Row::of).collect();
        Self {
            subtitle: format!(
                "{} read, {} found as of {}; twinclaim {}",
                count(summary.claims, "claim"),
                count(found, "disagreement"),
                summary.run.as_of,
                summary.run.version
            ),
            left_open: left_open(summary),
            tiles,
            rules: summary.by_code.keys().filter_map(|code| Some((code.clone(), Rule::of(code)?))).collect(),
            causes: roll_up.causes.iter().map(Cause::of).collect(),
            by_rule: rows(&roll_up.by_rule),
            by_payer: rows(&roll_up.by_payer),
            by_provider: rows(&roll_up.by_biller),
            statuses: statuses(),
            run: run(outcome),
        }
    }
}

/// The statuses, for the filter.
fn statuses() -> [&'static str; 4] {
    [Status::Matched, Status::Possible, Status::FacilityOnly, Status::ProfessionalOnly].map(Status::as_str)
}

/// What was read and what was used, so that the run can be repeated; and that nothing was lost.
fn run(outcome: &Outcome) -> Vec<(String, String)> {
    let summary = &outcome.summary;
    let mut rows = Vec::new();
    let mut row = |name: &str, value: String| rows.push((name.to_owned(), value));
    for (side, claims) in
        [("Facility claims", &summary.facility_claims), ("Professional claims", &summary.professional_claims)]
    {
        let counts: Vec<String> = claims.iter().map(|(what, n)| format!("{n} {}", what.as_str())).collect();
        row(side, if counts.is_empty() { "none".to_owned() } else { counts.join(", ") });
    }
    row(
        "Professional lines",
        format!(
            "{}: {} in matched visits, {} possible, {} left over, {} set aside",
            summary.lines,
            summary.lines_attached,
            summary.lines_possible,
            summary.lines_left_over,
            summary.lines_set_aside
        ),
    );
    for input in &summary.run.inputs {
        let claims = count(input.claims, "claim");
        let copy =
            input.copy_of.as_ref().map_or_else(String::new, |of| format!(", left out as a copy of {of}"));
        let hash = input.sha256.as_ref().map_or_else(String::new, |hash| format!(", SHA-256 {hash}"));
        let reason = input.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
        row("Input", format!("{}, {claims}{hash}{copy}{reason}", input.file));
        for repeat in &input.repeats {
            row("Input", repeat.describe(&input.file));
        }
    }
    for suppressed in &summary.suppressed {
        let expired = if suppressed.expired { ", expired" } else { "" };
        let text = format!("{}: {} ({}{expired})", suppressed.code, suppressed.findings, suppressed.reason);
        row("Suppressed", text);
    }
    for skipped in &summary.run.rules_skipped {
        row("Rule not run", format!("{}: {}", skipped.code, skipped.reason));
    }
    rows
}

/// The sums that are not nothing, each with its word.
pub(super) fn worth(sums: &Sums) -> String {
    let parts: Vec<String> =
        sums.parts().map(|(kind, amount)| format!("{} {}", money(amount), kind.words())).collect();
    parts.join(", ")
}

impl Rule {
    fn of(code: &str) -> Option<Self> {
        let rule = catalog::by_code(code)?;
        Some(Self { name: rule.name, severity: rule.severity.as_str(), why: &rule.why, help: &rule.help })
    }
}

impl Cause {
    fn of(cause: &crate::reconcile::Cause) -> Self {
        Self {
            code: cause.code.clone(),
            biller: cause.biller.clone(),
            place: cause.facility.clone().unwrap_or_else(|| "no facility claim".to_owned()),
            claims: cause.claims,
            of: cause.of_claims,
            amount: worth(&cause.money),
        }
    }
}

impl Row {
    fn of(share: &Share) -> Self {
        Self { name: share.name.clone(), findings: share.findings, amount: worth(&share.money) }
    }
}
