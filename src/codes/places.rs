//! Places of service.

use std::sync::LazyLock;

use super::lists::{CodeList, lines};

/// A place of service of the CMS code set (837P CLM05-1 and SV105).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlaceOfService {
    /// Two digits.
    pub code: &'static str,
    /// Its name in a few words.
    pub name: &'static str,
    /// What it is, in a few more.
    pub description: &'static str,
    /// What Medicare's physician fee schedule pays there; none where that is not known.
    pub rate: Option<PaymentRate>,
}

/// The two rates of Medicare's physician fee schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaymentRate {
    /// The lower one: a facility bears and bills the cost of room, staff and supplies.
    Facility,
    /// The higher one: the practice bears them.
    NonFacility,
}

static PLACES: LazyLock<Vec<PlaceOfService>> =
    LazyLock::new(|| lines(include_str!("places.txt")).filter_map(parse).collect());

/// A place of service by its code; none for codes that CMS has not assigned.
pub fn place_of_service(code: &str) -> Option<&'static PlaceOfService> {
    let at = PLACES.binary_search_by_key(&code, |place| place.code).ok()?;
    Some(&PLACES[at])
}

/// All places of service, by code.
pub fn places_of_service() -> &'static [PlaceOfService] {
    &PLACES
}

/// Reads a line of the file; tests hold the file to the form.
fn parse(line: &'static str) -> Option<PlaceOfService> {
    let (row, description) = line.split_once('|')?;
    let (code, row) = row.split_once(' ')?;
    let (rate, name) = row.split_once(' ')?;
    let rate = match rate {
        "F" => Some(PaymentRate::Facility),
        "N" => Some(PaymentRate::NonFacility),
        _ => None,
    };
    Some(PlaceOfService { code, name: name.trim(), description: description.trim(), rate })
}

/// The places as the list of data element 1331.
pub(super) fn as_list() -> CodeList {
    let codes = PLACES.iter().map(|place| (place.code, place.name)).collect();
    CodeList { data_element: "1331", qualifier: None, name: "place of service", codes }
}
