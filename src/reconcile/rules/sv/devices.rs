//! What stays in the body, and procedure codes of hospitals beside those of physicians.

use crate::codes::{laterality, services};
use crate::finding::Severity;
use crate::reconcile::claim_view::LineView;
use crate::reconcile::rules::reads::{LINES, PROCEDURES};
use crate::reconcile::rules::{Check, Run};
use crate::reconcile::scope::{Encounter, Pair};
use crate::reconcile::shared_services::side;
use crate::reconcile::violation::{Violation, Violations};
use crate::rules::Reads;

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new(
        "SV-DEVICE",
        Run::Encounter(device),
        Reads::always(LINES).and(PROCEDURES).missing(LINES).missing(PROCEDURES),
    ),
    Check::new("SV-PCSCPT", Run::Pair(body_part), Reads::on(PROCEDURES).and(LINES).missing(PROCEDURES)),
];

/// Whether an operation leaves a device in the body, so that the facility's claim has to name one (OCE edit 92): joints,
/// pacemakers and defibrillators, stimulators, cochlear implants. It does not where it was reduced or stopped.
fn leaves_a_device(line: LineView<'_>) -> bool {
    const RANGES: &[(u32, u32)] = &[
        (23_472, 23_472),
        (27_130, 27_132),
        (27_446, 27_447),
        (33_206, 33_208),
        (33_212, 33_214),
        (33_221, 33_221),
        (33_227, 33_231),
        (33_240, 33_240),
        (33_249, 33_249),
        (33_262, 33_264),
        (33_274, 33_274),
        (33_285, 33_285),
        (53_445, 53_445),
        (54_401, 54_410),
        (61_885, 61_886),
        (63_650, 63_655),
        (63_685, 63_685),
        (64_561, 64_561),
        (64_568, 64_568),
        (64_590, 64_590),
        (69_930, 69_930),
    ];
    let stopped = ["52", "53", "73", "74"].iter().any(|modifier| line.has_modifier(modifier));
    !stopped && line.cpt().is_some_and(|n| RANGES.iter().any(|(first, last)| (*first..=*last).contains(&n)))
}

fn device(encounter: &Encounter<'_>, violations: &mut Violations) {
    if !encounter.is_matched() {
        return;
    }
    let is_device = |line: LineView<'_>| {
        services::is_implant_revenue(line.revenue()) || line.code_text().starts_with(['C', 'c', 'L', 'l'])
    };
    let implant = encounter.facility_lines().find(|line| services::is_implant_revenue(line.revenue()));
    let procedures = encounter.facility.iter().any(|claim| !claim.procedures.is_empty());
    let operation = |line: LineView<'_>| services::is_procedure_room(line.revenue()) || line.is_procedure();
    if let Some(implant) = implant
        && !procedures
        && !encounter.facility_lines().chain(encounter.professional_lines()).any(operation)
    {
        let message = "The facility bills a device, and neither side an operation";
        let violation = Violation::new(message, [implant.at("revenue_code")]);
        violations.push(encounter.context.risk_of_payment(violation, &[implant], "charge of the device"));
    }
    let needy = encounter.professional_lines().find(|line| leaves_a_device(*line));
    let done = encounter.facility_lines().find(|line| {
        let stopped = ["52", "73", "74"].iter().any(|modifier| line.has_modifier(modifier));
        operation(*line) && !stopped
    });
    if let (Some(line), Some(room)) = (needy, done)
        && !encounter.is_inpatient()
        && !encounter
            .facility_lines()
            .any(|device| is_device(device) && (device.same_day(room) || device.same_day(line)))
    {
        let billed = if encounter.facility_lines().any(is_device) { "it on another day" } else { "none" };
        let message = format!("{} leaves a device in the body, and the facility bills {billed}", line.code());
        violations.push(Violation::new(message, [room.at("revenue_code"), line.at("procedure.code")]));
    }
}

fn body_part<'c>(pair: &Pair<'c>, violations: &mut Violations) {
    for claim in pair.encounter.facility.iter().filter(|claim| !claim.procedures.is_empty()) {
        let sided = |line: LineView<'c>| Some((line, side(line)?));
        let operations: Vec<_> = pair.lines().filter(|line| line.is_surgery()).filter_map(sided).collect();
        for &(line, theirs) in &operations {
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
            // Of operations on both sides the hospital may have left one out.
            let other = operations.iter().any(|(other, side)| *side != theirs && other.same_day(line));
            let violation = if other { violation.weighing(Severity::Warning) } else { violation };
            violations.push(pair.context.risk_of_payment(
                violation,
                &[line],
                "charge of the professional line",
            ));
        }
    }
}
