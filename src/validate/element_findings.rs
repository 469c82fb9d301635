//! What is said of an element that is not as it should be. Nothing here runs for segments that are right.

use crate::guide::{Content, Element, Limit, Relation, SegmentRow, Spot, SyntaxNote, Usage};
use crate::rules::Rule;

use super::element::Elements;
use super::fault::{ElementFault, Fault};
use super::number::{is_decimal, is_integer, is_plain_decimal, over};
use super::tables::{ElementTable, ValueKind};
use super::violation::Violation;
use super::{period, rules};

impl Elements<'_> {
    /// Characters that may not be in any value, or not in any system. Whether the value is spoiled.
    #[cold]
    pub(super) fn odd(&mut self, table: &ElementTable, value: &[u8], repetition: u16) -> bool {
        if value.iter().any(u8::is_ascii_control) {
            let message = format!("{} holds a control character", self.words(table.spot));
            self.violation(
                &rules::CONTROL_CHARACTER,
                ElementFault::Character,
                table.spot,
                repetition,
                message,
            );
            return true;
        }
        if !value.is_ascii() && !std::mem::replace(&mut self.memory.national, true) {
            let words = self.words(table.spot);
            let message =
                format!("{words} holds a character that is not ASCII, the first of this transaction");
            self.violation(
                &rules::NATIONAL_CHARACTER,
                ElementFault::Character,
                table.spot,
                repetition,
                message,
            );
        }
        false
    }

    /// A length that does not fit at first sight. Whether it is wrong indeed.
    #[cold]
    pub(super) fn length(&mut self, table: &ElementTable, value: &[u8], repetition: u16) -> bool {
        let length = match table.kind {
            ValueKind::Integer | ValueKind::Decimal => {
                value.iter().filter(|b| b.is_ascii_digit()).count().max(1)
            }
            _ => String::from_utf8_lossy(value).chars().count(),
        };
        let words = |this: &Self| this.words(table.spot);
        let unit = if matches!(table.kind, ValueKind::Integer | ValueKind::Decimal) {
            "digits"
        } else {
            "characters"
        };
        let (fault, message) = if length < usize::from(table.min) {
            (
                ElementFault::TooShort,
                format!("{} has {length} {unit} and needs at least {}", words(self), table.min),
            )
        } else if length > usize::from(table.max) {
            (
                ElementFault::TooLong,
                format!("{} has {length} {unit} and may have {} at most", words(self), table.max),
            )
        } else {
            return false;
        };
        // A code of the wrong length is a code that is not in the list.
        if table.codes.is_some() && matches!(table.kind, ValueKind::Code) {
            self.code(table, repetition);
        } else {
            self.violation(&rules::LENGTH, fault, table.spot, repetition, message);
        }
        true
    }

    /// Characters that do not fit the type at first sight. Whether the value is spoiled.
    #[cold]
    pub(super) fn form(&mut self, table: &ElementTable, value: &[u8], repetition: u16) -> bool {
        let words = self.words(table.spot);
        match table.kind {
            ValueKind::Text | ValueKind::Code => {
                let all = value.iter().all(|b| *b == b' ');
                if all {
                    let message = format!("{words} holds nothing but blanks");
                    self.violation(&rules::BLANK, ElementFault::Missing, table.spot, repetition, message);
                } else {
                    let message = format!("{words} begins or ends with blanks");
                    self.violation(&rules::SPACE, ElementFault::Character, table.spot, repetition, message);
                }
                all || table.codes.is_some()
            }
            ValueKind::Integer if is_integer(value) => false,
            ValueKind::Integer => {
                let message = format!("{words} is no whole number");
                self.violation(&rules::NUMBER, ElementFault::Character, table.spot, repetition, message);
                true
            }
            ValueKind::Decimal if value.len() > 1 && value[0] == b'-' && is_plain_decimal(&value[1..]) => {
                false
            }
            ValueKind::Decimal if is_decimal(value) => {
                let message = format!("{words} has leading zeros");
                self.violation(&rules::ZEROS, ElementFault::Character, table.spot, repetition, message);
                false
            }
            ValueKind::Decimal => {
                let message = format!("{words} is no decimal number");
                self.violation(&rules::NUMBER, ElementFault::Character, table.spot, repetition, message);
                true
            }
            ValueKind::Date => {
                let message = format!("{words} is no date of the calendar");
                self.violation(&rules::DATE, ElementFault::Date, table.spot, repetition, message);
                true
            }
            ValueKind::Time => {
                let message = format!("{words} is no time of day");
                self.violation(&rules::TIME, ElementFault::Time, table.spot, repetition, message);
                true
            }
            ValueKind::Composite => false,
        }
    }

    #[cold]
    pub(super) fn code(&mut self, table: &ElementTable, repetition: u16) {
        let message = format!("{} holds a code that is not in its list", self.words(table.spot));
        let help = self.allowed(table.spot);
        let violation =
            self.make(&rules::CODE, ElementFault::Code, table.spot, repetition, message).help(help);
        self.violations.push(violation);
    }

    /// The codes of an element in words.
    pub(super) fn allowed(&self, spot: Spot) -> String {
        let Some(Element { content: Content::Simple { codes, .. }, .. }) = self.described(spot) else {
            return rules::CODE.help.clone();
        };
        match &codes[..] {
            [one] => format!("Send {one}."),
            [many @ .., last] if many.len() < 30 => format!("Send one of {} or {last}.", many.join(", ")),
            _ => format!("Send one of the {} codes of the guide.", codes.len()),
        }
    }

    pub(super) fn limit(&mut self, limit: Limit, table: &ElementTable, value: &[u8], repetition: u16) {
        if let Some(message) = over(limit, value) {
            let message = format!("{} {message}", self.words(table.spot));
            let exact = matches!(limit, Limit::ExactDigits(_));
            let (rule, fault) = if exact {
                (&rules::DIGITS, ElementFault::Pattern)
            } else {
                (&rules::LIMIT, ElementFault::TooLong)
            };
            self.violation(rule, fault, table.spot, repetition, message);
        }
    }

    /// A date in the form that its neighbour names.
    pub(super) fn period(&mut self, table: &ElementTable, value: &[u8], repetition: u16, before: &[u8]) {
        let Some(problem) = period::check(before, value) else { return };
        let words = self.words(table.spot);
        let (rule, fault, message) = match problem {
            period::Problem::Date(form) => (
                &rules::PERIOD,
                ElementFault::Date,
                format!("{words} has to be {form}, as the element before it says"),
            ),
            period::Problem::Time(form) => (
                &rules::PERIOD,
                ElementFault::Time,
                format!("{words} has to be {form}, as the element before it says"),
            ),
            period::Problem::Backwards => {
                (&rules::BACKWARDS, ElementFault::Date, format!("{words} ends before it begins"))
            }
        };
        self.violation(rule, fault, table.spot, repetition, message);
    }

    #[cold]
    pub(super) fn not_used(&mut self, table: &ElementTable) {
        let message = format!("the guide does not use {}", self.words(table.spot));
        self.violation(&rules::NOT_USED, ElementFault::NotUsed, table.spot, 0, message);
    }

    #[cold]
    pub(super) fn too_many_elements(&mut self) {
        let most = self.table.elements.len();
        let last = self.site.segment.last();
        if (most + 1..=last).all(|n| self.site.segment.element(n).is_empty()) {
            return; // Superfluous separators, which are reported as such.
        }
        let spot = Spot { element: (most + 1).min(255) as u8, component: 0 };
        let message = format!("{} has {most} elements; here are {last}", self.row.id);
        self.violation(&rules::ELEMENTS, ElementFault::TooManyElements, spot, 0, message);
    }

    #[cold]
    pub(super) fn too_many_components(&mut self, table: &ElementTable, repetition: u16) {
        let message = format!("{} has {} components at most", self.words(table.spot), table.components.len());
        self.violation(&rules::COMPONENTS, ElementFault::TooManyComponents, table.spot, repetition, message);
    }

    #[cold]
    pub(super) fn components_in_simple(&mut self, table: &ElementTable, repetition: u16) {
        let message =
            format!("{} holds the component separator, and has no components", self.words(table.spot));
        self.violation(&rules::COMPONENTS, ElementFault::TooManyComponents, table.spot, repetition, message);
    }

    #[cold]
    pub(super) fn superfluous(&mut self, last: usize) {
        if last == 0 {
            return;
        }
        let spot = Spot { element: last.min(255) as u8, component: 0 };
        let message = format!("{} ends with element separators that separate nothing", self.row.id);
        self.violation(&rules::TRAILING, ElementFault::TooManyElements, spot, 0, message);
    }

    #[cold]
    pub(super) fn missing(&mut self, mut missing: u64) {
        while missing != 0 {
            let n = missing.trailing_zeros() as usize;
            missing &= missing - 1;
            let spot = self.table.elements[n].spot;
            let message = format!("{} is required and empty", self.words(spot));
            self.violation(&rules::REQUIRED, ElementFault::Missing, spot, 0, message);
        }
    }

    #[cold]
    pub(super) fn missing_components(&mut self, table: &ElementTable, mut missing: u64, repetition: u16) {
        while missing != 0 {
            let n = missing.trailing_zeros() as usize;
            missing &= missing - 1;
            let spot = table.components[n].spot;
            let message = format!("{} is required and empty", self.words(spot));
            self.violation(&rules::REQUIRED, ElementFault::Missing, spot, repetition, message);
        }
    }

    #[cold]
    pub(super) fn relation(&mut self, note: &SyntaxNote, spot: Spot, repetition: u16) {
        // What is required and empty has been said.
        if note.relation != Relation::Exclusion && self.is_required(spot) {
            return;
        }
        let place =
            |n: u8| if spot.component > 0 { format!("{:02}-{n}", spot.element) } else { format!("{n:02}") };
        let names: Vec<String> =
            note.elements.iter().map(|n| format!("{}{}", self.row.id, place(*n))).collect();
        let list = names.join(", ");
        let first = names.first().cloned().unwrap_or_default();
        let message = match note.relation {
            Relation::Paired => format!("{list} stand together or not at all; one of them is empty"),
            Relation::Required => format!("one of {list} is needed; all are empty"),
            Relation::Exclusion => format!("only one of {list} may be filled"),
            Relation::Conditional => format!("where {first} is filled, {} must be", names[1..].join(", ")),
            Relation::ListConditional => {
                format!("where {first} is filled, one of {} must be", names[1..].join(", "))
            }
        };
        let fault = if note.relation == Relation::Exclusion {
            ElementFault::Exclusion
        } else {
            ElementFault::ConditionMissing
        };
        self.violation(&rules::RELATION, fault, spot, repetition, message);
    }

    pub(super) fn is_required(&self, spot: Spot) -> bool {
        let Some(element) = self.table.elements.get(usize::from(spot.element).wrapping_sub(1)) else {
            return false;
        };
        match spot.component {
            0 => element.usage == Usage::Required,
            c => element.components.get(usize::from(c) - 1).is_some_and(|c| c.usage == Usage::Required),
        }
    }

    pub(super) fn described(&self, spot: Spot) -> Option<&Element> {
        described(self.row, spot)
    }

    /// An element in words: `CLM02 (Total charge)`.
    pub(super) fn words(&self, spot: Spot) -> String {
        words(self.row, spot)
    }

    pub(super) fn make(
        &self,
        rule: &'static Rule,
        fault: ElementFault,
        spot: Spot,
        repetition: u16,
        message: String,
    ) -> Violation {
        Violation::at(rule, Fault::Element(fault), self.site, Some(spot), message).repetition(repetition)
    }

    pub(super) fn violation(
        &mut self,
        rule: &'static Rule,
        fault: ElementFault,
        spot: Spot,
        repetition: u16,
        message: String,
    ) {
        let violation = self.make(rule, fault, spot, repetition, message);
        self.violations.push(violation);
    }
}

/// What the guide says of a place in a segment.
pub(super) fn described(row: &SegmentRow, spot: Spot) -> Option<&Element> {
    let element = row.elements.get(usize::from(spot.element).checked_sub(1)?)?;
    match (spot.component, &element.content) {
        (0, _) => Some(element),
        (c, Content::Composite { components, .. }) => components.get(usize::from(c) - 1),
        _ => None,
    }
}

/// A place in words: `CLM05-3 (Claim frequency)`.
pub(super) fn words(row: &SegmentRow, spot: Spot) -> String {
    match described(row, spot) {
        Some(element) => format!("{}{spot} ({})", row.id, element.name),
        None => format!("{}{spot}", row.id),
    }
}

/// The first element of a relation that is not filled; the last one of an exclusion that is.
pub(super) fn first_empty(note: &SyntaxNote, there: u64) -> u8 {
    let filled = |n: u8| there & (1u64 << (n - 1).min(63)) != 0;
    let empty = note.elements.iter().copied().find(|n| !filled(*n));
    let exclusion = note.relation == Relation::Exclusion;
    let last = note.elements.iter().rev().copied().find(|n| filled(*n));
    if exclusion { last } else { empty }.or(note.elements.first().copied()).unwrap_or(1)
}
