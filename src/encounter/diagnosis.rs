//! Diagnoses, procedures and the coded values of a claim.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Amount, Text};

/// What part a diagnosis plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DiagnosisKind {
    /// The one chiefly responsible for the visit.
    Principal,
    /// 837I: what the patient was admitted for.
    Admitting,
    /// 837I: what the patient said brought them, on outpatient claims.
    ReasonForVisit,
    /// 837I: what caused an injury.
    ExternalCause,
    /// Any other.
    Other,
}

/// A diagnosis (HI).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Diagnosis {
    /// What part it plays.
    pub kind: DiagnosisKind,
    /// The code as transmitted, without the dot: ICD-10-CM unless `qualifier` says otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Text>,
    /// X12 qualifier where it is not the ICD-10 one: `BK`, `BF` and the like for ICD-9.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualifier: Option<Text>,
    /// 837I: whether it was there on admission: Y, N, U (unknown) or W (undetermined).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub present_on_admission: Option<Text>,
}

/// A procedure reported on the claim as a whole (837I: ICD-10-PCS).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// The code as transmitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Text>,
    /// The day it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
}

/// A code with an amount, such as a value code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodedValue {
    /// The code as transmitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Text>,
    /// The amount that goes with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
}
