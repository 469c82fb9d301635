//! `split`, `merge` and `fix` on the command line.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use twinclaim::edit::{self, By, Intake, Merge, Pieces, Split};
use twinclaim::translate::{Claims, Event};
use twinclaim::x12::Numbering;
use twinclaim::x12::{Charset, Envelopes, FaultKind, Piece, Reader};

fn run(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_twinclaim"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(args).output().expect("it runs")
}

/// Runs it, and gives what it said once the exit code is right.
fn said(args: &[&str], code: i32) -> String {
    let output = run(args);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
    assert!(output.stdout.is_empty());
    said
}

fn folder() -> (tempfile::TempDir, impl Fn(&str) -> String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_owned();
    (folder, move |name| path.join(name).to_string_lossy().into_owned())
}

fn sample(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)).expect("a sample")
}

/// All samples that keep to their guides.
fn samples() -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    crate::house::common::files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples"), &mut found);
    found.retain(|path| {
        path.extension().is_some_and(|e| e == "837") && !path.to_string_lossy().contains("broken")
    });
    found.into_iter().map(|path| (path.clone(), fs::read(path).expect("a sample"))).collect()
}

fn outputs(folder: &str) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    crate::house::common::files(Path::new(folder), &mut found);
    found.retain(|path| !path.ends_with("manifest.ndjson"));
    let name = |path: &Path| path.file_name().expect("a name").to_string_lossy().into_owned();
    found.into_iter().map(|path| (name(&path), fs::read(&path).expect("an output"))).collect()
}

/// A sample with this many service lines more, right in its counts.
fn with_lines(more: usize) -> Vec<u8> {
    let text = String::from_utf8(sample("emergency/physician.837")).expect("text");
    let (before, behind) = text.split_once("SE*").expect("a trailer");
    let (count, behind) = behind.split_once('*').expect("a count");
    let line =
        |n: usize| format!("LX*{n}~\nSV1*HC:99213*0*UN*1***1~\nDTP*472*D8*20260302~\nREF*6R*LARGE{n:09}~\n");
    let first = before.matches("\nLX*").count() + 1;
    let lines: String = (first..first + more).map(line).collect();
    let count = count.parse::<usize>().expect("a number") + 4 * more;
    format!("{before}{lines}SE*{count}*{behind}").into_bytes()
}

/// The raw bytes of each claim, sorted, and how many notices the reading gave.
fn claims(bytes: &[u8]) -> (Vec<Vec<u8>>, usize) {
    let mut reader = Claims::new(Reader::from_slice(bytes), None, Charset::default());
    let (mut starts, mut notices) = (Vec::new(), 0);
    while let Some(event) = reader.next().transpose().expect("it can be read") {
        match event {
            Event::Claim(claim) => starts.push(claim.source().offset),
            Event::Notice(_) => notices += 1,
            _ => {}
        }
    }
    let mut claims: Vec<Vec<u8>> = Vec::new();
    let mut reader = Reader::from_slice(bytes);
    let mut inside = false;
    while let Some(piece) = reader.next().expect("it can be read") {
        let Piece::Segment(item) = piece else { continue };
        if starts.contains(&item.position.offset) {
            inside = true;
            claims.push(Vec::new());
        } else if matches!(item.segment.id(), b"HL" | b"SE") {
            inside = false;
        }
        if let Some(claim) = claims.last_mut().filter(|_| inside) {
            claim.extend_from_slice(item.raw);
        }
    }
    claims.sort();
    (claims, notices)
}

/// Faults in the envelopes that fixing takes away.
fn faults(bytes: &[u8]) -> Vec<FaultKind> {
    let mut reader = Reader::from_slice(bytes);
    let mut envelopes = Envelopes::new();
    let mut found = Vec::new();
    while let Ok(Some(piece)) = reader.next() {
        if let Piece::Segment(item) = piece {
            found.extend(envelopes.observe(&item).iter().map(|fault| fault.kind));
        }
    }
    found.extend(envelopes.finish().iter().map(|fault| fault.kind));
    // Headers that are not there or stand twice are beyond counts.
    found.retain(|kind| !matches!(kind, FaultKind::DuplicateControlNumber(_) | FaultKind::Outside(_)));
    found
}

