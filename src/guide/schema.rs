//! What a guide says, as data: loops, segments, elements, usage, repeats, lengths, codes.

use std::fmt;

use crate::finding::Side;
use crate::model::ClaimType;

use super::per_guide::PerGuide;
use super::walk::Places;

/// Index of a loop in [`Guide::loops`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LoopId(pub u16);

/// Index of a segment row in [`Guide::segments`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowId(pub u16);

/// What a claim of a guide is like. Code asks for this, not for the guide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Its name on paper, such as `CMS-1500`.
    pub name: String,
    /// Short name of the transaction, such as `837P`.
    pub short: String,
    /// Who bills on it.
    pub side: Side,
    /// What CLM05 holds.
    pub places: PlaceCodes,
    /// The segment of a service line, such as `SV1`.
    pub line: String,
}

/// What the place of a claim (CLM05) is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlaceCodes {
    /// A place of service code of CMS.
    Service,
    /// A type of bill: facility type and frequency.
    Bill,
}

/// An implementation guide, whole.
#[derive(Clone, Debug)]
pub struct Guide {
    /// Its identifier as ST03 and GS08 carry it, such as `005010X222A1`.
    pub id: String,
    /// Plain name for people.
    pub title: String,
    /// Which claim of the model it describes.
    pub kind: ClaimType,
    /// What its claims are like.
    pub form: Form,
    /// Every identifier under which transactions of this guide arrive (`005010X222`, `…A1`, `…A2`).
    pub accepts: Vec<String>,
    /// All loops, parents before children. The first one is the interchange (`ISA`); see also
    /// [`Guide::transaction_loop`].
    pub loops: Vec<Loop>,
    /// All segment rows, in guide order.
    pub segments: Vec<SegmentRow>,
}

/// R, S or N in the guides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Usage {
    /// Must be there (when its parent is).
    Required,
    /// May have to be there; the guide's text says when.
    Situational,
    /// Must not be there.
    NotUsed,
}

/// A loop of a guide.
#[derive(Clone, Debug)]
pub struct Loop {
    /// Identifier as the guide prints it, such as `2310B`.
    pub id: String,
    /// Plain name, such as "Rendering provider".
    pub name: String,
    /// Whether it must be there.
    pub usage: Usage,
    /// How often it may be under one parent; none where the guide sets no limit.
    pub max_repeat: Option<u32>,
    /// The loops it may be in: one, but for 2300, which floats under 2000B or 2000C.
    pub parents: Vec<LoopId>,
    /// The field of the common model that it feeds.
    pub field: Option<String>,
    /// Position in the X12 standard: what may be behind what.
    pub position: u16,
    /// Rows and loops directly in it, in the order of their positions. The first one is the segment that opens the
    /// loop.
    pub children: Vec<Child>,
}

/// What is directly in a loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Child {
    /// A segment row.
    Segment(RowId),
    /// A loop.
    Loop(LoopId),
}

/// A segment at one place of a guide.
#[derive(Clone, Debug)]
pub struct SegmentRow {
    /// Identifier, such as `REF`.
    pub id: String,
    /// Identifier with the qualifiers that tell it from its neighbours, such as `REF[G1]`; unique in its loop.
    pub label: String,
    /// Plain name.
    pub name: String,
    /// Whether it must be there.
    pub usage: Usage,
    /// How often it may be here; none where the guide sets no limit.
    pub max_repeat: Option<u32>,
    /// The loop it is in.
    pub in_loop: LoopId,
    /// The field of the common model that it feeds.
    pub field: Option<String>,
    /// Position in the X12 standard.
    pub position: u16,
    /// What must hold of its values for a segment to be this row: all of these.
    pub conditions: Vec<Condition>,
    /// Relations between its elements, such as P0304.
    pub syntax: Vec<SyntaxNote>,
    /// Its elements; number `n` is at index `n - 1`.
    pub elements: Vec<Element>,
}

/// A place in a segment: element, and component if the element is a composite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Spot {
    /// Element number, from 1.
    pub element: u8,
    /// Component number, from 1; 0 for the whole element.
    pub component: u8,
}

/// One of the listed codes must be at that place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Where.
    pub spot: Spot,
    /// Which codes.
    pub codes: Vec<String>,
}

