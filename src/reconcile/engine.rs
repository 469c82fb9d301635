//! Finds the visits among claims and runs the rules on them, one person at a time.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;

use crate::encounter::{Claim, ClaimRef, Status};
use crate::finding::{Severity, Side};
use crate::link::{self, Fate, Group, Linked, Record};

use super::billed::Billed;
use super::facts::{Facts, account_collisions};
use super::hit::Hits;
use super::outcome::{Outcome, Visit};
use super::persons::{Cluster, clusters};
use super::rollup::{Parties, RollUp};
use super::rules::{self, Check, Run};
use super::scope::{Context, Encounter, Pair, Person, SharedLines};
use super::setup::Setup;
use super::store::Store;
use super::summary::Summary;
use super::verdict::Verdict;

/// Finds the visits among claims and checks each. Errors are those of reading a claim again.
pub fn reconcile(claims: &dyn Store, setup: &Setup<'_>) -> io::Result<Outcome> {
    let mut records = Vec::with_capacity(claims.len());
    let mut references = Vec::with_capacity(claims.len());
    let mut facts = Vec::with_capacity(claims.len());
    let mut parties = Vec::with_capacity(claims.len());
    for position in 0..claims.len() {
        let claim = claims.claim(position)?;
        records.push(Record::of(&claim));
        references.push(ClaimRef::of(&claim));
        let side = link::side_in(&claim, &setup.config.groups);
        facts.push(Facts::of(&claim, side));
        parties.push(Parties::of(&claim, side));
    }
    let linked = link::link(&records, &setup.config.link, &setup.config.groups);
    drop(records);
    let mut visits: Vec<Visit> = linked.groups.iter().map(Visit::of).collect();
    let (checks, skipped) = chosen(setup);
    let has = |side| facts.iter().any(|fact| fact.side == side);
    let both_sides = has(Side::Facility) && has(Side::Professional);
    let mut engine =
        Engine { claims, setup, checks, linked: &linked, facts: &facts, visits: &mut visits, both_sides };
    let suppressed = engine.run()?;
    let order = order(&visits, &facts, &references);
    let mut visits: Vec<Option<Visit>> = visits.into_iter().map(Some).collect();
    let visits: Vec<Visit> = order.into_iter().filter_map(|n| visits[n].take()).collect();
    let mut summary = Summary::of(&visits, &linked.fates, &facts, setup, &suppressed, skipped);
    summary.roll_up = RollUp::of(&visits, &parties);
    let mut outcome = Outcome { visits, references, parties, fates: linked.fates, summary };
    outcome.hold_against_baseline(setup);
    Ok(outcome)
}

/// The rules that run, and those that do not with the reason.
fn chosen(setup: &Setup<'_>) -> (Vec<&'static Check>, Vec<(&'static str, String)>) {
    let (mut checks, mut skipped) = (Vec::new(), Vec::new());
    for check in rules::all() {
        let code = check.rule.code;
        if !setup.config.rules.is_on(code) {
            skipped.push((code, "switched off".to_owned()));
        } else if let Some(table) = check.needs.iter().find(|table| !setup.tables.has(**table)) {
            skipped.push((code, format!("no {} was given with --reference", table.name())));
        } else {
            checks.push(check);
        }
    }
    (checks, skipped)
}

/// Worst first; what is equal stands by its own dates and numbers, never by the order of the files.
fn order(visits: &[Visit], facts: &[Facts], references: &[ClaimRef]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..visits.len()).collect();
    order.sort_by_cached_key(|&n| {
        let visit = &visits[n];
        let first = visit.claims().next();
        (
            std::cmp::Reverse(visit.worst()),
            std::cmp::Reverse(visit.at_risk()),
            visit.status,
            first.and_then(|n| facts[n].days),
            first.and_then(|n| references[n].patient_control_number.clone()),
            first.and_then(|n| references[n].transaction.clone()),
            first.and_then(|n| references[n].offset),
        )
    });
    order
}

struct Engine<'e> {
    claims: &'e dyn Store,
    setup: &'e Setup<'e>,
    checks: Vec<&'static Check>,
    linked: &'e Linked,
    facts: &'e [Facts],
    visits: &'e mut [Visit],
    both_sides: bool,
}

