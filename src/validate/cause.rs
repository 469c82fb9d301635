//! One cause, one finding: what shows in many places of a segment, or of a file, and has one cause.

use memchr::memchr_iter;

use crate::guide::{Guide, Spot};
use crate::span::Position;
use crate::tree::Stop;
use crate::x12::{Item, Segment};

use super::element::Elements;
use super::fault::{ElementFault, Fault, SegmentFault};
use super::rules::{self, cs::code_sets as codesets};
use super::validator::{Sink, Validator};
use super::violation::{Site, Violation, Violations};

/// So many faults in one segment may have one cause.
const MANY: usize = 3;

impl Elements<'_> {
    /// Checks the elements, and tells one thing where they are right but for a separator too few or too many. Whether so.
    pub(super) fn check_or_shift(&mut self) -> bool {
        let before = self.violations.len();
        let memory = *self.memory;
        self.check();
        if self.violations.len() < before + MANY || self.memory.foreign != memory.foreign {
            return false;
        }
        let Some((element, too_few)) = self.shift() else { return false };
        let first = self.violations[before].clone();
        let Some(rule) = first.rule else { return false };
        self.violations.truncate(before);
        let id = &self.row.id;
        let message = if too_few {
            format!("the elements from {id}{element:02} on are shifted: a separator is missing before it")
        } else {
            format!(
                "the elements from {id}{element:02} on are shifted: there is a separator too many before it"
            )
        };
        let spot = Some(Spot { element, component: 0 });
        let help = "Put the elements back into their places.";
        self.violations.push(Violation::at(rule, first.detail.fault, self.site, spot, message).help(help));
        true
    }

    /// Where one separator more or less makes all elements fit, and whether it is one more.
    #[cold]
    fn shift(&self) -> Option<(u8, bool)> {
        let segment = &self.site.segment;
        let elements: Vec<&[u8]> = (0..=segment.last()).map(|n| segment.element(n)).collect();
        let last = elements.len().min(usize::from(u8::MAX));
        let added = (1..last).map(|n| {
            let mut elements = elements.clone();
            elements.insert(n, &[]);
            (n as u8, true, elements)
        });
        let removed = (1..last).filter(|n| elements[*n].is_empty()).map(|n| {
            let mut elements = elements.clone();
            elements.remove(n);
            (n as u8, false, elements)
        });
        let fits = |elements: &[&[u8]]| {
            let bytes = elements.join(&segment.delimiters().element);
            let mut ends = Vec::with_capacity(elements.len());
            let mut end = 0;
            for element in elements {
                ends.push((end + element.len()) as u32);
                end += element.len() + 1;
            }
            let site = Site { segment: Segment::new(&bytes, &ends, segment.delimiters()), ..*self.site };
            let (mut violations, mut memory) = (Violations::new(), *self.memory);
            Elements {
                site: &site,
                violations: &mut violations,
                memory: &mut memory,
                table: self.table,
                row: self.row,
            }
            .check();
            violations.is_empty()
        };
        added.chain(removed).find(|(_, _, elements)| fits(elements)).map(|(n, too_few, _)| (n, too_few))
    }
}

impl Validator<'_> {
    /// Segments without terminators between them: each is checked as if they were there. `starts` says where the second one
    /// and those behind it begin.
    #[cold]
    pub(super) fn joined_segments(
        &mut self,
        item: &Item<'_>,
        stop: &Stop,
        starts: &[usize],
        sink: &mut Sink<'_>,
    ) {
        let Some(transaction) = &mut self.transaction else { return };
        transaction.joined += starts.len() as u64;
        let tables = transaction.tables;
        let bytes = item.segment.bytes();
        for (n, start) in [0].iter().chain(starts).enumerate() {
            let next = starts.get(n).copied();
            let end = next.map_or(bytes.len(), |next| line_end(bytes, next));
            let ends = ends(&item.segment, *start, end);
            let piece = Item {
                segment: Segment::new(&bytes[*start..end], &ends, item.segment.delimiters()),
                position: Position {
                    offset: item.position.offset + *start as u64,
                    line: item.position.line + memchr_iter(b'\n', &bytes[..*start]).count() as u64,
                    column: if n > 0 { 1 } else { item.position.column },
                    ..item.position
                },
                raw: &item.raw[*start..next.unwrap_or(item.raw.len())],
                ..*item
            };
            if n > 0 {
                self.inside(&piece, sink);
            } else {
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
            }
            if let (Some(next), Some(at_hand)) = (next, self.part_at_hand())
                && let Some(last) = at_hand.len().checked_sub(1)
            {
                let violation = unterminated(&at_hand.site(last), &bytes[next..]);
                self.violations.push(violation);
            }
        }
    }
}

