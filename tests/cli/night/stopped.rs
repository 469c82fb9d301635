//! A run that ends early writes its manifest all the same.

use std::fs;
use std::process::{Command, Stdio};

use super::{manifest, night, several};
use crate::accounted::run;

/// Commands, and what their manifests say is the reason.
const REFUSED: [(&[&str], &str); 20] = [
    (&["reconcile", "in", "--max-person", "1"], "--max-person"),
    (&["reconcile", "in", "--config", "none.toml"], "none.toml"),
    (&["reconcile", "in", "-o", "there.837"], "there.837"),
    (&["validate", "in", "--config", "none.toml"], "none.toml"),
    (&["validate", "in", "-o", "there.837"], "there.837"),
    (&["validate", "in", "-o", "none/report.txt"], "none/report.txt"),
    (&["validate", "in", "--encoding", "none"], "--encoding none"),
    (&["convert", "--to", "ndjson", "in", "-o", "there.837"], "there.837"),
    (&["convert", "--to", "x12", "--delimiters", "**", "in"], "--delimiters"),
    (&["convert", "--to", "csv", "in"], "-o"),
    (&["merge", "in", "-o", "there.837"], "there.837"),
    (&["merge", "in", "-o", "none/all.837"], "none/all.837"),
    (&["split", "--by", "claim", "in", "-o", "there.837"], "there.837"),
    (&["fix", "in", "-o", "there.837"], "there.837"),
    (&["redact", "in", "-o", "there.837"], "there.837"),
    (&["redact", "in", "-o", "copies", "--key", "none.key"], "none.key"),
    (&["inspect", "in", "--encoding", "none"], "--encoding none"),
    (&["inspect", "in", "--html", "there.837"], "there.837"),
    (&["diff", "in", "in", "-o", "there.837"], "there.837"),
    (&["diff", "in", "in", "--encoding", "none"], "--encoding none"),
];

#[test]
fn a_run_that_is_refused_says_what_became_of_its_inputs() {
    for (args, why) in REFUSED {
        let folder = night(&several());
        let at = |name: &str| folder.path().join(name);
        fs::write(at("there.837"), "what was there").expect("it is written");
        let (_, err, code) = run(folder.path(), &[args, &["--manifest", "m.ndjson"]].concat());
        assert!(code == 2 && err.contains(why), "{args:?}: {err}");
        let lines = manifest(&at("m.ndjson"));
        let (summary, inputs) = lines.split_last().expect("a summary");
        let mut seen: Vec<&str> = inputs.iter().filter_map(|line| line["path"].as_str()).collect();
        seen.sort_unstable();
        seen.dedup();
        let all =
            ["a.837", "b.837", "c.837", "d.837", "e.837", "f.837", "note.txt"].map(|n| format!("in/{n}"));
        assert_eq!(seen, all, "{args:?}");
        for line in inputs {
            assert!(line["status"] != "done" && line["reason"].is_string(), "{args:?}: {line}");
            assert_eq!(line["outputs"], serde_json::json!([]), "{args:?}");
        }
        assert!(summary["reason"].as_str().is_some_and(|reason| reason.contains(why)), "{args:?}: {summary}");
        assert_eq!(summary["outputs"], serde_json::json!([]), "{args:?}");
        assert_eq!(fs::read(at("there.837")).expect("it is there"), b"what was there");
        // It is no manifest to pass over inputs by.
        let (_, err, _) = run(folder.path(), &["inspect", "in/a.837", "--seen", "m.ndjson"]);
        assert!(!err.contains("passed over"), "{err}");
    }
}

/// A manifest that cannot be written is named, and what is there stays.
#[test]
fn a_manifest_is_not_written_over_another_one() {
    let folder = night(&several()[..2]);
    let at = |name: &str| folder.path().join(name);
    fs::write(at("m.ndjson"), "of another night\n").expect("it is written");
    for more in [&[][..], &["--config", "none.toml"]] {
        let args = [&["validate", "in", "--manifest", "m.ndjson"], more].concat();
        let (_, err, code) = run(folder.path(), &args);
        assert!(code == 2 && err.contains("m.ndjson"), "{err}");
        assert_eq!(err.matches("m.ndjson").count(), 1, "it is said once: {err}");
        assert_eq!(fs::read_to_string(at("m.ndjson")).expect("it is there"), "of another night\n");
    }
    let args = ["validate", "in", "--manifest", "m.ndjson", "--config", "none.toml", "--force"];
    assert_eq!(run(folder.path(), &args).2, 2);
    assert_eq!(manifest(&at("m.ndjson")).len(), 3);
}

/// Where nobody reads on, what was not shown is not done.
#[test]
fn a_reader_that_goes_away_leaves_no_input_done() {
    let claims: Vec<String> = (0..400).map(|n| format!("P{n}")).collect();
    let claims: Vec<&str> = claims.iter().map(String::as_str).collect();
    let many = |n| crate::accounted::file(n, &claims);
    let folder = night(&[("a.837", many(1)), ("b.837", many(2)), ("c.837", many(3))]);
    for args in [&["convert", "--to", "ndjson", "in"][..], &["validate", "in", "--format", "ndjson"]] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_twinclaim"))
            .args([args, &["--manifest", "m.ndjson", "--force"]].concat())
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it runs");
        drop(child.stdout.take());
        assert_eq!(child.wait().expect("it ends").code(), Some(2), "{args:?}");
        let lines = manifest(&folder.path().join("m.ndjson"));
        assert_eq!(lines.len(), 4, "{args:?}: {lines:#?}");
        assert!(lines.iter().all(|line| line["status"] != "done"), "{args:?}: {lines:#?}");
        assert!(lines[..3].iter().all(|line| line["reason"].is_string()), "{args:?}: {lines:#?}");
    }
}
