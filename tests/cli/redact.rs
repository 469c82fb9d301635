//! `redact`: no value of a person is left, and all that is said of the claims stays.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;
use twinclaim::model::mark;

/// No name, number or code that could be right anywhere.
const SENTINEL: &str = "ZQ7SENTINEL";

fn run(args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_twinclaim"));
    let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).args(args).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (output.status.code().expect("an exit code"), text(output.stdout), text(output.stderr))
}

/// A folder with a key in it.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("site.key"), "0f8a-71c3-this-is-no-secret").expect("a key");
    folder
}

fn path(folder: &tempfile::TempDir, name: &str) -> String {
    folder.path().join(name).to_string_lossy().into_owned()
}

/// Redacts into a folder, files under their own names. Gives what was said.
fn redact(folder: &tempfile::TempDir, mode: &str, inputs: &[&str], out: &str) -> (i32, String) {
    let (key, out) = (path(folder, "site.key"), path(folder, out));
    let mut args =
        vec!["redact", "--mode", mode, "--keep-file-names", "--partial", "--as-of", "2026-11-30", "-o", &out];
    if mode == "pseudonym" {
        args.extend(["--key", &key]);
    }
    args.extend(inputs);
    let (code, _, err) = run(&args);
    (code, err)
}

/// All files below a folder, by their place in it.
fn files(at: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![at.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = String::from_utf8_lossy(&fs::read(&path).expect("a file")).into_owned();
                found.insert(path.strip_prefix(at).expect("it is below").to_owned(), text);
            }
        }
    }
    found
}

/// Acknowledgments of a sample with faults.
fn acknowledgments(folder: &tempfile::TempDir) -> Vec<String> {
    let (ta1, nines, claims) = (path(folder, "a.ta1"), path(folder, "a.999"), path(folder, "a.277ca"));
    let ack = [format!("ta1={ta1}"), format!("999={nines}"), format!("277ca={claims}")];
    let args =
        ["validate", "--ack", &ack[0], "--ack", &ack[1], "--ack", &ack[2], "samples/mri/professional.837"];
    assert_eq!(run(&args).0, 0);
    vec![ta1, nines, claims]
}

/// A file with the sentinel in each of its segments, in turn: behind its qualifier, and in all elements.
fn variants(text: &str) -> Vec<String> {
    let segments: Vec<&str> = text.split("~\n").collect();
    let mut variants = Vec::new();
    for (n, segment) in segments.iter().enumerate() {
        let elements: Vec<&str> = segment.split('*').collect();
        for first in [1, 2, 3] {
            // Without these no input can be read, or it is none that is redacted.
            let needed = |at: usize| match elements[0] {
                "ISA" => !matches!(at, 2 | 4 | 6 | 8 | 13),
                "GS" => at == 8,
                "ST" => matches!(at, 1 | 3),
                _ => false,
            };
            let with = |(at, element): (usize, &&str)| {
                if at < first || needed(at) {
                    (*element).to_owned()
                } else {
                    format!("{SENTINEL:<width$}", width = element.len().min(15))
                }
            };
            let changed: Vec<String> = elements.iter().enumerate().map(with).collect();
            let mut all: Vec<String> = segments.iter().map(|segment| (*segment).to_owned()).collect();
            all[n] = changed.join("*");
            if all[n] != *segment {
                variants.push(all.join("~\n"));
            }
        }
        // A segment that nobody knows, and one whose name is missing.
        let mut all: Vec<String> = segments.iter().map(|segment| (*segment).to_owned()).collect();
        all[n] = format!("{segment}~\nZZQ*{SENTINEL}*{SENTINEL}:{SENTINEL}~\n{SENTINEL}*{SENTINEL}");
        variants.push(all.join("~\n"));
    }
    variants
}

