//! The claim itself.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::personal::Marked;
use super::record::record;
use super::{
    AmbulanceTransport, Amount, Attachment, BillingProvider, Certification, ClockTime, CodedValue, Contract,
    Diagnosis, Disability, Envelope, Extras, Moment, Note, Occurrence, OccurrenceSpan, OtherPayer, Patient,
    Payer, Procedure, Provider, QualifiedDate, Receiver, Repricing, ServiceLine, Shared, Source,
    SpinalManipulation, Submitter, Subscriber, Text,
};

/// Which of the two forms a claim is on.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ClaimType {
    /// 837I, the electronic UB-04: what a facility bills.
    Institutional,
    /// 837P, the electronic CMS-1500: what physicians and other suppliers bill.
    #[default]
    Professional,
}

impl ClaimType {
    /// The name used in JSON: `institutional` or `professional`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Institutional => "institutional",
            Self::Professional => "professional",
        }
    }
}

/// Name and version of the JSON shape of a claim: its first key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ClaimSchema {
    /// Version 1.
    #[default]
    #[serde(rename = "twinclaim/claim/1")]
    V1,
}

impl Marked for ClaimType {}
impl Marked for ClaimSchema {}

record! {
    /// What caused the condition, where somebody else may have to pay (CLM11).
    RelatedCauses {
        /// AA for a car accident, EM for employment, OA for another accident.
        code: Text as Code,
        /// A second cause.
        second_code: Text as Code,
        /// State of a car accident.
        state: Text as Code,
        /// Country of a car accident, where it is not the United States.
        country: Text as Code,
    }
}

