//! `twinclaim inspect`: what matters comes first, envelopes for whoever exchanges files, and a pager on a terminal.
//! Expectations are read off the samples.

#![allow(clippy::print_stderr, reason = "a skipped test must say so")]

use std::path::{Path, PathBuf};
use std::process::Command;

use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;
use tempfile::TempDir;

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

fn inspect(args: &[&str], file: &Path) -> (i32, String, String) {
    let done = cargo_bin_cmd!("twinclaim").arg("inspect").args(args).arg(file).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (done.status.code().expect("no signal"), text(done.stdout), text(done.stderr))
}

/// A file of two payers: the claims of a sample, and some of them for another payer.
fn two_payers(folder: &TempDir) -> PathBuf {
    let text = std::fs::read_to_string(sample("office/surgeon.837")).expect("a sample");
    let other = text.replace("PRAIRIE LANTERN HEALTH PLAN", "COPPER RIDGE PLAN").replace("000000", "000001");
    let path = folder.path().join("two.837");
    std::fs::write(&path, text + &other).expect("written");
    path
}

#[test]
fn what_matters_comes_first() {
    let (code, text, _) = inspect(&["--width", "80"], &sample("emergency/facility.837"));
    assert_eq!(code, 0);
    let lines: Vec<&str> = text.lines().collect();
    let place = |start: &str| {
        lines.iter().position(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{start} in {text}"))
    };
    let order = [
        "1 claim (1 facility, 0 professional), total charge 2365.50",
        "From       TCSAMPLE to SAMPLEGATEWAY, 2026-04-21, test",
        "For        1 patient",
        "Days       2026-04-18",
        "Payer      PRAIRIE LANTERN HEALTH PLAN",
        "Billed by  LARKMERE GENERAL HOSPITAL",
        "`twinclaim validate` finds nothing.",
        "Interchange 000000201",
        "    TARNBECK, OLIVER J",
    ];
    let places: Vec<usize> = order.iter().map(|start| place(start)).collect();
    assert!(places.is_sorted(), "{places:?}: {text}");
    assert!(lines.iter().all(|line| line.chars().count() <= 80), "{text}");
    let folder = TempDir::new().expect("a folder");
    let file = two_payers(&folder);
    let (_, text, _) = inspect(&[], &file);
    assert!(text.contains("COPPER RIDGE PLAN (1 claim, $"), "{text}");
    assert!(text.contains("; PRAIRIE LANTERN HEALTH PLAN (1 claim, $"), "{text}");
    let (_, json, _) = inspect(&["--json"], &file);
    let last: Value = serde_json::from_str(json.lines().last().expect("a line")).expect("JSON");
    assert_eq!(last["payers"].as_array().expect("payers").len(), 2, "{last}");
    assert_eq!((&last["patients"], &last["sent"][0]["sender"]), (&Value::from(1), &Value::from("TCSAMPLE")));
    let (_, text, _) = inspect(&["--mask"], &file);
    assert!(!text.contains("COPPER") && text.contains("For        1 patient"), "{text}");
}

#[test]
fn what_is_not_as_it_should_be_is_counted_first_and_listed_last() {
    let (_, text, _) = inspect(&[], &sample("broken/no-se.837"));
    let first = text.find("listed at the end").unwrap_or_else(|| panic!("{text}"));
    assert!(text.find("ENV-TRAILER").is_some_and(|verdict| first < verdict), "{text}");
    assert!(text.rfind("Not as it should be: 1\n").is_some_and(|list| list > first), "{text}");
}

#[test]
fn envelopes_are_told_with_what_their_trailers_count() {
    let folder = TempDir::new().expect("a folder");
    let text = std::fs::read_to_string(sample("emergency/facility.837")).expect("a sample");
    let file = folder.path().join("x.837");
    let stated = text.lines().find_map(|line| line.strip_prefix("SE*")).expect("SE").split('*').next();
    let stated = stated.expect("a count");
    std::fs::write(&file, text.replace(&format!("SE*{stated}*"), "SE*7*")).expect("written");
    let (code, told, _) = inspect(&["--envelopes"], &file);
    assert_eq!(code, 0);
    for words in [
        "ISA 000000201 · from TCSAMPLE (mutual agreement) to SAMPLEGATEWAY",
        "version 00501 · no TA1 asked for · separators *:^~ · byte 0",
        "GS 201 · HC claims (837)",
        "ST 0201 · 837 005010X223A2",
        "GE 201 · 1 transaction, as it says · 1 claim, $2,365.50",
        "error ENV-COUNT",
        "1 envelope not as counted",
    ] {
        assert!(told.contains(words), "{words:?} in {told}");
    }
    assert!(told.contains(&format!("SE says 7 and there are {stated} segments")), "{told}");
    let (_, json, _) = inspect(&["--envelopes", "--json"], &file);
    let lines: Vec<Value> = json.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let levels: Vec<&str> = lines.iter().filter_map(|line| line["level"].as_str()).collect();
    assert_eq!(levels, ["transaction", "group", "interchange"]);
    assert_eq!(lines[0]["stated"], "7");
    assert_eq!(lines[0]["counted"].to_string(), stated);
    assert_eq!((&lines[0]["interchange"], &lines[0]["group"]), (&"000000201".into(), &"201".into()));
    assert_eq!(lines[0]["total_charge"], "2365.50");
    assert_eq!(lines[3]["type"], "envelope_summary");
    let (_, hidden, _) = inspect(&["--envelopes", "--mask"], &file);
    assert!(!hidden.contains("TCSAMPLE") && hidden.contains("ISA 000000201"), "{hidden}");
    // Any X12 has envelopes; JSON has none.
    let (code, told, _) = inspect(&["--envelopes"], &sample("broken/remittance.837"));
    assert!(code == 0 && told.contains("not read"), "{code} {told}");
    let (code, _, error) = inspect(&["--envelopes"], &sample("handwritten/professional.json"));
    assert!(code == 2 && error.contains("no envelopes"), "{code} {error}");
}

/// What a person sees in a terminal with this pager; none where no terminal can be made.
fn in_terminal(pager: &str, args: &str) -> Option<String> {
    let program = assert_cmd::cargo::cargo_bin!("twinclaim");
    let command =
        format!("'{}' inspect {args} '{}'", program.display(), sample("emergency/facility.837").display());
    let mut script = Command::new("script");
    script.args(["-qec", &command, "/dev/null"]).env("PAGER", pager).env("TERM", "xterm").env_remove("LESS");
    match script.output() {
        Ok(done) => Some(String::from_utf8_lossy(&done.stdout).into_owned()),
        Err(error) => {
            eprintln!("skipped: `script` makes the terminal: {error}");
            None
        }
    }
}

#[test]
fn a_terminal_has_a_pager_and_a_pipe_has_none() {
    let marks = "sed s/^/PAGED/";
    if let Some(seen) = in_terminal(marks, "") {
        assert!(seen.contains("PAGED") && seen.contains("TARNBECK"), "{seen}");
        let seen = in_terminal(marks, "--no-pager").expect("a terminal");
        assert!(!seen.contains("PAGED") && seen.contains("TARNBECK"), "{seen}");
        let seen = in_terminal(marks, "--json").expect("a terminal");
        assert!(!seen.contains("PAGED"), "{seen}");
        // What the pager is told, colors that reach it, one that is not there, and one that reads nothing.
        let seen = in_terminal("echo $LESS; cat; true", "").expect("a terminal");
        assert!(seen.contains("FRX") && seen.contains("\u{1b}["), "{seen}");
        let seen = in_terminal("no-such-pager-anywhere", "").expect("a terminal");
        assert!(seen.contains("TARNBECK"), "{seen}");
        let seen = in_terminal("true", "").expect("a terminal");
        assert!(!seen.contains("error"), "{seen}");
    }
    let done = cargo_bin_cmd!("twinclaim")
        .args(["inspect"])
        .arg(sample("emergency/facility.837"))
        .env("PAGER", marks)
        .output()
        .expect("it runs");
    let text = String::from_utf8(done.stdout).expect("UTF-8");
    assert!(!text.contains("PAGED") && text.contains("TARNBECK"), "{text}");
}

#[test]
fn forms_are_filled_as_a_pdf() {
    let folder = TempDir::new().expect("a folder");
    let out = folder.path().join("forms.pdf");
    let out_name = out.to_str().expect("UTF-8");
    let (code, _, error) = inspect(&["--form", "--pdf", out_name], &sample("office/surgeon.837"));
    assert_eq!(code, 0, "{error}");
    let bytes = std::fs::read(&out).expect("a PDF");
    assert!(bytes.starts_with(b"%PDF-1.7\n") && bytes.ends_with(b"%%EOF\n"));
    // Nothing is overwritten, and a PDF is made of forms.
    assert_eq!(inspect(&["--form", "--pdf", out_name], &sample("office/surgeon.837")).0, 2);
    assert_eq!(inspect(&["--pdf", out_name], &sample("office/surgeon.837")).0, 2);
    match Command::new("pdftotext").args(["-layout", out_name, "-"]).output() {
        Err(error) => eprintln!("skipped: `pdftotext` reads the PDF: {error}"),
        Ok(done) => {
            let text = String::from_utf8_lossy(&done.stdout).into_owned();
            for value in ["CMS-1500 (02/12)", "DAPPLEWORTH, IRIS", "PLH330916284", "1180.00", "24F Charge"] {
                assert!(text.contains(value), "{value} in {text}");
            }
        }
    }
    let hidden = folder.path().join("hidden.pdf");
    let hidden_name = hidden.to_str().expect("UTF-8");
    let (code, _, _) = inspect(&["--mask", "--form", "--pdf", hidden_name], &sample("office/surgeon.837"));
    assert_eq!(code, 0);
    if let Ok(done) = Command::new("pdftotext").args(["-layout", hidden_name, "-"]).output() {
        let text = String::from_utf8_lossy(&done.stdout).into_owned();
        assert!(!text.contains("DAPPLEWORTH") && text.contains("1180.00"), "{text}");
    }
}

#[test]
fn manifests_say_what_was_shown_however_it_was_shown() {
    let folder = TempDir::new().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let (page, pdf) = (path("page.html"), path("forms.pdf"));
    let ways: [&[&str]; 5] =
        [&[], &["--claim", "FSA-21007"], &["--form"], &["--html", &page], &["--form", "--pdf", &pdf]];
    for (n, way) in ways.iter().enumerate() {
        let manifest = path(&format!("{n}.ndjson"));
        let args = [way, &["--manifest", &manifest][..]].concat();
        assert_eq!(inspect(&args, &sample("office/surgeon.837")).0, 0, "{way:?}");
        let text = std::fs::read_to_string(&manifest).expect("a manifest");
        let line: Value = serde_json::from_str(text.lines().next().expect("a line")).expect("JSON");
        assert_eq!(
            (&line["claims"], &line["charge"]),
            (&Value::from(1), &Value::from("1180")),
            "{way:?}: {line}"
        );
        assert!(line["kind"].is_string(), "{way:?}: {line}");
    }
}

/// A claim that was cut off counts neither in number nor in charge.
#[test]
fn envelopes_do_not_count_a_claim_that_was_cut_off() {
    let (_, out, _) = inspect(&["--envelopes", "--json"], &sample("broken/cut-off.837"));
    let lines = out.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let envelopes = lines.filter(|line| line["type"] == "envelope");
    let told: Vec<_> = envelopes.map(|line| (line["claims"].clone(), line["total_charge"].clone())).collect();
    assert!(
        !told.is_empty() && told.iter().all(|(claims, charge)| *claims == 0 && charge == "0.00"),
        "{out}"
    );
}
