//! The night run: every file accounted for, nothing lost, nothing twice, whatever breaks in the middle.

mod aside;
mod broken_off;
mod changing;
#[cfg(target_os = "linux")]
mod faults;
mod inputs;
#[cfg(target_os = "linux")]
mod killed;
mod progress;
mod stopped;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::accounted::{file, rows, run};

fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A folder `in` with these files.
fn night(files: &[(&str, String)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("in")).expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join("in").join(name), text).expect("it is written");
    }
    folder
}

/// All files below a folder, by their place in it.
fn files(at: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = Vec::new();
    crate::house::common::files(at, &mut found);
    let named = |path: std::path::PathBuf| {
        let name = path.strip_prefix(at).expect("it is below").to_string_lossy().into_owned();
        (name, fs::read(path).expect("a file"))
    };
    found.into_iter().map(named).collect()
}

/// A manifest without what differs between two runs.
fn manifest(at: &Path) -> Vec<Value> {
    let mut lines = rows(&fs::read_to_string(at).expect("a manifest"));
    for line in &mut lines {
        assert_eq!(line["schema"], "twinclaim/manifest/1");
        line.as_object_mut().expect("an object").remove("seconds");
    }
    lines
}

fn several() -> Vec<(&'static str, String)> {
    // Whether the claim before the one that breaks off is whole, nobody can know.
    let cut = file(4, &["E", "E2", "F"]);
    vec![
        ("a.837", file(1, &["A", "B"])),
        ("b.837", file(2, &["C"])),
        ("c.837", "ISA*broken".to_owned()),
        ("d.837", cut[..cut.find("CLM*F").expect("CLM") + 20].to_owned()),
        ("e.837", file(5, &["G"])),
        ("f.837", file(6, &["H", "I", "J"])),
        ("note.txt", "hello".to_owned()),
    ]
}

const CONVERT: [&str; 6] = ["convert", "--to", "ndjson", "in", "-o", "out"];

#[test]
fn a_folder_of_outputs_says_what_came_in_what_went_out_what_did_not_and_why() {
    let folder = night(&several());
    let (_, err, code) = run(folder.path(), &CONVERT);
    assert_eq!(code, 2, "{err}");
    let lines = manifest(&folder.path().join("out/manifest.ndjson"));
    let (summary, inputs) = lines.split_last().expect("lines");
    let seen: Vec<&str> = inputs.iter().filter_map(|line| line["path"].as_str()).collect();
    let names = ["a.837", "b.837", "c.837", "d.837", "e.837", "f.837", "note.txt"];
    assert_eq!(seen, names.map(|name| format!("in/{name}")), "files seen are files named");
    let statuses: Vec<&str> = inputs.iter().filter_map(|line| line["status"].as_str()).collect();
    assert_eq!(statuses, ["done", "done", "refused", "cut_off", "done", "done", "skipped"]);
    for line in inputs {
        let (status, path) = (&line["status"], line["path"].as_str().expect("a path"));
        assert_eq!(line["reason"].is_null(), *status == "done", "{line}");
        if *status == "done" {
            let text = fs::read(folder.path().join(path)).expect("the input");
            assert_eq!(
                (&line["sha256"], &line["bytes"]),
                (&sha256(&text).into(), &text.len().into()),
                "{line}"
            );
            assert_eq!(line["kind"], "837P");
            let [output] = &line["outputs"].as_array().expect("outputs")[..] else { panic!("one: {line}") };
            let name = output["path"].as_str().expect("a path");
            let made = fs::read(folder.path().join(name)).expect("the output");
            assert_eq!(output["sha256"], sha256(&made));
            // Each claim of these files costs 80 dollars.
            let claims = line["claims"].as_u64().expect("a number");
            assert_eq!(String::from_utf8_lossy(&made).lines().count() as u64, claims);
            assert_eq!(line["charge"], (claims * 80).to_string());
        }
    }
    assert_eq!((&summary["claims"], &summary["charge"]), (&8.into(), &"640".into()), "{summary}");
    assert_eq!(summary["inputs"], serde_json::json!({"done": 4, "cut_off": 1, "refused": 1, "skipped": 1}));
    assert_eq!((&summary["command"], summary["version"].is_string()), (&"convert".into(), true));
    // A second run into the folder is refused, and says what to do.
    let (_, err, code) = run(folder.path(), &CONVERT);
    assert!(code == 2 && err.contains("out/manifest.ndjson is what an earlier run wrote"), "{err}");
    let (_, err, code) = run(folder.path(), &[&CONVERT[..], &["--resume"]].concat());
    assert!(code == 2 && err.contains("is complete"), "{err}");
}

