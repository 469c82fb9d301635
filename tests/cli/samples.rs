//! The files in `samples/`: they keep to their guides, come back byte for byte, and give the outcome that
//! `samples/README.md` names.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use rust_decimal::Decimal;
use serde_json::Value;
use twinclaim::guide::registry;
use twinclaim::model::Claim;
use twinclaim::translate::{Claims, Event, Notice, Output, Reader as ClaimReader, Style};
use twinclaim::x12::{Charset, EnvelopeLevel, FaultKind, Reader};

/// Folder; exit code and codes of findings of `reconcile`; matched visits, facility claims and professional claims alone.
const OUTCOMES: &[(&str, i32, &[&str], [usize; 3])] = &[
    ("mri", 1, &["ID-MEMBER", "PS-OFFICE", "PT-GLOBAL"], [1, 0, 0]),
    ("mri-clean", 0, &[], [1, 0, 0]),
    ("office", 1, &["PS-OFFICE"], [1, 0, 0]),
    ("unread", 0, &["PT-MISSPC"], [1, 0, 0]),
    ("emergency", 0, &[], [1, 0, 0]),
    ("surgery", 0, &[], [1, 0, 0]),
    ("inpatient", 1, &["DT-OUTSIDE", "PT-MISSPC", "SV-ANES"], [1, 0, 0]),
    ("dependent", 0, &[], [1, 0, 0]),
    ("secondary", 0, &[], [1, 0, 0]),
    ("drug", 0, &[], [1, 0, 1]),
    ("ambulance", 0, &[], [0, 0, 1]),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

/// All 837 files below a folder, by path relative to it with `/`.
fn files(below: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder().join(below)).expect("the folder is there") {
        let path = entry.expect("the folder can be read").path();
        let name = path.file_name().expect("a name").to_str().expect("plain names");
        let name = if below.is_empty() { name.to_owned() } else { format!("{below}/{name}") };
        if path.is_dir() {
            found.extend(files(&name));
        } else if path.extension().is_some_and(|extension| extension == "837") {
            found.insert(name, fs::read_to_string(path).expect("a text"));
        }
    }
    found
}

fn sound() -> BTreeMap<String, String> {
    let sound: BTreeMap<_, _> =
        files("").into_iter().filter(|(name, _)| !name.starts_with("broken/")).collect();
    assert!(sound.len() >= 20, "only {} samples were found", sound.len());
    sound
}

fn broken(name: &str) -> String {
    fs::read_to_string(folder().join("broken").join(name)).expect("a text")
}

/// The segments, split into elements, without the program.
fn segments(text: &str) -> Vec<Vec<&str>> {
    text.split_terminator("~\n").map(|segment| segment.split('*').collect()).collect()
}

fn get<'a>(segment: &[&'a str], n: usize) -> &'a str {
    segment.get(n).copied().unwrap_or_default()
}

fn amount(text: &str) -> Decimal {
    text.parse().expect("an amount")
}

/// What the program makes of a text: its claims, and what it notices.
fn read(text: &str) -> (Vec<Claim>, Vec<Notice>) {
    let mut events =
        Claims::new(Reader::from_slice(text.as_bytes()), Some("sample".into()), Charset::default());
    let (mut reader, mut claims, mut notices) = (ClaimReader::default(), Vec::new(), Vec::new());
    while let Some(event) = events.next().transpose().expect("X12 that can be read") {
        match event {
            Event::Claim(raw) => claims.push(*reader.read(&raw)),
            Event::Notice(notice) => notices.push(notice),
            Event::Opened(_) | Event::Foreign(_) => {}
        }
    }
    (claims, notices)
}

/// Runs the program on a sample. Gives exit code, standard output and standard error.
fn run(arguments: &[&str], sample: &str) -> (i32, String, String) {
    let output = Command::cargo_bin("twinclaim")
        .expect("the program is built")
        .current_dir(folder())
        .args(arguments)
        .arg(sample)
        .output()
        .expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    (output.status.code().expect("no signal ended it"), text(output.stdout), text(output.stderr))
}

#[test]
fn every_sample_is_in_the_readme() {
    let readme = fs::read_to_string(folder().join("README.md")).expect("a text");
    let named: BTreeSet<&str> = readme
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        // Profiles and tables are named there too; here it is about the claims.
        .filter(|name| name.contains('/') && name.ends_with(".837"))
        .collect();
    let all = files("");
    let there: BTreeSet<&str> = all.keys().map(String::as_str).collect();
    assert_eq!(named, there);
}

