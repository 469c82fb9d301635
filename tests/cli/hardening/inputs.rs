//! Inputs that are damaged, or none of ours.

use super::*;

#[test]
fn a_file_that_was_cut_off_gives_its_complete_claims_and_is_a_failure_in_every_command() {
    let whole = claims(5, 7);
    let numbers: Vec<String> = whole
        .split('~')
        .filter_map(|segment| Some(segment.trim().strip_prefix("CLM*")?.split('*').next()?.to_owned()))
        .collect();
    let count = |text: &str| text.matches("CLM*").count();
    // Behind the last claim, between two segments of it, in one of them; behind SE.
    let last = cut_before(&whole, "SE*");
    for (text, complete) in [
        (last, 4),
        (cut_before(last, "DTP*472"), 4),
        (&cut_before(last, "DTP*472")[..cut_before(last, "DTP*472").len() - 6], 4),
        (cut_before(&whole, "GE*"), 5),
        (cut_before(&whole, "IEA*"), 5),
    ] {
        let dir = folder(&[("in.837", text)]);
        let commands: [&[&str]; 8] = [
            &["convert", "--to", "ndjson", "--quiet", "-o", "c.ndjson", "in.837"],
            &["convert", "--to", "x12", "--quiet", "-o", "c.837", "in.837"],
            &["merge", "--quiet", "-o", "m.837", "in.837"],
            &["fix", "--quiet", "-o", "f.837", "in.837"],
            &["split", "--quiet", "--by", "transaction", "-o", "parts", "in.837"],
            &["split", "--quiet", "--by", "claim", "-o", "single", "in.837"],
            &["reconcile", "--quiet", "in.837"],
            &["validate", "--quiet", "in.837"],
        ];
        for args in commands {
            let done = run(args, dir.path());
            assert_eq!(done.code, Some(2), "{args:?} of {complete}: {}", done.err);
            assert!(done.err.contains("in.837"), "{args:?} says nothing: {}", done.err);
        }
        assert_eq!(read(dir.path(), "c.ndjson").lines().count(), complete);
        for name in ["c.837", "m.837", "f.837", "parts/000001.837"] {
            let text = read(dir.path(), name);
            assert_eq!(count(&text), complete, "{name}");
            assert!(numbers[..complete].iter().all(|n| text.contains(&format!("CLM*{n}*"))), "{name}");
            let done = run(&["validate", "--snip", "1", name], dir.path());
            assert_eq!(done.code, Some(0), "{name}: {}", done.out);
        }
        let pieces = names(&dir.path().join("single"));
        assert_eq!(pieces.iter().filter(|name| name.ends_with(".837")).count(), complete);
    }
}

#[test]
fn files_that_are_passed_over_are_named_with_their_reasons() {
    let dir = folder(&[
        ("in/a.837", &claims(2, 10)),
        ("in/notes.txt", "hello"),
        ("in/.twinclaim-x.part", "ISA*"),
        (
            "in/remit.x12",
            "ISA*00*          *00*          *ZZ*S              *ZZ*R              *260302*1200*^*00501*000000001*0*T*:~GS*HP*S*R*20260302*1200*1*X*005010X221A1~ST*835*0001~BPR*I*0~SE*3*0001~GE*1*1~IEA*1*000000001~",
        ),
    ]);
    for command in [&["validate", "in"][..], &["convert", "--to", "ndjson", "in"], &["reconcile", "in"]] {
        let done = run(command, dir.path());
        for name in ["notes.txt", ".twinclaim-x.part", "remit.x12"] {
            assert!(done.err.contains(name), "{command:?} does not name {name}: {}", done.err);
        }
        assert_ne!(done.code, Some(2), "{command:?}: {}", done.err);
    }
    fs::write(dir.path().join("in/broken.837"), "\u{1}\u{2}").expect("written");
    let empty = folder(&[]);
    for command in [&["validate"][..], &["convert", "--to", "ndjson"], &["inspect"], &["reconcile"]] {
        let done = run(&[command, &["in"]].concat(), dir.path());
        assert_eq!(done.code, Some(2), "{command:?}");
        assert!(done.err.contains("broken.837"), "{}", done.err);
        let done = run(&[command, &["."]].concat(), empty.path());
        assert_eq!(done.code, Some(2), "{command:?}");
        assert!(done.err.contains("is a folder without a file in it"), "{}", done.err);
    }
}

#[test]
fn every_format_says_what_became_of_inputs_that_could_not_be_read() {
    let dir = folder(&[("in/a.837", &claims(1, 25)), ("in/bad.837", "no X12"), ("in/n.txt", "hello")]);
    let whole = claims(2, 26);
    fs::write(dir.path().join("in/cut.837"), cut_before(&whole, "SE*")).expect("written");
    let report = |format: &str| run(&["validate", "--format", format, "in"], dir.path());
    let junit = report("junit");
    assert_eq!(junit.code, Some(2));
    assert_eq!(junit.out.matches("<failure type=\"unreadable\"").count(), 2, "{}", junit.out);
    assert!(junit.out.contains("name=\"in/bad.837\"") && junit.out.contains("<skipped message"));
    let sarif: serde_json::Value = serde_json::from_str(&report("sarif").out).expect("JSON");
    let invocation = &sarif["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notes = invocation["toolExecutionNotifications"].as_array().expect("notes");
    assert_eq!(notes.iter().filter(|note| note["level"] == "error").count(), 2);
    assert_eq!(notes.iter().filter(|note| note["level"] == "note").count(), 1);
    let lines = report("ndjson").out;
    let lines = lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let status: Vec<String> = lines
        .filter(|line| line["schema"] == "twinclaim/manifest/1")
        .map(|line| {
            format!("{} {}", line["path"].as_str().expect("text"), line["status"].as_str().expect("text"))
        })
        .collect();
    assert_eq!(status, ["in/bad.837 refused", "in/cut.837 cut_off", "in/n.txt skipped"]);
}

#[test]
fn all_schemas_are_listed_and_printed() {
    let listed = run(&["schema"], Path::new(".")).out;
    for name in ["claim", "encounter", "summary", "finding", "inspect", "truth", "manifest", "difference"] {
        assert!(listed.contains(&format!("twinclaim/{name}/1")), "{listed}");
        let done = run(&["schema", name], Path::new("."));
        let schema: serde_json::Value = serde_json::from_str(&done.out).expect("JSON");
        assert!(schema["properties"]["schema"].is_object(), "{name}");
    }
}
