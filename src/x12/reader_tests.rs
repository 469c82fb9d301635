//! What the reader makes of the files that the world sends.

use std::io::{self, Read};

use proptest::prelude::*;

use super::{
    Delimiters, Envelopes, Error, ErrorKind, IsaFault, LONGEST_SEGMENT, Looks, Piece, Reader, Source,
};

pub(super) const ISA: &str = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *250102*1253*^*00501*000000905*0*P*:~";
const BODY: &str = "GS*HC*S*R*20250102*1253*1*X*005010X222A1~ST*837*0001*005010X222A1~CLM*A1*100***11:B:1~\
                    SE*3*0001~GE*1*1~IEA*1*000000905~";

/// A piece, owned. Noise has no elements.
#[derive(Clone, Debug, PartialEq)]
struct Seen {
    offset: u64,
    line: u64,
    ordinal: u32,
    elements: Vec<String>,
    raw: Vec<u8>,
    terminated: bool,
}

fn all<S: Source>(mut reader: Reader<S>) -> (Vec<Seen>, Option<Error>) {
    let mut seen = Vec::new();
    loop {
        match reader.next() {
            Ok(None) => return (seen, None),
            Err(error) => {
                assert!(matches!(reader.next(), Ok(None)), "nothing follows an error");
                return (seen, Some(error));
            }
            Ok(Some(piece)) => seen.push(owned(piece)),
        }
        if let [.., one, other] = &seen[..] {
            assert_eq!(one.offset + one.raw.len() as u64, other.offset);
        }
    }
}

fn owned(piece: Piece<'_>) -> Seen {
    let raw = piece.raw().to_vec();
    let (offset, line, ordinal, terminated, elements) = match piece {
        Piece::Noise(noise) => (noise.offset, noise.line, 0, false, Vec::new()),
        Piece::Segment(item) => {
            let text = |n| String::from_utf8_lossy(item.segment.element(n)).into_owned();
            let elements = (0..=item.segment.last()).map(text).collect();
            assert!(raw.starts_with(item.segment.bytes()));
            let position = item.position;
            (position.offset, position.line, position.ordinal, item.terminated, elements)
        }
    };
    Seen { offset, line, ordinal, elements, raw, terminated }
}

fn slice(input: &[u8]) -> (Vec<Seen>, Option<Error>) {
    let found = all(Reader::from_slice(input));
    let joined: Vec<u8> = found.0.iter().flat_map(|seen| seen.raw.clone()).collect();
    match found.1 {
        None => assert!(joined == input, "the law"),
        Some(_) => assert!(input.starts_with(&joined), "the law, up to the error"),
    }
    found
}

/// One word a piece: the identifier, with `!` where no terminator follows, or `-` for noise.
fn words(input: &str) -> String {
    let (seen, error) = slice(input.as_bytes());
    assert!(error.is_none(), "{error:?}");
    let word = |seen: &Seen| match seen.elements.first() {
        None => "-".to_owned(),
        Some(id) => format!("{id}{}", if seen.terminated { "" } else { "!" }),
    };
    seen.iter().map(word).collect::<Vec<_>>().join(" ")
}

fn refused(input: &[u8]) -> ErrorKind {
    slice(input).1.expect("this cannot be read").into_kind()
}

/// A stream that gives as many bytes as it is told to, again and again.
struct Chunks<'a> {
    bytes: &'a [u8],
    sizes: Vec<usize>,
    turn: usize,
}

impl Read for Chunks<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let size = self.sizes[self.turn % self.sizes.len()];
        self.turn += 1;
        if self.turn % 7 == 3 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let size = size.min(into.len()).min(self.bytes.len());
        let (now, later) = self.bytes.split_at(size);
        into[..size].copy_from_slice(now);
        self.bytes = later;
        Ok(size)
    }
}

fn streamed(bytes: &[u8], sizes: Vec<usize>) -> (Vec<Seen>, Option<Error>) {
    all(Reader::new(Chunks { bytes, sizes, turn: 0 }))
}

fn assert_same(one: &(Vec<Seen>, Option<Error>), other: &(Vec<Seen>, Option<Error>)) {
    assert_eq!(one.0, other.0);
    assert_eq!(one.1.as_ref().map(ToString::to_string), other.1.as_ref().map(ToString::to_string));
}

