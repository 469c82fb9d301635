//! The files of tables: one a table, and their description.

use std::io::Write;

use crate::batch::{Output, OutputFolder, Transaction};
use crate::model::Claim;
use crate::show::tables::{PACKAGE, TableSheets, file_name, package};
use crate::tables::{rows, tables};

/// Tables that are being written.
pub(super) struct TableOutputs {
    sheets: TableSheets<Output>,
    claims: u64,
}

impl TableOutputs {
    /// Begins a file for each table.
    pub(super) fn new(folder: &OutputFolder) -> Result<Self, String> {
        let files = tables().iter().map(|table| folder.file(file_name(table.name), ""));
        let files = files.collect::<Result<_, _>>().map_err(|error| error.to_string())?;
        let sheets = TableSheets::new(files).map_err(|error| error.to_string())?;
        Ok(Self { sheets, claims: 0 })
    }

    /// Writes the rows of a claim.
    pub(super) fn claim(&mut self, claim: &Claim) -> Result<(), String> {
        self.claims += 1;
        let value = serde_json::to_value(claim).map_err(|error| error.to_string())?;
        rows(&value, self.claims, &mut |row| self.sheets.row(row)).map_err(|error| error.to_string())
    }

    /// The complete files; none where there was no claim.
    pub(super) fn finish(self, folder: &OutputFolder) -> Result<Transaction, String> {
        let mut complete = Transaction::default();
        if self.claims == 0 {
            return Ok(complete);
        }
        for output in self.sheets.finish().map_err(|error| error.to_string())? {
            complete.add(output).map_err(|error| error.to_string())?;
        }
        let mut description = folder.file(PACKAGE, "").map_err(|error| error.to_string())?;
        description.write_all(package().as_bytes()).map_err(|error| error.to_string())?;
        complete.add(description).map_err(|error| error.to_string())?;
        Ok(complete)
    }
}
