//! Which service line of one side goes with which line of the other, once, for all that compare lines: rules, differences,
//! totals and what is shown.
//!
//! Every line of an encounter gets a twin, a relative with the relation named, a reason why it needs none, or is left
//! unpaired with what it needs from the other side. A twin is one to one; relations that tie several lines to one (an
//! assistant to the surgeon's operation, the visits of a stay to its room and board) say so. What belongs together is data
//! (`families.txt`, `components.txt`, `combined.txt`, `addons.txt`, `counterparts.txt`), each row with its source.

mod assign;
#[cfg(test)]
mod assign_tests;
mod codes;
pub(in crate::reconcile) mod components;
mod counterparts;
mod families;
mod matching;
mod pairer;
mod passes;
mod settle;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::finding::Side;
use crate::model::{Claim, Text};

use super::claim_view::{self, LineView};
use super::scope::Encounter;

pub use counterparts::Need;

/// How two lines belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// One procedure, under one code.
    SameProcedure,
    /// The same, where one side bills several units and the other several lines.
    SeveralUnits,
    /// The technical and the professional component of one test, under codes of their own.
    Components,
    /// One code on one side, the codes of its parts on the other.
    CombinedCode,
    /// Two codes of one family: most likely one service coded twice.
    SameFamily,
    /// A code that is only billed beside another, whose base has its twin.
    AddOn,
    /// An assistant, or a second surgeon, at the operation.
    SurgicalTeam,
    /// Part of the surgeon's global fee, billed by another (modifiers 54, 55, 56).
    SharedGlobal,
    /// One visit, with a level by each side's own rules.
    VisitLevel,
    /// A visit during the stay, and the room and board, or observation hours, of that stay.
    StayVisit,
    /// Anesthesia, and the operation or the anesthesia charge of the facility.
    Anesthesia,
    /// A procedure, and the line of its department, which names no procedure.
    Department,
}

impl Relation {
    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SameProcedure => "same procedure",
            Self::SeveralUnits => "several units, several lines",
            Self::Components => "technical and professional component",
            Self::CombinedCode => "combined code and its parts",
            Self::SameFamily => "another code of the family",
            Self::AddOn => "add-on code",
            Self::SurgicalTeam => "assistant or second surgeon",
            Self::SharedGlobal => "shared global fee",
            Self::VisitLevel => "visit, leveled by each side",
            Self::StayVisit => "visit during the stay",
            Self::Anesthesia => "anesthesia of the operation",
            Self::Department => "department without procedure code",
        }
    }
}

/// Two lines that belong together.
#[derive(Clone, Copy, Debug)]
pub(in crate::reconcile) struct LinePair<'c> {
    pub(in crate::reconcile) facility: LineView<'c>,
    /// What a professional did; a professional fee on a facility's own claim among it.
    pub(in crate::reconcile) professional: LineView<'c>,
    pub(in crate::reconcile) relation: Relation,
}

/// A line that needs no other, and why.
#[derive(Clone, Copy, Debug)]
pub(in crate::reconcile) struct Settled<'c> {
    pub(in crate::reconcile) line: LineView<'c>,
    pub(in crate::reconcile) side: Side,
    pub(in crate::reconcile) reason: &'static str,
}

/// A line whose other half is not there.
#[derive(Clone, Copy, Debug)]
pub(in crate::reconcile) struct Unpaired<'c> {
    pub(in crate::reconcile) line: LineView<'c>,
    pub(in crate::reconcile) side: Side,
    /// What it needs from the other side.
    pub(in crate::reconcile) needs: Need,
}

/// How the lines of an encounter stand to each other. Every line is in at least one of the lists.
#[derive(Clone, Debug, Default)]
pub(in crate::reconcile) struct LinePairing<'c> {
    pub(in crate::reconcile) pairs: Vec<LinePair<'c>>,
    pub(in crate::reconcile) settled: Vec<Settled<'c>>,
    pub(in crate::reconcile) unpaired: Vec<Unpaired<'c>>,
}

impl<'c> LinePairing<'c> {
    /// Pairs the lines of an encounter.
    pub(in crate::reconcile) fn of(encounter: &Encounter<'c>) -> Self {
        pairer::pair(encounter)
    }

    /// Which pairs each line is in.
    pub(in crate::reconcile) fn index(&self) -> PairIndex {
        let mut of: HashMap<(usize, usize), Vec<usize>> = HashMap::new();
        for (n, pair) in self.pairs.iter().enumerate() {
            for line in [pair.facility, pair.professional] {
                of.entry((line.of.position, line.index)).or_default().push(n);
            }
        }
        PairIndex(of)
    }
}

/// Which pairs each line is in, by their numbers in their order: claims may have many thousand lines.
#[derive(Debug)]
pub(in crate::reconcile) struct PairIndex(HashMap<(usize, usize), Vec<usize>>);

impl PairIndex {
    /// The pairs of a line.
    pub(in crate::reconcile) fn of(&self, line: LineView<'_>) -> &[usize] {
        self.0.get(&(line.of.position, line.index)).map_or(&[], Vec::as_slice)
    }
}

/// Whether a service of a claim needs a claim of the other side, as far as the claim alone says.
pub(in crate::reconcile) fn needs_other(claim: &Claim, side: Side) -> bool {
    let setting = claim_view::setting(claim, side);
    let ended = claim_view::ended_before_anesthesia(claim);
    claim.service_lines.iter().any(|line| {
        let place = || claim.line_place_of_service(line).map(Text::as_str).unwrap_or_default();
        let setting = if side == Side::Facility { setting } else { place() };
        let code = line.procedure.as_ref().and_then(|procedure| codes::Code::of(procedure.code.as_deref()?));
        let revenue = line.revenue_code.as_deref().unwrap_or_default();
        let is_ended = ended && line.procedure.as_ref().is_some_and(|procedure| procedure.has_modifier("73"));
        let line = counterparts::Described { side, setting, revenue, code };
        match counterparts::counterpart(line) {
            counterparts::Counterpart::Needs(Need::Anesthesia) => !ended,
            counterparts::Counterpart::Needs(_) => !is_ended,
            counterparts::Counterpart::None(_) => false,
        }
    })
}

/// Whether both are one line of one claim.
pub(in crate::reconcile) fn is_one(a: LineView<'_>, b: LineView<'_>) -> bool {
    (a.of.position, a.index) == (b.of.position, b.index)
}

/// Whether two lines bill one procedure, be it under two codes of one family.
pub(in crate::reconcile) fn is_one_procedure(a: LineView<'_>, b: LineView<'_>) -> bool {
    let family = |line: LineView<'_>| {
        codes::Code::of(line.code_text()).and_then(|code| families::Families::get().of(code))
    };
    a.same_code(b) || (family(a).is_some() && family(a) == family(b))
}
