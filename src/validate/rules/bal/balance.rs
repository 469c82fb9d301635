//! SNIP type 3: sums within one claim.

use crate::rule::Rule;
use crate::translate::Part;
use crate::validate::hit::{Hits, Site};
use crate::validate::rules::common::{
    amount, beside, business, clm, dollars, el, is_institutional, place, services,
};
use crate::validate::rules::{Check, common};
use crate::validate::scope::Claim;
use rust_decimal::Decimal;

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check { code: "BAL-TOTAL", at: Part::Claim, run: total },
    Check { code: "BAL-NONCOV", at: Part::Claim, run: non_covered },
    Check { code: "BAL-HCP", at: Part::Claim, run: repriced },
    Check { code: "BAL-F5", at: Part::Claim, run: patient_paid },
    Check { code: "BAL-DAYS", at: Part::Claim, run: covered_days },
];

pub(in crate::validate::rules) fn is_total(site: &Site<'_>, claim: &Claim<'_>) -> bool {
    is_institutional(claim) && matches!(site.element(1), b"0001" | b"001")
}

fn total(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    for service in services(claim).filter(|service| is_total(&service.site, claim)) {
        let message = "the line repeats the total of the claim; revenue code 0001 belongs to the paper form";
        hits.add(business(rule, &service.site, el(1), message));
    }
}

fn non_covered(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    for service in services(claim).filter(|_| is_institutional(claim)) {
        let value = service.site.element(7);
        if value.is_empty() {
            continue;
        }
        if let (Some(part), Some(charge)) = (amount(value), service.charge())
            && part > charge
        {
            let message = "the non-covered charge is more than the charge of the line";
            hits.add(business(rule, &service.site, el(7), message).also(&service.site, el(3)));
        }
    }
}

fn repriced(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    let mut check = |hcp: &Site<'_>, charge: Option<Decimal>| {
        let (Some(allowed), Some(charge)) = (amount(hcp.element(2)), charge) else { return };
        let saved = amount(hcp.element(3)).unwrap_or_default();
        if allowed + saved > charge {
            let message =
                format!("allowed and saved are together {}, more than the charge", dollars(allowed + saved));
            hits.add(business(rule, hcp, el(2), message).also(hcp, el(3)));
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

fn patient_paid(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    for row in [fields.patient_amount_paid, fields.patient_estimated_amount_due] {
        let Some(amt) = claim.first(row) else { continue };
        let total = clm(claim).and_then(|clm| amount(clm.element(2)));
        if let (Some(paid), Some(total)) = (amount(amt.element(2)), total)
            && paid > total
        {
            hits.add(business(rule, &amt, el(2), "the patient's share is more than the total charge"));
        }
    }
}

fn covered_days(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
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
    let Some((from, to)) = common::served(claim) else { return };
    let still_there = claim.first(fields.institutional_claim_code).is_some_and(|cl1| cl1.element(3) == b"30");
    let days = ((to - from).num_days() + i64::from(still_there)).max(1);
    if covered + others != Decimal::from(days) {
        let message = format!(
            "covered and non-covered days are together {}, the stay has {days}",
            (covered + others).normalize()
        );
        let hit = business(rule, &site, common::part(element, 5), message);
        hits.add(match claim.first(fields.statement_dates) {
            Some(dates) => hit.also(&dates, el(3)),
            None => hit,
        });
    }
}