#[test]
fn every_sound_sample_keeps_to_its_guide() {
    for (name, text) in sound() {
        let version = segments(&text)[1][8].to_owned();
        let guide = registry::by_version(&version).expect("a guide of this version");
        let faults = crate::house::check::faults(&text, guide);
        assert!(faults.is_empty(), "{name}: {faults:#?}");
    }
}

/// The checker sees faults of each kind, so its silence on the samples says something.
#[test]
fn the_checker_sees_what_is_wrong() {
    let text = fs::read_to_string(folder().join("mri/professional.837")).expect("a text");
    let guide = registry::professional();
    assert_eq!(crate::house::check::faults(&text, guide), [""; 0]);
    for (from, to, expected) in [
        ("NM1*82*1*WREXLOW*", "NM1*82*1**", "(NM1) 03 is missing"),
        ("*P*18*GRP7701*", "*Q*18*GRP7701*", "(SBR) 01 has a code that the guide does not list"),
        ("*F~", "*F*I~", "(DMG) 04 must not be there"),
        ("REF*EI*", "REF*EI*9****", "has more elements than the guide"),
        ("HI*ABK:G43909~", "HI*ABK:G43909:~", "ends with a separator"),
        ("BHT*0019*00*", "BHT*0019*0*", "has 1 characters, not 2 to 2"),
        ("*685*UN", "*685.5.1*UN", "is not of type Decimal"),
        ("CLM*QIG-88120*", "CLM*QIG-88120-88120-88120*", "is longer than the guide allows"),
        ("*XX*2000010027~", "*XX*2000010028~", "is no code of its list"),
        ("*XX*2000010027~", "*XX~", "breaks the relation Paired"),
        ("*D8*20260302~", "*D8*20260230~", "has a date that is none in its format"),
        ("N3*48 LANTERN SQUARE~\n", "", "loop 2010AA lacks N3"),
        ("LX*1~\n", "LX*1~\nLX*1~\n", "loop 2400 lacks SV1"),
        ("DMG*D8*19610723*F~\n", "DMG*D8*19610723*F~\nDMG*D8*19610723*F~\n", "is there once too often"),
        ("LX*1~\n", "CL1*3*1*01~\nLX*1~\n", "(CL1) has no place"),
        (
            "SV1*HC:70551*685*UN*1***1~\nDTP",
            "NTE*ADD*A~\nSV1*HC:70551*685*UN*1***1~\nDTP",
            "too late in its loop",
        ),
    ] {
        assert!(text.contains(from), "{from}");
        let faults = crate::house::check::faults(&text.replacen(from, to, 1), guide);
        assert!(faults.iter().any(|fault| fault.contains(expected)), "{from} to {to}: {faults:?}");
    }
}

#[test]
fn every_sound_sample_has_right_counts_and_numbers() {
    let mut controls = BTreeMap::new();
    for (name, text) in sound() {
        assert_eq!(text.lines().count(), text.matches('~').count(), "{name}: one segment a line");
        let all = segments(&text);
        let [isa, gs, st, .., se, ge, iea] = &all[..] else { panic!("{name}: no envelope") };
        assert_eq!(text.lines().next().map(str::len), Some(106), "{name}: ISA has a fixed length");
        assert_eq!(get(isa, 15), "T", "{name}: a test");
        assert_eq!([get(se, 0), get(se, 1)], ["SE", &(all.len() - 4).to_string()], "{name}");
        assert_eq!(get(se, 2), get(st, 2), "{name}");
        assert_eq!(get(st, 3), get(gs, 8), "{name}: one guide");
        assert_eq!(ge[..], ["GE", "1", get(gs, 6)], "{name}");
        assert_eq!(iea[..], ["IEA", "1", get(isa, 13)], "{name}");
        if name != "mri-clean/facility.837" {
            let other = controls.insert(get(isa, 13).to_owned(), name.clone());
            assert_eq!(other, None, "{name}: same control number");
        }
        hierarchy(&name, &all);
    }
    assert_eq!(files("mri")["mri/facility.837"], files("mri-clean")["mri-clean/facility.837"]);
}

