//! Claims that do not repeat what they share.

use std::fs;

use serde_json::Value;

use crate::accounted::run;

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/samples");

#[test]
fn compact_claims_come_back_byte_for_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    run(folder.path(), &["generate", "pairs", "--claims", "900", "--seed", "4", "-o", "pairs"]);
    let inputs = [SAMPLES, "pairs/facility.837", "pairs/professional.837"];
    let (complete, _, _) = run(folder.path(), &[&["convert", "--to", "ndjson"], &inputs[..]].concat());
    let (compact, _, _) =
        run(folder.path(), &[&["convert", "--to", "ndjson", "--compact"], &inputs[..]].concat());
    assert!(compact.len() * 10 < complete.len() * 9, "{} and {}", compact.len(), complete.len());
    fs::write(folder.path().join("c.ndjson"), &compact).expect("it is written");
    let (back, err, code) = run(folder.path(), &["convert", "--to", "ndjson", "c.ndjson"]);
    assert_eq!((code, &*err), (0, ""));
    assert!(back == complete, "what claims share is as it was");
    // So does an 837, and files that are put together say nothing twice that matters.
    let (twice, _, _) = run(folder.path(), &["convert", "--to", "ndjson", "c.ndjson", "c.ndjson"]);
    fs::write(folder.path().join("d.ndjson"), format!("{compact}{compact}")).expect("it is written");
    let (together, _, _) = run(folder.path(), &["convert", "--to", "ndjson", "d.ndjson"]);
    assert!(together == twice);
}

#[test]
fn what_is_shared_is_said_once_and_missed_where_it_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.837"), crate::accounted::file(1, &["KQ1", "KQ2", "KQ3"]))
        .expect("it is written");
    let (text, _, _) = run(folder.path(), &["convert", "--to", "ndjson", "--compact", "a.837"]);
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let schemas: Vec<&str> = lines.iter().filter_map(|line| line["schema"].as_str()).collect();
    assert_eq!(schemas, [&["twinclaim/shared/1"][..], &["twinclaim/compact/1"; 3]].concat());
    assert!(lines[0]["envelope"].is_object() && lines[0]["billing_provider"].is_object());
    for claim in &lines[1..] {
        assert_eq!(claim["shared"], lines[0]["id"]);
        assert!(claim.get("envelope").is_none() && claim.get("patient").is_some());
    }
    // A claim may be left out; what it shares may not.
    let line = |n: usize| text.lines().nth(n).expect("a line");
    fs::write(folder.path().join("b.ndjson"), [line(0), line(3)].join("\n")).expect("it is written");
    let (out, err, code) = run(folder.path(), &["convert", "--to", "x12", "b.ndjson"]);
    assert!(code == 0 && out.contains("KQ3") && !out.contains("KQ1"), "{err}");
    fs::write(folder.path().join("b.ndjson"), [line(1), line(3)].join("\n")).expect("it is written");
    let (_, err, code) = run(folder.path(), &["convert", "--to", "x12", "b.ndjson"]);
    assert!(code == 2 && err.contains("claim 1 of the file") && err.contains("shared"), "{err}");
    // Over several lines, and as an array, they are read as well.
    let all: Value = lines.into();
    for text in [all.to_string(), format!("{all:#}")] {
        fs::write(folder.path().join("c.json"), text).expect("it is written");
        let (out, err, code) = run(folder.path(), &["convert", "--to", "x12", "c.json"]);
        assert!(code == 0 && out.contains("KQ1") && out.contains("KQ3"), "{err}");
    }
    // Their shapes are described.
    for shape in ["compact", "shared"] {
        let (schema, _, code) = run(folder.path(), &["schema", shape]);
        assert!(code == 0 && schema.contains(&format!("twinclaim/{shape}/1")), "{schema}");
    }
    let (_, err, _) = run(folder.path(), &["convert", "--to", "x12", "--compact", "a.837"]);
    assert!(err.contains("without effect"), "{err}");
}
