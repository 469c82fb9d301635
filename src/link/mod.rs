//! Claims to visits: which professional claims belong to which facility claim.
//!
//! The way of a claim through this room: a [`Record`] keeps what linking needs of it (`record`, `person`). Records that
//! share a key of some kind are compared (`blocks`), field by field, each with a weight in bits after Fellegi and Sunter
//! (`likeness`, `rarity`), and so become people (`persons`,
//! `clusters`). Later claims replace, void and repeat earlier ones (`life`).
//! What a facility bills becomes stays (`stay`), and every service line of a professional claim goes to the stay for which
//! most speaks (`line_match`, `assign`).
//!
//! Weights are whole hundredths of a bit, whatever decides between equals is a claim's own dates and numbers, and nothing
//! is kept between calls: the same claims give the same visits, in whatever order they come.

mod assign;
mod bits;
mod blocks;
mod clusters;
mod encounter_likeness;
mod encounters;
mod finder;
mod life;
mod likeness;
mod line_match;
mod names;
mod owned_groups;
mod person;
mod persons;
mod ranges;
mod rarity;
mod record;
mod settings;
mod spelling;
mod stay;
mod tally;
#[cfg(test)]
mod tests;
mod words;

use chrono::NaiveDate;

use crate::finding::Side;
use crate::groups::Groups;
use crate::model::Status;

pub use bits::Bits;
pub(crate) use names::is_of_newborn;
pub(crate) use person::is_kind_of_street;
pub use record::{Record, side, side_in};
pub use settings::{PersonWeights, Settings, VisitWeights};
pub use tally::Reason;
pub(crate) use words::{is_placeholder, solid, words};

use owned_groups::OwnedGroups;
use persons::Persons;

/// What linking found: every claim is in one group, or its fate says why it is in none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Linked {
    /// The visits, in an order that rests on the claims alone.
    pub groups: Vec<LinkedEncounter>,
    /// What became of each claim, in the order of the records.
    pub fates: Vec<Fate>,
    /// The person each claim is for, numbered from 0, in the order of the records.
    pub persons: Vec<u32>,
    /// The side each claim is on, in the order of the records: what it bills decides, not the form.
    pub sides: Vec<Side>,
    /// Claims that say nothing by which their patient could be found on another claim. They are in groups of their own.
    pub keyless: usize,
}

/// What becomes of a claim before visits are formed. Claims are positions in the list that was linked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// It counts: it is in a group.
    #[default]
    Counts,
    /// A later claim replaces it.
    ReplacedBy(usize),
    /// A later claim cancels it.
    VoidedBy(usize),
    /// It cancels another claim, which may be in the input or not, and bills nothing itself.
    Void(Option<usize>),
    /// It is a copy for a payer further down the line.
    CopyOf(usize),
    /// It bills nothing that can be compared: a notice, a claim without payment (frequency codes 0, 9, A to Q).
    NotBilled,
}

/// Claims of one visit, as positions in the list that was linked.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkedEncounter {
    /// What was found.
    pub status: Status,
    /// The claims of the facility, the main one first: an interim chain, late charges and a bill sent twice are several.
    pub facility: Vec<usize>,
    /// For each of them, its lines that belong here, from 0: all of them, but for a bill for a series of treatments, which
    /// is in the group of each day.
    pub facility_lines: Vec<Vec<usize>>,
    /// What professionals billed. A claim whose lines belong to several visits is in each of their groups.
    pub professional: Vec<Attached>,
    /// Why no other side is to be expected, where one is missing.
    pub alone: Option<Alone>,
    /// Last day of service: what the age of a visit that waits for its other side is counted from.
    pub last_day: Option<NaiveDate>,
}

/// Why a claim is without the other side and nothing is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Alone {
    /// The service was given in a practice, at home or in some other place that bills for itself.
    OwnPlace,
    /// An ambulance.
    Ambulance,
    /// A laboratory's: a reference laboratory of a hospital (type of bill 14x), or an independent one (place 81).
    Laboratory,
    /// A clinic whose facility claim pays the practitioner as well: rural health clinics and health centers.
    Clinic,
    /// A critical access hospital that bills the professional fees itself (method II).
    MethodTwo,
    /// The physician belongs to a group whose claims are never in the input.
    OutsideReader,
}

/// Lines of a professional claim that belong to a visit, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Attached {
    /// The claim.
    pub claim: usize,
    /// Its lines that belong here, from 0.
    pub lines: Vec<usize>,
    /// How likely it is that they do, from 0 to 1.
    pub score: f64,
    /// What speaks for it and against it.
    pub evidence: Box<[Reason]>,
    /// The facility claim that was nearly chosen. In a group without a facility claim, one that may be the other side but
    /// has been found to be that of others.
    pub runner_up: Option<usize>,
}

/// Finds the visits.
pub fn link(records: &[Record], settings: &Settings, groups: &Groups) -> Linked {
    let known = OwnedGroups::new(groups);
    let sides: Vec<Side> = records.iter().map(|record| known.side(record)).collect();
    let visit = |a: &[u32], b: &[u32]| encounter_likeness::likeness(a, b, records, &sides, &known);
    let completes =
        |a: &[u32], b: &[u32]| encounter_likeness::completes(a, b, records, &sides, &known, settings);
    let persons = Persons::find(records, &sides, settings, &|payer| known.payer(payer), &visit, &completes);
    let person = |n: u32| persons.of(n);
    let fates = life::fates(records, &known, &person);
    let mut stays = stay::stays(records, &fates, &known, &person);
    let mut claims: Vec<u32> = (0..records.len() as u32)
        .filter(|n| fates[*n as usize] == Fate::Counts && sides[*n as usize] == Side::Professional)
        .collect();
    claims.sort_by(|a, b| {
        let order = |n: u32| (records[n as usize].days, &records[n as usize].order);
        order(*a).cmp(&order(*b))
    });
    let context = assign::Context { records, known: &known, persons: &persons, settings };
    let choices = assign::assign(&claims, &mut stays, &context);
    Linked {
        groups: encounters::encounters(&claims, &choices, &stays, &context),
        persons: persons.numbered(records.len()),
        keyless: persons.keyless,
        fates,
        sides,
    }
}
