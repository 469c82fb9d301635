//! SNIP type 4: the payers of a claim in their order.

use crate::finding::Severity;
use crate::rule::{InForce, Rule};
use crate::rules::{Field, Reads};
use crate::translate::Part;
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;

use super::common::{business, el, empty, is_institutional, is_medicare, lacking, other_payers, superfluous};
use super::example::professional;
use super::{Check, Run};

pub(super) const CHECKS: &[Check] =
    &[SECOND_PRIMARY, PAID_LATER, NO_PRIMARY, DECIDED, DECIDED_TWICE, MEDICARE_SECOND];

/// Rank in the order of payers; none for U and what is not known.
fn rank(code: &[u8]) -> Option<u8> {
    match code {
        [b'P'] => Some(1),
        [b'S'] => Some(2),
        [b'T'] => Some(3),
        [letter @ b'A'..=b'H'] => Some(letter - b'A' + 4),
        _ => None,
    }
}

const SECOND_PRIMARY: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(order),
    rule: Rule {
        code: "SIT-ORDER",
        name: "Two payers in one place",
        severity: Severity::Error,
        snip: Some(4),
        checks: "Each place in the order of payers (SBR01) is taken once in a claim; only U, unknown, \
                 may stand more than once.",
        why: "Who pays before whom decides what each pays.",
        help: "Put the payers in order: the one that gets the claim in 2000B, the others in 2320.",
        source: "837P and 837I 2000B and 2320 SBR01",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*P*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nSBR*P*18*******CI\nCAS*CO*45*50\n\
                   AMT*D*150\nOI***Y***Y\nNM1*IL*1*DOE*JANE****MI*ZZZ9\n\
                   NM1*PR*2*OTHER PLAN*****PI*00456\nDTP*573*D8*20260303\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
        silent: professional(&["SBR*S*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nSBR*P*18*******CI\nCAS*CO*45*50\n\
                   AMT*D*150\nOI***Y***Y\nNM1*IL*1*DOE*JANE****MI*ZZZ9\n\
                   NM1*PR*2*OTHER PLAN*****PI*00456\nDTP*573*D8*20260303\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

fn order(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(own) = claim.first(fields.subscriber_information) else { return };
    // The order has eleven places; more payers than that are a finding of their own.
    let others = || claim.all(fields.other_subscriber_information).take(11);
    for (n, other) in others().enumerate() {
        let place = other.element(1);
        let before = std::iter::once(own).chain(others().take(n));
        if place == b"U" || place.is_empty() {
            continue;
        }
        if let Some(first) = before.into_iter().find(|sbr| sbr.element(1) == place) {
            violations.push(
                business(rule, &other, el(1), "another payer of the claim has this place already")
                    .also(&first, el(1)),
            );
        }
    }
}

const PAID_LATER: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(paid_later),
    rule: Rule {
        code: "SIT-PAIDLATER",
        name: "A later payer has paid already",
        severity: Severity::Error,
        snip: Some(4),
        checks: "A payer that has paid (2320 AMT*D) stands before the payer that gets the claim.",
        why: "The payer that gets the claim counts on being asked in its turn; a payment by a \
                 later one turns the order round.",
        help: "Check the order of payers (SBR01), or send the claim to the next payer.",
        source: "837P and 837I 2320 AMT*D, SBR01; 2000B SBR01",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*S*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nSBR*T*18*******CI\nCAS*CO*45*50\n\
                   AMT*D*150\nOI***Y***Y\nNM1*IL*1*DOE*JANE****MI*ZZZ9\n\
                   NM1*PR*2*OTHER PLAN*****PI*00456\nDTP*573*D8*20260303\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
        silent: professional(&["SBR*S*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nSBR*P*18*******CI\nCAS*CO*45*50\n\
                   AMT*D*150\nOI***Y***Y\nNM1*IL*1*DOE*JANE****MI*ZZZ9\n\
                   NM1*PR*2*OTHER PLAN*****PI*00456\nDTP*573*D8*20260303\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

fn paid_later(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(own) = claim.first(claim.fields().subscriber_information) else { return };
    let Some(here) = rank(own.element(1)) else { return };
    for payer in other_payers(claim) {
        let Some(paid) = payer.paid else { continue };
        if rank(payer.sbr.element(1)).is_some_and(|there| there > here) {
            let message = "this payer comes after the one that gets the claim, and has paid";
            violations.push(business(rule, &paid, el(2), message).also(&payer.sbr, el(1)).also(&own, el(1)));
        }
    }
}

const NO_PRIMARY: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(no_primary),
    rule: Rule {
        code: "SIT-NOPRIMARY",
        name: "Not the first payer, and no other is named",
        severity: Severity::Warning,
        snip: Some(4),
        checks: "A claim to a second or later payer (SBR01) names the payers before it (2320).",
        why: "The payer asks what those before it paid, and returns the claim.",
        help: "Add the other payers with what they decided, or make this payer the primary one.",
        source: "837P and 837I 2000B SBR01, 2320",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*S*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
        silent: professional(&["SBR*S*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nSBR*P*18*******CI\nCAS*CO*45*50\n\
                   AMT*D*150\nOI***Y***Y\nNM1*IL*1*DOE*JANE****MI*ZZZ9\n\
                   NM1*PR*2*OTHER PLAN*****PI*00456\nDTP*573*D8*20260303\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

fn no_primary(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(own) = claim.first(fields.subscriber_information) else { return };
    let is_later = rank(own.element(1)).is_some_and(|rank| rank > 1);
    if is_later
        && claim.first(fields.other_subscriber_information).is_none()
        && !claim.is_disturbed(Part::Claim)
    {
        violations.push(lacking(
            rule,
            &own,
            fields.other_subscriber_information,
            "no payer before this one is named",
        ));
    }
}

const DECIDED: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(decided),
    rule: Rule {
        code: "SIT-DECIDED",
        name: "No day of an earlier payer's decision",
        severity: Severity::Error,
        snip: Some(4),
        checks: "Where another payer has paid (AMT*D) and decided no lines, the day of its decision \
                 stands with the payer (2330B DTP*573).",
        why: "The next payer's time limit and its share depend on the day of that decision.",
        help: "Take the day over from the remittance.",
        source: "837P and 837I 2330B DTP*573, 2430 DTP*573",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*S*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nSBR*P*18*******CI\nCAS*CO*45*50\n\
                   AMT*D*150\nOI***Y***Y\nNM1*IL*1*DOE*JANE****MI*ZZZ9\n\
                   NM1*PR*2*OTHER PLAN*****PI*00456\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
        silent: professional(&["SBR*S*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nSBR*P*18*******CI\nCAS*CO*45*50\n\
                   AMT*D*150\nOI***Y***Y\nNM1*IL*1*DOE*JANE****MI*ZZZ9\n\
                   NM1*PR*2*OTHER PLAN*****PI*00456\nDTP*573*D8*20260303\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

fn decided(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    if claim.first(fields.payer_paid_amount).is_none() || claim.is_disturbed(Part::Claim) {
        return;
    }
    // With every line's decision a day stands there.
    let by_lines =
        |id: &[u8]| claim.all(fields.line_adjudication_information).any(|svd| svd.element(1) == id);
    for payer in other_payers(claim).take(11) {
        let Some(name) = payer.name.filter(|_| payer.paid.is_some()) else { continue };
        if payer.level.first(fields.other_payer_payment_date).is_none() && !by_lines(payer.id()) {
            violations.push(lacking(
                rule,
                &name,
                fields.other_payer_payment_date,
                "the payer has paid, the day is missing",
            ));
        }
    }
}

const DECIDED_TWICE: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(decided_twice),
    rule: Rule {
        code: "SIT-DECIDED2",
        name: "Day of a decision on both levels",
        severity: Severity::Warning,
        snip: Some(4),
        checks: "The day of a payer's decision stands with the payer (2330B DTP*573) or with each of \
                 its lines (2430 DTP*573), not on both levels.",
        why: "The guides allow one of the two; with both nobody knows which day counts.",
        help: "Leave the day with the payer out.",
        source: "837P and 837I 2330B DTP*573, 2430 DTP*573",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*S*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nSBR*P*18*******CI\nAMT*D*150\n\
                   OI***Y***Y\nNM1*IL*1*DOE*JANE****MI*ZZZ9\nNM1*PR*2*OTHER PLAN*****PI*00456\n\
                   DTP*573*D8*20260303\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302\n\
                   SVD*00456*150*HC:99213**1\nCAS*CO*45*50\nDTP*573*D8*20260303"]),
        silent: professional(&["SBR*S*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nSBR*P*18*******CI\nAMT*D*150\n\
                   OI***Y***Y\nNM1*IL*1*DOE*JANE****MI*ZZZ9\nNM1*PR*2*OTHER PLAN*****PI*00456\n\
                   LX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302\n\
                   SVD*00456*150*HC:99213**1\nCAS*CO*45*50\nDTP*573*D8*20260303"]),
    },
};

fn decided_twice(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    if claim.first(fields.other_payer_payment_date).is_none() {
        return;
    }
    for payer in other_payers(claim).take(11).filter(|payer| !payer.id().is_empty()) {
        let Some(date) = payer.level.first(fields.other_payer_payment_date) else { continue };
        let line = claim.all(fields.line_adjudication_information).find(|svd| svd.element(1) == payer.id());
        if let Some(svd) = line {
            violations
                .push(superfluous(rule, &date, None, "the lines say the day as well").also(&svd, el(1)));
        }
    }
}

const MEDICARE_SECOND: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(medicare_second),
    rule: Rule {
        code: "SIT-MSP",
        name: "Medicare comes second, and the reason is missing",
        severity: Severity::Error,
        snip: Some(4),
        checks: "On a professional claim that Medicare gets as second or later payer, SBR05 says why.",
        why: "Medicare pays second only for listed reasons and returns the claim without one.",
        help: "Add the insurance type code: 12 working aged, 13 end-stage renal disease, 14 \
                 no-fault, 15 workers' compensation and so on.",
        source: "837P 2000B SBR05",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*S*18*******MB\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nSBR*P*18*******CI\nCAS*CO*45*50\n\
                   AMT*D*150\nOI***Y***Y\nNM1*IL*1*DOE*JANE****MI*ZZZ9\n\
                   NM1*PR*2*OTHER PLAN*****PI*00456\nDTP*573*D8*20260303\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
        silent: professional(&["SBR*S*18***12****MB\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nSBR*P*18*******CI\nCAS*CO*45*50\n\
                   AMT*D*150\nOI***Y***Y\nNM1*IL*1*DOE*JANE****MI*ZZZ9\n\
                   NM1*PR*2*OTHER PLAN*****PI*00456\nDTP*573*D8*20260303\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

fn medicare_second(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if is_institutional(claim) || !is_medicare(claim) {
        return;
    }
    let Some(sbr) = claim.first(claim.fields().subscriber_information) else { return };
    if rank(sbr.element(1)).is_some_and(|rank| rank > 1) && sbr.element(5).is_empty() {
        violations.push(empty(rule, &sbr, el(5), "Medicare is not the first payer, and why is not said"));
    }
}
