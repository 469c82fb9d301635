//! Where surrogates come from: a key, or nothing but the order in which values came.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::key::Key;
use super::permutation::{next, permuted};

/// How values are replaced.
#[derive(Clone, Debug)]
pub enum Mode {
    /// As 45 CFR 164.514(b)(2) says: dates to the year, surrogates by order of appearance.
    SafeHarbor,
    /// Surrogates that the key makes of the values: the same on any day and in any file.
    Pseudonym(Key),
}

/// Gives numbers for values: by the key, or counted.
#[derive(Debug)]
pub(super) struct Numbers {
    key: Key,
    /// What values became. By the key they would become it again, so that not all are kept; counted ones are, 32 bytes a
    /// value, because one value always becomes the same.
    known: HashMap<u128, u128, FixedState>,
    counted: Option<Counted>,
}

/// Values so far, by what they are exchanged among.
type Counted = HashMap<u128, u64, FixedState>;

/// Surrogates by a key that are kept, so that names and numbers that come again are not worked out again.
const KEPT: usize = 1 << 16;

impl Numbers {
    pub(super) fn new(mode: &Mode) -> Self {
        let (key, counted) = match mode {
            Mode::SafeHarbor => (Key::public(), Some(Counted::default())),
            Mode::Pseudonym(key) => (key.clone(), None),
        };
        Self { key, known: HashMap::default(), counted }
    }

    /// Whether surrogates follow from the order alone.
    pub(super) fn is_counted(&self) -> bool {
        self.counted.is_some()
    }

    /// A number below `size` for a value; two values have the same one by chance only.
    pub(super) fn drawn(&mut self, kind: &str, value: &str, size: u128) -> u128 {
        let id = self.key.number(&[kind.as_bytes(), value.as_bytes()]);
        let Some(counts) = &mut self.counted else { return id % size };
        let (key, among) = (&self.key, kind.as_bytes());
        *self.known.entry(id).or_insert_with(|| {
            let count = counts.entry(key.number(&[among])).or_default();
            *count += 1;
            permuted(key, among, u128::from(*count - 1) % size, size)
        })
    }

    /// What a number below `size` is exchanged for, no two for the same; `fits` says what it must not be exchanged for.
    /// `among` names the numbers that are exchanged among each other. All that do not fit are to stay out of `number` too.
    pub(super) fn exchanged(
        &mut self,
        among: &str,
        number: u128,
        size: u128,
        fits: &dyn Fn(u128) -> bool,
    ) -> u128 {
        let id = self.key.number(&[b"exchanged", among.as_bytes(), &number.to_le_bytes()]);
        if let Some(known) = self.known.get(&id) {
            return *known;
        }
        let (key, among) = (&self.key, among.as_bytes());
        let found = match &mut self.counted {
            Some(counts) => {
                let count = counts.entry(key.number(&[b"exchanged", among])).or_default();
                counted(count, fits, &|count| permuted(key, among, u128::from(count) % size, size))
            }
            // A permutation that is walked on until it fits is one of what fits. Among few, a number would often be its own
            // surrogate.
            None if size > MANY => walked(number, fits, &|at| permuted(key, among, at, size)),
            None => walked(number, fits, &|at| next(key, among, at, size)),
        };
        if self.counted.is_none() && self.known.len() >= KEPT {
            self.known.clear();
        }
        self.known.insert(id, found);
        found
    }

    /// A number that only the key decides.
    pub(super) fn of_key(&self, kind: &str, value: &str) -> u128 {
        self.key.number(&[kind.as_bytes(), value.as_bytes()])
    }
}

/// Among so many, that a number is its own surrogate need not be feared.
const MANY: u128 = 10_000;

/// Far more steps than any form needs of which one in ten numbers is.
const MOST_STEPS: u32 = 4096;

/// What the next count that fits becomes.
fn counted(count: &mut u64, fits: &dyn Fn(u128) -> bool, at: &dyn Fn(u64) -> u128) -> u128 {
    let mut found = 0;
    for _ in 0..MOST_STEPS {
        found = at(*count);
        *count += 1;
        if fits(found) {
            break;
        }
    }
    found
}

/// The first that fits on the way from a number.
fn walked(number: u128, fits: &dyn Fn(u128) -> bool, step: &dyn Fn(u128) -> u128) -> u128 {
    let mut found = number;
    for _ in 0..MOST_STEPS {
        found = step(found);
        if fits(found) {
            break;
        }
    }
    found
}
