//! The README's example output is the program's own.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

#[test]
fn the_mri_in_the_readme_is_what_the_program_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("a text");
    let command = "$ cargo run --release -- reconcile samples/mri\n";
    let (_, rest) = readme.split_once(command).expect("the README shows the command");
    let (shown, _) = rest.split_once("\n```").expect("the block ends");
    let run = Command::cargo_bin("twinclaim")
        .expect("the program")
        .current_dir(root)
        .args(["reconcile", "samples/mri"])
        .output();
    let output = run.expect("it runs");
    assert_eq!(String::from_utf8(output.stdout).expect("text").trim_end(), shown);
    assert_eq!(output.status.code(), Some(1));
}
