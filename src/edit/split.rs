//! Takes an 837 apart.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::model::ClaimType;
use crate::span::Position;
use crate::tree::{Cursor, Levels, Number, Parent, Part as TreePart, Roots, Stop};
use crate::x12::{Addressing, Envelopes, Item, Piece as InputPiece, Reader, Source};

use super::addressed;
use super::claim::Claim;
use super::complete::CompleteClaims;
use super::error::Result;
use super::fate::Accepted;
use super::intake::{Intake, breaks_off};
use super::kept::Kept;
use super::level::{Level, Loops};
use super::piece::{Context, Divided, Pieces};
use super::sort::{By, Sorter};
use crate::x12::Numbering;

/// Takes inputs apart into pieces, each of which is a complete 837.
///
/// A claim keeps its bytes. Above it stand the ISA, GS, ST and levels it stood under, with HL numbers, HL04 and trailers
/// made anew. Claims of different trading partners (ISA05 to ISA08, ISA15) never come into one piece, unless they are
/// divided by fate. Each interchange, group and transaction stays one of its own; an ISA13 that would then stand twice in
/// a piece is replaced by a free one, even if control numbers are kept. By transaction, a transaction stays as it is whole.
/// Where the pieces are addressed anew ([`Split::addressed`]), the partners are those that the pieces name.
///
/// Memory follows the number of pieces that are open, and the largest levels above a claim. A large claim waits in a
/// temporary file until it is complete.
#[derive(Debug)]
pub struct Split<P> {
    sorter: Sorter<P>,
    addressing: Addressing,
    temp_dir: Option<PathBuf>,
    /// Headers and levels read so far, so that each has a number of its own.
    ids: u64,
}

impl<P: Pieces> Split<P> {
    /// Writes pieces to `pieces`.
    pub fn new(by: By, numbers: Numbering, pieces: P) -> Self {
        let sorter = Sorter::new(by, numbers, pieces);
        Self { sorter, addressing: Addressing::default(), temp_dir: None, ids: 0 }
    }

    /// Names the folder for the temporary file that a very large claim waits in until it is complete.
    pub fn temp_dir(mut self, folder: Option<PathBuf>) -> Self {
        self.temp_dir = folder;
        self
    }

    /// Names another sender or receiver in the pieces, or says whether they are a test.
    pub fn addressed(mut self, addressing: Addressing) -> Self {
        self.addressing = addressing;
        self
    }

    /// Takes in an input. After an error, the claims before it are in their pieces.
    pub fn add<S: Source>(&mut self, reader: Reader<S>, intake: &mut Intake) -> Result<()> {
        self.add_judged(reader, &Accepted::default(), intake)
    }

    /// Takes in an input whose claims have been judged, for a division by fate.
    pub fn add_judged<S: Source>(
        &mut self,
        mut reader: Reader<S>,
        accepted: &Accepted,
        intake: &mut Intake,
    ) -> Result<()> {
        let mut envelopes = Envelopes::new();
        let mut adding = Adding {
            sorter: &mut self.sorter,
            ids: &mut self.ids,
            addressing: &self.addressing,
            temp_dir: self.temp_dir.as_deref(),
            accepted,
            intake,
            headers: Default::default(),
            transaction: None,
        };
        loop {
            match reader.next() {
                Ok(Some(InputPiece::Noise(noise))) => adding.intake.noise(&noise),
                Ok(Some(InputPiece::Segment(item))) => {
                    adding.intake.observe(&mut envelopes, &item);
                    adding.segment(&item, &envelopes)?;
                }
                Ok(None) => break,
                Err(error) => {
                    // What is at hand may lack its end.
                    adding.drop_open();
                    return Err(error.into());
                }
            }
        }
        if let Some(transaction) = &adding.transaction {
            let last = transaction.last;
            adding.intake.cut_off.push(last);
            adding.break_off()?;
        }
        intake.finish(&mut envelopes);
        Ok(())
    }

    /// The numbers that the next envelopes get.
    pub fn numbers(&self) -> &Numbering {
        self.sorter.numbers()
    }

    /// Completes the pieces that are open, and says how many there are in all.
    pub fn finish(self) -> Result<(P, Divided)> {
        self.sorter.finish()
    }
}

/// An input being taken in.
struct Adding<'s, P> {
    sorter: &'s mut Sorter<P>,
    ids: &'s mut u64,
    addressing: &'s Addressing,
    temp_dir: Option<&'s Path>,
    accepted: &'s Accepted,
    intake: &'s mut Intake,
    /// ISA and GS at hand.
    headers: [Option<(u64, Arc<Kept>)>; 2],
    transaction: Option<Transaction>,
}

