//! A guide made quick to ask: compact checks for each row, parts, names. Built once.

use crate::guide::{
    Child, Content, DataType, Element, Guide, Limit, LoopId, PerGuide, Places, Relation, RowId, Spot,
    SyntaxNote, Usage,
};
#[cfg(test)]
use crate::rules::Field;
use crate::rules::FieldSet;
use crate::tree::{Part, Roots};

use super::code_sets::CodeSets;
use super::fields::{FieldRows, Fields, Names};
use super::number::{is_plain_decimal, is_surely_within};
use super::period;

/// A guide's tables.
#[derive(Debug)]
pub(super) struct Tables {
    pub(super) guide: &'static Guide,
    pub(super) places: &'static Places,
    pub(super) roots: Roots,
    pub(super) fields: Fields,
    field_rows: &'static FieldRows,
    pub(super) code_sets: CodeSets,
    pub(super) rows: Vec<RowTable>,
    pub(super) loops: Vec<LoopTable>,
}

/// What a row says of its elements.
#[derive(Debug)]
pub(super) struct RowTable {
    pub(super) part: Part,
    pub(super) max_repeat: u32,
    pub(super) position: u16,
    /// Which child of its loop it is.
    pub(super) ordinal: u8,
    /// It opens a part.
    pub(super) required: u64,
    pub(super) elements: Box<[ElementTable]>,
    pub(super) syntax: Box<[Tie]>,
}

/// What a loop says of its children, by ordinal.
#[derive(Debug)]
pub(super) struct LoopTable {
    pub(super) children: u8,
    /// Bits of the children that must be there, those that open parts of their own left out.
    pub(super) required: u128,
    /// The same for children that open parts of their own.
    pub(super) required_parts: u128,
    pub(super) max_repeat: u32,
    pub(super) position: u16,
    /// Which child of its first parent it is.
    pub(super) ordinal: u8,
}

/// What an element or component says.
#[derive(Debug)]
pub(super) struct ElementTable {
    pub(super) spot: Spot,
    pub(super) usage: Usage,
    pub(super) kind: ValueKind,
    /// It is used, and no composite.
    pub(super) is_simple: bool,
    pub(super) min: u16,
    pub(super) max: u16,
    pub(super) repeat: u32,
    pub(super) limit: Option<Limit>,
    pub(super) codes: Option<Codes>,
    /// A date whose form the element or component before this one names.
    pub(super) period: bool,
    pub(super) components: Box<[ElementTable]>,
    pub(super) required: u64,
    pub(super) syntax: Box<[Tie]>,
}

/// What the characters of a value must look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueKind {
    Text,
    Code,
    Integer,
    Decimal,
    Date,
    Time,
    Composite,
}

/// Codes, packed so that they compare as numbers; the few that are too long for it as they are.
#[derive(Clone, Debug)]
pub(super) struct Codes {
    packed: Box<[u64]>,
    long: Box<[Box<[u8]>]>,
}

/// Up to 8 bytes as a number; 0 for what is empty, longer, or begins with NUL.
#[inline]
pub(super) const fn pack(bytes: &[u8]) -> u64 {
    match *bytes {
        [0, ..] => 0,
        [a] => a as u64,
        [a, b] => (a as u64) << 8 | b as u64,
        [a, b, c] => (a as u64) << 16 | (b as u64) << 8 | c as u64,
        _ if bytes.len() <= 8 => {
            let (mut packed, mut n) = (0, 0);
            while n < bytes.len() {
                packed = packed << 8 | bytes[n] as u64;
                n += 1;
            }
            packed
        }
        _ => 0,
    }
}

/// The same of each of these.
pub(super) const fn packed<const N: usize>(codes: [&[u8]; N]) -> [u64; N] {
    let (mut packed, mut n) = ([0; N], 0);
    while n < N {
        packed[n] = pack(codes[n]);
        n += 1;
    }
    packed
}

impl Codes {
    fn of(codes: &[String]) -> Option<Self> {
        let (short, long): (Vec<&String>, Vec<&String>) = codes.iter().partition(|code| code.len() <= 8);
        (!codes.is_empty()).then(|| Self {
            packed: short.iter().map(|code| pack(code.as_bytes())).collect(),
            long: long.iter().map(|code| code.as_bytes().into()).collect(),
        })
    }

