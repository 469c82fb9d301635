//! `twinclaim validate` as a user runs it.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;

use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;

/// Standard output, standard error and exit code.
fn run(args: &[&str]) -> (String, String, i32) {
    let output = cargo_bin_cmd!("twinclaim").arg("validate").args(args).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (text(output.stdout), text(output.stderr), output.status.code().expect("a code"))
}

fn sample(name: &str) -> String {
    fs::read_to_string(format!("samples/{name}")).expect("a sample")
}

/// Code and text line of each finding of types 1 and 2.
fn findings(file: &str) -> Vec<(String, u64)> {
    let (out, _, _) = run(&["--snip", "1,2", "--format", "ndjson", file]);
    out.lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
        // A file that was cut off has a line of its own.
        .filter(|line| line["schema"] == "twinclaim/finding/1")
        .map(|finding| {
            let line = finding["locations"][0]["text_line"].as_u64().expect("a line");
            (finding["code"].as_str().expect("a code").to_owned(), line)
        })
        .collect()
}

#[test]
fn each_broken_sample_has_the_findings_its_readme_names() {
    for (file, expected) in [
        ("cut-off", &[("ENV-CUT", 26)][..]),
        ("isa-widths", &[("ENV-ISA", 1)]),
        ("no-se", &[("ENV-TRAILER", 33)]),
        ("segment-without-place", &[("GD-UNKNOWN", 22)]),
        ("impossible-date", &[("GD-DATE", 27)]),
        ("institutional-no-payer", &[("GD-LOOP", 14)]),
        ("institutional-qualifier", &[("GD-QUALIFIER", 28)]),
        ("institutional-signature", &[("GD-NOT-USED", 21)]),
        ("institutional-statement-date", &[("GD-CODE", 22)]),
        ("institutional-no-line-number", &[("GD-REPEAT", 34)]),
        ("institutional-order", &[("GD-ORDER", 24)]),
        ("institutional-level", &[("SYN-HL-PARENT", 14), ("SYN-HL-CHILD", 14)]),
        ("institutional-period", &[("GD-PERIOD", 22)]),
        ("separators", &[("SYN-SEPARATOR", 21)]),
    ] {
        let found = findings(&format!("samples/broken/{file}.837"));
        let expected: Vec<_> = expected.iter().map(|(code, line)| ((*code).to_owned(), *line)).collect();
        assert_eq!(found, expected, "{file}");
    }
}

#[test]
fn exit_codes_are_those_of_grep() {
    let code = |args: &[&str]| run(args).2;
    assert_eq!(code(&["--snip", "1,2", "samples/mri"]), 0);
    assert_eq!(code(&["--snip", "1,2", "samples/broken/impossible-date.837"]), 1);
    assert_eq!(
        code(&["--snip", "1", "samples/broken/impossible-date.837"]),
        0,
        "dates by qualifier are type 2"
    );
    assert_eq!(code(&["--fail-on", "never", "--snip", "2", "samples/broken/impossible-date.837"]), 0);
    assert_eq!(code(&["--ignore", "GD", "--snip", "1,2", "samples/broken/impossible-date.837"]), 0);
    assert_eq!(code(&["--select", "GD-DATE", "samples/broken/impossible-date.837"]), 1);
    assert_eq!(code(&["--select", "NO-SUCH", "samples/mri"]), 2);
    assert_eq!(code(&["--snip", "8", "samples/mri"]), 2);
    assert_eq!(code(&["samples/broken/version-4010.837"]), 2, "a guide that is not supported");
    assert_eq!(code(&["samples/broken/remittance.837"]), 2, "no 837");
    assert_eq!(code(&["samples/nowhere.837"]), 2);
    // What can be done is done, and the failure is reported.
    let (out, error, exit) =
        run(&["--snip", "1,2", "samples/broken/impossible-date.837", "samples/nowhere.837"]);
    assert!(out.contains("GD-DATE") && error.contains("nowhere") && exit == 2, "{out}{error}{exit}");
}

