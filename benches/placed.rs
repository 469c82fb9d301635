//! What it costs to give segments their place, beside what it costs to cut them out of the bytes at all.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use twinclaim::guide::{GuideKind, Places, Walker, parse, registry};
use twinclaim::x12::{Delimiters, Segment};

const HEAD: &str = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260302*1200*^*00501*000000001*0*T*:~\
GS*HC*SENDER*RECEIVER*20260302*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~BHT*0019*00*1*20260302*1200*CH~\
NM1*41*2*SENDER*****46*12345~PER*IC*DESK*TE*5555550100~NM1*40*2*RECEIVER*****46*67890~\
HL*1**20*1~PRV*BI*PXC*207Q00000X~NM1*85*2*GROUP*****XX*1234567893~N3*1 MAIN ST~N4*TOWN*NY*100010000~REF*EI*123456789~";

const CLAIM: &str = "HL*2*1*22*0~SBR*P*18*GROUP1******CI~NM1*IL*1*DOE*JANE*A***MI*MEMBER01~N3*2 SIDE ST~N4*TOWN*NY*10001~\
DMG*D8*19700101*F~NM1*PR*2*PAYER*****PI*99999~N3*3 PAYER PL~N4*TOWN*NY*10001~CLM*ACCOUNT01*425.5***22:B:1*Y*A*Y*Y~\
DTP*435*D8*20260301~DTP*096*D8*20260302~REF*G1*AUTH01~REF*EA*RECORD01~HI*ABK:K3580*ABF:E119*ABF:I10~\
NM1*DN*1*REFER*RON****XX*1234567893~NM1*82*1*RENDER*RITA****XX*1234567893~PRV*PE*PXC*207Q00000X~\
NM1*77*2*HOSPITAL*****XX*1234567893~N3*4 WARD WAY~N4*TOWN*NY*100010000~\
SBR*S*18*******MB~CAS*PR*1*20~AMT*D*80~OI***Y***Y~NM1*IL*1*DOE*JANE****MI*MEMBER02~NM1*PR*2*SECOND*****PI*88888~\
LX*1~SV1*HC:99223:25*200*UN*1*21**1:2:3~DTP*472*D8*20260301~REF*6R*LINE01~SVD*88888*80*HC:99223**1~CAS*CO*45*100~DTP*573*D8*20260310~\
LX*2~SV1*HC:93010*125.5*UN*1*21**1~DTP*472*D8*20260301~REF*6R*LINE02~NM1*DK*1*ORDER*OLA****XX*1234567893~\
LX*3~SV1*HC:44970*100*UN*1*21**1~DTP*472*RD8*20260301-20260302~REF*6R*LINE03~";

fn file(claims: usize) -> Vec<u8> {
    format!("{HEAD}{}SE*1*0001~GE*1*1~IEA*1*000000001~", CLAIM.repeat(claims)).into_bytes()
}

/// The floor: nothing but finding the terminators.
fn terminators(bytes: &[u8]) -> usize {
    memchr::memchr_iter(b'~', bytes).count()
}

/// Segments with the ends of their elements, the simplest way.
fn cut(bytes: &[u8], mut use_it: impl FnMut(&Segment<'_>)) {
    let mut ends = Vec::with_capacity(32);
    let mut start = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'*' => ends.push((at - start) as u32),
            b'~' => {
                ends.push((at - start) as u32);
                use_it(&Segment::new(&bytes[start..at], &ends, Delimiters::STANDARD));
                ends.clear();
                start = at + 1;
            }
            _ => {}
        }
    }
}

fn placed(c: &mut Criterion) {
    let bytes = file(2000);
    let mut group = c.benchmark_group("placed");
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("floor: terminators", |b| b.iter(|| terminators(black_box(&bytes))));
    group.bench_function("cut into elements", |b| {
        b.iter(|| {
            let mut count = 0;
            cut(black_box(&bytes), |segment| count += segment.last());
            count
        });
    });
    let places = registry::places(GuideKind::Professional);
    group.bench_function("cut and placed", |b| {
        b.iter(|| {
            let mut walker = Walker::new(places);
            let mut unplaced = 0;
            cut(black_box(&bytes), |segment| unplaced += usize::from(walker.place(segment).row.is_none()));
            assert_eq!(unplaced, 0);
        });
    });
    group.finish();

    // The same per segment, without the cutting.
    let mut kept: Vec<(Vec<u8>, Vec<u32>)> = Vec::new();
    cut(&file(20), |segment| kept.push((segment.bytes().to_vec(), segment.ends().to_vec())));
    let segments: Vec<Segment<'_>> =
        kept.iter().map(|(b, e)| Segment::new(b, e, Delimiters::STANDARD)).collect();
    let mut group = c.benchmark_group("walker");
    group.throughput(Throughput::Elements(segments.len() as u64));
    group.bench_function("place", |b| {
        b.iter(|| {
            let mut walker = Walker::new(places);
            segments.iter().filter(|s| walker.place(black_box(s)).row.is_some()).count()
        });
    });
    group.finish();
}

/// What every run of the program pays before the first segment.
fn loading(c: &mut Criterion) {
    let text = include_str!("../src/guide/005010X222A1.guide");
    let mut group = c.benchmark_group("loading");
    group.bench_function("read a guide", |b| {
        b.iter(|| parse(black_box(text)).map(|guide| guide.segments.len()));
    });
    let guide = registry::professional();
    group.bench_function("build the walker's tables", |b| b.iter(|| Places::of(black_box(guide))));
    group.finish();
}

criterion_group!(benches, placed, loading);
criterion_main!(benches);
