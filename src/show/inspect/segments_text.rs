//! Segments with their explanations, for people.

use std::fmt::Write;

use crate::finding::{Finding, Location};
use crate::show::FaultText;
use crate::show::segment::{ElementView, LoopOpened, SegmentView, Shown};
use crate::show::terminal::{Palette, Role, visible, width};

use super::outline_text::what_it_is;
use super::style::Style;

/// Columns for offset and ordinal.
const GUTTER: usize = 18;
/// Columns for the ordinal alone, in a window below [`NARROW`].
const NARROW_GUTTER: usize = 7;
/// Below this width the offset has no room.
const NARROW: usize = 60;
/// Columns for the place of an element, such as `CLM05-1`.
const PLACE: usize = 9;
/// Columns for the name of an element.
const NAME: usize = 40;
/// Below this width a table of elements has no room; then they are sentences.
const TABLE: usize = 100;
/// Interchange and group are not worth an indentation: all else is in them.
const ENVELOPE: usize = 2;
/// Pieces that wait until the first transaction says what the input is.
const WAITING: usize = 50;

/// Where a finding is: `line 3, segment 12, byte 845`.
fn place(at: &Location) -> String {
    let parts = [
        at.text_line.map(|line| format!("line {line}")),
        at.segment.map(|segment| format!("segment {segment}")),
        at.offset.map(|offset| format!("byte {offset}")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Writes segments, the loops as headings, and below each segment its values.
#[derive(Debug)]
pub struct SegmentsText {
    style: Style,
    name: String,
    waiting: Vec<Shown>,
    begun: bool,
}

impl SegmentsText {
    /// For an input of this name. `width` is that of the window, none where there is no limit.
    pub fn new(palette: &Palette, width: Option<usize>, name: &str) -> Self {
        let style = Style { palette: palette.clone(), width };
        Self { style, name: name.to_owned(), waiting: Vec::new(), begun: false }
    }

    /// Says what the input is by the code (ST01) and version (ST03 or GS08) of its first transaction: the first line.
    pub fn begin(&mut self, what: Option<(&str, &str)>, out: &mut String) {
        if std::mem::replace(&mut self.begun, true) {
            return;
        }
        let what = what.map_or("X12".to_owned(), |(code, version)| what_it_is(code, version));
        self.style.line(out, Role::Heading, (0, 2), &format!("{}: {what}", self.name));
        let titles = format!("{}segment", self.gutter_text("byte", "no."));
        self.paint(Role::Dim, &titles, out);
        for shown in std::mem::take(&mut self.waiting) {
            self.write(&shown, out);
        }
    }

    /// Adds a piece. Before [`SegmentsText::begin`] some wait; if there are too many, it begins by itself.
    pub fn shown(&mut self, shown: Shown, out: &mut String) {
        if self.begun {
            self.write(&shown, out);
            return;
        }
        self.waiting.push(shown);
        if self.waiting.len() >= WAITING {
            self.begin(None, out);
        }
    }

    /// Ends the input.
    pub fn finish(mut self, out: &mut String) {
        if !self.waiting.is_empty() {
            self.begin(None, out);
        }
    }

    fn write(&self, shown: &Shown, out: &mut String) {
        match shown {
            Shown::Segment(segment) => self.segment(segment, out),
            Shown::Noise { offset, length, text, .. } => {
                let bytes = if *length == 1 { "1 byte".to_owned() } else { format!("{length} bytes") };
                let gutter = self.gutter_text(&offset.to_string(), "");
                let line = format!("{gutter}! no segment, {bytes}: {}", visible(text));
                self.verbatim(&line, self.gutter() + 2, out);
            }
            Shown::Trouble(trouble) => self.trouble(trouble, out),
            Shown::Finding { late, finding } => self.finding(*late, finding, out),
        }
    }

    fn finding(&self, late: bool, finding: &Finding, out: &mut String) {
        let at = finding.locations.first();
        let element = at.and_then(|at| at.element.clone());
        let place = at.filter(|_| late).map(place).unwrap_or_default();
        let at: Vec<String> = element.into_iter().chain((!place.is_empty()).then_some(place)).collect();
        let at = if at.is_empty() { String::new() } else { format!(" at {}", at.join(", ")) };
        let (word, role) = (finding.severity.as_str(), Role::of(finding.severity));
        let text = format!("! {word} {}{at}: {}", finding.code, finding.message);
        let indent = self.gutter() + if self.is_wide() { 2 } else { 0 };
        self.style.line(out, role, (indent, 2), &text);
        if !finding.help.is_empty() {
            self.style.line(out, Role::Plain, (indent + 2, 0), &finding.help);
        }
    }

    fn trouble(&self, trouble: &FaultText, out: &mut String) {
        let text = format!("! {}: {}", trouble.place(), trouble.message);
        self.style.line(out, Role::Warning, (self.gutter(), 2), &text);
    }

    fn segment(&self, segment: &SegmentView, out: &mut String) {
        // In a narrow window depth costs too much.
        let step = if self.is_wide() { 2 } else { 1 };
        let inside = segment.depth.saturating_sub(ENVELOPE) * step;
        let indent = self.gutter() + inside;
        if let Some(opens) = &segment.opens {
            self.style.line(out, Role::Heading, (indent, 2), &heading(opens));
        }
        let gutter = self.gutter_text(&segment.offset.to_string(), &segment.segment.to_string());
        let line = format!("{gutter}{}{}", " ".repeat(inside), visible(&segment.text));
        self.verbatim(&line, indent + 2, out);
        let inner = indent + 2;
        if let Some(name) = &segment.name {
            let text = format!("{:<PLACE$}{name}", visible(&segment.segment_id));
            self.cells(&text, Role::Dim, (inner, PLACE), out);
        }
        if let Some(why) = &segment.unplaced {
            self.style.line(out, Role::Warning, (inner, 2), &format!("! no place: {why}"));
        }
        for element in &segment.elements {
            self.element(element, inner, out);
        }
    }

    /// A segment as it is: blanks in it are kept. A long one is broken where the window ends.
    fn verbatim(&self, line: &str, hanging: usize, out: &mut String) {
        let Some(window) = self.style.width.filter(|window| width(line) > *window) else {
            return self.paint(Role::Emphasis, line, out);
        };
        let room = window.max(hanging + 10);
        let mut used = 0;
        let mut piece = String::new();
        let mut pieces = Vec::new();
        for c in line.chars() {
            let wide = width(c.encode_utf8(&mut [0; 4]));
            if used + wide > room {
                pieces.push(std::mem::take(&mut piece));
                used = hanging;
            }
            piece.push(c);
            used += wide;
        }
        pieces.push(piece);
        for (n, piece) in pieces.iter().enumerate() {
            if n > 0 {
                out.extend(std::iter::repeat_n(' ', hanging));
            }
            self.paint(Role::Emphasis, piece, out);
        }
    }

    fn paint(&self, role: Role, line: &str, out: &mut String) {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}", self.style.palette.paint(role, line));
    }

    fn element(&self, element: &ElementView, indent: usize, out: &mut String) {
        let name = element.name.as_deref().unwrap_or_default();
        let value = &element.value;
        let aside: Vec<&str> = element.meaning.as_deref().into_iter().chain(element.note).collect();
        let aside = aside.join("; ");
        if self.is_wide() {
            // The table is in one place, however deep the segment is.
            let name_room = NAME.saturating_sub(indent.saturating_sub(GUTTER + 2));
            let head = format!("{:<PLACE$}{name:<name_room$}  ", element.at);
            let hanging = width(&head);
            let gap = if aside.is_empty() { "" } else { "  = " };
            let text = format!("{head}{value}{gap}{aside}");
            self.cells(&text, Role::Plain, (indent, hanging), out);
        } else {
            let colon = if name.is_empty() { "" } else { ": " };
            let aside = if aside.is_empty() { String::new() } else { format!(" ({aside})") };
            self.style.line(
                out,
                Role::Plain,
                (indent, 2),
                &format!("{} {name}{colon}{value}{aside}", element.at),
            );
        }
    }

    /// A line of the table; what is too long for the window goes on below, as a sentence.
    fn cells(&self, text: &str, role: Role, (indent, hanging): (usize, usize), out: &mut String) {
        let text = visible(text);
        let fits = self.style.width.is_none_or(|window| indent + width(&text) <= window);
        if fits {
            out.extend(std::iter::repeat_n(' ', indent));
            self.paint(role, text.trim_end(), out);
        } else {
            self.style.line(out, role, (indent, hanging.min(PLACE)), &text);
        }
    }

    fn gutter(&self) -> usize {
        if self.style.width.is_some_and(|width| width < NARROW) { NARROW_GUTTER } else { GUTTER }
    }

    fn gutter_text(&self, offset: &str, ordinal: &str) -> String {
        match self.gutter() {
            GUTTER => format!("{offset:>9}  {ordinal:>5}  "),
            _ => format!("{ordinal:>5}  "),
        }
    }

    fn is_wide(&self) -> bool {
        self.style.width.is_none_or(|width| width >= TABLE)
    }
}

fn heading(opens: &LoopOpened) -> String {
    match opens.number {
        1 => format!("{} {}", opens.id, opens.name),
        n => format!("{} {} ({n})", opens.id, opens.name),
    }
}
