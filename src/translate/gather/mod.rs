//! Placed segments to slots: each filled element goes where the [`Plan`] says, as a place in the text and no copy.
//!
//! A record of a list (a service line, a diagnosis) is written as soon as it is complete, so there is one of each kind at a
//! time. What the plan does not take ends the gathering with a [`Reason`]; the claim then goes the way that knows everything.

mod acts;

use crate::guide::{LoopId, RowId};

use super::bound_guide::BoundGuide;
use super::codec::Form;
use super::describe;
use super::plan::{CLAIM, Feeds, Item, MOST_FIELDS, Plan, Row};

/// Why a claim went the slow way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// A segment has no place in the guide.
    Unplaced,
    /// A segment or loop that can be once is twice.
    Twice,
    /// A loop is opened where its parent is not.
    Order,
    /// A value has no field.
    Leftover,
    /// Something required is missing.
    Missing,
    /// A segment or loop says nothing that a field holds.
    Nothing,
    /// An element has several values.
    Several,
    /// A date, a time or an amount is none.
    Form,
    /// Text is neither ASCII nor UTF-8, or its encoding was given.
    Encoding,
    /// A level above the claim is missing.
    Level,
    /// Order or white space is not the usual, and is kept.
    Layout,
}

/// The bytes that values point into, and what parts them.
#[derive(Clone, Copy)]
pub(crate) struct Text<'t> {
    pub(crate) bytes: &'t [u8],
    pub(crate) component: u8,
    pub(crate) repetition: u8,
    /// Nothing in it has to be escaped in JSON.
    pub(crate) is_plain: bool,
}

impl<'t> Text<'t> {
    /// The bytes of a value.
    pub(super) fn get(&self, value: Value) -> &'t [u8] {
        &self.bytes[value.start as usize..value.end as usize]
    }
}

/// A segment with its place.
pub(crate) struct Placed<'t> {
    pub(crate) row: Option<RowId>,
    pub(crate) in_loop: LoopId,
    pub(crate) opens: bool,
    /// Where in the text it begins.
    pub(crate) start: u32,
    /// Where its elements end, counted from its start; the identifier first.
    pub(crate) ends: &'t [u32],
    /// Separators stand inside of its elements.
    pub(crate) is_split: bool,
}

/// Elements of a segment, or components of an element. Number `n` stands between the ends `n - 1` and `n`.
#[derive(Clone, Copy)]
struct Parts<'t> {
    start: u32,
    ends: &'t [u32],
    /// Bit `n`: number `n` is not empty.
    filled: u32,
    is_split: bool,
}

impl Parts<'_> {
    #[inline]
    fn get(&self, n: usize) -> (u32, u32) {
        (self.start + self.ends[n - 1] + 1, self.start + self.ends[n])
    }
}

/// A value: where it is in the text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Value {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) form: Form,
}

/// Which fields of a record there are: a bit each.
pub(super) type Bits = [u64; MOST_FIELDS / 64];

/// A record's values.
#[derive(Debug)]
pub(super) struct Slots {
    pub(super) bits: Bits,
    pub(super) values: Vec<Value>,
}

impl Slots {
    #[inline]
    fn set(&mut self, slot: u16, value: Value) {
        self.bits[usize::from(slot / 64)] |= 1 << (slot % 64);
        self.values[usize::from(slot)] = value;
    }

    /// The value of a field, if there is one.
    pub(super) fn get(&self, slot: u16) -> Option<Value> {
        let is_set = self.bits[usize::from(slot / 64)] >> (slot % 64) & 1 != 0;
        is_set.then(|| self.values[usize::from(slot)])
    }
}

/// A loop being gathered.
#[derive(Debug)]
struct Level {
    in_loop: LoopId,
    /// Its children so far.
    seen: u128,
    /// A field has taken something of it.
    took: bool,
    item: Option<Item>,
}

/// What has been gathered of a claim.
#[derive(Debug)]
pub(crate) struct Gather {
    pub(super) plan: &'static Plan,
    bound: &'static BoundGuide,
    /// By record.
    pub(super) records: Vec<Slots>,
    /// By list, the items that are complete, as JSON.
    pub(super) lists: Vec<Vec<u8>>,
    levels: Vec<Level>,
    /// Rows of which a segment of codes could have held more.
    unfilled: Vec<RowId>,
}

impl Gather {
    pub(crate) fn new(bound: &'static BoundGuide) -> Self {
        let plan = Plan::of(bound);
        let slots = |fields: usize| Slots { bits: Bits::default(), values: vec![Value::default(); fields] };
        Self {
            plan,
            bound,
            records: plan.records.iter().map(|record| slots(record.fields.len())).collect(),
            lists: vec![Vec::new(); plan.lists],
            levels: Vec::new(),
            unfilled: Vec::new(),
        }
    }

