//! Results for programs: one JSON object a line.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use crate::finding::Side;
use crate::model::{ClaimRef, Evidence, Status, Text};
use crate::reconcile::{
    Difference, EncounterResult, LineAt, Manifest, NotChecked, Outcome, Reported, Said, Standing, Sums,
    UnpairedLine, Work,
};
use crate::show::{Mask, Masked, MaskedFinding};

/// One visit.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Encounter")]
struct Line<'o> {
    schema: &'static str,
    r#type: &'static str,
    status: Status,
    facility: Vec<ClaimRef>,
    professional: Vec<ClaimRef>,
    score: Option<f64>,
    evidence: Vec<&'o Evidence>,
    runner_up: Option<ClaimRef>,
    /// Lines of the two sides that belong together, and lines that need no other, with the reason.
    pairs: Vec<Paired<'o>>,
    /// Lines whose other half is not there.
    unpaired: Vec<Alone<'o>>,
    /// Values that differ between the sides.
    differences: Vec<Differing<'o>>,
    /// What is to be given back, what was not billed, and what is likely to be denied; a line counts once in each.
    money: Sums,
    findings: Vec<Told<'o>>,
    /// Claims with segments that have no place, and the rules that kept silent because of them.
    not_checked: Vec<Silent<'o>>,
    /// Files of its claims that were cut off, so that other claims of the visit may be missing.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    cut_off: BTreeSet<String>,
}

/// A claim with segments that have no place.
#[derive(Serialize, JsonSchema)]
struct Silent<'o> {
    /// CLM01.
    patient_control_number: Option<Masked>,
    /// Identifiers of the segments, each once.
    segments: &'o [String],
    /// Codes of the rules that did not look at the encounter because of them.
    rules: &'o [Cow<'static, str>],
}

/// A service line of a claim of the encounter.
#[derive(Serialize, JsonSchema)]
struct LineRef {
    /// CLM01.
    patient_control_number: Option<Masked>,
    /// From 1.
    service_line: usize,
}

/// Two lines that belong together, or one that needs no other.
#[derive(Serialize, JsonSchema)]
struct Paired<'o> {
    facility: Option<LineRef>,
    professional: Option<LineRef>,
    /// How they belong together; null for a line that needs no other.
    relation: Option<&'static str>,
    /// Why a line needs no other; null where there are two.
    reason: Option<&'o str>,
}

/// A line whose other half is not there.
#[derive(Serialize, JsonSchema)]
struct Alone<'o> {
    side: Side,
    #[serde(flatten)]
    line: LineRef,
    /// What it needs from the other side.
    needs: &'static str,
    /// Code of the rule whose finding is about it.
    judged_by: Option<&'o str>,
    /// The first day on which the other half does not come any more; null where nothing is waited for.
    waits_until: Option<NaiveDate>,
}

/// A value that differs between the sides.
#[derive(Serialize, JsonSchema)]
struct Differing<'o> {
    /// What it is, in words.
    field: &'o str,
    /// Where it is in the professional claim's JSON; in the facility's where only that tells it.
    path: &'o str,
    /// CLM01 of that claim.
    patient_control_number: Option<Masked>,
    facility: Option<Masked>,
    professional: Option<Masked>,
    /// Why it may differ, or the code of the rule that judges it; null where neither is known.
    explained_by: Option<&'o str>,
}

/// A finding, and whether an earlier run had it.
#[derive(Serialize, JsonSchema)]
struct Told<'o> {
    #[serde(flatten)]
    finding: MaskedFinding<'o>,
    /// Only where `--baseline` was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<Standing>,
    /// Only where `--worked` was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    work: Option<Work>,
}

impl<'o> Told<'o> {
    fn of(found: &'o Reported, mask: Mask) -> Self {
        let work = found.work.clone().map(|work| Work {
            owner: mask.hide(&work.owner).into(),
            note: mask.hide(&work.note).into(),
            ..work
        });
        Self { finding: mask.finding(&found.finding), standing: found.standing, work }
    }
}

