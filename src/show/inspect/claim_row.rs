//! A claim as one row of a table.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::codes;
use crate::guide::{PlaceCodes, registry};
use crate::model::{Amount, Claim, ClaimType, Text, full_name};

use crate::show::{Mask, Masked};

/// What tells one claim from another. What a claim does not say is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClaimRow {
    /// Number of the claim in its input, from 1.
    pub number: u64,
    /// Which form it is on: `institutional` for a facility's, `professional`.
    #[serde(rename = "claim_type")]
    pub kind: ClaimType,
    /// CLM01.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patient_control_number: Option<Masked>,
    /// Name of the patient, last name first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patient: Option<Masked>,
    /// The patient's date of birth, ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<Masked>,
    /// First day billed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// Last day billed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// Who is to pay: name, else number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payer: Option<Masked>,
    /// Who is to be paid: name, else NPI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing_provider: Option<Masked>,
    /// 837P: place of service. 837I: the type of bill as far as a claim has it, such as `131`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// What that place is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place_name: Option<&'static str>,
    /// Claim frequency code (CLM05-3).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frequency_code: Option<String>,
    /// What that code means, such as "replacement of an earlier claim".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frequency_name: Option<&'static str>,
    /// How many service lines it has.
    pub service_lines: usize,
    /// Total charge in dollars as written (CLM02).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_charge: Option<String>,
    /// Control number of its transaction (ST02).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction: Option<String>,
    /// Offset of CLM in bytes, where it was read from X12.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// Ordinal of CLM in its transaction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<u32>,
    /// What `validate` says is wrong with it, as codes, where it was asked; empty for nothing.
    #[serde(skip)]
    pub wrong: Option<String>,
    #[serde(skip)]
    pub(super) charge: Option<Decimal>,
}

impl ClaimRow {
    /// The row of a claim; `number` is its number in the input.
    pub fn of(claim: &Claim, number: u64, mask: Mask) -> Self {
        let claim = &*mask.codes(Cow::Borrowed(claim));
        let days = claim.days();
        let patient = claim.patient.as_ref();
        let birth_date = patient.and_then(|patient| patient.birth_date).map(|day| day.to_string());
        let name = patient.and_then(|patient| patient.full_name());
        let (place, place_name) = place(claim);
        let frequency_code = string(claim.frequency_code.as_ref());
        let source = claim.source.as_ref();
        Self {
            number,
            kind: claim.r#type,
            patient_control_number: mask.hide_some(string(claim.patient_control_number.as_ref())),
            patient: mask.hide_some(name),
            birth_date: mask.hide_some(birth_date),
            from: days.map(|(from, _)| from),
            to: days.map(|(_, to)| to),
            payer: mask.hide_some(payer(claim)),
            billing_provider: mask.hide_some(billing_provider(claim)),
            place,
            place_name,
            frequency_name: frequency_code.as_deref().and_then(codes::claim_frequency),
            frequency_code,
            service_lines: claim.service_lines.len(),
            total_charge: claim.total_charge.as_ref().map(|charge| charge.as_str().to_owned()),
            transaction: string(source.and_then(|source| source.transaction.as_ref())),
            offset: source.map(|source| source.offset),
            segment: source.map(|source| source.segment),
            wrong: None,
            charge: claim.total_charge.as_ref().map(Amount::value),
        }
    }

    /// Total charge with at least two decimals, as tables show it: the exact value.
    pub fn charge_in_cents(&self) -> Option<String> {
        self.charge.map(with_cents)
    }
}

/// An exact amount with at least two decimals.
pub(super) fn with_cents(mut amount: Decimal) -> String {
    if amount.scale() < 2 {
        amount.rescale(2);
    }
    amount.to_string()
}

fn string(text: Option<&Text>) -> Option<String> {
    text.map(|text| text.as_str().to_owned()).filter(|text| !text.is_empty())
}

fn payer(claim: &Claim) -> Option<String> {
    let payer = claim.payer.as_ref()?;
    string(payer.name.as_ref()).or_else(|| string(payer.id.as_ref()))
}

fn billing_provider(claim: &Claim) -> Option<String> {
    let p = claim.billing_provider.as_ref()?;
    string(p.name.as_ref())
        .or_else(|| {
            let name = [&p.last_name, &p.suffix, &p.first_name, &p.middle_name];
            full_name(name.map(|part| part.as_deref().unwrap_or_default()))
        })
        .or_else(|| string(p.npi.as_ref()))
}

fn place(claim: &Claim) -> (Option<String>, Option<&'static str>) {
    match registry::guide(claim.r#type).form.places {
        PlaceCodes::Service => {
            let place = string(claim.place_of_service.as_ref());
            let name = place.as_deref().and_then(codes::place_of_service).map(|place| place.name);
            (place, name)
        }
        PlaceCodes::Bill => {
            let name = claim.facility_type.as_deref().and_then(codes::facility_type);
            (claim.bill_type(), name)
        }
    }
}
