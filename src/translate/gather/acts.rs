//! What is done with the elements and components that are filled.

use crate::guide::RowId;

use super::super::codec::{self, Form};
use super::super::plan::{Act, Acts, Codes, Groups, code};
use super::{Gather, Parts, Reason, Text, Value, filled};

impl Gather {
    /// Does what the acts say with all parts that are filled, and says whether a field took something.
    #[inline]
    pub(super) fn acts(
        &mut self,
        acts: &'static Acts,
        record: u16,
        text: Text<'_>,
        parts: Parts<'_>,
    ) -> Result<bool, Reason> {
        let filled = parts.filled;
        if filled & !acts.used != 0 {
            return Err(Reason::Leftover);
        }
        let lacks = |(asked, with): &(u8, u8)| filled >> with & !(filled >> asked) & 1 != 0;
        if acts.must & !filled != 0 || acts.with.iter().any(lacks) {
            return Err(Reason::Missing);
        }
        let (mut took, mut left) = (acts.told, filled & !acts.passed);
        if let Some(groups) = &acts.groups {
            let behind = u32::MAX << groups.first;
            took |= self.groups(groups, text, Parts { filled: left & behind, ..parts })?;
            left &= !behind;
        }
        while left != 0 {
            let n = left.trailing_zeros() as usize;
            left &= left - 1;
            let (start, end) = parts.get(n);
            took |= match acts.by[n] {
                Act::Components(composite) => {
                    let components = &acts.composites[usize::from(composite)];
                    self.components(components, record, text, (start, end), parts.is_split)?
                }
                Act::Text(slot, list) => {
                    let is_text = |n: &usize| matches!(acts.by[*n], Act::Text(..));
                    let blanks = (1..n).rev().take_while(|n| is_text(n) && filled >> n & 1 == 0).count();
                    self.write_text(list, text, start, end, blanks);
                    self.records[usize::from(record)]
                        .set(slot, Value { form: Form::List, ..Value::default() });
                    true
                }
                act => self.act(act, record, text, parts, n)?,
            };
        }
        Ok(took)
    }

    /// Takes in a value, and says whether a field took it.
    #[inline]
    fn act(
        &mut self,
        act: Act,
        record: u16,
        text: Text<'_>,
        parts: Parts<'_>,
        n: usize,
    ) -> Result<bool, Reason> {
        let (start, end) = parts.get(n);
        let bytes = |(start, end): (u32, u32)| &text.bytes[start as usize..end as usize];
        let value = bytes((start, end));
        if parts.is_split && value.iter().any(|b| *b == text.component || *b == text.repetition) {
            return Err(Reason::Several);
        }
        let says = |other: u8| bytes(parts.get(usize::from(other)));
        let (slot, form) = match act {
            Act::Value(slot, form) if codec::is_form(form, value) => (slot, form),
            Act::Ordinary(ordinary, _) if code(value) == ordinary => return Ok(false),
            Act::Ordinary(_, slot) => (slot, Form::Text),
            Act::Fixed(only) if code(value) == only => return Ok(false),
            Act::Other(than, slot) if code(value) != than => (slot, Form::Text),
            Act::Says => return Ok(false),
            Act::Kind(name) if parts.filled >> name & 1 != 0 => return Ok(false),
            Act::Dated(slot, form, format) if codec::is_dated(form, says(format), value) => (slot, form),
            Act::Days(from, to, format) => return self.days(record, (from, to), says(format), value, start),
            Act::Name(organization, person, kind) => {
                let slot = match (says(kind), organization) {
                    (b"1", _) => person,
                    (b"2", Some(organization)) => organization,
                    _ => return Err(Reason::Leftover),
                };
                (slot, Form::Text)
            }
            Act::Value(..) | Act::Dated(..) => return Err(Reason::Form),
            Act::Stray
            | Act::Fixed(_)
            | Act::Other(..)
            | Act::Kind(_)
            | Act::Components(_)
            | Act::Text(..) => {
                return Err(Reason::Leftover);
            }
        };
        self.records[usize::from(record)].set(slot, Value { start, end, form });
        Ok(true)
    }

