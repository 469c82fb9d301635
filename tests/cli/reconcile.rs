//! `reconcile` as people use it: every format, what is hidden, what an earlier run knew, what is put aside.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;

const DAY: &str = "2026-04-01";

fn run(args: &[&str]) -> (i32, String, String) {
    run_on(DAY, args)
}

fn run_on(day: &str, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("twinclaim").expect("the program");
    let command = command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["reconcile", "--as-of", day]);
    let Output { status, stdout, stderr } = command.args(args).output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (status.code().expect("an exit code"), text(stdout), text(stderr))
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().expect("a path").to_owned()
}

/// The JSON inside the page.
fn page_data(page: &str) -> Value {
    let (_, rest) = page.split_once("id=\"data\">").expect("the page holds its data");
    let (data, _) = rest.split_once("</script>").expect("the element ends");
    serde_json::from_str(data).expect("JSON")
}

#[test]
fn every_format_tells_the_same_findings() {
    let (code, text, _) = run(&["--format", "ndjson", "samples/mri"]);
    assert_eq!(code, 1);
    let found = lines(&text);
    let codes = |findings: &Value| -> Vec<String> {
        let findings = findings.as_array().expect("a list").iter();
        findings.map(|finding| finding["code"].as_str().expect("a code").to_owned()).collect()
    };
    let expected = codes(&found[0]["findings"]);
    assert_eq!(expected, ["PS-OFFICE", "ID-MEMBER", "PT-GLOBAL"]);

    let (code, text, _) = run(&["--format", "csv", "samples/mri"]);
    assert_eq!(code, 1);
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let heads = table.headers().expect("titles").clone();
    assert_eq!(heads.iter().collect::<Vec<_>>(), twinclaim::internal::show::reconcile::COLUMNS);
    let rows: Vec<csv::StringRecord> = table.records().map(|row| row.expect("a row")).collect();
    let column = |name: &str| heads.iter().position(|head| head == name).expect("a column");
    let cells = |name: &str| -> Vec<String> { rows.iter().map(|row| row[column(name)].to_owned()).collect() };
    assert_eq!(cells("code"), expected);
    assert_eq!(cells("facility_claim"), ["LGH260302-0117"; 3]);
    assert_eq!(cells("professional_claim"), ["QIG-88120"; 3]);
    assert_eq!(cells("facility_value")[1], "PLH740512963");
    assert_eq!(cells("professional_value")[1], "PLH740512693");
    assert_eq!(cells("professional_service")[2], "70551 x1");
    assert_eq!(cells("amount_at_risk")[2], "685.00");

    let (code, page, _) = run(&["--format", "html", "samples/mri"]);
    assert_eq!(code, 1);
    let data = page_data(&page);
    assert_eq!(codes(&data["visits"][0]["findings"]), expected);
    assert_eq!(data["tiles"][0][0], "$685.00");
}

#[test]
fn a_masked_outcome_names_nobody() {
    for format in ["diff", "ndjson", "csv", "html"] {
        let (_, text, _) = run(&["--mask", "--format", format, "samples/mri"]);
        for personal in [
            "QUILLWORTH",
            "MARTHA",
            "1961-07-23",
            "PLH740512963",
            "PLH740512693",
            "LGH260302-0117",
            "MR0048817",
        ] {
            assert!(!text.contains(personal), "{format} shows {personal}");
        }
        assert!(text.contains("PS-OFFICE") && text.contains("LARKMERE GENERAL HOSPITAL"), "{format}");
    }
}

