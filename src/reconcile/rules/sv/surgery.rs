//! Operations that one side does not have.

use rust_decimal::Decimal;

use crate::codes::reference::{EditionUsed, Table};
use crate::codes::services;
use crate::finding::{MoneyKind, Severity};
use crate::reconcile::claim_view::LineView;
use crate::reconcile::line_pairing::{is_one, is_one_procedure};
use crate::reconcile::scope::{Context, Encounter, Pair};
use crate::reconcile::services::Part;
use crate::reconcile::shared_services::side;
use crate::reconcile::violation::{Violation, Violations};
use crate::rules::Reads;

use crate::reconcile::rules::reads::{LINES, PROCEDURES};
use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new("SV-ASSIST", Run::Encounter(assistant), Reads::always(LINES).missing(LINES)),
    Check::new("SV-ORNOSURG", Run::Encounter(no_surgeon), Reads::always(LINES).missing(LINES)),
    Check::new(
        "SV-SURGNOOR",
        Run::Pair(no_room),
        Reads::always(LINES).and(PROCEDURES).missing(LINES).missing(PROCEDURES),
    ),
    Check::new("SV-IPO", Run::Pair(inpatient_only), Reads::always(LINES)).needing(&[Table::OutpatientStatus]),
];

fn assistant(encounter: &Encounter<'_>, violations: &mut Violations) {
    if !encounter.is_matched() || encounter.is_pending() {
        return;
    }
    for line in encounter.professional_lines() {
        let shared = ["62", "66"].into_iter().find(|modifier| line.has_modifier(modifier));
        let others = || {
            let all = encounter.professional_lines();
            all.filter(|other| is_one_procedure(*other, line) && other.same_day(line))
        };
        let message = if line.is_assistant() {
            if others().any(|other| !other.is_assistant()) {
                continue;
            }
            "An assistant bills the operation, and no surgeon does"
        } else if let Some(modifier) = shared {
            if others().any(|other| other.has_modifier(modifier) && !is_one(other, line)) {
                continue;
            }
            if let Some(alone) = others().find(|other| bills_alone(*other, line)) {
                violations.push(half_shared(encounter.context, line, alone, modifier));
                continue;
            }
            "One of several surgeons bills the operation, and no other bills it with that modifier"
        } else {
            continue;
        };
        let violation = Violation::new(message, [line.at_modifiers(), line.at("procedure.code")]);
        violations.push(encounter.context.risk_of_payment(
            violation,
            &[line],
            "charge of the professional line",
        ));
    }
}

/// Whether a second surgeon bills the operation that a line shares with another as if nobody else had.
fn bills_alone(other: LineView<'_>, line: LineView<'_>) -> bool {
    let sides = (side(other), side(line));
    let another_side = sides.0.is_some() && sides.1.is_some() && sides.0 != sides.1;
    let shared = other.is_assistant() || ["62", "66"].iter().any(|modifier| other.has_modifier(modifier));
    other.same_code(line) && other.renderer() != line.renderer() && !shared && !another_side
}

/// Two surgeons, of whom one says that there were two. A team is paid as its payer decides: no amount.
fn half_shared(context: &Context<'_>, line: LineView<'_>, alone: LineView<'_>, modifier: &str) -> Violation {
    let message = format!("Two surgeons bill the operation, and only one of them with modifier {modifier}");
    let places = [alone.at_modifiers(), line.at_modifiers()];
    let violation = Violation::new(message, places)
        .why(
            "Surgeons who share an operation are paid a part of the fee each, and all of their lines say so; a line without \
             the modifier asks for all of it, or it is a duplicate.",
        )
        .help(
            "If they shared it, add the modifier to the line that lacks it; if one of them operated, take the other line back.",
        );
    if modifier != "62" {
        return violation;
    }
    let part = alone.charge() * Decimal::new(375, 3);
    let words = "37.5 % of the charge of the surgeon without modifier 62 (the whole less 62.5 %)";
    let price = context.beyond_one_of_two(alone);
    context.risk_of_part(violation, alone, price, (part, words)).counted_as(MoneyKind::Overpaid)
}

