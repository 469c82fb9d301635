//! Codes by date (SNIP type 5): whether the lists of the day have them, and what the Medicare code editor says of them.

use chrono::NaiveDate;

use crate::codes::dated::{self, Standing};
use crate::codes::reference::List;
use crate::codes::{External, Fit};
use crate::finding::Severity;
use crate::rules::{Field, Reads, Rule};
use crate::tree::Part;
use crate::validate::scope::Claim;
use crate::validate::violation::{Site, Violations};

use crate::validate::rules::common::{DATES, DIAGNOSES, SERVICES};
use crate::validate::rules::common::{
    code, codes, created, dated as dated_services, diagnoses, el, is_institutional, is_stay, served,
};
use crate::validate::rules::{Check, Run};

const BEFORE: &[Field] = &[Field::beginning, Field::claim_information];

/// Codes of lists that are licensed, so that they can be looked up only where one is brought.
const LISTED: &[Field] = &[
    Field::condition_codes,
    Field::occurrence_codes,
    Field::value_codes,
    Field::rendering_provider_specialty,
    Field::attending_provider_specialty,
    Field::line_rendering_provider_specialty,
];

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check::new("CS-DXDAY", Run::claim(diagnosis), Reads::on(DIAGNOSES).and(DATES).and(BEFORE)),
    Check::new(
        "CS-PCSDAY",
        Run::claim(inpatient_procedure),
        Reads::on(&[Field::principal_procedure_codes, Field::other_procedure_codes]).and(DATES).and(BEFORE),
    ),
    Check::new("CS-PROCDAY", Run::claim(procedure), Reads::on(SERVICES).and(DATES).and(BEFORE)),
    Check::new("CS-LIST", Run::claim(listed), Reads::on(LISTED).and(SERVICES).and(DATES).and(BEFORE)),
    Check::new(
        "CS-TAXLIST",
        Run::provider(billing_taxonomy),
        Reads::on(&[Field::billing_provider_specialty]).and(&[Field::beginning]),
    ),
    Check::new("CS-DRGDAY", Run::claim(related_group), Reads::on(&[Field::drg_codes]).and(DATES).and(BEFORE)),
    Check::new(
        "CS-CARCDAY",
        Run::claim(adjustment),
        Reads::on(&[Field::adjustment, Field::line_adjustment, Field::other_subscriber_information])
            .and(DATES)
            .and(BEFORE),
    ),
];

/// First and last day on which the claim's codes may be valid: of a stay the last one alone, of what is billed by the day
/// any of its days, and where the claim says no day, that of the file.
fn days(claim: &Claim<'_>) -> Option<(NaiveDate, NaiveDate)> {
    let (from, to) = served(claim).or_else(|| created(claim).map(|day| (day, day)))?;
    Some(if is_stay(claim) { (to, to) } else { (from, to) })
}

/// What is wrong with a code on these days, if anything is.
fn fault(claim: &Claim<'_>, list: List, code: &[u8], (from, to): (NaiveDate, NaiveDate)) -> Option<Standing> {
    let code = std::str::from_utf8(code).ok()?;
    let tables = &claim.settings().reference;
    let at_end = tables.standing(list, code, to)?;
    let is_fine = |standing: Standing| matches!(standing, Standing::Valid | Standing::Beyond);
    if is_fine(at_end) || (from != to && tables.standing(list, code, from).is_some_and(is_fine)) {
        return None;
    }
    Some(at_end)
}

/// The fault in words; `name` is what the code is, `written` how people write it.
fn words(name: &str, written: &str, standing: Standing) -> String {
    match standing {
        Standing::Ended(until) => format!("{written} ended {until}"),
        Standing::NotYet(from) => format!("{written} is valid from {from} on, not on the day of the claim"),
        Standing::Category => format!("{written} is a category, no code to bill; codes below it are"),
        _ => format!("no edition of {name} has {written}"),
    }
}

