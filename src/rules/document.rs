//! The format of a family's document, and its parser.
//!
//! ````markdown
//! # Title of the family
//!
//! An introduction, if there is one.
//!
//! ## CH-SUM: Name of the rule
//!
//! - Severity: error
//! - SNIP type: 3
//! - In force: any date of service
//! - Source: 837P SV102, 837I SV203 against CLM02
//! - Money: denial
//! - Denial: CARC 125, RARC M54
//! - Corrected by: professional
//!
//! ### What it checks
//! ### Why
//! ### What to do
//!
//! ### Example
//!
//! ```diff professional
//! - CLM*P1*250***11:B:1*Y*A*Y*Y
//! + CLM*P1*200***11:B:1*Y*A*Y*Y
//!   HI*ABK:R519
//! ```
//! ````
//!
//! - Severity is info, warning or error. SNIP type is 1 to 7, and left out where a rule has none. In force is `any date of
//!   service`, `from 2019-01-01`, `until 2018-12-31` or `2019-01-01 to 2023-12-31`. A header or paragraph may be wrapped.
//! - Money is overpaid, missed or denial, the sum that the rule's money belongs to; Denial the codes with which a payer would
//!   deny; Corrected by facility or professional. They are left out where there is none.
//! - A code span that holds `*` is shown without its ticks; they keep Markdown from taking the stars for emphasis.
//! - An example is a fenced block a claim or file. Its language is for the reader, the word behind it says what it is:
//!   `facility`, `professional`, `twinclaim.toml`, or the name of a table or payer profile. In a `diff` block, lines marked
//!   `-` are in the case that fires, lines marked `+` in the silent one, those behind two blanks in both. A block of another
//!   language is the same in both cases. A claim without a line in a case is not in it.

#[cfg(test)]
mod tests;

use chrono::NaiveDate;

use crate::finding::{MoneyKind, Severity, Side};

use super::{InForce, Rule};

/// The rules of one document.
#[derive(Debug)]
pub struct Family {
    /// Path of the document in the repository.
    pub file: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What is written above the first rule, in Markdown.
    pub introduction: String,
    /// Its rules, in order.
    pub rules: Vec<Rule>,
}

/// A mistake in a document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct DocumentFault {
    /// Path of the document in the repository.
    pub file: &'static str,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// Headings of a rule, in order.
const SECTIONS: [&str; 4] = ["What it checks", "Why", "What to do", "Example"];
const EXAMPLE: usize = 3;

/// Reads a document. What is wrong goes to `faults`; a rule keeps what was understood.
pub fn parse(file: &'static str, text: &'static str, faults: &mut Vec<DocumentFault>) -> Family {
    let family = Family { file, title: "", introduction: String::new(), rules: Vec::new() };
    let mut parser = Parser { text, at: 0, family, draft: None, faults };
    for (n, line) in text.split_inclusive('\n').enumerate() {
        parser.line(n + 1, line.trim_end_matches(['\r', '\n']));
        parser.at += line.len();
    }
    parser.finish(text.lines().count());
    parser.family
}

struct Parser<'f> {
    text: &'static str,
    /// Where the line at hand begins.
    at: usize,
    family: Family,
    draft: Option<Draft>,
    faults: &'f mut Vec<DocumentFault>,
}

/// A rule while it is read.
struct Draft {
    rule: Rule,
    /// Lines of the header: key, value and line number.
    header: Vec<(&'static str, String, usize)>,
    /// The section at hand; none in the header.
    section: Option<usize>,
    /// The texts of the first three sections.
    texts: [String; EXAMPLE],
    block: Option<Block>,
}

/// A fenced block of an example while it is read.
struct Block {
    is_diff: bool,
    label: &'static str,
    /// Lines of the firing and of the silent case.
    cases: [Vec<&'static str>; 2],
    line: usize,
}

impl Parser<'_> {
    fn fault(&mut self, line: usize, message: impl Into<String>) {
        self.faults.push(DocumentFault { file: self.family.file, line, message: message.into() });
    }

    fn line(&mut self, n: usize, line: &'static str) {
        if self.draft.as_ref().is_some_and(|draft| draft.block.is_some()) {
            self.block_line(n, line);
        } else if let Some(heading) = line.strip_prefix("## ") {
            self.end_rule(n);
            self.begin_rule(n, heading);
        } else if let Some(title) = line.strip_prefix("# ") {
            if n > 1 {
                self.fault(n, "a document has one title, on its first line");
            }
            self.family.title = title.trim();
        } else if let Some(heading) = line.strip_prefix("### ") {
            self.begin_section(n, heading.trim());
        } else if let Some(draft) = &mut self.draft {
            match draft.section {
                None => self.header_line(n, line),
                Some(EXAMPLE) => self.example_line(n, line),
                Some(section) => append(&mut draft.texts[section], line),
            }
        } else {
            self.family.introduction.push_str(line);
            self.family.introduction.push('\n');
        }
    }

