//! Service lines: what was done and what it costs.

use chrono::NaiveDate;

use super::record::record;
use super::{
    AmbulanceTransport, Amount, Attachment, Certification, Contract, Drug, Equipment, EquipmentCertification,
    Form, LineAdjudication, Note, PayerReference, Period, Provider, PurchasedService, QualifiedDate,
    Repricing, TestResult, Text,
};

record! {
    /// A service line (loop 2400).
    ServiceLine {
        /// Its number in the claim (LX01).
        number: Text as Code,
        /// 837I: four digits saying what kind of resource it is (SV201).
        revenue_code: Text as Code,
        /// What was done (SV101, SV202).
        procedure: ProcedureCode,
        /// Charge in dollars (SV102, SV203).
        charge: Amount,
        /// What `units` counts: UN for units, MJ for minutes, DA for days (SV103, SV204).
        unit: Text as Code,
        /// How many (SV104, SV205).
        units: Amount,
        /// 837P: place of service, where it differs from the claim's (SV105).
        place_of_service: Text as Code,
        /// 837P: Y for an emergency (SV109).
        emergency: Text as Code,
        /// 837P: Y where it follows from a screening of children (SV111).
        epsdt: Text as Code,
        /// 837P: Y for family planning (SV112).
        family_planning: Text as Code,
        /// 837P: "0" where the patient owes no share (SV115).
        copay_exempt: Text as Code,
        /// 837I: part of the charge that is not covered, in dollars (SV207).
        non_covered_charge: Amount,
        /// 837P: equipment rented or sold (SV5).
        equipment: Box<Equipment>,

        /// First day (DTP*472).
        service_date: NaiveDate as Day,
        /// Last day, where a range was given (DTP*472 with RD8).
        service_date_to: NaiveDate as Day,
        /// 837P: day of the prescription (DTP*471).
        prescription_date: NaiveDate as Day,
        /// 837P: day the certificate was revised or renewed (DTP*607).
        recertification_date: NaiveDate as Day,
        /// 837P: day the therapy began (DTP*463).
        begin_therapy_date: NaiveDate as Day,
        /// 837P: day of the last certificate (DTP*461).
        last_certification_date: NaiveDate as Day,
        /// 837P: day the patient was last seen (DTP*304).
        last_seen_date: NaiveDate as Day,
        /// 837P: day it was shipped (DTP*011).
        shipped_date: NaiveDate as Day,
        /// 837P: day of the last X-ray (DTP*455).
        last_x_ray_date: NaiveDate as Day,
        /// 837P: day of the first treatment (DTP*454).
        initial_treatment_date: NaiveDate as Day,

        /// 837P: how a certificate of medical necessity is sent (PWK02 with PWK01 CT).
        medical_necessity_certificate: Text as Code,
        /// 837P: ride in an ambulance (CR1).
        ambulance_transport: Box<AmbulanceTransport>,
        /// 837P: certificate that equipment is needed (CR3).
        equipment_certification: Box<EquipmentCertification>,
        /// 837P: whether the physician is employed by the hospice: Y or N (CRC*70).
        hospice_employee: Text as Code,
        /// 837P: conditions for equipment (CRC*09).
        equipment_condition: Box<Certification>,
        /// 837P: patients in the ambulance (QTY*PT).
        ambulance_patient_count: Amount,
        /// 837P: additional units of obstetric anaesthesia (QTY*FL).
        obstetric_anesthesia_units: Amount,
        /// 837P: contract with the payer (CN1).
        contract: Box<Contract>,

        /// The provider's own number of the line (REF*6R).
        line_item_control_number: Text as Id,
        /// Number of the line with the repricer (REF*9B).
        repriced_line_number: Text as Id,
        /// Number of the line priced once more (REF*9D).
        adjusted_repriced_line_number: Text as Id,
        /// 837P: number of the mammography certificate (REF*EW).
        mammography_certification_number: Text as Public,
        /// 837P: number of the laboratory's CLIA certificate (REF*X4).
        clia_number: Text as Public,
        /// 837P: CLIA number of the laboratory that referred (REF*F4).
        referring_clia_number: Text as Public,
        /// 837P: batch of the vaccine (REF*BT).
        immunization_batch_number: Text as Public,
        /// 837P: sales tax in dollars (AMT*T).
        sales_tax: Amount,
        /// 837P: postage in dollars (AMT*F4).
        postage: Amount,
        /// 837I: service tax in dollars (AMT*GT).
        service_tax: Amount,
        /// 837I: facility tax in dollars (AMT*N8).
        facility_tax: Amount,
        /// 837P: note (NTE).
        note: Box<Note>,
        /// Note for a third party (NTE*TPO).
        third_party_note: Text as Free,
        /// 837P: service bought from someone else (PS1).
        purchased_service: Box<PurchasedService>,
        /// What a repricer made of it (HCP).
        repricing: Box<Repricing>,
        /// A drug (2410).
        drug: Box<Drug>,
        |
        /// 837P: the diagnoses it was done for, as positions in the claim's list, from 1 (SV107).
        diagnosis_pointers: Text as Code,
        /// Papers that go with the line (PWK).
        attachments: Attachment,
        /// 837P: why an ambulance was needed (CRC*07).
        ambulance_certifications: Certification,
        /// 837P: days of tests: 738 haemoglobin, 739 creatinine (DTP).
        test_dates: QualifiedDate,
        /// 837P: results of tests (MEA).
        test_results: TestResult,
        /// 837P: numbers under which payers agreed beforehand (REF*G1).
        prior_authorizations: PayerReference,
        /// 837P: numbers of the referral (REF*9F).
        referrals: PayerReference,
        /// 837P: data that payers ask for in a form of their own (K3).
        file_information: Text as Free,
        /// Who had a part in this line, where it differs from the claim's.
        providers: Provider,
        /// What other payers decided (2430).
        adjudications: LineAdjudication,
        /// 837P: forms that go with the line (2440).
        forms: Form,
    }
}

impl ServiceLine {
    /// The days it covers, if it says so.
    pub fn period(&self) -> Option<Period> {
        Some(Period { from: self.service_date?, to: self.service_date_to })
    }
}

record! {
    /// A procedure code with its modifiers (SV101, SV202).
    ProcedureCode {
        /// Where the code comes from, where that is not HC (HCPCS and CPT): HP, IV, WK, ER.
        qualifier: Text as Code,
        /// The code.
        code: Text as Code,
        /// What the code alone does not say.
        description: Text as Free,
        |
        /// Up to four modifiers, in the order sent.
        modifiers: Text as Code,
    }
}

impl ProcedureCode {
    /// Whether it carries a modifier.
    pub fn has_modifier(&self, modifier: &str) -> bool {
        self.modifiers.iter().any(|m| m.eq_ignore_ascii_case(modifier))
    }
}
