//! Diagnoses.

use std::collections::BTreeSet;

use crate::codes::laterality;
use crate::codes::services::ServiceKind;
use crate::model::{Claim, Diagnosis, DiagnosisKind};
use crate::reconcile::claim_view::LineView;
use crate::reconcile::differences::is_before_and_after;
use crate::reconcile::interpretations::is_interpretation;
use crate::reconcile::scope::{Context, Encounter, Pair};
use crate::reconcile::violation::{Violation, Violations};
use crate::rules::{Field, Reads};

use crate::reconcile::rules::reads::{DIAGNOSES, LINES};
use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new("DX-COHER", Run::Pair(coherence), Reads::always(DIAGNOSES).and(LINES).missing(DIAGNOSES)),
    Check::new("DX-LAT", Run::Pair(side), Reads::always(DIAGNOSES).missing(DIAGNOSES)),
    Check::new("DX-PTR", Run::Pair(pointer), Reads::always(DIAGNOSES).and(LINES).missing(DIAGNOSES)),
    Check::new(
        "DX-ADMIT",
        Run::Encounter(admitting),
        Reads::on(&[Field::admitting_diagnosis_codes]).and(DIAGNOSES).and(LINES).missing(DIAGNOSES),
    ),
    Check::new(
        "DX-MCC",
        Run::Encounter(complication),
        Reads::on(&[Field::other_diagnosis_codes]).and(LINES).missing(DIAGNOSES),
    ),
];

fn coherence(pair: &Pair<'_>, violations: &mut Violations) {
    if !is_coherent(pair) {
        let place = |of: crate::reconcile::claim_view::ClaimView<'_>| of.at("diagnoses[0].code");
        let message = "The two claims have no diagnosis in common";
        violations.push(Violation::new(message, [place(pair.professional), place(pair.facility)]));
    }
}

/// Whether the claims share a diagnosis, or have too little to tell.
fn is_coherent(pair: &Pair<'_>) -> bool {
    let ours = facility_categories(pair.encounter);
    let theirs = categories(pair.professional.claim);
    if ours.is_empty() || theirs.is_empty() || !ours.is_disjoint(&theirs) {
        return true;
    }
    if before_and_after(pair) {
        return true;
    }
    let only_interpretations = pair.lines().all(|line| is_read(pair.context, line));
    only_interpretations && !chapters(&ours).is_disjoint(&chapters(&theirs))
}

/// Whether one claim names what was seen before a specimen was examined, and the other what it was.
fn before_and_after(pair: &Pair<'_>) -> bool {
    let codes = |claim: &Claim| -> Vec<String> {
        claim.diagnoses.iter().filter_map(|d| d.code.as_deref().map(str::to_ascii_uppercase)).collect()
    };
    let ours: Vec<String> = pair.encounter.facility.iter().flat_map(|claim| codes(claim.claim)).collect();
    let theirs = codes(pair.professional.claim);
    ours.iter().any(|own| theirs.iter().any(|other| is_before_and_after(own, other)))
}

/// Readings, pathology and anesthesia are coded from what the physician saw, not from the whole visit.
fn is_read(context: &Context<'_>, line: LineView<'_>) -> bool {
    is_interpretation(context, line)
        || matches!(
            line.kind(),
            Some(
                ServiceKind::Imaging
                    | ServiceKind::Pathology
                    | ServiceKind::Laboratory
                    | ServiceKind::Anesthesia
            )
        )
}

/// The category (first three characters) of a diagnosis that says what the illness is.
fn category(diagnosis: &Diagnosis) -> Option<String> {
    let code = diagnosis.code.as_deref().filter(|_| diagnosis.qualifier.is_none())?;
    let head = code.get(..3)?.to_ascii_uppercase();
    let illness = !head.starts_with(['R', 'V', 'W', 'X', 'Y', 'Z']);
    (illness && diagnosis.kind != DiagnosisKind::ExternalCause).then_some(head)
}

fn categories(claim: &Claim) -> BTreeSet<String> {
    claim.diagnoses.iter().filter_map(category).collect()
}

fn facility_categories(encounter: &Encounter<'_>) -> BTreeSet<String> {
    encounter.facility.iter().flat_map(|claim| categories(claim.claim)).collect()
}

fn chapters(categories: &BTreeSet<String>) -> BTreeSet<char> {
    categories.iter().filter_map(|category| category.chars().next()).collect()
}