/// HL01 counts from 1, HL02 names the level above, HL04 says whether there are levels below.
fn hierarchy(name: &str, all: &[Vec<&str>]) {
    let levels: Vec<&Vec<&str>> = all.iter().filter(|segment| segment[0] == "HL").collect();
    for (n, level) in levels.iter().enumerate() {
        assert_eq!(get(level, 1), (n + 1).to_string(), "{name}");
        let parent = if n == 0 { String::new() } else { n.to_string() };
        assert_eq!(get(level, 2), parent, "{name}: each sample has one chain of levels");
        assert_eq!(get(level, 3), ["20", "22", "23"][n], "{name}");
        let below = if n + 1 < levels.len() { "1" } else { "0" };
        assert_eq!(get(level, 4), below, "{name}");
    }
    let relationship = all.iter().find(|segment| segment[0] == "SBR").map(|segment| get(segment, 2));
    assert_eq!(relationship, Some(if levels.len() == 3 { "" } else { "18" }), "{name}");
}

#[test]
fn every_sound_sample_balances() {
    let mut payers = 0;
    for (name, text) in sound() {
        let all = segments(&text);
        assert_eq!(all.iter().filter(|segment| segment[0] == "CLM").count(), 1, "{name}");
        let numbers: Vec<&str> = all.iter().filter(|s| s[0] == "LX").map(|s| s[1]).collect();
        let expected: Vec<String> = (1..=numbers.len()).map(|n| n.to_string()).collect();
        assert_eq!(numbers, expected, "{name}: lines count from 1");
        let sums = Sums::of(&all);
        assert_eq!(sums.lines.iter().map(|line| line.charge).sum::<Decimal>(), sums.charge, "{name}");
        let Some(paid) = sums.paid else { continue };
        payers += 1;
        let adjusted: Decimal = sums.lines.iter().map(|line| line.adjusted).sum();
        assert_eq!(paid + sums.adjusted + adjusted, sums.charge, "{name}: claim");
        for line in sums.lines.iter().filter(|line| line.paid.is_some()) {
            assert_eq!(line.paid.unwrap_or_default() + line.adjusted, line.charge, "{name}: line");
        }
        if sums.lines.iter().any(|line| line.paid.is_some()) {
            let by_line: Decimal = sums.lines.iter().filter_map(|line| line.paid).sum();
            assert_eq!(by_line - sums.adjusted, paid, "{name}: what the payer paid");
        }
    }
    assert_eq!(payers, 2, "samples with another payer");
}

/// What is to balance in a claim with at most one other payer.
#[derive(Default)]
struct Sums {
    charge: Decimal,
    paid: Option<Decimal>,
    adjusted: Decimal,
    lines: Vec<Line>,
}

#[derive(Default)]
struct Line {
    charge: Decimal,
    paid: Option<Decimal>,
    adjusted: Decimal,
}

impl Sums {
    fn of(all: &[Vec<&str>]) -> Self {
        let mut sums = Self::default();
        for segment in all {
            match (segment[0], sums.lines.last_mut()) {
                ("CLM", _) => sums.charge = amount(segment[2]),
                ("AMT", None) if segment[1] == "D" => sums.paid = Some(amount(segment[2])),
                ("LX", _) => sums.lines.push(Line::default()),
                ("SV1", Some(line)) => line.charge = amount(segment[2]),
                ("SV2", Some(line)) => line.charge = amount(segment[3]),
                ("SVD", Some(line)) => line.paid = Some(amount(segment[2])),
                ("CAS", Some(line)) => line.adjusted += adjustments(segment),
                ("CAS", None) => sums.adjusted += adjustments(segment),
                _ => {}
            }
        }
        sums
    }
}

/// Reason, amount and quantity follow each other, six times.
fn adjustments(segment: &[&str]) -> Decimal {
    segment.iter().skip(3).step_by(3).filter(|text| !text.is_empty()).map(|text| amount(text)).sum()
}

#[test]
fn every_sound_sample_is_understood_and_comes_back_through_json() {
    for (name, text) in sound() {
        let (claims, notices) = read(&text);
        assert!(notices.is_empty(), "{name}: {notices:?}");
        let mut out = Output::new(Vec::new(), Style::default());
        for claim in &claims {
            let json = serde_json::to_string(claim).expect("claims can be written as JSON");
            let mut back: Claim = serde_json::from_str(&json).expect("its own JSON can be read");
            assert_eq!(back, *claim, "{name}");
            out.claim(&mut back).expect("the claim can be written");
        }
        let written = String::from_utf8(out.finish().expect("writing to memory works")).expect("UTF-8");
        assert_eq!(written, text, "{name}");
    }
}

