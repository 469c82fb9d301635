//! The tables of a run in their folder: those of claims, or of what was said of claims.

use std::io::{self, Write};
#[cfg(feature = "parquet")]
use std::sync::Arc;

use serde_json::Value;

use crate::batch::bundles::{Bundle, Bundles, Make};
use crate::batch::claims::Form;
use crate::batch::{Output, OutputFolder, Transaction};
use crate::parallel;
use crate::show::tables::{PACKAGE, package};
use crate::tables::{Batch, Table, Tables};
use crate::translate::{OutputError, Reader};

use super::claim_sinks::{Takes, read};
use super::report_tables::{self, CLAIM};
use super::table_files::{Encoder, TableFiles, TableFormat, TableRows};
#[cfg(feature = "parquet")]
use super::within::Caller;

/// Tables that are being written.
pub(super) struct TableOutputs<'f> {
    to: To<'f>,
    format: TableFormat,
    claims: Option<(TableSet, Bundles<RowMaker>)>,
    reports: Vec<Reports>,
}

/// Where tables go.
enum To<'f> {
    /// A file each, and one that describes them.
    Folder(&'f OutputFolder, Box<Output>),
    /// Whoever runs the command from within a program.
    #[cfg(feature = "parquet")]
    Caller(Arc<dyn Caller>),
}

/// Tables that belong together, as files.
struct TableSet {
    /// Of what: the schema of its JSON.
    of: &'static str,
    tables: &'static Tables,
    encoder: Encoder,
    files: TableFiles,
}

/// What was said of claims, in one shape.
struct Reports {
    set: TableSet,
    batch: Batch,
    number: u64,
}

/// Makes rows of claims.
struct RowMaker {
    tables: &'static Tables,
    encoder: Encoder,
    reader: Reader,
}

impl Clone for RowMaker {
    /// Another one, that has read nothing yet.
    fn clone(&self) -> Self {
        Self { tables: self.tables, encoder: self.encoder.clone(), reader: Reader::default() }
    }
}

impl Make for RowMaker {
    type Made = io::Result<TableRows>;

    fn make(&mut self, bundle: Bundle) -> Self::Made {
        let mut batch = Batch::new(self.tables);
        for (number, claim) in (bundle.first..).zip(bundle.claims) {
            let claim = read(&mut self.reader, claim);
            batch.push(&*claim, number).map_err(|error| invalid(&format!("claim {number}: {error}")))?;
        }
        self.encoder.rows(&batch)
    }
}

