//! What happens to outputs and inputs when something breaks, as a user meets it. The inputs are made here.

use std::ffi::OsString;
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

/// The program; another build of it where the environment names one, to see what that one does.
fn program() -> OsString {
    std::env::var_os("TWINCLAIM_PROGRAM").unwrap_or_else(|| cargo_bin!("twinclaim").into())
}

fn twinclaim() -> Command {
    Command::new(program())
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
                for name in outputs {
                    fs::write(dir.path().join(name), "old").expect("written");
                }
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

/// A professional claim with these segments behind its last one, as a complete file.
fn with(segments: &str) -> String {
    let whole = claims(1, 20);
    let body = cut_before(&whole, "SE*");
    format!("{body}{segments}{}", &whole[body.len()..])
}

/// Runs in an address space of so many megabytes: what asks for more is ended by the system.
#[cfg(target_os = "linux")]
fn run_small(megabytes: u32, args: &[&str], folder: &Path) -> Outcome {
    let script = format!("ulimit -v {}; exec \"$0\" \"$@\"", megabytes * 1024);
    let mut command = Command::new("sh");
    let done = command.args(["-c", &script]).arg(program()).args(args).current_dir(folder);
    let done = done.output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Outcome { code: done.status.code(), out: text(done.stdout), err: text(done.stderr) }
}

#[cfg(target_os = "linux")]
#[test]
fn empty_segments_are_counted_and_not_kept() {
    let dir = folder(&[("in.837", &with(&"~".repeat(3_000_000)))]);
    let commands: [&[&str]; 3] =
        [&["inspect"], &["convert", "--to", "ndjson"], &["reconcile", "--threads", "1"]];
    for command in commands {
        let done = run_small(200, &[command, &["in.837"]].concat(), dir.path());
        assert_eq!(done.code, Some(0), "{command:?}: {}", done.err);
        assert!(command != ["inspect"] || done.out.contains("no segment"), "{}", done.out);
    }
    // A few come back as they stood.
    let dir = folder(&[("few.837", &with("~~~"))]);
    run(&["convert", "--to", "ndjson", "-o", "few.ndjson", "few.837"], dir.path());
    run(&["convert", "--to", "x12", "-o", "back.837", "few.ndjson"], dir.path());
    assert!(read(dir.path(), "back.837").contains("\n~~~SE*"));
}

#[test]
fn a_claim_that_is_too_large_is_refused_with_its_place_unless_it_is_allowed() {
    let large = with(&"NTE*ADD*A NOTE THAT IS REPEATED OVER AND OVER~\n".repeat(40_000));
    let dir = folder(&[("in.837", &large)]);
    let commands: [&[&str]; 4] =
        [&["inspect"], &["convert", "--to", "ndjson"], &["reconcile"], &["validate", "--max-findings", "1"]];
    for command in commands {
        let done = run(&[command, &["--max-claim", "1MiB", "in.837"]].concat(), dir.path());
        assert_eq!(done.code, Some(2), "{command:?}: {}", done.err);
        assert!(done.err.contains("--max-claim allows more"), "{command:?}: {}", done.err);
        assert!(!done.err.contains("REPEATED"));
    }
    let done = run(&["convert", "--to", "ndjson", "in.837"], dir.path());
    assert_eq!((done.code, done.out.lines().count()), (Some(0), 1), "{}", done.err);
    // In JSON, too.
    fs::write(dir.path().join("in.ndjson"), &done.out).expect("written");
    let done = run(&["convert", "--to", "x12", "--max-claim", "64KiB", "in.ndjson"], dir.path());
    assert!(done.code == Some(2) && done.err.contains("--max-claim allows more"), "{}", done.err);
}

#[cfg(target_os = "linux")]
#[test]
fn files_that_are_no_claims_have_their_limits() {
    let dir = folder(&[("in.837", &claims(1, 21)), ("t/PPRRVU26.csv", &"x".repeat(2 << 20))]);
    for option in ["--config", "--profile"] {
        let done = run_small(400, &["validate", option, "/dev/zero", "in.837"], dir.path());
        assert!(done.code == Some(2) && done.err.contains("holds more than"), "{option}: {}", done.err);
    }
    let done = run(&["validate", "--reference", "t", "in.837"], dir.path());
    assert!(done.code == Some(2) && done.err.contains("a line has more than"), "{}", done.err);
}

#[test]
fn an_odd_value_does_not_hide_the_other_files() {
    let wide = claims(1, 22).replacen("CLM*", &format!("CLM*{}", "X".repeat(66_000)), 1);
    let dir = folder(&[("1-wide.837", &wide), ("2.837", &claims(2, 23))]);
    for command in ["inspect", "validate", "reconcile"] {
        let done = run(&[command, "1-wide.837", "2.837"], dir.path());
        assert!(done.code.is_some_and(|code| code < 2), "{command}: {:?} {}", done.code, done.err);
        assert!(command == "reconcile" || done.out.contains("2.837"), "{command}");
    }
}

#[test]
fn lines_with_faults_cost_as_much_each_however_many_there_are() {
    let lines = |n: usize| {
        let line = "LX*2~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20260231~ZZZ*1~";
        with(&line.repeat(n))
    };
    let dir = folder(&[("few.837", &lines(1500)), ("many.837", &lines(12_000))]);
    let time = |name: &str| {
        let begin = std::time::Instant::now();
        let done = run(&["convert", "--to", "x12", "--quiet", name], dir.path());
        assert_eq!(done.code, Some(0), "{}", done.err);
        begin.elapsed().as_secs_f64()
    };
    // Eight times as many: a square would be 64 times as much.
    let ratio = time("many.837") / time("few.837");
    assert!(ratio < 30.0, "{ratio}");
}

#[test]
fn refusals_are_told_and_then_counted() {
    let dir = folder(&[("in.ndjson", &"{\"type\":\"professional\",\"total_charge\":\"1\"}\n".repeat(1500))]);
    let done = run(&["convert", "--to", "x12", "in.ndjson"], dir.path());
    assert_eq!(done.code, Some(2));
    assert!((900..1100).contains(&done.err.lines().count()) && done.err.contains("more reasons"));
}

#[test]
fn a_report_whose_temporary_file_fails_is_no_report() {
    let dir = folder(&[("in.837", &claims(16_000, 24).replace("*Y*A*Y*Y", "*Q*A*Y*Y"))]);
    let args = ["validate", "--snip", "2", "--format", "junit", "-o", "out.xml", "in.837"];
    let done = run(&[&args[..], &["--temp-dir", "missing"]].concat(), dir.path());
    assert!(done.code == Some(2) && done.err.contains("--temp-dir names another folder"), "{}", done.err);
    assert_eq!(names(dir.path()), ["in.837"]);
    let done = run(&[&args[..], &["--temp-dir", "."]].concat(), dir.path());
    assert_eq!(done.code, Some(1), "{}", done.err);
    let text = read(dir.path(), "out.xml");
    assert_eq!(text.matches("<testcase").count(), 16_001);
    assert_eq!(text.matches("</testcase>").count(), 16_000);
}

#[test]
fn every_format_says_what_became_of_inputs_that_could_not_be_read() {
    let dir = folder(&[("in/a.837", &claims(1, 25)), ("in/bad.837", "no X12"), ("in/n.txt", "hello")]);
    let whole = claims(2, 26);
    fs::write(dir.path().join("in/cut.837"), cut_before(&whole, "SE*")).expect("written");
    let report = |format: &str| run(&["validate", "--format", format, "in"], dir.path());
    let junit = report("junit");
    assert_eq!(junit.code, Some(2));
    assert_eq!(junit.out.matches("<failure type=\"unreadable\"").count(), 2, "{}", junit.out);
    assert!(junit.out.contains("name=\"in/bad.837\"") && junit.out.contains("<skipped message"));
    let sarif: serde_json::Value = serde_json::from_str(&report("sarif").out).expect("JSON");
    let invocation = &sarif["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notes = invocation["toolExecutionNotifications"].as_array().expect("notes");
    assert_eq!(notes.iter().filter(|note| note["level"] == "error").count(), 2);
    assert_eq!(notes.iter().filter(|note| note["level"] == "note").count(), 1);
    let lines = report("ndjson").out;
    let lines = lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let status: Vec<String> = lines
        .filter(|line| line["schema"] == "twinclaim/manifest/1")
        .map(|line| {
            format!("{} {}", line["path"].as_str().expect("text"), line["status"].as_str().expect("text"))
        })
        .collect();
    assert_eq!(status, ["in/bad.837 refused", "in/cut.837 cut_off", "in/n.txt skipped"]);
}

#[test]
fn configurations_are_refused_without_what_they_hold() {
    let dir = folder(&[("t.toml", "[groups]\nSECRET PATIENT = 1\n"), ("in.837", &claims(1, 27))]);
    let done = run(&["validate", "--config", "t.toml", "in.837"], dir.path());
    assert!(done.code == Some(2) && done.err.contains("line 2"), "{}", done.err);
    assert!(!done.err.contains("SECRET") && !done.err.contains("PATIENT"), "{}", done.err);
}

#[test]
fn a_split_of_nothing_is_a_failure() {
    let whole = claims(1, 28);
    let empty = format!("{}{}", cut_before(&whole, "HL*1"), &whole[whole.rfind("SE*").expect("SE")..]);
    let dir = folder(&[("in.837", &empty)]);
    let done = run(&["split", "--by", "claim", "-o", "out", "in.837"], dir.path());
    assert!(done.code == Some(2) && done.err.contains("no claim"), "{}", done.err);
}

#[test]
fn all_schemas_are_listed_and_printed() {
    let listed = run(&["schema"], Path::new(".")).out;
    for name in ["claim", "encounter", "summary", "finding", "inspect", "truth", "manifest", "difference"] {
        assert!(listed.contains(&format!("twinclaim/{name}/1")), "{listed}");
        let done = run(&["schema", name], Path::new("."));
        let schema: serde_json::Value = serde_json::from_str(&done.out).expect("JSON");
        assert!(schema["properties"]["schema"].is_object(), "{name}");
    }
}

/// Identifiers and codes are compared as numbers; a NUL must not be a leading or trailing zero of one.
#[test]
fn a_nul_beside_an_identifier_or_a_code_makes_it_another() {
    let whole = claims(1, 30);
    for (from, to) in
        [("~\nSV1*HC", "~\n\0SV1*HC"), (":B:1*Y*", ":\0B:1*Y*"), ("*UN*", "*\0UN*"), ("NM1*85*", "NM1*\085*")]
    {
        let odd = whole.replacen(from, to, 1);
        assert_ne!(odd, whole, "{from}");
        let dir = folder(&[("in.837", &odd)]);
        let done = run(&["validate", "in.837"], dir.path());
        assert_eq!(done.code, Some(1), "{to:?}: {}", done.out);
        let json = run(&["convert", "--to", "ndjson", "in.837"], dir.path());
        fs::write(dir.path().join("in.ndjson"), json.out).expect("written");
        let back = run(&["convert", "--to", "x12", "in.ndjson"], dir.path());
        assert!(back.code == Some(2) || back.out.contains('\0'), "{to:?} {}", back.out);
    }
}