#[test]
fn a_value_is_nowhere_left_wherever_it_stood() {
    let folder = folder();
    let inputs = path(&folder, "in");
    fs::create_dir(&inputs).expect("a folder");
    let mut texts: Vec<String> =
        ["samples/mri/facility.837", "samples/mri/professional.837", "samples/secondary/cardiologist.837"]
            .iter()
            .filter_map(|name| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).ok())
            .collect();
    assert_eq!(texts.len(), 3);
    texts.extend(
        acknowledgments(&folder).iter().map(|name| fs::read_to_string(name).expect("an acknowledgment")),
    );
    let mut count = 0;
    for text in &texts {
        for variant in variants(&text.replace("~\r\n", "~\n")) {
            fs::write(Path::new(&inputs).join(format!("{SENTINEL}-{count}.edi")), variant)
                .expect("it is written");
            count += 1;
        }
    }
    assert!(count > 300, "{count} variants");
    for mode in ["pseudonym", "safe-harbor"] {
        let (key, out) = (path(&folder, "site.key"), path(&folder, mode));
        let mut args = vec!["redact", "--mode", mode, "--partial", "-o", &out, &inputs];
        if mode == "pseudonym" {
            args.extend(["--key", &key]);
        }
        let (_, said, _) = run(&args);
        assert_eq!(said, "");
        let made = files(Path::new(&out));
        assert!(made.len() * 10 > count * 9, "{} of {count} were written", made.len());
        for (name, text) in made {
            assert!(!name.to_string_lossy().contains(SENTINEL), "{name:?}");
            if let Some(at) = text.to_uppercase().find(SENTINEL) {
                panic!("{mode} {name:?}: {}", &text[at.saturating_sub(60)..at + 20]);
            }
        }
    }
}

#[test]
fn a_value_of_json_is_nowhere_left() {
    let folder = folder();
    let (json, inputs) = (path(&folder, "a.ndjson"), path(&folder, "in"));
    assert_eq!(run(&["convert", "--to", "ndjson", "samples/mri/facility.837", "-o", &json]).0, 0);
    let claim: Value = serde_json::from_str(&fs::read_to_string(&json).expect("JSON")).expect("a claim");
    fs::create_dir(&inputs).expect("a folder");
    let mut paths = Vec::new();
    strings(&claim, "", &mut |path, _| paths.push(path.to_owned()));
    for (n, path) in paths.iter().enumerate() {
        let mut changed = claim.clone();
        let pointer = format!("/{}", path.replace('[', ".").replace(']', "").replace('.', "/"));
        *changed.pointer_mut(&pointer).expect("it is there") = Value::from(SENTINEL);
        fs::write(Path::new(&inputs).join(format!("{n}.ndjson")), changed.to_string())
            .expect("it is written");
    }
    redact(&folder, "pseudonym", &[&inputs], "out");
    let made = files(&folder.path().join("out"));
    // What JSON cannot say (a word for a day) is refused.
    assert!(made.len() * 2 > paths.len(), "{} of {}", made.len(), paths.len());
    for (name, text) in made {
        let n: usize =
            name.file_stem().and_then(|n| n.to_str()).and_then(|n| n.parse().ok()).expect("a number");
        assert!(!text.contains(SENTINEL), "{}: {text}", paths[n]);
    }
}

/// All texts of JSON with their paths.
fn strings(value: &Value, path: &str, take: &mut dyn FnMut(&str, &str)) {
    match value {
        Value::String(text) => take(path, text),
        Value::Array(items) => {
            for (n, item) in items.iter().enumerate() {
                strings(item, &format!("{path}[{n}]"), take);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                let dot = if path.is_empty() { "" } else { "." };
                strings(field, &format!("{path}{dot}{name}"), take);
            }
        }
        _ => {}
    }
}

/// Values of a folder's claims that tell who somebody is.
fn personal(input: &str) -> BTreeSet<String> {
    let (_, json, _) = run(&["convert", "--to", "ndjson", input]);
    let mut found = BTreeSet::new();
    for line in json.lines() {
        let claim: Value = serde_json::from_str(line).expect("a claim");
        strings(&claim, "", &mut |path, text| {
            if mark(path).is_some_and(twinclaim::model::Mark::is_personal) {
                found.insert(text.trim().to_uppercase());
                // A day as X12 writes it.
                found.insert(text.replace('-', ""));
            }
        });
    }
    found.retain(|value| tells(value));
    found
}

/// Whether a value is long enough not to be another's by chance, and says anything.
fn tells(value: &str) -> bool {
    let digits = value.bytes().all(|b| b.is_ascii_digit());
    let counts = value.as_bytes().windows(2).all(|two| {
        (two[1].wrapping_sub(two[0])) == (value.as_bytes()[1].wrapping_sub(value.as_bytes()[0]))
            || (digits
                && (two[1] + 10 - two[0]) % 10 == (value.as_bytes()[1] + 10 - value.as_bytes()[0]) % 10)
    });
    let is_flat = ["UNIT ", "APT ", "STE ", "FLOOR "].iter().any(|word| value.starts_with(word));
    value.trim_start_matches('0').len() >= 7
        && !counts
        && !is_flat
        && value != "MEDICARE"
        && !value.ends_with("PO BOX")
        && !value.starts_with("UNKNOWN")
        && !value.starts_with("BABY ")
}