/// What the model does not say yet and `x12.unmapped` carries. This list only ever gets shorter.
const NOT_IN_THE_MODEL: &[&str] = &[];

#[test]
fn sound_samples_convert_in_silence_and_little_is_left_unmapped() {
    for name in sound().keys() {
        let (code, json, messages) = run(&["convert", "--to", "ndjson"], name);
        assert_eq!((code, messages.as_str()), (0, ""), "{name}");
        assert_eq!(json.lines().count(), 1, "{name}");
        let claim: Value = serde_json::from_str(&json).expect("a claim");
        let left = claim["x12"]["unmapped"].as_array().cloned().unwrap_or_default();
        for entry in &left {
            let segment = entry["segment"].as_str().expect("whole segments are left, no single elements");
            let label: String = segment
                .split(':')
                .next()
                .unwrap_or_default()
                .split('*')
                .take(2)
                .collect::<Vec<_>>()
                .join("*");
            assert!(NOT_IN_THE_MODEL.contains(&label.as_str()), "{name}: {label} at {}", entry["after"]);
        }
    }
}

#[test]
fn each_visit_has_the_outcome_that_the_readme_names() {
    let folders: BTreeSet<String> =
        sound().keys().filter_map(|name| name.split('/').next()).map(str::to_owned).collect();
    let covered: BTreeSet<String> = OUTCOMES.iter().map(|(folder, ..)| (*folder).to_owned()).collect();
    assert_eq!(folders, covered);
    for &(folder, exit, codes, statuses) in OUTCOMES {
        let (code, outcome, messages) = run(&["reconcile", "--format", "ndjson"], folder);
        assert_eq!(code, exit, "{folder}: {messages}");
        let visits: Vec<Value> = outcome
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
            .filter(|line| line["type"] == "encounter")
            .collect();
        let found: BTreeSet<&str> = visits
            .iter()
            .flat_map(|visit| visit["findings"].as_array().expect("a list"))
            .map(|finding| finding["code"].as_str().expect("a code"))
            .collect();
        assert_eq!(found.into_iter().collect::<Vec<_>>(), codes, "{folder}");
        let count = |status| visits.iter().filter(|visit| visit["status"] == status).count();
        let counts = [count("matched"), count("facility_only"), count("professional_only")];
        assert_eq!(counts, statuses, "{folder}");
        let claims: usize = visits
            .iter()
            .flat_map(|visit| [&visit["facility"], &visit["professional"]])
            .map(|side| side.as_array().expect("a list").len())
            .sum();
        assert_eq!(claims, files(folder).len(), "{folder}: every claim is in a visit");
    }
}

/// The readme's table of visits says what is tested above.
#[test]
fn the_readme_names_the_outcomes() {
    let readme = fs::read_to_string(folder().join("README.md")).expect("a text");
    for (folder, _, codes, _) in OUTCOMES {
        let row = readme.lines().find(|line| line.starts_with(&format!("| `{folder}` |"))).expect("a row");
        let outcome = row.split('|').rev().nth(1).expect("a cell");
        let named: BTreeSet<&str> = outcome.split('`').skip(1).step_by(2).collect();
        assert_eq!(named.into_iter().collect::<Vec<_>>(), *codes, "{folder}");
    }
}

/// Where the program notices something, as text lines.
fn notice_lines(notices: &[Notice]) -> Vec<u64> {
    notices
        .iter()
        .map(|notice| match notice {
            Notice::Envelope(fault) => fault.position.line,
            Notice::Unplaced { position, .. }
            | Notice::MissingLevel { position, .. }
            | Notice::UnknownParent(position)
            | Notice::Anew { position, .. }
            | Notice::NoClaim(position) => position.line,
            Notice::Noise { line, .. } => *line,
            Notice::Incomplete { at, .. } => at.line,
        })
        .collect()
}

/// Text line of the first segment that starts so.
fn line_of(text: &str, start: &str) -> u64 {
    let line = text.lines().position(|line| line.starts_with(start)).expect("the segment is there");
    u64::try_from(line + 1).expect("a short file")
}

