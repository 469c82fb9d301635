//! Finds the visits among claims and runs the rules on them, one person at a time.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::io;
use std::ops::Range;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::finding::{Severity, Side};
use crate::link::{self, Linked, Record};
use crate::model::{Status, Text};
use crate::parallel;
use crate::record_store::RecordStore;
use crate::rules::RuleSet;

use super::checker::Checker;
use super::facts::{Facts, account_collisions, alone_in_run};
use super::outcome::{EncounterResult, Outcome, Row};
use super::persons::{Cluster, clusters};
use super::rules::{self, Run};
use super::settings::Settings;
use super::store::Store;
use super::totals::Totals;

/// Claims that a thread looks at before it hands over what it saw.
const CLAIMS: usize = 256;
/// Persons likewise.
const PERSONS: usize = 64;

/// Finds the visits among claims and checks each. Errors are those of reading a claim again and of temporary files.
///
/// Of each claim, few bytes are kept at first; the claims of one person are then built together.
pub fn reconcile(claims: &dyn Store, settings: &Settings<'_>) -> io::Result<Outcome> {
    let Intake { records, facts, read } = Intake::all(claims, settings)?;
    let linked = link::link(&records, &settings.config.link, &settings.config.groups);
    drop(records);
    judged(claims, settings, &facts, &linked, &read)
}

/// How claims are linked, before any rule looks at them.
#[cfg(test)]
pub(super) fn linked(claims: &dyn Store, settings: &Settings<'_>) -> io::Result<Linked> {
    let intake = Intake::all(claims, settings)?;
    Ok(link::link(&intake.records, &settings.config.link, &settings.config.groups))
}

/// Checks claims that are linked as others are: those of which a segment was left out.
#[cfg(test)]
pub(super) fn reconcile_as(
    claims: &dyn Store,
    settings: &Settings<'_>,
    linked: &Linked,
) -> io::Result<Outcome> {
    let intake = Intake::all(claims, settings)?;
    judged(claims, settings, &intake.facts, linked, &intake.read)
}

/// Runs the rules on claims that are linked.
fn judged(
    claims: &dyn Store,
    settings: &Settings<'_>,
    facts: &[Facts],
    linked: &Linked,
    read: &BTreeSet<String>,
) -> io::Result<Outcome> {
    let rules = RuleSet::new(settings.config.policy(settings.as_of), None, settings.tables, rules::all());
    let has = |side| facts.iter().any(|fact| fact.side == side);
    let both_sides = has(Side::Facility) && has(Side::Professional);
    let collisions = account_collisions(facts, linked);
    let lines: Vec<usize> = (0..facts.iter().map(|fact| fact.lines as usize).max().unwrap_or(0)).collect();
    let checker = Checker {
        claims,
        settings,
        rules: &rules,
        linked,
        facts,
        collisions: &collisions,
        lines: &lines,
        both_sides,
        alone_in_run: if both_sides { None } else { alone_in_run(facts, linked) },
    };
    let clusters = clusters(linked);
    clusters.iter().try_for_each(|cluster| within(settings.person_lines, cluster, facts, claims))?;
    let mut aside = PutAside {
        shelf: RecordStore::new(settings.spool()),
        keys: Vec::new(),
        groups: Vec::new(),
        totals: Totals::default(),
    };
    let chunks: Vec<&[Cluster]> = clusters.chunks(PERSONS).collect();
    parallel::in_order(
        chunks.len(),
        settings.threads,
        &|n| Checked::of(&checker, chunks[n]),
        &mut |checked: io::Result<Checked>| aside.take(checked?),
    )?;
    Ok(aside.outcome(linked.groups.len(), settings, &rules, read))
}

/// Refuses a person of whom there is more than can be compared. The message says where one of the claims is, and not whose.
fn within(most: u64, cluster: &Cluster, facts: &[Facts], claims: &dyn Store) -> io::Result<()> {
    let lines: u64 = cluster.claims.iter().map(|n| u64::from(facts[*n].lines).max(1)).sum();
    if lines <= most {
        return Ok(());
    }
    let first = cluster.claims.first().map_or(Ok(None), |n| claims.claim(*n).map(Some))?;
    let source = first.as_deref().and_then(|claim| claim.source.as_ref());
    let place = source.map_or_else(String::new, |source| {
        let file = source.file.as_deref().unwrap_or("the input");
        format!("; the first of them is at byte {} of {file}", source.offset)
    });
    Err(io::Error::other(format!(
        "{} claims that seem to be of one person have {lines} service lines, more than the {most} that are compared with \
         each other{place}; --max-person allows more",
        cluster.claims.len()
    )))
}

/// What is kept of the claims.
#[derive(Default)]
struct Intake {
    records: Vec<Record>,
    facts: Vec<Facts>,
    /// Account numbers that findings of the earlier run or rows of the work list name, as far as a claim has them.
    read: BTreeSet<String>,
}

