//! What a rule looks at: two claims of a visit, a visit, or all claims of a person.

use std::cell::OnceCell;
use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use crate::codes::reference::Tables;
use crate::groups::Groups;
use crate::link::{Alone, Fate};
use crate::model::Status;
use crate::money::Pricing;

use super::by_day::ByDay;
use super::claim_view::{ClaimView, LineView};
use super::line_pairing::LinePairing;
use super::paired_lines::{LineAt, PairedLines};
use super::unexpected_segments::Segments;

/// What every rule may ask besides the claims.
#[derive(Clone, Copy, Debug)]
pub struct Context<'c> {
    /// Identifiers that belong together.
    pub groups: &'c Groups,
    /// Tables the user brought.
    pub tables: &'c Tables,
    /// By which amounts services are priced.
    pub pricing: &'c Pricing,
    /// The day for whatever depends on the day.
    pub as_of: NaiveDate,
    /// Days the other side of a visit may still take; none where a missing claim is not waited for.
    pub pending: Option<u32>,
    /// Whether claims of both sides were read at all; if not, none can be missing.
    pub both_sides: bool,
    /// Where not: the first claim that needs one of the other side, and how many there are.
    pub alone_in_run: Option<(usize, usize)>,
}

/// A facility claim and a professional claim of one visit. Where the visit has several facility claims (an interim
/// chain), it is the one whose period holds the professional claim's lines.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'c> {
    /// What the facility billed.
    pub facility: ClaimView<'c>,
    /// What the professional billed; [`ClaimView::lines`] are those that belong to this visit.
    pub professional: ClaimView<'c>,
    /// The visit.
    pub encounter: &'c Encounter<'c>,
    /// What else may be asked.
    pub context: &'c Context<'c>,
}

/// The claims of one visit.
#[derive(Debug)]
pub struct Encounter<'c> {
    /// Whether both sides were found.
    pub status: Status,
    /// Why no other side is to be expected, where one is missing.
    pub alone: Option<Alone>,
    /// The facility's claims, the main one first.
    pub facility: Vec<ClaimView<'c>>,
    /// The professionals' claims, each with its lines that belong here.
    pub professional: Vec<ClaimView<'c>>,
    /// What else may be asked.
    pub context: &'c Context<'c>,
    /// Which segments its claims have.
    pub(super) segments: Segments,
    /// What both sides bill, worked out when it is first asked for.
    pub(super) shared: SharedLines,
    /// How its lines belong together, likewise.
    pub(super) paired: OnceCell<PairedLines>,
}

/// All claims of a person.
#[derive(Debug)]
pub struct Person<'c> {
    /// The visits.
    pub encounters: Vec<Encounter<'c>>,
    /// Every facility claim that counts, once, with all of its lines, by its first day.
    pub facility: Vec<ClaimView<'c>>,
    /// Every professional claim that counts, once, with all of its lines, by its first day.
    pub professional: Vec<ClaimView<'c>>,
    /// Claims that do not count, and why: replaced, voided, voids, copies.
    pub set_aside: Vec<(ClaimView<'c>, Fate)>,
    /// Claims of other persons that a biller sent under an account number of this person's.
    pub collisions: Vec<ClaimView<'c>>,
    /// Which segments all of these claims have.
    pub(super) segments: Segments,
    /// What else may be asked.
    pub context: &'c Context<'c>,
}

/// Two lines that bill the same procedure on the same day.
#[derive(Clone, Copy, Debug)]
pub struct SameService<'c> {
    /// The facility's line.
    pub facility: LineView<'c>,
    /// The professional's line.
    pub professional: LineView<'c>,
}

impl<'c> Pair<'c> {
    /// Professional lines that belong to the visit.
    pub fn lines(&self) -> impl Iterator<Item = LineView<'c>> + use<'c> {
        self.professional.lines()
    }

