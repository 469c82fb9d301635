//! Nothing is silent: whatever value of a clean encounter is changed, its outcome changes.

use crate::house::scoring::{COUNTS, Made};
use chrono::{Days, NaiveDate};
use twinclaim::internal::batch::ClaimStore;
use twinclaim::internal::batch::claims::Form;
use twinclaim::internal::codes::reference::Tables;
use twinclaim::internal::config::Config;
use twinclaim::internal::generate::pairs::{Options, Rate};
use twinclaim::model::{
    Claim, ClaimType, Diagnosis, DiagnosisKind, Occurrence, OtherPayer, OtherPayerName, ProviderRole, Shared,
};
use twinclaim::reconcile::{EncounterResult, Relation, Settings, Store, reconcile};

/// A change to a claim; false where the claim has nothing there.
type Change = fn(&mut Claim) -> bool;

fn next(day: &mut Option<NaiveDate>) -> bool {
    let Some(old) = *day else { return false };
    *day = old.checked_add_days(Days::new(1));
    true
}

macro_rules! text {
    ($claim:ident, $($part:ident).+ => $value:literal) => {{
        let mut changed = false;
        text!(@ $claim, changed, $($part).+ => $value);
        changed
    }};
    (@ $claim:expr, $changed:ident, $field:ident => $value:literal) => {
        if $claim.$field.is_some() { $claim.$field = Some($value.into()); $changed = true; }
    };
    (@ $claim:expr, $changed:ident, $part:ident . $field:ident => $value:literal) => {
        if let Some(part) = &$claim.$part && part.$field.is_some() {
            let mut part = (**part).clone();
            part.$field = Some($value.into());
            $claim.$part = Some(part.into());
            $changed = true;
        }
    };
}

/// Values that both sides tell.
const OF_BOTH: &[(&str, Change)] = &[
    ("last name", |claim| text!(claim, patient.last_name => "OTHERWISE")),
    ("first name", |claim| text!(claim, patient.first_name => "XERXES")),
    ("sex", |claim| text!(claim, patient.sex => "U")),
    ("birth date", |claim| {
        let Some(patient) = &claim.patient else { return false };
        let mut patient = (**patient).clone();
        let changed = next(&mut patient.birth_date);
        claim.patient = Some(patient.into());
        changed
    }),
    ("member id", |claim| text!(claim, subscriber.member_id => "ZZ99999")),
    ("order of coverage", |claim| text!(claim, subscriber.payer_responsibility => "T")),
    ("kind of coverage", |claim| text!(claim, subscriber.claim_filing_indicator => "ZZ")),
    ("payer", |claim| text!(claim, payer.id => "OTHER99")),
    ("authorization", |claim| {
        claim.prior_authorization_number = Some("AUTH999".into());
        true
    }),
    ("first diagnosis", |claim| {
        let Some(first) = claim.diagnoses.first_mut() else { return false };
        first.code = Some("Q999".into());
        true
    }),
    ("one more diagnosis", |claim| {
        claim.diagnoses.push(Diagnosis {
            kind: DiagnosisKind::Other,
            code: Some("Q998".into()),
            qualifier: None,
            present_on_admission: None,
        });
        true
    }),
    ("admission date", |claim| {
        let Some(moment) = &mut claim.admission_date else { return false };
        moment.date = moment.date.checked_sub_days(Days::new(1)).expect("a day");
        true
    }),
];

