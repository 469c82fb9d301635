//! The night run: every file accounted for, nothing lost, nothing twice, whatever breaks in the middle.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::accounted::{file, rows, run};

fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A folder `in` with these files.
fn night(files: &[(&str, String)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("in")).expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join("in").join(name), text).expect("it is written");
    }
    folder
}

/// All files below a folder, by their place in it.
fn files(at: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = Vec::new();
    crate::house::common::files(at, &mut found);
    let named = |path: std::path::PathBuf| {
        let name = path.strip_prefix(at).expect("it is below").to_string_lossy().into_owned();
        (name, fs::read(path).expect("a file"))
    };
    found.into_iter().map(named).collect()
}

/// A manifest without what differs between two runs.
fn manifest(at: &Path) -> Vec<Value> {
    let mut lines = rows(&fs::read_to_string(at).expect("a manifest"));
    for line in &mut lines {
        assert_eq!(line["schema"], "twinclaim/manifest/1");
        line.as_object_mut().expect("an object").remove("seconds");
    }
    lines
}

fn several() -> Vec<(&'static str, String)> {
    // Whether the claim before the one that breaks off is whole, nobody can know.
    let cut = file(4, &["E", "E2", "F"]);
    vec![
        ("a.837", file(1, &["A", "B"])),
        ("b.837", file(2, &["C"])),
        ("c.837", "ISA*broken".to_owned()),
        ("d.837", cut[..cut.find("CLM*F").expect("CLM") + 20].to_owned()),
        ("e.837", file(5, &["G"])),
        ("f.837", file(6, &["H", "I", "J"])),
        ("note.txt", "hello".to_owned()),
    ]
}

const CONVERT: [&str; 6] = ["convert", "--to", "ndjson", "in", "-o", "out"];

#[test]
fn a_folder_of_outputs_says_what_came_in_what_went_out_what_did_not_and_why() {
    let folder = night(&several());
    let (_, err, code) = run(folder.path(), &CONVERT);
    assert_eq!(code, 2, "{err}");
    let lines = manifest(&folder.path().join("out/manifest.ndjson"));
    let (summary, inputs) = lines.split_last().expect("lines");
    let seen: Vec<&str> = inputs.iter().filter_map(|line| line["path"].as_str()).collect();
    let names = ["a.837", "b.837", "c.837", "d.837", "e.837", "f.837", "note.txt"];
    assert_eq!(seen, names.map(|name| format!("in/{name}")), "files seen are files named");
    let statuses: Vec<&str> = inputs.iter().filter_map(|line| line["status"].as_str()).collect();
    assert_eq!(statuses, ["done", "done", "refused", "cut_off", "done", "done", "skipped"]);
    for line in inputs {
        let (status, path) = (&line["status"], line["path"].as_str().expect("a path"));
        assert_eq!(line["reason"].is_null(), *status == "done", "{line}");
        if *status == "done" {
            let text = fs::read(folder.path().join(path)).expect("the input");
            assert_eq!(
                (&line["sha256"], &line["bytes"]),
                (&sha256(&text).into(), &text.len().into()),
                "{line}"
            );
            assert_eq!(line["kind"], "837P");
            let [output] = &line["outputs"].as_array().expect("outputs")[..] else { panic!("one: {line}") };
            let name = output["path"].as_str().expect("a path");
            let made = fs::read(folder.path().join(name)).expect("the output");
            assert_eq!(output["sha256"], sha256(&made));
            // Each claim of these files costs 80 dollars.
            let claims = line["claims"].as_u64().expect("a number");
            assert_eq!(String::from_utf8_lossy(&made).lines().count() as u64, claims);
            assert_eq!(line["charge"], (claims * 80).to_string());
        }
    }
    assert_eq!((&summary["claims"], &summary["charge"]), (&8.into(), &"640".into()), "{summary}");
    assert_eq!(summary["inputs"], serde_json::json!({"done": 4, "cut_off": 1, "refused": 1, "skipped": 1}));
    assert_eq!((&summary["command"], summary["version"].is_string()), (&"convert".into(), true));
    // A second run into the folder is refused, and says what to do.
    let (_, err, code) = run(folder.path(), &CONVERT);
    assert!(code == 2 && err.contains("out/manifest.ndjson is what an earlier run wrote"), "{err}");
    let (_, err, code) = run(folder.path(), &[&CONVERT[..], &["--resume"]].concat());
    assert!(code == 2 && err.contains("is complete"), "{err}");
}

