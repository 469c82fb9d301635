//! SNIP type 3: what other payers paid, adjusted and left.
//!
//! The sums depend on each other. Where each line is in balance with a payer, the sum over the claim is in balance exactly if
//! the payer's payment is; so the sum over the claim is looked at only where the lines and the payment have nothing wrong.

use crate::money::dollars;
use crate::rules::{Field, Reads, Rule};
use crate::tree::Part;
use crate::validate::rules::Run;
use crate::validate::rules::common::{DECISIONS, PAYERS, SERVICES};
use crate::validate::rules::common::{
    Decision, OtherPayer, Service, adjusted, amount, business, clm, decisions, el, other_payers, services,
};
use crate::validate::rules::{Check, common};
use crate::validate::scope::Claim;
use crate::validate::violation::{Site, Violations};
use rust_decimal::Decimal;
use std::collections::HashMap;

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check::new(
        "BAL-LINE",
        Run::claim(line),
        Reads::on(&[Field::other_subscriber_level]).and(SERVICES).and(PAYERS).and(DECISIONS),
    ),
    Check::new(
        "BAL-PAID",
        Run::claim(paid),
        Reads::on(&[Field::other_subscriber_level])
            .and(&[Field::adjustment])
            .and(SERVICES)
            .and(PAYERS)
            .and(DECISIONS),
    ),
    Check::new(
        "BAL-COB",
        Run::claim(whole),
        Reads::on(&[Field::other_subscriber_level])
            .and(&[Field::adjustment, Field::claim_information])
            .and(SERVICES)
            .and(PAYERS)
            .and(DECISIONS),
    ),
    Check::new(
        "BAL-PAYER",
        Run::claim(payer),
        Reads::on(&[Field::line_adjudication_information]).and(&[Field::other_payer_name]),
    ),
    Check::new(
        "BAL-BUNDLED",
        Run::claim(bundled),
        Reads::on(&[Field::line_adjudication_information]).and(&[Field::line_number]),
    ),
    Check::new(
        "BAL-A8",
        Run::claim(passed_by),
        Reads::on(&[Field::non_covered_amount])
            .and(&[Field::adjustment, Field::claim_information])
            .and(PAYERS),
    ),
];

/// What a payer decided of the lines.
#[derive(Default)]
struct Lines<'c> {
    /// Payments (SVD02).
    paid: Decimal,
    /// Adjustments.
    adjusted: Decimal,
    /// It decided at least one line.
    any: bool,
    /// Lines that do not add up: the decision, what is paid and adjusted, the line.
    off: Vec<(&'c Decision<'c>, Decimal, &'c Service<'c>)>,
}

/// Whether no two payers share the identifier of this one: then a decision on a line tells whose it is.
fn told_apart(claim: &Claim<'_>, payer: &OtherPayer<'_>) -> bool {
    !payer.id().is_empty() && other_payers(claim).filter(|other| other.id() == payer.id()).count() == 1
}

fn of_payer<'c>(
    claim: &Claim<'c>,
    payer: &OtherPayer<'c>,
) -> impl Iterator<Item = &'c Decision<'c>> + use<'c> {
    let id = payer.id();
    decisions(claim).filter(move |decision| decision.svd.element(1) == id)
}

/// None where an amount is no number.
fn lines<'c>(claim: &Claim<'c>, payer: &OtherPayer<'c>) -> Option<Lines<'c>> {
    let mut lines = Lines::default();
    let mut services = services(claim);
    let mut decisions = of_payer(claim, payer).peekable();
    while let Some(first) = decisions.next() {
        // A payer may decide a line in parts.
        let (mut paid, mut taken) = first.amounts?;
        while let Some(next) = decisions.next_if(|next| next.svd.line == first.svd.line) {
            let (more, other) = next.amounts?;
            paid += more;
            taken += other;
        }
        lines.any = true;
        lines.paid += paid;
        lines.adjusted += taken;
        let service = services.find(|service| service.site.line == first.svd.line)?;
        if service.charge()? != paid + taken {
            lines.off.push((first, paid + taken, service));
        }
    }
    Some(lines)
}

/// What the payer must have paid of the claim, by its lines, where it says something else.
fn payment_differs(claim: &Claim<'_>, payer: &OtherPayer<'_>, lines: &Lines<'_>) -> Option<Decimal> {
    let paid = amount(payer.paid?.element(2)).filter(|_| lines.any)?;
    let expected = lines.paid - adjusted(payer.level.all(claim.fields().adjustment))?;
    (paid != expected).then_some(expected)
}

