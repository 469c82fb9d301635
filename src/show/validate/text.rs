//! Findings for people: by file and claim, each with its segment and the place marked.

use std::fmt::Write;
use std::ops::Range;

use crate::finding::Severity;
use crate::show::segment::Marked;
use crate::show::terminal::{Palette, Role, truncate, visible, width, wrap};
use crate::show::words::found_at;
use crate::validate::{Level, Reported};

use super::{Report, Showing, Totals};

/// Lines of words longer than this are hard to read, however wide the window.
const WIDEST: usize = 100;

/// Writes findings for people.
#[derive(Debug)]
pub struct Text {
    showing: Showing,
    palette: Palette,
    width: Option<usize>,
    input: String,
    /// The input's heading has been written.
    begun: bool,
    /// The last heading below it.
    group: String,
}

impl Text {
    /// `width` is that of the window, none where there is no limit.
    pub fn new(showing: Showing, palette: &Palette, width: Option<usize>) -> Self {
        Self {
            showing,
            palette: palette.clone(),
            width,
            input: String::new(),
            begun: false,
            group: String::new(),
        }
    }

    fn line(&self, out: &mut String, role: Role, text: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}", self.palette.paint(role, text));
    }

    /// Words, broken to the window, `indent` columns in.
    fn words(&self, out: &mut String, role: Role, (first, indent): (&str, usize), text: &str) {
        let text = visible(text);
        let room = self.width.unwrap_or(WIDEST).min(WIDEST).max(indent + 12);
        let broken = wrap(&text, room, indent);
        for (n, line) in broken.split('\n').enumerate() {
            let (before, line) =
                if n == 0 { (first.to_owned(), line) } else { (" ".repeat(indent), line.trim_start()) };
            let _ = writeln!(out, "{before}{}", self.palette.paint(role, line));
        }
    }

    fn heading(&mut self, found: &Reported, out: &mut String) {
        if !std::mem::replace(&mut self.begun, true) {
            let name = visible(&self.input).into_owned();
            self.line(out, Role::Heading, &name);
        }
        let group = self.group_of(found);
        if group != self.group {
            self.group = group;
            self.words(out, Role::Emphasis, ("  ", 4), &self.group);
        }
    }

    fn group_of(&self, found: &Reported) -> String {
        let finding = self.showing.finding(found);
        let Some(at) = finding.locations.first() else { return String::new() };
        let number = |number: &Option<String>| number.clone().unwrap_or_default();
        let group = match found.level {
            Level::Interchange => format!("Interchange {}", number(&at.interchange)),
            Level::Group => format!("Group {}", number(&at.group)),
            Level::Transaction => format!("Transaction {}", number(&at.transaction)),
            Level::Provider => "Billing provider, for all claims below it".to_owned(),
            Level::Subscriber => "Subscriber, for all claims below it".to_owned(),
            Level::Patient => "Patient, for all claims below it".to_owned(),
            Level::Claim => format!("Claim {}", number(&at.patient_control_number)),
        };
        let patient = at.patient.as_ref().map_or_else(String::new, |name| format!(" · {name}"));
        group + &patient
    }

    /// The segment with the place marked below it.
    fn segment(&self, found: &Reported, n: usize, out: &mut String) {
        let (Some(mark), Some(at)) = (found.marks.get(n), found.finding.locations.get(n)) else { return };
        let marked = self.showing.marked(found, mark);
        if marked.text.is_empty() {
            return;
        }
        let line = at.text_line.map_or(String::new(), |line| line.to_string());
        let gutter = line.len().max(4);
        let room = self.width.map_or(usize::MAX, |width| width.saturating_sub(gutter + 7).max(10));
        let (text, place) = excerpt(&marked, room);
        let _ = writeln!(out, "    {} {text}", self.palette.paint(Role::Dim, &format!("{line:>gutter$} |")));
        let role = Role::of(found.finding.severity);
        let carets = "^".repeat(place.len().max(1));
        let bar = self.palette.paint(Role::Dim, &format!("{:>gutter$} |", "")).to_string();
        // A width of the formatter has 16 bits, and a segment may be longer.
        let _ = writeln!(out, "    {bar} {}{}", " ".repeat(place.start), self.palette.paint(role, &carets));
    }
}