#[test]
fn text_marks_the_place_in_any_window() {
    let (out, ..) = run(&["--snip", "1,2", "samples/broken/impossible-date.837"]);
    assert!(
        out.contains(
            "      27 | DTP*472*D8*20260231\n         |            ^^^^^^^^\n      box 24A, service line 1, 2026-11-02, $145.00, loop 2400, segment 25, byte 860\n"
        ),
        "{out}"
    );
    let isa = "samples/broken/isa-widths.837";
    for width in ["30", "45", "80"] {
        let (out, ..) =
            run(&["--snip", "1,2", "--width", width, isa, "samples/broken/institutional-signature.837"]);
        let columns: usize = width.parse().expect("a number");
        for line in out.lines() {
            let words = line.split_whitespace().count();
            assert!(line.chars().count() <= columns.max(40) || words == 1, "{width}: {line:?}");
        }
        let lines: Vec<&str> = out.lines().collect();
        let at =
            lines.iter().position(|l| l.contains("CLM*")).or(lines.iter().position(|l| l.contains("*Y*A*Y")));
        let at = at.unwrap_or_else(|| panic!("the segment is not shown: {out}"));
        let carets = lines[at + 1].find('^').expect("a mark");
        let marked: String =
            lines[at].chars().skip(lines[at + 1][..carets].chars().count()).take(1).collect();
        assert_eq!(marked, "Y", "{width}: the mark does not stand below CLM06:\n{out}");
    }
}

#[test]
fn the_mask_hides_persons_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.837");
    let text = sample("mri/facility.837").replace("NM1*IL*1*", "NM1*IL*7*");
    fs::write(&path, &text).expect("written");
    let name =
        text.split("NM1*IL*7*").nth(1).and_then(|rest| rest.split('*').next()).expect("a name").to_owned();
    let path = path.to_str().expect("a path");
    for format in ["text", "ndjson", "sarif", "junit"] {
        let (plain, ..) = run(&["--snip", "1,2", "--format", format, path]);
        let (masked, ..) = run(&["--snip", "1,2", "--format", format, "--mask", path]);
        assert!(masked.contains("GD-CODE"), "{format}: {masked}");
        assert!(!masked.contains(&name), "{format} shows a name: {masked}");
        if matches!(format, "text" | "junit") {
            assert!(plain.contains(&name), "{format}: {plain}");
        }
    }
}

#[test]
fn every_key_of_a_finding_is_there() {
    let (out, ..) = run(&["--snip", "2", "--format", "ndjson", "samples/broken/impossible-date.837"]);
    let finding: Value = serde_json::from_str(out.trim()).expect("one line of JSON");
    let keys: BTreeSet<&str> = finding.as_object().expect("an object").keys().map(String::as_str).collect();
    for key in [
        "schema",
        "id",
        "code",
        "snip",
        "severity",
        "message",
        "why",
        "help",
        "amount_at_risk",
        "ack",
        "locations",
    ] {
        assert!(keys.contains(key), "{key} is missing");
    }
    let at = &finding["locations"][0];
    assert_eq!((at["element"].as_str(), at["loop"].as_str()), (Some("DTP03"), Some("2400")));
    assert_eq!((at["service_line"].as_u64(), at["segment"].as_u64()), (Some(1), Some(25)));
    assert_eq!(at["value"].as_str(), Some("20260231"));
    assert_eq!(at["patient_control_number"].as_str(), Some("OFM-905"));
    assert_eq!(at["interchange"].as_str(), Some("000000905"));
    assert!(at.as_object().expect("an object").contains_key("component"));
}