impl Engine<'_> {
    /// Checks person by person; gives how often each suppression held.
    fn run(&mut self) -> io::Result<BTreeMap<usize, usize>> {
        let collisions = account_collisions(self.facts, self.linked);
        let mut suppressed = BTreeMap::new();
        for cluster in clusters(self.linked) {
            self.cluster(&cluster, &collisions, &mut suppressed)?;
        }
        Ok(suppressed)
    }

    fn cluster(
        &mut self,
        cluster: &Cluster,
        collisions: &BTreeMap<usize, BTreeSet<usize>>,
        suppressed: &mut BTreeMap<usize, usize>,
    ) -> io::Result<()> {
        if cluster.groups.is_empty() {
            return Ok(());
        }
        let strangers: BTreeSet<usize> =
            cluster.claims.iter().filter_map(|n| collisions.get(n)).flatten().copied().collect();
        let mut held = HashMap::new();
        for &position in cluster.claims.iter().chain(&strangers) {
            held.insert(position, self.claims.claim(position)?);
        }
        let held: HashMap<usize, &Claim> = held.iter().map(|(n, claim)| (*n, claim.as_ref())).collect();
        let context = Context {
            groups: &self.setup.config.groups,
            tables: self.setup.tables,
            as_of: self.setup.as_of,
            pending: self.setup.pending,
            both_sides: self.both_sides,
        };
        let billed = |position: usize, lines| Billed {
            position,
            side: self.facts[position].side,
            claim: held[&position],
            attached: lines,
        };
        let all = |position: usize| billed(position, &self.facts[position].all_lines);
        let groups = cluster.groups.iter().map(|&n| &self.linked.groups[n]);
        let visits: Vec<Encounter<'_>> = groups.map(|group| encounter(group, &context, &billed)).collect();
        let mut person = Person {
            visits,
            facility: Vec::new(),
            professional: Vec::new(),
            set_aside: Vec::new(),
            collisions: strangers.iter().map(|&n| all(n)).collect(),
            context: &context,
        };
        for &position in &cluster.claims {
            let claim = all(position);
            match (self.linked.fates[position], claim.side) {
                (Fate::Counts, Side::Facility) => person.facility.push(claim),
                (Fate::Counts, Side::Professional) => person.professional.push(claim),
                (fate, _) => person.set_aside.push((claim, fate)),
            }
        }
        let first_day = |claim: &Billed<'_>| {
            (claim.claim.days(), claim.claim.patient_control_number.clone(), claim.position)
        };
        person.facility.sort_by_key(first_day);
        person.professional.sort_by_key(first_day);
        let mut verdict = Verdict {
            setup: self.setup,
            context: &context,
            claims: self.claims,
            facts: self.facts,
            held: &held,
            suppressed,
        };
        for check in &self.checks {
            for (n, visit) in person.visits.iter().enumerate() {
                let hits = on_visit(check, visit);
                verdict.give(check, hits, &mut self.visits[cluster.groups[n]])?;
            }
            if let Run::Person(run) = check.run {
                let mut hits = Hits::default();
                run(&person, &mut hits);
                for hit in hits {
                    let home = home(&hit, cluster, &self.linked.groups);
                    verdict.give(check, [hit], &mut self.visits[home])?;
                }
            }
        }
        for &n in &cluster.groups {
            self.visits[n].sort_findings();
        }
        Ok(())
    }
}

/// What rules on two claims and on visits find in a visit.
fn on_visit(check: &Check, visit: &Encounter<'_>) -> Vec<super::hit::Hit> {
    let mut hits = Hits::default();
    match check.run {
        Run::Visit(run) => run(visit, &mut hits),
        Run::Pair(run) => {
            for &professional in &visit.professional {
                let Some(facility) = opposite(visit, professional) else { continue };
                run(&Pair { facility, professional, visit, context: visit.context }, &mut hits);
            }
        }
        Run::Person(_) => {}
    }
    let mut hits: Vec<_> = hits.into_iter().collect();
    if visit.status == Status::Possible {
        // Whether the claims belong together is open; how they differ helps to decide it and costs nothing yet.
        for hit in &mut hits {
            hit.severity = Some(Severity::Info);
            hit.at_risk = None;
        }
    }
    hits
}

/// The facility claim that a professional claim is held against: the one whose period holds its first day, else the main one.
fn opposite<'c>(visit: &Encounter<'c>, professional: Billed<'c>) -> Option<Billed<'c>> {
    let day = professional.days().map(|days| days.0);
    let holds = |claim: &&Billed<'_>| matches!((claim.days(), day), (Some((from, to)), Some(day)) if from <= day && day <= to);
    visit.facility.iter().find(holds).or_else(|| visit.facility.first()).copied()
}

fn encounter<'c>(
    group: &'c Group,
    context: &'c Context<'c>,
    billed: &dyn Fn(usize, &'c [usize]) -> Billed<'c>,
) -> Encounter<'c> {
    Encounter {
        status: group.status,
        alone: group.alone,
        facility: group
            .facility
            .iter()
            .zip(&group.facility_lines)
            .map(|(&n, lines)| billed(n, lines))
            .collect(),
        professional: group.professional.iter().map(|a| billed(a.claim, &a.lines)).collect(),
        context,
        shared: SharedLines::default(),
    }
}

/// The visit that a finding on a person's claims is told under: the first that has the first place's line or claim.
fn home(hit: &super::hit::Hit, cluster: &Cluster, groups: &[Group]) -> usize {
    let line = |path: &str| path.strip_prefix("service_lines[")?.split(']').next()?.parse::<usize>().ok();
    for place in &hit.places {
        let here = |group: &Group, exact: bool| {
            group.facility.contains(&place.claim)
                || group.professional.iter().any(|attached| {
                    attached.claim == place.claim
                        && (!exact || line(&place.path).is_none_or(|line| attached.lines.contains(&line)))
                })
        };
        for exact in [true, false] {
            if let Some(found) = cluster.groups.iter().find(|&&n| here(&groups[n], exact)) {
                return *found;
            }
        }
    }
    cluster.groups[0]
}