#[test]
fn every_command_accounts_for_its_inputs() {
    let folder = night(&several());
    let commands: [&[&str]; 7] = [
        &["validate", "in"],
        &["reconcile", "in"],
        &["inspect", "in"],
        &["split", "--by", "claim", "--partial", "-o", "split", "in"],
        &["merge", "--partial", "-o", "all.837", "in"],
        &["fix", "-o", "fixed", "in"],
        &["redact", "--partial", "-o", "redacted", "in"],
    ];
    for (n, command) in commands.into_iter().enumerate() {
        let name = format!("{n}.ndjson");
        let (_, err, _) = run(folder.path(), &[command, &["--manifest", &name]].concat());
        let lines = manifest(&folder.path().join(&name));
        let mut seen: Vec<&str> = lines.iter().filter_map(|line| line["path"].as_str()).collect();
        seen.sort_unstable();
        assert_eq!(seen.len(), 7, "{command:?}: {err}\n{lines:#?}");
        assert_eq!(seen[6], "in/note.txt");
        let done = lines.iter().filter(|line| line["status"] == "done").count();
        assert!(done >= 4, "{command:?}: {lines:#?}");
        let summary = lines.last().expect("a summary");
        assert_eq!(summary["command"], command[0]);
        if ["validate", "reconcile", "inspect"].contains(&command[0]) {
            let of = lines.iter().find(|line| line["path"] == "in/f.837").expect("a line");
            assert_eq!(
                (&of["kind"], &of["claims"], &of["charge"]),
                (&"837P".into(), &3.into(), &"240".into()),
                "{of}"
            );
        }
        for output in summary["outputs"].as_array().expect("outputs") {
            let made =
                fs::read(folder.path().join(output["path"].as_str().expect("a path"))).expect("it is there");
            assert_eq!(output["sha256"], sha256(&made), "{command:?}");
        }
    }
    assert!(!folder.path().join("redacted/manifest.ndjson").exists(), "it would name the originals");
}

/// Where a run was broken off, the next one goes on, to the bytes of a run that was never broken.
#[test]
fn a_run_that_was_broken_off_goes_on() {
    let folder = night(&several());
    run(folder.path(), &CONVERT);
    let whole = files(&folder.path().join("out"));
    let lines = manifest(&folder.path().join("out/manifest.ndjson"));
    let text = fs::read_to_string(folder.path().join("out/manifest.ndjson")).expect("a manifest");
    let journal: Vec<&str> = text.split_inclusive('\n').collect();
    for broken_after in 0..journal.len() - 1 {
        let out = folder.path().join("out");
        fs::remove_dir_all(&out).expect("it goes");
        fs::create_dir(&out).expect("a folder");
        // What is in the journal, one output that is not yet in it, and half a line.
        let mut partial = journal[..broken_after].concat();
        partial.push_str(&journal[broken_after][..30]);
        fs::write(out.join("manifest.ndjson.partial"), partial).expect("it is written");
        for (name, bytes) in &whole {
            let known = journal[..=broken_after].iter().any(|line| line.contains(&format!("out/{name}\"")));
            if known {
                fs::write(out.join(name), bytes).expect("it is written");
            }
        }
        let (_, err, code) = run(folder.path(), &CONVERT);
        assert!(code == 2 && err.contains("--resume goes on with it"), "{err}");
        assert!(out.join("manifest.ndjson.partial").exists(), "a run that is refused leaves it as it is");
        let (_, err, code) = run(folder.path(), &[&CONVERT[..], &["--resume"]].concat());
        assert_eq!(code, 2, "two inputs are broken: {err}");
        let mut now = files(&out);
        let mut before = whole.clone();
        let made = [now.remove("manifest.ndjson"), before.remove("manifest.ndjson")];
        assert!(made[0].is_some() && now == before, "after {broken_after}: {:?}", now.keys());
        assert_eq!(manifest(&out.join("manifest.ndjson")).len(), lines.len());
        let sorted = |mut lines: Vec<Value>| {
            lines.sort_by_key(|line| line["path"].to_string());
            lines
        };
        assert_eq!(
            sorted(manifest(&out.join("manifest.ndjson"))),
            sorted(lines.clone()),
            "after {broken_after}"
        );
    }
}

