//! Other payers (2320, 2330) and what they decided about a line (2430).

use crate::model::{
    Adjustment, AdjustmentGroup, InpatientAdjudication, LineAdjudication, OtherPayer, OtherPayerName,
    OtherPayerProvider, OtherSubscriber, OutpatientAdjudication, ProviderRole,
};

use super::super::direction::{Direction, Named, Roled, SEGMENT, e, field};
use super::super::field::Field;
use super::detail::codes;
use super::line::procedure;
use super::party::{address, given_names, identifier};

/// 2320.
pub(super) fn other_payer<D: Direction>(d: &mut D, o: &mut OtherPayer) {
    d.within(Field::SubscriberInformation, |d| {
        d.element(e(1), field!(o.payer_responsibility));
        d.element(e(2), field!(o.relationship));
        d.element(e(3), field!(o.group_number));
        d.element(e(4), field!(o.group_name));
        d.element(e(5), field!(o.insurance_type));
        d.element(e(9), field!(o.claim_filing_indicator));
    });
    adjustments(d, field!(o.adjustments));
    d.within(Field::PayerPaidAmount, |d| d.element(e(2), field!(o.paid_amount)));
    d.within(Field::NonCoveredAmount, |d| d.element(e(2), field!(o.non_covered_amount)));
    d.within(Field::RemainingPatientLiability, |d| d.element(e(2), field!(o.remaining_patient_liability)));
    d.within(Field::OtherInsurance, |d| {
        d.defaulted("Y", e(3), field!(o.benefits_assigned));
        d.element(e(4), field!(o.patient_signature_source));
        d.defaulted("Y", e(6), field!(o.release_of_information));
    });
    d.within(Field::InpatientAdjudication, |d| {
        d.part(field!(o.inpatient_adjudication), |d, i| inpatient(d, i));
    });
    d.within(Field::OutpatientAdjudication, |d| {
        d.part(field!(o.outpatient_adjudication), |d, a| outpatient(d, a));
    });
    d.within(Field::OtherSubscriber, |d| d.part(field!(o.subscriber), |d, s| subscriber(d, s)));
    d.within(Field::OtherPayer, |d| d.part(field!(o.payer), |d, p| payer(d, p)));
    d.many_of(PROVIDERS, field!(o.providers), provider);
}

/// CAS: a group code and up to six reasons.
fn adjustments<D: Direction>(d: &mut D, named: Named<'_, Vec<AdjustmentGroup>>) {
    d.many(Field::Adjustment, named, |d, group| {
        d.element(e(1), field!(group.group_code));
        d.groups((2, 3, 6), field!(group.adjustments), |d, a: &mut Adjustment| {
            d.element(e(1), field!(a.reason));
            d.element(e(2), field!(a.amount));
            d.element(e(3), field!(a.quantity));
        });
    });
}

/// MIA.
fn inpatient<D: Direction>(d: &mut D, i: &mut InpatientAdjudication) {
    d.element(e(1), field!(i.covered_days));
    d.element(e(3), field!(i.lifetime_psychiatric_days));
    d.element(e(4), field!(i.drg_amount));
    d.element(e(5), field!(i.remark_code));
    d.element(e(6), field!(i.disproportionate_share_amount));
    d.element(e(7), field!(i.msp_pass_through_amount));
    d.element(e(8), field!(i.pps_capital_amount));
    d.element(e(9), field!(i.pps_capital_fsp_drg_amount));
    d.element(e(10), field!(i.pps_capital_hsp_drg_amount));
    d.element(e(11), field!(i.pps_capital_dsh_drg_amount));
    d.element(e(12), field!(i.old_capital_amount));
    d.element(e(13), field!(i.pps_capital_ime_amount));
    d.element(e(14), field!(i.pps_operating_hospital_drg_amount));
    d.element(e(15), field!(i.cost_report_days));
    d.element(e(16), field!(i.pps_operating_federal_drg_amount));
    d.element(e(17), field!(i.pps_capital_outlier_amount));
    d.element(e(18), field!(i.indirect_teaching_amount));
    d.element(e(19), field!(i.professional_component_amount));
    codes(d, 20, 4, field!(i.further_remark_codes));
    d.element(e(24), field!(i.pps_capital_exception_amount));
}

