//! Inputs that grow, shrink or vanish while they are read, and outputs that take no more.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::{files, manifest, night};
use crate::accounted::{file, run};

/// Commands that read, each with a file or folder that it writes.
const COMMANDS: [(&[&str], &str); 9] = [
    (&["inspect"], ""),
    (&["validate", "--ack", "999=ack.999"], "ack.999"),
    (&["validate", "--valid", "good/"], "good"),
    (&["convert", "--to", "ndjson", "-o", "out.ndjson"], "out.ndjson"),
    (&["reconcile", "-o", "out.txt"], "out.txt"),
    (&["split", "--by", "claim", "-o", "split"], "split"),
    (&["merge", "-o", "all.837"], "all.837"),
    (&["fix", "-o", "fixed.837"], "fixed.837"),
    (&["redact", "-o", "redacted.837"], "redacted.837"),
];

/// Runs a command on a file of a few megabytes, and does something to it in the middle.
fn meanwhile(folder: &Path, args: &[&str], act: impl FnOnce(&Path)) -> (String, i32) {
    let input = folder.join("in/a.837");
    let mut child = Command::new(env!("CARGO_BIN_EXE_twinclaim"))
        .args(args)
        .args(["in/a.837", "--manifest", "m.ndjson", "--quarantine", "bad"])
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    // Opened and not yet at its end: where in it the program is, the system says.
    let begun = Instant::now();
    loop {
        let at = position(child.id(), &input);
        if at.is_some_and(|at| at > 150_000) || begun.elapsed() > Duration::from_secs(20) {
            break;
        }
        if child.try_wait().expect("it is asked").is_some() {
            break;
        }
    }
    act(&input);
    let output = child.wait_with_output().expect("it ends");
    (String::from_utf8_lossy(&output.stderr).into_owned(), output.status.code().expect("a code"))
}

/// How far a process has read a file.
fn position(process: u32, file: &Path) -> Option<u64> {
    let file = file.canonicalize().ok()?;
    for entry in fs::read_dir(format!("/proc/{process}/fd")).ok()?.flatten() {
        if fs::read_link(entry.path()).ok().as_deref() == Some(&file) {
            let number = entry.file_name();
            let info =
                fs::read_to_string(format!("/proc/{process}/fdinfo/{}", number.to_string_lossy())).ok()?;
            return info.lines().find_map(|line| line.strip_prefix("pos:"))?.trim().parse().ok();
        }
    }
    None
}

