//! Tables the user brings with `--reference`: fee schedule, unit limits, code pairs, outpatient status, code names,
//! lists for payers' edits.
//!
//! They are licensed or change every quarter, so none is shipped. Which file is which table, and which column is which
//! value, is seen from the names in its header, never from its name or from the order of columns. (The two tables of code
//! pairs have the same columns; there the title or the name decides.)

mod charge_list;
mod dated;
mod edition;
mod editions;
mod error;
mod fee;
#[cfg(feature = "files")]
mod files;
mod listed;
mod load;
mod locality;
mod names;
mod pairs;
mod recognise;
#[cfg(feature = "files")]
mod spreadsheet;
#[cfg(test)]
mod tests;
mod text_table;
mod units;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

pub use charge_list::ListedCharge;
pub use dated::List;
pub use editions::EditionUsed;
pub use error::TableError;
pub use fee::{Fee, FeeParts, Stages};
pub use load::{NO_TABLE, PassedOver};
pub use locality::Locality;
pub use names::Outpatient;
pub use units::UnitLimit;

use super::dated::Standing;
use editions::Editions;

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
    /// Medically unlikely edits of suppliers of medical equipment (MUE).
    SupplierUnits,
    /// Procedure to procedure edits of practitioners (NCCI PTP).
    PractitionerPairs,
    /// Procedure to procedure edits of outpatient hospitals (NCCI PTP).
    HospitalPairs,
    /// OPPS addendum B: status indicators and APCs of outpatient hospitals.
    OutpatientStatus,
    /// Geographic practice cost indices of Medicare localities (GPCI).
    Localities,
    /// The list of HCPCS codes.
    CodeList,
    /// The user's own names of codes: columns `code` and `name`.
    CodeNames,
    /// A list of codes whose name says which: a newer edition of a public list, or a licensed one.
    DatedList,
    /// Lists that a payer's edits ask by name.
    NamedLists,
    /// A hospital's own list of charges: columns `revenue_code`, `hcpcs` and `price`, or CMS's template of standard charges.
    ChargeList,
}

impl Table {
    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::FeeSchedule => "fee schedule (PPRRVU)",
            Self::PractitionerUnits => "table of unit limits for practitioners (MUE)",
            Self::HospitalUnits => "table of unit limits for outpatient hospitals (MUE)",
            Self::SupplierUnits => "table of unit limits for suppliers (MUE)",
            Self::Localities => "table of geographic indices (GPCI)",
            Self::PractitionerPairs => "table of code pairs for practitioners (PTP)",
            Self::HospitalPairs => "table of code pairs for outpatient hospitals (PTP)",
            Self::OutpatientStatus => "table of outpatient status (OPPS addendum B)",
            Self::CodeList => "list of HCPCS codes",
            Self::CodeNames => "table of code names",
            Self::DatedList => "list of codes by date",
            Self::NamedLists => "table of lists for payers' edits",
            Self::ChargeList => "list of a hospital's charges",
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

/// Which of several tables: they differ by who bills.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Biller {
    /// Practitioners and others on the 837P.
    Practitioner,
    /// Outpatient hospitals.
    Hospital,
    /// Suppliers of medical equipment, on the 837P.
    Supplier,
}

/// The tables of a run.
#[derive(Debug, Default)]
pub struct Tables {
    loaded: Vec<Loaded>,
    passed_over: Vec<PassedOver>,
    fees: Editions<fee::FeeSchedule>,
    practitioner_units: Editions<units::UnitLimits>,
    hospital_units: Editions<units::UnitLimits>,
    supplier_units: Editions<units::UnitLimits>,
    localities: Editions<locality::Localities>,
    practitioner_pairs: pairs::Pairs,
    hospital_pairs: pairs::Pairs,
    outpatient: Editions<names::OutpatientStatus>,
    code_list: names::Names,
    names: names::Names,
    lists: dated::Lists,
    named: listed::NamedLists,
    charges: charge_list::ChargeList,
}

impl Tables {
    /// Whether a table was brought.
    pub fn has(&self, table: Table) -> bool {
        self.loaded.iter().any(|loaded| loaded.table == table)
    }

    /// What was loaded, in an order that does not depend on the folder's.
    pub fn loaded(&self) -> &[Loaded] {
        &self.loaded
    }

    /// Files that hold no table that is used, with the reason.
    pub fn passed_over(&self) -> &[PassedOver] {
        &self.passed_over
    }

