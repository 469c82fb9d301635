//! X12 as the attackers take it apart: without knowing where anything belongs.

use twinclaim::model::Claim;
use twinclaim::translate::{Claims, Event, Output, OutputError, Reader as ClaimReader, Style};
use twinclaim::x12::{Charset, Piece, Reader, Segment};

/// What was read of a text.
pub struct Read {
    /// Claims, in their order.
    pub claims: Vec<Claim>,
    /// Whether all of it is claims, and in order: no notice, no other transaction, no error.
    pub clean: bool,
}

/// Reads all claims of X12, as far as it can be read.
pub fn read(bytes: &[u8]) -> Read {
    let mut claims = Claims::new(Reader::from_slice(bytes), None, Charset::Auto);
    let mut reader = ClaimReader::default();
    let mut read = Read { claims: Vec::new(), clean: true };
    loop {
        match claims.next() {
            Some(Ok(Event::Claim(raw))) => read.claims.push(*reader.read(&raw)),
            Some(Ok(Event::Opened(_))) => {}
            Some(Ok(_)) => read.clean = false,
            None => return read,
            Some(Err(_)) => return Read { clean: false, ..read },
        }
    }
}

/// Writes claims; none where one of them is refused.
pub fn written(claims: Vec<Claim>) -> Option<Vec<u8>> {
    let mut output = Output::new(Vec::new(), Style::default());
    for mut claim in claims {
        match output.claim(&mut claim) {
            Ok(()) => {}
            Err(OutputError::Claim(problems)) => {
                assert!(!problems.is_empty(), "a refusal has a reason");
                return None;
            }
            Err(OutputError::Io(error)) => panic!("memory takes it: {error}"),
        }
    }
    Some(output.finish().expect("memory takes it"))
}

/// The segments of a text, without line ends and separators that end nothing, sorted: order within a position is free.
pub fn sorted_segments(bytes: &[u8]) -> Vec<Vec<u8>> {
    let (mut reader, mut found) = (Reader::from_slice(bytes), Vec::new());
    while let Ok(Some(piece)) = reader.next() {
        if let Piece::Segment(item) = piece {
            found.push(trimmed(&item.segment));
        }
    }
    found.sort();
    found
}

fn trimmed(segment: &Segment<'_>) -> Vec<u8> {
    let signs = segment.delimiters();
    if segment.id() == b"ISA" {
        return segment.bytes().to_vec();
    }
    let trim = |bytes: &[u8], sign: u8| {
        bytes[..bytes.len() - bytes.iter().rev().take_while(|b| **b == sign).count()].to_vec()
    };
    let component = |value: &[u8]| trim(value, signs.component);
    let element = |value: &[u8]| match signs.repetition {
        Some(sign) => value.split(|b| *b == sign).map(component).collect::<Vec<_>>().join(&sign),
        None => component(value),
    };
    let elements: Vec<Vec<u8>> = (0..=segment.last()).map(|n| element(segment.element(n))).collect();
    trim(&elements.join(&signs.element), signs.element)
}