fn diagnosis(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(days) = days(claim).filter(|(_, to)| *to >= first_day()) else { return };
    let own = !claim.settings().reference.has_list(List::Icd10Cm);
    for found in diagnoses(claim).filter(|found| found.is_icd10()) {
        // Nearly all are valid.
        if own
            && found
                .known()
                .is_some_and(|known| dated::diagnoses().standing_of(known, days.1) == Standing::Valid)
        {
            continue;
        }
        // What has no form of a code is a finding of its own.
        if External::Icd10.fit(found.code) != Fit::Fits {
            continue;
        }
        let Some(standing) = fault(claim, List::Icd10Cm, found.code, days) else { continue };
        let text = String::from_utf8_lossy(found.code);
        let mut message = words("ICD-10-CM", &dated::with_point(&text), standing);
        let instead: Vec<String> = match standing {
            Standing::Ended(_) => dated::successors(&text).to_vec(),
            Standing::Category => dated::diagnoses().below(&text).map(|(code, _)| code).collect(),
            _ => Vec::new(),
        };
        if !instead.is_empty() {
            let list: Vec<String> = instead.iter().take(6).map(|code| dated::with_point(code)).collect();
            let more = if instead.len() > 6 { " ..." } else { "" };
            message = format!("{message}: {}{more}", list.join(", "));
        }
        violations.push(code(rule, &found.site, found.spot(), message));
    }
}

/// The first day of ICD-10.
fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2015, 10, 1).unwrap_or(NaiveDate::MIN)
}

fn inpatient_procedure(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(days) = days(claim).filter(|(_, to)| *to >= first_day()) else { return };
    for row in [fields.principal_procedure_codes, fields.other_procedure_codes] {
        for found in claim.all(row).flat_map(codes) {
            if !matches!(found.kind, b"BBR" | b"BBQ") || found.code.len() != 7 {
                continue;
            }
            if let Some(standing) = fault(claim, List::Icd10Pcs, found.code, days) {
                let message = words("ICD-10-PCS", &String::from_utf8_lossy(found.code), standing);
                violations.push(code(rule, &found.site, found.spot(), message));
            }
        }
    }
}

fn procedure(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(whole) = days(claim) else { return };
    for (service, day) in dated_services(claim) {
        let Ok(text) = std::str::from_utf8(service.hcpcs()) else { continue };
        let (list, name) = if dated::is_level_two(text) {
            (List::Hcpcs, "HCPCS")
        } else if text.len() == 5 && claim.settings().reference.has_list(List::Cpt) {
            (List::Cpt, "the CPT list you brought")
        } else {
            continue;
        };
        let days = day.map_or(whole, |(_, days)| days);
        let Some(standing) = fault(claim, list, service.hcpcs(), days) else { continue };
        let found_wrong = code(rule, &service.site, service.code_spot(), words(name, text, standing));
        let inferred = list == List::Hcpcs && dated::hcpcs().find(text).is_some_and(|found| found.inferred);
        violations.push(if inferred { found_wrong.weighing(Severity::Warning) } else { found_wrong });
    }
}

/// Codes of the UB-04 and of taxonomy, by the lists that were brought.
fn listed(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let tables = &claim.settings().reference;
    let Some(days) = days(claim) else { return };
    let mut look = |list: List, name: &str, site: &Site<'_>, spot, value: &[u8]| {
        let Some(standing) = fault(claim, list, value, days).filter(|_| !value.is_empty()) else { return };
        // Revenue codes are often kept without their first zero.
        let short = value.strip_prefix(b"0").filter(|_| list == List::Revenue);
        if standing == Standing::Unknown
            && short.is_some_and(|short| fault(claim, list, short, days).is_none())
        {
            return;
        }
        let message = words(name, &String::from_utf8_lossy(value), standing);
        violations.push(code(rule, site, spot, message));
    };
    let fields = claim.fields();
    for (list, name, row) in [
        (List::Condition, "your list of condition codes", fields.condition_codes),
        (List::Occurrence, "your list of occurrence codes", fields.occurrence_codes),
        (List::ValueCode, "your list of value codes", fields.value_codes),
    ] {
        for found in claim.all(row).filter(|_| tables.has_list(list)).flat_map(codes) {
            look(list, name, &found.site, found.spot(), found.code);
        }
    }
    if tables.has_list(List::Revenue) && is_institutional(claim) {
        for (service, _) in dated_services(claim) {
            look(List::Revenue, "your list of revenue codes", &service.site, el(1), service.site.element(1));
        }
    }
    if tables.has_list(List::Taxonomy) {
        for row in [
            fields.rendering_provider_specialty,
            fields.attending_provider_specialty,
            fields.line_rendering_provider_specialty,
        ] {
            claim.all(row).for_each(|site| look(List::Taxonomy, TAXONOMY, &site, el(3), site.element(3)));
        }
    }
}

