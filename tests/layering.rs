//! Holds the directions of the rooms against the `use` lines: each room imports only rooms below it.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms from the ground up, as the design names them; those on one line are one storey and import none of each other.
const STOREYS: &[&[&str]] = &[
    &["temporary", "nearest"],
    &["span", "money", "limits", "spool", "keys", "parallel", "in_force", "input_status"],
    &["record_store", "finding", "error"],
    &["groups"],
    &["x12", "model", "codes"],
    &["rules", "form", "meter"],
    &["guide"],
    &["tree"],
    &["translate", "edit"],
    &["validate"],
    &["ack"],
    &["link", "compare"],
    &["config", "redact", "tables"],
    &["reconcile"],
    &["catalog"],
    &["show", "generate"],
    &["lsp"],
    &["batch"],
    &["cli"],
    &["python"],
];

fn storey(room: &str) -> Option<usize> {
    STOREYS.iter().position(|rooms| rooms.contains(&room))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> =
        fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// Rooms that a line names by `crate::room`.
fn named(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices("crate::").map(|(at, found)| {
        let rest = &line[at + found.len()..];
        &rest[..rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len())]
    })
}

/// What goes to a person's terminal goes through the one place that makes it harmless.
#[test]
fn one_file_writes_to_the_screen() {
    let source_root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&source_root, &mut files);
    let writes = |path: &PathBuf| {
        let text = fs::read_to_string(path).expect("a source file");
        let mut code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        code.any(|line| {
            ["io::stdout()", "io::stderr()", "println!(", "eprint!("].iter().any(|word| line.contains(word))
        })
    };
    let is_test = |path: &PathBuf| {
        path.strip_prefix(&source_root).is_ok_and(|path| path.to_string_lossy().contains("tests"))
    };
    let found: Vec<_> = files.into_iter().filter(|path| !is_test(path) && writes(path)).collect();
    assert_eq!(found, [source_root.join("cli/screen.rs")]);
}

/// Formats that can be broken by a value have one place each that keeps it from that.
#[test]
fn one_file_each_makes_markup_and_spreadsheets_safe() {
    let source_root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&source_root, &mut files);
    for (word, place) in [("\"&lt;\"", "show/markup.rs"), ("csv::Writer", "show/spreadsheet.rs")] {
        let has = |path: &&PathBuf| fs::read_to_string(path).expect("a source file").contains(word);
        let found: Vec<_> = files.iter().filter(has).collect();
        assert_eq!(found, [&source_root.join(place)], "{word}");
    }
}

#[test]
fn rooms_import_only_rooms_below_them() {
    let source_root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&source_root, &mut files);
    let mut wrong = Vec::new();
    let mut looked_at = 0;
    for path in files {
        let inside = path.strip_prefix(&source_root).expect("below src");
        let room =
            inside.components().next().expect("a name").as_os_str().to_string_lossy().replace(".rs", "");
        // Tests stand above all rooms.
        if room == "lib" || room == "main" || inside.to_string_lossy().contains("tests") {
            continue;
        }
        let Some(here) = storey(&room) else {
            panic!("the room `{room}` is not in the plan; say on which storey it stands")
        };
        let text = fs::read_to_string(&path).expect("a source file");
        for (n, line) in text.lines().enumerate().take_while(|(_, line)| !line.starts_with("#[cfg(test)]")) {
            if line.trim_start().starts_with("//") {
                continue;
            }
            for other in named(line).filter(|other| *other != room) {
                looked_at += 1;
                if storey(other).is_none_or(|there| there >= here) {
                    wrong.push(format!("{}:{}: {room} imports {other}", inside.display(), n + 1));
                }
            }
        }
    }
    assert!(looked_at > 50, "only {looked_at} imports were found; does the test still see them?");
    assert!(wrong.is_empty(), "against the plan:\n{}", wrong.join("\n"));
}