    fn begin_rule(&mut self, n: usize, heading: &'static str) {
        let (code, name) = heading.split_once(": ").unwrap_or((heading, ""));
        let (code, name) = (code.trim(), name.trim());
        let is_code = code.contains('-')
            && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-');
        if !is_code || name.is_empty() {
            self.fault(n, "the heading of a rule is its code, a colon and its name: `## CH-SUM: Name`");
        }
        let rule = Rule { line: n, document: &self.text[self.at..], ..Rule::named(code, name) };
        self.draft =
            Some(Draft { rule, header: Vec::new(), section: None, texts: Default::default(), block: None });
    }

    fn begin_section(&mut self, n: usize, heading: &str) {
        let Some(draft) = &mut self.draft else {
            return self.fault(n, "a section belongs to a rule");
        };
        let expected = draft.section.map_or(0, |section| section + 1);
        draft.section = Some(expected.min(EXAMPLE));
        if SECTIONS.get(expected) != Some(&heading) {
            let message = match SECTIONS.get(expected) {
                Some(section) => format!("here comes the section \"{section}\""),
                None => "the example is the last section of a rule".to_owned(),
            };
            self.fault(n, message);
        }
    }

    fn header_line(&mut self, n: usize, line: &'static str) {
        let Some(draft) = &mut self.draft else { return };
        if let Some((key, value)) = line.strip_prefix("- ").and_then(|line| line.split_once(": ")) {
            draft.header.push((key, value.trim().to_owned(), n));
        } else if let Some((_, value, _)) = draft.header.last_mut().filter(|_| line.starts_with("  ")) {
            append(value, line);
        } else if !line.trim().is_empty() {
            self.fault(n, "the header of a rule has lines such as `- Severity: error`");
        }
    }

    fn example_line(&mut self, n: usize, line: &'static str) {
        let Some(draft) = &mut self.draft else { return };
        if let Some(info) = line.strip_prefix("```") {
            let (language, label) = info.split_once(' ').unwrap_or((info, ""));
            let (is_diff, label) = (language == "diff", label.trim());
            draft.block = Some(Block { is_diff, label, cases: Default::default(), line: n });
            if !matches!(label, "facility" | "professional") && !label.contains('.') {
                self.fault(
                    n,
                    "a block is labeled facility, professional, or with a file name: ```diff facility",
                );
            }
        } else if !line.trim().is_empty() {
            self.fault(n, "an example has fenced blocks only");
        }
    }

    fn block_line(&mut self, n: usize, line: &'static str) {
        let Some(draft) = &mut self.draft else { return };
        if line == "```" {
            if let Some(block) = draft.block.take() {
                block.close(&mut draft.rule);
            }
            return;
        }
        let Some(block) = &mut draft.block else { return };
        let (fires, silent, rest) = match line.as_bytes() {
            _ if !block.is_diff => (true, true, line),
            [] => (true, true, line),
            [b'-'] => (true, false, ""),
            [b'+'] => (false, true, ""),
            [b'-', b' ', ..] => (true, false, &line[2..]),
            [b'+', b' ', ..] => (false, true, &line[2..]),
            [b' ', b' ', ..] => (true, true, &line[2..]),
            _ => return self.fault(n, "a line of a diff block starts with `- `, `+ ` or two blanks"),
        };
        if fires {
            block.cases[0].push(rest);
        }
        if silent {
            block.cases[1].push(rest);
        }
    }

