//! What edits change, and above all what they leave.

use std::collections::BTreeMap;
use std::io;

use proptest::prelude::*;

use super::*;
use crate::x12::{Envelopes, FaultKind, Numbering, Piece as InputPiece, Reader};

const PHYSICIAN: &str = include_str!("../../samples/emergency/physician.837");
const RADIOLOGIST: &str = include_str!("../../samples/emergency/radiologist.837");
const FACILITY: &str = include_str!("../../samples/emergency/facility.837");
const DEPENDENT: &str = include_str!("../../samples/dependent/physician.837");
const REMITTANCE: &str = include_str!("../../samples/broken/remittance.837");

/// Pieces in memory.
#[derive(Debug, Default)]
struct InMemory {
    bytes: BTreeMap<u64, Vec<u8>>,
    labels: BTreeMap<u64, Option<String>>,
    finished: Vec<u64>,
}

impl Pieces for InMemory {
    fn append(&mut self, piece: &Piece, bytes: &[u8]) -> io::Result<()> {
        assert!(!self.finished.contains(&piece.number), "nothing comes behind the end");
        self.bytes.entry(piece.number).or_default().extend_from_slice(bytes);
        self.labels.insert(piece.number, piece.label.clone());
        Ok(())
    }

    fn finish(&mut self, piece: &Piece) -> io::Result<()> {
        self.finished.push(piece.number);
        Ok(())
    }

    fn discard(&mut self, piece: &Piece) {
        self.bytes.remove(&piece.number);
    }
}

fn fixed(text: &str) -> (String, Fixes) {
    let (out, fixes) = fix(Reader::from_slice(text.as_bytes()), Vec::new(), &mut Fixing::default())
        .expect("it can be fixed");
    (String::from_utf8(out).expect("ASCII"), fixes)
}

fn split(by: By, inputs: &[&str]) -> (Vec<String>, InMemory, Intake) {
    split_with(by, Numbering::kept(), inputs)
}

fn split_with(by: By, numbers: Numbering, inputs: &[&str]) -> (Vec<String>, InMemory, Intake) {
    let mut split = Split::new(by, numbers, InMemory::default());
    let mut intake = Intake::default();
    for input in inputs {
        split.add(Reader::from_slice(input.as_bytes()), &mut intake).expect("it can be read");
    }
    let (pieces, divided) = split.finish().expect("memory takes it");
    let count = divided.pieces;
    assert_eq!(pieces.finished.len() as u64, count);
    assert_eq!(pieces.bytes.len() as u64, count);
    let texts = pieces.bytes.values().map(|b| String::from_utf8(b.clone()).expect("ASCII")).collect();
    (texts, pieces, intake)
}

fn merged(inputs: &[&str]) -> (String, Merged, Intake) {
    let mut merge = Merge::new(None);
    let mut intake = Intake::default();
    for input in inputs {
        merge.add(Reader::from_slice(input.as_bytes()), &mut intake).expect("it can be read");
    }
    let (out, merged) = merge.write(Vec::new(), Numbering::kept()).expect("memory takes it");
    (String::from_utf8(out).expect("ASCII"), merged, intake)
}

/// The faults in the envelopes.
fn faults(text: &str) -> Vec<FaultKind> {
    let mut reader = Reader::from_slice(text.as_bytes());
    let mut envelopes = Envelopes::new();
    let mut found = Vec::new();
    while let Some(piece) = reader.next().expect("it can be read") {
        if let InputPiece::Segment(item) = piece {
            found.extend(envelopes.observe(&item).iter().map(|fault| fault.kind));
        }
    }
    found.extend(envelopes.finish().iter().map(|fault| fault.kind));
    found
}

/// The segments that begin with these letters, line breaks and all.
fn lines<'t>(text: &'t str, id: &str) -> Vec<&'t str> {
    text.split_inclusive('\n').filter(|line| line.starts_with(id)).collect()
}

/// The bytes of a sample's claims: from CLM up to the next HL, CLM or SE. The samples have a segment a line.
fn claims(text: &str) -> Vec<String> {
    let mut claims: Vec<String> = Vec::new();
    let mut inside = false;
    for line in text.split_inclusive('\n') {
        match line.split('*').next() {
            Some("CLM") => {
                inside = true;
                claims.push(String::new());
            }
            Some("HL" | "SE") => inside = false,
            _ => {}
        }
        if let Some(claim) = claims.last_mut().filter(|_| inside) {
            claim.push_str(line);
        }
    }
    claims
}

