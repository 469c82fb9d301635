//! What `reconcile` writes besides the outcome: charges, audit, sample.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rust_decimal::Decimal;
use serde_json::Value;

use crate::accounted::{rows, run};

type Row = BTreeMap<String, String>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sheet(path: &Path) -> Vec<Row> {
    let text = fs::read_to_string(path).expect("a sheet");
    let text = text.strip_prefix('\u{feff}').expect("a mark by which spreadsheets know UTF-8");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let titles: Vec<String> = reader.headers().expect("titles").iter().map(str::to_owned).collect();
    let row = |record: Result<csv::StringRecord, csv::Error>| {
        titles.iter().cloned().zip(record.expect("a row").iter().map(str::to_owned)).collect()
    };
    reader.records().map(row).collect()
}

fn of<'r>(rows: &'r [Row], column: &str, value: &str) -> Vec<&'r Row> {
    rows.iter().filter(|row| row[column] == value).collect()
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path")
}

fn amount(text: &str) -> Decimal {
    text.parse().expect("an amount")
}

/// Pairs with many discrepancies, in a folder.
fn pairs(folder: &Path) -> [String; 2] {
    let pairs = folder.join("pairs");
    let made =
        ["generate", "pairs", "--claims", "80", "--seed", "11", "--discrepancies", "0.6", "-o", text(&pairs)];
    assert_eq!(run(root(), &made).2, 0);
    ["facility.837", "professional.837"].map(|name| text(&pairs.join(name)).to_owned())
}

#[test]
fn a_line_without_its_twin_is_priced_aged_and_has_an_owner() {
    let folder = tempfile::tempdir().expect("a folder");
    let tables = folder.path().join("tables");
    fs::create_dir(&tables).expect("a folder");
    let fees = fs::read_to_string(root().join("samples/reference/fees.csv")).expect("the sample");
    fs::write(
        tables.join("fees.csv"),
        fees + "74177,,,A,9.00,9.00,1,XXX,4,0,0,0,0,32.00\n74177,26,,A,2.60,2.60,1,XXX,4,0,0,0,0,32.00\n",
    )
    .expect("fees");
    // The hospital's own list: one price differs, one code is missing.
    let list =
        "hospital's own charges\nrevenue_code,hcpcs,price\n0352,74177,\"$2,400.00\"\n0450,99284,1690.00\n";
    fs::write(tables.join("charges.csv"), list).expect("a list");
    let out = folder.path().join("charges.csv");
    let args = ["reconcile", "--as-of", "2026-10-01", "--reference", text(&tables), "--charges", text(&out)];
    let (_, error, code) = run(root(), &[&args[..], &["samples/unread", "samples/mri"]].concat());
    assert!(code < 2, "{error}");
    let rows = sheet(&out);
    let alone = of(&rows, "kind", "no twin");
    assert_eq!(alone.len(), 1, "{alone:?}");
    let row = alone[0];
    for (column, value) in [
        ("department", "imaging"),
        ("revenue_code", "0352"),
        ("family", "imaging and radiation"),
        ("group", "LARKMERE GENERAL HOSPITAL"),
        ("what_is_missing", "no professional line: interpretation"),
        ("service", "74177"),
        ("charge", "2376.50"),
        // Facility total with modifier 26, 2.60 x 32.00.
        ("amount", "83.20"),
        ("listed_charge", "2400.00"),
        // From 2026-07-10 to 2026-10-01: 21 + 31 + 30 + 1 days.
        ("age_days", "83"),
        ("age", "61 to 90 days"),
        ("judged_by", "PT-MISSPC"),
        ("claim", "LGH260710-0158"),
    ] {
        assert_eq!(row[column], value, "{column}");
    }
    // Who reads for the hospital's imaging in this run: the group of the sample of an MRI.
    assert!(row["likely_owner"].contains("QUILLON"), "{}", row["likely_owner"]);
    let price = of(&rows, "kind", "other price than listed");
    assert_eq!((price.len(), price[0]["amount"].as_str()), (1, "23.50"), "2400.00 less 2376.50");
    let missing: Vec<&str> =
        of(&rows, "kind", "not on the charge list").iter().map(|row| row["service"].as_str()).collect();
    assert_eq!(missing, ["70551", "80053"], "worst visit first");
    let levels = of(&rows, "level_code", "99284");
    assert!(
        levels.iter().any(|row| row["level_by"] == "facility" && row["level_lines"] == "1"),
        "{levels:?}"
    );
}

