//! SNIP type 4: providers and addresses.

use crate::finding::Severity;
use crate::guide::RowId;
use crate::rule::{InForce, Rule};
use crate::rules::{Field, Reads};
use crate::validate::scope::Claim;
use crate::validate::violation::{Site, Violations};

use super::common::{business, el, empty, is_institutional, superfluous};
use super::example::professional;
use super::{Check, Run};

pub(super) const CHECKS: &[Check] =
    &[PAY_TO, STREET, ZIP, PROVIDER_ID, SAME_RENDERING, SAME_FACILITY, SAME_LINE];

const PAY_TO: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::provider(pay_to),
    rule: Rule {
        code: "SIT-PAYTO",
        name: "Pay-to address is the billing provider's",
        severity: Severity::Warning,
        snip: Some(4),
        checks: "A pay-to address (2010AB) is given only where it differs from the address of the \
                 billing provider.",
        why: "Payers take it for a change of address and stop the payment until it is confirmed.",
        help: "Leave the loop out.",
        source: "837P and 837I 2010AB",
        in_force: InForce::ALWAYS,
        fires: professional(&["\
                   ISA*00*          *00*          *ZZ*S              *ZZ*R              *260303*1200*^*00501*000000001*0*T*:~\n\
                   GS*HC*S1*R1*20260303*1200*1*X*005010X222A1~\nST*837*0001*005010X222A1~\n\
                   BHT*0019*00*1*20260303*1200*CH~\nNM1*41*2*SENDER*****46*S1~\n\
                   PER*IC*X*TE*5550100000~\nNM1*40*2*RECEIVER*****46*R1~\nHL*1**20*1~\n\
                   NM1*85*2*PROVIDER*****XX*1234567893~\nN3*1 MAIN ST~\nN4*BOSTON*MA*021140000~\n\
                   REF*EI*123456789~\nNM1*87*2~\nN3*1 MAIN ST~\nN4*BOSTON*MA*021140000~\n\
                   HL*2*1*22*0~\nSBR*P*18*******CI~\nNM1*IL*1*DOE*JANE****MI*ABC123456~\n\
                   N3*2 OAK ST~\nN4*BOSTON*MA*021140000~\nDMG*D8*19580412*F~\n\
                   NM1*PR*2*LANTERN*****PI*00123~\nCLM*P1*200***11:B:1*Y*A*Y*Y~\nHI*ABK:R51~\n\
                   LX*1~\nSV1*HC:99213*200*UN*1***1~\nDTP*472*D8*20260302~\nSE*26*0001~\nGE*1*1~\n\
                   IEA*1*000000001~\n"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    },
};

fn pay_to(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(street) = claim.first(fields.pay_to_street) else { return };
    let same = |here: Option<RowId>, there: Option<RowId>| {
        let (here, there) = (claim.first(here), claim.first(there));
        here.zip(there).is_some_and(|(here, there)| here.segment.bytes() == there.segment.bytes())
    };
    let city = same(fields.pay_to_city, fields.billing_provider_city);
    if city && same(fields.pay_to_street, fields.billing_provider_street) {
        violations.push(superfluous(rule, &street, None, "the address is that of the billing provider"));
    }
}

const STREET: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::provider(street),
    rule: Rule {
        code: "SIT-POBOX",
        name: "Billing provider at a post office box",
        severity: Severity::Error,
        snip: Some(4),
        checks: "The billing provider's address (2010AA N3) is a street, and no post office or lock \
                 box.",
        why: "Payers enroll a provider at the place where it works; a box belongs into the pay-to \
                 address.",
        help: "Write the street here, and the box into 2010AB.",
        source: "837P and 837I 2010AA N3",
        in_force: InForce::ALWAYS,
        fires: professional(&["\
                   ISA*00*          *00*          *ZZ*S              *ZZ*R              *260303*1200*^*00501*000000001*0*T*:~\n\
                   GS*HC*S1*R1*20260303*1200*1*X*005010X222A1~\nST*837*0001*005010X222A1~\n\
                   BHT*0019*00*1*20260303*1200*CH~\nNM1*41*2*SENDER*****46*S1~\n\
                   PER*IC*X*TE*5550100000~\nNM1*40*2*RECEIVER*****46*R1~\nHL*1**20*1~\n\
                   NM1*85*2*PROVIDER*****XX*1234567893~\nN3*P.O. BOX 17~\nN4*BOSTON*MA*021140000~\n\
                   REF*EI*123456789~\nHL*2*1*22*0~\nSBR*P*18*******CI~\n\
                   NM1*IL*1*DOE*JANE****MI*ABC123456~\nN3*2 OAK ST~\nN4*BOSTON*MA*021140000~\n\
                   DMG*D8*19580412*F~\nNM1*PR*2*LANTERN*****PI*00123~\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y~\nHI*ABK:R51~\nLX*1~\nSV1*HC:99213*200*UN*1***1~\n\
                   DTP*472*D8*20260302~\nSE*23*0001~\nGE*1*1~\nIEA*1*000000001~\n"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    },
};

fn street(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(n3) = claim.first(claim.fields().billing_provider_street) else { return };
    for n in 1..=2 {
        if is_box(n3.element(n)) {
            violations.push(business(
                rule,
                &n3,
                el(n as u8),
                "this is a post office box; a street is asked for",
            ));
            return;
        }
    }
}

/// Whether an address line begins with a post office or lock box, however it is written.
fn is_box(line: &[u8]) -> bool {
    let mut letters = line.iter().filter(|b| !matches!(b, b' ' | b'.')).map(u8::to_ascii_uppercase);
    let mut begins = |word: &[u8]| word.iter().all(|b| letters.next() == Some(*b));
    match line.first().map(u8::to_ascii_uppercase) {
        Some(b'P') => begins(b"POBOX") || starts(line, b"POST OFFICE BOX"),
        Some(b'L') => begins(b"LOCKBOX"),
        _ => false,
    }
}

fn starts(line: &[u8], word: &[u8]) -> bool {
    line.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
}

const ZIP: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::provider(zip),
    rule: Rule {
        code: "SIT-ZIP9",
        name: "Billing provider's ZIP code without the last four digits",
        severity: Severity::Warning,
        snip: Some(4),
        checks: "The ZIP code of a billing provider in the United States (2010AA N403) has nine \
                 digits.",
        why: "The guides ask for all nine; the last four can decide the rate for a place.",
        help: "Look the address up with the postal service.",
        source: "837P and 837I 2010AA N403",
        in_force: InForce::ALWAYS,
        fires: professional(&["\
                   ISA*00*          *00*          *ZZ*S              *ZZ*R              *260303*1200*^*00501*000000001*0*T*:~\n\
                   GS*HC*S1*R1*20260303*1200*1*X*005010X222A1~\nST*837*0001*005010X222A1~\n\
                   BHT*0019*00*1*20260303*1200*CH~\nNM1*41*2*SENDER*****46*S1~\n\
                   PER*IC*X*TE*5550100000~\nNM1*40*2*RECEIVER*****46*R1~\nHL*1**20*1~\n\
                   NM1*85*2*PROVIDER*****XX*1234567893~\nN3*1 MAIN ST~\nN4*BOSTON*MA*02114~\n\
                   REF*EI*123456789~\nHL*2*1*22*0~\nSBR*P*18*******CI~\n\
                   NM1*IL*1*DOE*JANE****MI*ABC123456~\nN3*2 OAK ST~\nN4*BOSTON*MA*021140000~\n\
                   DMG*D8*19580412*F~\nNM1*PR*2*LANTERN*****PI*00123~\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y~\nHI*ABK:R51~\nLX*1~\nSV1*HC:99213*200*UN*1***1~\n\
                   DTP*472*D8*20260302~\nSE*23*0001~\nGE*1*1~\nIEA*1*000000001~\n"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    },
};

fn zip(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(n4) = claim.first(claim.fields().billing_provider_city) else { return };
    let code = n4.element(3);
    if n4.element(4).is_empty() && code.len() == 5 && code.iter().all(u8::is_ascii_digit) {
        violations.push(business(rule, &n4, el(3), "the guides ask for all nine digits"));
    }
}

const PROVIDER_ID: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::provider(provider_id),
    rule: Rule {
        code: "SIT-NPI",
        name: "Billing provider without an NPI",
        severity: Severity::Warning,
        snip: Some(4),
        checks: "The billing provider has an NPI (2010AA NM108 XX and NM109).",
        why: "Only providers who give no health care, such as taxi companies, have none; all \
                 others are rejected without it.",
        help: "Add the NPI; a provider without one needs the payer's own number in 2010BB.",
        source: "837P and 837I 2010AA NM108, NM109; 45 CFR 162.410",
        in_force: InForce::ALWAYS,
        fires: professional(&["\
                   ISA*00*          *00*          *ZZ*S              *ZZ*R              *260303*1200*^*00501*000000001*0*T*:~\n\
                   GS*HC*S1*R1*20260303*1200*1*X*005010X222A1~\nST*837*0001*005010X222A1~\n\
                   BHT*0019*00*1*20260303*1200*CH~\nNM1*41*2*SENDER*****46*S1~\n\
                   PER*IC*X*TE*5550100000~\nNM1*40*2*RECEIVER*****46*R1~\nHL*1**20*1~\n\
                   NM1*85*2*PROVIDER~\nN3*1 MAIN ST~\nN4*BOSTON*MA*021140000~\nREF*EI*123456789~\n\
                   HL*2*1*22*0~\nSBR*P*18*******CI~\nNM1*IL*1*DOE*JANE****MI*ABC123456~\n\
                   N3*2 OAK ST~\nN4*BOSTON*MA*021140000~\nDMG*D8*19580412*F~\n\
                   NM1*PR*2*LANTERN*****PI*00123~\nCLM*P1*200***11:B:1*Y*A*Y*Y~\nHI*ABK:R51~\n\
                   LX*1~\nSV1*HC:99213*200*UN*1***1~\nDTP*472*D8*20260302~\nSE*23*0001~\nGE*1*1~\n\
                   IEA*1*000000001~\n"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    },
};

fn provider_id(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(name) = claim.first(claim.fields().billing_provider_name) else { return };
    if name.element(8).is_empty() && name.element(9).is_empty() {
        violations.push(empty(rule, &name, el(9), "the billing provider has no NPI"));
    }
}

const SAME_RENDERING: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(same_rendering),
    rule: Rule {
        code: "SIT-SAMERENDER",
        name: "Rendering provider is the billing provider",
        severity: Severity::Warning,
        snip: Some(4),
        checks: "The rendering provider of a professional claim (2310B) is given only where it is not \
                 the billing provider.",
        why: "Payers with a rule against it reject the claim, others take the provider for a \
                 group.",
        help: "Leave the loop out.",
        source: "837P 2310B",
        in_force: InForce::ALWAYS,
        fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\n\
                   NM1*82*1*PROVIDER*ANN****XX*1234567893\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\n\
                   NM1*82*1*WRENFIELD*ANN****XX*2000010092\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    },
};

fn same_rendering(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    if is_institutional(claim) {
        return;
    }
    same_as_billing(rule, claim, fields.rendering_provider_name, violations);
}

const SAME_FACILITY: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(same_facility),
    rule: Rule {
        code: "SIT-SAMEFAC",
        name: "Service facility is the billing provider",
        severity: Severity::Info,
        snip: Some(4),
        checks: "The service facility (2310C of a professional, 2310E of an institutional claim) is \
                 given only where it is another place than the billing provider's.",
        why: "The guides leave it out otherwise; payers mostly put up with it.",
        help: "Leave the loop out.",
        source: "837P 2310C, 837I 2310E",
        in_force: InForce::ALWAYS,
        fires: professional(&[
            "CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nNM1*77*2*PROVIDER*****XX*1234567893\n\
                   N3*1 MAIN ST\nN4*BOSTON*MA*021140000\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302",
        ]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\n\
                   NM1*77*2*PROVIDER EAST*****XX*1234567893\nN3*9 PIER ST\nN4*BOSTON*MA*021140000\n\
                   LX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

fn same_facility(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(here) = claim.first(fields.service_facility_street) else { return };
    // One organization has many places; it is the address that counts.
    let billing = claim.first(fields.billing_provider_street);
    if billing.is_some_and(|billing| billing.segment.bytes() == here.segment.bytes()) {
        same_as_billing(rule, claim, fields.service_facility_name, violations);
    }
}

fn same_as_billing(rule: &'static Rule, claim: &Claim<'_>, row: Option<RowId>, violations: &mut Violations) {
    let Some(name) = claim.first(row) else { return };
    let Some(billing) = claim.first(claim.fields().billing_provider_name) else { return };
    let npi = name.element(9);
    if !npi.is_empty() && npi == billing.element(9) {
        violations
            .push(superfluous(rule, &name, el(9), "this is the billing provider").also(&billing, el(9)));
    }
}

const SAME_LINE: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(same_line),
    rule: Rule {
        code: "SIT-SAMELINE",
        name: "Provider of the line is that of the claim",
        severity: Severity::Info,
        snip: Some(4),
        checks: "A provider is named with a line (2420) only where another one is, or none, named \
                 with the claim (2310).",
        why: "It does no harm; the guides ask for it only where it differs.",
        help: "Leave it out.",
        source: "837P and 837I 2420",
        in_force: InForce::ALWAYS,
        fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\n\
                   NM1*82*1*WRENFIELD*ANN****XX*2000010092\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302\nNM1*82*1*WRENFIELD*ANN****XX*2000010092"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302\nNM1*82*1*WRENFIELD*ANN****XX*2000010092"]),
    },
};

fn same_line(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let pairs = [
        (fields.rendering_provider_name, fields.line_rendering_provider_name),
        (fields.supervising_provider_name, fields.line_supervising_provider_name),
        (fields.operating_physician_name, fields.line_operating_physician_name),
        (fields.referring_provider_name, fields.line_referring_provider_name),
    ];
    for (above, below) in pairs {
        let Some(above) = claim.first(above) else { continue };
        let same =
            |site: &Site<'_>| site.element(1) == above.element(1) && site.element(9) == above.element(9);
        if let Some(line) = claim.all(below).find(same).filter(|line| !line.element(9).is_empty()) {
            violations.push(
                superfluous(rule, &line, el(9), "the claim names the same provider").also(&above, el(9)),
            );
        }
    }
}