/// Where segments begin that have nothing but a line end before them.
#[cold]
pub(super) fn joined(segment: &Segment<'_>, guide: &Guide) -> Vec<usize> {
    let bytes = segment.bytes();
    let begins = |start: &usize| {
        let id = bytes[*start..].split(|b| *b == segment.delimiters().element).next().unwrap_or_default();
        line_end(bytes, *start) > 0 && guide.segments.iter().any(|row| row.id.as_bytes() == id)
    };
    memchr_iter(b'\n', bytes).map(|at| at + 1).filter(begins).collect()
}

/// Where the line ends behind which another begins.
fn line_end(bytes: &[u8], next: usize) -> usize {
    bytes[..next - 1].strip_suffix(b"\r").map_or(next - 1, <[u8]>::len)
}

/// The ends of the elements of a part of a segment, counted from its start.
pub(super) fn ends(segment: &Segment<'_>, from: usize, to: usize) -> Vec<u32> {
    let inside = segment.ends().iter().map(|end| *end as usize).filter(|end| (from..to).contains(end));
    inside.chain([to]).map(|end| (end - from) as u32).collect()
}

/// A terminator is missing between two segments. `site` is the first one.
pub(super) fn unterminated(site: &Site<'_>, second: &[u8]) -> Violation {
    let id = second.split(|b| *b == site.segment.delimiters().element).next().unwrap_or_default();
    let message = format!(
        "no terminator ends this segment: it is missing before the {} on the next line",
        String::from_utf8_lossy(id)
    );
    let help = "Add the terminator.";
    Violation::at(&rules::UNTERMINATED, Fault::Segment(SegmentFault::Malformed), site, None, message)
        .help(help)
}

/// After how many bytes a file is wrapped whose ISA has a line end in it.
pub(super) fn wrapped(isa: &Item<'_>) -> Option<usize> {
    isa.segment.bytes().iter().position(|b| matches!(b, b'\r' | b'\n'))
}

/// A file is cut into lines of this length. `site` is ISA.
pub(super) fn of_wrapped(length: usize, site: &Site<'_>) -> Violation {
    let message = format!(
        "the file is cut into lines of {length} bytes: line ends stand inside of segments and values, and what they spoil \
         is not told one by one"
    );
    let help = "Have the file sent without line ends, or with none but behind terminators.";
    let fault = Fault::Element(ElementFault::Character);
    Violation::at(&rules::CONTROL_CHARACTER, fault, site, None, message).help(help).why(
        "Mainframes write records of fixed length; taken for text, each of them got a line end, which no value may hold.",
    )
}

/// Whether a finding is about a line end in a segment of a file that is wrapped, which has been said.
pub(super) fn is_of_wrapping(violation: &Violation) -> bool {
    violation.places.iter().any(|mark| mark.bytes.iter().any(|b| matches!(b, b'\r' | b'\n')))
}

/// Findings about codes of another edition than that of the day: the edition is the cause, and is told.
pub(super) fn without_codes_of_other_edition(violations: &mut Violations) {
    if violations.iter().any(|violation| breaks(violation, "DX-VER")) {
        violations.retain(|violation| {
            !breaks(violation, codesets::DIAGNOSIS.code)
                && !breaks(violation, codesets::INPATIENT_PROCEDURE.code)
        });
    }
}

fn breaks(violation: &Violation, code: &str) -> bool {
    violation.rule.is_some_and(|rule| rule.code == code)
}

/// The widths of ISA that are wrong, as one finding with a place for each.
pub(super) fn widths(site: &Site<'_>) -> Option<Violation> {
    let wrong: Vec<(u8, usize, usize)> = (1u8..)
        .zip(crate::x12::ISA_WIDTHS)
        .map(|(n, width)| (n, site.segment.element(usize::from(n)).len(), width))
        .filter(|(_, length, width)| length != width)
        .collect();
    let (first, ..) = *wrong.first()?;
    let words: Vec<String> =
        wrong.iter().map(|(n, length, width)| format!("ISA{n:02} has {length} and not {width}")).collect();
    let message =
        format!("elements of ISA have other widths than they must have: {} characters", words.join(", "));
    let spot = |element: u8| Some(Spot { element, component: 0 });
    let fault = Fault::Envelope(crate::x12::FaultKind::HeaderWidth);
    let violation = Violation::at(&rules::HEADER_WIDTH, fault, site, spot(first), message);
    Some(wrong.iter().skip(1).fold(violation, |violation, (n, ..)| violation.also(site, spot(*n))))
}