/// Declares the claim: the fields in front of the bar may be missing, those behind it are lists.
macro_rules! claim {
    (
        $(#[$doc:meta])*
        Claim {
            $($(#[$field_doc:meta])* $field:ident: $type:ty $(as $mark:ident)?,)*
            | $($(#[$list_doc:meta])* $list:ident: $item:ty $(as $list_mark:ident)?,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct Claim {
            /// Shape of this record.
            #[serde(default)]
            pub schema: ClaimSchema,
            /// Which form it is on.
            pub r#type: ClaimType,
            $($(#[$field_doc])* #[serde(default, skip_serializing_if = "Option::is_none")] pub $field: Option<$type>,)*
            $($(#[$list_doc])* #[serde(default, skip_serializing_if = "Vec::is_empty")] pub $list: Vec<$item>,)*
            /// The envelope the claim travelled in.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub envelope: Option<Shared<Envelope>>,
            /// What the model does not say and writing back needs.
            #[serde(default, skip_serializing_if = "Extras::is_empty")]
            pub x12: Extras,
        }
        super::personal::marks!(Claim {
            schema: ClaimSchema,
            r#type: ClaimType,
            $($field: $type $(as $mark)?,)*
            envelope: Envelope,
            x12: Extras,
            | $($list: $item $(as $list_mark)?,)*
        });
    };
}

claim! {
    /// One claim, complete in itself: with the envelope and the parties above it.
    ///
    /// Fields that only one of the two guides has are none on the other kind. References such as "CLM02" name elements of the
    /// claim's own loop (2300) in the guides 005010X222A1 (837P) and 005010X223A2 (837I).
    Claim {
        /// Where it was read.
        source: Source,

        /// The account number the provider gave the claim; comes back on every answer (CLM01).
        patient_control_number: Text as Id,
        /// Total charge in dollars (CLM02).
        total_charge: Amount,
        /// 837P: CMS place of service, such as "11" for an office (CLM05-1).
        place_of_service: Text as Code,
        /// 837I: first two digits of the type of bill, such as "13" (CLM05-1).
        facility_type: Text as Code,
        /// "1" for an original, "7" for a replacement, "8" for a void … (CLM05-3).
        frequency_code: Text as Code,
        /// 837P: whether the provider's signature is on file, Y or N (CLM06).
        provider_signature_on_file: Text as Code,
        /// Whether the provider takes part with the payer: A, B or C (CLM07).
        assignment_code: Text as Code,
        /// Whether the benefits go to the provider: Y, N, or W where the patient refuses (CLM08).
        benefits_assigned: Text as Code,
        /// Whether data may be given on: Y, or I for informed consent (CLM09).
        release_of_information: Text as Code,
        /// 837P: "P" where the provider signed for the patient (CLM10).
        patient_signature_source: Text as Code,
        /// 837P: accident or employment as cause (CLM11).
        related_causes: RelatedCauses,
        /// 837P: special programme code (CLM12).
        special_program_code: Text as Code,
        /// Why the claim is late (CLM20).
        delay_reason_code: Text as Code,

        /// 837I: first day of the period billed (DTP*434).
        statement_from: NaiveDate as Day,
        /// 837I: last day of the period billed (DTP*434).
        statement_to: NaiveDate as Day,
        /// Day, on an 837I often minute, of admission (DTP*435).
        admission_date: Moment,
        /// 837I: hour of discharge; the day is the last one of the statement (DTP*096).
        discharge_hour: ClockTime,
        /// 837P: day of discharge (DTP*096).
        discharge_date: NaiveDate as Day,
        /// 837P: day the illness began (DTP*431).
        onset_date: NaiveDate as Day,
        /// 837P: day of the first treatment (DTP*454).
        initial_treatment_date: NaiveDate as Day,
        /// 837P: day the patient was last seen (DTP*304).
        last_seen_date: NaiveDate as Day,
        /// 837P: day a chronic illness became acute (DTP*453).
        acute_manifestation_date: NaiveDate as Day,
        /// 837P: day of the accident (DTP*439).
        accident_date: NaiveDate as Day,
        /// 837P: first day of the last menstrual period (DTP*484).
        last_menstrual_period: NaiveDate as Day,
        /// 837P: day of the last X-ray (DTP*455).
        last_x_ray_date: NaiveDate as Day,
        /// 837P: day of the prescription, of glasses or a hearing aid (DTP*471).
        prescription_date: NaiveDate as Day,
        /// 837P: days of disability.
        disability: Disability,
        /// 837P: last day of work (DTP*297).
        last_worked_date: NaiveDate as Day,
        /// 837P: day the patient can work again (DTP*296).
        return_to_work_date: NaiveDate as Day,
        /// 837P: day of the first contact, for property and casualty (DTP*444).
        first_contact_date: NaiveDate as Day,
        /// Day the repricer received the claim (DTP*050).
        repricer_received_date: NaiveDate as Day,

        /// 837I: how urgent the admission was (CL101).
        admission_type: Text as Code,
        /// 837I: where the patient came from (CL102).
        admission_source: Text as Code,
        /// 837I: where the patient is at the end of the period, "30" while still here (CL103).
        patient_status: Text as Code,

        /// Contract with the payer.
        contract: Box<Contract>,
        /// 837P: what the patient paid, in dollars (AMT*F5).
        patient_amount_paid: Amount,
        /// 837I: what the patient is expected to owe, in dollars (AMT*F3).
        patient_estimated_amount_due: Amount,

        /// Number under which the payer agreed beforehand (REF*G1).
        prior_authorization_number: Text as Id,
        /// Number of the referral (REF*9F).
        referral_number: Text as Id,
        /// The payer's own number of the claim that this one replaces or voids (REF*F8).
        payer_claim_control_number: Text as Id,
        /// Number of the medical record: the person, not the visit (REF*EA).
        medical_record_number: Text as Id,
        /// Why a service was done without the payer's agreement (REF*4N).
        service_authorization_exception: Text as Code,
        /// 837P: whether the claim is one of Medicare's demonstration of section 4081 (REF*F5).
        medicare_crossover_indicator: Text as Code,
        /// 837P: number of the mammography certificate (REF*EW).
        mammography_certification_number: Text as Public,
        /// 837P: number of the laboratory's CLIA certificate (REF*X4).
        clia_number: Text as Public,
        /// Number of the claim with the repricer (REF*9A).
        repriced_claim_number: Text as Id,
        /// Number of the claim priced once more (REF*9C).
        adjusted_repriced_claim_number: Text as Id,
        /// Number an intermediary gave the claim (REF*D9).
        intermediary_claim_number: Text as Id,
        /// Demonstration project (REF*P4).
        demonstration_project_number: Text as Id,
        /// 837P: provider number of the agency under whose care plan the patient is (REF*1J).
        care_plan_oversight_number: Text as Id,
        /// 837I: state of a car accident (REF*LU).
        auto_accident_state: Text as Code,
        /// 837I: number of the peer review's approval (REF*G4).
        peer_review_approval_number: Text as Id,

        /// 837I: note on the bill (NTE*ADD).
        billing_note: Text as Free,
        /// 837P: ride in an ambulance.
        ambulance_transport: Box<AmbulanceTransport>,
        /// 837P: manipulation of the spine.
        spinal_manipulation: Box<SpinalManipulation>,
        /// 837P: Y where the patient cannot leave home (CRC*75).
        homebound: Text as Code,
        /// Whether a screening of a child led to a referral (CRC*ZZ).
        epsdt_referral: Box<Certification>,
        /// 837I: diagnosis related group (HI*DR).
        drg: Text as Code,
        /// What a repricer made of it.
        repricing: Box<Repricing>,

        /// Who sent the file.
        submitter: Shared<Submitter>,
        /// Whom it was sent to.
        receiver: Shared<Receiver>,
        /// Who is to be paid.
        billing_provider: Shared<BillingProvider>,
        /// Who holds the insurance; only identifiers where that is the patient.
        subscriber: Shared<Subscriber>,
        /// Who was treated, subscriber or not.
        patient: Shared<Patient>,
        /// Who is to pay.
        payer: Shared<Payer>,
        |
        /// Diagnoses, in the order sent; service lines of an 837P point into this list.
        diagnoses: Diagnosis,
        /// 837I: procedures of the stay (HI*BBR, BBQ).
        procedures: Procedure,
        /// 837P: surgical procedures that the anaesthesia was for (HI*BP).
        anesthesia_procedures: Text as Code,
        /// 837I: things that lasted some days (HI*BI).
        occurrence_spans: OccurrenceSpan,
        /// 837I: things that happened on a day (HI*BH).
        occurrences: Occurrence,
        /// 837I: codes with amounts (HI*BE).
        values: CodedValue,
        /// Conditions that bear on payment (HI*BG).
        conditions: Text as Code,
        /// 837I: treatments of home health (HI*TC).
        treatments: Text as Code,
        /// 837P: when another physician took over or gave back the care: 090 taken over, 091 given back (DTP).
        shared_care_dates: QualifiedDate,
        /// Papers that go with the claim.
        attachments: Attachment,
        /// Investigational device exemptions (REF*LX).
        investigational_device_exemptions: Text as Public,
        /// Data that payers ask for in a form of their own (K3).
        file_information: Text as Free,
        /// Notes.
        notes: Note,
        /// 837P: why an ambulance was needed (CRC*07).
        ambulance_certifications: Certification,
        /// 837P: why glasses or lenses are needed (CRC*E1, E2, E3).
        vision_certifications: Certification,
        /// Everyone else who had a part in the care, each with a role.
        providers: Provider,
        /// Other payers.
        other_payers: OtherPayer,
        /// What was done and what it costs.
        service_lines: ServiceLine,
    }
}

impl Claim {
    /// An empty claim of a kind.
    pub fn new(r#type: ClaimType) -> Self {
        Self { r#type, ..Self::default() }
    }

    /// The three digits of the type of bill that are in a claim, such as "131"; none on an 837P.
    pub fn bill_type(&self) -> Option<String> {
        Some(format!("{}{}", self.facility_type.as_ref()?, self.frequency_code.as_deref().unwrap_or("")))
    }

    /// First and last day of what is billed: the statement period, else the days of the service lines.
    pub fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        let lines = || self.service_lines.iter().filter_map(ServiceLine::period);
        let from = self.statement_from.or_else(|| lines().map(|p| p.from).min())?;
        let to = self.statement_to.or_else(|| lines().map(super::Period::last).max()).unwrap_or(from);
        Some((from, to))
    }

    /// The place of service of a line of an 837P: its own, else the claim's.
    pub fn line_place_of_service<'a>(&'a self, line: &'a ServiceLine) -> Option<&'a Text> {
        line.place_of_service.as_ref().or(self.place_of_service.as_ref())
    }
}
