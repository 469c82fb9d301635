//! The people and organisations of a claim.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::personal::{Marked, marks};
use super::record::record;
use super::{Amount, Text};

record! {
    /// A postal address (N3, N4).
    Address {
        /// Street.
        line1: Text as Address,
        /// Second line.
        line2: Text as Address,
        /// City.
        city: Text as Address,
        /// State or province, two letters.
        state: Text as Address,
        /// Postal code; in the United States five or nine digits, no hyphen.
        postal_code: Text as Address,
        /// Country, where it is not the United States.
        country: Text as Address,
        /// Subdivision of a country without states.
        country_subdivision: Text as Address,
    }
}

record! {
    /// A person or office to ask (PER).
    Contact {
        /// Name.
        name: Text as Name,
        |
        /// Telephone, fax, electronic mail, in the order sent.
        numbers: ContactNumber,
    }
}

record! {
    /// How to reach someone (PER).
    ContactNumber {
        /// TE for telephone, EX for its extension, FX for fax, EM for electronic mail.
        qualifier: Text as Code,
        /// The number or address.
        value: Text as Contact,
    }
}

record! {
    /// A number that says what kind it is (REF).
    Identifier {
        /// X12 qualifier, such as G2 for a number the payer gave.
        qualifier: Text as Code,
        /// The number.
        value: Text as Id,
        /// In a service line: the other payer that gave it; none for the payer of the claim (REF04-2).
        payer: Text as Public,
    }
}

record! {
    /// Who sent the file (loop 1000A).
    Submitter {
        /// Name of an organisation.
        name: Text as Organization,
        /// Last name of a person.
        last_name: Text as Name,
        /// First name.
        first_name: Text as Name,
        /// Middle name or initial.
        middle_name: Text as Name,
        /// Number agreed with the receiver.
        id: Text as Id,
        |
        /// Whom to ask about the file.
        contacts: Contact,
    }
}

record! {
    /// Whom the file was sent to (loop 1000B).
    Receiver {
        /// Name.
        name: Text as Organization,
        /// Number agreed with the sender.
        id: Text as Id,
    }
}

record! {
    /// Who is to be paid (loops 2000A, 2010AA).
    BillingProvider {
        /// Name of an organisation.
        name: Text as Organization,
        /// Last name of a person.
        last_name: Text as Name,
        /// First name.
        first_name: Text as Name,
        /// Middle name or initial.
        middle_name: Text as Name,
        /// Suffix, such as JR.
        suffix: Text as Name,
        /// National provider identifier, ten digits.
        npi: Text as Public,
        /// What it is specialised in: NUCC taxonomy code.
        taxonomy: Text as Code,
        /// Street address; no post office box.
        address: Address,
        /// Tax number.
        tax_id: Text as Id,
        /// SY where the tax number is a social security number.
        tax_id_qualifier: Text as Code,
        /// Currency of the amounts, where that is not the US dollar (CUR02).
        currency: Text as Code,
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
        entity_type: Text as Code,
        /// The address.
        address: Address,
    }
}

record! {
    /// The plan that is to be paid instead of the provider (2010AC).
    PayToPlan {
        /// Name.
        name: Text as Organization,
        /// Number of the plan.
        id: Text as Public,
        /// XV where that number is a national health plan identifier.
        id_qualifier: Text as Code,
        /// Address.
        address: Address,
        /// Tax number.
        tax_id: Text as Id,
        |
        /// Other numbers.
        identifiers: Identifier,
    }
}

record! {
    /// Who holds the insurance (loops 2000B, 2010BA).
    Subscriber {
        /// Number of the member with the payer.
        member_id: Text as Id,
        /// II where that number is another than the member's.
        member_id_qualifier: Text as Code,
        /// What the patient is to the subscriber: 18 for the same person, 01 spouse, 19 child … (SBR02, PAT01).
        relationship: Text as Code,
        /// Rank of this payer: P for primary, S, T … (SBR01).
        payer_responsibility: Text as Code,
        /// Group or policy (SBR03).
        group_number: Text as Id,
        /// Name of the group (SBR04).
        group_name: Text as Id,
        /// 837P: why Medicare pays second (SBR05).
        insurance_type: Text as Code,
        /// Kind of insurance: MB, MC, BL, CI … (SBR09).
        claim_filing_indicator: Text as Code,
        /// Name of an employer that is the subscriber.
        name: Text as Organization,
        /// Last name, where the subscriber is not the patient.
        last_name: Text as Name,
        /// First name.
        first_name: Text as Name,
        /// Middle name or initial.
        middle_name: Text as Name,
        /// Suffix, such as JR.
        suffix: Text as Name,
        /// Date of birth.
        birth_date: NaiveDate as Birth,
        /// F, M or U.
        sex: Text as Code,
        /// Address.
        address: Address,
        /// Social security number, where sent.
        ssn: Text as Id,
        /// Number of a property and casualty claim (REF*Y4).
        property_casualty_claim_number: Text as Id,
        /// 837P: whom to ask about a property and casualty claim (PER).
        contact: Contact,
    }
}

record! {
    /// Who was treated (2010BA where the subscriber is the patient, else 2010CA).
    Patient {
        /// Last name.
        last_name: Text as Name,
        /// First name.
        first_name: Text as Name,
        /// Middle name or initial.
        middle_name: Text as Name,
        /// Suffix, such as JR.
        suffix: Text as Name,
        /// Date of birth.
        birth_date: NaiveDate as Birth,
        /// F, M or U.
        sex: Text as Code,
        /// Address.
        address: Address,
        /// 837P: day of death (PAT06).
        death_date: NaiveDate as Birth,
        /// 837P: weight in pounds (PAT08).
        weight: Amount,
        /// 837P: Y for a pregnant patient (PAT09).
        pregnant: Text as Code,
        /// Number of a property and casualty claim, for a patient who is not the subscriber (2010CA REF*Y4).
        property_casualty_claim_number: Text as Id,
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
        name: Text as Organization,
        /// Number of the payer.
        id: Text as Public,
        /// XV where that number is a national health plan identifier.
        id_qualifier: Text as Code,
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

impl Marked for ProviderRole {}

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

marks! {
    Provider {
        role: ProviderRole,
        qualifier: Text as Code,
        name: Text as Organization,
        last_name: Text as Name,
        first_name: Text as Name,
        middle_name: Text as Name,
        suffix: Text as Name,
        npi: Text as Public,
        taxonomy: Text as Code,
        address: Address,
        contact: Contact,
        | identifiers: Identifier,
    }
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

/// A person's name, last name first, of last name, suffix, first and middle name; empty parts are left out.
pub fn full_name(parts: [&str; 4]) -> Option<String> {
    let [last, suffix, first, middle] = parts;
    let join = |parts: [&str; 2], between: &str| {
        let there: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        there.join(between)
    };
    let name = join([&join([last, suffix], " "), &join([first, middle], " ")], ", ");
    (!name.is_empty()).then_some(name)
}

impl Patient {
    /// The name, last name first; none where there is none.
    pub fn full_name(&self) -> Option<String> {
        full_name(
            [&self.last_name, &self.suffix, &self.first_name, &self.middle_name]
                .map(|part| part.as_deref().unwrap_or_default()),
        )
    }
}