/// An element (or component) at one place of a guide.
#[derive(Clone, Debug)]
pub struct Element {
    /// Where in the segment.
    pub spot: Spot,
    /// Plain name.
    pub name: String,
    /// Whether it must be there.
    pub usage: Usage,
    /// How often it may be repeated.
    pub max_repeat: Option<u32>,
    /// Number in the X12 data element dictionary (`98`, `I05`), or of the composite (`C022`).
    pub data_element: String,
    /// The field of the common model that it feeds, where the row as a whole does not say it.
    pub field: Option<String>,
    /// What may be there.
    pub content: Content,
    /// A tighter bound than the standard's length, where the guide states one.
    pub limit: Option<Limit>,
}

/// A bound that a guide puts on values beyond the lengths of the X12 dictionary.
///
/// The sign and the decimal point never count, as X12 counts lengths (X12 request for interpretation 1526: the longest
/// amount is `99999999.99`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Limit {
    /// At most so many characters.
    Characters(u16),
    /// A number of at most `digits` digits in all, at most `decimals` of them behind the point.
    Digits {
        /// All digits.
        digits: u16,
        /// Digits behind the decimal point.
        decimals: u16,
    },
    /// An amount of at most so many digits, two of them for the cents, whether they are written or not.
    DigitsWithCents(u16),
    /// Exactly so many digits and nothing else.
    ExactDigits(u16),
}

/// What may be in an element.
#[derive(Clone, Debug)]
pub enum Content {
    /// One value.
    Simple {
        /// Its type.
        data_type: DataType,
        /// Shortest length in characters.
        min: u16,
        /// Longest length in characters.
        max: u16,
        /// The codes allowed, empty where any value is.
        codes: Vec<String>,
        /// The outside list that the value comes from, such as `CMS place of service`. With a qualifier and a
        /// colon before it (`XX: NPI`), it holds where the element or component before this one has that
        /// qualifier; several of them are separated by ` | `.
        list: Option<String>,
    },
    /// A composite of components, with the relations between them.
    Composite {
        /// Components; number `n` is at index `n - 1`. May be empty for one that is not used.
        components: Vec<Element>,
        /// Relations, such as P0304.
        syntax: Vec<SyntaxNote>,
    },
}

/// X12 data types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DataType {
    /// Text.
    Text,
    /// A code.
    Code,
    /// A whole number.
    Integer,
    /// A decimal number, the point written.
    Decimal,
    /// A date, CCYYMMDD or YYMMDD.
    Date,
    /// A time, HHMM and longer.
    Time,
}

/// A relation between elements of a segment, as X12 writes it: a letter and two-digit element numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxNote {
    /// What the relation demands.
    pub relation: Relation,
    /// The elements (or components) it speaks of.
    pub elements: Vec<u8>,
}

/// The kinds of relations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// P: if one is there, all are.
    Paired,
    /// R: at least one is there.
    Required,
    /// E: at most one is there.
    Exclusion,
    /// C: if the first is there, all others are.
    Conditional,
    /// L: if the first is there, at least one other is.
    ListConditional,
}

/// The walker's tables.
static PLACES: PerGuide<Places> = PerGuide::new(Places::of);

impl Guide {
    /// The walker's tables of this guide, made once.
    pub fn places(&'static self) -> &'static Places {
        PLACES.of(self)
    }

    /// A loop by index.
    pub fn loop_(&self, id: LoopId) -> &Loop {
        &self.loops[id.0 as usize]
    }

    /// The loop of one transaction (`ST` to `SE`); the loops before it are the envelope.
    pub fn transaction_loop(&self) -> LoopId {
        // The loader refuses a guide without it.
        self.loop_id("ST").unwrap_or(LoopId(0))
    }

    /// The loop with this identifier, such as `2310B`.
    pub fn loop_id(&self, id: &str) -> Option<LoopId> {
        self.loops.iter().position(|l| l.id == id).map(|at| LoopId(at as u16))
    }

    /// The row that opens a loop.
    pub fn opener(&self, id: LoopId) -> RowId {
        match self.loop_(id).children.first() {
            Some(Child::Segment(row)) => *row,
            _ => unreachable!("the loader refuses a loop that does not begin with a segment"),
        }
    }

    /// A segment row by index.
    pub fn row(&self, id: RowId) -> &SegmentRow {
        &self.segments[id.0 as usize]
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.component {
            0 => write!(f, "{:02}", self.element),
            c => write!(f, "{:02}-{c}", self.element),
        }
    }
}
