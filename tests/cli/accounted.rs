//! Every input and every claim is accounted for: copies, earlier runs, what an input was taken for.

use std::fs;
use std::path::Path;

use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;

pub(crate) fn file(control: u32, claims: &[&str]) -> String {
    let claims: String = claims
        .iter()
        .flat_map(|id| {
            [
                "CLM*",
                id,
                "*80***11:B:1*Y*A*Y*Y~\nHI*ABK:J209~\nLX*1~\nSV1*HC:99213*80*UN*1***1~\nDTP*472*D8*20260701~\n",
            ]
        })
        .collect();
    let head = format!(
        "ISA*00*          *00*          *ZZ*CRAKEBILL      *ZZ*LOAMPLAN       *260705*1010*^*00501*{control:09}*0*T*:~\n\
         GS*HC*CRAKEBILL*LOAMPLAN*20260705*1010*{control}*X*005010X222A1~\nST*837*{control:04}*005010X222A1~\n\
         BHT*0019*00*C{control}*20260705*1010*CH~\nNM1*41*2*CRAKE BILLING*****46*CB31~\nPER*IC*DESK*TE*2065550131~\n\
         NM1*40*2*LOAM PLAN*****46*LP31~\nHL*1**20*1~\nNM1*85*2*CRAKE CLINIC*****XX*1234567893~\nN3*3 WEIR STREET~\n\
         N4*TERNWICK*WA*981010004~\nREF*EI*912345678~\nHL*2*1*22*0~\nSBR*P*18*******CI~\n\
         NM1*IL*1*PIKE*UNA****MI*LP555001~\nN3*6 FORD ROAD~\nN4*TERNWICK*WA*981010005~\nDMG*D8*19620514*F~\n\
         NM1*PR*2*LOAM PLAN*****PI*LP31~\n"
    );
    let segments = head.lines().count() - 2 + claims.lines().count() + 1;
    format!("{head}{claims}SE*{segments}*{control:04}~\nGE*1*{control}~\nIEA*1*{control:09}~\n")
}

pub(crate) fn run(folder: &Path, args: &[&str]) -> (String, String, i32) {
    let output = cargo_bin_cmd!("twinclaim").current_dir(folder).args(args).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (text(output.stdout), text(output.stderr), output.status.code().expect("a code"))
}

pub(crate) fn rows(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// Codes, files and messages of what is found in these files, in their order.
fn found(files: &[(&str, String)]) -> Vec<(String, String, String)> {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("it is written");
    }
    let mut args = vec!["validate", "--format", "ndjson", "--as-of", "2026-12-01"];
    args.extend(files.iter().map(|(name, _)| *name));
    let (out, _, _) = run(folder.path(), &args);
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    rows(&out)
        .iter()
        .filter(|row| row["code"].is_string())
        .map(|row| (word(&row["code"]), word(&row["locations"][0]["file"]), word(&row["message"])))
        .collect()
}

fn codes(files: &[(&str, String)]) -> Vec<String> {
    found(files).into_iter().map(|(code, ..)| code).collect()
}

#[test]
fn a_copy_is_told_as_what_it_is_and_once() {
    let none: [&str; 0] = [];
    assert_eq!(codes(&[("a", file(1, &["A", "B"])), ("b", file(2, &["C", "D"]))]), none);
    // The interchange, with its claims.
    assert_eq!(codes(&[("a", file(1, &["A", "B"])), ("b", file(1, &["A", "B"]))]), ["TP-ISA13"]);
    assert_eq!(codes(&[("a", file(1, &["A", "B"])), ("b", file(1, &["C", "D"]))]), ["TP-ISA13"]);
    // All claims of a transaction, in another envelope.
    let again = found(&[("a", file(1, &["A", "B"])), ("b", file(2, &["A", "B"]))]);
    assert!(
        matches!(&again[..], [(code, at, says)] if code == "TP-ST" && at == "b" && says.contains("all 2 claims")
        && says.contains("in a, text line 20")),
        "{again:?}"
    );
    // One claim among others.
    let again = found(&[("a", file(1, &["A", "B"])), ("b", file(2, &["C", "B"]))]);
    assert!(
        matches!(&again[..], [(code, at, says)] if code == "TP-CLAIM" && at == "b" && says.contains("in a, text line 25")),
        "{again:?}"
    );
    // Twice in one file.
    let again = found(&[("a", file(1, &["A", "B", "A"]))]);
    assert!(
        matches!(&again[..], [(code, _, says)] if code == "TP-CLAIM" && says.contains("text line 20 of this file")),
        "{again:?}"
    );
    // A replacement, and another patient's claim, are others.
    let replaced = file(2, &["A"])
        .replace("11:B:1", "11:B:7")
        .replace("HI*", "REF*F8*77~\nHI*")
        .replace("SE*23", "SE*24");
    assert_eq!(codes(&[("a", file(1, &["A"])), ("b", replaced)]), none);
    assert_eq!(codes(&[("a", file(1, &["A"])), ("b", file(2, &["A"]).replace("UNA", "INA"))]), none);
}

