//! Claims out of segments, one after the other, with the parts above them.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::guide::{LoopId, Placed, RowId, registry};
use crate::limits::PartLimit;
use crate::model::{Source, Text};
use crate::span::Position;
use crate::tree::{self, Cursor, Levels, Number, Parent, Part};
use crate::x12::{
    Charset, Delimiters, Envelopes, Error, Fault, Item, Measure, Piece, Reader, Source as Input,
};

use super::anew::{self, Anew};
use super::block::Block;
use super::bound_guide::BoundGuide;
use super::empty::EmptyRun;
use super::event::{Event, Foreign, Notice};
use super::headers::Headers;
use super::raw::RawClaim;
use super::repeats::Repeats;
use super::surroundings::{Surroundings, line_end, white};
use super::text::decode;

/// Reads an input claim by claim. Memory follows the largest claim and the parts above it, never the input.
#[derive(Debug)]
pub struct Claims<S> {
    reader: Reader<S>,
    envelopes: Envelopes,
    file: Option<String>,
    encoding: Charset,
    /// ISA and GS of the interchange and group at hand, for the headers of their transactions.
    envelope: Block,
    line_end: Arc<str>,
    headers: Headers,
    transaction: Option<Transaction>,
    events: VecDeque<Event>,
    around: Surroundings,
    /// A fatal error that is reported once the events before it are.
    failed: Option<Error>,
    measure: Measure,
    empty: EmptyRun,
    ended: bool,
}

/// An 837 being read.
#[derive(Debug)]
struct Transaction {
    bound: &'static BoundGuide,
    cursor: Cursor<'static>,
    delimiters: Delimiters,
    /// Segments of the part at hand.
    block: Block,
    header: Option<Arc<Block>>,
    levels: Levels<Arc<Block>>,
    anew: Anew,
    repeats: Repeats,
    /// The claim at hand, its own segments still coming.
    claim: Option<Box<RawClaim>>,
    /// A segment of the part at hand that has no end.
    cut: Option<Position>,
}

impl<S: Input> Claims<S> {
    /// Reads claims of `file`, the name as the user gave it.
    pub fn new(reader: Reader<S>, file: Option<String>, encoding: Charset) -> Self {
        Self {
            reader,
            envelopes: Envelopes::default(),
            file,
            encoding,
            envelope: Block::new(Delimiters::STANDARD),
            line_end: Arc::from("\n"),
            headers: Headers::default(),
            transaction: None,
            events: VecDeque::new(),
            around: Surroundings::default(),
            failed: None,
            measure: Measure::default(),
            empty: EmptyRun::default(),
            ended: false,
        }
    }

    /// Refuses claims that are larger than this.
    pub fn limit(self, limit: PartLimit) -> Self {
        Self { measure: Measure::new(limit), ..self }
    }

    /// Takes in one piece.
    fn step(&mut self) -> Result<(), Error> {
        let Some(piece) = self.reader.next()? else {
            self.ended = true;
            self.around.waits = false;
            self.events.extend(self.empty.end().map(Event::Notice));
            if let Some(transaction) = &mut self.transaction {
                transaction.break_off();
            }
            close(&mut self.transaction, &mut self.events);
            self.events.extend(notices(self.envelopes.finish()));
            return Ok(());
        };
        match piece {
            Piece::Noise(noise) => {
                if !self.around.inside {
                    self.around.noise(noise.raw, &mut self.events);
                }
                if !noise.is_blank() {
                    let notice =
                        Notice::Noise { offset: noise.offset, line: noise.line, length: noise.raw.len() };
                    self.events.push_back(Event::Notice(notice));
                }
            }
            Piece::Segment(item) => {
                let faults = self.envelopes.observe(&item);
                let is_told = !faults.is_empty();
                if is_told {
                    self.events.extend(notices(faults));
                }
                if item.segment.bytes().is_empty() {
                    if self.empty.counts(&item) {
                        return Ok(());
                    }
                } else if self.empty.count > 0 {
                    self.events.extend(self.empty.end().map(Event::Notice));
                }
                self.measure.observe(&item)?;
                let mut taking = Taking {
                    envelopes: &self.envelopes,
                    file: self.file.as_ref(),
                    encoding: self.encoding,
                    envelope: &mut self.envelope,
                    line_end: &mut self.line_end,
                    headers: &mut self.headers,
                    transaction: &mut self.transaction,
                    events: &mut self.events,
                    around: &mut self.around,
                };
                taking.take(&item, is_told);
            }
        }
        Ok(())
    }
}

impl<S: Input> Iterator for Claims<S> {
    type Item = Result<Event, Error>;

