//! What the writer writes and refuses.

use proptest::prelude::*;

use super::reader_tests::ISA;
use super::{Delimiters, ErrorKind, Piece, Reader, Role, Writer};

fn writer() -> Writer<Vec<u8>> {
    Writer::new(Vec::new(), Delimiters::STANDARD)
}

fn text(writer: Writer<Vec<u8>>) -> String {
    String::from_utf8(writer.into_inner()).expect("the tests write ASCII")
}

type Written = Result<(), super::Error>;

#[test]
fn empty_elements_and_components_at_the_end_are_left_out() -> Written {
    let mut out = writer();
    out.segment("NM1")?.element(b"85")?.empty().element(b"")?.composite(&[b"", b""])?.end()?;
    out.segment("SV1")?.composite(&[b"HC", b"", b"26", b""])?.empty().element(b"1")?.empty().end()?;
    out.segment("SE")?.end()?;
    assert_eq!(text(out), "NM1*85~SV1*HC::26**1~SE~");
    let mut out = writer().keep_empty(true);
    out.segment("SV1")?.composite(&[b"HC", b"", b"26", b""])?.empty().end()?;
    assert_eq!(text(out), "SV1*HC::26:*~");
    Ok(())
}

#[test]
fn isa_is_padded() -> Written {
    let mut out = writer();
    let values: [&[u8]; 13] = [
        b"00",
        b"",
        b"00",
        b"",
        b"ZZ",
        b"SENDER",
        b"ZZ",
        b"RECEIVER",
        b"250102",
        b"1253",
        b"",
        b"00501",
        b"905",
    ];
    let isa = values.iter().try_fold(out.segment("ISA")?, |isa, value| isa.element(value))?;
    isa.element(b"0")?.element(b"P")?.end()?;
    assert_eq!(text(out), ISA);

    let mut out = Writer::new(Vec::new(), Delimiters { repetition: None, ..Delimiters::STANDARD });
    out.segment("ISA")?.end()?;
    let written = text(out);
    assert_eq!((written.len(), &written[81..84]), (106, "*U*"));
    Ok(())
}

#[test]
fn what_would_read_back_as_something_else_is_refused() {
    let refused = |value: &[u8], component| {
        let mut out = writer();
        let segment = out.segment("NM1").expect("the identifier is right").empty();
        let result = if component { segment.composite(&[b"", value]) } else { segment.element(value) };
        let kind = result.and_then(super::SegmentWriter::end).expect_err("refused").into_kind();
        assert!(out.into_inner().is_empty(), "nothing is written");
        kind
    };
    for (value, expected) in
        [("a*b", Role::Element), ("a:b", Role::Component), ("a^b", Role::Repetition), ("~", Role::Segment)]
    {
        for in_component in [false, true] {
            let ErrorKind::Delimiter { segment, element: 2, component, role } =
                refused(value.as_bytes(), in_component)
            else {
                panic!("another error")
            };
            assert_eq!((&segment[..], role, component), ("NM1", expected, in_component.then_some(2)));
        }
    }
    for id in ["", "N", "NM1X", "n1", "N*"] {
        assert!(matches!(writer().segment(id).expect_err("refused").into_kind(), ErrorKind::Identifier));
    }
    let mut out = writer();
    let isa = out.segment("ISA").expect("the identifier is right");
    let kind = isa.element(b"123").expect_err("too long").into_kind();
    assert!(matches!(kind, ErrorKind::IsaWidth { element: 1, width: 2 }));
}

#[test]
fn messages_hold_no_values() {
    let mut out = writer();
    let error = out.segment("NM1").and_then(|s| s.element(b"SECRET*")).expect_err("refused");
    let message = error.to_string();
    assert!(
        message.contains("NM101") && message.contains("element separator") && !message.contains("SECRET")
    );
}