#[test]
fn plain_file() {
    let input = format!("{ISA}{BODY}");
    assert_eq!(words(&input), "ISA GS ST CLM SE GE IEA");
    let (seen, _) = slice(input.as_bytes());
    assert_eq!(seen.iter().map(|s| s.ordinal).collect::<Vec<_>>(), [1, 2, 1, 2, 3, 6, 7]);
    assert_eq!(seen[3].elements, ["CLM", "A1", "100", "", "", "11:B:1"]);
    assert_eq!(seen[0].elements[16], ":");
    assert_eq!(seen[1].offset, 106);
    assert!(seen.iter().all(|s| s.line == 1));
}

#[test]
fn line_ends_of_all_kinds() {
    for (end, height) in
        [("", 0), ("\n", 1), ("\r", 1), ("\r\n", 1), ("\n\n", 2), ("\r\n\t  ", 1), ("  \r\r\n", 2)]
    {
        let input = format!("{ISA}{BODY}").replace('~', &format!("~{end}"));
        assert_eq!(words(&input), "ISA GS ST CLM SE GE IEA", "{end:?}");
        let (seen, _) = slice(input.as_bytes());
        let lines: Vec<u64> = seen.iter().map(|s| s.line).collect();
        assert_eq!(lines, (0..7).map(|n| 1 + n * height).collect::<Vec<_>>(), "{end:?}");
        assert_eq!(seen[3].raw, format!("CLM*A1*100***11:B:1~{end}").into_bytes());
    }
}

#[test]
fn line_ends_as_terminators() {
    for end in ["\n", "\r", "\r\n", "\n\n"] {
        let input = format!("{ISA}{BODY}").replace('~', end);
        assert_eq!(words(&input), "ISA GS ST CLM SE GE IEA", "{end:?}");
        assert_eq!(slice(input.as_bytes()).0[3].elements[5], "11:B:1");
    }
    // LF ends the segments and CR is behind it: two breaks each, never one CRLF over a segment.
    let (seen, _) = slice(format!("{ISA}{BODY}").replace('~', "\n\r").as_bytes());
    assert_eq!(seen.iter().map(|s| s.line).collect::<Vec<_>>(), [1, 3, 5, 7, 9, 11, 13]);
    // ISA ends with LF alone, the others with CRLF: the CR is no part of a value.
    let input = format!("{}{}", ISA.replace('~', "\n"), BODY.replace('~', "\r\n"));
    let (seen, _) = slice(input.as_bytes());
    assert_eq!(seen[3].elements[5], "11:B:1");
    assert_eq!(seen[3].raw, b"CLM*A1*100***11:B:1\r\n");
    assert_eq!(seen[6].line, 7);
}

#[test]
fn line_breaks_inside_segments_count() {
    let input = format!("{ISA}{}", BODY.replace("CLM*A1*", "NTE*ADD*a\r\nb\nc~CLM*A1*"));
    let (seen, _) = slice(input.as_bytes());
    assert_eq!((seen[3].line, seen[4].line), (1, 3));
    assert_eq!(seen[3].elements[2], "a\r\nb\nc");
}

#[test]
fn what_stands_before_the_first_isa_is_noise() {
    for before in ["\u{feff}", "\n \r\n", "\u{feff}\n", "Dear colleague,\nfind attached the VISA*file:\n\n"] {
        assert_eq!(words(&format!("{before}{ISA}{BODY}")), "- ISA GS ST CLM SE GE IEA", "{before:?}");
    }
    let (seen, _) = slice(format!("\u{feff}\n\n{ISA}{BODY}").as_bytes());
    assert_eq!((seen[0].raw.len(), seen[0].line, seen[1].offset, seen[1].line), (5, 1, 5, 3));
}

#[test]
fn interchanges_with_delimiters_of_their_own() {
    let other = format!("{ISA}{BODY}").replace('*', "|").replace('~', "\n").replace(':', ">");
    let input = format!("{ISA}{BODY}{other}{ISA}{BODY}");
    let (seen, error) = slice(input.as_bytes());
    assert!(error.is_none());
    assert_eq!(seen.len(), 21);
    assert_eq!(seen[10].elements, ["CLM", "A1", "100", "", "", "11>B>1"]);
    assert_eq!(seen[17].elements[5], "11:B:1");
    assert_eq!((seen[7].ordinal, seen[10].ordinal), (1, 2));
}

