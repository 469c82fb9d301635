//! One visit made ready to be shown: who and when, its claims in a line each, and the claims side by side that findings
//! are about. The terminal, the page in a browser and the work list show the same.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

use crate::finding::{Finding, Location, Side};
use crate::guide::registry;
use crate::link;
use crate::model::{Claim, Patient};
use crate::reconcile::{EncounterResult, Outcome, Reported, Store};
use crate::show::{Mask, Masked};

use super::side_by_side::{self, Aligned, align};
use crate::show::words::{found_at, money};

/// A visit made ready to be shown.
pub(super) struct EncounterView<'o> {
    pub(super) visit: &'o EncounterResult,
    /// The patient's name, and the days, as the main claim has them.
    pub(super) who: Masked,
    pub(super) when: String,
    /// The visit's claims in a line each, the facility's first.
    pub(super) claims: Vec<ClaimLine>,
    mask: Mask,
    /// The claims of the visit and those its findings speak of, by position.
    held: BTreeMap<usize, Cow<'o, Claim>>,
}

/// What is shown of a claim in one line.
pub(super) struct ClaimLine {
    /// The claim's position.
    pub(super) claim: usize,
    pub(super) side: Side,
    pub(super) form: &'static str,
    pub(super) number: Masked,
    pub(super) biller: Masked,
    pub(super) charge: String,
    pub(super) file: String,
}

/// Two claims side by side, or one, or none, with the findings that are reported there.
pub(super) struct Block<'o> {
    /// The claim that all its findings are about; none where they are about the visit.
    pub(super) about: Option<usize>,
    /// Whether both sides have a claim here.
    pub(super) two_sided: bool,
    pub(super) rows: Vec<Aligned>,
    /// The findings that the rows speak of by their position here.
    pub(super) findings: Vec<&'o Reported>,
}

impl<'o> EncounterView<'o> {
    /// Gathers what there is to show. Errors are those of reading a claim again.
    pub(super) fn of(
        visit: &'o EncounterResult,
        outcome: &Outcome,
        claims: &'o dyn Store,
        mask: Mask,
    ) -> io::Result<Self> {
        let mut held = BTreeMap::new();
        let about = visit.findings.iter().flat_map(|found| found.about.iter().copied());
        for n in visit.claims().chain(about) {
            if let std::collections::btree_map::Entry::Vacant(free) = held.entry(n) {
                free.insert(mask.codes(claims.claim(n)?));
            }
        }
        let main = visit.claims().next().and_then(|n| held.get(&n));
        let patient = main.and_then(|claim| claim.patient.as_deref());
        let name = patient.map_or_else(|| "patient not named".to_owned(), side_by_side::full_name);
        Ok(Self {
            visit,
            who: mask.hide(&name),
            when: main
                .and_then(|claim| claim.days())
                .map_or_else(|| "no date".to_owned(), |(from, to)| side_by_side::days(from, to)),
            claims: visit
                .claims()
                .filter_map(|n| Some(ClaimLine::of(n, held.get(&n)?, side_in(visit, n)?, mask)))
                .map(|line| line.marked(outcome))
                .collect(),
            mask,
            held,
        })
    }

    /// Whether values that tell who somebody is are hidden.
    pub(super) fn mask(&self) -> Mask {
        self.mask
    }

    /// A claim of the visit, or one that a finding speaks of.
    pub(super) fn claim(&self, position: usize) -> Option<&Claim> {
        self.held.get(&position).map(AsRef::as_ref)
    }

    /// The main claim's patient.
    pub(super) fn patient(&self) -> Option<&Patient> {
        self.claim(self.visit.claims().next()?)?.patient.as_deref()
    }

    /// The first claim of a side that a finding is about, else the visit's main one of that side.
    pub(super) fn claim_of(&self, found: &Reported, side: Side) -> Option<&Claim> {
        let of_side = |n: &usize| {
            // A claim of another visit is on the side of its form.
            let side_of = side_in(self.visit, *n).or_else(|| self.claim(*n).map(link::side));
            side_of == Some(side)
        };
        let main = match side {
            Side::Facility => self.visit.facility.first().copied(),
            Side::Professional => match &self.visit.professional[..] {
                [only] => Some(only.claim),
                _ => None,
            },
        };
        self.claim(found.about.iter().copied().find(of_side).or(main)?)
    }

