//! The elements of one segment: what must be there, what may, and what values must look like.

use crate::guide::{Element, Limit, SegmentRow, Spot, Usage};
use crate::x12::Segment;

use super::fault::{ElementFault, Fault};
use super::hit::{Hit, Hits, Site};
use super::period;
use super::rules;
use super::tables::{ElementTable, Kind, RowTable, broken};

/// Bytes that ask for a closer look.
#[derive(Clone, Copy, Default)]
struct Marks {
    component: bool,
    repetition: bool,
    /// Control characters or bytes above ASCII.
    odd: bool,
}

#[inline]
fn marks(segment: &Segment<'_>) -> Marks {
    let delimiters = segment.delimiters();
    let (component, repetition) =
        (delimiters.component, delimiters.repetition.unwrap_or(delimiters.component));
    let element = delimiters.element;
    let mut found = [0u8; 3];
    for &byte in segment.bytes() {
        found[0] |= u8::from(byte == component);
        found[1] |= u8::from(byte == repetition);
        found[2] |= u8::from(byte.wrapping_sub(b' ') > b'~' - b' ') & u8::from(byte != element);
    }
    Marks {
        component: found[0] != 0,
        repetition: found[1] != 0 && delimiters.repetition.is_some(),
        odd: found[2] != 0,
    }
}

/// What a check of one segment works with.
pub(super) struct Elements<'a> {
    pub(super) table: &'a RowTable,
    pub(super) row: &'a SegmentRow,
    pub(super) site: &'a Site<'a>,
    pub(super) hits: &'a mut Hits,
    /// What separates components in this transaction against what ISA16 says; said once.
    pub(super) foreign: &'a mut Option<u8>,
}

