//! What is told of an envelope that ends, with its trailer or without.

use super::examples::file;
use crate::validate::{Event, Level, RuleSet, Validator};
use crate::x12::{Charset, Reader};

const CLAIM: &str =
    "CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R519\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302";

/// Level, what the trailer states, and what there was, of each envelope in the order they end.
fn closings(text: &str) -> Vec<(Level, Option<String>, u64)> {
    let book = RuleSet::default();
    let mut ends = Vec::new();
    let mut validator = Validator::new(&book, None, Charset::Auto);
    let mut reader = Reader::from_slice(text.as_bytes());
    let mut take = |event: Event<'_>| {
        if let Event::Closed(closed) = event {
            ends.push((closed.level, closed.stated, closed.counted));
        }
    };
    while let Some(piece) = reader.next().expect("X12") {
        validator.piece(&piece, &mut take);
    }
    validator.finish(&mut take);
    ends
}

/// The file without the segments of these identifiers.
fn without(text: &str, ids: &[&str]) -> String {
    let is_kept = |line: &&str| !ids.iter().any(|id| line.starts_with(&format!("{id}*")));
    text.lines().filter(is_kept).fold(String::new(), |text, line| text + line + "\n")
}

#[test]
fn envelopes_count_what_is_in_them() {
    let text = file(CLAIM, false);
    let segments = text.matches('~').count() as u64 - 4;
    let stated = |n: u64| Some(n.to_string());
    let (transaction, group, interchange) = (Level::Transaction, Level::Group, Level::Interchange);
    assert_eq!(
        closings(&text),
        [(transaction, stated(segments), segments), (group, stated(1), 1), (interchange, stated(1), 1)]
    );
    // Without SE there is a segment less.
    assert_eq!(
        closings(&without(&text, &["SE"])),
        [(transaction, None, segments - 1), (group, stated(1), 1), (interchange, stated(1), 1)]
    );
    assert_eq!(
        closings(&without(&text, &["SE", "GE", "IEA"])),
        [(transaction, None, segments - 1), (group, None, 1), (interchange, None, 1)]
    );
}

#[test]
fn an_envelope_without_trailer_counts_its_own_and_not_what_comes_in_its_place() {
    let text = without(&file(CLAIM, false), &["SE", "GE", "IEA"]);
    let (header, transaction) = text.split_at(text.find("ST*").expect("a transaction"));
    let segments = transaction.matches('~').count() as u64;
    let again = header.replace("000000001", "000000002");
    let longer = transaction.replace("SV1*", "NTE*ADD*ONE MORE~\nSV1*");
    let second = transaction.replace("ST*837*0001", "ST*837*0002");
    let ends = closings(&format!("{header}{longer}{second}{again}{transaction}"));
    assert_eq!(
        ends,
        [
            (Level::Transaction, None, segments + 1),
            (Level::Transaction, None, segments),
            (Level::Group, None, 2),
            (Level::Interchange, None, 1),
            (Level::Transaction, None, segments),
            (Level::Group, None, 1),
            (Level::Interchange, None, 1),
        ]
    );
}