/// A transaction with two subscribers, the first with a claim of his own and one of a dependent, to different payers.
fn family() -> String {
    let head = DEPENDENT.find("HL*1**20").expect("a level");
    let provider = &DEPENDENT[head..DEPENDENT.find("HL*2*1*22").expect("a level")];
    let patient =
        &DEPENDENT[DEPENDENT.find("HL*3*2*23").expect("a level")..DEPENDENT.find("SE*").expect("SE")];
    let source = PHYSICIAN;
    let subscriber = &source[source.find("HL*2*1*22").expect("a level")..source.find("SE*").expect("SE")];
    let first = subscriber.replacen("HL*2*1*22*0", "HL*2*1*22*1", 1);
    let second = subscriber
        .replacen("HL*2*1*22*0", "HL*4*1*22*0", 1)
        .replace("PLHP01", "OTHER9")
        .replacen("CLM*", "CLM*B", 1);
    let mut text = format!("{}{provider}{first}{patient}{second}", &DEPENDENT[..head]);
    let segments = text.lines().count() - 2 + 1;
    let trailers = &DEPENDENT[DEPENDENT.find("SE*").expect("SE")..];
    let (_, rest) = trailers.split_once("*0502").expect("the control number");
    text = format!("{text}SE*{segments}*0502{rest}");
    assert_eq!(faults(&text), [], "the test's own file is right");
    text
}

#[test]
fn a_correct_file_is_not_touched() {
    for text in [PHYSICIAN, FACILITY, DEPENDENT, &family(), REMITTANCE] {
        let (out, fixes) = fixed(text);
        assert_eq!(out, text);
        assert!(!fixes.any(), "{fixes:?}");
        let wide = text.replace('\n', "\r\n  ");
        assert_eq!(fixed(&wide).0, wide);
    }
}

#[test]
fn trailers_are_recounted_and_named_after_their_headers() {
    let broken = PHYSICIAN.replace("SE*", "SE*9").replace("GE*1*", "GE*7*4").replace("IEA*1*0", "IEA*x*1");
    let (out, fixes) = fixed(&broken);
    assert_eq!(out, PHYSICIAN);
    assert_eq!((fixes.counts, fixes.control_numbers), (3, 2));
}

#[test]
fn missing_trailers_are_added() {
    for cut in ["GE*", "IEA*"] {
        let broken = &PHYSICIAN[..=PHYSICIAN.find(&format!("\n{cut}")).expect("the trailer")];
        let (out, fixes) = fixed(broken);
        assert_eq!(out, PHYSICIAN, "{cut}");
        assert_eq!(
            fixes.trailers_added,
            ["IEA*", "GE*", "SE*"].iter().position(|c| *c == cut).expect("one of them") as u64 + 1
        );
        assert!(fixes.ended_early && fixes.cut_off.is_empty());
    }
    // Nobody knows what a claim lacks before which the input ends.
    let broken = &PHYSICIAN[..PHYSICIAN.find("SE*").expect("the trailer")];
    let refused = fix(Reader::from_slice(broken.as_bytes()), Vec::new(), &mut Fixing::default());
    assert!(matches!(refused, Err(EditError::CutOff(_))));
    // In the middle of a file as well.
    let both = format!("{PHYSICIAN}{RADIOLOGIST}");
    let broken = both.replacen(lines(&both, "GE*")[0], "", 1);
    assert_eq!(fixed(&broken).0, both);
}

#[test]
fn a_trailer_that_closes_nothing_goes() {
    let broken = PHYSICIAN.replace("GE*1", "SE*3*1~\nGE*1");
    let (out, fixes) = fixed(&broken);
    assert_eq!((out.as_str(), fixes.trailers_dropped), (PHYSICIAN, 1));
}

#[test]
fn a_header_without_control_number_leaves_none_for_the_trailer() {
    let broken = PHYSICIAN.replace("*202*X*", "**X*");
    let without = broken.replace("GE*1*202~", "GE*1~");
    assert_eq!(fixed(&broken).0, without);
    assert_eq!(fixed(&without).0, without);
    assert_eq!(fixed(&without.replace("GE*1~\n", "")).0, without);
}

#[test]
fn levels_are_numbered_from_one_and_children_follow() {
    let text = family();
    let broken = text
        .replace("HL*4*1*22*0", "HL*99*7*22*1")
        .replace("HL*3*2*23*0", "HL*8*5*23")
        .replace("HL*2*1*22*1", "HL*5*7*22*0")
        .replace("HL*1**20*1", "HL*7*3*20*1");
    let (out, fixes) = fixed(&broken);
    assert_eq!(out, text);
    assert_eq!((fixes.levels, fixes.child_codes, fixes.nearest_parent), (4, 3, 0));
}