impl Elements<'_> {
    /// Checks all elements of a placed segment.
    #[inline]
    pub(super) fn check(&mut self) {
        let segment = &self.site.segment;
        let marks = marks(segment);
        let last = segment.last();
        if last > self.table.elements.len() {
            self.too_many_elements();
        }
        let known = last.min(self.table.elements.len());
        let mut there = 0u64;
        for n in 0..known {
            let value = segment.element(n + 1);
            if value.is_empty() {
                continue;
            }
            there |= 1u64.checked_shl(n as u32).unwrap_or(0);
            let table = self.table;
            self.element(&table.elements[n], value, marks);
        }
        if last == 0 || segment.element(last).is_empty() {
            self.superfluous(last);
        }
        let missing = self.table.required & !there;
        if missing != 0 {
            self.missing(missing);
        }
        if !self.table.syntax.is_empty() {
            self.relations(there);
        }
    }

    #[inline]
    fn element(&mut self, table: &ElementTable, value: &[u8], marks: Marks) {
        if table.usage == Usage::NotUsed {
            return self.not_used(table);
        }
        if marks.repetition && value.contains(&self.repetition()) {
            return self.repetitions(table, value, marks);
        }
        self.single(table, value, marks, 0);
    }

    fn repetition(&self) -> u8 {
        let delimiters = self.site.segment.delimiters();
        delimiters.repetition.unwrap_or(delimiters.component)
    }

    /// One repetition of an element.
    #[inline]
    fn single(&mut self, table: &ElementTable, value: &[u8], marks: Marks, repetition: u16) {
        if table.kind == Kind::Composite {
            return self.composite(table, value, marks, repetition);
        }
        if marks.component && value.contains(&self.site.segment.delimiters().component) {
            return self.components_in_simple(table, repetition);
        }
        self.value(table, value, marks, repetition, None);
    }

    #[cold]
    fn repetitions(&mut self, table: &ElementTable, value: &[u8], marks: Marks) {
        let separator = self.repetition();
        let parts: Vec<&[u8]> = value.split(|b| *b == separator).collect();
        if parts.len() > table.repeat as usize {
            let message = if table.repeat == 1 {
                format!("{} holds the repetition separator, and may not be repeated", self.words(table.spot))
            } else {
                format!("{} may stand {} times at most", self.words(table.spot), table.repeat)
            };
            self.hit(&rules::REPETITIONS, ElementFault::TooManyRepetitions, table.spot, 0, message);
            return;
        }
        for (n, part) in parts.into_iter().enumerate() {
            if part.is_empty() {
                let message = format!("repetition {} of {} is empty", n + 1, self.words(table.spot));
                self.hit(&rules::TRAILING, ElementFault::Missing, table.spot, n as u16 + 1, message);
            } else {
                self.single(table, part, marks, n as u16 + 1);
            }
        }
    }

    fn composite(&mut self, table: &ElementTable, value: &[u8], marks: Marks, repetition: u16) {
        let separator = self.site.segment.delimiters().component;
        if self.is_foreign(table, value, marks, repetition) {
            return;
        }
        let wrong_before = self.hits.list.len();
        let (mut there, mut last, mut filled) = (0u64, 0usize, false);
        let mut before: &[u8] = &[];
        for (n, part) in value.split(|b| *b == separator).enumerate() {
            (last, filled) = (n, !part.is_empty());
            if part.is_empty() {
                before = part;
                continue;
            }
            there |= 1u64.checked_shl(n as u32).unwrap_or(0);
            match table.components.get(n) {
                Some(inner) if inner.usage == Usage::NotUsed => self.not_used(inner),
                Some(inner) => self.value(inner, part, marks, repetition, Some(before)),
                None => return self.too_many_components(table, repetition),
            }
            before = part;
        }
        if !filled && last > 0 && there != 0 {
            let message =
                format!("{} ends with component separators that separate nothing", self.words(table.spot));
            self.hit(&rules::TRAILING, ElementFault::TooManyComponents, table.spot, repetition, message);
        }
        let missing = table.required & !there;
        // A composite whose first component is wrong is another thing altogether; it is not told what it lacks.
        if missing != 0 && self.hits.list.len() == wrong_before {
            self.missing_components(table, missing, repetition);
        }
        for note in &table.syntax {
            if broken(note, |n| there & (1u64 << (n - 1).min(63)) != 0) {
                let spot = Spot { component: first_empty(note, there), ..table.spot };
                self.relation(note, spot, repetition);
            }
        }
    }

    /// Whether a composite is written with another separator than the one that ISA16 names. Said at the first one.
    #[inline]
    fn is_foreign(&mut self, table: &ElementTable, value: &[u8], marks: Marks, repetition: u16) -> bool {
        let whole = !marks.component || !value.contains(&self.site.segment.delimiters().component);
        if whole && let Some(separator) = *self.foreign {
            return value.contains(&separator);
        }
        // A composite that needs two components and has one is looked at closely.
        if !whole || table.required & !1 == 0 {
            return false;
        }
        let Some(separator) = foreign_separator(table, value) else { return false };
        *self.foreign = Some(separator);
        let message = format!(
            "{} is written with the component separator {:?}, while ISA16 says {:?}; so may others be",
            self.words(table.spot),
            char::from(separator),
            char::from(self.site.segment.delimiters().component)
        );
        self.hit(&rules::SEPARATOR, ElementFault::Character, table.spot, repetition, message);
        true
    }

    /// One value, of an element or a component. `before` is the component before a component.
    #[inline]
    fn value(
        &mut self,
        table: &ElementTable,
        value: &[u8],
        marks: Marks,
        repetition: u16,
        before: Option<&[u8]>,
    ) {
        if marks.odd && self.odd(table, value, repetition) {
            return;
        }
        // Lengths of numbers do not count sign and point; those of text count characters.
        let plain = value.len() >= usize::from(table.min) && value.len() <= usize::from(table.max);
        if !plain && self.length(table, value, repetition) {
            return;
        }
        let fits = match table.kind {
            Kind::Text | Kind::Code => value[0] != b' ' && value[value.len() - 1] != b' ',
            Kind::Integer => value.iter().all(u8::is_ascii_digit),
            Kind::Decimal => is_plain_decimal(value),
            Kind::Date => period::is_date(value),
            Kind::Time => period::is_time(value),
            Kind::Composite => true,
        };
        if !fits && self.form(table, value, repetition) {
            return;
        }
        if let Some(codes) = &table.codes
            && !codes.has(value)
        {
            return self.code(table, repetition);
        }
        if table.limit.is_some() {
            self.limit(table, value, repetition);
        }
        if table.period {
            self.period(table, value, repetition, before);
        }
    }

    /// Characters that may not stand in any value, or not in any system. Whether the value is spoiled.
    #[cold]
    fn odd(&mut self, table: &ElementTable, value: &[u8], repetition: u16) -> bool {
        if value.iter().any(u8::is_ascii_control) {
            let message = format!("{} holds a control character", self.words(table.spot));
            self.hit(&rules::CONTROL_CHARACTER, ElementFault::Character, table.spot, repetition, message);
            return true;
        }
        if !value.is_ascii() {
            let message = format!("{} holds a character that is not ASCII", self.words(table.spot));
            self.hit(&rules::NATIONAL_CHARACTER, ElementFault::Character, table.spot, repetition, message);
        }
        false
    }

    /// A length that does not fit at first sight. Whether it is wrong indeed.
    #[cold]
    fn length(&mut self, table: &ElementTable, value: &[u8], repetition: u16) -> bool {
        let length = match table.kind {
            Kind::Integer | Kind::Decimal => value.iter().filter(|b| b.is_ascii_digit()).count().max(1),
            _ => String::from_utf8_lossy(value).chars().count(),
        };
        let words = |this: &Self| this.words(table.spot);
        let unit = if matches!(table.kind, Kind::Integer | Kind::Decimal) { "digits" } else { "characters" };
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
        if table.codes.is_some() && matches!(table.kind, Kind::Code) {
            self.code(table, repetition);
        } else {
            self.hit(&rules::LENGTH, fault, table.spot, repetition, message);
        }
        true
    }

    /// Characters that do not fit the type at first sight. Whether the value is spoiled.
    #[cold]
    fn form(&mut self, table: &ElementTable, value: &[u8], repetition: u16) -> bool {
        let words = self.words(table.spot);
        match table.kind {
            Kind::Text | Kind::Code => {
                let all = value.iter().all(|b| *b == b' ');
                if all {
                    let message = format!("{words} holds nothing but blanks");
                    self.hit(&rules::BLANK, ElementFault::Missing, table.spot, repetition, message);
                } else {
                    let message = format!("{words} begins or ends with blanks");
                    self.hit(&rules::SPACE, ElementFault::Character, table.spot, repetition, message);
                }
                all || table.codes.is_some()
            }
            Kind::Integer if is_integer(value) => false,
            Kind::Integer => {
                let message = format!("{words} is no whole number");
                self.hit(&rules::NUMBER, ElementFault::Character, table.spot, repetition, message);
                true
            }
            Kind::Decimal if value.len() > 1 && value[0] == b'-' && is_plain_decimal(&value[1..]) => false,
            Kind::Decimal if is_decimal(value) => {
                let message = format!("{words} has leading zeros");
                self.hit(&rules::ZEROS, ElementFault::Character, table.spot, repetition, message);
                false
            }
            Kind::Decimal => {
                let message = format!("{words} is no decimal number");
                self.hit(&rules::NUMBER, ElementFault::Character, table.spot, repetition, message);
                true
            }
            Kind::Date => {
                let message = format!("{words} is no date of the calendar");
                self.hit(&rules::DATE, ElementFault::Date, table.spot, repetition, message);
                true
            }
            Kind::Time => {
                let message = format!("{words} is no time of day");
                self.hit(&rules::TIME, ElementFault::Time, table.spot, repetition, message);
                true
            }
            Kind::Composite => false,
        }
    }

    #[cold]
    fn code(&mut self, table: &ElementTable, repetition: u16) {
        let message = format!("{} holds a code that is not in its list", self.words(table.spot));
        let help = self.allowed(table.spot);
        let hit = self.make(&rules::CODE, ElementFault::Code, table.spot, repetition, message).help(help);
        self.hits.add(hit);
    }

    /// The codes of an element in words.
    fn allowed(&self, spot: Spot) -> String {
        let Some(Element { content: crate::guide::Content::Simple { codes, .. }, .. }) = self.described(spot)
        else {
            return rules::CODE.help.to_owned();
        };
        match &codes[..] {
            [one] => format!("Send {one}."),
            [many @ .., last] if many.len() < 30 => format!("Send one of {} or {last}.", many.join(", ")),
            _ => format!("Send one of the {} codes of the guide.", codes.len()),
        }
    }

    fn limit(&mut self, table: &ElementTable, value: &[u8], repetition: u16) {
        let Some(limit) = table.limit else { return };
        if let Some(message) = over(limit, value) {
            let message = format!("{} {message}", self.words(table.spot));
            let exact = matches!(limit, Limit::ExactDigits(_));
            let (rule, fault) = if exact {
                (&rules::DIGITS, ElementFault::Pattern)
            } else {
                (&rules::LIMIT, ElementFault::TooLong)
            };
            self.hit(rule, fault, table.spot, repetition, message);
        }
    }

    /// A date in the form that its neighbour names.
    fn period(&mut self, table: &ElementTable, value: &[u8], repetition: u16, before: Option<&[u8]>) {
        let format = before.unwrap_or_else(|| self.site.segment.element(usize::from(table.spot.element) - 1));
        let Some(problem) = period::check(format, value) else { return };
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
        self.hit(rule, fault, table.spot, repetition, message);
    }

    #[cold]
    fn not_used(&mut self, table: &ElementTable) {
        let message = format!("the guide does not use {}", self.words(table.spot));
        self.hit(&rules::NOT_USED, ElementFault::NotUsed, table.spot, 0, message);
    }

    #[cold]
    fn too_many_elements(&mut self) {
        let most = self.table.elements.len();
        let last = self.site.segment.last();
        if (most + 1..=last).all(|n| self.site.segment.element(n).is_empty()) {
            return; // Superfluous separators, which are reported as such.
        }
        let spot = Spot { element: (most + 1).min(255) as u8, component: 0 };
        let message = format!("{} has {most} elements; here are {last}", self.row.id);
        self.hit(&rules::ELEMENTS, ElementFault::TooManyElements, spot, 0, message);
    }

    #[cold]
    fn too_many_components(&mut self, table: &ElementTable, repetition: u16) {
        let message = format!("{} has {} components at most", self.words(table.spot), table.components.len());
        self.hit(&rules::COMPONENTS, ElementFault::TooManyComponents, table.spot, repetition, message);
    }

    #[cold]
    fn components_in_simple(&mut self, table: &ElementTable, repetition: u16) {
        let message =
            format!("{} holds the component separator, and has no components", self.words(table.spot));
        self.hit(&rules::COMPONENTS, ElementFault::TooManyComponents, table.spot, repetition, message);
    }

    #[cold]
    fn superfluous(&mut self, last: usize) {
        if last == 0 {
            return;
        }
        let spot = Spot { element: last.min(255) as u8, component: 0 };
        let message = format!("{} ends with element separators that separate nothing", self.row.id);
        self.hit(&rules::TRAILING, ElementFault::TooManyElements, spot, 0, message);
    }

    #[cold]
    fn missing(&mut self, mut missing: u64) {
        while missing != 0 {
            let n = missing.trailing_zeros() as usize;
            missing &= missing - 1;
            let spot = self.table.elements[n].spot;
            let message = format!("{} is required and empty", self.words(spot));
            self.hit(&rules::REQUIRED, ElementFault::Missing, spot, 0, message);
        }
    }

    #[cold]
    fn missing_components(&mut self, table: &ElementTable, mut missing: u64, repetition: u16) {
        while missing != 0 {
            let n = missing.trailing_zeros() as usize;
            missing &= missing - 1;
            let spot = table.components[n].spot;
            let message = format!("{} is required and empty", self.words(spot));
            self.hit(&rules::REQUIRED, ElementFault::Missing, spot, repetition, message);
        }
    }

    fn relations(&mut self, there: u64) {
        let table = self.table;
        for note in &table.syntax {
            if broken(note, |n| there & (1u64 << (n - 1).min(63)) != 0) {
                self.relation(note, Spot { element: first_empty(note, there), component: 0 }, 0);
            }
        }
    }

    #[cold]
    fn relation(&mut self, note: &crate::guide::SyntaxNote, spot: Spot, repetition: u16) {
        use crate::guide::Relation;
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
        self.hit(&rules::RELATION, fault, spot, repetition, message);
    }

    fn is_required(&self, spot: Spot) -> bool {
        let Some(element) = self.table.elements.get(usize::from(spot.element).wrapping_sub(1)) else {
            return false;
        };
        match spot.component {
            0 => element.usage == Usage::Required,
            c => element.components.get(usize::from(c) - 1).is_some_and(|c| c.usage == Usage::Required),
        }
    }

    fn described(&self, spot: Spot) -> Option<&Element> {
        described(self.row, spot)
    }

    /// An element in words: `CLM02 (Total charge)`.
    fn words(&self, spot: Spot) -> String {
        words(self.row, spot)
    }

    fn make(
        &self,
        rule: &'static crate::rule::Rule,
        fault: ElementFault,
        spot: Spot,
        repetition: u16,
        message: String,
    ) -> Hit {
        Hit::new(rule, Fault::Element(fault), self.site, Some(spot), message).repetition(repetition)
    }

    fn hit(
        &mut self,
        rule: &'static crate::rule::Rule,
        fault: ElementFault,
        spot: Spot,
        repetition: u16,
        message: String,
    ) {
        let hit = self.make(rule, fault, spot, repetition, message);
        self.hits.add(hit);
    }
}

