//! Service lines: what was done and what it costs.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Amount, Period, Provider, Text};

/// A service line (loop 2400).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServiceLine {
    /// Its number in the claim (LX01).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<Text>,
    /// 837I: four digits saying what kind of resource it is (SV201).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revenue_code: Option<Text>,
    /// What was done (SV101, SV202).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub procedure: Option<ProcedureCode>,
    /// Charge in dollars (SV102, SV203).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charge: Option<Amount>,
    /// What `units` counts: UN for units, MJ for minutes, DA for days (SV103, SV204).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Text>,
    /// How many (SV104, SV205).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub units: Option<Amount>,
    /// 837P: place of service, where it differs from the claim's (SV105).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place_of_service: Option<Text>,
    /// 837P: the diagnoses it was done for, as positions in the claim's list, from 1 (SV107).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub diagnosis_pointers: Vec<Text>,
    /// 837P: Y for an emergency (SV109).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emergency: Option<Text>,
    /// 837P: Y where it follows from a screening of children (SV111).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub epsdt: Option<Text>,
    /// 837P: Y for family planning (SV112).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_planning: Option<Text>,
    /// 837P: "0" where the patient owes no share (SV115).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copay_exempt: Option<Text>,
    /// 837I: part of the charge that is not covered, in dollars (SV207).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub non_covered_charge: Option<Amount>,
    /// First day (DTP*472).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_date: Option<NaiveDate>,
    /// Last day, where a range was given (DTP*472 with RD8).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_date_to: Option<NaiveDate>,
    /// The provider's own number of the line (REF*6R).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_item_control_number: Option<Text>,
    /// Who had a part in this line, where it differs from the claim's.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub providers: Vec<Provider>,
}

impl ServiceLine {
    /// The days it covers, if it says so.
    pub fn period(&self) -> Option<Period> {
        Some(Period { from: self.service_date?, to: self.service_date_to })
    }
}

/// A procedure code with its modifiers (SV101, SV202).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProcedureCode {
    /// Where the code comes from, where that is not HC (HCPCS and CPT): HP, IV, WK, ER.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qualifier: Option<Text>,
    /// The code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Text>,
    /// Up to four modifiers, in the order sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<Text>,
    /// What the code alone does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Text>,
}

impl ProcedureCode {
    /// Whether it carries a modifier.
    pub fn has_modifier(&self, modifier: &str) -> bool {
        self.modifiers.iter().any(|m| m.eq_ignore_ascii_case(modifier))
    }
}
