//! Which segments rules read, by the names that the guides give them.
//!
//! A name is the way of a guide's `as` fields from the part down: `claim.service_line.rendering_provider.name` is NM1 of
//! 2420A in 837P and of 2420C in 837I, so that one rule serves both.
//!
//! From what a rule reads follows which claims it can pass by, which segment without a place silences it, and what is
//! then said not to have been checked.

/// Hands the table of fields to a macro: rows and loops, each with its handle and its name in the guides. To read another
/// segment in a rule, add it here.
macro_rules! guide_fields {
    ($then:ident) => {
        $then! {
            rows {
                interchange_header: "interchange.interchange_header",
                group_header: "interchange.group.group_header",
                transaction_header: "interchange.group.transaction.transaction_header",
                beginning: "interchange.group.transaction.beginning",
                submitter_name: "interchange.group.transaction.submitter.name",
                receiver_name: "interchange.group.transaction.receiver.name",
                provider_hierarchy: "billing_provider_level.hierarchy",
                billing_provider_name: "billing_provider_level.billing_provider.name",
                subscriber_hierarchy: "subscriber_level.hierarchy",
                subscriber_information: "subscriber_level.subscriber_information",
                subscriber_name: "subscriber_level.subscriber.name",
                payer_name: "subscriber_level.payer.name",
                patient_hierarchy: "patient_level.hierarchy",
                patient_information: "patient_level.patient_information",
                patient_name: "patient_level.patient.name",
                claim_information: "claim.claim_information",
                line_number: "claim.service_line.line_number",
                professional_service: "claim.service_line.professional_service",
                institutional_service: "claim.service_line.institutional_service",
                accident_date: "claim.accident_date",
                admission_date: "claim.admission_date",
                attachment: "claim.attachment",
                discharge_hour: "claim.discharge_hour",
                epsdt_referral: "claim.epsdt_referral",
                institutional_claim_code: "claim.institutional_claim_code",
                patient_amount_paid: "claim.patient_amount_paid",
                patient_estimated_amount_due: "claim.patient_estimated_amount_due",
                payer_claim_control_number: "claim.payer_claim_control_number",
                statement_dates: "claim.statement_dates",
                repricing: "claim.repricing",
                auto_accident_state: "claim.auto_accident_state",
                discharge_date: "claim.discharge_date",
                onset_date: "claim.onset_date",
                last_menstrual_period: "claim.last_menstrual_period",
                last_x_ray_date: "claim.last_x_ray_date",
                initial_treatment_date: "claim.initial_treatment_date",
                last_seen_date: "claim.last_seen_date",
                acute_manifestation_date: "claim.acute_manifestation_date",
                ambulance_transport: "claim.ambulance_transport",
                ambulance_certification: "claim.ambulance_certification",
                spinal_manipulation: "claim.spinal_manipulation",
                clia_number: "claim.clia_number",
                mammography_certification_number: "claim.mammography_certification_number",
                prior_authorization: "claim.prior_authorization",
                repriced_claim_number: "claim.repriced_claim_number",
                adjusted_repriced_claim_number: "claim.adjusted_repriced_claim_number",
                claim_note: "claim.claim_note",
                vision_condition: "claim.vision_condition",
                diagnosis_codes: "claim.diagnosis_codes",
                drg_codes: "claim.drg_codes",
                principal_diagnosis_codes: "claim.principal_diagnosis_codes",
                admitting_diagnosis_codes: "claim.admitting_diagnosis_codes",
                reason_for_visit_codes: "claim.reason_for_visit_codes",
                external_cause_codes: "claim.external_cause_codes",
                other_diagnosis_codes: "claim.other_diagnosis_codes",
                principal_procedure_codes: "claim.principal_procedure_codes",
                other_procedure_codes: "claim.other_procedure_codes",
                occurrence_span_codes: "claim.occurrence_span_codes",
                occurrence_codes: "claim.occurrence_codes",
                value_codes: "claim.value_codes",
                condition_codes: "claim.condition_codes",
                anesthesia_procedure_codes: "claim.anesthesia_procedure_codes",
                treatment_codes: "claim.treatment_codes",
                service_date: "claim.service_line.service_date",
                purchased_service: "claim.service_line.purchased_service",
                equipment_service: "claim.service_line.equipment_service",
                equipment_certification: "claim.service_line.equipment_certification",
                equipment_condition: "claim.service_line.equipment_condition",
                medical_necessity_certificate: "claim.service_line.medical_necessity_certificate",
                immunization_batch_number: "claim.service_line.immunization_batch_number",
                referring_clia_number: "claim.service_line.referring_clia_number",
                line_attachment: "claim.service_line.attachment",
                line_repricing: "claim.service_line.repricing",
                repriced_line_number: "claim.service_line.repriced_line_number",
                adjusted_repriced_line_number: "claim.service_line.adjusted_repriced_line_number",
                third_party_note: "claim.service_line.third_party_note",
                hospice_employee: "claim.service_line.hospice_employee",
                line_ambulance_transport: "claim.service_line.ambulance_transport",
                line_ambulance_certification: "claim.service_line.ambulance_certification",
                line_clia_number: "claim.service_line.clia_number",
                line_mammography_certification_number: "claim.service_line.mammography_certification_number",
                line_initial_treatment_date: "claim.service_line.initial_treatment_date",
                line_last_x_ray_date: "claim.service_line.last_x_ray_date",
                line_item_control_number: "claim.service_line.line_item_control_number",
                drug_identification: "claim.service_line.drug.drug_identification",
                drug_quantity: "claim.service_line.drug.drug_quantity",
                form_identification: "claim.service_line.form.form_identification",
                line_rendering_provider_name: "claim.service_line.rendering_provider.name",
                line_supervising_provider_name: "claim.service_line.supervising_provider.name",
                line_operating_physician_name: "claim.service_line.operating_physician.name",
                line_referring_provider_name: "claim.service_line.referring_provider.name",
                line_service_facility_name: "claim.service_line.service_facility.name",
                line_ordering_provider_name: "claim.service_line.ordering_provider.name",
                purchased_service_provider_name: "claim.service_line.purchased_service_provider.name",
                line_ambulance_pick_up_name: "claim.service_line.ambulance_pick_up.name",
                line_ambulance_drop_off_name: "claim.service_line.ambulance_drop_off.name",
                rendering_provider_name: "claim.rendering_provider.name",
                supervising_provider_name: "claim.supervising_provider.name",
                operating_physician_name: "claim.operating_physician.name",
                referring_provider_name: "claim.referring_provider.name",
                service_facility_name: "claim.service_facility.name",
                attending_provider_name: "claim.attending_provider.name",
                ambulance_pick_up_name: "claim.ambulance_pick_up.name",
                ambulance_drop_off_name: "claim.ambulance_drop_off.name",
                service_facility_street: "claim.service_facility.street",
                other_subscriber_information: "claim.other_subscriber_level.subscriber_information",
                adjustment: "claim.other_subscriber_level.adjustment",
                payer_paid_amount: "claim.other_subscriber_level.payer_paid_amount",
                non_covered_amount: "claim.other_subscriber_level.non_covered_amount",
                other_payer_name: "claim.other_subscriber_level.other_payer.name",
                other_payer_payment_date: "claim.other_subscriber_level.other_payer.payment_date",
                line_adjudication_information: "claim.service_line.line_adjudication.line_adjudication_information",
                line_adjustment: "claim.service_line.line_adjudication.adjustment",
                line_payment_date: "claim.service_line.line_adjudication.payment_date",
                subscriber_street: "subscriber_level.subscriber.street",
                subscriber_city: "subscriber_level.subscriber.city",
                subscriber_demographics: "subscriber_level.subscriber.demographics",
                subscriber_casualty_number: "subscriber_level.subscriber.property_casualty_claim_number",
                patient_street: "patient_level.patient.street",
                patient_city: "patient_level.patient.city",
                patient_demographics: "patient_level.patient.demographics",
                patient_casualty_number: "patient_level.patient.property_casualty_claim_number",
                subscriber_patient_information: "subscriber_level.patient_information",
                billing_provider_street: "billing_provider_level.billing_provider.street",
                billing_provider_city: "billing_provider_level.billing_provider.city",
                billing_provider_tax_id: "billing_provider_level.billing_provider.tax_id",
                pay_to_street: "billing_provider_level.pay_to_address.street",
                pay_to_city: "billing_provider_level.pay_to_address.city",
                billing_provider_specialty: "billing_provider_level.specialty",
                referral_number: "claim.referral_number",
                medical_record_number: "claim.medical_record_number",
                homebound: "claim.homebound",
                demonstration_project_number: "claim.demonstration_project_number",
                care_plan_oversight_number: "claim.care_plan_oversight_number",
                file_information: "claim.file_information",
                billing_note: "claim.billing_note",
                other_operating_physician_name: "claim.other_operating_physician.name",
                rendering_provider_specialty: "claim.rendering_provider.specialty",
                attending_provider_specialty: "claim.attending_provider.specialty",
                service_facility_city: "claim.service_facility.city",
                assumed_and_relinquished_care_dates: "claim.assumed_and_relinquished_care_dates",
                other_subscriber_name: "claim.other_subscriber_level.other_subscriber.name",
                other_insurance: "claim.other_subscriber_level.other_insurance",
                line_prior_authorization: "claim.service_line.prior_authorization",
                line_referral_number: "claim.service_line.referral_number",
                line_note: "claim.service_line.line_note",
                test_date: "claim.service_line.test_date",
                line_rendering_provider_specialty: "claim.service_line.rendering_provider.specialty",
                line_other_operating_physician_name: "claim.service_line.other_operating_physician.name",
                line_service_facility_street: "claim.service_line.service_facility.street",
                line_service_facility_city: "claim.service_line.service_facility.city",
            }
            loops {
                claim: "claim",
                service_line: "claim.service_line",
                other_subscriber_level: "claim.other_subscriber_level",
                patient_level: "patient_level",
                line_adjudication: "claim.service_line.line_adjudication",
            }
        }
    };
}
pub(crate) use guide_fields;