fn side(pair: &Pair<'_>, violations: &mut Violations) {
    let sided = |claim: &Claim| -> Vec<(usize, (String, laterality::Side))> {
        let of =
            |d: &Diagnosis| laterality::of_diagnosis(d.code.as_deref().filter(|_| d.qualifier.is_none())?);
        claim.diagnoses.iter().enumerate().filter_map(|(n, d)| Some((n, of(d)?))).collect()
    };
    let theirs = sided(pair.professional.claim);
    if theirs.is_empty() {
        return;
    }
    for claim in &pair.encounter.facility {
        let ours = sided(claim.claim);
        let lacks = |all: &[(usize, (String, laterality::Side))], one: &(String, laterality::Side)| {
            all.iter().all(|(_, other)| other != one)
        };
        for (n, one) in theirs.iter().filter(|(_, one)| lacks(&ours, one)) {
            let opposite = ours.iter().find(|(_, other)| other.0 == one.0 && lacks(&theirs, other));
            let Some((m, other)) = opposite else { continue };
            let message = format!(
                "The facility's diagnosis is on the {}, the professional claim's on the {}",
                other.1.as_str(),
                one.1.as_str()
            );
            let places = [
                pair.professional.at(format!("diagnoses[{n}].code")),
                claim.at(format!("diagnoses[{m}].code")),
            ];
            violations.push(Violation::new(message, places));
        }
    }
}

fn pointer(pair: &Pair<'_>, violations: &mut Violations) {
    let ours = facility_categories(pair.encounter);
    if ours.is_empty() || !is_coherent(pair) {
        return;
    }
    for twins in pair.same_services() {
        let line = twins.professional;
        let pointed: BTreeSet<String> = line
            .diagnosis_pointers
            .iter()
            .filter_map(|pointer| {
                let n: usize = pointer.parse().ok()?;
                category(pair.professional.claim.diagnoses.get(n.checked_sub(1)?)?)
            })
            .collect();
        let same_chapter = || !chapters(&pointed).is_disjoint(&chapters(&ours));
        let read = is_read(pair.context, line);
        if pointed.is_empty() || !pointed.is_disjoint(&ours) || (read && same_chapter()) {
            continue;
        }
        let message = format!("{} is for a diagnosis that the facility does not have", line.code());
        violations.push(Violation::new(
            message,
            [line.at("diagnosis_pointers[0]"), twins.facility.of.at("diagnoses[0].code")],
        ));
    }
}

fn admitting(encounter: &Encounter<'_>, violations: &mut Violations) {
    let admitted = encounter.facility.iter().find_map(|claim| {
        let at = claim.diagnoses.iter().position(|d| d.kind == DiagnosisKind::Admitting)?;
        Some((claim, at, category(&claim.diagnoses[at])?))
    });
    let Some((claim, at, admitted)) = admitted else { return };
    let first = |line: LineView<'_>| {
        line.cpt().is_some_and(|n| matches!(n, 99_221..=99_223 | 99_281..=99_285 | 99_291))
    };
    let seen: Vec<_> = encounter.professional.iter().filter(|claim| claim.lines().any(first)).collect();
    let theirs: BTreeSet<String> = seen.iter().flat_map(|claim| categories(claim.claim)).collect();
    let chapter = BTreeSet::from([admitted]);
    if let (Some(first), true) = (seen.first(), !theirs.is_empty())
        && chapters(&chapter).is_disjoint(&chapters(&theirs))
    {
        let message = "The admitting diagnosis is of a chapter that no first visit has";
        violations.push(Violation::new(
            message,
            [claim.at(format!("diagnoses[{at}].code")), first.at("diagnoses[0].code")],
        ));
    }
}

/// Major complications that clinical validation asks for first, by the beginning of the code: severe malnutrition,
/// encephalopathy, acute respiratory failure, sepsis and septic shock, acute kidney failure with tubular necrosis, type 1
/// myocardial infarction, pressure ulcers of stages 3 and 4, shock. All are on CMS's list of MCC (table 6I of the IPPS rule).
const AUDITED: &[&str] = &[
    "E41", "E43", "G928", "G9341", "G931", "J960", "J9620", "J9621", "J9622", "A40", "A41", "R6520", "R6521",
    "N170", "I21", "R570", "J80",
];

fn complication(encounter: &Encounter<'_>, violations: &mut Violations) {
    if !encounter.is_matched() || !encounter.is_inpatient() || encounter.is_pending() {
        return;
    }
    let plain = |code: &str| code.replace('.', "").to_ascii_uppercase();
    let theirs: BTreeSet<String> = encounter
        .professional
        .iter()
        .flat_map(|claim| &claim.claim.diagnoses)
        .filter_map(|diagnosis| {
            diagnosis.code.as_deref().and_then(|code| plain(code).get(..3).map(str::to_owned))
        })
        .collect();
    let seen =
        encounter.professional_lines().any(|line| line.cpt().is_some_and(|n| (99_221..=99_239).contains(&n)));
    if !seen {
        return;
    }
    for claim in &encounter.facility {
        let unsupported = claim.claim.diagnoses.iter().enumerate().filter(|(_, diagnosis)| {
            let code = diagnosis.code.as_deref().map(plain).unwrap_or_default();
            diagnosis.kind == DiagnosisKind::Other
                && AUDITED.iter().any(|start| code.starts_with(start))
                && code.get(..3).is_some_and(|category| !theirs.contains(category))
        });
        let places: Vec<_> = unsupported.map(|(n, _)| claim.at(format!("diagnoses[{n}].code"))).collect();
        if !places.is_empty() {
            let message = "The stay is coded with a major complication that no physician's claim names";
            violations.push(Violation::new(message, places));
        }
    }
}
