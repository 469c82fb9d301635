//! One fault costs one segment and one finding: levels, envelopes, qualifiers, shifted elements, missing terminators.

use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;

/// A professional file with two claims of one subscriber and nothing wrong.
const FILE: &str = "\
ISA*00*          *00*          *ZZ*HERONBILL      *ZZ*ALDERPLAN      *260402*0830*^*00501*000000207*0*T*:~
GS*HC*HERONBILL*ALDERPLAN*20260402*0830*207*X*005010X222A1~
ST*837*0207*005010X222A1~
BHT*0019*00*H207*20260402*0830*CH~
NM1*41*2*HERON BILLING*****46*HB07~
PER*IC*DESK*TE*2065550123~
NM1*40*2*ALDER PLAN*****46*AP07~
HL*1**20*1~
NM1*85*2*HERON CLINIC*****XX*1234567893~
N3*4 MARSH LANE~
N4*TERNWICK*WA*981010004~
REF*EI*912345678~
HL*2*1*22*0~
SBR*P*18*******CI~
NM1*IL*1*ROOK*EDNA****MI*AP555001~
N3*5 REED ST~
N4*TERNWICK*WA*981010005~
DMG*D8*19680214*F~
NM1*PR*2*ALDER PLAN*****PI*AP07~
CLM*H1*180***11:B:1*Y*A*Y*Y~
HI*ABK:J209~
LX*1~
SV1*HC:99213*180*UN*1***1~
DTP*472*D8*20260330~
CLM*H2*90***11:B:1*Y*A*Y*Y~
HI*ABK:J209~
LX*1~
SV1*HC:99212*90*UN*1***1~
DTP*472*D8*20260331~
SE*28*0207~
GE*1*207~
IEA*1*000000207~
";

fn run(args: &[&str], input: &str) -> (String, String, i32) {
    let output =
        cargo_bin_cmd!("twinclaim").args(args).arg("-").write_stdin(input).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (text(output.stdout), text(output.stderr), output.status.code().expect("a code"))
}

/// What validate finds: code, place and message.
fn findings(input: &str) -> Vec<(String, String, String)> {
    let (out, err, _) = run(&["validate", "--format", "ndjson", "--as-of", "2026-12-01"], input);
    let rows = out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap_or_else(|e| panic!("{e}: {line} {err}")));
    rows.filter(|row| row["code"].is_string())
        .map(|row| {
            let at = &row["locations"][0];
            let place = at["element"].as_str().or(at["segment_id"].as_str()).unwrap_or_default().to_owned();
            (
                row["code"].as_str().unwrap_or_default().to_owned(),
                place,
                row["message"].as_str().unwrap_or_default().to_owned(),
            )
        })
        .collect()
}

/// The file with one text in place of another, and SE01 counted.
fn with(from: &str, to: &str) -> String {
    assert!(FILE.contains(from), "{from}");
    counted(&FILE.replacen(from, to, 1))
}

fn counted(text: &str) -> String {
    let segments: Vec<&str> = text.split_inclusive("~\n").collect();
    let at = |id: &str| segments.iter().position(|s| s.starts_with(id)).expect("it is there");
    let count = format!("SE*{}*", at("SE*") - at("ST*") + 1);
    let old = segments[at("SE*")].split('*').nth(1).expect("SE01");
    text.replacen(&format!("SE*{old}*"), &count, 1)
}

/// One finding with this code and place whose message holds the text.
fn assert_one(input: &str, code: &str, place: &str, says: &str) {
    let found = findings(input);
    assert!(
        matches!(&found[..], [(c, p, m)] if c == code && p == place && m.contains(says)),
        "{code} {place} {says:?}: {found:#?}"
    );
}

#[test]
fn the_file_itself_is_right() {
    assert_eq!(findings(FILE), []);
}

#[test]
fn a_missing_level_is_one_finding_and_hides_nothing() {
    for (from, at, says) in [
        ("HL*1**20*1~\n", "NM1", "HL*20 is missing here"),
        ("HL*2*1*22*0~\n", "SBR", "HL*22 is missing here"),
    ] {
        assert_one(&with(from, ""), "GD-MISSING", at, says);
        // What is wrong below it is found as ever.
        let broken = with(from, "").replacen("SV1*HC:99213*180", "SV1*HC:99213*170", 1);
        let found: Vec<String> = findings(&broken).into_iter().map(|(code, ..)| code).collect();
        assert!(found.iter().any(|code| code == "CH-SUM"), "{found:?}");
        let (out, err, code) = run(&["convert", "--to", "ndjson"], &with(from, ""));
        assert_eq!((out.lines().count(), code), (2, 0), "{err}");
        assert!(err.contains(says), "{err}");
    }
}