#[test]
fn a_charge_list_is_read_in_the_form_of_cms() {
    let folder = tempfile::tempdir().expect("a folder");
    let list = folder.path().join("standard-charges.csv");
    let heads = "hospital_name,last_updated_on,version\nLARKMERE GENERAL HOSPITAL,2026-07-01,2.2.0\n\
        description,code|1,code|1|type,code|2,code|2|type,setting,standard_charge|gross\n";
    fs::write(
        &list,
        format!("{heads}A,80053,CPT,0300,RC,outpatient,148.50\nB,74177,CPT,0352,RC,outpatient,2376.50\n"),
    )
    .expect("a list");
    let out = folder.path().join("charges.csv");
    let args = ["reconcile", "--reference", text(&list), "--charges", text(&out), "samples/unread"];
    assert!(run(root(), &args).2 < 2);
    let rows = sheet(&out);
    assert!(of(&rows, "kind", "other price than listed").is_empty());
    let other = of(&rows, "kind", "other revenue code than listed");
    assert_eq!((other.len(), other[0]["what_is_missing"].as_str()), (1, "the list has it under 0300"));
}

#[test]
fn sums_of_an_audit_are_those_of_the_lines_by_every_dimension() {
    let folder = tempfile::tempdir().expect("a folder");
    let [facility, professional] = pairs(folder.path());
    let (audit, outcome) = (folder.path().join("a.ndjson"), folder.path().join("o.ndjson"));
    let args = [
        "reconcile",
        "--as-of",
        "2026-03-31",
        "--reference",
        "samples/reference",
        "--format",
        "ndjson",
        "-o",
        text(&outcome),
        "--audit",
        text(&audit),
        &facility,
        &professional,
    ];
    assert!(run(root(), &args).2 < 2);
    let read = |path: &Path| rows(&fs::read_to_string(path).expect("lines"));
    let outcome = read(&outcome);
    let summary = outcome.last().expect("a summary");
    let groups: Vec<Value> = read(&audit).into_iter().filter(|row| row["type"] == "audit").collect();
    assert!(groups.iter().all(|row| row["schema"] == "twinclaim/audit/1"));
    let sum = |dimension: &str, kind: &str| -> Decimal {
        let own = groups.iter().filter(|row| row["dimension"] == dimension);
        own.map(|row| amount(row["money"][kind].as_str().expect("text"))).sum()
    };
    let count = |dimension: &str, key: &str| -> u64 {
        let own = groups.iter().filter(|row| row["dimension"] == dimension);
        own.map(|row| row[key].as_u64().expect("a number")).sum()
    };
    for kind in ["overpaid", "missed", "denial"] {
        let told = amount(summary["money"][kind].as_str().expect("text"));
        assert!(told > Decimal::ZERO, "{kind}: the claims have some");
        for dimension in ["all", "side", "payer", "facility"] {
            assert_eq!(sum(dimension, kind), told, "{dimension} {kind}");
        }
        // Every line of a facility has a department, every one of a professional somebody who rendered it.
        assert_eq!(sum("department", kind) + sum("provider", kind), told, "{kind}");
    }
    let claims = count("all", "claims");
    let lines = count("all", "lines");
    for dimension in ["side", "payer", "facility"] {
        assert_eq!((count(dimension, "claims"), count(dimension, "lines")), (claims, lines), "{dimension}");
    }
    assert_eq!(count("department", "lines") + count("provider", "lines"), lines);
    let counted = |side: &str| -> u64 {
        let by = summary[side].as_object().expect("counts");
        let set_aside = ["replaced", "voided", "void", "copy", "not_billed"];
        by.iter()
            .filter(|(what, _)| !set_aside.contains(&what.as_str()))
            .filter_map(|(_, n)| n.as_u64())
            .sum()
    };
    assert_eq!(claims, counted("facility_claims") + counted("professional_claims"));
    // A finding that only one claim can mend makes that claim wrong, and no other.
    let all = groups.iter().find(|row| row["dimension"] == "all").expect("a row");
    let wrong: u64 = claims - count("all", "claims_right");
    assert!(wrong > 0 && wrong < claims, "{wrong} of {claims}");
    let rules = all["wrong_by_rule"].as_array().expect("rules");
    assert!(rules.iter().all(|rule| rule["claims"].as_u64().expect("a number") <= wrong), "{rules:?}");
}

