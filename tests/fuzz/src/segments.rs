//! The reader against a slow twin: the plainest way to cut a text, written from the standard.

use twinclaim::x12::{Delimiters, Item, Piece, Reader, Source};

/// A piece, owned.
#[derive(Debug, PartialEq)]
enum Seen {
    Segment { at: u64, line: u64, ordinal: u32, elements: Vec<Vec<u8>>, raw: Vec<u8>, terminated: bool },
    Noise { at: u64, line: u64, raw: Vec<u8> },
}

/// A reader's pieces and how it ended.
#[derive(Debug, PartialEq)]
struct Cut {
    pieces: Vec<Seen>,
    error: Option<String>,
}

/// Gives a few bytes at a time, in a rhythm of its own.
struct Dripping<'a> {
    bytes: &'a [u8],
    step: usize,
}

impl std::io::Read for Dripping<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        self.step = self.step % 13 + 1;
        let count = self.step.min(into.len()).min(self.bytes.len());
        into[..count].copy_from_slice(&self.bytes[..count]);
        self.bytes = &self.bytes[count..];
        Ok(count)
    }
}

fn cut<S: Source>(mut reader: Reader<S>) -> Cut {
    let mut cut = Cut { pieces: Vec::new(), error: None };
    loop {
        match reader.next() {
            Ok(Some(Piece::Segment(item))) => {
                twin(&item);
                cut.pieces.push(Seen::Segment {
                    at: item.position.offset,
                    line: item.position.line,
                    ordinal: item.position.ordinal,
                    elements: (0..=item.segment.last()).map(|n| item.segment.element(n).to_vec()).collect(),
                    raw: item.raw.to_vec(),
                    terminated: item.terminated,
                });
            }
            Ok(Some(Piece::Noise(noise))) => {
                cut.pieces.push(Seen::Noise { at: noise.offset, line: noise.line, raw: noise.raw.to_vec() });
            }
            Ok(None) => return cut,
            Err(error) => {
                cut.error = Some(error.to_string());
                return cut;
            }
        }
    }
}

/// What the segment must be if one cuts its bytes by hand.
fn twin(item: &Item<'_>) {
    let Delimiters { element, component, repetition, segment } = item.segment.delimiters();
    let bytes = item.segment.bytes();
    assert!(item.raw.starts_with(bytes), "a segment is the beginning of its raw bytes");
    // ISA has a fixed length; whatever is behind it ends segments, even if ISA holds it.
    assert!(item.segment.id() == b"ISA" || !bytes.contains(&segment), "no terminator inside a segment");
    let behind = &item.raw[bytes.len()..];
    if item.terminated {
        let behind = if segment == b'\n' { behind.strip_prefix(b"\r").unwrap_or(behind) } else { behind };
        assert_eq!(behind.first(), Some(&segment), "the terminator stands behind the segment");
        let white = |b: &u8| b.is_ascii_whitespace() || *b == 0x0b;
        assert!(behind[1..].iter().all(white), "and white space behind it");
    } else {
        assert!(behind.iter().all(|b| matches!(b, b'\r' | b'\n')), "only line ends behind what was cut off");
    }
    let by_hand: Vec<&[u8]> = bytes.split(|b| *b == element).collect();
    assert_eq!(by_hand.len(), item.segment.last() + 1, "as many elements");
    assert_eq!(item.segment.id(), by_hand[0]);
    for (n, value) in by_hand.iter().enumerate() {
        assert_eq!(&item.segment.element(n), value, "element {n}");
        if n > 0 && by_hand[0] != b"ISA" {
            let parts: Vec<&[u8]> = item.segment.components(n).collect();
            assert_eq!(parts, value.split(|b| *b == component).collect::<Vec<_>>());
            let repeated: Vec<&[u8]> = item.segment.repetitions(n).collect();
            match repetition {
                Some(sign) => assert_eq!(repeated, value.split(|b| *b == sign).collect::<Vec<_>>()),
                None => assert_eq!(repeated, [*value]),
            }
        }
    }
    assert!(item.segment.element(by_hand.len() + 3).is_empty(), "nothing stands behind the last element");
}

/// Every byte is in one piece, in order; places are right; a stream is cut as memory is.
pub fn attack(bytes: &[u8]) {
    let whole = cut(Reader::from_slice(bytes));
    let mut at = 0;
    for piece in &whole.pieces {
        let (Seen::Segment { at: told, line, raw, .. } | Seen::Noise { at: told, line, raw }) = piece;
        assert_eq!(*told, at as u64, "pieces follow each other");
        assert_eq!(&bytes[at..at + raw.len()], &raw[..], "the raw bytes are those of the input");
        assert_eq!(*line, line_of(&bytes[..at]), "text line at {at}");
        assert!(!raw.is_empty(), "each piece goes on");
        at += raw.len();
    }
    assert!(whole.error.is_some() || at == bytes.len(), "an input without a fault is read to its end");
    assert_eq!(whole, cut(Reader::new(Dripping { bytes, step: 0 })), "a stream is cut as memory is");
    let stated = |bytes| cut(Reader::from_slice(bytes).with_delimiters(Delimiters::STANDARD));
    let read: usize = stated(bytes)
        .pieces
        .iter()
        .map(|piece| match piece {
            Seen::Segment { raw, .. } | Seen::Noise { raw, .. } => raw.len(),
        })
        .sum();
    assert!(read <= bytes.len());
}

/// Text line of what follows, from 1: a line ends with LF, CR LF or CR.
fn line_of(before: &[u8]) -> u64 {
    let mut line = 1;
    for (n, byte) in before.iter().enumerate() {
        match byte {
            b'\n' => line += 1,
            b'\r' if before.get(n + 1) != Some(&b'\n') => line += 1,
            _ => {}
        }
    }
    line
}
