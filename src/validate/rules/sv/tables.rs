//! SNIP type 6: what tables the user brings say of services: units, pairs of codes, parts of a test.

use std::collections::HashMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::codes::reference::{Biller, Table};
use crate::rules::{Field, Reads, Rule};
use crate::validate::rules::Run;
use crate::validate::rules::common::{DATES, SERVICES};
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;

use crate::validate::rules::Check;
use crate::validate::rules::common::{Service, business, dated, is_institutional, part, place};

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check::new("SV-MUE", Run::claim(units), Reads::on(SERVICES).and(&[Field::claim_information]).and(DATES)),
    Check::new("SV-NCCI", Run::claim(pair), Reads::on(SERVICES).and(&[Field::claim_information]).and(DATES)),
    Check::new(
        "SV-HELPERS",
        Run::claim(helpers),
        Reads::on(&[Field::professional_service])
            .and(&[Field::attachment, Field::line_attachment])
            .and(SERVICES)
            .and(DATES),
    ),
];

/// More lines than a claim may have are a finding of their own.
const MOST_LINES: usize = 999;

/// Whose tables hold for the claim; none for stays, which are not paid by the line.
fn biller(claim: &Claim<'_>) -> Option<Biller> {
    match (is_institutional(claim), place(claim)) {
        (false, _) => Some(Biller::Practitioner),
        (true, b"12" | b"13" | b"14" | b"85") => Some(Biller::Hospital),
        _ => None,
    }
}

/// The lines with their codes and first days.
pub(in crate::validate::rules) fn coded<'c>(
    claim: &Claim<'c>,
) -> impl Iterator<Item = (&'c Service<'c>, &'c str, NaiveDate)> + use<'c> {
    dated(claim).take(MOST_LINES).filter_map(|(service, at)| {
        let code = std::str::from_utf8(service.hcpcs()).ok().filter(|code| !code.is_empty())?;
        Some((service, code, at?.1.0))
    })
}

fn units(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let tables = &claim.settings().reference;
    let Some(biller) = biller(claim) else { return };
    let table = match biller {
        Biller::Practitioner => Table::PractitionerUnits,
        Biller::Hospital => Table::HospitalUnits,
    };
    if !tables.has(table) {
        return;
    }
    let mut days: HashMap<(&str, NaiveDate), Decimal> = HashMap::new();
    for (service, code, day) in coded(claim).filter(|(service, ..)| service.site.element(3) != b"MJ") {
        let Some(limit) = tables.unit_limit(biller, code, Some(day)) else { continue };
        let Some(mut units) = service.units() else { continue };
        if limit.by_day {
            let sum = days.entry((code, day)).or_default();
            let before = *sum > Decimal::from(limit.units);
            *sum += units;
            units = *sum;
            if before {
                continue;
            }
        }
        if units > Decimal::from(limit.units) {
            let span = if limit.by_day { "a day" } else { "a line" };
            let message = format!("{} units, {} are paid on {span}", units.normalize(), limit.units);
            violations.push(business(rule, &service.site, service.units_spot(), message));
        }
    }
}

/// Modifiers that say that two services are apart in spite of their pair.
fn parts(service: &Service<'_>) -> bool {
    service.modifiers().any(|modifier| {
        matches!(
            modifier,
            b"24"
                | b"25"
                | b"27"
                | b"57"
                | b"58"
                | b"59"
                | b"78"
                | b"79"
                | b"91"
                | b"XE"
                | b"XP"
                | b"XS"
                | b"XU"
                | b"LT"
                | b"RT"
                | b"LC"
                | b"LD"
                | b"LM"
                | b"RC"
                | b"RI"
                | b"FA"
                | b"TA"
        ) || matches!(modifier, [b'E', b'1'..=b'4'] | [b'F' | b'T', b'1'..=b'9'])
    })
}

fn pair(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let tables = &claim.settings().reference;
    let Some(biller) = biller(claim) else { return };
    let table = match biller {
        Biller::Practitioner => Table::PractitionerPairs,
        Biller::Hospital => Table::HospitalPairs,
    };
    if !tables.has(table) {
        return;
    }
    let lines: Vec<_> = coded(claim).collect();
    for (second, code, day) in &lines {
        let paid = lines.iter().find(|(first, of_first, at)| {
            let pair = (at == day).then(|| tables.pair(biller, of_first, code, *day)).flatten();
            pair.is_some_and(|may_part| !(may_part && (parts(first) || parts(second))))
        });
        if let Some((first, ..)) = paid {
            let message = "the code is not paid with another one of the same day";
            violations.push(
                business(rule, &second.site, second.code_spot(), message)
                    .also(&first.site, first.code_spot()),
            );
        }
    }
}

fn helpers(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let tables = &claim.settings().reference;
    if is_institutional(claim) || !tables.has(Table::FeeSchedule) {
        return;
    }
    let fields = claim.fields();
    let papers = claim.first(fields.attachment).or_else(|| claim.first(fields.line_attachment)).is_some();
    for (service, code, day) in coded(claim) {
        let Some(at) = service.modifiers().position(is_helper) else { continue };
        let Some(fee) = tables.fee(code, "", Some(day)) else { continue };
        let (who, indicator, with_papers) = match service.modifiers().nth(at) {
            Some(b"62") => ("a second surgeon", fee.co_surgeon, '1'),
            Some(b"66") => ("a team", fee.team, '1'),
            _ => ("an assistant", fee.assistant, '0'),
        };
        let message = match indicator {
            '2' => continue,
            with if with == with_papers && papers => continue,
            with if with == with_papers => format!("the operation pays {who} only where papers are sent"),
            _ => format!("the operation does not pay {who}"),
        };
        let spot = part(service.element, at as u8 + 3);
        violations
            .push(business(rule, &service.site, spot, message).also(&service.site, service.code_spot()));
    }
}

/// Whether a modifier says that the biller is not the only surgeon.
fn is_helper(modifier: &[u8]) -> bool {
    matches!(modifier, b"80" | b"81" | b"82" | b"AS" | b"62" | b"66")
}
