//! Rows through Arrow's C stream interface: whoever reads them takes the buffers as they lie there.

use std::sync::{Mutex, PoisonError};

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use pyo3::exceptions::{PyKeyError, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use twinclaim::internal::cli;
use twinclaim::internal::tables::ArrowBatch;

use super::run::{Given, Work};

/// The name that the interface gives its capsules.
const STREAM: &std::ffi::CStr = c"arrow_array_stream";

fn capsule(py: Python<'_>, reader: Box<dyn RecordBatchReader + Send>) -> PyResult<Bound<'_, PyCapsule>> {
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(reader), STREAM)
}

/// The rows of one table of a command at work.
struct Rows {
    work: Work,
    table: &'static str,
    schema: SchemaRef,
    is_over: bool,
}

impl Rows {
    fn next(&mut self, py: Python<'_>) -> Result<Option<RecordBatch>, ArrowError> {
        loop {
            match self.work.next(py) {
                Ok(Some(Given::Rows(table, rows))) if table == self.table && rows.num_rows() > 0 => {
                    return Ok(Some(rows));
                }
                Ok(Some(_)) => {}
                Ok(None) => return self.work.failure().map_or(Ok(None), |why| Err(failed(why))),
                Err(error) => {
                    // Whoever reads the stream tells its own exception; this one comes as soon as Python runs again.
                    if error.is_instance_of::<pyo3::exceptions::PyKeyboardInterrupt>(py) {
                        let again =
                            py.import("_thread").and_then(|thread| thread.call_method0("interrupt_main"));
                        drop(again);
                    }
                    return Err(failed(error.to_string()));
                }
            }
        }
    }
}

fn failed(why: String) -> ArrowError {
    ArrowError::ExternalError(why.into())
}

impl Iterator for Rows {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        // The reader may hold the interpreter's lock or not; while it waits it does not.
        let next = Python::attach(|py| self.next(py)).transpose();
        self.is_over = !matches!(next, Some(Ok(_)));
        next
    }
}

impl RecordBatchReader for Rows {
    fn schema(&self) -> SchemaRef {
        SchemaRef::clone(&self.schema)
    }
}

/// Rows of a table as they are read, for whoever takes Arrow streams. It can be read once.
#[pyclass(frozen, module = "twinclaim")]
pub(super) struct ArrowStream {
    rows: Mutex<Option<Rows>>,
    table: &'static str,
    schema: SchemaRef,
}

impl ArrowStream {
    pub(super) fn of(work: Option<Work>, table: &str) -> PyResult<Self> {
        let (table, none) = no_rows(table)?;
        let schema = none.into_record_batch().schema();
        let rows = work.map(|work| Rows { work, table, schema: SchemaRef::clone(&schema), is_over: false });
        Ok(Self { rows: Mutex::new(rows), table, schema })
    }
}

#[pymethods]
impl ArrowStream {
    /// Arrow's C stream, for pyarrow, Polars, DuckDB, pandas. Only the first reader gets it.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        drop(requested_schema);
        let rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner).take();
        let rows =
            rows.ok_or_else(|| PyRuntimeError::new_err("this stream has been read; ask for another one"))?;
        capsule(py, Box::new(rows))
    }

    /// Names of its columns.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        names(&self.schema)
    }

    fn __repr__(&self) -> String {
        format!("<twinclaim.ArrowStream of {}: {} columns>", self.table, self.schema.fields().len())
    }
}

/// Rows of a table, all of them.
#[pyclass(frozen, module = "twinclaim")]
pub(super) struct Table {
    name: &'static str,
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

#[pymethods]
impl Table {
    /// Arrow's C stream, for pyarrow, Polars, DuckDB, pandas.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        drop(requested_schema);
        let batches = self.batches.clone().into_iter().map(Ok);
        capsule(py, Box::new(RecordBatchIterator::new(batches, SchemaRef::clone(&self.schema))))
    }

    /// Its name.
    #[getter]
    fn name(&self) -> &str {
        self.name
    }

    /// Names of its columns.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        names(&self.schema)
    }

    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    fn __repr__(&self) -> String {
        let columns = self.schema.fields().len();
        format!("<twinclaim.Table {}: {} rows, {columns} columns>", self.name, self.__len__())
    }
}

fn no_rows(table: &str) -> PyResult<(&'static str, ArrowBatch)> {
    cli::columns(table).ok_or_else(|| PyKeyError::new_err(format!("there is no table {table} of claims")))
}

/// A table of claims without rows.
#[pyfunction]
pub(super) fn columns(table: &str) -> PyResult<Table> {
    let (name, none) = no_rows(table)?;
    Ok(Table { name, schema: none.into_record_batch().schema(), batches: Vec::new() })
}

fn names(schema: &SchemaRef) -> Vec<String> {
    schema.fields().iter().map(|field| field.name().clone()).collect()
}

/// All that a command gives, by table, in the order in which tables come.
pub(super) fn collected(work: &mut Work, py: Python<'_>) -> PyResult<Vec<(&'static str, Table)>> {
    let mut tables: Vec<(&'static str, Table)> = Vec::new();
    while let Some(given) = work.next(py)? {
        let Given::Rows(name, rows) = given else { continue };
        if let Some((_, table)) = tables.iter_mut().find(|(known, _)| *known == name) {
            table.batches.extend((rows.num_rows() > 0).then_some(rows));
        } else {
            tables.push((name, Table { name, schema: rows.schema(), batches: Vec::new() }));
        }
    }
    Ok(tables)
}
