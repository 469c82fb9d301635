//! A command that runs while Python takes what it gives.

use std::ffi::OsString;
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError, TryLockError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use arrow_array::RecordBatch;
use pyo3::exceptions::{PyRuntimeError, PyStopIteration};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use twinclaim::internal::cli::{self, Caller, Exit, Level};
use twinclaim::internal::meter::Meter;
use twinclaim::internal::show::progress::ProgressLine;
use twinclaim::internal::tables::ArrowBatch;

use super::arrow::{ArrowStream, Table, collected};
use super::input::{Raised, open};

/// Between two looks at signals and progress.
const TICK: Duration = Duration::from_millis(100);
/// Pieces that wait to be taken.
const WAITING: usize = 4;
/// As much as a program's first thread has.
const STACK: usize = 8 << 20;

/// What a command gives.
pub(super) enum Given {
    /// Of its standard output.
    Bytes(Vec<u8>),
    /// Of a table.
    Rows(&'static str, RecordBatch),
}

/// Notes (`note`) and failures (`error`).
type Said = Arc<Mutex<Vec<(&'static str, String)>>>;

struct Taker {
    to: SyncSender<Given>,
    said: Said,
}

impl Taker {
    fn give(&self, given: Given) -> io::Result<()> {
        self.to.send(given).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

impl Caller for Taker {
    fn take(&self, bytes: &[u8]) -> io::Result<()> {
        self.give(Given::Bytes(bytes.to_vec()))
    }

    fn hear(&self, level: Level, message: &str) {
        let word = if level == Level::Error { "error" } else { "note" };
        self.said.lock().unwrap_or_else(PoisonError::into_inner).push((word, message.to_owned()));
    }

    fn rows(&self, table: &'static str, rows: ArrowBatch) -> io::Result<()> {
        self.give(Given::Rows(table, rows.into_record_batch()))
    }
}

/// A command at work. It stops when this goes.
pub(super) struct Work {
    given: Receiver<Given>,
    thread: Option<JoinHandle<Exit>>,
    exit: Option<Exit>,
    said: Said,
    raised: Raised,
    meter: Meter,
    progress: Option<Py<PyAny>>,
    began: Instant,
    looked: Instant,
}

impl Work {
    fn begin(
        args: Vec<OsString>,
        input: Option<Bound<'_, PyAny>>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Self> {
        let (to, given) = sync_channel(WAITING);
        let (said, raised, meter) = (Said::default(), Raised::default(), Meter::default());
        let input = match input {
            Some(input) => open(input, &raised)?,
            None => Box::new(io::empty()),
        };
        let taker = Arc::new(Taker { to, said: Arc::clone(&said) });
        let own = meter.clone();
        let thread = thread::Builder::new()
            .name("twinclaim".to_owned())
            .stack_size(STACK)
            .spawn(move || cli::run_within(args, taker, input, own))?;
        let began = Instant::now();
        Ok(Self {
            given,
            thread: Some(thread),
            exit: None,
            said,
            raised,
            meter,
            progress,
            began,
            looked: began,
        })
    }

    /// What comes next; none where the command has ended. Hears signals while it waits, and tells how far the command is.
    pub(super) fn next(&mut self, py: Python<'_>) -> PyResult<Option<Given>> {
        loop {
            let given = &mut self.given;
            let next = py.detach(move || given.recv_timeout(TICK));
            if let Err(error) = self.look(py) {
                self.meter.stop();
                return Err(error);
            }
            match next {
                Ok(given) => return Ok(Some(given)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return self.end(py).map(|()| None),
            }
        }
    }

    fn look(&mut self, py: Python<'_>) -> PyResult<()> {
        if self.looked.elapsed() < TICK {
            return Ok(());
        }
        self.looked = Instant::now();
        py.check_signals()?;
        self.tell(py)
    }

    /// Tells how far the command is.
    fn tell(&self, py: Python<'_>) -> PyResult<()> {
        let Some(progress) = &self.progress else { return Ok(()) };
        let line = ProgressLine::of(&self.meter.reading(), self.began.elapsed().as_secs_f64()).line();
        progress.call1(py, (line,)).map(drop)
    }

    fn end(&mut self, py: Python<'_>) -> PyResult<()> {
        let Some(thread) = self.thread.take() else { return Ok(()) };
        self.exit = py.detach(|| thread.join()).ok();
        if let Some(error) = self.raised.take() {
            return Err(error);
        }
        if self.exit.is_none() {
            // What a panic says may be of a claim.
            return Err(PyRuntimeError::new_err("twinclaim has a fault: the command broke off"));
        }
        self.tell(py)
    }

    /// What it could not do, if it has ended so.
    pub(super) fn failure(&self) -> Option<String> {
        if self.exit != Some(Exit::Failed) {
            return None;
        }
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let failures: Vec<&str> =
            said.iter().filter(|(level, _)| *level == "error").map(|(_, text)| text.as_str()).collect();
        Some(failures.join("\n"))
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.meter.stop();
    }
}

/// Whoever iterates would take StopIteration of somebody else for the end.
fn no_end(py: Python<'_>, error: PyErr) -> PyErr {
    if !error.is_instance_of::<PyStopIteration>(py) {
        return error;
    }
    let other = PyRuntimeError::new_err("progress or the input raised StopIteration");
    other.set_cause(py, Some(error));
    other
}

/// A command at work: an iterator over the pieces of its standard output. `args` are its words, `input` is its standard input:
/// bytes, or an object with `read`. `progress` is called with lines of JSON.
#[pyclass(frozen, module = "twinclaim._native")]
pub(super) struct Run(Mutex<Option<Work>>);

impl Run {
    fn with<R>(&self, take: impl FnOnce(&mut Option<Work>) -> PyResult<R>) -> PyResult<R> {
        match self.0.try_lock() {
            Ok(mut work) => take(&mut work),
            Err(TryLockError::Poisoned(work)) => take(&mut work.into_inner()),
            Err(TryLockError::WouldBlock) => {
                Err(PyRuntimeError::new_err("another thread is waiting for what this run gives"))
            }
        }
    }
}

#[pymethods]
impl Run {
    #[new]
    #[pyo3(signature = (args, input=None, progress=None))]
    fn new(
        args: Vec<OsString>,
        input: Option<Bound<'_, PyAny>>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Self> {
        Work::begin(args, input, progress).map(|work| Self(Mutex::new(Some(work))))
    }

    fn __iter__(this: Py<Self>) -> Py<Self> {
        this
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyBytes>>> {
        self.with(|work| {
            let Some(work) = work else { return Ok(None) };
            while let Some(given) = work.next(py).map_err(|error| no_end(py, error))? {
                if let Given::Bytes(bytes) = given {
                    return Ok(Some(PyBytes::new(py, &bytes)));
                }
            }
            Ok(None)
        })
    }

    /// The exit code; none before the command has ended.
    #[getter]
    fn exit(&self) -> PyResult<Option<u8>> {
        self.with(|work| Ok(work.as_ref().and_then(|work| work.exit).map(|exit| exit as u8)))
    }

    /// What it said besides its results: `note` or `error`, and the message.
    #[getter]
    fn said(&self) -> PyResult<Vec<(&'static str, String)>> {
        self.with(|work| {
            let said = work.as_ref().map(|work| Arc::clone(&work.said)).unwrap_or_default();
            Ok(said.lock().unwrap_or_else(PoisonError::into_inner).clone())
        })
    }

    /// The rows of a table of claims as they come. The run belongs to the stream from then on.
    fn stream(&self, table: &str) -> PyResult<ArrowStream> {
        self.with(|work| ArrowStream::of(work.take(), table))
    }

    /// All rows of all tables, by their names.
    fn tables(&self, py: Python<'_>) -> PyResult<Vec<(&'static str, Table)>> {
        self.with(|work| match work {
            Some(work) => collected(work, py),
            None => Ok(Vec::new()),
        })
    }
}
