//! Other people's files: which segments have no place. Runs where `TWINCLAIM_CORPUS` names the folder of files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::super::registry::{by_version, places};
use super::super::walk::{Unplaced, Walker};
use super::walker::with_segment;
use crate::x12::Delimiters;

/// Segments without a place, by file: how many, and of which kinds. Every other file must have none.
const EXPECTED: &[(&str, &str)] = &[
    // These announce `:` as component separator in ISA16 and write `>`, so the qualifier in HI01 cannot be read.
    (
        "LinuxForHealth+x12/src/tests/resources/837_005010X222A2/demo.cob.2ndary.example4.837",
        "1 HI with another qualifier",
    ),
    (
        "LinuxForHealth+x12/src/tests/resources/837_005010X222A2/demo.example11.837",
        "1 HI with another qualifier",
    ),
    (
        "LinuxForHealth+x12/src/tests/resources/837_005010X222A2/demo.example12.837",
        "1 HI with another qualifier",
    ),
    (
        "LinuxForHealth+x12/src/tests/resources/837_005010X222A2/demo.example9.837",
        "1 HI with another qualifier",
    ),
    (
        "LinuxForHealth+x12/src/tests/resources/837_005010X223A3/out-of-network-repriced-claim.837i",
        "1 HI with another qualifier",
    ),
    (
        "LinuxForHealth+x12/src/tests/resources/837_005010X223A3/ppo-repriced-claim.837i",
        "3 HI with another qualifier",
    ),
    // AMT*F2 is the patient's responsibility of version 4010.
    (
        "LinuxForHealth+x12/src/tests/resources/837_005010X222A2/demo.cob.example4.837",
        "1 AMT with another qualifier",
    ),
    // Made with faults on purpose: identifiers that are none, NM1*117, service lines without LX.
    (
        "imsweb+x12-parser/src/test/resources/837_5010/x12_bad_segment_identifier.txt",
        "1  unknown, 1 NM31 unknown, 1 Nd4 unknown",
    ),
    (
        "imsweb+x12-parser/src/test/resources/837_5010/x12_bad_valid_code.txt",
        "1 N3 elsewhere, 1 N4 elsewhere, 1 NM1 with another qualifier, 2 PER elsewhere, 1 REF elsewhere",
    ),
    (
        "imsweb+x12-parser/src/test/resources/837_5010/x12_missing_required_loops_mult_repeats.txt",
        "2 DTP elsewhere, 2 SV1 elsewhere",
    ),
    // DTP*304 is a date of professional service lines; this is an institutional claim.
    ("imsweb+x12-parser/src/test/resources/837_5010/x223-test.txt", "1 DTP with another qualifier"),
];
#[test]
fn segments_of_the_corpus_have_places() {
    let Some(corpus) = std::env::var_os("TWINCLAIM_CORPUS") else {
        println!("skipped: TWINCLAIM_CORPUS is not set");
        return;
    };
    let corpus = PathBuf::from(corpus);
    let mut files = Vec::new();
    collect(&corpus, &mut files);
    files.sort();
    let (mut read, mut segments, mut wrong) = (0, 0, Vec::new());
    for file in files {
        let bytes = std::fs::read(&file).expect("the file can be read");
        let name = file.strip_prefix(&corpus).expect("inside").to_string_lossy().replace('\\', "/");
        let Some(result) = walk_file(&bytes) else { continue };
        read += 1;
        segments += result.segments;
        let expected = EXPECTED.iter().find(|(n, _)| *n == name).map_or("", |(_, faults)| faults);
        if result.faults() != expected {
            wrong.push(format!("(\"{name}\", \"{}\"),", result.faults()));
        }
    }
    println!("{read} files with {segments} segments of 837P and 837I");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(read > 0, "no file of the corpus is an 837");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}

#[derive(Default)]
struct Result {
    segments: usize,
    unplaced: BTreeMap<String, usize>,
}

impl Result {
    fn faults(&self) -> String {
        self.unplaced.iter().map(|(what, n)| format!("{n} {what}")).collect::<Vec<_>>().join(", ")
    }
}

/// Splits by the file's own delimiters; none if it has no transaction of a guide that is supported.
fn walk_file(bytes: &[u8]) -> Option<Result> {
    let start = bytes.windows(3).position(|w| w == b"ISA")?;
    let bytes = &bytes[start..];
    let delimiters = Delimiters {
        element: *bytes.get(3)?,
        component: *bytes.get(104)?,
        repetition: bytes.get(82).copied(),
        segment: *bytes.get(105)?,
    };
    let mut result = Result::default();
    let mut walker: Option<Walker<'static>> = None;
    let mut group_version = Vec::new();
    let mut found = false;
    for segment in bytes.split(|b| *b == delimiters.segment) {
        let segment = segment.trim_ascii_start();
        if segment.is_empty() {
            continue;
        }
        with_segment(segment, delimiters, |segment| {
            match segment.id() {
                b"GS" => group_version = segment.element(8).to_vec(),
                b"ST" => {
                    let version = [segment.element(3), &group_version].into_iter().find(|v| !v.is_empty());
                    let guide = version.and_then(|v| by_version(&String::from_utf8_lossy(v)));
                    walker =
                        guide.map(|g| Walker::within(places(g.kind), g.loop_id("GS").expect("it is there")));
                    found |= walker.is_some();
                }
                b"ISA" => walker = None,
                _ => {}
            }
            let Some(walker) = &mut walker else { return };
            result.segments += 1;
            let placed = walker.place(segment);
            let id = String::from_utf8_lossy(segment.id()).into_owned();
            if let Some(why) = walker.why_unplaced() {
                let why = match why {
                    Unplaced::UnknownSegment => "unknown",
                    Unplaced::UnknownQualifier { .. } => "with another qualifier",
                    Unplaced::NoQualifier { .. } => "without a qualifier",
                    Unplaced::Elsewhere { .. } | Unplaced::Astray => "elsewhere",
                    Unplaced::AfterUnplaced => "after another",
                };
                *result.unplaced.entry(format!("{id} {why}")).or_default() += 1;
            } else if !placed.in_order {
                *result.unplaced.entry(format!("{id} out of order")).or_default() += 1;
            }
        });
    }
    found.then_some(result)
}
