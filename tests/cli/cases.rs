//! Claims that each break one thing, written as changes of a few bases, and what is found on them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;

/// What is above each claim.
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
pub(crate) struct Case {
    pub(crate) edit: String,
    /// The rule that finds it, where it is no edit of a profile.
    pub(crate) rule: Option<String>,
    pub(crate) base: String,
    pub(crate) changes: [Vec<String>; 2],
}

pub(crate) fn read(text: &str) -> (BTreeMap<String, Vec<String>>, Vec<Case>) {
    let (mut bases, mut cases) = (BTreeMap::<String, Vec<String>>::new(), Vec::<Case>::new());
    let (mut base, mut side) = (String::new(), 0);
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix("base ") {
            name.clone_into(&mut base);
        } else if line == "silent" {
            side = 1;
        } else if ["- ", "+ ", "x "].iter().any(|sign| line.starts_with(sign)) {
            cases.last_mut().expect("a case").changes[side].push(line.to_owned());
        } else if let [edit, base, rule @ ..] = line.split(' ').collect::<Vec<_>>().as_slice()
            && bases.contains_key(*base)
        {
            side = 0;
            let rule = rule.first().map(|rule| (*rule).to_owned());
            cases.push(Case { edit: (*edit).to_owned(), rule, base: (*base).to_owned(), ..Case::default() });
        } else {
            bases.entry(base.clone()).or_default().push(line.to_owned());
        }
    }
    (bases, cases)
}

/// The segments with the changes: a `-` takes out the last one that begins so (of LX the first), a `+` is in its place, an
/// `x` adds several, so many times.
pub(crate) fn changed(base: &[String], changes: &[String]) -> Vec<String> {
    let mut segments: Vec<String> =
        ABOVE.iter().map(|s| (*s).to_owned()).chain(base.iter().cloned()).collect();
    let mut at = segments.len();
    for change in changes {
        let (sign, text) = change.split_at(2);
        if sign == "+ " {
            segments.insert(at, text.to_owned());
            at += 1;
        } else if sign == "x " {
            let (times, added) = text.split_once(' ').expect("a number");
            for n in 0..times.parse::<usize>().expect("a number") {
                segments.extend(added.split('~').map(|segment| segment.replace('#', &(n + 2).to_string())));
            }
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

pub(crate) fn interchange(guide: &str, claims: &[Vec<String>]) -> String {
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

/// The payer's references and the codes of rules that were found, by transaction.
pub(crate) fn found(file: &str, more: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
    let args = ["--format", "ndjson", "--max-findings", "0", "--as-of", "2026-03-10", file];
    let output = cargo_bin_cmd!("twinclaim").arg("validate").args(args).args(more).output().expect("it runs");
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in String::from_utf8(output.stdout).expect("UTF-8").lines() {
        let finding: Value = serde_json::from_str(line).expect("JSON");
        let why = finding["why"].as_str().unwrap_or_default();
        let transaction = finding["locations"][0]["transaction"].as_str().unwrap_or_default().to_owned();
        let names = found.entry(transaction).or_default();
        names.insert(finding["code"].as_str().unwrap_or_default().to_owned());
        if let Some((_, rest)) = why.split_once(", edit ") {
            names.insert(rest.split(',').next().unwrap_or_default().to_owned());
        }
    }
    found
}

/// Whether each case fires, and is silent on the claim beside it; in words what is wrong.
pub(crate) fn wrong(cases: &str, professional: &[&str], more: &[&str]) -> String {
    let (bases, cases) = read(cases);
    let folder = tempfile::tempdir().expect("a folder");
    let mut wrong = String::new();
    for (guide, is_professional) in [("005010X222A1", true), ("005010X223A2", false)] {
        let of_guide = |case: &&Case| professional.contains(&&*case.base) == is_professional;
        let cases: Vec<&Case> = cases.iter().filter(of_guide).collect();
        let claims: Vec<Vec<String>> = cases
            .iter()
            .flat_map(|case| case.changes.iter().map(|changes| changed(&bases[&case.base], changes)))
            .collect();
        let file = folder.path().join(format!("{guide}.837"));
        fs::write(&file, interchange(guide, &claims)).expect("a file");
        let found = found(file.to_str().expect("a name"), more);
        for (n, case) in cases.iter().enumerate() {
            for (side, fires) in [(0, true), (1, false)] {
                let edits = found.get(&format!("{:04}", 2 * n + side + 1)).cloned().unwrap_or_default();
                let finder = case.rule.as_ref().unwrap_or(&case.edit);
                if edits.contains(finder) != fires {
                    let not = if fires { "" } else { "not " };
                    let _ = writeln!(
                        wrong,
                        "{} ({finder}) should {not}fire: {edits:?}, {:?}",
                        case.edit, case.changes[side]
                    );
                }
            }
        }
    }
    wrong
}