#[test]
fn a_parent_that_is_not_there_is_taken_from_the_place_and_said() {
    let text = family();
    let (out, fixes) = fixed(&text.replace("HL*3*2*23", "HL*3*77*23"));
    assert_eq!((out, fixes.nearest_parent), (text.clone(), 1));
    let orphan = text.replace("HL*1**20*1", "HL*1**21*1");
    let (out, fixes) = fixed(&orphan);
    assert!(out.contains("HL*2*1*22*1"), "a parent of an unknown kind is left as it is named");
    assert_eq!(fixes.orphans, 2);
}

#[test]
fn separators_with_nothing_behind_go() {
    let broken = PHYSICIAN
        .replace("~\nHI*", "***~\nHI*")
        .replace("23:B:1*", "23:B:1::*")
        .replace("SE*", "~~SE*")
        .replace("GE*1*202~", "GE*1*202*~");
    let (out, fixes) = fixed(&broken);
    assert_eq!(out, PHYSICIAN);
    assert_eq!((fixes.empty_segments, fixes.separators), (2, 2));
}

#[test]
fn what_breaks_off_is_refused() {
    let cut = include_str!("../../samples/broken/cut-off.837");
    let error =
        fix(Reader::from_slice(cut.as_bytes()), Vec::new(), &mut Fixing::default()).expect_err("cut off");
    assert!(matches!(error, EditError::CutOff(at) if at.line == 26));
    assert!(!error.to_string().contains("99213"), "no values in messages");
    // The terminator of the very last trailer is no loss.
    let (out, fixes) = fixed(PHYSICIAN.trim_end().trim_end_matches('~'));
    assert_eq!((out.as_str(), fixes.terminators), (PHYSICIAN.trim_end(), 1));
}

#[test]
fn other_transactions_keep_their_inside() {
    let broken = REMITTANCE.replace("SE*20", "SE*21").replace("LX*1~", "LX*1**~");
    let (out, fixes) = fixed(&broken);
    assert_eq!(out, REMITTANCE.replace("LX*1~", "LX*1**~"));
    assert_eq!(fixes.foreign.values().sum::<u64>(), 1);
}

#[test]
fn renewed_numbers_stand_in_headers_and_trailers() {
    let mut options = Fixing { numbers: Numbering::renewed(500), ..Fixing::default() };
    let text = format!("{PHYSICIAN}{FACILITY}");
    let (out, fixes) =
        fix(Reader::from_slice(text.as_bytes()), Vec::new(), &mut options).expect("it can be fixed");
    let out = String::from_utf8(out).expect("ASCII");
    assert_eq!((fixes.renewed, fixes.control_numbers), (6, 0));
    assert_eq!(faults(&out), []);
    assert!(out.contains("*000000500*") && out.contains("*000000501*"));
    assert!(lines(&out, "ST")[1].starts_with("ST*837*0501*"));
    assert_eq!(claims(&out), claims(&text));
}

#[test]
fn each_claim_alone_is_a_complete_file() {
    let text = family();
    let (pieces, _, intake) = split(By::Claim, &[&text]);
    assert_eq!((pieces.len(), intake.claims), (3, 3));
    for (piece, claim) in pieces.iter().zip(claims(&text)) {
        assert_eq!(claims(piece), [claim]);
        assert_eq!(faults(piece), []);
    }
    // The subscriber's own claim, the dependent's, and the other subscriber's.
    assert_eq!(lines(&pieces[0], "HL"), ["HL*1**20*1~\n", "HL*2*1*22*0~\n"]);
    assert_eq!(lines(&pieces[1], "HL"), ["HL*1**20*1~\n", "HL*2*1*22*1~\n", "HL*3*2*23*0~\n"]);
    assert_eq!(lines(&pieces[2], "HL"), ["HL*1**20*1~\n", "HL*2*1*22*0~\n"]);
    assert_eq!(split(By::Claim, &[PHYSICIAN]).0, [PHYSICIAN]);
}

#[test]
fn so_many_claims_a_piece() {
    let text = family();
    let (pieces, ..) = split(By::Every(2), &[&text]);
    assert_eq!(pieces.iter().map(|p| claims(p).len()).collect::<Vec<_>>(), [2, 1]);
    // The subscriber is repeated, since HL04 of the first time says that no dependent follows.
    let hl = ["HL*1**20*1~\n", "HL*2*1*22*0~\n", "HL*3*1*22*1~\n", "HL*4*3*23*0~\n"];
    assert_eq!(lines(&pieces[0], "HL"), hl);
    assert_eq!(fixed(&pieces[0]).0, pieces[0], "nothing is left to correct");
    assert_eq!(claims(&pieces.concat()), claims(&text));
}

