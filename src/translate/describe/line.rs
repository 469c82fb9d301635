//! Service lines (2400) and what is below them.

use crate::model::{
    ClaimType, Drug, Equipment, EquipmentCertification, Form, FormAnswer, ProcedureCode, PurchasedService,
    ServiceLine, TestResult,
};

use super::super::direction::{Direction, c, e, field};
use super::super::field::Field;
use super::detail::{
    ambulance, attachment, certification, contract, note, payer_reference, qualified_date, repricing, texts,
};
use super::other_payer::line_adjudication;
use super::party::{identifier, providers};

pub(super) fn line<D: Direction>(d: &mut D, l: &mut ServiceLine) {
    d.within(Field::LineNumber, |d| d.numbered(e(1), field!(l.number)));
    service(d, l);
    d.within(Field::EquipmentService, |d| d.part(field!(l.equipment), |d, q| equipment(d, q)));
    papers(d, l);
    dates(d, l);
    numbers(d, l);
    d.within(Field::Repricing, |d| d.part(field!(l.repricing), |d, r| repricing(d, r)));
    d.within(Field::Drug, |d| d.part(field!(l.drug), |d, x| drug(d, x)));
    providers(d, field!(l.providers));
    d.many(Field::LineAdjudication, field!(l.adjudications), line_adjudication);
    d.many(Field::Form, field!(l.forms), form);
}

/// SV1 and SV2: the same four values, one element further on in SV2, and what only one of them has.
fn service<D: Direction>(d: &mut D, l: &mut ServiceLine) {
    let (row, procedure_at) = match d.kind() {
        ClaimType::Professional => (Field::ProfessionalService, 1),
        ClaimType::Institutional => (Field::InstitutionalService, 2),
    };
    d.within(row, |d| {
        d.part(field!(l.procedure), |d, p| procedure(d, procedure_at, p));
        d.element(e(procedure_at + 1), field!(l.charge));
        d.element(e(procedure_at + 2), field!(l.unit));
        d.element(e(procedure_at + 3), field!(l.units));
        d.only(ClaimType::Professional, |d| {
            d.element(e(5), field!(l.place_of_service));
            d.list(7, 1, 4, field!(l.diagnosis_pointers));
            d.element(e(9), field!(l.emergency));
            d.element(e(11), field!(l.epsdt));
            d.element(e(12), field!(l.family_planning));
            d.element(e(15), field!(l.copay_exempt));
        });
        d.only(ClaimType::Institutional, |d| {
            d.element(e(1), field!(l.revenue_code));
            d.element(e(7), field!(l.non_covered_charge));
        });
    });
}

/// The composite medical procedure identifier (C003).
pub(super) fn procedure<D: Direction>(d: &mut D, n: u8, p: &mut ProcedureCode) {
    d.qualifier("HC", c(n, 1), c(n, 2), field!(p.qualifier));
    d.element(c(n, 2), field!(p.code));
    d.list(n, 3, 6, field!(p.modifiers));
    d.element(c(n, 7), field!(p.description));
}

/// SV5.
fn equipment<D: Direction>(d: &mut D, q: &mut Equipment) {
    d.element(c(1, 2), field!(q.procedure));
    d.element(e(3), field!(q.length_of_need));
    d.element(e(4), field!(q.rental_price));
    d.element(e(5), field!(q.purchase_price));
    d.element(e(6), field!(q.rental_frequency));
}

/// Papers, certificates, measurements.
fn papers<D: Direction>(d: &mut D, l: &mut ServiceLine) {
    d.many(Field::Attachment, field!(l.attachments), attachment);
    d.within(Field::MedicalNecessityCertificate, |d| {
        d.element(e(2), field!(l.medical_necessity_certificate));
    });
    d.within(Field::AmbulanceTransport, |d| d.part(field!(l.ambulance_transport), |d, a| ambulance(d, a)));
    d.within(Field::EquipmentCertification, |d| {
        d.part(field!(l.equipment_certification), |d, certificate: &mut Box<EquipmentCertification>| {
            d.element(e(1), field!(certificate.certification_type));
            d.element(e(3), field!(certificate.months));
        });
    });
    d.many(Field::AmbulanceCertification, field!(l.ambulance_certifications), certification);
    d.within(Field::HospiceEmployee, |d| d.element(e(2), field!(l.hospice_employee)));
    d.within(Field::EquipmentCondition, |d| {
        d.part(field!(l.equipment_condition), |d, x| certification(d, x));
    });
    d.within(Field::AmbulancePatientCount, |d| d.element(e(2), field!(l.ambulance_patient_count)));
    d.within(Field::ObstetricAnesthesiaUnits, |d| d.element(e(2), field!(l.obstetric_anesthesia_units)));
    d.many(Field::TestResult, field!(l.test_results), |d, t: &mut TestResult| {
        d.element(e(1), field!(t.reference));
        d.element(e(2), field!(t.measurement));
        d.element(e(3), field!(t.value));
    });
    d.within(Field::Contract, |d| d.part(field!(l.contract), |d, x| contract(d, x)));
    texts(d, Field::FileInformation, 1, field!(l.file_information));
    d.within(Field::LineNote, |d| d.part(field!(l.note), |d, n| note(d, n)));
    d.within(Field::ThirdPartyNote, |d| d.element(e(2), field!(l.third_party_note)));
    d.within(Field::PurchasedService, |d| {
        d.part(field!(l.purchased_service), |d, s: &mut Box<PurchasedService>| {
            d.element(e(1), field!(s.provider));
            d.element(e(2), field!(s.charge));
        });
    });
}

