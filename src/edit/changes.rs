//! What a biller decides: values set, segments dropped, a claim made the replacement of an earlier one.

use std::collections::HashMap;

use crate::guide::{Address, Guide, LoopId, RowId};
use crate::span::Position;
use crate::tree::{Cursor, Part, Roots, Stop};
use crate::x12::{Item, Segment};

use super::error::{EditError, Result};

/// A change at a place.
#[derive(Clone, Debug)]
pub struct Change {
    /// The place as it was written.
    pub text: String,
    address: Address,
    /// The value that is set; none drops the segment.
    value: Option<String>,
}

/// A place that cannot be changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// It is not written as a place.
    #[error("{0} is no place; write loop, segment and element, as in 2300/CLM/05-3 or 2400[2]/REF[6R]/02")]
    Place(String),
    /// HL and envelopes are counted and numbered by themselves.
    #[error("{0} is numbered and counted by itself and cannot be set or dropped")]
    Counted(String),
}

impl Change {
    /// A value for an element or component: `2300/CLM/05-3` and `7`.
    pub fn set(place: &str, value: &str) -> std::result::Result<Self, ChangeError> {
        let change = Self::at(place)?;
        if change.address.element.is_none_or(|n| n == 0) || change.address.component == Some(0) {
            return Err(ChangeError::Place(place.to_owned()));
        }
        Ok(Self { value: Some(value.to_owned()), ..change })
    }

    /// No such segment: `2310A/REF[X2]`.
    pub fn drop(place: &str) -> std::result::Result<Self, ChangeError> {
        Self::at(place).and_then(|change| match change.address.element {
            None => Ok(change),
            Some(_) => Err(ChangeError::Place(place.to_owned())),
        })
    }

    fn at(place: &str) -> std::result::Result<Self, ChangeError> {
        let text = place.trim().to_owned();
        let Some(address) = Address::parse(&text) else { return Err(ChangeError::Place(text)) };
        match address.segment_parts() {
            None => Err(ChangeError::Place(text)),
            Some((id, _)) if COUNTED.iter().any(|counted| counted.eq_ignore_ascii_case(id)) => {
                Err(ChangeError::Counted(id.to_ascii_uppercase()))
            }
            Some(_) => Ok(Self { text, address, value: None }),
        }
    }
}

const COUNTED: [&str; 7] = ["ISA", "GS", "ST", "HL", "SE", "GE", "IEA"];

/// How a claim becomes the replacement of an earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replace {
    /// Its own REF*F8 stays.
    Stated,
    /// The payer's number of the earlier claim.
    Number(String),
}

/// All that a biller decided.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Values and segments.
    pub list: Vec<Change>,
    /// The claim (CLM01) whose places are meant; places above claims are of all of them.
    pub claim: Option<String>,
    /// Whether the claims become replacements.
    pub replace: Option<Replace>,
}

/// How often a change was made, and where first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// How often.
    pub times: u64,
    /// Where first.
    pub first: Position,
}

impl Changes {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty() && self.replace.is_none()
    }
}

/// Follows one transaction and changes it.
#[derive(Debug)]
pub(super) struct Changing {
    guide: &'static Guide,
    cursor: Cursor<'static>,
    /// Loops of each kind in the claim at hand.
    loops: HashMap<LoopId, u32>,
    /// The claim at hand is one that is meant.
    selected: bool,
    /// Behind CLM of a claim that becomes a replacement, before its REF*F8: its CLM and what ends it.
    original: Option<(Position, Vec<u8>)>,
    /// REF*F8.
    number_row: Option<RowId>,
    /// The element separator.
    element: u8,
}

/// What becomes of a segment.
#[derive(Debug, Default)]
pub(super) struct Changed {
    /// A segment that comes before it.
    pub(super) before: Option<Vec<u8>>,
    /// It is left out.
    pub(super) dropped: bool,
    /// What is in its place.
    pub(super) body: Option<Vec<u8>>,
}

impl Changing {
    pub(super) fn new(guide: &'static Guide, st: &Segment<'_>) -> Self {
        let roots = Roots::of(guide);
        let mut cursor = Cursor::new(guide.places(), roots);
        cursor.place(st);
        let claim = roots.root(Part::Claim);
        let number = guide.segments.iter().position(|row| row.label == "REF[F8]" && row.in_loop == claim);
        Self {
            guide,
            cursor,
            loops: HashMap::new(),
            selected: true,
            original: None,
            number_row: number.map(|n| RowId(n as u16)),
            element: st.delimiters().element,
        }
    }

