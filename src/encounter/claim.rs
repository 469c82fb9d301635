//! The claim itself.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    Amount, BillingProvider, ClockTime, Diagnosis, Envelope, Extras, Moment, Patient, Payer, Provider,
    Receiver, ServiceLine, Source, Submitter, Subscriber, Text,
};

/// Which of the two forms a claim is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimType {
    /// 837I, the electronic UB-04: what a facility bills.
    Institutional,
    /// 837P, the electronic CMS-1500: what physicians and other suppliers bill.
    Professional,
}

impl ClaimType {
    /// The name used in JSON: `institutional` or `professional`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Institutional => "institutional",
            Self::Professional => "professional",
        }
    }
}

/// Name and version of the JSON shape of a claim: its first key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClaimSchema {
    /// Version 1.
    #[default]
    #[serde(rename = "twinclaim/claim/1")]
    V1,
}

/// One claim, complete in itself: with the envelope and the parties above it.
///
/// Fields that only one of the two guides has are none on the other kind. References such as "2300 CLM02" name loop and
/// element of the guides 005010X222A1 (837P) and 005010X223A2 (837I).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Shape of this record.
    #[serde(default)]
    pub schema: ClaimSchema,
    /// Which form it is on.
    pub r#type: ClaimType,
    /// Where it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,

    /// The account number the provider gave the claim; comes back on every answer (CLM01).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patient_control_number: Option<Text>,
    /// Total charge in dollars (CLM02).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_charge: Option<Amount>,
    /// 837P: CMS place of service, such as "11" for an office (CLM05-1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place_of_service: Option<Text>,
    /// 837I: first two digits of the type of bill, such as "13" (CLM05-1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facility_type: Option<Text>,
    /// "1" for an original, "7" for a replacement, "8" for a void … (CLM05-3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frequency_code: Option<Text>,
    /// 837P: whether the provider's signature is on file, Y or N (CLM06).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_signature_on_file: Option<Text>,
    /// Whether the provider takes part with the payer: A, B or C (CLM07).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignment_code: Option<Text>,
    /// Whether the benefits go to the provider: Y, N, or W where the patient refuses (CLM08).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benefits_assigned: Option<Text>,
    /// Whether data may be given on: Y, or I for informed consent (CLM09).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release_of_information: Option<Text>,
    /// 837P: "P" where the provider signed for the patient (CLM10).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patient_signature_source: Option<Text>,
    /// 837P: accident or employment as cause (CLM11).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub related_causes: Option<RelatedCauses>,
    /// 837P: special programme code (CLM12).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub special_program_code: Option<Text>,
    /// Why the claim is late (CLM20).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay_reason_code: Option<Text>,

    /// 837I: first day of the period billed (DTP*434).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement_from: Option<NaiveDate>,
    /// 837I: last day of the period billed (DTP*434).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement_to: Option<NaiveDate>,
    /// Day, on an 837I often minute, of admission (DTP*435).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admission_date: Option<Moment>,
    /// 837I: hour of discharge; the day is the last one of the statement (DTP*096).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discharge_hour: Option<ClockTime>,
    /// 837P: day of discharge (DTP*096).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discharge_date: Option<NaiveDate>,
    /// 837P: day the illness began (DTP*431).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub onset_date: Option<NaiveDate>,
    /// 837P: day of the accident (DTP*439).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accident_date: Option<NaiveDate>,

    /// 837I: how urgent the admission was (CL101).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admission_type: Option<Text>,
    /// 837I: where the patient came from (CL102).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admission_source: Option<Text>,
    /// 837I: where the patient is at the end of the period, "30" while still here (CL103).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patient_status: Option<Text>,

    /// Number under which the payer agreed beforehand (REF*G1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prior_authorization_number: Option<Text>,
    /// Number of the referral (REF*9F).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referral_number: Option<Text>,
    /// The payer's own number of the claim that this one replaces or voids (REF*F8).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer_claim_control_number: Option<Text>,
    /// Number of the medical record: the person, not the visit (REF*EA).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medical_record_number: Option<Text>,

    /// Who sent the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submitter: Option<Submitter>,
    /// Whom it was sent to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receiver: Option<Receiver>,
    /// Who is to be paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing_provider: Option<BillingProvider>,
    /// Who holds the insurance; only identifiers where that is the patient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscriber: Option<Subscriber>,
    /// Who was treated, subscriber or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patient: Option<Patient>,
    /// Who is to pay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer: Option<Payer>,

    /// Diagnoses, in the order sent; service lines of an 837P point into this list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub diagnoses: Vec<Diagnosis>,
    /// Everyone else who had a part in the care, each with a role.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub providers: Vec<Provider>,
    /// What was done and what it costs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub service_lines: Vec<ServiceLine>,

    /// The envelope the claim travelled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub envelope: Option<Envelope>,
    /// What the model does not say and writing back needs.
    #[serde(default, skip_serializing_if = "Extras::is_empty")]
    pub x12: Extras,
}

/// What caused the condition, where somebody else may have to pay (CLM11).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelatedCauses {
    /// AA for a car accident, EM for employment, OA for another accident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Text>,
    /// A second cause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_code: Option<Text>,
    /// State of a car accident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Text>,
    /// Country of a car accident, where it is not the United States.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Text>,
}

impl Claim {
    /// An empty claim of a kind.
    pub fn new(r#type: ClaimType) -> Self {
        Self {
            schema: ClaimSchema::V1,
            r#type,
            source: None,
            patient_control_number: None,
            total_charge: None,
            place_of_service: None,
            facility_type: None,
            frequency_code: None,
            provider_signature_on_file: None,
            assignment_code: None,
            benefits_assigned: None,
            release_of_information: None,
            patient_signature_source: None,
            related_causes: None,
            special_program_code: None,
            delay_reason_code: None,
            statement_from: None,
            statement_to: None,
            admission_date: None,
            discharge_hour: None,
            discharge_date: None,
            onset_date: None,
            accident_date: None,
            admission_type: None,
            admission_source: None,
            patient_status: None,
            prior_authorization_number: None,
            referral_number: None,
            payer_claim_control_number: None,
            medical_record_number: None,
            submitter: None,
            receiver: None,
            billing_provider: None,
            subscriber: None,
            patient: None,
            payer: None,
            diagnoses: Vec::new(),
            providers: Vec::new(),
            service_lines: Vec::new(),
            envelope: None,
            x12: Extras::default(),
        }
    }

    /// The three digits of the type of bill that stand in a claim, such as "131"; none on an 837P.
    pub fn bill_type(&self) -> Option<String> {
        Some(format!("{}{}", self.facility_type.as_ref()?, self.frequency_code.as_deref().unwrap_or("")))
    }

    /// First and last day of what is billed: the statement period, else the days of the service lines.
    pub fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        let lines = || self.service_lines.iter().filter_map(ServiceLine::period);
        let from = self.statement_from.or_else(|| lines().map(|p| p.from).min())?;
        let to = self.statement_to.or_else(|| lines().map(super::Period::last).max()).unwrap_or(from);
        Some((from, to))
    }

    /// The place of service of a line of an 837P: its own, else the claim's.
    pub fn line_place_of_service<'a>(&'a self, line: &'a ServiceLine) -> Option<&'a Text> {
        line.place_of_service.as_ref().or(self.place_of_service.as_ref())
    }
}
