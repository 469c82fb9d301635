//! The people and organisations of a claim.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Text;

/// A postal address (N3, N4).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Address {
    /// Street.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line1: Option<Text>,
    /// Second line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line2: Option<Text>,
    /// City.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<Text>,
    /// State or province, two letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<Text>,
    /// Postal code; in the United States five or nine digits, no hyphen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<Text>,
    /// Country, where it is not the United States.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<Text>,
    /// Subdivision of a country without states.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country_subdivision: Option<Text>,
}

impl Address {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A person or office to ask (PER).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Contact {
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// Telephone, fax, electronic mail, in the order sent, each with its X12 qualifier: TE, EX, FX, EM.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<Identifier>,
}

/// A number that says what kind it is (REF and the like).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Identifier {
    /// X12 qualifier, such as G2 for a number the payer gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qualifier: Option<Text>,
    /// The number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Text>,
}

/// Who sent the file (loop 1000A).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Submitter {
    /// Name of an organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// Last name of a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<Text>,
    /// First name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<Text>,
    /// Middle name or initial.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub middle_name: Option<Text>,
    /// Number agreed with the receiver.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Text>,
    /// Whom to ask about the file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
}

/// Whom the file was sent to (loop 1000B).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Receiver {
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// Number agreed with the sender.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Text>,
}

/// Who is to be paid (loops 2000A, 2010AA).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BillingProvider {
    /// Name of an organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// Last name of a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<Text>,
    /// First name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<Text>,
    /// Middle name or initial.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub middle_name: Option<Text>,
    /// Suffix, such as JR.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suffix: Option<Text>,
    /// National provider identifier, ten digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub npi: Option<Text>,
    /// What it is specialised in: NUCC taxonomy code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taxonomy: Option<Text>,
    /// Street address; no post office box.
    #[serde(skip_serializing_if = "Address::is_empty")]
    pub address: Address,
    /// Tax number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_id: Option<Text>,
    /// SY where the tax number is a social security number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_id_qualifier: Option<Text>,
    /// Other numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
    /// Whom to ask.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
}

/// Who holds the insurance (loops 2000B, 2010BA).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Subscriber {
    /// Number of the member with the payer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member_id: Option<Text>,
    /// II where that number is another than the member's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member_id_qualifier: Option<Text>,
    /// What the patient is to the subscriber: 18 for the same person, 01 spouse, 19 child … (SBR02, PAT01).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relationship: Option<Text>,
    /// Rank of this payer: P for primary, S, T … (SBR01).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payer_responsibility: Option<Text>,
    /// Group or policy (SBR03).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_number: Option<Text>,
    /// Name of the group (SBR04).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_name: Option<Text>,
    /// 837P: why Medicare pays second (SBR05).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub insurance_type: Option<Text>,
    /// Kind of insurance: MB, MC, BL, CI … (SBR09).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim_filing_indicator: Option<Text>,
    /// Name of an employer that is the subscriber.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// Last name, where the subscriber is not the patient.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<Text>,
    /// First name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<Text>,
    /// Middle name or initial.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub middle_name: Option<Text>,
    /// Suffix, such as JR.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suffix: Option<Text>,
    /// Date of birth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<NaiveDate>,
    /// F, M or U.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sex: Option<Text>,
    /// Address.
    #[serde(skip_serializing_if = "Address::is_empty")]
    pub address: Address,
    /// Social security number, where sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ssn: Option<Text>,
    /// Number of a property and casualty claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub property_casualty_claim_number: Option<Text>,
}

/// Who was treated (2010BA where the subscriber is the patient, else 2010CA).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Patient {
    /// Last name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<Text>,
    /// First name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<Text>,
    /// Middle name or initial.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub middle_name: Option<Text>,
    /// Suffix, such as JR.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suffix: Option<Text>,
    /// Date of birth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<NaiveDate>,
    /// F, M or U.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sex: Option<Text>,
    /// Address.
    #[serde(skip_serializing_if = "Address::is_empty")]
    pub address: Address,
}

/// Who is to pay (loop 2010BB).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Payer {
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// Number of the payer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Text>,
    /// XV where that number is a national health plan identifier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_qualifier: Option<Text>,
    /// Address.
    #[serde(skip_serializing_if = "Address::is_empty")]
    pub address: Address,
    /// Other numbers of the payer, and numbers it gave the billing provider.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
}

/// What part a provider had in the care.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
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
}

/// Someone who had a part in the care.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    #[serde(default, skip_serializing_if = "Address::is_empty")]
    pub address: Address,
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
            address: Address::default(),
            identifiers: Vec::new(),
        }
    }
}
