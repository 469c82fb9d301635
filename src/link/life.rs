//! The life cycle of claims: which ones count, and which ones a later claim replaces, voids or only repeats.
//!
//! A claim's history is that of its account: the same form, biller and account number (CLM01), and the same rank of payer.
//! Claims are taken in the order of their own dates (BHT04, BHT05) and numbers, whatever the order of the files.

use std::collections::HashSet;

use super::record::{Day, Record};
use super::{Fate, OwnedGroups};

/// What a claim does to those before it (CLM05-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Act {
    /// An original, a part of a chain of interim bills.
    Bills,
    /// Late charges.
    Adds,
    /// Replaces what was billed.
    Replaces,
    /// Cancels it.
    Voids,
    /// Bills nothing: notices, claims without payment, adjustments that payers start.
    Nothing,
}

impl Act {
    pub(super) fn of(record: &Record) -> Self {
        match record.frequency {
            '5' => Self::Adds,
            // 6 was the number of a corrected claim before 5010.
            '6' | '7' => Self::Replaces,
            '8' => Self::Voids,
            '0' | '9' | 'A'..='Z' => Self::Nothing,
            _ => Self::Bills,
        }
    }
}

/// What becomes of each claim. `person` says whose a claim is.
pub(super) fn fates(records: &[Record], known: &OwnedGroups, person: &dyn Fn(u32) -> u32) -> Vec<Fate> {
    let mut fates: Vec<Fate> = records
        .iter()
        .map(|record| match Act::of(record) {
            Act::Nothing => Fate::NotBilled,
            Act::Voids => Fate::Void(None),
            _ => Fate::Counts,
        })
        .collect();
    let billed =
        |n: &u32| records[*n as usize].billing != 0 && Act::of(&records[*n as usize]) != Act::Nothing;
    let account = |n: u32| {
        let r = &records[n as usize];
        (r.form, known.facility(r.billing), r.account, r.rank)
    };
    let event = |n: u32| {
        let r = &records[n as usize];
        (&r.order.created, Act::of(r), &r.order)
    };
    let mut sorted: Vec<u32> = (0..records.len() as u32).filter(billed).collect();
    sorted.sort_by(|a, b| account(*a).cmp(&account(*b)).then_with(|| event(*a).cmp(&event(*b))));
    for history in sorted.chunk_by(|a, b| account(*a) == account(*b) && account(*a).2 != 0) {
        follow(history, records, &mut fates);
    }
    follow_payer_numbers(&mut sorted, records, &mut fates, &event);
    for same_days in [true, false] {
        follow_likeness(&mut sorted, records, &mut fates, (known, person), same_days);
    }
    copies(&mut sorted, records, &mut fates, known, person);
    fates
}

/// Goes through the history of one account.
fn follow(history: &[u32], records: &[Record], fates: &mut [Fate]) {
    let mut active: Vec<u32> = Vec::new();
    for &n in history {
        let record = &records[n as usize];
        let act = Act::of(record);
        if matches!(act, Act::Replaces | Act::Voids) {
            let mut hit: Vec<u32> =
                active.iter().copied().filter(|&m| overlap(records[m as usize].days, record.days)).collect();
            // A wrong period is a reason to replace a claim; then the account's only claim is meant.
            if hit.is_empty() && active.len() == 1 {
                hit.clone_from(&active);
            }
            end(n, act, &hit, fates);
            active.retain(|m| !hit.contains(m));
        }
        if act != Act::Voids {
            active.push(n);
        }
    }
}

/// Ends the claims that another one replaces or voids.
fn end(by: u32, act: Act, hit: &[u32], fates: &mut [Fate]) {
    for &m in hit {
        fates[m as usize] =
            if act == Act::Voids { Fate::VoidedBy(by as usize) } else { Fate::ReplacedBy(by as usize) };
    }
    if let (Act::Voids, Some(&last)) = (act, hit.last()) {
        fates[by as usize] = Fate::Void(Some(last as usize));
    }
}

/// Replacements and voids that name one payer's claim (REF*F8) follow each other even where the account was renumbered.
fn follow_payer_numbers<'r, K: Ord + 'r>(
    sorted: &mut [u32],
    records: &'r [Record],
    fates: &mut [Fate],
    event: &dyn Fn(u32) -> K,
) {
    let number = |n: u32| {
        let r = &records[n as usize];
        (r.form, r.billing, r.replaces, r.rank)
    };
    sorted.sort_by(|a, b| number(*a).cmp(&number(*b)).then_with(|| event(*a).cmp(&event(*b))));
    for history in sorted.chunk_by(|a, b| number(*a) == number(*b)) {
        if records[history[0] as usize].replaces == 0 {
            continue;
        }
        let mut last: Option<u32> = None;
        for &n in history {
            let act = Act::of(&records[n as usize]);
            let is_open = match fates[n as usize] {
                Fate::Counts => act == Act::Replaces,
                Fate::Void(None) => true,
                _ => false,
            };
            if is_open && let Some(before) = last.take() {
                end(n, act, &[before], fates);
            }
            if fates[n as usize] == Fate::Counts {
                last = Some(n);
            }
        }
    }
}

