//! What the page shows, as the JSON its script reads.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use serde::Serialize;

use crate::catalog;
use crate::finding::Severity;
use crate::model::Status;
use crate::reconcile::{self, NOT_NAMED, Outcome, Reported, Share, Standing as Since, Store, Sums};
use crate::show::reconcile::Look;
use crate::show::reconcile::diff::{agreed, left_open, open_ends};
use crate::show::reconcile::encounter_view::{ClaimLine, EncounterView, place};
use crate::show::reconcile::side_by_side::{self, Aligned, pieces};
use crate::show::words::{count, dollars, field, money, thousands};
use crate::show::{Mask, Masked};

use super::json;

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
        let shown = EncounterData {
            open: open_ends(&view, outcome.summary.both_sides),
            agreed: if look.all { agreed(&view) } else { Vec::new() },
            causes: causes.get(&n).cloned().unwrap_or_default(),
            ..EncounterData::of(&view)
        };
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

#[derive(Serialize)]
struct EncounterData<'s> {
    status: &'static str,
    who: &'s str,
    when: &'s str,
    risk: String,
    payers: BTreeSet<Masked>,
    providers: BTreeSet<Masked>,
    claims: Vec<Claim<'s>>,
    findings: Vec<Finding>,
    pairs: Vec<Vec<PairRow>>,
    evidence: Vec<String>,
    /// Lines without their other half and differences that nothing explains.
    open: Vec<String>,
    /// With `--all` which lines belong together, which need no other, and differences that are expected or judged: label
    /// and sentence.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    agreed: Vec<(&'static str, String)>,
    /// What it means that no finding stands here.
    silent: &'static str,
    causes: Vec<usize>,
}

#[derive(Serialize)]
struct Claim<'s> {
    side: &'static str,
    form: &'static str,
    number: &'s str,
    biller: &'s str,
    charge: &'s str,
    file: &'s str,
}

#[derive(Serialize)]
struct Finding {
    code: String,
    severity: &'static str,
    message: String,
    amount: Option<String>,
    basis: Option<String>,
    since: Option<&'static str>,
    places: Vec<String>,
}

/// Label, facility, professional, standing, findings.
#[derive(Serialize)]
struct PairRow(&'static str, Side, Side, &'static str, Vec<usize>);

/// What a side says: whole, or in pieces with what differs marked.
#[derive(Serialize)]
#[serde(untagged)]
enum Side {
    Whole(Option<Masked>),
    Pieces(Vec<(String, bool)>),
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

/// What it means that no finding is shown of a visit. That its claims agree is said of those only of which everything was
/// compared and agrees.
fn silent(visit: &reconcile::EncounterResult) -> &'static str {
    match visit.status {
        Status::Matched if visit.agrees() => "The claims agree.",
        Status::Matched if visit.not_shown > 0 => "Findings of lesser weight are not shown.",
        Status::Matched => "No finding, and not everything agrees:",
        Status::Possible => "These claims may belong to one visit; a person has to decide.",
        Status::FacilityOnly => "No professional claim was found for this visit.",
        Status::ProfessionalOnly => "No facility claim was found for this visit.",
    }
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
fn worth(sums: &Sums) -> String {
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

impl<'s> EncounterData<'s> {
    fn of(view: &'s EncounterView<'_>) -> Self {
        let visit = view.visit;
        let parties = || visit.claims().filter_map(|n| Some(&visit.named(n)?.parties));
        let name = |name: Option<Masked>| name.unwrap_or_else(|| Masked::impersonal(NOT_NAMED));
        // Findings are told by their position in the visit.
        let position = |found: &Reported| {
            visit.findings.iter().position(|own| std::ptr::eq(own, found)).unwrap_or_default()
        };
        let pairs = view.blocks(false).into_iter().map(|block| {
            let here: Vec<usize> = block.findings.iter().map(|found| position(found)).collect();
            block.rows.iter().map(|row| PairRow::of(row, &here)).collect()
        });
        let evidence = visit.professional.iter().flat_map(|attached| &attached.evidence);
        let mut said = BTreeSet::new();
        Self {
            status: visit.status.as_str(),
            who: &view.who,
            when: &view.when,
            risk: worth(&visit.sums()),
            payers: parties().map(|p| name(p.payer.as_deref().map(Masked::impersonal))).collect(),
            providers: parties().map(|p| name(view.mask().biller(p))).collect(),
            claims: view.claims.iter().map(Claim::of).collect(),
            findings: visit.findings.iter().map(|found| Finding::of(found, view.mask())).collect(),
            pairs: pairs.collect(),
            open: Vec::new(),
            agreed: Vec::new(),
            causes: Vec::new(),
            silent: silent(visit),
            evidence: evidence
                .map(|one| format!("{} {}", field(&one.field), one.agreement))
                .filter(|text| said.insert(text.clone()))
                .collect(),
        }
    }
}

impl<'s> Claim<'s> {
    fn of(claim: &'s ClaimLine) -> Self {
        Self {
            side: claim.side.as_str(),
            form: claim.form,
            number: &claim.number,
            biller: &claim.biller,
            charge: &claim.charge,
            file: &claim.file,
        }
    }
}

impl Finding {
    fn of(found: &Reported, mask: Mask) -> Self {
        let finding = mask.finding(&found.finding);
        Self {
            code: finding.code.clone(),
            severity: finding.severity.as_str(),
            message: finding.message.clone(),
            amount: finding
                .money
                .as_ref()
                .map(|worth| format!("{} {}", dollars(&worth.amount), worth.kind.words())),
            basis: finding.amount_basis.clone(),
            since: found.standing.map(|standing| match standing {
                Since::New => "New since the earlier run.",
                Since::Open => "Open since an earlier run.",
            }),
            places: finding.locations.iter().map(place).collect(),
        }
    }
}

impl PairRow {
    fn of(row: &Aligned, findings: &[usize]) -> Self {
        let told = row.findings.iter().filter_map(|n| findings.get(*n).copied()).collect();
        let (left, right, standing) = match (row.standing, &row.facility, &row.professional) {
            (side_by_side::Standing::Differ, Some(left), Some(right)) => {
                (Side::Pieces(pieces(left, right)), Side::Pieces(pieces(right, left)), "differ")
            }
            (side_by_side::Standing::OneSided, left, right) => {
                (Side::Whole(left.clone()), Side::Whole(right.clone()), "one")
            }
            (standing, left, right) => {
                let class = if standing == side_by_side::Standing::Differ { "differ" } else { "" };
                (Side::Whole(left.clone()), Side::Whole(right.clone()), class)
            }
        };
        Self(row.label, left, right, standing, told)
    }
}