fn inputs(folder: &tempfile::TempDir) -> Vec<String> {
    let pairs = path(folder, "pairs");
    let args = [
        "generate",
        "pairs",
        "--claims",
        "60",
        "--seed",
        "4",
        "--noise",
        "0.2",
        "--discrepancies",
        "0.2",
        "-o",
        &pairs,
    ];
    assert_eq!(run(&args).0, 0);
    fs::remove_file(Path::new(&pairs).join("truth.ndjson")).expect("the truth is no claim");
    let mut inputs = vec!["samples".to_owned(), pairs];
    inputs.extend(std::env::var("TWINCLAIM_CORPUS").ok());
    inputs
}

#[test]
fn no_personal_value_of_samples_pairs_and_corpus_is_left() {
    let folder = folder();
    for (n, input) in inputs(&folder).iter().enumerate() {
        let values = personal(input);
        assert!(values.len() > 100, "{input}: {}", values.len());
        for mode in ["pseudonym", "safe-harbor"] {
            let out = format!("{mode}-{n}");
            redact(&folder, mode, &[input], &out);
            let made = files(&folder.path().join(&out));
            assert!(!made.is_empty(), "{input}");
            for (name, text) in made {
                // Between separators, as values stand.
                let text = text.to_uppercase();
                let parts: BTreeSet<&str> =
                    text.split(['*', ':', '~', '^', '|', '>', '"', '\n', '\r']).map(str::trim).collect();
                let left: Vec<&&str> = parts.iter().filter(|part| values.contains(**part)).collect();
                assert!(left.is_empty(), "{mode} {name:?}: {} values are left: {left:?}", left.len());
            }
        }
    }
}

/// Findings of a folder by file: code, place.
fn findings(input: &str) -> BTreeSet<String> {
    let args = ["validate", "--format", "ndjson", "--max-findings", "0", "--as-of", "2026-11-30", input];
    let (_, out, _) = run(&args);
    let finding = |line: &str| {
        let finding: Value = serde_json::from_str(line).ok()?;
        let at = finding["locations"].get(0)?.clone();
        let file = at["file"].as_str()?.strip_prefix(input)?.to_owned();
        Some(format!(
            "{} {file} {} {} {}",
            finding["code"].as_str()?,
            at["segment"],
            at["element"],
            at["transaction"].is_null()
        ))
    };
    out.lines().filter_map(finding).collect()
}

/// Findings that rest on days by their nature, which safe harbor changes.
fn rests_on_days(finding: &str) -> bool {
    let code = finding.split(' ').next().unwrap_or_default();
    code.starts_with("DT-")
        || code.starts_with("CS-")
        || code.starts_with("LC-")
        || code.starts_with("PT-")
        || ["GD-PERIOD", "BAL-DAYS", "SIT-FIT", "SIT-TWICE", "TP-CLAIM"].contains(&code)
}

#[test]
fn validate_says_of_the_copy_what_it_said_before() {
    let folder = folder();
    for (n, input) in inputs(&folder).iter().enumerate() {
        for mode in ["pseudonym", "safe-harbor"] {
            let out = format!("{mode}-{n}");
            redact(&folder, mode, &[input], &out);
            let copy = path(&folder, &out);
            let made: BTreeSet<String> =
                files(Path::new(&copy)).keys().map(|name| name.to_string_lossy().into_owned()).collect();
            let (mut before, after) = (findings(input), findings(&copy));
            // Only of what was copied.
            before.retain(|finding| made.iter().any(|name| finding.contains(&format!("/{name} "))));
            let differ: Vec<&String> = before
                .symmetric_difference(&after)
                // Another file of the folder with the same number may have no copy.
                .filter(|finding| !finding.starts_with("TP-ISA13"))
                .filter(|finding| !rests_on_days(finding))
                .collect();
            assert!(differ.is_empty(), "{mode} {input}: {differ:#?}");
            let days = before.symmetric_difference(&after).filter(|finding| rests_on_days(finding)).count();
            assert!(
                mode == "safe-harbor" || days * 50 <= before.len().max(50),
                "{input}: {days} of {}",
                before.len()
            );
        }
    }
}

