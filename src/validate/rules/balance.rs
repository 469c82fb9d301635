//! SNIP type 3: sums within one claim.

use rust_decimal::Decimal;

use crate::finding::Severity;
use crate::money::dollars;
use crate::rule::{Example, InForce, Rule};
use crate::rules::{Field, Reads};
use crate::translate::Part;
use crate::validate::scope::Claim;
use crate::validate::violation::{Site, Violations};

use super::common::{amount, beside, business, clm, el, is_institutional, place, services};
use super::example::{facility, professional};
use super::{Check, Run};

pub(super) const CHECKS: &[Check] = &[SUM, TOTAL, CHARGE, NON_COVERED, REPRICED, PATIENT_PAID, COVERED_DAYS];

const SUM: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(sum),
    rule: Rule {
        code: "CH-SUM",
        name: "Total charge is not the sum of the lines",
        severity: Severity::Error,
        snip: Some(3),
        checks: "The total charge (CLM02) is the sum of the charges of all service lines.",
        why: "A payer's front end adds up the lines and rejects the claim when the total differs.",
        help: "Correct the total or the line that is wrong; look for a line that was lost or stands \
                 twice.",
        source: "837P SV102, 837I SV203 against CLM02; X12 request for interpretation 1294",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &["CLM*F1*899.99***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0450*HC:99283*900*UN*1\nDTP*472*D8*20260302"],
            professional: &["CLM*P1*250***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"],
            ..Example::NONE
        },
        silent: professional(&[
            "CLM*P1*200.00***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302",
        ]),
    },
};

fn sum(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(clm) = clm(claim).filter(|_| !claim.is_disturbed(Part::Claim)) else { return };
    let Some(total) = amount(clm.element(2)) else { return };
    let mut sum = Decimal::ZERO;
    let mut totals = Decimal::ZERO;
    for service in services(claim) {
        let Some(charge) = service.charge() else { return };
        sum += charge;
        if is_total(&service.site, claim) {
            totals += charge;
        }
    }
    // A claim without lines, and a line that carries the total, have rules of their own.
    if services(claim).next().is_none() || sum == total || sum - totals == total {
        return;
    }
    let (more, less) = if sum > total { ("more", sum - total) } else { ("less", total - sum) };
    let message = format!(
        "the lines add up to {}, which is {} {more} than the total charge",
        dollars(sum),
        dollars(less)
    );
    let mut violation = business(rule, &clm, el(2), message);
    if let Some(service) = services(claim).next() {
        violation = violation.also(&service.site, service.charge_spot());
    }
    violations.push(violation);
}

fn is_total(site: &Site<'_>, claim: &Claim<'_>) -> bool {
    is_institutional(claim) && matches!(site.element(1), b"0001" | b"001")
}

const TOTAL: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(total),
    rule: Rule {
        code: "BAL-TOTAL",
        name: "Service line that carries the total",
        severity: Severity::Error,
        snip: Some(3),
        checks: "No service line has revenue code 0001, the line of totals of the paper form.",
        why: "In an 837 the total stands in CLM02 alone; a line of totals doubles the charge.",
        help: "Leave the line out.",
        source: "UB-04 form locator 47 against 837I CLM02 and SV201",
        in_force: InForce::ALWAYS,
        fires: facility(&["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0450*HC:99283*900*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0001**900*UN*1"]),
        silent: facility(&["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0450*HC:99283*900*UN*1\nDTP*472*D8*20260302"]),
    },
};

fn total(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    for service in services(claim).filter(|service| is_total(&service.site, claim)) {
        let message = "the line repeats the total of the claim; revenue code 0001 belongs to the paper form";
        violations.push(business(rule, &service.site, el(1), message));
    }
}

