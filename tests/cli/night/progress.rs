//! How far a run has come, for people and for programs.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::{night, several};
use crate::accounted::{file, run};

/// Lines of progress among the lines of standard error.
fn lines(err: &str) -> Vec<Value> {
    let lines = err.lines().filter_map(|line| serde_json::from_str(line).ok());
    lines.filter(|line: &Value| line["schema"] == "twinclaim/progress/1").collect()
}

#[test]
fn every_command_that_reads_says_how_far_it_has_come() {
    let night = night(&several()[..2]);
    let folder = night.path();
    let bytes: usize = several()[..2].iter().map(|(_, text)| text.len()).sum();
    let commands: [&[&str]; 9] = [
        &["inspect", "in"],
        &["validate", "in"],
        &["convert", "--to", "ndjson", "in"],
        &["reconcile", "in"],
        &["split", "--by", "claim", "in", "-o", "split"],
        &["merge", "in", "-o", "all.837"],
        &["fix", "in", "-o", "fixed"],
        &["redact", "in", "-o", "redacted"],
        &["diff", "in/a.837", "in/b.837"],
    ];
    for args in commands {
        let (_, err, code) = run(folder, &[args, &["--progress", "json"]].concat());
        assert!(code < 2, "{args:?}: {err}");
        let lines = lines(&err);
        let last = lines.last().unwrap_or_else(|| panic!("{args:?}: {err}"));
        assert_eq!((&last["type"], &last["total_bytes"]), (&"progress".into(), &bytes.into()), "{args:?}");
        assert_eq!((&last["bytes"], &last["inputs"]), (&bytes.into(), &2.into()), "{args:?}");
        assert_eq!(last["claims"], 3, "{args:?}: {last}");
        assert!(last["seconds"].is_f64() && last["claims_per_second"].is_u64(), "{last}");
        let phase = if args[0] == "reconcile" { "finding visits".into() } else { Value::Null };
        assert_eq!(last["phase"], phase, "{args:?}");
    }
    // Nobody asked, and nobody looks.
    for more in [&[][..], &["--progress", "none"], &["--progress", "bar"]] {
        let (_, err, _) = run(folder, &[&["validate", "in"], more].concat());
        assert!(lines(&err).is_empty() && !err.contains('\r') && !err.contains("[="), "{more:?}: {err}");
    }
    let (_, err, _) = run(folder, &["schema", "--progress", "json"]);
    assert!(lines(&err).is_empty(), "nothing is read: {err}");
}

/// A packed file counts as it is packed, a pipe has no end that is known.
#[test]
fn bytes_are_those_of_the_files() {
    let night = night(&[("a.837", file(1, &["A", "B"]))]);
    let folder = night.path();
    let text = fs::read(folder.join("in/a.837")).expect("it is there");
    let packed = ruzstd::encoding::compress_to_vec(&text[..], ruzstd::encoding::CompressionLevel::Fastest);
    fs::write(folder.join("a.zst"), &packed).expect("it is written");
    let convert = ["convert", "--to", "ndjson", "--progress", "json"];
    let (_, err, _) = run(folder, &[&convert[..], &["a.zst"]].concat());
    let last = lines(&err).pop().expect("a line");
    assert_eq!((&last["bytes"], &last["total_bytes"]), (&packed.len().into(), &packed.len().into()));
    let mut child = Command::new(env!("CARGO_BIN_EXE_twinclaim"))
        .args([&convert[..], &["-"]].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut into = child.stdin.take().expect("a pipe");
    into.write_all(&text[..500]).expect("it is taken");
    std::thread::sleep(Duration::from_millis(2300));
    into.write_all(&text[500..]).expect("it is taken");
    drop(into);
    let output = child.wait_with_output().expect("it ends");
    let lines = lines(&String::from_utf8_lossy(&output.stderr));
    assert!(lines.len() >= 3, "a line a second, and one at the end: {lines:?}");
    let last = lines.last().expect("a line");
    assert!(last["total_bytes"].is_null() && last["seconds_left"].is_null(), "{last}");
    assert_eq!((&last["bytes"], &last["claims"]), (&text.len().into(), &2.into()));
}

/// What a terminal of 80 columns gets, where `script` is at hand to make one: standard output and error together.
fn on_terminal(folder: &Path, command: &str) -> Option<String> {
    let args = ["-qefc", command, "/dev/null"];
    let output = Command::new("script").args(args).current_dir(folder).stdin(Stdio::null()).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn a_bar_is_drawn_on_a_terminal_and_gone_at_the_end() {
    let night = night(&[("a.837", file(1, &["A", "B"]))]);
    let folder = night.path();
    let program = env!("CARGO_BIN_EXE_twinclaim");
    let slow = "{ head -c 500 in/a.837; sleep 4; tail -c +501 in/a.837; }";
    let Some(shown) = on_terminal(folder, &format!("{slow} | {program} convert --to ndjson -")) else {
        return; // `script` is not at hand.
    };
    assert!(shown.contains("0 claims, 0/s"), "{shown:?}");
    // Cleared before the claims are written: each begins its line.
    let claims: Vec<&str> =
        shown.split('\n').filter(|line| line.contains("\"schema\":\"twinclaim/claim/1\"")).collect();
    assert_eq!(claims.len(), 2, "{shown:?}");
    let cleared =
        |line: &str| line.rsplit_once("\u{1b}[2K").map_or(line.to_owned(), |(_, rest)| rest.to_owned());
    assert!(claims.iter().all(|line| cleared(line).trim_start_matches('\r').starts_with('{')), "{shown:?}");
    assert!(
        !shown.rsplit_once('}').expect("claims").1.contains("claims"),
        "nothing is left of it: {shown:?}"
    );
    // Who wants none has none, and so has who wants to be told of failures alone.
    for option in ["--progress none", "--quiet", "--log json"] {
        let shown = on_terminal(folder, &format!("{slow} | {program} convert --to ndjson - {option}"))
            .expect("a terminal");
        assert!(!shown.contains("claims, 0/s"), "{option}: {shown:?}");
    }
}
