//! What the books say of envelopes that are wrong.

use super::EnvelopeLevel::{Group, Interchange, Transaction};
use super::FaultKind::{
    ControlNumber, Count, CountNotNumeric, CutOff, DuplicateControlNumber, MissingTrailer, Outside,
    Unterminated,
};
use super::reader_tests::ISA;
use super::{Envelopes, Fault, Piece, Reader};

const GS: &str = "GS*HC*S*R*20250102*1253*1*X*005010X222A1~";
const ST: &str = "ST*837*0001*005010X223A2~";
const BODY: &str = "BHT*0019~SV1*HC~";
const SE: &str = "SE*4*0001~";
const GE: &str = "GE*1*1~";
const IEA: &str = "IEA*1*000000905~";

fn faults(parts: &[&str]) -> Vec<Fault> {
    let input = parts.concat();
    let mut reader = Reader::from_slice(input.as_bytes());
    let (mut envelopes, mut faults) = (Envelopes::new(), Vec::new());
    while let Some(piece) = reader.next().expect("the input can be read") {
        if let Piece::Segment(item) = piece {
            faults.extend_from_slice(envelopes.observe(&item));
        }
    }
    faults.extend_from_slice(envelopes.finish());
    assert!(envelopes.interchange().is_none());
    faults
}

/// Kinds, with the ordinal where they show.
fn kinds(parts: &[&str]) -> Vec<(super::FaultKind, u32)> {
    faults(parts).iter().map(|fault| (fault.kind, fault.position.ordinal)).collect()
}

#[test]
fn right_envelopes_have_no_faults() {
    assert_eq!(kinds(&[ISA, GS, ST, BODY, SE, GE, IEA]), []);
    assert_eq!(kinds(&[ISA, "TA1*000000905*250102*1253*A*000~", "IEA*0*905~"]), []);
    let second = ["ST*837*0002~", BODY, "SE*4*0002~"].concat();
    assert_eq!(kinds(&[ISA, GS, ST, BODY, SE, &second, "GE*02*01~", IEA]), []);
    assert_eq!(kinds(&[]), []);
}

#[test]
fn missing_trailers() {
    assert_eq!(kinds(&[ISA, GS, ST, BODY, GE, IEA]), [(MissingTrailer(Transaction), 6)]);
    assert_eq!(kinds(&[ISA, GS, ST, BODY, SE, IEA]), [(MissingTrailer(Group), 7)]);
    let other = ISA.replace("905", "906");
    let rest = [GS, ST, BODY, SE, GE, "IEA*1*906~"].concat();
    assert_eq!(kinds(&[ISA, GS, ST, BODY, SE, GE, &other, &rest]), [(MissingTrailer(Interchange), 1)]);
    let found = faults(&[ISA, GS, ST, BODY, &other, &rest]);
    let expected = [MissingTrailer(Transaction), MissingTrailer(Group), MissingTrailer(Interchange)];
    assert_eq!(found.iter().map(|fault| fault.kind).collect::<Vec<_>>(), expected);
    let st = (ISA.len() + GS.len()) as u64;
    assert_eq!(found[0].header.map(|header| (header.offset, header.ordinal)), Some((st, 1)));
    assert_eq!(found[0].position.offset, st + (ST.len() + BODY.len()) as u64);
}

#[test]
fn a_cut_off_input() {
    let at_end = kinds(&[ISA, GS, ST, BODY]);
    let levels = [MissingTrailer(Transaction), MissingTrailer(Group), MissingTrailer(Interchange)];
    assert_eq!(at_end.iter().map(|&(kind, _)| kind).collect::<Vec<_>>(), [&[CutOff][..], &levels].concat());
    let all = faults(&[ISA, GS, ST, BODY]);
    let causes: Vec<_> = Fault::causes(&all).map(|fault| (fault.kind, fault.expected.as_deref())).collect();
    assert_eq!(causes, [(CutOff, Some("SE, GE, IEA"))]);
    let all = faults(&[ISA, GS, ST, BODY, SE]);
    assert_eq!(Fault::causes(&all).next().and_then(|fault| fault.expected.as_deref()), Some("GE, IEA"));
    let found = faults(&[ISA, GS, ST, BODY, SE, GE, IEA.trim_end_matches('~')]);
    assert_eq!(found.iter().map(|fault| fault.kind).collect::<Vec<_>>(), [Unterminated]);
    assert_eq!(kinds(&[ISA, GS, ST, "CLM*A"])[0], (Unterminated, 2));
}

