//! `twinclaim inspect` as a user runs it. The inputs are written here.

use std::fs;
use std::path::PathBuf;

use assert_cmd::cargo::cargo_bin_cmd;
use tempfile::TempDir;

const ISA: &str = "ISA*00*          *00*          *ZZ*TCSAMPLE       *ZZ*GATEWAY        *260305*0915*^*00501*000000101*0*T*:~\n";

fn professional() -> String {
    format!(
        "{ISA}GS*HC*TCSAMPLE*GATEWAY*20260305*0915*101*X*005010X222A1~\n\
        ST*837*0101*005010X222A1~\n\
        BHT*0019*00*BATCH1*20260305*0915*CH~\n\
        NM1*41*2*OAKLING BILLING*****46*TC01~\n\
        PER*IC*HELP DESK*TE*5155550100~\n\
        NM1*40*2*PRAIRIE PLAN*****46*PP01~\n\
        HL*1**20*1~\n\
        NM1*85*2*OAKLING CLINIC*****XX*1234567893~\n\
        N3*12 MILL LANE~\n\
        N4*LARKMERE*IA*500990101~\n\
        REF*EI*421234567~\n\
        HL*2*1*22*0~\n\
        SBR*P*18*******CI~\n\
        NM1*IL*1*SPARROWBY*EDNA****MI*MEM4711~\n\
        N3*3 POND ROAD~\n\
        N4*LARKMERE*IA*50099~\n\
        DMG*D8*19720615*F~\n\
        NM1*PR*2*PRAIRIE PLAN*****PI*PP01~\n\
        CLM*ACCT-77*171***11:B:7*Y*A*Y*Y~\n\
        HI*ABK:J069~\n\
        LX*1~\n\
        SV1*HC:99213*171*UN*1***1~\n\
        DTP*472*D8*20260302~\n\
        SE*23*0101~\n\
        GE*1*101~\n\
        IEA*1*000000101~\n"
    )
}

fn remittance() -> String {
    format!(
        "{ISA}GS*HP*A*B*20260305*0915*1*X*005010X221A1~\nST*835*0001~\nBPR*I*120*C*ACH*CTX*01*071000039*DA*9988776655*1512345678**01*071000039*DA*1122334455*20260310~\n\
        TRN*1*TRACE99*1512345678~\nLX*1~\nCLP*ACCT-77*1*171*120*51*12*ICN555~\nNM1*QC*1*SPARROWBY*EDNA~\nSE*7*0001~\nGE*1*1~\nIEA*1*000000101~\n"
    )
}

struct Outcome {
    code: i32,
    out: String,
    err: String,
}

