//! SNIP type 6: what Medicare asks of home health agencies and skilled nursing facilities.

use crate::finding::Severity;
use crate::rule::{InForce, Rule};
use crate::rules::{Field, Reads};
use crate::translate::Part;
use crate::validate::scope::Claim;
use crate::validate::violation::{Site, Violations};

use super::common::{
    Service, clm, el, empty, frequency, has_code, is_institutional, is_medicare, lacking, part, place,
    services,
};
use super::example::facility;
use super::{Check, Run};

pub(super) const CHECKS: &[Check] = &[RATE, PLACE, COUNTY, VISIT, ASSESSMENT];

/// A final or only bill of a home health period to Medicare (type of bill 32), in which nothing stands wrongly.
fn period<'c>(claim: &Claim<'c>) -> Option<Site<'c>> {
    let is_period = is_institutional(claim)
        && place(claim) == b"32"
        && matches!(frequency(claim), b"1" | b"7" | b"9" | b"Q")
        && is_medicare(claim)
        && !claim.is_disturbed(Part::Claim);
    clm(claim).filter(|_| is_period)
}

/// Whether a revenue code is a discipline of home health: therapies, nursing, social services, aides.
fn is_visit(revenue: &[u8]) -> bool {
    matches!(revenue, [b'0', b'4', b'2' | b'3' | b'4', _] | [b'0', b'5', b'5' | b'6' | b'7', _])
}

const RATE: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(rate),
    rule: Rule {
        code: "PRD-HHRATE",
        name: "Home health period without its rate line",
        severity: Severity::Error,
        snip: Some(6),
        checks: "A home health bill to Medicare (type of bill 32) has a line with revenue code 0023, whose HIPPS code \
                 says which rate is paid; one that lists visits has no more than one.",
        why: "The period is paid by that line; a bill without it is returned.",
        help: "Add the line with the HIPPS code of the period, a charge of zero and the day of the first visit.",
        source: "42 CFR 484 subpart E; Medicare Claims Processing Manual chapter 10 section 40.2",
        in_force: InForce::ALWAYS,
        fires: facility(&[
            "CLM*F1*900***32:A:9**A*Y*Y\nDTP*434*RD8*20260201-20260228\nDTP*435*D8*20260201\nCL1*3*1*30\n\
                   HI*ABK:I10\nHI*BE:61:::14460*BE:85:::25025\nHI*BH:50:D8:20260130\n\
                   NM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0551*HC:G0299*900*UN*4\n\
                   DTP*472*D8*20260201\nLX*2\nSV2*0551*HC:Q5001*0*UN*1\nDTP*472*D8*20260201",
        ]),
        silent: facility(&[PERIOD]),
    },
};

/// A period of home health as Medicare wants it.
const PERIOD: &str = "CLM*F1*900***32:A:9**A*Y*Y\nDTP*434*RD8*20260201-20260228\nDTP*435*D8*20260201\nCL1*3*1*30\n\
    HI*ABK:I10\nHI*BE:61:::14460*BE:85:::25025\nHI*BH:50:D8:20260130\n\
    NM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0023*HP:1AA11*0*UN*1\nDTP*472*D8*20260201\n\
    LX*2\nSV2*0551*HC:G0299*900*UN*4\nDTP*472*D8*20260201\nLX*3\nSV2*0551*HC:Q5001*0*UN*1\n\
    DTP*472*D8*20260201";

fn rate(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(clm) = period(claim) else { return };
    let mut rates = services(claim).filter(|service| service.site.element(1) == b"0023");
    match (rates.next(), rates.next()) {
        (None, _) => {
            let row = claim.fields().institutional_service;
            violations.push(lacking(
                rule,
                &clm,
                row,
                "the line with the HIPPS code (revenue code 0023) is missing",
            ));
        }
        (Some(first), Some(second)) => {
            let message = "a period has one line with a HIPPS code, this is a second one";
            violations
                .push(super::common::business(rule, &second.site, el(1), message).also(&first.site, el(1)));
        }
        _ => {}
    }
}

