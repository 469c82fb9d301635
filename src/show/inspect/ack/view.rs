//! What an acknowledgement says, in plain words, as data.

use serde::Serialize;

use crate::ack::{Side, Status};
use crate::codes;

use super::query::{FilePlace, ValuePlace};
use crate::show::inspect::claim_row::with_cents;
use crate::show::{Mask, Masked};

/// One thing to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Answer {
    /// An interchange is answered (TA1).
    InterchangeAnswer(InterchangeAnswer),
    /// A segment is wrong (IK3, AK3). Comes before the answer to its transaction.
    SegmentAnswer(SegmentAnswer),
    /// A transaction is answered (IK5, AK5).
    TransactionAnswer(TransactionAnswer),
    /// A group is answered (AK9). Comes behind its transactions.
    GroupAnswer(GroupAnswer),
    /// A batch of claims is answered (277CA). Comes before its claims.
    BatchAnswer(BatchAnswer),
    /// The claims of a billing provider are answered (277CA). Comes before them.
    ProviderAnswer(ProviderAnswer),
    /// A claim is answered (277CA, 277).
    ClaimAnswer(ClaimAnswer),
}

impl Answer {
    /// Whether it says that something was refused, or what is wrong with it.
    pub fn is_refusal(&self) -> bool {
        let accepted = |outcome: &Reason| matches!(&*outcome.code, "A" | "E");
        match self {
            Self::InterchangeAnswer(answer) => !accepted(&answer.outcome),
            Self::GroupAnswer(answer) => !accepted(&answer.outcome),
            Self::TransactionAnswer(answer) => answer.refused,
            Self::SegmentAnswer(_) => true,
            Self::ClaimAnswer(answer) => answer.refused,
            Self::BatchAnswer(_) | Self::ProviderAnswer(_) => false,
        }
    }
}

/// A code and what it means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// As it is there.
    pub code: String,
    /// In plain words; none where it is not known.
    pub meaning: Option<&'static str>,
}

impl Reason {
    pub(super) fn of(data_element: &str, code: &str) -> Self {
        Self { code: code.to_owned(), meaning: codes::meaning(data_element, None, code) }
    }

    /// What it means, with its code.
    pub fn words(&self) -> String {
        match self.meaning {
            Some(meaning) => format!("{meaning} ({})", self.code),
            None => format!("code {}", self.code),
        }
    }
}

/// What a TA1 says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InterchangeAnswer {
    /// ISA13 of the interchange answered.
    pub control_number: String,
    /// TA104.
    pub outcome: Reason,
    /// TA105; none where it is 000.
    pub reason: Option<Reason>,
}

/// What an IK3 says, with its IK4.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SegmentAnswer {
    /// GS06 and ST02 of the transaction it is in.
    pub group: String,
    /// ST02.
    pub transaction: String,
    /// Its identifier.
    pub segment_id: String,
    /// Its position in the transaction, ST = 1.
    pub segment: u32,
    /// Its loop, where the acknowledgement says it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub r#loop: String,
    /// What is wrong.
    pub reason: Reason,
    /// What is wrong with its elements.
    pub elements: Vec<ElementAnswer>,
    /// Claim it belongs to, where the acknowledgement or the 837 says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patient_control_number: Option<Masked>,
    /// Where it is in the 837, if that is among the inputs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<FilePlace>,
}

/// What an IK4 says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ElementAnswer {
    /// Which, such as `CLM05-3`.
    pub element: String,
    /// What is wrong.
    pub reason: Reason,
    /// The bad value, as the acknowledgement or the 837 has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Masked>,
}

/// What an IK5 says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TransactionAnswer {
    /// GS06 of the group.
    pub group: String,
    /// ST01, such as `837`.
    pub code: String,
    /// ST02.
    pub control_number: String,
    /// IK501.
    pub outcome: Reason,
    /// Why.
    pub reasons: Vec<Reason>,
    /// Whether it was refused.
    pub refused: bool,
}

/// What an AK9 says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GroupAnswer {
    /// GS06.
    pub control_number: String,
    /// GS01.
    pub functional_id: String,
    /// GS08.
    pub version: String,
    /// AK901.
    pub outcome: Reason,
    /// Why.
    pub reasons: Vec<Reason>,
    /// Transactions as GE01 says.
    pub stated: String,
    /// Transactions received.
    pub received: u64,
    /// Transactions accepted.
    pub accepted: u64,
}

