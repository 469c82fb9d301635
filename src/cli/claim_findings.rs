//! What `validate` finds, claim by claim: a finding about a billing provider, subscriber or patient is one about each claim
//! below it.

use crate::finding::Finding;
use crate::validate::{ByLevel, Event, Level};

/// Gathers findings until their claim is complete.
#[derive(Debug, Default)]
pub(super) struct ClaimFindings {
    levels: ByLevel<Held>,
}

/// Findings of one level.
#[derive(Debug, Default)]
struct Held {
    findings: Vec<Finding>,
    /// Further ones, which are only counted.
    more: u64,
}

/// So many findings of a level are held: a claim may have millions.
const HELD: usize = 200;

impl Held {
    fn take(&mut self, finding: &Finding) {
        if self.findings.len() < HELD {
            self.findings.push(finding.clone());
        } else {
            self.more += 1;
        }
    }

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
        self.levels.follow(event);
        match event {
            Event::Finding(found) => self.levels.found(found.level).take(&found.finding),
            Event::Claim(_) => {
                let findings = self.levels.from(Level::Provider).flat_map(Held::told).collect();
                self.levels.end_claim();
                return Some(findings);
            }
            _ => {}
        }
        None
    }
}
