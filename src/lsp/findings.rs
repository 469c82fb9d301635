//! What `validate` finds, as diagnostics.

use lsp_types::{Diagnostic, DiagnosticSeverity, NumberOrString};

use crate::finding::Severity;
use crate::show::Mask;
use crate::show::segment::{Marked, marked};
use crate::validate::{Event, Mark, Reported, RuleSet, Validator};
use crate::x12::{Charset, Reader, Slice};

use super::document::{Document, floor};

/// So many are told; an editor shows no more.
const MOST: usize = 2_000;
/// The name of the program, by which editors group what they show.
pub(super) const SOURCE: &str = "twinclaim";

/// What is wrong with a text.
pub(super) fn findings(document: &Document, rules: &RuleSet) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut total = 0;
    let mut see = |event: Event<'_>| {
        let Event::Finding(reported) = event else { return };
        total += 1;
        if found.len() < MOST {
            found.push(diagnostic(document, &reported));
        }
    };
    let mut validator = Validator::new(rules, None, Charset::Auto);
    let mut reader = Reader::from_slice(document.text.as_bytes());
    loop {
        match reader.next() {
            Ok(Some(piece)) => validator.piece(&piece, &mut see),
            Ok(None) => break,
            Err(error) => {
                validator.finish(&mut see);
                found.push(unreadable(document, &error.to_string()));
                return found;
            }
        }
    }
    validator.finish(&mut see);
    if total > MOST {
        let text =
            format!("{} more findings are not shown; `twinclaim validate` tells them all", total - MOST);
        found.push(Diagnostic { severity: Some(DiagnosticSeverity::WARNING), ..whole(document, text) });
    }
    found
}

fn diagnostic(document: &Document, reported: &Reported) -> Diagnostic {
    let finding = &reported.finding;
    let range = reported.marks.first().map(|mark| {
        let (start, end) = extent(document, reported, mark);
        document.range(start, end)
    });
    let severity = match finding.severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Info => DiagnosticSeverity::INFORMATION,
    };
    Diagnostic {
        range: range.unwrap_or_default(),
        severity: Some(severity),
        code: Some(NumberOrString::String(finding.code.clone())),
        source: Some(SOURCE.to_owned()),
        message: format!("{}\n{}\n{}", finding.message, finding.why, finding.help),
        ..Diagnostic::default()
    }
}

/// The bytes of the value that a finding is about, or of its segment.
fn extent(document: &Document, reported: &Reported, mark: &Mark) -> (usize, usize) {
    let segment = mark.segment();
    let start = usize::try_from(mark.position().offset).unwrap_or(usize::MAX).min(document.text.len());
    let row = mark.row().zip(reported.guide).map(|(row, guide)| guide.row(row));
    let spot = (mark.spot(), usize::from(reported.repetition));
    let Marked { text, place, .. } = marked(&segment, row, spot, Charset::Auto, Mask::default());
    let place = place.unwrap_or_else(|| 0..text.chars().count());
    let rest = &document.text[floor(&document.text, start)..];
    let byte = |characters: usize| rest.char_indices().nth(characters).map_or(rest.len(), |(at, _)| at);
    (start + byte(place.start), start + byte(place.end))
}

fn unreadable(document: &Document, why: &str) -> Diagnostic {
    Diagnostic { severity: Some(DiagnosticSeverity::ERROR), ..whole(document, why.to_owned()) }
}

/// About the beginning of the text.
fn whole(document: &Document, message: String) -> Diagnostic {
    let range = document.range(0, document.text.find('\n').unwrap_or(document.text.len()).min(3));
    Diagnostic { range, source: Some(SOURCE.to_owned()), message, ..Diagnostic::default() }
}

/// Reads a text that lies in memory.
pub(super) fn reader(text: &str) -> Reader<Slice<'_>> {
    Reader::from_slice(text.as_bytes())
}