    /// Professional lines with the facility line, of whichever claim of the visit, that bills the same service the
    /// same day.
    pub fn same_services(&self) -> impl Iterator<Item = SameService<'c>> + use<'c> {
        let (encounter, professional) = (self.encounter, self.professional);
        encounter.shared_lines().iter().filter_map(move |shared| {
            let [position, line, claim, index] = *shared;
            if position != professional.position {
                return None;
            }
            let facility = encounter.facility.get(claim)?.line(index)?;
            Some(SameService { facility, professional: professional.line(line)? })
        })
    }
}

/// For each professional line that the facility bills as well: the professional claim's position and the line's index,
/// the number of the facility claim in the visit and the index of its line. Most rules on services ask for it.
pub(super) type SharedLines = OnceCell<Vec<[usize; 4]>>;

impl<'c> Encounter<'c> {
    fn shared_lines(&self) -> &[[usize; 4]] {
        self.shared.get_or_init(|| {
            let claims = self.facility.iter().enumerate();
            let ours: Vec<(usize, LineView<'c>)> =
                claims.flat_map(|(n, claim)| claim.lines().map(move |line| (n, line))).collect();
            let mut codes: HashMap<String, ByDay> = HashMap::new();
            for (at, (_, line)) in
                ours.iter().enumerate().filter(|(_, (_, line))| !line.code_text().is_empty())
            {
                codes.entry(line.code()).or_default().push(line.days(), at);
            }
            let twin = |line: LineView<'c>| {
                let (n, twin) = ours[codes.get(&line.code())?.first(line.days())?];
                Some([line.of.position, line.index, n, twin.index])
            };
            self.professional_lines().filter_map(twin).collect()
        })
    }

    /// Whether it is one day of a bill for a series of treatments that no physician's claim belongs to.
    pub(super) fn is_day_of_series(&self) -> bool {
        let is_part = |claim: &ClaimView<'_>| claim.attached.len() < claim.claim.service_lines.len();
        self.status == Status::FacilityOnly && self.facility.iter().any(is_part)
    }

    /// How the lines of the two sides belong together.
    pub(super) fn paired(&self) -> &PairedLines {
        self.paired.get_or_init(|| PairedLines::of(&LinePairing::of(self)))
    }

