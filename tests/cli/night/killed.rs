//! kill -9 at moments inside of reading, writing, fsync and rename: nothing is lost, doubled or left behind.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::{files, night};
use crate::accounted::{file, run};

/// Runs of each command. By hand: `TWINCLAIM_KILLS=100 cargo test --test cli killed`.
fn seeds() -> u64 {
    std::env::var("TWINCLAIM_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(10)
}

/// A command, what it makes, and what goes on with it.
pub(super) struct Night {
    pub(super) args: &'static [&'static str],
    pub(super) made: &'static [&'static str],
    /// What is there as soon as the run is complete.
    pub(super) sign: &'static str,
    pub(super) resume: &'static [&'static str],
}

pub(super) const NIGHTS: [Night; 6] = [
    Night {
        args: &["convert", "--to", "ndjson", "in", "-o", "out", "--done", "old"],
        made: &["out"],
        sign: "out/manifest.ndjson",
        resume: &["--resume"],
    },
    Night {
        args: &["fix", "in", "-o", "out", "--done", "old"],
        made: &["out"],
        sign: "out/manifest.ndjson",
        resume: &["--resume"],
    },
    Night {
        args: &[
            "validate",
            "in",
            "-o",
            "out/",
            "--ack",
            "999=ack/",
            "--valid",
            "good/",
            "--done",
            "old",
            "--as-of",
            "2026-07-20",
        ],
        made: &["out", "ack", "good"],
        sign: "out/manifest.ndjson",
        resume: &["--resume"],
    },
    Night {
        args: &["split", "--by", "claim", "in", "-o", "out", "--done", "old"],
        made: &["out"],
        sign: "out/manifest.ndjson",
        resume: &["--resume"],
    },
    Night {
        args: &[
            "redact",
            "in",
            "-o",
            "out",
            "--manifest",
            "m.ndjson",
            "--done",
            "old",
            "--as-of",
            "2026-07-20",
        ],
        made: &["out", "m.ndjson"],
        sign: "m.ndjson",
        resume: &["--resume"],
    },
    // One file: it is there whole or not at all, and there is nothing to go on with.
    Night { args: &["merge", "in", "-o", "all.837"], made: &["all.837"], sign: "all.837", resume: &[] },
];

/// Inside of what the run is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Moment {
    Reading,
    Writing,
    Fsync,
    Rename,
    /// Whatever it is at then.
    Any,
}

const MOMENTS: [Moment; 5] = [Moment::Reading, Moment::Writing, Moment::Fsync, Moment::Rename, Moment::Any];

/// How far a run is, as the system and its folder tell.
struct Seen<'f> {
    process: u32,
    folder: &'f Path,
    night: &'f Night,
}

impl Seen<'_> {
    /// Bytes that the process has read or written.
    fn bytes(&self, key: &str) -> u64 {
        let text = fs::read_to_string(format!("/proc/{}/io", self.process)).unwrap_or_default();
        let value = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(": ")?.parse().ok());
        value.unwrap_or(0)
    }

    /// Files that have their names, and inputs that are moved.
    fn names(&self) -> u64 {
        let count = |name: &&str| fs::read_dir(self.folder.join(name)).into_iter().flatten().count() as u64;
        self.night.made.iter().chain(&["old"]).map(count).sum()
    }

    /// Whether the process waits for the disk: fsync, fdatasync, syncfs.
    fn syncs(&self) -> bool {
        let call = fs::read_to_string(format!("/proc/{}/syscall", self.process)).unwrap_or_default();
        ["74 ", "75 ", "306 "].iter().any(|number| call.starts_with(number))
    }
}

/// How far a run comes that is not killed.
struct Whole {
    takes: Duration,
    read: u64,
    written: u64,
    names: u64,
}

fn begin(folder: &Path, args: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_twinclaim"))
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it runs")
}

/// Kills a run inside of something, behind so many hundredths of it. Whether it was killed, and there.
fn kill(child: &mut Child, moment: Moment, seen: &Seen<'_>, whole: &Whole, part: u32) -> (bool, bool) {
    let behind = |all: u64| all * u64::from(part) / 100;
    if matches!(moment, Moment::Fsync | Moment::Any) {
        std::thread::sleep(whole.takes * part / 110);
    }
    let (begun, mut met) = (Instant::now(), moment == Moment::Any);
    while !met && begun.elapsed() < whole.takes * 2 && child.try_wait().expect("it is asked").is_none() {
        met = match moment {
            Moment::Reading => seen.bytes("rchar") > behind(whole.read),
            Moment::Writing => seen.bytes("wchar") > behind(whole.written),
            Moment::Rename => seen.names() > behind(whole.names),
            Moment::Fsync => seen.syncs(),
            Moment::Any => true,
        };
    }
    child.kill().expect("it is killed, or was done");
    let is_killed = child.wait().expect("it ends").code().is_none();
    (is_killed, is_killed && met)
}

