//! Tables as files, in CSV or Parquet.

use std::io::{self, Write};
#[cfg(feature = "parquet")]
use std::sync::Arc;

use crate::batch::Output;
use crate::show::tables::{lines, titles};
#[cfg(feature = "parquet")]
use crate::tables::{ArrowBatch, ArrowTables, TableFile};
use crate::tables::{Batch, Tables};

#[cfg(feature = "parquet")]
use super::within::Caller;

/// How tables are written.
#[derive(Clone, Copy, Debug)]
pub(super) enum TableFormat {
    Csv,
    #[cfg(feature = "parquet")]
    Parquet,
    /// To whoever runs the command from within a program.
    #[cfg(feature = "parquet")]
    Arrow,
}

/// Makes rows of tables that belong together ready to be written.
#[derive(Clone, Debug)]
pub(super) enum Encoder {
    Csv,
    /// For Parquet, and for a caller.
    #[cfg(feature = "parquet")]
    Arrow(ArrowTables),
}

/// Rows of each table, ready to be written.
pub(super) enum TableRows {
    Csv(Vec<Vec<u8>>),
    #[cfg(feature = "parquet")]
    Arrow(Vec<ArrowBatch>),
}

/// Files that are being written, one a table.
pub(super) enum TableFiles {
    Csv(Vec<Output>),
    #[cfg(feature = "parquet")]
    Parquet(Vec<TableFile<Output>>),
    /// Names of the tables, and who takes their rows.
    #[cfg(feature = "parquet")]
    Given(Vec<&'static str>, Arc<dyn Caller>),
}

impl TableFormat {
    /// The end of the names of the files.
    pub(super) fn ending(self) -> &'static str {
        match self {
            Self::Csv => ".csv",
            #[cfg(feature = "parquet")]
            Self::Parquet => ".parquet",
            #[cfg(feature = "parquet")]
            Self::Arrow => ".arrow",
        }
    }

    /// For these tables.
    pub(super) fn encoder(self, tables: &Tables) -> Encoder {
        // The parameter is of use to Parquet alone.
        let _ = tables;
        match self {
            Self::Csv => Encoder::Csv,
            #[cfg(feature = "parquet")]
            Self::Parquet | Self::Arrow => Encoder::Arrow(ArrowTables::new(tables)),
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
            Self::Arrow(arrow) => arrow.batches(batch).map(TableRows::Arrow).map_err(io::Error::other),
        }
    }

    /// Hands rows to whoever runs the command from within a program; the first ones are none, and say what columns are.
    #[cfg(feature = "parquet")]
    pub(super) fn given(&self, tables: &'static Tables, caller: Arc<dyn Caller>) -> io::Result<TableFiles> {
        let names: Vec<&'static str> = tables.all.iter().map(|table| table.name).collect();
        if let Self::Arrow(arrow) = self {
            names.iter().zip(arrow.empty()).try_for_each(|(name, none)| caller.rows(name, none))?;
        }
        Ok(TableFiles::Given(names, caller))
    }

    /// Begins the files; `outputs` are in the order of the tables.
    pub(super) fn begin(&self, tables: &Tables, outputs: Vec<Output>) -> io::Result<TableFiles> {
        match self {
            Self::Csv => {
                let begin = |(table, mut out): (_, Output)| out.write_all(&titles(table)?).map(|()| out);
                tables.all.iter().zip(outputs).map(begin).collect::<Result<_, _>>().map(TableFiles::Csv)
            }
            #[cfg(feature = "parquet")]
            Self::Arrow(arrow) => {
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
            (Self::Parquet(files), TableRows::Arrow(batches)) => {
                files.iter_mut().zip(batches).try_for_each(|(file, batch)| file.write(&batch))
            }
            #[cfg(feature = "parquet")]
            (Self::Given(names, caller), TableRows::Arrow(batches)) => {
                names.iter().zip(batches).try_for_each(|(name, batch)| caller.rows(name, batch))
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
            #[cfg(feature = "parquet")]
            Self::Given(..) => Ok(Vec::new()),
        }
    }
}
