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
    // Segments of a party.
    Hierarchy = "hierarchy",
    Name = "name",
    Street = "street",
    City = "city",
    Demographics = "demographics",
    Contact = "contact",
    Specialty = "specialty",
    TaxId = "tax_id",
    SecondaryId = "secondary_id",
    SocialSecurityNumber = "ssn",
    PropertyCasualtyClaimNumber = "property_casualty_claim_number",
    SubscriberInformation = "subscriber_information",
    PatientInformation = "patient_information",
    // The claim.
    ClaimInformation = "claim_information",
    StatementDates = "statement_dates",
    AdmissionDate = "admission_date",
    DischargeHour = "discharge_hour",
    DischargeDate = "discharge_date",
    OnsetDate = "onset_date",
    AccidentDate = "accident_date",
    InstitutionalClaimCode = "institutional_claim_code",
    PriorAuthorization = "prior_authorization",
    ReferralNumber = "referral_number",
    PayerClaimControlNumber = "payer_claim_control_number",
    MedicalRecordNumber = "medical_record_number",
    // Elements of HI.
    PrincipalDiagnosis = "principal_diagnosis",
    OtherDiagnosis = "other_diagnosis",
    AdmittingDiagnosis = "admitting_diagnosis",
    ReasonForVisit = "reason_for_visit",
    ExternalCause = "external_cause",
    // The service line.
    ServiceLine = "service_line",
    LineNumber = "line_number",
    ProfessionalService = "professional_service",
    InstitutionalService = "institutional_service",
    ServiceDate = "service_date",
    LineItemControlNumber = "line_item_control_number",
}

impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
