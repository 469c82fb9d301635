//! Which elements of a row come from which outside list, made quick to ask, and the look at their values.

use std::ops::RangeInclusive;

use crate::codes::{External, Fit};
use crate::guide::{Content, Element, Guide, Spot};
use crate::rules::Rule;

use super::fault::{ElementFault, Fault};
use super::rules::cs::code_sets as rules;
use super::rules::sit::parties::CITY;
use super::tables::Tables;
use super::violation::{Site, Violation, Violations};

/// The lists of a guide, by row.
#[derive(Debug)]
pub(super) struct CodeSets {
    rows: Vec<RowSets>,
}

/// The elements of a row that have lists, in their order.
#[derive(Debug)]
struct RowSets {
    elements: Box<[ElementSets]>,
    /// The row is the city of an address (N4).
    is_city: bool,
}

/// An element with lists: its own, or those of its components in their order.
#[derive(Debug)]
struct ElementSets {
    element: u8,
    places: Box<[PlaceSets]>,
}

/// The lists of one place, of which a qualifier may choose.
#[derive(Debug)]
struct PlaceSets {
    spot: Spot,
    /// Lengths of the value. Another length is a finding of the guide.
    lengths: RangeInclusive<usize>,
    sets: Box<[CodeSet]>,
}

/// A list, meant only where the element or component before says so.
#[derive(Debug)]
struct CodeSet {
    list: External,
    qualifier: Option<Box<[u8]>>,
}

impl CodeSets {
    pub(super) fn of_guide(guide: &Guide) -> Self {
        let rows = guide.segments.iter().map(|row| RowSets {
            elements: row.elements.iter().filter_map(element_sets).collect(),
            is_city: row.id == "N4",
        });
        Self { rows: rows.collect() }
    }
}

fn element_sets(element: &Element) -> Option<ElementSets> {
    let places: Box<[PlaceSets]> = match &element.content {
        Content::Composite { components, .. } => components.iter().filter_map(place_sets).collect(),
        Content::Simple { .. } => place_sets(element).into_iter().collect(),
    };
    (!places.is_empty()).then_some(ElementSets { element: element.spot.element, places })
}

fn place_sets(element: &Element) -> Option<PlaceSets> {
    let Content::Simple { list: Some(lists), min, max, .. } = &element.content else { return None };
    let named = |list: &str| {
        let (qualifier, name) = match list.split_once(": ") {
            Some((qualifier, name)) => (Some(qualifier), name),
            None => (None, list),
        };
        Some(CodeSet { list: External::named(name)?, qualifier: qualifier.map(|q| q.as_bytes().into()) })
    };
    let sets: Box<[CodeSet]> = lists.split(" | ").filter_map(named).collect();
    let lengths = usize::from(*min)..=usize::from(*max);
    (!sets.is_empty()).then_some(PlaceSets { spot: element.spot, lengths, sets })
}

impl PlaceSets {
    /// Looks at a value; `before` is what is before it.
    #[inline]
    fn look(&self, value: &[u8], before: &[u8], site: &Site<'_>, violations: &mut Violations) {
        if !self.lengths.contains(&value.len()) {
            return;
        }
        let meant = |set: &&CodeSet| set.qualifier.as_deref().is_none_or(|qualifier| qualifier == before);
        for set in self.sets.iter().filter(meant) {
            let fit = set.list.fit(value);
            if fit != Fit::Fits {
                found(set.list, self.spot, fit, site, violations);
            }
        }
    }
}

/// Looks at one placed segment, in whatever part it is.
#[inline]
pub(super) fn segment(tables: &Tables, site: &Site<'_>, violations: &mut Violations) {
    let Some(row) = site.row else { return };
    let sets = &tables.code_sets.rows[row.0 as usize];
    for element in &sets.elements {
        let n = usize::from(element.element);
        if n > site.segment.last() {
            break;
        }
        let value = site.element(n);
        match &*element.places {
            _ if value.is_empty() => {}
            [place] if place.spot.component == 0 => place.look(value, site.element(n - 1), site, violations),
            places => components(places, value, site, violations),
        }
    }
    if sets.is_city {
        city(site, violations);
    }
}

/// Looks at the components of a value, which is split once.
fn components(places: &[PlaceSets], value: &[u8], site: &Site<'_>, violations: &mut Violations) {
    let separator = site.segment.delimiters().component;
    let mut places = places.iter();
    let Some(mut place) = places.next() else { return };
    let mut before: &[u8] = &[];
    for (n, component) in value.split(|b| *b == separator).enumerate() {
        if usize::from(place.spot.component) == n + 1 {
            if !component.is_empty() {
                place.look(component, before, site, violations);
            }
            let Some(next) = places.next() else { return };
            place = next;
        }
        before = component;
    }
}