#[test]
fn what_was_refused_may_come_again() {
    let whole = file(1, &["A", "B"]);
    let cut = whole[..whole.find("CLM*B").expect("CLM") + 20].to_owned();
    let codes = codes(&[("cut", cut), ("whole", whole)]);
    assert!(!codes.iter().any(|code| code.starts_with("TP-")), "{codes:?}");
}

#[test]
fn a_manifest_says_what_became_of_each_input_and_the_next_run_passes_it_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let claims = folder.path().join("claims");
    fs::create_dir(&claims).expect("a folder");
    let write = |name: &str, text: &str| fs::write(claims.join(name), text).expect("it is written");
    let whole = file(1, &["A", "B"]);
    write("a.837", &whole);
    write("b.837", &whole);
    let other = file(2, &["C", "D"]);
    write("cut.837", &other[..other.find("CLM*D").expect("CLM") + 20]);
    write("note.txt", "hello");
    write("empty.837", "");
    let args = ["validate", "--as-of", "2026-12-01", "--format", "ndjson", "claims"];
    let (out, err, code) = run(folder.path(), &[&args[..], &["--manifest", "night.ndjson"]].concat());
    assert_eq!(code, 2, "{err}");
    let manifest = fs::read_to_string(folder.path().join("night.ndjson")).expect("a manifest");
    let lines = rows(&manifest);
    let status = |name: &str| {
        let of = |row: &&Value| row["path"].as_str().is_some_and(|path| path.ends_with(name));
        lines.iter().find(of).map_or(Value::Null, |row| row["status"].clone())
    };
    for (name, expected) in [
        ("a.837", "done"),
        ("b.837", "duplicate"),
        ("cut.837", "cut_off"),
        ("note.txt", "skipped"),
        ("empty.837", "refused"),
    ] {
        assert_eq!(status(name), expected, "{name}: {manifest}");
    }
    assert!(lines.iter().all(|row| row["schema"] == "twinclaim/manifest/1"));
    let summary = lines.last().expect("a summary");
    assert_eq!(summary["type"], "summary");
    let editions = summary["editions"].as_array().expect("the editions of code lists");
    assert!(editions.iter().any(|one| one["table"] == "icd10cm" && one["until"].is_string()), "{summary}");
    // What did not go well is named in the report, too, and every line names its shape.
    let report = rows(&out);
    assert!(report.iter().all(|row| row["schema"].is_string()));
    for name in ["b.837", "cut.837", "note.txt", "empty.837"] {
        assert!(
            report.iter().any(|row| row["path"].as_str().is_some_and(|p| p.ends_with(name))),
            "{name}: {out}"
        );
    }
    // The next night.
    write("new.837", &file(3, &["E"]));
    for command in [&["validate"][..], &["convert", "--to", "ndjson"], &["inspect"]] {
        let (out, err, _) = run(folder.path(), &[command, &["--seen", "night.ndjson", "claims"]].concat());
        for name in ["a.837", "b.837"] {
            let path = format!("claims/{name} was taken before, as claims/a.837 of night.ndjson");
            assert!(err.contains(&path), "{command:?}: {err}");
        }
        assert!(out.contains("claims/new.837") || out.contains("\"E\""), "{command:?}: {out}");
    }
    let (_, err, code) = run(folder.path(), &["validate", "--seen", "claims/a.837", "claims"]);
    assert_eq!(code, 2, "{err}");
}

#[test]
fn inspect_says_what_validate_would_say() {
    let folder = tempfile::tempdir().expect("a folder");
    let right = file(1, &["A"]);
    let wrong = right
        .replace("CLM*A*80", "CLM*A*90")
        .replace("NM1*PR*2*LOAM PLAN*****PI*LP31~\n", "")
        .replace("SE*23", "SE*22");
    for (name, text, says) in [
        ("right", &right, "`twinclaim validate` finds nothing."),
        ("wrong", &wrong, "`twinclaim validate` finds 2 errors: CH-SUM, GD-LOOP"),
    ] {
        fs::write(folder.path().join(name), text).expect("it is written");
        let (out, _, code) = run(folder.path(), &["inspect", name]);
        assert_eq!(code, 0);
        assert!(out.lines().any(|line| line == says), "{out}");
        let (out, _, _) = run(folder.path(), &["inspect", "--json", name]);
        let summary = rows(&out).pop().expect("a summary");
        assert_eq!(summary["validate"]["errors"], if name == "right" { 0 } else { 2 }, "{summary}");
    }
}

#[test]
fn sarif_names_columns_and_what_became_of_inputs() {
    let folder = tempfile::tempdir().expect("a folder");
    let wrong = file(1, &["A"]).replace("XX*1234567893", "XX*1234567894");
    fs::write(folder.path().join("lines"), &wrong).expect("it is written");
    fs::write(folder.path().join("flat"), wrong.replace('\n', "")).expect("it is written");
    fs::write(folder.path().join("empty"), "").expect("it is written");
    for (name, line, first) in
        [("lines", 9, 0), ("flat", 1, wrong.replace('\n', "").find("NM1*85").expect("NM1"))]
    {
        let (out, _, _) =
            run(folder.path(), &["validate", "--format", "sarif", "--as-of", "2026-12-01", name, "empty"]);
        let report: Value = serde_json::from_str(&out).expect("JSON");
        let run = &report["runs"][0];
        let region = &run["results"][0]["locations"][0]["physicalLocation"]["region"];
        let at = first + "NM1*85*2*CRAKE CLINIC*****XX*".len() + 1;
        assert_eq!(
            (&region["startLine"], &region["startColumn"], &region["endColumn"]),
            (&line.into(), &at.into(), &(at + 10).into())
        );
        let status = |n: usize| run["artifacts"][n]["properties"]["status"].clone();
        assert_eq!((status(0), status(1)), ("done".into(), "refused".into()), "{}", run["artifacts"]);
    }
}

