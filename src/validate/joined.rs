//! Segments without a terminator between them: one finding for each, and what they hold is checked as if it were there.

use memchr::{memchr_iter, memrchr};

use crate::guide::{Guide, RowId, registry};
use crate::span::Position;
use crate::tree::Stop;
use crate::x12::{Item, Segment};

use super::cause::is_right;
use super::element::Memory;
use super::event::Level;
use super::fault::{Fault, SegmentFault};
use super::rules;
use super::tables::Tables;
use super::transport::plain;
use super::validator::{Sink, Validator, is_envelope};
use super::violation::{Site, Violation};

impl Validator<'_> {
    /// A segment of a transaction that holds others behind it. `starts` says where those begin.
    #[cold]
    pub(super) fn joined_segments(
        &mut self,
        item: &Item<'_>,
        stop: &Stop,
        starts: &[usize],
        sink: &mut Sink<'_>,
    ) {
        let Some(transaction) = &self.transaction else { return };
        let tables = transaction.tables;
        for (n, start) in [0].iter().chain(starts).enumerate() {
            let next = starts.get(n).copied();
            let ends = ends_of_piece(item, *start, next);
            let piece = piece(item, *start, next, &ends);
            if n == 0 {
                let site = Site {
                    segment: piece.segment,
                    position: piece.position,
                    row: stop.placed.row,
                    in_loop: Some(stop.placed.in_loop),
                    line: (stop.line > 0).then_some(stop.line),
                };
                if let Some(row) = site.row {
                    self.elements(tables, row, &site);
                }
                self.push(&piece, &site, stop);
            } else if is_envelope(piece.segment.id()) {
                self.segment(&piece, sink);
            } else {
                self.count_joined();
                self.inside(&piece, sink);
            }
            if let (Some(next), Some(at_hand)) = (next, self.part_at_hand())
                && let Some(last) = at_hand.len().checked_sub(1)
            {
                let violation = unterminated(&at_hand.site(last), item, next);
                self.violations.push(violation);
            }
        }
    }

    /// One segment more than the envelopes counted.
    fn count_joined(&mut self) {
        if let Some(transaction) = &mut self.transaction {
            transaction.joined += 1;
        }
    }

    /// A segment of an envelope, read as the segments that it holds. Whether it holds any behind it.
    pub(super) fn joined_envelope(&mut self, item: &Item<'_>, sink: &mut Sink<'_>) -> bool {
        let tables = Tables::of(registry::professional());
        let id = item.segment.id();
        // ISA is read by its widths.
        let row = tables.guide.segments.iter().position(|row| id != b"ISA" && row.id.as_bytes() == id);
        let Some(row) = row.map(|row| RowId(row as u16)) else { return false };
        let site = Site { row: Some(row), ..plain(item) };
        if is_right(&site, tables.row(row), tables.guide.row(row), Memory::default()) {
            return false;
        }
        let starts = joined(&site, tables, Memory::default());
        if starts.is_empty() {
            return false;
        }
        for (n, start) in [0].iter().chain(&starts).enumerate() {
            let next = starts.get(n).copied();
            let ends = ends_of_piece(item, *start, next);
            let piece = piece(item, *start, next, &ends);
            let missing = next.map(|next| unterminated(&plain(&piece), item, next));
            let (level, opens) = match piece.segment.id() {
                b"GS" => (Level::Group, true),
                b"GE" => (Level::Group, false),
                b"IEA" => (Level::Interchange, false),
                id => (Level::Transaction, id == b"ST"),
            };
            // What a header lacks is reported in what it opens, what a trailer lacks in what it closes.
            let (before, behind) = if opens { (None, missing) } else { (missing, None) };
            self.tell(before.into_iter().collect(), level, None, sink);
            self.segment(&piece, sink);
            self.tell(behind.into_iter().collect(), level, None, sink);
        }
        true
    }
}

/// The ends of the elements of a piece of a segment, up to where the next begins.
fn ends_of_piece(item: &Item<'_>, start: usize, next: Option<usize>) -> Vec<u32> {
    let bytes = item.segment.bytes();
    ends(&item.segment, start, next.map_or(bytes.len(), |next| line_end(bytes, next)))
}

/// A piece of a segment, up to where the next begins.
fn piece<'i>(item: &Item<'i>, start: usize, next: Option<usize>, ends: &'i [u32]) -> Item<'i> {
    let bytes = item.segment.bytes();
    let end = next.map_or(bytes.len(), |next| line_end(bytes, next));
    Item {
        segment: Segment::new(&bytes[start..end], ends, item.segment.delimiters()),
        position: place_in(item.position, &bytes[..start]),
        raw: &item.raw[start..next.unwrap_or(item.raw.len())],
        ..*item
    }
}

