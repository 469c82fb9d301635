//! SNIP type 6: hospices, and those who treat hospice patients.

use rust_decimal::Decimal;

use crate::finding::Severity;
use crate::rule::{InForce, Rule};
use crate::rules::{Field, Reads};
use crate::translate::Part;
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;

use super::common::{
    beside, business, clm, el, empty, has_code, is_bill, is_institutional, is_medicare, lacking, part, place,
    services,
};
use super::example::{facility, professional};
use super::{Check, Run};

pub(super) const CHECKS: &[Check] = &[PLACE, AREA, CONTINUOUS, EMPLOYEE];

/// Whether a revenue code is a level of hospice care: routine, continuous, respite, general inpatient.
fn is_level(revenue: &[u8]) -> bool {
    matches!(revenue, b"0651" | b"0652" | b"0655" | b"0656")
}

/// Whether the claim is a hospice's bill to Medicare (type of bill 81, 82), and no notice.
fn is_hospice_bill(claim: &Claim<'_>) -> bool {
    is_institutional(claim) && matches!(place(claim), b"81" | b"82") && is_bill(claim) && is_medicare(claim)
}

/// A month of hospice care as Medicare wants it.
const MONTH: &str = "CLM*F1*900***81:A:2**A*Y*Y\nDTP*434*RD8*20260201-20260228\nDTP*435*D8*20260201\nCL1*3*1*30\n\
    HI*ABK:C3490\nHI*BE:61:::14460\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
    SV2*0651*HC:Q5001*900*UN*28\nDTP*472*D8*20260201";

const PLACE: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(where_given),
    rule: Rule {
        code: "PRD-HOSPLACE",
        name: "Hospice care without its place",
        severity: Severity::Error,
        snip: Some(6),
        checks: "Each line of a level of hospice care (revenue codes 0651, 0652, 0655, 0656) on a bill to Medicare has \
                 the code of where it was given (Q5001 to Q5010).",
        why: "The line is returned without it.",
        help: "Write the code of the place; a change of place begins a new line.",
        source: "Medicare Claims Processing Manual chapter 11 section 30.3",
        in_force: InForce { from: Some("2007-01-01"), until: None },
        fires: facility(&[
            "CLM*F1*900***81:A:2**A*Y*Y\nDTP*434*RD8*20260201-20260228\nDTP*435*D8*20260201\nCL1*3*1*30\n\
                   HI*ABK:C3490\nHI*BE:61:::14460\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0651**900*UN*28\nDTP*472*D8*20260201",
        ]),
        silent: facility(&[MONTH]),
    },
};

fn where_given(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if !is_hospice_bill(claim) {
        return;
    }
    for service in services(claim).filter(|service| is_level(service.site.element(1))) {
        let code = service.hcpcs();
        if !matches!(code, [b'Q', b'5', b'0', b'0', b'1'..=b'9'] | b"Q5010") {
            let spot = if code.is_empty() { el(2) } else { service.code_spot() };
            violations.push(empty(rule, &service.site, spot, "the line does not say where care was given"));
        }
    }
}

const AREA: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(area),
    rule: Rule {
        code: "PRD-HOSAREA",
        name: "Hospice care without its wage area",
        severity: Severity::Error,
        snip: Some(6),
        checks: "A hospice's bill to Medicare names the wage area (CBSA) of care at home (revenue codes 0651, 0652) by \
                 value code 61, that of care in a facility (0655, 0656) by value code G8.",
        why: "The wage index goes by it.",
        help: "Add the value code; the code of the area stands in the place of the amount.",
        source: "Medicare Claims Processing Manual chapter 11 section 30.3",
        in_force: InForce { from: Some("2008-01-01"), until: None },
        fires: facility(&[
            "CLM*F1*900***82:A:2**A*Y*Y\nDTP*434*RD8*20260201-20260228\nDTP*435*D8*20260201\nCL1*3*1*30\n\
                   HI*ABK:C3490\nHI*BE:61:::14460\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0656*HC:Q5005*900*UN*3\nDTP*472*D8*20260201",
        ]),
        silent: facility(&[MONTH]),
    },
};

