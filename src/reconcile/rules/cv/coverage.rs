//! Who pays, and in which order.

use crate::finding::Severity;
use crate::model::{OtherPayer, Text};
use crate::reconcile::claim_view::ClaimView;
use crate::reconcile::scope::Pair;
use crate::reconcile::violation::{Violation, Violations};
use crate::rules::Reads;

use crate::reconcile::rules::id::numbers::plain;
use crate::reconcile::rules::reads::{LINES, OTHER_PAYERS, PAYER};
use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new(
        "CV-PAYER",
        Run::Pair(payer),
        Reads::always(PAYER).and(OTHER_PAYERS).and(LINES).missing(PAYER).missing(OTHER_PAYERS),
    ),
    Check::new("CV-GROUP", Run::Pair(group), Reads::always(PAYER)),
    Check::new("CV-COB", Run::Pair(order), Reads::on(OTHER_PAYERS).and(PAYER).and(LINES)),
    Check::new(
        "CV-OTHER",
        Run::Pair(other),
        Reads::on(OTHER_PAYERS).and(PAYER).and(LINES).missing(PAYER).missing(OTHER_PAYERS),
    ),
];

/// A payer of a claim, the one it goes to or another.
#[derive(Clone, Debug)]
struct Coverage {
    /// P for primary, S for secondary …
    rank: String,
    /// What the payer goes by: group, id, name.
    names: Vec<String>,
    medicare: bool,
    member: String,
    /// Where it is.
    path: String,
}

/// All payers of a claim, the one it goes to first.
fn coverages(pair: &Pair<'_>, claim: ClaimView<'_>) -> Vec<Coverage> {
    let groups = pair.context.groups;
    let names = |texts: [Option<&Text>; 2]| {
        let own = texts.into_iter().flatten();
        own.flat_map(|text| [groups.payer(text).to_owned(), text.to_string()]).map(|n| plain(&n)).collect()
    };
    let text = |text: Option<&Text>| text.map(|text| plain(text)).unwrap_or_default();
    let mut all = Vec::new();
    if let (Some(payer), Some(subscriber)) = (&claim.claim.payer, &claim.claim.subscriber) {
        all.push(Coverage {
            rank: text(subscriber.payer_responsibility.as_ref()),
            names: names([payer.id.as_ref(), payer.name.as_ref()]),
            medicare: is_medicare(subscriber.claim_filing_indicator.as_deref()),
            member: text(subscriber.member_id.as_ref()),
            path: if payer.id.is_some() { "payer.id" } else { "payer.name" }.to_owned(),
        });
    }
    for (n, other) in claim.claim.other_payers.iter().enumerate() {
        let payer = other.payer.as_deref();
        all.push(Coverage {
            rank: text(other.payer_responsibility.as_ref()),
            names: names([payer.and_then(|p| p.id.as_ref()), payer.and_then(|p| p.name.as_ref())]),
            medicare: is_medicare(other.claim_filing_indicator.as_deref()),
            member: text(member(other)),
            path: format!("other_payers[{n}].payer_responsibility"),
        });
    }
    all
}

fn member(other: &OtherPayer) -> Option<&Text> {
    other.subscriber.as_ref()?.member_id.as_ref()
}

fn is_medicare(indicator: Option<&str>) -> bool {
    matches!(indicator, Some("MA" | "MB"))
}

impl Coverage {
    /// Whether two payers are one. The contractors of Medicare's parts A and B are; so are two numbers for a payer that
    /// knows the patient under the same member id.
    fn is(&self, other: &Self) -> bool {
        (self.medicare && other.medicare)
            || self.names.iter().any(|name| other.names.contains(name))
            || (self.medicare == other.medicare && !self.member.is_empty() && self.member == other.member)
    }
}

fn primary(all: &[Coverage]) -> Option<&Coverage> {
    all.iter().find(|coverage| coverage.rank == "P")
}

