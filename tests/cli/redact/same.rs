//! What is said of the copies is what was said of the originals.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{files, folder, generate, inputs, path, redact, run};

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
        || ["GD-PERIOD", "BAL-DAYS", "SIT-FIT", "SIT-TWICE", "SV-ONCE", "TP-CLAIM"].contains(&code)
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

#[test]
fn a_payer_that_is_kept_is_known_to_its_profile() {
    let folder = folder();
    let (key, plain, kept) =
        (path(&folder, "site.key"), path(&folder, "plain.837"), path(&folder, "kept.837"));
    let redacted = |more: &[&str], out: &str| {
        let args = ["redact", "--key", &key, "samples/mri/professional.837", "-o", out];
        assert_eq!(run(&[&args, more].concat()).0, 0);
        fs::read_to_string(out).expect("a copy")
    };
    let keep = ["--keep", "plhp01", "--keep", "PRAIRIE LANTERN HEALTH PLAN"];
    let payer = "PRAIRIE LANTERN HEALTH PLAN*****PI*PLHP01";
    assert!(!redacted(&[], &plain).contains("PLHP01"));
    let copy = redacted(&keep, &kept);
    assert!(copy.contains(payer), "{copy}");
    assert!(!copy.contains("QUILLWORTH") && !copy.contains("PLH740512963"));
    // Of the payer's rules one speaks: members bear its letters no more.
    let rules = |file: &str| {
        let args =
            ["validate", "--profile", "samples/profiles/prairie-lantern.profile", "--format", "ndjson", file];
        run(&args).1.lines().filter(|line| line.contains("PLH")).count()
    };
    assert_eq!((rules("samples/mri/professional.837"), rules(&plain), rules(&kept)), (0, 0, 1));
}
