//! Holds the segments of a file against a guide: usage, repeats, order, lengths, types, codes, relations.
//!
//! Written without the program's rules, so that it can find their faults; only the guides' data and the walker are used.

use std::collections::HashMap;

use twinclaim::guide::registry::places;
use twinclaim::guide::{
    Child, Content, DataType, Element, Guide, Limit, LoopId, Relation, RowId, SyntaxNote, Usage, Walker,
};
use twinclaim::internal::codes;
use twinclaim::x12::{Delimiters, Segment};

/// Everything in a file that its guide does not allow, one sentence each. Separators must be `*`, `:`, `^` and `~`.
pub(crate) fn faults(text: &str, guide: &Guide) -> Vec<String> {
    let mut check = Check { guide, open: Vec::new(), faults: Vec::new() };
    let mut walker = Walker::new(places(guide.kind));
    for (n, segment) in text.split_terminator("~\n").enumerate() {
        let place = format!("segment {} ({})", n + 1, segment.split('*').next().unwrap_or_default());
        let placed = view(segment, |segment| walker.place(segment));
        let Some(row) = placed.row else {
            check.faults.push(format!("{place} has no place"));
            continue;
        };
        if !placed.in_order {
            check.faults.push(format!("{place} opens a loop too late"));
        }
        check.count(row, placed.in_loop, placed.opens, &place);
        check.segment(row, segment, &place);
    }
    while check.close() {}
    check.faults
}

/// Shows the program's view of a segment.
fn view<T>(text: &str, with: impl FnOnce(&Segment<'_>) -> T) -> T {
    let ends: Vec<u32> = text
        .match_indices('*')
        .map(|(at, _)| at)
        .chain([text.len()])
        .map(|at| u32::try_from(at).expect("a segment is short"))
        .collect();
    with(&Segment::new(text.as_bytes(), &ends, Delimiters::STANDARD))
}

struct Check<'g> {
    guide: &'g Guide,
    /// The loops that are open, from the outside in, and how often each of their children has been there.
    open: Vec<Open>,
    faults: Vec<String>,
}

struct Open {
    id: LoopId,
    seen: HashMap<Child, u32>,
    /// Position of the last child.
    position: u16,
}

