//! SNIP type 3: what other payers paid, adjusted and left.
//!
//! The sums depend on each other. Where each line is in balance with a payer, the sum over the claim is in balance exactly if
//! the payer's payment is; so the sum over the claim is looked at only where the lines and the payment have nothing wrong.

use std::collections::HashMap;

use rust_decimal::Decimal;

use crate::finding::Severity;
use crate::money::dollars;
use crate::rule::{Example, InForce, Rule};
use crate::rules::{Field, Reads};
use crate::translate::Part;
use crate::validate::scope::Claim;
use crate::validate::violation::{Site, Violations};

use super::common::{
    Decision, OtherPayer, Service, adjusted, amount, business, clm, decisions, el, other_payers, services,
};
use super::example::professional;
use super::{Check, Run};

pub(super) const CHECKS: &[Check] = &[LINE, PAID, CLAIM, PAYER, BUNDLED, PASSED_BY];

/// What a payer decided of the lines.
#[derive(Default)]
struct Lines<'c> {
    /// Payments (SVD02).
    paid: Decimal,
    /// Adjustments.
    adjusted: Decimal,
    /// It decided at least one line.
    any: bool,
    /// Lines that do not add up: the decision, what is paid and adjusted, the line.
    off: Vec<(&'c Decision<'c>, Decimal, &'c Service<'c>)>,
}

/// Whether no two payers share the identifier of this one: then a decision on a line tells whose it is.
fn told_apart(claim: &Claim<'_>, payer: &OtherPayer<'_>) -> bool {
    !payer.id().is_empty() && other_payers(claim).filter(|other| other.id() == payer.id()).count() == 1
}

fn of_payer<'c>(
    claim: &Claim<'c>,
    payer: &OtherPayer<'c>,
) -> impl Iterator<Item = &'c Decision<'c>> + use<'c> {
    let id = payer.id();
    decisions(claim).filter(move |decision| decision.svd.element(1) == id)
}

/// None where an amount is no number.
fn lines<'c>(claim: &Claim<'c>, payer: &OtherPayer<'c>) -> Option<Lines<'c>> {
    let mut lines = Lines::default();
    let mut services = services(claim);
    let mut decisions = of_payer(claim, payer).peekable();
    while let Some(first) = decisions.next() {
        // A payer may decide a line in parts.
        let (mut paid, mut taken) = first.amounts?;
        while let Some(next) = decisions.next_if(|next| next.svd.line == first.svd.line) {
            let (more, other) = next.amounts?;
            paid += more;
            taken += other;
        }
        lines.any = true;
        lines.paid += paid;
        lines.adjusted += taken;
        let service = services.find(|service| service.site.line == first.svd.line)?;
        if service.charge()? != paid + taken {
            lines.off.push((first, paid + taken, service));
        }
    }
    Some(lines)
}

/// What the payer must have paid of the claim, by its lines, where it says something else.
fn payment_differs(claim: &Claim<'_>, payer: &OtherPayer<'_>, lines: &Lines<'_>) -> Option<Decimal> {
    let paid = amount(payer.paid?.element(2)).filter(|_| lines.any)?;
    let expected = lines.paid - adjusted(payer.level.all(claim.fields().adjustment))?;
    (paid != expected).then_some(expected)
}

/// More other payers than a claim may have (2320) are a finding of their own; their sums are not looked at.
const MOST_PAYERS: usize = 10;

fn is_whole(claim: &Claim<'_>) -> bool {
    let payers = claim.all(claim.fields().other_subscriber_information).take(MOST_PAYERS + 1).count();
    (1..=MOST_PAYERS).contains(&payers) && !claim.is_disturbed(Part::Claim)
}