/// The position behind some bytes of a segment.
fn place_in(from: Position, before: &[u8]) -> Position {
    let column = match memrchr(b'\n', before) {
        Some(at) => (before.len() - at) as u32,
        None => from.column + before.len() as u32,
    };
    Position {
        offset: from.offset + before.len() as u64,
        line: from.line + memchr_iter(b'\n', before).count() as u64,
        column,
        ..from
    }
}

/// Where segments begin that have no terminator before them, in a segment that is not right as its row.
#[cold]
pub(super) fn joined(site: &Site<'_>, tables: &Tables, memory: Memory) -> Vec<usize> {
    let starts = on_lines(&site.segment, tables.guide);
    if starts.is_empty() { run_on(site, tables, memory) } else { starts }
}

/// Where segments begin that have nothing but a line end before them.
fn on_lines(segment: &Segment<'_>, guide: &Guide) -> Vec<usize> {
    let bytes = segment.bytes();
    let begins = |start: &usize| {
        let id = bytes[*start..].split(|b| *b == segment.delimiters().element).next().unwrap_or_default();
        line_end(bytes, *start) > 0 && guide.segments.iter().any(|row| row.id.as_bytes() == id)
    };
    memchr_iter(b'\n', bytes).map(|at| at + 1).filter(begins).collect()
}

/// Where segments begin that have nothing at all before them: an element ends with an identifier, and what is before
/// and behind the cut is right, each for itself. Nothing where no cuts make all of it right.
fn run_on(site: &Site<'_>, tables: &Tables, memory: Memory) -> Vec<usize> {
    let (segment, guide) = (&site.segment, tables.guide);
    let is_right = |from: usize, to: usize, row: RowId| {
        let ends = ends(segment, from, to);
        let segment = Segment::new(&segment.bytes()[from..to], &ends, segment.delimiters());
        is_right(&Site { segment, ..*site }, tables.row(row), guide.row(row), memory)
    };
    let rows_of = |id: &[u8]| -> Vec<RowId> {
        let rows = (0u16..).zip(&guide.segments).filter(|(_, row)| row.id.as_bytes() == id);
        rows.map(|(n, _)| RowId(n)).collect()
    };
    let (mut starts, mut from) = (Vec::new(), 0);
    let mut rows: Vec<RowId> = site.row.into_iter().collect();
    while !rows.iter().any(|row| is_right(from, segment.bytes().len(), *row)) {
        // A segment has no more elements than its row, so that the cut is near.
        let most = rows.iter().map(|row| guide.row(*row).elements.len()).max().unwrap_or(0);
        let ends = segment.ends().iter().map(|end| *end as usize).filter(|end| *end > from);
        let cut = ends.clone().zip(ends.skip(1)).take(most).find_map(|(before, end)| {
            [3, 2].into_iter().map(|length| end - length.min(end)).find_map(|start| {
                // A value is before the identifier, which begins with a letter; that is looked at first, as it rarely is so.
                let is_word = start > before + 1 && segment.bytes()[start].is_ascii_uppercase();
                let next = if is_word { rows_of(&segment.bytes()[start..end]) } else { Vec::new() };
                let cuts = !next.is_empty() && rows.iter().any(|row| is_right(from, start, *row));
                cuts.then_some((start, next))
            })
        });
        let Some((start, next)) = cut else { return Vec::new() };
        starts.push(start);
        (from, rows) = (start, next);
    }
    starts
}

/// Where the segment ends behind which another begins.
fn line_end(bytes: &[u8], next: usize) -> usize {
    let line = bytes[..next].strip_suffix(b"\n").unwrap_or(&bytes[..next]);
    line.strip_suffix(b"\r").unwrap_or(line).len()
}

/// The ends of the elements of a part of a segment, counted from its start.
pub(super) fn ends(segment: &Segment<'_>, from: usize, to: usize) -> Vec<u32> {
    let inside = segment.ends().iter().map(|end| *end as usize).filter(|end| (from..to).contains(end));
    inside.chain([to]).map(|end| (end - from) as u32).collect()
}

/// A terminator is missing between two segments: the one at `site`, and what begins here in the bytes read.
fn unterminated(site: &Site<'_>, read: &Item<'_>, start: usize) -> Violation {
    let bytes = read.segment.bytes();
    let id = bytes[start..].split(|b| *b == read.segment.delimiters().element).next().unwrap_or_default();
    let on_next_line = if bytes[start - 1] == b'\n' { " on the next line" } else { "" };
    let message = format!(
        "no terminator ends this segment: it is missing before the {}{on_next_line}",
        String::from_utf8_lossy(id)
    );
    let help = "Add the terminator.";
    Violation::at(&rules::UNTERMINATED, Fault::Segment(SegmentFault::Malformed), site, None, message)
        .help(help)
}