fn generate(pairs: &str, claims: &str, noise: &str, discrepancies: &str) {
    let rates = ["--noise", noise, "--discrepancies", discrepancies, "--seed", "8", "-o", pairs];
    let args = [&["generate", "pairs", "--claims", claims][..], &rates].concat();
    assert_eq!(run(&args).0, 0);
}

/// Encounters by the order of their claims in their files, each with the codes of its findings.
fn encounters(at: &str) -> Vec<String> {
    let (facility, professional) = (format!("{at}/facility.837"), format!("{at}/professional.837"));
    let order = |name: &str| -> BTreeMap<u64, usize> {
        let text = fs::read_to_string(name).expect("a file");
        text.match_indices("CLM*").enumerate().map(|(n, (at, _))| (at as u64, n)).collect()
    };
    let orders = [order(&facility), order(&professional)];
    let args = ["reconcile", "--format", "ndjson", "--as-of", "2026-11-30", &facility, &professional];
    let (_, out, err) = run(&args);
    assert!(!out.is_empty(), "{err}");
    let encounter = |line: &str| {
        let encounter: Value = serde_json::from_str(line).expect("JSON");
        (encounter["type"] == "encounter").then(|| {
            let place = |claim: &Value| {
                let n = usize::from(
                    claim["file"].as_str().is_some_and(|file| file.ends_with("professional.837")),
                );
                (n, orders[n][&claim["offset"].as_u64().expect("a place")])
            };
            let side = |n: usize| -> Vec<(usize, usize)> {
                let claims = encounter[["facility", "professional"][n]].as_array().expect("claims");
                // Within an encounter they come by their numbers, which are others.
                let mut places: Vec<_> = claims.iter().map(place).collect();
                places.sort_unstable();
                places
            };
            let mut codes: Vec<String> = encounter["findings"]
                .as_array()
                .expect("a list")
                .iter()
                .map(|f| f["code"].to_string())
                .collect();
            codes.sort();
            format!("{:?} {:?} {} {codes:?}", side(0), side(1), encounter["status"])
        })
    };
    let mut all: Vec<String> = out.lines().filter_map(encounter).collect();
    all.sort();
    all
}

#[test]
fn twins_find_each_other_and_reconcile_says_the_same_of_them() {
    let folder = folder();
    let pairs = path(&folder, "pairs");
    generate(&pairs, "300", "0", "0");
    let before = encounters(&pairs);
    assert!(before.len() > 250);
    for mode in ["pseudonym", "safe-harbor"] {
        let names = [format!("{pairs}/facility.837"), format!("{pairs}/professional.837")];
        let (code, err) = redact(&folder, mode, &[&names[0], &names[1]], mode);
        assert_eq!(code, 0, "{err}");
        let after = encounters(&path(&folder, mode));
        let differ = before.iter().filter(|encounter| !after.contains(encounter)).count();
        assert_eq!(differ, 0, "{mode}: {differ} of {} encounters differ", before.len());
    }
}

#[test]
fn a_key_gives_the_same_copy_alone_in_company_and_after_another_file() {
    let folder = folder();
    let (facility, professional) = ("samples/mri/facility.837", "samples/mri/professional.837");
    for (out, inputs) in
        [("a", vec![facility, professional]), ("b", vec![professional, facility]), ("c", vec!["samples/mri"])]
    {
        assert_eq!(redact(&folder, "pseudonym", &inputs, out).0, 0);
    }
    let texts = |out: &str| -> Vec<String> { files(&folder.path().join(out)).into_values().collect() };
    assert_eq!(texts("a"), texts("b"));
    assert_eq!(texts("a"), texts("c"));
    let alone = path(&folder, "alone.837");
    let key = path(&folder, "site.key");
    assert_eq!(run(&["redact", "--key", &key, facility, "-o", &alone]).0, 0);
    assert_eq!(fs::read_to_string(alone).expect("a copy"), texts("c")[0]);
}

fn element(text: &str, id: &str, qualifier: Option<&str>, n: usize) -> String {
    let segments = text.split('~').map(|segment| segment.trim().split('*').collect::<Vec<_>>());
    let mut found = segments.filter(|e| e[0] == id && qualifier.is_none_or(|q| e.get(1) == Some(&q)));
    found.next().and_then(|e| e.get(n).map(|value| (*value).to_owned())).unwrap_or_else(|| panic!("{id}{n}"))
}

