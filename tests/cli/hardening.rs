//! What happens to outputs and inputs when something breaks, as a user meets it. The inputs are made here.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use assert_cmd::cargo::cargo_bin;
use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::{TempDir, tempdir};

struct Outcome {
    code: Option<i32>,
    out: String,
    err: String,
}

fn twinclaim() -> Command {
    Command::new(cargo_bin!("twinclaim"))
}

fn run(args: &[&str], folder: &Path) -> Outcome {
    let done = twinclaim().args(args).current_dir(folder).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Outcome { code: done.status.code(), out: text(done.stdout), err: text(done.stderr) }
}

/// So many professional claims.
fn claims(count: u32, seed: u32) -> String {
    let (count, seed) = (count.to_string(), seed.to_string());
    let args = ["generate", "professional", "--claims", &count, "--seed", &seed];
    run(&args, Path::new(".")).out
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("it has one")).expect("made");
        fs::write(path, text).expect("written");
    }
    folder
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Everything before the last segment of the file that begins with these letters, counted from the end.
fn cut_before<'t>(text: &'t str, segment: &str) -> &'t str {
    &text[..text.rfind(segment).expect("it is there")]
}

const ANSWERS: [&str; 6] = ["--ack", "ta1=a.ta1", "--ack", "999=a.999", "--ack", "277ca=a.277"];

