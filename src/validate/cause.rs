//! One cause, one finding: what shows in many places of a segment, or of a file, and has one cause.

use crate::guide::{SegmentRow, Spot};
use crate::x12::{Item, Segment};

use super::element::{Elements, Memory};
use super::fault::{ElementFault, Fault};
use super::rules::{self, cs::code_sets as codesets};
use super::tables::RowTable;
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
            is_right(&site, self.table, self.row, *self.memory)
        };
        added.chain(removed).find(|(_, _, elements)| fits(elements)).map(|(n, too_few, _)| (n, too_few))
    }
}

/// Whether a segment is right in all its elements as this row.
pub(super) fn is_right(site: &Site<'_>, table: &RowTable, row: &SegmentRow, mut memory: Memory) -> bool {
    let mut violations = Violations::new();
    Elements { site, violations: &mut violations, memory: &mut memory, table, row }.check();
    violations.is_empty()
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

/// Findings about codes of another edition than that of the day: the edition is the cause, and is reported.
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
