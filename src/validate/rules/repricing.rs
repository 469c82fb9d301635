//! SNIP type 4: what organizations between provider and payer add to a claim, and principal procedures.

use crate::finding::Severity;
use crate::rule::{InForce, Rule};
use crate::rules::{Field, Reads};
use crate::translate::Part;
use crate::validate::scope::Claim;
use crate::validate::violation::{Site, Violations};

use super::common::{clm, el, lacking, part, superfluous};
use super::example::{facility, professional};
use super::{Check, Run};

pub(super) const CHECKS: &[Check] = &[NOTE, PRICER, PROCEDURE];

/// What shows that an organization between provider and payer has had the claim: its prices, or its numbers.
fn was_repriced(claim: &Claim<'_>) -> bool {
    let fields = claim.fields();
    [
        fields.repricing,
        fields.line_repricing,
        fields.repriced_claim_number,
        fields.adjusted_repriced_claim_number,
        fields.repriced_line_number,
        fields.adjusted_repriced_line_number,
    ]
    .into_iter()
    .any(|row| claim.first(row).is_some())
}

const NOTE: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(note),
    rule: Rule {
        code: "SIT-TPO",
        name: "Note of a third party that has not had the claim",
        severity: Severity::Warning,
        snip: Some(4),
        checks: "A note of an organization between provider and payer (NTE*TPO) stands only on a claim that shows such \
                 an organization's work: its prices (HCP) or its numbers (REF*9A to REF*9D).",
        why: "The guides keep this note for repricers; payers pass over what a provider writes there.",
        help: "Write the note with another qualifier, such as ADD.",
        source: "837P 2300 and 2400 NTE*TPO, 837I 2400 NTE*TPO",
        in_force: InForce::ALWAYS,
        fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nNTE*TPO*SEE LETTER\nHI*ABK:R51\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
        silent: professional(&[
            "CLM*P1*200***11:B:1*Y*A*Y*Y\nREF*9A*RP0001\nNTE*TPO*SEE LETTER\nHI*ABK:R51\n\
                   LX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
        ]),
    },
};

fn note(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let mut notes = claim.all(fields.claim_note).chain(claim.all(fields.third_party_note));
    let Some(note) = notes.find(|note| note.element(1) == b"TPO") else { return };
    if !claim.is_disturbed(Part::Claim) && !was_repriced(claim) {
        let message = "the note is a repricer's, and nothing else shows that one had the claim";
        violations.push(superfluous(rule, &note, el(1), message));
    }
}

const PRICER: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(pricer),
    rule: Rule {
        code: "SIT-PRICER",
        name: "Prices without the organization that set them",
        severity: Severity::Info,
        snip: Some(4),
        checks: "Where an organization between provider and payer has set prices (HCP), the claim names it once (HCP04), \
                 on the claim or on a line.",
        why: "Only repricers use these segments, and the payer has to know which one holds the contract.",
        help: "Add the organization's number, or take the prices out if no repricer had the claim.",
        source: "837P and 837I 2300 and 2400 HCP",
        in_force: InForce::ALWAYS,
        fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nHCP*03*150*50\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nHCP*03*150*50*123456789\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302\nHCP*03*150*50"]),
    },
};

fn pricer(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let mut prices = claim.all(fields.repricing).chain(claim.all(fields.line_repricing));
    let Some(first) = prices.next() else { return };
    let names = |hcp: &Site<'_>| !hcp.element(4).is_empty();
    if !names(&first) && !prices.any(|hcp| names(&hcp)) {
        violations.push(super::common::empty(rule, &first, el(4), "who set the prices is not said"));
    }
}

const PROCEDURE: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(procedure),
    rule: Rule {
        code: "SIT-FIRSTPROC",
        name: "Other procedures without a principal one",
        severity: Severity::Error,
        snip: Some(4),
        checks: "Where an institutional claim has other procedures (HI*BBQ, HI*BQ) it has a principal one (HI*BBR, \
                 HI*BR, HI*CAH).",
        why: "Groupers begin with the principal procedure; others are additions to it.",
        help: "Move the procedure that the stay was for to HI*BBR.",
        source: "837I 2300 HI*BBR, HI*BBQ",
        in_force: InForce::ALWAYS,
        fires: facility(&["CLM*F1*9000***11:A:1**A*Y*Y\nDTP*096*TM*1400\nDTP*434*RD8*20260228-20260303\n\
                   DTP*435*DT*202602280900\nCL1*3*1*01\nHI*ABK:J189:::::::Y\nHI*ABJ:R0602\n\
                   HI*BBQ:0DTJ4ZZ:D8:20260302\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0120**9000*DA*3"]),
        silent: facility(&["CLM*F1*9000***11:A:1**A*Y*Y\nDTP*096*TM*1400\nDTP*434*RD8*20260228-20260303\n\
                   DTP*435*DT*202602280900\nCL1*3*1*01\nHI*ABK:J189:::::::Y\nHI*ABJ:R0602\n\
                   HI*BBR:0DTJ4ZZ:D8:20260302\nHI*BBQ:0FT44ZZ:D8:20260302\n\
                   NM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0120**9000*DA*3"]),
    },
};

fn procedure(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(other) = claim.first(fields.other_procedure_codes) else { return };
    let row = fields.principal_procedure_codes;
    if claim.first(row).is_none()
        && !claim.is_disturbed(Part::Claim)
        && let Some(clm) = clm(claim)
    {
        let message = "the principal procedure is missing, and others are there";
        violations.push(lacking(rule, &clm, row, message).also(&other, part(1, 2)));
    }
}
