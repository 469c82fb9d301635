//! The claims of one input, whether it is X12 or JSON.

use std::cell::Cell;
use std::fmt;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::ops::ControlFlow;
use std::rc::Rc;

use serde::de::{Deserializer, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::finding::Location;
use crate::model::{Claim, Text};
use crate::translate::{Block, Claims, Event as X12Event, Foreign, Notice, RawClaim, Reader as ClaimReader};
use crate::x12::{self, Charset};

use super::compact::{Line, SharedById};
use super::json_error::JsonError;
use super::{Format, Source};

/// A claim as it came in.
#[derive(Debug)]
pub enum Form {
    /// The segments of X12.
    Segments(Box<RawClaim>),
    /// Read from JSON.
    Json(Box<Claim>),
}

/// What an input holds, in its order; claims in the form `C`.
#[derive(Debug)]
pub enum Event<C> {
    /// An ISA, GS or ST has been read: the segment.
    Opened(Block),
    /// A claim.
    Claim(C),
    /// A transaction that holds no claim this program knows.
    Foreign(Foreign),
    /// Something is not as it should be, and reading goes on.
    Notice(Notice),
}

/// Why an input cannot be read to its end.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is X12, and broken.
    #[error("{0}")]
    X12(#[from] x12::Error),
    /// It is JSON, and not a claim.
    #[error("{0}")]
    Json(#[from] JsonError),
}

/// What takes the events of an input; it can end the reading.
pub type Sink<'s, C> = dyn FnMut(Event<C>) -> ControlFlow<()> + 's;

/// Reads all claims of an input.
pub fn read(source: Source, charset: Charset, sink: &mut Sink<'_, Box<Claim>>) -> Result<(), ReadError> {
    let mut reader = ClaimReader::default();
    read_forms(source, charset, &mut |event| {
        sink(match event {
            Event::Claim(Form::Segments(raw)) => Event::Claim(reader.read(&raw)),
            Event::Claim(Form::Json(claim)) => Event::Claim(claim),
            Event::Opened(block) => Event::Opened(block),
            Event::Foreign(foreign) => Event::Foreign(foreign),
            Event::Notice(notice) => Event::Notice(notice),
        })
    })
}

/// Reads all claims of an input, each in the form it has there: building them from segments is left to the caller.
pub fn read_forms(source: Source, charset: Charset, sink: &mut Sink<'_, Form>) -> Result<(), ReadError> {
    match source.format {
        Format::X12 => read_x12(source, charset, sink),
        Format::Json | Format::Report => read_json(source, sink),
    }
}

/// Reads what this program says of claims, value by value.
pub fn read_reports(
    source: Source,
    sink: &mut dyn FnMut(serde_json::Value) -> ControlFlow<()>,
) -> Result<(), ReadError> {
    let most = source.limit.json_bytes();
    let capped = Capped::new(source.reader, most);
    let left = Rc::clone(&capped.left);
    let mut bytes = BufReader::with_capacity(1 << 16, capped);
    first_byte(&mut bytes)?;
    for value in serde_json::Deserializer::from_reader(bytes).into_iter() {
        left.set(most);
        if sink(value.map_err(|error| JsonError::syntax(&error, 0))?).is_break() {
            break;
        }
    }
    Ok(())
}

fn read_x12(source: Source, charset: Charset, sink: &mut Sink<'_, Form>) -> Result<(), ReadError> {
    let mut claims =
        Claims::new(x12::Reader::new(source.reader), Some(source.name), charset).limit(source.limit);
    while let Some(event) = claims.next().transpose()? {
        let event = match event {
            X12Event::Opened(block) => Event::Opened(block),
            X12Event::Claim(raw) => Event::Claim(Form::Segments(raw)),
            X12Event::Foreign(foreign) => Event::Foreign(foreign),
            X12Event::Notice(notice) => Event::Notice(notice),
        };
        if sink(event).is_break() {
            break;
        }
    }
    Ok(())
}

/// A longer line is no claim by itself, and left to the reader that follows the text wherever it breaks.
const LONGEST_LINE: u64 = 1 << 23;

/// One claim after the other, or an array of them.
fn read_json(source: Source, sink: &mut Sink<'_, Form>) -> Result<(), ReadError> {
    let capped = Capped::new(source.reader, source.limit.json_bytes());
    let left = Rc::clone(&capped.left);
    let mut bytes = BufReader::with_capacity(1 << 16, capped);
    let first = first_byte(&mut bytes)?;
    let shared = SharedById::default();
    let mut items = Items { sink, number: 0, fault: None, left, most: source.limit.json_bytes(), shared };
    let (mut line, mut lines) = (Vec::new(), 0);
    if first != Some(b'[') {
        while let Some(flow) = items.line(&mut bytes, &mut line)? {
            lines += 1;
            if flow.is_break() {
                return Ok(());
            }
        }
    }
    // What follows is no claim a line: it has ended, is written over several lines, or is at fault.
    let rest = BufReader::with_capacity(1 << 16, Cursor::new(line).chain(bytes));
    let mut json = serde_json::Deserializer::from_reader(rest);
    let syntax = |error| JsonError::syntax(&error, lines);
    if first == Some(b'[') {
        let read = json.deserialize_seq(&mut items);
        if let Some(fault) = items.fault {
            return Err(fault.into());
        }
        // Whoever takes the claims may have had enough; then the rest of the array is not read.
        return match read {
            Ok(ControlFlow::Continue(())) => json.end().map_err(|error| syntax(error).into()),
            Ok(ControlFlow::Break(())) => Ok(()),
            Err(error) => Err(syntax(error).into()),
        };
    }
    for text in json.into_iter::<Box<RawValue>>() {
        if items.take(&text.map_err(syntax)?)?.is_break() {
            break;
        }
    }
    Ok(())
}

/// The first byte that is no blank, left where it is. A byte order mark goes.
fn first_byte(bytes: &mut impl BufRead) -> Result<Option<u8>, ReadError> {
    loop {
        let waiting = bytes.fill_buf().map_err(JsonError::Io)?;
        let blank =
            waiting.iter().take_while(|b| b.is_ascii_whitespace() || matches!(b, 0xEF | 0xBB | 0xBF)).count();
        if let Some(&first) = waiting.get(blank) {
            bytes.consume(blank);
            return Ok(Some(first));
        }
        if blank == 0 {
            return Ok(None);
        }
        bytes.consume(blank);
    }
}

/// Takes the claims of an array one after the other.
struct Items<'s, 't> {
    sink: &'s mut Sink<'t, Form>,
    number: u64,
    fault: Option<JsonError>,
    /// Bytes that the claim at hand may still have, and all of them.
    left: Rc<Cell<u64>>,
    most: u64,
    /// What compact claims have in common.
    shared: SharedById,
}

/// A reader that gives so many bytes and then fails, unless somebody allows more in the meantime.
struct Capped {
    reader: Box<dyn Read + Send>,
    left: Rc<Cell<u64>>,
    most: u64,
}

impl Capped {
    fn new(reader: Box<dyn Read + Send>, most: u64) -> Self {
        Self { reader, left: Rc::new(Cell::new(most)), most }
    }
}

impl Read for Capped {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = self.left.get();
        if left == 0 {
            let message =
                format!("a claim has more than {} bytes of JSON; --max-claim allows more", self.most);
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
        let most = into.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let count = self.reader.read(&mut into[..most])?;
        self.left.set(left - count as u64);
        Ok(count)
    }
}

impl Items<'_, '_> {
    /// Takes the claim on the next line; none, and the line, where it is no claim by itself or there is none.
    fn line(
        &mut self,
        bytes: &mut impl BufRead,
        line: &mut Vec<u8>,
    ) -> Result<Option<ControlFlow<()>>, JsonError> {
        line.clear();
        bytes.take(LONGEST_LINE).read_until(b'\n', line).map_err(JsonError::Io)?;
        // Text is looked at whole for its encoding, and not again string by string.
        let Ok(text) = std::str::from_utf8(line) else { return Ok(None) };
        match serde_json::from_str(text) {
            Ok(claim) => Ok(Some(self.give(claim))),
            Err(_) => self.compact(text),
        }
    }

    /// Takes a compact claim or what such claims share; none where it is neither.
    fn compact(&mut self, text: &str) -> Result<Option<ControlFlow<()>>, JsonError> {
        Ok(match self.shared.take(text, self.number + 1)? {
            Line::Claim(claim) => Some(self.give(claim)),
            Line::Shared => {
                self.left.set(self.most);
                Some(ControlFlow::Continue(()))
            }
            Line::Other => None,
        })
    }

    fn give(&mut self, claim: Box<Claim>) -> ControlFlow<()> {
        self.number += 1;
        self.left.set(self.most);
        (self.sink)(Event::Claim(Form::Json(claim)))
    }

    fn take(&mut self, text: &RawValue) -> Result<ControlFlow<()>, JsonError> {
        if let Ok(claim) = serde_json::from_str(text.get()) {
            return Ok(self.give(claim));
        }
        if let Some(flow) = self.compact(text.get())? {
            return Ok(flow);
        }
        // Only a fault is worth following its path.
        let claim = serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_str(text.get()))
            .map_err(|error| JsonError::claim(self.number + 1, &error))?;
        Ok(self.give(claim))
    }
}

impl<'de> Visitor<'de> for &mut Items<'_, '_> {
    type Value = ControlFlow<()>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of claims")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Self::Value, A::Error> {
        while let Some(text) = array.next_element::<Box<RawValue>>()? {
            match self.take(&text) {
                Ok(ControlFlow::Continue(())) => {}
                Ok(ControlFlow::Break(())) => return Ok(ControlFlow::Break(())),
                Err(fault) => {
                    self.fault = Some(fault);
                    return Ok(ControlFlow::Break(()));
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    }
}

/// A claim read from JSON names its first source; its elements are known by their paths only.
pub(super) fn in_json(claim: &Claim, path: &str) -> Location {
    let source = claim.source.as_ref();
    let text = |text: Option<&Text>| text.map(|text| text.as_str().to_owned());
    Location {
        r#type: Some(claim.r#type.as_str().to_owned()),
        file: source.and_then(|source| source.file.clone()),
        offset: source.map(|source| source.offset),
        segment: source.map(|source| source.segment),
        path: Some(path.to_owned()),
        value: value(claim, path),
        patient_control_number: text(claim.patient_control_number.as_ref()),
        service_line: crate::translate::line_number(path),
        interchange: text(source.and_then(|source| source.interchange.as_ref())),
        group: text(source.and_then(|source| source.group.as_ref())),
        transaction: text(source.and_then(|source| source.transaction.as_ref())),
        ..Location::default()
    }
}

fn value(claim: &Claim, path: &str) -> Option<String> {
    let pointer = format!("/{}", path.replace(['.', '['], "/").replace(']', ""));
    let json = serde_json::to_value(claim).ok()?;
    json.pointer(&pointer)?.as_str().map(str::to_owned)
}
