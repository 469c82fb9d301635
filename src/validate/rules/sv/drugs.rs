//! SNIP type 6: drugs and their administration on a hospital's outpatient bill.

use crate::codes::administration::Administration;
use crate::rules::{Field, Reads, Rule};
use crate::tree::Part;
use crate::validate::rules::Check;
use crate::validate::rules::Run;
use crate::validate::rules::common::{DATES, SERVICES};
use crate::validate::rules::common::{
    Service, business, dated, el, is_bill, is_institutional, is_medicare, place, services,
};
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check::new(
        "SV-ADMIN",
        Run::claim(administration),
        Reads::on(&[Field::institutional_service]).and(&[Field::claim_information]).and(SERVICES),
    ),
    Check::new(
        "SV-JWJZ",
        Run::claim(discarded),
        Reads::on(SERVICES).and(&[Field::subscriber_information]).and(DATES),
    ),
];

fn administration(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let text = |bytes| std::str::from_utf8(bytes).unwrap_or_default();
    if !is_institutional(claim) || !Administration::is_asked_of(text(place(claim))) {
        return;
    }
    let mut bill = Administration::default();
    for (n, service) in services(claim).enumerate() {
        bill.line(n, text(service.site.element(1)), text(service.hcpcs()));
    }
    let Some(missing) = bill.missing().filter(|_| !claim.is_disturbed(Part::Claim) && is_bill(claim)) else {
        return;
    };
    if let Some(service) = services(claim).nth(missing.line()) {
        violations.push(business(rule, &service.site, el(2), missing.as_str()));
    }
}

fn discarded(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let discards = |service: &Service<'_>| service.has_modifier(b"JW");
    if !services(claim).any(&discards) || !is_medicare(claim) {
        return;
    }
    // More lines than a claim may have are a finding of their own.
    for (service, at) in dated(claim).take(999).filter(|(service, _)| discards(service)) {
        if at.is_none() {
            continue;
        }
        let given = || {
            let same = |other: &Service<'_>| other.hcpcs() == service.hcpcs() && !discards(other);
            services(claim).take(999).any(same)
        };
        let whole = || {
            let same = |other: &Service<'_>| other.hcpcs() == service.hcpcs() && other.has_modifier(b"JZ");
            services(claim).take(999).any(same)
        };
        let message = if service.has_modifier(b"JZ") || whole() {
            "JW says that drug was discarded, JZ that none was"
        } else if !given() {
            "no line bills what was given of the drug"
        } else {
            continue;
        };
        violations.push(business(rule, &service.site, service.code_spot(), message));
        return;
    }
}
