//! The first lines about an input: from whom to whom, for whom, when, and what `validate` would say.

use std::fmt::Write;

use crate::show::terminal::Role;
use crate::show::words::dollars;

use super::style::{Style, count};
use super::{Overview, Party, Summary};

/// So many codes are named in the line of what `validate` finds.
const CODES: usize = 5;
/// Column at which what is told begins.
const TOLD: usize = 11;
/// So many payers, providers and ways are named; `--json` has them all.
const NAMES: usize = 4;

/// From whom to whom, for whom, when.
pub(super) fn overview(style: &Style, overview: &Overview, out: &mut String) {
    let mut told = |label: &str, text: &str| {
        let mut line = String::new();
        style.line(&mut line, Role::Plain, (TOLD, 2), text);
        // The label stands in the blanks in front of the first line.
        let _ = write!(out, "{label:<TOLD$}{}", line.get(TOLD..).unwrap_or_default());
    };
    let ways = overview.sent.iter().map(|way| {
        let words = [way.date.as_str(), way.usage.as_str()].into_iter().filter(|word| !word.is_empty());
        let words: Vec<&str> = words.collect();
        format!("{} to {}, {}", way.sender, way.receiver, words.join(", "))
    });
    if !overview.sent.is_empty() {
        told("From", &few(ways, overview.sent.len()));
    }
    if overview.patients > 0 {
        let more = if overview.more_patients { "more than " } else { "" };
        told("For", &format!("{more}{}", count(overview.patients, "patient")));
    }
    if let (Some(from), Some(to)) = (overview.from, overview.to) {
        let days = if from == to { from.to_string() } else { format!("{from} to {to}") };
        told("Days", &days);
    }
    for (label, parties) in [("Payer", &overview.payers), ("Billed by", &overview.billing_providers)] {
        if !parties.is_empty() {
            told(label, &few(parties.iter().map(|party| named(party, parties.len())), parties.len()));
        }
    }
}

/// A party; how much it has where there is another.
fn named(party: &Party, of: usize) -> String {
    let name = party.name.as_deref().unwrap_or("others or without name");
    if of == 1 {
        return name.to_owned();
    }
    let charge =
        party.total_charge.as_deref().map_or_else(String::new, |charge| format!(", {}", dollars(charge)));
    format!("{name} ({}{charge})", count(party.claims, "claim"))
}

fn few(all: impl Iterator<Item = String>, of: usize) -> String {
    let mut text = all.take(NAMES).collect::<Vec<_>>().join("; ");
    if of > NAMES {
        // Writing to a string cannot fail.
        let _ = write!(text, "; and {} more", of - NAMES);
    }
    text
}

/// What `validate` would say, in one line.
pub(super) fn verdict(style: &Style, summary: &Summary, out: &mut String) {
    let Some(verdict) = summary.validate.as_ref().filter(|_| summary.has_supported()) else { return };
    let counts = [(verdict.errors, "error"), (verdict.warnings, "warning"), (verdict.infos, "info")];
    let counts: Vec<String> = counts.iter().filter(|(n, _)| *n > 0).map(|(n, one)| count(*n, one)).collect();
    if counts.is_empty() {
        return style.line(out, Role::Dim, (0, 0), "`twinclaim validate` finds nothing.");
    }
    let mut codes: Vec<(&String, &u64)> = verdict.codes.iter().collect();
    codes.sort_by_key(|(code, n)| (std::cmp::Reverse(**n), *code));
    let more = codes.len().saturating_sub(CODES);
    let listed = codes.iter().take(CODES).map(|(code, n)| match n {
        1 => (*code).clone(),
        n => format!("{n} × {code}"),
    });
    let mut listed = listed.collect::<Vec<_>>().join(", ");
    if more > 0 {
        let _ = write!(listed, " and {more} more");
    }
    let role = if verdict.errors + verdict.warnings > 0 { Role::Warning } else { Role::Dim };
    let text = format!("`twinclaim validate` finds {}: {listed}", counts.join(", "));
    style.line(out, role, (0, 2), &text);
}
