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
    counted: Option<Counted>,
}

/// The values that came. Their fingerprints stay in memory, 24 bytes a value, so that one value always becomes the same.
#[derive(Debug, Default)]
struct Counted {
    known: HashMap<u128, u64, FixedState>,
    /// Values so far, by what they are exchanged among.
    counts: HashMap<u128, u64, FixedState>,
}

impl Numbers {
    pub(super) fn new(mode: &Mode) -> Self {
        match mode {
            Mode::SafeHarbor => Self { key: Key::public(), counted: Some(Counted::default()) },
            Mode::Pseudonym(key) => Self { key: key.clone(), counted: None },
        }
    }

    /// Whether surrogates follow from the order alone.
    pub(super) fn is_counted(&self) -> bool {
        self.counted.is_some()
    }

    /// A number below `size` for a value; two values have the same one by chance only.
    pub(super) fn drawn(&mut self, kind: &str, value: &str, size: u128) -> u128 {
        match &mut self.counted {
            None => self.key.number(&[kind.as_bytes(), value.as_bytes()]) % size,
            Some(counted) => {
                let id = self.key.number(&[kind.as_bytes(), value.as_bytes()]);
                let (known, counts) = (&mut counted.known, &mut counted.counts);
                let number = known.entry(id).or_insert_with(|| {
                    let count = counts.entry(self.key.number(&[kind.as_bytes()])).or_default();
                    *count += 1;
                    *count - 1
                });
                permuted(&self.key, kind.as_bytes(), u128::from(*number) % size, size)
            }
        }
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
        let Some(counted) = &mut self.counted else {
            // A permutation that is walked on until it fits is one of what fits. Among few, a number would often be its own
            // surrogate.
            let step = if size > MANY { permuted } else { next };
            let mut found = number;
            for _ in 0..MOST_STEPS {
                found = step(&self.key, among.as_bytes(), found, size);
                if fits(found) {
                    return found;
                }
            }
            return found;
        };
        let id = self.key.number(&[b"exchanged", among.as_bytes(), &number.to_le_bytes()]);
        let (known, counts, key) = (&mut counted.known, &mut counted.counts, &self.key);
        let at = |count: u64| permuted(key, among.as_bytes(), u128::from(count) % size, size);
        let count = *known.entry(id).or_insert_with(|| {
            let count = counts.entry(key.number(&[b"exchanged", among.as_bytes()])).or_default();
            for _ in 0..MOST_STEPS {
                *count += 1;
                if fits(at(*count - 1)) {
                    break;
                }
            }
            *count - 1
        });
        at(count)
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
