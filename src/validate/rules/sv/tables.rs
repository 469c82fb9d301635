//! SNIP type 6: what tables the user brings say of services: units, pairs of codes, parts of a test.

use std::collections::HashMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::codes::reference::{Biller, EditionUsed, Table, Tables, UnitLimit};
use crate::finding::Severity;
use crate::rules::{Field, Reads, Rule};
use crate::validate::rules::Run;
use crate::validate::rules::common::{DATES, SERVICES};
use crate::validate::scope::Claim;
use crate::validate::violation::{Violation, Violations};

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
    let Some(biller) = biller(claim) else { return };
    let tables = &claim.settings().reference;
    let mut days: HashMap<(&str, NaiveDate), Decimal> = HashMap::new();
    for (service, code, day) in coded(claim).filter(|(service, ..)| service.site.element(3) != b"MJ") {
        let Some((limit, table)) = limit(tables, biller, code, day) else { continue };
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
            let unit = if units == Decimal::ONE { "unit" } else { "units" };
            let are = if limit.units == 1 { "is" } else { "are" };
            let message = format!("{} {unit}, {} {are} paid on {span}", units.normalize(), limit.units);
            let violation = business(rule, &service.site, service.units_spot(), message);
            violations.push(aged(violation, tables, table, day));
        }
    }
}

/// The limit that holds for a code, and of which table it is. What suppliers alone bill is 0 in the practitioners' table, so
/// that theirs decides; without it, nothing does.
fn limit(tables: &Tables, biller: Biller, code: &str, day: NaiveDate) -> Option<(UnitLimit, Table)> {
    let of = |biller| tables.unit_limit(biller, code, Some(day));
    if biller == Biller::Hospital {
        return Some((of(biller)?, Table::HospitalUnits));
    }
    let (own, supplier) = (of(Biller::Practitioner), of(Biller::Supplier));
    let is_supply = code.starts_with(SUPPLIES);
    match (own, supplier) {
        (Some(own), Some(supplier)) if own.units > 0 && (!is_supply || own.units >= supplier.units) => {
            Some((own, Table::PractitionerUnits))
        }
        (_, Some(supplier)) => Some((supplier, Table::SupplierUnits)),
        (Some(own), None) if own.units > 0 || !is_supply => Some((own, Table::PractitionerUnits)),
        _ => None,
    }
}

/// First letters of what suppliers bill: equipment, supplies, braces, food, drugs for pumps and nebulizers.
const SUPPLIES: [char; 8] = ['A', 'B', 'E', 'J', 'K', 'L', 'Q', 'V'];

/// A violation that rests on an edition older than the quarter of the service is no more than a remark, and says so.
pub(in crate::validate::rules) fn aged(
    violation: Violation,
    tables: &Tables,
    table: Table,
    day: NaiveDate,
) -> Violation {
    match tables.edition(table, Some(day)) {
        Some(EditionUsed { from: Some(from), is_old: true }) => {
            let message =
                format!("{}, by the table of {from}, which is older than the quarter", violation.message);
            Violation { message, ..violation }.weighing(Severity::Info)
        }
        _ => violation,
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

/// What helps where the table lets no modifier part the pair.
const NEVER: &str = "Remove the second code: the table lets no modifier part this pair.";

fn pair(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let tables = &claim.settings().reference;
    let Some(biller) = biller(claim) else { return };
    let table = match biller {
        Biller::Hospital => Table::HospitalPairs,
        Biller::Practitioner | Biller::Supplier => Table::PractitionerPairs,
    };
    if !tables.has(table) {
        return;
    }
    let lines: Vec<_> = coded(claim).collect();
    for (second, code, day) in &lines {
        let paid = lines.iter().find_map(|(first, of_first, at)| {
            let may_part = (at == day).then(|| tables.pair(biller, of_first, code, *day)).flatten()?;
            (!may_part || !(parts(first) || parts(second))).then_some((first, may_part))
        });
        if let Some((first, may_part)) = paid {
            let message = "the code is not paid with another one of the same day";
            let violation = business(rule, &second.site, second.code_spot(), message)
                .also(&first.site, first.code_spot());
            violations.push(if may_part { violation } else { violation.help(NEVER) });
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
        let violation = business(rule, &service.site, spot, message).also(&service.site, service.code_spot());
        violations.push(aged(violation, tables, Table::FeeSchedule, day));
    }
}

/// Whether a modifier says that the biller is not the only surgeon.
fn is_helper(modifier: &[u8]) -> bool {
    matches!(modifier, b"80" | b"81" | b"82" | b"AS" | b"62" | b"66")
}