impl Check<'_> {
    /// Notes that a row is there, and closes the loops that it ends.
    fn count(&mut self, row: RowId, in_loop: LoopId, opens: bool, place: &str) {
        let guide = self.guide;
        if opens {
            let parents = &guide.loop_(in_loop).parents;
            while self.open.last().is_some_and(|open| !parents.contains(&open.id)) {
                self.close();
            }
            if !parents.is_empty() {
                self.child(Child::Loop(in_loop), guide.loop_(in_loop).position, place);
            }
            self.open.push(Open { id: in_loop, seen: HashMap::new(), position: 0 });
        } else {
            while self.open.last().is_some_and(|open| open.id != in_loop) {
                self.close();
            }
        }
        self.child(Child::Segment(row), guide.row(row).position, place);
    }

    fn child(&mut self, child: Child, position: u16, place: &str) {
        let most = match child {
            Child::Segment(row) => self.guide.row(row).max_repeat,
            Child::Loop(id) => self.guide.loop_(id).max_repeat,
        };
        let Some(open) = self.open.last_mut() else {
            self.faults.push(format!("{place} stands outside of all loops"));
            return;
        };
        if position < open.position {
            self.faults.push(format!("{place} stands too late in its loop"));
        }
        open.position = position;
        let times = open.seen.entry(child).or_default();
        *times += 1;
        if most.is_some_and(|most| *times > most) {
            self.faults.push(format!("{place} is there once too often"));
        }
    }

    /// Closes the innermost loop; false if none is open.
    fn close(&mut self) -> bool {
        let Some(open) = self.open.pop() else { return false };
        let guide = self.guide;
        let id = &guide.loop_(open.id).id;
        for child in guide.loop_(open.id).children.iter().filter(|child| !open.seen.contains_key(child)) {
            let (usage, name) = match *child {
                Child::Segment(row) => (guide.row(row).usage, &guide.row(row).label),
                Child::Loop(inner) => (guide.loop_(inner).usage, &guide.loop_(inner).id),
            };
            if usage == Usage::Required {
                self.faults.push(format!("loop {id} lacks {name}"));
            }
        }
        true
    }

    fn segment(&mut self, row: RowId, segment: &str, place: &str) {
        let row = self.guide.row(row);
        // The separators stand in ISA as values and would be taken for separators there.
        let is_isa = row.id == "ISA";
        let values: Vec<&str> = segment.split('*').skip(1).collect();
        self.trailing(values.last(), place);
        self.elements(&row.elements, &values, None, is_isa, place);
        self.relations(&row.syntax, &values, place);
        if row.id == "DTP" {
            self.dated(values.get(1), values.get(2), place);
        }
    }

    fn trailing(&mut self, last: Option<&&str>, place: &str) {
        if last.is_some_and(|value| value.is_empty() || (value.ends_with(':') && *value != ":")) {
            self.faults.push(format!("{place} ends with a separator"));
        }
    }

    /// Elements of a segment, or components of an element.
    fn elements(
        &mut self,
        rows: &[Element],
        values: &[&str],
        qualifier: Option<&str>,
        is_isa: bool,
        place: &str,
    ) {
        if values.len() > rows.len() {
            self.faults.push(format!("{place} has more elements than the guide"));
        }
        let mut before = qualifier;
        for (n, element) in rows.iter().enumerate() {
            let value = values.get(n).copied().unwrap_or_default();
            let spot = format!("{place} {}", element.spot);
            match (element.usage, value.is_empty()) {
                (Usage::Required, true) => self.faults.push(format!("{spot} is missing")),
                (Usage::NotUsed, false) => self.faults.push(format!("{spot} must not be there")),
                (_, true) => {}
                _ => self.value(element, value, before, is_isa, &spot),
            }
            before = Some(value);
        }
    }

    fn value(&mut self, element: &Element, value: &str, before: Option<&str>, is_isa: bool, spot: &str) {
        if !is_isa && value.contains('^') && element.max_repeat.is_none_or(|most| most < 2) {
            self.faults.push(format!("{spot} is repeated"));
        }
        match &element.content {
            Content::Composite { components, syntax } => {
                let values: Vec<&str> = value.split(':').collect();
                self.trailing(values.last(), spot);
                self.elements(components, &values, None, false, spot);
                self.relations(syntax, &values, spot);
            }
            Content::Simple { data_type, min, max, codes, list } => {
                if !is_isa && value.contains(':') {
                    self.faults.push(format!("{spot} has components"));
                }
                let length = length(*data_type, value);
                if length < usize::from(*min) || length > usize::from(*max) {
                    self.faults.push(format!("{spot} has {length} characters, not {min} to {max}"));
                }
                if !codes.is_empty() && !codes.iter().any(|code| code == value) {
                    self.faults.push(format!("{spot} has a code that the guide does not list"));
                }
                if !is_of_type(*data_type, value) {
                    self.faults.push(format!("{spot} is not of type {data_type:?}"));
                }
                if element.limit.is_some_and(|limit| !is_within(limit, value)) {
                    self.faults.push(format!("{spot} is longer than the guide allows"));
                }
                if list.as_deref().is_some_and(|list| !is_in_list(list, before, value)) {
                    self.faults.push(format!("{spot} is no code of its list"));
                }
            }
        }
    }

    fn relations(&mut self, notes: &[SyntaxNote], values: &[&str], place: &str) {
        for note in notes {
            let there: Vec<bool> = note
                .elements
                .iter()
                .map(|&n| values.get(usize::from(n) - 1).is_some_and(|v| !v.is_empty()))
                .collect();
            let (first, others) = there.split_first().expect("a relation has elements");
            let holds = match note.relation {
                Relation::Paired => there.iter().all(|t| t == first),
                Relation::Required => there.contains(&true),
                Relation::Exclusion => there.iter().filter(|t| **t).count() < 2,
                Relation::Conditional => !first || others.iter().all(|t| *t),
                Relation::ListConditional => !first || others.contains(&true),
            };
            if !holds {
                self.faults
                    .push(format!("{place} breaks the relation {:?} {:?}", note.relation, note.elements));
            }
        }
    }

    /// A date in the format that the element before it names.
    fn dated(&mut self, format: Option<&&str>, value: Option<&&str>, place: &str) {
        let (Some(&format), Some(&value)) = (format, value) else { return };
        let fits = match format {
            "D8" => is_date(value),
            "RD8" => value.split_once('-').is_some_and(|(a, b)| is_date(a) && is_date(b) && a <= b),
            "DT" => {
                value.len() == 12 && value.is_char_boundary(8) && is_date(&value[..8]) && is_time(&value[8..])
            }
            "TM" => is_time(value),
            _ => false,
        };
        if !fits {
            self.faults.push(format!("{place} has a date that is none in its format"));
        }
    }
}

