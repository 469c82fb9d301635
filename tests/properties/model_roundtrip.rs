//! Any claim the model can hold survives the way through X12: claims made by the generator, edited as people edit JSON,
//! written and read again.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::Value;
use twinclaim::internal::generate::{Options, write};
use twinclaim::model::{Claim, ClaimType};
use twinclaim::translate::{Claims, Event, Output, OutputError, Reader as ClaimReader, Style};
use twinclaim::x12::{Charset, Reader};

fn read(text: &[u8]) -> Vec<Claim> {
    let mut claims = Claims::new(Reader::from_slice(text), None, Charset::Auto);
    let mut reader = ClaimReader::default();
    let mut found = Vec::new();
    while let Some(event) = claims.next().transpose().expect("our own X12 can be read") {
        match event {
            Event::Claim(raw) => found.push(*reader.read(&raw)),
            Event::Notice(notice) => panic!("our own X12 is right: {notice:?}"),
            _ => {}
        }
    }
    found
}

fn generated(kind: ClaimType, claims: u64, seed: u64) -> Vec<Claim> {
    let mut text = Vec::new();
    write(&Options::new(kind, claims).seed(seed), &mut text).expect("memory takes it");
    read(&text)
}

/// Keys that writing fills in, or that decide where other values are: edits leave them.
const FIXED: &[&str] = &[
    "schema",
    "type",
    "source",
    "envelope",
    "x12",
    "role",
    "kind",
    "qualifier",
    "entity_type",
    "number",
    "relationship",
    "payer_responsibility",
    "frequency_code",
    "provider_signature_on_file",
    "assignment_code",
    "benefits_assigned",
    "release_of_information",
    "code",
    "reason",
    "from",
    "statement_from",
    "service_date",
    "name",
    "last_name",
    "id",
    "payer_id",
    "group_code",
    "question",
    "date",
    "value",
    "member_id",
];

/// Keys of free text.
const TEXTS: &[&str] =
    &["last_name", "first_name", "line1", "line2", "city", "text", "description", "group_name"];

/// Edits a claim's JSON: leaves out what may be left out, changes texts and amounts. `choices` decides.
fn edit(value: &mut Value, choices: &mut dyn FnMut() -> u8) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| edit(item, choices)),
        Value::Object(fields) => {
            let keys: Vec<String> = fields.keys().cloned().collect();
            for key in keys {
                let choice = choices();
                let leaf = fields[&key].is_string();
                if leaf && !FIXED.contains(&&*key) && choice < 40 && fields.len() > 1 {
                    fields.remove(&key);
                } else if TEXTS.contains(&&*key) && choice < 120 {
                    fields[&key] = Value::from(
                        ["É ÜÑÎ", "O'BRIEN-SMITH", "A & B", "x", "#1 \"Q\" (R)"][usize::from(choice) % 5],
                    );
                } else if (key.ends_with("amount") || key.ends_with("charge") || key == "units")
                    && choice < 120
                {
                    fields[&key] =
                        Value::from(["0", "-5", "12.50", ".5", "1000000", "007"][usize::from(choice) % 6]);
                } else if !matches!(&*key, "envelope" | "x12" | "source") {
                    edit(fields.get_mut(&key).expect("it is there"), choices);
                }
            }
        }
        _ => {}
    }
}

/// All paths in a claim's JSON, list positions left out.
fn paths(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| paths(item, path, found)),
        Value::Object(fields) => {
            fields.iter().for_each(|(key, value)| paths(value, &format!("{path}.{key}"), found));
        }
        _ => {
            found.insert(path.to_owned());
        }
    }
}

/// Writes claims and reads them again; what belongs to the file and not to the claim is left out of the comparison.
fn through_x12(claims: &[Claim]) -> Vec<Claim> {
    let mut out = Output::new(Vec::new(), Style::default());
    for claim in claims {
        match out.claim(&mut claim.clone()) {
            Ok(()) => {}
            Err(OutputError::Claim(problems)) => panic!("{problems:?}"),
            Err(OutputError::Io(error)) => panic!("{error}"),
        }
    }
    read(&out.finish().expect("memory takes it"))
}

