//! SNIP type 4: service lines.

use crate::rules::{Field, Reads, Rule};
use crate::tree::Part;
use crate::validate::rules::Run;
use crate::validate::rules::common::{DATES, SERVICES};
use crate::validate::rules::common::{
    business, dated, el, is_institutional, lacking, place, served, services, unwanted,
};
use crate::validate::rules::{Check, common};
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check::new(
        "SIT-LINEDATE",
        Run::claim(line_date),
        Reads::on(&[Field::institutional_service])
            .and(&[Field::claim_information, Field::drug_identification])
            .and(SERVICES)
            .and(DATES),
    ),
    Check::new(
        "SIT-SAMEPOS",
        Run::claim(same_place),
        Reads::on(&[Field::professional_service]).and(&[Field::claim_information]).and(SERVICES),
    ),
    Check::new("SIT-LX", Run::claim(numbered), Reads::on(&[Field::line_number])),
    Check::new("SIT-6R", Run::claim(control), Reads::on(&[Field::line_item_control_number])),
    Check::new(
        "SIT-PS1",
        Run::claim(purchased),
        Reads::on(&[Field::purchased_service]).and(&[Field::purchased_service_provider_name]),
    ),
];

fn line_date(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let outpatient = matches!(
        place(claim),
        b"13" | b"14" | b"71" | b"72" | b"73" | b"74" | b"75" | b"76" | b"77" | b"78" | b"79" | b"83" | b"85"
    );
    if !is_institutional(claim) || !outpatient || claim.is_disturbed(Part::Claim) {
        return;
    }
    if served(claim).is_none_or(|(from, to)| from == to) {
        return;
    }
    let mut drugs = common::beside(claim.all(fields.drug_identification));
    for (service, day) in dated(claim) {
        let own = day.is_some_and(|(site, _)| site.line == service.site.line);
        if own || service.hcpcs().is_empty() || drugs.of(service.line()).is_some() {
            continue;
        }
        violations.push(lacking(
            rule,
            &service.site,
            fields.service_date,
            "the date of the service is missing",
        ));
    }
}

fn same_place(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if is_institutional(claim) {
        return;
    }
    let place = place(claim);
    let same = |service: &&common::Service<'_>| !place.is_empty() && service.site.element(5) == place;
    if let Some(service) = services(claim).find(same) {
        violations.push(unwanted(rule, &service.site, el(5), "the claim says the same place of service"));
    }
}

fn numbered(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let mut expected = 0u32;
    for lx in claim.all(claim.fields().line_number) {
        expected += 1;
        let number = lx.element(1).iter().try_fold(0u32, |n, b| {
            n.checked_mul(10)?.checked_add(u32::from(b.checked_sub(b'0').filter(|d| *d < 10)?))
        });
        let Some(number) = number else { return };
        if number != expected {
            violations.push(business(rule, &lx, el(1), format!("this is line {expected} of the claim")));
            return;
        }
    }
}

fn control(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let numbers = || claim.all(claim.fields().line_item_control_number);
    // Most claims number their lines upward; only where one is not above its neighbour a closer look is needed.
    let mut last: &[u8] = b"";
    let rises = numbers().all(|at| {
        let number = at.element(2);
        let above = (number.len(), number) > (last.len(), last);
        last = number;
        above
    });
    if rises {
        return;
    }
    let mut seen = std::collections::HashMap::new();
    for site in numbers() {
        if let Some(first) = seen.insert(site.element(2), site) {
            violations.push(
                business(rule, &site, el(2), "another line has this control number").also(&first, el(2)),
            );
            return;
        }
    }
}

fn purchased(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let mut sellers = common::beside(claim.all(fields.purchased_service_provider_name));
    for ps1 in claim.all(fields.purchased_service) {
        if ps1.line.is_none_or(|line| sellers.of(line).is_none()) && !claim.is_disturbed(Part::Claim) {
            let row = fields.purchased_service_provider_name;
            violations.push(lacking(
                rule,
                &ps1,
                row,
                "the line does not say who the service was bought from",
            ));
        }
    }
}