const TAXONOMY: &str = "your list of taxonomy codes";

/// The billing provider's taxonomy, by the list that was brought.
fn billing_taxonomy(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let site = claim.first(claim.fields().billing_provider_specialty);
    let Some((site, day)) = site.zip(created(claim)) else { return };
    let value = site.element(3);
    if claim.settings().reference.has_list(List::Taxonomy)
        && let Some(standing) = fault(claim, List::Taxonomy, value, (day, day))
    {
        let message = words(TAXONOMY, &String::from_utf8_lossy(value), standing);
        violations.push(code(rule, &site, el(3), message));
    }
}

fn related_group(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if !is_institutional(claim) {
        return;
    }
    let Some((_, to)) = served(claim) else { return };
    for found in claim.all(claim.fields().drg_codes).flat_map(codes).filter(|found| found.code.len() == 3) {
        if let Some(standing) = fault(claim, List::MsDrg, found.code, (to, to)) {
            let message = words("MS-DRG", &String::from_utf8_lossy(found.code), standing);
            violations.push(code(rule, &found.site, found.spot(), message));
        }
    }
}

/// Adjustment reasons of other payers (CAS02, 05, 08 ...) and their remarks (MIA, MOA).
fn adjustment(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some((from, _)) = days(claim) else { return };
    let fields = claim.fields();
    let mut look = |site: Site<'_>, list: List, elements: &[usize]| {
        for &element in elements {
            if site.element(element).is_empty() {
                continue;
            }
            let value = site.text(element);
            if value.is_empty() {
                continue;
            }
            // A payer decides after the service; only what had ended by then is reported.
            let message = match claim.settings().reference.standing(list, value, from) {
                Some(Standing::Ended(until)) => format!("{value} ended {until}, before the service"),
                Some(Standing::Unknown | Standing::Beyond) if never_was(claim, list, value) => {
                    format!("the list has no {value}")
                }
                _ => continue,
            };
            violations.push(code(rule, &site, el(element as u8), message));
        }
    };
    let reasons = [2, 5, 8, 11, 14, 17];
    claim.all(fields.adjustment).for_each(|site| look(site, List::Carc, &reasons));
    claim.all(fields.line_adjustment).for_each(|site| look(site, List::Carc, &reasons));
    if claim.first(fields.other_subscriber_information).is_some() {
        for site in claim.segments(Part::Claim) {
            match site.segment.id() {
                b"MOA" => look(site, List::Rarc, &[3, 4, 5, 6, 7]),
                b"MIA" => look(site, List::Rarc, &[5, 20, 21, 22, 23]),
                _ => {}
            }
        }
    }
}

/// Whether a code of a form that fits was never given. The lists go on counting: what is above their last number in the
/// program's own edition may have come since.
fn never_was(claim: &Claim<'_>, list: List, text: &str) -> bool {
    let external = if list == List::Carc { External::AdjustmentReason } else { External::Remark };
    if external.fit(text.as_bytes()) != Fit::Fits {
        return false;
    }
    if claim.settings().reference.has_list(list) {
        return true;
    }
    let number = text.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse::<u32>().unwrap_or(0);
    let known = if list == List::Carc { dated::adjustment_reasons() } else { dated::remarks() };
    let highest = match text.as_bytes() {
        [b'0'..=b'9', ..] => 303,
        [b'N', ..] => 850,
        // The other series are closed.
        _ => u32::MAX,
    };
    known.find(text).is_none() && (number <= highest || number > highest.saturating_add(100))
}
