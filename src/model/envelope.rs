//! Where a claim was read, and the envelope it travelled in.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Text;
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

record! {
    /// The interchange header (ISA). Values stand without the blanks that pad them to their fixed widths.
    Interchange {
        /// ISA01.
        authorization_qualifier: Text,
        /// ISA02.
        authorization: Text,
        /// ISA03.
        security_qualifier: Text,
        /// ISA04.
        security: Text,
        /// ISA05.
        sender_qualifier: Text,
        /// ISA06.
        sender: Text,
        /// ISA07.
        receiver_qualifier: Text,
        /// ISA08.
        receiver: Text,
        /// ISA09, YYMMDD as sent.
        date: Text,
        /// ISA10, HHMM as sent.
        time: Text,
        /// ISA12.
        version: Text,
        /// ISA13.
        control_number: Text,
        /// ISA14: "1" where a TA1 is asked for.
        acknowledgment_requested: Text,
        /// ISA15: P for production, T for test.
        usage: Text,
    }
}

record! {
    /// The functional group header (GS).
    Group {
        /// GS01: HC for claims.
        functional_id: Text,
        /// GS02.
        sender: Text,
        /// GS03.
        receiver: Text,
        /// GS04.
        date: NaiveDate,
        /// GS05, as sent.
        time: Text,
        /// GS06.
        control_number: Text,
        /// GS07: X.
        agency: Text,
        /// GS08: the guide, such as 005010X222A1.
        version: Text,
    }
}

record! {
    /// The transaction header (ST and BHT).
    Transaction {
        /// ST02.
        control_number: Text,
        /// ST03: the guide, such as 005010X222A1.
        version: Text,
        /// BHT02: 00 for an original, 18 for a reissue.
        purpose: Text,
        /// BHT03.
        reference: Text,
        /// BHT04.
        date: NaiveDate,
        /// BHT05, as sent.
        time: Text,
        /// BHT06: CH for claims to be paid, RP for encounters reported.
        claim_or_encounter: Text,
    }
}
