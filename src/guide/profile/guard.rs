//! What can be told of an edit before it is looked for: which rows it needs, and which kinds of claim it can be a fault of.
//!
//! Most edits speak of a few types of bill or places of service and of segments that few claims have. Asking that first, once
//! a claim, is what makes hundreds of edits cheap.

use super::super::schema::{Guide, RowId};
use super::Picture;
use super::edit::{Edit, EditPlace, Expression, Value};

/// What has to be there for an edit to find anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guard {
    /// Rows of which one each has to be in the claim.
    rows: Vec<Vec<RowId>>,
    /// By CLM05-1: a bit for each of 00 to 99, and the last one for all else.
    places: u128,
    /// By CLM05-3: a bit for each digit and letter, and the last one for all else.
    frequencies: u64,
}

impl Guard {
    pub(super) fn of(guide: &Guide, fault: &Expression) -> Self {
        let mut guard = Self { rows: rows(fault), places: u128::MAX, frequencies: u64::MAX };
        let single = [];
        let parts = match fault {
            Expression::All(parts) => parts.as_slice(),
            _ => &single,
        };
        for part in parts.iter().chain(std::iter::once(fault)) {
            let Expression::Like(place, picture, wanted) = part else { continue };
            match part_of_claim(guide, place) {
                Some(1) => guard.places &= mask_of_places(picture, *wanted),
                Some(3) => guard.frequencies &= mask_of_frequencies(picture, *wanted),
                _ => {}
            }
        }
        guard
    }

    /// Rows of which one each has to be in the claim.
    pub fn needs(&self) -> &[Vec<RowId>] {
        &self.rows
    }

    /// Whether an edit may find something in a claim with these rows.
    pub fn lets_rows(&self, has: impl Fn(RowId) -> bool) -> bool {
        self.rows.iter().all(|rows| rows.iter().any(|row| has(*row)))
    }

    /// Whether an edit may find something in a claim with this CLM05-1 and CLM05-3.
    #[inline]
    pub fn lets(&self, place: &[u8], frequency: &[u8]) -> bool {
        self.places & bit_of_place(place) != 0 && self.frequencies & bit_of_frequency(frequency) != 0
    }
}

impl Edit {
    /// Lists it asks, each once.
    pub(super) fn lists_of(fault: &Expression) -> Vec<String> {
        let mut lists = Vec::new();
        fault.lists(&mut lists);
        lists.sort();
        lists.dedup();
        lists
    }
}

/// The component of CLM05 that a place is; none where it is something else.
fn part_of_claim(guide: &Guide, place: &EditPlace) -> Option<u8> {
    let is_clm = place.rows.iter().all(|row| guide.row(*row).id == "CLM");
    (is_clm && place.elements == (5, 5) && place.components.0 == place.components.1)
        .then_some(place.components.0)
}

fn bit_of_place(code: &[u8]) -> u128 {
    match code {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => 1 << ((tens - b'0') * 10 + ones - b'0'),
        _ => 1 << 127,
    }
}

fn bit_of_frequency(code: &[u8]) -> u64 {
    match code {
        [digit @ b'0'..=b'9'] => 1 << (digit - b'0'),
        [letter @ b'A'..=b'Z'] => 1 << (letter - b'A' + 10),
        _ => 1 << 63,
    }
}

fn mask_of_places(picture: &Picture, wanted: bool) -> u128 {
    let codes = (0..100).map(|n| format!("{n:02}"));
    codes
        .filter(|code| picture.fits(code.as_bytes()) == wanted)
        .fold(1 << 127, |all, code| all | bit_of_place(code.as_bytes()))
}

fn mask_of_frequencies(picture: &Picture, wanted: bool) -> u64 {
    let codes = (b'0'..=b'9').chain(b'A'..=b'Z');
    codes
        .filter(|code| picture.fits(&[*code]) == wanted)
        .fold(1 << 63, |all, code| all | bit_of_frequency(&[code]))
}

/// Rows of which one each has to be there for an expression to hold.
fn rows(expression: &Expression) -> Vec<Vec<RowId>> {
    match expression {
        Expression::All(parts) => parts.iter().flat_map(rows).collect(),
        Expression::There(place) | Expression::Like(place, _, true) | Expression::Twice(place) => {
            vec![place.rows.clone()]
        }
        Expression::Compare(left, _, right) => {
            [left, right].into_iter().filter_map(rows_of_value).map(<[RowId]>::to_vec).collect()
        }
        Expression::Some(_, inner) => rows(inner),
        Expression::Listed(places, _) => places.iter().map(|place| place.rows.clone()).collect(),
        // One need of each part.
        Expression::Any(parts) => {
            let of_each = parts.iter().map(|part| rows(part).into_iter().next());
            of_each.collect::<Option<Vec<_>>>().map(|rows| rows.concat()).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// Rows of which one has to be there for a value to be.
fn rows_of_value(value: &Value) -> Option<&[RowId]> {
    match value {
        Value::At(place)
        | Value::Most(place)
        | Value::Size(place)
        | Value::From(place)
        | Value::To(place) => Some(&place.rows),
        _ => None,
    }
}
