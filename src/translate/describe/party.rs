//! The people and organisations above and beside a claim.

use crate::model::{
    Address, BillingProvider, Claim, Contact, ContactNumber, Identifier, Patient, PayTo, PayToPlan, Payer,
    Provider, ProviderRole, Subscriber,
};

use super::super::direction::{Direction, Named, Roled, SEGMENT, c, e, field};
use super::super::field::Field;

/// First and middle name and suffix, which are alike in every NM1.
macro_rules! given_names {
    ($d:ident, $party:ident) => {
        $d.element(e(4), field!($party.first_name));
        $d.element(e(5), field!($party.middle_name));
        $d.element(e(7), field!($party.suffix));
    };
}

pub(super) use given_names;

/// The billing provider's level (2000A).
pub(crate) fn provider<D: Direction>(d: &mut D, claim: &mut Claim) {
    d.within(Field::Hierarchy, |d| d.elsewhere(&[1, 2, 3, 4]));
    d.shared(field!(claim.billing_provider), |d, b| {
        d.within(Field::Specialty, |d| d.element(e(3), field!(b.taxonomy)));
        d.within(Field::Currency, |d| d.element(e(2), field!(b.currency)));
        d.within(Field::BillingProvider, |d| billing_provider(d, b));
        d.within(Field::PayToAddress, |d| d.part(field!(b.pay_to), |d, p| pay_to(d, p)));
        d.within(Field::PayToPlan, |d| d.part(field!(b.pay_to_plan), |d, p| pay_to_plan(d, p)));
    });
}

/// 2010AB.
fn pay_to<D: Direction>(d: &mut D, p: &mut PayTo) {
    d.within(Field::Name, |d| d.defaulted("2", e(2), field!(p.entity_type)));
    d.part(field!(p.address), address);
}

/// 2010AC.
fn pay_to_plan<D: Direction>(d: &mut D, p: &mut PayToPlan) {
    d.within(Field::Name, |d| {
        d.element(e(3), field!(p.name));
        d.qualifier("PI", e(8), e(9), field!(p.id_qualifier));
        d.element(e(9), field!(p.id));
    });
    d.part(field!(p.address), address);
    d.many(Field::SecondaryId, field!(p.identifiers), identifier);
    d.within(Field::TaxId, |d| d.element(e(2), field!(p.tax_id)));
}

fn billing_provider<D: Direction>(d: &mut D, b: &mut BillingProvider) {
    d.within(Field::Name, |d| {
        d.entity(e(2), e(3), field!(b.name), field!(b.last_name));
        given_names!(d, b);
        d.element(e(9), field!(b.npi));
    });
    d.part(field!(b.address), address);
    d.within(Field::TaxId, |d| {
        d.qualifier("EI", e(1), e(2), field!(b.tax_id_qualifier));
        d.element(e(2), field!(b.tax_id));
    });
    d.many(Field::SecondaryId, field!(b.identifiers), identifier);
    contacts(d, field!(b.contacts));
}

