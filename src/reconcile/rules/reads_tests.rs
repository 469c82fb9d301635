//! What rules declare to read, held against what they find when a segment is left out.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

use crate::batch::ClaimStore;
use crate::batch::claims::Form;
use crate::finding::Location;
use crate::link::Linked;
use crate::model::Claim;
use crate::reconcile::engine::{linked, reconcile_as};
use crate::reconcile::unexpected_segments::is_known;
use crate::reconcile::{Outcome, Settings, Store};
use crate::rules::{Example, Field, FieldSet, Reads};
use crate::validate::FieldRows;

use super::tests::{claim, with_settings};

/// A finding of a rule: its message and the places it names, without where in the file they are.
type Found = BTreeMap<String, BTreeSet<(String, Vec<(usize, Option<String>)>)>>;

fn found(outcome: &Outcome) -> Found {
    let mut all = Found::new();
    for reported in outcome.encounters().flat_map(|encounter| encounter.expect("a visit").findings) {
        let paths = reported.finding.locations.iter().map(|at| at.path.clone());
        let places = reported.places.iter().copied().zip(paths).collect();
        all.entry(reported.finding.code).or_default().insert((reported.finding.message, places));
    }
    all
}

/// The text of a file without each of its segments in turn, and which fields that segment is. Left out are those that
/// hold a file, a level, a claim or a line together.
fn without_each(text: &str) -> Vec<(String, String, FieldSet)> {
    let Form::Segments(raw) = claim(text) else { panic!("an example is X12") };
    let rows = FieldRows::of(raw.guide());
    let mut all = Vec::new();
    for block in raw.blocks() {
        for n in 0..block.len() {
            let segment = String::from_utf8_lossy(block.segment(n).bytes()).into_owned();
            let holds = ["ISA", "GS", "ST", "BHT", "HL", "CLM", "LX"];
            let entry = block.entry(n);
            let Some(row) =
                entry.row.filter(|_| !holds.iter().any(|id| segment.split('*').next() == Some(id)))
            else {
                continue;
            };
            let at = entry.position.offset as usize;
            let end = at + text[at..].find('~').expect("a terminator") + 1;
            // LineView ends in its place keep everything else where it is.
            let gap = "\n".repeat(end - at);
            all.push((format!("{}{gap}{}", &text[..at], &text[end..]), segment, rows.fields(row)));
        }
    }
    all
}

/// Claims without the segments that have no place: what followed a segment that was left out is not to silence rules here.
struct Tidy(ClaimStore);

impl Store for Tidy {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn claim(&self, position: usize) -> io::Result<Cow<'_, Claim>> {
        let mut claim = self.0.claim(position)?.into_owned();
        claim.x12.unmapped.clear();
        Ok(Cow::Owned(claim))
    }

    fn locate(&self, position: usize, paths: &[&str]) -> io::Result<Vec<Location>> {
        self.0.locate(position, paths)
    }
}

fn held(texts: &[String]) -> Tidy {
    let mut held = ClaimStore::default();
    for text in texts {
        held.push(&claim(text)).expect("it fits into memory");
    }
    Tidy(held)
}

/// What changes in an example where a segment is left out: told with the codes of the rules that find something else.
fn changes(example: &Example, settings: &Settings<'_>, tell: &mut dyn FnMut(&str, &str, FieldSet, bool)) {
    let texts: Vec<String> = example.files().into_iter().map(|(_, text)| text).collect();
    let whole = held(&texts);
    let linked: Linked = linked(&whole, settings).expect("claims can be read");
    let before = found(&reconcile_as(&whole, settings, &linked).expect("claims can be read"));
    for (n, text) in texts.iter().enumerate() {
        for (less, segment, fields) in without_each(text) {
            let mut texts = texts.clone();
            texts[n] = less;
            let outcome = reconcile_as(&held(&texts), settings, &linked).expect("claims can be read");
            let after = found(&outcome);
            let codes: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
            for code in codes {
                let (old, new) = (before.get(code), after.get(code));
                if old != new {
                    let is_more = new.is_some_and(|new| old.is_none_or(|old| new.len() > old.len()));
                    tell(code, &segment, fields, is_more);
                }
            }
        }
    }
}

/// What a rule declares to read decides where it is passed by and what silences it, so it has to be true.
#[test]
fn a_rule_reads_what_it_declares_and_misses_no_more() {
    let declared: BTreeMap<&str, Reads> = super::all().map(|one| (one.rule.code, one.check.reads)).collect();
    let mut wrong: BTreeSet<String> = BTreeSet::new();
    for check in super::all() {
        for example in [&check.rule.fires, &check.rule.silent] {
            with_settings(example, |settings| {
                changes(example, settings, &mut |code, segment, fields, is_more| {
                    let reads = declared[code];
                    let known = if is_more { reads.missed } else { reads.all };
                    if !fields.meets(known) {
                        let how = if is_more { "misses" } else { "reads" };
                        let named: Vec<&str> = fields.fields().map(Field::name).collect();
                        let id = segment.split('*').next().unwrap_or_default();
                        wrong.insert(format!("{code} {how} {id} {}", named.join(", ")));
                    }
                });
            });
        }
    }
    let wrong: Vec<String> = wrong.into_iter().collect();
    assert!(wrong.is_empty(), "not in what the rule declares:\n{}", wrong.join("\n"));
}

/// Where a rule is passed by because a segment is not there, the model has to be able to say so.
#[test]
fn what_a_rule_needs_can_be_asked_of_the_model() {
    let needs: Vec<&str> = super::all()
        .filter(|one| !one.check.reads.on.is_empty())
        .filter(|one| !one.check.reads.on.fields().any(is_known))
        .map(|one| one.rule.code)
        .collect();
    assert!(needs.is_empty(), "never looked at: {needs:?}");
}

#[test]
fn a_rule_is_silent_beside_a_segment_that_may_be_what_it_misses_and_says_so() {
    let facility = "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nREF*G1*PA1\nHI*ABK:R519\nLX*1\nSV2*0450*HC:99283*900*UN*1\nDTP*472*D8*20260302";
    let professional =
        "CLM*P1*200***23:B:1*Y*A*Y*Y\nHI*ABK:R519\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302";
    let told = |professional: &str| {
        let outcome = super::tests::outcome(&Example::of(&[facility], &[professional]));
        let encounter = outcome.encounters().next().expect("a visit").expect("a visit");
        let codes: Vec<String> = encounter.findings.iter().map(|found| found.finding.code.clone()).collect();
        (codes, encounter.not_checked)
    };
    let (codes, not_checked) = told(professional);
    assert!(codes.contains(&"AU-PA".to_owned()) && not_checked.is_empty(), "{codes:?} {not_checked:?}");
    // A reference of no known kind may be the authorization, and is no service line.
    let (codes, not_checked) = told(&format!("{professional}\nREF*0B*PA1"));
    assert!(!codes.contains(&"AU-PA".to_owned()), "{codes:?}");
    let [note] = &not_checked[..] else { panic!("{not_checked:?}") };
    assert_eq!(note.segments, ["REF"]);
    assert!(note.rules.iter().any(|code| code == "AU-PA"), "{note:?}");
    assert!(!note.rules.iter().any(|code| code == "SV-EDPAIR"), "{note:?}");
}