fn no_surgeon(encounter: &Encounter<'_>, violations: &mut Violations) {
    if !encounter.is_matched() || encounter.is_pending() {
        return;
    }
    // A surgery centre that bills on the 837P has no revenue codes.
    let charged = |line: &LineView<'_>| match line.revenue() {
        "" => line.is_procedure(),
        // Whoever did not begin bills nothing (modifier 73).
        _ if line.has_modifier("73") => false,
        room => services::is_procedure_room(room) && (line.code_text().is_empty() || line.is_procedure()),
    };
    let missing = encounter.facility_lines().filter(charged).find(|room| {
        // The operation on another day is DT-SURG.
        let done = |line: LineView<'_>| {
            let that_day = room.code_text().is_empty() || line.same_day(*room);
            line.same_code(*room) || (line.is_procedure() && that_day)
        };
        !encounter.professional_lines().any(done)
    });
    if let Some(room) = missing {
        let message =
            "The facility bills a room for an operation, and no professional claim bills an operation";
        let code = if room.code_text().is_empty() { "revenue_code" } else { "procedure.code" };
        let violation = Violation::new(message, [room.at(code)]);
        let price = encounter.context.facility_payment(room).map(|price| (room, price));
        violations.push(violation.priced(price.as_slice()));
    }
}

fn no_room(pair: &Pair<'_>, violations: &mut Violations) {
    let encounter = pair.encounter;
    let room = |line: LineView<'_>| {
        services::is_procedure_room(line.revenue())
            || line.revenue().starts_with("076")
            || line.is_procedure()
    };
    let in_icd = encounter.facility.iter().any(|claim| !claim.procedures.is_empty());
    if encounter.is_pending() || in_icd || encounter.facility_lines().any(room) {
        return;
    }
    let operation = pair.lines().find(|line| {
        let minor = line.cpt().is_some_and(|n| (36_400..=36_620).contains(&n));
        let own = line.is_surgery() && !minor && !line.is_assistant() && line.part() == Part::Whole;
        own && match line.place_of_service() {
            "19" | "22" | "24" => true,
            "21" => is_major(pair.context, *line),
            _ => false,
        }
    });
    if let Some(line) = operation {
        let message = "The professional claim bills an operation, and the facility neither an operation nor a room for one";
        violations.push(Violation::new(message, [line.at("procedure.code"), line.at_place_of_service()]));
    }
}

/// Operations with days after them that belong to the fee.
fn is_major(context: &Context<'_>, line: LineView<'_>) -> bool {
    context
        .indicators(line)
        .is_some_and(|fee| fee.status == 'A' && matches!(fee.global_days.as_str(), "010" | "090"))
}

fn inpatient_only(pair: &Pair<'_>, violations: &mut Violations) {
    if pair.facility.facility_type() != "13" {
        return;
    }
    for line in pair.lines() {
        let status = pair.context.tables.outpatient_status(line.code_text(), line.first_day());
        if status == Some("C") {
            let message =
                format!("{} is paid for inpatients only, and the hospital bills an outpatient", line.code());
            let places = [line.at("procedure.code"), pair.facility.at("facility_type")];
            let edition = pair.context.tables.edition(Table::OutpatientStatus, line.first_day());
            if let Some(EditionUsed { from: Some(from), is_old: true }) = edition {
                // The list loses operations every year.
                let message = format!("{message}, by the table of {from}, which is older than the quarter");
                violations.push(Violation::new(message, places).weighing(Severity::Info));
                continue;
            }
            let violation = Violation::new(message, places);
            // Medicare pays the hospital nothing of that day.
            let lost: Vec<LineView<'_>> =
                pair.encounter.facility_lines().filter(|other| other.same_day(line)).collect();
            violations.push(pair.context.risk_of_payment(
                violation,
                &lost,
                "the hospital's charges of that day",
            ));
        }
    }
}