macro_rules! define_fields {
    (rows { $($row:ident: $row_name:literal,)* } loops { $($in_loop:ident: $loop_name:literal,)* }) => {
        /// A segment or loop that rules read.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs, non_camel_case_types, reason = "each is named as the guides name the place")]
        #[repr(u8)]
        pub enum Field {
            $($row,)*
            $($in_loop,)*
        }

        impl Field {
            /// All of them, segments first.
            pub const ALL: &[Self] = &[$(Self::$row,)* $(Self::$in_loop,)*];

            /// The name in the guides.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$row => $row_name,)*
                    $(Self::$in_loop => $loop_name,)*
                }
            }
        }
    };
}

guide_fields!(define_fields);

/// A set of fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FieldSet([u128; 2]);

impl FieldSet {
    /// No field.
    pub const NONE: Self = Self([0; 2]);
    /// Every field.
    pub const ALL: Self = Self([u128::MAX; 2]);

    /// These fields.
    pub const fn of(fields: &[Field]) -> Self {
        Self::NONE.and(fields)
    }

    /// These fields besides.
    #[must_use]
    pub const fn and(mut self, fields: &[Field]) -> Self {
        let mut n = 0;
        while n < fields.len() {
            let bit = fields[n] as usize;
            self.0[bit / 128] |= 1 << (bit % 128);
            n += 1;
        }
        self
    }

