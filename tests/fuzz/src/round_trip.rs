//! X12 to JSON and back: by the plan and by the model the same JSON, and what was written is read again as it was.

use twinclaim::model::{Claim, JsonWriter};
use twinclaim::translate::{Claims, Event, Ndjson, Reader as ClaimReader};
use twinclaim::x12::{Charset, Reader};

use super::wire::{read, sorted_segments, written};

/// A claim through JSON.
pub fn through_json(claim: &Claim) -> Claim {
    let json = serde_json::to_string(claim).expect("a claim is JSON");
    serde_json::from_str(&json).expect("our own JSON is read")
}

fn both_ways(bytes: &[u8]) {
    let mut claims = Claims::new(Reader::from_slice(bytes), Some("a".into()), Charset::Auto);
    let (mut reader, mut model, mut plan) =
        (ClaimReader::default(), JsonWriter::default(), Ndjson::default());
    while let Some(Ok(event)) = claims.next() {
        let Event::Claim(raw) = event else { continue };
        let (mut expected, mut found) = (Vec::new(), Vec::new());
        model.append(&reader.read(&raw), &mut expected).expect("a claim is JSON");
        plan.append(&raw, &mut found).expect("a claim is JSON");
        let text = String::from_utf8_lossy;
        assert!(expected == found, "by the model {}\nby the plan  {}", text(&expected), text(&found));
    }
}

/// What is written is read as it was, and a file without a fault keeps all its segments.
pub fn attack(bytes: &[u8]) {
    both_ways(bytes);
    let first = read(bytes);
    let count = first.claims.len();
    let Some(once) = written(first.claims.iter().map(through_json).collect()) else { return };
    let again = read(&once);
    assert_eq!(again.claims.len(), count, "no claim is lost or made: {}", String::from_utf8_lossy(&once));
    let twice = written(again.claims.iter().map(through_json).collect());
    let twice = twice.expect("what was written once can be written again");
    // Headers of a wrong width move when they are filled up, and have been told of.
    assert!(
        once == twice || !again.clean,
        "written, read and written again\n{}\n{}",
        String::from_utf8_lossy(&once),
        String::from_utf8_lossy(&twice)
    );
    if first.clean && count > 0 && is_all_claims(bytes) {
        let without_counts = |bytes: &[u8]| {
            let mut all = sorted_segments(bytes);
            all.retain(|segment| !COUNTED.iter().any(|id| segment.starts_with(id)));
            all
        };
        let (before, after) = (without_counts(bytes), without_counts(&once));
        let lossy = |segments: &[Vec<u8>]| {
            segments.iter().map(|s| String::from_utf8_lossy(s).into_owned()).collect::<Vec<_>>()
        };
        assert!(before == after, "segments\n{:?}\n{:?}", lossy(&before), lossy(&after));
    }
}

/// Counts and levels follow from what is there, and the fields of an interchange header are filled up.
const COUNTED: [&[u8]; 5] = [b"SE", b"GE", b"IEA", b"HL", b"ISA"];

/// Whether every transaction and every level above claims has a claim: what has none is in no claim's JSON.
fn is_all_claims(bytes: &[u8]) -> bool {
    let ids: Vec<Vec<u8>> = {
        let (mut reader, mut ids) = (Reader::from_slice(bytes), Vec::new());
        while let Ok(Some(piece)) = reader.next() {
            ids.extend(piece.segment().map(|item| item.segment.id().to_vec()));
        }
        ids
    };
    let mut open = Vec::new();
    for id in &ids {
        match &id[..] {
            b"ISA" | b"GS" | b"ST" | b"HL" => open.push(id),
            b"CLM" => open.clear(),
            _ => {}
        }
    }
    open.is_empty() && ids.iter().filter(|id| *id == b"HL").count() > 1
}