const PLACE: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(where_given),
    rule: Rule {
        code: "PRD-HHPLACE",
        name: "Home health without the place of the visits",
        severity: Severity::Warning,
        snip: Some(6),
        checks: "A home health bill to Medicare (type of bill 32) says by a line with Q5001, Q5002 or Q5009 where the \
                 patient was visited.",
        why: "The bill is returned without it.",
        help: "Add a line with the revenue code and day of the first visit, one of these codes, one unit, and a charge of \
               a cent or nothing.",
        source: "Medicare Claims Processing Manual chapter 10 section 40.2",
        in_force: InForce { from: Some("2013-07-01"), until: None },
        fires: facility(&[
            "CLM*F1*900***32:A:9**A*Y*Y\nDTP*434*RD8*20260201-20260228\nDTP*435*D8*20260201\nCL1*3*1*30\n\
                   HI*ABK:I10\nHI*BE:61:::14460*BE:85:::25025\nHI*BH:50:D8:20260130\n\
                   NM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0023*HP:1AA11*0*UN*1\n\
                   DTP*472*D8*20260201\nLX*2\nSV2*0551*HC:G0299*900*UN*4\nDTP*472*D8*20260201",
        ]),
        silent: facility(&[PERIOD]),
    },
};

fn where_given(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(clm) = period(claim) else { return };
    let mut visits = services(claim).filter(|service| is_visit(service.site.element(1)));
    let Some(visit) = visits.next() else { return };
    let says = |service: &Service<'_>| matches!(service.hcpcs(), b"Q5001" | b"Q5002" | b"Q5009");
    if !services(claim).any(says) {
        let row = claim.fields().institutional_service;
        let message = "no line says where the patient was visited (Q5001, Q5002, Q5009)";
        violations.push(lacking(rule, &clm, row, message).also(&visit.site, el(2)));
    }
}

const COUNTY: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(county),
    rule: Rule {
        code: "PRD-HHAREA",
        name: "Home health without the area of the visits",
        severity: Severity::Error,
        snip: Some(6),
        checks: "A home health bill to Medicare (type of bill 32) has value codes 61 (wage area, CBSA) and 85 (county, \
                 FIPS) of the place where the patient was visited.",
        why: "The wage index and the rural add-on go by them; without them the bill is returned.",
        help: "Add both value codes; the codes of area and county stand in the place of the amount.",
        source: "Bipartisan Budget Act of 2018 section 50208; Medicare Claims Processing Manual chapter 10 section 40.2",
        in_force: InForce { from: Some("2019-01-01"), until: None },
        fires: facility(&[
            "CLM*F1*900***32:A:9**A*Y*Y\nDTP*434*RD8*20260201-20260228\nDTP*435*D8*20260201\nCL1*3*1*30\n\
                   HI*ABK:I10\nHI*BE:61:::14460\nHI*BH:50:D8:20260130\n\
                   NM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0023*HP:1AA11*0*UN*1\n\
                   DTP*472*D8*20260201\nLX*2\nSV2*0551*HC:G0299*900*UN*4\nDTP*472*D8*20260201\nLX*3\n\
                   SV2*0551*HC:Q5001*0*UN*1\nDTP*472*D8*20260201",
        ]),
        silent: facility(&[PERIOD]),
    },
};

fn county(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(clm) = period(claim) else { return };
    let row = claim.fields().value_codes;
    let message = match (has_code(claim, row, &[b"61"]), has_code(claim, row, &[b"85"])) {
        (true, true) => return,
        (true, false) => "value code 85, the county, is missing",
        (false, true) => "value code 61, the wage area, is missing",
        (false, false) => "value codes 61 and 85, wage area and county, are missing",
    };
    violations.push(lacking(rule, &clm, row, message));
}