/// DTP: format in DTP02, value in DTP03.
fn dates<D: Direction>(d: &mut D, l: &mut ServiceLine) {
    d.within(Field::ServiceDate, |d| d.days(e(2), e(3), field!(l.service_date), field!(l.service_date_to)));
    d.within(Field::PrescriptionDate, |d| d.dated(e(2), e(3), field!(l.prescription_date)));
    d.within(Field::RecertificationDate, |d| d.dated(e(2), e(3), field!(l.recertification_date)));
    d.within(Field::BeginTherapyDate, |d| d.dated(e(2), e(3), field!(l.begin_therapy_date)));
    d.within(Field::LastCertificationDate, |d| d.dated(e(2), e(3), field!(l.last_certification_date)));
    d.within(Field::LastSeenDate, |d| d.dated(e(2), e(3), field!(l.last_seen_date)));
    d.many(Field::TestDate, field!(l.test_dates), qualified_date);
    d.within(Field::ShippedDate, |d| d.dated(e(2), e(3), field!(l.shipped_date)));
    d.within(Field::LastXRayDate, |d| d.dated(e(2), e(3), field!(l.last_x_ray_date)));
    d.within(Field::InitialTreatmentDate, |d| d.dated(e(2), e(3), field!(l.initial_treatment_date)));
}

/// REF and AMT: number or amount in element 2.
fn numbers<D: Direction>(d: &mut D, l: &mut ServiceLine) {
    d.within(Field::RepricedLineNumber, |d| d.element(e(2), field!(l.repriced_line_number)));
    d.within(Field::AdjustedRepricedLineNumber, |d| d.element(e(2), field!(l.adjusted_repriced_line_number)));
    d.many(Field::PriorAuthorization, field!(l.prior_authorizations), payer_reference);
    d.within(Field::LineItemControlNumber, |d| d.element(e(2), field!(l.line_item_control_number)));
    d.within(Field::MammographyCertificationNumber, |d| {
        d.element(e(2), field!(l.mammography_certification_number));
    });
    d.within(Field::CliaNumber, |d| d.element(e(2), field!(l.clia_number)));
    d.within(Field::ReferringCliaNumber, |d| d.element(e(2), field!(l.referring_clia_number)));
    d.within(Field::ImmunizationBatchNumber, |d| d.element(e(2), field!(l.immunization_batch_number)));
    d.many(Field::ReferralNumber, field!(l.referrals), payer_reference);
    d.within(Field::SalesTax, |d| d.element(e(2), field!(l.sales_tax)));
    d.within(Field::Postage, |d| d.element(e(2), field!(l.postage)));
    d.within(Field::ServiceTax, |d| d.element(e(2), field!(l.service_tax)));
    d.within(Field::FacilityTax, |d| d.element(e(2), field!(l.facility_tax)));
}

/// 2410.
fn drug<D: Direction>(d: &mut D, x: &mut Drug) {
    d.within(Field::DrugIdentification, |d| {
        d.qualifier("N4", e(2), e(3), field!(x.qualifier));
        d.element(e(3), field!(x.code));
    });
    d.within(Field::DrugQuantity, |d| {
        d.element(e(4), field!(x.quantity));
        d.element(c(5, 1), field!(x.unit));
    });
    d.within(Field::PrescriptionNumber, |d| d.part(field!(x.prescription_number), identifier));
}

/// 2440.
fn form<D: Direction>(d: &mut D, f: &mut Form) {
    d.within(Field::FormIdentification, |d| {
        d.element(e(1), field!(f.qualifier));
        d.element(e(2), field!(f.id));
    });
    d.many(Field::FormAnswer, field!(f.answers), |d, a: &mut FormAnswer| {
        d.element(e(1), field!(a.question));
        d.element(e(2), field!(a.yes_no));
        d.element(e(3), field!(a.text));
        d.element(e(4), field!(a.date));
        d.element(e(5), field!(a.percent));
    });
}
