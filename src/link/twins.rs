//! Whether claims look like the two sides of one visit, whoever they say the patient is. This helps where everything that
//! is said of the patient is a little wrong.

use crate::finding::Side;

use super::Known;
use super::bits::Bits;
use super::record::Record;

/// Most claims of a person that are looked at.
const MOST: usize = 12;

/// How much the likest two claims look so.
pub(super) fn likeness(a: &[u32], b: &[u32], records: &[Record], sides: &[Side], known: &Known) -> Bits {
    let mut best = Bits::ZERO;
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

/// A facility claim and a professional one. Place and day are needed; what was done, who did it and the numbers of the
/// visit then count.
fn pair(facility: &Record, professional: &Record, known: &Known) -> Bits {
    let place = known.facility(facility.billing);
    let names = [professional.facility, professional.billing];
    let here = names.iter().any(|npi| *npi != 0 && known.facility(*npi) == place)
        || (facility.facility_address != 0 && facility.facility_address == professional.facility_address);
    let days = match (facility.days, professional.days) {
        (Some((from, to)), Some((first, last))) => from <= last && first <= to,
        _ => false,
    };
    if !here || !days {
        return Bits::ZERO;
    }
    let same = |a: u64, b: u64| a != 0 && a == b;
    let mut weight = Bits::new(2.0);
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
    weight
}
