//! Diagnoses.

use std::collections::BTreeSet;

use crate::codes::laterality;
use crate::codes::services::Kind;
use crate::finding::Severity;
use crate::model::{Claim, Diagnosis, DiagnosisKind};
use crate::reconcile::billed::Line;
use crate::reconcile::readings::is_reading;
use crate::reconcile::scope::{Context, Encounter, Pair};
use crate::reconcile::violation::{Violation, Violations};
use crate::rule::{Example, InForce, Rule};
use crate::rules::{Field, Reads};

use super::{Check, Run};

pub(super) const RULES: &[Check] = &[COHERENCE, SIDE, POINTER, ADMITTING];

const COHERENCE: Check = Check {
    rule: Rule {
        code: "DX-COHER",
        name: "No diagnosis in common",
        severity: Severity::Warning,
        snip: None,
        checks: "The two claims have a diagnosis in common, by its first three characters. Signs and symptoms (R), causes from \
                 outside (V to Y) and reasons without illness (Z) are not counted; claims of readings only need the same chapter.",
        why: "Two stories about one visit: one of the claims may be for another patient or another visit, or a code is wrong \
              (CARC 11, 50).",
        help: "Compare both with the record. If patient and day are right, correct the code that is wrong.",
        source: "837I HI*ABK, ABF, ABJ and APR against 837P HI*ABK and ABF; CARC 11 and 50",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nHI*ABK:K8000\nHI*ABF:K3580\nLX*1\nSV2*0510*HC:G0463*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*200***22:B:1*Y*A*Y*Y\nHI*ABK:M1711\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nHI*ABK:K8000\nHI*ABF:M1712\nLX*1\nSV2*0510*HC:G0463*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*200***22:B:1*Y*A*Y*Y\nHI*ABK:M170\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(coherence),
};

fn coherence(pair: &Pair<'_>, violations: &mut Violations) {
    if !is_coherent(pair) {
        let place = |of: crate::reconcile::billed::Billed<'_>| of.at("diagnoses[0].code");
        let message = "The two claims have no diagnosis in common";
        violations.push(Violation::new(message, [place(pair.professional), place(pair.facility)]));
    }
}

/// Whether the claims share a diagnosis, or have too little to tell.
fn is_coherent(pair: &Pair<'_>) -> bool {
    let ours = facility_categories(pair.visit);
    let theirs = categories(pair.professional.claim);
    if ours.is_empty() || theirs.is_empty() || !ours.is_disjoint(&theirs) {
        return true;
    }
    let only_readings = pair.lines().all(|line| is_read(pair.context, line));
    only_readings && !chapters(&ours).is_disjoint(&chapters(&theirs))
}

/// Readings, pathology and anesthesia are coded from what the physician saw, not from the whole visit.
fn is_read(context: &Context<'_>, line: Line<'_>) -> bool {
    is_reading(context, line)
        || matches!(line.kind(), Some(Kind::Imaging | Kind::Pathology | Kind::Laboratory | Kind::Anesthesia))
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

fn facility_categories(visit: &Encounter<'_>) -> BTreeSet<String> {
    visit.facility.iter().flat_map(|claim| categories(claim.claim)).collect()
}

fn chapters(categories: &BTreeSet<String>) -> BTreeSet<char> {
    categories.iter().filter_map(|category| category.chars().next()).collect()
}

const SIDE: Check = Check {
    rule: Rule {
        code: "DX-LAT",
        name: "Diagnosis on the other side of the body",
        severity: Severity::Error,
        snip: None,
        checks: "Where both claims have one diagnosis that names a side of the body, they name the same side. Only families of codes \
                 in which a character always names the side are compared.",
        why: "One claim says that the wrong side was treated: it is denied (CARC 11) or looked into.",
        help: "See from the record which side it was and correct the code that is wrong, and its modifiers.",
        source: "ICD-10-CM, character for the side, of 837I HI against 837P HI; CARC 11",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nHI*ABK:S83511A\nLX*1\nSV2*0510*HC:G0463*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*200***22:B:1*Y*A*Y*Y\nHI*ABK:S83512A\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nHI*ABK:S83511A\nLX*1\nSV2*0510*HC:G0463*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*200***22:B:1*Y*A*Y*Y\nHI*ABK:S83511A\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(side),
};

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
    for claim in &pair.visit.facility {
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

const POINTER: Check = Check {
    rule: Rule {
        code: "DX-PTR",
        name: "Service for a diagnosis that the facility does not have",
        severity: Severity::Warning,
        snip: None,
        checks: "For a service that both sides bill, one of the diagnoses that the professional line points to is among the \
                 facility's, by its first three characters. Signs and symptoms, causes from outside and reasons without illness \
                 are not counted; for a reading the same chapter is enough. Claims without any diagnosis in common are DX-COHER.",
        why: "Each side proves with its diagnoses that the service was needed; where they differ, one of them may be denied (CARC 11).",
        help: "See from the order what the service was for and correct the claim that lacks it.",
        source: "837P SV107 and HI against 837I HI; CARC 11",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*1150***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nHI*ABK:J449\nLX*1\nSV2*0483*HC:93306*1150*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*210***22:B:1*Y*A*Y*Y\nHI*ABK:I4891*ABF:J449\nLX*1\nSV1*HC:93306:26*210*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*1150***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nHI*ABK:J449\nLX*1\nSV2*0483*HC:93306*1150*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*210***22:B:1*Y*A*Y*Y\nHI*ABK:I4891*ABF:J449\nLX*1\nSV1*HC:93306:26*210*UN*1***1:2\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(pointer),
};

fn pointer(pair: &Pair<'_>, violations: &mut Violations) {
    let ours = facility_categories(pair.visit);
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

const ADMITTING: Check = Check {
    rule: Rule {
        code: "DX-ADMIT",
        name: "Admitting diagnosis of another chapter",
        severity: Severity::Info,
        snip: None,
        checks: "The diagnosis a patient was admitted for is of a chapter that the first visits of physicians (99221 to 99223, 99281 to \
                 99285, 99291) have as well. Signs and symptoms and reasons without illness say nothing.",
        why: "The first physician usually writes down what the hospital admits for; another illness altogether may be another patient's.",
        help: "Compare both with the admission note.",
        source: "837I HI*ABJ against 837P HI; reconcile study, DX-ADMIT",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*8000***11:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260304\nCL1*1*1*01\nHI*ABK:I5023:::::::Y\nHI*ABJ:K922\nLX*1\nSV2*0120**8000*DA*2",
            ],
            professional: &[
                "CLM*P1*310***21:B:1*Y*A*Y*Y\nHI*ABK:I5023\nLX*1\nSV1*HC:99222*310*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*8000***11:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260304\nCL1*1*1*01\nHI*ABK:I5023:::::::Y\nHI*ABJ:R079\nLX*1\nSV2*0120**8000*DA*2",
            ],
            professional: &[
                "CLM*P1*310***21:B:1*Y*A*Y*Y\nHI*ABK:I5023\nLX*1\nSV1*HC:99222*310*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(admitting),
};

fn admitting(visit: &Encounter<'_>, violations: &mut Violations) {
    let admitted = visit.facility.iter().find_map(|claim| {
        let at = claim.diagnoses.iter().position(|d| d.kind == DiagnosisKind::Admitting)?;
        Some((claim, at, category(&claim.diagnoses[at])?))
    });
    let Some((claim, at, admitted)) = admitted else { return };
    let first =
        |line: Line<'_>| line.cpt().is_some_and(|n| matches!(n, 99_221..=99_223 | 99_281..=99_285 | 99_291));
    let seen: Vec<_> = visit.professional.iter().filter(|claim| claim.lines().any(first)).collect();
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
