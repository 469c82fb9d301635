//! An encounter with its claims, and what it is made of.

use super::super::random::Random;
use super::super::values::{Cents, Day};
use super::draft::{Draft, Fate, Line};
use super::people::Patient;
use super::shapes::Shape;
use super::world::{Practice, Site, SiteKind};
use crate::model::ClaimType;

/// One visit: what happened, and what is claimed for it.
#[derive(Debug)]
pub(super) struct Encounter<'w> {
    pub(super) shape: Shape,
    pub(super) patient: Patient,
    pub(super) claims: Vec<Draft<'w>>,
    pub(super) noise: Vec<Noise>,
    pub(super) discrepancies: Vec<Discrepancy>,
}

/// What is unclean, but no injected discrepancy.
#[derive(Clone, Debug)]
pub(super) struct Noise {
    pub(super) kind: &'static str,
    /// Rules that rightly find it.
    pub(super) codes: &'static [&'static str],
    /// CLM01 of the claim; none where it is about the encounter.
    pub(super) claim: Option<String>,
}

/// A discrepancy that was put in.
#[derive(Clone, Debug)]
pub(super) struct Discrepancy {
    /// The rule that has to find it.
    pub(super) code: &'static str,
    /// Rules that may rightly find it as well.
    pub(super) also: &'static [&'static str],
    /// CLM01 of the claim that differs from its twin.
    pub(super) claim: String,
}

impl<'w> Encounter<'w> {
    /// Positions of the claims that count, of one side.
    pub(super) fn counting(&self, facility: bool) -> Vec<usize> {
        let fits = |claim: &Draft<'_>| claim.fate == Fate::Counts && claim.is_facility() == facility;
        (0..self.claims.len()).filter(|&n| fits(&self.claims[n])).collect()
    }

    /// The first facility claim that counts.
    pub(super) fn facility(&self) -> Option<&Draft<'w>> {
        self.claims.iter().find(|claim| claim.fate == Fate::Counts && claim.is_facility())
    }

    /// Notes noise of one claim, or of the encounter.
    pub(super) fn note(&mut self, kind: &'static str, codes: &'static [&'static str], claim: Option<usize>) {
        let claim = claim.map(|n| self.claims[n].number.clone());
        self.noise.push(Noise { kind, codes, claim });
    }
}

/// Numbers of claims: each different from all others, and those of the two sides not alike.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    facility: u64,
    professional: u64,
    /// Whether claims are additions to those of the encounters; their numbers begin with other letters.
    added: bool,
}

/// Numbers have ten digits; factors without a divisor in common with that reach each of them once.
const TEN_DIGITS: u64 = 10_000_000_000;

impl Numbers {
    pub(super) fn of_added_claims() -> Self {
        Self { added: true, ..Self::default() }
    }

    pub(super) fn next(&mut self, form: ClaimType) -> String {
        let scatter =
            |n: u64, factor: u64| (u128::from(n) * u128::from(factor) % u128::from(TEN_DIGITS)).to_string();
        match form {
            ClaimType::Institutional => {
                self.facility += 1;
                let letter = if self.added { 'J' } else { 'H' };
                format!("{letter}{:0>10}", scatter(self.facility, 6_180_339_887))
            }
            ClaimType::Professional => {
                self.professional += 1;
                let letter = if self.added { 'Q' } else { 'P' };
                format!("{letter}{:0>10}", scatter(self.professional, 2_718_281_829))
            }
        }
    }
}

/// Where a shape puts its claims.
pub(super) struct Scene<'a, 'w> {
    pub(super) random: &'a mut Random,
    pub(super) numbers: &'a mut Numbers,
    pub(super) patient: &'a Patient,
    pub(super) site: &'w Site,
    /// The day it begins.
    pub(super) day: Day,
    pub(super) claims: Vec<Draft<'w>>,
    /// The person's record number at the site.
    record: u64,
}

