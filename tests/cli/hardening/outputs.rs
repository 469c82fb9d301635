//! What becomes of outputs when something breaks.

use super::*;

#[cfg(unix)]
#[test]
fn a_signal_leaves_nothing_behind_and_says_what_is_done() {
    // What started the tests (`nohup`) may have a signal ignored, and then the program ignores it, too.
    let signals = [("INT", 130), ("TERM", 143), ("HUP", 129)];
    for (signal, code) in signals.into_iter().filter(|(_, code)| !is_ignored(code - 128)) {
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

/// Whether this process, and so the program that it starts, ignores a signal; no where the system does not say.
#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
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
    let dir = folder(&[("!big.837", &claims(3000, 5))]);
    let done = run(&["validate", ".", "-o", "!a", "--valid", "!b.837", "--invalid", "!c.837"], dir.path());
    let report = read(dir.path(), "!a");
    assert_eq!(report.matches("3000 claims").count(), 1, "{report}{}", done.err);
    assert!(!report.contains("!b.837") && !report.contains("!c.837"), "{report}");
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
        .args(["validate", "in.837", "--format", "text", "--valid", "v", "--invalid", "i"])
        .args(ANSWERS)
        .current_dir(dir.path())
        .stdout(full)
        .output()
        .expect("it runs");
    assert_eq!(done.status.code(), Some(2), "nothing is found, but that could not be said");
    assert_eq!(names(dir.path()), ["in.837"]);
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
fn a_split_of_nothing_is_a_failure() {
    let whole = claims(1, 28);
    let empty = format!("{}{}", cut_before(&whole, "HL*1"), &whole[whole.rfind("SE*").expect("SE")..]);
    let dir = folder(&[("in.837", &empty)]);
    let done = run(&["split", "--by", "claim", "-o", "out", "in.837"], dir.path());
    assert!(done.code == Some(2) && done.err.contains("no claim"), "{}", done.err);
}

/// Commands that make files, with the names of the files.
const MAKERS: [(&[&str], &[&str]); 5] = [
    (&["convert", "--to", "ndjson", "-o", "a", "in.837"], &["a"]),
    (
        &[
            "validate",
            "--ack",
            "999=a",
            "--ack",
            "277ca=b",
            "--valid",
            "c",
            "-o",
            "d",
            "--max-findings",
            "0",
            "in.837",
        ],
        &["a", "b", "c", "d"],
    ),
    (&["split", "--by", "transaction", "-o", "a", "in.837"], &["a"]),
    (&["merge", "-o", "a", "in.837"], &["a"]),
    (&["reconcile", "--format", "html", "-o", "a", "in.837"], &["a"]),
];

/// What is in a folder but its input, and temporary names that are never an input.
fn made(folder: &Path) -> Vec<String> {
    let mut names = names(folder);
    names.retain(|name| name != "in.837" && !name.starts_with(".twinclaim-"));
    names
}

#[test]
fn killed_at_any_moment_all_files_are_there_or_none() {
    let text = claims(1500, 34);
    for (n, (args, files)) in MAKERS.iter().enumerate() {
        for step in 0..4u64 {
            let dir = folder(&[("in.837", &text)]);
            let mut command = twinclaim();
            command.args(*args).current_dir(dir.path()).stdout(Stdio::null()).stderr(Stdio::null());
            let mut child = command.spawn().expect("it runs");
            std::thread::sleep(std::time::Duration::from_millis(60 + (step * 5 + n as u64) * 37 % 900));
            child.kill().expect("it is killed, or was done");
            child.wait().expect("it ends");
            let made = made(dir.path());
            assert!(made.is_empty() || made == *files, "{args:?} after step {step}: {made:?}");
            // Whatever was left, the next run goes as if nothing had been.
            let done = run(&[args, &["--force"][..]].concat(), dir.path());
            assert!(done.code.is_some_and(|code| code < 2), "{args:?}: {}", done.err);
        }
    }
}

/// No file may grow beyond so many kilobytes: a disk that is full at different moments.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up_leaves_nothing_and_is_named() {
    let text = claims(1500, 35);
    for (args, _) in MAKERS {
        for kilobytes in [0, 64, 500] {
            let dir = folder(&[("in.837", &text)]);
            let script = format!("trap '' XFSZ; ulimit -f {kilobytes}; exec \"$0\" \"$@\"");
            let mut command = Command::new("bash");
            command.args(["-c", &script]).arg(program()).args(args).current_dir(dir.path());
            let done = command.output().expect("it runs");
            let err = String::from_utf8_lossy(&done.stderr);
            assert_eq!(done.status.code(), Some(2), "{args:?} at {kilobytes}: {err}");
            assert!(err.contains("error: ") && !err.contains("panicked"), "{args:?}: {err}");
            assert_eq!(names(dir.path()), ["in.837"], "{args:?} at {kilobytes}");
        }
    }
}
