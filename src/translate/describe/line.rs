//! Service lines (2400).

use crate::encounter::{ClaimType, ProcedureCode, ServiceLine};

use super::super::direction::{Direction, c, e, field};
use super::super::field::Field;
use super::party::providers;

pub(super) fn line<D: Direction>(d: &mut D, l: &mut ServiceLine) {
    let number = d.number().to_string();
    d.within(Field::LineNumber, |d| d.defaulted(&number, e(1), field!(l.number)));
    service(d, l);
    d.within(Field::ServiceDate, |d| d.days(e(2), e(3), field!(l.service_date), field!(l.service_date_to)));
    d.within(Field::LineItemControlNumber, |d| d.element(e(2), field!(l.line_item_control_number)));
    providers(d, field!(l.providers));
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
fn procedure<D: Direction>(d: &mut D, n: u8, p: &mut ProcedureCode) {
    d.qualifier("HC", c(n, 1), c(n, 2), field!(p.qualifier));
    d.element(c(n, 2), field!(p.code));
    d.list(n, 3, 6, field!(p.modifiers));
    d.element(c(n, 7), field!(p.description));
}