fn run(args: &[&str], content: &str) -> Outcome {
    let folder = TempDir::new().expect("a folder");
    let file: PathBuf = folder.path().join("in.837");
    fs::write(&file, content).expect("written");
    let output = cargo_bin_cmd!("twinclaim").arg("inspect").args(args).arg(&file).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Outcome {
        code: output.status.code().expect("no signal"),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

#[test]
fn a_good_file_is_listed() {
    let done = run(&[], &professional());
    assert_eq!((done.code, &*done.err), (0, ""));
    for part in [
        "000000101",
        "TCSAMPLE",
        "test",
        "2026-03-05 09:15",
        "ACCT-77",
        "SPARROWBY, EDNA",
        "1972-06-15",
        "2026-03-02",
        "PRAIRIE PLAN",
        "OAKLING CLINIC",
        "office",
        "7 replacement",
        "total charge 171.00",
        "1 claim (0 facility, 1 professional)",
        "every segment has its place",
    ] {
        assert!(done.out.contains(part), "{part} in\n{}", done.out);
    }
}

#[test]
fn a_cut_off_file_is_shown_as_far_as_it_goes() {
    let text = professional();
    let cut = text.find("SV1").expect("it has SV1") + 8;
    // The claim that breaks off is not read: a value of it may be cut short. So the work could not be done.
    let done = run(&[], &text[..cut]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("breaks off inside the claim"), "{}", done.err);
    assert!(done.out.contains("0 claims") && done.out.contains("the file is not complete"), "{}", done.out);
    // What is missing behind the end is one thing, and told once.
    assert!(done.out.contains("(SE, GE, IEA missing)") && !done.out.contains("has no end"), "{}", done.out);
    // One that is complete before it is.
    let whole = text.find("HI*").expect("it has HI");
    let twice = format!(
        "{}{}",
        &text[..text.find("SE*").expect("it has SE")],
        &text[text.find("CLM").expect("it has CLM")..whole + 6]
    );
    let done = run(&[], &twice);
    assert_eq!(done.code, 2);
    assert!(done.out.contains("1 claim (0") && done.out.contains("ACCT-77"), "{}", done.out);
    let done = run(&["--segments"], &text[..cut]);
    assert_eq!(done.code, 0);
    assert!(done.out.contains("SV1*HC:9") && done.out.contains("no terminator"), "{}", done.out);
}

#[test]
fn a_remittance_says_so_in_its_first_line() {
    let done = run(&[], &remittance());
    assert_eq!(done.code, 2);
    assert!(done.err.contains("holds no 837"), "{}", done.err);
    let first = done.out.lines().next().expect("a line");
    assert!(first.contains("(835)") && first.contains("not a claim"), "{first}");

    let done = run(&["--segments"], &remittance());
    assert_eq!((done.code, &*done.err), (0, ""));
    let first = done.out.lines().next().expect("a line");
    assert!(first.contains("(835)") && first.contains("not a claim"), "{first}");
    assert!(done.out.contains("patient control number") && done.out.contains("ACCT-77"), "{}", done.out);
}

#[test]
fn the_mask_lets_nobody_through() {
    let personal = [
        "SPARROWBY",
        "EDNA",
        "MEM4711",
        "POND",
        "LARKMERE",
        "50099",
        "1972",
        "ACCT-77",
        "1234567893",
        "OAKLING",
        "421234567",
        "5155550100",
        "HELP DESK",
        "PRAIRIE",
        "9988776655",
        "1122334455",
        "TRACE99",
        "ICN555",
    ];
    for content in [professional(), remittance()] {
        for args in [
            &["--mask"][..],
            &["--mask", "--json"],
            &["--mask", "--segments"],
            &["--mask", "--segments", "--json"],
            &["--mask", "--segments", "--width", "60"],
        ] {
            let done = run(args, &content);
            for word in personal {
                assert!(!done.out.contains(word), "{args:?} shows {word}:\n{}", done.out);
            }
            assert!(done.out.contains("••••"), "{args:?}");
        }
    }
    // The same words are there without it, so that this test can fail.
    let (claim, payment) =
        (run(&["--segments"], &professional()).out, run(&["--segments"], &remittance()).out);
    assert!(personal.iter().all(|word| claim.contains(word) || payment.contains(word)));
}

#[test]
fn another_version_is_named() {
    let text = professional().replace("005010X222A1", "004010X098A1");
    let done = run(&[], &text);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("version 4010") && done.err.contains("not supported"), "{}", done.err);
    let done = run(&["--segments"], &text);
    assert_eq!(done.code, 0);
    assert!(done.out.contains("CLM*ACCT-77*171"), "{}", done.out);
    assert!(!done.out.contains("2300"), "no loop names without a guide:\n{}", done.out);
}

#[test]
fn an_empty_file_is_an_error() {
    for args in [&[][..], &["--segments"], &["--json"]] {
        let done = run(args, "");
        assert_eq!((done.code, &*done.out), (2, ""), "{args:?}");
        assert!(done.err.contains("empty"), "{}", done.err);
    }
}

#[test]
fn values_cannot_act_on_the_terminal() {
    let text = professional().replace("SPARROWBY", "SP\u{1b}[2J\u{202e}BY").replace("HI*", "\u{7}HI*");
    for args in [&[][..], &["--segments"], &["--segments", "--width", "60"], &["--color", "always"]] {
        let out = run(args, &text).out;
        assert!(
            !out.contains("\u{1b}[2J") && !out.contains('\u{202e}') && !out.contains('\u{7}'),
            "{args:?}"
        );
        assert!(out.contains("␛[2J"), "{args:?}: {out}");
    }
}

#[test]
fn segments_stand_under_their_loops_with_names_and_meanings() {
    let out = run(&["--segments"], &professional()).out;
    let at = |what: &str| out.find(what).unwrap_or_else(|| panic!("{what} in\n{out}"));
    assert!(at("2010BA Subscriber") < at("NM1*IL*1*SPARROWBY"));
    assert!(at("NM1*IL*1*SPARROWBY") < at("2010BB Payer"));
    for line in [
        &["CLM05-1", "11", "= office"][..],
        &["DMG02", "19720615", "= 1972-06-15"],
        &["NM108", "XX", "= NPI"],
    ] {
        let whole = out.lines().find(|l| line.iter().all(|part| l.contains(part)));
        assert!(whole.is_some(), "{line:?} in\n{out}");
    }
    // Byte and number of CLM: the 18th segment behind ISA and GS.
    let offset = professional().find("CLM*").expect("it has a CLM");
    let line = out.lines().find(|line| line.contains("CLM*")).expect("shown");
    assert_eq!(line.split_whitespace().take(2).collect::<Vec<_>>(), [offset.to_string().as_str(), "18"]);
}

#[test]
fn what_validate_finds_stands_behind_the_segment_it_is_about() {
    let broken = professional()
        .replace("*IA*50099~\nDMG", "*ia*50099~\nDMG")
        .replace("SV1*HC:99213*171", "SV1*HC:99213*0171");
    let done = run(&["--segments"], &broken);
    let lines: Vec<&str> = done.out.lines().map(str::trim_start).collect();
    let at = |what: &str| {
        lines.iter().position(|line| line.contains(what)).unwrap_or_else(|| panic!("{what} in\n{}", done.out))
    };
    assert!(at("N403     ZIP code                            50099") < at("! error CS-STATE at N402:"));
    assert!(at("! error CS-STATE at N402:") < at("DMG*D8"));
    assert!(at("SV1*HC:99213*0171") < at("! warning SYN-ZEROS at SV102:"));
    assert!(at("! warning SYN-ZEROS at SV102:") < at("DTP*472*D8*20260302"));
    // One claim alone: the levels above it with what is found about them.
    let claim = run(&["--segments", "--claim", "ACCT-77"], &broken).out;
    assert!(
        claim.find("! error CS-STATE") < claim.find("CLM*ACCT-77") && claim.contains("! warning SYN-ZEROS")
    );
    let masked = run(&["--segments", "--mask"], &broken.replace("SPARROWBY*EDNA", " SPARROWBY*EDNA"));
    assert!(masked.out.contains("SYN-SPACE at NM103") && !masked.out.contains("SPARROWBY"), "{}", masked.out);
}

#[test]
fn every_finding_of_validate_is_among_the_segments() {
    let broken = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("samples/broken");
    let lines = |args: &[&str]| -> Vec<serde_json::Value> {
        let out = cargo_bin_cmd!("twinclaim").args(args).arg(&broken).output().expect("it runs").stdout;
        let text = String::from_utf8(out).expect("UTF-8");
        text.lines().map(|line| serde_json::from_str(line).expect("an object")).collect()
    };
    let told = lines(&["validate", "--format", "ndjson"]);
    let shown = lines(&["inspect", "--segments", "--json"]);
    let found: Vec<_> =
        shown.iter().filter(|line| line["type"] == "finding").map(|line| &line["finding"]).collect();
    // Envelopes are told of as trouble, and twice seen interchanges only by whoever reads all files.
    let expected: Vec<_> = told
        .iter()
        .filter(|line| {
            line["schema"] == "twinclaim/finding/1"
                && !line["code"].as_str().is_some_and(|code| code.starts_with("ENV-") || code == "TP-ISA13")
        })
        .collect();
    assert!(expected.len() > 15, "{}", expected.len());
    for finding in &expected {
        assert!(found.contains(finding), "{finding}");
    }
    assert_eq!(found.len(), expected.len());
    let before = |finding: &serde_json::Value| {
        let at = shown.iter().position(|line| &line["finding"] == finding).expect("shown");
        shown[..at].iter().rfind(|line| line["type"] == "segment").cloned().expect("a segment")
    };
    let late = shown.iter().filter(|line| line["type"] == "finding" && line["late"] == true).count();
    assert!(late * 5 < found.len(), "{late} of {} are late", found.len());
    for line in shown.iter().filter(|line| line["type"] == "finding" && line["late"] == false) {
        assert_eq!(before(&line["finding"])["offset"], line["finding"]["locations"][0]["offset"]);
    }
}

#[test]
fn narrow_output_fits() {
    for width in ["40", "60", "79"] {
        for args in [&["--width", width][..], &["--segments", "--width", width]] {
            let out = run(args, &professional()).out;
            let limit: usize = width.parse().expect("a number");
            let wide =
                out.lines().filter(|line| !line.contains("in.837")).find(|line| line.chars().count() > limit);
            assert_eq!(wide, None, "{args:?}");
        }
    }
}

#[test]
fn one_claim_is_found_or_said_to_be_missing() {
    let done = run(&["--claim", "ACCT-77"], &professional());
    assert_eq!(done.code, 0);
    assert!(done.out.contains("ACCT-77"));
    let done = run(&["--claim", "ACCT-77", "--segments"], &professional());
    assert_eq!(done.code, 0);
    assert!(
        done.out.contains("CLM*ACCT-77") && done.out.contains("SV1*HC:99213") && !done.out.contains("ISA*")
    );
    for args in [&["--claim", "ACCT-7"][..], &["--claim", "ACCT-7", "--segments"]] {
        let done = run(args, &professional());
        assert_eq!((done.code, &*done.out), (2, ""), "{args:?}");
        assert!(done.err.contains("no claim"), "{}", done.err);
    }
}

#[test]
fn a_segment_without_place_is_kept_and_explained() {
    let text = professional().replace("HI*ABK", "CL1*1*1*01~\nHI*ABK").replace("SE*23", "SE*24");
    let done = run(&[], &text);
    assert_eq!(done.code, 0);
    assert!(
        done.out.contains("Not as it should be: 1") && done.out.contains("CL1 has no place"),
        "{}",
        done.out
    );
    let out = run(&["--segments"], &text).out;
    assert!(out.contains("CL1*1*1*01") && out.contains("! no place: the guide has no such segment"), "{out}");
}

#[test]
fn json_lines_have_their_documented_types_and_read_back() {
    let done = run(&["--json"], &professional());
    let types: Vec<String> = done
        .out
        .lines()
        .map(|line| {
            let value: serde_json::Value = serde_json::from_str(line).expect("a line is an object");
            assert_eq!(value["schema"], "twinclaim/inspect/1");
            assert!(value["file"].is_string());
            value["type"].as_str().expect("every line has a type").to_owned()
        })
        .collect();
    assert_eq!(types, ["interchange", "group", "claim", "transaction", "summary"]);
}

#[test]
fn claims_in_json_are_listed_as_well() {
    let folder = TempDir::new().expect("a folder");
    let (x12, json) = (folder.path().join("in.837"), folder.path().join("in.ndjson"));
    fs::write(&x12, professional()).expect("written");
    let convert = |command: &mut assert_cmd::Command| command.output().expect("it runs");
    let made = convert(cargo_bin_cmd!("twinclaim").args(["convert", "--to", "ndjson"]).arg(&x12));
    fs::write(&json, made.stdout).expect("written");
    let done = convert(cargo_bin_cmd!("twinclaim").arg("inspect").arg(&json));
    assert_eq!(done.status.code(), Some(0));
    let out = String::from_utf8(done.stdout).expect("UTF-8");
    assert!(out.contains("ACCT-77") && out.contains("SPARROWBY, EDNA") && out.contains("171.00"), "{out}");
    let done = convert(cargo_bin_cmd!("twinclaim").args(["inspect", "--segments"]).arg(&json));
    assert_eq!(done.status.code(), Some(2), "JSON has no segments");
}
