//! The recipes under samples/recipes, followed to the letter: files are written as they name them, commands run as they show them.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The next thing to do.
enum Step {
    /// "`name`:" and a block.
    File { name: String, text: String },
    /// A command of a console block, with the output shown under it; none where none is shown.
    Run { command: String, output: String },
}

fn steps(recipe: &str) -> Vec<Step> {
    let (mut steps, mut named) = (Vec::new(), None);
    let mut lines = recipe.lines();
    while let Some(line) = lines.next() {
        let Some(kind) = line.strip_prefix("```") else {
            if !line.is_empty() {
                let name = line.strip_prefix('`').and_then(|rest| rest.strip_suffix("`:"));
                named = name.map(str::to_owned);
            }
            continue;
        };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if kind == "console" {
            for line in block {
                match (line.strip_prefix("$ "), steps.last_mut()) {
                    (Some(command), _) => {
                        steps.push(Step::Run { command: command.to_owned(), output: String::new() });
                    }
                    (None, Some(Step::Run { output, .. })) => output.extend([line, "\n"]),
                    _ => panic!("output without a command: {line}"),
                }
            }
        } else if let Some(name) = named.take() {
            steps.push(Step::File { name, text: block.join("\n") + "\n" });
        }
    }
    steps
}

/// Whether a line is what is shown; … stands for what changes.
fn is_shown(line: &str, shown: &str) -> bool {
    match shown.split_once('…') {
        Some((before, after)) => line.starts_with(before) && line.ends_with(after),
        None => line == shown,
    }
}

/// Follows a recipe in a folder of its own, which holds the samples. Without one of the tools it is passed over.
#[expect(clippy::print_stderr, reason = "whoever reads the log has to see what was not tried")]
fn follow(name: &str, tools: &[&str]) {
    let folder = TempDir::new().expect("a folder");
    let bin = assert_cmd::cargo::cargo_bin!("twinclaim").parent().expect("a folder").to_owned();
    // Tools that are not ours may be in the environment of the Python that reads tables.
    let python = std::env::var_os("TWINCLAIM_PYTHON");
    let python = python.as_deref().and_then(|python| Path::new(python).parent());
    let known = std::env::var_os("PATH").unwrap_or_default();
    let path = [Some(&*bin), python].into_iter().flatten().map(Path::to_owned);
    let path = std::env::join_paths(path.chain(std::env::split_paths(&known))).expect("paths");
    let shell = |command: &str| {
        let mut shell = Command::new("bash");
        shell.args(["-c", command]).current_dir(folder.path()).env("PATH", &path).env("HOME", folder.path());
        shell.output()
    };
    for tool in tools {
        if !shell(tool).is_ok_and(|done| done.status.success()) {
            eprintln!("{name}: skipped, `{tool}` fails on this machine");
            return;
        }
    }
    copied(&Path::new(ROOT).join("samples"), &folder.path().join("samples"));
    let recipe = fs::read_to_string(Path::new(ROOT).join("samples/recipes").join(name)).expect("a recipe");
    let mut compared = 0;
    for step in steps(&recipe) {
        match step {
            Step::File { name, text } => {
                let path = folder.path().join(name);
                fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
                fs::write(path, text).expect("written");
            }
            Step::Run { command, output } => {
                let done = shell(&command).expect("bash runs");
                let out = String::from_utf8_lossy(&done.stdout);
                let (told, shown): (Vec<&str>, Vec<&str>) = (out.lines().collect(), output.lines().collect());
                let same = told.len() == shown.len()
                    && told.iter().zip(&shown).all(|(line, shown)| is_shown(line, shown));
                assert!(
                    same,
                    "{name}: {command}\nprints\n{out}\nand not\n{output}\n{}",
                    String::from_utf8_lossy(&done.stderr)
                );
                compared += shown.len();
            }
        }
    }
    assert!(compared > 0, "{name} shows no output");
}

fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copied(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).expect("copied");
        }
    }
}

#[test]
fn tables_in_jq_and_duckdb() {
    follow("tables.md", &["jq --version", "python3 -c 'import duckdb'"]);
}

#[test]
fn checked_before_a_commit() {
    follow("pre-commit.md", &["pre-commit --version", "git init -q ."]);
}

#[test]
fn alerts_and_test_reports() {
    follow("github-actions.md", &["jq --version"]);
}

#[test]
fn what_the_workflow_runs_is_what_was_tried() {
    let recipe =
        fs::read_to_string(Path::new(ROOT).join("samples/recipes/github-actions.md")).expect("a recipe");
    let runs: Vec<&str> = recipe.lines().filter_map(|line| line.trim().strip_prefix("- run: ")).collect();
    assert_eq!(runs.len(), 2);
    for run in runs {
        assert!(recipe.contains(&format!("$ {run}\n")), "{run}");
    }
}

#[test]
fn golden_files_in_pytest() {
    follow("pytest.md", &["pytest --version"]);
}