    /// The next thing the input holds. Behind an error that stops the reading there is nothing.
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if !self.around.waits
                && let Some(event) = self.events.pop_front()
            {
                return Some(Ok(event));
            }
            if let Some(error) = self.failed.take() {
                return Some(Err(error));
            }
            if self.ended {
                return None;
            }
            if let Err(error) = self.step() {
                self.around.waits = false;
                self.ended = true;
                self.failed = Some(error);
            }
        }
    }
}

/// A step's view of the state: all of it but the reader, whose buffer the segment borrows.
struct Taking<'s> {
    envelopes: &'s Envelopes,
    file: Option<&'s String>,
    encoding: Charset,
    envelope: &'s mut Block,
    line_end: &'s mut Arc<str>,
    headers: &'s mut Headers,
    transaction: &'s mut Option<Transaction>,
    events: &'s mut VecDeque<Event>,
    around: &'s mut Surroundings,
}

impl Taking<'_> {
    /// `is_told`: something is wrong with the envelopes here, and that has been said.
    fn take(&mut self, item: &Item<'_>, is_told: bool) {
        let id = item.segment.id();
        if !matches!(id, b"SE" | b"GE" | b"IEA") {
            self.around.waits = false;
        }
        match id {
            b"ISA" => {
                close(self.transaction, self.events);
                self.around.inside = true;
                *self.line_end = line_end(item);
                self.envelope.restart(item.segment.delimiters());
                self.opened(item);
            }
            b"GS" => {
                close(self.transaction, self.events);
                self.envelope.truncate(1);
                self.opened(item);
            }
            b"ST" => {
                close(self.transaction, self.events);
                self.headers.open("ST");
                self.events.push_back(Event::Opened(single(item)));
                self.start(item);
            }
            b"SE" | b"GE" | b"IEA" => {
                close(self.transaction, self.events);
                self.around.trailer(item, self.line_end, self.events);
                if self.around.waits && !is_told {
                    self.events.extend(anew::trailer(item, self.envelopes).map(Event::Notice));
                }
            }
            _ => self.inside(item),
        }
    }

    fn opened(&mut self, item: &Item<'_>) {
        self.headers.open(if item.segment.id() == b"ISA" { "ISA" } else { "GS" });
        self.envelope.push(&item.segment, (None, LoopId(0), false), item.position);
        white(self.envelope, item, self.line_end);
        self.events.push_back(Event::Opened(single(item)));
    }

    /// ST: the guide is known from here on, so the envelope gets its places too.
    fn start(&mut self, item: &Item<'_>) {
        let Some(open) = self.envelopes.transaction() else { return };
        let (code, version) = (open.code.clone(), open.version.clone());
        let Some(guide) = registry::of_transaction(&code, &version) else {
            self.events.push_back(Event::Foreign(Foreign { code, version, position: item.position }));
            return;
        };
        let bound = BoundGuide::of(guide);
        let mut transaction = Transaction {
            bound,
            cursor: Cursor::new(bound.places, *bound.roots()),
            delimiters: item.segment.delimiters(),
            block: Block::new(item.segment.delimiters()),
            header: None,
            levels: Levels::default(),
            anew: Anew::default(),
            repeats: Repeats::default(),
            claim: None,
            cut: None,
        };
        for n in 0..self.envelope.len() {
            let segment = self.envelope.segment(n);
            let (row, in_loop) = tree::envelope(guide, segment.id()).unzip();
            let place = (row, in_loop.unwrap_or(LoopId(0)), true);
            transaction.block.push(&segment, place, self.envelope.entry(n).position);
            if let Some((_, text)) = self.envelope.white().find(|(entry, _)| *entry == n) {
                transaction.block.odd_white(text.as_bytes());
            }
        }
        let stop = transaction.cursor.place(&item.segment);
        transaction.block.push(&item.segment, place(stop.placed), item.position);
        white(&mut transaction.block, item, self.line_end);
        *self.transaction = Some(transaction);
    }

    fn inside(&mut self, item: &Item<'_>) {
        // What is in a foreign transaction or outside of all is counted with it, or reported by the envelopes.
        let Some(transaction) = self.transaction.as_mut() else { return };
        if !item.terminated {
            transaction.cut = Some(item.position);
        }
        let stop = transaction.cursor.place(&item.segment);
        if stop.placed.row.is_none() {
            self.unplaced(item, stop.placed.in_loop);
        } else if let Some(part) = stop.begins {
            self.begin(part, stop.missing, item);
        }
        if let Some(transaction) = self.transaction.as_mut() {
            transaction.block.push(&item.segment, place(stop.placed), item.position);
            white(&mut transaction.block, item, self.line_end);
        }
    }

    #[cold]
    fn unplaced(&mut self, item: &Item<'_>, in_loop: LoopId) {
        let Some(transaction) = self.transaction.as_mut() else { return };
        let notice = transaction.cursor.why_unplaced().map(|reason| Notice::Unplaced {
            id: decode(item.segment.id(), self.encoding).0.into_owned(),
            position: item.position,
            in_loop: transaction.bound.guide.loop_(in_loop).id.clone(),
            reason,
        });
        self.events.extend(notice.map(Event::Notice));
        if transaction.bound.roots().is_odd(transaction.bound.guide, &item.segment) {
            let [number, above] = [1, 2].map(|n| Number::of(item.segment.element(n)));
            transaction.levels.odd(number, above);
            transaction.anew.odd();
        }
    }

    /// A part ends and another begins.
    fn begin(&mut self, part: Part, missing: &[Part], item: &Item<'_>) {
        let Some(transaction) = self.transaction.as_mut() else { return };
        let before = transaction.cursor.part();
        transaction.seal(Some(part), self.events);
        transaction.cursor.turn(part);
        if let Some(header) = transaction.header.as_ref().filter(|_| before == Part::Header) {
            self.headers.complete(header);
        }
        if let Some(first) = missing.first() {
            let notice = Notice::MissingLevel { level: *first, position: item.position };
            self.events.push_back(Event::Notice(notice));
            for level in missing {
                transaction.levels.assume(*level);
                transaction.anew.assume(*level);
            }
        }
        if missing.contains(&part) {
            return;
        }
        if part != Part::Claim {
            let [number, above] = [1, 2].map(|n| Number::of(item.segment.element(n)));
            transaction.anew.level(part, &item.segment, item.position, self.events);
            let parent = transaction.levels.open(part, number, above);
            if matches!(parent, Parent::Forgotten | Parent::Unknown) {
                self.events.push_back(Event::Notice(Notice::UnknownParent(item.position)));
            }
            return;
        }
        let header =
            transaction.header.clone().unwrap_or_else(|| Arc::new(Block::new(transaction.delimiters)));
        let control = |number: Option<&str>| number.map(str::trim).filter(|n| !n.is_empty()).map(Text::from);
        let [provider, subscriber, patient] = transaction.levels.held();
        transaction.claim = Some(Box::new(RawClaim {
            bound: transaction.bound,
            encoding: self.encoding,
            delimiters: transaction.delimiters,
            line_end: self.line_end.clone(),
            header,
            provider,
            subscriber,
            patient,
            claim: Block::new(transaction.delimiters),
            opens: self.headers.repeated().or(transaction.repeats.take()),
            source: Source {
                file: self.file.cloned(),
                interchange: control(self.envelopes.interchange().map(|open| &*open.control)),
                group: control(self.envelopes.group().map(|open| &*open.control)),
                transaction: control(self.envelopes.transaction().map(|open| &*open.control)),
                offset: item.position.offset,
                segment: item.position.ordinal,
            },
            around: self.around.first(),
        }));
    }
}