#[test]
fn split_then_merge_gives_the_same_claims() {
    let (_keep, path) = folder();
    let every: Vec<Vec<u8>> = samples().iter().flat_map(|(_, bytes)| claims(bytes).0).collect();
    assert!(every.len() > 15);
    for (n, by) in ["claim", "transaction", "payer", "provider", "patient"].into_iter().enumerate() {
        let (parts, whole) = (path(&format!("parts{n}")), path(&format!("whole{n}.837")));
        let mut args: Vec<String> = ["split", "--by", by, "-o", &parts].map(str::to_owned).to_vec();
        args.extend(samples().iter().map(|(path, _)| path.to_string_lossy().into_owned()));
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        said(&args, 0);
        for (name, bytes) in outputs(&parts) {
            let (own, notices) = claims(&bytes);
            assert!(!own.is_empty() && notices == 0, "{by} {name}");
            assert!(by != "claim" || own.len() == 1);
        }
        // Some samples share a claim.
        said(&["merge", "--allow-duplicates", "-o", &whole, &parts], 0);
        let bytes = fs::read(&whole).expect("the output");
        let (own, notices) = claims(&bytes);
        let mut expected = every.clone();
        expected.sort();
        assert!(own == expected, "{by}: other claims came back");
        assert_eq!(notices, 0, "{by}");
        assert_eq!(crate::house::common::segments(&bytes).iter().filter(|s| s.starts_with("ISA")).count(), 1);
    }
}

#[test]
fn names_of_pieces_say_what_is_no_health_data() {
    let (_keep, path) = folder();
    let names = |parts: &str| outputs(parts).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    said(&["split", "--by", "payer", "-o", &path("payer"), "samples/mri"], 0);
    assert_eq!(names(&path("payer")), ["000001-PLHP01.837"]);
    said(&["split", "--by", "patient", "-o", &path("patient"), "samples/emergency", "samples/mri-clean"], 0);
    assert_eq!(names(&path("patient")), ["000001.837", "000002.837"]);
    said(&["split", "--every", "2", "-o", &path("every"), "samples/emergency"], 0);
    assert_eq!(names(&path("every")), ["000001.837", "000002.837"]);
}

#[test]
fn more_pieces_than_files_may_be_open() {
    let (_keep, path) = folder();
    // Two hundred payers, each met twice, far apart.
    let text = String::from_utf8(sample("emergency/physician.837")).expect("ASCII");
    let of = |n: usize| {
        text.replace("PLHP01", &format!("P{:03}", n % 200)).replace("000000202", &format!("{:09}", n + 1000))
    };
    let many: String = (0..400).map(of).collect();
    fs::write(path("many.837"), &many).expect("a file");
    said(&["split", "--by", "payer", "-o", &path("parts"), &path("many.837")], 0);
    let parts = outputs(&path("parts"));
    assert_eq!(parts.len(), 200);
    for (n, (name, bytes)) in parts.iter().enumerate() {
        assert_eq!(name, &format!("{:06}-P{n:03}.837", n + 1));
        assert!(*bytes == format!("{}{}", of(n), of(n + 200)).into_bytes(), "{name} is something else");
    }
}

/// A claim of more than a megabyte waits in a temporary file.
#[test]
fn a_large_claim_keeps_its_bytes() {
    let (_keep, path) = folder();
    let large = with_lines(20_000);
    assert!(large.len() > (1 << 20) + (1 << 18));
    fs::write(path("large.837"), &large).expect("a file");
    said(&["split", "--by", "claim", "-o", &path("parts"), &path("large.837")], 0);
    let parts = outputs(&path("parts"));
    assert!(parts.iter().any(|(_, part)| part.len() > 1 << 20));
    let mut found: Vec<Vec<u8>> = parts.iter().flat_map(|(_, part)| claims(part).0).collect();
    found.sort();
    assert!(found == claims(&large).0 && parts.iter().all(|(_, part)| faults(part).is_empty()));
}

#[test]
fn a_large_claim_that_breaks_off_is_in_no_piece() {
    let (_keep, path) = folder();
    let large = with_lines(20_000);
    fs::write(path("large.837"), &large[..large.len() - 100_007]).expect("a file");
    let said = said(&["split", "--by", "claim", "-o", &path("parts"), &path("large.837")], 2);
    assert!(said.contains("breaks off"), "{said}");
    assert!(!Path::new(&path("parts")).exists(), "no claim is complete");
}

