//! Gives each claim to its piece.

use std::collections::HashMap;
use std::sync::Arc;

use super::claim::Claim;
use super::error::Result;
use super::kept::Kept;
use super::level::Level;
use super::piece::{Context, Divided, Piece, Pieces, Writing};
use crate::x12::Numbering;

/// What goes into one piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// A transaction, ST to SE.
    Transaction,
    /// A claim.
    Claim,
    /// All claims to a payer: by its identifier (2010BB NM109), or else its name.
    Payer,
    /// All claims of a billing provider: by its NPI (2010AA NM109), or else tax number and name.
    Provider,
    /// All claims of a patient: by member identifier, first name and date of birth.
    Patient,
    /// So many claims, the last piece may have less.
    Every(u64),
    /// Claims that are accepted, and claims that are refused: see [`Split::add_judged`](super::Split::add_judged).
    Fate,
}

/// Labels of the two pieces of a division by fate.
pub const ACCEPTED: &str = "accepted";
/// See [`ACCEPTED`].
pub const REFUSED: &str = "refused";

/// The levels above a claim.
type Above = [Option<Arc<Level>>; 3];

/// The pieces that are being written.
#[derive(Debug)]
pub(super) struct Sorter<P> {
    by: By,
    numbers: Numbering,
    pieces: P,
    /// Pieces begun, and those of them that were thrown away. A number is not used again.
    count: u64,
    discarded: u64,
    replaced: u64,
    /// The piece that is filled now, for the divisions that finish one before the next.
    now: Option<(Piece, Writing)>,
    /// Claims in it, and whose they are.
    filled: u64,
    partners: Vec<u8>,
    /// Pieces by what their claims have in common.
    open: Vec<(Piece, Writing)>,
    by_key: HashMap<Vec<u8>, usize>,
    out: Vec<u8>,
}

impl<P: Pieces> Sorter<P> {
    pub(super) fn numbers(&self) -> &Numbering {
        &self.numbers
    }

    pub(super) fn new(by: By, numbers: Numbering, pieces: P) -> Self {
        Self {
            by,
            numbers,
            pieces,
            count: 0,
            discarded: 0,
            replaced: 0,
            now: None,
            filled: 0,
            partners: Vec::new(),
            open: Vec::new(),
            by_key: HashMap::new(),
            out: Vec::new(),
        }
    }

    pub(super) fn by(&self) -> By {
        self.by
    }

    /// A transaction begins that becomes a piece.
    pub(super) fn open_transaction(&mut self, context: &Context) -> Result<()> {
        self.begin();
        let Some((piece, writing)) = &mut self.now else { return Ok(()) };
        writing.enter(context, &mut self.numbers, &mut self.out);
        self.pieces.append(piece, &self.out)?;
        self.out.clear();
        Ok(())
    }

    /// A segment of it.
    pub(super) fn transaction(&mut self, raw: &[u8]) -> Result<()> {
        let Some((piece, writing)) = &mut self.now else { return Ok(()) };
        writing.segments(raw, 1, &mut self.out);
        self.pieces.append(piece, &self.out)?;
        self.out.clear();
        Ok(())
    }

    /// The transaction ends, and with it its piece.
    pub(super) fn close_transaction(&mut self, trailer: Option<&Kept>) -> Result<()> {
        if self.by != By::Transaction {
            return Ok(());
        }
        if let (Some((_, writing)), Some(trailer)) = (&mut self.now, trailer) {
            writing.close_transaction(trailer, &mut self.out);
        }
        self.close()
    }

    /// The transaction is not complete: a piece made of it is none.
    pub(super) fn drop_transaction(&mut self) {
        if self.by == By::Transaction
            && let Some((piece, _)) = self.now.take()
        {
            self.pieces.discard(&piece);
            self.discarded += 1;
            self.out.clear();
        }
    }

    /// A claim, complete.
    pub(super) fn claim(
        &mut self,
        context: &Context,
        above: &Above,
        claim: &mut Claim,
        accepted: bool,
    ) -> Result<()> {
        match self.by {
            // It went to its piece segment by segment.
            By::Transaction => Ok(()),
            By::Claim => self.fill(context, above, claim, 1),
            By::Every(limit) => self.fill(context, above, claim, limit.max(1)),
            By::Payer | By::Provider | By::Patient => {
                let (mut key, label) = common(self.by, above);
                key.push(0);
                key.extend(partners(context));
                self.give((key, label), context, above, claim)
            }
            By::Fate => {
                let label = if accepted { ACCEPTED } else { REFUSED };
                self.give((label.into(), Some(label.to_owned())), context, above, claim)
            }
        }
    }

    /// Adds a claim to the piece at hand, or to the next one if it is full.
    fn fill(&mut self, context: &Context, above: &Above, claim: &mut Claim, limit: u64) -> Result<()> {
        let partners = partners(context);
        if self.filled >= limit || partners != self.partners {
            self.close()?;
        }
        if self.now.is_none() {
            self.begin();
            self.partners = partners;
        }
        self.filled += 1;
        let Some(to) = &mut self.now else { return Ok(()) };
        write(to, context, above, claim, &mut self.numbers, &mut self.out, &mut self.pieces)
    }

