//! Which places of service go with a facility's type of bill.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use super::place_of_service;

/// How a place of service on a professional claim fits a facility claim's type of bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fit {
    /// The two go together.
    Expected,
    /// They may go together, for the reason given, which the rest of the claims can confirm.
    Tolerated(Reason),
    /// The table does not have the pair.
    Unexpected,
    /// A mismatch that audits keep finding.
    Suspicious,
    /// The table has no row for the type of bill, or the place is none of the CMS code set.
    Unknown,
}

impl Fit {
    /// Whether the pair is a mismatch: [`Fit::Unexpected`] or [`Fit::Suspicious`].
    pub fn is_mismatch(self) -> bool {
        matches!(self, Self::Unexpected | Self::Suspicious)
    }
}

/// The reasons there are, as word of the table, item and sentence.
macro_rules! reasons {
    ($($word:literal $item:ident $text:literal)*) => {
        /// Why a place of service that is not the ordinary one may go with a type of bill.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Reason { $(#[doc = concat!("`", $word, "`: ", $text, ".")] $item,)* }

        impl Reason {
            fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$item),)* _ => None }
            }

            /// The word that stands for it in a table.
            pub fn word(self) -> &'static str {
                match self { $(Self::$item => $word,)* }
            }

            /// The reason as a phrase, to be behind "because".
            pub fn text(self) -> &'static str {
                match self { $(Self::$item => $text,)* }
            }
        }
    };
}

reasons! {
    "until-admission" UntilAdmission "the service was before or on the day of the admission, or in the payment window before it"
    "ambulance" Ambulance "the ambulance brought the patient there or away"
    "telehealth" Telehealth "the payer allows the service by telehealth on that date"
    "partial-hospital" PartialHospital "the hospital runs the day program"
    "mobile-unit" MobileUnit "the hospital's mobile unit gave the service"
    "specimen" Specimen "the hospital had a specimen and not the patient"
    "drawing-site" DrawingSite "the specimen was drawn there"
    "before-swing" BeforeSwing "the patient was in acute care before the bed became a nursing bed"
    "sent-out" SentOut "the resident was sent to a hospital for the service"
    "covered-stay" CoveredStay "Part A covered that day of the stay"
    "residence" Residence "the patient lives there"
    "off-hours" OffHours "the service was outside the clinic's hours"
    "home-dialysis" HomeDialysis "dialysis at home, or with a hospital's help"
    "office" Office "the visit was in the practice"
    "hospice-modifier" HospiceModifier "the line carries modifier GV or GW"
}

/// The places of service that go with one type of bill.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpectedPlaces {
    expected: Places,
    suspicious: Places,
    tolerated: Vec<(Reason, Places)>,
}

/// Codes of places, or all there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Places {
    codes: Vec<String>,
    all: bool,
}

impl Places {
    fn names(&self, place: &str) -> bool {
        self.codes.iter().any(|code| code == place)
    }
}

impl ExpectedPlaces {
    /// How a place of service (two digits) fits.
    pub fn fit(&self, place: &str) -> Fit {
        if self.is_unknown() || place_of_service(place).is_none() {
            return Fit::Unknown;
        }
        let clauses = || {
            let tolerated = self.tolerated.iter().map(|(reason, places)| (Fit::Tolerated(*reason), places));
            [(Fit::Suspicious, &self.suspicious), (Fit::Expected, &self.expected)]
                .into_iter()
                .chain(tolerated)
        };
        // A place that is named somewhere goes before "all others".
        let named = clauses().find(|(_, places)| places.names(place));
        named.or_else(|| clauses().find(|(_, places)| places.all)).map_or(Fit::Unexpected, |(fit, _)| fit)
    }

    /// The ordinary places, as the table lists them.
    pub fn expected(&self) -> impl Iterator<Item = &str> {
        self.expected.codes.iter().map(String::as_str)
    }

    /// Whether the table says nothing about this type of bill.
    pub fn is_unknown(&self) -> bool {
        self == &Self::default()
    }
}

