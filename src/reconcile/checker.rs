//! Runs the rules on the claims of one person.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;

use chrono::NaiveDate;

use crate::finding::{Finding, Severity, Side};
use crate::link::{Fate, Linked, LinkedEncounter};
use crate::model::{Claim, ClaimRef, Status};
use crate::rules::{Judged, Rule, RuleSet, Running};

use super::claim_view::ClaimView;
use super::deadline;
use super::differences::differences;
use super::facts::Facts;
use super::locate::{Locator, about};
use super::outcome::{EncounterResult, Named, Reported};
use super::persons::Cluster;
use super::rollup::Parties;
use super::rules::Run;
use super::scope::{Context, Encounter, Pair, Person, SharedLines};
use super::series::gathered;
use super::settings::Settings;
use super::store::Store;
use super::sums;
use super::totals::Totals;
use super::unexpected_segments::{Looks, Segments};
use super::violation::{Violation, Violations};

/// What is the same for all persons.
pub(super) struct Checker<'e> {
    pub(super) claims: &'e dyn Store,
    pub(super) settings: &'e Settings<'e>,
    pub(super) rules: &'e RuleSet<Run>,
    pub(super) linked: &'e Linked,
    pub(super) facts: &'e [Facts],
    /// For each claim, those of other persons under the same account number.
    pub(super) collisions: &'e BTreeMap<usize, BTreeSet<usize>>,
    /// Numbers from 0 on, as many as the longest claim has lines: all lines of a claim are the beginning of it.
    pub(super) lines: &'e [usize],
    pub(super) both_sides: bool,
    /// Where claims of one side were read alone: the first of them that needs the other side, and how many there are.
    pub(super) alone_in_run: Option<(usize, usize)>,
}

/// Claims that were built, by position.
type Built<'e> = HashMap<usize, Cow<'e, Claim>>;

