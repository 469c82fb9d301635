//! SNIP type 4: the payers of a claim in their order.

use crate::rules::{Field, Reads, Rule};
use crate::tree::Part;
use crate::validate::rules::Run;
use crate::validate::rules::common::PAYERS;
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;

use crate::validate::rules::Check;
use crate::validate::rules::common::{
    business, el, empty, is_institutional, is_medicare, lacking, other_payers, superfluous,
};

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check::new(
        "SIT-ORDER",
        Run::claim(order),
        Reads::on(&[Field::other_subscriber_information]).and(&[Field::subscriber_information]),
    ),
    Check::new(
        "SIT-PAIDLATER",
        Run::claim(paid_later),
        Reads::on(&[Field::payer_paid_amount]).and(&[Field::subscriber_information]).and(PAYERS),
    ),
    Check::new(
        "SIT-NOPRIMARY",
        Run::claim(no_primary),
        Reads::on(&[Field::subscriber_information]).and(&[Field::other_subscriber_information]),
    ),
    Check::new(
        "SIT-DECIDED",
        Run::claim(decided),
        Reads::on(&[Field::payer_paid_amount])
            .and(&[Field::line_adjudication_information, Field::other_payer_payment_date])
            .and(PAYERS),
    ),
    Check::new(
        "SIT-DECIDED2",
        Run::claim(decided_twice),
        Reads::on(&[Field::other_payer_payment_date])
            .and(&[Field::line_adjudication_information])
            .and(PAYERS),
    ),
    Check::new("SIT-MSP", Run::claim(medicare_second), Reads::on(&[Field::subscriber_information])),
];

/// Rank in the order of payers; none for U and what is not known.
fn rank(code: &[u8]) -> Option<u8> {
    match code {
        [b'P'] => Some(1),
        [b'S'] => Some(2),
        [b'T'] => Some(3),
        [letter @ b'A'..=b'H'] => Some(letter - b'A' + 4),
        _ => None,
    }
}

fn order(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(own) = claim.first(fields.subscriber_information) else { return };
    // The order has eleven places; more payers than that are a finding of their own.
    let others = || claim.all(fields.other_subscriber_information).take(11);
    for (n, other) in others().enumerate() {
        let place = other.element(1);
        let before = std::iter::once(own).chain(others().take(n));
        if place == b"U" || place.is_empty() {
            continue;
        }
        if let Some(first) = before.into_iter().find(|sbr| sbr.element(1) == place) {
            violations.push(
                business(rule, &other, el(1), "another payer of the claim has this place already")
                    .also(&first, el(1)),
            );
        }
    }
}

fn paid_later(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(own) = claim.first(claim.fields().subscriber_information) else { return };
    let Some(here) = rank(own.element(1)) else { return };
    for payer in other_payers(claim) {
        let Some(paid) = payer.paid else { continue };
        if rank(payer.sbr.element(1)).is_some_and(|there| there > here) {
            let message = "this payer comes after the one that gets the claim, and has paid";
            violations.push(business(rule, &paid, el(2), message).also(&payer.sbr, el(1)).also(&own, el(1)));
        }
    }
}

fn no_primary(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(own) = claim.first(fields.subscriber_information) else { return };
    let is_later = rank(own.element(1)).is_some_and(|rank| rank > 1);
    if is_later
        && claim.first(fields.other_subscriber_information).is_none()
        && !claim.is_disturbed(Part::Claim)
    {
        violations.push(lacking(
            rule,
            &own,
            fields.other_subscriber_information,
            "no payer before this one is named",
        ));
    }
}

fn decided(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    if claim.first(fields.payer_paid_amount).is_none() || claim.is_disturbed(Part::Claim) {
        return;
    }
    // With every line's decision a day is there.
    let by_lines =
        |id: &[u8]| claim.all(fields.line_adjudication_information).any(|svd| svd.element(1) == id);
    for payer in other_payers(claim).take(11) {
        let Some(name) = payer.name.filter(|_| payer.paid.is_some()) else { continue };
        if payer.level.first(fields.other_payer_payment_date).is_none() && !by_lines(payer.id()) {
            violations.push(lacking(
                rule,
                &name,
                fields.other_payer_payment_date,
                "the payer has paid, the day is missing",
            ));
        }
    }
}

fn decided_twice(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    if claim.first(fields.other_payer_payment_date).is_none() {
        return;
    }
    for payer in other_payers(claim).take(11).filter(|payer| !payer.id().is_empty()) {
        let Some(date) = payer.level.first(fields.other_payer_payment_date) else { continue };
        let line = claim.all(fields.line_adjudication_information).find(|svd| svd.element(1) == payer.id());
        if let Some(svd) = line {
            violations
                .push(superfluous(rule, &date, None, "the lines say the day as well").also(&svd, el(1)));
        }
    }
}

fn medicare_second(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if is_institutional(claim) || !is_medicare(claim) {
        return;
    }
    let Some(sbr) = claim.first(claim.fields().subscriber_information) else { return };
    if rank(sbr.element(1)).is_some_and(|rank| rank > 1) && sbr.element(5).is_empty() {
        violations.push(empty(rule, &sbr, el(5), "Medicare is not the first payer, and why is not said"));
    }
}
