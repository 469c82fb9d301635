//! Who belongs together although the identifiers differ: the NPIs of one hospital, the ids of one payer, owned practices.
//!
//! No claim says this; the user does, in twinclaim.toml:
//!
//! ```toml
//! [groups.facilities]
//! larkmere = ["1234567893", "1982736453"]   # NPIs of one facility
//! [groups.payers]
//! medicare = ["00123", "MEDICARE B"]        # payer ids or names that mean one payer
//! [groups]
//! owned_practices = ["1093817465"]          # NPIs of practices that a facility owns (payment window, modifier PD)
//! critical_access = ["1234567893"]          # NPIs of critical access hospitals
//! method_two = ["1234567893"]               # those that bill professional fees themselves (method II)
//! surgery_centers = ["1588667638"]          # NPIs of surgery centres that bill their facility fee on an 837P
//! teaching = ["1234567893"]                 # NPIs of hospitals that teach residents (modifiers GC and GE)
//! outside_readers = ["1003000126"]          # NPIs of independent groups whose claims are never in the input
//! ```

use std::collections::BTreeMap;

use serde::Deserialize;

/// Groups of identifiers. Without any, every identifier stands for itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Groups {
    /// NPIs of one facility, by a name for it.
    pub facilities: BTreeMap<String, Vec<String>>,
    /// Ids or names of one payer, by a name for it.
    pub payers: BTreeMap<String, Vec<String>>,
    /// NPIs of practices that a facility owns.
    pub owned_practices: Vec<String>,
    /// NPIs of critical access hospitals.
    pub critical_access: Vec<String>,
    /// NPIs of critical access hospitals that bill professional fees themselves.
    pub method_two: Vec<String>,
    /// NPIs of surgery centres whose facility fee comes on an 837P.
    pub surgery_centers: Vec<String>,
    /// NPIs of hospitals that teach residents.
    pub teaching: Vec<String>,
    /// NPIs of independent groups whose claims are never in the input.
    pub outside_readers: Vec<String>,
}

impl Groups {
    /// The facility that an NPI belongs to: its group's name, or the NPI itself.
    pub fn facility<'a>(&'a self, npi: &'a str) -> &'a str {
        member_of(&self.facilities, npi)
    }

    /// The payer that an id or name stands for: its group's name, or itself.
    pub fn payer<'a>(&'a self, id: &'a str) -> &'a str {
        member_of(&self.payers, id)
    }
}

fn member_of<'a>(groups: &'a BTreeMap<String, Vec<String>>, id: &'a str) -> &'a str {
    let holds = |members: &Vec<String>| members.iter().any(|member| member.eq_ignore_ascii_case(id));
    groups.iter().find(|(_, members)| holds(members)).map_or(id, |(name, _)| name)
}