    /// Claims side by side: each professional claim that findings speak of beside the facility's, then what is about one
    /// side or about the visit as a whole. Every finding is reported once. With `all`, professional claims that no finding
    /// speaks of stand beside the facility's as well.
    pub(super) fn blocks(&self, all: bool) -> Vec<Block<'o>> {
        let mut left: Vec<&Reported> = self.visit.findings.iter().collect();
        let mut blocks = Vec::new();
        let facility = self.visit.facility.first().copied();
        if facility.is_some() {
            for attached in &self.visit.professional {
                self.block(&mut left, &mut blocks, (facility, Some(attached.claim)), all);
            }
        }
        for &claim in &self.visit.facility {
            self.block(&mut left, &mut blocks, (Some(claim), None), false);
        }
        for attached in &self.visit.professional {
            self.block(&mut left, &mut blocks, (None, Some(attached.claim)), all && facility.is_none());
        }
        if !left.is_empty() {
            blocks.push(Block {
                about: None,
                two_sided: false,
                rows: align(None, None, &[], &findings(&left), self.mask),
                findings: left,
            });
        }
        blocks
    }

    /// How the lines of two claims belong together, by index, each line once.
    fn pairs(&self, facility: Option<usize>, professional: Option<usize>) -> Vec<(usize, usize)> {
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for pair in &self.visit.lines.pairs {
            let (ours, theirs) = (pair.facility, pair.professional);
            let is_new = pairs.iter().all(|(a, b)| *a != ours.line && *b != theirs.line);
            if Some(ours.claim) == facility && Some(theirs.claim) == professional && is_new {
                pairs.push((ours.line, theirs.line));
            }
        }
        pairs
    }

    /// Takes the findings about a professional claim, or about a facility claim alone.
    fn block(
        &self,
        left: &mut Vec<&'o Reported>,
        blocks: &mut Vec<Block<'o>>,
        (facility, professional): (Option<usize>, Option<usize>),
        all: bool,
    ) {
        let Some(named) = professional.or(facility) else { return };
        // What is about two professional claims is shown beside the one whose value comes first.
        let is_led_by_other = |found: &Reported| {
            let first = found.places.first().filter(|first| **first != named);
            first.is_some_and(|first| self.visit.professional.iter().any(|attached| attached.claim == *first))
        };
        let is_here = |found: &&Reported| found.about.contains(&named) && !is_led_by_other(found);
        let (here, rest): (Vec<_>, Vec<_>) = left.drain(..).partition(is_here);
        *left = rest;
        if here.is_empty() && !all {
            return;
        }
        // A finding about one claim of an interim chain is shown beside that claim.
        let facility = facility.map(|main| {
            let spoken_of = |n: &&usize| here.iter().any(|found| found.about.contains(n));
            self.visit.facility.iter().find(spoken_of).copied().unwrap_or(main)
        });
        let claim = |position: Option<usize>| position.and_then(|n| self.claim(n));
        let pairs = self.pairs(facility, professional);
        let rows = align(claim(facility), claim(professional), &pairs, &findings(&here), self.mask);
        let two_sided = facility.is_some() && professional.is_some();
        blocks.push(Block { about: Some(named), two_sided, rows, findings: here });
    }
}

/// The side on which a claim is in a visit: what is billed decides, not the form (a surgery centre's 837P).
fn side_in(visit: &EncounterResult, claim: usize) -> Option<Side> {
    if visit.facility.contains(&claim) {
        return Some(Side::Facility);
    }
    let professional = visit.professional.iter().any(|attached| attached.claim == claim);
    professional.then_some(Side::Professional)
}

fn findings<'o>(found: &[&'o Reported]) -> Vec<&'o Finding> {
    found.iter().map(|found| &found.finding).collect()
}

impl ClaimLine {
    /// A claim of a file that was cut off is complete; others of the file may be missing.
    fn marked(mut self, outcome: &Outcome) -> Self {
        if outcome.summary.run.is_cut_off(&self.file) {
            self.file.push_str(" (cut off)");
        }
        self
    }

    fn of(position: usize, claim: &Claim, side: Side, mask: Mask) -> Self {
        let biller = claim.billing_provider.as_ref();
        let person = |name| mask.hide(name);
        let biller = biller
            .and_then(|b| b.name.as_deref().map(Masked::impersonal).or(b.last_name.as_deref().map(person)));
        let file = claim.source.as_ref().and_then(|source| source.file.as_deref());
        Self {
            claim: position,
            side,
            form: &registry::guide(claim.r#type).form.short,
            number: claim
                .patient_control_number
                .as_deref()
                .map_or_else(|| Masked::impersonal("without number"), |number| mask.hide(number)),
            biller: biller.unwrap_or_else(|| Masked::impersonal("biller not named")),
            charge: claim
                .total_charge
                .as_ref()
                .map_or_else(|| "no charge".to_owned(), |charge| money(charge.value())),
            file: file.unwrap_or("").to_owned(),
        }
    }
}

/// The element of a place, such as `CLM05-1`; its path in the claim's JSON where no element is known.
pub(super) fn element(at: &Location) -> String {
    match (&at.element, at.component) {
        (Some(element), Some(component)) => format!("{element}-{component}"),
        (Some(element), None) => element.clone(),
        (None, _) => at.path.clone().unwrap_or_default(),
    }
}

/// Where a value is, in a line.
pub(super) fn place(at: &Location) -> String {
    use std::fmt::Write;
    let mut text = format!("{} {}", at.file.as_deref().unwrap_or("claim"), element(at));
    if let Some(in_loop) = &at.r#loop {
        let _ = write!(text, ", loop {in_loop}");
    }
    if let (Some(segment), Some(line)) = (at.segment, at.text_line) {
        let _ = write!(text, ", segment {segment}, line {line}");
    }
    let who = at.patient.clone().into_iter().chain(found_at(at)).collect::<Vec<_>>();
    if !who.is_empty() {
        let _ = write!(text, " · {}", who.join(", "));
    }
    text
}
