//! JSON to X12: refused by its path, or written as X12 that holds these claims and nothing else.

use serde_json::Value;
use twinclaim::model::Claim;
use twinclaim::validate::{Event, RuleSet, Settings, Validator};
use twinclaim::x12::{Charset, Reader};

use super::round_trip::through_json;
use super::seeds;
use super::wire::{read, written};

/// JSON as it comes, or a sample's with some of its values replaced.
pub fn attack(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return };
    let claim = if *first == b'{' { serde_json::from_slice(bytes).ok() } else { edited(*first, rest) };
    let Some(claim) = claim else { return };
    let Some(x12) = written(vec![through_json(&claim)]) else { return };
    let text = String::from_utf8_lossy(&x12);
    let back = read(&x12);
    assert_eq!(back.claims.len(), 1, "one claim is one claim: {text}");
    let again = written(back.claims.iter().map(through_json).collect()).expect("it was written before");
    assert!(x12 == again, "{text}\n{}", String::from_utf8_lossy(&again));
    let book = rules();
    let mut validator = Validator::new(book, None, Charset::Auto);
    let mut reader = Reader::from_slice(&x12);
    let (mut claims, mut broken) = (0, Vec::new());
    let mut take = |event: Event<'_>| match event {
        Event::Claim(_) => claims += 1,
        Event::Finding(found) if ENVELOPE.contains(&&*found.finding.code) => broken.push(found.finding.code),
        _ => {}
    };
    while let Some(piece) = reader.next().expect("X12 is what was written") {
        validator.piece(&piece, &mut take);
    }
    validator.finish(&mut take);
    assert_eq!(claims, 1, "{text}");
    assert!(broken.is_empty(), "{broken:?}: {text}");
}

/// Counts and control numbers of the envelope are the writer's own: they are right whatever the claim says.
const ENVELOPE: [&str; 4] = ["ENV-COUNT", "ENV-CONTROL", "ENV-TRAILER", "ENV-OUTSIDE"];

fn rules() -> &'static RuleSet {
    static RULES: std::sync::OnceLock<RuleSet> = std::sync::OnceLock::new();
    RULES.get_or_init(|| RuleSet::new(Settings::default()))
}

/// A sample with values replaced: each edit is a byte or two for the place, one for what happens there, then its text.
fn edited(sample: u8, mut edits: &[u8]) -> Option<Claim> {
    let samples = seeds::claims();
    let mut json = samples[usize::from(sample) % samples.len()].clone();
    while let [low, high, what, rest @ ..] = edits {
        let length = usize::from(what >> 3).min(rest.len());
        let (text, behind) = rest.split_at(length);
        edits = behind;
        let place = usize::from(*low) | usize::from(*high) << 8;
        let text = String::from_utf8_lossy(text).into_owned();
        let mut places = Vec::new();
        leaves(&mut json, &mut places);
        let count = places.len().max(1);
        if let Some(place) = places.into_iter().nth(place % count) {
            let doubled = format!("{}{text}", place.as_str().unwrap_or_default());
            *place = match what & 7 {
                0 => Value::Null,
                1 => Value::from(u64::from(*what) * 1_000_003),
                2 => Value::Array(vec![place.take()]),
                3 => Value::from(doubled),
                _ => Value::from(text),
            };
        }
    }
    serde_json::from_value(json).ok()
}

/// All single values.
fn leaves<'v>(value: &'v mut Value, found: &mut Vec<&'v mut Value>) {
    match value {
        Value::Object(map) => map.values_mut().for_each(|value| leaves(value, found)),
        Value::Array(list) => list.iter_mut().for_each(|value| leaves(value, found)),
        leaf => found.push(leaf),
    }
}
