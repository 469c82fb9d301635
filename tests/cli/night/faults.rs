//! Calls of the system that fail, and kills inside of them: nothing is lost, doubled or left behind.
//!
//! strace makes the call fail, or kills the program in it. Where it is not at hand, or may not trace, the test says so.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::killed::{NIGHTS, Night, clear, made, others, tell};
use super::{files, night};
use crate::accounted::{file, run};

/// Faults a command and kind. By hand: `TWINCLAIM_FAULTS=100 cargo test --test cli faults -- --nocapture`.
fn count() -> usize {
    std::env::var("TWINCLAIM_FAULTS").ok().and_then(|n| n.parse().ok()).unwrap_or(1)
}

/// What happens, for strace: the calls, and what becomes of them.
const KINDS: [(&str, &str, &str); 8] = [
    ("fsync fails", "fsync,fdatasync,syncfs", "error=EIO"),
    ("names are refused", "rename,renameat,renameat2,link,linkat", "error=ENOSPC"),
    ("a write is refused", "write,writev,pwrite64", "error=ENOSPC"),
    ("all writes from here on are refused", "write,writev,pwrite64", "error=ENOSPC:+"),
    ("files cannot be made", "openat", "error=EACCES"),
    ("killed before a name", "rename,renameat,renameat2,link,linkat", "signal=KILL"),
    (
        "killed around a name",
        "rename,renameat,renameat2,link,linkat,unlink,mkdir,fsync,fdatasync,syncfs",
        "signal=KILL",
    ),
    ("killed at a write", "write,writev,pwrite64", "signal=KILL"),
];

/// Runs a command under strace; its log goes to a file.
fn traced(folder: &Path, log: &Path, rule: &str, args: &[&str]) -> std::io::Result<Output> {
    let log = log.to_string_lossy().into_owned();
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o", &log, "-e", rule, env!("CARGO_BIN_EXE_twinclaim")]);
    strace.args(args).current_dir(folder).stdin(Stdio::null()).output()
}

/// The calls of these kinds that a command makes, in their order, as strace counts them: each kind of each thread by itself.
fn calls(folder: &Path, log: &Path, of: &str, args: &[&str]) -> Vec<(String, usize)> {
    let output = traced(folder, log, &format!("trace={of}"), args).expect("strace is there");
    assert!(output.status.code().is_some_and(|code| code < 2), "{args:?}: {output:?}");
    let log = fs::read_to_string(log).expect("a log");
    let mut counted = BTreeMap::<(String, String), usize>::new();
    let begun = log.lines().filter_map(|line| line.trim_start().split_once(' '));
    let named = begun.filter_map(|(thread, call)| Some((thread, call.trim_start().split_once('(')?.0)));
    let mut number = |(thread, name): (&str, &str)| {
        let n = counted.entry((thread.to_owned(), name.to_owned())).or_default();
        *n += 1;
        (name.to_owned(), *n)
    };
    let is_call = |(_, name): &(&str, &str)| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    named.filter(is_call).map(&mut number).collect()
}

/// What is in a folder that is not there.
fn there(folder: &Path, place: &str) -> usize {
    let place = folder.join(place);
    if place.exists() { files(&place).len() } else { 0 }
}

#[test]
fn a_call_that_fails_loses_doubles_and_leaves_nothing() {
    let names = ["000.837", "001.837", "002.837", "003.837", "004.837"];
    let input =
        |n: u32| file(n, &[format!("A{n}"), format!("B{n}"), format!("C{n}")].each_ref().map(|c| &**c));
    let inputs: Vec<(&str, String)> = names.into_iter().zip((1..).map(input)).collect();
    let logs = tempfile::tempdir().expect("a folder");
    let log = logs.path().join("log");
    let can_trace =
        traced(logs.path(), &log, "trace=none", &["--version"]).is_ok_and(|it| it.status.success());
    if !can_trace {
        return tell("skipped: strace is not at hand, or may not trace");
    }
    for night_run in &NIGHTS {
        let night = night(&inputs);
        let folder = night.path();
        let (_, err, code) = run(folder, night_run.args);
        assert!(code < 2, "{err}");
        let whole = made(folder, night_run);
        for (kind, of, what) in KINDS {
            clear(folder, night_run, &inputs);
            let all = calls(folder, &log, of, night_run.args);
            let (mut met, mut broken) = (0, 0);
            for seed in 0..count() {
                clear(folder, night_run, &inputs);
                // Spread over all of them.
                let at = (all.len() * (2 * seed + 1) / (2 * count())).min(all.len() - 1);
                let (call, number) = &all[at];
                let (what, on) = what.strip_suffix(":+").map_or((what, ""), |what| (what, "+"));
                let rule = format!("inject={call}:{what}:when={number}{on}");
                let output = traced(folder, &log, &rule, night_run.args).expect("strace is there");
                let is_met = output.status.code() != Some(0) && output.status.code() != Some(1);
                met +=
                    usize::from(is_met || fs::read_to_string(&log).is_ok_and(|log| log.contains("INJECTED")));
                broken += usize::from(is_met);
                let told = || {
                    let err = String::from_utf8_lossy(&output.stderr).into_owned();
                    format!("{:?}, {kind}, {call} {number}: {:?} {err}", night_run.args, output.status)
                };
                // Killed in a move, one is in both places.
                assert!(there(folder, "in") + there(folder, "old") >= inputs.len(), "{}", told());
                goes_on(folder, night_run, &whole, &told);
            }
            tell(&format!(
                "{}, {kind}: {broken} of {} runs broke off, {met} met it; {} calls",
                night_run.args[0],
                count(),
                all.len()
            ));
        }
    }
}