const LINE: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(line),
    rule: Rule {
        code: "BAL-LINE",
        name: "Line not in balance with what a payer decided",
        severity: Severity::Error,
        snip: Some(3),
        checks: "For each payer that decided a line, its payments (SVD02) and adjustments (CAS in \
                 2430) of that line add up to the charge of the line.",
        why: "The next payer works out its own share from these amounts and rejects a claim whose \
                 amounts do not add up.",
        help: "Take payment and adjustments of the line over from the payer's remittance as they \
                 stand there.",
        source: "837P and 837I 2430 SVD02, CAS; SV102, SV203; balancing section of the guides",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*S*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nSBR*P*18*******CI\nAMT*D*150\n\
                   OI***Y***Y\nNM1*IL*1*DOE*JANE****MI*ZZZ9\nNM1*PR*2*OTHER PLAN*****PI*00456\n\
                   LX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302\n\
                   SVD*00456*150*HC:99213**1\nCAS*CO*45*40\nDTP*573*D8*20260303"]),
        silent: professional(&["SBR*S*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nSBR*P*18*******CI\nAMT*D*150\n\
                   OI***Y***Y\nNM1*IL*1*DOE*JANE****MI*ZZZ9\nNM1*PR*2*OTHER PLAN*****PI*00456\n\
                   LX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302\n\
                   SVD*00456*150*HC:99213**1\nCAS*CO*45*50\nDTP*573*D8*20260303"]),
    },
};

fn line(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if !is_whole(claim) {
        return;
    }
    for payer in other_payers(claim).filter(|payer| told_apart(claim, payer)) {
        for (decision, sum, service) in lines(claim, payer).map(|lines| lines.off).unwrap_or_default() {
            let charge = service.charge().unwrap_or_default();
            let (sum, charge) = (dollars(sum), dollars(charge));
            let message = format!("paid and adjusted are together {sum}, the line was charged with {charge}");
            let violation = business(rule, &decision.svd, el(2), message);
            violations.push(violation.also(&service.site, service.charge_spot()));
        }
    }
}

const PAID: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(paid),
    rule: Rule {
        code: "BAL-PAID",
        name: "Payment is not that of the lines",
        severity: Severity::Error,
        snip: Some(3),
        checks: "Where a payer decided lines, the amount it paid for the claim (AMT*D) is the sum of \
                 its payments of the lines (SVD02) less its adjustments of the whole claim (CAS in \
                 2320).",
        why: "The amounts come from one remittance; where they do not agree one was left out, or \
                 an adjustment stands on both levels.",
        help: "Compare claim and lines with the remittance; an adjustment stands either with the \
                 line or with the claim, never twice.",
        source: "837P and 837I 2320 AMT*D, CAS; 2430 SVD02; X12 requests for interpretation 1053, \
                 1294",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*S*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nSBR*P*18*******CI\nAMT*D*140\n\
                   OI***Y***Y\nNM1*IL*1*DOE*JANE****MI*ZZZ9\nNM1*PR*2*OTHER PLAN*****PI*00456\n\
                   LX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302\n\
                   SVD*00456*150*HC:99213**1\nCAS*CO*45*50\nDTP*573*D8*20260303"]),
        silent: professional(&["SBR*S*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nSBR*P*18*******CI\nCAS*PR*1*10\n\
                   AMT*D*140\nOI***Y***Y\nNM1*IL*1*DOE*JANE****MI*ZZZ9\n\
                   NM1*PR*2*OTHER PLAN*****PI*00456\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302\nSVD*00456*150*HC:99213**1\nCAS*CO*45*50\n\
                   DTP*573*D8*20260303"]),
    },
};

fn paid(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if !is_whole(claim) {
        return;
    }
    for payer in other_payers(claim).filter(|payer| told_apart(claim, payer)) {
        let Some(lines) = lines(claim, payer) else { continue };
        let (Some(expected), Some(amt)) = (payment_differs(claim, payer, &lines), payer.paid) else {
            continue;
        };
        let message = format!(
            "the lines make it {}: their payments less the adjustments of the claim",
            dollars(expected)
        );
        let mut violation = business(rule, &amt, el(2), message);
        for decision in of_payer(claim, payer) {
            violation = violation.also(&decision.svd, el(2));
        }
        violations.push(violation);
    }
}

