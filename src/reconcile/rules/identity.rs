//! Who was treated and who is insured.

use crate::encounter::Text;
use crate::finding::Severity;
use crate::reconcile::hit::{Hit, Hits, Place};
use crate::reconcile::scope::Pair;
use crate::rule::{Example, InForce, Rule};

use super::{Check, Run};

pub(super) const RULES: &[Check] = &[MEMBER, NAME, BIRTH_DATE, SEX];

const MEMBER: Check = Check {
    rule: Rule {
        code: "ID-MEMBER",
        name: "Member ids differ",
        severity: Severity::Error,
        snip: None,
        checks: "The member id is the same on both claims where both go to the same payer.",
        why: "The payer looks the patient up by this number: the claim with the wrong one is rejected or denied (CARC 31).",
        help: "Check the insurance card or the payer's eligibility answer and correct the claim that is wrong.",
        source: "837I and 837P 2010BA NM109; CARC 31",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &["NM1*IL*1*DOE*JANE****MI*1EG4TE5MK73"],
            professional: &["NM1*IL*1*DOE*JANE****MI*1EG4TE5MK37"],
            ..Example::NONE
        },
        silent: Example {
            facility: &["NM1*IL*1*DOE*JANE****MI*1EG4TE5MK73"],
            professional: &["NM1*IL*1*DOE*JANE****MI*1EG4-TE5-MK73"],
            ..Example::NONE
        },
    },
    needs: &[],
    run: Run::Pair(member),
};

fn member(pair: &Pair<'_>, hits: &mut Hits) {
    // Another payer numbers its members otherwise.
    if pair.context.same_payer(pair.facility, pair.professional) == Some(false) {
        return;
    }
    let id = |claim: &crate::encounter::Claim| {
        claim.subscriber.as_ref().and_then(|subscriber| subscriber.member_id.clone())
    };
    let (Some(facility), Some(professional)) = (id(pair.facility.claim), id(pair.professional.claim)) else {
        return;
    };
    if same(&facility, &professional) {
        return;
    }
    let how = match difference(&plain(&facility), &plain(&professional)) {
        Difference::Swapped => ": two neighbouring characters are swapped",
        Difference::One => " in one character",
        Difference::Other => "",
    };
    hits.push(Hit::new(
        format!("The two claims give different member ids{how}"),
        both(pair, "subscriber.member_id"),
    ));
}

const NAME: Check = Check {
    rule: Rule {
        code: "ID-NAME",
        name: "Patient names differ",
        severity: Severity::Warning,
        snip: None,
        checks: "Last name, first name and suffix of the patient are the same on both claims, but for case, blanks and \
                 punctuation.",
        why: "A name that does not go with the member id is denied (CARC 31, 140), and two names may be two people.",
        help: "Compare both with the name on the insurance card and correct the claim that differs from it.",
        source: "837I and 837P 2010BA or 2010CA NM103, NM104, NM107; CARC 31 and 140",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &["NM1*IL*1*SMITH*ROBERT***JR*MI*1EG4TE5MK73"],
            professional: &["NM1*IL*1*SMITH*ROBERT****MI*1EG4TE5MK73"],
            ..Example::NONE
        },
        silent: Example {
            facility: &["NM1*IL*1*O'BRIEN*ANN****MI*1EG4TE5MK73"],
            professional: &["NM1*IL*1*OBRIEN*ANN****MI*1EG4TE5MK73"],
            ..Example::NONE
        },
    },
    needs: &[],
    run: Run::Pair(name),
};