#[test]
fn counts_and_control_numbers() {
    let found = faults(&[ISA, GS, ST, BODY, "SE*5*1~", "GE*2*2~", "IEA*X*000000906~"]);
    let kinds: Vec<_> = found.iter().map(|fault| fault.kind).collect();
    let expected = [
        Count(Transaction),
        ControlNumber(Transaction),
        Count(Group),
        ControlNumber(Group),
        CountNotNumeric(Interchange),
        ControlNumber(Interchange),
    ];
    assert_eq!(kinds, expected);
    let numbers = |n: usize| (found[n].expected.as_deref(), found[n].found.as_deref());
    assert_eq!(numbers(0), (Some("4"), Some("5")));
    assert_eq!(numbers(1), (Some("0001"), Some("1")));
    assert_eq!(numbers(5), (Some("000000905"), Some("000000906")));
}

#[test]
fn segments_outside() {
    assert_eq!(kinds(&[ISA, ST, BODY, SE, "IEA*0*905~"]), [(Outside(Group), 1)]);
    assert_eq!(kinds(&[ISA, GS, "NM1*85~", "GE*0*1~", IEA]), [(Outside(Transaction), 3)]);
    assert_eq!(kinds(&[ISA, GS, SE, "GE*0*1~", IEA]), [(Outside(Transaction), 3)]);
    assert_eq!(kinds(&[ISA, GE, "IEA*0*905~"]), [(Outside(Group), 2)]);
    assert_eq!(kinds(&[ISA, "IEA*0*905~", IEA]), [(Outside(Interchange), 3)]);
    assert_eq!(kinds(&[ISA, "IEA*0*905~", GS, ST, BODY, SE, GE])[0].0, Outside(Interchange));
}

#[test]
fn numbers_used_twice() {
    let twice = [ST, BODY, SE].concat();
    assert_eq!(kinds(&[ISA, GS, &twice, &twice, "GE*2*1~", IEA]), [(DuplicateControlNumber(Transaction), 1)]);
    let group = [GS, &twice, GE].concat();
    assert_eq!(kinds(&[ISA, &group, &group, "IEA*2*905~"]), [(DuplicateControlNumber(Group), 8)]);
    let one = [ISA, &group, IEA].concat();
    assert_eq!(kinds(&[&one, &one]), [(DuplicateControlNumber(Interchange), 1)]);
    // Another receiver counts for itself.
    assert_eq!(kinds(&[&one, &one.replace("RECEIVER ", "RECEIVER2")]), []);
}

#[test]
fn trailers_still_belong_to_their_envelope() {
    let input = [ISA, GS, "ST*837*0001~", BODY, SE, GE, IEA].concat();
    let mut reader = Reader::from_slice(input.as_bytes());
    let mut envelopes = Envelopes::new();
    let mut seen = Vec::new();
    while let Some(Piece::Segment(item)) = reader.next().expect("the input can be read") {
        assert!(envelopes.observe(&item).is_empty());
        let depth = [envelopes.interchange().is_some(), envelopes.group().is_some()];
        let transaction = envelopes.transaction().map(|open| open.segments);
        seen.push((depth.into_iter().filter(|&open| open).count(), transaction));
        if let Some(open) = envelopes.transaction() {
            // ST03 is empty, so GS08 names the guide.
            assert_eq!((&open.code[..], &open.version[..]), ("837", "005010X222A1"));
        }
    }
    let inside = [(2, Some(1)), (2, Some(2)), (2, Some(3)), (2, Some(4))];
    assert_eq!(seen, [&[(1, None), (2, None)][..], &inside, &[(2, None), (1, None)]].concat());
}
