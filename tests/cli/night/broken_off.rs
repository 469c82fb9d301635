//! A run goes on with one that was broken off, to the bytes of a run that never was.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{CONVERT, files, manifest, night, several};
use crate::accounted::{file, rows, run};

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

/// A command that writes each input's files as soon as it is read, and its folders.
const FILE_BY_FILE: [(&[&str], &[&str]); 3] = [
    (
        &[
            "validate",
            "in",
            "-o",
            "out/",
            "--ack",
            "999=ack/",
            "--ack",
            "ta1=ack/",
            "--ack",
            "277ca=ack/",
            "--valid",
            "good/",
            "--invalid",
            "bad/",
            "--as-of",
            "2026-07-20",
            "--format",
            "ndjson",
        ],
        &["out", "ack", "good", "bad"],
    ),
    (&["redact", "in", "-o", "out", "--manifest", "m.ndjson", "--as-of", "2026-07-20"], &["out"]),
    (&["redact", "in", "-o", "out", "--manifest", "m.ndjson", "--key", "key"], &["out"]),
];

/// Inputs that say something of each other: a copy of an interchange, a claim that is there twice.
fn related() -> Vec<(&'static str, String)> {
    let mut files = several();
    files.push(("g.837", file(1, &["A", "B"]).replace("260705*1010*^", "260705*1011*^")));
    files.push(("h.837", file(8, &["C", "K"])));
    files
}

fn all(folder: &Path, names: &[&str]) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for name in names {
        all.extend(files(&folder.join(name)).into_iter().map(|(at, bytes)| (format!("{name}/{at}"), bytes)));
    }
    all.retain(|(name, _)| !name.contains("manifest.ndjson"));
    all
}