/// Values that any claim can be given, whether it had one or not.
const OF_ANY: &[(&str, Change)] = &[
    ("name suffix", |claim| changed(&mut claim.patient, |patient| patient.suffix = Some("III".into()))),
    ("street", |claim| {
        changed(&mut claim.patient, |patient| {
            let mut address = patient.address.clone().unwrap_or_default();
            address.line1 = Some("1 OTHER WAY".into());
            patient.address = Some(address);
        })
    }),
    ("relationship", |claim| {
        changed(&mut claim.subscriber, |subscriber| {
            let own = subscriber.relationship.as_deref() == Some("18");
            subscriber.relationship = Some(if own { "19" } else { "18" }.into());
        })
    }),
    ("order of coverage", |claim| {
        changed(&mut claim.subscriber, |subscriber| {
            let first = subscriber.payer_responsibility.as_deref() == Some("P");
            subscriber.payer_responsibility = Some(if first { "S" } else { "P" }.into());
        })
    }),
    ("kind of coverage", |claim| {
        changed(&mut claim.subscriber, |subscriber| subscriber.claim_filing_indicator = Some("CH".into()))
    }),
    ("group number", |claim| {
        changed(&mut claim.subscriber, |subscriber| subscriber.group_number = Some("G-OTHER".into()))
    }),
    ("property and casualty number", |claim| {
        changed(&mut claim.subscriber, |subscriber| {
            subscriber.property_casualty_claim_number = Some("PC-OTHER".into());
        })
    }),
    ("payer", |claim| {
        changed(&mut claim.payer, |payer| {
            payer.id = Some("99998".into());
            payer.name = Some("OTHER PLAN".into());
        })
    }),
    ("other payer", |claim| {
        let payer = OtherPayerName { id: Some("99997".into()), ..OtherPayerName::default() };
        let other = OtherPayer {
            payer: Some(Box::new(payer)),
            payer_responsibility: Some("T".into()),
            ..OtherPayer::default()
        };
        claim.other_payers.push(other);
        true
    }),
    ("prior authorization", |claim| {
        claim.prior_authorization_number = Some("PA-OTHER".into());
        true
    }),
    ("referral number", |claim| {
        claim.referral_number = Some("RF-OTHER".into());
        true
    }),
    ("assignment", |claim| {
        let assigned = claim.assignment_code.as_deref() == Some("A");
        claim.assignment_code = Some(if assigned { "C" } else { "A" }.into());
        true
    }),
    ("order of diagnoses", |claim| {
        let [first, second, ..] = &mut claim.diagnoses[..] else { return false };
        std::mem::swap(&mut first.code, &mut second.code);
        first.code != second.code
    }),
];

fn changed<T: Clone + PartialEq>(part: &mut Option<Shared<T>>, change: impl FnOnce(&mut T)) -> bool {
    part.as_mut().is_some_and(|part| changed_in(part, change))
}

fn changed_in<T: Clone + PartialEq>(part: &mut Shared<T>, change: impl FnOnce(&mut T)) -> bool {
    let mut new = (**part).clone();
    change(&mut new);
    let differs = new != **part;
    *part = new.into();
    differs
}

/// Values of a facility's claim that the other side tells in its own words.
const OF_FACILITY: &[(&str, Change)] = &[
    ("type of bill", |claim| {
        let nursing = claim.facility_type.as_deref() == Some("21");
        claim.facility_type = Some(if nursing { "13" } else { "21" }.into());
        true
    }),
    ("operating physician", |claim| {
        let of = |provider: &&mut twinclaim::model::Provider| provider.role == ProviderRole::Operating;
        let Some(surgeon) = claim.providers.iter_mut().find(of) else { return false };
        surgeon.npi = Some("1999999984".into());
        true
    }),
    ("accident", |claim| {
        let known = claim.occurrences.iter().any(|occurrence| occurrence.code.as_deref() == Some("04"));
        claim.occurrences.push(Occurrence { code: Some("04".into()), date: claim.statement_from });
        !known
    }),
];

const OF_PROFESSIONAL: &[(&str, Change)] = &[
    ("discharge date", |claim| next(&mut claim.discharge_date)),
    ("place of service", |claim| text!(claim, place_of_service => "81")),
    ("accident", |claim| {
        let mut cause = claim.related_causes.clone().unwrap_or_default();
        if cause.code.is_some() {
            return false;
        }
        cause.code = Some("EM".into());
        claim.related_causes = Some(cause);
        true
    }),
    ("service facility", |claim| {
        let of = |provider: &&mut twinclaim::model::Provider| provider.role == ProviderRole::ServiceFacility;
        let Some(place) = claim.providers.iter_mut().find(of) else { return false };
        place.npi = Some("1999999984".into());
        true
    }),
    ("rendering provider", |claim| {
        let of = |provider: &&mut twinclaim::model::Provider| provider.role == ProviderRole::Rendering;
        let Some(place) = claim.providers.iter_mut().find(of) else { return false };
        place.npi = Some("1999999984".into());
        true
    }),
];

