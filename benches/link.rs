//! What linking costs: facility and professional claims of as many visits, and how that grows with their number.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use twinclaim::internal::groups::Groups;
use twinclaim::link::{Record, Settings, link};
use twinclaim::model::{
    Address, BillingProvider, Claim, ClaimType, Patient, ProcedureCode, Provider, ProviderRole, ServiceLine,
    Subscriber, Text,
};

/// The two claims of each visit, of about half as many people. One in ten professional claims misspells the name.
fn records(visits: u64) -> Vec<Record> {
    (0..visits).flat_map(|n| [claim(n, true), claim(n, false)]).map(|claim| Record::of(&claim)).collect()
}

/// A number below `most` that follows from `n` and looks like any.
fn pick(n: u64, salt: u64, most: u64) -> u64 {
    let mixed =
        (n.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ salt.wrapping_mul(0xd1b5_4a32_d192_ed03)).rotate_left(31);
    (mixed.wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 17) % most
}

/// A name of so many syllables.
fn name(number: u64, syllables: u32) -> String {
    const PARTS: [&str; 16] = [
        "AN", "BER", "CO", "DAL", "EN", "FOR", "GRI", "HOL", "IS", "KEN", "LO", "MAR", "NEL", "OS", "PET",
        "RU",
    ];
    (0..syllables).map(|at| PARTS[(number >> (4 * at)) as usize % 16]).collect()
}

fn claim(visit: u64, is_facility: bool) -> Claim {
    let person = pick(visit, 1, 1 + visit / 2);
    let text = |text: String| Some(Text::from(text));
    let kind = if is_facility { ClaimType::Institutional } else { ClaimType::Professional };
    let hospital = format!("20{:08}", pick(visit, 2, 200));
    let mut last = name(pick(person, 3, 40_000), 4);
    if !is_facility && visit.is_multiple_of(10) {
        last.remove(2);
    }
    let born = chrono::NaiveDate::from_ymd_opt(1930, 1, 1)
        .map(|day| day + chrono::Days::new(pick(person, 4, 33_000)));
    let on =
        chrono::NaiveDate::from_ymd_opt(2026, 1, 1).map(|day| day + chrono::Days::new(pick(visit, 5, 120)));
    let mut claim = Claim::new(kind);
    claim.patient_control_number = text(format!("{}{visit}", if is_facility { 'F' } else { 'P' }));
    claim.patient = Some(
        Patient {
            last_name: text(last),
            first_name: text(name(pick(person, 6, 600), 2)),
            birth_date: born,
            sex: text(if person.is_multiple_of(2) { "F" } else { "M" }.to_owned()),
            address: Some(Address {
                line1: text(format!("{} {} ST", pick(person, 7, 9000), name(pick(person, 8, 4000), 3))),
                postal_code: text(format!("{:05}", 10_000 + pick(person, 9, 900))),
                ..Address::default()
            }),
            ..Patient::default()
        }
        .into(),
    );
    let member_id = text(format!("PLH{:09}", pick(person, 10, 1_000_000_000)));
    claim.subscriber = Some(Subscriber { member_id, ..Subscriber::default() }.into());
    let biller = if is_facility { hospital.clone() } else { format!("21{:08}", pick(visit, 11, 2000)) };
    claim.billing_provider = Some(BillingProvider { npi: text(biller), ..BillingProvider::default() }.into());
    if is_facility {
        claim.facility_type = text("13".to_owned());
        (claim.statement_from, claim.statement_to) = (on, on);
    } else {
        claim.place_of_service = text("22".to_owned());
        claim
            .providers
            .push(Provider { npi: text(hospital), ..Provider::new(ProviderRole::ServiceFacility) });
    }
    claim.service_lines.push(ServiceLine {
        revenue_code: is_facility.then(|| "0351".into()),
        procedure: Some(ProcedureCode {
            code: text(format!("7{:04}", 450 + pick(visit, 12, 60))),
            ..ProcedureCode::default()
        }),
        service_date: on,
        ..ServiceLine::default()
    });
    claim
}

fn linking(c: &mut Criterion) {
    let mut group = c.benchmark_group("link");
    group.sample_size(10);
    for visits in [10_000, 30_000, 100_000] {
        let records = records(visits);
        group.throughput(Throughput::Elements(records.len() as u64));
        group.bench_function(format!("{visits} and {visits} claims"), |b| {
            b.iter(|| black_box(link(&records, &Settings::default(), &Groups::default())));
        });
    }
    group.finish();
}

criterion_group!(benches, linking);
criterion_main!(benches);