fn alike(mut claim: Claim) -> Claim {
    claim.source = None;
    // Which level begins anew is for neighbours, and what an edit left out is known to be left out.
    claim.x12.opens = None;
    claim.x12.unmapped.clear();
    claim
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn edited_claims_survive(seed in any::<u64>(), professional in any::<bool>(), bytes in prop::collection::vec(any::<u8>(), 64..512)) {
        let kind = if professional { ClaimType::Professional } else { ClaimType::Institutional };
        let mut at = 0;
        let mut choices = || { at += 1; bytes[at % bytes.len()] };
        let edited: Vec<Claim> = generated(kind, 4, seed).into_iter().map(|claim| {
            let mut json = serde_json::to_value(&claim).expect("JSON");
            let original = json.clone();
            edit(&mut json, &mut choices);
            completed(serde_json::from_value(json).expect("an edited claim is a claim"), &original)
        }).collect();
        let back = through_x12(&edited);
        prop_assert_eq!(back.len(), edited.len());
        for (before, after) in edited.into_iter().zip(back) {
            let json = |claim: Claim| serde_json::to_value(alike(claim)).expect("JSON");
            let mut found = Vec::new();
            differences(&json(before), &json(after), "", &mut found);
            prop_assert!(found.is_empty(), "{:?}", found);
        }
    }
}

/// Puts back what an edit left out although the guide wants it.
fn completed(mut claim: Claim, original: &Value) -> Claim {
    let mut out = Output::new(Vec::new(), Style::default());
    if let Err(OutputError::Claim(problems)) = out.claim(&mut claim.clone()) {
        let mut json = serde_json::to_value(&claim).expect("JSON");
        for problem in problems {
            restore(&mut json, original, &problem.path);
        }
        claim = serde_json::from_value(json).expect("a claim with its values back is a claim");
    }
    claim
}

/// Gives the field at a path the value it had before the edit.
fn restore(json: &mut Value, original: &Value, path: &str) {
    let pointer = format!("/{}", path.replace(['.', '['], "/").replace(']', ""));
    let (parent, key) = pointer.rsplit_once('/').expect("a path");
    let before = original.pointer(&pointer).unwrap_or_else(|| panic!("{path} was empty before the edit too"));
    let fields = json.pointer_mut(parent).and_then(Value::as_object_mut).expect("edits leave what holds it");
    fields.insert(key.to_owned(), before.clone());
}

/// Where two claims differ.
fn differences(a: &Value, b: &Value, path: &str, found: &mut Vec<String>) {
    match (a, b) {
        (Value::Object(left), Value::Object(right)) => {
            let keys: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
            for key in keys {
                let at =
                    |fields: &serde_json::Map<String, Value>| fields.get(key).cloned().unwrap_or_default();
                differences(&at(left), &at(right), &format!("{path}.{key}"), found);
            }
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (n, (a, b)) in left.iter().zip(right).enumerate() {
                differences(a, b, &format!("{path}[{n}]"), found);
            }
        }
        _ if a == b => {}
        _ => found.push(format!("{path}: {a} and {b}")),
    }
}

/// A code that decides where a segment is is held against the guide when it is written.
#[test]
fn a_code_that_would_leave_the_segment_without_a_place_is_refused_with_its_path() {
    let claim =
        generated(ClaimType::Professional, 2_000, 3).into_iter().find(|claim| !claim.attachments.is_empty());
    let mut claim = claim.expect("the generator makes attachments");
    claim.attachments[0].transmission = Some("1".into());
    let mut out = Output::new(Vec::new(), Style::default());
    let Err(OutputError::Claim(problems)) = out.claim(&mut claim) else { panic!("it has no place") };
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0].path, "attachments[0].transmission");
    assert!(problems[0].message.contains("AA, BM, EL, EM, FT, FX"), "{}", problems[0].message);
}

#[test]
fn the_generator_reaches_most_of_the_model() {
    for (kind, floor) in [(ClaimType::Professional, 150), (ClaimType::Institutional, 120)] {
        let mut found = BTreeSet::new();
        for claim in generated(kind, 3_000, 5) {
            paths(&serde_json::to_value(&claim).expect("JSON"), "", &mut found);
        }
        crate::house::common::say(&format!("{} paths of a {} claim are reached", found.len(), kind.as_str()));
        assert!(found.len() >= floor, "only {}", found.len());
    }
}
