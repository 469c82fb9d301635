//! ICD-10-CM by date, with the flags of the Medicare code editor.

use std::sync::LazyLock;

use chrono::NaiveDate;

use super::names;
use super::table::{Dated, Table};
use super::window::{Window, day};

/// What the Medicare code editor says of a diagnosis, besides sex and age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flag {
    /// Names how an underlying disease shows: not as principal diagnosis.
    Manifestation,
    /// Names the cause of an injury: not as principal diagnosis.
    ExternalCause,
    /// Says nothing of a current illness: not as principal diagnosis.
    Unacceptable,
    /// Unacceptable as principal diagnosis unless another one is beside it.
    NeedsSecondary,
    /// As principal diagnosis seldom a reason to admit.
    QuestionableAdmission,
    /// Names no side where better codes do.
    UnspecifiedSide,
    /// A wrong procedure was performed, or on the wrong side or patient.
    WrongProcedure,
    /// Outcome of a delivery.
    DeliveryOutcome,
}

/// The sex a code is meant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

impl Sex {
    pub(super) fn of(cell: &str) -> Option<Self> {
        match cell {
            "F" => Some(Self::Female),
            "M" => Some(Self::Male),
            _ => None,
        }
    }

    /// In words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
        }
    }
}

/// The age a code is meant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AgeGroup {
    /// Not yet one year.
    Newborn,
    /// To 17 years.
    Pediatric,
    /// Of mothers: 9 to 64 years, before October 2019 12 to 55.
    Maternity,
    /// 15 years and older.
    Adult,
}

impl AgeGroup {
    /// Whole years it spans, both included, for a patient of that day.
    pub fn years(self, day: NaiveDate) -> (u32, u32) {
        match self {
            Self::Newborn => (0, 0),
            Self::Pediatric => (0, 17),
            Self::Maternity if Some(day) < NaiveDate::from_ymd_opt(2019, 10, 1) => (12, 55),
            Self::Maternity => (9, 64),
            Self::Adult => (15, 124),
        }
    }

    /// In words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Newborn => "newborn",
            Self::Pediatric => "pediatric",
            Self::Maternity => "maternity",
            Self::Adult => "adult",
        }
    }
}

/// How much a secondary diagnosis weighs in the grouping of a stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Complication {
    /// Neither.
    None,
    /// Complication or comorbidity (CC).
    Cc,
    /// Major complication or comorbidity (MCC).
    Mcc,
}

/// Whether a diagnosis needs no word on its presence at admission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Presence {
    /// It has to be said (Y, N, U, W).
    Needed,
    /// Exempt.
    Exempt,
    /// The list of that year is not at hand.
    Unknown,
}

/// A span of days with its flags.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Span {
    flags: Vec<Flag>,
    sex: Option<Sex>,
    age: Option<AgeGroup>,
    complication: Vec<(NaiveDate, Complication)>,
    presence: Vec<(NaiveDate, Presence)>,
}

/// A diagnosis code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    windows: Vec<Window>,
    spans: Vec<Span>,
}

impl Dated for Diagnosis {
    fn windows(&self) -> &[Window] {
        &self.windows
    }
}

/// The last day on which the code editor compares the patient's sex.
pub fn last_day_of_sex_edits() -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 9, 30).unwrap_or(NaiveDate::MAX)
}

/// The first day of the unspecified-side edit.
fn first_day_of_side_edit() -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, 4, 1).unwrap_or(NaiveDate::MIN)
}

impl Diagnosis {
    fn of(rows: &mut dyn Iterator<Item = &str>) -> Self {
        let (windows, spans) = rows.map(|row| (Window::of(row), Span::of(row))).unzip();
        Self { windows, spans }
    }

    /// The facts of a day; of the nearest span where it is in none.
    fn on(&self, day: NaiveDate) -> Option<&Span> {
        let at = self.windows.iter().position(|window| window.has(day));
        at.map_or(self.spans.last(), |at| self.spans.get(at))
    }

    /// Whether the code editor flags it on a day.
    pub fn has(&self, flag: Flag, day: NaiveDate) -> bool {
        (flag != Flag::UnspecifiedSide || day >= first_day_of_side_edit())
            && self.on(day).is_some_and(|span| span.flags.contains(&flag))
    }

    /// The sex it is meant for; none on days when the code editor no longer looks.
    pub fn sex(&self, day: NaiveDate) -> Option<Sex> {
        self.on(day)?.sex.filter(|_| day <= last_day_of_sex_edits())
    }

