//! Tables in Parquet, read back by programs of others.

use std::fs;
use std::process::Command;

use crate::accounted::run;

/// A Python with DuckDB and pyarrow: the one that is named, or the system's.
fn python() -> Option<String> {
    let named = std::env::var("TWINCLAIM_PYTHON").ok();
    let python = named.clone().unwrap_or_else(|| "python3".to_owned());
    let has = Command::new(&python).args(["-c", "import duckdb, pyarrow"]).output();
    let has = has.is_ok_and(|output| output.status.success());
    assert!(has || named.is_none(), "{python} has no DuckDB and pyarrow");
    has.then_some(python)
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that is passed over says so")]
fn duckdb_and_pyarrow_read_what_the_lines_of_json_say() {
    let folder = tempfile::tempdir().expect("a folder");
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/samples");
    run(folder.path(), &["generate", "pairs", "--claims", "700", "--seed", "9", "-o", "pairs"]);
    let inputs = [samples, "pairs/facility.837", "pairs/professional.837"];
    let (lines, _, _) = run(folder.path(), &[&["convert", "--to", "ndjson"], &inputs[..]].concat());
    fs::write(folder.path().join("claims.ndjson"), lines).expect("it is written");
    for format in ["csv", "parquet"] {
        let args = ["convert", "--to", format, "-o", format, "--partial"];
        let (_, err, _) = run(folder.path(), &[&args, &inputs[..]].concat());
        assert!(folder.path().join(format).join("datapackage.json").exists(), "{err}");
    }
    // A named output is in the manifest with its digest, as in every folder.
    let manifest = fs::read_to_string(folder.path().join("parquet/manifest.ndjson")).expect("a manifest");
    assert!(manifest.contains("claims.parquet"));
    let Some(python) = python() else {
        eprintln!("not read back: there is no Python with DuckDB and pyarrow (TWINCLAIM_PYTHON)");
        return;
    };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/read_tables.py");
    let read = Command::new(python)
        .args([script, "claims.ndjson", "csv", "parquet"])
        .current_dir(folder.path())
        .output()
        .expect("Python runs");
    let err = String::from_utf8_lossy(&read.stderr);
    assert!(read.status.success(), "{err}");
}

#[test]
fn a_decimal_that_would_be_rounded_is_refused_and_csv_keeps_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = crate::accounted::file(1, &["A1"]);
    let (lines, _, _) = {
        fs::write(folder.path().join("a.837"), text).expect("it is written");
        run(folder.path(), &["convert", "--to", "ndjson", "a.837"])
    };
    let mut claim: serde_json::Value = serde_json::from_str(&lines).expect("a claim");
    claim["total_charge"] = "0.1234567".into();
    fs::write(folder.path().join("a.ndjson"), claim.to_string()).expect("it is written");
    let (_, err, code) = run(folder.path(), &["convert", "--to", "parquet", "-o", "p", "a.ndjson"]);
    assert_eq!(code, 2);
    assert!(err.contains("claim 1: claims.total_charge") && err.contains("--to csv"), "{err}");
    assert!(!folder.path().join("p/claims.parquet").exists());
    let (_, err, code) = run(folder.path(), &["convert", "--to", "csv", "-o", "c", "a.ndjson"]);
    assert_eq!(code, 0, "{err}");
    let table = fs::read_to_string(folder.path().join("c/claims.csv")).expect("a table");
    assert!(table.contains("0.1234567"));
}
