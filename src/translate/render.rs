//! What was gathered, written as JSON: field by field in the order of the model, and nothing is asked of fields that are
//! not there.

use crate::model::json_escaped;

use super::codec::Form;
use super::gather::{Bits, Gather, Text, Value};
use super::plan::Item;

impl Gather {
    /// Appends an item to its list, and empties its record.
    pub(super) fn write_item(&mut self, item: Item, text: Text<'_>) {
        let mut out = std::mem::take(&mut self.lists[usize::from(item.list)]);
        if !out.is_empty() {
            out.push(b',');
        }
        let slots = &mut self.records[usize::from(item.record)];
        let bits = std::mem::take(&mut slots.bits);
        let record = &self.plan.records[usize::from(item.record)];
        if record.is_text {
            out.push(b'"');
            if bits[0] & 1 != 0 {
                value(&mut out, text, slots.values[0]);
            }
            out.push(b'"');
        } else {
            out.push(b'{');
            out.extend_from_slice(record.head.as_bytes());
            self.write_fields(item.record, bits, record.head.is_empty(), text, &mut out);
            out.push(b'}');
        }
        self.lists[usize::from(item.list)] = out;
    }

    /// Appends a text to a list of texts, behind so many that are empty.
    pub(super) fn write_text(&mut self, list: u16, text: Text<'_>, start: u32, end: u32, blanks: usize) {
        let out = &mut self.lists[usize::from(list)];
        for n in (0..=blanks).rev() {
            if !out.is_empty() {
                out.push(b',');
            }
            out.push(b'"');
            if n == 0 {
                value(out, text, Value { start, end, form: Form::Text });
            }
            out.push(b'"');
        }
    }

    /// Appends fields of a record. `is_first` says that nothing is before them in their braces.
    pub(super) fn write_fields(
        &mut self,
        record: u16,
        bits: Bits,
        mut is_first: bool,
        text: Text<'_>,
        out: &mut Vec<u8>,
    ) {
        let of_record = &self.plan.records[usize::from(record)];
        let mut part = 0;
        for slot in ones(bits) {
            let field = &of_record.fields[slot];
            if field.part != part {
                let (from, to) =
                    (&of_record.parts[usize::from(part)], &of_record.parts[usize::from(field.part)]);
                change_part(from, to, &mut is_first, out);
                part = field.part;
            }
            field.key.append(std::mem::take(&mut is_first), out);
            if let Some(list) = field.list {
                let items = &mut self.lists[usize::from(list)];
                out.extend_from_slice(items);
                items.clear();
                out.push(b']');
            } else {
                value(out, text, self.records[usize::from(record)].values[slot]);
                out.push(b'"');
            }
        }
        change_part(&of_record.parts[usize::from(part)], &[], &mut is_first, out);
    }
}

/// Closes and opens the braces between two parts of a record.
fn change_part(from: &[&str], to: &[&str], is_first: &mut bool, out: &mut Vec<u8>) {
    let common = from.iter().zip(to).take_while(|(a, b)| a == b).count();
    for _ in common..from.len() {
        out.push(b'}');
        *is_first = false;
    }
    for name in &to[common..] {
        if !*is_first {
            out.push(b',');
        }
        out.push(b'"');
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(b"\":{");
        *is_first = true;
    }
}

/// Appends a value without its quotes.
#[inline]
fn value(out: &mut Vec<u8>, text: Text<'_>, value: Value) {
    let (start, end) = (value.start as usize, value.end as usize);
    match value.form {
        Form::Text | Form::Amount if text.is_plain => short(out, text.bytes, start, end),
        Form::Text | Form::Amount => json_escaped(out, &text.bytes[start..end]),
        Form::Day => day(out, &text.bytes[start..]),
        Form::Moment if end - start == 8 => day(out, &text.bytes[start..]),
        Form::Moment => {
            day(out, &text.bytes[start..]);
            out.push(b'T');
            clock(out, &text.bytes[start + 8..]);
        }
        Form::Clock => clock(out, &text.bytes[start..]),
        Form::List => {}
    }
}

/// Appends bytes of the text. Nearly all values are short, and sixteen bytes are copied faster than a number of them that the
/// processor has to look up.
#[inline]
fn short(out: &mut Vec<u8>, bytes: &[u8], start: usize, end: usize) {
    match bytes.get(start..).and_then(<[u8]>::first_chunk::<16>) {
        Some(sixteen) if end - start <= 16 => {
            let len = out.len() + (end - start);
            out.extend_from_slice(sixteen);
            out.truncate(len);
        }
        _ => out.extend_from_slice(&bytes[start..end]),
    }
}

/// CCYYMMDD as CCYY-MM-DD.
fn day(out: &mut Vec<u8>, digits: &[u8]) {
    if let Some([c, d, y, z, m, n, e, f]) = digits.first_chunk() {
        out.extend_from_slice(&[*c, *d, *y, *z, b'-', *m, *n, b'-', *e, *f]);
    }
}

/// HHMM as HH:MM.
fn clock(out: &mut Vec<u8>, digits: &[u8]) {
    if let Some([h, i, m, n]) = digits.first_chunk() {
        out.extend_from_slice(&[*h, *i, b':', *m, *n]);
    }
}

/// The numbers of the bits that are set.
#[inline]
fn ones(bits: Bits) -> impl Iterator<Item = usize> {
    bits.into_iter().enumerate().flat_map(|(n, mut word)| {
        std::iter::from_fn(move || {
            let bit = (word != 0).then(|| n * 64 + word.trailing_zeros() as usize);
            word &= word.wrapping_sub(1);
            bit
        })
    })
}
