//! Tables as files, in CSV or Parquet.

use std::io::{self, Write};

use crate::batch::Output;
use crate::show::tables::{lines, titles};
#[cfg(feature = "parquet")]
use crate::tables::{ArrowBatch, ArrowTables, TableFile};
use crate::tables::{Batch, Tables};

/// How tables are written.
#[derive(Clone, Copy, Debug)]
pub(super) enum TableFormat {
    Csv,
    #[cfg(feature = "parquet")]
    Parquet,
}

/// Makes rows of tables that belong together ready to be written.
#[derive(Clone, Debug)]
pub(super) enum Encoder {
    Csv,
    #[cfg(feature = "parquet")]
    Parquet(ArrowTables),
}

/// Rows of each table, ready to be written.
pub(super) enum TableRows {
    Csv(Vec<Vec<u8>>),
    #[cfg(feature = "parquet")]
    Parquet(Vec<ArrowBatch>),
}

/// Files that are being written, one a table.
pub(super) enum TableFiles {
    Csv(Vec<Output>),
    #[cfg(feature = "parquet")]
    Parquet(Vec<TableFile<Output>>),
}

impl TableFormat {
    /// The end of the names of the files.
    pub(super) fn ending(self) -> &'static str {
        match self {
            Self::Csv => ".csv",
            #[cfg(feature = "parquet")]
            Self::Parquet => ".parquet",
        }
    }

    /// For these tables.
    pub(super) fn encoder(self, tables: &Tables) -> Encoder {
        // The parameter is of use to Parquet alone.
        let _ = tables;
        match self {
            Self::Csv => Encoder::Csv,
            #[cfg(feature = "parquet")]
            Self::Parquet => Encoder::Parquet(ArrowTables::new(tables)),
        }
    }
}

impl Encoder {
    /// Makes rows ready.
    pub(super) fn rows(&self, batch: &Batch) -> io::Result<TableRows> {
        match self {
            Self::Csv => {
                batch.iter().map(|(_, rows)| lines(rows)).collect::<Result<_, _>>().map(TableRows::Csv)
            }
            #[cfg(feature = "parquet")]
            Self::Parquet(arrow) => arrow.batches(batch).map(TableRows::Parquet).map_err(io::Error::other),
        }
    }

    /// Begins the files; `outputs` are in the order of the tables.
    pub(super) fn begin(&self, tables: &Tables, outputs: Vec<Output>) -> io::Result<TableFiles> {
        match self {
            Self::Csv => {
                let begin = |(table, mut out): (_, Output)| out.write_all(&titles(table)?).map(|()| out);
                tables.all.iter().zip(outputs).map(begin).collect::<Result<_, _>>().map(TableFiles::Csv)
            }
            #[cfg(feature = "parquet")]
            Self::Parquet(arrow) => {
                let schemas = arrow.schemas().iter();
                let files = schemas.zip(outputs).map(|(schema, out)| TableFile::new(out, schema));
                files.collect::<Result<_, _>>().map(TableFiles::Parquet)
            }
        }
    }
}

impl TableFiles {
    pub(super) fn write(&mut self, rows: TableRows) -> io::Result<()> {
        match (self, rows) {
            (Self::Csv(files), TableRows::Csv(texts)) => {
                files.iter_mut().zip(texts).try_for_each(|(file, text)| file.write_all(&text))
            }
            #[cfg(feature = "parquet")]
            (Self::Parquet(files), TableRows::Parquet(batches)) => {
                files.iter_mut().zip(batches).try_for_each(|(file, batch)| file.write(&batch))
            }
            #[cfg(feature = "parquet")]
            _ => Err(io::Error::other("rows of another format")),
        }
    }

    /// The complete files.
    pub(super) fn finish(self) -> io::Result<Vec<Output>> {
        match self {
            Self::Csv(files) => Ok(files),
            #[cfg(feature = "parquet")]
            Self::Parquet(files) => files.into_iter().map(TableFile::finish).collect(),
        }
    }
}
