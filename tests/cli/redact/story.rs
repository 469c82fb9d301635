//! How people use it: a golden file, acknowledgments beside claims, and what cannot be done.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{acknowledgments, files, folder, path, redact, run};

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
