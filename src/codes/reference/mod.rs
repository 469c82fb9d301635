//! Tables the user brings with `--reference`: fee schedule, unit limits, code pairs, outpatient status, code names,
//! lists for payers' edits.
//!
//! They are licensed or change every quarter, so none is shipped. Which file is which table, and which column is which
//! value, is seen from the names in its header, never from its name or from the order of columns. (The two tables of code
//! pairs have the same columns; there the title or the name decides.)

mod dated;
mod edition;
mod error;
mod fee;
mod listed;
mod names;
mod pairs;
#[cfg(test)]
mod tests;
mod text_table;
mod units;

use std::fmt::Write;
use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest, Sha256};

pub use dated::List;

use crate::limits;

pub use error::TableError;
pub use fee::Fee;
pub use units::UnitLimit;

use super::dated::Standing;
use error::TableFault;
use text_table::{Header, TextTable};

/// The kinds of tables there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Table {
    /// CMS physician fee schedule relative value file (PPRRVU).
    FeeSchedule,
    /// Medically unlikely edits of practitioners (MUE).
    PractitionerUnits,
    /// Medically unlikely edits of outpatient hospitals (MUE).
    HospitalUnits,
    /// Procedure to procedure edits of practitioners (NCCI PTP).
    PractitionerPairs,
    /// Procedure to procedure edits of outpatient hospitals (NCCI PTP).
    HospitalPairs,
    /// OPPS addendum B: status indicators and APCs of outpatient hospitals.
    OutpatientStatus,
    /// The list of HCPCS codes.
    CodeList,
    /// The user's own names of codes: columns `code` and `name`.
    CodeNames,
    /// A list of codes whose name says which: a newer edition of a public list, or a licensed one.
    DatedList,
    /// Lists that a payer's edits ask by name.
    NamedLists,
}

impl Table {
    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::FeeSchedule => "fee schedule (PPRRVU)",
            Self::PractitionerUnits => "table of unit limits for practitioners (MUE)",
            Self::HospitalUnits => "table of unit limits for outpatient hospitals (MUE)",
            Self::PractitionerPairs => "table of code pairs for practitioners (PTP)",
            Self::HospitalPairs => "table of code pairs for outpatient hospitals (PTP)",
            Self::OutpatientStatus => "table of outpatient status (OPPS addendum B)",
            Self::CodeList => "list of HCPCS codes",
            Self::CodeNames => "table of code names",
            Self::DatedList => "list of codes by date",
            Self::NamedLists => "table of lists for payers' edits",
        }
    }
}

/// A table that was loaded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Loaded {
    /// What it is.
    pub table: Table,
    /// Name of the file.
    pub file: String,
    /// The edition, as far as the file says: the day from which it holds.
    pub edition: Option<NaiveDate>,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Rows taken.
    pub rows: usize,
}

/// Which of two tables: they differ by who bills.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Biller {
    /// Practitioners and others on the 837P.
    Practitioner,
    /// Outpatient hospitals.
    Hospital,
}

/// The tables of a run.
#[derive(Debug, Default)]
pub struct Tables {
    loaded: Vec<Loaded>,
    unknown: Vec<String>,
    fees: Editions<fee::FeeSchedule>,
    practitioner_units: Editions<units::UnitLimits>,
    hospital_units: Editions<units::UnitLimits>,
    practitioner_pairs: pairs::Pairs,
    hospital_pairs: pairs::Pairs,
    outpatient: Editions<names::OutpatientStatus>,
    code_list: names::Names,
    names: names::Names,
    lists: dated::Lists,
    named: listed::NamedLists,
}

/// Editions of a table, by the day from which they hold.
#[derive(Debug)]
struct Editions<T>(Vec<(Option<NaiveDate>, T)>);

impl<T> Default for Editions<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Editions<T> {
    /// Adds an edition, unless one of that day is there.
    fn add(&mut self, edition: Option<NaiveDate>, table: T) -> Result<(), TableFault> {
        if self.0.iter().any(|(other, _)| *other == edition) {
            return Err(TableFault::new(
                "another file is the same table in the same edition; keep one of them",
            ));
        }
        self.0.push((edition, table));
        self.0.sort_by_key(|(edition, _)| *edition);
        Ok(())
    }

    /// The edition of a day: the last one that holds by then, else the first there is.
    fn of(&self, day: Option<NaiveDate>) -> Option<&T> {
        self.at(day).map(|(_, table)| table)
    }

    fn edition_of(&self, day: Option<NaiveDate>) -> Option<NaiveDate> {
        self.at(day).and_then(|(edition, _)| *edition)
    }

    fn at(&self, day: Option<NaiveDate>) -> Option<&(Option<NaiveDate>, T)> {
        let holds = |edition: Option<NaiveDate>| edition.is_none_or(|from| day.is_none_or(|day| from <= day));
        let last = self.0.iter().rev().find(|(edition, _)| holds(*edition));
        last.or(self.0.first())
    }
}

