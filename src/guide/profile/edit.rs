//! Edits: faults that a payer looks for by holding values against each other.
//!
//! ```text
//! edit A8 in 2300 at CLM05-3 if CLM05-3=7 & count(HI[BG]*-2=D0..D4|D7..D9|E0) <> 1 ack A8:460+A8:535 proposed "..."
//! ```
//!
//! The expression says when the edit finds something. Its words:
//!
//! - a *place*, `[LOOP ]SEGMENT[QUALIFIER]ELEMENT`: `CLM05-3`, `2000B SBR09`, `DTP[434]03`, `SV101-3..6` (several components),
//!   `CRC03..07` (several elements),
//!   `HI[BE]*-2` (the second component of every element whose first is BE), `HI[BE:80]*-5` (of those whose second is 80);
//!   `outer` before it: of the instance the edit looks at, not of the one a count goes through;
//! - `PLACE` (it is there), `PLACE=PICTURE|PICTURE` (a value looks so), `PLACE!=PICTURE` (no value looks so);
//! - `VALUE == VALUE`, `<>`, `<`, `<=`, `>`, `>=`: numbers, days or texts; a value is a place, a number, a day such as
//!   `2023-01-01`, `day` (of service or discharge), `created` (of the file), `count(PLACE[=PICTURE])`, `sum(PLACE)`,
//!   `most(PLACE)`, `size(PLACE)` (characters), `from(PLACE)` and `to(PLACE)` (of a period), `monthend(VALUE)`, `days(A, B)`,
//!   `years(A, B)`,
//!   `count LOOP (EXPRESSION)`, and two of them with `+` or `-`;
//! - `twice(PLACE)`: a value is there more than once; `repeated LOOP (PLACE, PLACE)`: an instance has the same values there as
//!   one before it, and a value at the first place; `some LOOP (EXPRESSION)`: it holds in an instance of the loop;
//! - `PLACE in LIST`, `(PLACE, PLACE) in LIST`: a list that `--reference` brings has the value, or the values together; an
//!   edit that asks a list is not looked for where the list was not brought;
//! - `not`, `&`, `or` and parentheses.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::finding::Severity;
use crate::in_force::InForce;

use super::super::schema::{LoopId, RowId, Spot};
use super::Picture;
use super::guard::Guard;

/// What a payer looks for.
#[derive(Clone, Debug)]
pub struct Edit {
    /// Line of the file.
    pub line: u32,
    /// The payer's own reference, such as `A8`.
    pub id: String,
    /// The rule under which it is reported; that of payers' edits where none is named.
    pub rule: Option<String>,
    /// The loop whose instances it looks at.
    pub in_loop: LoopId,
    /// Where it finds something; what is there twice or the segment that opens the instance where none is named or there.
    pub at: Option<EditPlace>,
    /// First and last day for which it is in force: days of service or discharge.
    pub in_force: InForce,
    /// When it finds something.
    pub fault: Expression,
    /// What has to be there for it to find anything.
    pub guard: Guard,
    /// Lists it asks; it is not looked for where one was not brought.
    pub lists: Vec<String>,
    /// How it is answered and told.
    pub answer: Answer,
}

/// How a payer answers, and in which words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Weight, where the file says one.
    pub severity: Option<Severity>,
    /// The payer's own reference.
    pub edit: Option<String>,
    /// What a 277CA says: category, status, entity or nothing.
    pub statuses: Vec<[String; 3]>,
    /// The statuses are proposed by their meaning; no page of the payer was seen that has them.
    pub proposed: bool,
    /// The payer's own words, where the file has them.
    pub message: Option<String>,
}

/// A place in a claim, or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditPlace {
    /// The loop the segment is in.
    pub in_loop: LoopId,
    /// The rows that are meant.
    pub rows: Vec<RowId>,
    /// What the first element has to be, or in HI the first component of the element.
    pub qualifier: Option<Picture>,
    /// What the second component has to be.
    pub code: Option<Picture>,
    /// First and last element, from 1.
    pub elements: (u8, u8),
    /// First and last component, from 1; 0 for the element itself.
    pub components: (u8, u8),
    /// Of the instance that the edit looks at.
    pub outer: bool,
    /// The loop that is looked at, or the innermost one around it, that has the place's loop in it; none where none has.
    pub around: Option<LoopId>,
}

impl EditPlace {
    /// The first spot that is meant.
    pub fn spot(&self) -> Spot {
        Spot { element: self.elements.0, component: self.components.0 }
    }
}

/// When something holds.
#[derive(Clone, Debug)]
pub enum Expression {
    /// All hold.
    All(Vec<Expression>),
    /// One holds.
    Any(Vec<Expression>),
    /// It does not hold.
    Not(Box<Expression>),
    /// A value is there.
    There(EditPlace),
    /// A value is there that looks so; with `false` none is.
    Like(EditPlace, Picture, bool),
    /// Two values compare so.
    Compare(Value, Comparison, Value),
    /// A value is there more than once.
    Twice(EditPlace),
    /// An instance of a loop has the same values at these places as one before it.
    Repeated(LoopId, Vec<EditPlace>),
    /// It holds in an instance of a loop.
    Some(LoopId, Box<Expression>),
    /// A list has the values at these places.
    Listed(Vec<EditPlace>, String),
}

/// How two values compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// A value of the left is one of the right.
    Equal,
    /// Both are there, and none of the left is one of the right.
    Unequal,
    /// Less.
    Less,
    /// Not more.
    AtMost,
    /// More.
    More,
    /// Not less.
    AtLeast,
}

/// A value, or several.
#[derive(Clone, Debug)]
pub enum Value {
    /// What is at a place.
    At(EditPlace),
    /// A number.
    Number(Decimal),
    /// A day.
    Day(NaiveDate),
    /// The day of service or discharge.
    ServiceDay,
    /// The day on which the file was made.
    Created,
    /// How many values are there, of those that look so.
    Count(EditPlace, Option<Picture>),
    /// In how many instances of a loop something holds.
    CountLoops(LoopId, Box<Expression>),
    /// Sum of the numbers that are there.
    Sum(EditPlace),
    /// The largest number that is there.
    Most(EditPlace),
    /// Characters of the first value.
    Size(EditPlace),
    /// First day of a period, or the day.
    From(EditPlace),
    /// Last day of a period, or the day.
    To(EditPlace),
    /// The last day of a day's month.
    MonthEnd(Box<Value>),
    /// Days from one day to another.
    Days(Box<Value>, Box<Value>),
    /// Whole years from one day to another.
    Years(Box<Value>, Box<Value>),
    /// Both together.
    Plus(Box<Value>, Box<Value>),
    /// The first less the second.
    Minus(Box<Value>, Box<Value>),
}

impl Expression {
    /// Adds the lists that are asked.
    pub(super) fn lists(&self, all: &mut Vec<String>) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.lists(all)),
            Self::Not(inner) | Self::Some(_, inner) => inner.lists(all),
            Self::Listed(_, list) => all.push(list.clone()),
            Self::Compare(left, _, right) => [left, right].iter().for_each(|value| value.lists(all)),
            _ => {}
        }
    }
}

impl Value {
    fn lists(&self, all: &mut Vec<String>) {
        match self {
            Self::CountLoops(_, inner) => inner.lists(all),
            Self::Plus(left, right) | Self::Minus(left, right) => {
                left.lists(all);
                right.lists(all);
            }
            _ => {}
        }
    }
}