impl Transaction {
    /// The input ends here, before the transaction does: nobody knows what the claim at hand lacks.
    fn break_off(&mut self) {
        let last = self.block.len().checked_sub(1);
        let at = last.filter(|_| self.claim.is_some()).map(|last| self.block.entry(last).position);
        self.cut = self.cut.or(at);
    }

    /// Ends the part at hand; `next` is the one that begins.
    fn seal(&mut self, next: Option<Part>, events: &mut VecDeque<Event>) {
        self.block.build(self.bound);
        match self.cursor.part() {
            Part::Header => self.header = Some(Arc::new(self.block.clone())),
            Part::Claim => {
                let Some(mut claim) = self.claim.take() else { return self.block.clear() };
                if let Some(at) = self.cut {
                    let claim = self.block.entry(0).position;
                    events.push_back(Event::Notice(Notice::Incomplete { claim, at }));
                } else {
                    claim.claim = self.block.take();
                    events.push_back(Event::Claim(claim));
                }
            }
            level => {
                if next.is_none_or(|next| next <= level) {
                    events.push_back(Event::Notice(Notice::NoClaim(self.block.entry(0).position)));
                }
                let block = Arc::new(self.block.clone());
                self.repeats.seal(level, &block);
                self.levels.seal(level, block);
            }
        }
        self.block.clear();
    }
}

fn notices(faults: &[Fault]) -> impl Iterator<Item = Event> + '_ {
    Fault::causes(faults).map(|fault| Event::Notice(Notice::Envelope(fault.clone())))
}

/// Ends the transaction, and the claim at hand with it.
fn close(transaction: &mut Option<Transaction>, events: &mut VecDeque<Event>) {
    if let Some(mut transaction) = transaction.take() {
        transaction.seal(None, events);
        transaction.anew.end(Part::Header, events);
    }
}

fn place(placed: Placed) -> (Option<RowId>, LoopId, bool) {
    (placed.row, placed.in_loop, placed.opens)
}

fn single(item: &Item<'_>) -> Block {
    let mut block = Block::new(item.segment.delimiters());
    block.push(&item.segment, (None, LoopId(0), false), item.position);
    block
}