impl Tables {
    /// Reads every table in a folder. Files that are no table this program knows are passed over and [named](Self::unknown).
    pub fn read(folder: &Path) -> Result<Self, TableError> {
        let failed = |path: &Path, error: std::io::Error| TableError {
            file: path.display().to_string(),
            problem: TableFault::new(error.to_string()),
        };
        let mut paths = Vec::new();
        for entry in fs::read_dir(folder).map_err(|error| failed(folder, error))? {
            paths.push(entry.map_err(|error| failed(folder, error))?.path());
        }
        paths.sort();
        let mut tables = Self::default();
        for path in paths.into_iter().filter(|path| path.is_file()) {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let content = limits::read(&path, limits::TABLE).map_err(|error| failed(&path, error))?;
            tables.add(&name, &content)?;
        }
        tables.loaded.sort();
        Ok(tables)
    }

    /// Reads a table from the content of a file.
    pub fn add(&mut self, file: &str, content: &[u8]) -> Result<(), TableError> {
        let failed = |problem| TableError { file: file.to_owned(), problem };
        // Spreadsheets, archives and papers that are beside a table.
        if content.iter().take(1 << 12).any(|byte| *byte == 0) || content.starts_with(b"%PDF") {
            self.unknown.push(file.to_owned());
            return Ok(());
        }
        if content.split(|byte| *byte == b'\n').any(|line| line.len() > limits::TABLE_LINE) {
            return Err(failed(TableFault::new(format!(
                "a line has more than {} bytes",
                limits::TABLE_LINE
            ))));
        }
        if let Ok(text) = std::str::from_utf8(content)
            && let Some(rows) = self.lists.read_order_file(file, edition::edition(file, ""), text)
        {
            self.note(Table::DatedList, file, edition::edition(file, ""), content, rows);
            return Ok(());
        }
        let sheet = TextTable::new(content);
        let Some((table, header)) = recognise(file, &sheet).map_err(failed)? else {
            self.unknown.push(file.to_owned());
            return Ok(());
        };
        let edition = edition::edition(file, &sheet.preamble(&header));
        let mut rows = self.take(table, edition, &sheet, &header).map_err(failed)?;
        // A list with names is a list of codes as well.
        if let Some(list) = dated::of_file(file)
            .filter(|_| matches!(table, Table::DatedList | Table::CodeList | Table::CodeNames))
        {
            rows = rows.max(self.lists.read(list, edition, &sheet, &header).map_err(failed)?);
        }
        if rows == 0 {
            return Err(failed(TableFault::new(format!("this is a {} without a row", table.name()))));
        }
        self.note(table, file, edition, content, rows);
        Ok(())
    }

    /// Notes what was loaded.
    fn note(&mut self, table: Table, file: &str, edition: Option<NaiveDate>, content: &[u8], rows: usize) {
        let sha256 = Sha256::digest(content).iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        self.loaded.push(Loaded { table, file: file.to_owned(), edition, sha256, rows });
    }

    fn take(
        &mut self,
        table: Table,
        edition: Option<NaiveDate>,
        sheet: &TextTable<'_>,
        header: &Header,
    ) -> Result<usize, TableFault> {
        let rows;
        match table {
            Table::FeeSchedule => {
                let fees;
                (fees, rows) = fee::FeeSchedule::read(sheet, header)?;
                self.fees.add(edition, fees)?;
            }
            Table::PractitionerUnits | Table::HospitalUnits => {
                let limits;
                (limits, rows) = units::UnitLimits::read(sheet, header)?;
                let all = if table == Table::HospitalUnits {
                    &mut self.hospital_units
                } else {
                    &mut self.practitioner_units
                };
                all.add(edition, limits)?;
            }
            Table::PractitionerPairs => rows = self.practitioner_pairs.read(sheet, header)?,
            Table::HospitalPairs => rows = self.hospital_pairs.read(sheet, header)?,
            Table::OutpatientStatus => {
                let status;
                (status, rows) = names::OutpatientStatus::read(sheet, header)?;
                self.outpatient.add(edition, status)?;
            }
            Table::CodeList => rows = self.code_list.read_code_list(sheet, header)?,
            Table::CodeNames => rows = self.names.read_names(sheet, header)?,
            Table::NamedLists => rows = self.named.read(sheet, header)?,
            Table::DatedList => rows = 0,
        }
        Ok(rows)
    }

    /// Whether a table was brought.
    pub fn has(&self, table: Table) -> bool {
        self.loaded.iter().any(|loaded| loaded.table == table)
    }

    /// What was loaded, in an order that does not depend on the folder's.
    pub fn loaded(&self) -> &[Loaded] {
        &self.loaded
    }