#[test]
fn fix_mends_and_says_so() {
    let (_keep, path) = folder();
    let text = said(&["fix", "-o", &path("a.837"), "samples/broken/no-se.837"], 0);
    assert!(text.contains("corrected: 1 missing trailer added"), "{text}");
    let fixed = fs::read(path("a.837")).expect("the output");
    // ST on line 3 to REF on line 32 are 30 segments, and SE itself.
    assert!(crate::house::common::segments(&fixed).contains(&"SE*31*0903".to_owned()));
    assert_eq!(claims(&fixed).1, 0);
    let text = said(&["fix", "-o", &path("b.837"), &path("a.837")], 0);
    assert!(text.contains("nothing to correct"), "{text}");
    assert_eq!(fs::read(path("b.837")).expect("the output"), fixed);
}

#[test]
fn fix_of_several_files_makes_a_folder() {
    let (_keep, path) = folder();
    said(&["fix", "-o", &path("out"), "samples/emergency"], 0);
    for name in ["facility.837", "physician.837", "radiologist.837"] {
        let out = fs::read(path(&format!("out/{name}"))).expect("the output");
        assert_eq!(out, sample(&format!("emergency/{name}")));
    }
}

#[test]
fn a_file_that_is_cut_off_is_not_made_to_look_whole() {
    let (_keep, path) = folder();
    let text = said(&["fix", "-o", &path("a.837"), "samples/broken/cut-off.837"], 2);
    assert!(text.contains("breaks off") && !Path::new(&path("a.837")).exists(), "{text}");
    let text = said(&["split", "--by", "claim", "-o", &path("parts"), "samples/broken/cut-off.837"], 2);
    assert!(text.contains("was left out") && !Path::new(&path("parts")).exists(), "{text}");
    let text =
        said(&["merge", "-o", &path("m.837"), "samples/broken/cut-off.837", "samples/mri/facility.837"], 2);
    assert!(text.contains("was left out"), "{text}");
    assert_eq!(fs::read(path("m.837")).expect("what could be done"), sample("mri/facility.837"));
}

#[test]
fn what_is_no_claim_ends_with_two() {
    let (_keep, path) = folder();
    for command in [&["split", "--by", "claim"][..], &["merge"]] {
        for (file, word) in [("remittance", "holds no 837"), ("version-4010", "not supported")] {
            let file = format!("samples/broken/{file}.837");
            let out = path(command[0]);
            let text = said(&[command, &["-o", &out, &file]].concat(), 2);
            assert!(text.contains(word), "{text}");
            assert!(!Path::new(&out).is_file());
        }
    }
    // Envelopes can be corrected whatever is in them.
    for file in ["remittance", "version-4010"] {
        let text = said(&["fix", "-o", &path(file), &format!("samples/broken/{file}.837")], 0);
        assert!(text.contains("in envelopes only"), "{text}");
        assert_eq!(fs::read(path(file)).expect("the output"), sample(&format!("broken/{file}.837")));
    }
}

#[test]
fn json_is_sent_to_convert() {
    let (_keep, path) = folder();
    run(&["convert", "--to", "ndjson", "samples/mri/facility.837", "-o", &path("a.ndjson")]);
    for command in [&["split", "--by", "claim"][..], &["merge"], &["fix"]] {
        let text = said(&[command, &["-o", &path(command[0]), &path("a.ndjson")]].concat(), 2);
        assert!(text.contains("convert --to x12"), "{text}");
    }
}

#[test]
fn nothing_is_overwritten_unless_forced() {
    let (_keep, path) = folder();
    fs::write(path("there"), "x").expect("a file");
    for command in [&["merge"][..], &["fix"]] {
        let there = path("there");
        let args = [command, &["samples/mri/facility.837", "-o", &there]].concat();
        assert!(said(&args, 2).contains("--force"));
    }
    assert_eq!(fs::read(path("there")).expect("the file"), b"x");
    said(&["merge", "--force", "samples/mri/facility.837", "-o", &path("there")], 0);
    assert_eq!(fs::read(path("there")).expect("the file"), sample("mri/facility.837"));
    let split = ["split", "--by", "claim", "samples/mri", "-o", &path("parts")];
    said(&split, 0);
    assert!(said(&split, 2).contains("--force"));
    said(&[&split[..], &["--force"]].concat(), 0);
}

