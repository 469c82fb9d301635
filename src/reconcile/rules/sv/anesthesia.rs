//! Anesthesia.

use std::collections::BTreeSet;

use crate::codes::services::{self, ServiceKind};
use crate::reconcile::claim_view::{LineView, ended_before_anesthesia};
use crate::reconcile::scope::Encounter;
use crate::reconcile::violation::{Violation, Violations};
use crate::rules::Reads;

use crate::reconcile::rules::reads::{LINES, PROCEDURES};
use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new(
        "SV-ANES",
        Run::Encounter(one_sided),
        Reads::always(LINES).and(PROCEDURES).missing(LINES).missing(PROCEDURES),
    ),
    Check::new("SV-ANESDIR", Run::Encounter(direction), Reads::always(LINES).missing(LINES)),
];

fn one_sided(encounter: &Encounter<'_>, violations: &mut Violations) {
    if !encounter.is_matched() || encounter.is_pending() {
        return;
    }
    let given = encounter.professional_lines().find(|line| is_anesthesia(*line));
    let operation = encounter.facility_lines().any(|line| services::is_procedure_room(line.revenue()));
    let charged =
        encounter.revenue("037").filter(|line| operation && !ended_before_anesthesia(line.of.claim));
    if let Some(charged) = charged
        && !encounter.professional_lines().any(|line| is_anesthesia(line) || is_sedation(line))
        && encounter.revenue("0963").or_else(|| encounter.revenue("0964")).is_none()
    {
        let message = "The facility bills anesthesia, and no professional claim does";
        violations.push(Violation::new(message, [charged.at("revenue_code")]));
    }
    if let Some(given) = given.filter(|_| !encounter.facility_lines().any(needs_anesthesia))
        && encounter.facility.iter().all(|claim| claim.procedures.is_empty())
    {
        let message =
            "The professional claim bills anesthesia, and the facility nothing that it can have been for";
        let violation = Violation::new(message, [given.at("procedure.code")]);
        violations.push(encounter.context.risk_of_payment(
            violation,
            &[given],
            "charge of the professional line",
        ));
    }
}

fn is_anesthesia(line: LineView<'_>) -> bool {
    line.kind() == Some(ServiceKind::Anesthesia)
}

fn is_sedation(line: LineView<'_>) -> bool {
    line.cpt().is_some_and(|n| (99_151..=99_157).contains(&n)) || line.is_code(&["G0500"])
}

/// Rooms and services in which anesthesia is given: procedure rooms, anesthesia and recovery, labor, imaging, radiation,
/// lithotripsy, psychiatric treatment.
fn needs_anesthesia(line: LineView<'_>) -> bool {
    let revenue = line.revenue();
    services::is_procedure_room(revenue)
        || services::is_imaging_revenue(revenue)
        || matches!(line.revenue_family(), "033" | "037" | "048" | "071" | "072" | "076" | "079" | "090")
        || line.is_procedure()
}

fn direction(encounter: &Encounter<'_>, violations: &mut Violations) {
    if !encounter.is_matched() {
        return;
    }
    let all: Vec<LineView<'_>> = encounter.professional_lines().filter(|line| is_anesthesia(*line)).collect();
    for (n, line) in all.iter().enumerate() {
        let case = |other: &&LineView<'_>| other.same_code(*line) && other.same_day(*line);
        if all[..n].iter().any(|earlier| case(&earlier)) {
            continue;
        }
        let modifiers: BTreeSet<String> = all[n..].iter().filter(case).flat_map(|l| l.modifiers()).collect();
        let alone = all[n..].iter().filter(case).filter(|l| l.has_modifier("AA") || l.has_modifier("QZ"));
        let alone: BTreeSet<_> = alone.filter(|line| !is_again(**line)).map(|line| line.renderer()).collect();
        let message = contradiction(&modifiers, encounter.is_pending())
            .or((alone.len() > 1).then_some("Two bill the anesthesia, each as if alone"));
        if let Some(message) = message {
            violations
                .push(Violation::new(message, all[n..].iter().filter(case).map(|line| line.at_modifiers())));
        }
    }
}

/// Whether a line says that it was another anesthesia on that day.
fn is_again(line: LineView<'_>) -> bool {
    ["59", "76", "77", "78", "79", "XE", "XP", "XS", "XU"].iter().any(|modifier| line.has_modifier(modifier))
}

/// What is wrong with all modifiers of one anesthesia; a half that may still come is not missed.
fn contradiction(modifiers: &BTreeSet<String>, pending: bool) -> Option<&'static str> {
    let any = |these: &[&str]| these.iter().any(|modifier| modifiers.contains(*modifier));
    let (directs, directed, alone) = (any(&["QK", "QY", "AD"]), any(&["QX"]), any(&["AA", "QZ"]));
    if alone && (directs || directed) {
        return Some("One bills the anesthesia alone, another under direction");
    }
    if directed && !directs && !pending {
        return Some("A nurse anesthetist bills under direction, and nobody bills the direction");
    }
    (directs && !directed && !any(&["GC"]) && !pending)
        .then_some("A physician bills the direction, and no nurse anesthetist bills under it")
}
