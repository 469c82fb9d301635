//! How the lines of an encounter belong together, as the outcome keeps it: claims and lines as numbers.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::finding::Side;

use super::claim_view::LineView;
use super::line_pairing::{LinePair, LinePairing, Need, Relation, Unpaired};
use super::outcome::Reported;
use super::scope::Encounter;

/// How the lines of an encounter belong together. Every line is in one of the lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairedLines {
    /// Lines of the facility, each with one of the professional.
    pub pairs: Vec<PairedLine>,
    /// Lines that need no other, and why.
    pub settled: Vec<SettledLine>,
    /// Lines whose other half is not there.
    pub unpaired: Vec<UnpairedLine>,
}

/// A service line: position of the claim, and of the line in it, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LineAt {
    /// Position of the claim.
    pub claim: usize,
    /// Index of the line.
    pub line: usize,
}

/// Two lines that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairedLine {
    /// The facility's line.
    pub facility: LineAt,
    /// What a professional did; it may be a professional fee on the facility's own claim.
    pub professional: LineAt,
    /// How they belong together.
    pub relation: Relation,
}

/// A line that needs no other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettledLine {
    /// The line.
    pub at: LineAt,
    /// Its side.
    pub side: Side,
    /// Why it needs none.
    pub reason: Cow<'static, str>,
}

/// A line whose other half is not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnpairedLine {
    /// The line.
    pub at: LineAt,
    /// Its side.
    pub side: Side,
    /// What it needs from the other side.
    pub needs: Need,
    /// Code of the rule whose finding is about it; none where none is.
    pub judged_by: Option<Cow<'static, str>>,
}

impl LineAt {
    fn of(line: LineView<'_>) -> Self {
        Self { claim: line.of.position, line: line.index }
    }
}

impl PairedLines {
    /// What pairing found.
    pub(super) fn of(pairing: &LinePairing<'_>) -> Self {
        let pairs = pairing.pairs.iter().map(|pair| PairedLine {
            facility: LineAt::of(pair.facility),
            professional: LineAt::of(pair.professional),
            relation: pair.relation,
        });
        let settled = pairing.settled.iter().map(|settled| SettledLine {
            at: LineAt::of(settled.line),
            side: settled.side,
            reason: Cow::Borrowed(settled.reason),
        });
        let unpaired = pairing.unpaired.iter().map(|lone| UnpairedLine {
            at: LineAt::of(lone.line),
            side: lone.side,
            needs: lone.needs,
            judged_by: None,
        });
        Self { pairs: pairs.collect(), settled: settled.collect(), unpaired: unpaired.collect() }
    }

    /// Notes which rules judge the lines whose other half is not there.
    pub(super) fn judge(&mut self, findings: &[Reported]) {
        for lone in &mut self.unpaired {
            lone.judged_by = judged_by(lone.at, findings).map(|code| Cow::Owned(code.to_owned()));
        }
    }

    /// The lines themselves, of the encounter that they are of. What is settled is left out: rules do not ask for it.
    pub(super) fn lines<'c>(&self, encounter: &Encounter<'c>) -> LinePairing<'c> {
        let pairs = self.pairs.iter().filter_map(|pair| {
            Some(LinePair {
                facility: encounter.line(pair.facility)?,
                professional: encounter.line(pair.professional)?,
                relation: pair.relation,
            })
        });
        let unpaired = self.unpaired.iter().filter_map(|lone| {
            Some(Unpaired { line: encounter.line(lone.at)?, side: lone.side, needs: lone.needs })
        });
        LinePairing { pairs: pairs.collect(), settled: Vec::new(), unpaired: unpaired.collect() }
    }
}

/// The rule whose finding is about a line.
fn judged_by(at: LineAt, findings: &[Reported]) -> Option<&str> {
    let start = format!("service_lines[{}]", at.line);
    let about = |found: &&Reported| {
        let locations = found.finding.locations.iter().zip(&found.places);
        locations
            .filter(|(_, claim)| **claim == at.claim)
            .any(|(location, _)| location.path.as_deref().is_some_and(|path| path.starts_with(&start)))
    };
    findings.iter().find(about).map(|found| found.finding.code.as_str())
}