#[cold]
fn found(list: External, spot: Spot, fit: Fit, site: &Site<'_>, violations: &mut Violations) {
    let rule = rule(list);
    let (fault, message) = match (list, fit) {
        (External::Npi, Fit::Form) => (ElementFault::Pattern, "an NPI has ten digits"),
        (External::Npi, _) if !matches!(site.value(spot).first(), Some(b'1' | b'2')) => {
            (ElementFault::Pattern, "an NPI begins with 1 or 2")
        }
        (External::Npi, _) => (ElementFault::Pattern, "the check digit of the NPI is wrong"),
        (External::ProfessionalFrequency, _) => {
            (ElementFault::Code, "professional claims have frequency 1, 7 or 8, rarely 6")
        }
        (_, Fit::Form) => (ElementFault::Code, form(list)),
        _ => (ElementFault::Code, "the list does not have this code"),
    };
    violations.push(Violation::at(rule, Fault::Element(fault), site, Some(spot), message));
}

fn rule(list: External) -> &'static Rule {
    match list {
        External::Npi => &rules::NPI,
        External::Taxonomy => &rules::TAXONOMY,
        External::Icd10 | External::Icd9 => &rules::DIAGNOSIS,
        External::Icd10Procedure | External::Icd9Procedure => &rules::INPATIENT_PROCEDURE,
        External::Hcpcs | External::Hipps => &rules::PROCEDURE,
        External::Modifier => &rules::MODIFIER,
        External::PlaceOfService => &rules::PLACE,
        External::FacilityType | External::Frequency => &rules::BILL,
        External::ProfessionalFrequency => &rules::FREQUENCY,
        External::Revenue => &rules::REVENUE,
        External::AdmissionType | External::Origin | External::PatientStatus => &rules::STATUS,
        External::Condition | External::Occurrence | External::OccurrenceSpan | External::ValueCode => {
            &rules::CLAIM_CODE
        }
        External::State => &rules::STATE,
        External::Country | External::Currency => &rules::COUNTRY,
        External::Ndc => &rules::DRUG,
        External::AdjustmentReason | External::Remark => &rules::REMITTANCE,
        External::Drg => &rules::GROUP,
    }
}

fn form(list: External) -> &'static str {
    match list {
        External::Icd10 => {
            "this is no ICD-10-CM code: a letter, then two to six digits and letters, without the point"
        }
        External::Icd9 => {
            "this is no ICD-9-CM code: three to five digits, or V or E and digits, without the point"
        }
        External::Icd10Procedure => "this is no ICD-10-PCS code: seven letters and digits",
        External::Icd9Procedure => "this is no ICD-9-CM procedure code: three or four digits",
        External::Hcpcs => "this is no HCPCS or CPT code: five characters, digits in the middle",
        External::Ndc => "a national drug code has eleven digits here, without hyphens",
        External::Taxonomy => "a taxonomy code has ten characters: three digits first, X last",
        External::Revenue => "a revenue code has four digits",
        External::Occurrence => "occurrence codes are 01 to 69 and A0 to L9",
        External::OccurrenceSpan => "codes of occurrence spans are 70 to 99 and M0 to Z9",
        External::State => "a state has two capital letters",
        External::Country => "a country has two capital letters",
        _ => "no code of the list looks like that",
    }
}

/// N4: what must be there depends on the country.
fn city(site: &Site<'_>, violations: &mut Violations) {
    let (state, zip, country) = (site.element(2), site.element(3), site.element(4));
    if !matches!(country, b"" | b"US" | b"CA") {
        return;
    }
    for (value, element, message) in [
        (state, 2, "the state is missing, and no other country is named"),
        (zip, 3, "the postal code is missing, and no other country is named"),
    ] {
        // With a subdivision of a country the state has no place.
        if value.is_empty() && site.element(7).is_empty() {
            let spot = Some(Spot { element, component: 0 });
            violations.push(Violation::at(
                &CITY,
                Fault::Element(ElementFault::SituationalMissing),
                site,
                spot,
                message,
            ));
        }
    }
    let us = matches!(zip.len(), 5 | 9) && zip.iter().all(u8::is_ascii_digit);
    if !zip.is_empty() && !us && !is_canadian(zip) {
        let spot = Some(Spot { element: 3, component: 0 });
        let message = "a ZIP code has five or nine digits, a Canadian postal code letters and digits in turn";
        violations.push(Violation::at(&rules::ZIP, Fault::Element(ElementFault::Code), site, spot, message));
    }
}

fn is_canadian(code: &[u8]) -> bool {
    let code: Vec<u8> = code.iter().copied().filter(|b| *b != b' ').collect();
    let fits = |(n, byte): (usize, &u8)| {
        if n % 2 == 0 { byte.is_ascii_alphabetic() } else { byte.is_ascii_digit() }
    };
    code.len() == 6 && code.iter().enumerate().all(fits)
}