/// More other payers than a claim may have (2320) are a finding of their own; their sums are not looked at.
const MOST_PAYERS: usize = 10;

fn is_whole(claim: &Claim<'_>) -> bool {
    let payers = claim.all(claim.fields().other_subscriber_information).take(MOST_PAYERS + 1).count();
    (1..=MOST_PAYERS).contains(&payers) && !claim.is_disturbed(Part::Claim)
}

fn line(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if !is_whole(claim) {
        return;
    }
    for payer in other_payers(claim).filter(|payer| told_apart(claim, payer)) {
        for (decision, sum, service) in lines(claim, payer).map(|lines| lines.off).unwrap_or_default() {
            let charge = service.charge().unwrap_or_default();
            let (sum, charge) = (dollars(sum), dollars(charge));
            let message = format!("paid and adjusted are together {sum}, the line was charged with {charge}");
            let violation = business(rule, &decision.svd, el(2), message);
            violations.push(violation.also(&service.site, service.charge_spot()));
        }
    }
}

fn paid(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if !is_whole(claim) {
        return;
    }
    for payer in other_payers(claim).filter(|payer| told_apart(claim, payer)) {
        let Some(lines) = lines(claim, payer) else { continue };
        let (Some(expected), Some(amt)) = (payment_differs(claim, payer, &lines), payer.paid) else {
            continue;
        };
        let message = format!(
            "the lines make it {}: their payments less the adjustments of the claim",
            dollars(expected)
        );
        let mut violation = business(rule, &amt, el(2), message);
        for decision in of_payer(claim, payer) {
            violation = violation.also(&decision.svd, el(2));
        }
        violations.push(violation);
    }
}

fn whole(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(clm) = clm(claim).filter(|_| is_whole(claim)) else { return };
    let Some(total) = amount(clm.element(2)) else { return };
    let charged: Option<Decimal> = services(claim).map(common::Service::charge).sum();
    for payer in other_payers(claim) {
        let Some((amt, paid)) = payer.paid.and_then(|amt| Some((amt, amount(amt.element(2))?))) else {
            continue;
        };
        let Some(of_claim) = adjusted(payer.level.all(claim.fields().adjustment)) else { continue };
        let mut sum = paid + of_claim;
        if told_apart(claim, payer) {
            let Some(lines) = lines(claim, payer) else { continue };
            if !lines.off.is_empty() || payment_differs(claim, payer, &lines).is_some() {
                continue;
            }
            sum += lines.adjusted;
        }
        // If the sum is that of the lines, the total charge is what is wrong, and that is said.
        if sum != total && charged != Some(sum) {
            let message = format!(
                "paid and adjusted are together {}, the total charge is {}",
                dollars(sum),
                dollars(total)
            );
            violations.push(business(rule, &amt, el(2), message).also(&clm, el(2)));
        }
    }
}

fn payer(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    if claim.is_disturbed(Part::Claim)
        || claim.all(fields.other_payer_name).take(MOST_PAYERS + 1).count() > MOST_PAYERS
    {
        return;
    }
    for svd in claim.all(fields.line_adjudication_information) {
        let id = svd.element(1);
        if !id.is_empty() && !claim.all(fields.other_payer_name).any(|name| name.element(9) == id) {
            violations.push(business(rule, &svd, el(1), "no other payer of the claim has this identifier"));
        }
    }
}

fn bundled(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let into = |svd: &Site<'_>| !svd.element(6).is_empty();
    if claim.is_disturbed(Part::Claim)
        || !claim.all(fields.line_adjudication_information).any(|svd| into(&svd))
    {
        return;
    }
    let numbers: HashMap<&[u8], Option<u32>> =
        claim.all(fields.line_number).map(|lx| (lx.element(1), lx.line)).collect();
    for svd in claim.all(fields.line_adjudication_information).filter(into) {
        if numbers.get(svd.element(6)).is_none_or(|line| *line == svd.line) {
            violations.push(business(rule, &svd, el(6), "the claim has no other line of this number"));
        }
    }
}

fn passed_by(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    for payer in other_payers(claim) {
        let Some(amt) = payer.level.first(claim.fields().non_covered_amount) else { continue };
        let Some(clm) = clm(claim) else { continue };
        let message = if amount(amt.element(2)) != amount(clm.element(2)) {
            "the non-covered amount is not the total charge"
        } else if payer.paid.is_some() || payer.level.first(claim.fields().adjustment).is_some() {
            "the payer was passed by, and yet paid or adjusted something"
        } else {
            continue;
        };
        violations.push(business(rule, &amt, el(2), message).also(&clm, el(2)));
    }
}
