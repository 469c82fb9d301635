//! Claims that are too large to be real ones.

use std::fmt::Write;

use super::examples::file;
use crate::validate::{Event, RuleSet, Validator};
use crate::x12::{Charset, Reader};

/// More lines than a claim has, each with something wrong.
#[test]
fn a_claim_with_more_findings_than_can_wait_tells_them_all() {
    const LINES: usize = 5_000;
    let mut claim = "CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R519".to_owned();
    for _ in 0..LINES {
        write!(claim, "\nLX*ONE\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302").expect("a string");
    }
    let book = RuleSet::default();
    let (mut offsets, mut refused) = (Vec::new(), 0);
    let text = file(&claim, false);
    let mut validator = Validator::new(&book, None, Charset::Auto);
    let mut reader = Reader::from_slice(text.as_bytes());
    let mut take = |event: Event<'_>| match event {
        Event::Finding(found) if found.finding.code == "SYN-NUMBER" => {
            offsets.push(found.finding.locations[0].offset);
        }
        Event::Claim(end) => refused += usize::from(end.errors as usize >= LINES),
        _ => {}
    };
    while let Some(piece) = reader.next().expect("X12") {
        validator.piece(&piece, &mut take);
    }
    validator.finish(&mut take);
    assert_eq!((offsets.len(), refused), (LINES, 1));
    assert!(offsets.is_sorted(), "in the order of the input");
}