    /// The edition that answers for a day, of a table that CMS publishes every quarter; none before the first.
    pub fn edition(&self, table: Table, day: Option<NaiveDate>) -> Option<EditionUsed> {
        match table {
            Table::FeeSchedule => self.fees.used(day),
            Table::PractitionerUnits => self.practitioner_units.used(day),
            Table::HospitalUnits => self.hospital_units.used(day),
            Table::SupplierUnits => self.supplier_units.used(day),
            Table::OutpatientStatus => self.outpatient.used(day),
            _ => None,
        }
    }

    /// Whether only an edition older than its quarter answers for a day: it prices, and finds no errors.
    pub fn is_old(&self, table: Table, day: Option<NaiveDate>) -> bool {
        self.edition(table, day).is_some_and(|edition| edition.is_old)
    }

    /// Tables that CMS publishes every quarter, of which the last edition brought is older than the quarter of a day.
    pub fn older_than(&self, day: NaiveDate) -> Vec<(Table, NaiveDate)> {
        let last = [
            (Table::FeeSchedule, self.fees.last()),
            (Table::PractitionerUnits, self.practitioner_units.last()),
            (Table::HospitalUnits, self.hospital_units.last()),
            (Table::SupplierUnits, self.supplier_units.last()),
            (Table::OutpatientStatus, self.outpatient.last()),
        ];
        let last = last.into_iter().filter_map(|(table, from)| Some((table, from?)));
        last.filter(|(_, from)| day >= editions::next_quarter(*from)).collect()
    }

    /// The fee schedule's row of a code with a modifier (empty, `26`, `TC` or `53`), in the edition of that day.
    pub fn fee(&self, code: &str, modifier: &str, day: Option<NaiveDate>) -> Option<&Fee> {
        self.fees.of(day)?.fee(code, modifier)
    }

    /// PC/TC indicator of a code in the edition of that day. Laboratory codes with a physician's part have it on the row with
    /// modifier 26 alone.
    pub fn pctc(&self, code: &str, day: Option<NaiveDate>) -> Option<u8> {
        let of_reading = || self.fee(code, "26", day).and_then(|fee| fee.pctc);
        match self.fee(code, "", day).and_then(|fee| fee.pctc) {
            None | Some(9) => of_reading().or(self.fee(code, "", day)?.pctc),
            whole => whole,
        }
    }

    /// The indices of a Medicare locality, by contractor and locality such as `09102-04`.
    pub fn locality(&self, name: &str, day: Option<NaiveDate>) -> Option<Locality> {
        self.localities.of(day)?.locality(name)
    }

    /// The most units of a code.
    pub fn unit_limit(&self, biller: Biller, code: &str, day: Option<NaiveDate>) -> Option<UnitLimit> {
        let limits = match biller {
            Biller::Practitioner => &self.practitioner_units,
            Biller::Hospital => &self.hospital_units,
            Biller::Supplier => &self.supplier_units,
        };
        limits.of(day)?.limit(code)
    }

    /// Whether two codes of one day are not paid together: `Some(true)` unless a modifier parts them, `Some(false)`
    /// whatever modifier; none where both are paid. `first` is the code that is paid (column 1).
    pub fn pair(&self, biller: Biller, first: &str, second: &str, day: NaiveDate) -> Option<bool> {
        match biller {
            // Suppliers' pairs stand in the practitioners' table.
            Biller::Practitioner | Biller::Supplier => self.practitioner_pairs.pair(first, second, day),
            Biller::Hospital => self.hospital_pairs.pair(first, second, day),
        }
    }

    /// Status indicator of a code in an outpatient hospital, such as `C` for inpatient only.
    pub fn outpatient_status(&self, code: &str, day: Option<NaiveDate>) -> Option<&str> {
        self.outpatient(code, day).map(|outpatient| outpatient.status.as_str())
    }

    /// APC of a code in an outpatient hospital.
    pub fn apc(&self, code: &str, day: Option<NaiveDate>) -> Option<&str> {
        self.outpatient(code, day).map(|outpatient| outpatient.apc.as_str()).filter(|apc| !apc.is_empty())
    }

    /// How an outpatient hospital is paid for a code.
    pub fn outpatient(&self, code: &str, day: Option<NaiveDate>) -> Option<&Outpatient> {
        self.outpatient.of(day)?.code(code)
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

    /// What the hospital's own list says that it charges for a code: an entry a revenue code and price.
    pub fn listed_charges(&self, code: &str) -> &[ListedCharge] {
        self.charges.of(code)
    }

    /// What a code is called: by the user, else in the list of HCPCS codes.
    pub fn code_name(&self, code: &str) -> Option<&str> {
        self.names.name(code).or_else(|| self.code_list.name(code))
    }
}
