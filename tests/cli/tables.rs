//! Tables that `--reference` brings: a newer edition wins, and what is checked in form only is said.

use std::fs;
use std::path::Path;

use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;

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

/// Writes tables into a folder and gives the words that name it.
fn tables(folder: &Path, files: &[(&str, &str)]) -> [String; 2] {
    let tables = folder.join("tables");
    let _ = fs::remove_dir_all(&tables);
    fs::create_dir(&tables).expect("a folder");
    for (name, text) in files {
        fs::write(tables.join(name), text).expect("a file");
    }
    ["--reference".to_owned(), tables.to_str().expect("a name").to_owned()]
}

/// Findings of a rule on an office claim with these lines of 2 March 2026.
fn findings(folder: &Path, code: &str, lines: &[&str], more: &[String]) -> Vec<Value> {
    let (bases, _) = read(include_str!("../edits/kinds.txt"));
    let base = &bases["office"];
    let (head, _) = base.split_at(base.iter().position(|segment| segment == "LX*1").expect("a line"));
    let mut segments = changed(head, &[]);
    for (n, line) in lines.iter().enumerate() {
        segments.extend([format!("LX*{}", n + 1), (*line).to_owned(), "DTP*472*D8*20260302".to_owned()]);
    }
    let file = folder.join("claim.837");
    fs::write(&file, interchange("005010X222A1", &[segments])).expect("a file");
    let output = cargo_bin_cmd!("twinclaim")
        .args(["validate", "--format", "ndjson", "--max-findings", "0", "--as-of", "2026-03-10"])
        .arg(&file)
        .args(more)
        .output()
        .expect("it runs");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let findings = text.lines().map(|line| serde_json::from_str(line).expect("JSON"));
    findings.filter(|finding: &Value| finding["code"] == code).collect()
}

const FEES: &str = "HCPCS,MOD,DESCRIPTION,STATUS CODE,NON-FACILITY TOTAL,FACILITY TOTAL,PCTC IND,GLOB DAYS,PRIC IND,BILAT SURG,ASST SURG,CO-SURG,TEAM SURG,CONV FACTOR\n\
    80001,,x,X,0.00,0.00,9,XXX,9,9,9,9,9,33.4009\n80001,26,x,A,0.55,0.55,6,XXX,0,0,0,0,0,33.4009\n80002,,x,X,0.00,0.00,9,XXX,9,9,9,9,9,33.4009\n";

#[test]
fn a_reading_with_a_row_of_its_own_is_billed_rightly() {
    let folder = tempfile::tempdir().expect("a folder");
    let more = tables(folder.path(), &[("PPRRVU26_JAN.csv", FEES)]);
    let at = |line: &str| findings(folder.path(), "PT-26INV", &[line], &more).len();
    assert_eq!((at("SV1*HC:80001:26*200*UN*1***1"), at("SV1*HC:80001:TC*200*UN*1***1")), (0, 1));
    assert_eq!(at("SV1*HC:80002:26*200*UN*1***1"), 1);
}

#[test]
fn an_old_edition_is_named_and_gives_no_error_and_none_speaks_of_days_before_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let severity = |name: &str| {
        let more = tables(folder.path(), &[(name, FEES)]);
        let found = findings(folder.path(), "PT-26INV", &["SV1*HC:80002:26*200*UN*1***1"], &more);
        let named =
            found.iter().map(|found| found["message"].as_str().unwrap_or_default().contains("2025-01-01"));
        let severity = found.iter().map(|found| found["severity"].as_str().unwrap_or_default().to_owned());
        severity.zip(named).collect::<Vec<_>>()
    };
    assert_eq!(severity("PPRRVU26_JAN.csv"), [("error".to_owned(), false)]);
    assert_eq!(severity("PPRRVU25_JAN.csv"), [("info".to_owned(), true)]);
    assert_eq!(severity("PPRRVU26_APR.csv"), []);
    let more = tables(folder.path(), &[("PPRRVU25_JAN.csv", FEES)]);
    let more: Vec<&str> = more.iter().map(String::as_str).collect();
    assert!(said(&claim(folder.path(), "R519"), &more).contains("the last edition is of 2025-01-01"));
}

