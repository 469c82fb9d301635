//! Dollars in words, and what a user says of payers' money.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Deserialize;

/// By which amounts services are priced (`[pricing]` in twinclaim.toml).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pricing {
    /// Medicare locality, contractor and number, such as `09102-04`; national amounts where there is none.
    pub locality: Option<String>,
    /// Other localities, by NPI of the billing provider.
    pub localities: BTreeMap<String, String>,
}

impl Pricing {
    /// The locality of a biller.
    pub fn locality(&self, npi: Option<&str>) -> Option<&str> {
        let own = npi.and_then(|npi| self.localities.get(npi));
        own.or(self.locality.as_ref()).map(String::as_str)
    }
}

/// Days after a service within which claims are to be filed (`[filing]` in twinclaim.toml).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filing {
    /// For payers that are not named; Medicare's year holds without being told.
    pub days: Option<u32>,
    /// By payer: a group of payers, an id, or a name.
    pub payers: BTreeMap<String, u32>,
}

/// An amount with cents, and with all the decimals it has.
pub fn dollars(amount: Decimal) -> String {
    let mut amount = amount.normalize();
    if amount.scale() < 2 {
        amount.rescale(2);
    }
    amount.to_string()
}
