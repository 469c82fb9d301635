//! Values of the claim as a whole: parties, identifiers, coverage, dates, setting, place, physicians, accident.

use std::collections::BTreeSet;

use crate::codes::crosswalk::{Fit, expected_places};
use crate::codes::place_of_service;
use crate::model::{Claim, Provider, ProviderRole};
use crate::reconcile::claim_view::ClaimView;
use crate::reconcile::scope::Pair;

use super::{Differences, Said, plain, said, text};

/// What is expected where only one side tells a value.
#[derive(Clone, Copy)]
enum Alone {
    /// Nothing explains it.
    Open,
    /// It may be left out, for this reason.
    May(&'static str),
}

/// A value that is under one path in both kinds of claims.
struct Field {
    name: &'static str,
    path: &'static str,
    value: fn(&Claim) -> Option<String>,
    alone: Alone,
}

const OPTIONAL: Alone = Alone::May("may be left out");

macro_rules! field {
    ($name:literal, $($part:ident)?.$value:ident, $alone:expr) => {
        Field {
            name: $name,
            path: concat!($(stringify!($part), ".",)? stringify!($value)),
            value: |claim| text(claim$(.$part.as_ref()?)?.$value.as_ref()),
            alone: $alone,
        }
    };
}

const FIELDS: &[Field] = &[
    field!("last name", patient.last_name, Alone::Open),
    field!("first name", patient.first_name, Alone::Open),
    field!("middle name", patient.middle_name, OPTIONAL),
    field!("name suffix", patient.suffix, OPTIONAL),
    field!("sex", patient.sex, Alone::Open),
    Field {
        name: "birth date",
        path: "patient.birth_date",
        value: |claim| claim.patient.as_ref()?.birth_date.map(|day| day.to_string()),
        alone: Alone::Open,
    },
    Field {
        name: "death date",
        path: "patient.death_date",
        value: |claim| claim.patient.as_ref()?.death_date.map(|day| day.to_string()),
        alone: OPTIONAL,
    },
    Field {
        name: "street",
        path: "patient.address.line1",
        value: |claim| text(claim.patient.as_ref()?.address.as_ref()?.line1.as_ref()),
        alone: OPTIONAL,
    },
    Field {
        name: "ZIP code",
        path: "patient.address.postal_code",
        // ZIP+4 is one address with its five digits.
        value: |claim| {
            let zip = text(claim.patient.as_ref()?.address.as_ref()?.postal_code.as_ref())?;
            Some(zip.chars().take(5).collect())
        },
        alone: OPTIONAL,
    },
    field!("member ID", subscriber.member_id, Alone::Open),
    field!("relationship to the subscriber", subscriber.relationship, OPTIONAL),
    field!("subscriber's last name", subscriber.last_name, OPTIONAL),
    field!("subscriber's first name", subscriber.first_name, OPTIONAL),
    field!("order of coverage", subscriber.payer_responsibility, Alone::Open),
    field!("group number", subscriber.group_number, OPTIONAL),
    field!("Medicare secondary type", subscriber.insurance_type, Alone::Open),
    field!("assignment", .assignment_code, OPTIONAL),
    field!("benefits assigned", .benefits_assigned, OPTIONAL),
    field!("release of information", .release_of_information, OPTIONAL),
    field!("prior authorization", .prior_authorization_number, Alone::Open),
    field!("referral number", .referral_number, OPTIONAL),
    field!("property and casualty claim number", subscriber.property_casualty_claim_number, Alone::Open),
];

pub(super) fn compare(pair: &Pair<'_>, found: &mut Differences) {
    let (facility, professional) = (pair.facility, pair.professional);
    for field in FIELDS {
        let (ours, theirs) = ((field.value)(facility.claim), (field.value)(professional.claim));
        let expected = match (&ours, &theirs, field.alone) {
            (Some(a), Some(b), _) if plain(a) == plain(b) => continue,
            (None, None, _) => continue,
            (Some(_), Some(_), _) | (_, _, Alone::Open) => None,
            (_, _, Alone::May(reason)) => Some(reason),
        };
        let of =
            |claim: ClaimView<'_>, value: Option<String>| value.map(|value| said(claim, field.path, value));
        found.push(field.name, of(facility, ours), of(professional, theirs), expected);
    }
    payer(pair, found);
    other_payers(pair, found);
    record_number(pair, found);
    stay(pair, found);
    settings(pair, found);
    place(pair, found);
    physicians(pair, found);
    super::accident::compare(pair, found);
}

fn payer(pair: &Pair<'_>, found: &mut Differences) {
    let (facility, professional) = (pair.facility, pair.professional);
    let name = |claim: ClaimView<'_>| {
        let payer = claim.claim.payer.as_ref()?;
        text(payer.id.as_ref().or(payer.name.as_ref()))
    };
    let path = |claim: ClaimView<'_>| match claim.claim.payer.as_ref().and_then(|payer| payer.id.as_ref()) {
        Some(_) => "payer.id",
        None => "payer.name",
    };
    let (ours, theirs) = (name(facility), name(professional));
    if ours.as_deref().map(plain) != theirs.as_deref().map(plain) {
        let same = pair.context.same_payer(facility, professional) == Some(true);
        let expected = same.then_some("two identifiers of one payer");
        let of = |claim, value: Option<String>| value.map(|value| said(claim, path(claim), value));
        found.push("payer", of(facility, ours), of(professional, theirs), expected);
    }
    let kind =
        |claim: ClaimView<'_>| Some(claim.filing_indicator().to_owned()).filter(|kind| !kind.is_empty());
    let (ours, theirs) = (kind(facility), kind(professional));
    if ours != theirs {
        let parts = facility.is_medicare() && professional.is_medicare();
        let expected = parts.then_some("parts A and B of Medicare");
        let of = |claim, value: Option<String>| {
            value.map(|value| said(claim, "subscriber.claim_filing_indicator", value))
        };
        found.push("kind of coverage", of(facility, ours), of(professional, theirs), expected);
    }
}

