//! Findings on the claims that a person asks about, and on what is above them.

use crate::model::ClaimFilter;
use crate::translate::Reader;
use crate::x12::Charset;

use super::by_level::ByLevel;
use super::event::{Event, Reported};
use super::validator::Sink;

/// Passes on the events of claims that a filter matches.
///
/// A finding above claims (envelope, billing provider, subscriber, patient) waits until a claim below it passes; where none
/// does, it is dropped. Memory follows the largest claim.
#[derive(Debug, Default)]
pub struct FilteredEvents {
    filter: ClaimFilter,
    charset: Charset,
    reader: Reader,
    levels: ByLevel<Waiting>,
}

/// The findings of one level that no claim has let through yet.
#[derive(Debug, Default)]
struct Waiting {
    findings: Vec<Reported>,
    /// A claim below it has passed.
    passed: bool,
}

impl FilteredEvents {
    /// Passes on what the filter lets through.
    pub fn new(filter: ClaimFilter, charset: Charset) -> Self {
        Self { filter, charset, ..Self::default() }
    }

    /// Takes the next event.
    pub fn event(&mut self, event: Event<'_>, sink: &mut Sink<'_>) {
        if self.filter.is_empty() {
            return sink(event);
        }
        self.levels.follow(&event);
        match event {
            Event::Finding(found) => {
                let waiting = self.levels.found(found.level);
                if waiting.passed {
                    sink(Event::Finding(found));
                } else {
                    waiting.findings.push(*found);
                }
            }
            Event::Claim(ref end) => {
                let passes = end
                    .claim
                    .raw(self.charset)
                    .is_none_or(|raw| self.filter.matches(&self.reader.read(&raw)));
                if passes {
                    self.release(sink);
                    sink(event);
                }
                self.levels.end_claim();
            }
            event => sink(event),
        }
    }

    /// A claim passes, and what waits above it.
    fn release(&mut self, sink: &mut Sink<'_>) {
        for waiting in self.levels.all_mut() {
            waiting.passed = true;
            for found in waiting.findings.drain(..) {
                sink(Event::Finding(Box::new(found)));
            }
        }
    }
}
