//! Filters and the least severity shown: the same options, with the same meaning, in every command that shows claims.

use std::collections::BTreeSet;
use std::fs;

use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;

const FOLDERS: [&str; 3] = ["samples/mri", "samples/emergency", "samples/surgery"];

fn run(command: &str, args: &[&str]) -> (i32, String, String) {
    let mut program = cargo_bin_cmd!("twinclaim");
    program.current_dir(env!("CARGO_MANIFEST_DIR")).arg(command).args(args);
    if command != "inspect" {
        program.args(["--as-of", "2026-06-01"]);
    }
    let output = program.output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("a code"), text(output.stdout), text(output.stderr))
}

fn json(command: &str, filter: &[&str]) -> Vec<Value> {
    let format: &[&str] = if command == "inspect" { &["--json"] } else { &["--format", "ndjson"] };
    let (_, out, error) = run(command, &[format, filter, &FOLDERS].concat());
    assert!(!error.contains("error"), "{command} {filter:?}: {error}");
    out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn numbers<'v>(values: impl Iterator<Item = &'v Value>) -> BTreeSet<&'v str> {
    values.filter_map(|value| value["patient_control_number"].as_str()).collect()
}

/// Option, value, and the claims of the sample files that it means.
const FILTERS: &[(&str, &str, &[&str])] = &[
    ("--patient", "tarnbeck, oliver", &["LGH260418-0032", "LEP-40718", "QIG-88304"]),
    ("--patient", "PLH295107348", &["LGH260418-0032", "LEP-40718", "QIG-88304"]),
    ("--patient", "FSA-20931", &["FSA-20931"]),
    ("--provider", "emergency physicians", &["LEP-40718"]),
    ("--provider", "2000000309", &["LEP-40718"]),
    ("--date", "2026-04-18", &["LGH260418-0032", "LEP-40718", "QIG-88304"]),
    ("--date", "2026-03-01..2026-04-17", &["LGH260302-0117", "QIG-88120"]),
    ("--date", "2026-04-19..", &["SAP-7719", "LGH260506-0051", "FSA-20931"]),
    ("--min-charge", "2140", &["LGH260418-0032", "LGH260506-0051", "FSA-20931"]),
    ("--code", "g43.909,00840", &["LGH260302-0117", "QIG-88120", "SAP-7719"]),
    ("--code", "0710", &["LGH260506-0051"]),
    ("--code", "26", &["QIG-88304"]),
];

#[test]
fn inspect_lists_the_claims_that_pass() {
    for (option, value, expected) in FILTERS {
        let lines = json("inspect", &[option, value]);
        let claims = lines.iter().filter(|line| line["type"] == "claim");
        assert_eq!(numbers(claims), expected.iter().copied().collect(), "{option} {value}");
    }
}

#[test]
fn reconcile_keeps_the_encounters_of_which_a_claim_passes() {
    for (option, value, expected) in FILTERS {
        let lines = json("reconcile", &[option, value]);
        let (summary, encounters) = lines.split_last().expect("a summary");
        let mut shown = 0;
        for encounter in encounters {
            let sides = ["facility", "professional"].map(|side| encounter[side].as_array().expect("a list"));
            let claims: Vec<&Value> = sides.into_iter().flatten().collect();
            shown += claims.len();
            let of_encounter = numbers(claims.into_iter());
            assert!(
                expected.iter().any(|number| of_encounter.contains(number)),
                "{option} {value}: {encounter}"
            );
        }
        let all: String = encounters.iter().map(ToString::to_string).collect();
        assert!(expected.iter().all(|number| all.contains(number)), "{option} {value}");
        assert_eq!(summary["claims"], shown, "{option} {value}: the totals are of what is shown");
    }
}

#[test]
fn validate_reports_what_is_about_the_claims_that_pass() {
    let all = json("validate", &[]);
    for (option, value, expected) in FILTERS {
        let found = json("validate", &[option, value]);
        let of_claims = |lines: &[Value]| -> Vec<String> {
            let about = |line: &&Value| {
                let number = line["locations"][0]["patient_control_number"].as_str();
                number.is_some_and(|number| expected.contains(&number))
            };
            lines.iter().filter(about).map(|line| line["id"].to_string()).collect()
        };
        assert_eq!(of_claims(&found), of_claims(&all), "{option} {value}");
        for line in &found {
            let number = line["locations"][0]["patient_control_number"].as_str();
            assert!(number.is_none_or(|number| expected.contains(&number)), "{option} {value}: {line}");
        }
    }
}