    /// Takes in one day or two.
    fn days(
        &mut self,
        record: u16,
        (from, to): (u16, u16),
        format: &[u8],
        value: &[u8],
        start: u32,
    ) -> Result<bool, Reason> {
        let record = &mut self.records[usize::from(record)];
        let day = |start: u32| Value { start, end: start + 8, form: Form::Day };
        match (format, value.split_at_checked(8)) {
            (b"D8", Some((first, b""))) if codec::is_day(first) => {}
            (b"RD8", Some((first, [b'-', last @ ..]))) if codec::is_day(first) && codec::is_day(last) => {
                record.set(to, day(start + 9));
            }
            _ => return Err(Reason::Form),
        }
        record.set(from, day(start));
        Ok(true)
    }

    /// Takes in the components of an element.
    fn components(
        &mut self,
        acts: &'static Acts,
        record: u16,
        text: Text<'_>,
        (start, end): (u32, u32),
        is_split: bool,
    ) -> Result<bool, Reason> {
        let mut ends = [0; 16];
        let mut count = 1;
        if is_split {
            for (at, &b) in (1..).zip(&text.bytes[start as usize..end as usize]) {
                if b == text.component {
                    // The last place is for what is behind the last separator.
                    if count == ends.len() - 1 {
                        return Err(Reason::Leftover);
                    }
                    ends[count] = at;
                    count += 1;
                } else if b == text.repetition {
                    return Err(Reason::Several);
                }
            }
        }
        ends[count] = end - start + 1;
        let ends = &ends[..=count];
        // As if a separator stood before the first one, as it does before elements.
        self.acts(
            acts,
            record,
            text,
            Parts { start: start - 1, ends, filled: filled(ends)?, is_split: false },
        )
    }

    /// Takes in groups of elements, each an item.
    fn groups(&mut self, groups: &'static Groups, text: Text<'_>, parts: Parts<'_>) -> Result<bool, Reason> {
        let stride = usize::from(groups.stride);
        let mut took = false;
        let mut base = usize::from(groups.first) - 1;
        for _ in 0..groups.count {
            if base + 1 >= parts.ends.len() {
                break;
            }
            let behind = parts.ends.len().min(base + stride + 1);
            let here = Parts {
                ends: &parts.ends[base..behind],
                filled: parts.filled >> base & ((2 << stride) - 1),
                ..parts
            };
            took |= self.acts(&groups.acts, groups.item.record, text, here)?;
            self.item(groups.item, text);
            base += stride;
        }
        let is_more = base + 1 < parts.ends.len() && parts.filled >> (base + 1) != 0;
        if is_more { Err(Reason::Leftover) } else { Ok(took) }
    }

    /// Takes in codes, each element an item.
    pub(super) fn codes(
        &mut self,
        id: RowId,
        codes: &'static Codes,
        text: Text<'_>,
        parts: Parts<'_>,
    ) -> Result<bool, Reason> {
        let last = parts.ends.len() - 1;
        // That a segment could have held more before the next one began is for the slow way to note.
        if last > usize::from(codes.capacity) || self.unfilled.contains(&id) {
            return Err(Reason::Leftover);
        }
        if last < usize::from(codes.capacity) {
            self.unfilled.push(id);
        }
        for n in 1..=last {
            let role = codes.roles.iter().find(|(first, to, ..)| (*first..=*to).contains(&(n as u8)));
            let Some((_, _, item, acts)) = role else { return Err(Reason::Leftover) };
            if parts.filled >> n & 1 == 0 {
                return Err(Reason::Nothing);
            }
            let here = Parts { ends: &parts.ends[n - 1..=n], filled: 0b10, ..parts };
            self.acts(acts, item.record, text, here)?;
            self.item(*item, text);
        }
        Ok(last > 0)
    }
}
