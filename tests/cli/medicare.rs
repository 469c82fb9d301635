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
    /// The rule that finds it, where it is no edit of a profile.
    rule: Option<String>,
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

/// The segments with the changes: a `-` takes out the last one that begins so (of LX the first), a `+` stands in its place, an
/// `x` adds several, so many times.
fn changed(base: &[String], changes: &[String]) -> Vec<String> {
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

/// The payer's references and the codes of rules that were found, by transaction.
fn found(file: &str, more: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
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
        let found = found(file.to_str().expect("a name"), &["--reference", "tests/edits/reference"]);
        for (n, case) in cases.iter().enumerate() {
            for (side, fires) in [(0, true), (1, false)] {
                let edits = found.get(&format!("{:04}", 2 * n + side + 1)).cloned().unwrap_or_default();
                let finder = case.rule.as_ref().unwrap_or(&case.edit);
                if edits.contains(finder) != fires {
                    let _ = writeln!(
                        wrong,
                        "{} ({finder}) should {}fire: {edits:?}",
                        case.edit,
                        if fires { "" } else { "not " }
                    );
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The lines of the profiles that are edits, by their reference.
fn edits_of_profiles() -> BTreeMap<String, String> {
    let text =
        |side| fs::read_to_string(format!("samples/profiles/medicare-{side}.profile")).expect("a profile");
    let all = [text("b"), text("a")].concat();
    let name = |line: &str| {
        let behind = line.strip_prefix("edit ").or_else(|| line.split(" as ").nth(1))?;
        Some((behind.split(' ').next()?.to_owned(), line.to_owned()))
    };
    all.lines().filter(|line| !line.starts_with('#')).filter_map(name).collect()
}

/// The rows of the table of edits: reference, source, how it is found, by what.
fn table() -> Vec<[&'static str; 4]> {
    let rows = include_str!("../edits/medicare.tsv").lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| line.split('\t').collect::<Vec<_>>().try_into().expect("four cells")).collect()
}

/// All 167 edits are accounted for, and all that one claim can show fire on one.
#[test]
fn the_table_of_medicares_edits_is_what_the_profiles_and_cases_have() {
    let (_, cases) = read(include_str!("../edits/medicare.txt"));
    let (edits, mut listed) = (edits_of_profiles(), BTreeSet::new());
    let (mut ids, mut firing) = (BTreeSet::new(), BTreeSet::new());
    for [id, source, how, by] in table() {
        ids.insert(id);
        let names: Vec<&str> = by.split(" with ").next().unwrap_or_default().split(' ').collect();
        match how {
            "edit" | "list" => {
                for name in names {
                    let line = edits.get(name).unwrap_or_else(|| panic!("{name} is in no profile"));
                    let head = line.split('"').next().unwrap_or_default();
                    assert!(
                        source != "M" || head.contains(" info"),
                        "{name} is known by hearsay: info at most"
                    );
                    let is_soft = head.contains(" info") || head.contains(" warning");
                    assert!(
                        is_soft || head.contains(" ack ") || id == "A75",
                        "{name} says nothing to a 277CA"
                    );
                    for list in by.split(" with ").nth(1).into_iter().flat_map(|lists| lists.split(' ')) {
                        assert!(include_str!("../edits/reference/lists.csv").contains(list), "{list}");
                    }
                    assert!(cases.iter().any(|case| case.edit == name), "{name} is not tried");
                    listed.insert(name.to_owned());
                }
                firing.insert(id);
            }
            "rule" => {
                for name in names {
                    let is_tried = |case: &Case| case.edit == id && case.rule.as_deref() == Some(name);
                    assert!(cases.iter().any(is_tried), "{id} is not tried by {name}");
                }
                firing.insert(id);
            }
            "reconcile" | "nobody" => {}
            other => panic!("{id}: {other}"),
        }
    }
    assert_eq!(listed.into_iter().collect::<Vec<_>>(), edits.into_keys().collect::<Vec<_>>());
    assert_eq!((ids.len(), firing.len()), (167, 161));
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
    let is_edit = |name: &String| edits_of_profiles().contains_key(name);
    let edits =
        |set| found(file, &["--edits", set]).into_values().flatten().filter(is_edit).collect::<Vec<_>>();
    assert!(edits("auto").is_empty() && edits("none").is_empty());
    assert_eq!(edits("medicare"), ["B26", "B3", "B4"]);
}

/// Without its list an edit is not looked for, and the run says so.
#[test]
fn what_asks_a_list_waits_for_it() {
    let (bases, cases) = read(include_str!("../edits/medicare.txt"));
    let case = cases.iter().find(|case| case.edit == "B60").expect("a case");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("claims.837");
    let claim = changed(&bases[&case.base], &case.changes[0]);
    fs::write(&file, interchange("005010X222A1", &[claim])).expect("a file");
    let file = file.to_str().expect("a name");
    assert!(!found(file, &[])["0001"].contains("B60"));
    assert!(found(file, &["--reference", "tests/edits/reference"])["0001"].contains("B60"));
    let said = |more: &[&str]| {
        let output =
            cargo_bin_cmd!("twinclaim").args(["validate", file]).args(more).output().expect("it runs");
        String::from_utf8(output.stderr).expect("UTF-8")
    };
    assert!(said(&[]).contains("waived-tests"), "{}", said(&[]));
    assert!(!said(&["--reference", "tests/edits/reference"]).contains("waived-tests"));
    assert!(!said(&["--edits", "none"]).contains("waived-tests"));
}
