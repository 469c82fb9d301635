//! Envelope, submitter and receiver (ISA, GS, ST, BHT, 1000A, 1000B).

use crate::model::{Claim, Group, Interchange, Receiver, Submitter, Transaction};

use super::super::direction::{Direction, e, field};
use super::super::field::Field;
use super::party::contacts;

/// The header block: everything above the first HL.
pub(crate) fn header<D: Direction>(d: &mut D, claim: &mut Claim) {
    d.shared(field!(claim.envelope), |d, envelope| {
        d.part(field!(envelope.interchange), interchange);
        d.within(Field::Group, |d| {
            d.part(field!(envelope.group), group);
            d.within(Field::Transaction, |d| d.part(field!(envelope.transaction), transaction));
        });
    });
    d.within(Field::Group, |d| {
        d.within(Field::Transaction, |d| {
            d.within(Field::Submitter, |d| d.shared(field!(claim.submitter), submitter));
            d.within(Field::Receiver, |d| d.shared(field!(claim.receiver), receiver));
        });
    });
}

fn interchange<D: Direction>(d: &mut D, i: &mut Interchange) {
    d.within(Field::InterchangeHeader, |d| {
        d.elsewhere(&[11, 16]);
        d.defaulted("00", e(1), field!(i.authorization_qualifier));
        d.padded(e(2), field!(i.authorization));
        d.defaulted("00", e(3), field!(i.security_qualifier));
        d.padded(e(4), field!(i.security));
        d.defaulted("ZZ", e(5), field!(i.sender_qualifier));
        d.padded(e(6), field!(i.sender));
        d.defaulted("ZZ", e(7), field!(i.receiver_qualifier));
        d.padded(e(8), field!(i.receiver));
        d.element(e(9), field!(i.date));
        d.element(e(10), field!(i.time));
        d.defaulted("00501", e(12), field!(i.version));
        d.element(e(13), field!(i.control_number));
        d.defaulted("0", e(14), field!(i.acknowledgment_requested));
        d.defaulted("P", e(15), field!(i.usage));
    });
}

fn group<D: Direction>(d: &mut D, g: &mut Group) {
    d.within(Field::GroupHeader, |d| {
        d.elsewhere(&[]);
        d.defaulted("HC", e(1), field!(g.functional_id));
        d.element(e(2), field!(g.sender));
        d.element(e(3), field!(g.receiver));
        d.element(e(4), field!(g.date));
        d.element(e(5), field!(g.time));
        d.element(e(6), field!(g.control_number));
        d.defaulted("X", e(7), field!(g.agency));
        d.element(e(8), field!(g.version));
    });
}

fn transaction<D: Direction>(d: &mut D, t: &mut Transaction) {
    d.within(Field::TransactionHeader, |d| {
        d.elsewhere(&[]);
        d.element(e(2), field!(t.control_number));
        d.element(e(3), field!(t.version));
    });
    d.within(Field::Beginning, |d| {
        d.defaulted("00", e(2), field!(t.purpose));
        d.element(e(3), field!(t.reference));
        d.element(e(4), field!(t.date));
        d.element(e(5), field!(t.time));
        d.defaulted("CH", e(6), field!(t.claim_or_encounter));
    });
}

fn submitter<D: Direction>(d: &mut D, s: &mut Submitter) {
    d.within(Field::Name, |d| {
        d.entity(e(2), e(3), field!(s.name), field!(s.last_name));
        d.element(e(4), field!(s.first_name));
        d.element(e(5), field!(s.middle_name));
        d.element(e(9), field!(s.id));
    });
    contacts(d, field!(s.contacts));
}

fn receiver<D: Direction>(d: &mut D, r: &mut Receiver) {
    d.within(Field::Name, |d| {
        d.element(e(3), field!(r.name));
        d.element(e(9), field!(r.id));
    });
}