    /// The same, with the lines themselves.
    pub(super) fn pairing(&self) -> LinePairing<'c> {
        self.paired().lines(self)
    }

    /// A line of one of its claims.
    pub(super) fn line(&self, at: LineAt) -> Option<LineView<'c>> {
        let claim =
            self.facility.iter().chain(&self.professional).find(|claim| claim.position == at.claim)?;
        claim.line(at.line)
    }

    /// The facility claim that a professional claim is held against: the one whose period holds its first day, else the
    /// main one.
    pub fn opposite(&self, professional: ClaimView<'c>) -> Option<ClaimView<'c>> {
        let day = professional.days().map(|days| days.0);
        let holds = |claim: &&ClaimView<'_>| matches!((claim.days(), day), (Some((from, to)), Some(day)) if from <= day && day <= to);
        self.facility.iter().find(holds).or_else(|| self.facility.first()).copied()
    }

    /// All lines of the facility.
    pub fn facility_lines(&self) -> impl Iterator<Item = LineView<'c>> + use<'_, 'c> {
        self.facility.iter().flat_map(|claim| claim.lines())
    }

    /// All professional lines that belong here.
    pub fn professional_lines(&self) -> impl Iterator<Item = LineView<'c>> + use<'_, 'c> {
        self.professional.iter().flat_map(|claim| claim.lines())
    }

    /// First and last day that the facility bills, over all of its claims.
    pub fn period(&self) -> Option<(NaiveDate, NaiveDate)> {
        let days = || self.facility.iter().filter_map(|claim| claim.days());
        Some((days().map(|d| d.0).min()?, days().map(|d| d.1).max()?))
    }

    /// Whether the facility bills a stay.
    pub fn is_inpatient(&self) -> bool {
        self.facility.iter().any(|claim| claim.is_inpatient())
    }

    /// Whether it has claims of both sides, however sure it is that they belong together.
    pub(super) fn has_both(&self) -> bool {
        !self.facility.is_empty() && !self.professional.is_empty()
    }

    /// Whether both sides are there.
    pub fn is_matched(&self) -> bool {
        self.status == Status::Matched
    }

    /// Day of admission: what a facility claim says, else the first day of the stay.
    pub fn admitted(&self) -> Option<NaiveDate> {
        if !self.is_inpatient() {
            return None;
        }
        let said = self.facility.iter().find_map(|claim| claim.admission_date.map(|moment| moment.date));
        said.or_else(|| self.period().map(|(from, _)| from))
    }

    /// Day of discharge; none while the patient is there.
    pub fn discharged(&self) -> Option<NaiveDate> {
        self.facility.iter().filter_map(|claim| claim.discharged()).max()
    }

    /// The facility line with a revenue code that starts so.
    pub fn revenue(&self, start: &str) -> Option<LineView<'c>> {
        self.facility_lines().find(|line| line.revenue().starts_with(start))
    }

    /// Whether a claim that is not there need not be missed: the last day of the visit lies within the days given by
    /// `--pending`, nothing is expected beside such a claim, or no claim of the other side was read at all.
    pub fn is_pending(&self) -> bool {
        if !self.context.both_sides || self.alone.is_some() {
            return true;
        }
        self.last_day().is_some_and(|last| self.context.is_pending(last))
    }

    /// The last day of any of its claims.
    fn last_day(&self) -> Option<NaiveDate> {
        let days = self.facility.iter().chain(&self.professional).filter_map(|claim| claim.days());
        days.map(|(_, last)| last).max()
    }

    /// The first day on which its other side is missing, while that may still come.
    pub(super) fn waits_until(&self) -> Option<NaiveDate> {
        let last = self.last_day().filter(|last| self.context.is_pending(*last))?;
        last.checked_add_days(Days::new(u64::from(self.context.pending?)))
    }
}

impl<'c> Person<'c> {
    /// All lines of professional claims that count.
    pub fn professional_lines(&self) -> impl Iterator<Item = LineView<'c>> + use<'_, 'c> {
        self.professional.iter().flat_map(|claim| claim.lines())
    }
}

impl Context<'_> {
    /// Whether claims for that day may still come.
    pub fn is_pending(&self, day: NaiveDate) -> bool {
        let until = |wait: u32| day.checked_add_days(Days::new(u64::from(wait)));
        self.pending.and_then(until).is_some_and(|until| self.as_of < until)
    }

    /// Whether the payers of two claims are one: by the user's groups, by id or by name; Medicare's contractors for parts A
    /// and B are one. None where one of them is not known.
    pub fn same_payer(&self, a: ClaimView<'_>, b: ClaimView<'_>) -> Option<bool> {
        let names = |claim: ClaimView<'_>| -> Vec<String> {
            let payer = claim.claim.payer.as_ref();
            let texts = payer.into_iter().flat_map(|payer| [payer.id.as_deref(), payer.name.as_deref()]);
            texts.flatten().map(|text| self.groups.payer(text.trim()).to_uppercase()).collect()
        };
        if a.is_medicare() && b.is_medicare() {
            return Some(true);
        }
        let (a, b) = (names(a), names(b));
        (!a.is_empty() && !b.is_empty()).then(|| a.iter().any(|name| b.contains(name)))
    }

    /// Whether the claim's biller is in a list of NPIs of the user's.
    pub fn is_listed(&self, list: &[String], claim: ClaimView<'_>) -> bool {
        claim.biller().is_some_and(|npi| list.iter().any(|listed| listed == npi))
    }
}

/// Whether two lines bill the same procedure on the same day.
pub fn is_same_service(a: LineView<'_>, b: LineView<'_>) -> bool {
    a.same_code(b) && a.same_day(b)
}