/// What changed in between is made again, inputs as well as outputs.
#[test]
fn a_run_that_goes_on_trusts_contents_and_not_names() {
    let folder = night(&several());
    run(folder.path(), &CONVERT);
    let out = folder.path().join("out");
    let text = fs::read_to_string(out.join("manifest.ndjson")).expect("a manifest");
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    fs::rename(out.join("manifest.ndjson"), out.join("manifest.ndjson.partial")).expect("it is moved");
    fs::write(out.join("manifest.ndjson.partial"), lines[..2].concat()).expect("it is written");
    fs::write(out.join("a.837.ndjson"), "broken").expect("it is written");
    fs::write(folder.path().join("in/b.837"), file(9, &["X", "Y"])).expect("it is written");
    let (_, err, _) = run(folder.path(), &[&CONVERT[..], &["--resume"]].concat());
    assert!(!err.contains("done by the run before"), "{err}");
    let lines_of = |name: &str| fs::read_to_string(out.join(name)).expect("an output").lines().count();
    assert_eq!((lines_of("a.837.ndjson"), lines_of("b.837.ndjson")), (2, 2));
}

#[cfg(target_os = "linux")]
#[test]
fn a_killed_run_loses_and_doubles_nothing() {
    use std::process::{Command, Stdio};
    let claims: Vec<String> = (0..40).map(|n| format!("K{n}")).collect();
    let claims: Vec<&str> = claims.iter().map(String::as_str).collect();
    let names: Vec<String> = (0..60).map(|n| format!("{n:03}.837")).collect();
    let inputs: Vec<(&str, String)> =
        names.iter().enumerate().map(|(n, name)| (name.as_str(), file(n as u32 + 1, &claims))).collect();
    let folder = night(&inputs);
    let other = ["convert", "--to", "ndjson", "in", "-o", "whole"];
    assert_eq!(run(folder.path(), &other).2, 0);
    let mut whole = files(&folder.path().join("whole"));
    whole.remove("manifest.ndjson");
    let mut resumed = 0;
    for seed in 0..10u64 {
        let out = folder.path().join("out");
        let mut child = Command::new(env!("CARGO_BIN_EXE_twinclaim"))
            .args(CONVERT)
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it runs");
        std::thread::sleep(std::time::Duration::from_millis(20 + seed * seed * 23));
        child.kill().expect("it is killed, or was done");
        child.wait().expect("it ends");
        if !out.join("manifest.ndjson").exists() {
            let (_, err, code) = run(folder.path(), &[&CONVERT[..], &["--resume"]].concat());
            assert_eq!(code, 0, "seed {seed}: {err}");
            resumed += 1;
        }
        let mut now = files(&out);
        let made = now.remove("manifest.ndjson");
        assert!(made.is_some() && now == whole, "seed {seed}: {:?}", now.keys());
        assert_eq!(manifest(&out.join("manifest.ndjson")).len(), 61, "seed {seed}");
        fs::remove_dir_all(&out).expect("it goes");
    }
    assert!(resumed > 0, "no run was killed in time");
}

