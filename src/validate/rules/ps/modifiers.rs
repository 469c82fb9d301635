//! SNIP type 6: modifiers that tell where a service was given.

use crate::rules::{Field, Reads, Rule};
use crate::validate::rules::Check;
use crate::validate::rules::Run;
use crate::validate::rules::common::SERVICES;
use crate::validate::rules::common::{is_institutional, part, services, unwanted};
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;

pub(in crate::validate::rules) const CHECKS: &[Check] = &[Check::new(
    "PS-POPN-P",
    Run::claim(hospital_modifier),
    Reads::on(&[Field::professional_service]).and(&[Field::claim_information]).and(SERVICES),
)];

fn hospital_modifier(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if is_institutional(claim) {
        return;
    }
    for service in services(claim) {
        if service.place(claim) == b"24" {
            continue;
        }
        let at = service
            .modifiers()
            .position(|modifier| matches!(modifier, b"PO" | b"PN" | b"27" | b"73" | b"74"));
        if let Some(at) = at {
            let message = "the modifier belongs on the facility's claim";
            violations.push(unwanted(rule, &service.site, part(service.element, at as u8 + 3), message));
        }
    }
}
