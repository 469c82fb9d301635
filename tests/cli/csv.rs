//! Claims as tables: nothing is lost on the way, and what belongs together joins.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::accounted::run;

const KEYS: [&str; 5] = ["claim", "line", "other_payer", "at", "number"];

pub(crate) type Row = BTreeMap<String, String>;

/// The rows of each table in a folder, read by their titles.
pub(crate) fn read(folder: &Path) -> BTreeMap<String, Vec<Row>> {
    let package: Value =
        serde_json::from_slice(&fs::read(folder.join("datapackage.json")).expect("a description"))
            .expect("JSON");
    let resources = package["resources"].as_array().expect("tables");
    let table = |resource: &Value| {
        let text =
            fs::read_to_string(folder.join(resource["path"].as_str().expect("a path"))).expect("a table");
        let text = text.strip_prefix('\u{feff}').expect("a mark by which spreadsheets know UTF-8");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let titles: Vec<String> = reader.headers().expect("titles").iter().map(str::to_owned).collect();
        let described: Vec<&str> = resource["schema"]["fields"]
            .as_array()
            .expect("fields")
            .iter()
            .filter_map(|field| field["name"].as_str())
            .collect();
        assert_eq!(titles, described);
        let rows = reader.records().map(|record| {
            let record = record.expect("as many cells as titles");
            titles.iter().cloned().zip(record.iter().map(str::to_owned)).collect()
        });
        (resource["name"].as_str().expect("a name").to_owned(), rows.collect())
    };
    resources.iter().map(table).collect()
}

/// Values of a claim: a list of codes is one, `x12` is one, `schema` is none.
fn values(value: &Value, is_claim: bool) -> usize {
    match value {
        Value::Null => 0,
        Value::Object(fields) => fields
            .iter()
            .filter(|(name, _)| !(is_claim && *name == "schema"))
            .map(|(name, value)| if is_claim && name == "x12" { 1 } else { values(value, false) })
            .sum(),
        Value::Array(all) if all.iter().all(Value::is_string) => usize::from(!all.is_empty()),
        Value::Array(all) => all.iter().map(|value| values(value, false)).sum(),
        Value::String(text) => usize::from(!text.is_empty()),
        Value::Bool(_) | Value::Number(_) => 1,
    }
}

#[test]
fn tables_hold_what_the_lines_of_json_hold() {
    let folder = tempfile::tempdir().expect("a folder");
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/samples");
    run(folder.path(), &["generate", "pairs", "--claims", "40", "--seed", "3", "-o", "pairs"]);
    let inputs = [samples, "pairs/facility.837", "pairs/professional.837"];
    let (lines, _, _) = run(folder.path(), &[&["convert", "--to", "ndjson"], &inputs[..]].concat());
    let args = [&["convert", "--to", "csv", "-o", "tables", "--partial"], &inputs[..]].concat();
    let (_, err, _) = run(folder.path(), &args);
    let claims: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let tables = read(&folder.path().join("tables"));
    assert!(claims.len() > 80 && tables["claims"].len() == claims.len(), "{err}");
    let mut cells: BTreeMap<usize, usize> = BTreeMap::new();
    for (name, rows) in &tables {
        let mut seen = BTreeSet::new();
        for row in rows {
            let key: Vec<&String> = KEYS.iter().filter_map(|key| row.get(*key)).collect();
            assert!(seen.insert(key.clone()), "{name}: {key:?} is there twice");
            let claim: usize = row["claim"].parse().expect("a number");
            let own = |(title, cell): &(&String, &String)| {
                !KEYS.contains(&title.as_str()) && !cell.is_empty()
                    || title.as_str() == "number" && name == "claims"
            };
            *cells.entry(claim).or_default() += row.iter().filter(own).count();
        }
    }
    for (n, claim) in claims.iter().enumerate() {
        assert_eq!(cells[&(n + 1)], values(claim, true), "claim {}: {claim}", n + 1);
    }
    // Lines join their claims, and adjustments their payers.
    for (n, claim) in claims.iter().enumerate() {
        let of = |table: &str| {
            let number = (n + 1).to_string();
            tables[table].iter().filter(move |row| row["claim"] == number).collect::<Vec<_>>()
        };
        let lines = of("service_lines");
        let own = claim["service_lines"].as_array().map_or(&[][..], Vec::as_slice);
        assert_eq!(lines.len(), own.len());
        for (row, line) in lines.iter().zip(own) {
            assert_eq!(row["charge"], line["charge"].as_str().unwrap_or_default());
            assert_eq!(row["procedure_code"], line["procedure"]["code"].as_str().unwrap_or_default());
        }
        for adjustment in of("adjustments") {
            let payers = of("other_payers");
            assert!(
                payers.iter().any(|payer| payer["other_payer"] == adjustment["other_payer"])
                    || !adjustment["line"].is_empty(),
                "{adjustment:?}"
            );
        }
    }
    // The manifest is with them, and a second run into the folder is refused.
    assert!(folder.path().join("tables/manifest.ndjson").exists());
    assert!(run(folder.path(), &args).1.contains("is what an earlier run wrote"));
}

#[test]
fn a_spreadsheet_takes_no_cell_for_a_formula() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = crate::accounted::file(1, &["=A1"]).replace("PIKE*UNA", "@PIKE*-UNA");
    fs::write(folder.path().join("a.837"), text).expect("it is written");
    run(folder.path(), &["convert", "--to", "csv", "-o", "t", "a.837"]);
    let tables = read(&folder.path().join("t"));
    let claim = &tables["claims"][0];
    assert_eq!(claim["patient_control_number"], "'=A1");
    assert_eq!((&*claim["patient_last_name"], &*claim["patient_first_name"]), ("'@PIKE", "'-UNA"));
    // Without a folder, and without a claim, there are no tables.
    let (_, err, code) = run(folder.path(), &["convert", "--to", "csv", "a.837"]);
    assert!(code == 2 && err.contains("name a folder"), "{err}");
    fs::write(folder.path().join("b.837"), "").expect("it is written");
    let (_, _, code) = run(folder.path(), &["convert", "--to", "csv", "-o", "u", "b.837"]);
    assert!(code == 2 && !folder.path().join("u").exists());
}
