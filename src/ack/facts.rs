//! What a 277CA repeats of a claim and of the levels above it.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::guide::PlaceCodes;
use crate::tree::Part;
use crate::validate::{Claim, Instance, Site};
use crate::x12::Charset;

use super::status::{Name, Period};
use super::{BatchAnswered, ClaimAnswered, LineAnswered};

/// Reads these facts in one encoding.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts(pub(super) Charset);

impl Facts {
    fn text(self, site: &Site<'_>, element: usize) -> String {
        self.0.decode(site.element(element)).0.trim().to_owned()
    }

    fn name(self, site: Option<Site<'_>>) -> Name {
        let Some(site) = site else { return Name::default() };
        let text = |n| self.text(&site, n);
        Name {
            person: site.element(2) == b"1",
            last: text(3),
            first: text(4),
            middle: text(5),
            suffix: text(7),
            id_kind: text(8),
            id: text(9),
        }
    }

    /// Submitter, receiver and batch number of the transaction.
    pub(super) fn batch(self, claim: &Claim<'_>) -> BatchAnswered {
        let fields = claim.fields();
        let beginning = claim.first(fields.beginning);
        BatchAnswered {
            source: self.name(claim.first(fields.receiver_name)),
            submitter: self.name(claim.first(fields.submitter_name)),
            batch: beginning.map_or(String::new(), |site| self.text(&site, 3)),
        }
    }

    /// The billing provider. One without NPI is known by the tax number.
    pub(super) fn provider(self, claim: &Claim<'_>) -> Name {
        let mut name = self.name(claim.first(claim.fields().billing_provider_name));
        if name.id.is_empty() {
            let tax = claim
                .segments(Part::Provider)
                .find(|site| site.segment.id() == b"REF" && matches!(site.element(1), b"EI" | b"SY"));
            "FI".clone_into(&mut name.id_kind);
            name.id = tax.map_or(String::new(), |site| self.text(&site, 2));
        }
        name
    }

    /// The claim, without what is said of it.
    pub(super) fn claim(self, claim: &Claim<'_>) -> ClaimAnswered {
        let Some(clm) = claim.first(claim.fields().claim_information) else {
            return ClaimAnswered::default();
        };
        let bill_type = match claim.guide().form.places {
            PlaceCodes::Bill => format!("{}{}", clm.component_text(5, 1), clm.component_text(5, 3)),
            PlaceCodes::Service => String::new(),
        };
        ClaimAnswered {
            control: self.text(&clm, 1),
            charge: clm.text(2).parse::<Decimal>().ok(),
            patient: self.patient(claim),
            clearinghouse: self.clearinghouse(claim),
            bill_type,
            period: period(claim),
            ..ClaimAnswered::default()
        }
    }

    /// The patient, with the member number: a dependent has none of his own.
    fn patient(self, claim: &Claim<'_>) -> Name {
        let subscriber = self.name(claim.first(claim.fields().subscriber_name));
        if !claim.has(Part::Patient) {
            return subscriber;
        }
        let patient = self.name(claim.first(claim.fields().patient_name));
        if patient.id.is_empty() {
            Name { id_kind: subscriber.id_kind, id: subscriber.id, ..patient }
        } else {
            patient
        }
    }

    fn clearinghouse(self, claim: &Claim<'_>) -> String {
        let mut own = own_segments(claim);
        let found = own.find(|site| site.segment.id() == b"REF" && site.element(1) == b"D9");
        found.map_or(String::new(), |site| self.text(&site, 2))
    }

    /// A service line, without what is said of it; none if there is no such line.
    pub(super) fn line(self, claim: &Claim<'_>, number: u32) -> Option<LineAnswered> {
        let fields = claim.fields();
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        let line = claim.instances(fields.service_line).nth(index)?;
        let control = reference(&line).map_or(number.to_string(), |site| self.text(&site, 2));
        let mut answered = LineAnswered { number, control, ..LineAnswered::default() };
        if let Some(service) = line.first(fields.professional_service) {
            answered.procedure = self.procedure(&service, 1);
            answered.charge = self.text(&service, 2);
            answered.units = self.text(&service, 4);
        } else if let Some(service) = line.first(fields.institutional_service) {
            answered.revenue = self.text(&service, 1);
            answered.procedure = self.procedure(&service, 2);
            answered.charge = self.text(&service, 3);
            answered.units = self.text(&service, 5);
        }
        Some(answered)
    }

    /// Qualifier, code and modifiers; nothing where there is no code.
    fn procedure(self, service: &Site<'_>, element: usize) -> Vec<String> {
        let parts = service.segment.components(element).take(6);
        let mut parts: Vec<String> = parts.map(|part| self.0.decode(part).0.trim().to_owned()).collect();
        while parts.last().is_some_and(String::is_empty) {
            parts.pop();
        }
        if parts.len() < 2 { Vec::new() } else { parts }
    }
}

/// REF 6R of a line.
fn reference<'c>(line: &Instance<'c>) -> Option<Site<'c>> {
    line.segments().find(|site| site.segment.id() == b"REF" && site.element(1) == b"6R")
}

/// The claim's own segments, up to its first line.
fn own_segments<'c>(claim: &Claim<'c>) -> impl Iterator<Item = Site<'c>> + use<'c> {
    claim.segments(Part::Claim).take_while(|site| site.line.is_none())
}

/// First and last day of service: of the statement, or else of the lines.
fn period(claim: &Claim<'_>) -> Option<Period> {
    let of =
        |kind: &'static [u8]| move |site: &Site<'_>| site.segment.id() == b"DTP" && site.element(1) == kind;
    if let Some(statement) = own_segments(claim).find(of(b"434")) {
        return days(statement.text(3));
    }
    let lines = claim.segments(Part::Claim).filter(of(b"472")).filter_map(|site| days(site.text(3)));
    lines.reduce(|all, one| Period { from: all.from.min(one.from), to: all.to.max(one.to) })
}

fn days(text: &str) -> Option<Period> {
    let day = |text: &str| NaiveDate::parse_from_str(text, "%Y%m%d").ok();
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    Some(Period { from: day(from)?, to: day(to)? })
}
