//! Other people's files: what each file's own source says is wrong with it is found, and every other error is judged.
//!
//! What is wrong by types 1 and 2 is held against what the file's source says. Whether amounts balance and identifiers are
//! real was no matter to those who made these files, so that by types 3 to 7 much is wrong in files that are called valid:
//! that is in `business`, one row a rule and place, with the reason and the number of findings in each file.

use std::collections::{BTreeMap, BTreeSet};

use twinclaim::finding::{Finding, Severity};
use twinclaim::validate::{Event, RuleSet, Settings, Validator};
use twinclaim::x12::{Charset, Reader};

/// What a file's own source says is wrong (MANIFEST.tsv, `source_test_says`): code, segment, loop, element.
type Said = (&'static str, &'static [(&'static str, &'static str, &'static str, &'static str)]);

const SAID: &[Said] = &[
    ("x12_bad_first_line.txt", &[("ENV-ISA", "ISA", "", "")]),
    (
        "x12_bad_segment_identifier.txt",
        &[
            ("GD-MISSING", "NM1", "2010AA", ""),
            ("GD-MISSING", "NM1", "1000A", ""),
            ("GD-LOOP", "HL", "2000B", ""),
            ("GD-UNKNOWN", "Nd4", "2010AA", ""),
            ("GD-UNKNOWN", "NM31", "2000B", ""),
            ("SYN-EMPTY", "", "1000A", ""),
        ],
    ),
    ("x12_bad_valid_code.txt", &[("GD-QUALIFIER", "NM1", "2000A", "NM101")]),
    ("x12_loop_errors1_exceeds_max_1_parent.txt", &[("GD-LOOP-REPEAT", "NM1", "2010AA", "")]),
    ("x12_loop_errors2_exceeds_max_repeats_multiple_parents.txt", &[("GD-LOOP-REPEAT", "NM1", "2010AA", "")]),
    ("x12_loop_errors3_missing_loops.txt", &[("GD-LOOP", "HL", "2000A", "")]),
    (
        "x12_missing_elements.txt",
        &[("GD-REQUIRED", "NM1", "1000B", "NM102"), ("GD-REQUIRED", "CLM", "2300", "CLM05")],
    ),
    ("x12_missing_required_loop_in_one_repeat.txt", &[("GD-LOOP", "HL", "2000B", "")]),
    // "2400 is required but not found" twice, and SV1 and DTP of each without a place: LX is missing.
    (
        "x12_missing_required_loops_mult_repeats.txt",
        &[("GD-PLACE", "SV1", "2300", ""), ("GD-PLACE", "SV1", "2300", "")],
    ),
    (
        "x12_segment_errors.txt",
        &[
            ("GD-MISSING", "NM1", "2010AA", ""),
            ("GD-MISSING", "CLM", "2300", ""),
            ("GD-REPEAT", "REF", "2010AA", ""),
        ],
    ),
    ("x12_segments_out_of_order.txt", &[("GD-ORDER", "N4", "2010AA", ""), ("GD-ORDER", "N3", "2010AB", "")]),
];