#[test]
fn every_command_accounts_for_its_inputs() {
    let folder = night(&several());
    let commands: [&[&str]; 7] = [
        &["validate", "in"],
        &["reconcile", "in"],
        &["inspect", "in"],
        &["split", "--by", "claim", "--partial", "-o", "split", "in"],
        &["merge", "--partial", "-o", "all.837", "in"],
        &["fix", "-o", "fixed", "in"],
        &["redact", "--partial", "-o", "redacted", "in"],
    ];
    for (n, command) in commands.into_iter().enumerate() {
        let name = format!("{n}.ndjson");
        let (_, err, _) = run(folder.path(), &[command, &["--manifest", &name]].concat());
        let lines = manifest(&folder.path().join(&name));
        let mut seen: Vec<&str> = lines.iter().filter_map(|line| line["path"].as_str()).collect();
        seen.sort_unstable();
        assert_eq!(seen.len(), 7, "{command:?}: {err}\n{lines:#?}");
        assert_eq!(seen[6], "in/note.txt");
        let done = lines.iter().filter(|line| line["status"] == "done").count();
        assert!(done >= 4, "{command:?}: {lines:#?}");
        let summary = lines.last().expect("a summary");
        assert_eq!(summary["command"], command[0]);
        if ["validate", "reconcile", "inspect"].contains(&command[0]) {
            let of = lines.iter().find(|line| line["path"] == "in/f.837").expect("a line");
            assert_eq!(
                (&of["kind"], &of["claims"], &of["charge"]),
                (&"837P".into(), &3.into(), &"240".into()),
                "{of}"
            );
        }
        for output in summary["outputs"].as_array().expect("outputs") {
            let made =
                fs::read(folder.path().join(output["path"].as_str().expect("a path"))).expect("it is there");
            assert_eq!(output["sha256"], sha256(&made), "{command:?}");
        }
    }
    assert!(!folder.path().join("redacted/manifest.ndjson").exists(), "it would name the originals");
}

/// What is said goes to programs as lines of JSON.
#[test]
fn messages_are_lines_of_json_where_that_is_asked_for() {
    let folder = night(&several());
    let (_, text, _) = run(folder.path(), &CONVERT);
    fs::remove_dir_all(folder.path().join("out")).expect("it goes");
    let (_, err, code) = run(folder.path(), &[&CONVERT[..], &["--log", "json"]].concat());
    assert_eq!(code, 2);
    let lines = rows(&err);
    assert_eq!(lines.len(), text.lines().count(), "{err}");
    for (line, text) in lines.iter().zip(text.lines()) {
        assert_eq!(
            format!("{}: {}", line["level"].as_str().unwrap(), line["message"].as_str().unwrap()),
            text
        );
        assert!(line["time"].as_str().is_some_and(|time| time.ends_with('Z') && time.len() == 24), "{line}");
    }
}

/// The script that README shows runs as it stands there, and again after anything.
#[cfg(unix)]
#[test]
fn the_script_of_the_readme_runs_every_night() {
    use std::process::Command;
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).expect("README");
    let begin = readme.find("#!/bin/sh").expect("the script");
    let script = &readme[begin..begin + readme[begin..].find("```").expect("its end")];
    let folder = night(&several());
    let place = folder.path().join("night.sh");
    fs::rename(folder.path().join("in"), folder.path().join("inbox")).expect("it is moved");
    fs::create_dir(folder.path().join("claims")).expect("a folder");
    fs::write(&place, script).expect("it is written");
    let program = Path::new(env!("CARGO_BIN_EXE_twinclaim")).parent().expect("its folder");
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let night = || {
        let output = Command::new("sh")
            .arg(&place)
            .current_dir(folder.path())
            .env("PATH", &path)
            .output()
            .expect("it runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (text(&output.stdout), text(&output.stderr), output.status.code())
    };
    let (out, err, code) = night();
    assert_eq!(code, Some(2), "two inputs are broken: {err}");
    let summary = rows(&out);
    assert_eq!(summary[0]["inputs"], serde_json::json!({"done": 4, "quarantined": 2, "skipped": 1}), "{err}");
    assert!(
        folder.path().join("inbox-bad/c.837.reason.txt").exists()
            && folder.path().join("inbox-done/a.837").exists()
    );
    // On the same day the folder is there already, and that is said.
    let (_, err, code) = night();
    assert!(code == Some(2) && err.contains("is what an earlier run wrote"), "{err}");
}