fn outcome(claims: &[Claim]) -> Vec<EncounterResult> {
    let mut held = ClaimStore::default();
    for claim in claims {
        held.push(&Form::Json(Box::new(claim.clone()))).expect("memory takes it");
    }
    let (config, tables) = (Config::default(), Tables::default());
    let as_of = "2026-12-01".parse().expect("a date");
    let outcome = reconcile(&held, &Settings::new(&config, &tables, as_of)).expect("claims can be read");
    outcome.encounters().map(|visit| visit.expect("a visit")).collect()
}

/// What is told of an encounter, without scores.
fn told(visits: &[EncounterResult]) -> String {
    let of = |visit: &EncounterResult| {
        let findings: Vec<_> = visit.findings.iter().map(|f| (&f.finding.code, &f.finding.message)).collect();
        format!("{:?} {:?} {:?} {findings:?}\n", visit.status, visit.lines, visit.differences)
    };
    visits.iter().map(of).collect()
}

/// Lines under one code on both sides: claim and index.
fn twins(visits: &[EncounterResult]) -> Vec<[(usize, usize); 2]> {
    let pairs = visits.iter().flat_map(|visit| &visit.lines.pairs);
    let same = pairs.filter(|pair| pair.relation == Relation::SameProcedure);
    same.map(|p| [(p.facility.claim, p.facility.line), (p.professional.claim, p.professional.line)]).collect()
}

fn check(encounters: u64, seed: u64) {
    let none = Rate::new(0.0).expect("a share");
    let made = Made::new(&Options::new(encounters).seed(seed).noise(none).discrepancies(none));
    let mut silent = Vec::new();
    for n in 0..made.truth.len() {
        let of = (0..made.of.len())
            .filter(|claim| made.of[*claim].encounter == n && made.of[*claim].fate == COUNTS);
        let claims: Vec<Claim> =
            of.map(|claim| made.claims.claim(claim).expect("a claim").into_owned()).collect();
        let visits = outcome(&claims);
        let before = told(&visits);
        let mut held_against = |what: &str, changed: &[Claim]| {
            if told(&outcome(changed)) == before {
                silent.push(format!("{} {n}: {what}", made.truth[n].shape));
            }
        };
        if visits.len() != 1 || visits[0].facility.is_empty() || visits[0].professional.is_empty() {
            continue;
        }
        for at in 0..claims.len() {
            let is_professional = claims[at].r#type == ClaimType::Professional;
            let more = if is_professional { OF_PROFESSIONAL } else { OF_FACILITY };
            for (what, change) in OF_BOTH.iter().chain(OF_ANY).chain(more) {
                let mut other = claims.clone();
                if change(&mut other[at]) {
                    held_against(&format!("{what} of claim {at}"), &other);
                }
            }
        }
        for (claim, line) in twins(&visits).into_iter().flatten() {
            let mut with = |what: &str, change: &dyn Fn(&mut twinclaim::model::ServiceLine)| {
                let mut changed = claims.clone();
                change(&mut changed[claim].service_lines[line]);
                held_against(&format!("{what} of claim {claim} line {line}"), &changed);
            };
            with("procedure", &|line| {
                if let Some(procedure) = &mut line.procedure {
                    procedure.code = Some("69990".into());
                }
            });
            with("side of the body", &|line| {
                if let Some(procedure) = &mut line.procedure {
                    procedure.modifiers.insert(0, "E2".into());
                }
            });
            if claims[claim].service_lines[line].drug.as_ref().is_some_and(|drug| drug.code.is_some()) {
                with("drug", &|line| {
                    if let Some(drug) = &mut line.drug {
                        drug.code = Some("99999999999".into());
                    }
                });
            }
            with("units", &|line| line.units = twinclaim::model::Amount::parse("7"));
            with("day", &|line| {
                line.service_date = line.service_date.and_then(|day| day.checked_sub_days(Days::new(40)));
            });
        }
    }
    assert!(silent.is_empty(), "{} changes said nothing:\n{}", silent.len(), silent.join("\n"));
}

#[test]
fn a_changed_value_of_a_clean_encounter_changes_its_outcome() {
    check(40, 31);
}

/// The same on many more: `cargo test --release --test generated -- --ignored thousand_encounters`.
#[test]
#[ignore = "takes minutes"]
fn a_changed_value_changes_the_outcome_in_a_thousand_encounters() {
    check(1000, 32);
}
