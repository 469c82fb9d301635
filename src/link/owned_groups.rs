//! The user's groups, by the numbers that records hold.

use std::collections::{HashMap, HashSet};

use crate::codes::services::is_professional_fee;
use crate::finding::Side;
use crate::groups::Groups;
use crate::model::Text;

use super::record::{Record, key};
use super::words::hash;

/// What the user says of providers.
pub(super) struct OwnedGroups {
    facilities: HashMap<u64, u64>,
    payers: HashMap<u64, u64>,
    surgery_centers: HashSet<u64>,
    method_two: HashSet<u64>,
    outside_readers: HashSet<u64>,
}

impl OwnedGroups {
    pub(super) fn new(groups: &Groups) -> Self {
        let number = |npi: &String| key(Some(&Text::from(npi.as_str())));
        let set = |list: &[String]| list.iter().map(number).collect();
        let members = |(name, ids): (&String, &Vec<String>)| {
            let group = hash(&[b"group", name.as_bytes()]);
            ids.iter().map(|id| (number(id), group)).collect::<Vec<_>>()
        };
        Self {
            facilities: groups.facilities.iter().flat_map(members).collect(),
            payers: groups.payers.iter().flat_map(members).collect(),
            surgery_centers: set(&groups.surgery_centers),
            method_two: set(&groups.method_two),
            outside_readers: set(&groups.outside_readers),
        }
    }

    /// The facility an NPI belongs to; 0 for none.
    pub(super) fn facility(&self, npi: u64) -> u64 {
        self.facilities.get(&npi).copied().unwrap_or(npi)
    }

    /// The payer that an id or a name stands for; 0 for none.
    pub(super) fn payer(&self, id: u64) -> u64 {
        self.payers.get(&id).copied().unwrap_or(id)
    }

    /// Which side a claim is on: what it bills decides, not the form.
    pub(super) fn side(&self, record: &Record) -> Side {
        let fees = |r: &Record| r.lines.iter().all(|line| is_professional_fee(line.revenue));
        match record.form {
            Side::Facility if !record.lines.is_empty() && fees(record) => Side::Professional,
            Side::Professional
                if record.is_surgery_center || self.surgery_centers.contains(&record.billing) =>
            {
                Side::Facility
            }
            side => side,
        }
    }

    /// Whether a facility claim bills the professional fees itself: a critical access hospital under method II.
    pub(super) fn bills_both(&self, record: &Record) -> bool {
        record.has_professional_fees()
            && (record.bill.as_str() == "85" || self.method_two.contains(&record.billing))
    }

    /// Whether one of the claim's physicians belongs to a group whose claims are never in the input.
    pub(super) fn is_read_outside(&self, record: &Record) -> bool {
        record.physicians.iter().any(|npi| self.outside_readers.contains(npi))
    }
}
