//! One visit: the claims that belong to it, and how sure that is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Amount, Claim, Text};

/// Whether a visit has both of its sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Facility and professional claims were found and agree on who and when.
    Matched,
    /// They may belong together; a person has to decide.
    Possible,
    /// No professional claim was found.
    FacilityOnly,
    /// No facility claim was found.
    ProfessionalOnly,
}

impl Status {
    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::Possible => "possible",
            Self::FacilityOnly => "facility only",
            Self::ProfessionalOnly => "professional only",
        }
    }
}

/// A claim of a visit, as results name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimRef {
    /// `institutional` or `professional`.
    pub r#type: String,
    /// CLM01.
    pub patient_control_number: Option<Text>,
    /// Input it was read from.
    pub file: Option<String>,
    /// ST02.
    pub transaction: Option<Text>,
    /// Offset of CLM in bytes.
    pub offset: Option<u64>,
    /// CLM02.
    pub total_charge: Option<Amount>,
    /// Numbers of the service lines that belong to the visit, from 1.
    pub service_lines: Vec<usize>,
}

impl ClaimRef {
    /// The claim with all of its lines.
    pub fn of(claim: &Claim) -> Self {
        let source = claim.source.as_ref();
        Self {
            r#type: claim.r#type.as_str().to_owned(),
            patient_control_number: claim.patient_control_number.clone(),
            file: source.and_then(|source| source.file.clone()),
            transaction: source.and_then(|source| source.transaction.clone()),
            offset: source.map(|source| source.offset),
            total_charge: claim.total_charge.clone(),
            service_lines: (1..=claim.service_lines.len()).collect(),
        }
    }
}

/// Why two claims were held to belong to one visit: a field, and how it agrees.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// Path in the claim's JSON.
    pub field: String,
    /// `exact`, or in which way it nearly agrees.
    pub agreement: String,
    /// How much it speaks for (positive) or against one visit.
    pub weight: f64,
}