/// Errors that a file's source does not speak of: part of the path, code, segment (all where empty), and why it is one.
const JUDGED: &[(&str, &str, &str, &str)] = &[
    (
        "imsweb",
        "ENV-COUNT",
        "SE",
        "SE01 is 25 or 26 in all of these files, whatever there is; their reader does not count",
    ),
    ("imsweb", "ENV-COUNT", "GE", "GE01 is 1 where two transactions stand"),
    ("imsweb", "ENV-COUNT", "IEA", "IEA01 is 1 where three groups stand"),
    (
        "imsweb",
        "ENV-DUPLICATE",
        "",
        "groups, transactions and interchanges are copies of each other with their numbers",
    ),
    ("imsweb", "SYN-HL-NUMBER", "HL", "levels are copied with their numbers"),
    ("imsweb", "SYN-HL-PARENT", "HL", "levels are copied with the numbers of their parents"),
    ("imsweb", "SYN-HL-CHILD", "HL", "HL04 of subscribers is 1, and no patient stands below them"),
    ("imsweb", "GD-CODE", "HI", "components of HI are written with the element separator: HI*BK*8901"),
    ("imsweb", "GD-REQUIRED", "HI", "components of HI are written with the element separator: HI*BK*8901"),
    ("x12_complex", "GD-CODE", "NM1", "NM108 is X or MI; the guide has XX for providers"),
    ("x12_complex", "GD-CODE", "OI", "OI04 is A to D; the guide has P"),
    ("x12_complex", "GD-MISSING", "NM1", "2330C without REF, which is all that the loop is for"),
    ("x12_complex", "SYN-RELATION", "FRM", "FRM01 without an answer (R02030405)"),
    ("x223-test", "GD-CODE", "CLM", "CLM05-2 is B, which is what 837P says; 837I says A"),
    ("x223-test", "GD-NOT-USED", "CLM", "CLM06 and CLM10, which only 837P has"),
    ("x223-test", "GD-CODE", "DTP", "DTP 434 with D8; the guide has RD8 only"),
    ("x223-test", "GD-MISSING", "NM1", "2330F without REF, which is all that the loop is for"),
    ("x223-test", "GD-NOT-USED", "NM1", "name and number in 2330F, which the guide leaves out"),
    ("x223-test", "GD-QUALIFIER", "DTP", "DTP 304 on a line, which only 837P has"),
    ("demo.837i", "GD-NOT-USED", "CLM", "CLM06, which only 837P has"),
    ("demo.837i", "GD-CODE", "DTP", "DTP 434 with D8; the guide has RD8 only"),
    ("837_005010X223A3", "GD-NOT-USED", "CLM", "CLM06, which only 837P has"),
    ("demo.ambulance.example5", "GD-REQUIRED", "CLM", "CLM05-2 is empty"),
    ("demo.cob.2ndary.example4", "SYN-SEPARATOR", "CLM", "ISA16 says ':', components are written with '>'"),
    ("demo.example9", "SYN-SEPARATOR", "CLM", "ISA16 says ':', components are written with '>'"),
    ("demo.example11", "SYN-SEPARATOR", "CLM", "ISA16 says ':', components are written with '>'"),
    ("demo.example12", "SYN-SEPARATOR", "CLM", "ISA16 says ':', components are written with '>'"),
    (
        "out-of-network-repriced-claim.837i",
        "SYN-SEPARATOR",
        "CLM",
        "ISA16 says ':', components are written with '>'",
    ),
    ("ppo-repriced-claim.837i", "SYN-SEPARATOR", "CLM", "ISA16 says ':', components are written with '>'"),
    ("demo.example9", "SYN-LENGTH", "", "a value longer than its element"),
    ("837-institutional-claim.edi", "GD-DATE", "DTP", "RD8 before one date"),
    ("demo.cob.example3.A", "GD-LOOP", "SBR", "2320 without 2330B, the payer it speaks of"),
    ("demo.cob.example4", "GD-QUALIFIER", "AMT", "AMT F2, which is of version 4010"),
];

/// Findings of at least this weight, and whether an 837 of a guide that is not supported was met; none where the input
/// cannot be read.
fn found(bytes: &[u8], book: &RuleSet, least: Severity) -> Option<(Vec<Finding>, bool, u64)> {
    let (mut found, mut refused, mut claims) = (Vec::new(), false, 0);
    let mut validator = Validator::new(book, None, Charset::Auto);
    let mut reader = Reader::from_slice(bytes);
    let mut take = |event: Event<'_>| match event {
        Event::Finding(f) if f.finding.severity >= least => found.push(f.finding),
        Event::Foreign(foreign) => refused |= foreign.is_claim(),
        Event::Claim(_) => claims += 1,
        _ => {}
    };
    loop {
        match reader.next() {
            Ok(Some(piece)) => validator.piece(&piece, &mut take),
            Ok(None) => break,
            Err(_) => return None,
        }
    }
    validator.finish(&mut take);
    Some((found, refused, claims))
}

/// The 837s of the corpus: path, guide, content.
fn claims() -> Vec<(String, String, Vec<u8>)> {
    let files = crate::house::common::corpus();
    let manifest = files.iter().find(|(name, _)| name == "MANIFEST.tsv");
    let Some((_, manifest)) = manifest else { return Vec::new() };
    let manifest = String::from_utf8_lossy(manifest).into_owned();
    let guides: BTreeMap<&str, (&str, &str)> = manifest
        .lines()
        .skip(1)
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .map(|fields| (fields[0], (fields[3], fields[4])))
        .collect();
    let of_claims = files.iter().filter_map(|(name, bytes)| {
        let (transaction, guide) = guides.get(name.as_str())?;
        transaction.contains("837").then(|| (name.clone(), (*guide).to_owned(), bytes.clone()))
    });
    of_claims.collect()
}