#[test]
fn a_level_that_no_guide_has_is_one_finding_and_its_children_have_a_parent() {
    // A group of subscribers (HL03 = 21) that somebody put between the provider and the subscriber.
    let text = with("HL*2*1*22*0~\n", "HL*2*1*21*1~\nHL*3*2*22*0~\n");
    let found = findings(&text);
    assert!(matches!(&found[..], [(_, place, _)] if place.starts_with("HL")), "{found:#?}");
    let (out, err, code) = run(&["convert", "--to", "ndjson"], &text);
    assert_eq!((out.lines().count(), code), (2, 0), "{err}");
    assert!(!err.contains("HL02"), "{err}");
}

#[test]
fn a_missing_group_is_one_finding_in_every_command() {
    let text = FILE
        .replace("GS*HC*HERONBILL*ALDERPLAN*20260402*0830*207*X*005010X222A1~\n", "")
        .replace("GE*1*207~\n", "");
    let found = findings(&text);
    assert!(matches!(&found[..], [(code, ..)] if code == "ENV-OUTSIDE"), "{found:?}");
    let (out, err, code) = run(&["convert", "--to", "ndjson"], &text);
    assert_eq!((out.lines().count(), code), (2, 0), "{err}");
    let (out, _, _) = run(&["inspect"], &text);
    assert!(out.contains("2 claims") || out.contains("H2"), "{out}");
}

#[test]
fn each_width_of_isa_is_checked() {
    // 14 and 16 characters, 106 bytes in all.
    let shifted =
        FILE.replacen("*HERONBILL      *ZZ*ALDERPLAN      *", "*HERONBILL     *ZZ*ALDERPLAN       *", 1);
    let found = findings(&shifted);
    assert!(
        matches!(&found[..], [(code, place, says)] if code == "ENV-ISA" && place == "ISA06"
        && says.contains("ISA06 has 14 and not 15") && says.contains("ISA08 has 16 and not 15")),
        "{found:?}"
    );
    let dates = FILE.replacen("*260402*0830*^", "*26040*20830*^", 1);
    assert!(findings(&dates).iter().any(|(code, place, _)| code == "ENV-ISA" && place == "ISA09"));
    let number = FILE
        .replacen("HERONBILL      *ZZ*ALDERPLAN      ", "HERONBILL     *ZZ*ALDERPLAN     ", 1)
        .replacen("*000000207*0*T", "*00000000207*0*T", 1);
    assert!(
        findings(&number)
            .iter()
            .any(|(code, _, says)| code == "ENV-ISA" && says.contains("ISA13 has 11 and not 9"))
    );
}

#[test]
fn blank_qualifiers_of_isa_are_missing() {
    let found = findings(&FILE.replacen("*ZZ*HERONBILL", "*  *HERONBILL", 1));
    assert!(matches!(&found[..], [(code, place, _)] if code == "SYN-BLANK" && place == "ISA05"), "{found:?}");
    let found = findings(&FILE.replacen("*0*T*:", "* *T*:", 1));
    assert!(matches!(&found[..], [(_, place, _)] if place == "ISA14"), "{found:?}");
}

#[test]
fn an_early_bht04_is_told_there_and_once() {
    let found = findings(&FILE.replacen("H207*20260402", "H207*20240402", 1));
    assert!(
        matches!(&found[..], [(code, place, says)] if code == "DT-FUTURE" && place == "BHT04" && says.contains("BHT04")),
        "{found:?}"
    );
    // Where all dates of the file are earlier it is the service that is wrong.
    let found = findings(&FILE.replacen("472*D8*20260331", "472*D8*20270331", 1));
    assert!(found.iter().any(|(code, place, _)| code == "DT-FUTURE" && place == "DTP03"), "{found:?}");
}