/// The subscriber's level (2000B): the insured, who is the patient too unless a patient level follows, and the payer.
pub(crate) fn subscriber<D: Direction>(d: &mut D, claim: &mut Claim, patient_follows: bool) {
    d.within(Field::Hierarchy, |d| d.elsewhere(&[1, 2, 3, 4]));
    d.within(Field::SubscriberInformation, |d| {
        d.shared(field!(claim.subscriber), |d, s| coverage(d, s, patient_follows));
    });
    if !patient_follows {
        d.within(Field::PatientInformation, |d| d.shared(field!(claim.patient), patient_information));
    }
    d.within(Field::Subscriber, |d| {
        d.within(Field::Name, |d| {
            if patient_follows {
                d.shared(field!(claim.subscriber), |d, s| {
                    d.entity(e(2), e(3), field!(s.name), field!(s.last_name));
                    given_names!(d, s);
                });
            } else {
                d.shared(field!(claim.patient), patient_name);
            }
            d.shared(field!(claim.subscriber), |d, s| {
                d.qualifier("MI", e(8), e(9), field!(s.member_id_qualifier));
                d.element(e(9), field!(s.member_id));
            });
        });
        if patient_follows {
            d.shared(field!(claim.subscriber), |d, s| {
                d.part(field!(s.address), address);
                d.within(Field::Demographics, |d| {
                    d.dated(e(1), e(2), field!(s.birth_date));
                    d.element(e(3), field!(s.sex));
                });
            });
        } else {
            d.shared(field!(claim.patient), patient_person);
        }
        d.shared(field!(claim.subscriber), |d, s| {
            d.within(Field::Ssn, |d| d.element(e(2), field!(s.ssn)));
            d.within(Field::PropertyCasualtyClaimNumber, |d| {
                d.element(e(2), field!(s.property_casualty_claim_number));
            });
            d.within(Field::Contact, |d| d.part(field!(s.contact), contact));
        });
    });
    d.within(Field::Payer, |d| d.shared(field!(claim.payer), payer));
}

/// Relationship of a patient who is the subscriber.
pub(crate) const SELF: &str = "18";

/// Whether the patient is said to be another than the subscriber.
pub(crate) fn is_dependent(claim: &Claim) -> bool {
    let relationship = claim.subscriber.as_ref().and_then(|subscriber| subscriber.relationship.as_deref());
    relationship.is_some_and(|code| code != SELF)
}

/// SBR of 2000B.
fn coverage<D: Direction>(d: &mut D, s: &mut Subscriber, patient_follows: bool) {
    d.defaulted("P", e(1), field!(s.payer_responsibility));
    if !patient_follows {
        d.defaulted(SELF, e(2), field!(s.relationship));
    }
    d.element(e(3), field!(s.group_number));
    d.element(e(4), field!(s.group_name));
    d.element(e(5), field!(s.insurance_type));
    d.element(e(9), field!(s.claim_filing_indicator));
}

/// The patient's level (2000C), where the patient is not the subscriber.
pub(crate) fn patient<D: Direction>(d: &mut D, claim: &mut Claim) {
    d.within(Field::Hierarchy, |d| d.elsewhere(&[1, 2, 3, 4]));
    d.within(Field::PatientInformation, |d| {
        // This one says that none follows.
        if d.says_other(e(1), SELF) {
            d.shared(field!(claim.subscriber), |d, s| d.element(e(1), field!(s.relationship)));
        }
        d.shared(field!(claim.patient), patient_information);
    });
    d.within(Field::Patient, |d| {
        d.shared(field!(claim.patient), |d, p| {
            d.within(Field::Name, |d| patient_name(d, p));
            patient_person(d, p);
            d.within(Field::PropertyCasualtyClaimNumber, |d| {
                d.element(e(2), field!(p.property_casualty_claim_number));
            });
            d.within(Field::PropertyCasualtyPatientId, |d| {
                d.part(field!(p.property_casualty_id), identifier);
            });
            d.within(Field::Contact, |d| d.part(field!(p.contact), contact));
        });
    });
}

/// PAT, but for the relationship.
fn patient_information<D: Direction>(d: &mut D, p: &mut Patient) {
    d.dated(e(5), e(6), field!(p.death_date));
    d.element(e(8), field!(p.weight));
    d.element(e(9), field!(p.pregnant));
}

fn patient_name<D: Direction>(d: &mut D, p: &mut Patient) {
    d.person(e(2), e(3), field!(p.last_name));
    given_names!(d, p);
}

fn patient_person<D: Direction>(d: &mut D, p: &mut Patient) {
    d.part(field!(p.address), address);
    d.within(Field::Demographics, |d| {
        d.dated(e(1), e(2), field!(p.birth_date));
        d.element(e(3), field!(p.sex));
    });
}