/// Payers further down the line, in their order.
fn other_payers(pair: &Pair<'_>, found: &mut Differences) {
    let all = |claim: ClaimView<'_>| {
        let payers = claim.claim.other_payers.iter().enumerate();
        let named = payers.filter_map(|(n, other)| {
            let name =
                other.payer.as_ref().and_then(|payer| text(payer.id.as_ref().or(payer.name.as_ref())))?;
            let name = pair.context.groups.payer(&name).to_owned();
            let order = text(other.payer_responsibility.as_ref()).unwrap_or_default();
            Some((n, format!("{name} {order}")))
        });
        named.collect::<Vec<_>>()
    };
    let (ours, theirs) = (all(pair.facility), all(pair.professional));
    for (own, others, is_facility) in [(&ours, &theirs, true), (&theirs, &ours, false)] {
        for (n, name) in own {
            if others.iter().any(|(_, other)| plain(other) == plain(name)) {
                continue;
            }
            let claim = if is_facility { pair.facility } else { pair.professional };
            let one = Some(said(claim, format!("other_payers[{n}]"), name));
            let (facility, professional) = if is_facility { (one, None) } else { (None, one) };
            found.push("other payer", facility, professional, None);
        }
    }
}

fn record_number(pair: &Pair<'_>, found: &mut Differences) {
    let number = |claim: ClaimView<'_>| text(claim.claim.medical_record_number.as_ref());
    let (ours, theirs) = (number(pair.facility), number(pair.professional));
    if ours.as_deref().map(plain) == theirs.as_deref().map(plain) {
        return;
    }
    let one = pair.facility.tax_id().is_some() && pair.facility.tax_id() == pair.professional.tax_id();
    let both = ours.is_some() && theirs.is_some();
    let expected = (!(one && both)).then_some("each organization numbers its own records");
    let of = |claim, value: Option<String>| value.map(|value| said(claim, "medical_record_number", value));
    found.push("medical record number", of(pair.facility, ours), of(pair.professional, theirs), expected);
}

/// Admission and discharge.
fn stay(pair: &Pair<'_>, found: &mut Differences) {
    let (facility, professional) = (pair.facility, pair.professional);
    let ours = facility.claim.admission_date.map(|moment| moment.date);
    let theirs = professional.claim.admission_date.map(|moment| moment.date);
    if ours != theirs {
        let in_stay = facility.is_inpatient()
            && professional.lines().any(|line| matches!(line.place_of_service(), "21" | "51" | "61"));
        let expected = (!in_stay).then_some("only services to inpatients tell the admission");
        let of = |claim, day: Option<chrono::NaiveDate>| day.map(|day| said(claim, "admission_date", day));
        found.push("admission date", of(facility, ours), of(professional, theirs), expected);
    }
    let (ours, theirs) = (pair.encounter.discharged(), professional.claim.discharge_date);
    if theirs.is_some() && ours != theirs {
        let ours = ours.map(|day| said(facility, "statement_to", day));
        found.push("discharge date", ours, theirs.map(|day| said(professional, "discharge_date", day)), None);
    }
}