#[test]
fn an_audit_says_what_has_changed_since_the_last_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let (first, second) = (folder.path().join("first.ndjson"), folder.path().join("second.csv"));
    let args = |out: &Path, more: &[&str]| {
        let args = ["reconcile", "--as-of", "2026-04-01", "--audit", text(out)];
        assert!(run(root(), &[&args[..], more].concat()).2 < 2);
    };
    args(&first, &["samples/mri", "samples/office"]);
    args(&second, &["--baseline", text(&first), "samples/mri-clean"]);
    let before = rows(&fs::read_to_string(&first).expect("lines"));
    let all = before.iter().find(|row| row["dimension"] == "all").expect("a row");
    // A wrong place is the professional's to correct; a member id that differs may be wrong on either side.
    let (claims, right) =
        (all["claims"].as_u64().expect("claims"), all["claims_right"].as_u64().expect("right"));
    assert_eq!((claims, right), (4, 1));
    let after = sheet(&second);
    let all = of(&after, "dimension", "all")[0];
    for (column, value) in
        [("claims", "2"), ("accuracy", "1.0000"), ("accuracy_before", "0.2500"), ("change", "0.7500")]
    {
        assert_eq!(all[column], value, "{column}");
    }
    // Wilson's range of 2 right ones of 2: from 1 / (1 + 1.96^2 / 2).
    assert_eq!((all["accuracy_low"].as_str(), all["accuracy_high"].as_str()), ("0.3424", "1.0000"));
}

#[test]
fn a_sample_is_drawn_alike_by_any_threads_and_order_and_comes_back_with_verdicts() {
    let folder = tempfile::tempdir().expect("a folder");
    let [facility, professional] = pairs(folder.path());
    let draw = |name: &str, more: &[&str]| {
        let out = folder.path().join(name);
        let args = ["reconcile", "--as-of", "2026-03-31", "--sample", text(&out), "--sample-size", "20"];
        assert!(run(root(), &[&args[..], more].concat()).2 < 2);
        sheet(&out)
    };
    let drawn = draw("a.csv", &["--threads", "1", &facility, &professional]);
    assert_eq!(drawn, draw("b.csv", &["--threads", "3", &professional, &facility]));
    assert_ne!(drawn, draw("c.csv", &["--sample-seed", "5", &facility, &professional]));
    assert_eq!(drawn.len(), 20);
    let strata: std::collections::BTreeSet<&str> = drawn.iter().map(|row| row["stratum"].as_str()).collect();
    assert!(strata.len() >= 3, "claims of little and of much money: {strata:?}");
    assert!(drawn.iter().all(|row| row["verdict"].is_empty() && row["sample_id"].starts_with('s')));

    // A reviewer who finds every second claim wrong, and forgets one.
    let verdicts = drawn.iter().enumerate().map(|(n, row)| {
        let verdict = if n == 0 { "" } else { ["Right", "wrong"][n % 2] };
        format!("{};{verdict}\n", row["sample_id"])
    });
    let sheet = folder.path().join("reviewed.csv");
    fs::write(&sheet, format!("sample_id;verdict\n{}s0;right\n", verdicts.collect::<String>()))
        .expect("a sheet");
    let out = folder.path().join("a.ndjson");
    let args = ["reconcile", "--as-of", "2026-03-31", "--reviewed", text(&sheet), "--audit", text(&out)];
    assert!(run(root(), &[&args[..], &[&facility, &professional]].concat()).2 < 2);
    let found = rows(&fs::read_to_string(&out).expect("lines"));
    let agreed = found.iter().find(|row| row["type"] == "audit_agreement").expect("a line");
    let number = |key: &str| agreed[key].as_u64().expect("a number");
    assert_eq!((number("without_verdict"), number("not_read")), (1, 1));
    let judged =
        number("both_right") + number("both_wrong") + number("program_only") + number("reviewer_only");
    assert_eq!(judged, 19);
    assert_eq!(number("both_wrong") + number("reviewer_only"), 10);
    let differ = agreed["differ"].as_array().expect("claims").len() as u64;
    assert_eq!(differ, number("program_only") + number("reviewer_only"));
}

