//! SNIP type 3: total charge and charges of lines.

use crate::money::dollars;
use crate::rules::{Field, Reads, Rule};
use crate::tree::Part;
use crate::validate::rules::Check;
use crate::validate::rules::Run;
use crate::validate::rules::bal::balance::is_total;
use crate::validate::rules::common::SERVICES;
use crate::validate::rules::common::{amount, business, clm, el, services};
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;
use rust_decimal::Decimal;

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check::new("CH-SUM", Run::claim(sum), Reads::on(SERVICES).and(&[Field::claim_information])),
    Check::new("CH-ZERO", Run::claim(charge), Reads::on(SERVICES)),
];

fn sum(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(clm) = clm(claim).filter(|_| !claim.is_disturbed(Part::Claim)) else { return };
    let Some(total) = amount(clm.element(2)) else { return };
    let mut sum = Decimal::ZERO;
    let mut totals = Decimal::ZERO;
    for service in services(claim) {
        let Some(charge) = service.charge() else { return };
        sum += charge;
        if is_total(&service.site, claim) {
            totals += charge;
        }
    }
    // A claim without lines, and a line that carries the total, have rules of their own.
    if services(claim).next().is_none() || sum == total || sum - totals == total {
        return;
    }
    let (more, less) = if sum > total { ("more", sum - total) } else { ("less", total - sum) };
    let message = format!(
        "the lines add up to {}, which is {} {more} than the total charge",
        dollars(sum),
        dollars(less)
    );
    let mut violation = business(rule, &clm, el(2), message);
    if let Some(service) = services(claim).next() {
        violation = violation.also(&service.site, service.charge_spot());
    }
    violations.push(violation);
}

fn charge(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    for service in services(claim) {
        let spot = service.charge_spot();
        let value = spot.map_or(&b""[..], |spot| service.site.value(spot));
        if value.first() == Some(&b'-') && amount(value).is_some_and(|charge| charge < Decimal::ZERO) {
            violations.push(business(rule, &service.site, spot, "the charge of the line is negative"));
        }
    }
}
