//! How fast claims are made of X12 and JSON of claims: the floor is a bare pass of the leaf scanner over the same bytes in
//! the same run. Throughput is in bytes of X12 everywhere.

use std::hint::black_box;

use criterion::{
    BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime,
};
use twinclaim::guide::registry::places;
use twinclaim::guide::{GuideKind, Walker};
use twinclaim::internal::generate::{Options, write};
use twinclaim::model::{ClaimType, JsonWriter};
use twinclaim::translate::{Claims, Event, Ndjson, RawClaim, Reader as ClaimReader};
use twinclaim::x12::{Charset, Delimiters, Piece, Reader, Scanner};

/// Claims that make about 16 MiB.
fn text(kind: ClaimType) -> Vec<u8> {
    let claims = match kind {
        ClaimType::Institutional => 5_500,
        ClaimType::Professional => 15_500,
    };
    made(kind, claims)
}

fn made(kind: ClaimType, claims: u64) -> Vec<u8> {
    let mut text = Vec::with_capacity(20 << 20);
    write(&Options::new(kind, claims), &mut text).expect("memory takes it");
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

fn segments(text: &[u8]) -> usize {
    let (mut reader, mut elements) = (Reader::from_slice(text), 0);
    while let Some(piece) = reader.next().expect("the text is valid") {
        if let Piece::Segment(item) = piece {
            elements += item.segment.ends().len();
        }
    }
    elements
}

fn placed(text: &[u8], kind: GuideKind) -> usize {
    let (mut reader, mut walker, mut count) = (Reader::from_slice(text), Walker::new(places(kind)), 0);
    while let Some(piece) = reader.next().expect("the text is valid") {
        if let Piece::Segment(item) = piece {
            count += usize::from(walker.place(&item.segment).row.is_some());
        }
    }
    count
}

/// Every claim of a text as its segments, in their places.
fn each(text: &[u8], mut with: impl FnMut(&RawClaim)) {
    let mut events = Claims::new(Reader::from_slice(text), None, Charset::default());
    while let Some(event) = events.next().transpose().expect("the text is valid") {
        if let Event::Claim(raw) = event {
            with(&raw);
        }
    }
}

fn measure(group: &mut BenchmarkGroup<'_, WallTime>, kind: ClaimType, text: &[u8]) {
    let guide = match kind {
        ClaimType::Institutional => GuideKind::Institutional,
        ClaimType::Professional => GuideKind::Professional,
    };
    group.throughput(Throughput::Bytes(text.len() as u64)).sample_size(10);
    group.bench_function("floor: bare leaf scanner", |b| b.iter(|| floor(black_box(text))));
    group.bench_function("segments", |b| b.iter(|| segments(black_box(text))));
    group.bench_function("segments, placed", |b| b.iter(|| placed(black_box(text), guide)));
    group.bench_function("claims collected", |b| {
        b.iter(|| {
            each(black_box(text), |raw| {
                black_box(raw);
            });
        });
    });
    group.bench_function("claims built", |b| {
        b.iter(|| {
            let mut reader = ClaimReader::default();
            each(black_box(text), |raw| drop(black_box(reader.read(raw))));
        });
    });
    group.bench_function("ndjson by the plan, into nothing", |b| {
        b.iter(|| {
            let (mut plan, mut line) = (Ndjson::default(), Vec::new());
            each(black_box(text), |raw| {
                line.clear();
                plan.append(raw, &mut line).expect("claims are JSON");
                black_box(&line);
            });
            assert!(plan.counts().others.is_empty(), "{:?}", plan.counts());
        });
    });
    group.bench_function("ndjson by way of the model, into nothing", |b| {
        b.iter(|| {
            let (mut reader, mut json, mut line) =
                (ClaimReader::default(), JsonWriter::default(), Vec::new());
            each(black_box(text), |raw| {
                line.clear();
                json.append(&reader.read(raw), &mut line).expect("claims are JSON");
                black_box(&line);
            });
        });
    });
}

fn claims(criterion: &mut Criterion) {
    for kind in [ClaimType::Professional, ClaimType::Institutional] {
        let text = text(kind);
        let mut group = criterion.benchmark_group(format!("claims, {}", kind.as_str()));
        measure(&mut group, kind, &text);
        group.finish();
    }
}

/// How fast the input of all this is made.
fn generated(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("generated");
    for kind in [ClaimType::Professional, ClaimType::Institutional] {
        let length = made(kind, 2000).len();
        group.throughput(Throughput::Bytes(length as u64)).sample_size(10);
        group.bench_function(kind.as_str(), |b| b.iter(|| made(black_box(kind), 2000).len()));
    }
    group.finish();
}

criterion_group!(benches, claims, generated);
criterion_main!(benches);
