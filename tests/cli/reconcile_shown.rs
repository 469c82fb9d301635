//! What `reconcile` shows beside its findings: what agrees, what stands alone, what is waited for, what is held back.

use std::collections::BTreeMap;
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

/// Rows of a work list by the id of the finding, cells by column.
fn rows(list: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    assert!(list.starts_with('\u{feff}'), "Excel takes it for UTF-8");
    let mut table = csv::Reader::from_reader(list.trim_start_matches('\u{feff}').as_bytes());
    let columns = table.headers().expect("titles").clone();
    let row = |record: csv::StringRecord| -> BTreeMap<String, String> {
        columns.iter().zip(record.iter()).map(|(column, cell)| (column.to_owned(), cell.to_owned())).collect()
    };
    let rows = table.records().map(|record| row(record.expect("a row")));
    rows.map(|row| (row["finding_id"].clone(), row)).collect()
}

#[test]
fn the_work_list_says_what_a_finding_is_worth_and_until_when_to_act() {
    let list = run("2026-04-01", &["--format", "csv", "samples/mri"]);
    let rows = rows(&list);
    let office = rows.values().find(|row| row["code"] == "PS-OFFICE").expect("a row");
    assert_eq!((office["money_kind"].as_str(), office["money_amount"].as_str()), ("overpaid", "685.00"));
    assert_eq!((office["carc"].as_str(), office["rarc"].as_str()), ("5", "M77"));
    assert_eq!((office["side_to_fix"].as_str(), office["department"].as_str()), ("professional", "imaging"));
    assert!(
        office["professional_charge"].is_empty() || office["professional_charge"].contains('.'),
        "{office:?}"
    );
    let finding = lines(&run("2026-04-01", &["--format", "ndjson", "samples/mri"]))
        .iter()
        .filter_map(|line| line["findings"].as_array())
        .flatten()
        .find(|finding| finding["code"] == "PS-OFFICE")
        .cloned()
        .expect("the finding");
    assert_eq!(finding["money"]["kind"], "overpaid");
    assert_eq!(finding["money"]["amount"], finding["amount_at_risk"]);
    assert_eq!(finding["money"]["basis"], finding["amount_basis"]);
    assert_eq!((&finding["carc"], &finding["side_to_fix"]), (&"5".into(), &"professional".into()));
}

#[test]
fn what_is_written_into_the_work_list_comes_back_with_the_next_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path().join("worked.csv");
    let file = at.to_str().expect("a name");
    let first = run("2026-04-01", &["--format", "csv", "samples/mri", "samples/office"]);
    // Behind the id: status, owner, note, verdict.
    let mut titles = first.lines();
    let mut written = format!("{}\n", titles.next().expect("titles"));
    let mut bodies = Vec::new();
    for (n, row) in titles.enumerate() {
        let (id, cells) = row.split_once(",,,,,").expect("they are empty");
        let status = if n == 0 { "done" } else { "in work" };
        bodies.push(format!("{id},{status},Ann,\"=1+1, twice\",right,{cells}"));
    }
    let ids = rows(&first).len();
    assert_eq!(bodies.len(), ids, "a line a finding");
    written.push_str(&bodies.join("\n"));
    fs::write(&at, written).expect("a file");
    // Only one of the two visits is read again.
    let second = run("2026-05-01", &["--format", "csv", "--worked", file, "samples/mri"]);
    let again = rows(&second);
    assert_eq!(again.len(), ids, "nothing is lost");
    let standings: BTreeMap<String, usize> = again.values().fold(BTreeMap::new(), |mut all, row| {
        *all.entry(row["work_standing"].clone()).or_default() += 1;
        all
    });
    assert!(standings.contains_key("open") && standings.contains_key("done"), "{standings:?}");
    for row in again.values() {
        assert_eq!((row["owner"].as_str(), row["verdict"].as_str()), ("Ann", "right"));
        assert_eq!(row["note"], "'=1+1, twice");
    }
    let summary =
        lines(&run("2026-05-01", &["--format", "ndjson", "--worked", file, "samples/mri", "samples/office"]));
    let worked = &summary.last().expect("a summary")["worked"];
    assert_eq!((&worked["reopened"], &worked["new"], &worked["not_read"]), (&1.into(), &0.into(), &0.into()));
    let text = run("2026-05-01", &["--worked", file, "samples/mri", "samples/office"]);
    assert!(flat(&text).contains("Work list: 0 new") && text.contains("(reopened: Ann)"), "{text}");
    let masked = run("2026-05-01", &["--format", "csv", "--mask", "--worked", file, "samples/mri"]);
    assert!(!masked.contains("Ann") && !masked.contains("twice"), "{masked}");
}

/// An id as it was before its first digit was a letter from g to v.
fn earlier(id: &str) -> String {
    let first = id.bytes().next().expect("a digit") - b'g';
    format!("{first:x}{}", &id[1..])
}

#[test]
fn ids_of_earlier_outcomes_lists_and_suppressions_are_known_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, text: &str| {
        let at = folder.path().join(name);
        fs::write(&at, text).expect("a file");
        at.to_str().expect("a name").to_owned()
    };
    let found = rows(&run("2026-04-01", &["--format", "csv", "samples/mri"]));
    let ids: Vec<String> = found.keys().cloned().collect();
    assert!(ids.len() > 1 && ids.iter().all(|id| id.len() == 16), "{ids:?}");
    let mut outcome = run("2026-04-01", &["--format", "ndjson", "samples/mri"]);
    for id in &ids {
        outcome = outcome.replace(id, &earlier(id));
    }
    let before = put("before.ndjson", &outcome);
    let list: Vec<String> = ids.iter().map(|id| format!("{},Ann", earlier(id))).collect();
    let worked = put("worked.csv", &format!("finding_id,owner\n{}\n", list.join("\n")));
    let (code, id) = (&found[&ids[0]]["code"], earlier(&ids[0]));
    let suppression = format!("[[suppress]]\ncode = \"{code}\"\nid = \"{id}\"\nreason = \"agreed\"\n");
    let known = put("known.toml", &suppression);
    let args = ["--format", "ndjson", "--baseline", &before, "--worked", &worked, "samples/mri"];
    let summary = lines(&run("2026-05-01", &args)).pop().expect("a summary");
    assert_eq!((&summary["baseline"]["new"], &summary["baseline"]["open"]), (&0.into(), &ids.len().into()));
    assert_eq!((&summary["worked"]["new"], &summary["worked"]["open"]), (&0.into(), &ids.len().into()));
    let rest = rows(&run("2026-05-01", &["--format", "csv", "--config", &known, "samples/mri"]));
    assert!(rest.len() == ids.len() - 1 && !rest.contains_key(&ids[0]), "{rest:?}");
}