    /// The guide it follows.
    pub(crate) fn bound(&self) -> &'static BoundGuide {
        self.bound
    }

    /// Forgets what was gathered.
    pub(crate) fn clear(&mut self) {
        self.records.iter_mut().for_each(|record| record.bits = Bits::default());
        self.lists.iter_mut().for_each(Vec::clear);
        self.levels.clear();
        self.unfilled.clear();
    }

    /// The fields of the claim that are there; they count as written.
    pub(super) fn take_claim(&mut self) -> Bits {
        std::mem::take(&mut self.records[usize::from(CLAIM)].bits)
    }

    /// Whether the subscriber is said to be the patient.
    pub(super) fn is_own_patient(&self, text: Text<'_>) -> bool {
        let value = self.records[usize::from(CLAIM)].get(self.plan.relationship);
        value.is_some_and(|value| text.get(value) == describe::SELF.as_bytes())
    }

    /// Takes in a segment. `rows` are the plan's, as they hold for the part at hand.
    #[inline]
    pub(crate) fn segment(
        &mut self,
        rows: &'static [Row],
        text: Text<'_>,
        placed: &Placed<'_>,
    ) -> Result<(), Reason> {
        let id = placed.row.ok_or(Reason::Unplaced)?;
        let row = &rows[usize::from(id.0)];
        if placed.opens || self.levels.last().is_none_or(|level| level.in_loop != placed.in_loop) {
            self.enter(placed.in_loop, placed.opens, text)?;
        }
        let Some(level) = self.levels.last_mut() else { return Err(Reason::Order) };
        if row.once && level.seen & row.bit != 0 {
            return Err(Reason::Twice);
        }
        level.seen |= row.bit;
        let parts = Parts {
            start: placed.start,
            ends: placed.ends,
            filled: filled(placed.ends)?,
            is_split: placed.is_split,
        };
        let took = match &row.feeds {
            Feeds::Nothing => return Err(Reason::Leftover),
            Feeds::Record(record, acts) => self.acts(acts, *record, text, parts)?,
            Feeds::Item(item, acts) => self.acts(acts, item.record, text, parts)? && self.item(*item, text),
            Feeds::Codes(codes) => self.codes(id, codes, text, parts)?,
        };
        if let Some(level) = self.levels.last_mut() {
            level.took |= took;
        }
        if took || row.evident { Ok(()) } else { Err(Reason::Nothing) }
    }

    /// Ends the part at hand.
    pub(crate) fn end(&mut self, text: Text<'_>) -> Result<(), Reason> {
        while !self.levels.is_empty() {
            self.close(text)?;
        }
        self.unfilled.clear();
        Ok(())
    }

    /// Closes and opens loops until this one is the innermost.
    fn enter(&mut self, in_loop: LoopId, opens: bool, text: Text<'_>) -> Result<(), Reason> {
        let parents = &self.bound.guide.loop_(in_loop).parents;
        let fits = |top: &Level| if opens { parents.contains(&top.in_loop) } else { top.in_loop == in_loop };
        while self.levels.len() > 1 && self.levels.last().is_some_and(|top| !fits(top)) {
            self.close(text)?;
        }
        let of_loop = &self.plan.loops[usize::from(in_loop.0)];
        let mut item = None;
        if let Some(parent) = self.levels.last_mut() {
            if !fits(parent) {
                return Err(Reason::Order);
            }
            if !opens {
                return Ok(());
            }
            if of_loop.once && parent.seen & of_loop.bit != 0 {
                return Err(Reason::Twice);
            }
            parent.seen |= of_loop.bit;
            item = of_loop.item;
        }
        if !of_loop.known {
            return Err(Reason::Leftover);
        }
        self.levels.push(Level { in_loop, seen: 0, took: false, item });
        Ok(())
    }

    /// Closes the innermost loop.
    fn close(&mut self, text: Text<'_>) -> Result<(), Reason> {
        let Some(level) = self.levels.pop() else { return Ok(()) };
        if self.plan.loops[usize::from(level.in_loop.0)].required & !level.seen != 0 {
            return Err(Reason::Missing);
        }
        if !level.took {
            return Err(Reason::Nothing);
        }
        if let Some(item) = level.item {
            self.item(item, text);
        }
        if let Some(parent) = self.levels.last_mut() {
            parent.took = true;
        }
        Ok(())
    }

    /// An item of a list is complete.
    fn item(&mut self, item: Item, text: Text<'_>) -> bool {
        self.write_item(item, text);
        self.records[usize::from(item.outer)].set(item.slot, Value { form: Form::List, ..Value::default() });
        true
    }
}

/// Bit `n`: the element that ends at `ends[n]` is not empty. Fails where there are more elements than bits.
#[inline]
fn filled(ends: &[u32]) -> Result<u32, Reason> {
    // From the last one on: a shift an element, which for the few there are beats any way of doing several at once.
    let (mut filled, mut n) = (0, ends.len());
    if n > 32 {
        return Err(Reason::Leftover);
    }
    while n > 1 {
        n -= 1;
        filled = filled << 1 | u32::from(ends[n] > ends[n - 1] + 1);
    }
    Ok(filled << 1)
}