#[test]
fn acknowledgments_and_json_meet_the_copies_of_their_claims() {
    let folder = folder();
    let acks = acknowledgments(&folder);
    let json = path(&folder, "claim.ndjson");
    let sample = "samples/mri/professional.837";
    assert_eq!(run(&["convert", "--to", "ndjson", sample, "-o", &json]).0, 0);
    let (mut inputs, out) = (acks.iter().map(String::as_str).collect::<Vec<_>>(), folder.path().join("out"));
    inputs.extend([sample, &json]);
    let (code, err) = redact(&folder, "pseudonym", &inputs, "out");
    assert_eq!(code, 0, "{err}");
    let made = files(&out);
    let of =
        |end: &str| made.iter().find(|(name, _)| name.to_string_lossy().ends_with(end)).expect("a copy").1;
    let claim = of("professional.837");
    assert_eq!(element(of("a.ta1"), "TA1", None, 1), element(claim, "ISA", None, 13));
    assert_eq!(element(of("a.999"), "AK1", None, 2), element(claim, "GS", None, 6));
    assert_eq!(element(of("a.999"), "AK2", None, 2), element(claim, "ST", None, 2));
    let patient = &of("a.277ca")[of("a.277ca").find("NM1*QC").expect("a patient")..];
    assert_eq!(element(patient, "TRN", Some("2"), 2), element(claim, "CLM", None, 1));
    assert_eq!(element(patient, "DTP", Some("472"), 3), element(claim, "DTP", Some("472"), 3));
    assert_eq!(element(of("a.277ca"), "NM1", Some("QC"), 9), element(claim, "NM1", Some("IL"), 9));
    assert_eq!(element(of("a.277ca"), "NM1", Some("QC"), 3), element(claim, "NM1", Some("IL"), 3));
    let claim_json: Value = serde_json::from_str(of("claim.ndjson").trim()).expect("a claim");
    assert_eq!(claim_json["patient_control_number"], element(claim, "CLM", None, 1));
    assert_eq!(claim_json["patient"]["last_name"], element(claim, "NM1", Some("IL"), 3));
    let paths = ["professional.837", "claim.ndjson"].map(|end| {
        let name = made.keys().find(|name| name.to_string_lossy().ends_with(end)).expect("a copy");
        out.join(name).to_string_lossy().into_owned()
    });
    let (code, shown, err) = run(&["diff", &paths[0], &paths[1]]);
    assert_eq!(code, 0, "{shown}{err}");
}

#[test]
fn what_cannot_be_done_is_said_and_nothing_is_written() {
    let folder = folder();
    let (out, short) = (path(&folder, "out"), path(&folder, "short.key"));
    fs::write(&short, "too short").expect("a file");
    let sample = "samples/mri/facility.837";
    for (args, said) in [
        (vec!["redact", "--mode", "pseudonym", sample, "-o", &out], "--key"),
        (vec!["redact", "--key", &short, sample, "-o", &out], "is no good key"),
        (
            vec!["redact", "--mode", "safe-harbor", "--key", &short, sample, "-o", &out],
            "safe harbor needs none",
        ),
        (
            vec!["redact", "samples/broken/version-4010.837", "-o", &out],
            "what is personal in it is not known",
        ),
        (vec!["redact", "samples/README.md", "-o", &out], "is not X12"),
    ] {
        let (code, _, err) = run(&args);
        assert_eq!(code, 2, "{args:?}: {err}");
        assert!(err.contains(said), "{err}");
        assert!(!Path::new(&out).exists(), "{args:?}");
    }
    assert_eq!(run(&["redact", sample, "-o", &out]).0, 0);
    let (code, _, err) = run(&["redact", sample, "-o", &out]);
    assert_eq!(code, 2, "nothing is overwritten: {err}");
}

/// The commands of the README's story, as they stand there.
fn story() -> Vec<String> {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("a text");
    let (_, rest) = readme.split_once("```sh\nhead -c 32 /dev/urandom").expect("the story");
    let (rest, _) = rest.split_once("```").expect("its end");
    format!("head -c 32 /dev/urandom{rest}").lines().map(str::to_owned).collect()
}

