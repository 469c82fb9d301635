//! SNIP type 6: drugs and their administration on a hospital's outpatient bill.

use crate::codes::administration::Administration;
use crate::finding::Severity;
use crate::rules::{Field, Reads, Rule};
use crate::tree::Part;
use crate::validate::rules::Check;
use crate::validate::rules::Run;
use crate::validate::rules::common::{DATES, SERVICES};
use crate::validate::rules::common::{
    Service, business, dated, el, is_bill, is_institutional, is_medicare, place, services,
};
use crate::validate::scope::Claim;
use crate::validate::tables::packed;
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
    Check::new(
        "SV-JZ",
        Run::claim(unattested),
        Reads::on(SERVICES).and(&[Field::claim_information, Field::subscriber_information]).and(DATES),
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

/// Drugs of which contractors and societies write that they come in single-dose containers: infliximab (Noridian on
/// modifier JW), aflibercept, ranibizumab and faricimab (American Academy of Ophthalmology on injectable drugs).
const SINGLE_DOSE: [u64; 4] = packed([b"J0178", b"J1745", b"J2777", b"J2778"]);

/// Antibodies and the like, of which their labels say so. CMS publishes no list; a label may change.
const LABELED: [u64; 40] = packed([
    b"J0129", b"J0517", b"J0585", b"J0717", b"J0881", b"J0897", b"J1300", b"J1602", b"J2182", b"J2323",
    b"J2350", b"J2357", b"J2506", b"J2786", b"J3262", b"J3357", b"J3358", b"J3380", b"J9022", b"J9023",
    b"J9035", b"J9041", b"J9042", b"J9047", b"J9055", b"J9119", b"J9144", b"J9145", b"J9173", b"J9176",
    b"J9228", b"J9264", b"J9271", b"J9299", b"J9303", b"J9305", b"J9306", b"J9308", b"J9312", b"J9354",
]);

fn unattested(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let attests = |service: &Service<'_>| service.has_modifier(b"JW") || service.has_modifier(b"JZ");
    let is_proved = |service: &Service<'_>| service.is_one_of(&SINGLE_DOSE);
    let is_single =
        |service: &Service<'_>| (is_proved(service) || service.is_one_of(&LABELED)) && !attests(service);
    let is_paid_apart = !is_institutional(claim) || matches!(place(claim), b"13" | b"85");
    if !is_paid_apart || !services(claim).any(&is_single) || !is_medicare(claim) {
        return;
    }
    // More lines than a claim may have are a finding of their own.
    for (service, at) in dated(claim).take(999).filter(|(service, _)| is_single(service)) {
        let told = |other: &Service<'_>| other.hcpcs() == service.hcpcs() && attests(other);
        if at.is_some() && !services(claim).take(999).any(told) {
            let message = "neither JW nor JZ says whether some of the container was discarded";
            let violation = business(rule, &service.site, service.code_spot(), message);
            let violation = if is_proved(service) { violation } else { violation.weighing(Severity::Info) };
            violations.push(violation);
            return;
        }
    }
}
