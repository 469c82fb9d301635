//! SNIP type 4, who it is for: subscriber, patient, payers, and what has to be said of them.

use crate::finding::Severity;
use crate::rule::{Example, InForce, Rule};
use crate::translate::Part;
use crate::validate::hit::Hits;
use crate::validate::scope::Claim;

use super::Check;
use super::common::{
    business, clm, el, empty, is_institutional, is_medicare, lacking, other_payers, superfluous,
};
use super::example::professional;

pub(super) const CHECKS: &[Check] = &[
    SELF,
    PATIENT,
    SELF_AND_PATIENT,
    MEMBER,
    SECOND_PRIMARY,
    PAID_LATER,
    NO_PRIMARY,
    DECIDED,
    DECIDED_TWICE,
    MEDICARE_SECOND,
    CASUALTY,
    ORIGINAL,
];

const SELF: Check = Check {
    at: Part::Subscriber,
    run: is_self,
    rule: Rule {
        code: "SIT-SELF",
        name: "Subscriber is the patient, and is not described",
        severity: Severity::Error,
        snip: Some(4),
        checks: "Where the subscriber is the patient (SBR02 is 18), address, city and birth date of \
                 the subscriber are there.",
        why: "There is no patient's level below; without these the payer cannot tell who was \
                 treated.",
        help: "Add N3, N4 and DMG of the subscriber, or, if somebody else was treated, a patient's \
                 level.",
        source: "837P and 837I 2000B SBR02, 2010BA N3, N4, DMG",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*P*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
        silent: professional(&["SBR*P*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    },
};

fn is_self(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    let Some(sbr) = claim.first(fields.subscriber_information).filter(|sbr| sbr.element(2) == b"18") else {
        return;
    };
    if claim.is_disturbed(Part::Subscriber) {
        return;
    }
    let at = claim.first(fields.subscriber_name).unwrap_or(sbr);
    for (row, what) in [
        (fields.subscriber_street, "street"),
        (fields.subscriber_city, "city"),
        (fields.subscriber_demographics, "birth date and sex"),
    ] {
        if claim.first(row).is_none() {
            hits.add(lacking(
                rule,
                &at,
                row,
                format!("the subscriber is the patient; the {what} is missing"),
            ));
        }
    }
}

const PATIENT: Check = Check {
    at: Part::Claim,
    run: patient,
    rule: Rule {
        code: "SIT-PATIENT",
        name: "Nobody is the patient",
        severity: Severity::Error,
        snip: Some(4),
        checks: "A claim directly below a subscriber says that the subscriber is the patient (SBR02 \
                 is 18); otherwise a patient's level stands between them.",
        why: "Whose claim it is cannot be told.",
        help: "Write 18 in SBR02, or add the patient's level (HL 23, PAT, NM1*QC).",
        source: "837P and 837I 2000B SBR02, 2000C",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*P********CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
        silent: professional(&[
            "SBR*P********CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\n\
                   NM1*PR*2*LANTERN*****PI*00123\nHL*3*2*23*0\nPAT*19\nNM1*QC*1*DOE*TIM\n\
                   N3*2 OAK ST\nN4*BOSTON*MA*021140000\nDMG*D8*20200412*M\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302",
            "SBR*P*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302",
        ]),
    },
};

fn patient(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    if claim.has(Part::Patient) || claim.is_disturbed(Part::Subscriber) {
        return;
    }
    let Some(sbr) = claim.first(claim.fields().subscriber_information) else { return };
    // Another code than 18 is no code of the guide, which has been said.
    if sbr.element(2).is_empty() {
        hits.add(empty(
            rule,
            &sbr,
            el(2),
            "the claim stands below the subscriber, who is not said to be the patient",
        ));
    }
}

const SELF_AND_PATIENT: Check = Check {
    at: Part::Patient,
    run: self_and_patient,
    rule: Rule {
        code: "SIT-DEPENDENT",
        name: "Subscriber is the patient, and there is another",
        severity: Severity::Error,
        snip: Some(4),
        checks: "Where the subscriber is the patient (SBR02 is 18) no patient's level stands below.",
        why: "The two say different things about who was treated.",
        help: "Leave SBR02 empty if the dependent was treated; drop the patient's level if the \
                 subscriber was.",
        source: "837P and 837I 2000B SBR02, 2000C",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*P*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   HL*3*2*23*0\nPAT*19\nNM1*QC*1*DOE*TIM\nN3*2 OAK ST\nN4*BOSTON*MA*021140000\n\
                   DMG*D8*20200412*M\nCLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
        silent: professional(&["SBR*P********CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\n\
                   NM1*PR*2*LANTERN*****PI*00123\nHL*3*2*23*0\nPAT*19\nNM1*QC*1*DOE*TIM\n\
                   N3*2 OAK ST\nN4*BOSTON*MA*021140000\nDMG*D8*20200412*M\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    },
};

fn self_and_patient(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    let Some(sbr) = claim.first(fields.subscriber_information).filter(|sbr| sbr.element(2) == b"18") else {
        return;
    };
    if let Some(level) = claim.opener(Part::Patient) {
        let message = "a patient's level stands below a subscriber who is the patient";
        hits.add(superfluous(rule, &level, None, message).also(&sbr, el(2)));
    }
}

const MEMBER: Check = Check {
    at: Part::Subscriber,
    run: member,
    rule: Rule {
        code: "SIT-MEMBER",
        name: "Person without a member number",
        severity: Severity::Error,
        snip: Some(4),
        checks: "A subscriber who is a person has an identifier (2010BA NM108 and NM109). An \
                 employer, in workers' compensation, need not.",
        why: "The payer finds its member by this number.",
        help: "Add the member number as it stands on the card.",
        source: "837P 2010BA NM108, NM109",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*P*18*******CI\nNM1*IL*1*DOE*JANE\nN3*2 OAK ST\nN4*BOSTON*MA*021140000\n\
                   DMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\nCLM*P1*200***11:B:1*Y*A*Y*Y\n\
                   HI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
        silent: professional(&["SBR*P********WC\nNM1*IL*2*HERON FOUNDRY\nREF*Y4*WC0017\n\
                   NM1*PR*2*LANTERN*****PI*00123\nHL*3*2*23*0\nPAT*19\nNM1*QC*1*DOE*TIM\n\
                   N3*2 OAK ST\nN4*BOSTON*MA*021140000\nDMG*D8*20200412*M\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    },
};

fn member(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    // In 837I the guide itself requires it.
    if is_institutional(claim) {
        return;
    }
    let Some(name) = claim.first(claim.fields().subscriber_name) else { return };
    if name.element(2) == b"1" && name.element(9).is_empty() && name.element(8).is_empty() {
        hits.add(empty(rule, &name, el(9), "the subscriber is a person and has no member number"));
    }
}

const SECOND_PRIMARY: Check = Check {
    at: Part::Claim,
    run: order,
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

fn order(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
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
            hits.add(
                business(rule, &other, el(1), "another payer of the claim has this place already")
                    .also(&first, el(1)),
            );
        }
    }
}

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

const PAID_LATER: Check = Check {
    at: Part::Claim,
    run: paid_later,
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

fn paid_later(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let Some(own) = claim.first(claim.fields().subscriber_information) else { return };
    let Some(here) = rank(own.element(1)) else { return };
    for payer in other_payers(claim) {
        let Some(paid) = payer.paid else { continue };
        if rank(payer.sbr.element(1)).is_some_and(|there| there > here) {
            let message = "this payer comes after the one that gets the claim, and has paid";
            hits.add(business(rule, &paid, el(2), message).also(&payer.sbr, el(1)).also(&own, el(1)));
        }
    }
}

const NO_PRIMARY: Check = Check {
    at: Part::Claim,
    run: no_primary,
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

fn no_primary(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    let Some(own) = claim.first(fields.subscriber_information) else { return };
    let is_later = rank(own.element(1)).is_some_and(|rank| rank > 1);
    if is_later
        && claim.first(fields.other_subscriber_information).is_none()
        && !claim.is_disturbed(Part::Claim)
    {
        hits.add(lacking(
            rule,
            &own,
            fields.other_subscriber_information,
            "no payer before this one is named",
        ));
    }
}

const DECIDED: Check = Check {
    at: Part::Claim,
    run: decided,
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

fn decided(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
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
            hits.add(lacking(
                rule,
                &name,
                fields.other_payer_payment_date,
                "the payer has paid, the day is missing",
            ));
        }
    }
}

const DECIDED_TWICE: Check = Check {
    at: Part::Claim,
    run: decided_twice,
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

fn decided_twice(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    if claim.first(fields.other_payer_payment_date).is_none() {
        return;
    }
    for payer in other_payers(claim).take(11).filter(|payer| !payer.id().is_empty()) {
        let Some(date) = payer.level.first(fields.other_payer_payment_date) else { continue };
        let line = claim.all(fields.line_adjudication_information).find(|svd| svd.element(1) == payer.id());
        if let Some(svd) = line {
            hits.add(superfluous(rule, &date, None, "the lines say the day as well").also(&svd, el(1)));
        }
    }
}

const MEDICARE_SECOND: Check = Check {
    at: Part::Claim,
    run: medicare_second,
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

fn medicare_second(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    if is_institutional(claim) || !is_medicare(claim) {
        return;
    }
    let Some(sbr) = claim.first(claim.fields().subscriber_information) else { return };
    if rank(sbr.element(1)).is_some_and(|rank| rank > 1) && sbr.element(5).is_empty() {
        hits.add(empty(rule, &sbr, el(5), "Medicare is not the first payer, and why is not said"));
    }
}

const CASUALTY: Check = Check {
    at: Part::Claim,
    run: casualty,
    rule: Rule {
        code: "SIT-PC",
        name: "Injury claim without the insurer's claim number",
        severity: Severity::Warning,
        snip: Some(4),
        checks: "A claim to workers' compensation, automobile or liability insurance (SBR09 WC, AM, \
                 LM) has the property and casualty claim number (REF*Y4) with the subscriber or the \
                 patient.",
        why: "These insurers file by their own claim number and ask back for it.",
        help: "Ask the insurer or the employer for the number.",
        source: "837P and 837I 2010BA and 2010CA REF*Y4",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*P*18*******WC\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
        silent: professional(&["SBR*P*18*******WC\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nREF*Y4*WC-2026-0017\n\
                   NM1*PR*2*LANTERN*****PI*00123\nCLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

fn casualty(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    let Some(sbr) = claim.first(fields.subscriber_information) else { return };
    if !matches!(sbr.element(9), b"WC" | b"AM" | b"LM") {
        return;
    }
    let rows = [fields.subscriber_casualty_number, fields.patient_casualty_number];
    if rows.into_iter().all(|row| claim.first(row).is_none()) {
        hits.add(lacking(rule, &sbr, rows[0], "the insurer's claim number (REF*Y4) is missing"));
    }
}

const ORIGINAL: Check = Check {
    at: Part::Claim,
    run: original,
    rule: Rule {
        code: "LC-F8",
        name: "Replacement or void without the payer's claim number",
        severity: Severity::Error,
        snip: Some(4),
        checks: "A claim that replaces or voids an earlier one (CLM05-3 is 7 or 8) names it by the \
                 payer's claim number (REF*F8).",
        why: "The payer cannot find the original and denies the claim as a duplicate.",
        help: "Take the number from the remittance of the original claim.",
        source: "837P and 837I 2300 REF*F8, CLM05-3",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &["CLM*F1*900***13:A:8**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0450*HC:99283*900*UN*1\nDTP*472*D8*20260302"],
            professional: &["CLM*P1*200***11:B:7*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"],
            ..Example::NONE
        },
        silent: professional(&["CLM*P1*200***11:B:7*Y*A*Y*Y\nREF*F8*PLC2603110042\nHI*ABK:R51\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

fn original(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let Some(clm) = clm(claim).filter(|clm| matches!(clm.component(5, 3), b"7" | b"8")) else { return };
    let row = claim.fields().payer_claim_control_number;
    if claim.first(row).is_none() && !claim.is_disturbed(Part::Claim) {
        hits.add(lacking(rule, &clm, row, "the payer's number of the earlier claim (REF*F8) is missing"));
    }
}
