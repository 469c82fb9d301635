//! SNIP type 4: service lines.

use crate::finding::Severity;
use crate::rule::{InForce, Rule};
use crate::rules::{Field, Reads};
use crate::translate::Part;
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;

use super::common::{business, dated, el, is_institutional, lacking, place, served, services, unwanted};
use super::example::{facility, professional};
use super::{Check, Run};

pub(super) const CHECKS: &[Check] = &[LINE_DATE, SAME_PLACE, NUMBERED, CONTROL, PURCHASED];

const LINE_DATE: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(line_date),
    rule: Rule {
        code: "SIT-LINEDATE",
        name: "Outpatient service without a date",
        severity: Severity::Error,
        snip: Some(4),
        checks: "On an outpatient institutional claim that covers more than one day, each line with a \
                 procedure code, drugs apart, has its date (DTP*472).",
        why: "Payers pay outpatient services by the day and cannot tell which day this one belongs \
                 to.",
        help: "Add the date of the service.",
        source: "837I 2400 DTP*472",
        in_force: InForce::ALWAYS,
        fires: facility(&["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260301-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0450*HC:99283*900*UN*1"]),
        silent: facility(&["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0450*HC:99283*900*UN*1"]),
    },
};

fn line_date(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let outpatient = matches!(
        place(claim),
        b"13" | b"14" | b"71" | b"72" | b"73" | b"74" | b"75" | b"76" | b"77" | b"83" | b"85"
    );
    if !is_institutional(claim) || !outpatient || claim.is_disturbed(Part::Claim) {
        return;
    }
    if served(claim).is_none_or(|(from, to)| from == to) {
        return;
    }
    let mut drugs = super::common::beside(claim.all(fields.drug_identification));
    for (service, day) in dated(claim) {
        let own = day.is_some_and(|(site, _)| site.line == service.site.line);
        if own || service.hcpcs().is_empty() || drugs.of(service.line()).is_some() {
            continue;
        }
        violations.push(lacking(
            rule,
            &service.site,
            fields.service_date,
            "the date of the service is missing",
        ));
    }
}

const SAME_PLACE: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(same_place),
    rule: Rule {
        code: "SIT-SAMEPOS",
        name: "Place of the line is that of the claim",
        severity: Severity::Info,
        snip: Some(4),
        checks: "A line names its place of service (SV105) only where it differs from the claim's \
                 (CLM05-1).",
        why: "It does no harm; the guide asks for it only where it differs.",
        help: "Leave it out.",
        source: "837P 2400 SV105",
        in_force: InForce::ALWAYS,
        fires: professional(&[
            "CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1*11**1\n\
                   DTP*472*D8*20260302",
        ]),
        silent: professional(&[
            "CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1*12**1\n\
                   DTP*472*D8*20260302",
        ]),
    },
};

fn same_place(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if is_institutional(claim) {
        return;
    }
    let place = place(claim);
    let same = |service: &&super::common::Service<'_>| !place.is_empty() && service.site.element(5) == place;
    if let Some(service) = services(claim).find(same) {
        violations.push(unwanted(rule, &service.site, el(5), "the claim says the same place of service"));
    }
}

const NUMBERED: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(numbered),
    rule: Rule {
        code: "SIT-LX",
        name: "Lines not numbered one after the other",
        severity: Severity::Error,
        snip: Some(4),
        checks: "Service lines are numbered 1, 2, 3 and so on (LX01).",
        why: "Remittances and the payer's answers name lines by number.",
        help: "Number the lines anew.",
        source: "837P and 837I 2400 LX01",
        in_force: InForce::ALWAYS,
        fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*2\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    },
};

fn numbered(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let mut expected = 0u32;
    for lx in claim.all(claim.fields().line_number) {
        expected += 1;
        let number = lx.element(1).iter().try_fold(0u32, |n, b| {
            n.checked_mul(10)?.checked_add(u32::from(b.checked_sub(b'0').filter(|d| *d < 10)?))
        });
        let Some(number) = number else { return };
        if number != expected {
            violations.push(business(rule, &lx, el(1), format!("this is line {expected} of the claim")));
            return;
        }
    }
}

const CONTROL: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(control),
    rule: Rule {
        code: "SIT-6R",
        name: "Two lines with one control number",
        severity: Severity::Warning,
        snip: Some(4),
        checks: "The line item control numbers of a claim (REF*6R) differ from each other.",
        why: "Remittances give this number back; a payment cannot be posted to the right line.",
        help: "Give each line its own number.",
        source: "837P and 837I 2400 REF*6R",
        in_force: InForce::ALWAYS,
        fires: professional(&["CLM*P1*250***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302\nREF*6R*A1\nLX*2\nSV1*HC:99214*50*UN*1***1\n\
                   DTP*472*D8*20260302\nREF*6R*A1"]),
        silent: professional(&["CLM*P1*250***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302\nREF*6R*A1\nLX*2\nSV1*HC:99214*50*UN*1***1\n\
                   DTP*472*D8*20260302\nREF*6R*A2"]),
    },
};

fn control(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let numbers = || claim.all(claim.fields().line_item_control_number);
    // Most claims number their lines upward; only where one is not above its neighbour a closer look is needed.
    let mut last: &[u8] = b"";
    let rises = numbers().all(|at| {
        let number = at.element(2);
        let above = (number.len(), number) > (last.len(), last);
        last = number;
        above
    });
    if rises {
        return;
    }
    let mut seen = std::collections::HashMap::new();
    for site in numbers() {
        if let Some(first) = seen.insert(site.element(2), site) {
            violations.push(
                business(rule, &site, el(2), "another line has this control number").also(&first, el(2)),
            );
            return;
        }
    }
}

const PURCHASED: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(purchased),
    rule: Rule {
        code: "SIT-PS1",
        name: "Purchased service without its seller",
        severity: Severity::Warning,
        snip: Some(4),
        checks: "A line with a purchased service (PS1) names who it was bought from (2420B), with the \
                 same identifier (PS101).",
        why: "Payers limit what is paid for a bought test to its price, and check the seller.",
        help: "Add the provider of the purchased service.",
        source: "837P 2400 PS1, 2420B",
        in_force: InForce::ALWAYS,
        fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302\nPS1*SELLER01*80"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302\nPS1*1234567893*80\nNM1*QB*1******XX*1234567893"]),
    },
};

fn purchased(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let mut sellers = super::common::beside(claim.all(fields.purchased_service_provider_name));
    for ps1 in claim.all(fields.purchased_service) {
        if ps1.line.is_none_or(|line| sellers.of(line).is_none()) && !claim.is_disturbed(Part::Claim) {
            let row = fields.purchased_service_provider_name;
            violations.push(lacking(
                rule,
                &ps1,
                row,
                "the line does not say who the service was bought from",
            ));
        }
    }
}
