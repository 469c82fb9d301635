//! `fix` on request: values written right, values set, segments dropped, replacements, and what all that would change.

use std::fs;
use std::path::Path;

use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;

/// A professional file with two claims of one subscriber and nothing wrong.
const FILE: &str = "\
ISA*00*          *00*          *ZZ*TEALBILL       *ZZ*MARLPLAN       *260611*0640*^*00501*000000419*0*T*:~
GS*HC*TEALBILL*MARLPLAN*20260611*0640*419*X*005010X222A1~
ST*837*0419*005010X222A1~
BHT*0019*00*T419*20260611*0640*CH~
NM1*41*2*TEAL BILLING*****46*TB19~
PER*IC*DESK*TE*2065550190~
NM1*40*2*MARL PLAN*****46*MP19~
HL*1**20*1~
NM1*85*2*TEAL CLINIC*****XX*1234567893~
N3*2 QUAY STREET~
N4*TERNWICK*WA*981010004~
REF*EI*912345678~
HL*2*1*22*0~
SBR*P*18*******CI~
NM1*IL*1*STOAT*OLA****MI*MP555001~
N3*8 MILL ROAD~
N4*TERNWICK*WA*981010005~
DMG*D8*19710904*F~
NM1*PR*2*MARL PLAN*****PI*MP19~
CLM*T1*180***11:B:1*Y*A*Y*Y~
REF*G1*AUTH7~
NTE*ADD*FIRST VISIT~
HI*ABK:J209~
LX*1~
SV1*HC:99213*150*UN*1***1~
DTP*472*D8*20260601~
LX*2~
SV1*HC:87880*30*UN*1***1~
DTP*472*D8*20260601~
CLM*T2*90***11:B:1*Y*A*Y*Y~
HI*ABK:J209~
LX*1~
SV1*HC:99212*90*UN*1***1~
DTP*472*D8*20260602~
SE*33*0419~
GE*1*419~
IEA*1*000000419~
";

/// Runs `fix` on a text: its exit code, what it wrote, and what it said.
fn fix(args: &[&str], input: &str) -> (i32, Option<String>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let [from, to] = ["in.837", "out.837"].map(|name| folder.path().join(name));
    fs::write(&from, input).expect("it is written");
    let run = cargo_bin_cmd!("twinclaim").arg("fix").args(args).arg(&from).arg("-o").arg(&to).output();
    let run = run.expect("it runs");
    let said = String::from_utf8(run.stderr).expect("UTF-8");
    (run.status.code().expect("a code"), fs::read_to_string(to).ok(), said)
}

fn fixed(args: &[&str], input: &str) -> String {
    let (code, out, said) = fix(args, input);
    assert_eq!(code, 0, "{args:?}: {said}");
    out.expect("an output")
}

/// What `--dry-run` shows.
fn dry(args: &[&str], input: &str) -> String {
    let mut command = cargo_bin_cmd!("twinclaim");
    let run = command.arg("fix").args(args).args(["--dry-run", "-"]).write_stdin(input).output();
    String::from_utf8(run.expect("it runs").stdout).expect("UTF-8")
}

/// Codes of what validate finds, errors and warnings.
fn findings(input: &str) -> Vec<String> {
    let run = cargo_bin_cmd!("twinclaim")
        .args(["validate", "--format", "ndjson", "--as-of", "2026-12-01", "--min-severity", "warning", "-"])
        .write_stdin(input)
        .output()
        .expect("it runs");
    let out = String::from_utf8(run.stdout).expect("UTF-8");
    let rows = out.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    rows.filter_map(|row| row["code"].as_str().map(str::to_owned)).collect()
}

/// A text with one part in place of another, which is in it once.
fn with(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from}");
    text.replace(from, to)
}

fn sample(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)).expect("a sample")
}

#[test]
fn each_repair_writes_right_what_it_names() {
    assert_eq!(findings(FILE), [] as [&str; 0]);
    for (repair, right, wrong) in [
        ("blanks", "STOAT*OLA*", "STOAT *  OLA*"),
        ("blanks", "MARL PLAN*****PI*MP19", "MARL PLAN*  ****PI*MP19"),
        ("dots", "HI*ABK:J209~\nLX*1~\nSV1*HC:99213", "HI*ABK:J20.9~\nLX*1~\nSV1*HC:99213"),
        ("punctuation", "TE*2065550190", "TE*(206) 555-0190"),
        ("punctuation", "REF*EI*912345678", "REF*EI*91-2345678"),
        ("zeros", "HC:99213*150*UN*1*", "HC:99213*0150.00*UN*1.0*"),
        ("case", "N4*TERNWICK*WA*981010004", "N4*TERNWICK*wa*981010004"),
        ("case", "REF*G1*AUTH7", "ref*g1*AUTH7"),
        ("case", "HL*2*1*22*0", "hl*2*1*22*0"),
    ] {
        let input = with(FILE, right, wrong);
        assert_eq!(fixed(&["--repair", repair], &input), FILE, "{repair} {wrong}");
        assert_eq!(fixed(&["--repair", "all"], &input), FILE, "{wrong}");
        assert_eq!(fixed(&["--repair", repair], FILE), FILE, "{repair} changes what is right");
        if repair != "zeros" {
            let others = ["blanks", "dots", "punctuation", "zeros", "case"];
            let others: Vec<&str> = others.into_iter().filter(|other| *other != repair).collect();
            assert_ne!(fixed(&["--repair", &others.join(",")], &input), FILE, "{wrong}");
        }
    }
}