impl Checker<'_> {
    /// The visits of a person with what is found about them, each with the number of its group, and what there is to count.
    pub(super) fn person(&self, cluster: &Cluster) -> io::Result<(Vec<(usize, EncounterResult)>, Totals)> {
        let mut visits: Vec<(usize, EncounterResult)> =
            cluster.groups.iter().map(|&n| (n, EncounterResult::of(&self.linked.groups[n]))).collect();
        let mut suppressed = BTreeMap::new();
        if !visits.is_empty() {
            let strangers = cluster.claims.iter().filter_map(|n| self.collisions.get(n));
            let strangers: BTreeSet<usize> = strangers.flatten().copied().collect();
            let mut built = Built::new();
            for &position in cluster.claims.iter().chain(&strangers) {
                built.insert(position, self.claims.claim(position)?);
            }
            self.check(cluster, &strangers, &built, &mut visits, &mut suppressed)?;
            visits = gathered(visits, self.linked, self.facts);
            for (_, visit) in &mut visits {
                visit.count_money();
            }
            sums::once_a_person(&mut visits);
            for (_, visit) in &mut visits {
                self.name(visit, &built)?;
                self.hold_against_earlier(visit);
                visit.sort_findings();
            }
        }
        let all_ids =
            || visits.iter().flat_map(|(_, visit)| &visit.findings).map(|found| found.finding.id.clone());
        let is_held = self.settings.baseline.is_some() || self.settings.worked.is_some();
        let ids = if is_held { all_ids().collect() } else { BTreeSet::new() };
        let counted = self.selected(cluster, &mut visits)?;
        let mut totals = Totals::of(&counted, &visits, &self.linked.fates, self.facts);
        totals.suppressed = suppressed;
        totals.ids = ids;
        Ok((visits, totals))
    }

    /// Keeps the encounters of which a claim passes the filter, and gives the claims to count: theirs, and those in no
    /// encounter that pass by themselves.
    fn selected<'c>(
        &self,
        cluster: &'c Cluster,
        visits: &mut Vec<(usize, EncounterResult)>,
    ) -> io::Result<Cow<'c, Cluster>> {
        let filter = &self.settings.filter;
        if filter.is_empty() {
            return Ok(Cow::Borrowed(cluster));
        }
        let mut passing = BTreeSet::new();
        for &claim in &cluster.claims {
            if filter.matches(self.claims.claim(claim)?.as_ref()) {
                passing.insert(claim);
            }
        }
        let in_visits: BTreeSet<usize> = visits.iter().flat_map(|(_, visit)| visit.claims()).collect();
        visits.retain(|(_, visit)| visit.claims().any(|claim| passing.contains(&claim)));
        let kept: BTreeSet<usize> = visits.iter().flat_map(|(_, visit)| visit.claims()).collect();
        let counts =
            |claim: &usize| kept.contains(claim) || (passing.contains(claim) && !in_visits.contains(claim));
        let claims = cluster.claims.iter().copied().filter(counts).collect();
        Ok(Cow::Owned(Cluster { claims, groups: visits.iter().map(|(group, _)| *group).collect() }))
    }

    fn check(
        &self,
        cluster: &Cluster,
        strangers: &BTreeSet<usize>,
        built: &Built<'_>,
        visits: &mut [(usize, EncounterResult)],
        suppressed: &mut BTreeMap<usize, usize>,
    ) -> io::Result<()> {
        let held: HashMap<usize, &Claim> = built.iter().map(|(n, claim)| (*n, claim.as_ref())).collect();
        let context = Context {
            groups: &self.settings.config.groups,
            tables: self.settings.tables,
            pricing: &self.settings.config.pricing,
            as_of: self.settings.as_of,
            pending: self.settings.pending,
            both_sides: self.both_sides,
            alone_in_run: self.alone_in_run,
        };
        let person = self.scope(cluster, strangers, &held, &context);
        let locator =
            Locator { policy: self.rules.policy(), claims: self.claims, facts: self.facts, held: &held };
        for running in self.rules.running() {
            if let Run::Person(run) = running.check.run {
                self.on_person(running, run, &person, cluster, &locator, visits, suppressed)?;
                continue;
            }
            for (encounter, (_, visit)) in person.encounters.iter().zip(visits.iter_mut()) {
                for violation in on_visit(running, encounter, visit) {
                    self.report(running.rule, violation, &locator, visit, suppressed)?;
                }
            }
        }
        for (encounter, (_, visit)) in person.encounters.iter().zip(visits.iter_mut()) {
            told_once(visit);
            lay_side_by_side(encounter, visit);
        }
        Ok(())
    }

    /// Adds what a rule finds among all claims of a person, each to the visit that it is about.
    #[allow(clippy::too_many_arguments, reason = "what a run is made of")]
    fn on_person(
        &self,
        running: &Running<Run>,
        run: fn(&Person<'_>, &mut Violations),
        person: &Person<'_>,
        cluster: &Cluster,
        locator: &Locator<'_>,
        visits: &mut [(usize, EncounterResult)],
        suppressed: &mut BTreeMap<usize, usize>,
    ) -> io::Result<()> {
        let mut violations = Violations::new();
        run(person, &mut violations);
        let reads = &running.check.reads;
        let silencing: Vec<usize> = person.segments.silencing(reads).collect();
        for violation in violations {
            let visit = &mut visits[home(&violation, cluster, &self.linked.groups)].1;
            // A segment without a place silences what is found about its claim; the person may have many others.
            let about = |claim: &&usize| violation.places.iter().any(|place| place.claim == **claim);
            if let Some(claim) = silencing.iter().find(about) {
                person.segments.note(*claim, running.rule.code, &mut visit.not_checked);
                continue;
            }
            self.report(running.rule, violation, locator, visit, suppressed)?;
        }
        Ok(())
    }

    /// Adds what a rule found to a visit.
    fn report(
        &self,
        rule: &'static Rule,
        violation: Violation,
        locator: &Locator<'_>,
        visit: &mut EncounterResult,
        suppressed: &mut BTreeMap<usize, usize>,
    ) -> io::Result<()> {
        match self.rules.judge(rule, &violation, locator)? {
            Judged::Silent => {}
            Judged::Suppressed(n) => *suppressed.entry(n).or_default() += 1,
            Judged::Finding(mut finding) => {
                finding.deadline = self.deadline(&finding, &violation, locator);
                let at_risk = violation.money.map(|money| money.lines).unwrap_or_default();
                let about = about(&violation.places);
                let places = violation.places.iter().map(|place| place.claim).collect();
                let finding = *finding;
                visit.findings.push(Reported { finding, about, places, at_risk, standing: None, work: None });
            }
        }
        Ok(())
    }

    /// What rules see of a person.
    fn scope<'c>(
        &'c self,
        cluster: &Cluster,
        strangers: &BTreeSet<usize>,
        held: &HashMap<usize, &'c Claim>,
        context: &'c Context<'c>,
    ) -> Person<'c> {
        let billed = |position: usize, lines| ClaimView {
            position,
            side: self.facts[position].side,
            person: self.linked.persons[position],
            claim: held[&position],
            attached: lines,
        };
        let all = |position: usize| billed(position, &self.lines[..self.facts[position].lines as usize]);
        let groups = cluster.groups.iter().map(|&n| &self.linked.groups[n]);
        let mut person = Person {
            encounters: groups.map(|group| encounter(group, context, &billed)).collect(),
            facility: Vec::new(),
            professional: Vec::new(),
            set_aside: Vec::new(),
            collisions: strangers.iter().map(|&n| all(n)).collect(),
            segments: Segments::of(cluster.claims.iter().map(|n| (*n, held[n]))),
            context,
        };
        for &position in &cluster.claims {
            let claim = all(position);
            match (self.linked.fates[position], claim.side) {
                (Fate::Counts, Side::Facility) => person.facility.push(claim),
                (Fate::Counts, Side::Professional) => person.professional.push(claim),
                (fate, _) => person.set_aside.push((claim, fate)),
            }
        }
        let first_day = |claim: &ClaimView<'_>| {
            (claim.claim.days(), claim.claim.patient_control_number.clone(), claim.position)
        };
        person.facility.sort_by_key(first_day);
        person.professional.sort_by_key(first_day);
        person
    }

    /// Says what results call the claims of a visit, those that its findings are about and those that were nearly chosen.
    fn name(&self, visit: &mut EncounterResult, built: &Built<'_>) -> io::Result<()> {
        let nearly = visit.professional.iter().filter_map(|attached| attached.runner_up);
        let about = visit.findings.iter().flat_map(|found| found.about.iter().copied());
        let strays = visit.not_checked.iter().map(|note| note.claim);
        let claims: BTreeSet<usize> = visit.claims().chain(nearly).chain(about).chain(strays).collect();
        for claim in claims {
            let named = match built.get(&claim) {
                Some(held) => self.named(claim, held),
                None => self.named(claim, self.claims.claim(claim)?.as_ref()),
            };
            visit.named.push(named);
        }
        Ok(())
    }

    fn named(&self, position: usize, claim: &Claim) -> Named {
        Named {
            claim: position,
            reference: ClaimRef::of(claim),
            parties: Parties::of(claim, self.facts[position].side),
            days: claim.days(),
        }
    }

    /// The last day to act on a finding, by whose claim it is about and what it is worth.
    fn deadline(&self, finding: &Finding, violation: &Violation, locator: &Locator<'_>) -> Option<NaiveDate> {
        let claim = violation.places.first().and_then(|place| locator.held.get(&place.claim))?;
        let kind = finding.money.as_ref().map(|money| money.kind);
        let config = self.settings.config;
        deadline::of(claim, kind, finding.severity, self.settings.as_of, &config.filing, &config.groups)
    }

    fn hold_against_earlier(&self, visit: &mut EncounterResult) {
        if let Some(worked) = self.settings.worked {
            for found in &mut visit.findings {
                let finding = &mut found.finding;
                found.work = Some(worked.work(&finding.id));
                // The days run from when it was told first.
                finding.deadline = match (worked.deadline(&finding.id), finding.deadline) {
                    (Some(told), Some(now)) => Some(told.min(now)),
                    (_, now) => now,
                };
            }
        }
        if let Some(baseline) = self.settings.baseline {
            for found in &mut visit.findings {
                found.standing = Some(baseline.standing(&found.finding.id));
            }
        }
    }
}

