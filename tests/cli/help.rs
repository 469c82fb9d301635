//! What the program says of itself: help, lists, messages about what was typed.

use std::fs::File;
use std::process::{Command, Output, Stdio};

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_twinclaim"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(args).env("COLUMNS", "80");
    command
}

fn run(args: &[&str]) -> Output {
    command(args).output().expect("it runs")
}

fn text(args: &[&str], code: i32) -> String {
    let output = run(args);
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8(text).expect("text");
    assert_eq!(output.status.code(), Some(code), "{args:?}: {text}");
    text
}

const COMMANDS: [&str; 15] = [
    "inspect",
    "validate",
    "convert",
    "reconcile",
    "diff",
    "redact",
    "generate",
    "split",
    "merge",
    "fix",
    "explain",
    "schema",
    "completions",
    "man",
    "lsp",
];

#[test]
fn each_command_is_told_in_one_line_of_the_overview() {
    let help = text(&["-h"], 0);
    let list = help.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("a list");
    let names: Vec<&str> = list.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(names, [&COMMANDS[..], &["help"]].concat(), "{list}");
}

#[test]
fn every_help_has_an_example_and_options_that_do_something() {
    for name in COMMANDS {
        let help = text(&[name, "--help"], 0);
        assert!(help.contains(&format!("twinclaim {name}")), "{help}");
        // These move segments about and never look at text.
        let copies = ["split", "merge", "fix"].contains(&name);
        assert!(!copies || !help.contains("--encoding"), "{name}");
        let writes = ["convert", "split", "merge"].contains(&name);
        assert_eq!(help.contains("--sender"), writes, "{name}");
        // A heading is for the options it names, and the inputs are no options.
        let inputs = help.find("\n  <INPUT>").is_none_or(|at| help[..at].ends_with("Arguments:"));
        assert!(inputs, "{help}");
    }
}

#[test]
fn rules_are_listed_in_columns_and_by_family() {
    let all = text(&["explain"], 0);
    let rules = all.split("\n\n").next().expect("a list");
    let weights: Vec<usize> = rules
        .lines()
        .map(|line| {
            ["error", "warning", "info"].iter().find_map(|w| line.find(&format!(" {w} "))).expect("a weight")
        })
        .collect();
    assert!(weights.len() > 200 && weights.iter().all(|at| *at == weights[0]), "{rules}");
    let family = text(&["explain", "ps"], 0);
    assert!(family.lines().count() > 5 && family.lines().all(|line| line.starts_with("PS-")), "{family}");
    assert!(text(&["explain", "PS-NONE"], 2).contains("lists them all"));
}

#[test]
fn a_value_that_is_none_is_told_how_to_write_it() {
    for (args, word) in [
        (&["validate", "--snip", "x", "samples/mri"][..], "numbers from 1 to 7"),
        (&["validate", "--as-of", "3/4/2026", "samples/mri"], "such as 2026-03-31"),
        (&["convert", "--to", "x12", "--as-of", "today", "samples/mri"], "such as 2026-03-31"),
        (&["generate", "professional", "--claims", "1", "--date", "1.2.26"], "such as 2026-03-31"),
        (
            &["validate", "--profile", "none.profile", "samples/mri"],
            "none.profile could not be read: there is no",
        ),
        (&["reconcile", "--config", "none.toml", "samples/mri"], "none.toml could not be read: there is no"),
        (
            &["reconcile", "--baseline", "none.ndjson", "samples/mri"],
            "none.ndjson could not be read: there is no",
        ),
    ] {
        let text = text(args, 2);
        assert!(text.contains(word), "{args:?}: {text}");
    }
}

#[test]
fn messages_come_behind_the_result_they_are_about() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("both");
    let file = File::create(&path).expect("a file");
    let both = || Stdio::from(file.try_clone().expect("the same file"));
    let status = command(&["inspect", "samples/broken/remittance.837", "none.837"])
        .stdout(both())
        .stderr(both())
        .status()
        .expect("it runs");
    assert_eq!(status.code(), Some(2));
    let text = std::fs::read_to_string(path).expect("what was said");
    let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part} is missing in {text}"));
    assert!(at("payment advice (835)") < at("error: samples/broken/remittance.837"), "{text}");
    assert!(at("error: samples/broken/remittance.837") < at("error: none.837"), "{text}");
}

#[test]
fn shells_and_manuals_know_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = text(&["completions", shell], 0);
        for name in COMMANDS.iter().chain(&["quarantine", "min-severity"]) {
            assert!(script.contains(name), "{shell}: {name}");
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    let man = folder.path().join("man1");
    let args = ["man", man.to_str().expect("UTF-8")];
    text(&args, 0);
    for name in COMMANDS {
        let page = std::fs::read_to_string(man.join(format!("twinclaim-{name}.1"))).expect("a page");
        assert!(
            page.contains(".TH") && page.contains("EXAMPLE") || page.contains("xample"),
            "{name}: {page}"
        );
    }
    assert!(man.join("twinclaim.1").exists());
    assert!(text(&args, 2).contains("exists already; use --force"));
}

#[test]
fn a_file_alone_is_told_how_to_be_looked_at() {
    let said = text(&["samples/mri/facility.837"], 2);
    assert!(said.contains("to see what is in it: twinclaim inspect samples/mri/facility.837"), "{said}");
    assert!(!text(&["inspekt"], 2).contains("to see what is in it"));
}

#[test]
fn a_configuration_that_nobody_named_is_said_to_be_used() {
    let folder = tempfile::tempdir().expect("a folder");
    let mri = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/mri");
    let run = |config: Option<&str>, more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_twinclaim"));
        command.current_dir(folder.path()).args(["reconcile", mri]).args(more);
        command.env_remove("TWINCLAIM_CONFIG");
        if let Some(config) = config {
            command.env("TWINCLAIM_CONFIG", config);
        }
        let output = command.output().expect("it runs");
        (output.status.code(), String::from_utf8(output.stderr).expect("text"))
    };
    // The sample has an error, until a configuration weighs all of its errors lighter.
    assert_eq!(run(None, &[]), (Some(1), String::new()));
    let light = "[rules.severity]\nID-MEMBER = \"info\"\nPS-OFFICE = \"info\"\nPT-GLOBAL = \"info\"\n";
    std::fs::write(folder.path().join("light.toml"), light).expect("it is written");
    let (code, said) = run(Some("light.toml"), &[]);
    assert!(said.contains("configuration: light.toml"), "{said}");
    assert_eq!(code, Some(0), "{said}");
    std::fs::write(folder.path().join("twinclaim.toml"), light).expect("it is written");
    let (code, said) = run(None, &[]);
    assert!(code == Some(0) && said.contains("configuration: twinclaim.toml"), "{said}");
    std::fs::write(folder.path().join("none.toml"), "").expect("it is written");
    assert_eq!(run(None, &["--config", "none.toml"]), (Some(1), String::new()), "what is named is used");
    assert_eq!(run(Some("missing.toml"), &[]).0, Some(2), "and what is not there is an error");
}