const VISIT: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(visit_code),
    rule: Rule {
        code: "PRD-HHVISIT",
        name: "Home health visit without its code",
        severity: Severity::Warning,
        snip: Some(6),
        checks: "Each visit of a home health bill to Medicare (revenue codes 042x to 044x, 055x to 057x) has the HCPCS \
                 code of who visited.",
        why: "Payment for few visits, and for outliers, is worked out from the codes.",
        help: "Write the G code of the discipline, such as G0151 for physical therapy or G0299 for a nurse.",
        source: "Medicare Claims Processing Manual chapter 10 section 40.2",
        in_force: InForce::ALWAYS,
        fires: facility(&[
            "CLM*F1*900***32:A:9**A*Y*Y\nDTP*434*RD8*20260201-20260228\nDTP*435*D8*20260201\nCL1*3*1*30\n\
                   HI*ABK:I10\nHI*BE:61:::14460*BE:85:::25025\nHI*BH:50:D8:20260130\n\
                   NM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0023*HP:1AA11*0*UN*1\n\
                   DTP*472*D8*20260201\nLX*2\nSV2*0551**900*UN*4\nDTP*472*D8*20260201\nLX*3\n\
                   SV2*0551*HC:Q5001*0*UN*1\nDTP*472*D8*20260201",
        ]),
        silent: facility(&[PERIOD]),
    },
};

fn visit_code(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if period(claim).is_none() {
        return;
    }
    for visit in services(claim).filter(|service| is_visit(service.site.element(1))) {
        if visit.site.element(2).is_empty() {
            violations.push(empty(rule, &visit.site, el(2), "the visit has no code of who visited"));
        }
    }
}

const ASSESSMENT: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(assessment),
    rule: Rule {
        code: "PRD-ASSESS",
        name: "Rate by an assessment without its date",
        severity: Severity::Error,
        snip: Some(6),
        checks: "A bill to Medicare with a HIPPS code that comes from an assessment has the day of the assessment \
                 (occurrence code 50): home health (type of bill 32, revenue code 0023) and skilled nursing (18, 21, \
                 revenue code 0022), the default codes that begin with ZZZ or AAA left out.",
        why: "The payer looks the assessment up by this day and returns the bill if there is none.",
        help: "Add occurrence code 50 with the day the assessment was completed, or its reference day.",
        source: "Medicare Claims Processing Manual chapter 6 section 30.1 and chapter 10 section 40.2",
        in_force: InForce { from: Some("2020-01-01"), until: None },
        fires: facility(&[
            "CLM*F1*900***32:A:9**A*Y*Y\nDTP*434*RD8*20260201-20260228\nDTP*435*D8*20260201\nCL1*3*1*30\n\
                   HI*ABK:I10\nHI*BE:61:::14460*BE:85:::25025\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0023*HP:1AA11*0*UN*1\nDTP*472*D8*20260201\nLX*2\nSV2*0551*HC:G0299*900*UN*4\n\
                   DTP*472*D8*20260201\nLX*3\nSV2*0551*HC:Q5001*0*UN*1\nDTP*472*D8*20260201",
        ]),
        silent: facility(&[PERIOD]),
    },
};

fn assessment(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if !is_institutional(claim) || claim.is_disturbed(Part::Claim) || !is_medicare(claim) {
        return;
    }
    let revenue: &[u8] = match place(claim) {
        b"32" => b"0023",
        b"18" | b"21" => b"0022",
        _ => return,
    };
    let is_assessed = |service: &&Service<'_>| {
        let code = service.site.component(2, 2);
        service.site.element(1) == revenue
            && service.site.component(2, 1) == b"HP"
            && !code.starts_with(b"ZZZ")
            && !code.starts_with(b"AAA")
    };
    let Some(rate) = services(claim).find(is_assessed) else { return };
    let row = claim.fields().occurrence_codes;
    if let Some(clm) = clm(claim).filter(|_| !has_code(claim, row, &[b"50"])) {
        let message = "the day of the assessment (occurrence code 50) is missing";
        violations.push(lacking(rule, &clm, row, message).also(&rate.site, part(2, 2)));
    }
}
