//! What `reconcile` shows beside its findings: what agrees, what stands alone, what is waited for, what is held back.

use std::fs;

use assert_cmd::Command;
use serde_json::Value;

fn run(day: &str, args: &[&str]) -> String {
    let mut command = Command::cargo_bin("twinclaim").expect("the program");
    let command = command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["reconcile", "--as-of", day]);
    let output = command.args(["--color", "never", "--width", "110"]).args(args).output().expect("it runs");
    String::from_utf8(output.stdout).expect("text")
}

/// Without its line breaks, which the window decides.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn claims_agree_only_where_no_finding_is_held_back() {
    let inputs = ["samples/mri", "samples/unread"];
    let text = run("2026-08-01", &[&["--max-findings", "1"][..], &inputs].concat());
    assert!(!text.contains("the claims agree"), "{text}");
    assert!(text.contains("  2 findings not shown\n") && text.contains("  1 finding not shown\n"), "{text}");
    let page = run("2026-08-01", &[&["--max-findings", "1", "--format", "html"][..], &inputs].concat());
    assert!(!page.contains("The claims agree.") && page.contains("Findings of lesser weight"), "{page}");
    let clean = run("2026-08-01", &["samples/mri-clean"]);
    assert!(clean.contains("· the claims agree @@"), "{clean}");
    let page = run("2026-08-01", &["--format", "html", "samples/mri-clean"]);
    assert!(page.contains("The claims agree."));
}

/// A line without its other half is no agreement, on the page as little as on the terminal.
#[test]
fn a_visit_with_something_open_does_not_agree() {
    for format in ["diff", "html"] {
        let page = run("2026-07-12", &["--pending", "14", "--format", format, "samples/unread"]);
        assert!(!page.to_lowercase().contains("the claims agree"), "{page}");
    }
}

#[test]
fn all_shows_what_agrees_and_tells_judged_from_expected() {
    let text = run("2026-04-01", &["--all", "samples/mri-clean"]);
    for equal in [
        "  patient      QUILLWORTH, MARTHA",
        "  born         1961-07-23",
        "  member id    PLH740512963",
        "  payer        PRAIRIE LANTERN HEALTH PLAN",
        "  pair         LGH260302-0117 line 1 70551 = QIG-88120 line 1 70551-26: same procedure",
        "  expected     modifiers: none (facility), 26 (professional)",
    ] {
        assert!(text.contains(equal), "{equal} is missing: {text}");
    }
    assert!(!text.lines().any(|line| line.starts_with(['-', '+'])), "nothing is wrong: {text}");
    let text = run("2026-04-01", &["--all", "samples/mri"]);
    assert!(
        text.contains("  judged       member ID: ") && !text.contains("expected     member ID"),
        "{text}"
    );
}

#[test]
fn what_may_still_come_says_until_when_and_is_counted() {
    let waiting = ["--pending", "14", "samples/mri", "samples/unread"];
    let text = run("2026-07-12", &waiting);
    assert!(flat(&text).contains("without its interpretation; it may come before 2026-07-24"), "{text}");
    assert!(text.contains("1 line without a twin (1 may still get one), "), "{text}");
    let found = lines(&run("2026-07-12", &[&["--format", "ndjson"][..], &waiting].concat()));
    let lone: Vec<&Value> = found.iter().filter_map(|row| row["unpaired"].as_array()).flatten().collect();
    assert_eq!(lone.len(), 1, "{lone:?}");
    assert_eq!(lone[0]["waits_until"], "2026-07-24");
    assert_eq!(found.last().expect("a summary")["lines_waiting"], 1);
    // When it has not come, it is reported with its worth.
    let text = run("2026-07-24", &waiting);
    assert!(text.contains("warning PT-MISSPC") && !flat(&text).contains("may come"), "{text}");
}

/// A missing half is reported with its age; where nothing of the other side was read, once for all claims.
#[test]
fn a_missing_half_is_told_aged_and_counted() {
    let inputs = ["samples/mri/facility.837", "samples/unread"];
    let text = run("2026-04-01", &inputs);
    assert!(
        text.contains(
            "LC-LAG: No professional claim 30 days after the last service; missing: interpretation"
        ),
        "{text}"
    );
    let folder = tempfile::tempdir().expect("a folder");
    for sample in ["mri", "emergency", "unread", "surgery"] {
        let to = folder.path().join(format!("{sample}.837"));
        fs::copy(format!("samples/{sample}/facility.837"), to).expect("copied");
    }
    let folder = folder.path().to_str().expect("a path");
    let text = run("2026-09-01", &["--min-severity", "info", folder]);
    assert_eq!(text.matches("warning LC-LAG").count(), 1, "{text}");
    assert!(text.contains("No professional claim was read, and 4 claims need one"), "{text}");
    assert!(text.contains("of the facility claims need one"), "{text}");
}

/// The page shows with `--all` what the diff shows with it, and tells once what was not read.
#[test]
fn the_page_shows_with_all_what_agrees() {
    let of = |args: &[&str]| run("2026-04-01", &[&["--format", "html"][..], args].concat());
    let page = of(&["--all", "samples/mri-clean"]);
    for shown in [
        r#"["pair","LGH260302-0117 line 1 70551 = QIG-88120 line 1 70551-26: same procedure"]"#,
        r#"["expected","modifiers: none (facility), 26 (professional): "#,
    ] {
        assert!(page.contains(shown), "{shown} is missing: {page}");
    }
    assert!(!of(&["samples/mri-clean"]).contains(r#""agreed":["#));
    let one_side = of(&["samples/mri-clean/facility.837"]);
    assert!(one_side.contains("No professional claim was read: 1 line of the facility claims needs one"));
    assert!(!one_side.contains("without its interpretation"), "said once, not of every line");
}

/// An interchange that is there twice is reported once, whichever file it is in, and its claims are no duplicates.
#[test]
fn an_interchange_that_is_there_twice_is_told_once() {
    let sample = |side: &str| fs::read_to_string(format!("samples/mri/{side}.837")).expect("a sample");
    let (facility, professional) = (sample("facility"), sample("professional"));
    let other = sample("professional").replace("QIG-", "QIH-");
    for (name, second) in [("in one file", false), ("in two files", true)] {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |file: &str, text: &str| fs::write(folder.path().join(file), text).expect("written");
        write("facility.837", &facility);
        if second {
            write("professional.837", &professional);
            write("z.837", &format!("{other}{professional}"));
        } else {
            write("professional.837", &format!("{professional}{professional}"));
        }
        let path = folder.path().to_str().expect("a path");
        let summary = lines(&run("2026-04-01", &["--format", "ndjson", path])).pop().expect("a summary");
        let inputs = summary["run"]["inputs"].as_array().expect("a list");
        let repeats: Vec<&Value> =
            inputs.iter().filter_map(|input| input["repeats"].as_array()).flatten().collect();
        assert_eq!(repeats.len(), 1, "{name}: {summary}");
        assert_eq!((&repeats[0]["claims"], &repeats[0]["of_offset"]), (&1.into(), &0.into()), "{name}");
        let offset = if second { other.len() } else { professional.len() };
        assert_eq!(repeats[0]["offset"], offset, "{name}");
        assert_eq!(summary["claims"], if second { 3 } else { 2 }, "{name}");
        if !second {
            assert_eq!(summary["by_code"]["LC-DUPP"], Value::Null, "{name}: {summary}");
        }
        let text = flat(&run("2026-04-01", &[path]));
        assert_eq!(text.matches("repeats the one at byte 0 of").count(), 1, "{name}: {text}");
        assert!(text.contains("its 1 claim left out"), "{name}: {text}");
    }
}