/// Interchanges of different people, 20 claims each.
fn large() -> String {
    let claims: Vec<String> = (0..20).map(|n| format!("L{n}")).collect();
    let claims: Vec<&str> = claims.iter().map(String::as_str).collect();
    let one = |n: u32| {
        file(n, &claims).replace("LP555001", &format!("LP{n}")).replace("*UNA*", &format!("*UNA{n}*"))
    };
    (1..=300).map(one).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn an_input_that_changes_while_it_is_read_is_an_error_and_stays_where_it_is() {
    let text = large();
    for (args, makes) in COMMANDS {
        for (what, change) in [("grown", grow as fn(&Path)), ("shrunk", shrink)] {
            let night = night(&[("a.837", text.clone())]);
            let folder = night.path();
            let (err, code) = meanwhile(folder, args, change);
            assert_eq!(code, 2, "{args:?}, {what}: {err}");
            assert!(err.contains("changed while it was read"), "{args:?}, {what}: {err}");
            assert!(folder.join("m.ndjson").exists(), "{args:?}, {what}: {err}");
            let lines = manifest(&folder.join("m.ndjson"));
            let line = lines.iter().find(|line| line["path"] == "in/a.837").expect("a line");
            assert_eq!(line["status"], "refused", "{args:?}, {what}: {line}");
            assert!(line["reason"].to_string().contains("changed while it was read"), "{line}");
            assert!(
                makes.is_empty() || !folder.join(makes).is_file(),
                "{args:?}, {what}: {makes} was written"
            );
            // Somebody is writing to it: it is not put aside.
            assert!(folder.join("in/a.837").exists() && !folder.join("bad").exists(), "{args:?}, {what}");
        }
    }
}

fn grow(path: &Path) {
    let mut to = OpenOptions::new().append(true).open(path).expect("it is there");
    to.write_all(file(2, &["X", "Y"]).as_bytes()).expect("it is written");
}

fn shrink(path: &Path) {
    OpenOptions::new().write(true).open(path).expect("it is there").set_len(100_000).expect("it is cut");
}

/// A name that goes takes no byte away from who has the file open; one that went before is named.
#[cfg(target_os = "linux")]
#[test]
fn an_input_that_vanishes_is_read_to_its_end_or_named() {
    let text = large();
    let night = night(&[("a.837", text)]);
    let folder = night.path();
    let (err, code) = meanwhile(folder, &["convert", "--to", "ndjson", "-o", "out.ndjson"], |path| {
        fs::remove_file(path).expect("it goes");
    });
    assert_eq!(code, 0, "{err}");
    assert_eq!(fs::read_to_string(folder.join("out.ndjson")).expect("it is there").lines().count(), 6_000);
    for (args, makes) in COMMANDS {
        let args = [args, &["in/a.837", "--quarantine", "bad"]].concat();
        let (_, err, code) = run(folder, &args);
        fs::remove_file(folder.join("out.ndjson")).ok();
        assert!(code == 2 && err.contains("there is no such file"), "{args:?}: {err}");
        assert!(makes.is_empty() || !folder.join(makes).is_file(), "{args:?}");
        assert!(!folder.join("bad").exists(), "{args:?}");
    }
}

/// Commands with their outputs in a folder; what was written before the disk was full goes again.
const INTO_FOLDERS: [&[&str]; 6] = [
    &["convert", "--to", "ndjson", "in", "-o", "out"],
    &["fix", "in", "-o", "out"],
    &["validate", "in", "-o", "out/", "--valid", "good/"],
    &["split", "--by", "claim", "in", "-o", "out"],
    &["redact", "in", "-o", "out", "--manifest", "m.ndjson"],
    &["merge", "in", "-o", "all.837"],
];

/// A file that may not grow beyond a size takes no more, as a full disk does.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_named_and_the_next_run_goes_on() {
    let many: Vec<String> = (0..200).map(|n| format!("M{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    for args in INTO_FOLDERS {
        let night =
            night(&[("a.837", file(1, &["A"])), ("b.837", file(2, &many)), ("c.837", file(3, &["C"]))]);
        let folder = night.path();
        let whole = [args, &["--done", "old"]].concat();
        // 8 KiB: what is made of b.837 does not fit, nor does the manifest of 202 pieces.
        let script = "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\"";
        let output = Command::new("bash")
            .args(["-c", script, env!("CARGO_BIN_EXE_twinclaim")])
            .args(&whole)
            .current_dir(folder)
            .output()
            .expect("it runs");
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {err}");
        assert!(err.contains("could not be written"), "{args:?}: {err}");
        assert!(files(&folder.join("in")).contains_key("b.837"), "{args:?}: it is not done: {err}");
        // The next night there is room again.
        fs::remove_file(folder.join("m.ndjson")).ok();
        let next: Vec<String> = whole.iter().map(|word| word.replace("out", "next")).collect();
        let (_, err, code) = run(folder, &next.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(code < 2, "{args:?}: {err}");
        assert_eq!(files(&folder.join("old")).len(), 3, "{args:?}: {err}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_written_is_named_and_nothing_is_moved() {
    let night = night(&[("a.837", file(1, &["A"])), ("b.837", file(2, &["B"]))]);
    let folder = night.path();
    // Not even the superuser makes a folder there.
    for args in INTO_FOLDERS {
        let elsewhere: Vec<String> = args.iter().map(|word| word.replace("out", "/proc/none/out")).collect();
        let mut elsewhere: Vec<&str> = elsewhere.iter().map(String::as_str).collect();
        if args[0] == "merge" {
            elsewhere[3] = "/proc/none/all.837";
        }
        let (_, err, code) =
            run(folder, &[&elsewhere[..], &["--done", "old", "--quarantine", "bad"]].concat());
        assert!(code == 2 && err.contains("/proc/none"), "{args:?}: {err}");
        assert_eq!(files(&folder.join("in")).len(), 2, "{args:?}: {err}");
        assert!(!folder.join("old").exists() && !folder.join("bad").exists(), "{args:?}: {err}");
        let made =
            files(folder).into_keys().filter(|name| !name.starts_with("in/") && !name.contains("m.ndjson"));
        assert_eq!(made.collect::<Vec<_>>(), Vec::<String>::new(), "{args:?}: {err}");
        for name in ["m.ndjson", "m.ndjson.partial"] {
            fs::remove_file(folder.join(name)).ok();
        }
    }
}
