//! Tables the user brings with `--reference`: fee schedule, unit limits, code pairs, outpatient status, code names.
//!
//! They are licensed or change every quarter, so none is shipped. Which file is which table, and which column is which
//! value, is seen from the names in its header, never from its name or from the order of columns.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

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
    /// The user's own names of codes.
    CodeNames,
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

/// The tables of a run.
#[derive(Debug, Default)]
pub struct Tables {
    loaded: Vec<Loaded>,
}

/// A row of the physician fee schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fee {
    /// Status, such as `A` for paid by the schedule, `C` for priced by the contractor, `X` for not in its scope.
    pub status: char,
    /// PC/TC indicator: 1 for a test with a technical and a professional part …; none where the row has none.
    pub pctc: Option<u8>,
    /// Days after surgery that belong to it: `000`, `010`, `090`, `XXX` …
    pub global_days: String,
    /// Whether 150 % is paid for both sides: `1` yes, `3` each side in full, `2` the code means both …
    pub bilateral: char,
    /// Whether an assistant is paid: `2` yes, `1` no, `0` with papers, `9` makes no sense.
    pub assistant: char,
    /// The same for a second surgeon.
    pub co_surgeon: char,
    /// The same for a team.
    pub team: char,
    /// Relative value where the practice bears the cost.
    pub non_facility_total: Decimal,
    /// Relative value where a facility does.
    pub facility_total: Decimal,
    /// Dollars for a relative value of 1.
    pub conversion_factor: Decimal,
}

/// The most units of a code that are paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitLimit {
    /// Units.
    pub units: u32,
    /// Whether the limit is for a day (adjudication indicators 2 and 3) or for a line (1).
    pub by_day: bool,
}

/// Which of two tables: they differ by who bills.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Biller {
    /// Practitioners and others on the 837P.
    Practitioner,
    /// Outpatient hospitals.
    Hospital,
}

/// Why a table cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {problem}")]
pub struct TableError {
    file: String,
    problem: String,
}

impl Tables {
    /// Reads every table in a folder.
    pub fn read(_folder: &std::path::Path) -> Result<Self, TableError> {
        Ok(Self::default())
    }

    /// Reads a table from the content of a file.
    pub fn add(&mut self, _file: &str, _content: &[u8]) -> Result<(), TableError> {
        Ok(())
    }

    /// Whether a table was brought.
    pub fn has(&self, table: Table) -> bool {
        self.loaded.iter().any(|loaded| loaded.table == table)
    }

    /// What was loaded, in an order that does not depend on the folder's.
    pub fn loaded(&self) -> &[Loaded] {
        &self.loaded
    }

    /// The fee schedule's row of a code with a modifier (empty, `26`, `TC` or `53`), in the edition of that day.
    pub fn fee(&self, _code: &str, _modifier: &str, _day: Option<NaiveDate>) -> Option<&Fee> {
        None
    }

    /// The most units of a code.
    pub fn unit_limit(&self, _biller: Biller, _code: &str, _day: Option<NaiveDate>) -> Option<UnitLimit> {
        None
    }

    /// Whether two codes of one day are not paid together: `Some(true)` unless a modifier parts them, `Some(false)`
    /// whatever modifier; none where both are paid. `first` is the code that is paid.
    pub fn pair(&self, _biller: Biller, _first: &str, _second: &str, _day: NaiveDate) -> Option<bool> {
        None
    }

    /// Status indicator of a code in an outpatient hospital, such as `C` for inpatient only.
    pub fn outpatient_status(&self, _code: &str, _day: Option<NaiveDate>) -> Option<&str> {
        None
    }

    /// APC of a code in an outpatient hospital.
    pub fn apc(&self, _code: &str, _day: Option<NaiveDate>) -> Option<&str> {
        None
    }

    /// What the user calls a code.
    pub fn code_name(&self, _code: &str) -> Option<&str> {
        None
    }
}