fn payer(pair: &Pair<'_>, violations: &mut Violations) {
    let (facility, professional) = (coverages(pair, pair.facility), coverages(pair, pair.professional));
    let (Some(a), Some(b)) = (primary(&facility), primary(&professional)) else { return };
    if a.names.is_empty() || b.names.is_empty() || a.is(b) || is_inverted(&facility, &professional) {
        return;
    }
    // A payer that one claim calls primary and the other second is a matter of order.
    if facility.iter().any(|own| own.is(b)) || professional.iter().any(|own| own.is(a)) {
        return;
    }
    let places = [pair.facility.at(a.path.clone()), pair.professional.at(b.path.clone())];
    let violation = Violation::new("The two claims name different primary payers", places);
    violations.push(
        violation.charges_at_risk(
            pair.lines(),
            "charges of the professional lines, if its payer is the wrong one",
        ),
    );
}

fn group(pair: &Pair<'_>, violations: &mut Violations) {
    let said = |claim: ClaimView<'_>| claim.claim.subscriber.as_ref().and_then(|s| s.group_number.clone());
    let (Some(a), Some(b)) = (said(pair.facility), said(pair.professional)) else { return };
    if plain(&a) != plain(&b) && pair.context.same_payer(pair.facility, pair.professional) == Some(true) {
        let path = "subscriber.group_number";
        violations.push(Violation::new(
            "The two claims give different group numbers",
            [pair.facility.at(path), pair.professional.at(path)],
        ));
    }
}

fn order(pair: &Pair<'_>, violations: &mut Violations) {
    let (facility, professional) = (coverages(pair, pair.facility), coverages(pair, pair.professional));
    if let (true, Some(a), Some(b)) =
        (is_inverted(&facility, &professional), primary(&facility), primary(&professional))
    {
        let places = [pair.facility.at(a.path.clone()), pair.professional.at(b.path.clone())];
        let violation = Violation::new("The two claims name the same payers in the opposite order", places);
        violations.push(violation.charges_at_risk(
            pair.lines(),
            "charges of the professional lines, if its order is the wrong one",
        ));
    }
}

/// Whether each claim's primary payer is further down on the other claim.
fn is_inverted(facility: &[Coverage], professional: &[Coverage]) -> bool {
    let (Some(a), Some(b)) = (primary(facility), primary(professional)) else { return false };
    let below = |all: &[Coverage], wanted: &Coverage| all.iter().any(|own| own.rank != "P" && own.is(wanted));
    !a.is(b) && below(facility, b) && below(professional, a)
}

fn other(pair: &Pair<'_>, violations: &mut Violations) {
    let (facility, professional) = (coverages(pair, pair.facility), coverages(pair, pair.professional));
    let (Some(a), Some(b)) = (primary(&facility), primary(&professional)) else { return };
    if a.is(b) || is_inverted(&facility, &professional) {
        return;
    }
    // One claim's primary payer is named on the other, but behind somebody the first one does not know.
    let on_facility = facility.iter().any(|own| own.is(b)) && !professional.iter().any(|own| own.is(a));
    let on_professional = professional.iter().any(|own| own.is(a)) && !facility.iter().any(|own| own.is(b));
    let places = if on_facility {
        [pair.facility.at(a.path.clone()), pair.professional.at(b.path.clone())]
    } else if on_professional {
        [pair.professional.at(b.path.clone()), pair.facility.at(a.path.clone())]
    } else {
        return;
    };
    let (side, billed) =
        if on_facility { ("facility's", pair.professional) } else { ("professional", pair.facility) };
    let message = format!("Only the {side} claim names another payer that pays first");
    if !billed.is_medicare() {
        violations.push(Violation::new(message, places));
        return;
    }
    let violation = Violation::new(format!("{message}; the other claim bills Medicare first"), places)
        .weighing(Severity::Error);
    violations
        .push(violation.charges_at_risk(billed.lines(), "charges of the claim that bills Medicare first"));
}
