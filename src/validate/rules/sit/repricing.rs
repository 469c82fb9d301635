//! SNIP type 4: what organizations between provider and payer add to a claim, and principal procedures.

use crate::rules::{Field, Reads, Rule};
use crate::tree::Part;
use crate::validate::rules::Run;
use crate::validate::rules::common::{clm, el, lacking, part, superfluous};
use crate::validate::rules::{Check, common};
use crate::validate::scope::Claim;
use crate::validate::violation::{Site, Violations};

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check::new(
        "SIT-TPO",
        Run::claim(note),
        Reads::on(&[Field::claim_note, Field::third_party_note]).and(&[
            Field::adjusted_repriced_claim_number,
            Field::adjusted_repriced_line_number,
            Field::line_repricing,
            Field::repriced_claim_number,
            Field::repriced_line_number,
            Field::repricing,
        ]),
    ),
    Check::new("SIT-PRICER", Run::claim(pricer), Reads::on(&[Field::repricing, Field::line_repricing])),
    Check::new(
        "SIT-FIRSTPROC",
        Run::claim(procedure),
        Reads::on(&[Field::other_procedure_codes])
            .and(&[Field::claim_information, Field::principal_procedure_codes]),
    ),
];

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

fn note(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let mut notes = claim.all(fields.claim_note).chain(claim.all(fields.third_party_note));
    let Some(note) = notes.find(|note| note.element(1) == b"TPO") else { return };
    if !claim.is_disturbed(Part::Claim) && !was_repriced(claim) {
        let message = "the note is a repricer's, and nothing else shows that one had the claim";
        violations.push(superfluous(rule, &note, el(1), message));
    }
}

fn pricer(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let mut prices = claim.all(fields.repricing).chain(claim.all(fields.line_repricing));
    let Some(first) = prices.next() else { return };
    let names = |hcp: &Site<'_>| !hcp.element(4).is_empty();
    if !names(&first) && !prices.any(|hcp| names(&hcp)) {
        violations.push(common::empty(rule, &first, el(4), "who set the prices is not said"));
    }
}

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
