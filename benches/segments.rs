//! How fast segments are read: the floor is a bare pass of the leaf scanner over the same bytes in the same run.

use std::hint::black_box;
use std::io::Write as _;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use twinclaim::x12::{Delimiters, Piece, Reader, Scanner, Source};

/// Bytes of text, about.
const SIZE: usize = 16 << 20;

/// One interchange of synthetic professional claims; `end` is behind each terminator.
fn claims(end: &str) -> Vec<u8> {
    let mut text = Vec::with_capacity(SIZE + 4096);
    let head = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *250102*1253*^*00501*000000905*0*P*:~\
                GS*HC*SENDER*RECEIVER*20250102*1253*1*X*005010X222A1~ST*837*0001*005010X222A1~\
                BHT*0019*00*0001*20250102*1253*CH~NM1*41*2*EXAMPLE BILLING*****46*123456789~\
                PER*IC*HELP DESK*TE*5555550100~NM1*40*2*EXAMPLE PAYER*****46*987654321~";
    let mut put = |piece: &str| text.write_all(piece.replace('~', &format!("~{end}")).as_bytes());
    put(head).expect("memory takes it");
    let mut written = 0;
    for number in 0.. {
        let claim = format!(
            "HL*{hl}*1*22*0~SBR*P*18*GRP{number:05}******CI~NM1*IL*1*DOE*JANE****MI*W{number:09}~\
             N3*{number} EXAMPLE STREET~N4*SPRINGFIELD*IL*627040001~DMG*D8*19800101*F~\
             NM1*PR*2*EXAMPLE PAYER*****PI*99999~CLM*PCN{number:08}*275.5***11:B:1*Y*A*Y*Y~\
             REF*D9*{number:012}~HI*ABK:M5416*ABF:M545~NM1*82*1*ROE*RICHARD****XX*1234567893~\
             PRV*PE*PXC*2085R0202X~LX*1~SV1*HC:72148:26*175.5*UN*1***1:2~DTP*472*D8*20250102~\
             REF*6R*{number:08}1~LX*2~SV1*HC:72100:26*100*UN*1***1~DTP*472*D8*20250102~",
            hl = number + 2,
        );
        put(&claim).expect("memory takes it");
        written += claim.len();
        if written > SIZE {
            break;
        }
    }
    put("SE*999*0001~GE*1*1~IEA*1*000000905~").expect("memory takes it");
    text
}

/// The floor: every element end is found and kept until the next segment, and nothing else is done.
fn floor(text: &[u8]) -> usize {
    let scanner = Scanner::new(Delimiters::STANDARD);
    let mut ends = Vec::with_capacity(64);
    let (mut rest, mut elements) = (text, 0);
    while let Ok((behind, segment)) = scanner.segment(rest, 0, &mut ends) {
        elements += ends.len();
        black_box(segment);
        ends.clear();
        rest = behind;
    }
    elements
}

fn read<S: Source>(mut reader: Reader<S>) -> usize {
    let mut elements = 0;
    while let Some(piece) = reader.next().expect("the text is valid") {
        if let Piece::Segment(item) = piece {
            black_box((item.segment.bytes(), item.raw.len(), item.position.offset));
            elements += item.segment.ends().len();
        }
    }
    elements
}

fn segments(criterion: &mut Criterion) {
    for (name, end) in [("one line", ""), ("a line a segment", "\n")] {
        let text = claims(end);
        assert_eq!(floor(&text), read(Reader::from_slice(&text)));
        let mut group = criterion.benchmark_group(format!("segments, {name}"));
        group.throughput(Throughput::Bytes(text.len() as u64)).sample_size(20);
        group.bench_function("floor: bare leaf scanner", |b| b.iter(|| floor(black_box(&text))));
        group.bench_function("reader, slice", |b| b.iter(|| read(Reader::from_slice(black_box(&text)))));
        group.bench_function("reader, stream", |b| b.iter(|| read(Reader::new(black_box(&text[..])))));
        group.finish();
    }
}

criterion_group!(benches, segments);
criterion_main!(benches);