#[test]
fn every_command_that_writes_file_by_file_goes_on_by_file() {
    for (args, folders) in FILE_BY_FILE {
        let night = night(&related());
        let folder = night.path();
        fs::write(folder.join("key"), "0123456789abcdef0123456789abcdef").expect("it is written");
        let (_, err, code) = run(folder, args);
        assert_eq!(code, 2, "two inputs are broken: {err}");
        let whole = all(folder, folders);
        assert!(whole.len() > 5, "{args:?}: {err}");
        let at = if args[0] == "redact" { "m.ndjson" } else { "out/manifest.ndjson" };
        let text = fs::read_to_string(folder.join(at)).expect("a manifest");
        let before = manifest(&folder.join(at));
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        for broken_after in 0..lines.len() - 1 {
            for name in folders {
                fs::remove_dir_all(folder.join(name)).expect("it goes");
                fs::create_dir(folder.join(name)).expect("a folder");
            }
            fs::remove_file(folder.join("m.ndjson")).ok();
            let mut partial = lines[..broken_after].concat();
            partial.push_str(&lines[broken_after][..30]);
            fs::write(folder.join(format!("{at}.partial")), &partial).expect("it is written");
            for (name, bytes) in &whole {
                // The last one is there, and not yet in the journal.
                if lines[..=broken_after].iter().any(|line| line.contains(&format!("{name}\""))) {
                    fs::create_dir_all(folder.join(name).parent().expect("a folder")).expect("a folder");
                    fs::write(folder.join(name), bytes).expect("it is written");
                }
            }
            let (_, err, code) = run(folder, args);
            assert!(code == 2 && err.contains("--resume goes on with it"), "{err}");
            let (_, err, code) = run(folder, &[args, &["--resume"]].concat());
            assert_eq!(code, 2, "{err}");
            let names =
                |files: &[(String, Vec<u8>)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
            let now = all(folder, folders);
            assert_eq!(names(&now), names(&whole), "{args:?} after {broken_after}: {err}");
            for (now, then) in now.iter().zip(&whole) {
                assert_eq!(
                    String::from_utf8_lossy(&now.1),
                    String::from_utf8_lossy(&then.1),
                    "{} after {broken_after}",
                    now.0
                );
            }
            let sorted = |mut lines: Vec<Value>| {
                lines.sort_by_key(|line| line["path"].to_string());
                lines
            };
            assert_eq!(
                sorted(manifest(&folder.join(at))),
                sorted(before.clone()),
                "{args:?} after {broken_after}"
            );
            assert!(!folder.join(format!("{at}.partial")).exists());
        }
    }
}

/// What a run found first it finds when it goes on, though the day is another one: answers name it.
#[test]
fn a_run_that_goes_on_is_of_the_day_that_it_began() {
    let night = night(&several()[..2]);
    let folder = night.path();
    fs::create_dir(folder.join("ack")).expect("a folder");
    let begun =
        "{\"schema\":\"twinclaim/journal/1\",\"command\":\"validate\",\"begun\":\"2026-02-03T04:05:06\"}\n";
    fs::write(folder.join("ack/manifest.ndjson.partial"), begun).expect("it is written");
    let (_, err, code) = run(folder, &["validate", "in", "--ack", "999=ack", "--resume"]);
    assert_eq!(code, 0, "{err}");
    let answer = fs::read_to_string(folder.join("ack/a.837.999")).expect("an answer");
    assert!(answer.contains("*260203*0405*"), "{answer}");
    // What another command left is none of this one's.
    fs::remove_file(folder.join("ack/manifest.ndjson")).expect("it goes");
    fs::write(folder.join("ack/manifest.ndjson.partial"), begun).expect("it is written");
    let (_, err, code) = run(folder, &["fix", "in", "-o", "ack", "--resume"]);
    assert!(code == 2 && err.contains("`validate` left this"), "{err}");
}

/// So does convert, where headers have no day of their own.
#[test]
fn convert_that_goes_on_keeps_the_day_that_it_began() {
    let night = night(&several()[..2]);
    let folder = night.path();
    let (_, err, code) = run(folder, &["convert", "--to", "ndjson", "in", "-o", "json"]);
    assert_eq!(code, 0, "{err}");
    for name in ["a.837.ndjson", "b.837.ndjson"] {
        let path = folder.join("json").join(name);
        let mut lines = rows(&fs::read_to_string(&path).expect("claims"));
        for line in &mut lines {
            line.as_object_mut().expect("a claim").retain(|key, _| key != "envelope" && key != "source");
        }
        let text = lines.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n") + "\n";
        fs::write(path, text).expect("it is written");
    }
    let begun =
        "{\"schema\":\"twinclaim/journal/1\",\"command\":\"convert\",\"begun\":\"2026-02-03T04:05:06\"}\n";
    fs::create_dir(folder.join("x12")).expect("a folder");
    fs::write(folder.join("x12/manifest.ndjson.partial"), begun).expect("it is written");
    let to = ["--sender", "SENDER01", "--receiver", "RECEIVER1", "--usage", "test", "--resume"];
    let args = ["convert", "--to", "x12", "json", "--exclude", "manifest.ndjson", "-o", "x12"];
    let (_, err, code) = run(folder, &[&args[..], &to].concat());
    assert_eq!(code, 0, "{err}");
    for name in ["a.837.ndjson.x12", "b.837.ndjson.x12"] {
        let text = fs::read_to_string(folder.join("x12").join(name)).expect("X12");
        assert!(text.contains("*260203*0405*"), "{text}");
    }
}

/// In the folder of copies nothing names the originals.
#[test]
fn redact_keeps_its_journal_where_its_manifest_is() {
    let night = night(&several()[..2]);
    let folder = night.path();
    let (_, err, code) = run(folder, &["redact", "in", "-o", "out", "--resume"]);
    assert!(code == 2 && err.contains("--manifest"), "{err}");
    let (_, err, code) = run(folder, &["redact", "in", "-o", "out", "--manifest", "m.ndjson"]);
    assert_eq!(code, 0, "{err}");
    let names: Vec<String> = files(&folder.join("out")).into_keys().collect();
    assert!(names.len() == 2 && names.iter().all(|name| !name.contains("manifest")), "{names:?}");
}

/// Options that name folders name folders all of them, and what would meet in one is told apart.
#[test]
fn validate_writes_into_folders_or_into_files() {
    let night = night(&several()[..2]);
    let folder = night.path();
    let wrong: [(&[&str], &str); 4] = [
        (&["-o", "report.txt", "--valid", "good/"], "all of them or none"),
        (&["--valid", "one/", "--invalid", "one/"], "name one folder"),
        (&["--valid", "good.837", "--resume"], "file by file"),
        (&["--ack", "999=a/", "--ack", "999=b/"], "two files for one kind"),
    ];
    for (more, says) in wrong {
        let (_, err, code) = run(folder, &[&["validate", "in"], more].concat());
        assert!(code == 2 && err.contains(says), "{more:?}: {err}");
    }
    // Numbers of answers and of renewed envelopes go on from file to file.
    let args = ["validate", "in", "--ack", "999=ack/", "--valid", "good/", "--renew-control-numbers=500"];
    let (_, err, code) = run(folder, &[&args[..], &["--ack-control-number", "70"]].concat());
    assert_eq!(code, 0, "{err}");
    let isa13 = |name: &str| {
        let text = fs::read_to_string(folder.join(name)).expect(name);
        text.split('*').nth(13).expect("ISA13").to_owned()
    };
    assert_eq!([isa13("ack/a.837.999"), isa13("ack/b.837.999")], ["000000070", "000000071"]);
    assert_eq!([isa13("good/a.837"), isa13("good/b.837")], ["000000500", "000000501"]);
    // Without -o the report goes to standard output, and the manifest among the first files.
    assert!(folder.join("good/manifest.ndjson").exists() && !folder.join("ack/manifest.ndjson").exists());
}

/// Files that come all at once are there all at once, wherever their names were given half.
#[test]
fn split_takes_back_what_was_half_placed_and_moves_what_was_left() {
    let night = night(&several()[..2]);
    let folder = night.path();
    let args = ["split", "--by", "claim", "in", "-o", "out"];
    assert_eq!(run(folder, &args).2, 0);
    let whole = files(&folder.join("out"));
    let journal = |names: &[&str]| {
        let outputs: Vec<Value> = names
            .iter()
            .map(|name| serde_json::json!({"path": format!("out/{name}"), "sha256": super::sha256(&whole[*name])}))
            .collect();
        let line =
            serde_json::json!({"schema": "twinclaim/manifest/1", "type": "intended", "outputs": outputs});
        fs::write(folder.join("out/manifest.ndjson.partial"), format!("{line}\n")).expect("it is written");
    };
    let names: Vec<&str> = whole.keys().map(String::as_str).collect();
    assert_eq!(names, ["000001.837", "000002.837", "000003.837", "manifest.ndjson"]);
    // Killed when two of them had their names; and an input has gone since.
    for name in &names[2..] {
        fs::remove_file(folder.join("out").join(name)).expect("it goes");
    }
    journal(&names);
    let (_, err, code) = run(folder, &args);
    assert!(code == 2 && err.contains("--resume goes on with it"), "{err}");
    fs::rename(folder.join("in/b.837"), folder.join("b.837")).expect("it is moved");
    let (_, err, code) = run(folder, &[&args[..], &["--resume"]].concat());
    assert_eq!(code, 0, "{err}");
    let now = files(&folder.join("out"));
    assert_eq!(now.keys().collect::<Vec<_>>(), ["000001.837", "000002.837", "manifest.ndjson"]);
    // Killed when all had their names, and one input was still to be moved.
    fs::rename(folder.join("b.837"), folder.join("in/b.837")).expect("it is moved");
    fs::remove_dir_all(folder.join("out")).expect("it goes");
    assert_eq!(run(folder, &args).2, 0);
    journal(&names[..3]);
    let (_, err, code) = run(folder, &[&args[..], &["--resume", "--done", "old"]].concat());
    assert!(code == 0 && err.contains("all files of the run before are there"), "{err}");
    assert_eq!(files(&folder.join("old")).into_keys().collect::<Vec<_>>(), ["a.837", "b.837"]);
    assert!(!folder.join("out/manifest.ndjson.partial").exists());
    // A run that fails leaves neither files nor folder.
    let (_, err, code) = run(folder, &["split", "--by", "claim", "in", "-o", "none"]);
    assert!(code == 2 && !folder.join("none").exists(), "{err}");
}
