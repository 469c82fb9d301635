//! Right, left, both, and operations that were stopped.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::codes::laterality::{self, Side};
use crate::finding::{MoneyKind, Severity};
use crate::model::Status;
use crate::reconcile::claim_view::LineView;
use crate::reconcile::line_pairing::Relation;
use crate::reconcile::scope::{Context, Encounter, Pair};
use crate::reconcile::shared_services::{SharedService, billed_by_both, side};
use crate::reconcile::violation::{Violation, Violations};
use crate::rules::Reads;

use crate::reconcile::rules::reads::LINES;
use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new("SV-LAT", Run::Encounter(sides), Reads::always(LINES).missing(LINES)),
    Check::new("SV-BILAT", Run::Encounter(both_sides), Reads::always(LINES).missing(LINES)),
    Check::new("SV-DISC", Run::Pair(stopped), Reads::always(LINES)),
    Check::new("SV-PT33", Run::Encounter(screening), Reads::always(LINES).missing(LINES)),
];

fn sides(encounter: &Encounter<'_>, violations: &mut Violations) {
    for both in billed_by_both(&encounter.pairing()) {
        let (ours, theirs) = (sites(&both.facility), sites(&both.professional));
        let meets = ours.iter().any(|own| theirs.iter().any(|other| is_one_site(own, other)));
        let opposite = !ours.is_empty() && !theirs.is_empty() && !meets;
        let halves = ours.is_empty() != theirs.is_empty();
        let one_silent = halves && !is_bilateral(&both.facility) && !is_bilateral(&both.professional);
        let paired =
            || bilateral_indicator(encounter.context, &both).is_some_and(|one| matches!(one, '1' | '3'));
        let line = both.professional[0];
        let places = [line.at_modifiers(), both.facility[0].at_modifiers()];
        if opposite {
            let (ours, theirs) =
                (words(&both.facility, &ours, &theirs), words(&both.professional, &theirs, &ours));
            let message =
                format!("The facility bills {} {ours}, the professional claim {theirs}", both.code());
            let violation = Violation::new(message, places);
            violations.push(encounter.context.risk_of_payment(
                violation,
                &[line],
                "charge of the professional line",
            ));
        } else if one_silent && paired() {
            let message = format!("Only one side says which side of the body {} was for", both.code());
            violations.push(Violation::new(message, places).weighing(Severity::Warning));
        }
    }
}