#[test]
fn nothing_is_repaired_unless_asked_for() {
    let input = with(FILE, "ABK:J209~\nLX*1~\nSV1*HC:99213", "ABK:J20.9~\nLX*1~\nSV1*HC:99213");
    assert_eq!(fixed(&[], &input), input);
}

#[test]
fn a_typed_sample_is_valid_when_it_is_repaired() {
    let input = sample("broken/typed.837");
    assert!(findings(&input).len() >= 5, "{:?}", findings(&input));
    let (code, out, said) = fix(&["--repair", "all"], &input);
    let out = out.expect("an output");
    assert_eq!((code, findings(&out)), (0, Vec::new()), "{said}");
    for words in [
        "2 numbers without punctuation",
        "1 code without its dot",
        "1 code in upper case",
        "1 value without blanks",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    // It is what it was but for these values: the segments are the same ones.
    let ids = |text: &str| text.lines().map(|line| line[..2].to_owned()).collect::<Vec<_>>();
    assert_eq!(ids(&out), ids(&input));
}

#[test]
fn files_that_are_right_keep_their_bytes_under_all_repairs() {
    for name in [
        "mri/facility.837",
        "mri/professional.837",
        "office/surgeon.837",
        "inpatient/facility.837",
        "emergency/physician.837",
    ] {
        let input = sample(name);
        assert_eq!(fixed(&["--repair", "blanks,dots,punctuation,case"], &input), input, "{name}");
        let again = fixed(&["--repair", "all"], &input);
        assert_eq!(fixed(&["--repair", "all"], &again), again, "{name}: repairing twice is repairing once");
    }
}

#[test]
fn records_of_fixed_length_are_joined_unless_another_list_is_given() {
    let flat = FILE.replace('\n', "");
    let mut wrapped = flat.as_bytes().chunks(80).collect::<Vec<_>>().join(&b'\n');
    wrapped.push(b'\n');
    let wrapped = String::from_utf8(wrapped).expect("the file is ASCII");
    assert_eq!(fixed(&[], &wrapped), flat);
    assert_eq!(fixed(&["--repair", "unwrap,dots"], &wrapped), flat);
    assert_ne!(fix(&["--repair", "dots"], &wrapped).1.as_deref(), Some(&flat[..]));
}

#[test]
fn a_value_is_set_at_its_place_and_nowhere_else() {
    for (args, from, to) in [
        (&["--set", "2400[2]/SV1/02=35", "--claim", "T1"][..], "HC:87880*30*", "HC:87880*35*"),
        (&["--set", "2300/CLM/05-1=22", "--claim", "T2"], "T2*90***11:B:1", "T2*90***22:B:1"),
        (&["--set", "2300/REF[G1]/02=AUTH8"], "AUTH7", "AUTH8"),
        (&["--set", "2010AA/N3/02=SUITE 4"], "2 QUAY STREET", "2 QUAY STREET*SUITE 4"),
        (&["--set", "2400[1]/SV1/01-3=25", "--claim", "T2"], "HC:99212*", "HC:99212:25*"),
        (&["--set", "2010BA/NM1/04="], "STOAT*OLA*", "STOAT**"),
        (&["--set", "1000A/PER/05=EX", "--set", "1000A/PER/06=12"], "TE*2065550190", "TE*2065550190*EX*12"),
    ] {
        assert_eq!(fixed(args, FILE), with(FILE, from, to), "{args:?}");
    }
    let (_, _, said) = fix(&["--set", "2300/REF[G1]/02=AUTH8"], FILE);
    assert!(said.contains("2300/REF[G1]/02 at text line 21, segment 19"), "{said}");
    assert!(!said.contains("AUTH8"), "a value in a message: {said}");
}

#[test]
fn a_segment_is_dropped_and_the_counts_follow() {
    let out = fixed(&["--drop", "2300/NTE"], FILE);
    assert_eq!(out, with(&with(FILE, "NTE*ADD*FIRST VISIT~\n", ""), "SE*33", "SE*32"));
    // One that has no place is found by the loop that it is in.
    let stray = with(
        &with(FILE, "HI*ABK:J209~\nLX*1~\nSV1*HC:99213", "REF*X2*1~\nHI*ABK:J209~\nLX*1~\nSV1*HC:99213"),
        "SE*33",
        "SE*34",
    );
    assert!(!findings(&stray).is_empty());
    for place in ["2300/REF[X2]", "*/REF[X2]"] {
        assert_eq!(fixed(&["--drop", place], &stray), FILE, "{place}");
    }
}

#[test]
fn a_place_that_is_not_there_or_there_too_often_writes_nothing() {
    for (args, says) in [
        (&["--set", "2300/CLM/05-1=22"][..], "is there 2 times"),
        (&["--drop", "2300/HI"], "is there 2 times"),
        (&["--set", "2310B/NM1/03=X"], "is not there"),
        (&["--drop", "2300/NTE", "--claim", "T2"], "is not there"),
        (&["--replace=9"], "is there 2 times"),
        (&["--replace=9", "--claim", "T3"], "is not there"),
        (&["--set", "2300/REF[G1]/02=A*B"], "which separates elements"),
    ] {
        let (code, out, said) = fix(args, FILE);
        assert_eq!((code, out), (2, None), "{args:?}: {said}");
        assert!(said.contains(says), "{args:?}: {said}");
    }
    let out = fixed(&["--set", "2300/CLM/05-1=22", "--everywhere"], FILE);
    assert_eq!(out.matches("***22:B:1").count(), 2);
}

#[test]
fn places_are_read_before_files_are() {
    for args in [
        &["--set", "2300/CLM=7"][..],
        &["--set", "2300/CLM/05-3"],
        &["--set", "CLM05=7"],
        &["--drop", "2300"],
        &["--drop", "2300/CLM/05"],
        &["--drop", "2000A/HL"],
        &["--set", "ST/SE/01=4"],
        &["--claim", "T1"],
        &["--repair", "everything"],
    ] {
        let (code, out, said) = fix(args, FILE);
        assert_eq!((code, out), (2, None), "{args:?}: {said}");
    }
}

#[test]
fn a_replacement_has_frequency_7_and_the_payers_number() {
    let out = fixed(&["--replace=20261534", "--claim", "T1"], FILE);
    let expected = with(FILE, "T1*180***11:B:1", "T1*180***11:B:7");
    let expected = with(&expected, "REF*G1*AUTH7~\n", "REF*G1*AUTH7~\nREF*F8*20261534~\n");
    assert_eq!(out, with(&expected, "SE*33", "SE*34"));
    assert_eq!(findings(&out), [] as [&str; 0]);
    // The last claim of a file, with nothing behind its CLM that comes after REF.
    let out = fixed(&["--replace=20261534", "--claim", "T2"], FILE);
    assert!(out.contains("CLM*T2*90***11:B:7*Y*A*Y*Y~\nREF*F8*20261534~\nHI"), "{out}");
    // A number that is there is replaced, or stays where none is given.
    let again = fixed(&["--replace=7", "--claim", "T2"], &out);
    assert_eq!(again, with(&out, "F8*20261534", "F8*7"));
    assert_eq!(fixed(&["--replace", "--claim", "T2"], &out), out);
    let (code, written, said) = fix(&["--replace", "--claim", "T1"], FILE);
    assert_eq!((code, written), (2, None));
    assert!(said.contains("has no REF*F8"), "{said}");
    let facility = sample("mri/facility.837");
    let out = fixed(&["--replace=20261534"], &facility);
    assert!(
        !findings(&out).iter().any(|code| code == "LC-F8" || code == "ENV-COUNT"),
        "{:?}",
        findings(&out)
    );
}

#[test]
fn a_dry_run_shows_the_changes_and_writes_nothing() {
    let input = with(FILE, "ABK:J209~\nLX*1~\nSV1*HC:99213", "ABK:J20.9~\nLX*1~\nSV1*HC:99213");
    let shown = dry(&["--repair", "dots", "--drop", "2300/NTE"], &input);
    let expected = "\
--- -
+++ -, corrected
@@ line 22, segment 20, claim T1 @@
-NTE*ADD*FIRST VISIT
-HI*ABK:J20.9
+HI*ABK:J209
@@ line 35, segment 33 @@
-SE*33*0419
+SE*32*0419
";
    assert_eq!(shown, expected);
    assert_eq!(dry(&["--repair", "all"], FILE), "");
    let run = cargo_bin_cmd!("twinclaim").args(["fix", "-"]).write_stdin(FILE).output().expect("it runs");
    assert_eq!(run.status.code(), Some(2), "an output or --dry-run is needed");
}

#[test]
fn claims_of_a_large_transaction_are_found_and_changed_too() {
    let lines = |from: usize| -> String {
        let line = |n: usize| format!("LX*{n}~\nSV1*HC:99213*0*UN*1***1~\nDTP*472*D8*20260601~\n");
        (from..from + 40).map(line).collect::<Vec<_>>().concat()
    };
    let text = with(FILE, "CLM*T2", &format!("{}CLM*T2", lines(3)));
    let text = with(&text, "SE*33", "SE*153");
    let out = fixed(&["--set", "2400[30]/SV1/02=5", "--claim", "T1"], &text);
    assert_eq!(out, with(&text, "LX*30~\nSV1*HC:99213*0", "LX*30~\nSV1*HC:99213*5"));
}