/// Two subscribers under one billing provider: each has a claim, and only the first a birth date that cannot be.
fn two_patients() -> String {
    let file = fs::read_to_string("samples/mri/professional.837").expect("a sample");
    let (head, rest) = file.split_once("HL*2*1*22*0~").expect("a subscriber");
    let (level, tail) = rest.split_once("SE*").expect("a trailer");
    let broken = level.replace("QIG-88120", "FIRST").replace("19610723", "20990723");
    let second = level.replace("QIG-88120", "SECOND");
    let body = format!("{head}HL*2*1*22*0~{broken}HL*3*1*22*0~{second}");
    let segments = body.lines().skip_while(|line| !line.starts_with("ST*")).count() + 1;
    let (_, trailer) = tail.split_once('*').expect("a control number");
    format!("{body}SE*{segments}*{trailer}")
}

#[test]
fn a_finding_above_claims_is_shown_with_a_claim_below_it_that_passes() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("two.837");
    fs::write(&path, two_patients()).expect("it is written");
    let path = path.to_str().expect("a path");
    let about = |args: &[&str]| {
        let (_, out, error) = run("validate", &[&["--quiet", "--format", "ndjson", path], args].concat());
        assert!(error.is_empty(), "{error}");
        out.lines().filter(|line| line.contains("DMG")).count()
    };
    assert!(about(&[]) > 0, "the birth date is wrong");
    assert_eq!(about(&["--patient", "FIRST"]), about(&[]));
    assert_eq!(about(&["--patient", "SECOND"]), 0);
}

#[test]
fn a_filter_that_no_claim_passes_is_said_and_fails() {
    for command in ["inspect", "validate", "reconcile"] {
        let (code, _, error) = run(command, &["--patient", "NOBODY", "samples/mri"]);
        assert_eq!(code, 2, "{command}");
        assert!(error.contains("no claim passes the filter"), "{command}: {error}");
    }
    let (code, _, error) = run("inspect", &["--date", "2026-03-31..2026-03-01", "samples/mri"]);
    assert!(code == 2 && error.contains("2026-03-01..2026-03-31"), "{error}");
}

#[test]
fn inspect_shows_the_segments_of_the_claims_that_pass() {
    let (code, out, _) = run("inspect", &["--segments", "--provider", "2000000309", "samples/emergency"]);
    assert_eq!(code, 0);
    assert!(
        out.contains("CLM*LEP-40718*") && !out.contains("QIG-88304") && !out.contains("LGH260418"),
        "{out}"
    );
}

#[test]
fn a_least_severity_hides_findings_and_changes_neither_totals_nor_exit_code() {
    for (command, format) in [("validate", "ndjson"), ("reconcile", "ndjson")] {
        let of = |severity: &str| {
            let (code, out, _) = run(
                command,
                &["--format", format, "--min-severity", severity, "samples/dependent", "samples/mri"],
            );
            // The summary names the severity of causes as well.
            let findings: String =
                out.lines().filter(|line| !line.contains("\"type\":\"summary\"")).collect();
            let count = |severity: &str| findings.matches(&format!("\"severity\":\"{severity}\"")).count();
            (code, count("error"), count("warning"), count("info"), out)
        };
        let (code, errors, warnings, infos, _) = of("info");
        assert!(warnings + infos > 0, "{command}");
        assert_eq!(
            (of("warning").0, of("warning").1, of("warning").2),
            (code, errors, warnings),
            "{command}"
        );
        let (code_of_errors, shown, lighter, lightest, out) = of("error");
        assert_eq!((code_of_errors, shown), (code, errors), "{command}");
        if command == "validate" {
            assert_eq!((lighter, lightest), (0, 0));
        } else {
            let summary: Value = serde_json::from_str(out.lines().last().expect("a line")).expect("JSON");
            assert_eq!(summary["findings_not_shown"], warnings + infos);
            assert_eq!(summary["by_severity"]["warning"].as_u64().unwrap_or(0), warnings as u64);
        }
    }
}
