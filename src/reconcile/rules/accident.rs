//! Accidents: who else may have to pay.

use crate::finding::Severity;
use crate::model::{Claim, DiagnosisKind, Text};
use crate::reconcile::billed::Billed;
use crate::reconcile::scope::Pair;
use crate::reconcile::violation::{Place, Violation, Violations};
use crate::rule::{Example, InForce, Rule};
use crate::rules::{Field, Reads};

use super::{Check, Run};

pub(super) const RULES: &[Check] = &[CAUSE, EXTERNAL];

const CAUSE: Check = Check {
    rule: Rule {
        code: "AC-CAUSE",
        name: "Accident told differently",
        severity: Severity::Warning,
        snip: None,
        checks: "The facility's occurrence codes 01 to 06 and the related causes of the professional claim tell of the same accident: \
                 04 goes with EM (employment), the others with AA (car) or OA (other); the day is the same, and so is the state of \
                 a car accident. What 01 means depends on the payer, so it goes with both AA and OA.",
        why: "Another payer may be liable: the claim that does not say so is paid by the wrong one and taken back, or held \
              (CARC 19, 20, 21).",
        help: "Ask at registration what happened and when, and correct the claim that is wrong or says nothing.",
        source: "837I HI*BH and REF*LU against 837P CLM11 and DTP*439; CARC 19, 20 and 21",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nREF*LU*MA\nHI*ABK:S8001XA\nHI*BH:01:D8:20260302\nLX*1\nSV2*0510*HC:G0463*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*200***22:B:1*Y*A*Y*Y**EM\nHI*ABK:S8001XA\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nREF*LU*MA\nHI*ABK:S8001XA\nHI*BH:01:D8:20260302\nLX*1\nSV2*0510*HC:G0463*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*200***22:B:1*Y*A*Y*Y**AA:::MA\nDTP*439*D8*20260302\nHI*ABK:S8001XA\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(cause),
};

fn cause(pair: &Pair<'_>, violations: &mut Violations) {
    let professional = pair.professional;
    let causes: Vec<&str> = causes(professional.claim);
    let told = pair.visit.facility.iter().find_map(|claim| Some((*claim, occurrence(claim.claim)?)));
    let Some((facility, at)) = told else {
        if !causes.is_empty() {
            let message = "Only the professional claim tells of an accident";
            let places = [professional.at("related_causes.code"), pair.facility.at("patient_control_number")];
            violations.push(Violation::new(message, places));
        }
        return;
    };
    let here = facility.at(format!("occurrences[{at}].code"));
    if causes.is_empty() {
        let message = "Only the facility tells of an accident";
        violations.push(Violation::new(message, [here, professional.at("patient_control_number")]));
    } else if !is_same_cause(facility.claim, &causes) {
        let message = "The two claims name different causes of the accident";
        violations.push(Violation::new(message, [professional.at("related_causes.code"), here]));
    } else if let Some((message, places)) = differing(facility, at, professional) {
        violations.push(Violation::new(message, places));
    }
}

/// Occurrence codes of accidents.
fn is_accident(code: &str) -> bool {
    matches!(code, "01" | "02" | "03" | "04" | "05" | "06")
}

fn occurrence(claim: &Claim) -> Option<usize> {
    claim.occurrences.iter().position(|occurrence| occurrence.code.as_deref().is_some_and(is_accident))
}

fn causes(claim: &Claim) -> Vec<&str> {
    let causes = claim.related_causes.iter().flat_map(|causes| [&causes.code, &causes.second_code]);
    causes.flatten().map(Text::as_str).collect()
}

fn is_same_cause(facility: &Claim, causes: &[&str]) -> bool {
    let codes = || facility.occurrences.iter().filter_map(|o| o.code.as_deref()).filter(|c| is_accident(c));
    codes().any(|code| match code {
        "04" => causes.contains(&"EM"),
        _ => causes.contains(&"AA") || causes.contains(&"OA"),
    })
}

/// Day and state of an accident that both claims tell of.
fn differing(
    facility: Billed<'_>,
    at: usize,
    professional: Billed<'_>,
) -> Option<(&'static str, [Place; 2])> {
    let day = facility.claim.occurrences.get(at)?.date;
    if let (Some(ours), Some(theirs)) = (day, professional.claim.accident_date)
        && ours != theirs
    {
        let places = [professional.at("accident_date"), facility.at(format!("occurrences[{at}].date"))];
        return Some(("The two claims give different days of the accident", places));
    }
    let state = professional.claim.related_causes.as_ref()?.state.as_deref()?;
    let ours = facility.claim.auto_accident_state.as_deref()?;
    (ours != state).then(|| {
        let places = [professional.at("related_causes.state"), facility.at("auto_accident_state")];
        ("The two claims give different states of the accident", places)
    })
}

const EXTERNAL: Check = Check {
    rule: Rule {
        code: "DX-EXT",
        name: "Injury without an accident",
        severity: Severity::Info,
        snip: None,
        checks: "Where the facility gives an external cause of an injury (V, W, X or Y, places and activities left out) and no \
                 occurrence code of an accident, the professional claim with the injury says how it happened (CLM11 or the day of \
                 the accident).",
        why: "Payers ask for the cause of an injury before they pay, as somebody else may be liable (CARC 20, 21).",
        help: "Add the related cause and the day of the accident; an occurrence code on the facility's claim helps as well.",
        source: "837I HI*ABN against 837P CLM11 and DTP*439; CARC 20 and 21",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nHI*ABK:S52521A\nHI*ABN:W010XXA\nLX*1\nSV2*0510*HC:G0463*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*200***22:B:1*Y*A*Y*Y\nHI*ABK:S52521A\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nHI*ABK:J449\nHI*ABN:Y92230\nLX*1\nSV2*0510*HC:G0463*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*200***22:B:1*Y*A*Y*Y\nHI*ABK:J449\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(external),
};

fn external(pair: &Pair<'_>, violations: &mut Violations) {
    let professional = pair.professional;
    if pair.visit.facility.iter().any(|claim| occurrence(claim.claim).is_some()) {
        return;
    }
    if !causes(professional.claim).is_empty() || professional.claim.accident_date.is_some() {
        return;
    }
    let injury = professional.claim.diagnoses.iter().position(|diagnosis| {
        let code = diagnosis.code.as_deref().unwrap_or_default();
        // T36 and up are poisonings, side effects and complications.
        diagnosis.qualifier.is_none()
            && (code.starts_with('S') || matches!(code.get(..2), Some("T0" | "T1" | "T2")))
    });
    let cause = pair.visit.facility.iter().find_map(|claim| {
        let at = claim.diagnoses.iter().position(|diagnosis| {
            let code = diagnosis.code.as_deref().unwrap_or_default();
            diagnosis.kind == DiagnosisKind::ExternalCause && is_event(code)
        })?;
        Some(claim.at(format!("diagnoses[{at}].code")))
    });
    if let (Some(injury), Some(cause)) = (injury, cause) {
        let message =
            "The facility gives the cause of an injury, and the professional claim tells of no accident";
        violations
            .push(Violation::new(message, [professional.at(format!("diagnoses[{injury}].code")), cause]));
    }
}

/// Causes from outside that are events: places (Y92), activities (Y93) and circumstances (Y90 to Y99) left out.
fn is_event(code: &str) -> bool {
    code.starts_with(['V', 'W', 'X', 'Y']) && !code.starts_with("Y9")
}