fn matches(finding: &Finding, said: &(&str, &str, &str, &str)) -> bool {
    let at = &finding.locations[0];
    let same = |value: &Option<String>, said: &str| value.as_deref().unwrap_or("") == said;
    finding.code == said.0
        && same(&at.segment_id, said.1)
        && (said.2.is_empty() || same(&at.r#loop, said.2))
        && (said.3.is_empty() || same(&at.element, said.3))
}

#[test]
fn findings_agree_with_what_each_files_source_says() {
    let book = RuleSet::new(Settings { types: [1, 2].into(), ..Settings::default() });
    let (mut wrong, mut used, mut checked) = (Vec::new(), BTreeSet::new(), 0);
    for (name, guide, bytes) in claims() {
        let supported = guide.starts_with("005010X222") || guide.starts_with("005010X223");
        let Some((found, refused, claims)) = found(&bytes, &book, Severity::Error) else { continue };
        if !supported {
            if !refused || claims > 0 {
                wrong.push(format!("{name}: {guide} is not refused"));
            }
            continue;
        }
        checked += 1;
        let said = SAID
            .iter()
            .find(|(file, _)| name.ends_with(&format!("/{file}")))
            .map_or(&[][..], |(_, said)| said);
        let mut left: Vec<_> = found.iter().collect();
        for expected in said {
            match left.iter().position(|finding| matches(finding, expected)) {
                Some(at) => drop(left.remove(at)),
                None => wrong.push(format!("{name}: its source says {expected:?}, which is not found")),
            }
        }
        for finding in left {
            let segment = finding.locations[0].segment_id.as_deref().unwrap_or("");
            let judged = JUDGED.iter().position(|(path, code, id, _)| {
                name.contains(path) && finding.code == *code && (id.is_empty() || *id == segment)
            });
            match judged {
                Some(n) => drop(used.insert(n)),
                None => wrong.push(format!("{name}: {} at {segment}: {}", finding.code, finding.message)),
            }
        }
    }
    if checked == 0 {
        return;
    }
    let unused = JUDGED.iter().enumerate().filter(|(n, _)| !used.contains(n));
    wrong.extend(unused.map(|(_, judged)| format!("judged, and not found: {judged:?}")));
    assert!(checked > 50, "{checked} files");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn findings_of_the_other_types_have_been_judged() {
    let book = RuleSet::default();
    let (mut wrong, mut met) = (Vec::new(), BTreeSet::new());
    let judged = |name: &str, code: &str, at: &str| {
        let rows = crate::business::JUDGED.iter().filter(|row| row.code == code && row.at == at);
        let mut files =
            rows.flat_map(|row| row.files).filter(|(file, _)| name.ends_with(&format!("/{file}")));
        files.next().map_or(0, |(_, count)| *count)
    };
    for (name, code, at, count) in counts(&book) {
        let expected = judged(&name, &code, &at);
        if count == expected {
            met.insert((code, at, name));
        } else {
            wrong.push(format!("{name}: {count} of {code} at {at}, judged are {expected}"));
        }
    }
    if met.is_empty() && wrong.is_empty() {
        return;
    }
    for row in crate::business::JUDGED {
        for (file, _) in row.files {
            let is_met = met.iter().any(|(code, at, name)| {
                code == row.code && at == row.at && name.ends_with(&format!("/{file}"))
            });
            if !is_met {
                wrong.push(format!(
                    "{file}: judged, and not as often found: {} at {}, {}",
                    row.code, row.at, row.why
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Path, code, element or segment, and how often, of all that types 3 to 7 find in the supported files.
fn counts(book: &RuleSet) -> Vec<(String, String, String, usize)> {
    let mut counts = BTreeMap::new();
    for (name, guide, bytes) in claims() {
        if !(guide.starts_with("005010X222") || guide.starts_with("005010X223")) {
            continue;
        }
        let all = found(&bytes, book, Severity::Warning).into_iter().flat_map(|(found, ..)| found);
        for finding in all.filter(|finding| finding.snip > Some(2)) {
            let at = &finding.locations[0];
            let at = at.element.clone().or(at.segment_id.clone()).unwrap_or_default();
            *counts.entry((name.clone(), finding.code, at)).or_insert(0) += 1;
        }
    }
    counts.into_iter().map(|((name, code, at), count)| (name, code, at, count)).collect()
}
