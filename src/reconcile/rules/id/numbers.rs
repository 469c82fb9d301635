//! The numbers a person goes by: at the payer, in the house, on the account.

use crate::finding::Severity;
use crate::reconcile::claim_view::ClaimView;
use crate::reconcile::scope::{Pair, Person};
use crate::reconcile::violation::{Violation, Violations};
use crate::rules::{Field, Reads};

use crate::reconcile::rules::id::identity::both;
use crate::reconcile::rules::reads::{BILLERS, LINES, PAYER};
use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new("ID-MEMBER", Run::Pair(member), Reads::always(PAYER).missing(&[Field::payer_name])),
    Check::new("ID-MRN", Run::Pair(medical_record), Reads::on(&[Field::medical_record_number]).and(BILLERS)),
    Check::new("ID-PCN", Run::Person(account), Reads::always(BILLERS).and(LINES)),
];

fn member(pair: &Pair<'_>, violations: &mut Violations) {
    // Another payer numbers its members otherwise.
    if pair.context.same_payer(pair.facility, pair.professional) == Some(false) {
        return;
    }
    let id = |claim: &crate::model::Claim| {
        claim.subscriber.as_ref().and_then(|subscriber| subscriber.member_id.clone())
    };
    let (Some(facility), Some(professional)) = (id(pair.facility.claim), id(pair.professional.claim)) else {
        return;
    };
    if same(&facility, &professional) {
        return;
    }
    let (facility, professional) = (plain(&facility), plain(&professional));
    let violation = |how: &str| {
        Violation::new(
            format!("The two claims give different member ids{how}"),
            both(pair, "subscriber.member_id"),
        )
    };
    // Some payers number the members of a family behind the contract's number and take either form.
    let shorter = facility.len().min(professional.len());
    let longer = facility.len().max(professional.len());
    if shorter > 5 && longer - shorter <= 3 && facility.get(..shorter) == professional.get(..shorter) {
        violations.push(violation(": one has digits of a family member behind it").weighing(Severity::Info));
        return;
    }
    violations.push(violation(match difference(&facility, &professional) {
        Difference::Swapped => ": two neighbouring characters are swapped",
        Difference::One => " in one character",
        Difference::Other => "",
    }));
}

fn medical_record(pair: &Pair<'_>, violations: &mut Violations) {
    let (Some(a), Some(b)) =
        (&pair.facility.claim.medical_record_number, &pair.professional.claim.medical_record_number)
    else {
        return;
    };
    let groups = pair.context.groups;
    let house = |claim: ClaimView<'_>| claim.biller().map(|npi| groups.facility(npi).to_owned());
    let tax_ids = (pair.facility.tax_id(), pair.professional.tax_id());
    let one_house = (tax_ids.0.is_some() && tax_ids.0 == tax_ids.1)
        || (house(pair.facility).is_some() && house(pair.facility) == house(pair.professional));
    if one_house && !same(a, b) {
        let message = "One house sent both claims with different medical record numbers";
        violations.push(Violation::new(message, both(pair, "medical_record_number")));
    }
}

fn account(person: &Person<'_>, violations: &mut Violations) {
    for &other in &person.collisions {
        let own = person.facility.iter().chain(&person.professional);
        let same_account = own.filter(|claim| {
            claim.claim.patient_control_number == other.claim.patient_control_number
                && claim.tax_id().or(claim.biller()) == other.tax_id().or(other.biller())
        });
        // Both persons see it; the one with the earlier claim tells it.
        let order = |claim: &ClaimView<'_>| {
            (claim.days(), claim.claim.source.as_ref().map(|s| (s.file.clone(), s.offset)))
        };
        if let Some(own) = same_account.min_by_key(|claim| order(claim))
            && order(own) < order(&other)
        {
            let places = [own.at("patient_control_number"), other.at("patient_control_number")];
            violations.push(Violation::new(
                "One biller sent claims of two persons under one account number",
                places,
            ));
        }
    }
}

/// Letters and digits in upper case.
pub(in crate::reconcile::rules) fn plain(text: &str) -> String {
    if text.is_ascii() {
        let mut plain = String::with_capacity(text.len());
        let kept = text.bytes().filter(u8::is_ascii_alphanumeric);
        plain.extend(kept.map(|byte| char::from(byte.to_ascii_uppercase())));
        return plain;
    }
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

fn same(a: &str, b: &str) -> bool {
    plain(a) == plain(b)
}

enum Difference {
    Swapped,
    One,
    Other,
}

fn difference(a: &str, b: &str) -> Difference {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len() != b.len() {
        return Difference::Other;
    }
    let at: Vec<usize> = (0..a.len()).filter(|&n| a[n] != b[n]).collect();
    match at[..] {
        [_] => Difference::One,
        [m, n] if n == m + 1 && a[m] == b[n] && a[n] == b[m] => Difference::Swapped,
        _ => Difference::Other,
    }
}
