//! Results for programs: one JSON object a line.

use schemars::JsonSchema;
use serde::Serialize;

use crate::encounter::{ClaimRef, Evidence, Status};
use crate::finding::Finding;
use crate::reconcile::{Found, Outcome, Standing, Visit};

/// One visit.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Encounter")]
struct Line<'o> {
    schema: &'static str,
    r#type: &'static str,
    status: Status,
    facility: Vec<&'o ClaimRef>,
    professional: Vec<ClaimRef>,
    score: Option<f64>,
    evidence: Vec<&'o Evidence>,
    runner_up: Option<&'o ClaimRef>,
    findings: Vec<Told<'o>>,
}

/// A finding, and whether an earlier run had it.
#[derive(Serialize, JsonSchema)]
struct Told<'o> {
    #[serde(flatten)]
    finding: &'o Finding,
    /// Only where `--baseline` was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<Standing>,
}

/// The JSON Schema of a visit's line.
pub fn encounter_schema() -> schemars::Schema {
    schemars::schema_for!(Line<'static>)
}

/// The visits, worst first, and the summary.
pub fn encounters(outcome: &Outcome) -> serde_json::Result<String> {
    let mut text = String::new();
    for visit in &outcome.visits {
        text.push_str(&serde_json::to_string(&line(visit, outcome))?);
        text.push('\n');
    }
    text.push_str(&serde_json::to_string(&outcome.summary)?);
    text.push('\n');
    Ok(text)
}

fn line<'o>(visit: &'o Visit, outcome: &'o Outcome) -> Line<'o> {
    let told = |found: &'o Found| Told { finding: &found.finding, standing: found.standing };
    Line {
        schema: "twinclaim/encounter/1",
        r#type: "encounter",
        status: visit.status,
        facility: visit.facility.iter().map(|n| &outcome.references[*n]).collect(),
        professional: visit.professional_refs(&outcome.references).collect(),
        score: visit.score(),
        evidence: visit.professional.iter().flat_map(|attached| &attached.evidence).collect(),
        runner_up: visit.professional.iter().find_map(|a| a.runner_up).map(|n| &outcome.references[n]),
        findings: visit.findings.iter().map(told).collect(),
    }
}
