//! What the README shows is what the program prints.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

/// A command of the README with the output shown under it.
struct Shown {
    command: String,
    output: String,
}

/// The commands in the README's console blocks that come with output.
fn shown(readme: &str) -> Vec<Shown> {
    let mut all: Vec<Shown> = Vec::new();
    for block in readme.split("```console\n").skip(1) {
        let (block, _) = block.split_once("\n```").expect("the block ends");
        for line in block.lines() {
            match (line.strip_prefix("$ "), all.last_mut()) {
                (Some(command), _) => all.push(Shown { command: command.to_owned(), output: String::new() }),
                (None, Some(last)) => {
                    last.output.push_str(line);
                    last.output.push('\n');
                }
                (None, None) => panic!("output without a command: {line}"),
            }
        }
    }
    all.retain(|shown| !shown.output.is_empty());
    all
}

/// The arguments of a command of this program.
fn arguments(command: &str) -> Vec<&str> {
    let program = command.strip_prefix("cargo run --release -- ").or(command.strip_prefix("twinclaim "));
    program.unwrap_or_else(|| panic!("`{command}` shows output and is not this program")).split(' ').collect()
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("a text");
    let all = shown(&readme);
    assert!(all.iter().any(|shown| shown.command == "cargo run --release -- reconcile samples/mri"));
    for Shown { command, output } in all {
        let mut program = Command::cargo_bin("twinclaim").expect("the program");
        let run = program.current_dir(root).args(arguments(&command)).output().expect("it runs");
        assert_eq!(String::from_utf8(run.stdout).expect("text").trim_end(), output.trim_end(), "{command}");
    }
}
