//! The same examination or operation under two codes, and units that differ.

use rust_decimal::Decimal;

use crate::codes::services::{self, ServiceKind};
use crate::finding::Side;
use crate::reconcile::claim_view::LineView;
use crate::reconcile::line_pairing::{Need, Relation, is_one};
use crate::reconcile::scope::Encounter;
use crate::reconcile::services::Part;
use crate::reconcile::shared_services::{SharedService, billed_by_both, possible_units};
use crate::reconcile::violation::{Violation, Violations};
use crate::rules::Reads;

use crate::reconcile::rules::reads::{LINES, RENDERERS};
use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new("SV-HCPCS", Run::Encounter(operations), Reads::always(LINES).and(RENDERERS).missing(LINES)),
    Check::new("SV-UNITS", Run::Encounter(units), Reads::always(LINES).and(RENDERERS).missing(LINES)),
    Check::new("SV-RAD", Run::Encounter(imaging), Reads::always(LINES)),
    Check::new("SV-CARD", Run::Encounter(heart), Reads::always(LINES)),
];

/// Two codes for one service: another code of the family, or a combined code and its parts.
fn operations(encounter: &Encounter<'_>, violations: &mut Violations) {
    two_codes(encounter, violations, |kind| matches!(kind, ServiceKind::Surgery | ServiceKind::Other));
    second_operation(encounter, violations);
}

fn imaging(encounter: &Encounter<'_>, violations: &mut Violations) {
    two_codes(encounter, violations, |kind| matches!(kind, ServiceKind::Imaging));
}

fn heart(encounter: &Encounter<'_>, violations: &mut Violations) {
    two_codes(encounter, violations, |kind| matches!(kind, ServiceKind::Heart | ServiceKind::Nerves));
}

fn two_codes(encounter: &Encounter<'_>, violations: &mut Violations, wanted: fn(ServiceKind) -> bool) {
    let mut told: Vec<LineView<'_>> = Vec::new();
    for pair in encounter.pairing().pairs {
        let (facility, professional) = (pair.facility, pair.professional);
        let is_two = matches!(pair.relation, Relation::SameFamily | Relation::CombinedCode);
        let kind = kind(professional);
        let both = facility.part() == Part::Technical
            || facility.revenue() == ""
            || !is_elsewhere(facility.revenue());
        // One side of a combined code is reported once, with its whole.
        if !is_two
            || !wanted(kind)
            || !both
            || told.iter().any(|line| is_one(*line, facility) || is_one(*line, professional))
        {
            continue;
        }
        told.extend([facility, professional]);
        let message = format!(
            "The facility bills {}, the professional claim {}, on one day",
            facility.code(),
            professional.code()
        );
        let places = [professional.at("procedure.code"), facility.at("procedure.code")];
        let violation = Violation::new(message, places);
        violations.push(violation.charges_at_risk([professional], "charge of the professional line"));
    }
}

/// The kind of a line; a heart catheter or a stent is an operation.
fn kind(line: LineView<'_>) -> ServiceKind {
    match line.kind() {
        Some(ServiceKind::Heart) if line.cpt().is_some_and(|n| n < 93_000) => ServiceKind::Surgery,
        Some(kind) => kind,
        None => ServiceKind::Other,
    }
}

/// A second operation that one side bills and the other does not, beside one that both bill. Where the other side bills
/// none at all, that is SV-ORNOSURG and SV-SURGNOOR.
fn second_operation(encounter: &Encounter<'_>, violations: &mut Violations) {
    if !encounter.is_matched() || encounter.is_pending() {
        return;
    }
    let pairing = encounter.pairing();
    let is_shared = |line: LineView<'_>| {
        pairing.pairs.iter().any(|pair| {
            pair.facility.is_procedure()
                && pair.professional.is_procedure()
                && pair.professional.same_day(line)
        })
    };
    for lone in &pairing.unpaired {
        let line = lone.line;
        if !matches!(lone.needs, Need::Surgeon | Need::FacilityProcedure)
            || !line.is_procedure()
            || !is_shared(line)
        {
            continue;
        }
        // Nerve blocks and lines of the anesthesiologist are the anesthesiologist's.
        let by_anesthesia = line.of.lines().any(|other| other.kind() == Some(ServiceKind::Anesthesia));
        if by_anesthesia || line.is_assistant() {
            continue;
        }
        let (one, other) = match lone.side {
            Side::Facility => ("facility", "professional claim"),
            Side::Professional => ("professional claim", "facility"),
        };
        let message = format!(
            "The {one} bills {} beside the operation that both bill, the {other} does not",
            line.code()
        );
        let violation = Violation::new(message, [line.at("procedure.code")]);
        violations.push(encounter.context.risk_of_payment(violation, &[line], "charge of the line"));
    }
}

/// Revenue codes of therapy and of professional fees, which other rules look at.
fn is_elsewhere(revenue: &str) -> bool {
    services::is_therapy_revenue(revenue) || services::is_professional_revenue(revenue)
}

fn units(encounter: &Encounter<'_>, violations: &mut Violations) {
    for both in billed_by_both(&encounter.pairing()) {
        let counted = |line: &&LineView<'_>| line.unit.as_deref().is_none_or(|unit| unit == "UN");
        let all = both.facility.iter().chain(&both.professional);
        if !is_counted(&both) || both.is_sided() || !all.clone().all(|line| counted(&line)) {
            continue;
        }
        // An assistant alone is SV-ASSIST.
        let own = |line: &LineView<'_>| !line.is_assistant() && line.part() != Part::Technical;
        let theirs: Vec<LineView<'_>> = both.professional.iter().copied().filter(own).collect();
        let (ours, all) = (possible_units(&both.facility), possible_units(&theirs));
        let (Some(facility), Some(total)) = (ours.last().copied(), all.last().copied()) else { continue };
        if theirs.is_empty() || !ours.is_disjoint(&all) {
            continue;
        }
        let message = format!(
            "The facility bills {} of {}, the professional side {}",
            unit_count(facility),
            both.code(),
            total.normalize()
        );
        let places = [both.professional[0].at("units"), both.facility[0].at("units")];
        violations.push(Violation::new(message, places).charges_at_risk(
            both.professional.iter().copied().filter(|_| total > facility),
            "charges of the professional lines",
        ));
    }
}

/// Whether units of the code mean the same on both sides.
fn is_counted(both: &SharedService<'_>) -> bool {
    let line = both.professional[0];
    let revenue = both.facility[0].revenue();
    let kind = match line.kind() {
        Some(ServiceKind::Surgery | ServiceKind::Imaging | ServiceKind::Heart | ServiceKind::Nerves) => true,
        Some(ServiceKind::Other) => !is_elsewhere(revenue),
        _ => false,
    };
    kind && !services::is_professional_revenue(revenue)
}

fn unit_count(units: Decimal) -> String {
    let unit = if units == Decimal::ONE { "unit" } else { "units" };
    format!("{} {unit}", units.normalize())
}