/// Whatever happened: what was left is done by the next run, and then all that a run never broken makes is there, once.
fn goes_on(folder: &Path, night_run: &Night, whole: &BTreeMap<String, Vec<u8>>, told: &dyn Fn() -> String) {
    let is_broken_off = folder.join(format!("{}.partial", night_run.sign)).exists();
    let is_account = night_run.sign.ends_with(".ndjson");
    let mut args: Vec<String> = night_run.args.iter().map(ToString::to_string).collect();
    if is_broken_off {
        args.extend(night_run.resume.iter().map(ToString::to_string));
    } else if folder.join(night_run.sign).exists() && is_account && there(folder, "in") > 0 {
        // The run came to its end, without some inputs: they go to other places the next night.
        args = args.iter().map(|word| elsewhere(word, night_run)).collect();
    }
    let is_left =
        is_broken_off || !folder.join(night_run.sign).exists() || is_account && there(folder, "in") > 0;
    if is_left {
        let (_, err, code) = run(folder, &args.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(code < 2, "{}\n{args:?}: {err}", told());
    }
    let mut now = made(folder, night_run);
    let again: Vec<String> = night_run.made.iter().map(|name| elsewhere(name, night_run)).collect();
    let is_again = again.iter().any(|name| folder.join(name).exists());
    if is_again {
        now.retain(|name, _| !name.ends_with("m.ndjson") && !name.ends_with("manifest.ndjson"));
    }
    for name in again.iter().filter(|name| folder.join(name).is_dir()) {
        for (inner, bytes) in files(&folder.join(name)) {
            let place = format!("{}/{inner}", &name["next-".len()..]);
            if inner != "manifest.ndjson" && now.insert(place.clone(), bytes).is_some() {
                // Another one's: without a key, names follow from what came before in the same run.
                assert_eq!(night_run.args[0], "redact", "{place} is there twice\n{}", told());
                now.insert(format!("{place} once more"), Vec::new());
            }
        }
        fs::remove_dir_all(folder.join(name)).expect("it goes");
    }
    for name in &again {
        fs::remove_file(folder.join(name)).ok();
    }
    let is_account = |name: &str| name.ends_with("m.ndjson") || name.ends_with("manifest.ndjson");
    let expected: Vec<&String> = whole.keys().filter(|name| !is_again || !is_account(name)).collect();
    if is_again && night_run.args[0] == "redact" {
        assert_eq!(now.len(), expected.len(), "{:?}\n{}", now.keys(), told());
    } else {
        assert_eq!(now.keys().collect::<Vec<_>>(), expected, "{}", told());
        // An answer names the minute.
        for (name, bytes) in now.iter().filter(|(name, _)| !is_again || !name.ends_with(".999")) {
            let (now, whole) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(&whole[name]));
            assert_eq!(now, whole, "{}: {name}", told());
        }
    }
    let left: Vec<String> = others(folder).into_iter().filter(|name| !whole.contains_key(name)).collect();
    assert_eq!(left, Vec::<String>::new(), "left behind\n{}", told());
    let moves = night_run.args.contains(&"--done");
    assert_eq!(
        (there(folder, "in") == 0, there(folder, "in") + there(folder, "old")),
        (moves, 5),
        "{}",
        told()
    );
}

/// The same word for a second run beside the first one's outputs.
fn elsewhere(word: &str, night_run: &Night) -> String {
    let is_output = night_run.made.contains(&word.trim_end_matches('/'));
    match word.split_once('=') {
        _ if is_output => format!("next-{word}"),
        Some((kind, place)) if kind == "999" => format!("{kind}=next-{place}"),
        _ => word.to_owned(),
    }
}
