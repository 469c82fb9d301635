//! Accidents: who else may have to pay.

use crate::model::{Claim, ClaimType, Text};
use crate::reconcile::claim_view::ClaimView;
use crate::reconcile::scope::Pair;
use crate::reconcile::violation::{ClaimPlace, Violation, Violations};
use crate::rules::Reads;

use crate::reconcile::rules::reads::ACCIDENT;
use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] =
    &[Check::new("AC-CAUSE", Run::Pair(cause), Reads::always(ACCIDENT).missing(ACCIDENT))];

fn cause(pair: &Pair<'_>, violations: &mut Violations) {
    let professional = pair.professional;
    if pair.facility.claim.r#type == ClaimType::Professional {
        return on_one_form(pair, violations);
    }
    let causes: Vec<&str> = causes(professional.claim);
    let told = pair.encounter.facility.iter().find_map(|claim| Some((*claim, occurrence(claim.claim)?)));
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

/// A surgery center's facility fee on an 837P tells of an accident as the surgeon's claim does.
fn on_one_form(pair: &Pair<'_>, violations: &mut Violations) {
    let (facility, professional) = (pair.facility, pair.professional);
    let (ours, theirs) = (causes(facility.claim), causes(professional.claim));
    let place = |claim: ClaimView<'_>, all: &[&str]| {
        claim.at(if all.is_empty() { "patient_control_number" } else { "related_causes.code" })
    };
    let message = match (ours.is_empty(), theirs.is_empty()) {
        (true, true) => return,
        (false, true) => "Only the facility tells of an accident",
        (true, false) => "Only the professional claim tells of an accident",
        (false, false) if ours.iter().any(|cause| theirs.contains(cause)) => return,
        (false, false) => "The two claims name different causes of the accident",
    };
    violations.push(Violation::new(message, [place(professional, &theirs), place(facility, &ours)]));
}

/// Occurrence codes of accidents.
fn is_accident(code: &str) -> bool {
    matches!(code, "01" | "02" | "03" | "04" | "05" | "06")
}

pub(in crate::reconcile::rules) fn occurrence(claim: &Claim) -> Option<usize> {
    claim.occurrences.iter().position(|occurrence| occurrence.code.as_deref().is_some_and(is_accident))
}

pub(in crate::reconcile::rules) fn causes(claim: &Claim) -> Vec<&str> {
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
    facility: ClaimView<'_>,
    at: usize,
    professional: ClaimView<'_>,
) -> Option<(&'static str, [ClaimPlace; 2])> {
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