    fn end_rule(&mut self, n: usize) {
        let Some(mut draft) = self.draft.take() else { return };
        if let Some(block) = draft.block.take() {
            self.fault(block.line, "the block has no end");
        }
        if draft.section != Some(EXAMPLE) {
            self.fault(n, format!("{} has not all its sections: {}", draft.rule.code, SECTIONS.join(", ")));
        }
        // It began with all that follows; here it ends.
        let length = draft.rule.document.len().saturating_sub(self.text.len() - self.at);
        draft.rule.document = draft.rule.document.get(..length).unwrap_or_default();
        let header = std::mem::take(&mut draft.header);
        let mut keys = Vec::new();
        for (key, value, line) in header {
            if keys.contains(&key) {
                self.fault(line, format!("{key} is given twice"));
            }
            keys.push(key);
            if let Err(message) = set(&mut draft.rule, key, &value) {
                self.fault(line, message);
            }
        }
        for key in ["Severity", "In force", "Source"] {
            if !keys.contains(&key) {
                self.fault(
                    draft.rule.line,
                    format!("the header of {} has no line `- {key}:`", draft.rule.code),
                );
            }
        }
        let [checks, why, help] = draft.texts.map(|text| plain(&text));
        if [&checks, &why, &help].iter().any(|text| text.is_empty()) {
            self.fault(draft.rule.line, format!("a section of {} is empty", draft.rule.code));
        }
        self.family.rules.push(Rule { checks, why, help, ..draft.rule });
    }

    fn finish(&mut self, lines: usize) {
        self.end_rule(lines);
        if self.family.title.is_empty() {
            self.fault(1, "a document starts with its title: `# Title`");
        }
    }
}

impl Block {
    /// Adds what it holds to the cases of a rule.
    fn close(self, rule: &mut Rule) {
        let is_empty = self.cases.iter().all(Vec::is_empty);
        for (lines, example) in self.cases.into_iter().zip([&mut rule.fires, &mut rule.silent]) {
            if lines.is_empty() && !is_empty {
                continue;
            }
            let text = lines.join("\n");
            match self.label {
                "facility" => example.facility.push(text),
                "professional" => example.professional.push(text),
                "twinclaim.toml" => example.config = text,
                name => example.tables.push((name.to_owned(), text + "\n")),
            }
        }
    }
}

/// Joins a line to a paragraph.
fn append(text: &mut String, line: &str) {
    let line = line.trim();
    if !text.is_empty() && !line.is_empty() {
        text.push(' ');
    }
    text.push_str(line);
}

/// A text without the ticks that keep Markdown from the stars of X12.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for (n, piece) in text.split('`').enumerate() {
        if n % 2 == 1 && !piece.contains('*') {
            plain.push('`');
            plain.push_str(piece);
            plain.push('`');
        } else {
            plain.push_str(piece);
        }
    }
    plain
}

fn set(rule: &mut Rule, key: &str, value: &str) -> Result<(), String> {
    match key {
        "Severity" => {
            rule.severity = match value {
                "info" => Severity::Info,
                "warning" => Severity::Warning,
                "error" => Severity::Error,
                _ => return Err("a severity is info, warning or error".to_owned()),
            }
        }
        "Money" => {
            let kind = MoneyKind::ALL.into_iter().find(|kind| kind.as_str() == value);
            rule.money = kind.ok_or("money is overpaid, missed or denial")?;
        }
        "Denial" => {
            for part in value.split(", ") {
                let list = match part.split_once(' ') {
                    Some(("CARC", code)) => (&mut rule.carc, code),
                    Some(("RARC", code)) => (&mut rule.rarc, code),
                    _ => return Err("a denial is such as `CARC 16, RARC M77`".to_owned()),
                };
                *list.0 = Some(list.1.to_owned());
            }
        }
        "Corrected by" => {
            rule.side_to_fix = match value {
                "facility" => Some(Side::Facility),
                "professional" => Some(Side::Professional),
                _ => return Err("a rule is corrected by facility or professional".to_owned()),
            }
        }
        "SNIP type" => {
            let snip = value.parse().ok().filter(|snip| (1..=7).contains(snip));
            rule.snip = Some(snip.ok_or("a SNIP type is a number from 1 to 7")?);
        }
        "In force" => rule.in_force = in_force(value)?,
        "Source" => rule.source = plain(value),
        _ => return Err(format!("a header has no line {key}; it has Severity, SNIP type, In force, Source")),
    }
    Ok(())
}

fn in_force(text: &str) -> Result<InForce, String> {
    if text == "any date of service" {
        return Ok(InForce::ALWAYS);
    }
    let day =
        |text: &str| text.parse::<NaiveDate>().map_err(|_| format!("{text} is no date such as 2019-01-01"));
    if let Some(from) = text.strip_prefix("from ") {
        Ok(InForce { from: Some(day(from)?), until: None })
    } else if let Some(until) = text.strip_prefix("until ") {
        Ok(InForce { from: None, until: Some(day(until)?) })
    } else if let Some((from, until)) = text.split_once(" to ") {
        Ok(InForce { from: Some(day(from)?), until: Some(day(until)?) })
    } else {
        Err("dates in force are `any date of service`, `from DAY`, `until DAY` or `DAY to DAY`".to_owned())
    }
}
