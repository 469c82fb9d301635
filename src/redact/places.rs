//! What each place of a segment holds, and so what becomes of it.
//!
//! In an 837 that follows from the mark of the field that the place feeds, from its data element and its list of codes;
//! where no field says it, or a segment has no place at all, only what is surely a code, an amount or a count stays.

use crate::guide::{Content, DataType, Element, Guide, PerGuide, RowId};
use crate::model::Mark;
use crate::translate::Marks;

/// What a place holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A code, an amount or a count: stays if it can be right there.
    Plain,
    /// The identifier of a version: stays.
    Version,
    /// An identifier.
    Number,
    /// Name of a person.
    Person,
    /// Name of an organization.
    Organization,
    /// Name of whatever the element before it says (1 a person, else an organization).
    Entity,
    Street,
    City,
    Postal,
    /// Text in which anything may be.
    Text,
    /// A date, a period or a time.
    Date,
    /// When somebody was born or died.
    Life,
    /// A time of the day.
    Time,
}

/// A place of a row.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) kind: Kind,
    /// What may stand there; none where the guide does not say.
    pub(super) element: Option<&'static Element>,
    /// Its components, if it has any.
    pub(super) parts: Vec<Place>,
}

impl Place {
    /// The longest value that may stand there.
    pub(super) fn longest(&self) -> usize {
        match self.element.map(|element| &element.content) {
            Some(Content::Simple { max, .. }) => usize::from(*max),
            _ => usize::MAX,
        }
    }

    /// Whether the guide lists this code there.
    pub(super) fn lists(&self, value: &[u8]) -> bool {
        match self.element.map(|element| &element.content) {
            Some(Content::Simple { codes, .. }) => codes.iter().any(|code| code.as_bytes() == value),
            _ => false,
        }
    }
}

/// The places of a guide's rows.
#[derive(Debug)]
pub(super) struct Places {
    guide: &'static Guide,
    rows: Vec<Vec<Place>>,
}

impl Places {
    pub(super) fn of(guide: &'static Guide) -> &'static Self {
        static PLACES: PerGuide<Places> = PerGuide::new(Places::new);
        PLACES.of(guide)
    }

    fn new(guide: &'static Guide) -> Self {
        let marks = Marks::of(guide);
        let row = |n: usize| {
            let place = |element| place(marks, RowId(n as u16), element);
            guide.segments[n].elements.iter().map(place).collect()
        };
        Self { guide, rows: (0..guide.segments.len()).map(row).collect() }
    }

    /// The places of a row's elements; number `n` stands at index `n - 1`.
    pub(super) fn row(&self, row: RowId) -> &[Place] {
        &self.rows[usize::from(row.0)]
    }

    /// The places of segments of this name at all their rows, for a segment that has no place.
    pub(super) fn anywhere<'p>(&'p self, id: &'p [u8]) -> impl Iterator<Item = &'p [Place]> {
        let rows = self.guide.segments.iter().zip(&self.rows);
        rows.filter(move |(row, _)| row.id.as_bytes() == id).map(|(_, places)| &places[..])
    }
}

fn place(marks: &Marks, row: RowId, element: &'static Element) -> Place {
    let whole = marks.get(row, element.spot);
    let parts = match &element.content {
        Content::Composite { components, .. } => {
            let part = |part: &'static Element| Place {
                kind: kind(marks.get(row, part.spot).or(whole), part),
                element: Some(part),
                parts: Vec::new(),
            };
            components.iter().map(part).collect()
        }
        Content::Simple { .. } => Vec::new(),
    };
    Place { kind: kind(whole, element), element: Some(element), parts }
}

fn kind(mark: Option<Mark>, element: &Element) -> Kind {
    // Where the element says more than the mark: what part of an address it is, in which form a day stands there.
    let by_element = match &*element.data_element {
        "1035" => Some(Kind::Entity),
        "1036" | "1037" | "1038" | "1039" | "93" => Some(Kind::Person),
        "166" => Some(Kind::Street),
        "19" => Some(Kind::City),
        "116" => Some(Kind::Postal),
        "156" | "26" | "1715" => Some(Kind::Plain),
        "1251" | "373" | "I08" if mark == Some(Mark::Birth) => Some(Kind::Life),
        "1251" | "373" | "I08" => Some(Kind::Date),
        "337" | "I09" => Some(Kind::Time),
        "352" | "449" | "933" => Some(Kind::Text),
        "480" | "1705" | "I11" => Some(Kind::Version),
        _ => None,
    };
    if let Some(kind) = by_element {
        return kind;
    }
    let (is_code, is_number) = match &element.content {
        Content::Simple { data_type, codes, list, .. } => (
            *data_type == DataType::Code || !codes.is_empty() || list.is_some(),
            matches!(data_type, DataType::Decimal | DataType::Integer),
        ),
        Content::Composite { .. } => (false, false),
    };
    match mark {
        Some(Mark::Name) => Kind::Person,
        Some(Mark::Organization) => Kind::Organization,
        Some(Mark::Birth) => Kind::Life,
        Some(Mark::Day) => Kind::Date,
        Some(Mark::Free | Mark::Address) => Kind::Text,
        Some(Mark::Code) => Kind::Plain,
        Some(Mark::Control) if is_code => Kind::Plain,
        Some(Mark::Id | Mark::Public | Mark::Contact | Mark::Control) => Kind::Number,
        None => match &*element.data_element {
            // Numbers of levels and their parents: places in a file, not persons.
            "628" | "734" => Kind::Plain,
            "28" | "329" | "I12" | "I02" | "I04" | "I06" | "I07" | "142" | "124" => Kind::Number,
            _ if is_code || is_number => Kind::Plain,
            _ => Kind::Number,
        },
    }
}

/// Whether a value can be right at an element that holds codes, amounts or counts: what cannot may be another's that came
/// here by a separator too many.
pub(super) fn can_hold(element: Option<&Element>, value: &str) -> bool {
    let digits = value.bytes().all(|b| b.is_ascii_digit());
    let short = value.len() <= 4 && value.bytes().all(|b| b.is_ascii_alphanumeric());
    let Some(element) = element else { return false };
    let Content::Simple { data_type, codes, list, max, .. } = &element.content else { return short };
    let fits_element = match &*element.data_element {
        "234" | "1271" => crate::codes::is_health_code(value),
        "1331" | "628" | "734" => digits,
        "156" | "26" => value.len() <= 3 && value.bytes().all(|b| b.is_ascii_alphabetic()),
        "127" => value.len() <= 6 || (value.len() == 10 && value.ends_with('X')),
        _ => match data_type {
            DataType::Decimal => crate::model::Amount::parse(value).is_some(),
            DataType::Integer => {
                digits || value.strip_prefix('-').is_some_and(|v| v.bytes().all(|b| b.is_ascii_digit()))
            }
            DataType::Date | DataType::Time => digits,
            // From a list that is not here, or a text that the model takes for a code.
            DataType::Text | DataType::Code => {
                !codes.is_empty() || short || (list.is_some() && crate::codes::is_health_code(value))
            }
        },
    };
    let is_listed = codes.is_empty() || codes.iter().any(|code| code == value.trim_end());
    value.chars().count() <= usize::from(*max) && fits_element && is_listed
}
