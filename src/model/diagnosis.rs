//! Diagnoses, procedures and the coded values of a claim (HI).

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::personal::{Marked, marks};
use super::record::record;
use super::{Amount, Text};

/// What part a diagnosis plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
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

impl Marked for DiagnosisKind {}
impl Marked for ProcedureKind {}

marks! {
    Diagnosis {
        kind: DiagnosisKind,
        code: Text as Code,
        qualifier: Text as Code,
        present_on_admission: Text as Code,
    }
}

marks! {
    Procedure {
        kind: ProcedureKind,
        code: Text as Code,
        qualifier: Text as Code,
        date: NaiveDate as Day,
    }
}

/// A diagnosis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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

/// What part a procedure plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProcedureKind {
    /// The chief one.
    Principal,
    /// Any other.
    Other,
}

/// 837I: a procedure reported on the claim as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// What part it plays.
    pub kind: ProcedureKind,
    /// The code as transmitted: ICD-10-PCS unless `qualifier` says otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Text>,
    /// X12 qualifier where it is not the ICD-10 one: `BR` and `BQ` for ICD-9, `CAH` for the advanced billing concepts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualifier: Option<Text>,
    /// The day it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
}

record! {
    /// 837I: something that happened on a day (HI*BH).
    Occurrence {
        /// Occurrence code.
        code: Text as Code,
        /// The day.
        date: NaiveDate as Day,
    }
}

record! {
    /// 837I: something that lasted some days (HI*BI).
    OccurrenceSpan {
        /// Occurrence span code.
        code: Text as Code,
        /// First day.
        from: NaiveDate as Day,
        /// Last day.
        to: NaiveDate as Day,
    }
}

record! {
    /// 837I: a code with an amount (HI*BE).
    CodedValue {
        /// Value code.
        code: Text as Code,
        /// The amount or number that goes with it.
        amount: Amount,
    }
}
