//! What `name:word(path)` writes.
//!
//! | call | writes |
//! |---|---|
//! | `choice:NAME(path\|if)` | boxes to tick, the one of the code ticked, with the code where the word says less; no code counts only where there is a value at `if` |
//! | `has:CODE(paths)` | YES or NO: whether one of the values is the code |
//! | `some(path)` | YES or NO: whether there is anything |
//! | `letters(path)` | positions as letters, A for 1 |
//! | `icd(path)` | 0 for ICD-10 and 9 for ICD-9, by the qualifier of the first code |
//! | `items:KEY,KEY(path)` | of each item of a list the values of these keys |
//! | `unless:CODE(path)` | the value, unless it is the code that goes without saying |
//! | `money(path)` | dollars with two decimals at least |
//! | `day(path)`, `hour(path)` | the one or the other of a day with an hour |
//! | `means:LIST(path)` | what a code means, by a list of [`crate::codes`], and the code |
//! | `own(path)` | the code, with its name if a user brought a table of names |
//! | `dx(path)`, `pcs(path)`, `drg(path)` | a diagnosis, procedure or group, with its name where one is known |
//! | `spoken(path)` | a word of the JSON with blanks in it |
//! | `dollars(path)` | an amount as people write it |
//! | `age(path)` | how old somebody born that day was on the first day billed |
//! | `span(paths)` | from the first of these days to the last |
//! | `pointed(path)` | the diagnoses that a service line points to |
//! | `ranked:NAME(n)` | of the payer who pays in place n, from 0, see `ranked` |

use rust_decimal::Decimal;

use super::fill::{Filler, Piece, Value};
use super::parse::{Atom, Token};
use super::path::{Path, Step, leaf};
use super::told;

/// Between words that stay together.
const TOGETHER: &str = "\u{a0}";

pub(super) fn call(
    filler: &mut Filler<'_>,
    (name, word): (&str, &str),
    paths: &[Path],
    at: &str,
) -> Vec<Piece> {
    let first = paths.first();
    match name {
        "choice" => vec![choice(filler, word, paths, at)],
        "has" => {
            let found = paths.iter().flat_map(|path| filler.find(path, at));
            let found = found.into_iter().find(|found| found.value == word);
            let of = found.and_then(|found| filler.take(&found)).and_then(|piece| piece.of);
            vec![yes_or_no(of.is_some(), of)]
        }
        "some" => vec![yes_or_no(first.is_some_and(|path| !filler.find(path, at).is_empty()), None)],
        "letters" => {
            let values = first.map_or_else(Vec::new, |path| filler.values(path, at));
            values
                .into_iter()
                .map(|piece| Piece { text: letter(&piece.text), tight: true, ..piece })
                .collect()
        }
        "icd" => icd(filler, first, at).into_iter().collect(),
        "items" => items(filler, word, first, at),
        "unless" => {
            let values = first.map_or_else(Vec::new, |path| filler.values(path, at));
            values.into_iter().filter(|piece| piece.text != word).collect()
        }
        "money" => {
            let values = paths.iter().flat_map(|path| filler.values(path, at));
            values.map(|piece| Piece { text: with_cents(&piece.text), ..piece }).collect()
        }
        "day" | "hour" => {
            let values = first.map_or_else(Vec::new, |path| filler.values(path, at));
            let part = |piece: Piece| {
                let (day, hour) = piece.text.split_once('T').unwrap_or((&piece.text, ""));
                let text = if name == "day" { day } else { hour };
                (!text.is_empty()).then(|| Piece { text: text.to_owned(), ..piece.clone() })
            };
            values.into_iter().filter_map(part).collect()
        }
        "means" | "own" | "dx" | "pcs" | "drg" | "spoken" | "dollars" => {
            let values = paths.iter().flat_map(|path| filler.values(path, at)).collect::<Vec<_>>();
            let tables = filler.tables;
            values
                .into_iter()
                .map(|piece| Piece { text: told::told(name, word, &piece.text, tables), ..piece })
                .collect()
        }
        "age" => told::age(filler, first).into_iter().collect(),
        "span" => told::span(filler, paths),
        "pointed" => told::pointed(filler, first, at),
        "ranked" => ranked(filler, word, first, at),
        _ => Vec::new(),
    }
}

fn ticked(on: bool, word: &str) -> String {
    format!("[{}]{TOGETHER}{word}", if on { "X" } else { TOGETHER })
}

fn yes_or_no(yes: bool, of: Option<Value>) -> Piece {
    Piece { text: format!("{} {}", ticked(yes, "YES"), ticked(!yes, "NO")), of, tight: false }
}

