//! Right, left, both, and operations that were stopped.

use std::collections::BTreeSet;

use crate::codes::laterality::Side;
use crate::finding::Severity;
use crate::reconcile::billed::Line;
use crate::reconcile::both::{Both, billed_by_both, side};
use crate::reconcile::scope::{Context, Encounter, Pair};
use crate::reconcile::violation::{Violation, Violations};
use crate::rules::Reads;

use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new("SV-LAT", Run::Visit(sides), Reads::MODEL),
    Check::new("SV-BILAT", Run::Visit(both_sides), Reads::MODEL),
    Check::new("SV-DISC", Run::Pair(stopped), Reads::MODEL),
];

fn sides(visit: &Encounter<'_>, violations: &mut Violations) {
    for both in billed_by_both(visit) {
        let (ours, theirs) = (named(&both.facility), named(&both.professional));
        let opposite = !ours.is_empty() && !theirs.is_empty() && ours.is_disjoint(&theirs);
        let halves = ours.is_empty() != theirs.is_empty();
        let one_silent = halves && !is_bilateral(&both.facility) && !is_bilateral(&both.professional);
        let paired = || bilateral_indicator(visit.context, &both).is_some_and(|one| matches!(one, '1' | '3'));
        let line = both.professional[0];
        let places = [line.at_modifiers(), both.facility[0].at_modifiers()];
        if opposite {
            let word = |sides: &BTreeSet<Side>| sides.iter().next().map_or("", |side| side.as_str());
            let message = format!(
                "The facility bills {} on the {}, the professional claim on the {}",
                both.code(),
                word(&ours),
                word(&theirs)
            );
            let violation = Violation::new(message, places);
            violations.push(visit.context.risk_of_payment(
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

fn named(lines: &[Line<'_>]) -> BTreeSet<Side> {
    lines.iter().filter_map(|line| side(*line)).collect()
}

/// Modifier 50, or a line for the right and one for the left.
fn is_bilateral(lines: &[Line<'_>]) -> bool {
    lines.iter().any(|line| line.has_modifier("50")) || named(lines).len() == 2
}

fn bilateral_indicator(context: &Context<'_>, both: &Both<'_>) -> Option<char> {
    context.whole_fee(both.professional[0]).map(|fee| fee.bilateral)
}

fn both_sides(visit: &Encounter<'_>, violations: &mut Violations) {
    for both in billed_by_both(visit) {
        let (ours, theirs) = (is_bilateral(&both.facility), is_bilateral(&both.professional));
        let judged = bilateral_indicator(visit.context, &both).is_none_or(|one| matches!(one, '1' | '3'));
        if ours == theirs || !judged {
            continue;
        }
        let who = if ours { "facility" } else { "professional claim" };
        let message = format!("Only the {who} bills {} for both sides of the body", both.code());
        let line = both.professional[0];
        let places = [line.at_modifiers(), both.facility[0].at_modifiers()];
        let violation = Violation::new(message, places);
        violations.push(visit.context.risk_of_payment(violation, &[line], "charge of the professional line"));
    }
}

fn stopped(pair: &Pair<'_>, violations: &mut Violations) {
    for twins in pair.same_services() {
        let (facility, line) = (twins.facility, twins.professional);
        let any =
            |of: Line<'_>, modifiers: &[&str]| modifiers.iter().any(|modifier| of.has_modifier(modifier));
        let message = if any(facility, &["73", "74"]) && !any(line, &["52", "53"]) {
            "The facility says that it was stopped, the professional claim bills all of it"
        } else if any(line, &["53"]) && !any(facility, &["52", "73", "74"]) {
            "The professional claim says that it was stopped, the facility bills all of it"
        } else {
            continue;
        };
        let places = [line.at_modifiers(), facility.at_modifiers()];
        let violation = Violation::new(message, places);
        violations.push(pair.context.risk_of_payment(violation, &[line], "charge of the professional line"));
    }
}
