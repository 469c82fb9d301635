//! SNIP type 7: what a payer's profile asks beyond the guide.

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap};

use crate::guide::profile::{Answer, Ask, Demand, Target, When, encloses, notes_of};
use crate::guide::{Content, Element, Guide, LoopId, Profile, Spot};
use crate::rules::{Handle, InForce, Rule};
use crate::tree::Part;
use crate::validate::element_findings::described;
use crate::validate::fault::Fault;
use crate::validate::number::over;
use crate::validate::rules::evaluate::Asked;
use crate::validate::rules::pf::plan::Plan;
use crate::validate::rules::rule;
use crate::validate::scope::{Claim, Instance};
use crate::validate::violation::{Site, Violation, Violations};

/// Every rule here.
pub(in crate::validate) static RULES: &[&Handle] =
    &[&REQUIRED, &NOT_USED, &REPEAT, &CODE, &LENGTH, &FORM, &EDIT];

static REQUIRED: Handle = rule("PF-REQUIRED");

static NOT_USED: Handle = rule("PF-NOT-USED");

static REPEAT: Handle = rule("PF-REPEAT");

static CODE: Handle = rule("PF-CODE");

static LENGTH: Handle = rule("PF-LENGTH");

static FORM: Handle = rule("PF-FORM");

static EDIT: Handle = rule("PF-EDIT");

/// The rules under which the guides' own notes are reported.
pub(in crate::validate) static NOTES: [Handle; 7] = [
    rule("SIT-TWICE"),
    rule("SIT-FIT"),
    rule("SIT-UNWANTED"),
    rule("SIT-ABOVE"),
    rule("SIT-FORM"),
    rule("SIT-NEEDED"),
    rule("DT-BEYOND"),
];

/// What was told of parts that are looked at again below each of their parts, and what could not be looked for.
#[derive(Debug, Default)]
pub(in crate::validate) struct Told {
    /// The last offset of each demand.
    last: HashMap<(usize, usize), u64>,
    /// Lists that edits of a claim's payer ask, and that were not brought.
    pub(in crate::validate) missed: BTreeSet<String>,
    /// The plans of the profiles that were met. There are few.
    plans: Vec<(Planned, Box<Plan>)>,
}