#[test]
fn a_claim_that_breaks_off_is_no_claim_and_no_green_test() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = file(1, &["A", "B"]);
    fs::write(folder.path().join("cut"), &whole[..whole.find("CLM*B").expect("CLM") + 40])
        .expect("it is written");
    let (out, _, code) = run(folder.path(), &["validate", "cut"]);
    assert!(out.contains("1 claim in 1 input"), "{out}");
    assert_eq!(code, 2);
    let (out, _, _) = run(folder.path(), &["validate", "--format", "junit", "cut"]);
    assert!(out.contains("name=\"claim 2 B\">") && out.contains("breaks off inside this claim"), "{out}");
    assert!(out.contains("value=\"cut_off\""), "{out}");
}

/// Inputs whose files were not written are not taken: a manifest that says they are would make later runs pass them over.
#[test]
fn a_manifest_says_of_inputs_whose_files_were_not_written_that_they_are_not_done() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.837"), file(1, &["A", "B"])).expect("it is written");
    fs::write(folder.path().join("empty.837"), "").expect("it is written");
    let inputs = ["a.837", "empty.837"];
    let args = [&["validate", "--manifest", "night.ndjson", "--valid", "good.837"], &inputs[..]].concat();
    let is_there = |name: &str| folder.path().join(name).exists();
    let statuses = || {
        let lines = rows(&fs::read_to_string(folder.path().join("night.ndjson")).expect("a manifest"));
        lines.iter().map(|line| line["status"].as_str().unwrap_or("-").to_owned()).collect::<Vec<_>>()
    };
    let (_, err, code) = run(folder.path(), &args);
    assert_eq!((code, is_there("good.837")), (2, false), "{err}");
    assert_eq!(statuses(), ["refused", "refused", "-"]);
    let (_, err, _) = run(folder.path(), &["convert", "--to", "ndjson", "--seen", "night.ndjson", "a.837"]);
    assert!(!err.contains("was taken before"), "{err}");
    let (_, err, code) = run(folder.path(), &[&args[..], &["--partial", "--force"]].concat());
    assert_eq!((code, is_there("good.837")), (2, true), "{err}");
    assert_eq!(statuses(), ["done", "refused", "-"]);
}

/// An outcome says of which inputs it does not speak, and which claims come from a file that has no end.
#[test]
fn reconcile_names_what_was_not_read_and_marks_claims_of_a_file_that_was_cut_off() {
    let folder = tempfile::tempdir().expect("a folder");
    let claims = folder.path().join("claims");
    fs::create_dir(&claims).expect("a folder");
    let write = |name: &str, text: &str| fs::write(claims.join(name), text).expect("it is written");
    let other = file(2, &["C", "D"]).replace("UNA", "INA");
    write("a.837", &file(1, &["A"]));
    write("cut.837", &other[..other.rfind("SV1*").expect("SV1")]);
    write("note.txt", "hello");
    write("empty.837", "");
    let (out, _, code) = run(folder.path(), &["reconcile", "--format", "ndjson", "claims"]);
    assert_eq!(code, 2);
    let lines = rows(&out);
    let inputs = lines.last().expect("a summary")["run"]["inputs"].as_array().expect("inputs").clone();
    let status = |name: &str| {
        let of = |input: &&Value| input["file"].as_str().is_some_and(|file| file.ends_with(name));
        inputs.iter().find(of).map_or(Value::Null, |input| input["status"].clone())
    };
    for (name, expected) in
        [("a.837", "done"), ("cut.837", "cut_off"), ("note.txt", "skipped"), ("empty.837", "refused")]
    {
        assert_eq!(status(name), expected, "{name}: {inputs:#?}");
    }
    for line in lines.iter().filter(|line| line["type"] == "encounter") {
        let of_cut = line["professional"][0]["file"].as_str().expect("a file").ends_with("cut.837");
        assert_eq!(line["cut_off"].is_array(), of_cut, "{line}");
    }
    let (out, _, _) = run(folder.path(), &["reconcile", "--all", "claims"]);
    assert_eq!(out.matches("cut.837 (cut off)").count(), 1, "{out}");
    assert!(out.contains("claims/empty.837: is empty") && out.contains("claims/note.txt: "), "{out}");
    let (page, _, _) = run(folder.path(), &["reconcile", "--format", "html", "claims"]);
    for words in ["cut.837 (cut off)", "empty.837, 0 claims: is empty", "note.txt, 0 claims: "] {
        assert!(page.contains(words), "{words}");
    }
}