/// Sign and decimal point do not count in numbers.
fn length(data_type: DataType, value: &str) -> usize {
    match data_type {
        DataType::Decimal | DataType::Integer => value.chars().filter(|c| !matches!(c, '-' | '.')).count(),
        _ => value.chars().count(),
    }
}

fn is_of_type(data_type: DataType, value: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match data_type {
        DataType::Text => !value.starts_with(' ') || value.trim().is_empty(),
        DataType::Code => value.chars().all(|c| c.is_ascii_alphanumeric()),
        DataType::Integer => digits(value.strip_prefix('-').unwrap_or(value)),
        // As X12 writes numbers: no superfluous zeros, no point without digits behind it.
        DataType::Decimal => match value.strip_prefix('-').unwrap_or(value).split_once('.') {
            Some((whole, part)) => {
                (whole.is_empty() || digits(whole)) && digits(part) && !part.ends_with('0')
            }
            None => digits(value.strip_prefix('-').unwrap_or(value)),
        },
        DataType::Date if value.len() == 6 => is_date(&format!("20{value}")),
        DataType::Date => is_date(value),
        DataType::Time => is_time(value),
    }
}

fn is_date(value: &str) -> bool {
    value.len() == 8 && chrono::NaiveDate::parse_from_str(value, "%Y%m%d").is_ok()
}

fn is_time(value: &str) -> bool {
    let digits = value.bytes().all(|b| b.is_ascii_digit());
    value.len() == 4 && digits && &value[..2] < "24" && &value[2..] < "60"
}

fn is_within(limit: Limit, value: &str) -> bool {
    let (whole, part) = value.split_once('.').unwrap_or((value, ""));
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    match limit {
        Limit::Characters(most) => value.chars().count() <= usize::from(most),
        Limit::Digits { digits: most, decimals } => {
            digits(value) <= usize::from(most) && digits(part) <= usize::from(decimals)
        }
        Limit::DigitsWithCents(most) => digits(whole) + 2 <= usize::from(most) && digits(part) <= 2,
        Limit::ExactDigits(n) => value.len() == usize::from(n) && digits(value) == value.len(),
    }
}

/// Whether a value has the form of its list, as far as that is known without the list.
fn is_in_list(list: &str, before: Option<&str>, value: &str) -> bool {
    let name = list.split(" | ").find_map(|one| match one.split_once(": ") {
        Some((qualifier, name)) => (before == Some(qualifier)).then_some(name),
        None => Some(one),
    });
    let all = |text: &str, fit: fn(&u8) -> bool| text.bytes().all(|b| fit(&b));
    match name {
        Some("NPI") => codes::npi::is_valid(value),
        Some("CMS place of service") => codes::place_of_service(value).is_some(),
        Some("NUCC taxonomy") => value.len() == 10 && all(value, u8::is_ascii_alphanumeric),
        Some("NDC") => value.len() == 11 && all(value, u8::is_ascii_digit),
        Some("HCPCS") => value.len() == 5 && all(value, u8::is_ascii_alphanumeric),
        Some("HCPCS modifier") => value.len() == 2 && all(value, u8::is_ascii_alphanumeric),
        Some("NUBC revenue code") => value.len() == 4 && all(value, u8::is_ascii_digit),
        Some("ICD-10-CM diagnosis") => {
            (3..=7).contains(&value.len())
                && value.starts_with(|c: char| c.is_ascii_uppercase())
                && all(value, u8::is_ascii_alphanumeric)
        }
        Some("ICD-10-PCS") => value.len() == 7 && all(value, u8::is_ascii_alphanumeric),
        Some("postal code") => matches!(value.len(), 5 | 9) && all(value, u8::is_ascii_digit),
        _ => true,
    }
}