/// A profile by its guide and its number: 0 is the guide's own notes.
type Planned = (&'static Guide, usize);

impl Told {
    /// Takes the plan of a profile, made when it is met first; [`Self::keep`] takes it back.
    fn plan(&mut self, of: Planned, make: impl FnOnce() -> Plan) -> Box<Plan> {
        let is_it = |(planned, _): &(Planned, _)| planned.1 == of.1 && std::ptr::eq(planned.0, of.0);
        match self.plans.iter().position(is_it) {
            Some(at) => self.plans.swap_remove(at).1,
            None => Box::new(make()),
        }
    }

    fn keep(&mut self, of: Planned, plan: Box<Plan>) {
        self.plans.push((of, plan));
    }

    /// Whether a demand (by profile and number) was not told at this offset before.
    fn is_new(&mut self, demand: (usize, usize), offset: u64) -> bool {
        // Places are looked at in the order of the input, those of one part again and again.
        let is_new = self.last.get(&demand).is_none_or(|last| *last < offset);
        if is_new {
            self.last.insert(demand, offset);
        }
        is_new
    }
}

/// Looks at a part that is complete. What is above the subscriber is looked at when the payer is known.
pub(in crate::validate) fn profiles(
    part: Part,
    claim: &Claim<'_>,
    told: &mut Told,
    violations: &mut Violations,
) {
    if part < Part::Subscriber {
        return;
    }
    for (n, profile, is_for_everyone) in claim.settings().profiles_on(claim.guide()) {
        if is_for_everyone || is_for(profile, claim) {
            let mut plan = told.plan((profile.guide, n + 1), || Plan::of(profile, claim, Part::Subscriber));
            for &m in plan.demands(part) {
                let demand = &profile.demands[m];
                Asking { profile, demand, number: (n, m), claim, told, violations }.look();
            }
            let number = |m: usize| (n, profile.demands.len() + m);
            edits(profile, &mut plan, part, claim, &number, (told, violations));
            told.keep((profile.guide, n + 1), plan);
        }
    }
}

/// Looks at a part for what the guide's own notes ask.
pub(in crate::validate) fn guide_notes(
    part: Part,
    claim: &Claim<'_>,
    told: &mut Told,
    violations: &mut Violations,
) {
    let Some(profile) = notes_of(claim.guide()) else { return };
    let mut plan = told.plan((profile.guide, 0), || Plan::of(profile, claim, Part::Header));
    edits(profile, &mut plan, part, claim, &|n| (usize::MAX, n), (told, violations));
    told.keep((profile.guide, 0), plan);
}

/// Looks for the faults of the edits that a plan has for a part.
fn edits(
    profile: &Profile,
    plan: &mut Plan,
    part: Part,
    claim: &Claim<'_>,
    number: &dyn Fn(usize) -> (usize, usize),
    (told, violations): (&mut Told, &mut Violations),
) {
    let candidates = plan.candidates(profile, part, claim);
    for &n in &candidates {
        look_for(profile, n, plan, number(n), claim, (told, violations));
    }
    plan.give_back(candidates);
}

/// So many instances of a loop are asked one by one without a look at all of them before.
const FEW: usize = 3;

/// Looks for the fault of one edit, by its number in the profile.
fn look_for(
    profile: &Profile,
    edit: usize,
    plan: &Plan,
    number: (usize, usize),
    claim: &Claim<'_>,
    (told, violations): (&mut Told, &mut Violations),
) {
    let (edit, clues) = (&profile.edits[edit], plan.clues(edit));
    let witness = Cell::new(None);
    let whole = Asked { claim, here: None, outer: None, witness: &witness };
    if let Some(list) = edit.lists.iter().find(|list| !claim.settings().reference.has_named_list(list)) {
        if !told.missed.contains(list) {
            told.missed.insert(list.clone());
        }
        return;
    }
    if edit.in_force != InForce::ALWAYS && whole.service_day().is_some_and(|day| !edit.in_force.holds_on(day))
    {
        return;
    }
    let opener = claim.guide().opener(edit.in_loop);
    if !clues.are_own() && claim.has_more(opener, FEW) && !whole.may_hold(&edit.fault, edit.in_loop) {
        return;
    }
    for here in claim.instances(Some(edit.in_loop)).filter(|here| plan.watches.fit_in(clues, here)) {
        let asked = Asked { here: Some(here), outer: Some(here), ..whole };
        // Beside a segment without a place what seems wrong may only be misplaced.
        if !asked.holds(&edit.fault) || here.segments().any(|site| site.row.is_none()) {
            continue;
        }
        let named = edit.at.as_ref().and_then(|place| asked.first(place));
        let found = named.or_else(|| witness.take());
        let (site, spot) = found.unwrap_or((here.opener(), None));
        let absent = edit.at.as_ref().filter(|_| found.is_none());
        let above = claim.tables.part_of(claim.guide().opener(edit.in_loop)) < Part::Subscriber;
        let again = above && !told.is_new(number, site.position.offset);
        let generic = || format!("this payer's edit {} finds a fault", edit.id);
        let message = edit.answer.message.clone().unwrap_or_else(generic);
        let violation =
            match edit.rule.as_deref().and_then(|code| NOTES.iter().find(|note| note.code == code)) {
                Some(note) => noted(note, &edit.answer, &site, spot, message),
                None => answered(&EDIT, profile, edit.line, &edit.answer, &site, spot, message),
            };
        let violation = match absent {
            Some(place) => violation.absent(place.rows[0], place.spot()),
            None => violation,
        };
        violations.push(violation.again(again));
    }
}

/// A violation under a rule of its own.
fn noted(
    rule: &'static Rule,
    answer: &Answer,
    site: &Site<'_>,
    spot: Option<Spot>,
    message: String,
) -> Violation {
    let violation = Violation::at(rule, Fault::Business, site, spot, message).statuses(&answer.statuses);
    match answer.severity {
        Some(severity) => violation.weighing(severity),
        None => violation,
    }
}

/// A violation in the payer's words.
fn answered(
    rule: &'static Rule,
    profile: &Profile,
    line: u32,
    answer: &Answer,
    site: &Site<'_>,
    spot: Option<Spot>,
    message: String,
) -> Violation {
    let Profile { id, title, .. } = profile;
    let reference = answer.edit.as_ref().map(|edit| format!(", edit {edit}")).unwrap_or_default();
    let violation = Violation::at(rule, Fault::Business, site, spot, message)
        .why(format!("{} Asked by profile {id} ({title}){reference}, line {line}.", rule.why))
        .statuses(&answer.statuses);
    match answer.severity {
        Some(severity) => violation.weighing(severity),
        None => violation,
    }
}

/// Whether a claim is one of those that a profile is for.
pub(in crate::validate) fn is_for(profile: &Profile, claim: &Claim<'_>) -> bool {
    let whole = Asked { claim, here: None, outer: None, witness: &Cell::new(None) };
    if profile.claims.as_ref().is_some_and(|of| !whole.holds(of)) {
        return false;
    }
    let Some(payer) = claim.first(claim.fields().payer_name) else { return profile.payers.is_empty() };
    profile.is_for(payer.text(9), payer.text(3))
}

/// The part in whose segments the demand is looked for.
pub(super) fn part_of(demand: &Demand, claim: &Claim<'_>) -> Part {
    let guide = claim.guide();
    match demand.of {
        // A level that must not be there is seen when it is.
        Target::Loop(id) if demand.ask == Ask::NotUsed => claim.tables.part_of(guide.opener(id)),
        of => claim.tables.part_of(guide.opener(of.around(guide))),
    }
}

/// One demand of a profile, asked of one part.
struct Asking<'a, 'c> {
    profile: &'a Profile,
    demand: &'a Demand,
    /// Of the profile, and of the demand in it.
    number: (usize, usize),
    claim: &'a Claim<'c>,
    told: &'a mut Told,
    violations: &'a mut Violations,
}

impl<'c> Asking<'_, 'c> {
    fn look(&mut self) {
        let (guide, demand) = (self.claim.guide(), self.demand);
        if let (Target::Loop(id), Ask::NotUsed) = (demand.of, &demand.ask) {
            for found in self.claim.instances(Some(id)) {
                if self.holds(&found) {
                    self.found(&found.opener(), None);
                }
            }
            return;
        }
        for around in self.claim.instances(Some(demand.of.around(guide))) {
            match demand.of {
                Target::Loop(id) => {
                    self.counted(&around, around.instances(Some(id)).map(|found| found.opener()));
                }
                Target::Segment(row) => self.counted(&around, around.all(Some(row))),
                Target::Element(row, spot) => {
                    let element = described(guide.row(row), spot);
                    for site in around.all(Some(row)).filter(|site| is_meant(demand, site)) {
                        if element.is_some_and(|element| self.differs(element, &site, spot))
                            && self.holds(&around)
                        {
                            self.found(&site, Some(spot));
                        }
                    }
                }
            }
        }
    }

    /// Identifier of the segment that the demand is about: of a loop, the one that opens it.
    fn identifier(&self) -> &'c [u8] {
        let guide = self.claim.guide();
        let row = match self.demand.of {
            Target::Loop(id) => guide.opener(id),
            Target::Segment(row) | Target::Element(row, _) => row,
        };
        guide.row(row).id.as_bytes()
    }

    /// What may, must or must not be in a loop.
    fn counted(&mut self, around: &Instance<'c>, found: impl Iterator<Item = Site<'c>>) {
        let demand = self.demand;
        let mut found = found.filter(|site| is_meant(demand, site));
        let wrong = match demand.ask {
            Ask::Required if around.may_hold(self.identifier()) => None,
            Ask::Required if found.next().is_none() => Some(around.opener()),
            Ask::NotUsed => found.next(),
            Ask::AtMost(most) => found.nth(most as usize),
            _ => None,
        };
        if let Some(site) = wrong.filter(|_| self.holds(around)) {
            self.found(&site, None);
        }
    }

    /// Whether a value is not as asked. What the guide itself does not allow is not said again.
    fn differs(&self, element: &Element, site: &Site<'_>, spot: Spot) -> bool {
        let value = site.value(spot);
        if value.is_empty() {
            return self.demand.ask == Ask::Required && is_there(site, spot);
        }
        if let Content::Simple { codes, .. } = &element.content
            && !codes.is_empty()
            && !codes.iter().any(|code| code.as_bytes() == value)
        {
            return false;
        }
        // Elements of fixed width are filled up with blanks.
        let text = value.trim_ascii_end();
        match &self.demand.ask {
            Ask::NotUsed => true,
            Ask::Codes(codes) => !codes.iter().any(|code| code.as_bytes() == text),
            Ask::Length { min, max } => {
                let length = String::from_utf8_lossy(text).chars().count();
                !(usize::from(*min)..=usize::from(*max)).contains(&length)
            }
            Ask::Limit(limit) => over(*limit, text).is_some(),
            Ask::Like(picture) => !picture.fits(text),
            Ask::Required | Ask::AtMost(_) => false,
        }
    }

    /// Whether the conditions of the demand hold where `around` is.
    fn holds(&self, around: &Instance<'c>) -> bool {
        self.demand.when.iter().all(|when| self.is_so(when, around) != when.not)
    }

    fn is_so(&self, when: &When, around: &Instance<'c>) -> bool {
        let guide = self.claim.guide();
        let fits =
            |site: Site<'_>| when.like.fits(site.value(when.spot)) && !site.value(when.spot).is_empty();
        let here = around.in_loop();
        // The loop of the condition, or else the one around it, is around `around` or is it.
        let outer = if encloses(guide, when.in_loop, here) {
            Some(when.in_loop)
        } else {
            guide.loop_(when.in_loop).parents.iter().copied().find(|id| encloses(guide, *id, here))
        };
        let same_part = |id: LoopId| {
            self.claim.tables.part_of(guide.opener(id)) == self.claim.tables.part_of(guide.opener(here))
        };
        match outer {
            Some(outer) if same_part(outer) && same_part(when.in_loop) => {
                let mut enclosing = self.claim.instances(Some(outer)).filter(|one| one.holds(around));
                enclosing.any(|one| when.rows.iter().any(|row| one.all(Some(*row)).any(fits)))
            }
            _ => when.rows.iter().any(|row| self.claim.all(Some(*row)).any(fits)),
        }
    }

    fn found(&mut self, site: &Site<'_>, spot: Option<Spot>) {
        // What is above the subscriber is looked at once for each subscriber, and told once.
        let above = part_of(self.demand, self.claim) < Part::Subscriber;
        let again = above && !self.told.is_new(self.number, site.position.offset);
        let guide = self.claim.guide();
        let message = self.demand.answer.message.clone().unwrap_or_else(|| self.demand.in_words(guide));
        let Demand { line, answer, .. } = self.demand;
        let mut violation =
            answered(rule_of(&self.demand.ask), self.profile, *line, answer, site, spot, message)
                .again(again);
        if self.demand.ask == Ask::Required {
            violation = match self.demand.of {
                Target::Loop(id) => violation.missing(guide.opener(id)),
                Target::Segment(row) => violation.missing(row),
                Target::Element(..) => violation,
            };
        }
        self.violations.push(violation);
    }
}

/// Whether the segment has the codes that the demand speaks of.
fn is_meant(demand: &Demand, site: &Site<'_>) -> bool {
    let fits = |code: &String, spot| site.value(spot) == code.as_bytes();
    demand.only.iter().all(|only| only.codes.iter().any(|code| fits(code, only.spot)))
}

fn rule_of(ask: &Ask) -> &'static Rule {
    match ask {
        Ask::Required => &REQUIRED,
        Ask::NotUsed => &NOT_USED,
        Ask::AtMost(_) => &REPEAT,
        Ask::Codes(_) => &CODE,
        Ask::Length { .. } | Ask::Limit(_) => &LENGTH,
        Ask::Like(_) => &FORM,
    }
}

/// Whether a component's composite is there at all; an element always is as far as its segment is.
fn is_there(site: &Site<'_>, spot: Spot) -> bool {
    spot.component == 0 || !site.element(usize::from(spot.element)).is_empty()
}