#[test]
fn reports_hide_who_patients_are_and_are_written_with_the_rest_or_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let outputs = [path("c.csv"), path("a.html"), path("s.csv"), path("c.html")];
    let args = ["reconcile", "--as-of", "2026-10-01", "--mask", "samples/unread"];
    let reports =
        ["--charges", text(&outputs[0]), "--audit", text(&outputs[1]), "--sample", text(&outputs[2])];
    assert!(run(root(), &[&args[..], &reports].concat()).2 < 2);
    assert!(run(root(), &[&args[..], &["--charges", text(&outputs[3])]].concat()).2 < 2);
    for output in &outputs {
        let shown = fs::read_to_string(output).expect("a report");
        let told = ["LGH260710-0158", "LEP-41388", "BRACKENRIDGE", "PLH507741936"];
        assert!(told.iter().all(|word| !shown.contains(word)), "{}", output.display());
        assert!(shown.contains("LARKMERE"), "{}", output.display());
    }
    // One output that is there already keeps the others from being written.
    let new = path("new.html");
    let again = ["--audit", text(&new), "--charges", text(&outputs[0])];
    let (_, error, code) = run(root(), &[&args[..], &again].concat());
    assert!(code == 2 && !new.exists(), "{error}");
    let (_, error, code) = run(root(), &["reconcile", "--audit", "a.txt", "samples/mri"]);
    assert!(code == 2 && error.contains(".html or .csv or .ndjson"), "{error}");
}

/// `validate` tells a character outside ASCII once for a transaction: no claim is wrong for it.
#[test]
fn an_accent_makes_no_claim_wrong() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut right = Vec::new();
    for name in ["QUILLWORTH", "QUÍLLWORTH"] {
        let inputs = ["facility.837", "professional.837"].map(|file| {
            let text = fs::read_to_string(root().join("samples/mri-clean").join(file)).expect("the sample");
            assert!(text.contains("QUILLWORTH"), "{file}");
            let at = folder.path().join(file);
            fs::write(&at, text.replace("QUILLWORTH", name)).expect("it is written");
            text_of(&at)
        });
        let audit = text_of(&folder.path().join("audit.ndjson"));
        let args =
            ["reconcile", "--force", "--as-of", "2026-04-01", "--audit", &audit, &inputs[0], &inputs[1]];
        let (_, err, code) = run(root(), &args);
        assert!(code < 2, "{err}");
        let all = rows(&fs::read_to_string(&audit).expect("an audit")).swap_remove(0);
        assert_eq!((all["dimension"].as_str(), all["claims"].as_u64()), (Some("all"), Some(2)));
        right.push((all["claims_right"].as_u64(), all["wrong_by_rule"].clone()));
    }
    assert_eq!(right[0], right[1]);
}

fn text_of(path: &Path) -> String {
    text(path).to_owned()
}
