//! The plan and the model write the same JSON, whatever a file holds: mutants of every sample, with segments dropped,
//! repeated, swapped and unknown, and elements blanked, lengthened and changed; and bytes changed anywhere.

use std::path::Path;

use proptest::prelude::*;
use twinclaim::model::JsonWriter;
use twinclaim::translate::{Claims, Counts, Event, Ndjson, Reader as ClaimReader};
use twinclaim::x12::{Charset, Reader};

use crate::house::common::files;
use crate::sample::Sample;

/// Writes the claims of a text by the plan and by way of the model, and gives how many were written by the plan.
fn both_ways(text: &[u8], what: &str) -> Counts {
    let mut claims = Claims::new(Reader::from_slice(text), Some("a.837".into()), Charset::default());
    let (mut reader, mut model, mut plan) =
        (ClaimReader::default(), JsonWriter::default(), Ndjson::default());
    while let Ok(Some(event)) = claims.next().transpose() {
        let Event::Claim(raw) = event else { continue };
        let (mut expected, mut found) = (Vec::new(), Vec::new());
        model.append(&reader.read(&raw), &mut expected).expect("a claim is JSON");
        plan.append(&raw, &mut found).expect("a claim is JSON");
        let text = String::from_utf8_lossy;
        assert!(expected == found, "{what}\nby the model {}\nby the plan  {}", text(&expected), text(&found));
    }
    plan.counts().clone()
}

/// The samples' texts.
fn samples() -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/samples")), &mut found);
    found.retain(|path| path.extension().is_some_and(|ending| ending == "837"));
    found.iter().map(|path| (path.display().to_string(), std::fs::read(path).expect("a sample"))).collect()
}

#[test]
fn samples_are_written_the_same_both_ways() {
    let mut others = Vec::new();
    for (name, text) in samples() {
        let counts = both_ways(&text, &name);
        // What is broken on purpose goes the other way.
        if !counts.others.is_empty() && !name.contains("broken") {
            others.push((name, counts));
        }
    }
    assert!(others.is_empty(), "{others:#?}");
}

#[test]
fn mutants_are_written_the_same_both_ways() {
    for (name, text) in samples().into_iter().filter(|(name, _)| !name.contains("broken")) {
        let text = String::from_utf8(text).expect("a sample is UTF-8");
        for (mutant, _) in Sample::read(&text).mutants().iter().step_by(2) {
            both_ways(mutant.text.as_bytes(), &format!("{name}: {}", mutant.what));
        }
    }
}

/// Found by an attacker: what a header without receiver lacks was written in two ways.
#[test]
fn headers_that_lack_something_are_written_the_same_both_ways() {
    for (name, text) in samples() {
        let text = String::from_utf8_lossy(&text).into_owned();
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let end = lines.iter().position(|line| line.starts_with("HL")).unwrap_or(0);
        let skip = |line: &str| ["ISA", "GS*", "ST*"].iter().any(|id| line.starts_with(id));
        for first in (0..end).filter(|n| !skip(lines[*n])) {
            for last in first..end {
                let without = [&lines[..first], &lines[last + 1..]].concat().concat();
                both_ways(without.as_bytes(), &format!("{name} without lines {first} to {last}"));
            }
        }
    }
}

/// Bytes that mean something, and some that do not.
fn byte() -> impl Strategy<Value = u8> {
    prop_oneof![
        4 => prop::sample::select(&b"*:^~\n|1A0. \"\\-"[..]),
        1 => any::<u8>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn changed_bytes_are_written_the_same_both_ways(
        sample in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), byte(), 0..3_u8), 1..6),
    ) {
        let samples = samples();
        let (name, mut text) = samples[sample.index(samples.len())].clone();
        for (at, byte, how) in changes {
            let at = at.index(text.len());
            match how {
                0 => text[at] = byte,
                1 => text.insert(at, byte),
                _ => drop(text.remove(at)),
            }
        }
        both_ways(&text, &name);
    }
}
