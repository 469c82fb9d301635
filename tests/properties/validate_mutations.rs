//! Mutants of every sample: a segment dropped, repeated, swapped; an element blanked, lengthened, its code changed. Where
//! the guide tables say that the mutant is wrong, there is a finding at the right place; where they say that it is
//! right, there is none.
//!
//! What to expect is worked out here from the guide's rows, in the plainest way, without the tables of `validate`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::oracle::{Verdict, Where};
use crate::sample::{Mutant, Sample};
use twinclaim::finding::{Location, Severity};
use twinclaim::validate::{Event, RuleSet, Settings, Validator};
use twinclaim::x12::{Charset, Reader};

fn samples(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> =
        fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() && !path.ends_with("broken") {
            samples(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "837") {
            found.push(path);
        }
    }
}

fn rule_set() -> RuleSet {
    RuleSet::new(Settings { types: [1, 2].into(), ..Settings::default() })
}

/// Code, weight and place of each finding.
fn findings(text: &str, book: &RuleSet) -> Vec<(String, Severity, Location)> {
    let mut found = Vec::new();
    let mut validator = Validator::new(book, None, Charset::Auto);
    let mut reader = Reader::from_slice(text.as_bytes());
    let mut take = |event: Event<'_>| {
        if let Event::Finding(f) = event {
            found.push((f.finding.code, f.finding.severity, f.finding.locations[0].clone()));
        }
    };
    while let Some(piece) = reader.next().expect("a mutant is X12") {
        validator.piece(&piece, &mut take);
    }
    validator.finish(&mut take);
    found
}

/// What is wrong with the answer to a mutant; none if nothing is.
fn judge(mutant: &Mutant, verdict: &Verdict, found: &[(String, Severity, Location)]) -> Option<String> {
    let codes: Vec<_> =
        found.iter().map(|(code, _, at)| format!("{code}@{:?}{:?}", at.segment, at.element)).collect();
    let complaint = match verdict {
        Verdict::Unsure => return None,
        Verdict::Right if found.is_empty() => return None,
        Verdict::Right => "is right",
        Verdict::Wrong { .. } if found.is_empty() => "is wrong",
        Verdict::Wrong { at, most } => {
            let there = found.iter().any(|(.., location)| match at {
                Where::Segment(n) => location.segment == Some(*n),
                Where::Element(n, elements) => {
                    let element = location.element.as_deref().and_then(|e| e[e.len() - 2..].parse().ok());
                    location.segment == Some(*n) && element.is_some_and(|e: u8| elements.contains(&e))
                }
                Where::From(first, last) => location.segment.is_some_and(|s| (*first..=*last).contains(&s)),
            });
            match (there, found.len() > *most) {
                (true, false) => return None,
                (false, _) => "has no finding at the right place",
                (true, true) => "has findings that follow from others",
            }
        }
    };
    Some(format!("{}: {complaint}, {verdict:?}: {codes:?}", mutant.what))
}

#[test]
fn mutants_are_found_where_they_are_wrong_and_let_alone_where_not() {
    let mut paths = Vec::new();
    samples(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples"), &mut paths);
    assert!(paths.len() > 15, "the samples are not where they were");
    let book = rule_set();
    let (mut complaints, mut wrong, mut right, mut unsure) = (Vec::new(), 0, 0, 0);
    for path in paths {
        let text = fs::read_to_string(&path).expect("a sample");
        let sample = Sample::read(&text);
        let clean = findings(&sample.whole(), &book);
        assert!(clean.is_empty(), "{}: {clean:?}", path.display());
        for (mutant, verdict) in sample.mutants() {
            match &verdict {
                Verdict::Right => right += 1,
                Verdict::Wrong { .. } => wrong += 1,
                Verdict::Unsure => unsure += 1,
            }
            let found = findings(&mutant.text, &book);
            complaints.extend(
                judge(&mutant, &verdict, &found).map(|complaint| format!("{}: {complaint}", path.display())),
            );
        }
    }
    crate::house::common::say(&format!(
        "{wrong} mutants are wrong, {right} right, {unsure} cannot be told by tables alone"
    ));
    assert!(wrong > 5_000 && right > 400, "{wrong} wrong, {right} right: does the test still mutate?");
    assert!(unsure * 20 < wrong + right, "{unsure} mutants are not judged");
    assert!(
        complaints.is_empty(),
        "{} complaints, such as\n{}",
        complaints.len(),
        complaints[..complaints.len().min(40)].join("\n")
    );
}
