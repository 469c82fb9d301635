//! Lines as the passes see them, and what was found of them.

use std::collections::HashMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::codes::Code;
use super::counterparts::{Counterpart, Described, counterpart};
use super::families::{Families, Family};
use super::matching::When;
use super::{LinePair, LinePairing, Relation, passes};
use crate::codes::laterality;
use crate::codes::services::{self, Kinds};
use crate::finding::Side;
use crate::reconcile::claim_view::LineView;
use crate::reconcile::scope::Encounter;

/// A line with what the passes ask of it again and again.
pub(super) struct Slot<'c> {
    pub(super) line: LineView<'c>,
    pub(super) side: Side,
    pub(super) code: Option<Code>,
    pub(super) family: Option<Family>,
    pub(super) kinds: Kinds,
    pub(super) when: When,
    /// Number of its modifiers for a site: lines with the same ones have one number.
    pub(super) sites: usize,
    /// Assistants and second surgeons follow the surgeon.
    pub(super) is_assistant: bool,
    /// Whether it has a line of the other side.
    pub(super) paired: bool,
    /// The lines of the other side that it goes with, by number.
    pub(super) partners: Vec<usize>,
    /// Units left for further lines of the other side.
    pub(super) room: Decimal,
}

/// The lines of both sides, and what was found of them so far.
pub(super) struct Pairer<'c> {
    pub(super) facility: Vec<Slot<'c>>,
    pub(super) professional: Vec<Slot<'c>>,
    pub(super) families: &'static Families,
    pub(super) pairs: Vec<LinePair<'c>>,
}

/// Pairs the lines of an encounter.
pub(super) fn pair<'c>(encounter: &Encounter<'c>) -> LinePairing<'c> {
    let families = Families::get();
    let is_fee = |line: &LineView<'c>| services::is_professional_revenue(line.revenue());
    let mut numbers: HashMap<Vec<String>, usize> = HashMap::new();
    let mut slot = |line, side| {
        let next = numbers.len();
        Slot::of(line, side, families, *numbers.entry(sites(line)).or_insert(next))
    };
    let own = encounter.facility_lines().filter(|line| !is_fee(line));
    let fees = encounter.facility_lines().filter(is_fee);
    let theirs = encounter.professional_lines().chain(fees);
    let mut pairer = Pairer {
        facility: own.map(|line| slot(line, Side::Facility)).collect(),
        professional: theirs.map(|line| slot(line, Side::Professional)).collect(),
        families,
        pairs: Vec::new(),
    };
    passes::run(&mut pairer);
    pairer.finish(encounter)
}

/// The modifiers of a line that name a site of the body.
pub(super) fn sites(line: LineView<'_>) -> Vec<String> {
    let mut sites = line.modifiers();
    sites.retain(|modifier| laterality::is_site(modifier));
    sites.sort_unstable();
    sites
}

impl<'c> Slot<'c> {
    pub(super) fn of(line: LineView<'c>, side: Side, families: &Families, sites: usize) -> Self {
        let code = Code::of(line.code_text());
        let revenue = line.revenue().parse().unwrap_or(0);
        let mut room = line.count();
        if line.has_modifier("50") {
            room += room;
        }
        Self {
            code,
            family: code.and_then(|code| families.of(code)),
            kinds: Kinds::of_procedure(&line.code()) | Kinds::of_revenue(revenue),
            when: When {
                days: days(line),
                is_test: line.is_read() || code.is_some_and(|code| families.is_interpretation(code)),
            },
            sites,
            is_assistant: line.is_assistant() || line.has_modifier("66"),
            paired: false,
            partners: Vec::new(),
            room,
            line,
            side,
        }
    }

    pub(super) fn revenue_within(&self, first: u16, last: u16) -> bool {
        self.line.revenue().parse().is_ok_and(|revenue| (first..=last).contains(&revenue))
    }

    pub(super) fn cpt_within(&self, ranges: &[(u32, u32)]) -> bool {
        let cpt = self.code.map_or(0, Code::cpt);
        ranges.iter().any(|(first, last)| (*first..=*last).contains(&cpt))
    }

    /// The first line of the other side that it goes with.
    pub(super) fn partner(&self) -> Option<usize> {
        self.partners.first().copied()
    }

    pub(super) fn needs(&self) -> Counterpart {
        let setting = match self.side {
            Side::Facility => self.line.of.setting(),
            // A professional fee on a facility's own claim has the facility's setting and needs nothing of it.
            Side::Professional if !self.line.revenue().is_empty() => {
                return Counterpart::None("professional fee on the facility claim");
            }
            Side::Professional => self.line.place_of_service(),
        };
        counterpart(Described { side: self.side, setting, revenue: self.line.revenue(), code: self.code })
    }
}

/// Days of a line; room and board, and observation hours, are for all of the stay, whatever day they carry.
fn days(line: LineView<'_>) -> Option<(NaiveDate, NaiveDate)> {
    let is_stay = matches!(
        line.revenue_family(),
        "010" | "011" | "012" | "013" | "014" | "015" | "016" | "017" | "018" | "020" | "021"
    ) || line.revenue() == "0762"
        || line.is_code(&["G0378", "G0379"]);
    if is_stay { line.of.claim.days() } else { line.days() }
}

impl Pairer<'_> {
    pub(super) fn tie(&mut self, f: usize, p: usize, relation: Relation) {
        let (ours, theirs) = (&mut self.facility[f], &mut self.professional[p]);
        let units = ours.room.min(theirs.room);
        ours.room -= units;
        theirs.room -= units;
        ours.paired = true;
        theirs.paired = true;
        ours.partners.push(p);
        theirs.partners.push(f);
        self.pairs.push(LinePair { facility: ours.line, professional: theirs.line, relation });
    }
}