#[cfg(unix)]
#[test]
fn a_signal_leaves_nothing_behind_and_says_what_is_done() {
    for (signal, code) in [("INT", 130), ("TERM", 143), ("HUP", 129)] {
        let dir = folder(&[]);
        // The input never ends, so that the signal comes in the middle of the work.
        let mut child = twinclaim()
            .args(["validate", "--ack", "999=a.999", "--valid", "v.837", "-o", "report", "-"])
            .current_dir(dir.path())
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it runs");
        let mut input = child.stdin.take().expect("a pipe");
        input.write_all(claims(200, 1).as_bytes()).expect("it reads");
        let done = Command::new("kill").args([format!("-{signal}"), child.id().to_string()]).status();
        assert!(done.expect("kill runs").success());
        let status = child.wait().expect("it ends");
        let mut err = String::new();
        child.stderr.take().expect("a pipe").read_to_string(&mut err).expect("text");
        drop(input);
        assert_eq!(status.code(), Some(code), "{err}");
        assert_eq!(err, format!("error: ended by SIG{signal}: no file was written\n"));
        assert_eq!(names(dir.path()), [] as [&str; 0]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_a_kill_leaves_behind_is_nothing_or_no_input() {
    let dir = folder(&[("in.837", &claims(50, 1))]);
    let mut child = twinclaim()
        .args(["split", "--by", "claim", "-o", "out", "-"])
        .current_dir(dir.path())
        .stdin(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(claims(300, 2).as_bytes()).expect("it reads");
    std::thread::sleep(std::time::Duration::from_millis(200));
    child.kill().expect("it is killed");
    child.wait().expect("it ends");
    let done = run(&["convert", "--to", "ndjson", "."], dir.path());
    assert_eq!((done.code, done.out.lines().count()), (Some(0), 50), "{}", done.err);
    assert!(!dir.path().join("out").exists());
}

#[test]
fn a_broken_pipe_commits_nothing() {
    let dir = folder(&[("in.837", &claims(3000, 3).replace("*Y*A*Y*Y", "*Q*A*Y*Y"))]);
    let mut child = twinclaim()
        .args(["validate", "in.837", "--max-findings", "0", "--valid", "v", "--invalid", "i"])
        .args(ANSWERS)
        .current_dir(dir.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut first = [0; 100];
    child.stdout.take().expect("a pipe").read_exact(&mut first).expect("it writes");
    let done = child.wait_with_output().expect("it ends");
    assert_eq!(done.status.code(), Some(2));
    let err = String::from_utf8_lossy(&done.stderr);
    assert!(err.contains("no file was written") && !err.contains("no claim belongs into it"), "{err}");
    assert_eq!(names(dir.path()), ["in.837"]);
}

#[test]
fn an_input_that_cannot_be_read_replaces_nothing_and_leaves_nothing_empty() {
    let mut damaged = GzEncoder::new(Vec::new(), Compression::default());
    damaged.write_all(claims(400, 4).as_bytes()).expect("packed");
    let mut damaged = damaged.finish().expect("packed");
    let middle = damaged.len() / 2;
    damaged.truncate(middle);
    for input in ["missing.837", "damaged.gz"] {
        for there in [true, false] {
            let dir = folder(&[]);
            fs::write(dir.path().join("damaged.gz"), &damaged).expect("written");
            let outputs = ["a.ta1", "a.999", "a.277", "v.837", "i.837", "out"];
            if there {
                outputs.iter().for_each(|name| fs::write(dir.path().join(name), "old").expect("written"));
            }
            let validate =
                ["validate", "--force", "-o", "out", "--valid", "v.837", "--invalid", "i.837", input];
            for args in [
                &[&validate[..], &ANSWERS[..]].concat()[..],
                &["merge", "--force", "-o", "out", input],
                &["convert", "--to", "ndjson", "--force", "-o", "out", input],
                &["convert", "--to", "x12", "--force", "-o", "out", input],
                &["fix", "--force", "-o", "out", input],
                &["reconcile", "--force", "-o", "out", input],
            ] {
                let done = run(args, dir.path());
                assert_eq!(done.code, Some(2), "{args:?}: {}", done.err);
                for name in outputs {
                    let path = dir.path().join(name);
                    assert_eq!(path.exists(), there, "{args:?}: {name}");
                    assert!(!there || fs::read(path).expect("it is there") == b"old", "{args:?}: {name}");
                }
            }
            let done = run(&["split", "--by", "claim", "-o", "parts", input], dir.path());
            assert_eq!((done.code, dir.path().join("parts").exists()), (Some(2), false));
        }
    }
    // Whoever wants what could be read says so.
    let dir = folder(&[]);
    fs::write(dir.path().join("damaged.gz"), &damaged).expect("written");
    let done = run(&["convert", "--to", "ndjson", "--partial", "-o", "out", "damaged.gz"], dir.path());
    assert_eq!(done.code, Some(2));
    assert!(read(dir.path(), "out").lines().count() > 10);
}

#[test]
fn outputs_are_no_inputs_of_the_same_run_whatever_their_names() {
    let dir = folder(&[("!big.837", &claims(60, 5))]);
    let done = run(&["validate", ".", "-o", "!a", "--valid", "!b.837", "--invalid", "!c.837"], dir.path());
    assert!(read(dir.path(), "!a").contains("60 claims in 1 input"), "{}", done.err);
}

#[test]
fn two_options_never_name_one_file() {
    let dir = folder(&[("in.837", &claims(3, 6)), ("sub/x", "")]);
    for args in [
        ["--valid", "x", "--invalid", "./x", "-o", "y"],
        ["--valid", "x", "-o", "sub/../x", "--ack", "999=y"],
        ["--ack", "999=x", "--ack", "277ca=./x", "-o", "y"],
    ] {
        let done = run(&[&["validate", "in.837", "--force"][..], &args].concat(), dir.path());
        assert_eq!(done.code, Some(2), "{args:?}");
        assert!(done.err.contains("is named for two outputs"), "{}", done.err);
    }
    let done = run(&["merge", "in.837", "--force", "-o", "sub/../in.837"], dir.path());
    assert!(done.code == Some(2) && done.err.contains("is an input as well"), "{}", done.err);
}

#[test]
fn a_file_that_was_cut_off_gives_its_complete_claims_and_is_a_failure_in_every_command() {
    let whole = claims(5, 7);
    let numbers: Vec<String> = whole
        .split('~')
        .filter_map(|segment| Some(segment.trim().strip_prefix("CLM*")?.split('*').next()?.to_owned()))
        .collect();
    let count = |text: &str| text.matches("CLM*").count();
    // Behind the last claim, between two segments of it, in one of them; behind SE.
    let last = cut_before(&whole, "SE*");
    for (text, complete) in [
        (last, 4),
        (cut_before(last, "DTP*472"), 4),
        (&cut_before(last, "DTP*472")[..cut_before(last, "DTP*472").len() - 6], 4),
        (cut_before(&whole, "GE*"), 5),
        (cut_before(&whole, "IEA*"), 5),
    ] {
        let dir = folder(&[("in.837", text)]);
        let commands: [&[&str]; 8] = [
            &["convert", "--to", "ndjson", "--quiet", "-o", "c.ndjson", "in.837"],
            &["convert", "--to", "x12", "--quiet", "-o", "c.837", "in.837"],
            &["merge", "--quiet", "-o", "m.837", "in.837"],
            &["fix", "--quiet", "-o", "f.837", "in.837"],
            &["split", "--quiet", "--by", "transaction", "-o", "parts", "in.837"],
            &["split", "--quiet", "--by", "claim", "-o", "single", "in.837"],
            &["reconcile", "--quiet", "in.837"],
            &["validate", "--quiet", "in.837"],
        ];
        for args in commands {
            let done = run(args, dir.path());
            assert_eq!(done.code, Some(2), "{args:?} of {complete}: {}", done.err);
            assert!(done.err.contains("in.837"), "{args:?} says nothing: {}", done.err);
        }
        assert_eq!(read(dir.path(), "c.ndjson").lines().count(), complete);
        for name in ["c.837", "m.837", "f.837", "parts/000001.837"] {
            let text = read(dir.path(), name);
            assert_eq!(count(&text), complete, "{name}");
            assert!(numbers[..complete].iter().all(|n| text.contains(&format!("CLM*{n}*"))), "{name}");
            let done = run(&["validate", "--snip", "1", name], dir.path());
            assert_eq!(done.code, Some(0), "{name}: {}", done.out);
        }
        assert_eq!(names(&dir.path().join("single")).len(), complete);
    }
}

#[test]
fn an_interchange_that_is_refused_does_not_use_up_its_number() {
    let whole = claims(4, 8);
    let dir = folder(&[("1-cut.837", cut_before(&whole, "SE*")), ("2-whole.837", &whole)]);
    let args = ["validate", "--format", "ndjson", "1-cut.837", "2-whole.837", "--ack", "ta1=a.ta1"];
    let done = run(&[&args[..], &["--valid", "v.837"]].concat(), dir.path());
    assert_eq!(done.code, Some(2));
    let answers = read(dir.path(), "a.ta1");
    assert_eq!((answers.matches("*R*023~").count(), answers.matches("*A*000~").count()), (1, 1), "{answers}");
    assert_eq!(read(dir.path(), "v.837").matches("CLM*").count(), 4);
}

#[test]
fn identical_files_are_merged_only_when_told() {
    let text = claims(3, 9);
    let dir = folder(&[("a.837", &text), ("b.837", &text)]);
    let done = run(&["merge", "-o", "all.837", "a.837", "b.837"], dir.path());
    assert_eq!(done.code, Some(2));
    assert!(done.err.contains("b.837: is identical to a.837"), "{}", done.err);
    assert_eq!(names(dir.path()), ["a.837", "b.837"]);
    let done = run(&["merge", "--allow-duplicates", "-o", "all.837", "a.837", "b.837"], dir.path());
    assert_eq!((done.code, read(dir.path(), "all.837").matches("CLM*").count()), (Some(0), 6));
}

#[test]
fn files_that_are_passed_over_are_named_with_their_reasons() {
    let dir = folder(&[
        ("in/a.837", &claims(2, 10)),
        ("in/notes.txt", "hello"),
        ("in/.twinclaim-x.part", "ISA*"),
        (
            "in/remit.x12",
            "ISA*00*          *00*          *ZZ*S              *ZZ*R              *260302*1200*^*00501*000000001*0*T*:~GS*HP*S*R*20260302*1200*1*X*005010X221A1~ST*835*0001~BPR*I*0~SE*3*0001~GE*1*1~IEA*1*000000001~",
        ),
    ]);
    for command in [&["validate", "in"][..], &["convert", "--to", "ndjson", "in"], &["reconcile", "in"]] {
        let done = run(command, dir.path());
        for name in ["notes.txt", ".twinclaim-x.part", "remit.x12"] {
            assert!(done.err.contains(name), "{command:?} does not name {name}: {}", done.err);
        }
        assert_ne!(done.code, Some(2), "{command:?}: {}", done.err);
    }
    fs::write(dir.path().join("in/broken.837"), "\u{1}\u{2}").expect("written");
    let empty = folder(&[]);
    for command in [&["validate"][..], &["convert", "--to", "ndjson"], &["inspect"], &["reconcile"]] {
        let done = run(&[command, &["in"]].concat(), dir.path());
        assert_eq!(done.code, Some(2), "{command:?}");
        assert!(done.err.contains("broken.837"), "{}", done.err);
        let done = run(&[command, &["."]].concat(), empty.path());
        assert_eq!(done.code, Some(2), "{command:?}");
        assert!(done.err.contains("is a folder without a file in it"), "{}", done.err);
    }
}

#[test]
fn nothing_that_acts_on_a_terminal_comes_out_on_standard_error() {
    let odd = "a\u{1b}[31m\u{7}\u{202e}.837";
    let dir = folder(&[
        (odd, "ISA*nothing"),
        ("keys.ndjson", "{\"type\":\"professional\",\"\u{9b}31m\u{202e}\":1}\n"),
    ]);
    for command in ["inspect", "validate", "reconcile"] {
        let done = run(&[command, odd, "keys.ndjson"], dir.path());
        assert!(!done.err.is_empty());
        assert!(
            done.err.chars().all(|c| c == '\n' || !(c.is_control() || c == '\u{202e}')),
            "{:?}",
            done.err
        );
    }
    for command in [
        &["convert", "--to", "x12"][..],
        &["split", "--by", "claim", "-o", "x"],
        &["merge", "-o", "y"],
        &["fix", "-o", "z"],
    ] {
        let done = run(&[command, &[odd, "keys.ndjson"]].concat(), dir.path());
        assert!(
            done.err.chars().all(|c| c == '\n' || !(c.is_control() || c == '\u{202e}')),
            "{:?}",
            done.err
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_leaves_nothing() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
    let done = twinclaim().arg("--help").stdout(full).output().expect("it runs");
    assert_eq!(done.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&done.stderr).contains("standard output could not be written"));
    let dir = folder(&[("in.837", &claims(300, 11))]);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
    let done = twinclaim()
        .args(["validate", "in.837", "--format", "ndjson", "--valid", "v", "--invalid", "i"])
        .args(ANSWERS)
        .current_dir(dir.path())
        .stdout(full)
        .output()
        .expect("it runs");
    assert_eq!(done.status.code(), Some(2), "nothing is found, but that could not be said");
    assert_eq!(names(dir.path()), ["in.837"]);
}
