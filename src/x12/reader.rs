//! Reads an input piece by piece: segments, and what stands between them and is none.
//!
//! LAW: the `raw` bytes of all pieces, one after the other, are the input, for any input and any way it arrives.
//! To keep it, every byte belongs to exactly one piece: a segment owns its terminator and the white space behind it.
//!
//! ADVICE FOR WHO CHANGES THIS. `step` looks at the window from `at` on and either names the next piece or asks for
//! more bytes; it takes nothing away. A decision may depend only on bytes that are there or on the end of the input,
//! never on how much the window happens to hold: what it needs to see before deciding is a constant. `Progress` lets
//! a long segment go on where its bytes ended, so that each byte is scanned once.

use super::error::{Error, ErrorKind};
use super::isa;
use super::lines::{self, Lines};
use super::source::{Slice, Source};
use super::start::{self, Opening};
use super::{Delimiters, Item, Noise, Piece, Scanner, Segment, is_white};
use crate::span::Position;

/// A segment with its terminator must fit into this many bytes. Real ones stay far below 10 KiB.
pub const LONGEST_SEGMENT: usize = 1 << 20;
/// White space behind a segment belongs to it up to this many bytes; also the longest piece of noise.
pub(super) const LONGEST_WHITE: usize = 1 << 16;
/// What a reader of a stream starts with.
const BUFFER: usize = 1 << 17;
/// A segment this long may hold an interchange that begins in its middle: ISA with terminator, and one byte before.
const MAY_HOLD_ISA: usize = 106;

/// Reads the pieces of an input, from a stream or from memory.
///
/// Memory follows the longest segment, never the input. Delimiters are read from each ISA.
///
/// ```
/// # use twinclaim::x12::{Piece, Reader};
/// let text = b"ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       \
///     *250102*1253*^*00501*000000905*0*P*:~\nIEA*0*000000905~\n";
/// let mut reader = Reader::from_slice(text);
/// let mut ids = Vec::new();
/// while let Some(piece) = reader.next()? {
///     if let Piece::Segment(item) = piece {
///         ids.push(item.segment.id().to_vec());
///     }
/// }
/// assert_eq!(ids, [b"ISA", b"IEA"]);
/// # Ok::<(), twinclaim::x12::Error>(())
/// ```
#[derive(Debug)]
pub struct Reader<S> {
    source: S,
    buffer: Vec<u8>,
    /// Bytes of `buffer` that hold input.
    filled: usize,
    /// Nothing comes behind the window.
    ended: bool,
    /// Offset of the window's first byte in the input.
    base: u64,
    /// Index in the window of the first byte that is in no piece yet.
    at: usize,
    lines: Lines,
    /// Offset of the first byte of the text line at hand.
    line_start: u64,
    state: State,
    delimiters: Delimiters,
    /// An input without ISA is read by the separators most senders use; whether it was.
    guesses: bool,
    guessed: bool,
    scanner: Scanner,
    ends: Vec<u32>,
    progress: Option<Progress>,
    ordinals: Ordinals,
}

/// Where in the input the reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Before everything; no delimiters are known.
    Start,
    /// Before everything; the caller has stated the delimiters.
    Stated,
    /// Inside an interchange.
    Inside,
    /// Behind an IEA.
    Between,
    /// Behind a fatal error.
    Failed,
}

/// What is known of the piece at `at`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Progress {
    /// Bytes without terminator.
    scanned: usize,
    /// Length of the segment, once its end was found.
    length: Option<usize>,
    /// Length with terminator and white space, as far as seen.
    raw: usize,
}

/// The counters behind [`Position::ordinal`].
#[derive(Clone, Copy, Debug, Default)]
struct Ordinals {
    interchange: u32,
    transaction: u32,
    in_transaction: bool,
}

enum Step {
    More,
    End,
    Found(Found),
}

#[derive(Clone, Copy)]
enum Found {
    /// `breaks` are the line breaks in it, if they are known.
    Segment {
        length: usize,
        raw: usize,
        terminated: bool,
        breaks: Option<u64>,
    },
    Noise(usize),
}

impl<S: Source> Reader<S> {
    /// Reads from a stream. It needs no buffer of its own.
    pub fn new(source: S) -> Self {
        Self {
            source,
            buffer: Vec::new(),
            filled: 0,
            ended: S::WHOLE,
            base: 0,
            at: 0,
            lines: Lines::new(),
            line_start: 0,
            state: State::Start,
            delimiters: Delimiters::STANDARD,
            guesses: false,
            guessed: false,
            scanner: Scanner::new(Delimiters::STANDARD),
            ends: Vec::with_capacity(64),
            progress: None,
            ordinals: Ordinals::default(),
        }
    }

