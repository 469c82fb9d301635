//! Control numbers of the envelopes that are written.

use crate::x12::{EnvelopeLevel, Numbering, written};

/// Gives control numbers: those the claims came with, unless they have to be made.
#[derive(Debug)]
pub(super) struct Numbers {
    /// The numbers of envelopes, where all are made anew.
    anew: Numbering,
    /// Transaction numbers made for this group, which its other transactions must not have.
    made: Vec<Vec<u8>>,
}

impl Numbers {
    pub(super) fn new(renew: Option<u32>) -> Self {
        let anew = renew.map_or_else(Numbering::kept, |first| Numbering::renewed(first.into()));
        Self { anew, made: Vec::new() }
    }

    /// Numbers the envelopes that open, all but the first `kept` ones, which came with `stated`; `transaction` is the how
    /// manieth of its group. `split`: the transaction before this one was full.
    pub(super) fn assign(
        &mut self,
        control: &mut [Vec<u8>; 3],
        stated: &[Vec<u8>; 3],
        transaction: usize,
        kept: usize,
        split: bool,
    ) {
        if kept < 2 {
            self.made.clear();
        }
        for (n, level) in
            [EnvelopeLevel::Interchange, EnvelopeLevel::Group].into_iter().enumerate().skip(kept)
        {
            control[n] = self.anew.next(level).unwrap_or_else(|| stated[n].clone());
        }
        let stated = stated[2].clone();
        control[2] = match self.anew.next(EnvelopeLevel::Transaction) {
            Some(number) => number,
            None if split || self.made.contains(&stated) => self.make(transaction, &stated),
            None => stated,
        };
    }

    /// A number for a transaction that cannot keep the one it was stated with: the first from this one on that no other
    /// transaction of the group has, as far as is known.
    fn make(&mut self, mut number: usize, stated: &[u8]) -> Vec<u8> {
        while written(EnvelopeLevel::Transaction, number as u64) == stated || self.is_made(number) {
            number += 1;
        }
        self.made.push(written(EnvelopeLevel::Transaction, number as u64));
        self.made.last().cloned().unwrap_or_default()
    }

    fn is_made(&self, number: usize) -> bool {
        self.made.contains(&written(EnvelopeLevel::Transaction, number as u64))
    }
}
