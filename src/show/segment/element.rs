//! The values of a segment, each with its name and meaning.

use std::borrow::Cow;

use serde::Serialize;

use crate::guide::SegmentRow;
use crate::x12::{Charset, Segment};

use super::dictionary::{self, Definition};
use super::meaning::{Beside, meaning};
use crate::show::Mask;
use crate::show::mask::is_personal;

/// A value that is there, and what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ElementView {
    /// Its place, such as `CLM02`, `CLM05-1`, or `DMG05(2)-1` for a second repetition.
    pub at: String,
    /// What it is; none where that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The value, or the mark that hides it.
    pub value: String,
    /// What it means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meaning: Option<String>,
    /// Something else to be said of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<&'static str>,
}

/// The text of a segment and its values.
#[derive(Debug, Default)]
pub(super) struct Values {
    pub(super) text: String,
    pub(super) elements: Vec<ElementView>,
    /// Where each value is in the text, empty ones too: element, repetition, component (0 for the whole element),
    /// start and end.
    pub(super) spans: Vec<(usize, usize, usize, usize, usize)>,
}

/// Takes a segment apart.
pub(super) struct Taker<'s> {
    pub(super) segment: &'s Segment<'s>,
    pub(super) row: Option<&'s SegmentRow>,
    pub(super) charset: Charset,
    pub(super) mask: Mask,
}

impl<'s> Taker<'s> {
    pub(super) fn take(&self) -> Values {
        let id = self.decode(self.segment.id());
        let mut values = Values { text: self.mask.hide_odd_id(&id).into_owned(), ..Values::default() };
        let mut before = String::new();
        for number in 1..=self.segment.last() {
            values.text.push(char::from(self.segment.delimiters().element));
            let definition = match self.row {
                Some(row) => dictionary::in_row(row, number),
                None => dictionary::in_general(&id, number),
            };
            let at = format!("{}{number:02}", self.mask.hide_odd_id(&id));
            let start = values.text.len();
            before = self.element(&id, number, &definition, (&at, &before), &mut values);
            values.spans.push((number, 0, 0, start, values.text.len()));
        }
        values
    }

    fn decode(&self, bytes: &'s [u8]) -> Cow<'s, str> {
        self.charset.decode(bytes).0
    }

    /// One element with all its repetitions. Gives its text, which may decide what the next one means.
    fn element(
        &self,
        id: &str,
        number: usize,
        definition: &Definition<'_>,
        (at, before): (&str, &str),
        values: &mut Values,
    ) -> String {
        let bytes = self.segment.element(number);
        // ISA is older than its separators: two of its values are separators.
        let is_isa = id == "ISA";
        let repetition = self.segment.delimiters().repetition.filter(|_| definition.repeats && !is_isa);
        let parts: Vec<&[u8]> = match repetition {
            Some(separator) => bytes.split(|b| *b == separator).collect(),
            None => vec![bytes],
        };
        for (n, part) in parts.iter().copied().enumerate() {
            if let Some(separator) = repetition.filter(|_| n > 0) {
                values.text.push(char::from(separator));
            }
            let at = if n == 0 { at.to_owned() } else { format!("{at}({})", n + 1) };
            let components: Vec<Cow<'_, str>> = if is_isa {
                vec![self.decode(part)]
            } else {
                let separator = self.segment.delimiters().component;
                part.split(|b| *b == separator).map(|bytes| self.decode(bytes)).collect()
            };
            let spans = self.repetition(id, definition, (&at, before), &components, values);
            values.spans.extend(spans.into_iter().map(|(m, start, end)| (number, n + 1, m, start, end)));
        }
        self.decode(bytes).into_owned()
    }

    fn repetition(
        &self,
        id: &str,
        definition: &Definition<'_>,
        (at, before): (&str, &str),
        components: &[Cow<'_, str>],
        values: &mut Values,
    ) -> Vec<(usize, usize, usize)> {
        let composite = components.len() > 1 || definition.is_composite();
        let mut spans = Vec::new();
        for (n, value) in components.iter().enumerate() {
            if n > 0 {
                values.text.push(char::from(self.segment.delimiters().component));
            }
            let part = if composite { definition.component(n + 1) } else { *definition };
            let of_whole = definition.data_element.is_some() && is_personal(id, definition, "");
            let personal = of_whole || is_personal(id, &part, value.trim_end());
            let hide = self.mask.is_on() && personal;
            let shown = if hide { self.mask.hide(value) } else { Cow::Borrowed(&**value) };
            spans.push((n + 1, values.text.len(), values.text.len() + shown.len()));
            values.text.push_str(&shown);
            if value.is_empty() {
                continue;
            }
            let neighbour = |at: Option<usize>| at.and_then(|at| components.get(at)).map(|v| &**v);
            let beside = match (composite, n) {
                (true, 0) | (false, _) => Beside { before: Some(before), after: neighbour(Some(n + 1)) },
                (true, n) => Beside { before: neighbour(n.checked_sub(1)), after: neighbour(Some(n + 1)) },
            };
            values.elements.push(ElementView {
                at: if composite { format!("{at}-{}", n + 1) } else { at.to_owned() },
                name: part.name.map(str::to_owned),
                meaning: if hide { None } else { meaning(&part, value, beside) },
                value: shown.into_owned(),
                note: note(&part, self.row),
            });
        }
        spans
    }
}

fn note(part: &Definition<'_>, row: Option<&SegmentRow>) -> Option<&'static str> {
    row?;
    if part.not_used {
        return Some("not used here, says the guide");
    }
    part.data_element.is_none().then_some("the guide has no such element")
}