#[test]
fn an_earlier_run_tells_what_is_new_open_and_resolved() {
    let folder = tempfile::tempdir().expect("a folder");
    let (before, claims) = (path(folder.path(), "before.ndjson"), path(folder.path(), "claims"));
    fs::create_dir(&claims).expect("a folder");
    for side in ["facility.837", "professional.837"] {
        fs::copy(format!("samples/mri/{side}"), format!("{claims}/{side}")).expect("a copy");
    }
    assert_eq!(run(&["--format", "ndjson", "-o", &before, &claims]).0, 1);
    // The member id is corrected, and the claim now says that it is a woman's no more.
    let professional = format!("{claims}/professional.837");
    let text = fs::read_to_string(&professional).expect("the claim");
    let corrected = text.replace("PLH740512693", "PLH740512963").replace("*19610723*F", "*19610723*M");
    assert_ne!(text, corrected);
    fs::write(&professional, corrected).expect("written");

    let (code, text, _) = run(&["--format", "ndjson", "--baseline", &before, &claims]);
    assert_eq!(code, 1);
    let found = lines(&text);
    let standing = |code: &str| {
        let findings = found[0]["findings"].as_array().expect("a list");
        findings.iter().find(|f| f["code"] == code).map(|f| f["standing"].clone())
    };
    assert_eq!(standing("ID-SEX"), Some("new".into()));
    assert_eq!(standing("PS-OFFICE"), Some("open".into()));
    assert_eq!(standing("ID-MEMBER"), None);
    let compared = &found[1]["baseline"];
    assert_eq!(compared["resolved"][0]["code"], "ID-MEMBER");
    assert_eq!((&compared["new"], &compared["open"]), (&1.into(), &2.into()));

    let (_, text, _) = run(&["--baseline", &before, &claims]);
    assert!(text.contains("Since the earlier run: 1 new, 2 open, 1 resolved"), "{text}");
    assert!(text.contains("warning ID-SEX (new):"), "{text}");
}

#[test]
fn what_is_known_is_put_aside_and_counted_with_its_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = path(folder.path(), "twinclaim.toml");
    let text = "[rules]\nignore = [\"PT\"]\n[rules.severity]\nPS-OFFICE = \"warning\"\n\
                [[suppress]]\ncode = \"ID-MEMBER\"\npatient_control_number = \"QIG-88120\"\n\
                reason = \"card reissued\"\nuntil = \"2026-12-31\"\n";
    fs::write(&config, text).expect("written");
    let (code, text, _) = run(&["--config", &config, "samples/mri"]);
    assert_eq!(code, 0, "only a warning is left: {text}");
    assert!(text.contains("1 finding suppressed, ID-MEMBER: card reissued"), "{text}");
    assert!(text.contains("warning PS-OFFICE") && !text.contains("PT-GLOBAL:"), "{text}");

    // After its last day it holds no more.
    let (code, text, _) = run_on("2027-01-01", &["--config", &config, "samples/mri"]);
    assert_eq!(code, 1);
    assert!(text.contains("its last day is past"), "{text}");
}

#[test]
fn the_order_of_inputs_changes_nothing() {
    let (facility, professional) = ("samples/mri/facility.837", "samples/mri/professional.837");
    for format in ["diff", "ndjson", "csv", "html"] {
        let (_, one, _) = run(&["--format", format, facility, professional]);
        let (_, other, _) = run(&["--format", format, professional, facility]);
        assert_eq!(one, other, "{format}");
    }
}

#[test]
fn threads_and_memory_change_nothing() {
    for format in ["diff", "ndjson", "csv", "html"] {
        let (_, plain, _) = run(&["--format", format, "samples"]);
        for more in [["--threads", "1"], ["--threads", "5"], ["--memory", "100B"], ["--memory", "1GiB"]] {
            let (_, other, _) = run(&["--format", format, more[0], more[1], "samples"]);
            assert_eq!(plain, other, "{format} {more:?}");
        }
    }
}

#[test]
fn a_hostile_value_stays_a_value_on_the_page_and_in_a_spreadsheet() {
    let folder = tempfile::tempdir().expect("a folder");
    for side in ["facility.837", "professional.837"] {
        let text = fs::read_to_string(format!("samples/mri/{side}")).expect("a sample");
        let hostile = text.replace("QUILLWORTH", "=cmd()</script><img src=x>");
        assert_ne!(text, hostile);
        fs::write(folder.path().join(side), hostile).expect("written");
    }
    let folder = folder.path().to_str().expect("a path");
    let (_, page, _) = run(&["--format", "html", folder]);
    assert!(!page.contains("<img src=x>"));
    assert_eq!(page_data(&page)["visits"][0]["who"], "=cmd()</script><img src=x>, MARTHA");
    let (_, table, _) = run(&["--format", "csv", folder]);
    assert!(table.contains("'=cmd()"), "{table}");
}

