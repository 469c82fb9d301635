//! Paths that rules write as text lead to fields of the model.

use std::fs;
use std::path::{Path, PathBuf};

use crate::model::is_field;

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The texts in `at("…")` and `at(format!("…"))`; a position that is filled in is one like any other, and a field that is
/// filled in ends the path.
fn paths(code: &str) -> impl Iterator<Item = String> {
    let starts = ["at(\"", "at(format!(\"", "at(&format!(\""];
    starts.into_iter().flat_map(move |start| code.split(start).skip(1)).filter_map(|rest| {
        let text = &rest[..rest.find('"')?];
        let mut path = String::new();
        let mut inside = false;
        for key in text.split('.') {
            if key.starts_with('{') {
                break;
            }
            let key = key.split('[').next().unwrap_or_default();
            path.push_str(if std::mem::replace(&mut inside, true) { "." } else { "" });
            path.push_str(key);
        }
        // `has_modifier_at("22")` and the like speak of codes.
        (!path.is_empty() && !path.starts_with(|c: char| c.is_ascii_digit())).then_some(path)
    })
}

#[test]
fn each_path_that_a_rule_names_is_a_field() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/reconcile"), &mut files);
    let (mut looked_at, mut wrong) = (0, Vec::new());
    for file in files.iter().filter(|file| !file.ends_with("path_tests.rs")) {
        let code = fs::read_to_string(file).expect("a source file");
        for path in paths(&code) {
            looked_at += 1;
            if !is_field(&path) && !is_field(&format!("service_lines[0].{path}")) {
                wrong.push(format!("{}: {path}", file.display()));
            }
        }
    }
    assert!(looked_at > 90, "{looked_at}");
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(!is_field("procedure.kode") && !is_field("service_lines[0].procedure.kode"));
}
