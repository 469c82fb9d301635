//! Takes a table from the content of a file.

use std::fmt::Write;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use crate::limits;

use super::error::{TableError, TableFault};
use super::recognise::recognise;
use super::text_table::{Header, TextTable};
use super::{Loaded, Table, Tables, dated, edition, fee, locality, names, units};

/// A file that holds no table that is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// Its path in the folder, `a.zip!inner.csv` inside an archive.
    pub file: String,
    /// Why.
    pub reason: String,
}

/// What becomes of a table.
enum Taken {
    Rows(usize),
    /// Why it is not used.
    Not(&'static str),
}

/// The reason why most files are passed over.
pub const NO_TABLE: &str = "no table this program knows";
const AGAIN: &str = "a table that is there already";
const QPP: &str = "amounts for those in advanced payment models (QPP); those of everybody else are used";

impl Tables {
    /// Reads a table from the content of a file. One that is no table this program knows, or is there already, is
    /// [named](Self::passed_over).
    pub fn add(&mut self, file: &str, content: &[u8]) -> Result<(), TableError> {
        self.take(file, content, &fingerprint(content)).map(|_| ())
    }

    /// The same, of a file with this fingerprint, which is not that of the content where the content was unpacked; says
    /// whether it was used.
    pub(super) fn take(&mut self, file: &str, content: &[u8], sha256: &str) -> Result<bool, TableError> {
        let failed = |problem| TableError { file: file.to_owned(), problem };
        if self.loaded.iter().any(|other| other.sha256 == sha256) {
            self.pass_over(file, AGAIN);
            return Ok(false);
        }
        // Programs and papers that are beside a table.
        if content.iter().take(1 << 12).any(|byte| *byte == 0) || content.starts_with(b"%PDF") {
            self.pass_over(file, NO_TABLE);
            return Ok(false);
        }
        if content.split(|byte| *byte == b'\n').any(|line| line.len() > limits::TABLE_LINE) {
            return Err(failed(TableFault::new(format!(
                "a line has more than {} bytes",
                limits::TABLE_LINE
            ))));
        }
        let of_name = edition::edition(file, "");
        if let Ok(text) = std::str::from_utf8(content)
            && let Some(rows) = self.lists.read_order_file(file, of_name, text)
        {
            self.note(Table::DatedList, file, of_name, sha256, rows);
            return Ok(true);
        }
        let sheet = TextTable::new(content);
        let Some((table, header)) = recognise(file, &sheet).map_err(failed)? else {
            self.pass_over(file, NO_TABLE);
            return Ok(false);
        };
        let edition = edition::edition(file, &sheet.preamble(&header));
        let mut rows = match self.table(table, file, edition, &sheet, &header).map_err(failed)? {
            Taken::Rows(rows) => rows,
            Taken::Not(reason) => {
                self.pass_over(file, reason);
                return Ok(false);
            }
        };
        if let Some(list) = also_a_list(table, file, &header) {
            rows = rows.max(self.lists.read(list, edition, &sheet, &header).map_err(failed)?);
        }
        if rows == 0 {
            return Err(failed(TableFault::new(format!("this is a {} without a row", table.name()))));
        }
        self.note(table, file, edition, sha256, rows);
        Ok(true)
    }

    pub(super) fn pass_over(&mut self, file: &str, reason: &str) {
        self.passed_over.push(PassedOver { file: file.to_owned(), reason: reason.to_owned() });
    }

    /// Notes what was loaded.
    fn note(&mut self, table: Table, file: &str, edition: Option<NaiveDate>, sha256: &str, rows: usize) {
        self.loaded.push(Loaded { table, file: file.to_owned(), edition, sha256: sha256.to_owned(), rows });
    }

    fn table(
        &mut self,
        table: Table,
        file: &str,
        edition: Option<NaiveDate>,
        sheet: &TextTable<'_>,
        header: &Header,
    ) -> Result<Taken, TableFault> {
        let (rows, is_new) = match table {
            Table::FeeSchedule => {
                if is_qpp(file) && self.fees.has(edition) {
                    return Ok(Taken::Not(QPP));
                }
                let (fees, rows) = fee::FeeSchedule::read(sheet, header)?;
                (rows, rows == 0 || self.fees.add(edition, fees)?)
            }
            Table::PractitionerUnits | Table::HospitalUnits | Table::SupplierUnits => {
                let (limits, rows) = units::UnitLimits::read(sheet, header)?;
                let all = match table {
                    Table::HospitalUnits => &mut self.hospital_units,
                    Table::SupplierUnits => &mut self.supplier_units,
                    _ => &mut self.practitioner_units,
                };
                (rows, rows == 0 || all.add(edition, limits)?)
            }
            Table::OutpatientStatus => {
                let (status, rows) = names::OutpatientStatus::read(sheet, header)?;
                (rows, rows == 0 || self.outpatient.add(edition, status)?)
            }
            Table::Localities => {
                let (localities, rows) = locality::Localities::read(sheet, header)?;
                (rows, rows == 0 || self.localities.add(edition, localities)?)
            }
            Table::PractitionerPairs => (self.practitioner_pairs.read(sheet, header)?, true),
            Table::HospitalPairs => (self.hospital_pairs.read(sheet, header)?, true),
            Table::CodeList => (self.code_list.read_code_list(sheet, header)?, true),
            Table::CodeNames => (self.names.read_names(sheet, header)?, true),
            Table::NamedLists => (self.named.read(sheet, header)?, true),
            Table::ChargeList => (self.charges.read(sheet, header)?, true),
            Table::DatedList => (0, true),
        };
        Ok(if is_new { Taken::Rows(rows) } else { Taken::Not(AGAIN) })
    }
}

/// The list of codes that a table is besides: one with names may be, and CMS's list of HCPCS codes says when each is valid.
fn also_a_list(table: Table, file: &str, header: &Header) -> Option<dated::List> {
    match table {
        Table::CodeList if dated::has_days(header) => Some(dated::List::Hcpcs),
        Table::DatedList | Table::CodeList | Table::CodeNames => dated::of_file(file),
        _ => None,
    }
}

/// Whether a fee schedule is that of participants in advanced payment models, by its name.
pub(super) fn is_qpp(file: &str) -> bool {
    let name = file.to_ascii_lowercase();
    name.match_indices("qpp").any(|(at, _)| !name[..at].trim_end_matches(['-', '_', ' ']).ends_with("non"))
}

/// SHA-256 in hexadecimal digits.
pub(super) fn fingerprint(content: &[u8]) -> String {
    Sha256::digest(content).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
