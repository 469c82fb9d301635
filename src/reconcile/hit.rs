//! What a rule says.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::finding::Severity;

use super::billed::Line;

/// What a rule found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// One sentence.
    pub message: String,
    /// The values it is about, the main one first.
    pub places: Vec<Place>,
    /// Where it weighs other than its rule.
    pub severity: Option<Severity>,
    /// Money at risk.
    pub at_risk: Option<AtRisk>,
}

/// A value of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The claim's position in the list that is reconciled.
    pub claim: usize,
    /// Path in its JSON.
    pub path: String,
}

/// Money at risk, by service line, so that a line that several findings speak of counts once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtRisk {
    /// How it was worked out, in words.
    pub basis: Cow<'static, str>,
    /// Claim, line (from 0) and dollars.
    pub lines: Vec<(usize, usize, Decimal)>,
}

/// What a rule found in one place it looked at.
#[derive(Debug, Default)]
pub struct Hits(Vec<Hit>);

impl Hits {
    /// Notes a finding.
    pub fn push(&mut self, hit: Hit) {
        self.0.push(hit);
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl IntoIterator for Hits {
    type Item = Hit;
    type IntoIter = std::vec::IntoIter<Hit>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl Hit {
    /// A finding about these places.
    pub fn new(message: impl Into<String>, places: impl IntoIterator<Item = Place>) -> Self {
        Self { message: message.into(), places: places.into_iter().collect(), severity: None, at_risk: None }
    }

    /// Gives it another weight than its rule's.
    pub fn weighing(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// Puts the charges of these lines at risk. Charges are not what a payer pays; the basis says so.
    pub fn charges_at_risk<'c>(
        self,
        lines: impl IntoIterator<Item = Line<'c>>,
        basis: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.at_risk(lines.into_iter().map(|line| (line, line.charge())), basis)
    }

    /// Puts these amounts at risk. Nothing is said where they come to nothing.
    pub fn at_risk<'c>(
        mut self,
        amounts: impl IntoIterator<Item = (Line<'c>, Decimal)>,
        basis: impl Into<Cow<'static, str>>,
    ) -> Self {
        let amounts = amounts.into_iter().filter(|(_, amount)| *amount > Decimal::ZERO);
        let lines: Vec<_> = amounts.map(|(line, amount)| (line.of.position, line.index, amount)).collect();
        self.at_risk = (!lines.is_empty()).then(|| AtRisk { basis: basis.into(), lines });
        self
    }
}