/// A side that was cancelled is missing: that is one cause.
fn told_once(visit: &mut EncounterResult) {
    let has = |code: &str| visit.findings.iter().any(|found| found.finding.code == code);
    if has("LC-VOID") {
        visit.findings.retain(|found| found.finding.code != "LC-LAG");
    }
}

/// Notes how the lines of a visit belong together and how its claims differ.
fn lay_side_by_side(encounter: &Encounter<'_>, visit: &mut EncounterResult) {
    visit.lines = encounter.paired().clone();
    visit.lines.judge(&visit.findings);
    visit.waits_until = encounter.waits_until().filter(|_| !visit.lines.unpaired.is_empty());
    if matches!(encounter.status, Status::Matched | Status::Possible) {
        visit.differences = differences(encounter, &encounter.pairing(), &visit.findings);
    }
}

/// What a rule on two claims or on visits finds in a visit. Where segments without a place silence it, that is noted.
fn on_visit(running: &Running<Run>, visit: &Encounter<'_>, outcome: &mut EncounterResult) -> Violations {
    let (run, reads) = (running.check.run, &running.check.reads);
    match visit.segments.looks(reads) {
        Looks::Yes => found(run, visit),
        Looks::Nothing => {
            #[cfg(test)]
            assert!(found(run, visit).is_empty(), "{} finds something in nothing", running.rule.code);
            Violations::new()
        }
        Looks::Silent => {
            let has_both = !matches!(run, Run::Pair(_)) || visit.has_both();
            for claim in visit.segments.silencing(reads).filter(|_| has_both) {
                visit.segments.note(claim, running.rule.code, &mut outcome.not_checked);
            }
            Violations::new()
        }
    }
}