fn name(pair: &Pair<'_>, hits: &mut Hits) {
    let (Some(facility), Some(professional)) =
        (&pair.facility.claim.patient, &pair.professional.claim.patient)
    else {
        return;
    };
    let fields = [
        ("last_name", "last name", &facility.last_name, &professional.last_name),
        ("first_name", "first name", &facility.first_name, &professional.first_name),
        ("suffix", "name suffix", &facility.suffix, &professional.suffix),
    ];
    for (field, words, a, b) in fields {
        // A suffix that only one side gives is a difference; a name that only one side gives is validation's business.
        let compared = field == "suffix" || (a.is_some() && b.is_some());
        let text = |value: &Option<Text>| value.as_deref().map(plain).unwrap_or_default();
        if compared && text(a) != text(b) {
            hits.push(Hit::new(
                format!("The two claims give a different {words} of the patient"),
                both(pair, &format!("patient.{field}")),
            ));
        }
    }
}

const BIRTH_DATE: Check = Check {
    rule: Rule {
        code: "ID-DOB",
        name: "Birth dates differ",
        severity: Severity::Error,
        snip: None,
        checks: "The patient's date of birth is the same on both claims.",
        why: "Payers match the patient by it: the claim with the wrong date is rejected or denied (CARC 31, 16).",
        help: "Check the registration and correct the claim that is wrong.",
        source: "837I and 837P 2010BA or 2010CA DMG02; CARC 31 and 16",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &["DMG*D8*19580412*F"],
            professional: &["DMG*D8*19581204*F"],
            ..Example::NONE
        },
        silent: Example {
            facility: &["DMG*D8*19580412*F"],
            professional: &["DMG*D8*19580412*F"],
            ..Example::NONE
        },
    },
    needs: &[],
    run: Run::Pair(birth_date),
};

fn birth_date(pair: &Pair<'_>, hits: &mut Hits) {
    use chrono::Datelike;
    let born =
        |claim: &crate::encounter::Claim| claim.patient.as_ref().and_then(|patient| patient.birth_date);
    let (Some(facility), Some(professional)) = (born(pair.facility.claim), born(pair.professional.claim))
    else {
        return;
    };
    if facility == professional {
        return;
    }
    let same_year = facility.year() == professional.year();
    let swapped = facility.month() == professional.day() && facility.day() == professional.month();
    let how = match (same_year, swapped) {
        (true, true) => ": day and month are swapped",
        (false, _) if facility.ordinal() == professional.ordinal() => ": the years differ",
        _ => "",
    };
    hits.push(Hit::new(
        format!("The two claims give different birth dates of the patient{how}"),
        both(pair, "patient.birth_date"),
    ));
}

const SEX: Check = Check {
    rule: Rule {
        code: "ID-SEX",
        name: "Sexes differ",
        severity: Severity::Warning,
        snip: None,
        checks: "The patient's sex is the same on both claims; unknown (U) agrees with everything.",
        why: "Edits of procedures and diagnoses go by it: one of the two claims can be denied (CARC 7, 10).",
        help: "Check the registration and correct the claim that is wrong.",
        source: "837I and 837P 2010BA or 2010CA DMG03; CARC 7 and 10",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &["DMG*D8*19580412*F"],
            professional: &["DMG*D8*19580412*M"],
            ..Example::NONE
        },
        silent: Example {
            facility: &["DMG*D8*19580412*F"],
            professional: &["DMG*D8*19580412*U"],
            ..Example::NONE
        },
    },
    needs: &[],
    run: Run::Pair(sex),
};

fn sex(pair: &Pair<'_>, hits: &mut Hits) {
    let known = |claim: &crate::encounter::Claim| {
        claim.patient.as_ref().and_then(|patient| patient.sex.clone()).filter(|sex| sex == "F" || sex == "M")
    };
    let (Some(facility), Some(professional)) = (known(pair.facility.claim), known(pair.professional.claim))
    else {
        return;
    };
    if facility != professional {
        hits.push(Hit::new("The two claims give a different sex of the patient", both(pair, "patient.sex")));
    }
}

fn both(pair: &Pair<'_>, path: &str) -> [Place; 2] {
    [pair.facility.at(path), pair.professional.at(path)]
}

/// Letters and digits in upper case.
fn plain(text: &str) -> String {
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
