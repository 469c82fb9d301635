//! How the two sides of an encounter differ: every value that both sides can tell is equal, or listed here, with the reason
//! why it may differ, the rule that judges it, or neither.
//!
//! Compared are parties, identifiers, coverage and its order, dates, setting, place, physicians, diagnoses, accident,
//! authorization, and of paired lines procedure, modifiers, units, days and drugs. Not compared is what only one of the two
//! forms has (revenue codes, present on admission, patient status) and what is each side's own: charges, account numbers,
//! billing provider.

mod accident;
mod claims;
mod diagnoses;
mod lines;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::finding::{Location, Severity, Side};
use crate::model::Text;

pub(in crate::reconcile) use diagnoses::is_before_and_after;

use super::claim_view::{ClaimView, LineView};
use super::line_pairing::LinePairing;
use super::outcome::Reported;
use super::scope::{Encounter, Pair};

/// A value that the two sides tell differently, or that one of them does not tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// What it is, as people call it.
    pub field: Cow<'static, str>,
    /// What the facility says.
    pub facility: Option<Said>,
    /// What the professional says.
    pub professional: Option<Said>,
    /// Why it may differ, or the code of the rule that judges it; none where neither is known.
    pub explained_by: Option<Cow<'static, str>>,
}

/// A value of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The claim, as a position.
    pub claim: usize,
    /// Path in its JSON.
    pub path: String,
    /// The value.
    pub value: String,
}

impl Difference {
    /// Whether it is neither expected nor judged by a rule.
    pub fn is_open(&self) -> bool {
        self.explained_by.is_none()
    }

    /// What both sides say.
    pub fn said(&self) -> impl Iterator<Item = (Side, &Said)> {
        let facility = self.facility.iter().map(|said| (Side::Facility, said));
        facility.chain(self.professional.iter().map(|said| (Side::Professional, said)))
    }
}

/// What is gathered while the claims of an encounter are compared.
#[derive(Default)]
struct Differences(Vec<Difference>);

impl Differences {
    /// Notes a difference, once.
    fn push(
        &mut self,
        field: impl Into<Cow<'static, str>>,
        facility: Option<Said>,
        professional: Option<Said>,
        expected: Option<&'static str>,
    ) {
        let explained_by = expected.map(Cow::Borrowed);
        let difference = Difference { field: field.into(), facility, professional, explained_by };
        if !self.0.contains(&difference) {
            self.0.push(difference);
        }
    }
}

/// The differences of an encounter. Findings say which of them a rule judges.
pub(super) fn differences(
    encounter: &Encounter<'_>,
    pairing: &LinePairing<'_>,
    findings: &[Reported],
) -> Vec<Difference> {
    let mut found = Differences::default();
    for &professional in &encounter.professional {
        if let Some(facility) = encounter.opposite(professional) {
            let pair = Pair { facility, professional, encounter, context: encounter.context };
            claims::compare(&pair, &mut found);
            diagnoses::compare(&pair, &mut found);
        }
    }
    if !encounter.professional.is_empty() {
        diagnoses::of_facility_alone(encounter, &mut found);
    }
    lines::compare(encounter, pairing, &mut found);
    for difference in &mut found.0 {
        if let Some(code) = judged_by(difference, findings) {
            difference.explained_by = Some(Cow::Owned(code.to_owned()));
        }
    }
    found.0
}

/// The rule whose finding is about one of the values.
fn judged_by<'f>(difference: &Difference, findings: &'f [Reported]) -> Option<&'f str> {
    let about = |at: &Location, place: usize, found: &Reported, said: &Said| {
        let claim = found.places.get(place).copied();
        let path = at.path.as_deref().unwrap_or_default();
        claim == Some(said.claim) && (path.starts_with(said.path.as_str()) || said.path.starts_with(path))
    };
    // What is told of diagnoses for information is how they differ, and no judgment.
    let judges =
        |found: &&Reported| found.finding.severity > Severity::Info || !found.finding.code.starts_with("DX-");
    let found = findings.iter().filter(judges).find(|found| {
        let mut locations = found.finding.locations.iter().enumerate();
        locations
            .any(|(n, at)| at.path.is_some() && difference.said().any(|(_, said)| about(at, n, found, said)))
    });
    found.map(|found| found.finding.code.as_str())
}

#[allow(clippy::needless_pass_by_value, reason = "dates, codes and texts alike are handed over")]
fn said(of: ClaimView<'_>, path: impl Into<String>, value: impl ToString) -> Said {
    Said { claim: of.position, path: path.into(), value: value.to_string() }
}

fn said_of_line(line: LineView<'_>, field: &str, value: impl ToString) -> Said {
    said(line.of, format!("service_lines[{}].{field}", line.index), value)
}

/// Letters and digits in upper case: spelling that says nothing is left out.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

fn text(text: Option<&Text>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}