#[test]
fn by_payer_provider_and_patient() {
    let text = family();
    let (pieces, memory, _) = split(By::Payer, &[&text, PHYSICIAN]);
    assert_eq!(pieces.iter().map(|p| claims(p).len()).collect::<Vec<_>>(), [3, 1]);
    let labels: Vec<_> = memory.labels.values().flatten().collect();
    assert_eq!(labels, ["PLHP01", "OTHER9"]);
    assert_eq!(pieces.iter().map(|p| lines(p, "ISA").len()).collect::<Vec<_>>(), [2, 1]);
    assert!(pieces.iter().all(|piece| faults(piece).is_empty()));

    let (pieces, memory, _) = split(By::Provider, &[&text, RADIOLOGIST]);
    assert_eq!(pieces.len(), 2);
    assert_eq!(memory.labels[&1].as_deref(), Some("2000000309"));

    let (pieces, memory, _) = split(By::Patient, &[&text]);
    assert_eq!(pieces.len(), 2, "the two subscribers are one person, the dependent another");
    assert!(memory.labels.values().all(Option::is_none), "a patient names no file");
}

#[test]
fn by_transaction_copies() {
    let both = format!("{PHYSICIAN}{FACILITY}");
    let (pieces, _, intake) = split(By::Transaction, &[&both]);
    assert_eq!(pieces, [PHYSICIAN, FACILITY]);
    assert_eq!(intake.claims, 2);
}

#[test]
fn trading_partners_stay_apart() {
    let other = PHYSICIAN.replace("*ZZ*SAMPLEGATEWAY  *", "*ZZ*OTHERGATEWAY   *");
    assert_eq!(split(By::Every(100), &[PHYSICIAN, &other]).0.len(), 2);
    assert_eq!(split(By::Payer, &[PHYSICIAN, &other]).0.len(), 2);
    assert_eq!(split(By::Every(100), &[PHYSICIAN, RADIOLOGIST]).0.len(), 1);
    let (out, merged, _) = merged(&[PHYSICIAN, &other, RADIOLOGIST]);
    assert_eq!((merged.interchanges, merged.groups, merged.transactions), (2, 2, 3));
    assert_eq!(faults(&out), []);
    let live = PHYSICIAN.replace("*0*T*", "*0*P*");
    assert_eq!(self::merged(&[PHYSICIAN, &live]).1.interchanges, 2);
}

#[test]
fn an_interchange_number_never_stands_twice_in_a_piece() {
    let (pieces, ..) = split(By::Payer, &[PHYSICIAN, PHYSICIAN, RADIOLOGIST]);
    assert_eq!((pieces.len(), lines(&pieces[0], "ISA").len()), (1, 3));
    assert_eq!(faults(&pieces[0]), []);
}

#[test]
fn merging_joins_groups_of_a_kind() {
    let (out, counts, intake) = merged(&[PHYSICIAN, FACILITY, RADIOLOGIST]);
    assert_eq!((counts.interchanges, counts.groups, counts.transactions), (1, 2, 3));
    assert_eq!((counts.replaced, intake.transactions), (0, 3));
    assert_eq!(faults(&out), []);
    assert_eq!(lines(&out, "GE")[0].split('*').nth(1), Some("2"));
    assert_eq!(lines(&out, "IEA")[0].split('*').nth(1), Some("2"));
    assert_eq!(lines(&out, "ISA"), lines(PHYSICIAN, "ISA"));
    let expected = [claims(PHYSICIAN), claims(RADIOLOGIST), claims(FACILITY)].concat();
    assert_eq!(claims(&out), expected);
    assert_eq!(merged(&[PHYSICIAN]).0, PHYSICIAN);
}

#[test]
fn numbers_that_would_stand_twice_are_replaced() {
    let (out, counts, _) = merged(&[PHYSICIAN, PHYSICIAN]);
    assert_eq!(counts.replaced, 1);
    let headers = lines(&out, "ST");
    assert_ne!(headers[0], headers[1]);
    assert_eq!(faults(&out), []);
    // Other separators cannot be joined; two interchanges under one number cannot be either.
    let other = PHYSICIAN.replace('*', "|");
    let (out, counts, _) = merged(&[PHYSICIAN, &other]);
    assert_eq!((counts.interchanges, counts.replaced), (2, 1));
    assert_eq!(faults(&out), []);
}