#[cfg(unix)]
#[test]
fn an_engineer_makes_a_golden_file_changes_it_and_sees_exactly_that() {
    let folder = tempfile::tempdir().expect("a folder");
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    std::os::unix::fs::symlink(samples, folder.path().join("samples")).expect("a link");
    let program = env!("CARGO_BIN_EXE_twinclaim");
    let mut said = Vec::new();
    for line in story() {
        let script = format!("twinclaim() {{ '{program}' \"$@\"; }}\n{line}");
        let run = std::process::Command::new("sh")
            .args(["-c", &script])
            .current_dir(folder.path())
            .output()
            .expect("a shell");
        let out = String::from_utf8_lossy(&run.stdout).into_owned();
        said.push((run.status.code().expect("a code"), out));
    }
    let codes: Vec<i32> = said.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, [0, 0, 0, 0, 0, 1], "{said:#?}");
    assert!(said[3].1.starts_with("no difference in 2 claims"), "{}", said[3].1);
    let changed = &said[5].1;
    assert!(changed.contains("      SV102 Line charge: 685 → 700\n"), "{changed}");
    // That, and nothing else: one segment, once before and once after.
    assert_eq!(changed.matches("\n  - SV1*").count(), 1, "{changed}");
    assert_eq!(changed.lines().filter(|line| line.starts_with("      ")).count(), 1, "{changed}");
    assert!(!changed.contains("QUILLWORTH"), "{changed}");
}

/// Pairs of claims that are of one encounter, by their positions.
fn pairs_of(encounters: impl Iterator<Item = [Vec<u64>; 2]>) -> BTreeSet<(u64, u64)> {
    let pairs = |[facility, professional]: [Vec<u64>; 2]| {
        let with_all = |a: &u64| professional.iter().map(|b| (*a, *b)).collect::<Vec<_>>();
        facility.iter().flat_map(with_all).collect::<Vec<_>>()
    };
    encounters.flat_map(pairs).collect()
}

/// F1, in ten-thousandths, of the pairs that `reconcile` finds in a folder, against the truth.
fn f1(at: &str, truth: &str) -> usize {
    // Positions in the professional file are counted from far behind, because a facility's fee may be there.
    let far = |n: u64, is_facility: bool| if is_facility { n } else { 1_000_000 + n };
    let positions = |name: &str| -> BTreeMap<u64, u64> {
        let text = fs::read_to_string(format!("{at}/{name}")).expect("a file");
        text.match_indices("CLM*").zip(1..).map(|((at, _), n)| (at as u64, n)).collect()
    };
    let [facility, professional] = ["facility.837", "professional.837"].map(positions);
    let place = |claim: &Value| -> u64 {
        let offset = claim["offset"].as_u64().expect("a place");
        let is_facility = claim["file"].as_str().is_some_and(|file| file.ends_with("facility.837"));
        far(if is_facility { facility[&offset] } else { professional[&offset] }, is_facility)
    };
    let sides = |encounter: &Value, place: &dyn Fn(&Value) -> u64| {
        ["facility", "professional"]
            .map(|side| encounter[side].as_array().expect("claims").iter().map(place).collect::<Vec<u64>>())
    };
    let json = |line: &str| serde_json::from_str::<Value>(line).expect("JSON");
    let names = [format!("{at}/facility.837"), format!("{at}/professional.837")];
    let (_, out, _) =
        run(&["reconcile", "--format", "ndjson", "--as-of", "2026-11-30", &names[0], &names[1]]);
    let found = out.lines().map(json).filter(|encounter| encounter["type"] == "encounter");
    let found = pairs_of(found.map(|encounter| sides(&encounter, &place)));
    let text = fs::read_to_string(truth).expect("the truth");
    let position =
        |claim: &Value| far(claim["claim"].as_u64().expect("a position"), claim["file"] == "facility.837");
    let is_true = pairs_of(text.lines().map(json).map(|encounter| sides(&encounter, &position)));
    20_000 * found.intersection(&is_true).count() / (found.len() + is_true.len())
}

/// What linking loses with copies of noisy pairs is little, and with those of clean ones nothing.
#[test]
fn linking_finds_the_pairs_of_copies_as_well() {
    let folder = folder();
    for (noise, discrepancies, most) in [("0", "0", 20), ("0.2", "0.1", 60)] {
        let (pairs, out) = (path(&folder, &format!("pairs-{noise}")), format!("copy-{noise}"));
        generate(&pairs, "300", noise, discrepancies);
        let truth = format!("{pairs}/truth.ndjson");
        let before = f1(&pairs, &truth);
        let names = [format!("{pairs}/facility.837"), format!("{pairs}/professional.837")];
        assert_eq!(redact(&folder, "pseudonym", &[&names[0], &names[1]], &out).0, 0);
        let after = f1(&path(&folder, &out), &truth);
        assert!(before > 9900 && after + most >= before, "noise {noise}: {before} became {after}");
    }
}