#[test]
fn garbage_between_and_behind_interchanges_is_noise() {
    let one = format!("{ISA}{BODY}");
    assert_eq!(words(&format!("{one}\u{feff}{one}")), "ISA GS ST CLM SE GE IEA - ISA GS ST CLM SE GE IEA");
    assert_eq!(words(&format!("{one}\n-- end --\n")), "ISA GS ST CLM SE GE IEA -");
    assert_eq!(words(&format!("{one}\x1a")), "ISA GS ST CLM SE GE IEA -");
    assert_eq!(words(&format!("{one}\n\0\0\0\0")), "ISA GS ST CLM SE GE IEA -");
    // A segment without interchange is still a segment, so that its fault can be named.
    assert_eq!(words(&format!("{one}{BODY}")), "ISA GS ST CLM SE GE IEA GS ST CLM SE GE IEA");
}

#[test]
fn a_new_isa_in_the_middle() {
    let one = format!("{ISA}{BODY}");
    let cut = one.find("SE*3").expect("it is there");
    assert_eq!(words(&format!("{}{one}", &one[..cut])), "ISA GS ST CLM ISA GS ST CLM SE GE IEA");
    // Cut in the middle of a segment, with and without a line end or a byte order mark between.
    for between in ["", "\n", "\r\n"] {
        let input = format!("{}{between}{one}", &one[..cut - 5]);
        assert_eq!(words(&input), "ISA GS ST CLM! ISA GS ST CLM SE GE IEA");
        assert_eq!(slice(input.as_bytes()).0[3].elements, ["CLM", "A1", "100", "", "", "11"]);
    }
    assert_eq!(words(&format!("{}\u{feff}{one}", &one[..cut])), "ISA GS ST CLM - ISA GS ST CLM SE GE IEA");
    // The same with other delimiters in the second file.
    let other = one.replace('*', "|").replace('~', "\n");
    assert_eq!(words(&format!("{}{other}", &one[..cut - 5])), "ISA GS ST CLM! ISA GS ST CLM SE GE IEA");
}

#[test]
fn cut_off_anywhere() {
    let one = format!("{ISA}\n{}", BODY.replace('~', "~\r\n"));
    for length in 0..one.len() {
        let (seen, error) = slice(&one.as_bytes()[..length]);
        if length == 0 {
            assert!(seen.is_empty() && error.is_none());
        } else if length < 106 {
            let kind = error.expect("no delimiters").into_kind();
            assert!(
                matches!(kind, ErrorKind::Isa { offset: 0, line: 1, fault: IsaFault::CutOff }),
                "{length}: {kind}",
                kind = Error::from(kind)
            );
        } else {
            assert!(error.is_none());
            let last = seen.last().expect("the ISA is there");
            assert_eq!(last.terminated, last.raw.contains(&b'~'), "{length}");
        }
    }
}

#[test]
fn empty_segments_and_elements() {
    let (seen, _) = slice(format!("{ISA}~~X**~*A~IEA").as_bytes());
    let elements: Vec<Vec<String>> = seen.into_iter().skip(1).map(|s| s.elements).collect();
    assert_eq!(elements, [vec![""], vec![""], vec!["X", "", ""], vec!["", "A"], vec!["IEA"]]);
}

#[test]
fn isa_with_wrong_widths() {
    let short = ISA.replace("SENDER         ", "SENDER");
    assert_eq!(words(&format!("{short}\n{BODY}")), "ISA GS ST CLM SE GE IEA");
    assert_eq!(
        words(&format!("{ISA}{BODY}{short}{BODY}")),
        "ISA GS ST CLM SE GE IEA ISA GS ST CLM SE GE IEA"
    );
}

#[test]
fn inputs_that_are_no_x12() {
    let looks = |input: &[u8]| match refused(input) {
        ErrorKind::NoInterchange { looks, .. } => looks,
        kind => panic!("{}", Error::from(kind)),
    };
    assert_eq!(looks(b" \n"), Looks::Blank);
    assert_eq!(looks(BODY.as_bytes()), Looks::NoEnvelope);
    assert_eq!(looks(b"ST*837*0001~"), Looks::NoEnvelope);
    assert_eq!(looks(b"UNA:+.? 'UNB+UNOA:1"), Looks::Edifact);
    assert_eq!(looks(b"\x1f\x8b\x08\0"), Looks::Gzip);
    assert_eq!(looks(b"PK\x03\x04"), Looks::Zip);
    assert_eq!(looks(b"%PDF-1.7"), Looks::Pdf);
    assert_eq!(looks(b"<html>"), Looks::Xml);
    assert_eq!(looks(b"{}"), Looks::Json);
    assert_eq!(looks(b"STANDARD VISA*CARD"), Looks::Unknown);
    assert!(matches!(refused(b"\n  hello"), ErrorKind::NoInterchange { offset: 3, line: 2, .. }));
    assert!(matches!(
        refused(b"text\nISA*00*x"),
        ErrorKind::Isa { offset: 5, line: 2, fault: IsaFault::CutOff }
    ));
    let wide: Vec<u8> = ISA.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(matches!(refused(&wide), ErrorKind::WideCharacters { encoding: "UTF-16" }));
    assert!(matches!(refused(b"\xfe\xff\0I"), ErrorKind::WideCharacters { encoding: "UTF-16" }));
    assert!(matches!(refused(b"\xff\xfe\0\0I\0\0\0"), ErrorKind::WideCharacters { encoding: "UTF-32" }));
}

