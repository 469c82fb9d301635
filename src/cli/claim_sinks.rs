//! Where `convert` writes claims: lines of JSON, an 837, tables.

use std::io::{self, BufWriter, IntoInnerError, Write};

use serde_json::Value;

use crate::batch::Lines;
use crate::batch::claims::Form;
use crate::batch::compact::CompactLines;
use crate::model::Claim;
use crate::parallel;
use crate::translate::{Output as X12Output, OutputError, Reader, Style};

/// What takes claims, one after the other.
pub(super) trait Takes {
    /// Writes a claim.
    fn take(&mut self, claim: Form) -> Result<(), OutputError>;

    /// Writes what was said of claims. Only tables are made of that, and inputs of that kind are taken for nothing else.
    fn take_report(&mut self, _: &Value) -> io::Result<()> {
        Err(io::Error::other("it is no claim"))
    }
}

/// Something that takes claims, and how far it is.
pub(super) struct Sink<T> {
    pub(super) to: T,
    /// Claims that were written.
    pub(super) written: u64,
    /// It takes no more.
    pub(super) is_broken: bool,
}

impl<T: Takes> Sink<T> {
    pub(super) fn new(to: T) -> Self {
        Self { to, written: 0, is_broken: false }
    }
}

/// A format in which claims of an input are one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileFormat {
    Ndjson,
    /// Lines of JSON that do not repeat what claims share.
    Compact,
    X12,
}

impl FileFormat {
    /// What is added to the name of the input.
    pub(super) fn ending(self) -> &'static str {
        match self {
            Self::Ndjson | Self::Compact => ".ndjson",
            Self::X12 => ".x12",
        }
    }

    /// Begins a file.
    pub(super) fn begin<W: Write>(self, out: W, style: &Style) -> Sink<FileSink<W>> {
        Sink::new(match self {
            Self::Ndjson => FileSink::Ndjson(Box::new(Lines::new(out, parallel::threads(None)))),
            Self::Compact => FileSink::Compact(Box::new(CompactLines::new(out, parallel::threads(None)))),
            Self::X12 => {
                let out = BufWriter::with_capacity(1 << 16, out);
                FileSink::X12(Box::new(X12Output::new(out, style.clone())), Reader::default())
            }
        })
    }
}

/// A file that is being written.
pub(super) enum FileSink<W: Write> {
    Ndjson(Box<Lines<W>>),
    Compact(Box<CompactLines<W>>),
    X12(Box<X12Output<BufWriter<W>>>, Reader),
}

impl<W: Write> Takes for FileSink<W> {
    fn take(&mut self, claim: Form) -> Result<(), OutputError> {
        match self {
            Self::Ndjson(lines) => Ok(lines.write(claim)?),
            Self::Compact(lines) => Ok(lines.write(claim)?),
            Self::X12(out, reader) => out.claim(&mut read(reader, claim)),
        }
    }
}

impl<W: Write> FileSink<W> {
    /// The output, with all that was written.
    pub(super) fn finish(self) -> io::Result<W> {
        match self {
            Self::Ndjson(lines) => lines.finish(),
            Self::Compact(lines) => lines.finish(),
            Self::X12(out, _) => out.finish()?.into_inner().map_err(IntoInnerError::into_error),
        }
    }
}

/// The model of a claim, whatever form it came in.
pub(super) fn read(reader: &mut Reader, claim: Form) -> Box<Claim> {
    match claim {
        Form::Segments(raw) => reader.read(&raw),
        Form::Json(claim) => claim,
    }
}