impl<'a, 'w> Scene<'a, 'w> {
    pub(super) fn new(
        random: &'a mut Random,
        numbers: &'a mut Numbers,
        patient: &'a Patient,
        site: &'w Site,
        day: Day,
    ) -> Self {
        // The same for each visit of one person to one site.
        let record = Random::new(patient.person * 1000 + site.number).between(1_000_000, 99_999_999);
        Self { random, numbers, patient, site, day, claims: Vec::new(), record }
    }

    /// The facility's claim for days from the first on.
    pub(super) fn facility(&mut self, place: &'static str, to: Day, diagnoses: &[&'static str]) -> Draft<'w> {
        let form = ClaimType::Institutional;
        let mut draft = Draft::new(form, self.numbers.next(form), &self.site.facility, self.patient);
        draft.place = place;
        (draft.from, draft.to) = (self.day, to);
        draft.diagnoses = diagnoses.to_vec();
        draft.record = self.random.chance(90).then_some(self.record);
        draft
    }

    /// The facility's claim for one day as an outpatient.
    pub(super) fn outpatient(&mut self, diagnoses: &[&'static str]) -> Draft<'w> {
        let place = if self.site.kind == SiteKind::CriticalAccess { "85" } else { "13" };
        self.facility(place, self.day, diagnoses)
    }

    /// A practice's claim for the same: diagnoses, dates, authorization and accident are the facility's.
    pub(super) fn professional(
        &mut self,
        practice: Practice,
        place: &'static str,
        facility: &Draft<'w>,
    ) -> Draft<'w> {
        let form = ClaimType::Professional;
        let practice = self.site.practice(practice);
        let mut draft = Draft::new(form, self.numbers.next(form), practice, self.patient);
        draft.place = place;
        (draft.from, draft.to) = (facility.from, facility.to);
        draft.site = Some(&self.site.facility);
        draft.diagnoses = facility.diagnoses.iter().copied().take(12).collect();
        draft.authorization = facility.authorization;
        draft.referral = facility.referral;
        draft.accident = facility.accident;
        draft.rendering = Some(practice.someone(self.random));
        // Practices that read the hospital's record know its number.
        draft.record = facility.record.filter(|_| self.random.chance(60));
        if place == "21" {
            draft.admission = facility.admission;
            draft.discharge = (facility.status != "30").then_some(facility.to);
        }
        draft
    }

    /// A charge near to another one.
    pub(super) fn price(&mut self, base: Cents) -> Cents {
        base * self.random.between(90, 115) / 100
    }

    /// A facility line on the first day.
    pub(super) fn line(&mut self, revenue: &'static str, procedure: &'static str, base: Cents) -> Line {
        Line { revenue, ..Line::new(procedure, self.price(base), self.day) }
    }

    /// A line of a professional claim, on the first day.
    pub(super) fn service(&mut self, procedure: &'static str, base: Cents) -> Line {
        Line::new(procedure, self.price(base), self.day)
    }

    /// Laboratory tests, which only the facility bills.
    pub(super) fn laboratory(&mut self) -> Vec<Line> {
        let tests = [("0300", "36415", 2_850), ("0301", "80053", 16_400), ("0305", "85025", 11_200)];
        let count = self.random.between(1, 3) as usize;
        tests[..count].iter().map(|&(revenue, test, base)| self.line(revenue, test, base)).collect()
    }

    /// An authorization, which both sides tell, where the payer asks for one.
    pub(super) fn authorization(&mut self) -> Option<u64> {
        let asks = self.patient.plan.kind(false) != "MB";
        (asks && self.random.chance(70)).then(|| self.random.between(1_000_000, 9_999_999_999))
    }
}

/// A modifier behind the others.
pub(super) fn with(mut line: Line, modifier: &'static str) -> Line {
    if !modifier.is_empty() {
        line.modifiers.push(modifier);
    }
    line
}
