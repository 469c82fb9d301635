//! What is moved out of the way, and what never is.

use std::fs;
use std::io::Write;

use serde_json::Value;

use super::{CONVERT, files, manifest, night, several};
use crate::accounted::{file, rows, run};

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
    assert_eq!(code, 2, "as the run before, which could not read all: {err}");
    let lines = manifest(&out.join("manifest.ndjson"));
    assert_eq!(lines.iter().filter(|line| line["status"] == "quarantined").count(), 2, "{lines:#?}");
    assert_eq!(lines.len(), 8);
}

/// A zip of these files.
fn zipped(members: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in members {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a member");
        zip.write_all(text.as_bytes()).expect("it is written");
    }
    zip.finish().expect("a zip").into_inner()
}

/// An archive goes where its members belong, when all of it was read: nothing of it is made twice the next night.
#[test]
fn an_archive_is_moved_whole() {
    let folder = night(&[]);
    let at = |name: &str| folder.path().join(name);
    let (one, other) = (file(1, &["A"]), file(2, &["B"]));
    fs::write(at("in/good.zip"), zipped(&[("1.837", &one), ("note.txt", "hello")])).expect("it is written");
    fs::write(at("in/mixed.zip"), zipped(&[("2.837", &other), ("3.837", &other[..300])]))
        .expect("it is written");
    let (_, err, code) =
        run(folder.path(), &[&CONVERT[..], &["--quarantine", "bad", "--done", "old"]].concat());
    assert_eq!(code, 2, "{err}");
    let names = |name: &str| files(&at(name)).into_keys().collect::<Vec<_>>();
    assert_eq!(names("old"), ["good.zip"], "{err}");
    assert_eq!(names("bad"), ["mixed.zip", "mixed.zip.reason.txt"], "{err}");
    assert_eq!(names("in"), Vec::<String>::new());
    let why = fs::read_to_string(at("bad/mixed.zip.reason.txt")).expect("a reason");
    assert!(why.contains("in/mixed.zip!2.837: is done; made of it: out/mixed.zip/2.837.ndjson"), "{why}");
    assert!(why.contains("in/mixed.zip!3.837: ") && why.contains("Ask the sender"), "{why}");
    // Where nothing is written of it, it stays, though all of it could be read.
    let folder = night(&[("bad.837", "ISA*broken".to_owned())]);
    fs::write(folder.path().join("in/good.zip"), zipped(&[("1.837", &one)])).expect("it is written");
    let merge = ["merge", "in", "-o", "all.837", "--done", "old", "--quarantine", "bad"];
    assert_eq!(run(folder.path(), &merge).2, 2);
    assert!(folder.path().join("in/good.zip").exists() && !folder.path().join("old").exists());
}

/// The manifest answers what came in and did not go out, and why.
#[test]
fn the_manifest_says_what_files_are_that_hold_no_claim_and_which_are_copies() {
    let folder = night(&[("a.837", file(1, &["A"])), ("b.837", file(1, &["A"]))]);
    run(folder.path(), &["validate", "in/a.837", "--ack", "999=in/c.999"]);
    let reason = |lines: &[Value], name: &str| {
        let line = lines.iter().find(|line| line["path"] == name).expect("a line").clone();
        (line["status"].clone(), line["reason"].as_str().unwrap_or_default().to_owned())
    };
    for (args, at) in [(&CONVERT[..], "out"), (&["split", "--by", "claim", "in", "-o", "split"], "split")] {
        let (_, err, code) = run(folder.path(), args);
        assert_eq!(code, 0, "{err}");
        let lines = manifest(&folder.path().join(at).join("manifest.ndjson"));
        let (status, why) = reason(&lines, "in/c.999");
        assert!(status == "skipped" && why.contains("but 1 × implementation acknowledgment (999)"), "{why}");
        assert_eq!(
            reason(&lines, "in/b.837"),
            ("done".into(), "has the same content as in/a.837".to_owned())
        );
    }
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

/// A copy of what was taken is taken with it: the next night would answer it a second time.
#[test]
fn a_copy_is_moved_with_what_it_copies() {
    let folder = night(&[("a.837", file(1, &["KQ1"])), ("b.837", file(1, &["KQ1"]))]);
    let args = ["validate", "in", "--ack", "999=answers/", "--done", "old", "--as-of", "2026-07-20"];
    let (_, err, code) = run(folder.path(), &args);
    assert!(code < 2, "{err}");
    let names = |name: &str| files(&folder.path().join(name)).into_keys().collect::<Vec<_>>();
    assert_eq!((names("in").len(), names("old")), (0, vec!["a.837".to_owned(), "b.837".to_owned()]));
    assert_eq!(
        names("answers").iter().filter(|name| name.ends_with(".999")).count(),
        1,
        "{:?}",
        names("answers")
    );
}
