//! Other people's files: X12 to JSON and back.
//!
//! What comes back is the same file, but for what the program mends when it writes: counts in trailers, HL numbers and the
//! child code of HL, superfluous separators, the order of the guide, and white space around segments.

use std::collections::BTreeMap;

use crate::house::common::{corpus, segments};
use twinclaim::model::{Claim, JsonWriter};
use twinclaim::translate::{Claims, Counts, Event, Ndjson, Output, Reader as ClaimReader, Style};
use twinclaim::x12::{Charset, Reader};

/// The plan and the model write the same.
fn same_text(model: &[u8], plan: &[u8]) {
    let text = String::from_utf8_lossy;
    assert!(model == plan, "by the model {}\nby the plan {}", text(model), text(plan));
}

/// Claims of a file, taken through JSON, written back; how many there were, and how they were written. Counts those that
/// the model holds whole.
fn through_json(bytes: &[u8], ordinary: &mut u64) -> (Vec<u8>, usize, Counts) {
    let mut claims = Claims::new(Reader::from_slice(bytes), Some("a.837".into()), Charset::default());
    let mut reader = ClaimReader::default();
    let mut out = Output::new(Vec::new(), Style::default());
    let (mut lines, mut plan) = (JsonWriter::default(), Ndjson::default());
    let mut count = 0;
    // A file that breaks off with an error keeps what came before it.
    while let Ok(Some(event)) = claims.next().transpose() {
        let Event::Claim(raw) = event else { continue };
        count += 1;
        let claim = *reader.read(&raw);
        let (mut json, mut planned) = (Vec::new(), Vec::new());
        plan.append(&raw, &mut planned).expect("a claim is JSON");
        lines.append(&claim, &mut json).expect("a claim is JSON");
        assert!(json == serde_json::to_vec(&claim).expect("a claim is JSON"));
        same_text(&json, &planned);
        *ordinary += u64::from(claim.x12.unmapped.is_empty() && claim.x12.absent.is_empty());
        let mut back: Claim = serde_json::from_slice(&json).expect("our own JSON is a claim");
        assert_eq!(back, claim);
        out.claim(&mut back).expect("a claim that was read can be written");
    }
    (out.finish().expect("a vector takes everything"), count, plan.counts().clone())
}

/// A segment without what writing mends: numbers in HL and trailers, superfluous separators.
fn mended(segment: &str) -> String {
    let delimiter = segment.chars().find(|c| !c.is_ascii_alphanumeric()).unwrap_or('*');
    let id = segment.split(delimiter).next().unwrap_or("");
    match id {
        "HL" => format!("HL level {}", segment.split(delimiter).nth(3).unwrap_or("")),
        "SE" | "GE" | "IEA" => id.to_owned(),
        // Wrong widths are padded to the right ones.
        "ISA" => segment.split(delimiter).map(str::trim_end).collect::<Vec<_>>().join("*"),
        _ => segment.trim_end_matches([delimiter, ':', '>', ' ']).to_owned(),
    }
}

#[test]
fn every_segment_comes_back() {
    let (mut same, mut total) = (0, 0);
    let (mut ordinary, mut planned, mut others) = (0, 0, BTreeMap::new());
    for (name, bytes) in corpus() {
        let (written, claims, counts) = through_json(&bytes, &mut ordinary);
        planned += counts.planned;
        for (reason, n) in counts.others {
            *others.entry(reason).or_insert(0) += n;
        }
        if claims == 0 {
            continue;
        }
        total += 1;
        same += usize::from(written == bytes);
        // Transactions and levels without claims are not carried through JSON, so nothing new may appear, and every segment
        // of a claim has to be there.
        let (before, after) = (segments(&bytes), segments(&written));
        let sorted = |segments: &[String]| {
            let mut sorted: Vec<String> = segments.iter().map(|s| mended(s)).collect();
            sorted.sort();
            sorted
        };
        let (left, right) = (sorted(&before), sorted(&after));
        let missing: Vec<&String> = left.iter().filter(|s| !right.contains(s)).collect();
        let new: Vec<&String> = right.iter().filter(|s| !left.contains(s)).collect();
        assert!(
            new.is_empty(),
            "{name}: {} segments are new, the first is a {}",
            new.len(),
            &new[0][..3.min(new[0].len())]
        );
        let known = crate::house::common::NOT_CARRIED
            .iter()
            .find(|(file, ..)| name.ends_with(file))
            .map_or(0, |(_, n, _)| *n);
        assert_eq!(missing.len(), known, "{name}: {missing:?}");
    }
    crate::house::common::say(&format!("{same} of {total} files are the same byte for byte"));
    crate::house::common::say(&format!("{planned} claims were written by the plan, others for {others:?}"));
    // Whatever has no field, and whatever is missing, is for the model to say.
    assert!(
        planned * 100 >= ordinary * 95,
        "{planned} of {ordinary} ordinary claims were written by the plan"
    );
}