#[test]
fn control_numbers_are_kept_or_renewed() {
    let (_keep, path) = folder();
    let isa = |bytes: &[u8]| crate::house::common::segments(bytes)[0].split('*').nth(13).map(str::to_owned);
    said(&["split", "--by", "claim", "-o", &path("kept"), "samples/mri"], 0);
    let kept: Vec<_> = outputs(&path("kept")).iter().map(|(_, bytes)| isa(bytes)).collect();
    assert_eq!(kept[1].as_deref(), Some("000000102"));
    said(&["split", "--by", "claim", "--renew-control-numbers=7001", "-o", &path("new"), "samples/mri"], 0);
    for (n, (_, bytes)) in outputs(&path("new")).iter().enumerate() {
        let number = 7001 + n;
        assert_eq!(isa(bytes), Some(format!("{number:09}")));
        let segments = crate::house::common::segments(bytes);
        assert!(segments.iter().any(|s| s.starts_with("GE*1*") && s.ends_with(&format!("*{number}"))));
        assert!(segments.iter().any(|s| s.starts_with("SE*") && s.ends_with(&format!("*{number}"))));
        assert_eq!(claims(bytes).1, 0);
    }
    said(&["fix", "--renew-control-numbers", "-o", &path("now"), "samples/mri/facility.837"], 0);
    let now = fs::read(path("now")).expect("the output");
    assert_ne!(isa(&now), isa(&sample("mri/facility.837")));
    assert_eq!(claims(&now).1, 0);
}

/// A sample's text with another sender, receiver and usage in its headers and nothing else changed.
fn readdressed(name: &str, sender: &str, receiver: &str, usage: char) -> String {
    let text = String::from_utf8(sample(name)).expect("ASCII");
    let isa = format!("*{sender:15}*ZZ*{receiver:15}*");
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    lines[0] = lines[0]
        .replace("*TCSAMPLE       *ZZ*SAMPLEGATEWAY  *", &isa)
        .replace("*0*T*:~", &format!("*0*{usage}*:~"));
    lines[1] = lines[1].replace("*TCSAMPLE*SAMPLEGATEWAY*", &format!("*{sender}*{receiver}*"));
    let changed = lines.concat();
    assert_ne!(changed, text);
    changed
}

#[test]
fn headers_name_another_sender_receiver_and_usage() {
    let (_keep, path) = folder();
    let address = [
        "--sender",
        "CLEARING01",
        "--receiver",
        "PAYER 01",
        "--usage",
        "production",
        "samples/mri/facility.837",
    ];
    let expected = readdressed("mri/facility.837", "CLEARING01", "PAYER 01", 'P');
    said(&[&["merge", "-o", &path("m.837")][..], &address].concat(), 0);
    assert_eq!(fs::read_to_string(path("m.837")).expect("the output"), expected);
    for by in ["transaction", "claim", "payer", "provider", "patient"] {
        said(&[&["split", "--by", by, "-o", &path(by)][..], &address].concat(), 0);
        let [(_, bytes)] = &outputs(&path(by))[..] else { panic!("one claim, one piece") };
        assert_eq!(String::from_utf8_lossy(bytes), expected, "{by}");
    }
    // Written from the model, the headers are the same ones.
    let run = run(&[&["convert", "--to", "x12"][..], &address].concat());
    assert_eq!(String::from_utf8_lossy(&run.stdout), expected);
    // One of them alone leaves the others.
    said(&["merge", "-o", &path("s.837"), "--sender", "ME", "samples/mri/facility.837"], 0);
    let expected = readdressed("mri/facility.837", "ME", "SAMPLEGATEWAY", 'T');
    assert_eq!(fs::read_to_string(path("s.837")).expect("the output"), expected);
}

