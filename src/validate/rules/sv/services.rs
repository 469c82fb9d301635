//! Professional services: place and units (SNIP type 6), codes that ended (type 5).

use crate::rule::Rule;
use crate::translate::Part;
use crate::validate::hit::Hits;
use crate::validate::rules::common::{Service, business, dated, is_institutional, place, services};
use crate::validate::rules::{Check, common};
use crate::validate::scope::Claim;
use chrono::Datelike;
use rust_decimal::Decimal;

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check { code: "SV-FSPLACE", at: Part::Claim, run: split_place },
    Check { code: "SV-NOUNITS", at: Part::Claim, run: no_units },
    Check { code: "SV-OBSOLD", at: Part::Claim, run: obsolete },
];

fn split_place(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    if is_institutional(claim) {
        return;
    }
    for service in services(claim).filter(|service| service.has_modifier(b"FS")) {
        let own = service.site.element(5);
        let at = if own.is_empty() { place(claim) } else { own };
        if matches!(at, b"11" | b"12" | b"32") {
            hits.add(business(
                rule,
                &service.site,
                service.code_spot(),
                "a shared visit takes place in a facility",
            ));
        }
    }
}

fn no_units(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    for service in services(claim) {
        // Only a number that begins so can be zero or less.
        let value = service.units_spot().map_or(&b""[..], |spot| service.site.value(spot));
        let small = matches!(value.first(), Some(b'0' | b'-' | b'.'));
        if small && service.units().is_some_and(|units| units <= Decimal::ZERO) {
            hits.add(business(rule, &service.site, service.units_spot(), "the line has no units"));
        }
    }
}

fn obsolete(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let is_gone = |service: &Service<'_>| {
        matches!(service.hcpcs(), b"99217" | b"99218" | b"99219" | b"99220" | b"99224" | b"99225" | b"99226")
    };
    if is_institutional(claim) || !services(claim).any(&is_gone) {
        return;
    }
    for (service, at) in dated(claim).filter(|(service, _)| is_gone(service)) {
        if at.is_some_and(|(_, (from, _))| from.year() >= 2023) {
            let message = "the code ended with 2022";
            hits.add(common::code(rule, &service.site, service.code_spot(), message));
        }
    }
}
