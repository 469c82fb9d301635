//! Payer profiles and the rules of types 3 to 7 as a user meets them.

use std::fs;
use std::path::Path;

use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;

/// The day that the samples were checked on.
const DAY: &str = "2026-11-25";

fn run(command: &str, args: &[&str]) -> (String, String, i32) {
    let output = cargo_bin_cmd!("twinclaim").arg(command).args(args).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (text(output.stdout), text(output.stderr), output.status.code().expect("a code"))
}

/// Codes and elements of the findings of a profile on a text.
fn asked(profile: &str, text: &str) -> Vec<(String, String, String)> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("claims.837");
    fs::write(&file, text).expect("a file");
    let profile = format!("samples/profiles/{profile}.profile");
    let file = file.to_str().expect("a name");
    let args = ["--snip", "7", "--as-of", DAY, "--format", "ndjson", "--profile", &profile, file];
    let (out, errors, _) = run("validate", &args);
    assert!(!errors.contains("error"), "{errors}");
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    out.lines()
        .map(|line| {
            let finding: Value = serde_json::from_str(line).expect("JSON");
            let at = &finding["locations"][0];
            let place = if at["element"].is_null() { &at["segment_id"] } else { &at["element"] };
            (word(&finding["code"]), word(place), word(&finding["severity"]))
        })
        .collect()
}

fn sample(name: &str) -> String {
    fs::read_to_string(Path::new("samples").join(name)).expect("a sample")
}

/// A sample with one thing changed.
fn changed(name: &str, from: &str, to: &str) -> String {
    let text = sample(name);
    assert!(text.contains(from), "{name} has no {from}");
    text.replacen(from, to, 1)
}

fn found(code: &str, place: &str, severity: &str) -> Vec<(String, String, String)> {
    vec![(code.to_owned(), place.to_owned(), severity.to_owned())]
}

#[test]
fn what_a_professional_payer_asks_is_asked_of_its_claims() {
    let claim = "drug/office.837";
    assert_eq!(asked("prairie-lantern", &sample(claim)), []);
    for (from, to, expected) in [
        ("11:B:1", "11:B:6", found("PF-CODE", "CLM05", "error")),
        ("*MI*PLH172940638", "*MI*PLH17294063X", found("PF-FORM", "NM109", "error")),
        ("OFM-0917*", "OFM-0917-0000000001*", found("PF-LENGTH", "CLM01", "error")),
        ("HI*ABK", "NTE*ADD*SEE RECORD~\nHI*ABK", found("PF-NOT-USED", "NTE", "warning")),
        (
            "LIN**N4*99999030301~\nCTP****1*ML~\nREF*XZ*RX0091702~\n",
            "",
            found("PF-REQUIRED", "LX", "warning"),
        ),
        (
            "NM1*82*1*OAKLINGTON*PETRA****XX*2000010092~\nPRV*PE*PXC*207Q00000X~\n",
            "",
            found("PF-REQUIRED", "CLM", "warning"),
        ),
    ] {
        assert_eq!(asked("prairie-lantern", &changed(claim, from, to)), expected, "{from} -> {to}");
    }
    let other = changed(claim, "PI*PLHP01", "PI*OTHER").replace("PRAIRIE LANTERN HEALTH PLAN", "OTHER");
    assert_eq!(asked("prairie-lantern", &other.replace("11:B:1", "11:B:6")), [], "another payer's claim");
}

#[test]
fn what_an_institutional_payer_asks_is_asked_of_its_claims() {
    let claim = "secondary/facility.837";
    assert_eq!(asked("silver-heron", &sample(claim)), []);
    for (from, to, expected) in [
        ("DTP*472*D8*20260624~\nLX*2", "LX*2", found("PF-REQUIRED", "LX", "error")),
        ("*SAMPLEGATEWAY*2026", "*ELSEWHERE*2026", found("PF-CODE", "GS03", "error")),
        ("CL1*3*1*01~", "CL1*3*1*01~\nPWK*M1*BM***AC*SH12~", found("PF-CODE", "PWK02", "error")),
        ("*1150*UN*1~", "*1150*UN*1.5~", found("PF-LENGTH", "SV205", "error")),
    ] {
        assert_eq!(asked("silver-heron", &changed(claim, from, to)), expected, "{from} -> {to}");
    }
}

#[test]
fn a_profile_that_cannot_be_met_is_refused_with_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let profile = folder.path().join("wrong.profile");
    fs::write(&profile, "profile A on 005010X222A1 \"A\"\nsegment CLM in 2300\n  07 {A X}\n")
        .expect("a file");
    let (_, errors, code) =
        run("validate", &["--profile", profile.to_str().expect("a name"), "samples/mri/professional.837"]);
    assert_eq!(code, 2);
    assert!(errors.contains("wrong.profile: line 3, column 6: the guide does not allow X there"), "{errors}");
}

#[test]
fn an_interchange_that_comes_twice_is_told_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let copies = ["a.837", "b.837"].map(|name| folder.path().join(name));
    for copy in &copies {
        fs::copy("samples/mri/facility.837", copy).expect("a copy");
    }
    let [a, b] = copies.each_ref().map(|path| path.to_str().expect("a name"));
    let (out, _, code) = run("validate", &["--as-of", DAY, "--format", "ndjson", a, b]);
    let rows = out.lines().map(|line| serde_json::from_str(line).expect("JSON"));
    let (codes, inputs): (Vec<Value>, Vec<Value>) = rows.partition(|row: &Value| row["code"].is_string());
    assert_eq!(code, 1);
    assert_eq!(codes.len(), 1, "{out}");
    assert_eq!((&inputs[0]["path"], &inputs[0]["status"]), (&b.into(), &"duplicate".into()));
    assert_eq!((&codes[0]["code"], &codes[0]["locations"][0]["file"]), (&"TP-ISA13".into(), &b.into()));
}

/// Clean is clean: no rule is so eager that it finds something in a sample.
#[test]
fn clean_samples_have_no_findings_at_all() {
    let folders = fs::read_dir("samples").expect("the samples").map(|entry| entry.expect("an entry").path());
    for folder in folders.filter(|path| path.is_dir()) {
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        if ["broken", "handwritten", "profiles", "reference"].contains(&name.as_str()) {
            continue;
        }
        let (out, _, code) =
            run("validate", &["--as-of", DAY, "--fail-on", "info", folder.to_str().expect("a name")]);
        assert_eq!(code, 0, "{name}: {out}");
    }
}

/// What this program makes for others to test with has no errors.
#[test]
fn generated_claims_have_no_errors() {
    let folder = tempfile::tempdir().expect("a folder");
    for kind in ["professional", "institutional"] {
        let file = folder.path().join(format!("{kind}.837"));
        let file = file.to_str().expect("a name");
        assert_eq!(run("generate", &[kind, "--claims", "300", "-o", file]).2, 0);
        let (out, _, code) = run("validate", &["--as-of", DAY, file]);
        assert_eq!(code, 0, "{out}");
    }
}
