//! What the 277CA says of claims, gathered finding by finding.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

use crate::validate::{Claim, ClaimEnd, Level, Reported};
use crate::x12::Charset;

use super::BatchAnswered;
use super::claim::ClaimWriter;
use super::error::Result;
use super::facts::Facts;
use super::pending_answers::PendingAnswers;
use super::reply::{Issue, Partner};
use super::status::Status;

/// The statuses of the levels above claims, and of the claim at hand.
const LEVELS: usize = 5;

/// Claims that are being answered.
#[derive(Debug)]
pub(super) struct ClaimAnswers {
    writer: ClaimWriter,
    facts: Facts,
    /// Who sent the transaction at hand, as soon as it is known.
    batch: Option<BatchAnswered>,
    /// The claims answered so far.
    held: PendingAnswers,
    /// A billing provider is complete whose claims follow.
    provider: bool,
    /// Where the last level or claim that is complete begins.
    last: u64,
    /// Where the last billing provider, subscriber and patient that are complete begin.
    starts: [u64; 3],
    /// What was found of each level since it was complete the last time: transaction, provider, subscriber, patient,
    /// claim.
    pending: [BTreeSet<Status>; LEVELS],
    /// What holds for the claims that follow.
    holds: [BTreeSet<Status>; LEVELS],
    lines: BTreeMap<u32, BTreeSet<Status>>,
    /// Reported of the transaction when claims of it had been answered.
    late: BTreeSet<Status>,
}

impl ClaimAnswers {
    pub(super) fn new(partner: Partner, charset: Charset, temp_dir: Option<&Path>) -> Self {
        Self {
            writer: ClaimWriter::new(partner, temp_dir),
            facts: Facts(charset),
            batch: None,
            held: PendingAnswers::new(temp_dir),
            provider: false,
            last: 0,
            starts: [0; 3],
            pending: Default::default(),
            holds: Default::default(),
            lines: BTreeMap::new(),
            late: BTreeSet::new(),
        }
    }

    pub(super) fn group(&mut self, parties: [String; 2]) {
        self.writer.group(parties);
    }

    pub(super) fn transaction(&mut self) -> Result<()> {
        self.batch = None;
        self.provider = false;
        self.pending = Default::default();
        self.holds = Default::default();
        self.lines.clear();
        self.late.clear();
        self.held.clear()
    }

    /// Something is wrong.
    pub(super) fn found(&mut self, found: &Reported, status: Status) -> Result<()> {
        let at = found.finding.locations.first();
        let line = at.and_then(|at| at.service_line).filter(|_| found.level == Level::Claim);
        let level = index(found.level);
        // It is in the last one of its kind that is complete, not in what comes behind all that is.
        let is_late = at.and_then(|at| at.offset).zip(self.starts.get(level.wrapping_sub(1)));
        let is_late = is_late.is_some_and(|(offset, start)| (*start..=self.last).contains(&offset));
        match (line, level) {
            (Some(line), _) => {
                self.lines.entry(line).or_default().insert(status);
            }
            (None, 0) if self.batch.is_some() => {
                self.late.insert(status);
            }
            (None, level @ 1..=3) if self.batch.is_some() && is_late => self.held.late(level - 1, &status)?,
            (None, level) => {
                self.pending[level].insert(status);
            }
        }
        Ok(())
    }

    /// A level is complete.
    pub(super) fn level(&mut self, level: Level, claim: &Claim<'_>) -> Result<()> {
        self.begin(claim);
        let at = index(level);
        if let Some(site) = level.part().and_then(|part| claim.opener(part)) {
            self.held.level(at - 1);
            self.last = site.position.offset;
            self.starts[at - 1] = self.last;
        }
        self.holds[at] = std::mem::take(&mut self.pending[at]);
        self.holds[at + 1..].iter_mut().for_each(BTreeSet::clear);
        if level == Level::Provider {
            self.provider = true;
            self.held.provider(self.facts.provider(claim))?;
        }
        Ok(())
    }

    /// The first part of a transaction that is complete tells who sent it.
    fn begin(&mut self, claim: &Claim<'_>) {
        if self.batch.is_none() {
            self.batch = Some(self.facts.batch(claim));
            self.holds[0] = std::mem::take(&mut self.pending[0]);
        }
    }

    /// A claim is complete.
    pub(super) fn claim(&mut self, end: &ClaimEnd<'_>) -> Result<()> {
        self.begin(end.claim);
        self.last = end.start;
        if !self.provider {
            self.provider = true;
            self.held.provider(self.facts.provider(end.claim))?;
        }
        let own = std::mem::take(&mut self.pending[index(Level::Claim)]);
        let lines = std::mem::take(&mut self.lines);
        let above = self.holds.iter().flatten();
        let mut statuses: Vec<Status> = own.iter().chain(above).cloned().collect();
        if statuses.is_empty() && !lines.is_empty() {
            // The lines say what is wrong; the claim says that it is in a line.
            let category = lines.values().flatten().next().map_or("A7", |status| &*status.category);
            statuses.push(Status::new(category, "247", ""));
        }
        let mut answered = self.facts.claim(end.claim);
        answered.refused = !statuses.is_empty();
        if statuses.is_empty() {
            statuses.push(Status::accepted());
        }
        answered.statuses = statuses;
        for (number, statuses) in lines {
            if let Some(mut line) = self.facts.line(end.claim, number) {
                line.statuses = statuses.into_iter().collect();
                answered.lines.push(line);
            }
        }
        self.held.claim(answered)
    }

    pub(super) fn end_transaction(&mut self, refused: bool, issue: &mut Issue) -> Result<()> {
        let Some(batch) = self.batch.take().filter(|_| !refused) else { return Ok(()) };
        self.writer.batch(batch);
        self.held.write(&self.late, &mut self.writer, issue)?;
        self.writer.end_batch(false, issue)
    }

    pub(super) fn end_group(&mut self, refused: bool, issue: &mut Issue) -> Result<()> {
        self.writer.end_group(refused, issue)
    }

    pub(super) fn end(&mut self, refused: bool, issue: &mut Issue, out: &mut dyn Write) -> Result<()> {
        self.writer.end(refused, issue, out)
    }
}

/// Transaction 0, provider 1, subscriber 2, patient 3, claim 4.
fn index(level: Level) -> usize {
    (level as usize).saturating_sub(Level::Transaction as usize)
}