/// Where the account was renumbered and no payer's number helps, a replacement or void is of the one claim that bills the
/// same services of the same patient on the same days. A wrong date is a reason to replace a claim: where there is none on
/// its days, a replacement is of the one claim that differs in its days only.
fn follow_likeness(
    sorted: &mut [u32],
    records: &[Record],
    fates: &mut [Fate],
    (known, person): (&OwnedGroups, &dyn Fn(u32) -> u32),
    same_days: bool,
) {
    let done: HashSet<usize> = fates
        .iter()
        .filter_map(|fate| match fate {
            Fate::ReplacedBy(by) => Some(*by),
            _ => None,
        })
        .collect();
    let visit = |n: u32| {
        let r = &records[n as usize];
        (r.form, known.facility(r.billing), person(n), r.rank, r.days.filter(|_| same_days))
    };
    let event = |n: u32| {
        let r = &records[n as usize];
        (&r.order.created, Act::of(r), &r.order)
    };
    sorted.sort_by(|a, b| visit(*a).cmp(&visit(*b)).then_with(|| event(*a).cmp(&event(*b))));
    for claims in sorted.chunk_by(|a, b| visit(*a) == visit(*b)) {
        for (at, &n) in claims.iter().enumerate() {
            let record = &records[n as usize];
            let is_open = match fates[n as usize] {
                Fate::Counts => Act::of(record) == Act::Replaces && !done.contains(&(n as usize)),
                Fate::Void(None) => same_days,
                _ => false,
            };
            if !is_open {
                continue;
            }
            // Histories are short; of a junk patient's thousands only the nearest are looked at.
            let near = claims[at.saturating_sub(LOOK_BACK)..at].iter().copied();
            let is_like = if same_days { is_same_service } else { is_same_but_days };
            let like: Vec<u32> = near
                .filter(|&m| fates[m as usize] == Fate::Counts && is_like(&records[m as usize], record))
                .collect();
            let same_charge: Vec<u32> =
                like.iter().copied().filter(|&m| records[m as usize].charge == record.charge).collect();
            // A void repeats the charge; what is there for another one is the corrected claim. On other days the
            // charge does not choose between visits.
            let any = !same_days || (same_charge.is_empty() && Act::of(record) == Act::Replaces);
            let hit = if any { like } else { same_charge };
            if hit.len() == 1 {
                end(n, Act::of(record), &hit, fates);
            }
        }
    }
}

/// Claims before a replacement or void that are looked at.
const LOOK_BACK: usize = 32;

/// Claims for payers further down the line repeat those for the payers before them.
fn copies(
    sorted: &mut [u32],
    records: &[Record],
    fates: &mut [Fate],
    known: &OwnedGroups,
    person: &dyn Fn(u32) -> u32,
) {
    // By account first; where the account was numbered anew, by patient.
    for by_account in [true, false] {
        let bill = |n: u32| {
            let r = &records[n as usize];
            let (same, days) =
                if by_account { (r.account, None) } else { (u64::from(person(n)) + 1, r.days) };
            (r.form, known.facility(r.billing), same, days)
        };
        let rank = |n: u32| (records[n as usize].rank, &records[n as usize].order);
        sorted.sort_by(|a, b| bill(*a).cmp(&bill(*b)).then_with(|| rank(*a).cmp(&rank(*b))));
        for claims in sorted.chunk_by(|a, b| bill(*a) == bill(*b)) {
            if bill(claims[0]).2 != 0 {
                copies_among(claims, records, fates, by_account);
            }
        }
    }
}

fn copies_among(claims: &[u32], records: &[Record], fates: &mut [Fate], same_account: bool) {
    let first = records[claims[0] as usize].rank;
    if claims.iter().all(|n| records[*n as usize].rank == first) {
        return;
    }
    for &n in claims {
        let copy = &records[n as usize];
        if copy.rank == first || fates[n as usize] != Fate::Counts {
            continue;
        }
        let originals = claims.iter().copied().filter(|&m| {
            let original = &records[m as usize];
            original.rank < copy.rank
                && fates[m as usize] == Fate::Counts
                && overlap(original.days, copy.days)
                && (same_account || is_same_bill(original, copy))
        });
        // The likest: the same charge, the same frequency; then the first payer's.
        let likest = originals.min_by_key(|&m| {
            let original = &records[m as usize];
            let unlike = !is_same_bill(original, copy);
            (unlike, original.frequency != copy.frequency, original.rank, &original.order)
        });
        if let Some(original) = likest {
            fates[n as usize] = Fate::CopyOf(original as usize);
        }
    }
}

/// Whether two claims bill the same: days, charge, line by line, under one account or for one illness.
pub(super) fn is_same_bill(a: &Record, b: &Record) -> bool {
    let one_account = a.account != 0 && a.account == b.account;
    let one_illness = a.diagnoses == b.diagnoses && !a.is_distinct && !b.is_distinct;
    (one_account || one_illness) && a.charge == b.charge && is_same_service(a, b)
}

/// Whether two claims bill the same services on the same days, for whatever charge.
fn is_same_service(a: &Record, b: &Record) -> bool {
    let line = |r: &Record| r.lines.iter().map(|l| (l.days, l.procedure, l.revenue)).collect::<Vec<_>>();
    a.days == b.days && a.bill == b.bill && line(a) == line(b)
}

/// Days between a claim with a wrong date and the one that puts it right, at most.
const DATE_OFF: Day = 31;

/// Whether two claims differ in their days, and in what they charge, alone: services, place, physicians and illness are the
/// same.
fn is_same_but_days(a: &Record, b: &Record) -> bool {
    let lines = |r: &Record| -> Vec<_> {
        r.lines.iter().map(|l| (l.procedure, l.revenue, l.place.clone(), l.physician)).collect()
    };
    let (Some((from, to)), Some((first, last))) = (a.days, b.days) else { return false };
    (from - first).abs() <= DATE_OFF
        && to - from == last - first
        && (a.bill == b.bill && a.facility == b.facility && a.facility_address == b.facility_address)
        && (a.physicians == b.physicians && a.diagnoses == b.diagnoses)
        && lines(a) == lines(b)
}

fn overlap(a: Option<(Day, Day)>, b: Option<(Day, Day)>) -> bool {
    match (a, b) {
        (Some((from, to)), Some((first, last))) => from <= last && first <= to,
        _ => true,
    }
}
