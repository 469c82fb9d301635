//! The other lists by date: ICD-10-PCS, HCPCS level II, MS-DRG, discharge status, and the numbers of CARC and RARC.

use std::sync::LazyLock;

use chrono::NaiveDate;

use super::diagnosis::{Sex, last_day_of_sex_edits};
use super::table::{Dated, Table};
use super::window::Window;

/// What Medicare's inpatient payment says of a procedure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Coverage {
    /// Not covered.
    NotCovered,
    /// Not covered with Z30.2, sterilization.
    Sterilization,
    /// Covered under conditions.
    Limited,
    /// Covered; a vaginal delivery.
    VaginalDelivery,
    /// Covered; a cesarean.
    Cesarean,
}

/// A procedure code of ICD-10-PCS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InpatientProcedure {
    windows: Vec<Window>,
    flags: Vec<(Option<Sex>, Option<Coverage>)>,
}

impl InpatientProcedure {
    fn of(rows: &mut dyn Iterator<Item = &str>) -> Self {
        let flags = |row: &str| {
            let mut cells = row.split('\t').skip(2);
            let sex = cells.next().and_then(Sex::of);
            let coverage = match cells.next() {
                Some("n") => Some(Coverage::NotCovered),
                Some("s") => Some(Coverage::Sterilization),
                Some("l") => Some(Coverage::Limited),
                Some("v") => Some(Coverage::VaginalDelivery),
                Some("c") => Some(Coverage::Cesarean),
                _ => None,
            };
            (sex, coverage)
        };
        let (windows, flags) = rows.map(|row| (Window::of(row), flags(row))).unzip();
        Self { windows, flags }
    }

    /// The sex it is meant for; none on days when the code editor no longer looks.
    pub fn sex(&self, day: NaiveDate) -> Option<Sex> {
        self.on(day)?.0.filter(|_| day <= last_day_of_sex_edits())
    }

    /// What Medicare says of its coverage; none where it says nothing.
    pub fn coverage(&self, day: NaiveDate) -> Option<Coverage> {
        self.on(day)?.1
    }

    fn on(&self, day: NaiveDate) -> Option<&(Option<Sex>, Option<Coverage>)> {
        let at = self.windows.iter().position(|window| window.has(day));
        at.map_or(self.flags.last(), |at| self.flags.get(at))
    }
}

/// A code of which only the days are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Days {
    windows: Vec<Window>,
    /// A day was inferred from the lists that name the code.
    pub inferred: bool,
}

impl Days {
    fn of(rows: &mut dyn Iterator<Item = &str>) -> Self {
        let mut days = Self { windows: Vec::new(), inferred: false };
        for row in rows {
            days.windows.push(Window::of(row));
            days.inferred |= row.ends_with("inferred");
        }
        days
    }

    /// Lists of X12 give the day on which a code is gone, not its last one.
    fn stopping(rows: &mut dyn Iterator<Item = &str>) -> Self {
        let mut days = Self::of(rows);
        for window in &mut days.windows {
            window.until = window.until.and_then(|stop| stop.pred_opt());
        }
        days
    }
}

/// A diagnosis related group of Medicare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelatedGroup {
    windows: Vec<Window>,
    /// Major diagnostic category, such as `08`, or `PRE`.
    pub category: String,
    /// Surgical, medical, or neither.
    pub surgical: Option<bool>,
    /// Relative weight of fiscal year 2026; none where the group had none then.
    pub weight: Option<String>,
    /// Geometric mean length of stay of fiscal year 2026, in days.
    pub mean_stay: Option<String>,
    /// Paid by the day when the patient goes on to post-acute care (fiscal year 2026).
    pub post_acute: bool,
    /// CMS's title.
    pub title: String,
}

impl RelatedGroup {
    fn of(rows: &mut dyn Iterator<Item = &str>) -> Self {
        let row = rows.last().unwrap_or_default();
        let cells: Vec<&str> = row.split('\t').collect();
        let cell = |n: usize| cells.get(n).copied().unwrap_or_default();
        let number = |n: usize| Some(cell(n).to_owned()).filter(|text| !matches!(text.as_str(), "" | "."));
        let year = |n: usize| cell(n).parse::<i32>().ok();
        let window = Window {
            from: year(0).and_then(|year| NaiveDate::from_ymd_opt(year - 1, 10, 1)).unwrap_or(NaiveDate::MIN),
            until: year(1).and_then(|year| NaiveDate::from_ymd_opt(year, 9, 30)),
        };
        let surgical = match cell(3) {
            "S" => Some(true),
            "M" => Some(false),
            _ => None,
        };
        Self {
            windows: vec![window],
            category: cell(2).to_owned(),
            surgical,
            weight: number(4),
            mean_stay: number(5),
            post_acute: cell(6) == "y",
            title: cell(7).to_owned(),
        }
    }
}

impl Dated for InpatientProcedure {
    fn windows(&self) -> &[Window] {
        &self.windows
    }
}

impl Dated for Days {
    fn windows(&self) -> &[Window] {
        &self.windows
    }
}

impl Dated for RelatedGroup {
    fn windows(&self) -> &[Window] {
        &self.windows
    }
}

static PROCEDURES: LazyLock<Table<InpatientProcedure>> =
    LazyLock::new(|| Table::read("icd10pcs", include_bytes!("icd10pcs.packed"), InpatientProcedure::of));
static HCPCS: LazyLock<Table<Days>> =
    LazyLock::new(|| Table::read("hcpcs", include_bytes!("hcpcs.packed"), Days::of));
static GROUPS: LazyLock<Table<RelatedGroup>> =
    LazyLock::new(|| Table::read("msdrg", include_bytes!("msdrg.packed"), RelatedGroup::of));
static STATUSES: LazyLock<Table<Days>> =
    LazyLock::new(|| Table::read("discharge-status", include_bytes!("discharge-status.packed"), Days::of));
static ADJUSTMENTS: LazyLock<Table<Days>> =
    LazyLock::new(|| Table::read("carc", include_bytes!("carc.packed"), Days::stopping));
static REMARKS: LazyLock<Table<Days>> =
    LazyLock::new(|| Table::read("rarc", include_bytes!("rarc.packed"), Days::stopping));

/// The procedure codes of hospital stays, ICD-10-PCS, since October 2015.
pub fn inpatient_procedures() -> &'static Table<InpatientProcedure> {
    &PROCEDURES
}

/// HCPCS level II, codes and modifiers. It has no code of level I (CPT), which is licensed.
pub fn hcpcs() -> &'static Table<Days> {
    &HCPCS
}

/// MS-DRG.
pub fn related_groups() -> &'static Table<RelatedGroup> {
    &GROUPS
}

/// Patient discharge status of inpatient claims, by date of discharge.
pub fn discharge_statuses() -> &'static Table<Days> {
    &STATUSES
}

/// Numbers of claim adjustment reason codes.
pub fn adjustment_reasons() -> &'static Table<Days> {
    &ADJUSTMENTS
}

/// Numbers of remittance advice remark codes.
pub fn remarks() -> &'static Table<Days> {
    &REMARKS
}

/// Whether a procedure code is of HCPCS level II: a letter and four digits, as CMS keeps them. Codes that begin with a digit
/// are CPT, and dental codes (D) the dentists'.
pub fn is_level_two(code: &str) -> bool {
    code.len() == 5
        && code.as_bytes()[0].is_ascii_uppercase()
        && code.as_bytes()[0] != b'D'
        && code.as_bytes()[1..].iter().all(u8::is_ascii_digit)
}