fn area(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(clm) = clm(claim).filter(|_| is_hospice_bill(claim) && !claim.is_disturbed(Part::Claim)) else {
        return;
    };
    let row = claim.fields().value_codes;
    for (code, levels, message) in [
        (&b"61"[..], [&b"0651"[..], b"0652"], "value code 61, the wage area of care at home, is missing"),
        (b"G8", [b"0655", b"0656"], "value code G8, the wage area of care in a facility, is missing"),
    ] {
        let line = services(claim).find(|service| levels.contains(&service.site.element(1)));
        if let Some(line) = line.filter(|_| !has_code(claim, row, &[code])) {
            violations.push(lacking(rule, &clm, row, message).also(&line.site, el(1)));
        }
    }
}

const CONTINUOUS: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(continuous),
    rule: Rule {
        code: "PRD-HOSHOURS",
        name: "Continuous hospice care of too few hours",
        severity: Severity::Warning,
        snip: Some(6),
        checks: "A day of continuous home care (revenue code 0652) has 32 to 96 units: quarters of an hour, eight hours \
                 at least.",
        why: "Less than eight hours are paid as routine care; the units are not hours or days.",
        help: "Bill routine care (0651) for the day, or write the quarters of an hour.",
        source: "42 CFR 418.302(e)(4); Medicare Claims Processing Manual chapter 11 section 30.3",
        in_force: InForce { from: Some("2007-01-01"), until: None },
        fires: facility(&[
            "CLM*F1*900***81:A:2**A*Y*Y\nDTP*434*RD8*20260201-20260228\nDTP*435*D8*20260201\nCL1*3*1*30\n\
                   HI*ABK:C3490\nHI*BE:61:::14460\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0652*HC:Q5001*900*UN*12\nDTP*472*D8*20260201",
        ]),
        silent: facility(&[MONTH]),
    },
};

fn continuous(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if !is_hospice_bill(claim) {
        return;
    }
    let day = Decimal::from(32)..=Decimal::from(96);
    for service in services(claim).filter(|service| service.site.element(1) == b"0652") {
        if service.units().is_some_and(|units| !day.contains(&units)) {
            let message = "a day of continuous care has 32 to 96 quarters of an hour";
            violations.push(business(rule, &service.site, service.units_spot(), message));
        }
    }
}

const EMPLOYEE: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(employee),
    rule: Rule {
        code: "PRD-HOSEMP",
        name: "Hospice patient's physician without the employee indicator",
        severity: Severity::Warning,
        snip: Some(6),
        checks: "A Medicare line of a hospice patient's attending physician (modifier GV) says whether the hospice \
                 employs the physician (CRC*70), and says that it does not.",
        why: "Part B pays the attending physician only if the hospice does not.",
        help: "Add CRC*70*N*65; if the hospice employs the physician, it bills the service.",
        source: "837P 2400 CRC*70; Medicare Claims Processing Manual chapter 11 section 40.1",
        in_force: InForce::ALWAYS,
        fires: professional(&[
            "CLM*P1*200***12:B:1*Y*A*Y*Y\nHI*ABK:C3490\nLX*1\nSV1*HC:99348:GV*200*UN*1***1\nDTP*472*D8*20260201",
            "CLM*P1*200***12:B:1*Y*A*Y*Y\nHI*ABK:C3490\nLX*1\nSV1*HC:99348:GV*200*UN*1***1\nCRC*70*Y*65\n\
                   DTP*472*D8*20260201",
        ]),
        silent: professional(&[
            "CLM*P1*200***12:B:1*Y*A*Y*Y\nHI*ABK:C3490\nLX*1\nSV1*HC:99348:GV*200*UN*1***1\nCRC*70*N*65\n\
                   DTP*472*D8*20260201",
        ]),
    },
};

fn employee(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if is_institutional(claim) || claim.is_disturbed(Part::Claim) {
        return;
    }
    let attending = || services(claim).filter(|service| service.has_modifier(b"GV"));
    if attending().next().is_none() || !is_medicare(claim) {
        return;
    }
    let row = claim.fields().hospice_employee;
    let mut indicators = beside(claim.all(row));
    for service in attending() {
        match indicators.of(service.line()) {
            None => {
                let message = "whether the hospice employs the physician (CRC*70) is missing";
                violations.push(lacking(rule, &service.site, row, message));
            }
            Some(crc) if crc.element(2) == b"Y" => {
                let message = "the hospice employs the physician, so that GV does not fit";
                violations.push(business(rule, &crc, el(2), message).also(&service.site, part(1, 3)));
            }
            Some(_) => {}
        }
    }
}
