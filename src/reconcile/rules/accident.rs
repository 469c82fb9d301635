//! Accidents: who else may have to pay.

use crate::model::{Claim, DiagnosisKind, Text};
use crate::reconcile::billed::Billed;
use crate::reconcile::hit::{Hit, Hits, Place};
use crate::reconcile::scope::Pair;

use super::{Check, Run};

pub(super) const RULES: &[Check] = &[
    Check { code: "AC-CAUSE", needs: &[], run: Run::Pair(cause) },
    Check { code: "DX-EXT", needs: &[], run: Run::Pair(external) },
];

fn cause(pair: &Pair<'_>, hits: &mut Hits) {
    let professional = pair.professional;
    let causes: Vec<&str> = causes(professional.claim);
    let told = pair.visit.facility.iter().find_map(|claim| Some((*claim, occurrence(claim.claim)?)));
    let Some((facility, at)) = told else {
        if !causes.is_empty() {
            let message = "Only the professional claim tells of an accident";
            let places = [professional.at("related_causes.code"), pair.facility.at("patient_control_number")];
            hits.push(Hit::new(message, places));
        }
        return;
    };
    let here = facility.at(format!("occurrences[{at}].code"));
    if causes.is_empty() {
        let message = "Only the facility tells of an accident";
        hits.push(Hit::new(message, [here, professional.at("patient_control_number")]));
    } else if !is_same_cause(facility.claim, &causes) {
        let message = "The two claims name different causes of the accident";
        hits.push(Hit::new(message, [professional.at("related_causes.code"), here]));
    } else if let Some((message, places)) = differing(facility, at, professional) {
        hits.push(Hit::new(message, places));
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

fn external(pair: &Pair<'_>, hits: &mut Hits) {
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
        hits.push(Hit::new(message, [professional.at(format!("diagnoses[{injury}].code")), cause]));
    }
}

/// Causes from outside that are events: places (Y92), activities (Y93) and circumstances (Y90 to Y99) left out.
fn is_event(code: &str) -> bool {
    code.starts_with(['V', 'W', 'X', 'Y']) && !code.starts_with("Y9")
}