/// The sites that modifiers name: sides, eyelids, fingers, toes, coronary arteries.
fn sites(lines: &[LineView<'_>]) -> BTreeSet<String> {
    let all = lines.iter().flat_map(|line| line.modifiers());
    all.filter(|modifier| laterality::is_site(modifier)).collect()
}

/// Whether two modifiers may name one site: a finger of the right hand is on the right.
fn is_one_site(a: &str, b: &str) -> bool {
    let side = |modifier: &str| matches!(modifier, "LT" | "RT");
    a == b
        || ((side(a) || side(b))
            && laterality::of_modifier(a).is_some()
            && laterality::of_modifier(a) == laterality::of_modifier(b))
}

/// `on the left`, where the sides tell the two apart, else `with modifier F1`.
fn words(lines: &[LineView<'_>], own: &BTreeSet<String>, others: &BTreeSet<String>) -> String {
    let side = |sites: &BTreeSet<String>| sites.iter().next().and_then(|site| laterality::of_modifier(site));
    match (side(own), named(lines).into_iter().next()) {
        (own, Some(word)) if own != side(others) => format!("on the {}", word.as_str()),
        _ => format!("with modifier {}", own.iter().cloned().collect::<Vec<_>>().join(" ")),
    }
}

fn named(lines: &[LineView<'_>]) -> BTreeSet<Side> {
    lines.iter().filter_map(|line| side(*line)).collect()
}

/// Modifier 50, or a line for the right and one for the left.
fn is_bilateral(lines: &[LineView<'_>]) -> bool {
    lines.iter().any(|line| line.has_modifier("50")) || named(lines).len() == 2
}

fn bilateral_indicator(context: &Context<'_>, both: &SharedService<'_>) -> Option<char> {
    context.indicators(both.professional[0]).map(|fee| fee.bilateral)
}

fn both_sides(encounter: &Encounter<'_>, violations: &mut Violations) {
    for both in billed_by_both(&encounter.pairing()) {
        let (ours, theirs) = (is_bilateral(&both.facility), is_bilateral(&both.professional));
        let judged = bilateral_indicator(encounter.context, &both).is_none_or(|one| matches!(one, '1' | '3'));
        if ours == theirs || !judged {
            continue;
        }
        let who = if ours { "facility" } else { "professional claim" };
        let message = format!("Only the {who} bills {} for both sides of the body", both.code());
        let line = both.professional[0];
        let places = [line.at_modifiers(), both.facility[0].at_modifiers()];
        let violation = Violation::new(message, places);
        violations.push(second_side(encounter.context, violation, &both, ours));
    }
}

/// The second side is what one claim has too much: the physician's is overpaid where the facility bills one side, and was
/// missed where the facility bills both.
fn second_side(
    context: &Context<'_>,
    violation: Violation,
    both: &SharedService<'_>,
    of_facility: bool,
) -> Violation {
    if of_facility {
        let line = both.professional[0];
        let half =
            (line.charge() / Decimal::TWO, "half of the charge of the professional line: the second side");
        let price = context.second_side(line);
        return context.risk_of_part(violation, line, price, half).counted_as(MoneyKind::Missed);
    }
    let named = named(&both.facility);
    let second =
        |line: &&LineView<'_>| line.has_modifier("50") || side(**line).is_some_and(|of| !named.contains(&of));
    let line = *both.professional.iter().rev().find(second).unwrap_or(&both.professional[0]);
    let charge: Decimal = both.professional.iter().map(|line| line.charge()).sum();
    let part = match bilateral_indicator(context, both) {
        Some('3') => (charge / Decimal::TWO, "half of the charge for both sides: the second side"),
        _ => (charge / Decimal::from(3), "a third of the charge for both sides (150 %): the second side"),
    };
    context.risk_of_part(violation, line, context.second_side(line), part)
}

fn stopped(pair: &Pair<'_>, violations: &mut Violations) {
    for twins in pair.same_services() {
        let (facility, line) = (twins.facility, twins.professional);
        let any =
            |of: LineView<'_>, modifiers: &[&str]| modifiers.iter().any(|modifier| of.has_modifier(modifier));
        let places = [line.at_modifiers(), facility.at_modifiers()];
        if any(facility, &["73", "74"]) && !any(line, &["52", "53"]) {
            let message = "The facility says that it was stopped, the professional claim bills all of it";
            let violation = Violation::new(message, places);
            violations.push(match pair.context.beyond_stopped(line) {
                Some(price) => violation.priced(&[(line, price)]),
                None => pair.context.risk_of_payment(violation, &[line], "charge of the professional line"),
            });
        } else if any(line, &["53"]) && !any(facility, &["52", "73", "74"]) {
            // What the hospital is paid depends on whether the anesthesia had begun (73 half, 74 all of it).
            let message = "The professional claim says that it was stopped, the facility bills all of it";
            violations.push(Violation::new(message, places));
        }
    }
}

/// Modifiers that say that a screening became a treatment: PT for Medicare, 33 for other payers.
const SCREENING: &[&str] = &["PT", "33"];

fn screening(encounter: &Encounter<'_>, violations: &mut Violations) {
    for pair in encounter.pairing().pairs {
        let is_one = matches!(pair.relation, Relation::SameProcedure | Relation::SameFamily);
        let marked = |line: LineView<'_>| SCREENING.iter().any(|modifier| line.has_modifier(modifier));
        let (ours, theirs) = (marked(pair.facility), marked(pair.professional));
        if !is_one || ours == theirs || encounter.status == Status::Possible {
            continue;
        }
        let who = if ours { "facility" } else { "professional claim" };
        let message = format!("Only the {who} marks {} as a screening (PT, 33)", pair.professional.code());
        let places = [pair.professional.at_modifiers(), pair.facility.at_modifiers()];
        violations.push(Violation::new(message, places));
    }
}
