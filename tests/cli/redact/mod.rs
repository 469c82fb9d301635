//! `redact`: no value of a person is left, and all that is said of the claims stays.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

mod left;
mod same;
mod story;

fn run(args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_twinclaim"));
    let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).args(args).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (output.status.code().expect("an exit code"), text(output.stdout), text(output.stderr))
}

/// A folder with a key in it.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("site.key"), "0f8a-71c3-this-is-no-secret").expect("a key");
    folder
}

fn path(folder: &tempfile::TempDir, name: &str) -> String {
    folder.path().join(name).to_string_lossy().into_owned()
}

/// Redacts into a folder, files under their own names. Gives what was said.
fn redact(folder: &tempfile::TempDir, mode: &str, inputs: &[&str], out: &str) -> (i32, String) {
    let (key, out) = (path(folder, "site.key"), path(folder, out));
    let mut args =
        vec!["redact", "--mode", mode, "--keep-file-names", "--partial", "--as-of", "2026-11-30", "-o", &out];
    if mode == "pseudonym" {
        args.extend(["--key", &key]);
    }
    args.extend(inputs);
    let (code, _, err) = run(&args);
    (code, err)
}

/// All files below a folder, by their place in it.
fn files(at: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![at.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = String::from_utf8_lossy(&fs::read(&path).expect("a file")).into_owned();
                found.insert(path.strip_prefix(at).expect("it is below").to_owned(), text);
            }
        }
    }
    found
}

/// Acknowledgments of a sample with faults.
fn acknowledgments(folder: &tempfile::TempDir) -> Vec<String> {
    let (ta1, nines, claims) = (path(folder, "a.ta1"), path(folder, "a.999"), path(folder, "a.277ca"));
    let ack = [format!("ta1={ta1}"), format!("999={nines}"), format!("277ca={claims}")];
    let args =
        ["validate", "--ack", &ack[0], "--ack", &ack[1], "--ack", &ack[2], "samples/mri/professional.837"];
    assert_eq!(run(&args).0, 0);
    vec![ta1, nines, claims]
}

fn generate(pairs: &str, claims: &str, noise: &str, discrepancies: &str) {
    let rates = ["--noise", noise, "--discrepancies", discrepancies, "--seed", "8", "-o", pairs];
    let args = [&["generate", "pairs", "--claims", claims][..], &rates].concat();
    assert_eq!(run(&args).0, 0);
}

fn inputs(folder: &tempfile::TempDir) -> Vec<String> {
    let pairs = path(folder, "pairs");
    let args = [
        "generate",
        "pairs",
        "--claims",
        "60",
        "--seed",
        "4",
        "--noise",
        "0.2",
        "--discrepancies",
        "0.2",
        "-o",
        &pairs,
    ];
    assert_eq!(run(&args).0, 0);
    fs::remove_file(Path::new(&pairs).join("truth.ndjson")).expect("the truth is no claim");
    let mut inputs = vec!["samples".to_owned(), pairs];
    inputs.extend(std::env::var("TWINCLAIM_CORPUS").ok());
    inputs
}