/// Type of bill against place of service: two code lists for one thing.
fn settings(pair: &Pair<'_>, found: &mut Differences) {
    let bill = pair.facility.setting();
    let mut seen = BTreeSet::new();
    for line in pair.lines() {
        let place = line.place_of_service();
        if place.is_empty() || !seen.insert(place) {
            continue;
        }
        let fit = expected_places(bill).fit(place);
        let expected = match fit {
            Fit::Expected => Some("one setting in two code lists"),
            Fit::Tolerated(reason) => Some(reason.text()),
            Fit::Unexpected | Fit::Suspicious | Fit::Unknown => None,
        };
        let path = match line.place_of_service {
            Some(_) => format!("service_lines[{}].place_of_service", line.index),
            None => "place_of_service".to_owned(),
        };
        let ours = said(pair.facility, "facility_type", format!("type of bill {bill}x"));
        let theirs = said(pair.professional, path, format!("place {place}"));
        found.push("setting", Some(ours), Some(theirs), expected);
    }
}

/// The place where it was done: the facility that bills, and the one the professional names.
fn place(pair: &Pair<'_>, found: &mut Differences) {
    let (facility, professional) = (pair.facility, pair.professional);
    let groups = pair.context.groups;
    let named = |claim: ClaimView<'_>| {
        let at = claim.claim.providers.iter().position(|p| p.role == ProviderRole::ServiceFacility)?;
        let npi = text(claim.claim.providers[at].npi.as_ref())?;
        Some(said(claim, format!("providers[{at}].npi"), npi))
    };
    let billing = |claim: ClaimView<'_>| Some(said(claim, "billing_provider.npi", claim.biller()?));
    let ours: Vec<Said> = [billing(facility), named(facility)].into_iter().flatten().collect();
    let theirs = named(professional);
    let here =
        |said: &Said| ours.iter().any(|own| groups.facility(&own.value) == groups.facility(&said.value));
    match &theirs {
        Some(theirs) if here(theirs) => {}
        Some(_) => found.push("place of the service", ours.into_iter().next(), theirs, None),
        None if billing(professional).is_some_and(|own| here(&own)) => {}
        None => {
            let own = professional.lines().all(|line| {
                place_of_service(line.place_of_service())
                    .is_some_and(|place| place.rate == Some(crate::codes::PaymentRate::NonFacility))
            });
            let expected = own.then_some("place that bills for itself");
            found.push("place of the service", ours.into_iter().next(), None, expected);
        }
    }
}

/// Who did it: a physician of the facility's claim, or one more who bills their own work.
fn physicians(pair: &Pair<'_>, found: &mut Differences) {
    let of_facility = |role: &[ProviderRole]| {
        let all = pair.encounter.facility.iter().flat_map(|claim| {
            let lines = claim.claim.service_lines.iter().flat_map(|line| &line.providers);
            claim.claim.providers.iter().chain(lines)
        });
        let npis = all.filter(|provider| role.contains(&provider.role)).filter_map(|p| p.npi.clone());
        npis.map(|npi| npi.to_string()).collect::<BTreeSet<String>>()
    };
    let treating = of_facility(&[
        ProviderRole::Attending,
        ProviderRole::Operating,
        ProviderRole::OtherOperating,
        ProviderRole::Rendering,
    ]);
    let mut seen = BTreeSet::new();
    for line in pair.lines() {
        let Some(npi) = line.renderer() else { continue };
        if treating.contains(npi) || !seen.insert(npi) {
            continue;
        }
        let operates = line.is_procedure() && !line.is_assistant();
        let expected = if treating.is_empty() {
            Some("the facility's claim names no physician")
        } else {
            (!operates).then_some("each professional bills their own work")
        };
        let ours = first(pair.facility, ProviderRole::Operating)
            .or_else(|| first(pair.facility, ProviderRole::Attending));
        found.push("rendering provider", ours, Some(rendering(line, npi)), expected);
    }
    let referring = of_facility(&[ProviderRole::Referring]);
    let own = first(pair.professional, ProviderRole::Referring);
    if let Some(own) = own.filter(|own| !referring.is_empty() && !referring.contains(own.value.as_str())) {
        let ours = first(pair.facility, ProviderRole::Referring);
        let known = treating.contains(own.value.as_str());
        let expected = known.then_some("the facility's physician referred to another");
        found.push("referring provider", ours, Some(own), expected);
    }
}

fn first(claim: ClaimView<'_>, role: ProviderRole) -> Option<Said> {
    let is = |provider: &Provider| provider.role == role && provider.npi.is_some();
    let at = claim.claim.providers.iter().position(is)?;
    Some(said(claim, format!("providers[{at}].npi"), claim.claim.providers[at].npi.as_deref()?))
}

fn rendering(line: crate::reconcile::claim_view::LineView<'_>, npi: &str) -> Said {
    let is = |provider: &Provider| provider.role == ProviderRole::Rendering;
    let path = if let Some(at) = line.providers().iter().position(is) {
        format!("service_lines[{}].providers[{at}].npi", line.index)
    } else if let Some(at) = line.of.claim.providers.iter().position(is) {
        format!("providers[{at}].npi")
    } else {
        "billing_provider.npi".to_owned()
    };
    said(line.of, path, npi)
}