    /// The next segment. `made` has a place for each change, and one more for replacements.
    pub(super) fn segment(
        &mut self,
        item: &Item<'_>,
        changes: &Changes,
        made: &mut [Made],
    ) -> Result<Changed> {
        let stop = self.cursor.place(&item.segment);
        let mut outcome = Changed::default();
        if self.original.is_some() && self.is_behind_number(&stop) {
            outcome.before = self.number(changes)?;
        }
        if let Some(begins) = stop.begins {
            self.cursor.turn(begins);
            self.loops.clear();
            self.selected = match &changes.claim {
                Some(claim) if begins == Part::Claim => {
                    item.segment.element(1).trim_ascii() == claim.as_bytes()
                }
                _ => begins != Part::Claim || changes.claim.is_none(),
            };
        }
        if stop.placed.opens {
            *self.loops.entry(stop.placed.in_loop).or_default() += 1;
        }
        if self.cursor.part() == Part::Claim && !self.selected {
            return Ok(outcome);
        }
        if let Some(replace) = &changes.replace {
            self.replace(item, &stop, replace, &mut outcome, made);
        }
        for (change, made) in changes.list.iter().zip(made) {
            if !self.names(&change.address, item, &stop) {
                continue;
            }
            if made.times == 0 {
                made.first = item.position;
            }
            made.times += 1;
            match &change.value {
                None => outcome.dropped = true,
                Some(value) => {
                    let spot = (change.address.element.unwrap_or(1), change.address.component);
                    let body = outcome.body.as_deref().unwrap_or(item.segment.bytes());
                    outcome.body = Some(with_value(body, &item.segment, spot, value)?);
                }
            }
        }
        Ok(outcome)
    }

    /// The transaction ends: a REF*F8 that is due comes before.
    pub(super) fn end(&mut self, changes: &Changes) -> Result<Option<Vec<u8>>> {
        if self.original.is_some() { self.number(changes) } else { Ok(None) }
    }

    /// Whether the address speaks of the segment that is here.
    fn names(&self, address: &Address, item: &Item<'_>, stop: &Stop) -> bool {
        let in_loop = stop.placed.in_loop;
        let occurrence = self.loops.get(&in_loop).copied().unwrap_or(0);
        if !address.names_loop(&self.guide.loop_(in_loop).id)
            || address.occurrence.is_some_and(|wanted| wanted != occurrence)
        {
            return false;
        }
        let Some((id, qualifier)) = address.segment_parts() else { return false };
        let label = || stop.placed.row.map(|row| &self.guide.row(row).label[..]);
        id.as_bytes().eq_ignore_ascii_case(item.segment.id())
            && qualifier.is_none_or(|qualifier| {
                item.segment.component(1, 1) == qualifier.as_bytes()
                    || label().is_some_and(|label| Some(label) == address.segment.as_deref())
            })
    }

    /// Whether REF*F8 has to be before the segment.
    fn is_behind_number(&self, stop: &Stop) -> bool {
        let Some((number, row)) = self.number_row.zip(stop.placed.row) else { return false };
        let (number, row) = (self.guide.row(number), self.guide.row(row));
        stop.begins.is_some() || row.in_loop != number.in_loop || row.position > number.position
    }

    fn replace(
        &mut self,
        item: &Item<'_>,
        stop: &Stop,
        replace: &Replace,
        changed: &mut Changed,
        made: &mut [Made],
    ) {
        if stop.begins == Some(Part::Claim) {
            if let Some(made) = made.last_mut() {
                made.first = if made.times == 0 { item.position } else { made.first };
                made.times += 1;
            }
            let ending = item.raw[item.segment.bytes().len()..].to_vec();
            self.original = Some((item.position, ending));
            // 7 is no separator: no file can be read that has it as one.
            changed.body = with_value(item.segment.bytes(), &item.segment, (5, Some(3)), "7").ok();
        } else if stop.placed.row.is_some() && stop.placed.row == self.number_row {
            self.original = None;
            if let Replace::Number(number) = replace {
                changed.body = with_value(item.segment.bytes(), &item.segment, (2, None), number).ok();
            }
        }
    }

    /// The REF*F8 that is due.
    fn number(&mut self, changes: &Changes) -> Result<Option<Vec<u8>>> {
        match (self.original.take(), &changes.replace) {
            (Some((_, ending)), Some(Replace::Number(number))) => {
                let mut segment = [&b"REF"[..], b"F8", number.as_bytes()].join(&self.element);
                segment.extend_from_slice(&ending);
                Ok(Some(segment))
            }
            (Some((position, _)), _) => Err(EditError::NoOriginal(position)),
            (None, _) => Ok(None),
        }
    }
}

/// A segment with a value in an element or component.
fn with_value(
    body: &[u8],
    segment: &Segment<'_>,
    (element, component): (u8, Option<u8>),
    value: &str,
) -> Result<Vec<u8>> {
    let own = segment.delimiters();
    if let Some((character, role)) = value.bytes().find_map(|b| Some((char::from(b), own.role(b)?))) {
        return Err(EditError::Value { character, role });
    }
    let put = |values: &[u8], separator: u8, n: usize, value: &[u8]| {
        let mut all: Vec<&[u8]> = values.split(|b| *b == separator).collect();
        if all.len() <= n {
            all.resize(n + 1, &[]);
        }
        all[n] = value;
        while all.len() > 1 && all.last().is_some_and(|last| last.is_empty()) {
            all.pop();
        }
        all.join(&separator)
    };
    let n = usize::from(element);
    match component.map(usize::from) {
        None => Ok(put(body, own.element, n, value.as_bytes())),
        Some(m) => {
            let whole = body.split(|b| *b == own.element).nth(n).unwrap_or_default();
            let composite = put(whole, own.component, m - 1, value.as_bytes());
            Ok(put(body, own.element, n, &composite))
        }
    }
}