    /// Files that are no table this program knows.
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }

    /// The day from which the fee schedule of that day holds.
    pub fn fee_edition(&self, day: Option<NaiveDate>) -> Option<NaiveDate> {
        self.fees.edition_of(day)
    }

    /// The fee schedule's row of a code with a modifier (empty, `26`, `TC` or `53`), in the edition of that day.
    pub fn fee(&self, code: &str, modifier: &str, day: Option<NaiveDate>) -> Option<&Fee> {
        self.fees.of(day)?.fee(code, modifier)
    }

    /// The most units of a code.
    pub fn unit_limit(&self, biller: Biller, code: &str, day: Option<NaiveDate>) -> Option<UnitLimit> {
        let limits = match biller {
            Biller::Practitioner => &self.practitioner_units,
            Biller::Hospital => &self.hospital_units,
        };
        limits.of(day)?.limit(code)
    }

    /// Whether two codes of one day are not paid together: `Some(true)` unless a modifier parts them, `Some(false)`
    /// whatever modifier; none where both are paid. `first` is the code that is paid (column 1).
    pub fn pair(&self, biller: Biller, first: &str, second: &str, day: NaiveDate) -> Option<bool> {
        match biller {
            Biller::Practitioner => self.practitioner_pairs.pair(first, second, day),
            Biller::Hospital => self.hospital_pairs.pair(first, second, day),
        }
    }

    /// Status indicator of a code in an outpatient hospital, such as `C` for inpatient only.
    pub fn outpatient_status(&self, code: &str, day: Option<NaiveDate>) -> Option<&str> {
        self.outpatient.of(day)?.status(code)
    }

    /// APC of a code in an outpatient hospital.
    pub fn apc(&self, code: &str, day: Option<NaiveDate>) -> Option<&str> {
        self.outpatient.of(day)?.apc(code)
    }

    /// Whether a list was brought.
    pub fn has_list(&self, list: List) -> bool {
        self.lists.has(list)
    }

    /// Whether a list that payers' edits ask by name was brought.
    pub fn has_named_list(&self, list: &str) -> bool {
        self.named.has(list)
    }

    /// Whether a list has a code, with the values that go with it, on a day (on any where none is known).
    pub fn is_listed(&self, list: &str, values: &[&str], day: Option<NaiveDate>) -> bool {
        self.named.has_code(list, values, day)
    }

    /// Whether a code is valid on a day: by the lists that were brought, else by those the program carries. None where there is
    /// neither.
    pub fn standing(&self, list: List, code: &str, day: NaiveDate) -> Option<Standing> {
        let own = || {
            Some(match list {
                List::Icd10Cm => super::dated::diagnoses().standing(code, day),
                List::Icd10Pcs => super::dated::inpatient_procedures().standing(code, day),
                List::Hcpcs => super::dated::hcpcs().standing(code, day),
                List::MsDrg => super::dated::related_groups().standing(code, day),
                List::DischargeStatus => super::dated::discharge_statuses().standing(code, day),
                List::Carc => super::dated::adjustment_reasons().standing(code, day),
                List::Rarc => super::dated::remarks().standing(code, day),
                _ => return None,
            })
        };
        self.lists.standing(list, code, day).or_else(own)
    }

    /// What a code is called: by the user, else in the list of HCPCS codes.
    pub fn code_name(&self, code: &str) -> Option<&str> {
        self.names.name(code).or_else(|| self.code_list.name(code))
    }
}

/// Which table a file is, by the first header that fits one.
fn recognise(file: &str, sheet: &TextTable<'_>) -> Result<Option<(Table, Header)>, TableFault> {
    for header in sheet.headers() {
        let table = if listed::fits(&header) {
            Table::NamedLists
        } else if fee::fits(&header) {
            Table::FeeSchedule
        } else if let Some(practitioners) = units::for_practitioners(&header) {
            if practitioners { Table::PractitionerUnits } else { Table::HospitalUnits }
        } else if pairs::fits(&header) {
            match pairs::for_practitioners(file, &sheet.preamble(&header)) {
                Some(true) => Table::PractitionerPairs,
                Some(false) => Table::HospitalPairs,
                None => {
                    return Err(TableFault::new(
                        "these are code pairs (PTP), of practitioners or of hospitals: neither the title nor the name of \
                         the file says which; name it ccipra... or ccioph...",
                    ));
                }
            }
        } else if names::is_addendum(&header) {
            Table::OutpatientStatus
        } else if names::is_code_list(&header) {
            Table::CodeList
        } else if names::is_names(&header) {
            Table::CodeNames
        } else if dated::fits(file, &header) {
            Table::DatedList
        } else {
            continue;
        };
        return Ok(Some((table, header)));
    }
    Ok(None)
}