#[test]
fn one_cause_of_many_findings_is_named_once() {
    let folder = tempfile::tempdir().expect("a folder");
    for n in 0..3 {
        for side in ["facility.837", "professional.837"] {
            let text = fs::read_to_string(format!("samples/mri/{side}")).expect("a sample");
            // Three patients: each with a member id, a name and account numbers of his own.
            let other = text
                .replace("PLH740512963", &format!("PLH81{n}442{n}7"))
                .replace("PLH740512693", &format!("PLH81{n}442{n}7"))
                .replace("QUILLWORTH*MARTHA", ["ASHBY*JUNE", "BRENT*OTIS", "COLE*VERA"][n])
                .replace("19610723", ["19330114", "19700321", "19881206"][n])
                .replace("LGH260302-0117", &format!("LGH-{n}"))
                .replace("QIG-88120", &format!("QIG-{n}"));
            fs::write(folder.path().join(format!("{n}-{side}")), other).expect("written");
        }
    }
    let folder = folder.path().to_str().expect("a path");
    let (_, text, _) = run(&[folder]);
    assert!(text.contains("Same cause, to be mended once:"), "{text}");
    assert!(
        text.contains(
            "PS-OFFICE   QUILLON IMAGING GROUP at LARKMERE GENERAL HOSPITAL: all 3 claims, $2,055.00 overpaid"
        ),
        "{text}"
    );
    let (_, text, _) = run(&["--format", "ndjson", folder]);
    let summary = lines(&text).pop().expect("a summary");
    let causes = summary["roll_up"]["causes"].as_array().expect("a list").clone();
    let office = causes.iter().find(|cause| cause["code"] == "PS-OFFICE").expect("the cause");
    assert_eq!((&office["claims"], &office["of_claims"]), (&3.into(), &3.into()));
    assert_eq!(office["amount_at_risk"], "2055.00");
}

/// Reported on a folder of fifteen hundred copies: a finding for every pair of them was a million findings.
#[test]
fn each_copy_of_a_claim_is_told_once() {
    let folder = tempfile::tempdir().expect("a folder");
    for n in 0..10 {
        for (side, number) in [("facility.837", "LGH260302-0117"), ("professional.837", "QIG-88120")] {
            let text = fs::read_to_string(format!("samples/mri-clean/{side}")).expect("a sample");
            let copy = text.replace(number, &format!("COPY-{n}"));
            assert_ne!(text, copy);
            fs::write(folder.path().join(format!("{n}-{side}")), copy).expect("written");
        }
    }
    let folder = folder.path().to_str().expect("a path");
    let (_, text, _) = run(&["--select", "LC-DUPP,LC-DUPI", "--format", "ndjson", folder]);
    let summary = lines(&text).pop().expect("a summary");
    assert_eq!(summary["by_code"]["LC-DUPP"], 9, "{summary}");
    assert_eq!(summary["by_code"]["LC-DUPI"], 9, "{summary}");
}

#[test]
fn a_narrow_window_cuts_no_amount_and_no_total() {
    let (code, text, _) = run(&["--width", "80", "samples/inpatient"]);
    assert_eq!(code, 1);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let heading = text.lines().next().expect("a heading");
    assert!(heading.ends_with(" · $142.00 at risk @@"), "{heading}");
    for whole in ["$31,260.80", "samples/inpatient/facility.837", "samples/inpatient/surgeon.837"] {
        assert!(text.contains(whole), "{whole} is cut: {text}");
    }
    let flat: Vec<&str> = text.split_whitespace().collect();
    let total = "0 with a facility claim only, 0 with professional claims only";
    assert!(flat.join(" ").contains(total), "{text}");
    // Two claims are told of, each under its name.
    assert!(text.contains("\n  about 837P LHS-61182  "), "{text}");
    assert!(text.contains("\n  about 837I LGH260209-0008  "), "{text}");
    let (_, text, _) = run(&["--width", "80", "samples/mri"]);
    assert!(!text.contains("  about "), "one pair needs no name: {text}");
}

#[test]
fn a_visit_to_decide_about_says_how_sure_it_is_and_where_else_a_claim_may_belong() {
    let folder = tempfile::tempdir().expect("a folder");
    let (config, other) = (path(folder.path(), "twinclaim.toml"), path(folder.path(), "other.837"));
    fs::write(&config, "[link.visit]\nmatch = 500.0\n").expect("written");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let facility = fs::read_to_string(root.join("samples/mri-clean/facility.837")).expect("a sample");
    let facility = facility.replace("LGH260302-0117", "LGH260302-0999").replace("000000101", "000000777");
    fs::write(&other, facility.replace("*1840*", "*1900*")).expect("written");
    let run = |more: &[&str]| {
        let inputs = ["--config", &config, "--width", "400", "samples/mri-clean", &other];
        run(&[&inputs[..], more].concat()).1
    };
    let text = run(&[]);
    // The other bill, of which nobody has interpreted the test, is told before it.
    assert!(text.contains(" · possible · ") && text.contains("LC-LAG"), "{text}");
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("perhaps QIG-88120, 0 % sure; or else with LGH260302-0999 in "), "{text}");
    let masked = run(&["--mask"]);
    assert!(masked.contains("or else with ••••") && !masked.contains("LGH260302"), "{masked}");
}

