//! Which elements of a row come from which outside list, made quick to ask, and the look at their values.

use crate::codes::{External, Fit};
use crate::guide::{Content, Element, Guide, GuideKind, RowId, Spot};
use crate::rule::Rule;

use super::fault::{ElementFault, Fault};
use super::hit::{Hit, Hits, Site};
use super::rules::codesets as rules;
use super::tables::Tables;

/// The lists of a guide, by row.
#[derive(Debug)]
pub(super) struct CodeSets {
    rows: Vec<Box<[CodeSet]>>,
    cities: Vec<bool>,
}

/// One element with its list.
#[derive(Clone, Debug)]
pub(super) struct CodeSet {
    pub(super) spot: Spot,
    pub(super) list: External,
    /// Lengths of the element. Another length is a finding of the guide.
    min: u16,
    max: u16,
    /// The list is meant only where the element or component before says so.
    qualifier: Option<Box<[u8]>>,
}

impl CodeSet {
    #[inline]
    pub(super) fn applies(&self, site: &Site<'_>, value: &[u8]) -> bool {
        if value.len() < usize::from(self.min) || value.len() > usize::from(self.max) {
            return false;
        }
        let Some(qualifier) = &self.qualifier else { return true };
        let before = match self.spot.component {
            0 => site.element(usize::from(self.spot.element) - 1),
            component => site.component(usize::from(self.spot.element), usize::from(component) - 1),
        };
        before == &**qualifier
    }
}

impl CodeSets {
    pub(super) fn of_guide(guide: &Guide) -> Self {
        // Which frequencies a professional claim may have is a rule of its own.
        let here = |set: &CodeSet| set.list != External::Frequency || guide.kind == GuideKind::Institutional;
        let of_row = |elements: &[Element]| {
            let mut sets = Vec::new();
            for element in elements {
                collect(element, &mut sets);
            }
            sets.retain(here);
            sets.into_boxed_slice()
        };
        Self {
            rows: guide.segments.iter().map(|row| of_row(&row.elements)).collect(),
            cities: guide.segments.iter().map(|row| row.id == "N4").collect(),
        }
    }

    /// The lists of a row's elements, in their order.
    #[inline]
    pub(super) fn of(&self, row: RowId) -> &[CodeSet] {
        &self.rows[row.0 as usize]
    }

    /// Whether the row is the city of an address (N4).
    #[inline]
    pub(super) fn is_city(&self, row: RowId) -> bool {
        self.cities[row.0 as usize]
    }
}

fn collect(element: &Element, sets: &mut Vec<CodeSet>) {
    match &element.content {
        Content::Composite { components, .. } => components.iter().for_each(|part| collect(part, sets)),
        Content::Simple { list: Some(lists), min, max, .. } => {
            for list in lists.split(" | ") {
                let (qualifier, name) = match list.split_once(": ") {
                    Some((qualifier, name)) => (Some(qualifier), name),
                    None => (None, list),
                };
                if let Some(list) = External::named(name) {
                    let qualifier = qualifier.map(|q| q.as_bytes().into());
                    sets.push(CodeSet { spot: element.spot, list, min: *min, max: *max, qualifier });
                }
            }
        }
        Content::Simple { .. } => {}
    }
}

/// Looks at one placed segment, in whatever part it stands.
#[inline]
pub(super) fn segment(tables: &Tables, site: &Site<'_>, hits: &mut Hits) {
    let Some(row) = site.row else { return };
    for check in tables.code_sets.of(row) {
        let value = site.value(check.spot);
        if value.is_empty() || !check.applies(site, value) {
            continue;
        }
        let fit = check.list.fit(value);
        if fit != Fit::Fits {
            found(check.list, check.spot, fit, site, hits);
        }
    }
    if tables.code_sets.is_city(row) {
        city(site, hits);
    }
}

#[cold]
fn found(list: External, spot: Spot, fit: Fit, site: &Site<'_>, hits: &mut Hits) {
    let Some(rule) = rule(list) else { return };
    let (fault, message) = match (list, fit) {
        (External::Npi, Fit::Form) => (ElementFault::Pattern, "an NPI has ten digits"),
        (External::Npi, _) => (ElementFault::Pattern, "the check digit of the NPI is wrong"),
        (_, Fit::Form) => (ElementFault::Code, form(list)),
        _ => (ElementFault::Code, "the list does not have this code"),
    };
    hits.add(Hit::new(rule, Fault::Element(fault), site, Some(spot), message));
}

fn rule(list: External) -> Option<&'static Rule> {
    Some(match list {
        External::Npi => &rules::NPI,
        External::Taxonomy => &rules::TAXONOMY,
        External::Icd10 | External::Icd9 => &rules::DIAGNOSIS,
        External::Icd10Procedure | External::Icd9Procedure => &rules::INPATIENT_PROCEDURE,
        External::Hcpcs | External::Hipps => &rules::PROCEDURE,
        External::Modifier => &rules::MODIFIER,
        External::PlaceOfService => &rules::PLACE,
        External::FacilityType | External::Frequency => &rules::BILL,
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
    })
}

fn form(list: External) -> &'static str {
    match list {
        External::Icd10 => {
            "this is no ICD-10-CM code: a letter, a digit, and one to five more, without the point"
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
fn city(site: &Site<'_>, hits: &mut Hits) {
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
            hits.add(Hit::new(
                &rules::CITY,
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
        hits.add(Hit::new(&rules::ZIP, Fault::Element(ElementFault::Code), site, spot, message));
    }
}

fn is_canadian(code: &[u8]) -> bool {
    let code: Vec<u8> = code.iter().copied().filter(|b| *b != b' ').collect();
    let fits = |(n, byte): (usize, &u8)| {
        if n % 2 == 0 { byte.is_ascii_alphabetic() } else { byte.is_ascii_digit() }
    };
    code.len() == 6 && code.iter().enumerate().all(fits)
}
