//! `convert` as people use it: claims written by hand, lines filtered, reordered and edited.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;
use twinclaim::guide::{Guide, registry};
use twinclaim::internal::generate::{Options, write};
use twinclaim::model::ClaimType;

fn run(args: &[&str], input: &str) -> (i32, String, String) {
    let mut command = Command::cargo_bin("twinclaim").expect("the program");
    let command =
        command.current_dir(env!("CARGO_MANIFEST_DIR")).arg("convert").args(args).write_stdin(input);
    let Output { status, stdout, stderr } = command.output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (status.code().expect("an exit code"), text(stdout), text(stderr))
}

fn to_x12(json: &str, more: &[&str]) -> (i32, String, String) {
    run(&[&["--to", "x12", "--as-of", "2026-03-05"], more, &["-"]].concat(), json)
}

fn guide(kind: ClaimType) -> &'static Guide {
    match kind {
        ClaimType::Professional => registry::professional(),
        ClaimType::Institutional => registry::institutional(),
    }
}

fn by_hand(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/handwritten").join(name);
    serde_json::from_str(&fs::read_to_string(path).expect("a sample")).expect("JSON")
}

const BY_HAND: [(&str, ClaimType); 2] =
    [("professional.json", ClaimType::Professional), ("institutional.json", ClaimType::Institutional)];

#[test]
fn the_least_that_can_be_written_by_hand_makes_a_valid_837() {
    for (name, kind) in BY_HAND {
        let (code, text, messages) = to_x12(&by_hand(name).to_string(), &[]);
        assert_eq!((code, messages.as_str()), (0, ""), "{name}");
        assert_eq!(crate::house::check::faults(&text, guide(kind)), Vec::<String>::new(), "{name}");
    }
}

/// Takes a value out of a claim: `service_lines[0].charge`.
fn remove(claim: &mut Value, path: &str) {
    let pointer = format!("/{}", path.replace(['.', '['], "/").replace(']', ""));
    let (parent, key) = pointer.rsplit_once('/').expect("a path");
    let parent = claim.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
    assert!(parent.remove(key).is_some(), "{path} was there");
}

/// What no claim can do without: what to take out of its JSON, and the path that has to be named.
const NEEDED: &[(&str, &str)] = &[
    ("patient_control_number", "patient_control_number"),
    ("total_charge", "total_charge"),
    ("billing_provider", "billing_provider.name"),
    ("billing_provider.name", "billing_provider.name"),
    ("billing_provider.address", "billing_provider.address.line1"),
    ("billing_provider.tax_id", "billing_provider.tax_id"),
    ("patient", "patient.last_name"),
    ("patient.last_name", "patient.last_name"),
    ("payer", "payer.name"),
    ("payer.id", "payer.id"),
    ("diagnoses", "diagnoses"),
    ("service_lines", "service_lines"),
    ("service_lines[0].charge", "service_lines[0].charge"),
];

/// The same for one kind of claim.
fn needed(kind: ClaimType) -> impl Iterator<Item = (&'static str, &'static str)> {
    let own = match kind {
        ClaimType::Professional => &["place_of_service", "service_lines[0].service_date"][..],
        ClaimType::Institutional => &["facility_type", "statement_from", "patient_status"],
    };
    NEEDED.iter().copied().chain(own.iter().map(|path| (*path, *path)))
}

/// Holds that a claim without something is refused with the path of what is missing.
fn refused(mut claim: Value, path: &str, named: &str) {
    remove(&mut claim, path);
    let (code, text, messages) = to_x12(&claim.to_string(), &[]);
    assert_eq!((code, text.as_str()), (2, ""), "without {path}");
    assert!(messages.contains(&format!(" {named} is missing")), "without {path}: {messages}");
    assert!(!messages.contains("lacks what"), "each path is named: {messages}");
    // What would have been taken from it is not told as well.
    let root = path.split(['.', '[']).next().unwrap_or(path);
    let others = messages.lines().filter(|line| !line.contains(&format!("not written: {root}")));
    assert_eq!(others.collect::<Vec<_>>(), Vec::<&str>::new(), "without {path}");
}

#[test]
fn what_is_missing_is_named_by_its_path() {
    for (name, kind) in BY_HAND {
        let subscriber =
            [("subscriber", "subscriber.member_id"), ("subscriber.member_id", "subscriber.member_id")];
        for (path, named) in needed(kind).chain(subscriber) {
            refused(by_hand(name), path, named);
        }
    }
}

