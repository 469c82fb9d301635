//! A difference, as data.

use std::ops::Range;

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{Amount, Text};

/// How two claims were found to be the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Pairing {
    /// They bear the same number (CLM01).
    Number,
    /// Their numbers differ; person, day, charge and services are alike.
    Likeness,
}

/// What a claim is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ClaimName {
    /// `institutional` or `professional`.
    pub r#type: String,
    /// CLM01.
    pub patient_control_number: Option<Text>,
    /// Last and first name of the patient.
    pub patient: Option<String>,
    /// CLM02.
    pub total_charge: Option<Amount>,
    /// Input as given.
    pub file: Option<String>,
    /// ST02.
    pub transaction: Option<Text>,
    /// Byte offset of CLM in the decompressed content.
    pub offset: u64,
}

/// A pair of claims that differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ChangedClaim {
    /// The claim of the left side.
    pub left: ClaimName,
    /// The claim of the right side.
    pub right: ClaimName,
    /// Why they are held against each other.
    pub paired_by: Pairing,
    /// What differs, in guide order.
    pub changes: Vec<SegmentChange>,
    /// Changes above the claim (envelope, billing provider, subscriber, patient) that were told under an earlier claim.
    pub told_before: usize,
}

/// A segment that differs, or is on one side only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SegmentChange {
    /// Its address: loops with their instance and the segment, such as `2400#2/REF[G1]`.
    pub address: String,
    /// Innermost loop, such as `2400`; none in files without a guide.
    pub r#loop: Option<String>,
    /// Plain name, such as "Prior authorization number"; none for a segment without a place in the guide.
    pub name: Option<String>,
    /// The segment of the left side; none where it is on the right alone.
    pub left: Option<SegmentSide>,
    /// The segment of the right side.
    pub right: Option<SegmentSide>,
    /// The elements that differ; none where the segment is on one side only.
    pub elements: Vec<ElementChange>,
}

/// A segment as one side has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SegmentSide {
    /// Its text with standard separators, without terminator.
    pub text: String,
    /// Ordinal in its transaction, ST = 1.
    pub segment: u32,
    /// Text line, from 1.
    pub text_line: u64,
    /// Byte offset in the decompressed content.
    pub offset: u64,
}

/// An element, or a component of one, that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ElementChange {
    /// Such as `SV102`.
    pub element: String,
    /// Component number, from 1.
    pub component: Option<u8>,
    /// What `--ignore-path` takes: `2400/SV1/02`, `2400/SV1/01-2`; in files without a guide `*/STC/02`; none where no path may name it.
    pub path: Option<String>,
    /// Plain name, such as "Line charge".
    pub name: Option<String>,
    /// The value of the left side; none where it is empty.
    pub left: Option<String>,
    /// The value of the right side.
    pub right: Option<String>,
    /// Where it is in the left segment's text.
    #[serde(skip)]
    pub left_span: Range<usize>,
    /// Where it is in the right segment's text.
    #[serde(skip)]
    pub right_span: Range<usize>,
}