#[test]
fn a_cut_off_file_is_noticed_where_it_ends() {
    let text = broken("cut-off.837");
    let (claims, notices) = read(&text);
    // The last value may be cut short, so the claim is refused and not guessed.
    assert_eq!(claims.len(), 0);
    let at_end = line_of(&text, "SV1");
    let unterminated = notices.iter().any(|notice| {
        matches!(notice, Notice::Envelope(fault) if fault.kind == FaultKind::Unterminated && fault.position.line == at_end)
    });
    assert!(unterminated, "{notices:?}");
    let (code, _, messages) = run(&["convert", "--to", "ndjson"], "broken/cut-off.837");
    assert_eq!(code, 2);
    assert!(messages.contains(&format!("line {at_end}")), "{messages}");
}

#[test]
fn a_missing_trailer_is_noticed_where_it_should_have_been() {
    let text = broken("no-se.837");
    let (claims, notices) = read(&text);
    assert_eq!(claims.len(), 1);
    let [Notice::Envelope(fault)] = &notices[..] else { panic!("{notices:?}") };
    assert_eq!(fault.kind, FaultKind::MissingTrailer(EnvelopeLevel::Transaction));
    assert_eq!(fault.position.line, line_of(&text, "GE"));
}

#[test]
fn a_segment_without_place_is_noticed_and_kept() {
    let text = broken("segment-without-place.837");
    let (claims, notices) = read(&text);
    assert_eq!(notice_lines(&notices), [line_of(&text, "CL1")]);
    let json = serde_json::to_value(&claims[0]).expect("JSON");
    assert_eq!(json["x12"]["unmapped"][0]["segment"], "CL1*3*1*01");
    assert_eq!(claims[0].service_lines.len(), 2, "what follows is read");
}

#[test]
fn an_impossible_date_is_kept_at_its_place_and_is_no_date() {
    let (claims, _) = read(&broken("impossible-date.837"));
    let json = serde_json::to_value(&claims[0]).expect("JSON");
    let kept = &json["x12"]["unmapped"][0];
    assert_eq!(kept["segment"], "DTP*472*D8*20260231");
    assert!(kept["after"].as_str().is_some_and(|place| place.starts_with("2400")), "{kept}");
    assert_eq!(claims[0].service_lines[0].service_date, None);
    assert_eq!(json["service_lines"][1]["service_date"], "2026-11-02");
}

#[test]
fn an_isa_that_is_not_filled_up_is_read_all_the_same() {
    let text = broken("isa-widths.837");
    assert!(text.lines().next().is_some_and(|isa| isa.len() < 106));
    let (claims, notices) = read(&text);
    assert_eq!(claims.len(), 1);
    assert_eq!(claims[0].service_lines.len(), 2);
    let [Notice::Envelope(fault)] = &notices[..] else { panic!("{notices:?}") };
    assert_eq!(fault.kind, FaultKind::HeaderWidth);
}

#[test]
fn what_is_no_837_of_a_known_guide_is_refused_by_name_and_place() {
    let text = broken("version-4010.837");
    let at = text.find("ST*").expect("there is an ST");
    for (name, words) in [
        (
            "broken/remittance.837",
            vec!["broken/remittance.837".to_owned(), "no 837 claim".to_owned(), "835".to_owned()],
        ),
        (
            "broken/version-4010.837",
            vec!["broken/version-4010.837".to_owned(), format!("offset {at}"), "004010X098A1".to_owned()],
        ),
    ] {
        let (code, out, messages) = run(&["convert", "--to", "ndjson"], name);
        assert_eq!((code, out.as_str()), (2, ""), "{name}");
        for word in words {
            assert!(messages.contains(&word), "{name}: {word} is not in {messages}");
        }
    }
}

/// Whatever is broken: an exit code, never a panic, and no value of a claim in a message.
#[test]
fn nothing_broken_makes_the_program_panic() {
    for (name, text) in files("broken") {
        let values = [
            "SPARROWBY",
            "EDGAR",
            "PLH204417785",
            "19720615",
            "J069",
            "TARNBECK",
            "PLH295107348",
            "J189",
            "QUILLWORTH",
            "PLH740512963",
        ];
        assert!(values.iter().any(|value| text.contains(value)), "{name}: holds what must not be shown");
        for command in [&["convert", "--to", "ndjson"][..], &["reconcile", "--format", "ndjson"]] {
            let (code, _, messages) = run(command, &name);
            assert!((0..=2).contains(&code), "{name}: {code}");
            assert!(!messages.contains("panicked"), "{name}: {messages}");
            assert!(!values.iter().any(|value| messages.contains(value)), "{name}: {messages}");
        }
    }
}
