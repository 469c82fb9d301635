//! SNIP type 5: the edition of the diagnosis codes.

use crate::rules::{Field, Reads, Rule};
use crate::validate::rules::Run;
use crate::validate::rules::common::{DATES, DIAGNOSES};
use crate::validate::rules::common::{codes as codes_of, diagnoses, is_stay, part, served};
use crate::validate::rules::{Check, common};
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;
use chrono::NaiveDate;

pub(in crate::validate::rules) const CHECKS: &[Check] = &[Check::new(
    "DX-VER",
    Run::claim(icd_version),
    Reads::always(&[
        Field::claim_information,
        Field::other_procedure_codes,
        Field::principal_procedure_codes,
    ])
    .and(DIAGNOSES)
    .and(DATES),
)];

/// The day from which ICD-10 holds.
const ICD10: Option<NaiveDate> = NaiveDate::from_ymd_opt(2015, 10, 1);

fn icd_version(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
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
    let wrong = diagnoses(claim).find(|code| is_wrong(code.kind)).cloned();
    if let Some(wrong) = wrong.or_else(|| procedures.find(|code| is_wrong(code.kind))) {
        let edition = if tenth { "ICD-10" } else { "ICD-9" };
        let message = format!("services of that day are coded in {edition}");
        violations.push(common::code(rule, &wrong.site, part(wrong.element, 1), message));
    }
}
