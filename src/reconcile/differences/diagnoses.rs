//! Diagnoses: which of them both sides name, and which each names first.
//!
//! Each claim codes what its own service knew and treated (ICD-10-CM Official Guidelines, section IV): a difference is
//! often right. It is shown, with the reason where one is known.

use crate::codes::services::ServiceKind;
use crate::model::{Diagnosis, DiagnosisKind};
use crate::reconcile::claim_view::ClaimView;
use crate::reconcile::scope::{Encounter, Pair};
use crate::reconcile::services::Part;

use super::{Differences, Said, plain, said};

/// Codes that stand for one finding before and after the specimen was examined.
const BEFORE_AND_AFTER: &[(&str, &str)] = &[
    ("K635", "D12"),
    ("K621", "D12"),
    ("K317", "D131"),
    ("N63", "C50"),
    ("N63", "D24"),
    ("R91", "C34"),
    ("D49", "C"),
    ("D48", "C"),
    ("D37", "C"),
];

struct Coded {
    at: usize,
    code: String,
    kind: DiagnosisKind,
}

fn coded(claim: ClaimView<'_>) -> Vec<Coded> {
    let all = claim.claim.diagnoses.iter().enumerate();
    let code = |diagnosis: &Diagnosis| diagnosis.code.as_deref().map(plain).filter(|code| !code.is_empty());
    all.filter_map(|(at, diagnosis)| Some(Coded { at, code: code(diagnosis)?, kind: diagnosis.kind }))
        .collect()
}

fn told(claim: ClaimView<'_>, one: &Coded) -> Said {
    said(claim, format!("diagnoses[{}].code", one.at), &one.code)
}

/// Each diagnosis of the professional against those of the facility.
pub(super) fn compare(pair: &Pair<'_>, found: &mut Differences) {
    let theirs = coded(pair.professional);
    let ours: Vec<(ClaimView<'_>, Coded)> = pair
        .encounter
        .facility
        .iter()
        .flat_map(|claim| coded(*claim).into_iter().map(|one| (*claim, one)))
        .collect();
    let chief = ours.iter().find(|(_, one)| one.kind == DiagnosisKind::Principal).or(ours.first());
    let has = |code: &str| ours.iter().any(|(_, own)| own.code == code);
    if let (Some((claim, chief)), Some(first)) = (chief, theirs.first())
        && chief.code != first.code
        && has(&first.code)
    {
        let reason = "each claim names first what its service was for";
        found.push(
            "first diagnosis",
            Some(told(*claim, chief)),
            Some(told(pair.professional, first)),
            Some(reason),
        );
    }
    for one in theirs.iter().filter(|one| !has(&one.code)) {
        let alike = ours
            .iter()
            .max_by_key(|(_, own)| (shared(&own.code, &one.code), own.kind == DiagnosisKind::Principal));
        let expected = reason(pair, &one.code, &ours);
        found.push(
            "diagnosis",
            alike.map(|(claim, own)| told(*claim, own)),
            Some(told(pair.professional, one)),
            expected,
        );
    }
}

/// Diagnoses of the facility that no professional of the encounter names.
pub(super) fn of_facility_alone(encounter: &Encounter<'_>, found: &mut Differences) {
    let theirs: Vec<String> =
        encounter.professional.iter().flat_map(|claim| coded(*claim)).map(|one| one.code).collect();
    for &claim in &encounter.facility {
        for one in coded(claim).iter().filter(|one| !theirs.contains(&one.code)) {
            let expected = match one.kind {
                DiagnosisKind::Principal => {
                    // Whoever treats it names something of the kind, be it the symptom.
                    let near = theirs.iter().any(|code| shared(code, &one.code) >= 3);
                    near.then_some("coded in more or less detail")
                }
                _ => Some("the facility codes all of the encounter"),
            };
            found.push("diagnosis", Some(told(claim, one)), None, expected);
        }
    }
}

/// How many characters two codes share at their beginning.
fn shared(a: &str, b: &str) -> usize {
    a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count()
}

fn reason(pair: &Pair<'_>, code: &str, ours: &[(ClaimView<'_>, Coded)]) -> Option<&'static str> {
    let any = |test: &dyn Fn(&str) -> bool| ours.iter().any(|(_, own)| test(&own.code));
    let pairs = |own: &str| is_before_and_after(own, code);
    let test = |line: crate::reconcile::claim_view::LineView<'_>| {
        line.part() == Part::Reading
            || matches!(
                line.kind(),
                Some(
                    ServiceKind::Pathology
                        | ServiceKind::Laboratory
                        | ServiceKind::Imaging
                        | ServiceKind::Anesthesia
                )
            )
    };
    if any(&pairs) {
        Some("before and after the specimen was examined")
    } else if any(&|own| shared(own, code) >= 3) {
        Some("coded in more or less detail")
    } else if is_symptom(code) || any(&|own| is_symptom(own)) {
        Some("a symptom before, its cause after")
    } else if code.starts_with('Z') || any(&|own| own.starts_with('Z')) {
        Some("a reason for contact beside a disease")
    } else if pair.lines().all(test) {
        Some("a test is coded for what was asked or found")
    } else {
        None
    }
}

/// Whether one code names what was seen, and the other what the specimen turned out to be.
pub(in crate::reconcile) fn is_before_and_after(a: &str, b: &str) -> bool {
    BEFORE_AND_AFTER.iter().any(|(before, after)| {
        (a.starts_with(before) && b.starts_with(after)) || (b.starts_with(before) && a.starts_with(after))
    })
}

/// Chapter 18 of ICD-10-CM: symptoms and signs.
fn is_symptom(code: &str) -> bool {
    code.starts_with('R')
}
