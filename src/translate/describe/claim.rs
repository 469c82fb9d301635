//! The claim itself (2300).

use crate::model::{Claim, ClaimType, Disability, RelatedCauses, SpinalManipulation};

use super::super::direction::{Direction, c, e, field};
use super::super::field::Field;
use super::codes::codes;
use super::detail::{
    ambulance, attachment, categorized, certification, contract, note, qualified_date, repricing, texts,
};
use super::line::line;
use super::other_payer::other_payer;
use super::party::providers;

pub(crate) fn claim<D: Direction>(d: &mut D, claim: &mut Claim) {
    d.within(Field::ClaimInformation, |d| claim_information(d, claim));
    dates(d, claim);
    d.within(Field::InstitutionalClaimCode, |d| {
        d.element(e(1), field!(claim.admission_type));
        d.element(e(2), field!(claim.admission_source));
        d.element(e(3), field!(claim.patient_status));
    });
    papers(d, claim);
    numbers(d, claim);
    codes(d, claim);
    d.within(Field::Repricing, |d| d.part(field!(claim.repricing), |d, r| repricing(d, r)));
    providers(d, field!(claim.providers));
    d.many(Field::OtherSubscriberLevel, field!(claim.other_payers), other_payer);
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

/// DTP: format in DTP02, value in DTP03.
fn dates<D: Direction>(d: &mut D, claim: &mut Claim) {
    d.within(Field::StatementDates, |d| {
        d.days(e(2), e(3), field!(claim.statement_from), field!(claim.statement_to));
    });
    d.within(Field::AdmissionDate, |d| d.dated(e(2), e(3), field!(claim.admission_date)));
    d.within(Field::DischargeHour, |d| d.dated(e(2), e(3), field!(claim.discharge_hour)));
    d.within(Field::DischargeDate, |d| d.dated(e(2), e(3), field!(claim.discharge_date)));
    d.within(Field::OnsetDate, |d| d.dated(e(2), e(3), field!(claim.onset_date)));
    d.within(Field::InitialTreatmentDate, |d| d.dated(e(2), e(3), field!(claim.initial_treatment_date)));
    d.within(Field::LastSeenDate, |d| d.dated(e(2), e(3), field!(claim.last_seen_date)));
    d.within(Field::AcuteManifestationDate, |d| d.dated(e(2), e(3), field!(claim.acute_manifestation_date)));
    d.within(Field::AccidentDate, |d| d.dated(e(2), e(3), field!(claim.accident_date)));
    d.within(Field::LastMenstrualPeriod, |d| d.dated(e(2), e(3), field!(claim.last_menstrual_period)));
    d.within(Field::LastXRayDate, |d| d.dated(e(2), e(3), field!(claim.last_x_ray_date)));
    d.within(Field::PrescriptionDate, |d| d.dated(e(2), e(3), field!(claim.prescription_date)));
    d.within(Field::DisabilityDates, |d| {
        d.part(field!(claim.disability), |d, disability: &mut Disability| {
            d.qualifier("314", e(1), e(3), field!(disability.qualifier));
            d.days(e(2), e(3), field!(disability.from), field!(disability.to));
        });
    });
    d.within(Field::LastWorkedDate, |d| d.dated(e(2), e(3), field!(claim.last_worked_date)));
    d.within(Field::ReturnToWorkDate, |d| d.dated(e(2), e(3), field!(claim.return_to_work_date)));
    d.many(Field::AssumedAndRelinquishedCareDates, field!(claim.shared_care_dates), qualified_date);
    d.within(Field::FirstContactDate, |d| d.dated(e(2), e(3), field!(claim.first_contact_date)));
    d.within(Field::RepricerReceivedDate, |d| d.dated(e(2), e(3), field!(claim.repricer_received_date)));
}

/// Papers, contract, notes, certificates.
fn papers<D: Direction>(d: &mut D, claim: &mut Claim) {
    d.many(Field::Attachment, field!(claim.attachments), attachment);
    d.within(Field::Contract, |d| d.part(field!(claim.contract), |d, x| contract(d, x)));
    texts(d, Field::FileInformation, 1, field!(claim.file_information));
    d.many(Field::ClaimNote, field!(claim.notes), note);
    d.within(Field::BillingNote, |d| d.element(e(2), field!(claim.billing_note)));
    d.within(Field::AmbulanceTransport, |d| {
        d.part(field!(claim.ambulance_transport), |d, a| ambulance(d, a));
    });
    d.within(Field::SpinalManipulation, |d| {
        d.part(field!(claim.spinal_manipulation), |d, s: &mut Box<SpinalManipulation>| {
            d.element(e(8), field!(s.condition));
            d.element(e(10), field!(s.description));
            d.element(e(11), field!(s.further_description));
        });
    });
    d.many(Field::AmbulanceCertification, field!(claim.ambulance_certifications), certification);
    d.many(Field::VisionCondition, field!(claim.vision_certifications), categorized);
    d.within(Field::Homebound, |d| d.element(e(2), field!(claim.homebound)));
    d.within(Field::EpsdtReferral, |d| d.part(field!(claim.epsdt_referral), |d, x| certification(d, x)));
}

/// REF and AMT: number or amount in element 2.
fn numbers<D: Direction>(d: &mut D, claim: &mut Claim) {
    d.within(Field::PatientAmountPaid, |d| d.element(e(2), field!(claim.patient_amount_paid)));
    d.within(Field::PatientEstimatedAmountDue, |d| {
        d.element(e(2), field!(claim.patient_estimated_amount_due));
    });
    d.within(Field::PriorAuthorization, |d| d.element(e(2), field!(claim.prior_authorization_number)));
    d.within(Field::ReferralNumber, |d| d.element(e(2), field!(claim.referral_number)));
    d.within(Field::PayerClaimControlNumber, |d| d.element(e(2), field!(claim.payer_claim_control_number)));
    d.within(Field::MedicalRecordNumber, |d| d.element(e(2), field!(claim.medical_record_number)));
    d.within(Field::ServiceAuthorizationException, |d| {
        d.element(e(2), field!(claim.service_authorization_exception));
    });
    d.within(Field::MedicareCrossoverIndicator, |d| {
        d.element(e(2), field!(claim.medicare_crossover_indicator));
    });
    d.within(Field::MammographyCertificationNumber, |d| {
        d.element(e(2), field!(claim.mammography_certification_number));
    });
    d.within(Field::CliaNumber, |d| d.element(e(2), field!(claim.clia_number)));
    d.within(Field::RepricedClaimNumber, |d| d.element(e(2), field!(claim.repriced_claim_number)));
    d.within(Field::AdjustedRepricedClaimNumber, |d| {
        d.element(e(2), field!(claim.adjusted_repriced_claim_number));
    });
    texts(d, Field::InvestigationalDeviceExemptionNumber, 2, field!(claim.investigational_device_exemptions));
    d.within(Field::IntermediaryClaimNumber, |d| d.element(e(2), field!(claim.intermediary_claim_number)));
    d.within(Field::DemonstrationProjectNumber, |d| {
        d.element(e(2), field!(claim.demonstration_project_number));
    });
    d.within(Field::CarePlanOversightNumber, |d| d.element(e(2), field!(claim.care_plan_oversight_number)));
    d.within(Field::AutoAccidentState, |d| d.element(e(2), field!(claim.auto_accident_state)));
    d.within(Field::PeerReviewApprovalNumber, |d| d.element(e(2), field!(claim.peer_review_approval_number)));
}