#[test]
fn a_faulty_isa_stops_the_reader_wherever_it_stands() {
    let fault = ISA.replace('^', ":");
    assert!(matches!(
        refused(fault.as_bytes()),
        ErrorKind::Isa { offset: 0, fault: IsaFault::Collision(..), .. }
    ));
    let input = format!("{ISA}\n{BODY}\n{fault}{BODY}");
    let offset = (106 + 1 + BODY.len() + 1) as u64;
    match refused(input.as_bytes()) {
        ErrorKind::Isa { offset: found, line: 3, fault: IsaFault::Collision(..) } => {
            assert_eq!(found, offset);
        }
        kind => panic!("{}", Error::from(kind)),
    }
}

#[test]
fn a_segment_without_end_is_an_error() {
    let fits = format!("{ISA}GS*{}~", "x".repeat(LONGEST_SEGMENT - 4));
    assert_eq!(words(&fits), "ISA GS");
    let input = format!("{ISA}\nGS*{}~", "x".repeat(LONGEST_SEGMENT - 3));
    assert!(matches!(refused(input.as_bytes()), ErrorKind::SegmentTooLong { offset: 107, line: 2, .. }));
    assert_same(&slice(input.as_bytes()), &streamed(input.as_bytes(), vec![5000]));
}

#[test]
fn endless_white_space_does_not_fill_the_memory() {
    let input = format!("{ISA}{}GS*HC~IEA*0*1~{}", "\r\n".repeat(100_000), "\n".repeat(200_000));
    let (seen, error) = slice(input.as_bytes());
    assert!(error.is_none());
    assert!(seen.iter().all(|s| s.raw.len() < 70_000));
    let lines: Vec<u64> = seen.iter().filter(|s| !s.elements.is_empty()).map(|s| s.line).collect();
    assert_eq!(lines, [1, 100_001, 100_001]);
    assert_same(&(seen, error), &streamed(input.as_bytes(), vec![1000, 3]));
}

#[test]
fn stated_delimiters() {
    let read =
        |input: &'static str| all(Reader::from_slice(input.as_bytes()).with_delimiters(Delimiters::STANDARD));
    let (seen, error) = read("\u{feff}\nST*837*0001~CLM*A1~SE*3*0001~");
    assert!(error.is_none());
    assert_eq!(seen.iter().map(|s| s.ordinal).collect::<Vec<_>>(), [0, 1, 2, 3]);
    assert_eq!(seen[2].elements, ["CLM", "A1"]);
    assert!(read("").0.is_empty());
}

#[test]
fn a_failed_read_can_be_repeated() {
    struct Once<'a>(&'a [u8], bool);
    impl Read for Once<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() && !std::mem::replace(&mut self.1, true) {
                return Err(io::ErrorKind::TimedOut.into());
            }
            self.0.read(into)
        }
    }
    let input = format!("{ISA}{BODY}");
    let mut reader = Reader::new(Once(input.as_bytes(), false));
    let (mut pieces, mut failures) = (0, 0);
    loop {
        match reader.next() {
            Ok(Some(_)) => pieces += 1,
            Ok(None) => break,
            Err(error) => {
                assert!(matches!(error.kind(), ErrorKind::Read { .. }));
                assert_eq!(error.offset(), Some(input.len() as u64));
                failures += 1;
            }
        }
    }
    assert_eq!((pieces, failures), (7, 1));
}