/// The character that separates components in a value that has none of the right ones: what the first and second
/// component may look like stands on both sides of it.
#[cold]
fn foreign_separator(table: &ElementTable, value: &[u8]) -> Option<u8> {
    let at = value.iter().position(|b| b.is_ascii_punctuation())?;
    let parts: Vec<&[u8]> = value.split(|b| *b == value[at]).collect();
    let fits = |n: usize| {
        let (part, component) = (*parts.get(n)?, table.components.get(n)?);
        let long = (usize::from(component.min)..=usize::from(component.max)).contains(&part.len());
        Some(long && component.codes.as_ref().is_none_or(|codes| codes.has(part)))
    };
    (fits(0) == Some(true) && fits(1) == Some(true)).then_some(value[at])
}

/// What the guide says of a place in a segment.
pub(super) fn described(row: &SegmentRow, spot: Spot) -> Option<&Element> {
    let element = row.elements.get(usize::from(spot.element).checked_sub(1)?)?;
    match (spot.component, &element.content) {
        (0, _) => Some(element),
        (c, crate::guide::Content::Composite { components, .. }) => components.get(usize::from(c) - 1),
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
fn first_empty(note: &crate::guide::SyntaxNote, there: u64) -> u8 {
    let filled = |n: u8| there & (1u64 << (n - 1).min(63)) != 0;
    let empty = note.elements.iter().copied().find(|n| !filled(*n));
    let exclusion = note.relation == crate::guide::Relation::Exclusion;
    let last = note.elements.iter().rev().copied().find(|n| filled(*n));
    if exclusion { last } else { empty }.or(note.elements.first().copied()).unwrap_or(1)
}

/// Digits with at most one point between digits or before them, no sign, no leading zero: what nearly all are.
#[inline]
fn is_plain_decimal(value: &[u8]) -> bool {
    let (mut points, mut others) = (0u32, 0u32);
    for &byte in value {
        points += u32::from(byte == b'.');
        others += u32::from(byte != b'.' && !byte.is_ascii_digit());
    }
    others == 0
        && points <= 1
        && value[value.len() - 1] != b'.'
        && (value[0] != b'0' || value.len() == 1 || value[1] == b'.')
}

/// A decimal number as X12 writes it: a minus sign, digits, a point between or before digits.
fn is_decimal(value: &[u8]) -> bool {
    let digits = value.strip_prefix(b"-").unwrap_or(value);
    let (whole, part) = match digits.iter().position(|b| *b == b'.') {
        Some(at) => (&digits[..at], Some(&digits[at + 1..])),
        None => (digits, None),
    };
    let all = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_digit);
    all(whole)
        && part.is_none_or(|part| all(part) && !part.is_empty())
        && (part.is_some() || !whole.is_empty())
}

fn is_integer(value: &[u8]) -> bool {
    let digits = value.strip_prefix(b"-").unwrap_or(value);
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

/// What is too long for the guide's own limit, in words.
pub(super) fn over(limit: Limit, value: &[u8]) -> Option<String> {
    let digits = || value.iter().filter(|b| b.is_ascii_digit()).count();
    let decimals = || value.iter().rposition(|b| *b == b'.').map_or(0, |at| value.len() - at - 1);
    match limit {
        Limit::Characters(most) => {
            let count = String::from_utf8_lossy(value).chars().count();
            (count > usize::from(most))
                .then(|| format!("has {count} characters; the guide counts on {most} at most"))
        }
        Limit::Digits { digits: most, decimals: behind } => {
            let (all, part) = (digits(), decimals());
            (all > usize::from(most) || part > usize::from(behind)).then(|| {
                format!("has {all} digits, {part} of them behind the point; the guide counts on {most}, {behind} of them behind it")
            })
        }
        Limit::DigitsWithCents(most) => {
            let whole = digits() - decimals().min(digits());
            (whole + 2 > usize::from(most) || decimals() > 2).then(|| {
                format!("is too large or too exact: the guide counts on {most} digits, two of them for cents")
            })
        }
        Limit::ExactDigits(count) => {
            let fits = value.len() == usize::from(count) && value.iter().all(u8::is_ascii_digit);
            (!fits).then(|| format!("has to be {count} digits and nothing else"))
        }
    }
}