fn found(run: Run, visit: &Encounter<'_>) -> Violations {
    let mut violations = Violations::new();
    match run {
        Run::Encounter(run) => run(visit, &mut violations),
        Run::Pair(run) => {
            for &professional in &visit.professional {
                let Some(facility) = visit.opposite(professional) else { continue };
                run(
                    &Pair { facility, professional, encounter: visit, context: visit.context },
                    &mut violations,
                );
            }
        }
        Run::Person(_) => {}
    }
    if visit.status == Status::Possible {
        // Whether the claims belong together is open; how they differ helps to decide it and costs nothing yet.
        for violation in &mut violations {
            violation.own.severity = Some(Severity::Info);
            violation.money = None;
        }
    }
    violations
}

fn encounter<'c>(
    group: &'c LinkedEncounter,
    context: &'c Context<'c>,
    billed: &dyn Fn(usize, &'c [usize]) -> ClaimView<'c>,
) -> Encounter<'c> {
    let facility = group.facility.iter().zip(&group.facility_lines);
    let facility: Vec<ClaimView<'_>> = facility.map(|(&n, lines)| billed(n, lines)).collect();
    let professional: Vec<ClaimView<'_>> =
        group.professional.iter().map(|a| billed(a.claim, &a.lines)).collect();
    let claims = facility.iter().chain(&professional);
    Encounter {
        status: group.status,
        alone: group.alone,
        segments: Segments::of(claims.map(|billed| (billed.position, billed.claim))),
        facility,
        professional,
        context,
        shared: SharedLines::default(),
        paired: OnceCell::new(),
    }
}

/// Which of the person's visits a finding on all of their claims is told under: the first that has the first place's line
/// or claim.
fn home(violation: &Violation, cluster: &Cluster, groups: &[LinkedEncounter]) -> usize {
    let line = |path: &str| path.strip_prefix("service_lines[")?.split(']').next()?.parse::<usize>().ok();
    for place in &violation.places {
        let here = |group: &LinkedEncounter, exact: bool| {
            group.facility.contains(&place.claim)
                || group.professional.iter().any(|attached| {
                    attached.claim == place.claim
                        && (!exact || line(&place.path).is_none_or(|line| attached.lines.contains(&line)))
                })
        };
        for exact in [true, false] {
            if let Some(found) = cluster.groups.iter().position(|&n| here(&groups[n], exact)) {
                return found;
            }
        }
    }
    0
}