    /// Reads an input that starts without ISA, with GS or ST, by these delimiters. An ISA changes them nevertheless.
    pub fn with_delimiters(mut self, delimiters: Delimiters) -> Self {
        self.delimiters = delimiters;
        self.scanner = Scanner::new(delimiters);
        self.state = State::Stated;
        self
    }

    /// Reads an input that starts without ISA, if it looks like segments, by the separators that most senders use.
    pub fn guessing(mut self) -> Self {
        self.guesses = true;
        self
    }

    /// Whether the input starts without ISA and is read by separators that were guessed.
    pub fn has_guessed(&self) -> bool {
        self.guessed
    }

    /// The delimiters of the last ISA, or those stated; none before.
    pub fn delimiters(&self) -> Option<Delimiters> {
        (self.state != State::Start).then_some(self.delimiters)
    }

    /// Offset of the first byte that no piece has covered yet.
    pub fn offset(&self) -> u64 {
        self.base + self.at as u64
    }

    /// The next piece; none at the end of the input.
    ///
    /// After a fault in the input nothing follows; after a failed read the call can be repeated.
    #[allow(clippy::should_implement_trait, reason = "an iterator cannot lend out its buffer")]
    #[allow(
        clippy::inline_always,
        reason = "a piece that is handed over in memory costs a tenth of all the time to collect claims"
    )]
    #[inline(always)]
    pub fn next(&mut self) -> Result<Option<Piece<'_>>, Error> {
        // What the slow way gives is small: a whole piece would come through memory, and the quick one's with it.
        if let Some(found) = self.step_fast() {
            return Ok(Some(self.take(found)));
        }
        match self.step_slowly()? {
            Some(found) => Ok(Some(self.take(found))),
            None => Ok(None),
        }
    }

    #[cold]
    fn step_slowly(&mut self) -> Result<Option<Found>, Error> {
        loop {
            match self.step()? {
                Step::Found(found) => return Ok(Some(found)),
                Step::More => self.fill()?,
                Step::End => return Ok(None),
            }
        }
    }

    /// Names the next piece if it is what nearly all pieces are: a segment in an interchange, no ISA and not very
    /// long, with at most one line end behind it, and all of it in the window.
    #[inline(always)]
    #[allow(
        clippy::inline_always,
        reason = "left to itself, the compiler makes the common path a third slower"
    )]
    fn step_fast(&mut self) -> Option<Found> {
        if self.state != State::Inside || self.progress.is_some() {
            return None;
        }
        let rest = &self.source.window(&self.buffer[..self.filled])[self.at..];
        if !rest.first().is_some_and(|&b| b > b' ' && b != b'I') {
            return None;
        }
        self.ends.clear();
        let visible = &rest[..rest.len().min(LONGEST_SEGMENT)];
        let (behind, segment) = self.scanner.segment(visible, 0, &mut self.ends).ok()?;
        let length = segment.bytes.len();
        let white = match behind {
            [b, ..] if *b > b' ' => 0,
            [b'\n', b, ..] if *b > b' ' => 1,
            [b'\r', b'\n', b, ..] if *b > b' ' => 2,
            _ => return None,
        };
        if length >= MAY_HOLD_ISA || segment.control {
            return None;
        }
        let raw = length + 1 + white;
        let breaks =
            if visible[length] > b' ' { u64::from(white > 0) } else { lines::breaks(&visible[length..raw]) };
        Some(Found::Segment { length, raw, terminated: true, breaks: Some(breaks) })
    }

    /// Names the next piece.
    fn step(&mut self) -> Result<Step, Error> {
        if self.progress.is_none() {
            self.ends.clear();
            if let Some(step) = self.open()? {
                return Ok(step);
            }
        }
        let progress = self.progress.unwrap_or_default();
        let rest = &self.source.window(&self.buffer[..self.filled])[self.at..];
        let length = if let Some(length) = progress.length {
            length
        } else {
            let scanned = progress.scanned;
            let visible = &rest[scanned..rest.len().min(LONGEST_SEGMENT)];
            match self.scanner.segment(visible, scanned as u32, &mut self.ends) {
                Ok((_, part)) => scanned + part.bytes.len(),
                Err(_) => return self.unterminated(scanned + visible.len()),
            }
        };
        if progress.length.is_none()
            && length >= MAY_HOLD_ISA
            && let Some(cut) = inner_isa(&rest[..=length])
        {
            return Ok(self.cut_at(cut));
        }
        Ok(self.white_behind(length))
    }

    /// What must be known before a piece is scanned: whether it is a segment at all, and whether it is an ISA.
    fn open(&mut self) -> Result<Option<Step>, Error> {
        let rest = &self.source.window(&self.buffer[..self.filled])[self.at..];
        let mut opening = match self.state {
            State::Start => start::at_input(rest, self.ended),
            State::Stated => start::at_stated(rest, self.ended),
            State::Inside => start::inside_interchange(rest, self.ended),
            State::Between => start::behind_interchange(rest, self.ended, self.delimiters),
            State::Failed => Opening::End,
        };
        if self.guesses
            && let Opening::Fault { at, fault: start::Fault::NoInterchange(_) } = opening
            && let Some(delimiters) = start::common_separators(&rest[at..])
        {
            (self.delimiters, self.scanner) = (delimiters, Scanner::new(delimiters));
            (self.state, self.guessed) = (State::Stated, true);
            opening = start::at_stated(rest, self.ended);
        }
        if self.state == State::Stated && opening != Opening::More {
            self.state = State::Inside;
        }
        Ok(Some(match opening {
            Opening::More => Step::More,
            Opening::End => Step::End,
            Opening::Noise(count) => Step::Found(Found::Noise(count)),
            Opening::Segment if self.state == State::Inside && rest.is_empty() => Step::End,
            Opening::Segment => return Ok(None),
            Opening::Interchange(header) => {
                self.ends.clear();
                let isa = rest[..header.length].iter().enumerate();
                let separators = isa.filter(|&(_, &byte)| byte == header.delimiters.element);
                self.ends.extend(separators.map(|(index, _)| index as u32));
                self.ends.push(header.length as u32);
                self.delimiters = header.delimiters;
                self.scanner = Scanner::new(header.delimiters);
                self.state = State::Inside;
                self.progress = Some(Progress { length: Some(header.length), ..Progress::default() });
                return Ok(None);
            }
            Opening::Fault { at, fault } => {
                let line = self.lines.line_behind(&rest[..at]);
                return Err(self.fail(fault.error(self.offset() + at as u64, line)));
            }
        }))
    }

    /// No terminator is in the first `seen` bytes.
    #[cold]
    fn unterminated(&mut self, seen: usize) -> Result<Step, Error> {
        if seen < LONGEST_SEGMENT && !self.ended {
            self.progress = Some(Progress { scanned: seen, ..Progress::default() });
            return Ok(Step::More);
        }
        let rest = &self.source.window(&self.buffer[..self.filled])[self.at..];
        match inner_isa(&rest[..seen]) {
            Some(cut) => Ok(self.cut_at(cut)),
            None if seen < LONGEST_SEGMENT => Ok(self.cut_at(seen)),
            None => {
                let (offset, line) = (self.offset(), self.lines.line());
                Err(self.fail(ErrorKind::SegmentTooLong { offset, line, limit: LONGEST_SEGMENT }))
            }
        }
    }

    /// The segment stops without terminator before `raw`, at the end of the input or before an ISA.
    #[cold]
    fn cut_at(&mut self, raw: usize) -> Step {
        let rest = &self.source.window(&self.buffer[..self.filled])[self.at..];
        if !rest[0].is_ascii_alphanumeric() {
            return Step::Found(Found::Noise(raw));
        }
        let length = rest[..raw].iter().rposition(|b| !matches!(b, b'\r' | b'\n')).map_or(0, |last| last + 1);
        self.end_at(length);
        Step::Found(Found::Segment { length, raw, terminated: false, breaks: None })
    }

    /// Adds the white space behind the segment to it.
    fn white_behind(&mut self, length: usize) -> Step {
        let rest = &self.source.window(&self.buffer[..self.filled])[self.at..];
        let most = length + 1 + LONGEST_WHITE;
        let mut raw = self.progress.map_or(0, |progress| progress.raw).max(length + 1);
        while raw < most && rest.get(raw).is_some_and(|&b| is_white(b)) {
            raw += 1;
        }
        if raw == rest.len() && raw < most && !self.ended {
            self.progress = Some(Progress { length: Some(length), raw, ..Progress::default() });
            return Step::More;
        }
        let length = self.without_cr(length);
        Step::Found(Found::Segment { length, raw, terminated: true, breaks: None })
    }

    /// Where LF is the terminator, a CR before it belongs to the line end and not to the last element.
    #[inline]
    fn without_cr(&mut self, length: usize) -> usize {
        if self.delimiters.segment != b'\n' || length == 0 {
            return length;
        }
        let window = self.source.window(&self.buffer[..self.filled]);
        if window[self.at + length - 1] != b'\r' {
            return length;
        }
        self.end_at(length - 1);
        length - 1
    }

    /// Ends the last element at `length`.
    fn end_at(&mut self, length: usize) {
        while self.ends.last().is_some_and(|&end| end as usize >= length) {
            self.ends.pop();
        }
        self.ends.push(length as u32);
    }

    /// Takes the piece that `step` has named.
    #[inline(always)]
    #[allow(
        clippy::inline_always,
        reason = "left to itself, the compiler makes the common path a third slower"
    )]
    fn take(&mut self, found: Found) -> Piece<'_> {
        let window = self.source.window(&self.buffer[..self.filled]);
        let (start, offset, line) = (self.at, self.base + self.at as u64, self.lines.line());
        let (Found::Segment { raw, .. } | Found::Noise(raw)) = found;
        self.at += raw;
        self.progress = None;
        let raw = &window[start..self.at];
        match found {
            Found::Segment { breaks: Some(breaks), .. } => self.lines.skip(breaks),
            _ => self.lines.pass(raw),
        }
        let column = u32::try_from(offset - self.line_start + 1).unwrap_or(u32::MAX);
        if self.lines.line() != line {
            let behind = raw.iter().rposition(|b| matches!(b, b'\r' | b'\n')).map_or(0, |at| at + 1);
            self.line_start = offset + behind as u64;
        }
        let Found::Segment { length, terminated, .. } = found else {
            return Piece::Noise(Noise { offset, line, raw });
        };
        let segment = Segment::new(&raw[..length], &self.ends, self.delimiters);
        if matches!(raw[0], b'S' | b'G' | b'I') {
            match segment.id() {
                b"IEA" => self.state = State::Between,
                b"GS" | b"ST" => self.state = State::Inside,
                _ => {}
            }
            self.ordinals.begin(segment.id());
        }
        let position = Position { offset, line, ordinal: self.ordinals.count(), column };
        if raw[0] == b'S' && segment.id() == b"SE" {
            self.ordinals.in_transaction = false;
        }
        Piece::Segment(Item { segment, position, raw, terminated })
    }

    /// Gets more bytes into the window.
    #[cold]
    fn fill(&mut self) -> Result<(), Error> {
        if self.filled == self.buffer.len() {
            // Moving less than half a buffer would mean moving the same bytes again and again.
            if self.at > 0 && self.at >= self.filled / 2 {
                self.buffer.copy_within(self.at..self.filled, 0);
                self.base += self.at as u64;
                self.filled -= self.at;
                self.at = 0;
            } else {
                self.buffer.resize((self.buffer.len() * 2).max(BUFFER), 0);
            }
        }
        let offset = self.base + self.filled as u64;
        match self.source.fill(&mut self.buffer[self.filled..]) {
            Ok(0) => self.ended = true,
            Ok(count) => self.filled += count,
            Err(source) => return Err(ErrorKind::Read { offset, source }.into()),
        }
        Ok(())
    }

    #[cfg(test)]
    pub(super) fn buffer_size(&self) -> usize {
        self.buffer.len()
    }

    #[cold]
    fn fail(&mut self, kind: ErrorKind) -> Error {
        self.state = State::Failed;
        self.progress = None;
        kind.into()
    }
}

impl<'a> Reader<Slice<'a>> {
    /// Reads from memory, without copying.
    pub fn from_slice(bytes: &'a [u8]) -> Self {
        Self::new(Slice(bytes))
    }
}

impl Ordinals {
    /// A segment that may begin or leave an envelope.
    fn begin(&mut self, id: &[u8]) {
        match id {
            b"ISA" => *self = Self::default(),
            b"ST" => (self.transaction, self.in_transaction) = (0, true),
            b"GS" | b"GE" | b"IEA" => self.in_transaction = false,
            _ => {}
        }
    }

    /// The ordinal of the next segment.
    #[inline]
    fn count(&mut self) -> u32 {
        self.interchange = self.interchange.saturating_add(1);
        self.transaction = self.transaction.saturating_add(1);
        if self.in_transaction { self.transaction } else { self.interchange }
    }
}

/// Where another interchange begins inside a segment, as in files that were cut off and joined.
#[cold]
fn inner_isa(bytes: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(bytes, "ISA").find(|&at| at > 0 && isa::stands_at(&bytes[at..]))
}