/// A segment without a place may be what a rule misses: the rule keeps silent, and every format says so.
#[test]
fn what_a_segment_without_a_place_silences_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["facility.837", "professional.837"] {
        let text = fs::read_to_string(format!("samples/mri/{name}")).expect("a sample");
        // A reference of no known kind at the claim's last line: perhaps an authorization, and no service.
        let stray =
            if name == "professional.837" { text.replacen("\nSE*", "\nREF*0B*77~\nSE*", 1) } else { text };
        fs::write(folder.path().join(name), stray).expect("written");
    }
    let folder = folder.path().to_str().expect("a path");
    let (_, text, _) = run(&["--format", "ndjson", folder]);
    let found = lines(&text);
    let note = &found[0]["not_checked"][0];
    assert_eq!(note["segments"], serde_json::json!(["REF"]), "{note}");
    assert_eq!(note["patient_control_number"], "QIG-88120");
    let rules: Vec<&str> =
        note["rules"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    assert!(rules.contains(&"AU-PA") && !rules.contains(&"PT-GLOBAL"), "{rules:?}");
    let codes: Vec<&str> = found[0]["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["code"].as_str())
        .collect();
    assert_eq!(codes, ["PS-OFFICE", "ID-MEMBER", "PT-GLOBAL"], "what reads no reference is found as before");
    let (_, text, _) = run(&["--color", "never", folder]);
    assert!(text.contains("not checked") && text.contains("REF of QIG-88120 has no place"), "{text}");
    let (_, page, _) = run(&["--format", "html", folder]);
    assert!(page_data(&page).to_string().contains("REF of QIG-88120 has no place"));
}

/// A file that was given twice is reported once, and its claims are no duplicates.
#[test]
fn a_copy_of_a_file_is_told_once_and_left_out() {
    let folder = tempfile::tempdir().expect("a folder");
    for (from, to) in [("facility", "facility"), ("professional", "professional"), ("professional", "zcopy")]
    {
        let to = folder.path().join(format!("{to}.837"));
        fs::copy(format!("samples/mri/{from}.837"), to).expect("copied");
    }
    let folder = folder.path().to_str().expect("a path");
    let (_, text, _) = run(&["--format", "ndjson", folder]);
    let found = lines(&text);
    assert_eq!(found[0]["professional"].as_array().map(Vec::len), Some(1));
    let summary = &found.last().expect("a summary");
    assert_eq!(summary["by_code"]["LC-DUPP"], Value::Null, "{summary}");
    let inputs = summary["run"]["inputs"].as_array().expect("a list");
    let copies: Vec<&str> = inputs.iter().filter_map(|input| input["copy_of"].as_str()).collect();
    assert_eq!(copies, [format!("{folder}/professional.837")]);
    let (_, text, _) = run(&["--color", "never", folder]);
    assert_eq!(text.matches("is a copy of").count(), 1, "{text}");
}

#[test]
fn the_table_of_lines_has_pairs_lone_lines_and_differences() {
    let (_, text, _) = run(&["--format", "csv-lines", "samples/mri"]);
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let heads = table.headers().expect("titles").clone();
    assert_eq!(heads.iter().collect::<Vec<_>>(), twinclaim::internal::show::reconcile::LINE_COLUMNS);
    let column = |name: &str| heads.iter().position(|head| head == name).expect("a column");
    let rows: Vec<csv::StringRecord> = table.records().map(|row| row.expect("a row")).collect();
    let pair = rows.iter().find(|row| &row[column("kind")] == "pair").expect("a pair");
    assert_eq!(&pair[column("what")], "same procedure");
    assert_eq!(&pair[column("revenue_code")], "0611");
    assert_eq!(&pair[column("facility_service")], "70551 x1");
    assert_eq!(&pair[column("professional_charge")], "685");
    let member = rows.iter().find(|row| &row[column("what")] == "member ID").expect("a difference");
    assert_eq!(&member[column("facility_value")], "PLH740512963");
    assert_eq!(&member[column("judged_by")], "ID-MEMBER");
    let (_, text, _) = run(&["--format", "csv-lines", "--mask", "samples/mri"]);
    assert!(!text.contains("PLH740512963") && !text.contains("QIG-88120"));
}