/// MOA.
fn outpatient<D: Direction>(d: &mut D, o: &mut OutpatientAdjudication) {
    d.element(e(1), field!(o.reimbursement_rate));
    d.element(e(2), field!(o.hcpcs_payable_amount));
    codes(d, 3, 5, field!(o.remark_codes));
    d.element(e(8), field!(o.esrd_payment_amount));
    d.element(e(9), field!(o.professional_component_amount));
}

/// 2330A.
fn subscriber<D: Direction>(d: &mut D, s: &mut OtherSubscriber) {
    d.within(Field::Name, |d| {
        d.entity(e(2), e(3), field!(s.name), field!(s.last_name));
        given_names!(d, s);
        d.qualifier("MI", e(8), e(9), field!(s.member_id_qualifier));
        d.element(e(9), field!(s.member_id));
    });
    d.part(field!(s.address), address);
    d.within(Field::Ssn, |d| d.element(e(2), field!(s.ssn)));
}

/// 2330B.
fn payer<D: Direction>(d: &mut D, p: &mut OtherPayerName) {
    d.within(Field::Name, |d| {
        d.element(e(3), field!(p.name));
        d.qualifier("PI", e(8), e(9), field!(p.id_qualifier));
        d.element(e(9), field!(p.id));
    });
    d.part(field!(p.address), address);
    d.within(Field::PaymentDate, |d| d.dated(e(2), e(3), field!(p.payment_date)));
    d.many(Field::SecondaryId, field!(p.identifiers), identifier);
    d.within(Field::PriorAuthorization, |d| d.element(e(2), field!(p.prior_authorization_number)));
    d.within(Field::ReferralNumber, |d| d.element(e(2), field!(p.referral_number)));
    d.within(Field::ClaimAdjustmentIndicator, |d| d.element(e(2), field!(p.claim_adjustment_indicator)));
    d.within(Field::PayerClaimControlNumber, |d| d.element(e(2), field!(p.claim_control_number)));
}

impl Roled for OtherPayerProvider {
    type Role = ProviderRole;
    const ROLE: &'static str = "role";

    fn with_role(role: ProviderRole) -> Self {
        Self::new(role)
    }

    fn role(&self) -> ProviderRole {
        self.role
    }
}

const PROVIDERS: &[(Field, ProviderRole)] = &[
    (Field::OtherPayerRenderingProvider, ProviderRole::Rendering),
    (Field::OtherPayerAttendingProvider, ProviderRole::Attending),
    (Field::OtherPayerOperatingPhysician, ProviderRole::Operating),
    (Field::OtherPayerOtherOperatingPhysician, ProviderRole::OtherOperating),
    (Field::OtherPayerReferringProvider, ProviderRole::Referring),
    (Field::OtherPayerSupervisingProvider, ProviderRole::Supervising),
    (Field::OtherPayerServiceFacility, ProviderRole::ServiceFacility),
    (Field::OtherPayerBillingProvider, ProviderRole::Billing),
];

/// 2330C and on: only numbers, no names.
fn provider<D: Direction>(d: &mut D, p: &mut OtherPayerProvider) {
    let organisation = matches!(p.role, ProviderRole::ServiceFacility | ProviderRole::Billing);
    d.within(Field::Name, |d| {
        if p.role == ProviderRole::Referring {
            d.qualifier("DN", e(1), SEGMENT, field!(p.qualifier));
        }
        d.defaulted(if organisation { "2" } else { "1" }, e(2), field!(p.entity_type));
    });
    d.many(Field::SecondaryId, field!(p.identifiers), identifier);
}

/// 2430.
pub(super) fn line_adjudication<D: Direction>(d: &mut D, a: &mut LineAdjudication) {
    d.within(Field::LineAdjudicationInformation, |d| {
        d.element(e(1), field!(a.payer_id));
        d.element(e(2), field!(a.paid_amount));
        d.part(field!(a.procedure), |d, p| procedure(d, 3, p));
        d.element(e(4), field!(a.revenue_code));
        d.element(e(5), field!(a.units));
        d.element(e(6), field!(a.bundled_into));
    });
    adjustments(d, field!(a.adjustments));
    d.within(Field::PaymentDate, |d| d.dated(e(2), e(3), field!(a.payment_date)));
    d.within(Field::RemainingPatientLiability, |d| d.element(e(2), field!(a.remaining_patient_liability)));
}
