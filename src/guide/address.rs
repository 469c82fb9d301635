//! How people name a place of a guide: `2310B`, `2300/REF[D9]`, `2300/REF[D9]/02`, `2400/SV1/01-2`.
//!
//! A loop, a segment in it, an element and a component of that, as far as it goes. A segment without qualifiers
//! (`2300/REF`) means all of its kind; `*` in place of the loop means every loop. The loop is the innermost one;
//! `2400[2]` is the second one of its claim.

use super::schema::{Guide, RowId};

/// A place of a guide, as a person names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    in_loop: String,
    /// Which loop of its claim, from 1; none for all.
    pub occurrence: Option<u32>,
    /// The segment, perhaps with qualifiers, as in `REF[D9]`.
    pub segment: Option<String>,
    /// Element, from 1.
    pub element: Option<u8>,
    /// Component, from 1.
    pub component: Option<u8>,
}

impl Address {
    /// Reads it; none where it is not written as the module says.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().split('/');
        let in_loop = parts.next().filter(|part| !part.is_empty())?;
        let (in_loop, occurrence) = match in_loop.strip_suffix(']').and_then(|part| part.split_once('[')) {
            None => (in_loop, None),
            Some((name, number)) => (name, Some(number.parse().ok().filter(|n| *n > 0)?)),
        };
        let segment = parts.next().map(str::to_owned);
        let spot = parts.next();
        let (element, component) = match spot.map(|spot| spot.split_once('-').unwrap_or((spot, ""))) {
            None => (None, None),
            Some((element, "")) => (Some(element.parse().ok()?), None),
            Some((element, component)) => (Some(element.parse().ok()?), Some(component.parse().ok()?)),
        };
        let address = Self { in_loop: in_loop.to_owned(), occurrence, segment, element, component };
        parts.next().is_none().then_some(address)
    }

    /// Whether it speaks of this loop.
    pub fn names_loop(&self, id: &str) -> bool {
        self.in_loop == "*" || self.in_loop.eq_ignore_ascii_case(id)
    }

    /// Whether it speaks of this row, in whole or in part.
    pub fn names(&self, guide: &Guide, row: RowId) -> bool {
        let row = guide.row(row);
        self.names_loop(&guide.loop_(row.in_loop).id)
            && self.segment.as_ref().is_none_or(|segment| {
                segment.eq_ignore_ascii_case(&row.label) || segment.eq_ignore_ascii_case(&row.id)
            })
            && self.element.is_none_or(|element| (1..=row.elements.len()).contains(&usize::from(element)))
    }

    /// The identifier of the segment, and the qualifier if one is named.
    pub fn segment_parts(&self) -> Option<(&str, Option<&str>)> {
        let segment = self.segment.as_deref()?;
        Some(match segment.strip_suffix(']').and_then(|segment| segment.split_once('[')) {
            None => (segment, None),
            Some((id, qualifier)) => (id, Some(qualifier)),
        })
    }
}