    /// The fields of both sets.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self([self.0[0] | other.0[0], self.0[1] | other.0[1]])
    }

    /// Whether the sets have a field in common.
    #[inline]
    pub const fn meets(self, other: Self) -> bool {
        (self.0[0] & other.0[0]) | (self.0[1] & other.0[1]) != 0
    }

    /// Whether there is no field in it.
    pub const fn is_empty(self) -> bool {
        !self.meets(Self::ALL)
    }

    /// Whether a field is in it.
    pub const fn has(self, field: Field) -> bool {
        self.meets(Self::NONE.and(&[field]))
    }

    /// Its fields.
    pub fn fields(self) -> impl Iterator<Item = Field> {
        Field::ALL.iter().copied().filter(move |field| self.has(*field))
    }
}

/// All diagnoses that a claim has.
pub(crate) const DIAGNOSES: &[Field] = &[
    Field::diagnosis_codes,
    Field::principal_diagnosis_codes,
    Field::admitting_diagnosis_codes,
    Field::reason_for_visit_codes,
    Field::external_cause_codes,
    Field::other_diagnosis_codes,
];

/// What a rule reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// One of these has to be there, else there is nothing to look at; empty where the rule always has something to look
    /// at, such as what is missing.
    pub on: FieldSet,
    /// Everything that it looks at, those included.
    pub all: FieldSet,
    /// Those of them whose absence it takes for a fault: where one of these may only be misplaced, it keeps silent. Rules on
    /// one file ask at the moment instead, and leave this empty.
    pub missed: FieldSet,
}

impl Reads {
    /// Looks wherever one of these is.
    pub const fn on(fields: &[Field]) -> Self {
        let fields = FieldSet::of(fields);
        Self { on: fields, all: fields, missed: FieldSet::NONE }
    }

    /// Looks everywhere.
    pub const fn always(fields: &[Field]) -> Self {
        Self { on: FieldSet::NONE, all: FieldSet::of(fields), missed: FieldSet::NONE }
    }

    /// Looks at these besides.
    #[must_use]
    pub const fn and(self, fields: &[Field]) -> Self {
        Self { all: self.all.and(fields), ..self }
    }

    /// Looks at these besides, and takes it for a fault where one is not there.
    #[must_use]
    pub const fn missing(self, fields: &[Field]) -> Self {
        Self { all: self.all.and(fields), missed: self.missed.and(fields), ..self }
    }

    /// Whether there is something to look at where these are.
    #[inline]
    pub const fn looks_at(&self, present: FieldSet) -> bool {
        self.on.is_empty() || self.on.meets(present)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_looks_where_one_of_its_fields_is() {
        let reads = Reads::on(&[Field::claim_note, Field::third_party_note]).and(&[Field::repricing]);
        assert!(reads.looks_at(FieldSet::of(&[Field::third_party_note])));
        assert!(!reads.looks_at(FieldSet::of(&[Field::repricing])));
        assert!(reads.all.has(Field::repricing) && !reads.on.has(Field::repricing));
        assert!(Reads::always(&[Field::repricing]).looks_at(FieldSet::NONE));
    }

    #[test]
    fn a_set_gives_its_fields_back() {
        let all = FieldSet::of(Field::ALL);
        assert_eq!(all.fields().collect::<Vec<_>>(), Field::ALL);
        assert!(Field::ALL.len() <= 256, "a set has room for 256 fields");
        assert_eq!(FieldSet::NONE.fields().count(), 0);
    }
}
