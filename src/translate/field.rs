//! The names under which guide rows feed the model.

/// Declares the enum and the names the guide files use, so that the two cannot drift apart.
macro_rules! fields {
    ($($variant:ident = $name:literal,)*) => {
        /// A name a guide row carries (`as rendering_provider`): what the description calls it, whatever its loop.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) enum Field { $($variant,)* }

        impl Field {
            pub(crate) const ALL: &[(Self, &'static str)] = &[$((Self::$variant, $name),)*];

            pub(crate) fn by_name(name: &str) -> Option<Self> {
                Self::ALL.iter().find(|(_, n)| *n == name).map(|(field, _)| *field)
            }

            pub(crate) fn name(self) -> &'static str {
                Self::ALL[self as usize].1
            }
        }
    };
}

fields! {
    // The envelope.
    Group = "group",
    GroupHeader = "group_header",
    InterchangeHeader = "interchange_header",
    Transaction = "transaction",
    TransactionHeader = "transaction_header",
    Beginning = "beginning",
    // Loops of the parties above a claim.
    Submitter = "submitter",
    Receiver = "receiver",
    BillingProvider = "billing_provider",
    PayToAddress = "pay_to_address",
    PayToPlan = "pay_to_plan",
    Subscriber = "subscriber",
    Payer = "payer",
    Patient = "patient",
    // Loops of the parties of a claim or service line.
    RenderingProvider = "rendering_provider",
    AttendingProvider = "attending_provider",
    OperatingPhysician = "operating_physician",
    OtherOperatingPhysician = "other_operating_physician",
    ReferringProvider = "referring_provider",
    SupervisingProvider = "supervising_provider",
    OrderingProvider = "ordering_provider",
    PurchasedServiceProvider = "purchased_service_provider",
    ServiceFacility = "service_facility",
    AmbulancePickUp = "ambulance_pick_up",
    AmbulanceDropOff = "ambulance_drop_off",
    // Other payers.
    OtherSubscriberLevel = "other_subscriber_level",
    OtherSubscriber = "other_subscriber",
    OtherPayer = "other_payer",
    OtherPayerRenderingProvider = "other_payer_rendering_provider",
    OtherPayerAttendingProvider = "other_payer_attending_provider",
    OtherPayerOperatingPhysician = "other_payer_operating_physician",
    OtherPayerOtherOperatingPhysician = "other_payer_other_operating_physician",
    OtherPayerReferringProvider = "other_payer_referring_provider",
    OtherPayerSupervisingProvider = "other_payer_supervising_provider",
    OtherPayerServiceFacility = "other_payer_service_facility",
    OtherPayerBillingProvider = "other_payer_billing_provider",
    Adjustment = "adjustment",
    PayerPaidAmount = "payer_paid_amount",
    NonCoveredAmount = "non_covered_amount",
    RemainingPatientLiability = "remaining_patient_liability",
    OtherInsurance = "other_insurance",
    InpatientAdjudication = "inpatient_adjudication",
    OutpatientAdjudication = "outpatient_adjudication",
    PaymentDate = "payment_date",
    ClaimAdjustmentIndicator = "claim_adjustment_indicator",
    // Segments of a party.
    Hierarchy = "hierarchy",
    Name = "name",
    Street = "street",
    City = "city",
    Demographics = "demographics",
    Contact = "contact",
    Specialty = "specialty",
    Currency = "currency",
    TaxId = "tax_id",
    SecondaryId = "secondary_id",
    BillingProviderSecondaryId = "billing_provider_secondary_id",
    Ssn = "ssn",
    PropertyCasualtyClaimNumber = "property_casualty_claim_number",
    PropertyCasualtyPatientId = "property_casualty_patient_id",
    SubscriberInformation = "subscriber_information",
    PatientInformation = "patient_information",
    // The claim.
    ClaimInformation = "claim_information",
    StatementDates = "statement_dates",
    AdmissionDate = "admission_date",
    DischargeHour = "discharge_hour",
    DischargeDate = "discharge_date",
    OnsetDate = "onset_date",
    InitialTreatmentDate = "initial_treatment_date",
    LastSeenDate = "last_seen_date",
    AcuteManifestationDate = "acute_manifestation_date",
    AccidentDate = "accident_date",
    LastMenstrualPeriod = "last_menstrual_period",
    LastXRayDate = "last_x_ray_date",
    PrescriptionDate = "prescription_date",
    DisabilityDates = "disability_dates",
    LastWorkedDate = "last_worked_date",
    ReturnToWorkDate = "return_to_work_date",
    AssumedAndRelinquishedCareDates = "assumed_and_relinquished_care_dates",
    FirstContactDate = "first_contact_date",
    RepricerReceivedDate = "repricer_received_date",
    InstitutionalClaimCode = "institutional_claim_code",
    Attachment = "attachment",
    Contract = "contract",
    PatientAmountPaid = "patient_amount_paid",
    PatientEstimatedAmountDue = "patient_estimated_amount_due",
    PriorAuthorization = "prior_authorization",
    ReferralNumber = "referral_number",
    PayerClaimControlNumber = "payer_claim_control_number",
    MedicalRecordNumber = "medical_record_number",
    ServiceAuthorizationException = "service_authorization_exception",
    MedicareCrossoverIndicator = "medicare_crossover_indicator",
    MammographyCertificationNumber = "mammography_certification_number",
    CliaNumber = "clia_number",
    RepricedClaimNumber = "repriced_claim_number",
    AdjustedRepricedClaimNumber = "adjusted_repriced_claim_number",
    InvestigationalDeviceExemptionNumber = "investigational_device_exemption_number",
    IntermediaryClaimNumber = "intermediary_claim_number",
    DemonstrationProjectNumber = "demonstration_project_number",
    CarePlanOversightNumber = "care_plan_oversight_number",
    AutoAccidentState = "auto_accident_state",
    PeerReviewApprovalNumber = "peer_review_approval_number",
    FileInformation = "file_information",
    ClaimNote = "claim_note",
    BillingNote = "billing_note",
    AmbulanceTransport = "ambulance_transport",
    SpinalManipulation = "spinal_manipulation",
    AmbulanceCertification = "ambulance_certification",
    VisionCondition = "vision_condition",
    Homebound = "homebound",
    EpsdtReferral = "epsdt_referral",
    Repricing = "repricing",
    // Elements of HI.
    PrincipalDiagnosis = "principal_diagnosis",
    OtherDiagnosis = "other_diagnosis",
    AdmittingDiagnosis = "admitting_diagnosis",
    ReasonForVisit = "reason_for_visit",
    ExternalCause = "external_cause",
    Drg = "drg",
    PrincipalProcedure = "principal_procedure",
    OtherProcedure = "other_procedure",
    AnesthesiaProcedure = "anesthesia_procedure",
    OccurrenceSpan = "occurrence_span",
    Occurrence = "occurrence",
    Value = "value",
    Condition = "condition",
    Treatment = "treatment",
    // The service line.
    ServiceLine = "service_line",
    LineNumber = "line_number",
    ProfessionalService = "professional_service",
    InstitutionalService = "institutional_service",
    EquipmentService = "equipment_service",
    MedicalNecessityCertificate = "medical_necessity_certificate",
    EquipmentCertification = "equipment_certification",
    HospiceEmployee = "hospice_employee",
    EquipmentCondition = "equipment_condition",
    ServiceDate = "service_date",
    RecertificationDate = "recertification_date",
    BeginTherapyDate = "begin_therapy_date",
    LastCertificationDate = "last_certification_date",
    TestDate = "test_date",
    ShippedDate = "shipped_date",
    AmbulancePatientCount = "ambulance_patient_count",
    ObstetricAnesthesiaUnits = "obstetric_anesthesia_units",
    TestResult = "test_result",
    LineItemControlNumber = "line_item_control_number",
    RepricedLineNumber = "repriced_line_number",
    AdjustedRepricedLineNumber = "adjusted_repriced_line_number",
    ReferringCliaNumber = "referring_clia_number",
    ImmunizationBatchNumber = "immunization_batch_number",
    SalesTax = "sales_tax",
    Postage = "postage",
    ServiceTax = "service_tax",
    FacilityTax = "facility_tax",
    LineNote = "line_note",
    ThirdPartyNote = "third_party_note",
    PurchasedService = "purchased_service",
    // Below the service line.
    Drug = "drug",
    DrugIdentification = "drug_identification",
    DrugQuantity = "drug_quantity",
    PrescriptionNumber = "prescription_number",
    LineAdjudication = "line_adjudication",
    LineAdjudicationInformation = "line_adjudication_information",
    Form = "form",
    FormIdentification = "form_identification",
    FormAnswer = "form_answer",
}

/// A set of fields: which ones an instance of a loop has something for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct FieldSet([u64; Self::WORDS]);

impl FieldSet {
    const WORDS: usize = Field::ALL.len().div_ceil(64);
    pub(crate) const EMPTY: Self = Self([0; Self::WORDS]);

    #[inline]
    pub(crate) fn has(&self, field: Field) -> bool {
        self.0[field as usize / 64] & (1 << (field as usize % 64)) != 0
    }

    /// How many there are.
    pub(crate) fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// Whether it has all of the others.
    #[inline]
    pub(crate) fn has_all(&self, others: &Self) -> bool {
        self.0.iter().zip(others.0).all(|(word, other)| word & other == other)
    }

    /// Whether the two have a field in common.
    #[inline]
    pub(crate) fn has_any(&self, others: &Self) -> bool {
        self.0.iter().zip(others.0).any(|(word, other)| word & other != 0)
    }

    pub(crate) fn insert(&mut self, field: Field) {
        self.0[field as usize / 64] |= 1 << (field as usize % 64);
    }

    #[inline]
    pub(crate) fn add(&mut self, others: &Self) {
        for (word, other) in self.0.iter_mut().zip(others.0) {
            *word |= other;
        }
    }
}

impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