impl Intake {
    fn all(claims: &dyn Store, settings: &Settings<'_>) -> io::Result<Self> {
        let mut wanted = settings.baseline.map(|baseline| baseline.numbers()).unwrap_or_default();
        wanted.extend(settings.worked.map(|worked| worked.numbers()).unwrap_or_default());
        let count = claims.len();
        let mut all = Self {
            records: Vec::with_capacity(count),
            facts: Vec::with_capacity(count),
            read: BTreeSet::new(),
        };
        let some = |n: usize| Self::some(claims, n * CLAIMS..count.min((n + 1) * CLAIMS), settings, &wanted);
        parallel::in_order(count.div_ceil(CLAIMS), settings.threads, &some, &mut |some: io::Result<Self>| {
            let some = some?;
            all.records.extend(some.records);
            all.facts.extend(some.facts);
            all.read.extend(some.read);
            Ok(())
        })
        .map(|()| all)
    }

    fn some(
        claims: &dyn Store,
        positions: Range<usize>,
        settings: &Settings<'_>,
        wanted: &BTreeSet<&str>,
    ) -> io::Result<Self> {
        let mut some = Self::default();
        for position in positions {
            let claim = claims.claim(position)?;
            some.records.push(Record::of(&claim));
            some.facts.push(Facts::of(&claim, link::side_in(&claim, &settings.config.groups)));
            let number = claim.patient_control_number.as_deref();
            some.read.extend(number.filter(|number| wanted.contains(number)).map(str::to_owned));
        }
        Ok(some)
    }
}

/// Worst first; what is equal is by its own dates and numbers, never by the order of the files.
type Key = (
    Reverse<Option<Severity>>,
    Reverse<Decimal>,
    Status,
    Option<(NaiveDate, NaiveDate)>,
    Option<Text>,
    Option<Text>,
    Option<u64>,
    Option<String>,
);

fn key(visit: &EncounterResult) -> Key {
    let first = visit.claims().next().and_then(|claim| visit.named(claim));
    let reference = first.map(|named| &named.reference);
    (
        Reverse(visit.worst()),
        Reverse(visit.at_risk()),
        visit.status,
        first.and_then(|named| named.days),
        reference.and_then(|reference| reference.patient_control_number.clone()),
        reference.and_then(|reference| reference.transaction.clone()),
        reference.and_then(|reference| reference.offset),
        visit.findings.first().map(|found| found.finding.message.clone()),
    )
}

/// What was found for some persons.
struct Checked {
    /// Number of the group, the place in the order, and the visit as it is put aside.
    visits: Vec<(usize, Key, Row, Vec<u8>)>,
    totals: Totals,
}

impl Checked {
    fn of(checker: &Checker<'_>, clusters: &[Cluster]) -> io::Result<Self> {
        let mut all = Self { visits: Vec::new(), totals: Totals::default() };
        for cluster in clusters {
            let (visits, totals) = checker.person(cluster)?;
            all.totals.add(totals);
            for (group, visit) in visits {
                let row = Row {
                    record: 0,
                    findings: visit.findings.len() as u32,
                    at_least: visit.at_least(),
                    open: visit.open() as u32,
                    not_checked: !visit.not_checked.is_empty(),
                    status: visit.status,
                    worst: visit.worst(),
                };
                all.visits.push((group, key(&visit), row, serde_json::to_vec(&visit)?));
            }
        }
        Ok(all)
    }
}

/// Visits as they are put aside, and what is counted of them.
struct PutAside {
    shelf: RecordStore,
    keys: Vec<(Key, Row)>,
    /// The group that each visit is of.
    groups: Vec<usize>,
    totals: Totals,
}

impl PutAside {
    fn take(&mut self, checked: Checked) -> io::Result<()> {
        self.totals.add(checked.totals);
        for (group, key, row, text) in checked.visits {
            let record = self.shelf.push(&text)? as u32;
            self.keys.push((key, Row { record, ..row }));
            self.groups.push(group);
        }
        Ok(())
    }

    fn outcome(
        mut self,
        groups: usize,
        settings: &Settings<'_>,
        rules: &RuleSet<Run>,
        read: &BTreeSet<String>,
    ) -> Outcome {
        self.keys.sort_by(|a, b| a.0.cmp(&b.0));
        let rows: Vec<Row> = self.keys.into_iter().map(|(_, row)| row).collect();
        let mut places = vec![0; groups];
        for (place, row) in rows.iter().enumerate() {
            places[self.groups[row.record as usize]] = place;
        }
        let summary = self.totals.summary(settings, rules, read, &|group| places[group as usize]);
        Outcome::new(self.shelf, rows, summary)
    }
}
