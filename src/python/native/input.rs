//! What a command reads in place of standard input: bytes, or an object of Python with `read`.

use std::io::{self, Cursor, Read};
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;

/// The exception with which an object of Python failed, to be raised once more where the command ends.
#[derive(Clone, Default)]
pub(super) struct Raised(Arc<Mutex<Option<PyErr>>>);

impl Raised {
    pub(super) fn take(&self) -> Option<PyErr> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn keep(&self, error: PyErr) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }
}

/// Bytes as they lie there, or what `read` gives.
pub(super) fn open(input: Bound<'_, PyAny>, raised: &Raised) -> PyResult<Box<dyn Read + Send>> {
    if let Ok(bytes) = input.extract::<PyBackedBytes>() {
        return Ok(Box::new(Cursor::new(bytes)));
    }
    if !input.hasattr("read")? {
        return Err(PyTypeError::new_err("an input is bytes, or has a method read"));
    }
    let file = FileLike { object: input.unbind(), at_hand: Cursor::default(), raised: raised.clone() };
    Ok(Box::new(file))
}

/// An object with `read(size)` that gives bytes.
struct FileLike {
    object: Py<PyAny>,
    at_hand: Cursor<Vec<u8>>,
    raised: Raised,
}

impl FileLike {
    /// Each call needs the interpreter's lock, so that few are made.
    const PIECE: usize = 1 << 20;

    fn fetch(&self) -> PyResult<Vec<u8>> {
        Python::attach(|py| {
            let bytes = self.object.bind(py).call_method1("read", (Self::PIECE,))?;
            let bytes = bytes.extract::<PyBackedBytes>().map_err(|_| {
                PyTypeError::new_err("read of the input gives no bytes; open files in binary mode")
            })?;
            Ok(bytes.to_vec())
        })
    }
}

impl Read for FileLike {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.at_hand.read(into)?;
        if n > 0 || into.is_empty() {
            return Ok(n);
        }
        let piece = self.fetch().map_err(|error| {
            self.raised.keep(error);
            io::Error::other("the object that is read raised an exception")
        })?;
        self.at_hand = Cursor::new(piece);
        self.at_hand.read(into)
    }
}
