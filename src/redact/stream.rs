//! An input, segment by segment, with the levels above a claim and the claim held until it is known whose they are.

use std::io::Write;

use crate::guide::{Guide, RowId, registry};
use crate::limits::PartLimit;
use crate::meter::{ClaimCount, Meter};
use crate::model::ClaimType;
use crate::span::Position;
use crate::tree::{Cursor, Part, Roots};
use crate::x12::{Charset, Delimiters, Item, Noise, Piece, Reader, Segment, Source};

use super::days::{self, Dating};
use super::error::RedactError;
use super::patient::Whose;
use super::places::Places;
use super::segment::{At, redact};
use super::surrogates::{Mode, Numbers};
use super::values::{Kept, Values};

/// How an input is redacted.
#[derive(Clone, Debug)]
pub struct Options {
    /// By rule or by key.
    pub mode: Mode,
    /// Pseudonyms: by how many days dates go back at most.
    pub most_days: u64,
    /// Pseudonyms: each family's dates go back by days of their own; else all by the same.
    pub per_family: bool,
    /// How text is encoded.
    pub charset: Charset,
    /// The largest claim, with the levels above it.
    pub limit: PartLimit,
    /// What stays as it is.
    pub kept: Kept,
    /// Safe harbor: the year by which ages over 89 are known where an input names none.
    pub year: i32,
    /// Who is told of claims.
    pub meter: Meter,
}

/// What was done to an input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redacted {
    /// 837 claims.
    pub claims: u64,
    /// They by kind, and what they charge.
    pub count: ClaimCount,
    /// Transactions: claims and acknowledgments.
    pub transactions: u64,
    /// Interchange acknowledgments (TA1).
    pub interchanges_acknowledged: u64,
    /// Where the input breaks off, if it does.
    pub cut_off: Option<Position>,
}

/// Redacts inputs: one value becomes the same in all of them.
#[derive(Debug)]
pub struct Redactor {
    options: Options,
    pub(super) numbers: Numbers,
    /// Whose dates were asked for last, and by how many days they go back.
    last_days: Option<(Option<String>, u64)>,
}

impl Redactor {
    /// Nothing was replaced yet.
    pub fn new(options: Options) -> Self {
        Self { numbers: Numbers::new(&options.mode), options, last_days: None }
    }

    /// Copies an input with surrogates.
    pub fn file<S: Source, W: Write>(
        &mut self,
        mut reader: Reader<S>,
        out: &mut W,
    ) -> Result<Redacted, RedactError> {
        let mut stream = Stream::new(self, out);
        loop {
            match reader.next()? {
                Some(Piece::Segment(item)) => stream.segment(&item)?,
                Some(Piece::Noise(noise)) => stream.noise(&noise)?,
                None => return stream.finish(),
            }
        }
    }

    fn dating(&mut self, whose: Option<&Whose>, year: i32) -> Dating {
        match self.options.mode {
            Mode::SafeHarbor => Dating::Year(year),
            Mode::Pseudonym(_) => {
                let key = whose.filter(|_| self.options.per_family).and_then(Whose::key);
                if let Some((_, days)) = self.last_days.as_ref().filter(|(last, _)| *last == key) {
                    return Dating::Earlier(*days);
                }
                let days = days::earlier(&self.numbers, key.as_deref(), self.options.most_days);
                self.last_days = Some((key, days));
                Dating::Earlier(days)
            }
        }
    }
}

struct Stream<'r, W> {
    redactor: &'r mut Redactor,
    out: &'r mut W,
    line: Vec<u8>,
    group_version: String,
    /// The 837 at hand.
    claims: Option<Claims>,
    /// In an acknowledgment.
    in_acknowledgment: bool,
    whose: Whose,
    /// The latest year that the envelopes name.
    year: Option<i32>,
    is_open: bool,
    last: Position,
    done: Redacted,
}

