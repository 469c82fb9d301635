//! Every rule's own examples.

use std::collections::BTreeSet;
use std::fmt::Write;

use chrono::{Datelike, NaiveDate};

use crate::codes::reference::Tables;
use crate::guide::Profile;
use crate::rules::example_file::{self, Form};
use crate::rules::{Example, Policy};
use crate::validate::checks::recorder;
use crate::validate::{Event, RuleSet, Seen, Settings, Validator, rules};
use crate::x12::{Charset, Reader};

pub(super) fn file(claim: &str, institutional: bool) -> String {
    example_file::file(claim, if institutional { Form::Institutional } else { Form::Professional })
}

/// Codes of the findings on a file, behind the interchanges that were in the run before.
pub(super) fn follow(text: &str, book: &RuleSet, seen: Seen) -> (BTreeSet<String>, Seen) {
    let mut codes = BTreeSet::new();
    let mut validator = Validator::new(book, None, Charset::Auto).after(seen);
    let mut reader = Reader::from_slice(text.as_bytes());
    let mut take = |event: Event<'_>| {
        if let Event::Finding(found) = event {
            assert!(found.finding.locations[0].offset.is_some(), "{} does not say where", found.finding.code);
            assert!(
                found.finding.message.starts_with(|c: char| !c.is_whitespace())
                    && !found.finding.message.ends_with('.')
            );
            codes.insert(found.finding.code);
        }
    };
    while let Some(piece) = reader.next().expect("an example is X12") {
        validator.piece(&piece, &mut take);
    }
    validator.finish(&mut take);
    (codes, validator.into_seen())
}