const CLAIM: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(whole),
    rule: Rule {
        code: "BAL-COB",
        name: "Claim not in balance with what a payer decided",
        severity: Severity::Error,
        snip: Some(3),
        checks: "The total charge is what a payer paid (AMT*D) and what it adjusted, of the claim \
                 (CAS in 2320) and of the lines (CAS in 2430), all together.",
        why: "The next payer works out its own share from these amounts and rejects a claim whose \
                 amounts do not add up.",
        help: "Take payment and adjustments over from the payer's remittance as they stand there.",
        source: "837P and 837I CLM02, 2320 AMT*D, CAS, 2430 CAS; X12 requests for interpretation \
                 1115, 1294",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &["SBR*S*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nSBR*P*18*******CI\n\
                   CAS*CO*45*50\nAMT*D*150\nOI***Y***Y\nNM1*IL*1*DOE*JANE****MI*ZZZ9\n\
                   NM1*PR*2*OTHER PLAN*****PI*00456\nDTP*573*D8*20260303\nLX*1\n\
                   SV2*0450*HC:99283*900*UN*1\nDTP*472*D8*20260302"],
            professional: &["SBR*S*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nSBR*P*18*******CI\nCAS*CO*45*50\n\
                   AMT*D*140\nOI***Y***Y\nNM1*IL*1*DOE*JANE****MI*ZZZ9\n\
                   NM1*PR*2*OTHER PLAN*****PI*00456\nDTP*573*D8*20260303\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"],
            ..Example::NONE
        },
        silent: Example {
            facility: &["SBR*S*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nSBR*P*18*******CI\n\
                   CAS*CO*45*750\nAMT*D*150\nOI***Y***Y\nNM1*IL*1*DOE*JANE****MI*ZZZ9\n\
                   NM1*PR*2*OTHER PLAN*****PI*00456\nDTP*573*D8*20260303\nLX*1\n\
                   SV2*0450*HC:99283*900*UN*1\nDTP*472*D8*20260302"],
            professional: &["SBR*S*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nSBR*P*18*******CI\nCAS*CO*45*50\n\
                   AMT*D*150\nOI***Y***Y\nNM1*IL*1*DOE*JANE****MI*ZZZ9\n\
                   NM1*PR*2*OTHER PLAN*****PI*00456\nDTP*573*D8*20260303\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"],
            ..Example::NONE
        },
    },
};

fn whole(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(clm) = clm(claim).filter(|_| is_whole(claim)) else { return };
    let Some(total) = amount(clm.element(2)) else { return };
    let charged: Option<Decimal> = services(claim).map(super::common::Service::charge).sum();
    for payer in other_payers(claim) {
        let Some((amt, paid)) = payer.paid.and_then(|amt| Some((amt, amount(amt.element(2))?))) else {
            continue;
        };
        let Some(of_claim) = adjusted(payer.level.all(claim.fields().adjustment)) else { continue };
        let mut sum = paid + of_claim;
        if told_apart(claim, payer) {
            let Some(lines) = lines(claim, payer) else { continue };
            if !lines.off.is_empty() || payment_differs(claim, payer, &lines).is_some() {
                continue;
            }
            sum += lines.adjusted;
        }
        // If the sum is that of the lines, the total charge is what is wrong, and that is said.
        if sum != total && charged != Some(sum) {
            let message = format!(
                "paid and adjusted are together {}, the total charge is {}",
                dollars(sum),
                dollars(total)
            );
            violations.push(business(rule, &amt, el(2), message).also(&clm, el(2)));
        }
    }
}

const PAYER: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(payer),
    rule: Rule {
        code: "BAL-PAYER",
        name: "Line decided by a payer that is not on the claim",
        severity: Severity::Error,
        snip: Some(3),
        checks: "The payer of each decision on a line (SVD01) is one of the other payers of the claim \
                 (2330B NM109).",
        why: "Nobody can tell whose payment it is; the sums of no payer contain it.",
        help: "Write the identifier of the other payer in both places alike.",
        source: "837P and 837I 2430 SVD01, 2330B NM109",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*S*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nSBR*P*18*******CI\nCAS*CO*45*50\n\
                   AMT*D*150\nOI***Y***Y\nNM1*IL*1*DOE*JANE****MI*ZZZ9\n\
                   NM1*PR*2*OTHER PLAN*****PI*00456\nDTP*573*D8*20260303\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302\nSVD*00457*150*HC:99213**1\n\
                   CAS*CO*45*50\nDTP*573*D8*20260303"]),
        silent: professional(&["SBR*S*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nSBR*P*18*******CI\nAMT*D*150\n\
                   OI***Y***Y\nNM1*IL*1*DOE*JANE****MI*ZZZ9\nNM1*PR*2*OTHER PLAN*****PI*00456\n\
                   LX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302\n\
                   SVD*00456*150*HC:99213**1\nCAS*CO*45*50\nDTP*573*D8*20260303"]),
    },
};

