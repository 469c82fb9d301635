//! The files of tables: one a table, and their description.

use std::io::{self, Write};

use crate::batch::claims::Form;
use crate::batch::{Output, OutputFolder, Transaction};
use crate::show::tables::{PACKAGE, TableSheets, file_name, package};
use crate::tables::{rows, tables};
use crate::translate::{OutputError, Reader};

use super::claim_sinks::{Takes, read};

/// Tables that are being written.
pub(super) struct TableOutputs {
    sheets: TableSheets<Output>,
    description: Output,
    reader: Reader,
    claims: u64,
}

impl TableOutputs {
    /// Begins a file for each table.
    pub(super) fn new(folder: &OutputFolder) -> Result<Self, String> {
        let files = tables().iter().map(|table| folder.file(file_name(table.name), ""));
        let files = files.collect::<Result<_, _>>().map_err(|error| error.to_string())?;
        let sheets = TableSheets::new(files).map_err(|error| error.to_string())?;
        let description = folder.file(PACKAGE, "").map_err(|error| error.to_string())?;
        Ok(Self { sheets, description, reader: Reader::default(), claims: 0 })
    }

    /// The complete files; none where there was no claim.
    pub(super) fn finish(mut self) -> Result<Transaction, String> {
        let mut complete = Transaction::default();
        if self.claims == 0 {
            return Ok(complete);
        }
        for output in self.sheets.finish().map_err(|error| error.to_string())? {
            complete.add(output).map_err(|error| error.to_string())?;
        }
        self.description.write_all(package().as_bytes()).map_err(|error| error.to_string())?;
        complete.add(self.description).map_err(|error| error.to_string())?;
        Ok(complete)
    }
}

impl Takes for TableOutputs {
    fn take(&mut self, claim: Form) -> Result<(), OutputError> {
        self.claims += 1;
        let claim = read(&mut self.reader, claim);
        let value = serde_json::to_value(claim).map_err(io::Error::other)?;
        Ok(rows(&value, self.claims, &mut |row| self.sheets.row(row))?)
    }
}
