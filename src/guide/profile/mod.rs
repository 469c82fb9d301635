//! Payer profiles: what a companion guide asks beyond the implementation guide, as a file.
//!
//! A profile is on a guide and only ever narrows it. It is written as the guides are, one row a line; a row says
//! what it changes and leaves out the rest:
//!
//! ```text
//! profile LANTERN on 005010X222A1 "Prairie Lantern Health Plan: professional claims"
//! payers PLHP01 "PRAIRIE LANTERN HEALTH PLAN"
//!
//! loop 2310B R if CLM05-1=11|22 "Lantern pays the physician who saw the patient; name the rendering provider"
//! loop 2400 25
//! segment CLM in 2300
//!   05-3 {1 7 8}
//! segment NM1 in 2010BA
//!   09 R 12..12 like "PLH#########"
//! segment REF in 2300 R when 01=G1 if CLM05-1=21 error "Stays need an authorization"
//!   02 like "A########" warning
//! ```
//!
//! - `profile ID on GUIDE "Title"`, then `payers`: the identifiers or names of the payer (2010BB NM109 or NM103) whose
//!   claims it is for; without that line it is for every claim.
//! - `loop ID [USAGE] [REPEAT]`, `segment ID in LOOP [USAGE] [REPEAT] [when SPOT=CODE|CODE & ...]`, and the elements of that
//!   segment, `SPOT [USAGE] [MIN..MAX] [{CODES}] [limit ...] [like "PICTURE"]`. `when` picks the row and, within it, the
//!   segments with these codes.
//! - `claims EXPRESSION`: of its payers' claims only these, such as `claims 2000B SBR09=MB`.
//! - `edit ID in LOOP [at PLACE] [from DAY] [until DAY] if EXPRESSION`: a fault that shows only when values are held against
//!   each other; [`Edit`] has the words of expressions.
//! - On every line may follow `if [LOOP] SEG01=PICTURE|PICTURE & ...` (`!=` for the contrary), a weight (`error`, `warning`, `info`)
//!   `as REFERENCE` (the payer's own, where the line is no edit), `ack CATEGORY:STATUS[:ENTITY]` with `+` for more of them (the
//!   answer in a 277CA; `proposed` where no page of the payer says so), and a message in double quotes. The segment of a condition is in the same loop, in one around it, or in one
//!   directly below those.
//! - In a picture `#` is a digit, `@` a letter, `?` any character, `*` any number of them, `[AC-H]` one of these, `A0..A9` a
//!   code between two; `|` separates pictures.
//!
//! What contradicts the guide or itself, and what names something that is not there, is refused with line and column.

mod check;
mod edit;
mod guard;
mod picture;
mod read;
mod read_edit;
mod resolve;
mod resolve_edit;

pub use edit::{Answer, Comparison, Edit, EditPlace, Expression, Value};
pub use guard::{Clue, Filled, Guard, Look};
pub use picture::Picture;
pub use resolve_edit::encloses;

use std::sync::OnceLock;

use super::GuideKind;
use super::format::FormatError;
use super::schema::{Condition, Guide, Limit, LoopId, RowId, Spot};

/// What a payer asks of claims, resolved against its guide.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Its identifier, one word.
    pub id: String,
    /// Its title for people.
    pub title: String,
    /// The guide it is on.
    pub guide: &'static Guide,
    /// Identifiers and names of its payers; empty where it is for every claim.
    pub payers: Vec<String>,
    /// What holds of its claims; none where it is for all of its payers'.
    pub claims: Option<Expression>,
    /// What it asks, in the order of the file.
    pub demands: Vec<Demand>,
    /// Faults it looks for, in the order of the file.
    pub edits: Vec<Edit>,
}

/// One thing a profile asks.
#[derive(Clone, Debug)]
pub struct Demand {
    /// Line of the file.
    pub line: u32,
    /// Of what.
    pub of: Target,
    /// Only segments with these codes are meant, where the row has more.
    pub only: Vec<Condition>,
    /// What.
    pub ask: Ask,
    /// It is asked when all of these hold.
    pub when: Vec<When>,
    /// How it is told and answered.
    pub answer: Answer,
}

/// What a demand speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A loop.
    Loop(LoopId),
    /// A segment row.
    Segment(RowId),
    /// An element or component of a segment row.
    Element(RowId, Spot),
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// It must be there.
    Required,
    /// It must not be there.
    NotUsed,
    /// It may be there at most so often.
    AtMost(u32),
    /// One of these codes.
    Codes(Vec<String>),
    /// So many characters.
    Length {
        /// At least.
        min: u16,
        /// At most.
        max: u16,
    },
    /// A limit as guides have them.
    Limit(Limit),
    /// It looks like this.
    Like(Picture),
}