#[test]
fn counts_segments_for_se() -> Written {
    let mut out = writer();
    out.segment("GS")?.end()?;
    for _ in 0..2 {
        out.segment("ST")?.element(b"837")?.element(b"0001")?.end()?;
        out.segment("BHT")?.end()?;
        out.transaction_end(b"0001")?;
    }
    assert_eq!(text(out), "GS~ST*837*0001~BHT~SE*3*0001~ST*837*0001~BHT~SE*3*0001~");
    Ok(())
}

#[test]
fn repetitions() -> Written {
    let mut out = writer();
    out.segment("DMG")?.repeated(&[&[b"A"], &[b"", b"RET", b"1"], &[b"B"]])?.end()?;
    assert_eq!(text(out), "DMG*A^:RET:1^B~");
    let mut out = Writer::new(Vec::new(), Delimiters { repetition: None, ..Delimiters::STANDARD });
    assert!(out.segment("DMG")?.repeated(&[&[b"A"], &[b"B"]]).is_err());
    Ok(())
}

const OTHER: Delimiters =
    Delimiters { element: b'|', component: b'>', repetition: Some(b'!'), segment: b'\n' };

fn rewritten(input: &[u8], delimiters: Delimiters) -> Vec<u8> {
    let mut out = Writer::new(Vec::new(), delimiters).keep_empty(true);
    let mut reader = Reader::from_slice(input);
    while let Some(piece) = reader.next().expect("the input can be read") {
        if let Piece::Segment(item) = piece {
            out.rewrite(&item.segment).expect("the values hold no delimiters");
        }
    }
    out.into_inner()
}

#[test]
fn rewriting_changes_delimiters_and_nothing_else() {
    let input = format!("{ISA}GS*HC~CLM*A1*1***11:B:1*~DMG*a^b::c^~");
    let other = rewritten(input.as_bytes(), OTHER);
    let expected = input.replace('*', "|").replace(':', ">").replace('^', "!").replace('~', "\n");
    assert_eq!(String::from_utf8_lossy(&other), expected);
    assert_eq!(rewritten(&other, Delimiters::STANDARD), input.as_bytes());
}

proptest! {
    /// Whatever the writer takes, the reader gives back.
    #[test]
    fn reading_undoes_writing(values in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..8), 1..12)) {
        let mut out = writer();
        out.segment("ISA").and_then(super::SegmentWriter::end).expect("ISA can be empty");
        let segment = out.segment("K3").expect("the identifier is right");
        let delimiters = b"*:^~";
        match values.iter().try_fold(segment, |segment, value| segment.element(value)) {
            Err(_) => prop_assert!(values.iter().flatten().any(|b| delimiters.contains(b))),
            Ok(segment) => {
                segment.end().expect("memory takes it");
                let written = out.into_inner();
                let mut reader = Reader::from_slice(&written);
                reader.next().expect("readable");
                let item = reader.next().expect("readable").and_then(Piece::segment).expect("a segment");
                for (index, value) in values.iter().enumerate() {
                    prop_assert_eq!(item.segment.element(index + 1), &value[..]);
                }
                prop_assert!(item.terminated && reader.next().expect("readable").is_none());
            }
        }
    }
}

#[test]
fn copying_gives_the_input_back_byte_for_byte() {
    let input = format!("\u{feff}\r\n{ISA}\r\n  GS*HC* ~\n\nST*837*1~~SE*3*1~\tIEA*1*905~\n\x1a");
    let mut out = writer();
    let mut reader = Reader::from_slice(input.as_bytes());
    let mut counts = Vec::new();
    while let Some(piece) = reader.next().expect("the input can be read") {
        match piece {
            Piece::Segment(item) => out.copy(&item).expect("memory takes it"),
            Piece::Noise(noise) => out.raw(noise.raw).expect("memory takes it"),
        }
        counts.push(out.segments());
    }
    assert_eq!(counts, [0, 1, 2, 1, 2, 3, 4, 4]);
    assert_eq!(text(out), input);
}
