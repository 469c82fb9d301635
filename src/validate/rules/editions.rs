//! SNIP type 5: what depends on the day: the edition of a code set, time limits.

use chrono::{Datelike, NaiveDate};

use crate::rule::Rule;
use crate::translate::Part;
use crate::validate::hit::Hits;
use crate::validate::scope::Claim;

use super::Check;
use super::common::{
    Service, business, clm, codes as codes_of, created, dated, diagnoses, el, is_institutional, is_medicare,
    is_stay, part, period, served, service_days, services,
};

pub(super) const CHECKS: &[Check] = &[
    Check { code: "LC-TIMELY", at: Part::Claim, run: timely },
    Check { code: "DX-VER", at: Part::Claim, run: icd_version },
    Check { code: "SV-OBSOLD", at: Part::Claim, run: obsolete },
];

/// The same day a year later; 28 February for 29 February.
fn after_a_year(at: NaiveDate) -> Option<NaiveDate> {
    at.with_year(at.year() + 1).or_else(|| NaiveDate::from_ymd_opt(at.year() + 1, 2, 28))
}

/// The day from which ICD-10 holds.
const ICD10: Option<NaiveDate> = NaiveDate::from_ymd_opt(2015, 10, 1);

fn timely(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    if !is_medicare(claim) || claim.first(claim.fields().payer_claim_control_number).is_some() {
        return;
    }
    if clm(claim).is_none_or(|clm| !clm.element(20).is_empty()) {
        return;
    }
    let Some(received) = created(claim) else { return };
    let late = |at: NaiveDate| after_a_year(at).is_some_and(|limit| received > limit);
    let message = "more than one calendar year has passed";
    if is_institutional(claim) {
        let Some(statement) = claim.first(claim.fields().statement_dates) else { return };
        if period(&statement).is_some_and(|(_, to)| late(to)) {
            hits.add(business(rule, &statement, el(3), message));
        }
        return;
    }
    let first = service_days(claim).find(|(_, days)| days.is_some_and(|(from, _)| late(from)));
    if let Some((site, _)) = first {
        hits.add(business(rule, site, el(3), message));
    }
}

fn icd_version(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let Some((from, to)) = served(claim) else { return };
    let at = if is_stay(claim) { to } else { from };
    let tenth = ICD10.is_some_and(|first| at >= first);
    let fields = claim.fields();
    let procedures = [fields.principal_procedure_codes, fields.other_procedure_codes];
    let mut procedures = procedures.into_iter().flat_map(|row| claim.all(row)).flat_map(codes_of);
    let is_wrong = |kind: &[u8]| match kind {
        b"ABK" | b"ABF" | b"ABJ" | b"APR" | b"ABN" | b"BBR" | b"BBQ" => !tenth,
        b"BK" | b"BF" | b"BJ" | b"PR" | b"BN" | b"BR" | b"BQ" => tenth,
        _ => false,
    };
    let wrong = diagnoses(claim).find(|code| is_wrong(code.kind)).copied();
    if let Some(wrong) = wrong.or_else(|| procedures.find(|code| is_wrong(code.kind))) {
        let edition = if tenth { "ICD-10" } else { "ICD-9" };
        let message = format!("services of that day are coded in {edition}");
        hits.add(super::common::code(rule, &wrong.site, part(wrong.element, 1), message));
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
            hits.add(super::common::code(rule, &service.site, service.code_spot(), message));
        }
    }
}
