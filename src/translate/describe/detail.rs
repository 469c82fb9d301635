//! Details that claims and service lines share.

use crate::model::{
    AmbulanceTransport, Attachment, Certification, Contract, Note, PayerReference, QualifiedDate, Repricing,
    Text,
};

use super::super::direction::{Direction, Named, c, e, field};
use super::super::field::Field;

/// Numbers of one kind, one a segment (REF02, K301).
pub(super) fn texts<D: Direction>(d: &mut D, field: Field, element: u8, named: Named<'_, Vec<Text>>) {
    d.many(field, named, |d, text: &mut Text| one(d, element, text));
}

/// Codes of one kind, one an element, `count` from element `first`.
pub(super) fn codes<D: Direction>(d: &mut D, first: u8, count: u8, named: Named<'_, Vec<Text>>) {
    d.groups((first, 1, count), named, |d, text: &mut Text| one(d, 1, text));
}

/// A list item that is a text by itself: its path is the item's.
pub(super) fn one<D: Direction>(d: &mut D, element: u8, text: &mut Text) {
    component(d, super::super::direction::e(element), text);
}

/// The same for a component.
pub(super) fn component<D: Direction>(d: &mut D, spot: crate::guide::Spot, text: &mut Text) {
    let mut value = (!text.is_empty()).then(|| text.clone());
    d.element(spot, ("", &mut value));
    *text = value.unwrap_or_default();
}

/// PWK.
pub(super) fn attachment<D: Direction>(d: &mut D, a: &mut Attachment) {
    d.element(e(1), field!(a.report_type));
    d.element(e(2), field!(a.transmission));
    d.element(e(6), field!(a.control_number));
}

/// CN1.
pub(super) fn contract<D: Direction>(d: &mut D, contract: &mut Contract) {
    d.element(e(1), field!(contract.contract_type));
    d.element(e(2), field!(contract.amount));
    d.element(e(3), field!(contract.percentage));
    d.element(e(4), field!(contract.code));
    d.element(e(5), field!(contract.terms_discount));
    d.element(e(6), field!(contract.version));
}

/// NTE.
pub(super) fn note<D: Direction>(d: &mut D, n: &mut Note) {
    d.element(e(1), field!(n.code));
    d.element(e(2), field!(n.text));
}

/// DTP with a choice of qualifiers.
pub(super) fn qualified_date<D: Direction>(d: &mut D, q: &mut QualifiedDate) {
    d.element(e(1), field!(q.qualifier));
    d.dated(e(2), e(3), field!(q.date));
}

/// CR1.
pub(super) fn ambulance<D: Direction>(d: &mut D, a: &mut AmbulanceTransport) {
    d.element(e(2), field!(a.patient_weight));
    d.element(e(4), field!(a.reason));
    d.element(e(6), field!(a.distance));
    d.element(e(9), field!(a.round_trip_purpose));
    d.element(e(10), field!(a.stretcher_purpose));
}

/// CRC whose category the row fixes.
pub(super) fn certification<D: Direction>(d: &mut D, certification: &mut Certification) {
    d.element(e(2), field!(certification.applies));
    codes(d, 3, 5, field!(certification.conditions));
}

/// CRC with a choice of categories.
pub(super) fn categorized<D: Direction>(d: &mut D, certification_: &mut Certification) {
    d.element(e(1), field!(certification_.category));
    certification(d, certification_);
}

/// REF with the payer that gave the number.
pub(super) fn payer_reference<D: Direction>(d: &mut D, r: &mut PayerReference) {
    d.element(e(2), field!(r.number));
    d.element(c(4, 2), field!(r.payer));
}

/// HCP.
pub(super) fn repricing<D: Direction>(d: &mut D, r: &mut Repricing) {
    d.element(e(1), field!(r.method));
    d.element(e(2), field!(r.allowed_amount));
    d.element(e(3), field!(r.saving_amount));
    d.element(e(4), field!(r.organization));
    d.element(e(5), field!(r.rate));
    d.element(e(6), field!(r.approved_group));
    d.element(e(7), field!(r.approved_amount));
    d.element(e(8), field!(r.approved_revenue_code));
    d.element(e(9), field!(r.approved_procedure_qualifier));
    d.element(e(10), field!(r.approved_procedure));
    d.element(e(11), field!(r.approved_unit));
    d.element(e(12), field!(r.approved_units));
    d.element(e(13), field!(r.reject_reason));
    d.element(e(14), field!(r.policy_compliance));
    d.element(e(15), field!(r.exception));
}