    /// The age it is meant for.
    pub fn age(&self, day: NaiveDate) -> Option<AgeGroup> {
        self.on(day)?.age
    }

    /// How much it weighs beside a principal diagnosis. Not known before October 2018.
    pub fn complication(&self, day: NaiveDate) -> Option<Complication> {
        let known = NaiveDate::from_ymd_opt(2018, 10, 1).is_some_and(|first| first <= day);
        let at = self.on(day).filter(|_| known)?;
        Some(step(&at.complication, day).unwrap_or(Complication::None))
    }

    /// Whether its presence at admission has to be said. Since October 2025 by the list of the year before.
    pub fn presence(&self, day: NaiveDate) -> Presence {
        self.on(day).and_then(|span| step(&span.presence, day)).unwrap_or(Presence::Needed)
    }
}

impl Span {
    fn of(row: &str) -> Self {
        let cells: Vec<&str> = row.split('\t').collect();
        let cell = |n: usize| cells.get(n).copied().unwrap_or_default();
        let flags = cell(3).chars().chain(cell(7).chars()).filter_map(|letter| {
            Some(match letter {
                'm' => Flag::Manifestation,
                'e' => Flag::ExternalCause,
                'u' => Flag::Unacceptable,
                'r' => Flag::NeedsSecondary,
                'q' => Flag::QuestionableAdmission,
                'x' => Flag::UnspecifiedSide,
                'w' => Flag::WrongProcedure,
                'o' => Flag::DeliveryOutcome,
                _ => return None,
            })
        });
        let age = match cell(5) {
            "n" => Some(AgeGroup::Newborn),
            "p" => Some(AgeGroup::Pediatric),
            "m" => Some(AgeGroup::Maternity),
            "a" => Some(AgeGroup::Adult),
            _ => None,
        };
        let complication = steps(cell(2), |word| match word {
            "CC" => Complication::Cc,
            "MCC" => Complication::Mcc,
            _ => Complication::None,
        });
        let presence = steps(cell(6), |word| match word {
            "x" => Presence::Exempt,
            "?" => Presence::Unknown,
            _ => Presence::Needed,
        });
        Self { flags: flags.collect(), sex: Sex::of(cell(4)), age, complication, presence }
    }
}

/// `CC`, or `none@2018-10-01;MCC@2019-10-01`: a word for all days, or each from its day.
fn steps<W>(cell: &str, word: impl Fn(&str) -> W) -> Vec<(NaiveDate, W)> {
    let step = |part: &str| match part.split_once('@') {
        Some((text, from)) => (day(from).unwrap_or(NaiveDate::MIN), word(text)),
        None => (NaiveDate::MIN, word(part)),
    };
    cell.split(';').filter(|part| !part.is_empty()).map(step).collect()
}

fn step<W: Copy>(steps: &[(NaiveDate, W)], day: NaiveDate) -> Option<W> {
    steps.iter().rev().find(|(from, _)| *from <= day).map(|(_, word)| *word)
}

static CODES: LazyLock<Table<Diagnosis>> =
    LazyLock::new(|| Table::read("icd10cm", include_bytes!("icd10cm.packed"), Diagnosis::of));

/// The diagnosis codes of ICD-10-CM, since October 2015.
pub fn diagnoses() -> &'static Table<Diagnosis> {
    &CODES
}

/// What NCHS calls a code.
pub fn diagnosis_name(code: &str) -> Option<String> {
    names::name(include_bytes!("icd10cm-names.packed"), CODES.codes.position(code.as_bytes())?)
}

/// A code that took the place of others, or whose place others took.
struct Successors(Vec<String>);

static SUCCESSORS: LazyLock<super::packed::Packed<Successors>> = LazyLock::new(|| {
    super::packed::Packed::read(include_bytes!("icd10cm-successors.packed"), |rows| {
        let now = rows.filter_map(|row| row.split('\t').nth(1)).flat_map(|now| now.split(' '));
        Successors(now.map(str::to_owned).collect())
    })
});

/// What took the place of an ended diagnosis code on the next day.
pub fn successors(code: &str) -> &'static [String] {
    SUCCESSORS.find(code.as_bytes()).map_or(&[], |found| &found.0)
}

/// A diagnosis as people write it, with its point: `M54.16`.
pub fn with_point(code: &str) -> String {
    match code.get(..3) {
        Some(category) if code.len() > 3 => format!("{category}.{}", &code[3..]),
        _ => code.to_owned(),
    }
}