/// A table of types of bill and the places of service that go with them.
///
/// The built-in one holds what is generally so; payers differ, so a user's table can be [laid over](Self::lay_over) it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crosswalk {
    rows: BTreeMap<String, ExpectedPlaces>,
}

/// A table that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableError {
    /// Line of the table, from 1.
    pub line: usize,
    problem: Problem,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Problem {
    FacilityType,
    Place,
    Word,
    Twice,
    NoClause,
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problem = match self.problem {
            Problem::FacilityType => "a facility type is two digits, such as 13",
            Problem::Place => "a place of service is two digits or *, and each clause has at least one",
            Problem::Word => "a clause starts with expect, suspect or one of the reasons for tolerance",
            Problem::Twice => "this facility type has a line already",
            Problem::NoClause => "behind the facility types stands a bar and at least one clause",
        };
        write!(f, "line {}: {problem}", self.line)
    }
}

impl std::error::Error for TableError {}

static BUILT_IN: LazyLock<Crosswalk> = LazyLock::new(|| {
    Crosswalk::parse(include_str!("crosswalk.txt")).expect("the built-in table is read by the tests")
});

static NOTHING: ExpectedPlaces = ExpectedPlaces {
    expected: Places { codes: Vec::new(), all: false },
    suspicious: Places { codes: Vec::new(), all: false },
    tolerated: Vec::new(),
};

/// The places of service that the built-in table has for a facility type (first two digits of the type of bill, `13`).
///
/// ```
/// use twinclaim::internal::codes::crosswalk::{Fit, expected_places};
/// assert_eq!(expected_places("13").fit("22"), Fit::Expected);
/// assert_eq!(expected_places("13").fit("11"), Fit::Suspicious);
/// ```
pub fn expected_places(facility_type: &str) -> &'static ExpectedPlaces {
    BUILT_IN.expected_places(facility_type)
}

impl Crosswalk {
    /// The built-in table.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// Reads a table. Its form is at the head of the built-in one, `crosswalk.txt` beside this file.
    pub fn parse(text: &str) -> Result<Self, TableError> {
        let mut table = Self::default();
        for (n, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or("").trim();
            if !line.is_empty() {
                table.add(line).map_err(|problem| TableError { line: n + 1, problem })?;
            }
        }
        Ok(table)
    }

    /// Puts another table's rows in place of this one's; rows that only this one has stay.
    pub fn lay_over(&mut self, other: Self) {
        self.rows.extend(other.rows);
    }

    /// The places of service that go with a facility type; for one without a row, places that fit nothing and
    /// contradict nothing.
    pub fn expected_places(&self, facility_type: &str) -> &ExpectedPlaces {
        self.rows.get(facility_type).unwrap_or(&NOTHING)
    }

    fn add(&mut self, line: &str) -> Result<(), Problem> {
        let (types, clauses) = line.split_once('|').ok_or(Problem::NoClause)?;
        let mut row = ExpectedPlaces::default();
        for clause in clauses.split('|') {
            let (word, places) = clause.trim().split_once(' ').ok_or(Problem::Place)?;
            let places = parse_places(places)?;
            match word {
                "expect" => row.expected = places,
                "suspect" => row.suspicious = places,
                word => row.tolerated.push((Reason::parse(word).ok_or(Problem::Word)?, places)),
            }
        }
        for facility_type in types.split_whitespace() {
            if !is_two_digits(facility_type) {
                return Err(Problem::FacilityType);
            }
            if self.rows.insert(facility_type.to_owned(), row.clone()).is_some() {
                return Err(Problem::Twice);
            }
        }
        if types.trim().is_empty() { Err(Problem::FacilityType) } else { Ok(()) }
    }
}

fn parse_places(text: &str) -> Result<Places, Problem> {
    let mut places = Places::default();
    for word in text.split_whitespace() {
        match word {
            "*" => places.all = true,
            code if is_two_digits(code) => places.codes.push(code.to_owned()),
            _ => return Err(Problem::Place),
        }
    }
    if places == Places::default() { Err(Problem::Place) } else { Ok(places) }
}

fn is_two_digits(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())
}