#[test]
fn sarif_and_junit_are_what_their_readers_want() {
    let (out, ..) =
        run(&["--snip", "1,2", "--format", "sarif", "samples/broken/impossible-date.837", "samples/mri"]);
    let sarif: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(sarif["version"], "2.1.0");
    let run_of = &sarif["runs"][0];
    let rules = run_of["tool"]["driver"]["rules"].as_array().expect("rules");
    let results = run_of["results"].as_array().expect("results");
    assert_eq!(results.len(), 1);
    assert!(rules.iter().any(|rule| rule["id"] == results[0]["ruleId"]), "the rule is described");
    let region = &results[0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!((region["startLine"].as_u64(), region["byteOffset"].as_u64()), (Some(27), Some(860)));
    assert_eq!(region["byteLength"].as_u64(), Some(19));
    assert_eq!(run_of["invocations"][0]["executionSuccessful"], true);

    let (out, ..) =
        run(&["--snip", "1,2", "--format", "junit", "samples/broken/impossible-date.837", "samples/mri"]);
    assert_eq!(out.matches("<testsuite ").count(), 3, "{out}");
    assert_eq!(out.matches("<failure ").count(), 1, "{out}");
    // Each input has a case for what is above its claims.
    assert_eq!(out.matches("<testcase ").count(), 6, "{out}");
    assert!(out.contains("tests=\"2\" failures=\"1\"") && out.ends_with("</testsuites>\n"), "{out}");
    // Nothing at all is valid too.
    let (out, ..) = run(&["--format", "sarif", "samples/nowhere.837"]);
    assert!(serde_json::from_str::<Value>(&out).is_ok(), "{out}");
}

#[test]
fn standard_input_and_gzip_are_read() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(sample("broken/impossible-date.837").as_bytes()).expect("packed");
    let packed = packed.finish().expect("packed");
    for input in [sample("broken/impossible-date.837").into_bytes(), packed] {
        let output = cargo_bin_cmd!("twinclaim")
            .args(["validate", "--snip", "2", "--format", "ndjson", "-"])
            .write_stdin(input)
            .output()
            .expect("it runs");
        let out = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(out.contains("\"file\":\"-\"") && output.status.code() == Some(1), "{out}");
    }
}

#[test]
fn what_is_over_the_limit_is_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.837");
    let text = sample("mri/professional.837");
    let (isa, others) = text.split_once('\n').expect("lines");
    fs::write(&path, format!("{isa}\n{}", others.replace('~', "*~"))).expect("written");
    let path = path.to_str().expect("a path");
    let (out, ..) = run(&["--snip", "1", "--max-findings", "2", path]);
    assert_eq!(out.matches("warning SYN-TRAILING").count(), 2, "{out}");
    assert!(out.contains("more in this input; --max-findings 0 shows all"), "{out}");
    let (out, ..) = run(&["--snip", "1", "--max-findings", "0", path]);
    assert!(out.matches("warning SYN-TRAILING").count() > 20, "{out}");
}

#[test]
fn the_configuration_weighs_and_puts_aside() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("twinclaim.toml");
    let config = config.to_str().expect("a path");
    let file = "samples/broken/impossible-date.837";
    fs::write(config, "[rules.severity]\nGD-DATE = \"warning\"\n").expect("written");
    let (out, _, exit) = run(&["--snip", "2", "--config", config, file]);
    assert!(out.contains("warning GD-DATE") && exit == 0, "{out}");
    fs::write(
        config,
        "[[suppress]]\ncode = \"GD-DATE\"\npatient_control_number = \"OFM-905\"\nreason = \"known\"\n",
    )
    .expect("written");
    let (out, error, exit) = run(&["--snip", "2", "--config", config, file]);
    assert!(out.contains("nothing found") && exit == 0, "{out}");
    assert!(error.contains("1 finding is known and put aside"), "{error}");
}

#[test]
fn nothing_is_overwritten_without_a_word() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("out.txt");
    fs::write(&path, "mine").expect("written");
    let path_text = path.to_str().expect("a path");
    let file = "samples/broken/impossible-date.837";
    assert_eq!(run(&["--snip", "2", "-o", path_text, file]).2, 2);
    assert_eq!(fs::read_to_string(&path).expect("it is there"), "mine");
    assert_eq!(run(&["--snip", "2", "--force", "-o", path_text, file]).2, 1);
    assert!(fs::read_to_string(&path).expect("it is there").contains("GD-DATE"));
}
