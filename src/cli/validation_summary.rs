//! What `validate` would say of an input that another command reads, found on the same pass.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use crate::batch::{Format, Source};
use crate::finding::Severity;
use crate::model::ClaimFilter;
use crate::rules::Policy;
use crate::show::inspect::ValidationSummary;
use crate::validate::{Event, FilteredEvents, Medicare, RuleSet, Settings, Validator};
use crate::x12::{Charset, Reader};

use super::clock;

/// Pieces of input that wait for the validator.
const WAITING: usize = 8;

/// The rules that `validate` runs unless told otherwise.
pub(super) fn rules() -> RuleSet {
    let policy = Policy { as_of: Some(clock::now().date()), ..Policy::default() };
    RuleSet::new(Settings { policy, medicare: Medicare::Payer, ..Settings::default() })
}

/// A validator that reads along.
pub(super) struct ValidationAlongside(JoinHandle<ValidationSummary>);

impl ValidationAlongside {
    /// Lets a validator read what is read of an input of X12.
    pub(super) fn begin(
        source: &mut Source,
        rules: &Arc<RuleSet>,
        filter: ClaimFilter,
        charset: Charset,
    ) -> Option<Self> {
        if source.format != Format::X12 {
            return None;
        }
        let (to, from) = sync_channel(WAITING);
        let rules = Arc::clone(rules);
        let validating =
            move || validate(Incoming { from, piece: Vec::new(), at: 0 }, &rules, filter, charset);
        let thread = thread::Builder::new().spawn(validating).ok()?;
        let reader = std::mem::replace(&mut source.reader, Box::new(io::empty()));
        source.reader = Box::new(Outgoing { reader, to });
        Some(Self(thread))
    }

    /// What it found. What it read along has to be closed.
    pub(super) fn end(self) -> Option<ValidationSummary> {
        self.0.join().ok()
    }
}

fn validate(input: Incoming, rules: &RuleSet, filter: ClaimFilter, charset: Charset) -> ValidationSummary {
    let mut verdict = ValidationSummary::default();
    let mut filtered = FilteredEvents::new(filter, charset);
    let mut validator = Validator::new(rules, None, charset);
    let mut reader = Reader::new(input);
    let mut count = |event: Event<'_>| {
        let Event::Finding(found) = event else { return };
        let count = match found.finding.severity {
            Severity::Error => &mut verdict.errors,
            Severity::Warning => &mut verdict.warnings,
            Severity::Info => &mut verdict.infos,
        };
        *count += 1;
        *verdict.codes.entry(found.finding.code).or_default() += 1;
    };
    // What cannot be read is told by whoever reads.
    while let Ok(Some(piece)) = reader.next() {
        validator.piece(&piece, &mut |event| filtered.event(event, &mut count));
    }
    validator.finish(&mut |event| filtered.event(event, &mut count));
    verdict
}

/// Reads, and hands on what it reads.
struct Outgoing {
    reader: Box<dyn Read + Send>,
    to: SyncSender<Vec<u8>>,
}

impl Read for Outgoing {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(into)?;
        // A validator that has stopped needs no more.
        let _ = self.to.send(into[..n].to_vec());
        Ok(n)
    }
}

/// What is handed on.
struct Incoming {
    from: Receiver<Vec<u8>>,
    piece: Vec<u8>,
    at: usize,
}

impl Read for Incoming {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.piece.len() {
            match self.from.recv() {
                Ok(piece) => (self.piece, self.at) = (piece, 0),
                Err(_) => return Ok(0),
            }
        }
        let n = into.len().min(self.piece.len() - self.at);
        into[..n].copy_from_slice(&self.piece[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}
