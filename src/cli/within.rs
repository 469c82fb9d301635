//! A command that is run from within a program: what stands in for the streams of the process.
//!
//! A command runs on one thread, and whatever it opens there it asks here for. Where nobody called it from within, that is
//! what the process has.

use std::cell::RefCell;
use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex};

use crate::meter::Meter;
#[cfg(feature = "parquet")]
use crate::tables::{ArrowBatch, ArrowTables, Tables};

use super::{Exit, progress};

/// What a command says besides its results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// What it could not do.
    Error,
    /// What its user should know.
    Note,
}

/// Whoever runs a command from within a program.
pub trait Caller: Send + Sync {
    /// Takes a piece of what goes to standard output. An error ends the command.
    fn take(&self, bytes: &[u8]) -> io::Result<()>;

    /// Takes what goes to standard error.
    fn hear(&self, level: Level, message: &str);

    /// Takes rows of a table (`convert --to arrow`); the first ones of each are none, and say what its columns are.
    #[cfg(feature = "parquet")]
    fn rows(&self, table: &'static str, rows: ArrowBatch) -> io::Result<()>;
}

/// The streams of a command that is run from within.
struct Within {
    caller: Arc<dyn Caller>,
    input: Shared,
    meter: Meter,
}

/// A stream that all read who have it, as they do with that of the process.
#[derive(Clone)]
struct Shared(Arc<Mutex<Box<dyn Read + Send>>>);

impl Read for Shared {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.lock().map_err(|_| io::Error::other("whoever read it before has failed"))?.read(into)
    }
}

thread_local! {
    static WITHIN: RefCell<Option<Within>> = const { RefCell::new(None) };
}

/// Runs a command: `args` are those behind the name of the program, `input` is its standard input. `meter` shows how far it
/// is, and stops it.
pub fn run(
    args: impl IntoIterator<Item = OsString>,
    caller: Arc<dyn Caller>,
    input: Box<dyn Read + Send>,
    meter: Meter,
) -> Exit {
    let streams = Within { caller, input: Shared(Arc::new(Mutex::new(input))), meter };
    WITHIN.with_borrow_mut(|within| *within = Some(streams));
    let exit = super::run(std::iter::once("twinclaim".into()).chain(args));
    WITHIN.with_borrow_mut(|within| *within = None);
    exit
}

/// The table of claims by this name, without rows; none where there is no such table.
#[cfg(feature = "parquet")]
pub fn columns(table: &str) -> Option<(&'static str, ArrowBatch)> {
    let tables = Tables::of_claims();
    let mut all = tables.all.iter().map(|known| known.name).zip(ArrowTables::new(tables).empty());
    all.find(|(known, _)| *known == table)
}

/// Whoever called the command from within.
pub(super) fn caller() -> Option<Arc<dyn Caller>> {
    WITHIN.with_borrow(|within| within.as_ref().map(|within| Arc::clone(&within.caller)))
}

/// Standard input.
pub(super) fn input() -> Box<dyn Read + Send> {
    WITHIN.with_borrow(|within| match within {
        Some(within) => Box::new(within.input.clone()) as Box<dyn Read + Send>,
        None => Box::new(io::stdin()),
    })
}

/// The meter of the command.
pub(super) fn meter() -> Meter {
    WITHIN
        .with_borrow(|within| within.as_ref().map(|within| within.meter.clone()))
        .unwrap_or_else(progress::of_process)
}

/// What a caller takes, as a stream.
pub(super) struct Taken(pub(super) Arc<dyn Caller>);

impl Write for Taken {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.take(bytes).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