    #[inline]
    pub(super) fn has(&self, value: &[u8]) -> bool {
        match pack(value) {
            0 => self.long.iter().any(|code| **code == *value),
            value => self.packed.contains(&value),
        }
    }
}

impl ElementTable {
    /// Whether there is nothing to say of a value of printable ASCII; `before` is the element or component before it.
    /// Where not, a closer look is needed.
    #[inline]
    pub(super) fn is_fine(&self, value: &[u8], before: &[u8]) -> bool {
        self.has_length(value)
            && self.has_form(value)
            && self.has_code(value)
            && self.limit.is_none_or(|limit| is_surely_within(limit, value))
            && !(self.period && period::check(before, value).is_some())
    }

    /// Whether its bytes are as many as its characters or digits may be.
    #[inline]
    pub(super) fn has_length(&self, value: &[u8]) -> bool {
        value.len() >= usize::from(self.min) && value.len() <= usize::from(self.max)
    }

    /// Whether the characters are of the kind, as nearly all are.
    #[inline]
    pub(super) fn has_form(&self, value: &[u8]) -> bool {
        match self.kind {
            ValueKind::Text | ValueKind::Code => value.first() != Some(&b' ') && value.last() != Some(&b' '),
            ValueKind::Integer => value.iter().all(u8::is_ascii_digit),
            ValueKind::Decimal => is_plain_decimal(value),
            ValueKind::Date => period::is_date(value),
            ValueKind::Time => period::is_time(value),
            ValueKind::Composite => true,
        }
    }

    #[inline]
    pub(super) fn has_code(&self, value: &[u8]) -> bool {
        self.codes.as_ref().is_none_or(|codes| codes.has(value))
    }
}