#[test]
fn what_cannot_be_read_goes_aside_with_its_reason_and_what_is_done_goes_elsewhere() {
    let folder = night(&several());
    let more = ["--quarantine", "bad", "--done", "old"];
    let (_, err, code) = run(folder.path(), &[&CONVERT[..], &more].concat());
    assert_eq!(code, 2, "{err}");
    let names = |name: &str| files(&folder.path().join(name)).into_keys().collect::<Vec<_>>();
    assert_eq!(names("bad"), ["c.837", "c.837.reason.txt", "d.837", "d.837.reason.txt"]);
    assert_eq!(names("old"), ["a.837", "b.837", "e.837", "f.837"]);
    assert_eq!(names("in"), ["note.txt"]);
    let why = fs::read_to_string(folder.path().join("bad/d.837.reason.txt")).expect("a reason");
    assert!(why.starts_with("in/d.837: ") && why.contains("cut off"), "{why}");
    let lines = manifest(&folder.path().join("out/manifest.ndjson"));
    let quarantined: Vec<&Value> = lines.iter().filter(|line| line["status"] == "quarantined").collect();
    assert_eq!(quarantined.len(), 2, "{lines:#?}");
    assert!(quarantined[0]["outputs"].to_string().contains("bad/c.837"), "{}", quarantined[0]);
    // The next night takes nothing twice, and overwrites nothing that is aside.
    fs::write(folder.path().join("in/c.837"), "ISA*broken again").expect("it is written");
    let next = ["convert", "--to", "ndjson", "in", "-o", "next", "--quarantine", "bad"];
    assert_eq!(run(folder.path(), &next).2, 2);
    assert!(names("bad").contains(&"c.837.2".to_owned()), "{:?}", names("bad"));
    // A run that goes on still accounts for what the one before put aside.
    let folder = night(&several());
    let args = [&CONVERT[..], &["--quarantine", "bad"]].concat();
    run(folder.path(), &args);
    let out = folder.path().join("out");
    fs::rename(out.join("manifest.ndjson"), out.join("manifest.ndjson.partial")).expect("it is moved");
    let (_, err, code) = run(folder.path(), &[&args[..], &["--resume"]].concat());
    assert_eq!(code, 0, "what is broken is aside: {err}");
    let lines = manifest(&out.join("manifest.ndjson"));
    assert_eq!(lines.iter().filter(|line| line["status"] == "quarantined").count(), 2, "{lines:#?}");
    assert_eq!(lines.len(), 8);
}

/// What is wrong with an output, or with another input, is no fault of an input.
#[test]
fn an_input_that_is_right_is_never_put_aside() {
    let folder = night(&several());
    let there = |name: &str| folder.path().join(name).exists();
    let names = |name: &str| files(&folder.path().join(name)).into_keys().collect::<Vec<_>>();
    // Nothing is written, because two inputs are broken.
    let merge =
        ["merge", "-o", "all.837", "in", "--done", "old", "--quarantine", "bad", "--manifest", "m.ndjson"];
    assert_eq!(run(folder.path(), &merge).2, 2);
    assert!(!there("all.837") && !there("old"));
    assert_eq!(names("bad"), ["c.837", "c.837.reason.txt", "d.837", "d.837.reason.txt"]);
    assert_eq!(names("in"), ["a.837", "b.837", "e.837", "f.837", "note.txt"]);
    let done =
        |name: &str| manifest(&folder.path().join(name)).iter().filter(|l| l["status"] == "done").count();
    assert_eq!(done("m.ndjson"), 0);
    // An output is there already: neither it nor its input is moved, and the input is named.
    for command in [&["convert", "--to", "ndjson"][..], &["fix"]] {
        let folder = night(&[("a.837", file(1, &["A"])), ("b.837", file(2, &["B"]))]);
        fs::create_dir(folder.path().join("out")).expect("a folder");
        let output = if command[0] == "fix" { "out/a.837" } else { "out/a.837.ndjson" };
        fs::write(folder.path().join(output), "old").expect("it is written");
        let (_, err, code) =
            run(folder.path(), &[command, &["in", "-o", "out", "--quarantine", "bad"]].concat());
        assert!(code == 2 && err.contains("exists already"), "{err}");
        assert!(!folder.path().join("bad").exists(), "{err}");
        assert_eq!(fs::read(folder.path().join(output)).expect("it is there"), b"old");
        let lines = manifest(&folder.path().join("out/manifest.ndjson"));
        let told: Vec<_> =
            lines.iter().map(|line| (line["path"].as_str(), line["status"].as_str())).collect();
        assert_eq!(
            told[..2],
            [(Some("in/a.837"), Some("refused")), (Some("in/b.837"), Some("done"))],
            "{command:?}"
        );
    }
    // Looking moves nothing.
    let (_, err, code) = run(folder.path(), &["fix", "--dry-run", "--done", "old", "in/a.837"]);
    assert!(code == 2 && err.contains("cannot be used with"), "{err}");
}

