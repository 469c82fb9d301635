//! Findings name what a biller looks for: patient, day, charge and the box of the form. Expectations are read off the samples.

use std::path::{Path, PathBuf};

use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::{Value, json};

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

fn run(args: &[&str], file: &str) -> String {
    let done = cargo_bin_cmd!("twinclaim").args(args).arg(sample(file)).output().expect("it runs");
    String::from_utf8(done.stdout).expect("UTF-8")
}

fn findings(args: &[&str], file: &str) -> Vec<Value> {
    run(args, file).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// What is said of the place of the finding with this code.
fn said(findings: &[Value], code: &str) -> Value {
    let found = findings.iter().find(|finding| finding["code"] == code);
    let found = found.unwrap_or_else(|| panic!("{code} in {findings:?}"));
    let at = &found["locations"][0];
    assert_eq!(found["form_box"], at["form_box"]);
    json!([at["patient"], at["service_date"], at["service_date_to"], at["charge"], at["form_box"]])
}

#[test]
fn validate_names_patient_day_charge_and_box() {
    let found = findings(&["validate", "--format", "ndjson"], "broken/impossible-date.837");
    let at = said(&found, "GD-DATE");
    assert_eq!(at[0], "SPARROWBY, EDGAR");
    assert_eq!(at[4], "24A");
    // The day of the line is impossible, so it is the claim's; the charge is that of the line.
    assert_eq!((&at[1], &at[3]), (&json!("2026-11-02"), &json!("145")));
    let text = run(&["validate"], "broken/impossible-date.837");
    assert!(text.contains("Claim OFM-905 · SPARROWBY, EDGAR"), "{text}");
    assert!(text.contains("box 24A, service line"), "{text}");
    let hidden = run(&["validate", "--mask"], "broken/impossible-date.837");
    assert!(!hidden.contains("SPARROWBY") && hidden.contains("box 24A"), "{hidden}");
    let hidden = run(&["validate", "--mask", "--format", "ndjson"], "broken/impossible-date.837");
    assert!(!hidden.contains("SPARROWBY"), "{hidden}");
    let at = said(
        &hidden.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect::<Vec<_>>(),
        "GD-DATE",
    );
    assert_eq!(at, json!(["••••••••", null, null, "•", "24A"]));
    // Test reports name them, too.
    let junit = run(&["validate", "--format", "junit"], "broken/impossible-date.837");
    assert!(junit.contains("(SPARROWBY, EDGAR, box 24A, service line 1, 2026-11-02, $145.00)"), "{junit}");
    let junit = run(&["validate", "--mask", "--format", "junit"], "broken/impossible-date.837");
    assert!(!junit.contains("SPARROWBY") && !junit.contains("$145.00"), "{junit}");
}

#[test]
fn what_is_missing_has_a_box() {
    // The subscriber's number is left out.
    let text = std::fs::read_to_string(sample("office/surgeon.837")).expect("a sample");
    let text = text.replace("*PLH330916284~", "~");
    let done = cargo_bin_cmd!("twinclaim")
        .args(["validate", "--format", "ndjson", "-"])
        .write_stdin(text)
        .output()
        .expect("it runs");
    let lines = String::from_utf8(done.stdout).expect("UTF-8");
    let member = lines.lines().find(|line| line.contains("\"NM109\"")).unwrap_or_else(|| panic!("{lines}"));
    assert!(member.contains("\"form_box\":\"1a\""), "{member}");
}

#[test]
fn reconcile_names_patient_day_charge_and_box() {
    let visits = findings(&["reconcile", "--format", "ndjson"], "mri");
    let found = visits.iter().filter_map(|visit| visit["findings"].as_array()).flatten().collect::<Vec<_>>();
    assert!(!found.is_empty());
    for finding in &found {
        for at in finding["locations"].as_array().expect("places") {
            assert!(at["patient"].is_string() && at["service_date"].is_string(), "{at}");
            assert!(at["charge"].is_string(), "{at}");
        }
        assert!(finding.get("form_box").is_some(), "{finding}");
    }
    let boxes: Vec<&str> = found.iter().filter_map(|finding| finding["form_box"].as_str()).collect();
    assert!(!boxes.is_empty(), "{found:?}");
    let patient = found[0]["locations"][0]["patient"].as_str().expect("a patient");
    let number = format!("box {}", boxes[0]);
    for format in ["diff", "html"] {
        let text = run(&["reconcile", "--format", format], "mri");
        assert!(text.split_whitespace().collect::<Vec<_>>().join(" ").contains(&number), "{format}: {text}");
        let hidden = run(&["reconcile", "--mask", "--format", format], "mri");
        assert!(!hidden.contains(patient) && hidden.contains("box"), "{format}");
    }
    let sheet = run(&["reconcile", "--format", "csv"], "mri");
    let mut rows = csv::Reader::from_reader(sheet.trim_start_matches('\u{feff}').as_bytes());
    let titles = rows.headers().expect("titles").clone();
    let cell = |row: &csv::StringRecord, title: &str| {
        let n = titles.iter().position(|one| one == title).unwrap_or_else(|| panic!("{title}"));
        row[n].to_owned()
    };
    let cells: Vec<(String, String, String)> = rows
        .records()
        .map(|row| row.expect("a row"))
        .map(|row| {
            (cell(&row, "form_box"), cell(&row, "facility_form_box"), cell(&row, "professional_form_box"))
        })
        .collect();
    assert_eq!(cells.iter().filter(|cells| !cells.0.is_empty()).count(), boxes.len(), "{cells:?}");
    assert!(cells.iter().any(|cells| !cells.1.is_empty()) && cells.iter().any(|cells| !cells.2.is_empty()));
}

#[test]
fn the_schema_of_findings_has_the_box() {
    let text = cargo_bin_cmd!("twinclaim").args(["schema", "finding"]).output().expect("it runs").stdout;
    let schema: Value = serde_json::from_slice(&text).expect("JSON");
    assert!(schema["properties"]["form_box"].is_object(), "{schema}");
}
