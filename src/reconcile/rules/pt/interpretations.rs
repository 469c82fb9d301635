//! Tests that nobody read, readings of tests that nobody did, tests that two physicians read.

use crate::codes::services::{self, ServiceKind};
use crate::reconcile::claim_view::LineView;
use crate::reconcile::interpretations::is_interpretation;
use crate::reconcile::line_pairing::{Need, components};
use crate::reconcile::scope::Encounter;
use crate::reconcile::services::{Part, is_test_room};
use crate::reconcile::violation::{Violation, Violations};
use crate::rules::Reads;

use crate::reconcile::rules::reads::{HANDS, LINES, RENDERERS};
use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new("PT-MISSPC", Run::Encounter(unread), Reads::always(LINES).and(HANDS).missing(LINES)),
    Check::new("PT-MISSTC", Run::Encounter(undone), Reads::always(LINES).missing(LINES)),
    Check::new("PT-DUPREAD", Run::Encounter(twice), Reads::always(LINES).and(RENDERERS).missing(LINES)),
];

fn unread(encounter: &Encounter<'_>, violations: &mut Violations) {
    if !encounter.is_matched() || encounter.is_pending() {
        return;
    }
    let pairing = encounter.pairing();
    for lone in pairing.unpaired.iter().filter(|lone| lone.needs == Need::Interpretation) {
        let test = lone.line;
        // The fee schedule knows which tests have a professional component.
        let is_whole = encounter.context.pctc(test).is_some_and(|pctc| !matches!(pctc, 1 | 3 | 4));
        if is_whole || is_read_outside(encounter, test) {
            continue;
        }
        let violation = Violation::new(
            "The facility bills a test that no professional claim reads",
            [test.at(if test.code_text().is_empty() { "revenue_code" } else { "procedure.code" })],
        );
        let price = encounter.context.reading(test).map(|price| (test, price));
        violations.push(violation.priced(price.as_slice()));
    }
}

/// Whether the facility's claim names a provider who the user says never sends claims here.
fn is_read_outside(encounter: &Encounter<'_>, test: LineView<'_>) -> bool {
    let outside = &encounter.context.groups.outside_readers;
    let mut providers = test.providers.iter().chain(&test.of.claim.providers);
    providers.any(|provider| provider.npi.as_deref().is_some_and(|npi| outside.iter().any(|o| o == npi)))
}

fn undone(encounter: &Encounter<'_>, violations: &mut Violations) {
    if !encounter.is_matched() || encounter.is_pending() {
        return;
    }
    let pairing = encounter.pairing();
    for lone in pairing.unpaired.iter().filter(|lone| lone.needs == Need::TechnicalComponent) {
        let reading = lone.line;
        let is_alone = is_interpretation(encounter.context, reading) && reading.is_in_hospital();
        if !is_alone || encounter.facility_lines().any(|line| may_hold(line, reading)) {
            continue;
        }
        let violation = Violation::new(
            "The professional claim reads a test that the facility does not bill",
            [reading.at("procedure.code")],
        );
        // What the test is worth to the facility.
        let context = encounter.context;
        let price = context.outpatient_payment(reading).or_else(|| context.technical(reading));
        violations.push(match price {
            Some(price) => violation.priced(&[(reading, price)]),
            None => violation.charges_at_risk([reading], "charge of the professional line"),
        });
    }
}

/// Whether a facility line may hold the test although it does not name it: the same code, or a line of the department
/// without a code. Departments whose revenue codes are not known here hold everything.
fn may_hold(line: LineView<'_>, reading: LineView<'_>) -> bool {
    let department = match reading.kind() {
        Some(ServiceKind::Imaging) => services::is_imaging_revenue(line.revenue()),
        Some(ServiceKind::Pathology) => services::is_pathology_revenue(line.revenue()),
        Some(ServiceKind::Heart | ServiceKind::Nerves) => is_test_room(line),
        _ => true,
    };
    line.same_code(reading) || (line.code_text().is_empty() && department) || reading.kind().is_none()
}

/// Modifiers that say that a second reading is one of its own.
const APART: &[&str] = &["76", "77", "59", "XE", "XP", "XS", "XU", "62", "66"];

fn twice(encounter: &Encounter<'_>, violations: &mut Violations) {
    let is_interpretation =
        |line: &LineView<'_>| is_interpretation(encounter.context, *line) && line.part() != Part::Technical;
    let interpretations: Vec<LineView<'_>> =
        encounter.professional_lines().filter(is_interpretation).collect();
    for (n, second) in interpretations.iter().enumerate() {
        let apart = |line: &LineView<'_>| APART.iter().any(|modifier| line.has_modifier(modifier));
        let first = interpretations[..n].iter().find(|first| {
            first.same_code(*second) && first.same_day(*second) && !same_physician(**first, *second)
        });
        let Some(first) = first.filter(|first| !apart(first) && !apart(second)) else { continue };
        let done = tests_of(encounter, *second);
        let read =
            interpretations[..=n].iter().filter(|other| other.same_code(*second) && other.same_day(*second));
        if done.is_zero() || read.map(|line| line.count()).sum::<rust_decimal::Decimal>() <= done {
            continue;
        }
        let places = [second.at("procedure.code"), first.at("procedure.code")];
        let violation = Violation::new("Two physicians bill the reading of one test", places);
        violations.push(encounter.context.risk_of_payment(
            violation,
            &[*second],
            "charge of the second reading",
        ));
    }
}

fn same_physician(a: LineView<'_>, b: LineView<'_>) -> bool {
    a.renderer().is_none() || a.renderer() == b.renderer()
}

/// How often the facility did the test that is read.
fn tests_of(encounter: &Encounter<'_>, reading: LineView<'_>) -> rust_decimal::Decimal {
    let of = |line: &LineView<'_>| {
        line.same_day(reading) && (line.same_code(reading) || components::are_one(*line, reading))
    };
    encounter.facility_lines().filter(of).map(LineView::count).sum()
}
