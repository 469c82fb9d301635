//! SNIP type 4: service lines.

use crate::rule::Rule;
use crate::translate::Part;
use crate::validate::hit::Hits;
use crate::validate::rules::common::{
    business, dated, el, is_institutional, lacking, place, served, services, unwanted,
};
use crate::validate::rules::{Check, common};
use crate::validate::scope::Claim;

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check { code: "SIT-LINEDATE", at: Part::Claim, run: line_date },
    Check { code: "SIT-SAMEPOS", at: Part::Claim, run: same_place },
    Check { code: "SIT-LX", at: Part::Claim, run: numbered },
    Check { code: "SIT-6R", at: Part::Claim, run: control },
    Check { code: "SIT-PS1", at: Part::Claim, run: purchased },
];

fn line_date(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    let outpatient = matches!(
        place(claim),
        b"13" | b"14" | b"71" | b"72" | b"73" | b"74" | b"75" | b"76" | b"77" | b"83" | b"85"
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
        hits.add(lacking(rule, &service.site, fields.service_date, "the date of the service is missing"));
    }
}

fn same_place(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    if is_institutional(claim) {
        return;
    }
    let place = place(claim);
    let same = |service: &&common::Service<'_>| !place.is_empty() && service.site.element(5) == place;
    if let Some(service) = services(claim).find(same) {
        hits.add(unwanted(rule, &service.site, el(5), "the claim says the same place of service"));
    }
}

fn numbered(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let mut expected = 0u32;
    for lx in claim.all(claim.fields().line_number) {
        expected += 1;
        let number = lx.element(1).iter().try_fold(0u32, |n, b| {
            n.checked_mul(10)?.checked_add(u32::from(b.checked_sub(b'0').filter(|d| *d < 10)?))
        });
        let Some(number) = number else { return };
        if number != expected {
            hits.add(business(rule, &lx, el(1), format!("this is line {expected} of the claim")));
            return;
        }
    }
}

fn control(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
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
            hits.add(
                business(rule, &site, el(2), "another line has this control number").also(&first, el(2)),
            );
            return;
        }
    }
}

fn purchased(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    let mut sellers = common::beside(claim.all(fields.purchased_service_provider_name));
    for ps1 in claim.all(fields.purchased_service) {
        if ps1.line.is_none_or(|line| sellers.of(line).is_none()) && !claim.is_disturbed(Part::Claim) {
            let row = fields.purchased_service_provider_name;
            hits.add(lacking(rule, &ps1, row, "the line does not say who the service was bought from"));
        }
    }
}