/// Outputs that take no more leave no input done.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_no_input_done() {
    let folder = night(&several()[..2]);
    for command in [&["convert", "--to", "ndjson"][..], &["convert", "--to", "x12"], &["merge"]] {
        let args =
            [command, &["-o", "/dev/full", "in/a.837", "--done", "old", "--manifest", "m.ndjson"]].concat();
        let (_, err, code) = run(folder.path(), &args);
        assert!(code == 2 && folder.path().join("in/a.837").exists(), "{args:?}: {err}");
        let made = fs::read_to_string(folder.path().join("m.ndjson")).unwrap_or_default();
        assert!(
            !made.contains("\"done\":") || rows(&made).iter().all(|line| line["status"] != "done"),
            "{made}"
        );
        fs::remove_file(folder.path().join("m.ndjson")).ok();
    }
}

/// A run that goes on moves what the one before had done.
#[test]
fn what_the_run_before_has_done_is_moved_too() {
    let folder = night(&several());
    let args = [&CONVERT[..], &["--done", "old"]].concat();
    run(folder.path(), &CONVERT);
    let out = folder.path().join("out");
    let text = fs::read_to_string(out.join("manifest.ndjson")).expect("a manifest");
    let first: String = text.split_inclusive('\n').take(2).collect();
    // Broken off behind the second input; and behind the manifest, while inputs were moved.
    for left in [first, text] {
        fs::write(out.join("manifest.ndjson.partial"), left).expect("it is written");
        let (_, err, _) = run(folder.path(), &[&args[..], &["--resume"]].concat());
        let moved = files(&folder.path().join("old")).into_keys().collect::<Vec<_>>();
        assert_eq!(moved, ["a.837", "b.837", "e.837", "f.837"], "{err}");
        assert!(!out.join("manifest.ndjson.partial").exists());
        for name in ["a.837", "b.837", "e.837", "f.837"] {
            fs::rename(folder.path().join("old").join(name), folder.path().join("in").join(name))
                .expect("back");
        }
    }
}

#[test]
fn two_runs_are_not_at_work_in_one_folder() {
    let folder = night(&several());
    fs::create_dir(folder.path().join("out")).expect("a folder");
    let journal = fs::File::create(folder.path().join("out/manifest.ndjson.partial")).expect("a journal");
    journal.try_lock().expect("nobody has it");
    for more in [&[][..], &["--resume"], &["--force"]] {
        let (_, err, code) = run(folder.path(), &[&CONVERT[..], more].concat());
        assert!(code == 2 && err.contains("another run is at work there"), "{more:?}: {err}");
    }
    drop(journal);
    assert!(run(folder.path(), &[&CONVERT[..], &["--resume"]].concat()).1.contains("c.837"));
}

