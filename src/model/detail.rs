//! Details that claims and service lines share: attachments, contracts, notes, ambulance rides, certificates, prices.

use chrono::NaiveDate;

use super::record::record;
use super::{Amount, Text};

record! {
    /// Papers that go with the claim (PWK).
    Attachment {
        /// Kind of paper, such as OZ for support data (PWK01).
        report_type: Text as Code,
        /// How it is sent: EL electronically, BM by mail, AA on request … (PWK02).
        transmission: Text as Code,
        /// Number that joins it to the claim (PWK06).
        control_number: Text as Id,
    }
}

record! {
    /// A contract between provider and payer (CN1).
    Contract {
        /// Kind of contract, such as 02 per diem (CN101).
        contract_type: Text as Code,
        /// Amount in dollars (CN102).
        amount: Amount,
        /// Percentage (CN103).
        percentage: Amount,
        /// Code of the contract (CN104).
        code: Text as Id,
        /// Discount in percent (CN105).
        terms_discount: Amount,
        /// Version of the contract (CN106).
        version: Text as Code,
    }
}

record! {
    /// A note (NTE).
    Note {
        /// What it is about, such as ADD for additional information (NTE01).
        code: Text as Code,
        /// The note (NTE02).
        text: Text as Free,
    }
}

record! {
    /// A day that says what it is.
    QualifiedDate {
        /// X12 qualifier (DTP01).
        qualifier: Text as Code,
        /// The day (DTP03).
        date: NaiveDate as Day,
    }
}

record! {
    /// Days of disability (DTP*314, 360, 361).
    Disability {
        /// 360 where only the first day is known, 361 where only the last; 314 otherwise, left out.
        qualifier: Text as Code,
        /// First day, or the day the qualifier says.
        from: NaiveDate as Day,
        /// Last day.
        to: NaiveDate as Day,
    }
}

record! {
    /// A ride in an ambulance (CR1).
    AmbulanceTransport {
        /// Weight of the patient in pounds (CR102).
        patient_weight: Amount,
        /// Why: A to the nearest facility, B for a preferred physician … (CR104).
        reason: Text as Code,
        /// Distance in miles (CR106).
        distance: Amount,
        /// Why a round trip (CR109).
        round_trip_purpose: Text as Free,
        /// Why a stretcher (CR110).
        stretcher_purpose: Text as Free,
    }
}

record! {
    /// Conditions that are certified (CRC).
    Certification {
        /// What is certified, where the segment leaves a choice: E1 spectacle lenses, E2 contact lenses, E3 frames (CRC01).
        category: Text as Code,
        /// Whether the conditions apply: Y or N (CRC02).
        applies: Text as Code,
        |
        /// The conditions (CRC03 to CRC07).
        conditions: Text as Code,
    }
}

record! {
    /// What was done for the spine (CR2).
    SpinalManipulation {
        /// Kind of condition, such as A for acute (CR208).
        condition: Text as Code,
        /// The condition in words (CR210).
        description: Text as Free,
        /// More words (CR211).
        further_description: Text as Free,
    }
}

record! {
    /// What a repricer made of the charge (HCP).
    Repricing {
        /// How it was priced (HCP01).
        method: Text as Code,
        /// Allowed amount in dollars (HCP02).
        allowed_amount: Amount,
        /// Saving in dollars (HCP03).
        saving_amount: Amount,
        /// Who priced it (HCP04).
        organization: Text as Id,
        /// Rate per day or flat (HCP05).
        rate: Amount,
        /// Group approved (HCP06).
        approved_group: Text as Id,
        /// Amount approved in dollars (HCP07).
        approved_amount: Amount,
        /// 837I: revenue code approved (HCP08).
        approved_revenue_code: Text as Code,
        /// Where the procedure approved comes from (HCP09).
        approved_procedure_qualifier: Text as Code,
        /// Procedure approved (HCP10).
        approved_procedure: Text as Code,
        /// Unit of the quantity approved (HCP11).
        approved_unit: Text as Code,
        /// Quantity approved (HCP12).
        approved_units: Amount,
        /// Why it was rejected (HCP13).
        reject_reason: Text as Code,
        /// Whether policy was followed (HCP14).
        policy_compliance: Text as Code,
        /// Exception made (HCP15).
        exception: Text as Code,
    }
}