/// Claims and charges of one fate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SideView {
    /// Claims.
    pub claims: u64,
    /// Their charges in dollars.
    pub charges: String,
}

impl SideView {
    pub(super) fn of(side: &Side) -> Self {
        Self { claims: side.claims, charges: with_cents(side.charges) }
    }
}

/// What a 277CA says of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BatchAnswer {
    /// BHT03 of the 837.
    pub batch: String,
    /// Who answers.
    pub source: Masked,
    /// Who sent the claims.
    pub submitter: Masked,
    /// What is said of it as a whole.
    pub statuses: Vec<StatusView>,
    /// Claims accepted.
    pub accepted: SideView,
    /// Claims refused.
    pub refused: SideView,
}

/// What a 277CA says of a billing provider's claims.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProviderAnswer {
    /// Name.
    pub name: Masked,
    /// NPI or other identifier.
    pub id: Masked,
    /// What is said of the provider as such.
    pub statuses: Vec<StatusView>,
    /// Claims accepted.
    pub accepted: SideView,
    /// Claims refused.
    pub refused: SideView,
}

/// What a 277CA says of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClaimAnswer {
    /// CLM01.
    pub patient_control_number: Masked,
    /// Name of the patient.
    pub patient: Masked,
    /// Total charge in dollars.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_charge: Option<String>,
    /// Whether it was refused.
    pub refused: bool,
    /// What is said of it.
    pub statuses: Vec<StatusView>,
    /// Lines of which something is said.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<LineAnswer>,
    /// Where its CLM is in the 837, if that is among the inputs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<FilePlace>,
}

/// What a 277CA says of a service line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineAnswer {
    /// Its control number.
    pub control_number: String,
    /// Procedure or revenue code.
    pub procedure: String,
    /// Its charge.
    pub charge: String,
    /// What is said of it.
    pub statuses: Vec<StatusView>,
}

/// Category, status and entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatusView {
    /// Such as `A7`.
    pub category: Reason,
    /// Such as `562`.
    pub status: Reason,
    /// Such as `85`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity: Option<Reason>,
    /// Free text.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub text: Masked,
    /// The values of the 837 that may be meant, if that is among the inputs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub found: Vec<ValuePlace>,
}

impl StatusView {
    pub(super) fn of(status: &Status, found: &[ValuePlace], mask: Mask) -> Self {
        let hidden = |found: &ValuePlace| ValuePlace {
            value: found.value.as_ref().map(|value| mask.hide(value).into()),
            ..found.clone()
        };
        let meaning = |list, code: &str| Reason {
            code: code.to_owned(),
            meaning: codes::meaning("1271", Some(list), code),
        };
        Self {
            category: meaning("507", &status.category),
            status: meaning("508", &status.code),
            entity: (!status.entity.is_empty()).then(|| Reason::of("98", &status.entity)),
            text: mask.hide(&status.text),
            found: found.iter().map(hidden).collect(),
        }
    }

    /// In plain words: `NPI of the billing provider (A7:562:85)`.
    pub fn words(&self) -> String {
        let what = self.status.meaning.map_or(format!("status {}", self.status.code), str::to_owned);
        let whose = self.entity.as_ref().and_then(|entity| entity.meaning);
        let codes: Vec<&str> = [Some(&self.category), Some(&self.status), self.entity.as_ref()]
            .into_iter()
            .flatten()
            .map(|reason| &*reason.code)
            .collect();
        // Of acceptance and refusal it is said elsewhere.
        let what = match self.category.meaning.filter(|_| !self.category.code.starts_with('A')) {
            Some(category) => format!("{category}, {what}"),
            None => what,
        };
        let mut words = match whose {
            Some(whose) => format!("{what}, {whose} ({})", codes.join(":")),
            None => format!("{what} ({})", codes.join(":")),
        };
        if !self.text.is_empty() {
            words.push_str(": ");
            words.push_str(&self.text);
        }
        words
    }
}

/// What an input of acknowledgements holds, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AnswerSummary {
    /// Interchanges answered, and those of them that were refused.
    pub interchanges: u64,
    /// Interchanges refused.
    pub interchanges_refused: u64,
    /// Transactions answered.
    pub transactions: u64,
    /// Transactions refused.
    pub transactions_refused: u64,
    /// Segments that are wrong.
    pub segments: u64,
    /// Claims answered.
    pub claims: u64,
    /// Claims refused.
    pub claims_refused: u64,
}
