//! `twinclaim inspect` for billing staff: one claim as a person would tell it, the table in a narrow window, and what an
//! acknowledgment refused. Expectations are read off the samples.

use std::path::{Path, PathBuf};

use assert_cmd::cargo::cargo_bin_cmd;
use tempfile::TempDir;

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

fn inspect(args: &[&str], files: &[&Path]) -> (i32, String, String) {
    let done = cargo_bin_cmd!("twinclaim").arg("inspect").args(args).args(files).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (done.status.code().expect("no signal"), text(done.stdout), text(done.stderr))
}

/// Text with its line breaks and indents as single blanks.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_claim_is_told_with_what_its_codes_mean() {
    let file = sample("inpatient/facility.837");
    let (code, text, _) = inspect(&["--claim", "LGH260209-0008", "--width", "80"], &[&file]);
    assert_eq!(code, 0);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let text = flat(&text);
    for told in [
        "Who MOSSGROVER, LEONORA B, female (F), born 1968-01-05 (58)",
        "44 WEAVERS ROW, LARKMERE, IA 50099",
        "When 2026-02-09 to 2026-02-13",
        "admitted 2026-02-09T14:40 emergency (1)",
        "discharged 11:15",
        "Where hospital inpatient (11)",
        "Billed by LARKMERE GENERAL HOSPITAL, NPI 2000000101",
        "operating, ALDERQUIST, RUBEN, NPI 2000010043",
        "Why K80.00 Calculus of gallbladder",
        "principal, present on admission: yes (Y)",
        "DRG 418",
        "0FT44ZZ, 2026-02-10, principal",
        "line 1, revenue 0111, 4 days (DA), $7,400.00",
        "conditions 39",
        "72, 2026-02-09 to 2026-02-13",
        "Cost $31,260.80",
        "Pays primary (P), PRAIRIE LANTERN HEALTH PLAN, PLHP01, commercial (CI)",
        "agreed beforehand PA26-31077",
        "medical record MR0029461",
        "Odd nothing",
    ] {
        assert!(text.contains(told), "{told:?} in {text}");
    }
}

#[test]
fn other_payers_and_pointed_diagnoses_are_told() {
    let (_, text, _) = inspect(&["--claim", "CLC-3308"], &[&sample("secondary")]);
    let text = flat(&text);
    for told in [
        "Pays secondary (S), SILVER HERON MUTUAL",
        "primary (P), PRAIRIE LANTERN HEALTH PLAN, PLHP01, commercial (CI), paid $112.80",
        "its number of the claim PLC2607130077",
        "line 1, 2026-06-24, 93306",
        "$210.00, for I50.32, I10",
        "adjudication · paid amount: 16.8",
    ] {
        assert!(text.contains(told), "{told:?} in {text}");
    }
}

#[test]
fn what_is_odd_names_the_box() {
    let (code, text, _) = inspect(&["--claim", "OFM-906"], &[&sample("broken/typed.837")]);
    assert_eq!(code, 0);
    let text = flat(&text);
    // A diagnosis code with its dot stands in the first of box 21.
    assert!(text.contains("at box 21A, 2026-11-02, $171.00, HI01"), "{text}");
    let (_, text, _) = inspect(&["--claim", "OFM-905", "--mask"], &[&sample("broken/impossible-date.837")]);
    assert!(text.contains("error GD-DATE") && !text.contains("SPARROWBY"), "{text}");
}

#[test]
fn names_of_licensed_codes_come_with_a_table() {
    let folder = TempDir::new().expect("a folder");
    std::fs::write(folder.path().join("codes.csv"), "code,name\n93306,a test of our own words\n")
        .expect("written");
    let table = folder.path().to_str().expect("UTF-8");
    let (code, text, err) =
        inspect(&["--claim", "CLC-3308", "--reference", table], &[&sample("secondary/cardiologist.837")]);
    assert_eq!(code, 0, "{err}");
    assert!(flat(&text).contains("93306 a test of our own words"), "{text}");
}

#[test]
fn a_table_of_eighty_columns_has_patient_date_charge_payer_and_what_is_wrong() {
    let (_, text, _) = inspect(&["--width", "80"], &[&sample("broken/impossible-date.837")]);
    let header = text.lines().find(|line| line.contains("wrong")).expect("a header");
    for title in ["control number", "patient", "from", "charge", "payer", "wrong"] {
        assert!(header.contains(title), "{title} in {header}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let row = text.lines().find(|line| line.contains("OFM-905")).expect("the claim");
    for value in ["SPARROWBY", "2026-11-02", "171.00", "PRAIRIE", "GD-DATE"] {
        assert!(row.contains(value), "{value} in {row}");
    }
    let (_, text, _) = inspect(&["--width", "80"], &[&sample("office/surgeon.837")]);
    assert!(!text.contains("GD-"), "{text}");
}

#[test]
fn refused_is_asked_of_acknowledgments() {
    let (code, out, err) = inspect(&["--refused"], &[&sample("office/surgeon.837")]);
    assert!(code == 2 && err.contains("--refused") && out.is_empty(), "{err}");
}
