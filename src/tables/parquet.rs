//! Rows as Apache Parquet: a file a table, row group by row group, compressed with zstd.

use std::io::{self, Write};
use std::sync::Arc;

use arrow_schema::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use super::SCHEMA;
use super::arrow::ArrowBatch;

/// Rows of a row group: enough to read fast, few enough that what is gathered for one stays small.
const ROW_GROUP: usize = 1 << 16;

/// Writes the rows of a table.
pub struct TableFile<W: Write + Send>(ArrowWriter<W>);

impl<W: Write + Send> TableFile<W> {
    /// Begins the file of a table with these columns.
    pub fn new(out: W, schema: &SchemaRef) -> io::Result<Self> {
        let version = KeyValue::new("twinclaim.schema".to_owned(), SCHEMA.to_owned());
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_row_count(Some(ROW_GROUP))
            .set_key_value_metadata(Some(vec![version]))
            .build();
        let writer = ArrowWriter::try_new(out, Arc::clone(schema), Some(properties));
        writer.map(Self).map_err(failed)
    }

    /// Adds rows.
    pub fn write(&mut self, rows: &ArrowBatch) -> io::Result<()> {
        self.0.write(&rows.0).map_err(failed)
    }

    /// The output, complete.
    pub fn finish(self) -> io::Result<W> {
        self.0.into_inner().map_err(failed)
    }
}

/// The writer wraps the errors of what it writes into.
fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}
