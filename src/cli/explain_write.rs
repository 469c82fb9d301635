//! `twinclaim explain CODE --write DIR`: a rule's example as files to try it on.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::batch::{Output, OutputFolder, Outputs, Transaction};
use crate::rules::example_file::Form;
use crate::rules::{Example, Rule};

/// Writes the two examples of a rule below a folder, each with what a user brings to it. Gives the commands that show them.
pub(super) fn write(rule: &Rule, folder: &Path, force: bool) -> Result<Vec<String>, String> {
    let said = |error: crate::batch::Error| error.to_string();
    if rule.fires.files().is_empty() {
        return Err(format!(
            "the example of {} is too large for a page, so there is none to write",
            rule.code
        ));
    }
    let outputs = OutputFolder::new(folder, Outputs::new(force)).map_err(said)?;
    let mut transaction = Transaction::default();
    let mut commands = Vec::new();
    for (side, example) in [("fires", &rule.fires), ("silent", &rule.silent)] {
        for (name, text) in files(side, example) {
            let mut output: Output = outputs.file(&name, "").map_err(said)?;
            let written = output.write_all(text.as_bytes());
            written.map_err(|error| format!("the output could not be written: {error}"))?;
            transaction.add(output).map_err(said)?;
        }
        commands.push(command(rule, &folder.join(side), example));
    }
    transaction.commit().map_err(said)?;
    Ok(commands)
}

/// Name and text of each file of an example.
fn files(side: &str, example: &Example) -> Vec<(PathBuf, String)> {
    let at = |parts: &[&str]| parts.iter().fold(PathBuf::from(side), |path, part| path.join(part));
    let mut files: Vec<(PathBuf, String)> = Vec::new();
    for (n, (form, text)) in example.files().into_iter().enumerate() {
        // Examples share one envelope; files of one run have numbers of their own.
        let is_whole = example.facility.iter().chain(&example.professional).any(|claim| *claim == text);
        let text = if is_whole { text } else { text.replace("000000001", &format!("{:09}", n + 1)) };
        let form = match form {
            Form::Institutional => "facility",
            Form::Professional => "professional",
        };
        files.push((at(&["claims", &format!("{}-{form}.837", n + 1)]), text));
    }
    for (name, text) in &example.tables {
        let folder: &[&str] = if is_profile(name) { &[name] } else { &["reference", name] };
        files.push((at(folder), text.clone()));
    }
    if !example.config.is_empty() {
        files.push((at(&["twinclaim.toml"]), example.config.clone()));
    }
    files
}

fn is_profile(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "profile")
}

/// How the files are looked at: a day soon after all examples, and what is beside the claims.
fn command(rule: &Rule, folder: &Path, example: &Example) -> String {
    let (verb, day) = match rule.snip {
        Some(_) => ("validate", "2026-03-31"),
        None => ("reconcile", "2026-04-30"),
    };
    let mut words = vec!["twinclaim".to_owned(), verb.to_owned(), format!("--as-of {day}")];
    let path = |name: &str| folder.join(name).display().to_string();
    if rule.snip.is_some() {
        words.push("--edits none".to_owned());
    }
    words.extend(
        example
            .tables
            .iter()
            .filter(|(name, _)| is_profile(name))
            .map(|(name, _)| format!("--profile {}", path(name))),
    );
    if example.tables.iter().any(|(name, _)| !is_profile(name)) {
        words.push(format!("--reference {}", path("reference")));
    }
    if !example.config.is_empty() {
        words.push(format!("--config {}", path("twinclaim.toml")));
    }
    words.push(path("claims"));
    words.join(" ")
}
