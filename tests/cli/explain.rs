//! `explain`: profiles of payers, and examples as files.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;
use twinclaim::internal::catalog;

fn run(args: &[&str]) -> (String, String, i32) {
    let output = cargo_bin_cmd!("twinclaim").args(args).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (text(output.stdout), text(output.stderr), output.status.code().expect("it ends by itself"))
}

#[test]
fn a_profile_is_explained_line_by_line() {
    let file = "samples/profiles/copper-ridge-medicaid.profile";
    let (all, _, code) = run(&["explain", "--profile", file]);
    assert_eq!(code, 0);
    assert!(
        all.contains("COPPERRIDGE CR-REPLACED") && all.contains("A replacement changes one line"),
        "{all}"
    );
    assert!(all.contains("CTP05-1") && all.contains("the payer takes F2, GR, ME, ML, UN"), "{all}");
    let (one, _, _) = run(&["explain", "--profile", file, "cr-charge"]);
    assert_eq!(one.lines().count(), 1, "{one}");
    let (_, error, code) = run(&["explain", "--profile", file, "NONE"]);
    assert!(code == 2 && error.contains("no line has the reference NONE"), "{error}");
    // Medicare's own, by name and by reference.
    assert!(run(&["explain", "MEDICAREB"]).0.contains("MEDICAREB B65"));
    assert!(run(&["explain", "A8"]).0.contains("277CA A8:460 A8:535 (proposed)"));
}

/// Codes found on the files of one side of an example, by the command that `explain` names.
fn found(command: &str) -> BTreeSet<String> {
    let args: Vec<&str> = command.split(' ').skip(1).chain(["--format", "ndjson"]).collect();
    let (text, error, code) = run(&args);
    assert!(code < 2 || text.contains("\"code\""), "{command}: {error}");
    let mut codes = BTreeSet::new();
    for line in text.lines() {
        let row: Value = serde_json::from_str(line).expect("JSON");
        let findings = row["findings"].as_array().cloned().unwrap_or_else(|| vec![row.clone()]);
        codes.extend(findings.iter().filter_map(|finding| finding["code"].as_str().map(str::to_owned)));
    }
    codes
}

/// A rule on single claims breaks alone on the files that are written, and not at all on the others.
#[test]
fn examples_are_written_as_files_that_break_one_rule() {
    let folder = tempfile::tempdir().expect("a folder");
    let some =
        ["BAL-LINE", "CS-DXDAY", "SIT-TWICE", "SV-MUE", "PF-EDIT", "TP-ISA13", "SYN-TRAILING", "DT-BEYOND"];
    let mut wrong = Vec::new();
    for rule in catalog::all().filter(|rule| some.contains(&rule.code)) {
        let at = folder.path().join(rule.code);
        let (text, error, code) = run(&["explain", rule.code, "--write", at.to_str().expect("a name")]);
        assert_eq!(code, 0, "{error}");
        let [fires, silent] = text.lines().collect::<Vec<_>>()[..] else { panic!("two commands: {text}") };
        if found(fires) != BTreeSet::from([rule.code.to_owned()]) || !found(silent).is_empty() {
            wrong.push(format!("{}: {:?}, {:?}", rule.code, found(fires), found(silent)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_example_of_two_sides_is_written_and_reconciled() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path().join("example");
    let name = at.to_str().expect("a name");
    let (text, error, code) = run(&["explain", "PS-OFFICE", "--write", name]);
    assert_eq!(code, 0, "{error}");
    assert!(found(text.lines().next().expect("a command")).contains("PS-OFFICE"));
    assert!(!found(text.lines().nth(1).expect("a command")).contains("PS-OFFICE"));
    // What is there stays, unless it is meant.
    let before = fs::read(at.join("fires/claims/1-facility.837")).expect("a file");
    assert_eq!(run(&["explain", "PS-OFFICE", "--write", name]).2, 2);
    assert_eq!(fs::read(at.join("fires/claims/1-facility.837")).expect("a file"), before);
    assert_eq!(run(&["explain", "PS-OFFICE", "--write", name, "--force"]).2, 0);
    assert_eq!(run(&["explain", "PS", "--write", name, "--force"]).2, 2);
    let (_, error, _) = run(&["explain", "ENV-LARGE", "--write", name, "--force"]);
    assert!(error.contains("too large for a page"), "{error}");
    assert!(Path::new(name).is_dir());
}

/// Claims made for a profile keep it, and everything else.
#[test]
fn claims_are_generated_that_keep_a_profile() {
    let folder = tempfile::tempdir().expect("a folder");
    let kinds = [
        ("medicare-b", "professional"),
        ("medicare-a", "institutional"),
        ("copper-ridge-medicaid", "professional"),
        ("prairie-lantern", "professional"),
    ];
    for (name, kind) in kinds {
        let profile = format!("samples/profiles/{name}.profile");
        let file = folder.path().join(format!("{name}.837"));
        let file = file.to_str().expect("a name");
        let args = ["generate", kind, "--claims", "12", "--seed", "3", "--profile", &profile, "-o", file];
        let (_, error, code) = run(&args);
        assert_eq!(code, 0, "{name}: {error}");
        let text = fs::read_to_string(file).expect("a file");
        assert_eq!(text.matches("\nCLM*").count(), 12, "{name}");
        let claims: BTreeSet<&str> = text
            .lines()
            .filter(|line| line.starts_with("CLM*"))
            .filter_map(|line| line.split('*').nth(1))
            .collect();
        assert_eq!(claims.len(), 12, "{name}: {claims:?}");
        let args = ["validate", "--format", "ndjson", "--profile", &profile, "--as-of", "2026-03-02", file];
        let (found, error, code) = run(&args);
        let loud: Vec<&str> = found.lines().filter(|line| !line.contains("\"severity\":\"info\"")).collect();
        assert!(code == 0 && loud.is_empty(), "{name}: {error} {loud:#?}");
    }
    let (_, error, code) = run(&[
        "generate",
        "institutional",
        "--claims",
        "1",
        "--profile",
        "samples/profiles/medicare-b.profile",
    ]);
    assert!(code == 2 && error.contains("MEDICAREB"), "{error}");
}