fn invalid(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

impl TableSet {
    /// Begins a file for each table.
    fn begin(
        of: &'static str,
        tables: &'static Tables,
        to: &To<'_>,
        format: TableFormat,
    ) -> io::Result<Self> {
        let encoder = format.encoder(tables);
        let files = match to {
            To::Folder(folder, _) => Self::files(tables, folder, format, &encoder)?,
            #[cfg(feature = "parquet")]
            To::Caller(caller) => encoder.given(tables, Arc::clone(caller))?,
        };
        Ok(Self { of, tables, encoder, files })
    }

    fn files(
        tables: &Tables,
        folder: &OutputFolder,
        format: TableFormat,
        encoder: &Encoder,
    ) -> io::Result<TableFiles> {
        let file = |table: &Table| folder.file(format!("{}{}", table.name, format.ending()), "");
        let outputs = tables.all.iter().map(file).collect::<Result<_, _>>().map_err(io::Error::other)?;
        encoder.begin(tables, outputs)
    }

    fn finish(self, complete: &mut Transaction) -> io::Result<()> {
        self.files.finish()?.into_iter().try_for_each(|output| complete.add(output)).map_err(io::Error::other)
    }
}

impl Reports {
    /// Rows that are written together.
    const FULL: usize = 1 << 12;

    fn take(&mut self, report: &Value) -> io::Result<()> {
        self.number += 1;
        let pushed = self.batch.push(report, self.number);
        pushed.map_err(|error| invalid(&format!("{} {}: {error}", self.set.of, self.number)))?;
        if self.batch.len() < Self::FULL { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> io::Result<()> {
        let batch = std::mem::replace(&mut self.batch, Batch::new(self.set.tables));
        self.set.files.write(self.set.encoder.rows(&batch)?)
    }
}

impl<'f> TableOutputs<'f> {
    /// Into a folder; the files of a table are begun when something comes for them.
    pub(super) fn new(folder: &'f OutputFolder, format: TableFormat) -> Result<Self, String> {
        let description = folder.file(PACKAGE, "").map_err(|error| error.to_string())?;
        Ok(Self { to: To::Folder(folder, Box::new(description)), format, claims: None, reports: Vec::new() })
    }

    /// To whoever runs the command from within a program.
    #[cfg(feature = "parquet")]
    pub(super) fn within(caller: Arc<dyn Caller>) -> Self {
        Self { to: To::Caller(caller), format: TableFormat::Arrow, claims: None, reports: Vec::new() }
    }

    /// Tables of different things may have the same name, and their rows nothing in common.
    fn may_hold(&self, of: &str, tables: &Tables) -> io::Result<()> {
        let sets =
            self.claims.iter().map(|(set, _)| set).chain(self.reports.iter().map(|reports| &reports.set));
        for set in sets {
            let has = |table: &Table| set.tables.all.iter().any(|known| known.name == table.name);
            if let Some(both) = tables.all.iter().find(|table| has(table)) {
                return Err(invalid(&format!(
                    "{} and {of} both have a table {}; write them into two folders",
                    set.of, both.name
                )));
            }
        }
        Ok(())
    }

    fn begin_claims(&mut self) -> io::Result<()> {
        let tables = Tables::of_claims();
        self.may_hold(CLAIM, tables)?;
        let set = TableSet::begin(CLAIM, tables, &self.to, self.format)?;
        let maker = RowMaker { tables, encoder: set.encoder.clone(), reader: Reader::default() };
        self.claims = Some((set, Bundles::new(maker, parallel::threads(None))));
        Ok(())
    }

    /// The complete files; none where nothing came for them.
    pub(super) fn finish(self) -> io::Result<Transaction> {
        let mut complete = Transaction::default();
        let mut written = Vec::new();
        if let Some((mut set, mut bundles)) = self.claims {
            while let Some(rows) = bundles.take() {
                set.files.write(rows?)?;
            }
            written.push(set.tables);
            set.finish(&mut complete)?;
        }
        for mut reports in self.reports {
            reports.flush()?;
            written.push(reports.set.tables);
            reports.set.finish(&mut complete)?;
        }
        if let To::Folder(_, mut description) = self.to
            && !written.is_empty()
        {
            description.write_all(package(&written, self.format.ending()).as_bytes())?;
            complete.add(*description).map_err(io::Error::other)?;
        }
        Ok(complete)
    }
}

impl Takes for TableOutputs<'_> {
    fn take(&mut self, claim: Form) -> Result<(), OutputError> {
        if self.claims.is_none() {
            self.begin_claims()?;
        }
        if let Some((set, bundles)) = &mut self.claims
            && let Some(rows) = bundles.give(claim)
        {
            set.files.write(rows?)?;
        }
        Ok(())
    }

    fn take_report(&mut self, report: &Value) -> io::Result<()> {
        let schema = report["schema"].as_str().unwrap_or_default();
        if let Some(known) = self.reports.iter_mut().find(|reports| reports.set.of == schema) {
            return known.take(report);
        }
        let (of, tables) = report_tables::find(schema).map_err(|why| invalid(&why))?;
        self.may_hold(of, tables)?;
        let set = TableSet::begin(of, tables, &self.to, self.format)?;
        let mut reports = Reports { set, batch: Batch::new(tables), number: 0 };
        reports.take(report)?;
        self.reports.push(reports);
        Ok(())
    }
}
