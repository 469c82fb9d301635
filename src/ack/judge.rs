//! Which claims of an input are accepted, by what its validation found.

use std::collections::BTreeSet;

use crate::edit::Accepted;
use crate::finding::Severity;
use crate::validate::{Event, Level, Reported};

use super::codes::{self, Wire};

/// Says which claims are accepted.
#[derive(Debug, Default)]
pub(super) struct Judge {
    pub(super) accepted: Accepted,
    /// Where interchange, group and transaction at hand begin, and whether they are refused as a whole.
    open: [(u64, bool); 3],
    /// Where the last claim begins, and the last billing provider, subscriber and patient.
    last: u64,
    starts: [u64; 3],
}

impl Judge {
    pub(super) fn event(&mut self, event: &Event<'_>, types: &BTreeSet<u8>) {
        match event {
            Event::Opened(opened) => self.open[index(opened.level)] = (opened.position.offset, false),
            Event::Finding(found) if found.finding.severity == Severity::Error => self.found(found, types),
            Event::Claim(end) => {
                self.accepted.judge(end.start, !end.is_refused());
                self.last = end.start;
            }
            Event::Level(level, claim) => {
                if let Some(part) = level.part()
                    && let Some(site) = claim.opener(part)
                {
                    self.starts[part as usize - 1] = site.position.offset;
                }
            }
            Event::Closed(closed) => {
                let (start, refused) = std::mem::take(&mut self.open[index(closed.level)]);
                if refused {
                    self.accepted.refuse_from(start);
                }
            }
            _ => {}
        }
    }

    fn found(&mut self, found: &Reported, types: &BTreeSet<u8>) {
        let whole = match codes::wire(found, types) {
            Wire::Interchange { fatal, .. } => Some(Level::Interchange).filter(|_| fatal),
            Wire::Group(_) => Some(Level::Group),
            _ => Some(found.level).filter(|level| *level == Level::Transaction),
        };
        if let Some(level) = whole {
            self.open[index(level)].1 = true;
        }
        // What is wrong with a level may show behind its claims, which are all that came since it began.
        let offset = found.finding.locations.first().and_then(|at| at.offset);
        if let (Some(part), Some(offset)) = (found.level.part(), offset)
            && (self.starts[part as usize - 1]..self.last).contains(&offset)
        {
            self.accepted.refuse_from(offset);
        }
    }
}

/// Index of an envelope.
fn index(level: Level) -> usize {
    (level as usize).min(2)
}
