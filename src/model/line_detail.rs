//! Details that only service lines have: equipment, drugs, forms, what other payers decided about the line.

use chrono::NaiveDate;

use super::record::record;
use super::{AdjustmentGroup, Amount, Identifier, ProcedureCode, Text};

record! {
    /// 837P: equipment that is rented or sold (SV5).
    Equipment {
        /// What it is (SV501-2).
        procedure: Text as Code,
        /// How many days it is needed (SV503).
        length_of_need: Amount,
        /// Price of renting it, in dollars (SV504).
        rental_price: Amount,
        /// Price of buying it, in dollars (SV505).
        purchase_price: Amount,
        /// How often rent is due: 1 weekly, 4 monthly, 6 daily (SV506).
        rental_frequency: Text as Code,
    }
}

record! {
    /// 837P: the certificate that equipment is needed (CR3).
    EquipmentCertification {
        /// I for the first one, R renewed, S revised (CR301).
        certification_type: Text as Code,
        /// For how many months (CR303).
        months: Amount,
    }
}

record! {
    /// A drug (2410).
    Drug {
        /// Where the code comes from, where that is not N4, the national drug code (LIN02).
        qualifier: Text as Code,
        /// The code, eleven digits without hyphens for a national drug code (LIN03).
        code: Text as Code,
        /// How much (CTP04).
        quantity: Amount,
        /// Of what: ML, GR, ME, UN, F2 (CTP05-1).
        unit: Text as Code,
        /// Prescription (XZ) or link between the drugs of a compound (VY) (REF).
        prescription_number: Identifier,
    }
}

record! {
    /// 837P: a test result (MEA).
    TestResult {
        /// OG for the first one, TR for a result (MEA01).
        reference: Text as Code,
        /// What was measured, such as R1 for haemoglobin (MEA02).
        measurement: Text as Code,
        /// The result (MEA03).
        value: Amount,
    }
}

record! {
    /// A number with the payer that gave it (REF with REF04).
    PayerReference {
        /// The number (REF02).
        number: Text as Id,
        /// The other payer that gave it; none for the payer of the claim (REF04-2).
        payer: Text as Public,
    }
}

record! {
    /// 837P: a service bought from someone else (PS1).
    PurchasedService {
        /// Number of the one who did it (PS101).
        provider: Text as Id,
        /// What it cost, in dollars (PS102).
        charge: Amount,
    }
}

record! {
    /// What another payer decided about the line (2430).
    LineAdjudication {
        /// Number of that payer, as in 2330B (SVD01).
        payer_id: Text as Public,
        /// What it paid, in dollars (SVD02).
        paid_amount: Amount,
        /// What it paid for (SVD03).
        procedure: Box<ProcedureCode>,
        /// 837I: under which revenue code (SVD04).
        revenue_code: Text as Code,
        /// How many units it paid (SVD05).
        units: Amount,
        /// Number of the line it was bundled into (SVD06).
        bundled_into: Text as Code,
        /// Day of the decision or payment (DTP*573).
        payment_date: NaiveDate as Day,
        /// What is left to the patient, in dollars (AMT*EAF).
        remaining_patient_liability: Amount,
        |
        /// What it took off the charge, and why (CAS).
        adjustments: AdjustmentGroup,
    }
}

record! {
    /// 837P: a form that goes with the line (2440).
    Form {
        /// Where its number comes from: UT Medicare's forms, AS others (LQ01).
        qualifier: Text as Code,
        /// Number of the form (LQ02).
        id: Text as Code,
        |
        /// The answers (FRM).
        answers: FormAnswer,
    }
}

record! {
    /// The answer to a question of a form (FRM).
    FormAnswer {
        /// Number of the question (FRM01).
        question: Text as Code,
        /// Y, N or W for not applicable (FRM02).
        yes_no: Text as Code,
        /// Text (FRM03).
        text: Text as Free,
        /// A day (FRM04).
        date: NaiveDate as Day,
        /// A percentage (FRM05).
        percent: Amount,
    }
}
