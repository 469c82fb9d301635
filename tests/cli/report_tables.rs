//! What `validate` and `reconcile` say, as tables.

use std::fs;

use serde_json::Value;

use crate::accounted::run;
use crate::csv::{Row, read};

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/samples");

fn of<'r>(rows: &'r [Row], thing: &str, n: usize) -> Vec<&'r Row> {
    rows.iter().filter(|row| row[thing] == n.to_string()).collect()
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

#[test]
fn encounters_are_rows_with_their_findings_pairs_and_differences() {
    let folder = tempfile::tempdir().expect("a folder");
    let (lines, _, _) = run(folder.path(), &["reconcile", "--format", "ndjson", SAMPLES]);
    fs::write(folder.path().join("o.ndjson"), &lines).expect("it is written");
    let (_, err, code) = run(folder.path(), &["convert", "--to", "csv", "-o", "t", "o.ndjson"]);
    assert_eq!(code, 0, "{err}");
    let tables = read(&folder.path().join("t"));
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let (summary, encounters) = lines.split_last().expect("a summary");
    assert!(encounters.len() > 3 && tables["encounters"].len() == encounters.len());
    for (n, encounter) in encounters.iter().enumerate() {
        let row = &tables["encounters"][n];
        assert_eq!(row["status"], encounter["status"].as_str().unwrap_or_default());
        assert_eq!(row["money_overpaid"], encounter["money"]["overpaid"].as_str().unwrap_or_default());
        for (key, name) in [("pairs", "pairs"), ("unpaired", "unpaired"), ("differences", "differences")] {
            assert_eq!(of(&tables[name], "encounter", n + 1).len(), list(encounter, key).len(), "{key}");
        }
        let findings = of(&tables["findings"], "encounter", n + 1);
        assert_eq!(findings.len(), list(encounter, "findings").len());
        for (row, finding) in findings.iter().zip(list(encounter, "findings")) {
            assert_eq!(row["id"], finding["id"].as_str().unwrap_or_default());
            let amount = finding["money"]["amount"].as_str().unwrap_or_default();
            assert_eq!(row["money_amount"], amount);
            // Its places are at it.
            let at = format!("findings[{}].locations", row["number"]);
            let places = of(&tables["locations"], "encounter", n + 1);
            let places = places.iter().filter(|place| place["at"] == at).count();
            assert_eq!(places, list(finding, "locations").len(), "{at}");
        }
    }
    assert_eq!(tables["summaries"][0]["claims"], summary["claims"].to_string());
    assert_eq!(tables["summaries"][0]["by_code"], summary["by_code"].to_string());
}

#[test]
fn findings_are_rows_with_their_places() {
    let folder = tempfile::tempdir().expect("a folder");
    let (lines, _, _) = run(folder.path(), &["validate", "--format", "ndjson", SAMPLES]);
    fs::write(folder.path().join("f.ndjson"), &lines).expect("it is written");
    run(folder.path(), &["convert", "--to", "csv", "-o", "t", "f.ndjson"]);
    let tables = read(&folder.path().join("t"));
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let is_finding = |line: &&Value| text(&line["schema"]) == "twinclaim/finding/1";
    let (findings, inputs): (Vec<_>, Vec<_>) = lines.iter().partition(is_finding);
    assert!(!findings.is_empty() && tables["findings"].len() == findings.len());
    // Inputs of which not all could be checked are there as well.
    assert!(!inputs.is_empty() && tables["manifest"].len() == inputs.len());
    assert!(tables["manifest"].iter().zip(inputs).all(|(row, input)| row["path"] == text(&input["path"])));
    let mut places = 0;
    for (row, finding) in tables["findings"].iter().zip(findings) {
        assert_eq!((&*row["code"], &*row["id"]), (text(&finding["code"]), text(&finding["id"])));
        places += list(finding, "locations").len();
    }
    assert_eq!(tables["locations"].len(), places);
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(feature = "parquet")]
#[test]
fn findings_and_encounters_are_in_parquet_too() {
    let folder = tempfile::tempdir().expect("a folder");
    for (command, main) in [("validate", "findings"), ("reconcile", "encounters")] {
        let (lines, _, _) = run(folder.path(), &[command, "--format", "ndjson", SAMPLES]);
        fs::write(folder.path().join("r.ndjson"), &lines).expect("it is written");
        let (_, err, code) = run(folder.path(), &["convert", "--to", "parquet", "-o", command, "r.ndjson"]);
        assert_eq!(code, 0, "{err}");
        let file = fs::File::open(folder.path().join(format!("{command}/{main}.parquet"))).expect("a table");
        let reader = parquet::file::reader::SerializedFileReader::new(file).expect("Parquet");
        let rows = parquet::file::reader::FileReader::metadata(&reader).file_metadata().num_rows();
        let expected =
            lines.lines().filter(|line| line.contains(&format!("twinclaim/{}/1", &main[..main.len() - 1])));
        assert_eq!(rows, i64::try_from(expected.count()).expect("a number"));
    }
}

#[test]
fn tables_of_different_things_do_not_mix_and_others_have_none() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.837"), crate::accounted::file(1, &["A1"])).expect("it is written");
    let (lines, _, _) = run(folder.path(), &["reconcile", "--format", "ndjson", "a.837"]);
    fs::write(folder.path().join("o.ndjson"), lines).expect("it is written");
    let (_, err, code) = run(folder.path(), &["convert", "--to", "csv", "-o", "t", "a.837", "o.ndjson"]);
    assert!(code == 2 && err.contains("both have a table claims"), "{err}");
    assert!(!folder.path().join("t/claims.csv").exists());
    let (lines, _, _) = run(folder.path(), &["inspect", "--json", "a.837"]);
    fs::write(folder.path().join("i.ndjson"), lines).expect("it is written");
    let (_, err, code) = run(folder.path(), &["convert", "--to", "csv", "-o", "t", "i.ndjson"]);
    assert!(code == 2 && err.contains("tables are made of claims"), "{err}");
    // A claim is what the other formats are made of.
    let (_, err, code) = run(folder.path(), &["convert", "--to", "ndjson", "o.ndjson"]);
    assert!(code == 2 && err.contains("o.ndjson"), "{err}");
}

/// A folder of claims has its manifest, which nobody asked to be a table.
#[test]
fn what_is_said_of_claims_is_taken_only_where_it_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["in/a.837", "in/b.837"] {
        fs::create_dir_all(folder.path().join("in")).expect("a folder");
        fs::write(folder.path().join(name), crate::accounted::file(1, &["KQ1"])).expect("it is written");
    }
    run(folder.path(), &["convert", "--to", "ndjson", "-o", "lines", "in"]);
    let (_, err, code) = run(folder.path(), &["convert", "--to", "csv", "-o", "t", "lines"]);
    assert!(code == 0 && err.contains("passed over: lines/manifest.ndjson"), "{err}");
    let tables = read(&folder.path().join("t"));
    assert!(tables["claims"].len() == 2 && !tables.contains_key("manifest"));
    // Named, it is one of the tables.
    run(folder.path(), &["convert", "--to", "csv", "-o", "u", "lines", "lines/manifest.ndjson"]);
    assert_eq!(read(&folder.path().join("u"))["manifest"].len(), 3);
}