/// An 837.
struct Claims {
    places: &'static Places,
    cursor: Cursor<'static>,
    kind: ClaimType,
    /// What waits until the claim is complete.
    held: Vec<Held>,
    bytes: u64,
    has_claim: bool,
}

/// A segment that waits, or bytes between segments.
struct Held {
    raw: Vec<u8>,
    /// Where elements end; empty for bytes that are no segment.
    ends: Vec<u32>,
    delimiters: Delimiters,
    row: Option<RowId>,
}

impl<'r, W: Write> Stream<'r, W> {
    fn new(redactor: &'r mut Redactor, out: &'r mut W) -> Self {
        let done = Redacted { count: ClaimCount::on(&redactor.options.meter), ..Redacted::default() };
        Self {
            redactor,
            out,
            line: Vec::new(),
            group_version: String::new(),
            claims: None,
            in_acknowledgment: false,
            whose: Whose::default(),
            year: None,
            is_open: false,
            last: Position::default(),
            done,
        }
    }

    fn segment(&mut self, item: &Item<'_>) -> Result<(), RedactError> {
        let segment = &item.segment;
        self.last = item.position;
        if !item.terminated && segment.id() != b"IEA" {
            self.done.cut_off.get_or_insert(item.position);
        }
        match segment.id() {
            b"ISA" | b"GS" | b"ST" | b"SE" | b"GE" | b"IEA" | b"TA1" => self.envelope(item),
            _ if self.claims.is_some() => self.inside(item),
            _ => {
                if self.in_acknowledgment {
                    self.whose.acknowledged(segment);
                }
                let dating = self.dating();
                self.put(segment, behind(item), At::Foreign, dating)
            }
        }
    }

    fn envelope(&mut self, item: &Item<'_>) -> Result<(), RedactError> {
        self.end_claims()?;
        self.in_acknowledgment = false;
        let segment = &item.segment;
        let element = |n: usize| String::from_utf8_lossy(segment.element(n)).trim().to_owned();
        match segment.id() {
            b"ISA" => (self.year, self.is_open) = (days::year(&element(9)), true),
            b"IEA" => self.is_open = false,
            b"TA1" => self.done.interchanges_acknowledged += 1,
            b"GS" => {
                self.group_version = element(8);
                self.year = self.year.max(days::year(&element(4)));
            }
            b"ST" => self.start(item, &element(1), &element(3))?,
            _ => {}
        }
        let year = self.year.unwrap_or(self.redactor.options.year);
        let dating = self.redactor.dating(None, year);
        self.put(segment, behind(item), At::Foreign, dating)
    }

    fn start(&mut self, item: &Item<'_>, code: &str, version: &str) -> Result<(), RedactError> {
        let version = if version.is_empty() { &self.group_version } else { version };
        self.whose = Whose::default();
        match registry::of_transaction(code, version) {
            Some(guide) => self.claims = Some(Claims::new(guide, &item.segment)),
            None if matches!(code, "999" | "997" | "277") => self.in_acknowledgment = true,
            None => {
                let (code, version) = (code.to_owned(), version.to_owned());
                let (position, before) = (item.position, self.done.transactions);
                return Err(RedactError::Foreign { code, version, position, before });
            }
        }
        self.done.transactions += 1;
        Ok(())
    }

    /// A segment of an 837.
    fn inside(&mut self, item: &Item<'_>) -> Result<(), RedactError> {
        let Some(claims) = &mut self.claims else { return Ok(()) };
        let (stop, kind) = (claims.cursor.place(&item.segment), claims.kind);
        if let Some(part) = stop.begins {
            claims.cursor.turn(part);
            // The first claim below a level may say whose the level's dates are.
            if claims.has_claim || part < Part::Patient {
                self.flush()?;
            }
            self.whose.begin(part);
            if part == Part::Claim {
                self.done.claims += 1;
                self.done.count.begin_raw(kind, item.segment.element(2));
            }
        }
        let Some(claims) = &mut self.claims else { return Ok(()) };
        claims.has_claim |= stop.begins == Some(Part::Claim);
        self.whose.take(stop.part, &item.segment);
        if item.segment.id() == b"BHT" {
            let date = String::from_utf8_lossy(item.segment.element(4)).into_owned();
            self.year = self.year.max(days::year(&date));
        }
        claims.bytes += item.raw.len() as u64;
        if claims.bytes > self.redactor.options.limit.bytes
            || claims.held.len() as u64 > self.redactor.options.limit.segments
        {
            return Err(RedactError::TooLarge(item.position));
        }
        claims.held.push(Held {
            raw: item.raw.to_vec(),
            ends: item.segment.ends().to_vec(),
            delimiters: item.segment.delimiters(),
            row: stop.placed.row,
        });
        Ok(())
    }

