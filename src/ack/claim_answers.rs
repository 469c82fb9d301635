//! What the 277CA says of claims, gathered finding by finding.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

use crate::validate::{Claim, ClaimEnd, Found, Level};
use crate::x12::Charset;

use super::claim::ClaimWriter;
use super::error::Result;
use super::facts::Facts;
use super::reply::{Issue, Partner};
use super::status::Status;

/// The statuses of the levels above claims, and of the claim at hand.
const LEVELS: usize = 5;

/// Claims that are being answered.
#[derive(Debug)]
pub(super) struct ClaimAnswers {
    writer: ClaimWriter,
    facts: Facts,
    /// Of the batch to which nothing has been said yet.
    begun: bool,
    /// A billing provider is complete whose claims follow.
    provider: bool,
    /// What was found of each level since it was complete the last time: transaction, provider, subscriber, patient,
    /// claim.
    pending: [BTreeSet<Status>; LEVELS],
    /// What holds for the claims that follow.
    holds: [BTreeSet<Status>; LEVELS],
    lines: BTreeMap<u32, BTreeSet<Status>>,
}

impl ClaimAnswers {
    pub(super) fn new(partner: Partner, charset: Charset, temp_dir: Option<&Path>) -> Self {
        Self {
            writer: ClaimWriter::new(partner, temp_dir),
            facts: Facts(charset),
            begun: false,
            provider: false,
            pending: Default::default(),
            holds: Default::default(),
            lines: BTreeMap::new(),
        }
    }

    pub(super) fn group(&mut self, parties: [String; 2]) {
        self.writer.group(parties);
    }

    pub(super) fn transaction(&mut self) {
        self.begun = false;
        self.provider = false;
        self.pending = Default::default();
        self.holds = Default::default();
        self.lines.clear();
    }

    /// Something is wrong.
    pub(super) fn found(&mut self, found: &Found, status: Status) {
        let at = found.finding.locations.first();
        match at.and_then(|at| at.service_line).filter(|_| found.level == Level::Claim) {
            Some(line) => {
                self.lines.entry(line).or_default().insert(status);
            }
            None => {
                self.pending[index(found.level)].insert(status);
            }
        }
    }

    /// A level is complete.
    pub(super) fn level(&mut self, level: Level, claim: &Claim<'_>) -> Result<()> {
        self.begin(claim);
        let at = index(level);
        self.holds[at] = std::mem::take(&mut self.pending[at]);
        self.holds[at + 1..].iter_mut().for_each(BTreeSet::clear);
        if level == Level::Provider {
            self.provider = true;
            self.writer.provider(&self.facts.provider(claim))?;
        }
        Ok(())
    }

    /// The first part of a transaction that is complete tells who sent it.
    fn begin(&mut self, claim: &Claim<'_>) {
        if !std::mem::replace(&mut self.begun, true) {
            self.writer.batch(self.facts.batch(claim));
            self.holds[0] = std::mem::take(&mut self.pending[0]);
        }
    }

    /// A claim is complete.
    pub(super) fn claim(&mut self, end: &ClaimEnd<'_>, issue: &Issue) -> Result<()> {
        self.begin(end.claim);
        if !self.provider {
            self.provider = true;
            self.writer.provider(&self.facts.provider(end.claim))?;
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
        self.writer.claim(&answered, issue)
    }

    pub(super) fn end_transaction(&mut self, refused: bool, issue: &mut Issue) -> Result<()> {
        self.writer.end_batch(refused, issue)
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