const CHARGE: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(charge),
    rule: Rule {
        code: "CH-ZERO",
        name: "Line charge below zero",
        severity: Severity::Warning,
        snip: Some(3),
        checks: "No line charge and no total charge is negative. A charge of zero is allowed: quality \
                 codes and room lines have it.",
        why: "A charge is what the provider asks for; payers take nothing off by a negative line \
                 and reject it.",
        help: "Send a replacement claim with the right charges instead of a correction line.",
        source: "837P SV102, 837I SV203, CLM02",
        in_force: InForce::ALWAYS,
        fires: professional(&["CLM*P1*150***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302\nLX*2\nSV1*HC:99213*-50*UN*1***1\nDTP*472*D8*20260302"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302\nLX*2\nSV1*HC:3074F*0*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

fn charge(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    for service in services(claim) {
        let spot = service.charge_spot();
        let value = spot.map_or(&b""[..], |spot| service.site.value(spot));
        if value.first() == Some(&b'-') && amount(value).is_some_and(|charge| charge < Decimal::ZERO) {
            violations.push(business(rule, &service.site, spot, "the charge of the line is negative"));
        }
    }
}

const NON_COVERED: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(non_covered),
    rule: Rule {
        code: "BAL-NONCOV",
        name: "More not covered than charged",
        severity: Severity::Error,
        snip: Some(3),
        checks: "The non-covered part of a line (SV207) is at most its charge (SV203).",
        why: "A part cannot be more than the whole; the payer cannot work out what to cover.",
        help: "Correct the charge or its non-covered part.",
        source: "837I SV203, SV207",
        in_force: InForce::ALWAYS,
        fires: facility(&["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0450*HC:99283*900*UN*1**950\nDTP*472*D8*20260302"]),
        silent: facility(&["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0450*HC:99283*900*UN*1**900\nDTP*472*D8*20260302"]),
    },
};

fn non_covered(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    for service in services(claim).filter(|_| is_institutional(claim)) {
        let value = service.site.element(7);
        if value.is_empty() {
            continue;
        }
        if let (Some(part), Some(charge)) = (amount(value), service.charge())
            && part > charge
        {
            let message = "the non-covered charge is more than the charge of the line";
            violations.push(business(rule, &service.site, el(7), message).also(&service.site, el(3)));
        }
    }
}

const REPRICED: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(repriced),
    rule: Rule {
        code: "BAL-HCP",
        name: "Repriced amounts exceed the charge",
        severity: Severity::Warning,
        snip: Some(3),
        checks: "What a repricer allowed and saved (HCP02 and HCP03) is together no more than the \
                 charge of the claim or the line.",
        why: "Repricing takes off the charge; more than the charge says that the amounts belong to \
                 another claim.",
        help: "Check the amounts with the repricer.",
        source: "837P and 837I HCP02, HCP03 in 2300 and 2400",
        in_force: InForce::ALWAYS,
        fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nHCP*02*180*40*123456789\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nHCP*02*160*40*123456789\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

fn repriced(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let mut check = |hcp: &Site<'_>, charge: Option<Decimal>| {
        let (Some(allowed), Some(charge)) = (amount(hcp.element(2)), charge) else { return };
        let saved = amount(hcp.element(3)).unwrap_or_default();
        if allowed + saved > charge {
            let message =
                format!("allowed and saved are together {}, more than the charge", dollars(allowed + saved));
            violations.push(business(rule, hcp, el(2), message).also(hcp, el(3)));
        }
    };
    if let Some(hcp) = claim.first(fields.repricing) {
        check(&hcp, clm(claim).and_then(|clm| amount(clm.element(2))));
    }
    if claim.first(fields.line_repricing).is_none() {
        return;
    }
    let mut lines = beside(claim.all(fields.line_repricing));
    for service in services(claim) {
        if let Some(hcp) = lines.of(service.line()) {
            check(&hcp, service.charge());
        }
    }
}

const PATIENT_PAID: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(patient_paid),
    rule: Rule {
        code: "BAL-F5",
        name: "Patient paid more than the charge",
        severity: Severity::Warning,
        snip: Some(3),
        checks: "The amount the patient paid (AMT*F5) or is estimated to owe (AMT*F3) is at most the \
                 total charge.",
        why: "More than the charge is a keying error, and would make the payer refund the patient.",
        help: "Check the amount in the patient's account.",
        source: "837P 2300 AMT*F5, 837I 2300 AMT*F3, CLM02",
        in_force: InForce::ALWAYS,
        fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nAMT*F5*2000\nHI*ABK:R51\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nAMT*F5*20\nHI*ABK:R51\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

fn patient_paid(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    for row in [fields.patient_amount_paid, fields.patient_estimated_amount_due] {
        let Some(amt) = claim.first(row) else { continue };
        let total = clm(claim).and_then(|clm| amount(clm.element(2)));
        if let (Some(paid), Some(total)) = (amount(amt.element(2)), total)
            && paid > total
        {
            violations.push(business(rule, &amt, el(2), "the patient's share is more than the total charge"));
        }
    }
}

const COVERED_DAYS: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(covered_days),
    rule: Rule {
        code: "BAL-DAYS",
        name: "Covered and non-covered days do not fill the stay",
        severity: Severity::Warning,
        snip: Some(3),
        checks: "On a hospital stay with value code 80, covered days (80) and non-covered days (81) \
                 are together the days from the first to the last day billed; the day of discharge \
                 counts only while the patient is still there, and one day is the least.",
        why: "Medicare's claims system counts the days of the statement period and returns the \
                 claim when they differ.",
        help: "Correct the value codes, or the statement dates.",
        source: "Medicare Claims Processing Manual chapter 3, covered and non-covered days; 837I \
                 HI*BE, DTP*434, CL103",
        in_force: InForce::ALWAYS,
        fires: facility(&["CLM*F1*9000***11:A:1**A*Y*Y\nDTP*096*TM*1400\nDTP*434*RD8*20260228-20260303\n\
                   DTP*435*DT*202602280900\nCL1*3*1*01\nHI*ABK:J189:::::::Y\nHI*ABJ:R0602\n\
                   HI*BE:80:::2\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0120**9000*DA*3"]),
        silent: facility(&["CLM*F1*9000***11:A:1**A*Y*Y\nDTP*096*TM*1400\nDTP*434*RD8*20260228-20260303\n\
                   DTP*435*DT*202602280900\nCL1*3*1*01\nHI*ABK:J189:::::::Y\nHI*ABJ:R0602\n\
                   HI*BE:80:::3\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0120**9000*DA*3"]),
    },
};

fn covered_days(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    if !matches!(place(claim), b"11" | b"18" | b"21") || !is_institutional(claim) {
        return;
    }
    let (mut covered, mut others) = (None, Decimal::ZERO);
    for site in claim.all(fields.value_codes) {
        for n in 1..=site.segment.last() {
            let Some(value) = amount(site.component(n, 5)) else { continue };
            match site.component(n, 2) {
                b"80" => covered = Some((site, n as u8, value)),
                b"81" => others += value,
                _ => {}
            }
        }
    }
    let Some((site, element, covered)) = covered else { return };
    let Some((from, to)) = super::common::served(claim) else { return };
    let still_there = claim.first(fields.institutional_claim_code).is_some_and(|cl1| cl1.element(3) == b"30");
    let days = ((to - from).num_days() + i64::from(still_there)).max(1);
    if covered + others != Decimal::from(days) {
        let message = format!(
            "covered and non-covered days are together {}, the stay has {days}",
            (covered + others).normalize()
        );
        let violation = business(rule, &site, super::common::part(element, 5), message);
        violations.push(match claim.first(fields.statement_dates) {
            Some(dates) => violation.also(&dates, el(3)),
            None => violation,
        });
    }
}
