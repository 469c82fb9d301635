//! The people and organisations of a claim.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::record::record;
use super::{Amount, Text};

record! {
    /// A postal address (N3, N4).
    Address {
        /// Street.
        line1: Text,
        /// Second line.
        line2: Text,
        /// City.
        city: Text,
        /// State or province, two letters.
        state: Text,
        /// Postal code; in the United States five or nine digits, no hyphen.
        postal_code: Text,
        /// Country, where it is not the United States.
        country: Text,
        /// Subdivision of a country without states.
        country_subdivision: Text,
    }
}

record! {
    /// A person or office to ask (PER).
    Contact {
        /// Name.
        name: Text,
        |
        /// Telephone, fax, electronic mail, in the order sent.
        numbers: ContactNumber,
    }
}

record! {
    /// How to reach someone (PER).
    ContactNumber {
        /// TE for telephone, EX for its extension, FX for fax, EM for electronic mail.
        qualifier: Text,
        /// The number or address.
        value: Text,
    }
}

record! {
    /// A number that says what kind it is (REF).
    Identifier {
        /// X12 qualifier, such as G2 for a number the payer gave.
        qualifier: Text,
        /// The number.
        value: Text,
        /// In a service line: the other payer that gave it; none for the payer of the claim (REF04-2).
        payer: Text,
    }
}

record! {
    /// Who sent the file (loop 1000A).
    Submitter {
        /// Name of an organisation.
        name: Text,
        /// Last name of a person.
        last_name: Text,
        /// First name.
        first_name: Text,
        /// Middle name or initial.
        middle_name: Text,
        /// Number agreed with the receiver.
        id: Text,
        |
        /// Whom to ask about the file.
        contacts: Contact,
    }
}

record! {
    /// Whom the file was sent to (loop 1000B).
    Receiver {
        /// Name.
        name: Text,
        /// Number agreed with the sender.
        id: Text,
    }
}

record! {
    /// Who is to be paid (loops 2000A, 2010AA).
    BillingProvider {
        /// Name of an organisation.
        name: Text,
        /// Last name of a person.
        last_name: Text,
        /// First name.
        first_name: Text,
        /// Middle name or initial.
        middle_name: Text,
        /// Suffix, such as JR.
        suffix: Text,
        /// National provider identifier, ten digits.
        npi: Text,
        /// What it is specialised in: NUCC taxonomy code.
        taxonomy: Text,
        /// Street address; no post office box.
        address: Address,
        /// Tax number.
        tax_id: Text,
        /// SY where the tax number is a social security number.
        tax_id_qualifier: Text,
        /// Currency of the amounts, where that is not the US dollar (CUR02).
        currency: Text,
        /// Where to send the money, if it is another address (2010AB).
        pay_to: Box<PayTo>,
        /// 837P and 837I: the plan that is to be paid instead (2010AC).
        pay_to_plan: Box<PayToPlan>,
        |
        /// Other numbers.
        identifiers: Identifier,
        /// Whom to ask.
        contacts: Contact,
    }
}

record! {
    /// Where to send the money (2010AB).
    PayTo {
        /// 1 for a person, 2 for an organisation (NM102).
        entity_type: Text,
        /// The address.
        address: Address,
    }
}

record! {
    /// The plan that is to be paid instead of the provider (2010AC).
    PayToPlan {
        /// Name.
        name: Text,
        /// Number of the plan.
        id: Text,
        /// XV where that number is a national health plan identifier.
        id_qualifier: Text,
        /// Address.
        address: Address,
        /// Tax number.
        tax_id: Text,
        |
        /// Other numbers.
        identifiers: Identifier,
    }
}