    /// Adds a claim to the piece of its payer, provider, patient or fate: by key, with the label of the piece.
    fn give(
        &mut self,
        (key, label): (Vec<u8>, Option<String>),
        context: &Context,
        above: &Above,
        claim: &mut Claim,
    ) -> Result<()> {
        let (open, count) = (&mut self.open, &mut self.count);
        let index = *self.by_key.entry(key).or_insert_with(|| {
            *count += 1;
            open.push((Piece { number: *count, label }, Writing::default()));
            open.len() - 1
        });
        let to = &mut self.open[index];
        write(to, context, above, claim, &mut self.numbers, &mut self.out, &mut self.pieces)
    }

    fn begin(&mut self) {
        self.count += 1;
        self.filled = 0;
        self.now = Some((Piece { number: self.count, label: None }, Writing::default()));
    }

    /// Completes the piece at hand.
    fn close(&mut self) -> Result<()> {
        if let Some((piece, mut writing)) = self.now.take() {
            self.replaced += writing.replaced;
            writing.close(0, &mut self.out);
            self.pieces.append(&piece, &self.out)?;
            self.out.clear();
            self.pieces.finish(&piece)?;
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<(P, Divided)> {
        self.close()?;
        for (piece, mut writing) in std::mem::take(&mut self.open) {
            self.replaced += writing.replaced;
            writing.close(0, &mut self.out);
            self.pieces.append(&piece, &self.out)?;
            self.out.clear();
            self.pieces.finish(&piece)?;
        }
        let divided = Divided { pieces: self.count - self.discarded, replaced: self.replaced };
        Ok((self.pieces, divided))
    }
}

/// Writes a claim, and above it what is not open yet.
fn write(
    (piece, writing): &mut (Piece, Writing),
    context: &Context,
    above: &Above,
    claim: &mut Claim,
    numbers: &mut Numbering,
    out: &mut Vec<u8>,
    pieces: &mut impl Pieces,
) -> Result<()> {
    writing.enter(context, numbers, out);
    writing.levels(above, out);
    writing.count(claim.segments);
    pieces.append(piece, out)?;
    out.clear();
    claim.give(|bytes| pieces.append(piece, bytes))
}

/// Who sends to whom, and whether it is a test.
fn partners(context: &Context) -> Vec<u8> {
    let isa = &context.envelopes[0].1;
    [5, 6, 7, 8, 15].map(|n| isa.element(n).trim_ascii_end()).join(&0)
}

/// What a claim has in common with the others of its piece, and how that may be called in a file name.
fn common(by: By, above: &Above) -> (Vec<u8>, Option<String>) {
    let facts = |n: usize| above[n].as_ref().map(|level| &level.facts);
    match by {
        By::Payer => identified(facts(1).and_then(|facts| facts.payer.as_ref()), &[b"PI", b"XV"], &[]),
        By::Provider => {
            let facts = facts(0);
            let tax = facts.map_or(&[][..], |facts| &facts.tax);
            identified(facts.and_then(|facts| facts.party.as_ref()), &[b"XX"], tax)
        }
        By::Patient => (patient(above), None),
        By::Transaction | By::Claim | By::Every(_) | By::Fate => (Vec::new(), None),
    }
}

/// By identifier; without one, by name and another number. A file is named by identifiers of these kinds only, which are
/// those of organisations and providers.
fn identified(nm1: Option<&Kept>, kinds: &[&[u8]], other: &[u8]) -> (Vec<u8>, Option<String>) {
    let Some(nm1) = nm1 else { return (normal(other), None) };
    let (kind, identifier) = (nm1.element(8), normal(nm1.element(9)));
    if identifier.is_empty() {
        let names = [3, 4, 5].map(|n| normal(nm1.element(n))).join(&0);
        return ([b"name".to_vec(), names, normal(other)].join(&0), None);
    }
    let label = kinds.contains(&kind).then(|| label(&identifier)).flatten();
    ([kind.to_vec(), identifier].join(&0), label)
}

fn label(identifier: &[u8]) -> Option<String> {
    let fit = |b: &&u8| b.is_ascii_alphanumeric() || **b == b'-';
    let text: String = identifier.iter().filter(fit).take(20).map(|&b| char::from(b)).collect();
    (!text.is_empty()).then_some(text)
}

/// Who a patient is: the subscriber's member identifier, and first name and date of birth of the patient; last and middle
/// name too where there is no member identifier.
fn patient(above: &Above) -> Vec<u8> {
    let subscriber = above[1].as_ref().map(|level| &level.facts);
    let patient = above[2].as_ref().map(|level| &level.facts).or(subscriber);
    let member = subscriber.and_then(|facts| facts.party.as_ref()).map(|nm1| normal(nm1.element(9)));
    let member = member.unwrap_or_default();
    let birth = patient.map_or(&[][..], |facts| &facts.birth);
    let names = patient.and_then(|facts| facts.party.as_ref());
    let name = |n: usize| names.map_or_else(Vec::new, |nm1| normal(nm1.element(n)));
    if member.is_empty() {
        [b"name".to_vec(), name(3), name(4), name(5), birth.to_vec()].join(&0)
    } else {
        [b"member".to_vec(), member, name(4), birth.to_vec()].join(&0)
    }
}

/// Capital letters, blanks around it gone.
fn normal(value: &[u8]) -> Vec<u8> {
    value.trim_ascii().to_ascii_uppercase()
}
