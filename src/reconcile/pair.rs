//! What a rule sees and what it says.

use rust_decimal::Decimal;

use crate::encounter::{Amount, Claim, ServiceLine};
use crate::finding::{Severity, Side};

/// The two claims a rule compares.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'c> {
    /// What the facility billed.
    pub facility: &'c Claim,
    /// What the professional billed.
    pub professional: &'c Claim,
}

/// What a rule found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// One sentence.
    pub message: String,
    /// The values it is about, the main one first.
    pub places: Vec<Place>,
    /// Where it weighs other than its rule.
    pub severity: Option<Severity>,
    /// Money at risk: how it was worked out, and how much of it lies on which line of the professional claim.
    pub at_risk: Option<(&'static str, Vec<(usize, Decimal)>)>,
}

/// A value of one of the two claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Whose claim.
    pub side: Side,
    /// Path in its JSON.
    pub path: String,
}

/// What a rule found on one pair.
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

    /// Puts the charges of these lines of the professional claim at risk.
    pub fn at_risk(
        mut self,
        pair: &Pair<'_>,
        lines: impl IntoIterator<Item = usize>,
        basis: &'static str,
    ) -> Self {
        let charge = |n: usize| pair.professional.service_lines.get(n)?.charge.as_ref().map(Amount::value);
        self.at_risk = Some((basis, lines.into_iter().filter_map(|n| Some((n, charge(n)?))).collect()));
        self
    }
}

impl Place {
    /// A value of the facility claim.
    pub fn facility(path: impl Into<String>) -> Self {
        Self { side: Side::Facility, path: path.into() }
    }

    /// A value of the professional claim.
    pub fn professional(path: impl Into<String>) -> Self {
        Self { side: Side::Professional, path: path.into() }
    }
}

impl<'c> Pair<'c> {
    /// Lines of the professional claim with the facility lines that bill the same procedure on the same day.
    pub fn same_services(
        &self,
    ) -> impl Iterator<Item = (usize, &'c ServiceLine, usize, &'c ServiceLine)> + use<'c> {
        let (facility, professional) = (self.facility, self.professional);
        professional.service_lines.iter().enumerate().filter_map(move |(p, line)| {
            let (f, twin) = facility
                .service_lines
                .iter()
                .enumerate()
                .find(|(_, other)| is_same_service(facility, other, line))?;
            Some((p, line, f, twin))
        })
    }
}

fn is_same_service(facility: &Claim, technical: &ServiceLine, professional: &ServiceLine) -> bool {
    let code = |line: &ServiceLine| line.procedure.as_ref().and_then(|p| p.code.clone());
    let (Some(a), Some(b)) = (code(technical), code(professional)) else { return false };
    // An inpatient line often carries no day of its own; then the stay's days are its days.
    let days = technical.period().map(|p| (p.from, p.last())).or_else(|| facility.days());
    let fits = match (days, professional.period()) {
        (Some((from, to)), Some(period)) => period.from <= to && from <= period.last(),
        _ => false,
    };
    a.eq_ignore_ascii_case(&b) && fits
}

/// Path of a field of a service line.
pub(in crate::reconcile) fn line_path(index: usize, field: &str) -> String {
    format!("service_lines[{index}].{field}")
}
