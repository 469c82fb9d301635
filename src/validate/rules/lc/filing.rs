//! Time limits (SNIP type 5), and the claim that is replaced (type 4).

use crate::rules::{Field, Reads, Rule};
use crate::tree::Part;
use crate::validate::rules::Check;
use crate::validate::rules::Run;
use crate::validate::rules::common::DATES;
use crate::validate::rules::common::{
    business, clm, created, el, frequency, is_institutional, is_medicare, lacking, part, period, place,
    service_days,
};
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;
use chrono::{Datelike, NaiveDate};

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check::new(
        "LC-TIMELY",
        Run::claim(timely),
        Reads::on(DATES).and(&[
            Field::beginning,
            Field::claim_information,
            Field::payer_claim_control_number,
            Field::subscriber_information,
        ]),
    ),
    Check::new(
        "LC-F8",
        Run::claim(original),
        Reads::always(&[Field::claim_information, Field::payer_claim_control_number]),
    ),
    Check::new(
        "LC-LATEPPS",
        Run::claim(late_charges),
        Reads::on(&[Field::statement_dates]).and(&[Field::claim_information, Field::subscriber_information]),
    ),
];

/// Late charges to Medicare for what it pays prospectively. Critical access hospitals (85x) may send them.
fn late_charges(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let is_prospective = matches!(place(claim), b"11" | b"13" | b"21" | b"32");
    if !is_institutional(claim) || frequency(claim) != b"5" || !is_prospective || !is_medicare(claim) {
        return;
    }
    if let Some(clm) = clm(claim) {
        let message = "Medicare takes no late charges for this type of bill";
        violations.push(business(rule, &clm, part(5, 3), message));
    }
}

/// The same day a year later; 28 February for 29 February.
fn after_a_year(at: NaiveDate) -> Option<NaiveDate> {
    at.with_year(at.year() + 1).or_else(|| NaiveDate::from_ymd_opt(at.year() + 1, 2, 28))
}

fn timely(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
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
            violations.push(business(rule, &statement, el(3), message));
        }
        return;
    }
    let first = service_days(claim).find(|(_, days)| days.is_some_and(|(from, _)| late(from)));
    if let Some((site, _)) = first {
        violations.push(business(rule, site, el(3), message));
    }
}

fn original(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(clm) = clm(claim).filter(|clm| matches!(clm.component(5, 3), b"7" | b"8")) else { return };
    let row = claim.fields().payer_claim_control_number;
    if claim.first(row).is_none() && !claim.is_disturbed(Part::Claim) {
        violations.push(lacking(
            rule,
            &clm,
            row,
            "the payer's number of the earlier claim (REF*F8) is missing",
        ));
    }
}