#[test]
fn an_npi_begins_with_1_or_2() {
    assert_one(&with("XX*1234567893", "XX*7778889999"), "CS-NPI", "NM109", "begins with 1 or 2");
    assert_one(&with("XX*1234567893", "XX*1234567894"), "CS-NPI", "NM109", "check digit");
}

#[test]
fn an_empty_qualifier_is_said_to_be_empty() {
    assert_one(
        &with("HI*ABK:J209~\nLX", "HI*ABK:J209~\nNM1**1*WREN*LEO~\nLX"),
        "GD-QUALIFIER",
        "NM101",
        "NM101 is empty",
    );
    assert_one(
        &with("HI*ABK:J209~\nLX", "DTP**D8*20260330~\nHI*ABK:J209~\nLX"),
        "GD-QUALIFIER",
        "DTP01",
        "DTP01 is empty",
    );
}

#[test]
fn a_misplaced_segment_names_the_nearest_loop_or_none() {
    // A street belongs behind many names.
    let stray = with("HI*ABK:J209~\nLX", "HI*ABK:J209~\nN3*9 SEDGE WAY~\nLX");
    let found = findings(&stray);
    assert!(
        matches!(&found[..], [(code, place, says)] if code == "GD-PLACE" && place == "N3" && !says.contains("belongs into")),
        "{found:?}"
    );
    // A prior authorization behind a line's rendering provider belongs to the line.
    let stray = with(
        "SV1*HC:99213*180*UN*1***1~\nDTP*472*D8*20260330~\n",
        "SV1*HC:99213*180*UN*1***1~\nDTP*472*D8*20260330~\nNM1*82*1*WREN*LEO****XX*1234567893~\nK3*NOTE~\n",
    );
    let found = findings(&stray);
    assert!(
        found.iter().all(|(code, _, says)| code != "GD-PLACE" || says.contains("belongs into loop 2400")),
        "{found:?}"
    );
}

#[test]
fn shifted_elements_are_one_finding() {
    // A separator too few.
    assert_one(&with("CLM*H1*180***11:B:1*Y", "CLM*H1*180**11:B:1*Y"), "GD-NOT-USED", "CLM03", "shifted");
    // And one too many.
    let found = findings(&with("NM1*PR*2*ALDER PLAN*****PI", "NM1*PR*2*ALDER PLAN****PI"));
    assert!(found.len() == 1 && found[0].1.starts_with("NM1"), "{found:?}");
}

#[test]
fn a_missing_terminator_is_one_finding() {
    for from in [
        "REF*EI*912345678~\n",
        "SBR*P*18*******CI~\n",
        "HI*ABK:J209~\n",
        "BHT*0019*00*H207*20260402*0830*CH~\n",
    ] {
        let joined = FILE.replacen(from, &from.replace('~', ""), 1);
        let found = findings(&joined);
        let place = from.split('*').next().expect("an identifier");
        assert!(
            matches!(&found[..], [(code, p, says)] if code == "ENV-TERMINATOR" && p == place && says.contains("missing before the")),
            "{from}: {found:#?}"
        );
    }
}

/// The terminator of one segment after the other is taken away: with and without line ends one finding says so, of segments
/// of the envelopes too. ISA is read by its widths, and its terminator says what the others are.
#[test]
fn a_missing_terminator_is_told_wherever_it_is_missing() {
    let segments: Vec<&str> = FILE.split('~').map(str::trim).filter(|segment| !segment.is_empty()).collect();
    for line_end in ["", "\n"] {
        for missing in 1..segments.len() - 1 {
            let joined: Vec<String> = (0..segments.len())
                .map(|n| format!("{}{}{line_end}", segments[n], if n == missing { "" } else { "~" }))
                .collect();
            let found = findings(&joined.concat());
            let place = segments[missing].split('*').next().expect("an identifier");
            assert!(
                matches!(&found[..], [(code, p, _)] if code == "ENV-TERMINATOR" && p == place),
                "{line_end:?} {}: {found:#?}",
                segments[missing]
            );
        }
    }
}

#[test]
fn a_diagnosis_in_a_segment_of_its_own_leaves_the_pointers_alone() {
    let alone = FILE.replacen("HI*ABK:J209~\n", "HI*ABK:J209~\nHI*ABF:I10~\n", 1).replacen(
        "UN*1***1~",
        "UN*1***1:2~",
        1,
    );
    let found: Vec<_> =
        findings(&alone).into_iter().map(|(code, ..)| code).filter(|code| code != "ENV-COUNT").collect();
    assert_eq!(found, ["GD-QUALIFIER"], "{:#?}", findings(&alone));
}