/// The day, and what the user of an example brings: payer profiles by the ending of their names, all else is a table.
fn settings(example: &Example) -> Settings {
    let (profiles, tables): (Vec<_>, Vec<_>) =
        example.tables.iter().partition(|(name, _)| name.ends_with(".profile"));
    let parse = |(name, text): &(String, String)| {
        Profile::parse(text).unwrap_or_else(|error| panic!("{name}, {error}"))
    };
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in &tables {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    let reference =
        if tables.is_empty() { Tables::default() } else { Tables::read(folder.path()).expect("tables") };
    Settings {
        policy: Policy { as_of: NaiveDate::from_ymd_opt(2026, 3, 31), ..Policy::default() },
        profiles: profiles.iter().copied().map(parse).collect(),
        reference: reference.into(),
        ..Settings::default()
    }
}

fn of(example: &Example) -> BTreeSet<String> {
    let book = RuleSet::new(settings(example));
    let sides = [(&example.facility, true), (&example.professional, false)];
    let mut found = BTreeSet::new();
    let mut seen = Seen::default();
    for (claim, side) in
        sides.iter().flat_map(|(claims, side)| claims.iter().map(|claim| (claim.as_str(), *side)))
    {
        // Claims get one and the same envelope; only whole files are inputs of one run.
        let whole = claim.starts_with("ISA");
        let before = if whole { std::mem::take(&mut seen) } else { Seen::default() };
        let (codes, after) = follow(&file(claim, side), &book, before);
        found.extend(codes);
        if whole {
            seen = after;
        }
    }
    found
}

#[test]
fn each_rule_fires_on_its_example_and_is_silent_on_the_other() {
    let mut wrong = Vec::new();
    for rule in rules::all() {
        let fired = of(&rule.fires);
        let alone = BTreeSet::from([rule.code.to_owned()]);
        // A file that is cut off lacks its trailers as well; that is said at the same place.
        let cut = ["ENV-CUT", "ENV-TRAILER"].contains(&rule.code) && fired.contains(rule.code);
        // What is too large for a page has a test of its own.
        if fired != alone && !cut && rule.code != "ENV-LARGE" {
            wrong.push(format!("{} has to fire, alone: {fired:?}", rule.code));
        }
        let silent = of(&rule.silent);
        if !silent.is_empty() {
            wrong.push(format!("{}'s silent example: {silent:?}", rule.code));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// More is kept of a claim than any real one has; what is not kept is reported.
#[test]
fn a_claim_that_is_not_kept_whole_says_so() {
    let mut claim = String::from("CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R519");
    for line in 1..=1400 {
        write!(claim, "\nLX*{line}\nSV1*HC:99213*1*UN*1***1\nDTP*472*D8*20260302").expect("a string");
    }
    let book = RuleSet::default();
    let (whole, _) = follow(&file(&claim, false), &book, Seen::default());
    assert!(!whole.contains("ENV-LARGE") && whole.contains("CH-SUM"), "{whole:?}");
    let (cut, _) = follow(&file(&(claim + "\nZZZ*1"), false), &book, Seen::default());
    assert!(cut.contains("ENV-LARGE") && !cut.contains("CH-SUM"), "{cut:?}");
}

/// What a rule declares to read decides where it is passed by and what silences it, so it has to be true.
#[test]
fn a_rule_reads_what_it_declares_and_finds_nothing_where_it_is_passed_by() {
    recorder::take();
    for rule in rules::all() {
        of(&rule.fires);
        of(&rule.silent);
    }
    let wrong: Vec<String> = recorder::take()
        .into_iter()
        .map(|(code, fields)| format!("{code}: {}", fields.into_iter().collect::<Vec<_>>().join(", ")))
        .collect();
    assert!(wrong.is_empty(), "not in what the rule declares to read:\n{}", wrong.join("\n"));
}

/// Codes and messages of the findings on a file, in their order.
pub(super) fn messages(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let rules = RuleSet::default();
    let mut validator = Validator::new(&rules, None, Charset::Auto);
    let mut reader = Reader::from_slice(text.as_bytes());
    let mut take = |event: Event<'_>| {
        if let Event::Finding(reported) = event {
            found.push((reported.finding.code, reported.finding.message));
        }
    };
    while let Some(piece) = reader.next().expect("it is X12") {
        validator.piece(&piece, &mut take);
    }
    validator.finish(&mut take);
    found
}

/// Dates in force are read in one place, for all rules.
#[test]
fn no_rule_fires_on_services_before_it_was_in_force() {
    let mut dated = 0;
    for rule in rules::all() {
        let Some(from) = rule.in_force.from else { continue };
        dated += 1;
        let earlier = |claims: &[String]| -> Vec<String> {
            claims.iter().map(|claim| claim.replace("2026", &(from.year() - 1).to_string())).collect()
        };
        let example = Example {
            facility: earlier(&rule.fires.facility),
            professional: earlier(&rule.fires.professional),
            ..rule.fires.clone()
        };
        let codes = of(&example);
        assert!(!codes.contains(rule.code), "{} is in force from {from}: {codes:?}", rule.code);
    }
    assert!(dated >= 8, "{dated} rules have dates; does the test still see them?");
}

/// CMS SE1117: days before the admission are billed with the stay and are no days of it.
#[test]
fn covered_days_count_from_the_admission() {
    let stay = |covered: u8| {
        format!(
            "CLM*F1*9000***11:A:1**A*Y*Y\nDTP*096*TM*1400\nDTP*434*RD8*20260226-20260303\n\
             DTP*435*DT*202602280900\nCL1*3*1*01\nHI*ABK:J189:::::::Y\nHI*ABJ:R0602\nHI*BE:80:::{covered}\n\
             NM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0120**9000*DA*3"
        )
    };
    let found = |covered| of(&Example::of(&[&stay(covered)], &[])).contains("BAL-DAYS");
    assert!(!found(3));
    assert!(found(5));
}

#[test]
fn a_drug_is_not_discarded_on_one_line_and_used_up_on_the_other() {
    let claim = |modifier: &str| {
        format!(
            "CLM*P1*300***11:B:1*Y*A*Y*Y\nHI*ABK:R519\nLX*1\nSV1*HC:J1885{modifier}*200*UN*1***1\n\
             DTP*472*D8*20260302\nLX*2\nSV1*HC:J1885:JW*100*UN*1***1\nDTP*472*D8*20260302"
        )
    };
    let found = |modifier| of(&Example::of(&[], &[&claim(modifier)])).contains("SV-JWJZ");
    assert!(found(":JZ"));
    assert!(!found(""));
}
