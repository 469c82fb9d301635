//! Professional services: place and units (SNIP type 6), codes that ended (type 5).

use crate::rules::{Field, Reads, Rule};
use crate::validate::rules::Run;
use crate::validate::rules::common::{DATES, SERVICES};
use crate::validate::rules::common::{Service, business, dated, is_institutional, services};
use crate::validate::rules::{Check, common};
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;
use rust_decimal::Decimal;

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check::new(
        "SV-FSPLACE",
        Run::claim(split_place),
        Reads::on(&[Field::professional_service]).and(&[Field::claim_information]).and(SERVICES),
    ),
    Check::new("SV-NOUNITS", Run::claim(no_units), Reads::on(SERVICES)),
    Check::new(
        "SV-ONCE",
        Run::claim(once),
        Reads::on(&[Field::professional_service]).and(SERVICES).and(DATES),
    ),
    Check::new(
        "SV-OBSOLD",
        Run::claim(obsolete),
        Reads::on(&[Field::professional_service]).and(SERVICES).and(DATES),
    ),
];

fn split_place(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if is_institutional(claim) {
        return;
    }
    for service in services(claim).filter(|service| service.has_modifier(b"FS")) {
        if matches!(service.place(claim), b"11" | b"12" | b"32") {
            violations.push(business(
                rule,
                &service.site,
                service.code_spot(),
                "a shared visit takes place in a facility",
            ));
        }
    }
}

fn no_units(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    for service in services(claim) {
        // Only a number that begins so can be zero or less.
        let value = service.units_spot().map_or(&b""[..], |spot| service.site.value(spot));
        let small = matches!(value.first(), Some(b'0' | b'-' | b'.'));
        if small && service.units().is_some_and(|units| units <= Decimal::ZERO) {
            violations.push(business(rule, &service.site, service.units_spot(), "the line has no units"));
        }
    }
}

/// Whether a code is a visit, of which a line has one a day: each further one of the day has a line of its own.
fn is_visit(service: &Service<'_>) -> bool {
    service.number().is_some_and(|number| {
        matches!(
            number,
            99_202..=99_205 | 99_211..=99_215 | 99_221..=99_223 | 99_231..=99_236 | 99_238 | 99_239
                | 99_242..=99_245 | 99_252..=99_255 | 99_281..=99_285 | 99_291 | 99_304..=99_310 | 99_315
                | 99_316 | 99_341..=99_350 | 99_381..=99_397 | 99_460..=99_463
        )
    })
}

fn once(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if is_institutional(claim) {
        return;
    }
    // What is not counted in units is another rule's.
    let several = |service: &Service<'_>| {
        service.units().is_some_and(|units| units > Decimal::ONE) && service.site.element(3) == b"UN"
    };
    if !services(claim).any(|service| is_visit(service) && several(service)) {
        return;
    }
    for (service, at) in dated(claim).filter(|(service, _)| is_visit(service) && several(service)) {
        // From and to with a unit a day is how visits of a row of days are billed.
        let days = at.map_or(1, |(_, (from, to))| (to - from).num_days() + 1).max(1);
        if service.units() > Some(Decimal::from(days)) {
            let message = if days == 1 {
                "a visit is one unit".to_owned()
            } else {
                format!("a visit is one unit a day, and the line covers {days} days")
            };
            violations.push(business(rule, &service.site, service.units_spot(), message));
        }
    }
}

fn obsolete(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let is_gone = |service: &Service<'_>| {
        matches!(service.hcpcs(), b"99217" | b"99218" | b"99219" | b"99220" | b"99224" | b"99225" | b"99226")
    };
    if is_institutional(claim) || !services(claim).any(&is_gone) {
        return;
    }
    for (service, at) in dated(claim).filter(|(service, _)| is_gone(service)) {
        if at.is_some() {
            let message = "the code ended with 2022";
            violations.push(common::code(rule, &service.site, service.code_spot(), message));
        }
    }
}
