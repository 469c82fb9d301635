//! The claim itself (2300).

use crate::encounter::{Claim, ClaimType, Diagnosis, DiagnosisKind, RelatedCauses};

use super::super::direction::{Direction, Roled, c, e, field};
use super::super::field::Field;
use super::line::line;
use super::party::providers;

pub(crate) fn claim<D: Direction>(d: &mut D, claim: &mut Claim) {
    d.within(Field::ClaimInformation, |d| claim_information(d, claim));
    dates(d, claim);
    d.within(Field::InstitutionalClaimCode, |d| {
        d.element(e(1), field!(claim.admission_type));
        d.element(e(2), field!(claim.admission_source));
        d.element(e(3), field!(claim.patient_status));
    });
    d.within(Field::PriorAuthorization, |d| d.element(e(2), field!(claim.prior_authorization_number)));
    d.within(Field::ReferralNumber, |d| d.element(e(2), field!(claim.referral_number)));
    d.within(Field::PayerClaimControlNumber, |d| d.element(e(2), field!(claim.payer_claim_control_number)));
    d.within(Field::MedicalRecordNumber, |d| d.element(e(2), field!(claim.medical_record_number)));
    d.slots(DIAGNOSES, field!(claim.diagnoses), diagnosis);
    providers(d, field!(claim.providers));
    d.many(Field::ServiceLine, field!(claim.service_lines), line);
}

/// CLM.
fn claim_information<D: Direction>(d: &mut D, claim: &mut Claim) {
    d.element(e(1), field!(claim.patient_control_number));
    d.element(e(2), field!(claim.total_charge));
    d.only(ClaimType::Professional, |d| d.element(c(5, 1), field!(claim.place_of_service)));
    d.only(ClaimType::Institutional, |d| d.element(c(5, 1), field!(claim.facility_type)));
    d.defaulted("1", c(5, 3), field!(claim.frequency_code));
    d.only(ClaimType::Professional, |d| d.defaulted("Y", e(6), field!(claim.provider_signature_on_file)));
    d.defaulted("A", e(7), field!(claim.assignment_code));
    d.defaulted("Y", e(8), field!(claim.benefits_assigned));
    d.defaulted("Y", e(9), field!(claim.release_of_information));
    d.element(e(10), field!(claim.patient_signature_source));
    d.part(field!(claim.related_causes), related_causes);
    d.element(e(12), field!(claim.special_program_code));
    d.element(e(20), field!(claim.delay_reason_code));
}

/// CLM11.
fn related_causes<D: Direction>(d: &mut D, r: &mut RelatedCauses) {
    d.element(c(11, 1), field!(r.code));
    d.element(c(11, 2), field!(r.second_code));
    d.element(c(11, 4), field!(r.state));
    d.element(c(11, 5), field!(r.country));
}

/// DTP of the claim: format in DTP02, value in DTP03.
fn dates<D: Direction>(d: &mut D, claim: &mut Claim) {
    d.within(Field::StatementDates, |d| {
        d.days(e(2), e(3), field!(claim.statement_from), field!(claim.statement_to));
    });
    d.within(Field::AdmissionDate, |d| d.dated(e(2), e(3), field!(claim.admission_date)));
    d.within(Field::DischargeHour, |d| d.dated(e(2), e(3), field!(claim.discharge_hour)));
    d.within(Field::DischargeDate, |d| d.dated(e(2), e(3), field!(claim.discharge_date)));
    d.within(Field::OnsetDate, |d| d.dated(e(2), e(3), field!(claim.onset_date)));
    d.within(Field::AccidentDate, |d| d.dated(e(2), e(3), field!(claim.accident_date)));
}

impl Roled for Diagnosis {
    type Role = DiagnosisKind;
    const ROLE: &'static str = "kind";

    fn with_role(kind: DiagnosisKind) -> Self {
        Self { kind, code: None, qualifier: None, present_on_admission: None }
    }

    fn role(&self) -> DiagnosisKind {
        self.kind
    }
}

const DIAGNOSES: &[(Field, DiagnosisKind)] = &[
    (Field::PrincipalDiagnosis, DiagnosisKind::Principal),
    (Field::AdmittingDiagnosis, DiagnosisKind::Admitting),
    (Field::ReasonForVisit, DiagnosisKind::ReasonForVisit),
    (Field::ExternalCause, DiagnosisKind::ExternalCause),
    (Field::OtherDiagnosis, DiagnosisKind::Other),
];

/// One code of HI (C022). The qualifier that is left out says ICD-10-CM.
fn diagnosis<D: Direction>(d: &mut D, diagnosis: &mut Diagnosis) {
    let ordinary = match diagnosis.kind {
        DiagnosisKind::Principal => "ABK",
        DiagnosisKind::Admitting => "ABJ",
        DiagnosisKind::ReasonForVisit => "APR",
        DiagnosisKind::ExternalCause => "ABN",
        DiagnosisKind::Other => "ABF",
    };
    d.qualifier(ordinary, c(1, 1), c(1, 2), field!(diagnosis.qualifier));
    d.element(c(1, 2), field!(diagnosis.code));
    d.element(c(1, 9), field!(diagnosis.present_on_admission));
}
