//! The same thing billed twice by one side.

use crate::codes::services::ServiceKind;
use crate::reconcile::claim_view::{ClaimView, LineView};
use crate::reconcile::scope::Person;
use crate::reconcile::violation::{Violation, Violations};
use crate::rules::{Field, Reads};

use crate::reconcile::rules::reads::{BILLERS, LINES, RENDERERS};
use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new(
        "LC-DUPP",
        Run::Person(professional),
        Reads::always(LINES).and(RENDERERS).and(&[Field::subscriber_information]).missing(LINES),
    ),
    Check::new(
        "LC-DUPI",
        Run::Person(facility),
        Reads::always(LINES)
            .and(BILLERS)
            .and(&[Field::subscriber_information])
            .missing(&[Field::condition_codes])
            .missing(LINES),
    ),
];

/// Modifiers that say that a service was done again on purpose, or apart from another.
const REPEATED: &[&str] = &["76", "77", "91", "59", "XE", "XP", "XS", "XU"];

/// A copy is reported once, beside the first claim that it repeats: of a hundred copies there are 99 too many.
fn professional(person: &Person<'_>, violations: &mut Violations) {
    // A replacement repeats what it replaces.
    let original = |claim: &&ClaimView<'_>| claim.frequency() == "1";
    let claims: Vec<ClaimView<'_>> = person.professional.iter().filter(original).copied().collect();
    for (n, &later) in claims.iter().enumerate() {
        let repeated =
            claims[..n].iter().map(|&earlier| twins(earlier, later)).find(|twins| !twins.is_empty());
        let Some(twins) = repeated else { continue };
        let message = match twins.len() {
            1 => "A second claim bills the same service of the same renderer on the same day".to_owned(),
            n => format!("A second claim bills the same {n} services of the same renderer on the same days"),
        };
        let (first, second) = twins[0];
        let violation = Violation::new(message, [second.at("procedure.code"), first.at("procedure.code")]);
        let cheaper =
            twins.iter().map(|(a, b)| if a.charge() < b.charge() { *a } else { *b }).collect::<Vec<_>>();
        violations.push(person.context.risk_of_payment(
            violation,
            &cheaper,
            "charge of the smaller of the two lines",
        ));
    }
}

/// Lines of the later claim with those of the earlier one that they repeat.
fn twins<'c>(earlier: ClaimView<'c>, later: ClaimView<'c>) -> Vec<(LineView<'c>, LineView<'c>)> {
    // A claim to the second payer repeats what the first one got.
    if rank(earlier) != rank(later) {
        return Vec::new();
    }
    // One to one: one line repeats one.
    let mut taken: Vec<usize> = Vec::new();
    let repeated = |line: LineView<'c>| {
        let own = earlier.lines().find(|own| !taken.contains(&own.index) && is_twice(*own, line))?;
        taken.push(own.index);
        Some((own, line))
    };
    later.lines().filter_map(repeated).collect()
}

/// Rank of the payer that a claim goes to.
fn rank(claim: ClaimView<'_>) -> Option<&str> {
    claim.claim.subscriber.as_ref()?.payer_responsibility.as_deref()
}

fn is_twice(a: LineView<'_>, b: LineView<'_>) -> bool {
    let sorted = |line: LineView<'_>| {
        let mut modifiers = line.modifiers();
        modifiers.sort();
        modifiers
    };
    let renderer = a.renderer();
    a.code() == b.code()
        && !a.code().is_empty()
        && a.period() == b.period()
        && a.period().is_some()
        && renderer.is_some()
        && renderer == b.renderer()
        && sorted(a) == sorted(b)
        && !REPEATED.iter().any(|modifier| a.has_modifier(modifier) && !is_of_procedures(modifier, a))
}

/// Whether a modifier says that a procedure was repeated, and the line bills a visit, which it does not go with.
fn is_of_procedures(modifier: &str, line: LineView<'_>) -> bool {
    matches!(modifier, "76" | "77") && line.kind() == Some(ServiceKind::Visit)
}

fn facility(person: &Person<'_>, violations: &mut Violations) {
    let billed = person.facility.iter().filter(|claim| matches!(claim.frequency(), "1" | "7"));
    let billed: Vec<ClaimView<'_>> = billed.copied().collect();
    let groups = person.context.groups;
    let house = |claim: ClaimView<'_>| claim.biller().map(|npi| groups.facility(npi).to_owned());
    let is_twice = |a: ClaimView<'_>, b: ClaimView<'_>| {
        let one_house = house(a).is_some() && house(a) == house(b) && a.facility_type() == b.facility_type();
        let alike = one_house && a.person == b.person;
        let (Some((from, to)), Some((start, end)), true) = (a.days(), b.days(), alike) else {
            return false;
        };
        if a.is_inpatient() {
            // A patient may be discharged and come back on one day.
            return start < to && from < end || (from, to) == (start, end);
        }
        let apart = |claim: ClaimView<'_>| {
            claim.has_condition("G0") || claim.lines().any(|line| line.has_modifier("27"))
        };
        start <= to && from <= end && !apart(a) && !apart(b) && has_same_lines(a, b)
    };
    for (n, &later) in billed.iter().enumerate() {
        let Some(&first) = billed[..n].iter().find(|earlier| is_twice(**earlier, later)) else { continue };
        let violation = Violation::new(
            "A second claim of the facility bills the same days",
            [later.at("statement_from"), first.at("statement_from")],
        );
        let smaller = if total(first) < total(later) { first } else { later };
        violations.push(person.context.risk_of_payment(
            violation,
            &smaller.lines().collect::<Vec<_>>(),
            "charges of the smaller of the two claims",
        ));
    }
}

fn total(claim: ClaimView<'_>) -> rust_decimal::Decimal {
    claim.lines().map(LineView::charge).sum()
}

/// Whether every line of one of the claims is on the other as well.
fn has_same_lines(a: ClaimView<'_>, b: ClaimView<'_>) -> bool {
    let same = |x: &LineView<'_>, y: &LineView<'_>| {
        x.revenue() == y.revenue()
            && x.code() == y.code()
            && x.period() == y.period()
            && x.charge() == y.charge()
    };
    let holds = |whole: ClaimView<'_>, part: ClaimView<'_>| {
        part.lines().next().is_some() && part.lines().all(|line| whole.lines().any(|own| same(&own, &line)))
    };
    holds(a, b) || holds(b, a)
}
