//! SNIP type 6: modifiers that tell where a service was given.

use crate::rule::Rule;
use crate::translate::Part;
use crate::validate::hit::Hits;
use crate::validate::rules::Check;
use crate::validate::rules::common::{is_institutional, part, services, unwanted};
use crate::validate::scope::Claim;

pub(in crate::validate::rules) const CHECKS: &[Check] =
    &[Check { code: "PS-POPN-P", at: Part::Claim, run: hospital_modifier }];

fn hospital_modifier(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    if is_institutional(claim) {
        return;
    }
    for service in services(claim) {
        let at = service.modifiers().position(|modifier| matches!(modifier, b"PO" | b"PN"));
        if let Some(at) = at {
            let message = "the modifier belongs on the hospital's claim";
            hits.add(unwanted(rule, &service.site, part(service.element, at as u8 + 3), message));
        }
    }
}
