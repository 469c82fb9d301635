//! Findings on the claims that a person asks about, and on what is above them.

use crate::model::ClaimFilter;
use crate::translate::Reader;
use crate::x12::Charset;

use super::event::{Event, Level, Reported};
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
    levels: [Waiting; LEVELS],
}

const LEVELS: usize = Level::Claim as usize + 1;

/// The findings of one level that no claim has let through yet.
#[derive(Debug, Default)]
struct Waiting {
    findings: Vec<Reported>,
    /// The level has ended or its claims have begun: the next finding belongs to another one.
    is_complete: bool,
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
        match event {
            Event::Opened(opened) => {
                self.restart(opened.level);
                sink(event);
            }
            Event::Finding(found) => self.found(found, sink),
            Event::Level(level, _) => {
                let waiting = &mut self.levels[level as usize];
                if waiting.is_complete {
                    self.restart(level);
                }
                self.levels[level as usize].is_complete = true;
                sink(event);
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
                self.levels[Level::Claim as usize] = Waiting::default();
            }
            event => sink(event),
        }
    }

    fn found(&mut self, found: Box<Reported>, sink: &mut Sink<'_>) {
        let level = found.level;
        if self.levels[level as usize].is_complete && level.part().is_some() {
            self.restart(level);
        }
        let waiting = &mut self.levels[level as usize];
        if waiting.passed {
            sink(Event::Finding(found));
        } else {
            waiting.findings.push(*found);
        }
    }

    /// A level begins anew, and with it all below.
    fn restart(&mut self, level: Level) {
        self.levels[level as usize..].fill_with(Waiting::default);
    }

    /// A claim passes, and what waits above it.
    fn release(&mut self, sink: &mut Sink<'_>) {
        for waiting in &mut self.levels {
            waiting.passed = true;
            for found in waiting.findings.drain(..) {
                sink(Event::Finding(Box::new(found)));
            }
        }
    }
}