#[test]
fn each_of_several_missing_terminators_is_told_and_what_stands_behind_is_where_it_is() {
    let joined =
        FILE.replacen("HI*ABK:J209~\nLX*1~\nSV1*HC:99213*180", "HI*ABK:J209\nLX*1\nSV1*HC:99213*18x", 1);
    let found = findings(&joined);
    let places: Vec<_> =
        found.iter().filter(|(code, ..)| code == "ENV-TERMINATOR").map(|(_, p, _)| &**p).collect();
    assert_eq!(places, ["HI", "LX"], "{found:#?}");
    assert!(found.iter().any(|(_, place, _)| place == "SV102"), "{found:#?}");
    assert!(
        found.iter().all(|(code, ..)| !["SYN-CONTROL", "GD-PLACE", "ENV-COUNT"].contains(&&**code)),
        "{found:#?}"
    );
    let (out, _, _) = run(&["validate", "--as-of", "2026-12-01"], &joined);
    let line = FILE.lines().position(|line| line.starts_with("SV1")).expect("a line") + 1;
    assert!(out.contains(&format!("{line} | SV1*HC:99213*18x")), "{out}");
}

#[test]
fn an_empty_element_at_the_end_is_missing_and_nothing_else() {
    assert_one(&with("HI*ABK:J209~\nLX", "NTE*ADD*~\nHI*ABK:J209~\nLX"), "GD-REQUIRED", "NTE02", "");
}

#[test]
fn a_wrapped_file_is_one_finding() {
    let flat = FILE.replace('\n', "");
    let wrapped: String =
        flat.as_bytes().chunks(80).flat_map(|line| [String::from_utf8_lossy(line), "\r\n".into()]).collect();
    let found = findings(&wrapped);
    assert!((1..=3).contains(&found.len()), "{found:#?}");
    assert!(found[0].2.contains("lines of 80 bytes"), "{found:#?}");
}

#[test]
fn fix_unwraps_a_wrapped_file_and_says_so() {
    let flat = FILE.replace('\n', "");
    let lines = flat.as_bytes().chunks(80).map(|line| format!("{}\r\n", String::from_utf8_lossy(line)));
    let folder = tempfile::tempdir().expect("a folder");
    let [wrapped, mended] = ["wrapped.837", "mended.837"].map(|name| folder.path().join(name));
    std::fs::write(&wrapped, lines.collect::<String>()).expect("it is written");
    let output = cargo_bin_cmd!("twinclaim")
        .arg("fix")
        .arg(&wrapped)
        .arg("-o")
        .arg(&mended)
        .output()
        .expect("it runs");
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("lines of 80 bytes"), "{output:?}");
    assert_eq!(std::fs::read_to_string(&mended).expect("it was written"), flat);
}

#[test]
fn codes_of_the_other_edition_are_one_finding() {
    let found = findings(&with("HI*ABK:J209~\nLX", "HI*BK:J209*BF:I10~\nLX"));
    assert!(matches!(&found[..], [(code, ..)] if code == "DX-VER"), "{found:?}");
}

#[test]
fn a_provider_without_subscribers_is_one_finding() {
    let from = FILE.find("HL*2").expect("HL");
    let to = FILE.find("SE*").expect("SE");
    let found = findings(&counted(&format!("{}{}", &FILE[..from], &FILE[to..])));
    assert!(matches!(&found[..], [(code, ..)] if code == "GD-LOOP"), "{found:?}");
}

#[test]
fn segments_without_isa_are_shown_by_the_usual_separators() {
    for from in ["GS*", "ST*"] {
        let text = &FILE[FILE.find(from).expect("it is there")..];
        let (out, err, _) = run(&["inspect", "--segments"], text);
        assert!(out.contains("no ISA") && out.contains("CLM"), "{from}: {out} {err}");
    }
    let (_, err, code) = run(&["validate"], &FILE[FILE.find("GS*").expect("GS")..]);
    assert_eq!(code, 2);
    assert!(!err.contains("state the delimiters"), "{err}");
}