/// What is said goes to programs as lines of JSON.
#[test]
fn messages_are_lines_of_json_where_that_is_asked_for() {
    let folder = night(&several());
    let (_, text, _) = run(folder.path(), &CONVERT);
    fs::remove_dir_all(folder.path().join("out")).expect("it goes");
    let (_, err, code) = run(folder.path(), &[&CONVERT[..], &["--log", "json"]].concat());
    assert_eq!(code, 2);
    let lines = rows(&err);
    assert_eq!(lines.len(), text.lines().count(), "{err}");
    for (line, text) in lines.iter().zip(text.lines()) {
        assert_eq!(
            format!("{}: {}", line["level"].as_str().unwrap(), line["message"].as_str().unwrap()),
            text
        );
        assert!(line["time"].as_str().is_some_and(|time| time.ends_with('Z') && time.len() == 24), "{line}");
    }
}

/// Inputs that are named by a pattern, a list or by what is to be left out, and packed ones.
#[test]
fn inputs_come_by_pattern_by_list_and_packed() {
    let folder = night(&several());
    let at = |name: &str| folder.path().join(name);
    let packed = |text: &str| {
        let level = ruzstd::encoding::CompressionLevel::Fastest;
        ruzstd::encoding::compress_to_vec(text.as_bytes(), level)
    };
    fs::write(at("in/g.837.zst"), packed(&file(7, &["P", "Q"]))).expect("it is written");
    fs::create_dir(at("in/sent")).expect("a folder");
    fs::write(at("in/sent/h.837"), file(8, &["R"])).expect("it is written");
    fs::write(at("in/u.837.part"), "half").expect("it is written");
    fs::write(at("list.txt"), "in/a.837\r\n\nin/sent/h.837\n").expect("it is written");
    let claims = |args: &[&str]| {
        let (out, err, code) = run(folder.path(), &[&["convert", "--to", "ndjson"], args].concat());
        let number = |line: &str| {
            let claim: Value = serde_json::from_str(line).expect("JSON");
            claim["patient_control_number"].as_str().expect("CLM01").to_owned()
        };
        (out.lines().map(number).collect::<Vec<_>>().concat(), code, err)
    };
    assert_eq!(claims(&["in/[abf].837"]).0, "ABCHIJ");
    assert_eq!(claims(&["in/**/h*"]).0, "R");
    assert_eq!(claims(&["in/g.*"]).0, "PQ");
    assert_eq!(claims(&["@list.txt"]).0, "ABR");
    let (found, code, err) =
        claims(&["in", "--exclude", "[cd].837", "--exclude", "sent/**", "--exclude", "*.txt"]);
    assert_eq!((found.as_str(), code), ("ABCGHIJPQ", 0), "{err}");
    for name in ["c.837", "d.837", "sent/h.837", "note.txt"] {
        assert!(
            err.contains(&format!("passed over: in/{name} is left out, as --include and --exclude say")),
            "{err}"
        );
    }
    assert!(err.contains("in/u.837.part is hidden or still being written"), "{err}");
    assert_eq!(claims(&["in", "--include", "sent/*"]).0, "R");
    // What a pattern finds that is half written is left alone, and a pattern that finds nothing is an error.
    let (found, _, err) = claims(&["in/u*", "in/e.837"]);
    assert!(found == "G" && err.contains("still being written"), "{err}");
    for (word, says) in [("in/z*", "no file has"), ("@none.txt", "no such file"), ("in/[", "is no pattern")] {
        let (_, code, err) = claims(&[word]);
        assert!(code == 2 && err.contains(says), "{word}: {err}");
    }
    // A file that is called like a pattern or a list is what it is called.
    fs::write(at("in/x[1].837"), file(9, &["S"])).expect("it is written");
    assert_eq!(claims(&["in/x[1].837"]).0, "S");
    // Several inputs have several outputs.
    let (_, err, code) = run(folder.path(), &["convert", "--to", "ndjson", "in/[ab].837", "-o", "two"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(files(&at("two")).len(), 3);
    // Packed data that ends early is no input that ends early without a word.
    let whole = packed(&file(7, &["P", "Q"]));
    fs::write(at("short.zst"), &whole[..whole.len() - 9]).expect("it is written");
    let (_, code, err) = claims(&["short.zst"]);
    assert!(code == 2 && err.contains("damaged or ends too early"), "{err}");
}
