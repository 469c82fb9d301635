//! Facility claims to visits: interim chains, late charges and bills sent twice come together; a bill for a series of
//! treatments is parted by day.

use std::collections::HashSet;

use crate::codes::{self, services::Kinds};
use crate::finding::Side;
use crate::model::Text;

use super::finder::Finder;
use super::life::{Act, is_same_bill};
use super::line_match::SameService;
use super::names::Newborn;
use super::record::{Day, Record};
use super::{Fate, OwnedGroups};

/// What a facility bills for one visit, ready to be held against professional claims.
#[derive(Debug, Default)]
pub(super) struct Stay {
    /// Its claims, the main one first, each with the lines that belong here.
    pub(super) claims: Vec<(u32, Vec<usize>)>,
    pub(super) person: u32,
    /// First and last day; none where the claims give no day.
    pub(super) days: Option<(Day, Day)>,
    pub(super) is_inpatient: bool,
    /// Whether it is a day of a bill for a series of treatments.
    pub(super) is_of_series: bool,
    /// First two digits of the types of bill.
    pub(super) bills: Vec<Text>,
    /// Whether a child just born is the patient, or billed with its mother: a nursery, a child without a name yet, an infant.
    pub(super) is_newborn: bool,
    pub(super) facilities: Vec<u64>,
    pub(super) addresses: Vec<u64>,
    pub(super) organizations: Vec<u64>,
    pub(super) physicians: Vec<u64>,
    pub(super) accounts: Vec<u64>,
    pub(super) account_digits: Vec<u64>,
    pub(super) authorizations: Vec<u64>,
    pub(super) referrals: Vec<u64>,
    pub(super) diagnoses: Vec<u64>,
    pub(super) principal: u64,
    pub(super) admission: Option<Day>,
    pub(super) services: Vec<Service>,
    /// Where they are.
    pub(super) finder: Finder,
}

/// Something the facility did.
#[derive(Debug)]
pub(super) struct Service {
    pub(super) days: (Day, Day),
    pub(super) procedure: u64,
    pub(super) kinds: Kinds,
    /// The professional claim whose line was found to be the other side of this one.
    pub(super) twin: Option<u32>,
    /// One whose line is of its kind.
    pub(super) kin: Option<u32>,
}

impl Service {
    /// Whether another claim has been found to be its other side, or all of it that the line is of the kind of.
    pub(super) fn is_taken(&self, by: SameService, claim: u32) -> bool {
        let is_other = |taken: Option<u32>| taken.is_some_and(|other| other != claim);
        is_other(self.twin) || (!by.is_exact && is_other(self.kin))
    }

    /// Gives it to a claim.
    pub(super) fn take(&mut self, by: SameService, claim: u32) {
        *(if by.is_exact { &mut self.twin } else { &mut self.kin }) = Some(claim);
    }
}

/// All stays, in an order that rests on the claims alone.
pub(super) fn stays(
    records: &[Record],
    fates: &[Fate],
    known: &OwnedGroups,
    person: &dyn Fn(u32) -> u32,
) -> Vec<Stay> {
    let mut stays = Vec::new();
    let cared_for = by_month(records, person);
    for bill in bills(records, fates, known, person) {
        // A month of dialysis has its other half in the physician's month (CMS Pub. 100-04 chapter 8 section 140).
        let is_month =
            records[bill[0] as usize].bill.starts_with("72") && cared_for.contains(&person(bill[0]));
        match series(&bill, records).filter(|_| !is_month) {
            None => {
                let claims = bill.iter().map(|&n| (n, (0..records[n as usize].lines.len()).collect()));
                stays.push(Stay::of(claims.collect(), None, records, known, person));
            }
            Some(days) => {
                for (n, &day) in days.iter().enumerate() {
                    let claims = lines_of_day(&bill, day, n == 0, records);
                    stays.push(Stay::of(claims, Some(day), records, known, person));
                }
            }
        }
    }
    let order = |stay: &Stay| (stay.days, &records[stay.claims[0].0 as usize].order);
    stays.sort_by(|a, b| order(a).cmp(&order(b)));
    stays
}