/// An 837 being read.
struct Transaction {
    cursor: Cursor<'static>,
    loops: Loops,
    context: Context,
    kind: ClaimType,
    levels: Levels<Arc<Level>>,
    part: Part,
    claims: CompleteClaims,
    /// By transaction: segments behind the last complete claim, and their lengths.
    held: (Vec<u8>, Vec<usize>),
    last: Position,
}

/// What is being read in a transaction.
enum Part {
    /// Up to the first level.
    Header,
    Level(TreePart, Level),
    Claim(Claim),
    /// What cannot be given to anyone.
    Lost,
}

impl<P: Pieces> Adding<'_, P> {
    fn id(&mut self) -> u64 {
        *self.ids += 1;
        *self.ids
    }

    fn segment(&mut self, item: &Item<'_>, envelopes: &Envelopes) -> Result<()> {
        if breaks_off(item) {
            if self.transaction.is_some() {
                self.intake.cut_off.push(item.position);
            }
            return self.break_off();
        }
        match item.segment.id() {
            b"ISA" => {
                self.end(None)?;
                let isa = addressed::interchange(item, self.addressing)?;
                self.headers = [Some((self.id(), Arc::new(isa))), None];
            }
            b"GS" => {
                self.end(None)?;
                let gs = addressed::group(item, self.addressing)?;
                self.headers[1] = Some((self.id(), Arc::new(gs)));
            }
            b"ST" => {
                self.end(None)?;
                self.begin(item, envelopes)?;
            }
            b"SE" => self.end(Some(&Kept::of(item)))?,
            b"GE" => {
                self.end(None)?;
                self.headers[1] = None;
            }
            b"IEA" => {
                self.end(None)?;
                self.headers = Default::default();
            }
            _ => self.inside(item)?,
        }
        Ok(())
    }

    fn begin(&mut self, item: &Item<'_>, envelopes: &Envelopes) -> Result<()> {
        let Some(open) = envelopes.transaction() else { return Ok(()) };
        let Some(guide) = self.intake.guide(open) else { return Ok(()) };
        let [Some(isa), Some(gs)] = self.headers.clone() else {
            self.intake.transactions -= 1;
            self.intake.headless.push(item.position);
            return Ok(());
        };
        let st = (self.id(), Arc::new(Kept::of(item)));
        let mut cursor = Cursor::new(guide.places(), Roots::of(guide));
        cursor.place(&item.segment);
        let context = Context { envelopes: [isa, gs, st], header: Arc::default(), header_segments: 0 };
        if self.sorter.by() == By::Transaction {
            self.sorter.open_transaction(&context)?;
        }
        let loops = Loops::of(guide);
        self.transaction = Some(Transaction {
            cursor,
            loops,
            context,
            kind: guide.kind,
            levels: Levels::default(),
            part: Part::Header,
            claims: CompleteClaims::default(),
            held: Default::default(),
            last: item.position,
        });
        Ok(())
    }

    fn inside(&mut self, item: &Item<'_>) -> Result<()> {
        let Some(transaction) = self.transaction.as_mut() else { return Ok(()) };
        let stop = transaction.cursor.place(&item.segment);
        transaction.last = item.position;
        self.intake.unplaced += u64::from(stop.placed.row.is_none());
        if self.sorter.by() == By::Transaction {
            if stop.begins == Some(TreePart::Claim) {
                self.intake.claims += 1;
                self.intake.count.begin_raw(transaction.kind, item.segment.element(2));
            }
            if transaction.claims.observe(item.segment.id()) {
                self.put_held()?;
            }
            if let Some(transaction) = &mut self.transaction {
                transaction.held.0.extend_from_slice(item.raw);
                transaction.held.1.push(item.raw.len());
            }
            return Ok(());
        }
        if stop.placed.row.is_none() && item.segment.id() == b"HL" {
            self.intake.unknown_levels.push(item.position);
            self.seal()?;
            if let Some(transaction) = &mut self.transaction {
                let [number, above] = [1, 2].map(|n| Number::of(item.segment.element(n)));
                transaction.levels.odd(number, above);
                transaction.part = Part::Lost;
            }
            return Ok(());
        }
        if let Some(begins) = stop.begins {
            self.turn(item, begins, !stop.missing.is_empty())?;
        }
        if let Some(transaction) = &mut self.transaction {
            transaction.push(item, &stop, self.temp_dir)?;
        }
        Ok(())
    }

    /// Ends the part at hand, as another one begins.
    fn turn(&mut self, item: &Item<'_>, begins: TreePart, without_hl: bool) -> Result<()> {
        self.seal()?;
        let id = self.id();
        let Some(transaction) = &mut self.transaction else { return Ok(()) };
        transaction.cursor.turn(begins);
        let held = transaction.levels.held();
        transaction.part = match begins.level() {
            Some(_) => {
                let [number, above] = [1, 2].map(|n| Number::of(item.segment.element(n)));
                let is_level = item.segment.id() == b"HL";
                let parent =
                    if is_level { transaction.levels.open(begins, number, above) } else { Parent::Unknown };
                if transaction.levels.stands(begins) && !without_hl {
                    let found = matches!(parent, Parent::None | Parent::Known);
                    self.intake.unknown_parents += u64::from(!found);
                    Part::Level(begins, Level::new(id, item))
                } else {
                    // Behind a level that is not understood, or first in the transaction.
                    if !matches!(transaction.part, Part::Lost) {
                        self.intake.unknown_levels.push(item.position);
                    }
                    Part::Lost
                }
            }
            // Claims of a level that is lost are lost with it.
            None if matches!(transaction.part, Part::Lost) || held.iter().all(Option::is_none) => Part::Lost,
            None => {
                self.intake.count.begin_raw(transaction.kind, item.segment.element(2));
                Part::Claim(Claim::new(item.position.offset))
            }
        };
        Ok(())
    }

    /// The part at hand is complete.
    fn seal(&mut self) -> Result<()> {
        let Some(transaction) = &mut self.transaction else { return Ok(()) };
        match std::mem::replace(&mut transaction.part, Part::Header) {
            // Only before the first part; what is put in its place follows at once.
            Part::Header => Ok(()),
            Part::Level(part, level) => {
                transaction.levels.seal(part, Arc::new(level));
                Ok(())
            }
            Part::Claim(mut claim) => {
                self.intake.claims += 1;
                self.intake.count.end();
                let Transaction { context, levels, .. } = transaction;
                let accepted = self.accepted.contains(claim.offset);
                self.sorter.claim(context, &levels.held(), &mut claim, accepted)
            }
            Part::Lost => {
                transaction.part = Part::Lost;
                Ok(())
            }
        }
    }

    /// The transaction is complete.
    fn end(&mut self, trailer: Option<&Kept>) -> Result<()> {
        if self.transaction.is_none() {
            return Ok(());
        }
        self.seal()?;
        self.intake.count.end();
        self.put_held()?;
        self.transaction = None;
        self.sorter.close_transaction(trailer)
    }

    /// By transaction: what is held belongs to complete claims.
    fn put_held(&mut self) -> Result<()> {
        let Some(transaction) = &mut self.transaction else { return Ok(()) };
        let (bytes, lengths) = &mut transaction.held;
        let mut rest = &bytes[..];
        for length in lengths.drain(..) {
            let (raw, behind) = rest.split_at(length);
            self.sorter.transaction(raw)?;
            rest = behind;
        }
        bytes.clear();
        Ok(())
    }

    /// The input breaks off: the claim at hand is not complete, those before it are.
    fn break_off(&mut self) -> Result<()> {
        self.intake.count.drop_open();
        match self.transaction.take() {
            Some(transaction) if self.sorter.by() == By::Transaction && transaction.claims.any => {
                self.intake.claims -= 1;
                self.sorter.close_transaction(None)
            }
            transaction => {
                self.transaction = transaction;
                self.drop_open();
                Ok(())
            }
        }
    }

    /// Throws away the part at hand, which is not complete, and what follows it in its transaction.
    fn drop_open(&mut self) {
        self.intake.count.drop_open();
        if self.transaction.take().is_some() {
            self.sorter.drop_transaction();
        }
    }
}

impl Transaction {
    fn push(&mut self, item: &Item<'_>, stop: &Stop, temp_dir: Option<&Path>) -> Result<()> {
        match &mut self.part {
            Part::Header => {
                Arc::make_mut(&mut self.context.header).extend_from_slice(item.raw);
                self.context.header_segments += 1;
            }
            // The HL itself is in the level already.
            Part::Level(..) if stop.begins.is_some() => {}
            Part::Level(_, level) => level.push(item, stop.placed, &self.loops),
            Part::Claim(claim) => claim.push(item, temp_dir)?,
            Part::Lost => {}
        }
        Ok(())
    }
}
