//! Which segments the rules between claims read, by what they are about.
//!
//! Which claims belong together is linking's business and not among them: a rule declares what it reads of claims that are.

pub(super) use crate::rules::DIAGNOSES;
use crate::rules::Field;

/// What is billed, when, and by which side: service lines, and the days of the bill where a line has none.
pub(super) const LINES: &[Field] = &[
    Field::line_number,
    Field::professional_service,
    Field::institutional_service,
    Field::service_date,
    Field::statement_dates,
];

/// A facility's stay: when it began and ended, and how.
pub(super) const STAY: &[Field] = &[
    Field::statement_dates,
    Field::admission_date,
    Field::institutional_claim_code,
    Field::occurrence_codes,
];

/// Who the patient is.
pub(super) const PATIENT: &[Field] = &[
    Field::subscriber_name,
    Field::subscriber_demographics,
    Field::patient_name,
    Field::patient_demographics,
    Field::subscriber_information,
    Field::patient_information,
];

/// The payer a claim goes to, and the member.
pub(super) const PAYER: &[Field] =
    &[Field::payer_name, Field::subscriber_information, Field::subscriber_name];

/// The other payers.
pub(super) const OTHER_PAYERS: &[Field] = &[
    Field::other_subscriber_level,
    Field::other_subscriber_information,
    Field::other_subscriber_name,
    Field::other_payer_name,
];

/// Who bills.
pub(super) const BILLERS: &[Field] = &[Field::billing_provider_name, Field::billing_provider_tax_id];

/// Who did the work, as a professional claim says it.
pub(super) const RENDERERS: &[Field] =
    &[Field::rendering_provider_name, Field::line_rendering_provider_name, Field::billing_provider_name];

/// Everybody a claim or its lines name as having treated the patient, or having sent them.
pub(super) const HANDS: &[Field] = &[
    Field::rendering_provider_name,
    Field::line_rendering_provider_name,
    Field::supervising_provider_name,
    Field::line_supervising_provider_name,
    Field::attending_provider_name,
    Field::operating_physician_name,
    Field::line_operating_physician_name,
    Field::other_operating_physician_name,
    Field::line_other_operating_physician_name,
    Field::referring_provider_name,
    Field::line_referring_provider_name,
    Field::line_ordering_provider_name,
    Field::purchased_service_provider_name,
    Field::service_facility_name,
    Field::line_service_facility_name,
];

/// Where it was done.
pub(super) const SITES: &[Field] = &[
    Field::service_facility_name,
    Field::service_facility_street,
    Field::service_facility_city,
    Field::line_service_facility_name,
    Field::line_service_facility_street,
    Field::line_service_facility_city,
    Field::billing_provider_street,
    Field::billing_provider_city,
];

/// A hospital's own procedures.
pub(super) const PROCEDURES: &[Field] = &[Field::principal_procedure_codes, Field::other_procedure_codes];

/// An accident; that of a professional claim is in CLM.
pub(super) const ACCIDENT: &[Field] =
    &[Field::occurrence_codes, Field::accident_date, Field::auto_accident_state];