#[test]
fn different_partners_stay_apart_as_the_result_names_them() {
    let (_keep, path) = folder();
    let text = readdressed("mri/professional.837", "TCSAMPLE", "OTHERGATEWAY", 'T');
    fs::write(path("other.837"), text).expect("a file");
    let inputs = ["samples/mri-clean/professional.837", &path("other.837")];
    let headers = |bytes: &[u8]| {
        let segments = crate::house::common::segments(bytes);
        let isa = segments.iter().filter(|segment| segment.starts_with("ISA"));
        isa.map(|isa| isa.split('*').nth(8).expect("ISA08").trim_end().to_owned()).collect::<Vec<_>>()
    };
    let cases = [
        (&["--sender", "CLEARING01", "--usage", "test"][..], vec!["SAMPLEGATEWAY", "OTHERGATEWAY"]),
        (&["--sender", "CLEARING01", "--receiver", "PAYER01"], vec!["PAYER01"]),
    ];
    for (n, (address, receivers)) in cases.into_iter().enumerate() {
        let out = path(&format!("{n}.837"));
        said(&[&["merge", "-o", &out][..], address, &inputs].concat(), 0);
        let bytes = fs::read(&out).expect("the output");
        assert_eq!(headers(&bytes), receivers);
        let (own, notices) = claims(&bytes);
        assert_eq!((own.len(), notices), (2, 0));
        // A file of a split has claims of the same partners only.
        let parts = path(&format!("parts{n}"));
        said(&[&["split", "--every", "9", "-o", &parts][..], address, &inputs].concat(), 0);
        let parts = outputs(&parts);
        assert_eq!(parts.len(), receivers.len());
        for ((_, bytes), receiver) in parts.iter().zip(receivers) {
            assert!(headers(bytes).iter().all(|named| named == receiver), "{receiver}");
        }
    }
}

#[test]
fn an_address_that_no_header_can_hold_is_refused() {
    let (_keep, path) = folder();
    for command in [&["split", "--by", "claim"][..], &["merge"], &["convert", "--to", "x12"]] {
        for (option, id, word) in [
            ("--sender", "A", "2 to 15 characters"),
            ("--receiver", "1234567890123456", "2 to 15 characters"),
            ("--receiver", "ÄRZTE", "ASCII"),
            ("--sender", "A:B", "separates components"),
            ("--receiver", "AB~", "ends segments"),
        ] {
            let out = path(command[0]);
            let args = [command, &["-o", &out, option, id, "samples/mri/facility.837"]].concat();
            let text = said(&args, 2);
            assert!(text.contains(word), "{args:?}: {text}");
            assert!(!Path::new(&out).is_file());
        }
    }
}

#[test]
fn options_that_do_nothing_are_named() {
    let idle = ["--usage", "test", "--delimiters", "*:^~", "samples/mri/facility.837"];
    let output = run(&[&["convert", "--to", "ndjson"][..], &idle].concat());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("without effect") && said.contains("--delimiters, --usage"), "{said}");
    let output = run(&[&["convert", "--to", "x12"][..], &idle].concat());
    assert!(output.stderr.is_empty() && output.status.success());
}

#[test]
fn a_claim_that_is_refused_leaves_no_file() {
    let (_keep, path) = folder();
    let json = run(&["convert", "--to", "ndjson", "samples/mri/facility.837"]).stdout;
    let json = String::from_utf8(json).expect("text").replace("\"place_of", "\"x_place_of");
    fs::write(path("a.ndjson"), json.replacen("\"1840\"", "\"18*40\"", 1)).expect("a file");
    said(&["convert", "--to", "x12", "-o", &path("a.837"), &path("a.ndjson")], 2);
    fs::write(path("b.ndjson"), json.replace("LGH260302", "LGH*60302")).expect("a file");
    let text = said(&["convert", "--to", "x12", "-o", &path("b.837"), &path("b.ndjson")], 2);
    assert!(text.contains("was not written"), "{text}");
    assert!(!Path::new(&path("a.837")).exists() && !Path::new(&path("b.837")).exists());
}

#[test]
fn counts_are_said_as_people_say_them() {
    let (_keep, path) = folder();
    let said = |args: &[&str]| said(args, 0);
    let text = said(&["split", "--by", "claim", "-o", &path("a"), "samples/mri/facility.837"]);
    assert!(text.contains("1 claim in 1 file\n"), "{text}");
    let text = said(&["split", "--by", "payer", "-o", &path("b"), "samples/mri"]);
    assert!(text.contains("2 claims in 1 file\n"), "{text}");
    let text = said(&["merge", "-o", &path("c"), "samples/mri"]);
    assert!(text.contains("2 transactions in 2 groups and 1 interchange\n"), "{text}");
    let text = said(&["merge", "-o", &path("d"), "samples/broken/no-se.837"]);
    assert!(text.contains("1 fault in the envelopes"), "{text}");
}

