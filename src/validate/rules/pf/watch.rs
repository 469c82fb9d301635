//! The values that edits of a profile speak of, looked at once a claim and not once an edit.
//!
//! A profile has dozens of edits on the procedure code of a line alone. An element's value tells which of them can be meant,
//! the same value the same ones: that is kept, so that a code met before costs one look-up for all edits together.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::guide::RowId;
use crate::guide::profile::{Clue, Look};
use crate::validate::scope::{Claim, Instance};

/// The most values that are kept of an element; then it begins anew.
const MOST: usize = 4096;

/// Longer values are mostly met once.
const LONGEST: usize = 48;

/// The elements that edits speak of.
#[derive(Debug, Default)]
pub(super) struct Watches {
    all: Vec<Watch>,
    /// Number of the look at hand.
    now: u64,
}

/// What the values have to be like for one edit: of which watched element, and which of its looks.
#[derive(Debug, Default)]
pub(super) struct Clues {
    /// Somewhere in the claim.
    anywhere: Vec<(usize, u128)>,
    /// In the instance that the edit looks at.
    own: Vec<(usize, u128)>,
}

impl Clues {
    /// Whether instances differ by what their own values are like.
    pub(super) fn are_own(&self) -> bool {
        !self.own.is_empty()
    }
}

/// Elements of a row.
#[derive(Debug)]
struct Watch {
    row: RowId,
    /// The first and the last.
    elements: (u8, u8),
    /// What edits ask of it; the number is the bit.
    looks: Vec<Look>,
    /// By value: which of them it has.
    known: HashMap<Box<[u8]>, u128, FixedState>,
    /// The component separator of the known values.
    separator: u8,
    /// The look for which it was read last.
    read: u64,
    /// The entries of the row that have any, in order, with what they have.
    found: Vec<(usize, u128)>,
    /// What all of them have together.
    together: u128,
}

impl Watches {
    /// Watches what clues speak of.
    pub(super) fn watch(&mut self, clues: &[Clue]) -> Clues {
        let mut of_edit = Clues::default();
        for clue in clues {
            let Some((watch, bit)) = self.bit_of(clue) else { continue };
            add(&mut of_edit.anywhere, watch, bit);
            if clue.is_own {
                add(&mut of_edit.own, watch, bit);
            }
        }
        of_edit
    }

    /// Which watch has a clue, and where; none where it has no room for more.
    fn bit_of(&mut self, clue: &Clue) -> Option<(usize, u128)> {
        let is_it = |watch: &Watch| (watch.row, watch.elements) == (clue.row, clue.elements);
        let at = self.all.iter().position(is_it).unwrap_or_else(|| {
            self.all.push(Watch::new(clue));
            self.all.len() - 1
        });
        let looks = &mut self.all[at].looks;
        let n = looks.iter().position(|look| *look == clue.look).unwrap_or(looks.len());
        if n == looks.len() {
            looks.push(clue.look.clone());
        }
        Some((at, 1u128.checked_shl(n as u32)?))
    }

    /// Another part is looked at.
    pub(super) fn begin(&mut self) {
        self.now += 1;
    }

    /// Whether a claim has values that an edit asks for.
    pub(super) fn fit(&mut self, clues: &Clues, claim: &Claim<'_>) -> bool {
        clues.anywhere.iter().all(|&(watch, bits)| {
            let watch = &mut self.all[watch];
            if watch.read != self.now {
                watch.read = self.now;
                watch.look(claim);
            }
            watch.together & bits == bits
        })
    }

    /// Whether an instance has values that an edit asks for, in a claim that [fits](Self::fit).
    pub(super) fn fit_in(&self, clues: &Clues, here: &Instance<'_>) -> bool {
        clues.own.iter().all(|&(watch, bits)| {
            let found = &self.all[watch].found;
            let (from, to) = here.entries();
            let first = found.partition_point(|(entry, _)| *entry < from);
            let within = found[first..].iter().take_while(|(entry, _)| *entry < to);
            within.fold(0, |all, (_, bits)| all | bits) & bits == bits
        })
    }
}

fn add(to: &mut Vec<(usize, u128)>, watch: usize, bit: u128) {
    match to.iter_mut().find(|(known, _)| *known == watch) {
        Some((_, bits)) => *bits |= bit,
        None => to.push((watch, bit)),
    }
}

impl Watch {
    fn new(clue: &Clue) -> Self {
        Self {
            row: clue.row,
            elements: clue.elements,
            looks: Vec::new(),
            known: HashMap::default(),
            separator: 0,
            read: 0,
            found: Vec::new(),
            together: 0,
        }
    }

    fn look(&mut self, claim: &Claim<'_>) {
        self.found.clear();
        self.together = 0;
        for (entry, segment) in claim.entries(self.row) {
            let last = usize::from(self.elements.1).min(segment.last());
            let mut bits = 0;
            for n in usize::from(self.elements.0)..=last {
                let value = segment.element(n);
                if !value.is_empty() {
                    bits |= self.bits(value, segment.delimiters().component);
                }
            }
            if bits != 0 {
                self.found.push((entry, bits));
                self.together |= bits;
            }
        }
    }

    /// Which looks a value has.
    fn bits(&mut self, value: &[u8], separator: u8) -> u128 {
        if self.separator != separator {
            self.separator = separator;
            self.known.clear();
        }
        if let Some(bits) = self.known.get(value) {
            return *bits;
        }
        let looks = self.looks.iter().take(u128::BITS as usize).enumerate();
        let bits = looks.fold(0, |all, (n, look)| all | u128::from(look.fits(value, separator)) << n);
        if value.len() <= LONGEST {
            if self.known.len() >= MOST {
                self.known.clear();
            }
            self.known.insert(value.into(), bits);
        }
        bits
    }
}