/// As much of a segment as fits, and the columns to mark. The mark is always in it.
fn excerpt(marked: &Marked, room: usize) -> (String, Range<usize>) {
    let text = visible(&marked.text).into_owned();
    let id = text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len()).max(1);
    let place = marked.place.clone().unwrap_or(0..id);
    let column = |at: usize| width(&text.chars().take(at).collect::<String>());
    let (start, end) = (column(place.start), column(place.end));
    if width(&text) <= room {
        return (text, start..end.max(start + 1));
    }
    // What is before the place is cut until it is seen with something around it.
    let skip = if end + 4 < room { 0 } else { start.saturating_sub(room / 3) };
    let (mut shown, mut used) = (String::new(), 0);
    for c in text.chars() {
        if used >= skip {
            shown.push(c);
        }
        used += width(c.encode_utf8(&mut [0; 4]));
    }
    if skip > 0 {
        shown.insert(0, '…');
    }
    let moved = |at: usize| if skip > 0 { at.saturating_sub(skip) + 1 } else { at };
    let start = moved(start).min(room.saturating_sub(1));
    let end = moved(end).clamp(start + 1, room.max(start + 1));
    (truncate(&shown, room).into_owned(), start..end)
}

impl Report for Text {
    fn input(&mut self, name: &str, _out: &mut String) {
        name.clone_into(&mut self.input);
        self.begun = false;
        self.group.clear();
    }

    fn found(&mut self, found: &Reported, out: &mut String) {
        self.heading(found, out);
        let finding = &found.finding;
        let role = Role::of(finding.severity);
        let head = format!("    {} {}  ", self.palette.paint(role, finding.severity.as_str()), finding.code);
        let columns = 4 + finding.severity.as_str().len() + 1 + finding.code.len() + 2;
        if self.width.is_some_and(|width| width < columns + 30) {
            let _ = writeln!(out, "{}", head.trim_end());
            self.words(out, Role::Plain, ("      ", 6), &finding.message);
        } else {
            self.words(out, Role::Plain, (&head, columns), &finding.message);
        }
        for n in 0..finding.locations.len() {
            self.segment(found, n, out);
        }
        if let Some(at) = self.showing.finding(found).locations.first() {
            let mut place = found_at(at);
            place.extend(at.r#loop.as_ref().map(|id| format!("loop {id}")));
            place.extend(at.segment.map(|n| format!("segment {n}")));
            place.extend(at.offset.map(|n| format!("byte {n}")));
            self.words(out, Role::Dim, ("      ", 6), &place.join(", "));
        }
        self.words(out, Role::Plain, ("      ", 6), &finding.help);
        out.push('\n');
    }

    fn input_end(&mut self, totals: &Totals, failure: Option<&str>, out: &mut String) {
        if totals.hidden > 0 {
            let text = format!("  {} more in this input; --max-findings 0 shows all", totals.hidden);
            self.line(out, Role::Dim, &text);
            out.push('\n');
        }
        if totals.findings() == 0 && failure.is_none() {
            let text = format!("{}: {}, nothing found", visible(&self.input), count(totals.claims, "claim"));
            self.line(out, Role::Plain, &text);
        }
    }

    fn finish(&mut self, totals: &Totals, out: &mut String) {
        if totals.findings() == 0 {
            return;
        }
        let longest = totals.by_code.keys().map(String::len).max().unwrap_or(0);
        for severity in [Severity::Error, Severity::Warning, Severity::Info] {
            for (code, (_, n)) in totals.by_code.iter().filter(|(_, (s, _))| *s == severity) {
                let word = self.palette.paint(Role::of(severity), severity.as_str()).to_string();
                let pad = "warning".len() - severity.as_str().len();
                let name = crate::catalog::by_code(code).map_or("", |rule| rule.name);
                let numbers = format!("{:pad$}  {code:<longest$}  {n:>6}  ", "");
                let used = severity.as_str().len() + width(&numbers);
                let room = self.width.map_or(usize::MAX, |width| width.saturating_sub(used));
                let line = format!("{numbers}{}", truncate(name, room));
                let _ = writeln!(out, "{word}{}", line.trim_end());
            }
        }
        let [errors, warnings, infos] = totals.by_severity;
        let kinds = [(errors, "error"), (warnings, "warning"), (infos, "remark")];
        let kinds: Vec<String> =
            kinds.iter().filter(|(n, _)| *n > 0).map(|(n, what)| count(*n, what)).collect();
        let text = format!(
            "{} in {}, {} of them with errors: {}",
            count(totals.claims, "claim"),
            count(totals.inputs, "input"),
            totals.refused,
            kinds.join(", ")
        );
        self.words(out, Role::Heading, ("", 0), &text);
        if totals.lighter > 0 {
            let shown = format!(
                "{} counted and not shown; --min-severity info shows all",
                count(totals.lighter, "lighter finding")
            );
            self.words(out, Role::Dim, ("", 0), &shown);
        }
    }
}

/// `1 claim`, `2 claims`.
fn count(n: u64, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}