#[test]
fn what_is_no_claim_is_left_out_and_counted() {
    let both = format!("{REMITTANCE}{PHYSICIAN}");
    let (pieces, _, intake) = split(By::Claim, &[&both]);
    assert_eq!(pieces, [PHYSICIAN]);
    assert_eq!(intake.foreign.values().map(|(n, _)| *n).sum::<u64>(), 1);
    let (out, _, intake) = merged(&[&both]);
    assert_eq!((out.as_str(), intake.foreign.len()), (PHYSICIAN, 1));
}

#[test]
fn a_claim_that_breaks_off_is_left_out_and_said() {
    let cut = include_str!("../../samples/broken/cut-off.837");
    let both = format!("{PHYSICIAN}{cut}");
    for by in [By::Claim, By::Transaction, By::Payer] {
        let (pieces, _, intake) = split(by, &[&both]);
        assert_eq!(pieces, [PHYSICIAN], "{by:?}");
        assert_eq!(intake.cut_off.len(), 1);
        assert!(intake.incomplete());
    }
    let (out, _, intake) = merged(&[&both]);
    assert_eq!((out.as_str(), intake.cut_off.len()), (PHYSICIAN, 1));
}

#[test]
fn claims_below_a_level_nobody_knows_are_left_out_and_said() {
    let text = family().replace("HL*1**20*1", "HL*1**21*1");
    let (pieces, _, intake) = split(By::Claim, &[&text]);
    assert!(pieces.is_empty() && intake.incomplete());
}

/// What the ISA says is repeated in the IEA, where such a character would end the segment.
#[test]
fn an_isa_with_its_own_terminator_in_a_value_is_refused() {
    let text = family().replacen("*000000502*0*T", "*~000000502*0*T", 1);
    let refused = fix(Reader::from_slice(text.as_bytes()), Vec::new(), &mut Fixing::default());
    assert!(matches!(refused, Err(EditError::TerminatorInHeader(at)) if at.offset == 0));
}

proptest! {
    /// Whatever is broken in counts and numbers, the second time finds nothing to do, and the claims are untouched.
    #[test]
    fn fixing_is_done_once(numbers in prop::collection::vec("[0-9]{0,3}", 8), drop in prop::collection::vec(any::<bool>(), 3)) {
        // Without any trailer the last claim would not be complete.
        prop_assume!(drop.contains(&false));
        let text = family();
        let mut broken = String::new();
        let mut numbers = numbers.iter();
        for line in text.split_inclusive('\n') {
            let mut elements: Vec<&str> = line.trim_end().trim_end_matches('~').split('*').collect();
            let trailer = ["SE", "GE", "IEA"].iter().position(|id| *id == elements[0]);
            if trailer.is_some_and(|n| drop[n]) {
                continue;
            }
            if elements[0] == "HL" || trailer.is_some() {
                elements[1] = numbers.next().map_or("", String::as_str);
            }
            broken.push_str(&elements.join("*"));
            broken.push_str("~\n");
        }
        let (once, _) = fixed(&broken);
        prop_assert_eq!(faults(&once), []);
        prop_assert_eq!(claims(&once), claims(&text));
        let (twice, fixes) = fixed(&once);
        prop_assert!(twice == once, "{}", twice);
        prop_assert!(!fixes.any());
    }

    /// No input makes an edit panic, and what fix makes it leaves alone the second time; but where bytes that are no
    /// segments are before a trailer that was added, the two cannot be told apart when they are read again.
    #[test]
    fn any_bytes(at in 0usize..3000, bytes in prop::collection::vec(any::<u8>(), 0..6)) {
        let mut text = family().into_bytes();
        let at = at.min(text.len());
        text.splice(at..at, bytes);
        if let Ok((once, fixes)) = fix(Reader::from_slice(&text), Vec::new(), &mut Fixing::default())
            && fixes.noise == 0
        {
            let again = fix(Reader::from_slice(&once), Vec::new(), &mut Fixing::default());
            let twice = again.map(|(twice, _)| twice).ok();
            prop_assert!(twice.as_ref() == Some(&once), "{}", text.escape_ascii());
        }
        for by in [By::Claim, By::Patient, By::Transaction, By::Every(2)] {
            let mut split = Split::new(by, Numbering::kept(), InMemory::default());
            let _ = split.add(Reader::from_slice(&text), &mut Intake::default());
            prop_assert!(split.finish().is_ok());
        }
        let mut merge = Merge::new(None);
        let _ = merge.add(Reader::from_slice(&text), &mut Intake::default());
        prop_assert!(merge.write(Vec::new(), Numbering::kept()).is_ok());
    }
}
