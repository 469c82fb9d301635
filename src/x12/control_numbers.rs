//! Which control numbers were used, in little memory: senders count upwards, so that ranges hold them all.

use std::collections::{BTreeMap, BTreeSet};

/// The control numbers of an input. Each method says whether the number is new.
#[derive(Debug, Default)]
pub(super) struct ControlNumbers {
    /// By sender and receiver.
    interchanges: BTreeMap<Vec<u8>, Set>,
    groups: Set,
    transactions: Set,
}

impl ControlNumbers {
    /// ISA13 between these parties (ISA05 to ISA08); the groups start anew.
    pub(super) fn interchange(&mut self, parties: [&[u8]; 4], control: &[u8]) -> bool {
        self.leave_interchange();
        self.interchanges.entry(parties.join(&0)).or_default().insert(control)
    }

    /// GS06 in the interchange; the transactions start anew.
    pub(super) fn group(&mut self, control: &[u8]) -> bool {
        self.leave_group();
        self.groups.insert(control)
    }

    /// ST02 in the group.
    pub(super) fn transaction(&mut self, control: &[u8]) -> bool {
        self.transactions.insert(control)
    }

    pub(super) fn leave_group(&mut self) {
        self.transactions = Set::default();
    }

    pub(super) fn leave_interchange(&mut self) {
        self.leave_group();
        self.groups = Set::default();
    }
}

/// A set of control numbers.
#[derive(Debug, Default)]
struct Set {
    /// Numbers by their width, as ranges: the first of each to its last.
    ranges: BTreeMap<usize, BTreeMap<u64, u64>>,
    /// What is no number.
    others: BTreeSet<Vec<u8>>,
}

impl Set {
    /// Adds a control number; false if it was there.
    fn insert(&mut self, control: &[u8]) -> bool {
        match number(control) {
            Some(number) => insert_into(self.ranges.entry(control.len()).or_default(), number),
            None => self.others.insert(control.to_vec()),
        }
    }
}

fn insert_into(ranges: &mut BTreeMap<u64, u64>, number: u64) -> bool {
    let before = ranges.range(..=number).next_back().map(|(&first, &last)| (first, last));
    if before.is_some_and(|(_, last)| last >= number) {
        return false;
    }
    // `number` fits 18 digits, so that the additions cannot overflow.
    let first = before.filter(|&(_, last)| last + 1 == number).map_or(number, |(first, _)| first);
    let last = ranges.remove(&(number + 1)).unwrap_or(number);
    ranges.insert(first, last);
    true
}

/// The value of up to 18 digits.
pub(super) fn number(bytes: &[u8]) -> Option<u64> {
    let digits = (1..=18).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_digit);
    digits.then(|| bytes.iter().fold(0, |value, digit| value * 10 + u64::from(digit - b'0')))
}

/// Whether two numeric control numbers are the same; leading zeros do not count.
pub(super) fn same_number(one: &[u8], other: &[u8]) -> bool {
    match (number(one), number(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consecutive_numbers_are_one_range() {
        let mut set = Set::default();
        for number in (1..=999).step_by(2).chain((2..=999).step_by(2)) {
            assert!(set.insert(format!("{number:04}").as_bytes()));
        }
        assert_eq!(set.ranges[&4], BTreeMap::from([(1, 999)]));
        assert!(!set.insert(b"0500"));
        assert!(set.insert(b"1000") && set.insert(b"0000"));
        assert_eq!(set.ranges[&4], BTreeMap::from([(0, 1000)]));
    }

    #[test]
    fn width_and_letters_tell_numbers_apart() {
        let mut set = Set::default();
        assert!(set.insert(b"1") && set.insert(b"01") && set.insert(b"A1") && set.insert(b""));
        assert!(!set.insert(b"A1") && !set.insert(b"01"));
        assert!(set.insert(&[b'9'; 18]) && set.insert(&[b'9'; 19]) && !set.insert(&[b'9'; 19]));
    }
}
