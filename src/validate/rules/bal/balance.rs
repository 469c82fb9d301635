//! SNIP type 3: sums within one claim.

use crate::money::dollars;
use crate::rules::{Field, Reads, Rule};
use crate::validate::rules::Run;
use crate::validate::rules::common::{DATES, SERVICES};
use crate::validate::rules::common::{amount, beside, business, clm, el, is_institutional, place, services};
use crate::validate::rules::{Check, common};
use crate::validate::scope::Claim;
use crate::validate::violation::{Site, Violations};
use rust_decimal::Decimal;

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check::new("BAL-TOTAL", Run::claim(total), Reads::on(&[Field::institutional_service]).and(SERVICES)),
    Check::new(
        "BAL-NONCOV",
        Run::claim(non_covered),
        Reads::on(&[Field::institutional_service]).and(SERVICES),
    ),
    Check::new(
        "BAL-HCP",
        Run::claim(repriced),
        Reads::on(&[Field::repricing, Field::line_repricing]).and(&[Field::claim_information]).and(SERVICES),
    ),
    Check::new(
        "BAL-F5",
        Run::claim(patient_paid),
        Reads::on(&[Field::patient_amount_paid, Field::patient_estimated_amount_due])
            .and(&[Field::claim_information]),
    ),
    Check::new(
        "BAL-DAYS",
        Run::claim(covered_days),
        Reads::on(&[Field::value_codes])
            .and(&[Field::claim_information, Field::institutional_claim_code, Field::admission_date])
            .and(DATES),
    ),
];

pub(in crate::validate::rules) fn is_total(site: &Site<'_>, claim: &Claim<'_>) -> bool {
    is_institutional(claim) && matches!(site.element(1), b"0001" | b"001")
}

fn total(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    for service in services(claim).filter(|service| is_total(&service.site, claim)) {
        let message = "the line repeats the total of the claim; revenue code 0001 belongs to the paper form";
        violations.push(business(rule, &service.site, el(1), message));
    }
}

fn non_covered(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    for service in services(claim).filter(|_| is_institutional(claim)) {
        let value = service.site.element(7);
        if value.is_empty() {
            continue;
        }
        if let (Some(part), Some(charge)) = (amount(value), service.charge())
            && part > charge
        {
            let message = "the non-covered charge is more than the charge of the line";
            violations.push(business(rule, &service.site, el(7), message).also(&service.site, el(3)));
        }
    }
}

fn repriced(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let mut check = |hcp: &Site<'_>, charge: Option<Decimal>| {
        let (Some(allowed), Some(charge)) = (amount(hcp.element(2)), charge) else { return };
        let saved = amount(hcp.element(3)).unwrap_or_default();
        if allowed + saved > charge {
            let message =
                format!("allowed and saved are together {}, more than the charge", dollars(allowed + saved));
            violations.push(business(rule, hcp, el(2), message).also(hcp, el(3)));
        }
    };
    if let Some(hcp) = claim.first(fields.repricing) {
        check(&hcp, clm(claim).and_then(|clm| amount(clm.element(2))));
    }
    if claim.first(fields.line_repricing).is_none() {
        return;
    }
    let mut lines = beside(claim.all(fields.line_repricing));
    for service in services(claim) {
        if let Some(hcp) = lines.of(service.line()) {
            check(&hcp, service.charge());
        }
    }
}

fn patient_paid(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    for row in [fields.patient_amount_paid, fields.patient_estimated_amount_due] {
        let Some(amt) = claim.first(row) else { continue };
        let total = clm(claim).and_then(|clm| amount(clm.element(2)));
        if let (Some(paid), Some(total)) = (amount(amt.element(2)), total)
            && paid > total
        {
            violations.push(business(rule, &amt, el(2), "the patient's share is more than the total charge"));
        }
    }
}

fn covered_days(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    if !matches!(place(claim), b"11" | b"18" | b"21") || !is_institutional(claim) {
        return;
    }
    let (mut covered, mut others) = (None, Decimal::ZERO);
    for site in claim.all(fields.value_codes) {
        for n in 1..=site.segment.last() {
            let Some(value) = amount(site.component(n, 5)) else { continue };
            match site.component(n, 2) {
                b"80" => covered = Some((site, n as u8, value)),
                b"81" => others += value,
                _ => {}
            }
        }
    }
    let Some((site, element, covered)) = covered else { return };
    let Some((first, to)) = common::served(claim) else { return };
    // Days in the emergency department or under observation come before the admission.
    let admitted = claim.first(fields.admission_date).and_then(|site| common::period(&site));
    let from = admitted.map_or(first, |(admitted, _)| admitted.clamp(first, to.max(first)));
    let still_there = claim.first(fields.institutional_claim_code).is_some_and(|cl1| cl1.element(3) == b"30");
    let days = ((to - from).num_days() + i64::from(still_there)).max(1);
    if covered + others != Decimal::from(days) {
        let message = format!(
            "covered and non-covered days are together {}, the stay has {days}",
            (covered + others).normalize()
        );
        let violation = business(rule, &site, common::part(element, 5), message);
        violations.push(match claim.first(fields.statement_dates) {
            Some(dates) => violation.also(&dates, el(3)),
            None => violation,
        });
    }
}
