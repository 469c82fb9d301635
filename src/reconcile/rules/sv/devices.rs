//! What stays in the body, and procedure codes of hospitals beside those of physicians.

use crate::codes::{laterality, services};
use crate::reconcile::billed::Line;
use crate::reconcile::both::side;
use crate::reconcile::rules::{Check, Run};
use crate::reconcile::scope::{Encounter, Pair};
use crate::reconcile::violation::{Violation, Violations};
use crate::rules::Reads;

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new("SV-DEVICE", Run::Visit(device), Reads::MODEL),
    Check::new("SV-PCSCPT", Run::Pair(body_part), Reads::MODEL),
];

/// Operations that leave a device in the body: hip, knee, pacemaker.
const NEED_A_DEVICE: &[&str] = &["27130", "27447", "33208"];

fn device(visit: &Encounter<'_>, violations: &mut Violations) {
    if !visit.is_matched() {
        return;
    }
    let is_device = |line: Line<'_>| {
        services::is_implant_revenue(line.revenue()) || line.code_text().starts_with(['C', 'c', 'L', 'l'])
    };
    let implant = visit.facility_lines().find(|line| services::is_implant_revenue(line.revenue()));
    let procedures = visit.facility.iter().any(|claim| !claim.procedures.is_empty());
    let operation = |line: Line<'_>| services::is_procedure_room(line.revenue()) || line.is_procedure();
    if let Some(implant) = implant
        && !procedures
        && !visit.facility_lines().chain(visit.professional_lines()).any(operation)
    {
        let message = "The facility bills a device, and neither side an operation";
        let violation = Violation::new(message, [implant.at("revenue_code")]);
        violations.push(visit.context.risk_of_payment(violation, &[implant], "charge of the device"));
    }
    let needy = visit.professional_lines().find(|line| line.is_code(NEED_A_DEVICE));
    let done = visit.facility_lines().find(|line| operation(*line));
    if let (Some(line), Some(room)) = (needy, done)
        && !visit.is_inpatient()
        && !visit.facility_lines().any(is_device)
    {
        let message = format!("{} leaves a device in the body, and the facility bills none", line.code());
        violations.push(Violation::new(message, [room.at("revenue_code"), line.at("procedure.code")]));
    }
}

fn body_part(pair: &Pair<'_>, violations: &mut Violations) {
    for claim in pair.visit.facility.iter().filter(|claim| !claim.procedures.is_empty()) {
        for line in pair.lines().filter(|line| line.is_surgery()) {
            let Some(theirs) = side(line) else { continue };
            let ours = claim.procedures.iter().enumerate().filter(|(_, procedure)| {
                let day = procedure.date;
                procedure.qualifier.is_none() && day.is_some() && day == line.service_date
            });
            let ours: Vec<_> = ours
                .filter_map(|(n, procedure)| Some((n, laterality::of_procedure(procedure.code.as_deref()?)?)))
                .collect();
            let Some((first, side)) = ours.first() else { continue };
            if ours.iter().any(|(_, side)| *side == theirs) {
                continue;
            }
            let message = format!(
                "The hospital's procedure is on the {}, {} on the {}",
                side.as_str(),
                line.code(),
                theirs.as_str()
            );
            let places = [line.at_modifiers(), claim.at(format!("procedures[{first}].code"))];
            let violation = Violation::new(message, places);
            violations.push(pair.context.risk_of_payment(
                violation,
                &[line],
                "charge of the professional line",
            ));
        }
    }
}