    fn noise(&mut self, noise: &Noise<'_>) -> Result<(), RedactError> {
        let raw: Vec<u8> = noise.raw.iter().map(|b| hidden(*b, noise.is_blank())).collect();
        let Some(claims) = &mut self.claims else { return Ok(self.out.write_all(&raw)?) };
        claims.bytes += raw.len() as u64;
        let delimiters = Delimiters::STANDARD;
        claims.held.push(Held { raw, ends: Vec::new(), delimiters, row: None });
        Ok(())
    }

    /// Writes what waits: whose it is is known.
    fn flush(&mut self) -> Result<(), RedactError> {
        let Some(claims) = &mut self.claims else { return Ok(()) };
        let (held, places) = (std::mem::take(&mut claims.held), claims.places);
        (claims.bytes, claims.has_claim) = (0, false);
        let dating = self.dating();
        for held in held {
            if held.ends.is_empty() {
                self.out.write_all(&held.raw)?;
                continue;
            }
            let end = held.ends.last().map_or(0, |end| *end as usize);
            let (body, rest) = held.raw.split_at(end.min(held.raw.len()));
            let segment = Segment::new(body, &held.ends, held.delimiters);
            let at = held.row.map_or(At::Nowhere(places), |row| At::Row(places, row));
            self.put(&segment, rest, at, dating)?;
        }
        Ok(())
    }

    /// How the dates of whoever is at hand change.
    fn dating(&mut self) -> Dating {
        let year = self.year.max(self.whose.year).unwrap_or(self.redactor.options.year);
        self.redactor.dating(Some(&self.whose), year)
    }

    fn put(&mut self, segment: &Segment<'_>, rest: &[u8], at: At, dating: Dating) -> Result<(), RedactError> {
        let Redactor { numbers, options, .. } = &mut *self.redactor;
        let mut values = Values { numbers, dating, charset: options.charset, kept: &options.kept };
        self.line.clear();
        redact(segment, at, &mut values, &mut self.line);
        self.line.extend_from_slice(rest);
        Ok(self.out.write_all(&self.line)?)
    }

    fn end_claims(&mut self) -> Result<(), RedactError> {
        self.flush()?;
        self.claims = None;
        self.done.count.end();
        self.whose = Whose::default();
        Ok(())
    }

    fn finish(mut self) -> Result<Redacted, RedactError> {
        self.end_claims()?;
        if self.is_open {
            self.done.cut_off.get_or_insert(self.last);
        }
        Ok(self.done)
    }
}

impl Claims {
    fn new(guide: &'static Guide, st: &Segment<'_>) -> Self {
        let mut cursor = Cursor::new(guide.places(), Roots::of(guide));
        cursor.place(st);
        Self {
            places: Places::of(guide),
            cursor,
            kind: guide.kind,
            held: Vec::new(),
            bytes: 0,
            has_claim: false,
        }
    }
}

/// What stands behind a segment: its terminator and white space.
fn behind<'i>(item: &Item<'i>) -> &'i [u8] {
    &item.raw[item.segment.bytes().len()..]
}

/// Bytes that are no segment may be anything; white space and byte order marks stay.
fn hidden(byte: u8, is_blank: bool) -> u8 {
    if is_blank || byte.is_ascii_whitespace() { byte } else { b'X' }
}
