//! Where a claim was read, and the envelope it travelled in.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Text;
use super::personal::marks;
use super::record::record;

/// Where a claim was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Source {
    /// The input as given, `-` for standard input, `a.zip!inner.837` inside an archive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Control number of the interchange (ISA13).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interchange: Option<Text>,
    /// Control number of the group (GS06).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<Text>,
    /// Control number of the transaction (ST02).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction: Option<Text>,
    /// Offset of CLM in bytes, in the decompressed content.
    pub offset: u64,
    /// Ordinal of CLM in its transaction, ST = 1.
    pub segment: u32,
}

marks! {
    Source {
        file: String as Control,
        interchange: Text as Control,
        group: Text as Control,
        transaction: Text as Control,
        offset: u64,
        segment: u32,
    }
}

marks! {
    Envelope {
        interchange: Interchange,
        group: Group,
        transaction: Transaction,
    }
}

/// The envelope: interchange (ISA), group (GS) and transaction (ST, BHT).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Envelope {
    /// ISA.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interchange: Option<Interchange>,
    /// GS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<Group>,
    /// ST and BHT.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction: Option<Transaction>,
}

impl Envelope {
    /// The version of the guide it names: ST03, or else GS08.
    pub fn version(&self) -> Option<&str> {
        let transaction = self.transaction.as_ref().and_then(|transaction| transaction.version.as_deref());
        transaction.or_else(|| self.group.as_ref().and_then(|group| group.version.as_deref()))
    }
}

record! {
    /// The interchange header (ISA). Values stand without the blanks that pad them to their fixed widths.
    Interchange {
        /// ISA01.
        authorization_qualifier: Text as Control,
        /// ISA02.
        authorization: Text as Id,
        /// ISA03.
        security_qualifier: Text as Control,
        /// ISA04.
        security: Text as Id,
        /// ISA05.
        sender_qualifier: Text as Control,
        /// ISA06.
        sender: Text as Id,
        /// ISA07.
        receiver_qualifier: Text as Control,
        /// ISA08.
        receiver: Text as Id,
        /// ISA09, YYMMDD as sent.
        date: Text as Control,
        /// ISA10, HHMM as sent.
        time: Text as Control,
        /// ISA12.
        version: Text as Control,
        /// ISA13.
        control_number: Text as Control,
        /// ISA14: "1" where a TA1 is asked for.
        acknowledgment_requested: Text as Control,
        /// ISA15: P for production, T for test.
        usage: Text as Control,
    }
}

record! {
    /// The functional group header (GS).
    Group {
        /// GS01: HC for claims.
        functional_id: Text as Control,
        /// GS02.
        sender: Text as Id,
        /// GS03.
        receiver: Text as Id,
        /// GS04.
        date: NaiveDate as Control,
        /// GS05, as sent.
        time: Text as Control,
        /// GS06.
        control_number: Text as Control,
        /// GS07: X.
        agency: Text as Control,
        /// GS08: the guide, such as 005010X222A1.
        version: Text as Control,
    }
}

record! {
    /// The transaction header (ST and BHT).
    Transaction {
        /// ST02.
        control_number: Text as Control,
        /// ST03: the guide, such as 005010X222A1.
        version: Text as Control,
        /// BHT02: 00 for an original, 18 for a reissue.
        purpose: Text as Control,
        /// BHT03.
        reference: Text as Control,
        /// BHT04.
        date: NaiveDate as Control,
        /// BHT05, as sent.
        time: Text as Control,
        /// BHT06: CH for claims to be paid, RP for encounters reported.
        claim_or_encounter: Text as Control,
    }
}
