//! Segments of envelopes and acknowledgments, which follow no guide here.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::places::Kind;

/// What an element or component holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// As in a guide's places.
    Kind(Kind),
    /// A separator of the file, or what must stay for it to be read.
    Separator,
    /// Name of a place in a transaction, such as `CLM01` or `SITUATIONAL TRIGGER`.
    Context,
    /// A procedure or drug code.
    Health,
}

type Rows = HashMap<&'static str, Vec<Vec<Holds>>>;

static ROWS: LazyLock<Rows> = LazyLock::new(|| {
    let lines = include_str!("foreign.txt").lines().filter(|line| !line.starts_with('#'));
    let row = |line: &'static str| {
        let mut words = line.split(' ');
        let id = words.next()?;
        let element = |word: &'static str| word.split(':').map(holds).collect();
        Some((id, words.map(element).collect()))
    };
    lines.filter_map(row).collect()
});

fn holds(word: &str) -> Holds {
    Holds::Kind(match word {
        "keep" => return Holds::Separator,
        "context" => return Holds::Context,
        "health" => return Holds::Health,
        "plain" => Kind::Plain,
        "version" => Kind::Version,
        "entity" => Kind::Entity,
        "person" => Kind::Person,
        "street" => Kind::Street,
        "city" => Kind::City,
        "postal" => Kind::Postal,
        "text" => Kind::Text,
        "date" => Kind::Date,
        "time" => Kind::Time,
        _ => Kind::Number,
    })
}

/// What stands in a component (from 1) of an element of such a segment; an identifier where nobody knows.
pub(super) fn at(id: &[u8], element: usize, component: usize) -> Holds {
    let row = std::str::from_utf8(id).ok().and_then(|id| ROWS.get(id));
    let components = row.and_then(|row| row.get(element.wrapping_sub(1)));
    let held = components
        .and_then(|all| all.get(component.wrapping_sub(1)).or(all.last().filter(|_| all.len() == 1)));
    held.copied().unwrap_or(Holds::Kind(Kind::Number))
}

/// Whether a segment of this name is known.
pub(super) fn is_known(id: &[u8]) -> bool {
    std::str::from_utf8(id).is_ok_and(|id| ROWS.contains_key(id))
}

/// Whether a value can be a code, a count or an amount of an acknowledgment: short, or a number.
pub(super) fn is_plain(value: &str) -> bool {
    let short = value.len() <= 6 && value.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    short || (value.len() <= 12 && crate::model::Amount::parse(value).is_some())
}

/// Whether a value can be the name of a place: words of capitals that X12 itself uses, or a segment's name and a number.
pub(super) fn is_context(value: &str) -> bool {
    let is_element = value.len() <= 8
        && value.bytes().take(2).all(|b| b.is_ascii_uppercase())
        && value.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
        && value.bytes().any(|b| b.is_ascii_digit());
    is_element || matches!(value, "SITUATIONAL TRIGGER" | "SITUATIONAL" | "TRN02" | "NM109" | "CLM01")
}
