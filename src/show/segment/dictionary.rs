//! What is at a place of a segment: from the guide's row, or, where there is none, from what X12 says in general.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::guide::{Content, DataType, Element, SegmentRow, Usage, registry, vocabulary};
use crate::model::Amount;
use crate::show::mask::is_health_code;

/// Data elements of segments that are in no guide here.
static FOREIGN: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let lines = include_str!("elements.txt").lines().filter(|line| !line.starts_with('#'));
    let mut segments = HashMap::new();
    for line in lines {
        let mut words = line.split_whitespace();
        if let Some(id) = words.next() {
            segments.insert(id, words.collect());
        }
    }
    segments
});

/// The rows of both guides by identifier: an element has the same data element wherever its segment is.
static ROWS: LazyLock<HashMap<&'static str, Vec<&'static SegmentRow>>> = LazyLock::new(|| {
    let mut rows: HashMap<_, Vec<_>> = HashMap::new();
    for row in registry::supported().into_iter().flat_map(|guide| &guide.segments) {
        rows.entry(row.id.as_str()).or_default().push(row);
    }
    rows
});

/// Names of data elements whose names in the guides depend on the row.
const NAMES: &[(&str, &str)] = &[
    ("98", "Who"),
    ("1035", "Last name or name of the organization"),
    ("1036", "First name"),
    ("67", "Identifier"),
    ("127", "Number"),
    ("93", "Name"),
    ("782", "Amount"),
    ("380", "Quantity"),
    ("373", "Date"),
    ("374", "Kind of date"),
    ("1251", "Date"),
    ("1271", "Code"),
    ("1270", "Kind of code"),
    ("933", "Message"),
];

/// What is at a place.
#[derive(Clone, Copy, Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "independent facts about a place, not states")]
pub(in crate::show) struct Definition<'g> {
    pub(in crate::show) name: Option<&'g str>,
    /// Number in the X12 dictionary; none where the place is not known.
    pub(in crate::show) data_element: Option<&'g str>,
    pub(in crate::show) data_type: Option<DataType>,
    /// The values come from a list of codes.
    pub(in crate::show) coded: bool,
    /// Those codes, where the guide names them.
    pub(in crate::show) codes: &'g [String],
    /// The longest value that may be here, in characters; none where that is not known.
    pub(in crate::show) longest: Option<u16>,
    /// It may hold several values.
    pub(in crate::show) repeats: bool,
    /// The guide says that nothing is here.
    pub(in crate::show) not_used: bool,
    /// It comes from the row of a guide, which knows what is meant; not from X12 in general.
    pub(in crate::show) exact: bool,
    composite: Option<&'g [Element]>,
}

impl<'g> Definition<'g> {
    fn of(element: &'g Element) -> Self {
        let (data_type, coded, listed, longest, composite) = match &element.content {
            Content::Simple { data_type, codes, list, max, .. } => {
                (Some(*data_type), !codes.is_empty() || list.is_some(), &codes[..], Some(*max), None)
            }
            Content::Composite { components, .. } => (None, false, &[][..], None, Some(&components[..])),
        };
        Self {
            name: Some(&element.name),
            data_element: Some(&element.data_element),
            data_type,
            coded,
            codes: listed,
            longest,
            repeats: element.max_repeat != Some(1),
            not_used: element.usage == Usage::NotUsed,
            exact: true,
            composite,
        }
    }

    /// Whether a value can be right here, as far as its length, its type and the guide's codes tell.
    pub(in crate::show) fn takes(&self, value: &str) -> bool {
        let within = |longest: u16| value.chars().count() <= usize::from(longest);
        let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let fits_type = match self.data_type {
            Some(DataType::Decimal) => Amount::parse(value).is_some(),
            Some(DataType::Integer) => is_digits(value.strip_prefix('-').unwrap_or(value)),
            Some(DataType::Date | DataType::Time) => is_digits(value),
            Some(DataType::Text | DataType::Code) | None => true,
        };
        let is_listed = self.codes.is_empty() || self.codes.iter().any(|code| code == value.trim_end());
        let fits_element = match self.data_element {
            Some("234" | "1271") => is_health_code(value),
            Some("1331" | "628" | "734") => is_digits(value),
            // From a list that is not here: a taxonomy, or a short code such as a remark.
            Some("127") if self.coded => value.len() <= 6 || (value.len() == 10 && value.ends_with('X')),
            Some("1251") => value.bytes().all(|b| b.is_ascii_digit() || b == b'-'),
            _ => true,
        };
        self.longest.is_none_or(within) && fits_type && is_listed && fits_element
    }

    /// Whether it has components, of which at least one is described.
    pub(in crate::show) fn is_composite(&self) -> bool {
        self.composite.is_some_and(|components| !components.is_empty())
    }

    /// A component (from 1) of what is here; the place itself where it is simple and the component the first.
    pub(in crate::show) fn component(&self, number: usize) -> Self {
        match self.composite {
            Some(components) => match components.get(number.wrapping_sub(1)) {
                Some(component) => {
                    let of = Self::of(component);
                    Self { name: of.name.filter(|_| self.name.is_some()), exact: self.exact, ..of }
                }
                None => self.unknown_part(),
            },
            None if number == 1 => *self,
            None => self.unknown_part(),
        }
    }

    /// A part that is not described: as personal as the whole.
    fn unknown_part(&self) -> Self {
        let whole = self.data_element.filter(|_| self.composite.is_none());
        Self { data_element: whole, exact: self.exact, ..Self::default() }
    }
}

/// What is in element `number` (from 1) of a segment that is this row of a guide.
pub(in crate::show) fn in_row(row: &SegmentRow, number: usize) -> Definition<'_> {
    match row.elements.get(number.wrapping_sub(1)) {
        Some(element) => Definition::of(element),
        None => Definition { exact: true, ..Definition::default() },
    }
}

/// What is in element `number` (from 1) of a segment by its identifier alone.
pub(in crate::show) fn in_general(id: &str, number: usize) -> Definition<'static> {
    let mut found = from_guides(id, number).unwrap_or_default();
    if found.data_element.is_none() {
        let elements = FOREIGN.get(id);
        found.data_element = elements.and_then(|elements| elements.get(number.wrapping_sub(1)).copied());
        found.repeats = true;
    }
    let named = vocabulary::element_name(&format!("{id}{number:02}"));
    let generic = || NAMES.iter().find(|(element, _)| Some(*element) == found.data_element).map(|(_, n)| *n);
    found.name = named.or(found.name).or_else(generic);
    found
}

/// The definition on which all rows of the identifier agree; its name only where they agree on that.
fn from_guides(id: &str, number: usize) -> Option<Definition<'static>> {
    let rows = ROWS.get(id)?;
    let mut elements = rows.iter().filter_map(|row| row.elements.get(number.wrapping_sub(1)));
    let first = elements.next()?;
    let same_name = elements.clone().all(|element| element.name == first.name);
    let same_element = elements.all(|element| element.data_element == first.data_element);
    let definition = Definition::of(first);
    same_element.then_some(Definition {
        // BHT is in every transaction, and its names here are those of claims.
        name: definition.name.filter(|_| same_name && id != "BHT"),
        coded: false,
        codes: &[],
        not_used: false,
        repeats: true,
        exact: false,
        ..definition
    })
}