#[test]
fn memory_follows_the_longest_segment_and_not_the_input() {
    let claims = "CLM*A1*100***11:B:1~REF*D9*123456789~\n".repeat(200_000);
    let input = format!("{ISA}GS*HC~ST*837*1~{claims}NTE*ADD*{}~{claims}", "x".repeat(300_000));
    let mut reader = Reader::new(input.as_bytes());
    let (mut segments, mut largest_before) = (0, 0);
    while let Some(piece) = reader.next().expect("the input can be read") {
        segments += 1;
        if piece.segment().is_some_and(|item| item.segment.id() == b"NTE") {
            assert_eq!(largest_before, 1 << 17);
            assert!(reader.buffer_size() <= 1 << 20);
        }
        largest_before = reader.buffer_size();
    }
    assert_eq!(segments, 3 + 400_000 + 1 + 400_000);
}

/// Looks at everything a piece offers.
fn look(piece: Piece<'_>, envelopes: &mut Envelopes) {
    let Piece::Segment(item) = piece else { return };
    envelopes.observe(&item);
    let segment = item.segment;
    let mut length = 0;
    for n in 0..=segment.last() {
        length += segment.element(n).len() + 1;
        assert!(segment.components(n).count() > 0 && segment.repetitions(n).count() > 0);
        assert!(segment.bytes()[segment.element_offset(n)..].starts_with(segment.element(n)));
    }
    assert_eq!(length, segment.bytes().len() + 1);
}

/// Valid text with a few bytes changed, and text of bytes that mean something to the reader.
fn input() -> impl Strategy<Value = Vec<u8>> {
    let files = [
        format!("{ISA}{BODY}"),
        format!("{ISA}\r\n{}", BODY.replace('~', "~\r\n")),
        format!("{ISA}{BODY}{ISA}{BODY}"),
        format!("{}{}", ISA.replace('~', "\r\n"), BODY.replace('~', "\r\n")),
        format!("{}{BODY}", ISA.replace("SENDER  ", "SENDER")),
        format!(
            "\u{feff}{ISA}{}{}",
            &BODY[..80],
            format!("{ISA}{BODY}").replace('~', "\n").replace('*', "|")
        ),
    ];
    let byte = || prop_oneof![prop::sample::select(&b"~*:^\r\n ISAGEST\xef\xbb\xbf\0"[..]), any::<u8>()];
    let edits = prop::collection::vec((any::<prop::sample::Index>(), byte(), 0..3u8), 0..6);
    let mutated = (prop::sample::select(files.to_vec()), edits).prop_map(|(file, edits)| {
        let mut bytes = file.into_bytes();
        for (index, byte, kind) in edits {
            let at = index.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => drop(bytes.drain(at / 2..=at / 2)),
            }
        }
        bytes
    });
    let behind = prop::collection::vec(byte(), 0..200).prop_map(|bytes| [ISA.as_bytes(), &bytes].concat());
    prop_oneof![4 => mutated, 2 => behind, 1 => prop::collection::vec(byte(), 0..300)]
}

/// More of them can be asked for where there is time.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(1000)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn the_law_holds_and_chunks_do_not_show(bytes in input(), sizes in prop::collection::vec(1..40usize, 1..5)) {
        let whole = slice(&bytes);
        assert_same(&whole, &streamed(&bytes, sizes));
        assert_same(&whole, &streamed(&bytes, vec![1]));
    }

    #[test]
    fn nothing_panics_with_any_delimiters_stated(bytes in input(), stated in any::<[u8; 4]>(), small in any::<bool>()) {
        let stated = if small { stated.map(|b| b"*~\r\n :^A"[usize::from(b % 8)]) } else { stated };
        let [element, component, repetition, segment] = stated;
        let delimiters = Delimiters { element, component, repetition: Some(repetition), segment };
        let mut reader = Reader::from_slice(&bytes).with_delimiters(delimiters);
        let (mut envelopes, mut joined) = (Envelopes::new(), Vec::new());
        while let Ok(Some(piece)) = reader.next() {
            joined.extend_from_slice(piece.raw());
            look(piece, &mut envelopes);
        }
        envelopes.finish();
        prop_assert!(bytes.starts_with(&joined));
    }

    #[test]
    fn lines_are_those_of_a_plain_count(bytes in input()) {
        let (seen, _) = slice(&bytes);
        for piece in seen {
            let before = &bytes[..piece.offset as usize];
            let breaks = before.iter().enumerate().filter(|&(at, &b)| {
                b == b'\r' || (b == b'\n' && (at == 0 || before[at - 1] != b'\r'))
            });
            prop_assert_eq!(piece.line, 1 + breaks.count() as u64);
        }
    }
}