fn choice(filler: &mut Filler<'_>, name: &str, paths: &[Path], at: &str) -> Piece {
    let value = paths.first().and_then(|path| filler.values(path, at).into_iter().next());
    let is_there = paths.get(1).is_none_or(|path| !filler.find(path, at).is_empty());
    let code = value.as_ref().map_or(if is_there { "-" } else { "" }, |piece| &*piece.text);
    let form = filler.form;
    let options = form.choices.iter().find(|choice| choice.name == name).map_or(&[][..], |c| &c.options);
    let listed = |codes: &[String], code: &str| codes.iter().any(|one| one == code);
    let known = options.iter().any(|(_, codes)| listed(codes, code));
    let mut text = Vec::new();
    for (word, codes) in options {
        let on = listed(codes, code) || (!known && value.is_some() && listed(codes, "*"));
        let says_less = on && code != "-" && (codes.len() > 1 || listed(codes, "*"));
        let word = if says_less { format!("{word}{TOGETHER}({code})") } else { word.clone() };
        // What stands for any other code is offered only where it is ticked.
        if on || !listed(codes, "*") {
            text.push(ticked(on, &word));
        }
    }
    Piece { text: text.join(" "), of: value.and_then(|piece| piece.of), tight: false }
}

/// The exact amount; what is none, as it is.
fn with_cents(amount: &str) -> String {
    let Ok(mut exact) = amount.parse::<Decimal>() else { return amount.to_owned() };
    if exact.scale() < 2 {
        exact.rescale(2);
    }
    exact.to_string()
}

fn letter(position: &str) -> String {
    let letter = position.parse::<u8>().ok().filter(|n| (1..=26).contains(n));
    letter.map_or_else(|| format!("?{position}"), |n| char::from(b'A' + n - 1).to_string())
}

fn icd(filler: &Filler<'_>, path: Option<&Path>, at: &str) -> Option<Piece> {
    let found = filler.find(path?, at);
    let qualifier = found.first()?.value.get("qualifier").and_then(|q| q.as_str());
    // A qualifier of two letters is ICD-9; the one that is left out says ICD-10.
    let text = if qualifier.is_some_and(|q| q.len() == 2) { "9" } else { "0" };
    Some(Piece { text: text.to_owned(), of: None, tight: false })
}

fn items(filler: &mut Filler<'_>, keys: &str, path: Option<&Path>, at: &str) -> Vec<Piece> {
    let Some(path) = path else { return Vec::new() };
    let mut all = path.clone();
    if let Some(last) = all.steps.last_mut() {
        last.nth = None;
    }
    let mut pieces = Vec::new();
    for item in filler.find(&all, at) {
        if !pieces.is_empty() {
            pieces.push(Piece { text: ",".to_owned(), of: None, tight: true });
        }
        for key in keys.split(',') {
            let step = Step { key: key.to_owned(), nth: Some(0), ..Step::default() };
            let found = Path { in_line: false, steps: vec![step] }.find(item.value, &item.path);
            let found = found.into_iter().filter(|found| leaf(found.value).is_some());
            pieces.extend(found.filter_map(|mut found| {
                found.said.extend(item.said.iter().cloned());
                filler.take(&found)
            }));
        }
    }
    pieces
}

fn ranked(filler: &mut Filler<'_>, name: &str, place: Option<&Path>, at: &str) -> Vec<Piece> {
    let place = place.and_then(|path| path.steps.first()).and_then(|step| step.key.parse::<usize>().ok());
    let Some(payer) = place.and_then(|n| filler.payers().get(n).copied()) else { return Vec::new() };
    let form = filler.form;
    let Some(ranked) = form.ranked.iter().find(|ranked| ranked.name == name) else { return Vec::new() };
    match payer {
        None => filler.line(&ranked.own, at),
        Some(n) => {
            let tokens: Vec<Token> = ranked.other.iter().map(|token| of_other(token, n)).collect();
            filler.line(&tokens, at)
        }
    }
}

/// A token in which `other` is another payer by its position.
fn of_other(token: &Token, n: usize) -> Token {
    let mut token = token.clone();
    for atom in token.alternatives.iter_mut().flatten() {
        let paths = match atom {
            Atom::Path(path) => std::slice::from_mut(path),
            Atom::Call { paths, .. } => paths,
            Atom::Word(_) => continue,
        };
        for first in paths.iter_mut().filter_map(|path| path.steps.first_mut()) {
            if first.key == "other" {
                "other_payers".clone_into(&mut first.key);
                first.nth = Some(n);
            }
        }
    }
    token
}
