//! What the tests over whole files (`tests/generate.rs`) cannot reach.

use super::batch::Batch;
use super::envelope::Limits;
use super::*;

fn text(claims: u64, limits: Limits) -> String {
    let mut out = Vec::new();
    let options = Options::new(ClaimType::Professional, claims);
    Batch::new(&options, limits, &mut out).write().expect("memory takes it");
    String::from_utf8(out).expect("UTF-8")
}

/// 20 claims, 3 a transaction, 2 transactions a group: 7 transactions in 4 groups, the last one with one of each.
#[test]
fn transactions_and_groups_have_limits() {
    let text = text(20, Limits { claims: 3, transactions: 2 });
    let with = |start: &str| text.lines().filter(|line| line.starts_with(start)).collect::<Vec<_>>();
    assert_eq!(with("GE*"), ["GE*2*1~", "GE*2*2~", "GE*2*3~", "GE*1*4~"]);
    let numbers: Vec<String> = (1..=7).map(|n| format!("ST*837*{n:04}*005010X222A1~")).collect();
    assert_eq!(with("ST*"), numbers);
    assert!(with("IEA*")[0].starts_with("IEA*4*"));
    let claims: Vec<usize> = text.split("\nST*").skip(1).map(|one| one.matches("\nCLM*").count()).collect();
    assert_eq!(claims, [3, 3, 3, 3, 3, 3, 2]);
    // Levels count from 1 in each transaction.
    assert_eq!(with("HL*1**20*1~").len(), 7);
}

#[test]
fn no_claims_are_no_bytes() {
    assert_eq!(text(0, Limits::default()), "");
}

#[test]
fn a_date_that_cannot_be_is_refused() {
    for (year, fine) in [(2015, false), (2016, true), (9999, true), (10_000, false)] {
        let date = NaiveDate::from_ymd_opt(year, 1, 1).expect("a date");
        let options = Options::new(ClaimType::Institutional, 20).date(date);
        let done = write(&options, Vec::new()).map_err(|error| error.kind());
        assert_eq!(done, if fine { Ok(()) } else { Err(io::ErrorKind::InvalidInput) }, "{year}");
    }
}
