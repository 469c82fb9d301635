//! SNIP type 4: accidents, screenings, attachments.

use crate::finding::Severity;
use crate::rules::{Field, Reads, Rule};
use crate::tree::Part;
use crate::validate::rules::Run;
use crate::validate::rules::common::{DIAGNOSES, SERVICES};
use crate::validate::scope::Claim;
use crate::validate::violation::{Site, Violations};

use crate::validate::rules::Check;
use crate::validate::rules::common::{
    business, clm, diagnoses, el, empty, has_code, is_institutional, lacking, part, services, superfluous,
};

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check::new(
        "SIT-ACCIDENT",
        Run::claim(accident),
        Reads::always(&[Field::accident_date, Field::claim_information]).and(DIAGNOSES),
    ),
    Check::new("SIT-ACCSTATE", Run::claim(accident_state), Reads::always(&[Field::claim_information])),
    Check::new(
        "SIT-ACCCAUSE",
        Run::claim(accident_cause),
        Reads::on(&[Field::accident_date]).and(&[Field::claim_information]),
    ),
    Check::new(
        "SIT-AUTOSTATE",
        Run::claim(auto_state),
        Reads::on(&[Field::auto_accident_state]).and(&[Field::occurrence_codes]),
    ),
    Check::new(
        "SIT-EPSDT",
        Run::claim(epsdt),
        Reads::on(&[Field::professional_service])
            .and(&[Field::claim_information, Field::epsdt_referral])
            .and(SERVICES),
    ),
    Check::new("SIT-EPSDTCODE", Run::claim(epsdt_code), Reads::on(&[Field::epsdt_referral])),
    Check::new("SIT-ATTACH", Run::claim(attachment), Reads::on(&[Field::attachment, Field::line_attachment])),
];

/// Related causes (CLM11-1 and CLM11-2).
fn causes<'c>(clm: &Site<'c>) -> [&'c [u8]; 2] {
    [clm.component(11, 1), clm.component(11, 2)]
}

fn accident(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(clm) = clm(claim).filter(|clm| !clm.element(11).is_empty()) else { return };
    if claim.first(fields.accident_date).is_some() || claim.is_disturbed(Part::Claim) {
        return;
    }
    let row = fields.accident_date;
    if causes(&clm).iter().any(|cause| matches!(*cause, b"AA" | b"OA")) {
        violations.push(lacking(rule, &clm, row, "the claim is about an accident, its date is missing"));
    } else if causes(&clm).contains(&&b"EM"[..])
        && let Some(injury) = diagnoses(claim).find(|diagnosis| is_of_accident(diagnosis.code))
    {
        let message = "employment caused what the claim is about, by an accident, whose date is missing";
        let violation = lacking(rule, &clm, row, message).weighing(Severity::Warning);
        violations.push(violation.also(&injury.site, injury.spot()));
    }
}

/// Whether an ICD-10 code is an injury (S00 to T34), or the external cause of an accident (V00 to Y38).
fn is_of_accident(code: &[u8]) -> bool {
    match code {
        [b'S' | b'V' | b'W' | b'X', _, _, ..] => true,
        [b'T', tens, ones, ..] => (*tens, *ones) <= (b'3', b'4'),
        [b'Y', tens, ones, ..] => (*tens, *ones) <= (b'3', b'8'),
        _ => false,
    }
}

fn accident_state(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(clm) = clm(claim).filter(|clm| !clm.element(11).is_empty()) else { return };
    let says_where = !clm.component(11, 4).is_empty() || !clm.component(11, 5).is_empty();
    if causes(&clm).contains(&&b"AA"[..]) && !says_where {
        violations.push(empty(rule, &clm, part(11, 4), "the state of the automobile accident is missing"));
    }
}

fn accident_cause(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(date) = claim.first(claim.fields().accident_date) else { return };
    if let Some(clm) = clm(claim).filter(|clm| clm.element(11).is_empty()) {
        violations.push(
            superfluous(rule, &date, None, "the claim names no accident as its cause").also(&clm, el(11)),
        );
    }
}

fn auto_state(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(state) = claim.first(fields.auto_accident_state) else { return };
    if !has_code(claim, fields.occurrence_codes, &[b"01", b"02", b"03", b"04", b"05", b"06"]) {
        violations.push(superfluous(
            rule,
            &state,
            el(2),
            "no occurrence code says that there was an accident",
        ));
    }
}

fn epsdt(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let row = claim.fields().epsdt_referral;
    if is_institutional(claim) || claim.first(row).is_some() || claim.is_disturbed(Part::Claim) {
        return;
    }
    let line = services(claim).find(|service| service.site.element(11) == b"Y");
    if let (Some(line), Some(clm)) = (line, clm(claim)) {
        violations.push(
            lacking(rule, &clm, row, "a line is a screening service, CRC*ZZ is missing")
                .also(&line.site, el(11)),
        );
    }
}

fn epsdt_code(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(crc) = claim.first(claim.fields().epsdt_referral) else { return };
    let given = crc.element(2) == b"Y";
    if crc.element(3).is_empty() || crc.element(2).is_empty() || given != (crc.element(3) == b"NU") {
        return;
    }
    let message = if given {
        "a referral was given, and NU says there was none"
    } else {
        "no referral was given, so only NU fits"
    };
    violations.push(business(rule, &crc, el(3), message).also(&crc, el(2)));
}

fn attachment(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    for pwk in claim.all(fields.attachment).chain(claim.all(fields.line_attachment)) {
        let sent = matches!(pwk.element(2), b"BM" | b"EL" | b"EM" | b"FT" | b"FX");
        if sent && pwk.element(6).is_empty() && pwk.element(5).is_empty() {
            violations.push(empty(rule, &pwk, el(6), "the attachment comes apart and has no control number"));
        }
    }
}