/// 2010BB.
fn payer<D: Direction>(d: &mut D, p: &mut Payer) {
    d.within(Field::Name, |d| {
        d.element(e(3), field!(p.name));
        d.qualifier("PI", e(8), e(9), field!(p.id_qualifier));
        d.element(e(9), field!(p.id));
    });
    d.part(field!(p.address), address);
    d.many(Field::SecondaryId, field!(p.identifiers), identifier);
    d.many(Field::BillingProviderSecondaryId, field!(p.billing_provider_identifiers), identifier);
}

/// N3 and N4.
pub(super) fn address<D: Direction>(d: &mut D, a: &mut Address) {
    d.within(Field::Street, |d| {
        d.element(e(1), field!(a.line1));
        d.element(e(2), field!(a.line2));
    });
    d.within(Field::City, |d| {
        d.element(e(1), field!(a.city));
        d.element(e(2), field!(a.state));
        d.element(e(3), field!(a.postal_code));
        d.element(e(4), field!(a.country));
        d.element(e(7), field!(a.country_subdivision));
    });
}

/// PER where it may repeat.
pub(super) fn contacts<D: Direction>(d: &mut D, named: Named<'_, Vec<Contact>>) {
    d.many(Field::Contact, named, contact);
}

/// PER: a name and up to three numbers.
fn contact<D: Direction>(d: &mut D, contact: &mut Contact) {
    d.element(e(2), field!(contact.name));
    d.groups((3, 2, 3), field!(contact.numbers), |d, number: &mut ContactNumber| {
        d.element(e(1), field!(number.qualifier));
        d.element(e(2), field!(number.value));
    });
}

/// REF: a number with its qualifier in front, and in service lines the payer that gave it.
pub(super) fn identifier<D: Direction>(d: &mut D, i: &mut Identifier) {
    d.element(e(1), field!(i.qualifier));
    d.element(e(2), field!(i.value));
    d.element(c(4, 2), field!(i.payer));
}

impl Roled for Provider {
    type Role = ProviderRole;
    const ROLE: &'static str = "role";

    fn with_role(role: ProviderRole) -> Self {
        Self::new(role)
    }

    fn role(&self) -> ProviderRole {
        self.role
    }
}

/// Which loop names whom; a guide knows some of them in a claim and some in a service line.
const PROVIDERS: &[(Field, ProviderRole)] = &[
    (Field::RenderingProvider, ProviderRole::Rendering),
    (Field::AttendingProvider, ProviderRole::Attending),
    (Field::OperatingPhysician, ProviderRole::Operating),
    (Field::OtherOperatingPhysician, ProviderRole::OtherOperating),
    (Field::ReferringProvider, ProviderRole::Referring),
    (Field::SupervisingProvider, ProviderRole::Supervising),
    (Field::OrderingProvider, ProviderRole::Ordering),
    (Field::PurchasedServiceProvider, ProviderRole::PurchasedService),
    (Field::ServiceFacility, ProviderRole::ServiceFacility),
    (Field::AmbulancePickUp, ProviderRole::AmbulancePickUp),
    (Field::AmbulanceDropOff, ProviderRole::AmbulanceDropOff),
];

/// The providers of a claim (2310) or of a service line (2420).
pub(super) fn providers<D: Direction>(d: &mut D, named: Named<'_, Vec<Provider>>) {
    d.many_of(PROVIDERS, named, |d, p: &mut Provider| {
        d.within(Field::Name, |d| {
            if p.role == ProviderRole::Referring {
                // DN, or P3 for the primary care provider.
                d.qualifier("DN", e(1), SEGMENT, field!(p.qualifier));
            }
            d.entity(e(2), e(3), field!(p.name), field!(p.last_name));
            given_names!(d, p);
            d.element(e(9), field!(p.npi));
        });
        d.within(Field::Specialty, |d| d.element(e(3), field!(p.taxonomy)));
        d.part(field!(p.address), |d, a| address(d, a));
        d.many(Field::SecondaryId, field!(p.identifiers), identifier);
        d.within(Field::Contact, |d| d.part(field!(p.contact), |d, c| contact(d, c)));
    });
}