impl Tables {
    pub(super) fn of(guide: &'static Guide) -> &'static Self {
        static TABLES: PerGuide<Tables> = PerGuide::new(Tables::new);
        TABLES.of(guide)
    }

    fn new(guide: &'static Guide) -> Self {
        let places = guide.places();
        let roots = Roots::of(guide);
        let part_roots =
            [Part::Provider, Part::Subscriber, Part::Patient, Part::Claim].map(|p| roots.root(p));
        let parts: Vec<Part> =
            (0..guide.loops.len()).map(|n| part_of_loop(guide, &roots, LoopId(n as u16))).collect();
        Self {
            guide,
            places,
            fields: Fields::of(&Names::of_guide(guide)),
            field_rows: FieldRows::of(guide),
            code_sets: CodeSets::of_guide(guide),
            rows: (0..guide.segments.len())
                .map(|n| row(guide, places, RowId(n as u16), parts[guide.segments[n].in_loop.0 as usize]))
                .collect(),
            loops: (0..guide.loops.len())
                .map(|n| loop_(guide, places, LoopId(n as u16), &part_roots))
                .collect(),
            roots,
        }
    }

    #[inline]
    pub(super) fn part_of(&self, row: RowId) -> Part {
        self.rows[row.0 as usize].part
    }

    /// The fields that a row is.
    #[inline]
    pub(super) fn fields_of(&self, row: RowId) -> FieldSet {
        self.field_rows.fields(row)
    }

    /// The row of a field.
    #[cfg(test)]
    pub(super) fn row_of(&self, field: Field) -> Option<RowId> {
        self.field_rows.row(field)
    }

    /// The fields that a segment without a place could have been, see [`FieldRows::of_stray`].
    pub(super) fn fields_of_stray(&self, id: &[u8]) -> FieldSet {
        self.field_rows.of_stray(id)
    }

    #[inline]
    pub(super) fn row(&self, row: RowId) -> &RowTable {
        &self.rows[row.0 as usize]
    }
}

fn part_of_loop(guide: &Guide, roots: &Roots, id: LoopId) -> Part {
    let mut at = id;
    loop {
        if let Some(part) = roots.part(at) {
            return part;
        }
        match guide.loop_(at).parents.first() {
            Some(parent) => at = *parent,
            None => return Part::Header,
        }
    }
}

fn row(guide: &Guide, places: &Places, id: RowId, part: Part) -> RowTable {
    let row = guide.row(id);
    let elements: Box<[ElementTable]> = elements(&row.elements);
    RowTable {
        part,
        max_repeat: row.max_repeat.unwrap_or(u32::MAX),
        position: row.position,
        ordinal: places.row_ordinal(id) as u8,
        required: required(&elements),
        elements,
        syntax: row.syntax.iter().map(Tie::of).collect(),
    }
}

fn elements(all: &[Element]) -> Box<[ElementTable]> {
    let mut before: Option<&Element> = None;
    let mut tables = Vec::with_capacity(all.len());
    for element in all {
        let named = before.is_some_and(|b| b.data_element == "1250") && element.data_element == "1251";
        tables.push(element_table(element, named));
        before = Some(element);
    }
    tables.into()
}

fn element_table(element: &Element, period: bool) -> ElementTable {
    let (kind, min, max, codes, inner, syntax): (_, _, _, _, Box<[ElementTable]>, &[SyntaxNote]) =
        match &element.content {
            Content::Simple { data_type, min, max, codes, .. } => {
                let kind = match data_type {
                    DataType::Text => ValueKind::Text,
                    DataType::Code => ValueKind::Code,
                    DataType::Integer => ValueKind::Integer,
                    DataType::Decimal => ValueKind::Decimal,
                    DataType::Date => ValueKind::Date,
                    DataType::Time => ValueKind::Time,
                };
                (kind, *min, *max, Codes::of(codes), Box::default(), &[])
            }
            Content::Composite { components, syntax } => {
                (ValueKind::Composite, 1, u16::MAX, None, elements(components), syntax)
            }
        };
    ElementTable {
        spot: element.spot,
        usage: element.usage,
        kind,
        is_simple: element.usage != Usage::NotUsed && kind != ValueKind::Composite,
        min,
        max,
        repeat: element.max_repeat.unwrap_or(1),
        limit: element.limit,
        codes,
        period,
        required: required(&inner),
        components: inner,
        syntax: syntax.iter().map(Tie::of).collect(),
    }
}

/// Bit `n - 1` of element or component `n` that must be there.
fn required(elements: &[ElementTable]) -> u64 {
    let bits = elements.iter().enumerate().filter(|(_, e)| e.usage == Usage::Required);
    bits.fold(0, |mask, (n, _)| mask | 1u64.checked_shl(n as u32).unwrap_or(0))
}

fn loop_(guide: &Guide, places: &Places, id: LoopId, part_roots: &[LoopId]) -> LoopTable {
    let in_loop = guide.loop_(id);
    let (mut must, mut parts) = (0u128, 0u128);
    // A row behind loops is a trailer (SE), whose absence the envelopes notice.
    let loops = in_loop.children.iter().rposition(|child| matches!(child, Child::Loop(_)));
    let before_trailers = loops.map_or(in_loop.children.len(), |last| last + 1);
    for (n, child) in in_loop.children[..before_trailers].iter().enumerate() {
        let bit = 1u128.checked_shl(n as u32).unwrap_or(0);
        match child {
            Child::Segment(row) if guide.row(*row).usage == Usage::Required => must |= bit,
            Child::Loop(inner) if guide.loop_(*inner).usage == Usage::Required => {
                if part_roots.contains(inner) { parts |= bit } else { must |= bit }
            }
            _ => {}
        }
    }
    let ordinal = in_loop.parents.first().and_then(|p| places.child_ordinal(*p, Child::Loop(id)));
    LoopTable {
        children: in_loop.children.len() as u8,
        required: must,
        required_parts: parts,
        max_repeat: in_loop.max_repeat.unwrap_or(u32::MAX),
        position: in_loop.position,
        ordinal: ordinal.unwrap_or(0) as u8,
    }
}

/// A relation between elements, or between components: bit `n - 1` stands for the one of number `n`.
#[derive(Clone, Debug)]
pub(super) struct Tie {
    pub(super) note: SyntaxNote,
    all: u64,
    first: u64,
}

impl Tie {
    fn of(note: &SyntaxNote) -> Self {
        let bit = |n: &u8| 1u64 << n.saturating_sub(1).min(63);
        Self {
            all: note.elements.iter().fold(0, |all, n| all | bit(n)),
            first: note.elements.first().map_or(0, bit),
            note: note.clone(),
        }
    }

    /// Whether it is broken where these are filled.
    #[inline]
    pub(super) fn is_broken(&self, there: u64) -> bool {
        let filled = there & self.all;
        let first = filled & self.first != 0;
        match self.note.relation {
            Relation::Paired => filled != 0 && filled != self.all,
            Relation::Required => filled == 0,
            Relation::Exclusion => filled.count_ones() > 1,
            Relation::Conditional => first && filled != self.all,
            Relation::ListConditional => first && filled == self.first,
        }
    }
}