/// What a run has made, without what differs between two: seconds, and names of the journal.
pub(super) fn made(folder: &Path, night: &Night) -> BTreeMap<String, Vec<u8>> {
    let mut made = BTreeMap::new();
    for name in night.made {
        let at = folder.join(name);
        if at.is_file() {
            made.insert((*name).to_owned(), fs::read(&at).expect("it is there"));
        } else if at.is_dir() {
            made.extend(files(&at).into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        }
    }
    let manifest = made.get_mut(night.sign).filter(|_| night.sign.ends_with(".ndjson"));
    if let Some(manifest) = manifest {
        let text = String::from_utf8_lossy(manifest).into_owned();
        let mut lines: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        for line in &mut lines {
            line.as_object_mut().expect("an object").remove("seconds");
        }
        lines.sort_by_key(|line| line["path"].to_string());
        let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
        *manifest = lines.join("\n").into_bytes();
    }
    made
}

pub(super) fn clear(folder: &Path, night: &Night, inputs: &[(&str, String)]) {
    for name in night.made.iter().chain(&["old"]) {
        fs::remove_dir_all(folder.join(name)).ok();
        fs::remove_file(folder.join(name)).ok();
    }
    for (name, text) in inputs {
        fs::write(folder.join("in").join(name), text).expect("it is written");
    }
}

/// All files of the folder, but for the inputs.
pub(super) fn others(folder: &Path) -> Vec<String> {
    files(folder).into_keys().filter(|name| !name.starts_with("in/") && !name.starts_with("old/")).collect()
}

/// For whoever runs it by hand.
#[allow(clippy::print_stdout, reason = "a test has no other place for its figures")]
pub(super) fn tell(figures: &str) {
    println!("{figures}");
}

#[test]
fn a_killed_run_loses_doubles_and_leaves_nothing() {
    let claims: Vec<String> = (0..12).map(|n| format!("K{n}")).collect();
    let claims: Vec<&str> = claims.iter().map(String::as_str).collect();
    let names: Vec<String> = (0..16).map(|n| format!("{n:03}.837")).collect();
    let inputs: Vec<(&str, String)> =
        names.iter().enumerate().map(|(n, name)| (name.as_str(), file(n as u32 + 1, &claims))).collect();
    for night_run in &NIGHTS {
        let night = night(&inputs);
        let folder = night.path();
        let begun = Instant::now();
        let (_, err, code) = run(folder, night_run.args);
        let takes = begun.elapsed();
        // Each claim stands in every file, which is worth a warning and no error.
        assert!(code < 2, "{err}");
        let whole = made(folder, night_run);
        let length = |files: &BTreeMap<String, Vec<u8>>| files.values().map(|bytes| bytes.len() as u64).sum();
        let read = inputs.iter().map(|(_, text)| text.len() as u64).sum();
        let moved = if night_run.args.contains(&"--done") { inputs.len() } else { 0 };
        let far = Whole { takes, read, written: length(&whole), names: (whole.len() + moved) as u64 };
        let (mut killed, mut met) = (0, BTreeMap::<Moment, u64>::new());
        for seed in 0..seeds() {
            clear(folder, night_run, &inputs);
            let moment = MOMENTS[seed as usize % MOMENTS.len()];
            // Spread over the time that a run takes, in an order that is no order.
            let part = u32::try_from(seed * 37 % 100).expect("below 100");
            let mut child = begin(folder, night_run.args);
            let seen = Seen { process: child.id(), folder, night: night_run };
            let (is_killed, is_met) = kill(&mut child, moment, &seen, &far, part);
            killed += u64::from(is_killed);
            *met.entry(moment).or_default() += u64::from(is_met);
            let is_whole = folder.join(night_run.sign).exists()
                && !folder.join(format!("{}.partial", night_run.sign)).exists();
            if !is_whole {
                let (_, err, code) = run(folder, &[night_run.args, night_run.resume].concat());
                assert!(code < 2, "{:?}, seed {seed}, {moment:?}: {err}", night_run.args);
            }
            let now = made(folder, night_run);
            assert_eq!(
                now.keys().collect::<Vec<_>>(),
                whole.keys().collect::<Vec<_>>(),
                "{:?}, seed {seed}, {moment:?}",
                night_run.args
            );
            for (name, bytes) in &now {
                assert_eq!(
                    String::from_utf8_lossy(bytes),
                    String::from_utf8_lossy(&whole[name]),
                    "{:?}, seed {seed}, {moment:?}: {name}",
                    night_run.args
                );
            }
            assert_eq!(others(folder).len(), whole.len(), "left behind: {:?}", others(folder));
            // Each input is in one place.
            let there = |place: &str| {
                if folder.join(place).exists() { files(&folder.join(place)) } else { BTreeMap::new() }
            };
            let (left, moved) = (there("in"), there("old"));
            assert_eq!(
                left.len() + moved.len(),
                inputs.len(),
                "seed {seed}: {:?} {:?}",
                left.keys(),
                moved.keys()
            );
            let is_moved = night_run.args.contains(&"--done");
            assert_eq!(moved.len(), if is_moved && !is_whole { inputs.len() } else { moved.len() });
        }
        let count = format!("{killed} of {} runs killed, {met:?}; a run takes {takes:?}", seeds());
        tell(&format!("{}: {count}", night_run.args[0]));
        assert!(killed >= seeds() / 3, "{}: too few were killed in time", night_run.args[0]);
    }
}