/// A condition: a value in a claim.
#[derive(Clone, Debug)]
pub struct When {
    /// The loop the segment is in.
    pub in_loop: LoopId,
    /// The rows that are meant: those of the loop with the segment's identifier.
    pub rows: Vec<RowId>,
    /// Where in the segment.
    pub spot: Spot,
    /// What must be there.
    pub like: Picture,
    /// The contrary is asked.
    pub not: bool,
}

/// What a guide's own notes ask where values have to be held against each other: edits in the form of a profile, for every
/// claim. None where the program has none.
pub fn notes_of(guide: &Guide) -> Option<&'static Profile> {
    static NOTES: [Own; 2] =
        [Own::new(include_str!("../005010X222A1.notes")), Own::new(include_str!("../005010X223A2.notes"))];
    Own::of(&NOTES, guide)
}

/// The edits that Medicare applies before it lets a claim in, professional and institutional.
pub fn medicare() -> [&'static Profile; 2] {
    MEDICARE.each_ref().map(Own::profile)
}

/// The edits that Medicare applies to claims of a guide; none where the program knows none.
pub fn medicare_of(guide: &Guide) -> Option<&'static Profile> {
    Own::of(&MEDICARE, guide)
}

static MEDICARE: [Own; 2] = [
    Own::new(include_str!("../../../samples/profiles/medicare-b.profile")),
    Own::new(include_str!("../../../samples/profiles/medicare-a.profile")),
];

/// A profile of the program's own, which is read when it is asked for. The tests read all of them.
struct Own {
    text: &'static str,
    read: OnceLock<Profile>,
}

impl Own {
    const fn new(text: &'static str) -> Self {
        Self { text, read: OnceLock::new() }
    }

    fn profile(&'static self) -> &'static Profile {
        let parse = || Profile::parse(self.text);
        self.read.get_or_init(|| parse().unwrap_or_else(|error| panic!("a profile of the program: {error}")))
    }

    /// The one that stands on a guide, of those for professional and institutional claims.
    fn of(both: &'static [Self; 2], guide: &Guide) -> Option<&'static Profile> {
        let [professional, institutional] = both;
        let profile = match guide.kind {
            GuideKind::Professional => professional.profile(),
            GuideKind::Institutional => institutional.profile(),
        };
        Some(profile).filter(|profile| std::ptr::eq(profile.guide, guide))
    }
}

impl Profile {
    /// The same for every claim of its guide, whoever pays.
    pub fn for_every_claim(mut self) -> Self {
        self.claims = None;
        self.payers.clear();
        self
    }

    /// Reads a profile.
    pub fn parse(text: &str) -> Result<Self, FormatError> {
        resolve::profile(text)
    }

    /// Whether it is for a payer's claims.
    pub fn is_for(&self, payer_id: &str, payer_name: &str) -> bool {
        let named =
            |payer: &String| payer.eq_ignore_ascii_case(payer_id) || payer.eq_ignore_ascii_case(payer_name);
        self.payers.is_empty() || self.payers.iter().any(named)
    }
}

impl Demand {
    /// What is asked, in words.
    pub fn in_words(&self, guide: &Guide) -> String {
        let what = match self.of {
            Target::Loop(id) => format!("loop {} ({})", guide.loop_(id).id, guide.loop_(id).name),
            Target::Segment(row) => format!("{} ({})", guide.row(row).label, guide.row(row).name),
            Target::Element(row, spot) => {
                let name = resolve::element(guide.row(row), spot).map_or("", |element| element.name.as_str());
                format!("{}{spot} ({name})", guide.row(row).id)
            }
        };
        format!("{what}: {}", self.ask.in_words())
    }
}

impl Ask {
    /// What is asked, in words.
    pub fn in_words(&self) -> String {
        match self {
            Self::Required => "the payer requires it".to_owned(),
            Self::NotUsed => "the payer does not take it".to_owned(),
            Self::AtMost(1) => "the payer takes it once".to_owned(),
            Self::AtMost(most) => format!("the payer takes it {most} times at most"),
            Self::Codes(codes) => format!("the payer takes {}", codes.join(", ")),
            Self::Length { min, max } if min == max => format!("the payer takes {min} characters"),
            Self::Length { min, max } => format!("the payer takes {min} to {max} characters"),
            Self::Limit(_) => "it is longer than the payer takes it".to_owned(),
            Self::Like(picture) => {
                format!("the payer takes values like {}", picture.as_str().replace('|', " or "))
            }
        }
    }
}

impl Target {
    /// The loop in whose instances it is looked for: for a loop or segment the loop around it.
    pub fn around(self, guide: &Guide) -> LoopId {
        match self {
            Self::Loop(id) => guide.loop_(id).parents.first().copied().unwrap_or(id),
            Self::Segment(row) | Self::Element(row, _) => guide.row(row).in_loop,
        }
    }
}