/// The JSON Schema of a visit's line.
pub fn encounter_schema() -> schemars::Schema {
    schemars::schema_for!(Line<'static>)
}

/// Writes the visits, worst first, and the summary.
pub(super) fn encounters(outcome: &Outcome, mask: Mask, out: &mut dyn io::Write) -> io::Result<()> {
    for visit in outcome.encounters() {
        serde_json::to_writer(&mut *out, &line(&visit?, &outcome.summary.run, mask))?;
        out.write_all(b"\n")?;
    }
    serde_json::to_writer(&mut *out, &outcome.summary)?;
    out.write_all(b"\n")
}

fn line<'o>(visit: &'o EncounterResult, run: &Manifest, mask: Mask) -> Line<'o> {
    let shown = |mut claim: ClaimRef| {
        claim.patient_control_number =
            claim.patient_control_number.map(|number| Text::from(&*mask.hide(&number)));
        claim
    };
    let of = |n: usize| visit.named(n).map(|named| shown(named.reference.clone()));
    let claims = visit.claims().filter_map(|n| visit.named(n)?.reference.file.as_ref());
    Line {
        schema: "twinclaim/encounter/1",
        r#type: "encounter",
        status: visit.status,
        facility: visit.facility.iter().filter_map(|n| of(*n)).collect(),
        professional: visit.professional_refs().map(shown).collect(),
        score: visit.score(),
        evidence: visit.professional.iter().flat_map(|attached| &attached.evidence).collect(),
        runner_up: visit.professional.iter().find_map(|a| a.runner_up).and_then(of),
        pairs: pairs(visit, mask),
        unpaired: visit.lines.unpaired.iter().map(|lone| alone(visit, lone, mask)).collect(),
        differences: visit.differences.iter().map(|one| differing(visit, one, mask)).collect(),
        money: visit.sums(),
        findings: visit.findings.iter().map(|found| Told::of(found, mask)).collect(),
        not_checked: visit.not_checked.iter().map(|note| silent(visit, note, mask)).collect(),
        cut_off: claims.filter(|file| run.is_cut_off(file)).cloned().collect(),
    }
}

fn silent<'o>(visit: &EncounterResult, note: &'o NotChecked, mask: Mask) -> Silent<'o> {
    Silent {
        patient_control_number: number(visit, note.claim, mask),
        segments: &note.segments,
        rules: &note.rules,
    }
}

fn number(visit: &EncounterResult, claim: usize, mask: Mask) -> Option<Masked> {
    let number = visit.named(claim)?.reference.patient_control_number.as_deref()?;
    Some(mask.hide(number))
}

fn line_ref(visit: &EncounterResult, at: LineAt, mask: Mask) -> LineRef {
    LineRef { patient_control_number: number(visit, at.claim, mask), service_line: at.line + 1 }
}

fn pairs(visit: &EncounterResult, mask: Mask) -> Vec<Paired<'_>> {
    let of = |at| Some(line_ref(visit, at, mask));
    let paired = visit.lines.pairs.iter().map(|pair| Paired {
        facility: of(pair.facility),
        professional: of(pair.professional),
        relation: Some(pair.relation.as_str()),
        reason: None,
    });
    let settled = visit.lines.settled.iter().map(|settled| {
        let is_facility = settled.side == Side::Facility;
        Paired {
            facility: of(settled.at).filter(|_| is_facility),
            professional: of(settled.at).filter(|_| !is_facility),
            relation: None,
            reason: Some(&settled.reason),
        }
    });
    paired.chain(settled).collect()
}

fn alone<'o>(visit: &'o EncounterResult, lone: &'o UnpairedLine, mask: Mask) -> Alone<'o> {
    Alone {
        side: lone.side,
        line: line_ref(visit, lone.at, mask),
        needs: lone.needs.as_str(),
        judged_by: lone.judged_by.as_deref(),
        waits_until: visit.waits_until,
    }
}

fn differing<'o>(visit: &'o EncounterResult, one: &'o Difference, mask: Mask) -> Differing<'o> {
    let main = one.professional.as_ref().or(one.facility.as_ref());
    let shown = |said: &'o Option<Said>| said.as_ref().map(|said| mask.value_at(&said.path, &said.value));
    Differing {
        field: &one.field,
        path: main.map_or("", |said| said.path.as_str()),
        patient_control_number: main.and_then(|said| number(visit, said.claim, mask)),
        facility: shown(&one.facility),
        professional: shown(&one.professional),
        explained_by: one.explained_by.as_deref(),
    }
}