#[test]
fn what_was_taken_out_of_a_claim_that_was_read_is_named_by_its_path() {
    for (_, kind) in BY_HAND {
        let claims: Vec<Value> =
            lines(kind, 40).iter().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        for dependent in [false, true] {
            let claim = claims
                .iter()
                .find(|claim| (claim["subscriber"]["relationship"] != "18") == dependent)
                .expect("both kinds of patients");
            let more = [
                ("subscriber", "subscriber"),
                ("submitter", "submitter.name"),
                ("receiver", "receiver.name"),
                ("envelope", "envelope.interchange.date"),
            ];
            for (path, named) in needed(kind).chain(more) {
                if claim.pointer(&format!("/{}", path.replace('.', "/"))).is_some() {
                    refused(claim.clone(), path, named);
                }
            }
        }
    }
}

#[test]
fn what_is_there_but_says_nothing_is_missing() {
    for (name, _) in BY_HAND {
        for (key, empty, named) in [
            ("billing_provider", "{}", "billing_provider.name"),
            ("subscriber", "{}", "subscriber.member_id"),
            ("patient", "{}", "patient.last_name"),
            ("payer", "{}", "payer.name"),
            ("diagnoses", "[]", "diagnoses"),
            ("service_lines", "[]", "service_lines"),
        ] {
            let mut claim = by_hand(name);
            claim[key] = serde_json::from_str(empty).expect("JSON");
            let (code, text, messages) = to_x12(&claim.to_string(), &[]);
            assert_eq!((code, text.as_str()), (2, ""), "{name} with empty {key}");
            assert!(messages.contains(&format!(" {named} is missing")), "{name}, {key}: {messages}");
        }
    }
}

#[test]
fn a_claim_that_lacks_something_leaves_its_neighbours_alone() {
    let all = lines(ClaimType::Professional, 3);
    let mut second: Value = serde_json::from_str(&all[1]).expect("JSON");
    remove(&mut second, "billing_provider");
    let (code, text, messages) = to_x12(&format!("{}\n{second}\n{}\n", all[0], all[2]), &[]);
    assert_eq!(code, 2);
    assert!(messages.contains("claim 2 was not written: billing_provider.name is missing"), "{messages}");
    let (_, two, _) = to_x12(&format!("{}\n{}\n", all[0], all[2]), &[]);
    assert_eq!(text, two);
}

#[test]
fn a_claim_from_a_file_that_lacks_something_goes_back_without_it() {
    let sample = fs::read_to_string("samples/emergency/physician.837").expect("a sample");
    let (before, behind) = sample.split_once("HI*").expect("a diagnosis");
    let (_, behind) = behind.split_once('\n').expect("a line");
    let file = format!("{before}{behind}");
    let (code, json, _) = run(&["--to", "ndjson", "-"], &file);
    assert_eq!(code, 0);
    let claim: Value = serde_json::from_str(json.lines().next().expect("a claim")).expect("JSON");
    assert_eq!(claim["x12"]["absent"], serde_json::json!(["2300/HI[ABK|BK]"]));
    let (code, back, _) = to_x12(&json, &[]);
    assert_eq!(code, 0);
    let segments = |text: &str| text.lines().filter(|line| !line.starts_with("SE*")).count();
    assert_eq!((segments(&back), back.contains("HI*")), (segments(&file), file.contains("HI*")));
}

