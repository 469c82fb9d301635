//! Results for programs: one JSON object a line.

use std::borrow::Cow;
use std::io;

use schemars::JsonSchema;
use serde::Serialize;

use crate::finding::Finding;
use crate::model::{ClaimRef, Evidence, Status};
use crate::reconcile::{Found, Outcome, Standing, Visit};
use crate::show::Mask;

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
    findings: Vec<Told<'o>>,
}

/// A finding, and whether an earlier run had it.
#[derive(Serialize, JsonSchema)]
struct Told<'o> {
    #[serde(flatten)]
    finding: Cow<'o, Finding>,
    /// Only where `--baseline` was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<Standing>,
}

impl<'o> Told<'o> {
    fn of(found: &'o Found, mask: Mask) -> Self {
        Self { finding: mask.finding(&found.finding), standing: found.standing }
    }
}

/// The JSON Schema of a visit's line.
pub fn encounter_schema() -> schemars::Schema {
    schemars::schema_for!(Line<'static>)
}

/// Writes the visits, worst first, and the summary.
pub(super) fn encounters(outcome: &Outcome, mask: Mask, out: &mut dyn io::Write) -> io::Result<()> {
    for visit in outcome.visits() {
        serde_json::to_writer(&mut *out, &line(&visit?, mask))?;
        out.write_all(b"\n")?;
    }
    serde_json::to_writer(&mut *out, &outcome.summary)?;
    out.write_all(b"\n")
}

fn line(visit: &Visit, mask: Mask) -> Line<'_> {
    let shown = |mut claim: ClaimRef| {
        claim.patient_control_number =
            claim.patient_control_number.map(|number| mask.hide(&number).into_owned().into());
        claim
    };
    let of = |n: usize| visit.named(n).map(|named| shown(named.reference.clone()));
    Line {
        schema: "twinclaim/encounter/1",
        r#type: "encounter",
        status: visit.status,
        facility: visit.facility.iter().filter_map(|n| of(*n)).collect(),
        professional: visit.professional_refs().map(shown).collect(),
        score: visit.score(),
        evidence: visit.professional.iter().flat_map(|attached| &attached.evidence).collect(),
        runner_up: visit.professional.iter().find_map(|a| a.runner_up).and_then(of),
        findings: visit.findings.iter().map(|found| Told::of(found, mask)).collect(),
    }
}
