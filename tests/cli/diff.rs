//! `diff` as people use it: golden files against new ones, X12 against its JSON, folders, reports for programs.

use std::fs;

use assert_cmd::Command;
use serde_json::Value;

fn run(args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_twinclaim"));
    let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).args(args).output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (output.status.code().expect("an exit code"), text(output.stdout), text(output.stderr))
}

#[test]
fn a_change_is_marked_in_its_segment_and_named_below_it() {
    let (code, out, err) = run(&["diff", "samples/mri", "samples/mri-clean"]);
    assert_eq!((code, err.as_str()), (1, ""));
    let shown = "  2400/SV1 · Professional service line 30\n\
                 \x20 - SV1*HC:70551*685*UN*1***1\n\
                 \x20 + SV1*HC:70551:26*142*UN*1***1\n\
                 \x20     SV101-3 Modifier 1: 26 is new\n\
                 \x20     SV102 Line charge: 685 → 142\n";
    assert!(out.contains(shown), "{out}");
    assert!(
        out.ends_with("1 claim the same, 1 changed, 0 only on the left side, 0 only on the right side\n"),
        "{out}"
    );
}

#[test]
fn claims_are_the_same_as_their_json_and_as_what_comes_back_of_it_in_other_separators() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    for sample in ["emergency", "dependent", "inpatient", "secondary", "ambulance", "drug"] {
        let (input, json, x12) = (format!("samples/{sample}"), path(sample), path(&format!("{sample}-x12")));
        assert_eq!(run(&["convert", "--to", "ndjson", "-o", &json, &input]).0, 0);
        assert_eq!(
            run(&[
                "convert",
                "--to",
                "x12",
                "--line-breaks",
                "none",
                "--delimiters",
                "|^>!",
                "-o",
                &x12,
                &json
            ])
            .0,
            0
        );
        for (left, right) in [(&input, &json), (&json, &x12), (&x12, &input)] {
            let (code, out, err) = run(&["diff", left, right]);
            assert_eq!(code, 0, "{left} {right}: {out}{err}");
            assert!(out.starts_with("no difference in "), "{out}");
        }
    }
}

#[test]
fn what_is_ignored_on_the_command_line_or_in_a_file_is_no_difference() {
    let folder = tempfile::tempdir().expect("a folder");
    let list = folder.path().join("ignore.txt");
    fs::write(&list, "# what the new system writes otherwise\n2400/SV1\n\n2010BA/NM1/09 # member number\n")
        .expect("a file");
    let list = list.to_string_lossy().into_owned();
    let arguments =
        ["diff", "--ignore-file", &list, "--ignore-path", "2300/CLM", "samples/mri", "samples/mri-clean"];
    assert_eq!(run(&arguments).0, 0);
    let (code, out, err) = run(&["diff", "--ignore-path", "2300/REF[NOPE]", "samples/mri", "samples/mri"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("no guide has a place 2300/REF[NOPE]"), "{err}");
}

#[test]
fn programs_get_lines_test_reports_cases_and_browsers_a_page() {
    let (code, out, _) = run(&["diff", "--format", "ndjson", "samples/mri", "samples/mri-clean"]);
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!((code, lines.len()), (1, 2));
    assert!(lines.iter().all(|line| line["schema"] == "twinclaim/difference/1"));
    assert_eq!(lines[0]["changes"][2]["elements"][1]["path"], "2400/SV1/02");
    assert_eq!((&lines[1]["type"], &lines[1]["changed"]), (&"summary".into(), &1.into()));
    let (_, junit, _) = run(&["diff", "--format", "junit", "samples/mri", "samples/mri-clean"]);
    assert!(junit.contains("<testsuites name=\"twinclaim diff\" tests=\"2\" failures=\"1\">"), "{junit}");
    let (_, page, _) = run(&["diff", "--format", "html", "samples/mri", "samples/mri-clean"]);
    assert!(page.contains("<mark>142</mark>") && !page.contains("<script"), "{page}");
}

#[test]
fn a_claim_that_one_side_lacks_and_a_side_without_claims_are_said() {
    let (code, out, _) = run(&["diff", "samples/emergency", "samples/emergency/facility.837"]);
    assert_eq!(code, 1);
    assert_eq!(out.matches("only on the left side ·").count(), 2, "{out}");
    let (code, _, err) = run(&["diff", "samples/mri", "samples/README.md"]);
    assert_eq!(code, 2);
    assert!(err.contains("samples/README.md"), "{err}");
    let (code, _, err) = run(&["diff", "-", "-"]);
    assert_eq!((code, err.contains("one side, not both")), (2, true), "{err}");
}

#[test]
fn two_acknowledgements_are_compared_by_their_segments() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    for (name, input) in [("a.999", "samples/mri-clean"), ("b.999", "samples/broken/impossible-date.837")] {
        run(&["validate", "--ack", &format!("999={}", path(name)), input]);
    }
    assert_eq!(run(&["diff", &path("a.999"), &path("a.999")]).0, 0);
    let (code, out, err) = run(&["diff", &path("a.999"), &path("b.999")]);
    assert_eq!((code, err.as_str()), (1, ""));
    assert!(out.contains("+ IK3*DTP"), "{out}");
    let same = run(&["diff", &path("a.999"), &path("a.999")]).1;
    assert!(same.starts_with("no difference in ") && same.ends_with(" segments\n"), "{same}");
    let (_, out, _) = run(&["diff", "--format", "junit", &path("a.999"), &path("b.999")]);
    assert!(out.contains(" segments the same\"/>"), "{out}");
}
