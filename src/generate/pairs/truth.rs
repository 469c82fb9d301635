//! What the files say about whom: one encounter a line.

use std::io::{self, Write};

use schemars::{JsonSchema, Schema, schema_for};
use serde::Serialize;

use super::draft::{Draft, Fate};
use super::encounter::Encounter;
use super::{FACILITY, PROFESSIONAL};

/// A claim of the files.
#[derive(Debug, Serialize, JsonSchema)]
struct Reference<'a> {
    /// The file it is in.
    file: &'static str,
    /// Its position in that file, from 1.
    claim: u64,
    /// CLM01.
    patient_control_number: &'a str,
    /// Its lines that belong to the encounter, from 1.
    lines: Vec<usize>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct FateOf<'a> {
    fate: &'static str,
    #[serde(flatten)]
    claim: Reference<'a>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct NoiseOf<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    patient_control_number: Option<&'a str>,
    /// Rules that rightly find it.
    codes: &'static [&'static str],
}

#[derive(Debug, Serialize, JsonSchema)]
struct DiscrepancyOf<'a> {
    code: &'static str,
    patient_control_number: &'a str,
    /// Rules that may rightly find it as well.
    also: &'static [&'static str],
}

#[derive(Debug, Serialize, JsonSchema)]
struct Truth<'a> {
    schema: &'static str,
    encounter: u64,
    person: u64,
    shape: &'static str,
    facility: Vec<Reference<'a>>,
    professional: Vec<Reference<'a>>,
    noise: Vec<NoiseOf<'a>>,
    discrepancies: Vec<DiscrepancyOf<'a>>,
    fates: Vec<FateOf<'a>>,
}

/// The JSON Schema of such a line.
pub fn schema() -> Schema {
    schema_for!(Truth<'static>)
}

/// Writes the line of an encounter; `places` are the positions of its claims in their files.
pub(super) fn put(
    out: &mut impl Write,
    number: u64,
    encounter: &Encounter<'_>,
    places: &[u64],
) -> io::Result<()> {
    let reference = |n: usize| Reference {
        file: file(&encounter.claims[n]),
        claim: places[n],
        patient_control_number: &encounter.claims[n].number,
        lines: (1..=encounter.claims[n].lines.len()).collect(),
    };
    let side = |facility| encounter.counting(facility).into_iter().map(reference).collect();
    let gone = |n: &usize| encounter.claims[*n].fate != Fate::Counts;
    let truth = Truth {
        schema: "twinclaim/truth/1",
        encounter: number,
        person: encounter.patient.person,
        shape: encounter.shape.name(),
        facility: side(true),
        professional: side(false),
        noise: encounter
            .noise
            .iter()
            .map(|noise| NoiseOf {
                kind: noise.kind,
                patient_control_number: noise.claim.as_deref(),
                codes: noise.codes,
            })
            .collect(),
        discrepancies: encounter
            .discrepancies
            .iter()
            .map(|one| DiscrepancyOf { code: one.code, patient_control_number: &one.claim, also: one.also })
            .collect(),
        fates: (0..encounter.claims.len())
            .filter(gone)
            .map(|n| FateOf { fate: encounter.claims[n].fate.name(), claim: reference(n) })
            .collect(),
    };
    serde_json::to_writer(&mut *out, &truth)?;
    out.write_all(b"\n")
}

fn file(claim: &Draft<'_>) -> &'static str {
    if claim.is_institutional() { FACILITY } else { PROFESSIONAL }
}
