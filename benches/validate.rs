//! What validating costs, beside the floor in the same run: reading the same bytes and giving each segment its place.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use twinclaim::guide::registry::places;
use twinclaim::guide::{GuideKind, Walker};
use twinclaim::internal::generate::{Options, write};
use twinclaim::model::ClaimType;
use twinclaim::validate::{Event, RuleSet, Settings, Validator};
use twinclaim::x12::{Charset, Piece, Reader};

/// Claims that make about 8 MiB.
fn text(kind: ClaimType) -> Vec<u8> {
    let claims = match kind {
        ClaimType::Institutional => 2_800,
        ClaimType::Professional => 7_800,
    };
    let mut text = Vec::with_capacity(10 << 20);
    write(&Options::new(kind, claims), &mut text).expect("memory takes it");
    text
}

/// The floor: segments and their places.
fn placed(text: &[u8], kind: GuideKind) -> usize {
    let (mut reader, mut walker, mut count) = (Reader::from_slice(text), Walker::new(places(kind)), 0);
    while let Some(piece) = reader.next().expect("the text is valid") {
        if let Piece::Segment(item) = piece {
            count += usize::from(walker.place(&item.segment).row.is_some());
        }
    }
    count
}

fn validated(text: &[u8], book: &RuleSet) -> (u64, u64) {
    let (mut claims, mut findings) = (0, 0);
    let mut validator = Validator::new(book, None, Charset::Auto);
    let mut reader = Reader::from_slice(text);
    let mut take = |event: Event<'_>| match event {
        Event::Claim(_) => claims += 1,
        Event::Finding(_) => findings += 1,
        _ => {}
    };
    while let Some(piece) = reader.next().expect("the text is valid") {
        validator.piece(&piece, &mut take);
    }
    validator.finish(&mut take);
    (claims, findings)
}

fn validate(c: &mut Criterion) {
    let all = RuleSet::default();
    let two = RuleSet::new(Settings { types: [1, 2].into(), ..Settings::default() });
    for (name, kind, guide) in [
        ("professional", ClaimType::Professional, GuideKind::Professional),
        ("institutional", ClaimType::Institutional, GuideKind::Institutional),
    ] {
        let text = text(kind);
        let (claims, _) = validated(&text, &all);
        assert!(claims > 0, "there is something to validate");
        let mut group = c.benchmark_group(name);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function("floor: read and placed", |b| b.iter(|| placed(black_box(&text), guide)));
        group.bench_function("types 1 and 2", |b| b.iter(|| validated(black_box(&text), &two)));
        group.bench_function("all types", |b| b.iter(|| validated(black_box(&text), &all)));
        group.finish();
    }
}

criterion_group!(benches, validate);
criterion_main!(benches);
