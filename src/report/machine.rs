//! Results for programs: one JSON object a line.

use schemars::JsonSchema;
use serde::Serialize;

use crate::encounter::{ClaimRef, Evidence, Status};
use crate::finding::Finding;
use crate::reconcile::{Outcome, Visit};

/// One visit.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Encounter")]
struct Line<'o> {
    schema: &'static str,
    r#type: &'static str,
    status: Status,
    facility: Vec<&'o ClaimRef>,
    professional: Vec<&'o ClaimRef>,
    score: Option<f64>,
    evidence: &'o [Evidence],
    runner_up: Option<&'o ClaimRef>,
    findings: &'o [Finding],
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
    let refs = |claims: &[usize]| claims.iter().map(|n| &outcome.references[*n]).collect();
    Line {
        schema: "twinclaim/encounter/1",
        r#type: "encounter",
        status: visit.status,
        facility: refs(&visit.facility),
        professional: refs(&visit.professional),
        // Scores come with weighted matching; this form of it only knows yes and no.
        score: None,
        evidence: &visit.evidence,
        runner_up: None,
        findings: &visit.findings,
    }
}
