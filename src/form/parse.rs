//! Reads the text of a form. The texts are part of the program, and a test reads them all, so a mistake in one is caught
//! before it is shipped; what cannot be understood is taken as text.

use super::Form;
use super::path::Path;

/// Columns of a page, without the line on its right.
pub(super) const PAGE_WIDTH: usize = 79;

/// Boxes side by side.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// It stands on every page.
    pub(super) every: bool,
    /// It stands only where one of its boxes is filled.
    pub(super) filled: bool,
    pub(super) boxes: Vec<BoxOf>,
}

/// A box and what goes into it.
#[derive(Clone, Debug)]
pub(super) struct BoxOf {
    pub(super) number: String,
    pub(super) title: String,
    /// Columns, with the line on its left.
    pub(super) width: usize,
    pub(super) lines: Vec<Vec<Token>>,
}

/// What may be written: the first of the alternatives that has a value.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) alternatives: Vec<Vec<Atom>>,
    /// A comma stands between it and what follows.
    pub(super) comma: bool,
}

impl Token {
    /// The item and the list of `each:item(list)`.
    pub(super) fn each(&self) -> Option<(&str, &Path)> {
        match &self.alternatives[..] {
            [atoms] => match &atoms[..] {
                [Atom::Call { name, word, paths }] if name == "each" => Some((word, paths.first()?)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether a word stands where no other alternative has a value.
    pub(super) fn is_word_at_last(&self) -> bool {
        matches!(self.alternatives.last().map(|atoms| &atoms[..]), Some([Atom::Word(_)]))
    }
}

#[derive(Clone, Debug)]
pub(super) enum Atom {
    Word(String),
    Path(Path),
    Call { name: String, word: String, paths: Vec<Path> },
}

/// Boxes to tick.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) name: String,
    /// Word and codes.
    pub(super) options: Vec<(String, Vec<String>)>,
}

/// What a payer's row says.
#[derive(Clone, Debug)]
pub(super) struct Ranked {
    pub(super) name: String,
    /// Of the claim's own payer.
    pub(super) own: Vec<Token>,
    /// Of another one, which `other` stands for.
    pub(super) other: Vec<Token>,
}

/// What is said of an item of a list.
#[derive(Clone, Debug)]
pub(super) struct ItemOf {
    pub(super) name: String,
    pub(super) tokens: Vec<Token>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Front,
    Line,
    Behind,
}

pub(super) fn form(text: &str) -> Form {
    let mut form = Form {
        name: String::new(),
        front: Vec::new(),
        line: Vec::new(),
        behind: Vec::new(),
        lines_on_page: 1,
        choices: Vec::new(),
        ranked: Vec::new(),
        items: Vec::new(),
        omitted: Vec::new(),
        shown: Vec::new(),
    };
    let (mut lets, mut mains, mut part) = (Vec::new(), Vec::new(), Part::Front);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let rest = rest.trim();
        let named = rest.split_once(' ').map_or((rest, ""), |(name, rest)| (name, rest.trim()));
        let rows = match part {
            Part::Front => &mut form.front,
            Part::Line => &mut form.line,
            Part::Behind => &mut form.behind,
        };
        match word {
            "form" => rest.clone_into(&mut form.name),
            "let" => lets.push(named),
            "main" => mains.push(named),
            "choice" => form.choices.push(choice(named)),
            "ranked" => form.ranked.push(ranked(named, &lets)),
            "item" => {
                let tokens = content_of(named.1, &lets).into_iter().next().unwrap_or_default();
                form.items.push(ItemOf { name: named.0.to_owned(), tokens });
            }
            "omit" => form.omitted.push(named.0.to_owned()),
            "row" => {
                rows.push(Row { every: rest == "every", filled: rest == "filled", boxes: Vec::new() });
            }
            "lines" => {
                part = Part::Line;
                form.lines_on_page = rest.parse().unwrap_or(1);
            }
            "behind" => part = Part::Behind,
            _ => {
                if let Some(row) = rows.last_mut() {
                    row.boxes.extend(boxes(line, &lets));
                }
            }
        }
    }
    for row in form.front.iter_mut().chain(&mut form.line).chain(&mut form.behind) {
        fit(row);
    }
    form.shown = super::shown::shown(&form, &mains);
    form
}

/// The last box takes what is left of the row.
fn fit(row: &mut Row) {
    if let Some((last, before)) = row.boxes.split_last_mut() {
        last.width = PAGE_WIDTH.saturating_sub(before.iter().map(|one| one.width).sum());
    }
}

fn choice((name, options): (&str, &str)) -> Choice {
    let options = options.split_whitespace().filter_map(|option| option.split_once('='));
    let options =
        options.map(|(word, codes)| (word.to_owned(), codes.split(',').map(str::to_owned).collect()));
    Choice { name: name.to_owned(), options: options.collect() }
}

fn ranked((name, content): (&str, &str), lets: &[(&str, &str)]) -> Ranked {
    let (own, other) = content.split_once("||").unwrap_or((content, ""));
    let line = |text: &str| content_of(text, lets).into_iter().next().unwrap_or_default();
    Ranked { name: name.to_owned(), own: line(own), other: line(other) }
}

/// The box of a line, or the series of boxes.
fn boxes(line: &str, lets: &[(&str, &str)]) -> Vec<BoxOf> {
    let mut cells = line.splitn(4, '|').map(str::trim);
    let mut cell = || cells.next().unwrap_or_default();
    let (numbers, width, title, content) = (cell(), cell(), cell(), cell());
    let one = |number: String, content: &str| BoxOf {
        number,
        title: title.to_owned(),
        width: width.parse().unwrap_or_default(),
        lines: content_of(content, lets),
    };
    let Some(series) = numbers.strip_prefix("each ") else {
        return vec![one(numbers.to_owned(), content)];
    };
    let words: Vec<&str> = series.split_whitespace().collect();
    let [first, last, from @ ..] = &words[..] else { return Vec::new() };
    let from: usize = from.first().and_then(|n| n.parse().ok()).unwrap_or_default();
    let numbers = numbers_between(first, last).into_iter().enumerate();
    numbers.map(|(n, number)| one(number, &content.replace('#', &(n + from).to_string()))).collect()
}

/// `18` to `28`, `67A` to `67E`.
fn numbers_between(first: &str, last: &str) -> Vec<String> {
    if let (Ok(first), Ok(last)) = (first.parse::<u32>(), last.parse::<u32>()) {
        return (first..=last).map(|n| n.to_string()).collect();
    }
    let (Some(from), Some(to)) = (first.chars().next_back(), last.chars().next_back()) else {
        return Vec::new();
    };
    let stem = &first[..first.len() - from.len_utf8()];
    (from..=to).map(|letter| format!("{stem}{letter}")).collect()
}

fn content_of(text: &str, lets: &[(&str, &str)]) -> Vec<Vec<Token>> {
    let mut text = text.to_owned();
    for (name, body) in lets {
        let call = format!("@{name}(");
        while let Some(at) = text.find(&call) {
            let from = at + call.len();
            let Some(length) = text[from..].find(')') else { break };
            let body = body.replace('$', &text[from..from + length]);
            text.replace_range(at..=from + length, &body);
        }
    }
    let lines = text.split(" / ");
    lines.map(|line| words(line).map(token).collect()).collect()
}

/// Splits at blanks outside quotes.
fn words(line: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    let words = line.split(move |c: char| {
        quoted ^= c == '"';
        c.is_whitespace() && !quoted
    });
    words.filter(|word| !word.is_empty())
}

fn token(text: &str) -> Token {
    let (text, comma) = text.strip_suffix(',').map_or((text, false), |rest| (rest, true));
    let alternatives = outside(text, '|').into_iter();
    Token {
        alternatives: alternatives.map(|one| outside(one, '+').into_iter().map(atom).collect()).collect(),
        comma,
    }
}

/// Splits where a character stands outside parentheses and brackets.
fn outside(text: &str, at: char) -> Vec<&str> {
    let (mut depth, mut from, mut pieces) = (0_usize, 0, Vec::new());
    for (n, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            c if c == at && depth == 0 => {
                pieces.push(&text[from..n]);
                from = n + c.len_utf8();
            }
            _ => {}
        }
    }
    pieces.push(&text[from..]);
    pieces
}

fn atom(text: &str) -> Atom {
    if let Some(word) = text.strip_prefix('"') {
        return Atom::Word(word.trim_end_matches('"').replace(' ', "\u{a0}"));
    }
    let Some((call, paths)) = text.strip_suffix(')').and_then(|text| text.split_once('(')) else {
        return Atom::Path(Path::parse(text));
    };
    let (name, word) = call.split_once(':').unwrap_or((call, ""));
    let paths = outside(paths, '|').into_iter().map(Path::parse).collect();
    Atom::Call { name: name.to_owned(), word: word.to_owned(), paths }
}
