//! SNIP type 6: professional and technical components.

use crate::codes::reference::Table;
use crate::rules::{Field, Reads, Rule};
use crate::validate::rules::Check;
use crate::validate::rules::Run;
use crate::validate::rules::common::{DATES, SERVICES};
use crate::validate::rules::common::{business, is_institutional, part, services};
use crate::validate::rules::sv::tables::{aged, coded};
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check::new(
        "PT-UB26",
        Run::claim(professional_part),
        Reads::on(&[Field::institutional_service]).and(SERVICES),
    ),
    Check::new(
        "PT-26INV",
        Run::claim(part_of_test),
        Reads::on(&[Field::professional_service]).and(SERVICES).and(DATES),
    ),
];

fn professional_part(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if !is_institutional(claim) {
        return;
    }
    for service in services(claim).filter(|service| service.has_modifier(b"26")) {
        if !matches!(service.site.element(1), [b'0', b'9', b'6' | b'7' | b'8', _]) {
            let message = "the facility bills the technical part, modifier 26 is the physician's";
            violations.push(business(rule, &service.site, service.code_spot(), message));
        }
    }
}

fn part_of_test(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let tables = &claim.settings().reference;
    if is_institutional(claim) || !tables.has(Table::FeeSchedule) {
        return;
    }
    for (service, code, day) in coded(claim) {
        let Some(at) = service.modifiers().position(|modifier| matches!(modifier, b"26" | b"TC")) else {
            continue;
        };
        let technical = service.modifiers().nth(at) == Some(b"TC");
        // A part that has a row of its own is one to bill, whatever the row of the whole test says.
        if tables.fee(code, if technical { "TC" } else { "26" }, Some(day)).is_some() {
            continue;
        }
        let Some(indicator) = tables.pctc(code, Some(day)) else { continue };
        if indicator == 1 || (indicator == 6 && !technical) {
            continue;
        }
        let message = if technical {
            "the code has no technical part"
        } else {
            "the code has no professional part to bill apart"
        };
        let violation = business(rule, &service.site, part(service.element, at as u8 + 3), message);
        violations.push(aged(violation, tables, Table::FeeSchedule, day));
    }
}