fn payer(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    if claim.is_disturbed(Part::Claim)
        || claim.all(fields.other_payer_name).take(MOST_PAYERS + 1).count() > MOST_PAYERS
    {
        return;
    }
    for svd in claim.all(fields.line_adjudication_information) {
        let id = svd.element(1);
        if !id.is_empty() && !claim.all(fields.other_payer_name).any(|name| name.element(9) == id) {
            violations.push(business(rule, &svd, el(1), "no other payer of the claim has this identifier"));
        }
    }
}

const BUNDLED: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(bundled),
    rule: Rule {
        code: "BAL-BUNDLED",
        name: "Bundled into a line that is not there",
        severity: Severity::Error,
        snip: Some(3),
        checks: "The line that a payer bundled a service into (SVD06) is a line of the same claim \
                 (LX01), and another one.",
        why: "The number is all that says where the payment went.",
        help: "Write the number of the line that was paid, as LX01 has it.",
        source: "837P and 837I 2430 SVD06, 2400 LX01",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*S*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nSBR*P*18*******CI\nAMT*D*150\n\
                   OI***Y***Y\nNM1*IL*1*DOE*JANE****MI*ZZZ9\nNM1*PR*2*OTHER PLAN*****PI*00456\n\
                   LX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302\n\
                   SVD*00456*150*HC:99213**1*4\nCAS*CO*45*50\nDTP*573*D8*20260303"]),
        silent: professional(&["SBR*S*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*250***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nSBR*P*18*******CI\nAMT*D*150\n\
                   OI***Y***Y\nNM1*IL*1*DOE*JANE****MI*ZZZ9\nNM1*PR*2*OTHER PLAN*****PI*00456\n\
                   LX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302\n\
                   SVD*00456*150*HC:99213**1\nCAS*CO*45*50\nDTP*573*D8*20260303\nLX*2\n\
                   SV1*HC:99214*50*UN*1***1\nDTP*472*D8*20260302\nSVD*00456*0*HC:99214**1*1\n\
                   CAS*CO*97*50\nDTP*573*D8*20260303"]),
    },
};

fn bundled(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let into = |svd: &Site<'_>| !svd.element(6).is_empty();
    if claim.is_disturbed(Part::Claim)
        || !claim.all(fields.line_adjudication_information).any(|svd| into(&svd))
    {
        return;
    }
    let numbers: HashMap<&[u8], Option<u32>> =
        claim.all(fields.line_number).map(|lx| (lx.element(1), lx.line)).collect();
    for svd in claim.all(fields.line_adjudication_information).filter(into) {
        if numbers.get(svd.element(6)).is_none_or(|line| *line == svd.line) {
            violations.push(business(rule, &svd, el(6), "the claim has no other line of this number"));
        }
    }
}

const PASSED_BY: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(passed_by),
    rule: Rule {
        code: "BAL-A8",
        name: "Non-covered amount is not the total charge",
        severity: Severity::Error,
        snip: Some(3),
        checks: "Where a claim passes an earlier payer by because it would not cover anything \
                 (AMT*A8), the amount is the total charge, and no payment or adjustment of that payer \
                 stands beside it.",
        why: "The amount says that the payer was not asked; with a payment beside it the claim \
                 says both.",
        help: "Write the total charge, or leave the amount out and report what the payer decided.",
        source: "837P and 837I 2320 AMT*A8",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*S*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nSBR*P*18*******CI\nAMT*A8*150\n\
                   OI***Y***Y\nNM1*IL*1*DOE*JANE****MI*ZZZ9\nNM1*PR*2*OTHER PLAN*****PI*00456\n\
                   LX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
        silent: professional(&["SBR*S*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nSBR*P*18*******CI\nAMT*A8*200\n\
                   OI***Y***Y\nNM1*IL*1*DOE*JANE****MI*ZZZ9\nNM1*PR*2*OTHER PLAN*****PI*00456\n\
                   LX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

fn passed_by(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    for payer in other_payers(claim) {
        let Some(amt) = payer.level.first(claim.fields().non_covered_amount) else { continue };
        let Some(clm) = clm(claim) else { continue };
        let message = if amount(amt.element(2)) != amount(clm.element(2)) {
            "the non-covered amount is not the total charge"
        } else if payer.paid.is_some() || payer.level.first(claim.fields().adjustment).is_some() {
            "the payer was passed by, and yet paid or adjusted something"
        } else {
            continue;
        };
        violations.push(business(rule, &amt, el(2), message).also(&clm, el(2)));
    }
}
