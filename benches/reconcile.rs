//! What reconciling costs as a whole, on generated pairs: the floor builds every claim twice from what is held, once to
//! find its visit and once to run the rules, and does nothing else.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use twinclaim::internal::batch::ClaimStore;
use twinclaim::internal::batch::claims::Form;
use twinclaim::internal::codes::reference::Tables;
use twinclaim::internal::config::Config;
use twinclaim::internal::generate::DATE;
use twinclaim::internal::generate::pairs::{Options, write};
use twinclaim::reconcile::{Settings, Store, reconcile};
use twinclaim::translate::{Claims, Event};
use twinclaim::x12::{Charset, Reader};

fn held(encounters: u64) -> ClaimStore {
    let (mut facility, mut professional) = (Vec::new(), Vec::new());
    write(&Options::new(encounters), &mut facility, &mut professional, &mut Vec::new())
        .expect("memory takes it");
    let mut held = ClaimStore::default();
    for text in [facility, professional] {
        let mut events = Claims::new(Reader::from_slice(&text), None, Charset::Auto);
        while let Some(event) = events.next().transpose().expect("valid X12") {
            if let Event::Claim(raw) = event {
                held.push(&Form::Segments(raw)).expect("memory takes it");
            }
        }
    }
    held
}

fn whole(criterion: &mut Criterion) {
    let (config, tables) = (Config::default(), Tables::default());
    for encounters in [1_000, 10_000] {
        let claims = held(encounters);
        let mut group = criterion.benchmark_group(format!("{encounters} encounters"));
        group.throughput(Throughput::Elements(claims.len() as u64)).sample_size(10);
        group.bench_function("floor: claims built twice", |b| {
            b.iter(|| {
                for n in (0..claims.len()).chain(0..claims.len()) {
                    black_box(claims.claim(n).expect("it is held"));
                }
            });
        });
        for threads in [1, 2] {
            group.bench_function(format!("reconcile, threads: {threads}"), |b| {
                b.iter(|| {
                    let settings = Settings { threads, ..Settings::new(&config, &tables, DATE) };
                    black_box(reconcile(&claims, &settings).expect("they are held"))
                });
            });
        }
        group.finish();
    }
}

criterion_group!(benches, whole);
criterion_main!(benches);
