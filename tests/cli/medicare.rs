//! Medicare's edits: each fires on a claim of its own and is silent on one that is nearly the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;

/// What stands above each claim.
const ABOVE: &[&str] = &[
    "BHT*0019*00*B1*20260305*1200*CH",
    "NM1*41*2*QUIET BILLING*****46*QB01",
    "PER*IC*DESK*TE*2055550100",
    "NM1*40*2*MEDICARE*****46*MED",
    "HL*1**20*1",
    "NM1*85*2*QUIET CLINIC*****XX*1234567893",
    "N3*1 QUARRY RD",
    "N4*BOSTON*MA*021140001",
    "REF*EI*123456789",
    "HL*2*1*22*0",
];

/// An edit, the claim it is tried on, and what is changed to make it fire and to keep it silent.
#[derive(Default)]
struct Case {
    edit: String,
    base: String,
    changes: [Vec<String>; 2],
}

fn read(text: &str) -> (BTreeMap<String, Vec<String>>, Vec<Case>) {
    let (mut bases, mut cases) = (BTreeMap::<String, Vec<String>>::new(), Vec::<Case>::new());
    let (mut base, mut side) = (String::new(), 0);
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix("base ") {
            name.clone_into(&mut base);
        } else if line == "silent" {
            side = 1;
        } else if line.starts_with("- ") || line.starts_with("+ ") {
            cases.last_mut().expect("a case").changes[side].push(line.to_owned());
        } else if let Some((edit, base)) = line.split_once(' ').filter(|(_, base)| bases.contains_key(*base))
        {
            side = 0;
            cases.push(Case { edit: edit.to_owned(), base: base.to_owned(), ..Case::default() });
        } else {
            bases.entry(base.clone()).or_default().push(line.to_owned());
        }
    }
    (bases, cases)
}

/// The segments with the changes: a `-` takes out the last one that begins so (of LX the first), a `+` stands in its place.
fn changed(base: &[String], changes: &[String]) -> Vec<String> {
    let mut segments: Vec<String> =
        ABOVE.iter().map(|s| (*s).to_owned()).chain(base.iter().cloned()).collect();
    let mut at = segments.len();
    for change in changes {
        let (sign, text) = change.split_at(2);
        if sign == "+ " {
            segments.insert(at, text.to_owned());
            at += 1;
        } else {
            let fits = |segment: &String| segment.starts_with(text);
            let found =
                if text == "LX" { segments.iter().position(fits) } else { segments.iter().rposition(fits) };
            at = found.unwrap_or_else(|| panic!("no segment begins with {text}"));
            segments.remove(at);
        }
    }
    segments
}

fn interchange(guide: &str, claims: &[Vec<String>]) -> String {
    let mut text = format!(
        "ISA*00*          *00*          *ZZ*SENDERX        *ZZ*RECEIVERX      *260305*1200*^*00501*000000101*0*T*:~\n\
         GS*HC*SENDERX*RECEIVERX*20260305*1200*101*X*{guide}~\n"
    );
    for (n, segments) in claims.iter().enumerate() {
        let _ = writeln!(text, "ST*837*{:04}*{guide}~", n + 1);
        for segment in segments {
            let _ = writeln!(text, "{segment}~");
        }
        let _ = writeln!(text, "SE*{}*{:04}~", segments.len() + 2, n + 1);
    }
    let _ = write!(text, "GE*{}*101~\nIEA*1*000000101~\n", claims.len());
    text
}

/// The payer's references that were found, by transaction.
fn found(file: &str, edits: &str) -> BTreeMap<String, BTreeSet<String>> {
    let args = ["--format", "ndjson", "--max-findings", "0", "--as-of", "2026-03-10", "--edits", edits, file];
    let output = cargo_bin_cmd!("twinclaim").arg("validate").args(args).output().expect("it runs");
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in String::from_utf8(output.stdout).expect("UTF-8").lines() {
        let finding: Value = serde_json::from_str(line).expect("JSON");
        let why = finding["why"].as_str().unwrap_or_default();
        if let Some((_, rest)) = why.split_once(", edit ") {
            let transaction = finding["locations"][0]["transaction"].as_str().unwrap_or_default().to_owned();
            found
                .entry(transaction)
                .or_default()
                .insert(rest.split(',').next().unwrap_or_default().to_owned());
        }
    }
    found
}

#[test]
fn every_edit_of_medicare_fires_on_its_claim_alone() {
    let (bases, cases) = read(include_str!("../edits/medicare.txt"));
    let folder = tempfile::tempdir().expect("a folder");
    let mut wrong = String::new();
    for (guide, professional) in [("005010X222A1", true), ("005010X223A2", false)] {
        let of_guide = |case: &&Case| matches!(&*case.base, "office" | "home") == professional;
        let cases: Vec<&Case> = cases.iter().filter(of_guide).collect();
        let claims: Vec<Vec<String>> = cases
            .iter()
            .flat_map(|case| case.changes.iter().map(|changes| changed(&bases[&case.base], changes)))
            .collect();
        let file = folder.path().join(format!("{guide}.837"));
        fs::write(&file, interchange(guide, &claims)).expect("a file");
        let found = found(file.to_str().expect("a name"), "auto");
        for (n, case) in cases.iter().enumerate() {
            for (side, fires) in [(0, true), (1, false)] {
                let edits = found.get(&format!("{:04}", 2 * n + side + 1)).cloned().unwrap_or_default();
                if edits.contains(&case.edit) != fires {
                    let _ = writeln!(
                        wrong,
                        "{} should {}fire: {edits:?}",
                        case.edit,
                        if fires { "" } else { "not " }
                    );
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The edits of the profiles and those that are tried are the same.
#[test]
fn every_edit_of_medicare_is_tried() {
    let (_, cases) = read(include_str!("../edits/medicare.txt"));
    let tried: BTreeSet<&str> = cases.iter().map(|case| case.edit.as_str()).collect();
    for profile in ["a", "b"] {
        let text =
            fs::read_to_string(format!("samples/profiles/medicare-{profile}.profile")).expect("a profile");
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let edit = line.strip_prefix("edit ").and_then(|rest| rest.split(' ').next());
            let Some(edit) = edit.or_else(|| line.split(" as ").nth(1)?.split(' ').next()) else { continue };
            // A limit of 450 lines, or of 14 sessions, is nothing to try on a page.
            assert!(tried.contains(edit) || matches!(edit, "A58" | "A75"), "{edit} is not tried");
        }
    }
}

/// A claim for another payer is left alone, unless it is asked for.
#[test]
fn other_payers_are_left_alone() {
    let (bases, _) = read(include_str!("../edits/medicare.txt"));
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("claims.837");
    let commercial =
        ["- SBR", "+ SBR*P*18*******CI", "- NM1*IL", "+ NM1*IL*1*DOE*JANE****MI*A1"].map(str::to_owned);
    fs::write(&file, interchange("005010X222A1", &[changed(&bases["office"], &commercial)])).expect("a file");
    let file = file.to_str().expect("a name");
    assert!(found(file, "auto").is_empty() && found(file, "none").is_empty());
    assert_eq!(found(file, "medicare")["0001"], BTreeSet::from(["B3", "B4"].map(str::to_owned)));
}