record! {
    /// Who holds the insurance (loops 2000B, 2010BA).
    Subscriber {
        /// Number of the member with the payer.
        member_id: Text,
        /// II where that number is another than the member's.
        member_id_qualifier: Text,
        /// What the patient is to the subscriber: 18 for the same person, 01 spouse, 19 child … (SBR02, PAT01).
        relationship: Text,
        /// Rank of this payer: P for primary, S, T … (SBR01).
        payer_responsibility: Text,
        /// Group or policy (SBR03).
        group_number: Text,
        /// Name of the group (SBR04).
        group_name: Text,
        /// 837P: why Medicare pays second (SBR05).
        insurance_type: Text,
        /// Kind of insurance: MB, MC, BL, CI … (SBR09).
        claim_filing_indicator: Text,
        /// Name of an employer that is the subscriber.
        name: Text,
        /// Last name, where the subscriber is not the patient.
        last_name: Text,
        /// First name.
        first_name: Text,
        /// Middle name or initial.
        middle_name: Text,
        /// Suffix, such as JR.
        suffix: Text,
        /// Date of birth.
        birth_date: NaiveDate,
        /// F, M or U.
        sex: Text,
        /// Address.
        address: Address,
        /// Social security number, where sent.
        ssn: Text,
        /// Number of a property and casualty claim (REF*Y4).
        property_casualty_claim_number: Text,
        /// 837P: whom to ask about a property and casualty claim (PER).
        contact: Contact,
    }
}

record! {
    /// Who was treated (2010BA where the subscriber is the patient, else 2010CA).
    Patient {
        /// Last name.
        last_name: Text,
        /// First name.
        first_name: Text,
        /// Middle name or initial.
        middle_name: Text,
        /// Suffix, such as JR.
        suffix: Text,
        /// Date of birth.
        birth_date: NaiveDate,
        /// F, M or U.
        sex: Text,
        /// Address.
        address: Address,
        /// 837P: day of death (PAT06).
        death_date: NaiveDate,
        /// 837P: weight in pounds (PAT08).
        weight: Amount,
        /// 837P: Y for a pregnant patient (PAT09).
        pregnant: Text,
        /// Number of a property and casualty claim, for a patient who is not the subscriber (2010CA REF*Y4).
        property_casualty_claim_number: Text,
        /// Number of the patient with a property and casualty payer (2010CA REF*1W, SY).
        property_casualty_id: Identifier,
        /// 837P: whom to ask about a property and casualty claim (2010CA PER).
        contact: Contact,
    }
}

record! {
    /// Who is to pay (loop 2010BB).
    Payer {
        /// Name.
        name: Text,
        /// Number of the payer.
        id: Text,
        /// XV where that number is a national health plan identifier.
        id_qualifier: Text,
        /// Address.
        address: Address,
        |
        /// Other numbers of the payer.
        identifiers: Identifier,
        /// Numbers it gave the billing provider (REF*G2, LU).
        billing_provider_identifiers: Identifier,
    }
}

/// What part a provider had in the care.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProviderRole {
    /// Did the work.
    Rendering,
    /// 837I: answers for the patient's care.
    Attending,
    /// 837I: chief surgeon.
    Operating,
    /// 837I: another surgeon.
    OtherOperating,
    /// Sent the patient.
    Referring,
    /// 837P: oversaw the one who did the work.
    Supervising,
    /// 837P: ordered the service.
    Ordering,
    /// 837P: did a service that was bought in.
    PurchasedService,
    /// Where it was done, if that is not the billing provider's address.
    ServiceFacility,
    /// 837P: where an ambulance picked the patient up.
    AmbulancePickUp,
    /// 837P: where an ambulance took the patient.
    AmbulanceDropOff,
    /// The one to be paid; only among the numbers that other payers gave.
    Billing,
}

/// Someone who had a part in the care.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// What part.
    pub role: ProviderRole,
    /// X12 qualifier of the role where a role has two: P3 for the primary care provider among the referring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualifier: Option<Text>,
    /// Name of an organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// Last name of a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<Text>,
    /// First name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<Text>,
    /// Middle name or initial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub middle_name: Option<Text>,
    /// Suffix, such as JR.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suffix: Option<Text>,
    /// National provider identifier, ten digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub npi: Option<Text>,
    /// What they are specialised in: NUCC taxonomy code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taxonomy: Option<Text>,
    /// Address, for places.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Box<Address>>,
    /// 837P: whom to ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Box<Contact>>,
    /// Other numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
}

impl Provider {
    /// An empty provider of a role.
    pub fn new(role: ProviderRole) -> Self {
        Self {
            role,
            qualifier: None,
            name: None,
            last_name: None,
            first_name: None,
            middle_name: None,
            suffix: None,
            npi: None,
            taxonomy: None,
            address: None,
            contact: None,
            identifiers: Vec::new(),
        }
    }
}
