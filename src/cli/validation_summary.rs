//! What `validate` would say of an input that another command reads, found on the same pass.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::{self, JoinHandle};

use crate::batch::{Format, Source};
use crate::finding::{Finding, Severity};
use crate::model::ClaimFilter;
use crate::rules::Policy;
use crate::show::inspect::ValidationSummary;
use crate::validate::{Event, FilteredEvents, Medicare, RuleSet, Settings, Validator};
use crate::x12::{Charset, Reader};

use super::claim_findings::ClaimFindings;
use super::clock;

/// Pieces of input that wait for the validator.
const WAITING: usize = 8;

/// The rules that `validate` runs unless told otherwise.
pub(super) fn rules() -> RuleSet {
    let policy = Policy { as_of: Some(clock::now().date()), ..Policy::default() };
    RuleSet::new(Settings { policy, medicare: Medicare::Payer, ..Settings::default() })
}

/// A validator that reads along.
pub(super) struct ValidationAlongside {
    thread: JoinHandle<ValidationSummary>,
    verdicts: Option<Receiver<ClaimVerdict>>,
}

/// What is wrong with a claim.
#[derive(Debug)]
pub(super) struct ClaimVerdict {
    /// Offset of its CLM.
    pub(super) offset: u64,
    /// The first code among the heaviest findings, and how many more there are; empty where nothing is wrong.
    pub(super) words: String,
}

impl ClaimVerdict {
    fn of(offset: u64, findings: &[Finding]) -> Self {
        Self { offset, words: Self::words(findings) }
    }

    /// What is wrong, in a few characters.
    pub(super) fn words(findings: &[Finding]) -> String {
        // Remarks are told by `validate`; here they would hide what matters.
        let wrong = |severity| findings.iter().filter(move |finding| finding.severity == severity);
        let mut all = wrong(Severity::Error).chain(wrong(Severity::Warning));
        match (all.next(), all.count()) {
            (None, _) => String::new(),
            (Some(first), 0) => first.code.clone(),
            (Some(first), more) => format!("{} +{more}", first.code),
        }
    }
}

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
        let (verdict, verdicts) = channel();
        let rules = Arc::clone(rules);
        let validating =
            move || validate(Incoming { from, piece: Vec::new(), at: 0 }, &rules, filter, charset, &verdict);
        let thread = thread::Builder::new().spawn(validating).ok()?;
        let reader = std::mem::replace(&mut source.reader, Box::new(io::empty()));
        source.reader = Box::new(Outgoing { reader, to });
        Some(Self { thread, verdicts: Some(verdicts) })
    }

    /// What it found. What it read along has to be closed.
    pub(super) fn end(self) -> Option<ValidationSummary> {
        self.thread.join().ok()
    }

    /// What is wrong with each claim, as soon as the validator knows. Only the first call gets it.
    pub(super) fn verdicts(&mut self) -> Option<Receiver<ClaimVerdict>> {
        self.verdicts.take()
    }
}

fn validate(
    input: Incoming,
    rules: &RuleSet,
    filter: ClaimFilter,
    charset: Charset,
    verdicts: &Sender<ClaimVerdict>,
) -> ValidationSummary {
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
    let mut by_claim = ClaimFindings::default();
    let mut see = |event: Event<'_>| {
        if let (Some(findings), Event::Claim(end)) = (by_claim.see(&event), &event) {
            // Whoever shows no claims needs no verdicts.
            let _ = verdicts.send(ClaimVerdict::of(end.start, &findings));
        }
        filtered.event(event, &mut count);
    };
    // What cannot be read is told by whoever reads.
    while let Ok(Some(piece)) = reader.next() {
        validator.piece(&piece, &mut see);
    }
    validator.finish(&mut see);
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
