//! Codes, days and amounts as people tell them.

use rust_decimal::Decimal;

use crate::codes::reference::Tables;
use crate::codes::{self, dated};

use super::fill::{Filler, Piece};
use super::path::Path;

/// A value in words, with the code it stands for.
pub(super) fn told(how: &str, list: &str, value: &str, tables: &Tables) -> String {
    let plain: String = value.chars().filter(|c| *c != '.').collect();
    let named =
        |name: Option<String>, code: String| match tables.code_name(&plain).map(str::to_owned).or(name) {
            Some(name) => format!("{code} {name}"),
            None => code,
        };
    match how {
        "means" => {
            let (list, qualifier) = list.split_once('.').map_or((list, None), |(list, q)| (list, Some(q)));
            let meaning = codes::meaning(list, qualifier, value);
            meaning.map_or_else(|| value.to_owned(), |meaning| format!("{meaning} ({value})"))
        }
        "dx" => named(dated::diagnosis_name(&plain), dated::with_point(&plain)),
        "drg" => named(dated::related_groups().find(&plain).map(|group| group.title.clone()), plain.clone()),
        "dollars" => dollars(value),
        "spoken" => value.replace('_', " "),
        _ => named(None, value.to_owned()),
    }
}

/// `$1,840.00`; what is no amount, as it is.
fn dollars(amount: &str) -> String {
    let Ok(mut exact) = amount.parse::<Decimal>() else { return amount.to_owned() };
    if exact.scale() < 2 {
        exact.rescale(2);
    }
    let text = exact.abs().to_string();
    let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
    let mut grouped = String::new();
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if exact.is_sign_negative() && !exact.is_zero() { "-" } else { "" };
    format!("{sign}${grouped}.{cents}")
}

/// `(58)`: years on the first day billed.
pub(super) fn age(filler: &mut Filler<'_>, born: Option<&Path>) -> Option<Piece> {
    let first = filler.first_day()?;
    let born = filler.values(born?, "").into_iter().next()?;
    let part =
        |day: &str, from: usize, to: usize| day.get(from..to).and_then(|text| text.parse::<i32>().ok());
    let years = part(&first, 0, 4)? - part(&born.text, 0, 4)?;
    let before = first.get(5..)? < born.text.get(5..)?;
    let age = years - i32::from(before);
    (age >= 0).then(|| Piece { text: format!("({age})"), ..born })
}

/// From the first of these days to the last.
pub(super) fn span(filler: &mut Filler<'_>, paths: &[Path]) -> Vec<Piece> {
    let mut days: Vec<_> = paths.iter().flat_map(|path| filler.find(path, "")).collect();
    days.retain(|day| day.value.is_string());
    days.sort_by(|a, b| a.value.as_str().cmp(&b.value.as_str()));
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Vec::new() };
    // The days between are told elsewhere.
    let mut pieces: Vec<Piece> = filler.take(first).into_iter().collect();
    if first.value != last.value {
        pieces.push(Piece { text: "to".to_owned(), of: None, tight: false });
        pieces.extend(filler.take(last));
    }
    pieces
}

/// The diagnoses that positions in the claim's list stand for.
pub(super) fn pointed(filler: &mut Filler<'_>, path: Option<&Path>, at: &str) -> Vec<Piece> {
    let pointers = path.map_or_else(Vec::new, |path| filler.values(path, at));
    let diagnoses = &filler.claim["diagnoses"];
    let mut pieces = Vec::new();
    for pointer in pointers {
        let position = pointer.text.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
        let code = position.and_then(|n| diagnoses[n]["code"].as_str());
        if !pieces.is_empty() {
            pieces.push(Piece { text: ",".to_owned(), of: None, tight: true });
        }
        let text = code.map_or_else(|| format!("diagnosis {}", pointer.text), dated::with_point);
        pieces.push(Piece { text, ..pointer });
    }
    pieces
}
