//! Tables that `--reference` brings: a newer edition wins, and what is checked in form only is said.

use std::fs;
use std::path::Path;

use assert_cmd::cargo::cargo_bin_cmd;

use super::cases::{changed, found, interchange, read};

/// What a run says at its end.
fn said(file: &str, more: &[&str]) -> String {
    let output = cargo_bin_cmd!("twinclaim").args(["validate", file]).args(more).output().expect("it runs");
    String::from_utf8(output.stderr).expect("UTF-8")
}

fn claim(folder: &Path, diagnosis: &str) -> String {
    let (bases, _) = read(include_str!("../edits/kinds.txt"));
    let changes = ["- HI".to_owned(), format!("+ HI*ABK:{diagnosis}")];
    let file = folder.join(format!("{diagnosis}.837"));
    fs::write(&file, interchange("005010X222A1", &[changed(&bases["office"], &changes)])).expect("a file");
    file.to_str().expect("a name").to_owned()
}

#[test]
fn a_newer_table_wins() {
    let folder = tempfile::tempdir().expect("a folder");
    let tables = folder.path().join("tables");
    fs::create_dir(&tables).expect("a folder");
    fs::write(tables.join("icd10cm-2026.csv"), "code,name,from,until\nZ99999,x,2026-01-01,\n")
        .expect("a file");
    let reference = ["--reference", tables.to_str().expect("a name")];
    let is_wrong = |diagnosis: &str, more: &[&str]| {
        let found = found(&claim(folder.path(), diagnosis), more);
        found.get("0001").is_some_and(|codes| codes.contains("CS-DXDAY"))
    };
    assert!(is_wrong("Z99999", &[]) && !is_wrong("R519", &[]));
    assert!(!is_wrong("Z99999", &reference) && is_wrong("R519", &reference));
}

#[test]
fn what_is_checked_in_form_only_is_said_in_one_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let tables = folder.path().join("tables");
    fs::create_dir(&tables).expect("a folder");
    let file = claim(folder.path(), "R519");
    let line = |text: &str| {
        let lines: Vec<String> =
            text.lines().filter(|line| line.contains("checked in form only")).map(str::to_owned).collect();
        assert_eq!(lines.len(), 1, "{text}");
        lines[0].clone()
    };
    let before = line(&said(&file, &[]));
    for word in
        ["CPT", "revenue", "taxonomy", "national drug codes", "ICD-10-CM after", "HCPCS level II after"]
    {
        assert!(before.contains(word), "{word}: {before}");
    }
    fs::write(tables.join("revenue.csv"), "code,name\n0450,x\n").expect("a file");
    fs::write(tables.join("icd10cm-2026.csv"), "code,name,from,until\nR519,x,2026-01-01,\n").expect("a file");
    let after = line(&said(&file, &["--reference", tables.to_str().expect("a name")]));
    assert!(!after.contains("revenue") && !after.contains("ICD-10-CM") && after.contains("CPT"), "{after}");
}
