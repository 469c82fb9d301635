//! Whether claims look like the two sides of one visit, whoever they say the patient is. This helps where everything that
//! is said of the patient is a little wrong.

use crate::codes::crosswalk::{Fit, expected_places};
use crate::finding::Side;
use crate::model::Text;

use super::OwnedGroups;
use super::bits::Bits;
use super::record::Record;
use super::settings::Settings;

/// Most claims of a person that are looked at.
const MOST: usize = 12;

/// How much two claims look like the two sides of one visit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct EncounterLikeness {
    pub(super) weight: Bits,
    /// Whether both are at one place. Where the professional's names none, only who may be kin or one is told by this.
    pub(super) is_placed: bool,
    /// Whether it is the stay of a newborn, and care of a newborn.
    pub(super) is_of_newborn: bool,
}

/// How much the likest two claims look so.
pub(super) fn likeness(
    a: &[u32],
    b: &[u32],
    records: &[Record],
    sides: &[Side],
    known: &OwnedGroups,
) -> EncounterLikeness {
    let mut best = EncounterLikeness::default();
    for &x in a.iter().take(MOST) {
        for &y in b.iter().take(MOST) {
            let (x, y) = match (sides[x as usize], sides[y as usize]) {
                (Side::Facility, Side::Professional) => (x, y),
                (Side::Professional, Side::Facility) => (y, x),
                _ => continue,
            };
            best = best.max(pair(&records[x as usize], &records[y as usize], known));
        }
    }
    best
}

/// Whether the claims of one, all of one side, bill what is missing in visits of the other, who has claims of both sides:
/// each looks like the other side of one of that one's claims, and none of that one's bills a service of its kind.
pub(super) fn completes(
    a: &[u32],
    b: &[u32],
    records: &[Record],
    sides: &[Side],
    known: &OwnedGroups,
    settings: &Settings,
) -> bool {
    let side = |claims: &[u32]| {
        let first = sides[*claims.first()? as usize];
        claims.iter().all(|n| sides[*n as usize] == first).then_some(first)
    };
    let (lone, side, others) = match (side(a), side(b)) {
        (Some(side), None) => (a, side, b),
        (None, Some(side)) => (b, side, a),
        _ => return false,
    };
    let sure = settings.person.same_visit_twins;
    lone.len() <= MOST
        && lone.iter().all(|&n| {
            let (opposite, own): (Vec<u32>, Vec<u32>) =
                others.iter().partition(|m| sides[**m as usize] != side);
            let fits = |m: &u32| {
                let visit = likeness(&[n], &[*m], records, sides, known);
                visit.is_placed && visit.weight >= sure
            };
            let is_again = |m: &u32| bill_alike(&records[n as usize], &records[*m as usize]);
            opposite.iter().any(fits) && !own.iter().any(is_again)
        })
}

/// Whether two claims of one side bill, on one day, one procedure or two of one kind.
fn bill_alike(a: &Record, b: &Record) -> bool {
    let meets = |x: Option<(i32, i32)>, y: Option<(i32, i32)>| match (x, y) {
        (Some((from, to)), Some((first, last))) => from <= last && first <= to,
        _ => true,
    };
    a.lines.iter().any(|x| {
        b.lines.iter().any(|y| {
            let same = (x.procedure != 0 && x.procedure == y.procedure) || x.kinds == y.kinds;
            same && meets(x.days.or(a.days), y.days.or(b.days))
        })
    })
}

/// A facility claim and a professional one. The days have to meet and the place must not be another; what was done, who did
/// it and the numbers of the visit then count.
fn pair(facility: &Record, professional: &Record, known: &OwnedGroups) -> EncounterLikeness {
    let days = match (facility.days, professional.days) {
        (Some((from, to)), Some((first, last))) => from <= last && first <= to,
        _ => false,
    };
    let Some(mut weight) = place(facility, professional, known).filter(|_| days) else {
        return EncounterLikeness::default();
    };
    let is_placed = weight > Bits::ZERO;
    let same = |a: u64, b: u64| a != 0 && a == b;
    if facility.lines.iter().any(|x| professional.lines.iter().any(|y| same(x.procedure, y.procedure))) {
        weight += Bits::new(3.0);
    }
    if facility.physicians.iter().any(|npi| professional.physicians.contains(npi)) {
        weight += Bits::new(3.0);
    }
    if same(facility.authorization, professional.authorization)
        || same(facility.account, professional.account)
        || same(facility.account_digits, professional.account_digits)
    {
        weight += Bits::new(5.0);
    }
    if same(
        facility.diagnoses.first().copied().unwrap_or(0),
        professional.diagnoses.first().copied().unwrap_or(0),
    ) {
        weight += Bits::new(1.0);
    }
    let cares = |record: &Record| record.lines.iter().any(|line| line.is_of_newborn);
    let is_of_newborn = cares(professional) && (cares(facility) || facility.person.is_infant);
    EncounterLikeness { weight, is_placed, is_of_newborn }
}

/// What the place weighs; none where it is another one. A professional claim that names no place, but says that it was one
/// of the facility's kind, speaks neither for it nor against it.
fn place(facility: &Record, professional: &Record, known: &OwnedGroups) -> Option<Bits> {
    let place = known.facility(facility.billing);
    let names = [professional.facility, professional.billing];
    let is_named = names.iter().any(|npi| *npi != 0 && known.facility(*npi) == place)
        || (facility.facility_address != 0 && facility.facility_address == professional.facility_address);
    if is_named {
        return Some(Bits::new(2.0));
    }
    let is_kind = |place: &Text| expected_places(&facility.bill).fit(place) == Fit::Expected;
    let is_open = professional.facility == 0 && professional.lines.iter().any(|line| is_kind(&line.place));
    is_open.then_some(Bits::ZERO)
}
