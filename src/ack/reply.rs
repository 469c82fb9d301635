//! The envelope of an acknowledgement, and its segments as they are written.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveTime};

use crate::x12::{Charset, Delimiters, EnvelopeLevel, Numbering, Segment, Writer};

use super::error::Result;

/// Widths of ISA06 and ISA08 in bytes, and the longest GS02 and GS03.
const PARTNER: usize = 15;

/// Who is answered: taken from the ISA of the interchange that the answer is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// ISA05 to ISA08 of the interchange answered.
    parties: [Vec<u8>; 4],
    /// ISA15: the answer to a test is a test.
    usage: Vec<u8>,
    pub(super) delimiters: Delimiters,
}

impl Partner {
    /// Out of an ISA. The answer has its delimiters: whoever sent them can read them, and no value holds one.
    pub fn of(isa: &Segment<'_>) -> Self {
        let element = |n: usize| isa.element(n).trim_ascii_end().to_vec();
        let usage = match isa.element(15) {
            b"T" => b"T".to_vec(),
            _ => b"P".to_vec(),
        };
        let mut delimiters = isa.delimiters();
        // Before version 00501 there was no repetition separator; the answer has to have one.
        if delimiters.repetition.is_none() {
            let used = [delimiters.element, delimiters.component, delimiters.segment];
            delimiters.repetition = b"^|!\\".iter().find(|byte| !used.contains(byte)).copied();
        }
        Self { parties: [5, 6, 7, 8].map(element), usage, delimiters }
    }
}

/// When answers are made, and what numbers they get. Several kinds of answers of one run share one of it, so that no
/// control number is in two of them.
#[derive(Debug)]
pub struct Issue {
    /// The day.
    pub date: NaiveDate,
    /// The time of day.
    pub time: NaiveTime,
    /// ISA13, GS06 and ST02.
    pub numbers: Numbering,
}

impl Issue {
    /// The next control number of a level, as its element writes it.
    pub(super) fn number(&mut self, level: EnvelopeLevel) -> String {
        let number = self.numbers.next(level).unwrap_or_else(|| b"1".to_vec());
        String::from_utf8_lossy(&number).into_owned()
    }

    pub(super) fn day(&self) -> String {
        self.date.format("%Y%m%d").to_string()
    }

    pub(super) fn clock(&self) -> String {
        self.time.format("%H%M%S").to_string()
    }
}

/// Segments on their way out.
#[derive(Debug)]
pub(super) struct Lines {
    writer: Writer<Vec<u8>>,
    delimiters: Delimiters,
}

/// The value of one element.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value<'v> {
    /// A simple one; empty where it is left out.
    Text(&'v str),
    /// A composite.
    Parts(&'v [&'v str]),
}

use Value::Text;

impl Lines {
    pub(super) fn new(delimiters: Delimiters) -> Self {
        // Where the terminator is a line end itself, none is needed behind it.
        let line_end = if delimiters.segment.is_ascii_whitespace() { "" } else { "\n" };
        Self { writer: Writer::new(Vec::new(), delimiters).line_end(line_end), delimiters }
    }

    /// Writes a segment. A character that would be read as a delimiter, or is none at all, becomes a blank.
    pub(super) fn put(&mut self, id: &str, values: &[Value<'_>]) -> Result<()> {
        let delimiters = self.delimiters;
        let mut segment = self.writer.segment(id)?;
        for value in values {
            segment = match value {
                Text(text) => segment.element(&clean(text, delimiters))?,
                Value::Parts(parts) => {
                    let parts: Vec<Cow<'_, [u8]>> =
                        parts.iter().map(|part| clean(part, delimiters)).collect();
                    let parts: Vec<&[u8]> = parts.iter().map(|part| &**part).collect();
                    segment.composite(&parts)?
                }
            };
        }
        Ok(segment.end()?)
    }

    /// Whether a value can be written as it is.
    pub(super) fn takes(&self, text: &str) -> bool {
        *clean(text, self.delimiters) == *text.as_bytes()
    }

    /// Segments since the last ST.
    pub(super) fn segments(&self) -> u64 {
        self.writer.segments()
    }

    /// What was written since the last time.
    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(self.writer.get_mut())
    }

    /// Opens an interchange, and gives its control number.
    pub(super) fn interchange(&mut self, partner: &Partner, issue: &mut Issue) -> Result<String> {
        let control = issue.number(EnvelopeLevel::Interchange);
        let [sender_kind, sender, receiver_kind, receiver] = &partner.parties;
        let fit = |value: &[u8], width: usize| value[..value.len().min(width)].to_vec();
        let (date, time) = (issue.date.format("%y%m%d").to_string(), issue.time.format("%H%M").to_string());
        self.writer
            .segment("ISA")?
            .element(b"00")?
            .element(b"")?
            .element(b"00")?
            .element(b"")?
            .element(&fit(receiver_kind, 2))?
            .element(&fit(receiver, PARTNER))?
            .element(&fit(sender_kind, 2))?
            .element(&fit(sender, PARTNER))?
            .element(date.as_bytes())?
            .element(time.as_bytes())?
            .element(b"U")?
            .element(b"00501")?
            .element(control.as_bytes())?
            .element(b"0")?
            .element(&partner.usage)?
            .element(b"")?
            .end()?;
        Ok(control)
    }

    /// Opens a group, and gives its control number. `parties` are GS02 and GS03 of the group answered.
    pub(super) fn group(
        &mut self,
        (functional, version): (&str, &str),
        parties: [&str; 2],
        issue: &mut Issue,
    ) -> Result<String> {
        let control = issue.number(EnvelopeLevel::Group);
        let [sender, receiver] = parties.map(|party| party.chars().take(PARTNER).collect::<String>());
        let (date, time) = (issue.day(), issue.clock());
        self.put(
            "GS",
            &[
                Text(functional),
                Text(&receiver),
                Text(&sender),
                Text(&date),
                Text(&time),
                Text(&control),
                Text("X"),
                Text(version),
            ],
        )?;
        Ok(control)
    }
}

/// What may be in a value: no delimiter, no control character, no blank around it.
fn clean(text: &str, delimiters: Delimiters) -> Cow<'_, [u8]> {
    let is_delimiter = |byte: u8| {
        [delimiters.element, delimiters.component, delimiters.segment].contains(&byte)
            || delimiters.repetition == Some(byte)
    };
    let text = text.trim();
    // Nearly every value can stay as it is.
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte) && !is_delimiter(byte)) {
        return Cow::Borrowed(text.as_bytes());
    }
    let printable: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let bytes: Vec<u8> = printable.bytes().map(|byte| if is_delimiter(byte) { b' ' } else { byte }).collect();
    Cow::Owned(bytes.trim_ascii().to_vec())
}

/// The text of an element, as it is there.
pub(super) fn text(segment: &Segment<'_>, element: usize, charset: Charset) -> String {
    charset.decode(segment.element(element)).0.trim_end().to_owned()
}