/// Persons whose dialysis a physician bills by the month.
fn by_month(records: &[Record], person: &dyn Fn(u32) -> u32) -> HashSet<u32> {
    let is_one = |record: &Record| record.lines.iter().any(|line| line.is_dialysis_month);
    let all = (0..).zip(records).filter(|(_, record)| is_one(record));
    all.map(|(n, _)| person(n)).collect()
}

/// Claims of the facility side that count, those of one bill together: the main one first.
fn bills(
    records: &[Record],
    fates: &[Fate],
    known: &OwnedGroups,
    person: &dyn Fn(u32) -> u32,
) -> Vec<Vec<u32>> {
    let record = |n: u32| &records[n as usize];
    let counts = |n: &u32| fates[*n as usize] == Fate::Counts && known.side(record(*n)) == Side::Facility;
    let patient = |n: u32| (person(n), known.facility(record(n).billing), record(n).form);
    let mut sorted: Vec<u32> = (0..records.len() as u32).filter(counts).collect();
    sorted.sort_by(|a, b| {
        let key = |n: u32| (patient(n), record(n).days, Act::of(record(n)), &record(n).order);
        key(*a).cmp(&key(*b))
    });
    let mut all = Vec::new();
    for claims in sorted.chunk_by(|a, b| patient(*a) == patient(*b)) {
        let (late, main): (Vec<u32>, Vec<u32>) =
            claims.iter().partition(|n| Act::of(record(**n)) == Act::Adds);
        let mut bills: Vec<Vec<u32>> = Vec::new();
        for n in main {
            // Claims are sorted by day: what one continues or repeats is among the last.
            let joins = bills.iter_mut().rev().take(8).find(|bill| {
                bill.last().is_some_and(|&m| continues(record(m), record(n)))
                    || bill.iter().any(|&m| is_same_bill(record(m), record(n)))
            });
            match joins {
                Some(bill) => bill.push(n),
                None => bills.push(vec![n]),
            }
        }
        add_late(&late, &mut bills, records);
        all.extend(bills);
    }
    all
}

/// Late charges join the bill of their account, else the one whose days they fall into; else they stand alone.
fn add_late(late: &[u32], bills: &mut Vec<Vec<u32>>, records: &[Record]) {
    for &n in late {
        let charge = &records[n as usize];
        let is_within = |bill: &[u32]| match (records[bill[0] as usize].days, charge.days) {
            (Some((from, to)), Some((first, last))) => from <= last && first <= to,
            _ => true,
        };
        let is_account =
            |bill: &[u32]| charge.account != 0 && charge.account == records[bill[0] as usize].account;
        let of_account = bills.iter().position(|bill| is_within(bill) && is_account(bill));
        match of_account.or_else(|| bills.iter().position(|bill| is_within(bill))) {
            Some(at) => bills[at].push(n),
            None => bills.push(vec![n]),
        }
    }
}

/// Whether an interim bill goes on where another one ended.
fn continues(before: &Record, after: &Record) -> bool {
    let is_open = matches!(before.frequency, '2' | '3') || before.still_a_patient;
    let goes_on = matches!(after.frequency, '3' | '4' | '7');
    let (Some((_, end)), Some((start, _))) = (before.days, after.days) else { return false };
    let same_kind = before.bill.get(..2) == after.bill.get(..2);
    let one_account = before.account != 0 && before.account == after.account;
    is_open && goes_on && same_kind && (start == end + 1 || start == end || (one_account && start > end))
}

