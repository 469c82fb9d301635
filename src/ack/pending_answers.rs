//! Answers to claims, put aside until all has been said of the levels above them.
//!
//! What is wrong with a billing provider, a subscriber or a patient may show as late as behind its claims: that patients
//! were announced below it and none came, say. The answers of a transaction therefore wait for its end, and what was said
//! late is laid beside them then. Both lie in temporary files if they are much, so that memory does not follow them.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::spool::{Reading, Spool};

use super::ClaimAnswered;
use super::claim::ClaimWriter;
use super::error::{AckError, Result};
use super::reply::Issue;
use super::status::{Name, Status};

/// Bytes of each spool that stay in memory.
const IN_MEMORY: usize = 1 << 20;

/// What waits, a line each.
#[derive(Debug, Serialize, Deserialize)]
enum Entry {
    /// The claims that follow are those of this billing provider.
    Provider(Name),
    /// A claim, below these levels: billing provider, subscriber, patient; 0 for none.
    Claim([u64; 3], Box<ClaimAnswered>),
}

/// The answers of a transaction.
#[derive(Debug)]
pub(super) struct PendingAnswers {
    entries: Spool,
    /// What was said late of billing providers, subscribers, patients: number of the level and status, ascending.
    late: [Spool; 3],
    /// Levels so far.
    counts: [u64; 3],
    /// The levels at hand; 0 for none.
    current: [u64; 3],
}

impl PendingAnswers {
    pub(super) fn new(temp_dir: Option<&Path>) -> Self {
        let spool = || Spool::with_memory(temp_dir, IN_MEMORY);
        Self { entries: spool(), late: [spool(), spool(), spool()], counts: [0; 3], current: [0; 3] }
    }

    pub(super) fn clear(&mut self) -> Result<()> {
        (self.counts, self.current) = ([0; 3], [0; 3]);
        self.entries.clear()?;
        Ok(self.late.iter_mut().try_for_each(Spool::clear)?)
    }

    /// The claims that follow are below a new level: 0 billing provider, 1 subscriber, 2 patient.
    pub(super) fn level(&mut self, kind: usize) {
        self.counts[kind] += 1;
        self.current[kind] = self.counts[kind];
        self.current[kind + 1..].fill(0);
    }

    /// Something is wrong with the last level of a kind, claims of which may have been answered.
    pub(super) fn late(&mut self, kind: usize, status: &Status) -> Result<()> {
        push(&mut self.late[kind], &(self.counts[kind], status))
    }

    pub(super) fn provider(&mut self, name: Name) -> Result<()> {
        push(&mut self.entries, &Entry::Provider(name))
    }

    pub(super) fn claim(&mut self, claim: ClaimAnswered) -> Result<()> {
        push(&mut self.entries, &Entry::Claim(self.current, Box::new(claim)))
    }

    /// Writes the answers. `whole` was said late of the transaction, and so of each of its claims.
    pub(super) fn write(
        &mut self,
        whole: &BTreeSet<Status>,
        writer: &mut ClaimWriter,
        issue: &Issue,
    ) -> Result<()> {
        let [providers, subscribers, patients] = &mut self.late;
        let mut late = [Late::of(providers)?, Late::of(subscribers)?, Late::of(patients)?];
        let mut entries = Rows::of(&mut self.entries)?;
        while let Some(entry) = entries.next()? {
            match entry {
                Entry::Provider(name) => writer.provider(&name)?,
                Entry::Claim(levels, mut claim) => {
                    refuse(&mut claim, whole);
                    for (late, level) in late.iter_mut().zip(levels) {
                        refuse(&mut claim, late.about(level)?);
                    }
                    writer.claim(&claim, issue)?;
                }
            }
        }
        Ok(())
    }
}

/// Adds to a claim what was said late.
fn refuse(claim: &mut ClaimAnswered, late: &BTreeSet<Status>) {
    if late.is_empty() {
        return;
    }
    if !claim.refused {
        claim.refused = true;
        claim.statuses.clear();
    }
    let new: Vec<Status> = late.iter().filter(|status| !claim.statuses.contains(status)).cloned().collect();
    claim.statuses.extend(new);
}

fn push(spool: &mut Spool, row: &impl Serialize) -> Result<()> {
    let mut bytes = serde_json::to_vec(row).map_err(|error| AckError::Spool(error.into()))?;
    bytes.push(b'\n');
    Ok(spool.push(&bytes)?)
}

/// The rows of a spool, from the first one on.
struct Rows<'s> {
    reader: BufReader<Reading<'s>>,
    row: Vec<u8>,
}

impl<'s> Rows<'s> {
    fn of(spool: &'s mut Spool) -> Result<Self> {
        Ok(Self { reader: BufReader::new(spool.read_from(0)?), row: Vec::new() })
    }

    fn next<T: DeserializeOwned>(&mut self) -> Result<Option<T>> {
        self.row.clear();
        if self.reader.read_until(b'\n', &mut self.row).map_err(AckError::Spool)? == 0 {
            return Ok(None);
        }
        serde_json::from_slice(&self.row).map(Some).map_err(|error| AckError::Spool(error.into()))
    }
}

/// What was said late of the levels of a kind, asked for in their order.
struct Late<'s> {
    rows: Rows<'s>,
    next: Option<(u64, Status)>,
    /// The level asked for last, and what was said of it.
    level: u64,
    said: BTreeSet<Status>,
}

impl<'s> Late<'s> {
    fn of(spool: &'s mut Spool) -> Result<Self> {
        let mut rows = Rows::of(spool)?;
        let next = rows.next()?;
        Ok(Self { rows, next, level: 0, said: BTreeSet::new() })
    }

    fn about(&mut self, level: u64) -> Result<&BTreeSet<Status>> {
        if level != self.level {
            self.level = level;
            self.said.clear();
        }
        while level > 0
            && let Some((at, status)) = self.next.take_if(|(at, _)| *at <= level)
        {
            if at == level {
                self.said.insert(status);
            }
            self.next = self.rows.next()?;
        }
        Ok(&self.said)
    }
}