#[test]
fn an_output_that_is_there_is_not_blamed_on_the_input() {
    let (_keep, path) = folder();
    let split = ["split", "--by", "claim", "-o", &path("parts"), "samples/mri/facility.837"];
    said(&split, 0);
    let text = said(&split, 2);
    assert!(
        text.starts_with(&format!("error: {}/manifest.ndjson is what an earlier run wrote", path("parts"))),
        "{text}"
    );
    fs::remove_file(path("parts/manifest.ndjson")).expect("it is there");
    let text = said(&split, 2);
    assert!(text.starts_with(&format!("error: {}/000001.837 exists already", path("parts"))), "{text}");
}

/// Pieces in memory.
#[derive(Default)]
struct InMemory(std::collections::BTreeMap<u64, Vec<u8>>);

impl Pieces for InMemory {
    fn append(&mut self, piece: &edit::Piece, bytes: &[u8]) -> std::io::Result<()> {
        self.0.entry(piece.number).or_default().extend_from_slice(bytes);
        Ok(())
    }

    fn finish(&mut self, _: &edit::Piece) -> std::io::Result<()> {
        Ok(())
    }

    fn discard(&mut self, piece: &edit::Piece) {
        self.0.remove(&piece.number);
    }
}

#[test]
fn other_peoples_files_are_split_and_merged_without_a_change_to_a_claim() {
    let mut files = 0;
    for (name, bytes) in crate::house::common::corpus() {
        let mut reader = Claims::new(Reader::from_slice(&bytes), None, Charset::default());
        let (mut clean, mut known) = (true, 0);
        // Files that cannot be read or have faults of their own are no measure.
        while clean
            && let Some(event) = reader.next().transpose().unwrap_or_else(|_| {
                clean = false;
                None
            })
        {
            clean &= !matches!(event, Event::Notice(_));
            known += u64::from(matches!(event, Event::Claim(_)));
        }
        if !clean || known == 0 {
            continue;
        }
        files += 1;
        for by in [By::Claim, By::Transaction, By::Payer, By::Provider, By::Patient, By::Every(3)] {
            let mut split = Split::new(by, Numbering::kept(), InMemory::default());
            let mut intake = Intake::default();
            split.add(Reader::from_slice(&bytes), &mut intake).expect("it was read before");
            assert!(intake.claims == known && !intake.incomplete(), "{name} {by:?}");
            let (pieces, _) = split.finish().expect("memory takes it");
            let mut merge = Merge::new(None);
            for piece in pieces.0.values() {
                assert_eq!(claims(piece).1, 0, "{name} {by:?}");
                merge.add(Reader::from_slice(piece), &mut Intake::default()).expect("it can be read");
            }
            let (whole, _) = merge.write(Vec::new(), Numbering::kept()).expect("memory takes it");
            assert!(claims(&whole) == claims(&bytes), "{name} {by:?}");
        }
    }
    crate::house::common::say(&format!("{files} files split and merged"));
    assert!(files > 20 || std::env::var("TWINCLAIM_CORPUS").is_err());
}

#[test]
fn other_peoples_files_have_right_envelopes_afterwards() {
    let (_keep, path) = folder();
    let mut fixed = 0;
    for (name, bytes) in crate::house::common::corpus() {
        fs::write(path("in"), &bytes).expect("a file");
        let output = run(&["fix", "--force", "-o", &path("out"), &path("in")]);
        if output.status.code() != Some(0) {
            assert_eq!(output.status.code(), Some(2), "{name}");
            continue;
        }
        let out = fs::read(path("out")).expect("the output");
        assert_eq!(faults(&out), [], "{name}");
        fixed += usize::from(!claims(&out).0.is_empty());
        let again = run(&["fix", "--force", "-o", &path("again"), &path("out")]);
        assert_eq!(again.status.code(), Some(0), "{name}");
        assert!(fs::read(path("again")).expect("the output") == out, "{name}: fixed twice is something else");
        let _ = fs::remove_file(path("out"));
    }
    crate::house::common::say(&format!("{fixed} files with claims fixed"));
    assert!(fixed > 30 || std::env::var("TWINCLAIM_CORPUS").is_err());
}

#[test]
fn fields_of_the_interchange_header_get_their_widths() {
    let (_keep, path) = folder();
    let output = run(&["fix", "-o", &path("out.837"), "samples/broken/isa-widths.837"]);
    assert_eq!(output.status.code(), Some(0));
    let out = fs::read(path("out.837")).expect("the output");
    assert_eq!(out.iter().position(|b| *b == b'~'), Some(105));
    assert_eq!(faults(&out), []);
}
