//! Medicare's edits: each fires on a claim of its own and is silent on one that is nearly the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use assert_cmd::cargo::cargo_bin_cmd;

use super::cases::{Case, changed, found, interchange, read, wrong};

#[test]
fn every_edit_of_medicare_fires_on_its_claim_alone() {
    let cases = include_str!("../edits/medicare.txt");
    let wrong = wrong(cases, &["office", "home"], &["--reference", "tests/edits/reference"]);
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

/// The weight that the catalog gives a rule.
fn weight(code: &str) -> String {
    let output = cargo_bin_cmd!("twinclaim").args(["explain", code]).output().expect("it runs");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let title = text.lines().next().unwrap_or_default();
    title.rsplit(" · ").next().unwrap_or_default().to_owned()
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
                    assert!(
                        source != "M" || weight(name) == "info",
                        "{name} finds {id}, which is known by hearsay: info at most"
                    );
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
