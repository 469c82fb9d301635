//! What `validate` finds, claim by claim: a finding about a billing provider, subscriber or patient is one about each claim
//! below it.

use crate::finding::Finding;
use crate::validate::{Event, Level};

/// Gathers findings until their claim is complete.
#[derive(Debug, Default)]
pub(super) struct ClaimFindings {
    levels: [Held; LEVELS],
}

const LEVELS: usize = Level::Claim as usize + 1;

/// Findings of one level.
#[derive(Debug, Default)]
struct Held {
    findings: Vec<Finding>,
    /// Further ones, which are only counted.
    more: u64,
    /// The level is complete: the next finding belongs to another one.
    complete: bool,
}

/// So many findings of a level are held: a claim may have millions.
const HELD: usize = 200;

impl Held {
    /// The findings, and behind them a word about those that were not held.
    fn told(&self) -> impl Iterator<Item = Finding> {
        let last = self.findings.last().filter(|_| self.more > 0).map(|last| Finding {
            message: format!("{} more are not shown here; `twinclaim validate` shows them", self.more),
            help: String::new(),
            locations: Vec::new(),
            ..last.clone()
        });
        self.findings.iter().cloned().chain(last)
    }
}

impl ClaimFindings {
    /// Sees the next event. Where it is a claim that is complete, gives all that was found about it.
    pub(super) fn see(&mut self, event: &Event<'_>) -> Option<Vec<Finding>> {
        match event {
            Event::Opened(opened) => self.begin(opened.level),
            Event::Finding(found) => self.found(found.level, &found.finding),
            Event::Level(level, _) => {
                let level = *level;
                if self.levels[level as usize].complete {
                    self.begin(level);
                }
                self.levels[level as usize].complete = true;
            }
            Event::Claim(_) => {
                let above = &self.levels[Level::Provider as usize..];
                let findings = above.iter().flat_map(Held::told).collect();
                self.levels[Level::Claim as usize] = Held::default();
                return Some(findings);
            }
            Event::Again(_) | Event::Foreign(_) | Event::Closed(_) => {}
        }
        None
    }

    fn found(&mut self, level: Level, finding: &Finding) {
        if self.levels[level as usize].complete {
            self.begin(level);
        }
        let held = &mut self.levels[level as usize];
        if held.findings.len() < HELD {
            held.findings.push(finding.clone());
        } else {
            held.more += 1;
        }
    }

    /// A level begins anew, and so do those below it.
    fn begin(&mut self, level: Level) {
        self.levels[level as usize..].iter_mut().for_each(|held| *held = Held::default());
    }
}