/// The days of a bill for a series of treatments: an outpatient bill whose services lie on days apart. None for a visit.
fn series(bill: &[u32], records: &[Record]) -> Option<Vec<Day>> {
    let lines = || bill.iter().flat_map(|n| &records[*n as usize].lines);
    if bill.iter().any(|n| codes::is_inpatient(&records[*n as usize].bill)) {
        return None;
    }
    let mut days: Vec<Day> = lines().filter_map(|line| line.days).map(|(from, _)| from).collect();
    days.sort_unstable();
    days.dedup();
    let has_gap = days.windows(2).any(|two| two[1] - two[0] > 1);
    // A night in the emergency department or under observation is one visit.
    let is_one_stay = lines().any(|line| line.kinds.is_one_stay()) && days.last()? - days.first()? < 4;
    let is_long = days.len() > 4;
    ((has_gap || is_long) && !is_one_stay).then_some(days)
}

fn lines_of_day(bill: &[u32], day: Day, is_first: bool, records: &[Record]) -> Vec<(u32, Vec<usize>)> {
    let mut claims = Vec::new();
    for &n in bill {
        let here = |line: &super::record::Line| match line.days {
            Some((from, _)) => from == day,
            // What has no day of its own is reported once.
            None => is_first,
        };
        let lines = &records[n as usize].lines;
        let lines: Vec<usize> = (0..lines.len()).filter(|at| here(&lines[*at])).collect();
        if !lines.is_empty() {
            claims.push((n, lines));
        }
    }
    claims
}

impl Stay {
    fn of(
        claims: Vec<(u32, Vec<usize>)>,
        day: Option<Day>,
        records: &[Record],
        known: &OwnedGroups,
        person: &dyn Fn(u32) -> u32,
    ) -> Self {
        let mut stay = Self { person: person(claims[0].0), ..Self::default() };
        for (n, lines) in &claims {
            stay.add(&records[*n as usize], lines, day, known);
        }
        stay.claims = claims;
        stay.is_of_series = day.is_some();
        for list in [
            &mut stay.facilities,
            &mut stay.addresses,
            &mut stay.organizations,
            &mut stay.physicians,
            &mut stay.accounts,
            &mut stay.account_digits,
            &mut stay.authorizations,
            &mut stay.referrals,
            &mut stay.diagnoses,
        ] {
            list.retain(|value| *value != 0);
            list.sort_unstable();
            list.dedup();
        }
        stay.services.sort_by_key(|service| (service.procedure, service.days));
        stay.finder = Finder::of(&stay.services, stay.is_inpatient);
        stay
    }

    fn add(&mut self, record: &Record, lines: &[usize], day: Option<Day>, known: &OwnedGroups) {
        let days = day.map(|day| (day, day)).or(record.days);
        self.days = match (self.days, days) {
            (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
            (a, b) => a.or(b),
        };
        self.is_inpatient |= codes::is_inpatient(&record.bill);
        if !self.bills.contains(&record.bill) {
            self.bills.push(record.bill.clone());
        }
        self.is_newborn |= record.person.is_infant
            || record.person.name.newborn != Newborn::No
            || record.lines.iter().any(|line| line.is_of_newborn);
        self.facilities.extend([known.facility(record.billing), known.facility(record.facility)]);
        self.addresses.push(record.facility_address);
        self.organizations.push(record.organization);
        self.physicians.extend(&record.physicians);
        self.accounts.push(record.account);
        self.account_digits.push(record.account_digits);
        self.authorizations.push(record.authorization);
        self.referrals.push(record.referral);
        self.diagnoses.extend(&record.diagnoses);
        if self.principal == 0 {
            self.principal = record.diagnoses.first().copied().unwrap_or(0);
        }
        self.admission = self.admission.or(record.admission);
        for &at in lines {
            let line = &record.lines[at];
            if let Some(days) = line.days.or(days) {
                self.services.push(Service {
                    days,
                    procedure: line.procedure,
                    kinds: line.kinds,
                    twin: None,
                    kin: None,
                });
            }
        }
    }
}
