//! Draws forms for a terminal: boxes of lines, 80 columns wide, as text that can be printed.

use std::collections::BTreeSet;

use crate::show::terminal::{Palette, Role, visible, width};

use super::view::{BoxView, FormView, PageView, RowView};

/// Column of the line on the right.
pub(super) const RIGHT: usize = 79;
/// Boxes narrower than this have no blank in front of their text.
const NARROW: usize = 13;
/// Column at which the values of the addendum begin.
const LABEL: usize = 48;
/// Between the parts of a label.
const PART: &str = " · ";

/// Draws forms.
#[derive(Clone, Debug)]
pub struct FormText {
    palette: Palette,
}

impl FormText {
    /// In these colors.
    pub fn new(palette: &Palette) -> Self {
        Self { palette: palette.clone() }
    }

    /// Adds a claim's form under a heading.
    pub fn form(&self, heading: &str, view: &FormView, out: &mut String) {
        let of = view.pages.len();
        for (n, page) in view.pages.iter().enumerate() {
            let heading = format!("{} · page {} of {of} · {heading}", view.form, n + 1);
            self.heading(&heading, out);
            self.page(page, out);
        }
        if !view.addendum.is_empty() {
            self.heading("Addendum: what the form has no box for", out);
            let mut part = "";
            for rest in &view.addendum {
                let (of, label) = rest.label.split_once(PART).unwrap_or(("", &rest.label));
                if of != part && !of.is_empty() {
                    push(out, &format!("  {}", self.palette.paint(Role::Emphasis, &visible(of))));
                }
                part = of;
                self.rest(if of.is_empty() { 2 } else { 4 }, label, &rest.value, out);
            }
        }
    }

    fn heading(&self, text: &str, out: &mut String) {
        for line in wrap(&visible(text), RIGHT) {
            push(out, &self.palette.paint(Role::Heading, &line).to_string());
        }
    }

    fn page(&self, page: &PageView, out: &mut String) {
        let mut above: Option<(BTreeSet<usize>, usize)> = None;
        for row in &page.rows {
            let cells: Vec<Vec<String>> = row.boxes.iter().map(cell).collect();
            let height = cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
            let edges = edges(row);
            // Service lines of one line each need no line between them.
            let joined =
                !row.titled && above.as_ref().is_some_and(|(up, h)| *up == edges && *h == 1) && height == 1;
            if !joined {
                self.border(above.as_ref().map(|(up, _)| up), Some((&edges, row)), out);
            }
            for n in 0..height {
                self.line(row, &cells, n, out);
            }
            above = Some((edges, height));
        }
        self.border(above.as_ref().map(|(up, _)| up), None, out);
    }

    /// The line between two rows, with the titles of the lower one.
    fn border(
        &self,
        up: Option<&BTreeSet<usize>>,
        down: Option<(&BTreeSet<usize>, &RowView)>,
        out: &mut String,
    ) {
        let (start, end) = match (up, down) {
            (None, _) => ('┌', '┐'),
            (Some(_), Some(_)) => ('├', '┤'),
            (Some(_), None) => ('└', '┘'),
        };
        let is = |edges: Option<&BTreeSet<usize>>, at: usize| edges.is_some_and(|edges| edges.contains(&at));
        let corner = |at: usize| match (is(up, at), is(down.map(|(edges, _)| edges), at)) {
            _ if at == 0 => start,
            _ if at == RIGHT => end,
            (true, true) => '┼',
            (true, false) => '┴',
            (false, true) => '┬',
            (false, false) => '─',
        };
        let (mut line, mut at) = (String::new(), 0);
        let boxes = down.filter(|(_, row)| row.titled).map_or(&[][..], |(_, row)| &row.boxes);
        for one in boxes {
            line.push_str(&self.palette.paint(Role::Dim, &corner(at).to_string()).to_string());
            let title = title(one);
            line.push_str(&self.palette.paint(Role::Emphasis, &title).to_string());
            let from = at + 1 + width(&title);
            at += one.width;
            let rest: String = (from..at).map(corner).collect();
            line.push_str(&self.palette.paint(Role::Dim, &rest).to_string());
        }
        let rest: String = (at..=RIGHT).map(corner).collect();
        line.push_str(&self.palette.paint(Role::Dim, &rest).to_string());
        push(out, &line);
    }

    fn line(&self, row: &RowView, cells: &[Vec<String>], n: usize, out: &mut String) {
        let edge = self.palette.paint(Role::Dim, "│").to_string();
        let mut line = String::new();
        for (one, cell) in row.boxes.iter().zip(cells) {
            line.push_str(&edge);
            let text = cell.get(n).map_or("", String::as_str);
            line.push_str(text);
            line.extend(std::iter::repeat_n(' ', one.width.saturating_sub(1 + width(text))));
        }
        line.push_str(&edge);
        push(out, &line);
    }

    fn rest(&self, indent: usize, label: &str, value: &str, out: &mut String) {
        let label = visible(label);
        let mut lines = wrap(&visible(value), RIGHT - LABEL).into_iter();
        let first = lines.next().unwrap_or_default();
        // A value that its label leaves no room for begins on the next line.
        let beside = LABEL.checked_sub(indent + width(&label) + 2);
        let label = self.palette.paint(Role::Dim, &label);
        if let Some(pad) = beside {
            push(out, &format!("{:indent$}{label}{:pad$}  {first}", "", ""));
        } else {
            push(out, &format!("{:indent$}{label}", ""));
            push(out, &format!("{:LABEL$}{first}", ""));
        }
        lines.for_each(|line| push(out, &format!("{:LABEL$}{line}", "")));
    }
}

fn push(out: &mut String, line: &str) {
    out.push_str(line);
    out.push('\n');
}

/// Columns at which boxes begin.
fn edges(row: &RowView) -> BTreeSet<usize> {
    let mut at = 0;
    let mut edges = BTreeSet::from([RIGHT]);
    for one in &row.boxes {
        edges.insert(at);
        at += one.width;
    }
    edges
}

/// Number and title as far as there is room; the number always.
pub(super) fn title(one: &BoxView) -> String {
    let title = format!("{} {}", one.number, one.title);
    let room = one.width.saturating_sub(1);
    let mut title = title.trim_end().to_owned();
    while width(&title) > room && title.len() > one.number.len() {
        title.pop();
    }
    title
}

/// The text of a box, broken to its width. Nothing is cut off: the box grows.
pub(super) fn cell(one: &BoxView) -> Vec<String> {
    let inner = one.width.saturating_sub(1).max(1);
    let blank = usize::from(inner >= NARROW);
    let lines = one.lines.iter().flat_map(|line| wrap(&visible(line), inner - blank));
    lines.map(|line| format!("{:blank$}{line}", "")).collect()
}

/// Breaks text between words, and words that are too long anywhere.
pub(super) fn wrap(text: &str, room: usize) -> Vec<String> {
    let (mut lines, mut line) = (Vec::new(), String::new());
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if !line.is_empty() && width(&line) + 1 + width(word) > room {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        for c in word.chars() {
            let c = if c == '\u{a0}' { ' ' } else { c };
            if !line.is_empty() && width(&line) + width(c.encode_utf8(&mut [0; 4])) > room {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}