#[test]
fn what_suppliers_bill_is_held_against_their_limits() {
    let limits = |whose: &str, rows: &str| {
        format!("HCPCS/CPT Code,{whose} Services MUE Values,MUE Adjudication Indicator,MUE Rationale\n{rows}")
    };
    let practitioner =
        limits("Practitioner", "E9991,0,3 Date of Service Edit: Clinical,x\n99213,0,2 Date,x\n");
    let supplier = limits("DME Supplier", "E9991,100,3 Date of Service Edit: Clinical,x\n");
    let folder = tempfile::tempdir().expect("a folder");
    let messages = |files: &[(&str, &str)], line: &str| -> Vec<String> {
        let more = tables(folder.path(), files);
        let found = findings(folder.path(), "SV-MUE", &[line], &more);
        found.iter().map(|found| found["message"].as_str().unwrap_or_default().to_owned()).collect()
    };
    let own = [("mue.csv", &*practitioner)];
    let both = [("mue.csv", &*practitioner), ("dme.csv", &*supplier)];
    assert!(messages(&own, "SV1*HC:E9991*685*UN*1***1").is_empty());
    assert!(messages(&both, "SV1*HC:E9991*685*UN*100***1").is_empty());
    assert_eq!(messages(&both, "SV1*HC:E9991*685*UN*101***1"), ["101 units, 100 are paid on a day"]);
    assert_eq!(messages(&own, "SV1*HC:99213*685*UN*1***1"), ["1 unit, 0 are paid on a day"]);
}

#[test]
fn no_modifier_is_advised_for_a_pair_that_none_parts() {
    let pairs = |indicator: &str| {
        format!(
            "CPT only copyright 2025 of its owner\t\t\t\t\t\t\r\nColumn1/Column2 Edits\t\t\t\t\t\t\r\n\
             Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\r\n\
             \t\tprior to 1996\tDate\tDate\t0=not allowed\t\r\n\t\t\t\t*=no data\t1=allowed\t\r\n\
             \t\t\t\t\t9=not applicable\t\r\n80001\t80002\t\t20220101\t*\t{indicator}\tx\r\n"
        )
    };
    let folder = tempfile::tempdir().expect("a folder");
    let help = |indicator: &str, modifier: &str| -> Vec<String> {
        let more = tables(folder.path(), &[("ccipra-v322r0-f1.txt", &pairs(indicator))]);
        let second = format!("SV1*HC:80002{modifier}*100*UN*1***1");
        let found = findings(folder.path(), "SV-NCCI", &["SV1*HC:80001*100*UN*1***1", &second], &more);
        found.iter().map(|found| found["help"].as_str().unwrap_or_default().to_owned()).collect()
    };
    assert!(help("1", "")[0].contains("add the modifier") && help("1", ":59").is_empty());
    assert!(help("0", "")[0].contains("no modifier") && help("0", ":59")[0].contains("no modifier"));
}

#[test]
fn one_file_may_be_named_and_several_times() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = claim(folder.path(), "R519");
    let at = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("a file");
        path.to_str().expect("a name").to_owned()
    };
    let (fees, names) = (at("PPRRVU26_JAN.csv", FEES), at("names.csv", "code,name\n80001,x\n"));
    let run = |more: &[&str]| {
        let output =
            cargo_bin_cmd!("twinclaim").args(["validate", &file]).args(more).output().expect("it runs");
        (output.status.code(), String::from_utf8(output.stderr).expect("UTF-8"))
    };
    let (code, text) = run(&["--reference", &fees, "--reference", &names, "--as-of", "2026-03-10"]);
    assert_eq!(code, Some(0), "{text}");
    let (code, text) = run(&["--reference", &at("broken.csv", &FEES.replace("0.55,0.55", "0.55,O.55"))]);
    assert!(code == Some(2) && text.contains("broken.csv: line 3: FACILITY TOTAL is \"O.55\""), "{text}");
    let (code, text) = run(&["--reference", &at("letter.txt", "nothing of the kind")]);
    assert!(code == Some(2) && text.contains("holds no table"), "{text}");
}
