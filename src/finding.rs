//! Findings: what a check has to say, where, and what to do about it.
//!
//! One shape serves every check (validation of one file, reconciliation of two claims), every output format and every
//! acknowledgement. A finding is data; nothing here renders.

use std::borrow::Cow;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; expected differences are at most this.
    Info,
    /// May cost money or time; a person should look.
    Warning,
    /// Will be denied, overpaid or rejected unless corrected.
    Error,
}

impl Severity {
    /// The word used in JSON and on the screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Which side of the visit a place belongs to. Follows what is billed, not the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The technical side: room, machine, nurses, supplies.
    Facility,
    /// The professional side: skill and time.
    Professional,
}

impl Side {
    /// The word used in JSON and on the screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Facility => "facility",
            Self::Professional => "professional",
        }
    }
}

/// A place in an input, as precise as it is known. Every key is always present in JSON, null where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Location {
    /// Side of the visit; none where one file is checked by itself.
    pub side: Option<Side>,
    /// `institutional` or `professional`.
    pub r#type: Option<String>,
    /// Input as given; `-` for standard input, `a.zip!inner.837` inside an archive.
    pub file: Option<String>,
    /// Byte offset of the segment in the decompressed content.
    pub offset: Option<u64>,
    /// Text line, from 1.
    pub text_line: Option<u64>,
    /// Ordinal of the segment in its transaction, ST = 1.
    pub segment: Option<u32>,
    /// Segment identifier, such as `CLM`.
    pub segment_id: Option<String>,
    /// Loop of the guide, such as `2310B`.
    pub r#loop: Option<String>,
    /// Element, such as `NM109`.
    pub element: Option<String>,
    /// Path of the value in the claim's JSON, such as `service_lines[0].charge`.
    pub path: Option<String>,
    /// Component number inside the element, from 1.
    pub component: Option<u8>,
    /// The text that is there.
    pub value: Option<String>,
    /// CLM01 of the claim.
    pub patient_control_number: Option<String>,
    /// The patient's name, last name first.
    #[serde(default)]
    pub patient: Option<String>,
    /// First day of the service line, else of the claim.
    #[serde(default)]
    pub service_date: Option<NaiveDate>,
    /// Last day, where it is another one.
    #[serde(default)]
    pub service_date_to: Option<NaiveDate>,
    /// Charge of the service line, else of the claim, in dollars as written.
    #[serde(default)]
    pub charge: Option<String>,
    /// Box of the paper form for the value, such as `24F` of the CMS-1500 or `47` of the UB-04.
    #[serde(default)]
    pub form_box: Option<String>,
    /// Service line, from 1.
    pub service_line: Option<u32>,
    /// ISA13.
    pub interchange: Option<String>,
    /// GS06.
    pub group: Option<String>,
    /// ST02.
    pub transaction: Option<String>,
}

/// Which of three sums an amount belongs to. They are never added to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MoneyKind {
    /// Paid without a right to it: it has to be given back.
    Overpaid,
    /// Earned and not billed.
    Missed,
    /// Billed, and likely to be denied.
    Denial,
}

impl MoneyKind {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 3] = [Self::Overpaid, Self::Missed, Self::Denial];

    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Overpaid => "overpaid",
            Self::Missed => "missed",
            Self::Denial => "denial",
        }
    }

    /// As people say it behind an amount: what may be denied is at risk.
    pub fn words(self) -> &'static str {
        match self {
            Self::Overpaid => "overpaid",
            Self::Missed => "missed",
            Self::Denial => "at risk",
        }
    }
}

/// What a finding is worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Money {
    /// Which sum it belongs to.
    pub kind: MoneyKind,
    /// Exact decimal dollars.
    #[schemars(with = "String", extend("format" = "decimal"))]
    pub amount: String,
    /// How it was worked out, by which edition, and whether national or by locality.
    pub basis: String,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// Always `twinclaim/finding/1`.
    pub schema: String,
    /// Stable: the same finding on the same claims has the same id on every run and under every file name.
    pub id: String,
    /// Code of the rule; `twinclaim explain CODE` tells all about it.
    pub code: String,
    /// SNIP type 1 to 7; none for reconciliation.
    pub snip: Option<u8>,
    /// Weight.
    pub severity: Severity,
    /// One sentence: what is wrong.
    pub message: String,
    /// One sentence: why it matters.
    pub why: String,
    /// What to do.
    pub help: String,
    /// Money at risk, exact decimal dollars.
    #[schemars(extend("format" = "decimal"))]
    pub amount_at_risk: Option<String>,
    /// The formula behind that amount, in words.
    pub amount_basis: Option<String>,
    /// The same amount with the sum that it belongs to.
    #[serde(default)]
    pub money: Option<Money>,
    /// Claim adjustment reason code with which a payer would deny it.
    #[serde(default)]
    pub carc: Option<String>,
    /// Remittance advice remark code that would go with it.
    #[serde(default)]
    pub rarc: Option<String>,
    /// Last day to act: to give back what was overpaid, or to bill within the payer's time.
    #[serde(default)]
    pub deadline: Option<NaiveDate>,
    /// Whose claim is to be corrected; none where either may be.
    #[serde(default)]
    pub side_to_fix: Option<Side>,
    /// Box of the paper form for the value at the first place: `24F` of the CMS-1500, `47` of the UB-04.
    #[serde(default)]
    pub form_box: Option<String>,
    /// Acknowledgement codes, such as `IK304:8`.
    pub ack: Vec<String>,
    /// Where; the first place is the main one.
    pub locations: Vec<Location>,
}

impl Finding {
    /// Name and version of the JSON shape.
    pub const SCHEMA: &'static str = "twinclaim/finding/1";

    /// The id that belongs to a rule and the places it names.
    ///
    /// It rests on what stays the same when a claim is sent again under another file name: rule, claim numbers, service
    /// lines and elements. Values do not enter, so correcting one of two wrong values does not make a new finding. It begins
    /// with a letter from g to v, which no number has: a spreadsheet that takes `1234e567` for one would change it.
    pub fn stable_id(code: &str, locations: &[Location]) -> String {
        let mut hash = Sha256::new();
        let mut part = |text: &str| {
            hash.update(text.as_bytes());
            hash.update([0]);
        };
        part(code);
        for at in locations {
            part(at.r#type.as_deref().unwrap_or(""));
            part(at.patient_control_number.as_deref().unwrap_or(""));
            part(&at.service_line.map_or(String::new(), |n| n.to_string()));
            part(at.r#loop.as_deref().unwrap_or(""));
            part(at.element.as_deref().unwrap_or(""));
            part(&at.component.map_or(String::new(), |n| n.to_string()));
        }
        let digest = hash.finalize();
        let first: [u8; 8] = std::array::from_fn(|n| digest[n]);
        Self::current_id(&format!("{:016x}", u64::from_be_bytes(first))).into_owned()
    }

    /// An id as it is written today, of one that an outcome, a work list or a suppression has. Once all sixteen digits were
    /// hexadecimal, and spreadsheets took some of them for numbers; since then the first is a letter from `g` to `v`.
    pub fn current_id(id: &str) -> Cow<'_, str> {
        let is_digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
        let first = id.chars().next().and_then(|c| c.to_digit(16)).and_then(|digit| u8::try_from(digit).ok());
        match first {
            Some(digit) if id.len() == 16 && id.chars().all(is_digit) => {
                format!("{}{}", char::from(b'g' + digit), &id[1..]).into()
            }
            _ => id.into(),
        }
    }
}
