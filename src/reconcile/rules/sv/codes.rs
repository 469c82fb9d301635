//! The same examination or operation under two codes, and units that differ.

use rust_decimal::Decimal;

use crate::codes::services::{self, Kind};
use crate::reconcile::billed::Line;
use crate::reconcile::both::{Both, billed_by_both, possible_units};
use crate::reconcile::readings::{Readings, family};
use crate::reconcile::scope::Encounter;
use crate::reconcile::services::Part;
use crate::reconcile::violation::{Violation, Violations};
use crate::rules::Reads;

use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new("SV-HCPCS", Run::Visit(neighbour), Reads::MODEL),
    Check::new("SV-UNITS", Run::Visit(units), Reads::MODEL),
    Check::new("SV-RAD", Run::Visit(imaging), Reads::MODEL),
    Check::new("SV-CARD", Run::Visit(heart), Reads::MODEL),
];

fn neighbour(visit: &Encounter<'_>, violations: &mut Violations) {
    let compared = |line: &Line<'_>| line.part() == Part::Whole && is_operation(*line);
    let ours = || visit.facility_lines().filter(|line| compared(line) && !is_elsewhere(line.revenue()));
    let theirs = || visit.professional_lines().filter(|line| compared(line) && !line.is_assistant());
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for line in theirs().filter(|line| !ours().any(|other| other.same_code(*line))) {
        let neighbour = ours().find(|other| {
            let near = matches!((other.cpt(), line.cpt()), (Some(a), Some(b)) if family(a) == family(b));
            near && other.same_day(line) && !theirs().any(|third| third.same_code(*other))
        });
        let Some(neighbour) = neighbour else { continue };
        let codes = (neighbour.code_text(), line.code_text());
        if seen.iter().any(|(a, b)| *a == codes.0 || *b == codes.1) {
            continue;
        }
        seen.push(codes);
        violations.push(two_codes(neighbour, line));
    }
}

/// Operations and treatments: what both sides bill under one code without a modifier.
fn is_operation(line: Line<'_>) -> bool {
    let heart = |line: Line<'_>| line.cpt().is_some_and(|n| (92_920..93_000).contains(&n));
    match line.kind() {
        Some(Kind::Surgery | Kind::Other) => true,
        Some(Kind::Heart) => heart(line),
        _ => false,
    }
}

/// Revenue codes of therapy and of professional fees, which other rules look at.
fn is_elsewhere(revenue: &str) -> bool {
    services::is_therapy_revenue(revenue) || services::is_professional_revenue(revenue)
}

fn two_codes<'c>(facility: Line<'c>, professional: Line<'c>) -> Violation {
    let message = format!(
        "The facility bills {}, the professional claim {}, on one day",
        facility.code(),
        professional.code()
    );
    let places = [professional.at("procedure.code"), facility.at("procedure.code")];
    Violation::new(message, places).charges_at_risk([professional], "charge of the professional line")
}

fn imaging(visit: &Encounter<'_>, violations: &mut Violations) {
    differing(visit, violations, |kind| kind == Kind::Imaging);
}

fn heart(visit: &Encounter<'_>, violations: &mut Violations) {
    differing(visit, violations, |kind| matches!(kind, Kind::Heart | Kind::Nerves));
}

fn differing(visit: &Encounter<'_>, violations: &mut Violations, wanted: fn(Kind) -> bool) {
    if !visit.professional_lines().any(|line| line.kind().is_some_and(wanted)) {
        return;
    }
    for (test, reading) in Readings::of(visit).differing {
        if test.kind().is_some_and(wanted) {
            violations.push(two_codes(test, reading));
        }
    }
}

fn units(visit: &Encounter<'_>, violations: &mut Violations) {
    for both in billed_by_both(visit) {
        let counted = |line: &&Line<'_>| line.unit.as_deref().is_none_or(|unit| unit == "UN");
        let all = both.facility.iter().chain(&both.professional);
        if !is_counted(&both) || both.is_sided() || !all.clone().all(|line| counted(&line)) {
            continue;
        }
        // An assistant alone is SV-ASSIST.
        let own = |line: &Line<'_>| !line.is_assistant() && line.part() != Part::Technical;
        let theirs: Vec<Line<'_>> = both.professional.iter().copied().filter(own).collect();
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
fn is_counted(both: &Both<'_>) -> bool {
    let line = both.professional[0];
    let revenue = both.facility[0].revenue();
    let kind = match line.kind() {
        Some(Kind::Surgery | Kind::Imaging | Kind::Heart | Kind::Nerves) => true,
        Some(Kind::Other) => !is_elsewhere(revenue),
        _ => false,
    };
    kind && !services::is_professional_revenue(revenue)
}

fn unit_count(units: Decimal) -> String {
    let unit = if units == Decimal::ONE { "unit" } else { "units" };
    format!("{} {unit}", units.normalize())
}