#[test]
fn contradictions_are_named_and_no_value_is_repeated() {
    for (path, value) in [
        ("/facility_type", "MARKER"),
        ("/patient/last_name", "MARKER*X"),
        ("/billing_provider/last_name", "MARKER"),
    ] {
        let mut claim = by_hand("professional.json");
        let (parent, key) = path.rsplit_once('/').expect("a path");
        claim
            .pointer_mut(parent)
            .and_then(Value::as_object_mut)
            .expect("an object")
            .insert(key.into(), value.into());
        let (code, text, messages) = to_x12(&claim.to_string(), &[]);
        assert_eq!((code, text.as_str()), (2, ""), "{path}");
        assert!(!messages.contains("MARKER"), "{messages}");
        let named = path.trim_start_matches('/').replace('/', ".");
        // Two names of one party are named by the other one.
        assert!(
            messages.contains(&named) || messages.contains("billing_provider.name"),
            "{path}: {messages}"
        );
    }
    let (code, _, messages) = to_x12(r#"{"type":"professional","total_charge":{"MARKER":1}}"#, &[]);
    assert_eq!(code, 2);
    assert!(messages.contains("total_charge") && !messages.contains("MARKER"), "{messages}");
}

/// Generated claims as lines of JSON.
fn lines(kind: ClaimType, claims: u64) -> Vec<String> {
    let mut text = Vec::new();
    write(&Options::new(kind, claims).seed(11), &mut text).expect("memory takes it");
    let (code, json, messages) = run(&["--to", "ndjson", "-"], &String::from_utf8(text).expect("UTF-8"));
    assert_eq!((code, messages.as_str()), (0, ""));
    let lines: Vec<String> = json.lines().map(str::to_owned).collect();
    assert_eq!(lines.len() as u64, claims);
    lines
}

#[test]
fn filtered_and_reordered_lines_make_correct_837s() {
    for (_, kind) in BY_HAND {
        let lines = lines(kind, 90);
        let third: Vec<&str> = lines.iter().step_by(3).map(String::as_str).collect();
        let backwards: Vec<&str> = lines.iter().rev().map(String::as_str).collect();
        for chosen in [third, backwards] {
            let (code, text, messages) = to_x12(&chosen.join("\n"), &[]);
            assert_eq!((code, messages.as_str()), (0, ""), "{kind:?}");
            assert_eq!(text.lines().filter(|line| line.starts_with("CLM*")).count(), chosen.len());
            assert_eq!(crate::house::check::faults(&text, guide(kind)), Vec::<String>::new(), "{kind:?}");
            let (code, again, _) = run(&["--to", "ndjson", "-"], &text);
            assert_eq!((code, again.lines().count()), (0, chosen.len()), "no notice, no loss");
        }
    }
}

#[test]
fn claims_may_stand_on_lines_or_over_them_or_in_an_array() {
    let lines = lines(ClaimType::Professional, 4);
    let (_, plain, _) = to_x12(&lines.join("\n"), &[]);
    let pretty = |line: &String| {
        let claim: Value = serde_json::from_str(line).expect("JSON");
        serde_json::to_string_pretty(&claim).expect("JSON")
    };
    let layouts = [
        format!("\n {}\r\n", lines.join("\r\n")),
        lines.join("\n\n"),
        lines.concat(),
        format!("{}\n{}\n{}", lines[..2].join("\n"), pretty(&lines[2]), lines[3]),
        format!("[{}]", lines.join(",\n")),
    ];
    for layout in layouts {
        let (code, text, messages) = to_x12(&layout, &[]);
        assert_eq!((code, messages.as_str()), (0, ""));
        assert!(text == plain, "{layout:.80}");
    }
    let fault = |third: &str| to_x12(&format!("{}\n{third}\n{}", lines[..2].join("\n"), lines[3]), &[]).2;
    assert!(fault("{\"type\": professional}").contains("line 3, column 10"), "its line and column");
    assert!(fault("{\"type\": \"professional\", \"payer\": 1}").contains("claim 3 of the file, at payer"));
}

#[test]
fn both_kinds_go_into_groups_of_their_own() {
    let mixed: Vec<String> = [ClaimType::Professional, ClaimType::Institutional]
        .into_iter()
        .flat_map(|kind| lines(kind, 2))
        .collect();
    let (code, text, _) = to_x12(&mixed.join("\n"), &[]);
    assert_eq!(code, 0);
    let groups: Vec<&str> = text.lines().filter(|line| line.starts_with("GS*")).collect();
    assert_eq!(groups.len(), 2);
    assert!(groups[0].ends_with("005010X222A1~") && groups[1].ends_with("005010X223A2~"), "{groups:?}");
}

#[test]
fn numbers_parties_and_sizes_can_be_set() {
    let lines = lines(ClaimType::Professional, 5).join("\n");
    let more = [
        "--renew-control-numbers=77",
        "--sender",
        "ME",
        "--receiver",
        "YOU",
        "--usage",
        "production",
        "--claims-per-transaction",
        "2",
        "--delimiters",
        "|>^!",
        "--line-breaks",
        "crlf",
    ];
    let (code, text, _) = to_x12(&lines, &more);
    assert_eq!(code, 0);
    let isa = text.split("\r\n").next().expect("a line");
    assert!(
        isa.contains("|ME             |ZZ|YOU            |") && isa.ends_with("|000000077|0|P|>!"),
        "{isa}"
    );
    let transactions: Vec<&str> =
        text.split("\r\n").filter(|line| line.starts_with("ST|")).map(|line| &line[7..11]).collect();
    // As in split and merge: every kind of number counts up from the first one.
    assert_eq!(transactions, ["0077", "0078", "0079"]);
    assert!(text.contains("GE|3|77!\r\n") && text.contains("IEA|1|000000077!\r\n"));
}

#[test]
fn numbers_made_anew_have_nine_digits_at_most_and_are_never_zero() {
    let both = [lines(ClaimType::Professional, 1), lines(ClaimType::Institutional, 1)].concat().join("\n");
    let (code, text, _) = to_x12(&both, &["--renew-control-numbers=999999999"]);
    assert_eq!(code, 0);
    let trailers: Vec<&str> = text
        .split('~')
        .map(str::trim)
        .filter(|segment| ["SE*", "GE*", "IEA"].iter().any(|id| segment.starts_with(id)))
        .filter_map(|segment| segment.split('*').nth(2))
        .collect();
    assert_eq!(trailers, ["999999999", "999999999", "0001", "1", "999999999"]);
}
