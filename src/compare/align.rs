//! Which of the items of one side are those of the other.

use std::collections::HashMap;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Runs that are longer are paired in their order, not by likeness, whose cost is the product of their lengths.
const LONGEST: usize = 64;

/// What is opposite each other; one of both where an item stands alone.
pub(super) type Pair = (Option<usize>, Option<usize>);

/// Pairs of items that differ, and items that stand alone. Equal ones (by digest) are left out. `ordered`: their order
/// has a meaning, as that of service lines has.
pub(super) fn align(
    left: &[u64],
    right: &[u64],
    ordered: bool,
    likeness: &mut dyn FnMut(usize, usize) -> u32,
) -> Vec<Pair> {
    let mut pairs = Vec::new();
    if ordered {
        for (old, new) in runs(left, right) {
            let (old, new): (Vec<usize>, Vec<usize>) = (old.collect(), new.collect());
            pairs.extend(in_order(&old, &new, likeness));
        }
    } else {
        let (old, new) = without_equals(left, right);
        pairs.extend(in_any_order(&old, &new, likeness));
    }
    pairs
}

/// The stretches between what is equal.
fn runs(left: &[u64], right: &[u64]) -> Vec<(Range<usize>, Range<usize>)> {
    let mut runs: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, left, right) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let (old, new) = (op.old_range(), op.new_range());
        match runs.last_mut() {
            Some(last) if last.0.end == old.start && last.1.end == new.start => {
                (last.0.end, last.1.end) = (old.end, new.end);
            }
            _ => runs.push((old, new)),
        }
    }
    runs
}

/// The pairing in order that makes the likeness greatest; what is not alike at all stands alone.
fn in_order(old: &[usize], new: &[usize], likeness: &mut dyn FnMut(usize, usize) -> u32) -> Vec<Pair> {
    if old.len().max(new.len()) > LONGEST || (old.len(), new.len()) == (1, 1) {
        return zipped(old, new);
    }
    let width = new.len() + 1;
    let mut best = vec![0u32; (old.len() + 1) * width];
    let mut alike = vec![0u32; old.len() * new.len()];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            let here = likeness(old[i], new[j]);
            alike[i * new.len() + j] = here;
            let paired = if here > 0 { here + best[(i + 1) * width + j + 1] } else { 0 };
            best[i * width + j] = paired.max(best[(i + 1) * width + j]).max(best[i * width + j + 1]);
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < old.len() && j < new.len() {
        let here = alike[i * new.len() + j];
        if here > 0 && best[i * width + j] == here + best[(i + 1) * width + j + 1] {
            pairs.push((Some(old[i]), Some(new[j])));
            (i, j) = (i + 1, j + 1);
        } else if best[i * width + j] == best[(i + 1) * width + j] {
            pairs.push((Some(old[i]), None));
            i += 1;
        } else {
            pairs.push((None, Some(new[j])));
            j += 1;
        }
    }
    pairs.extend(old[i..].iter().map(|n| (Some(*n), None)));
    pairs.extend(new[j..].iter().map(|n| (None, Some(*n))));
    pairs
}

/// What is left when each item has met its equal.
fn without_equals(left: &[u64], right: &[u64]) -> (Vec<usize>, Vec<usize>) {
    let mut waiting: HashMap<u64, usize> = HashMap::new();
    for digest in right {
        *waiting.entry(*digest).or_default() += 1;
    }
    let mut met: HashMap<u64, usize> = HashMap::new();
    let mut old = Vec::new();
    for (n, digest) in left.iter().enumerate() {
        match waiting.get_mut(digest).filter(|count| **count > 0) {
            Some(count) => {
                *count -= 1;
                *met.entry(*digest).or_default() += 1;
            }
            None => old.push(n),
        }
    }
    let mut new = Vec::new();
    for (n, digest) in right.iter().enumerate() {
        match met.get_mut(digest).filter(|count| **count > 0) {
            Some(count) => *count -= 1,
            None => new.push(n),
        }
    }
    (old, new)
}

/// The most alike first; what is not alike at all stands alone.
fn in_any_order(old: &[usize], new: &[usize], likeness: &mut dyn FnMut(usize, usize) -> u32) -> Vec<Pair> {
    if old.len().max(new.len()) > LONGEST || (old.len(), new.len()) == (1, 1) {
        return zipped(old, new);
    }
    let mut scores = Vec::new();
    for (i, left) in old.iter().enumerate() {
        for (j, right) in new.iter().enumerate() {
            let score = likeness(*left, *right);
            if score > 0 {
                scores.push((std::cmp::Reverse(score), i, j));
            }
        }
    }
    scores.sort_unstable();
    let (mut of_old, mut taken) = (vec![None; old.len()], vec![false; new.len()]);
    for (_, i, j) in scores {
        if of_old[i].is_none() && !taken[j] {
            (of_old[i], taken[j]) = (Some(new[j]), true);
        }
    }
    let mut pairs: Vec<Pair> = old.iter().zip(of_old).map(|(n, partner)| (Some(*n), partner)).collect();
    pairs.extend(new.iter().zip(taken).filter(|(_, taken)| !taken).map(|(n, _)| (None, Some(*n))));
    pairs
}

fn zipped(old: &[usize], new: &[usize]) -> Vec<Pair> {
    (0..old.len().max(new.len())).map(|n| (old.get(n).copied(), new.get(n).copied())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(left: &[u64], right: &[u64]) -> impl FnMut(usize, usize) -> u32 {
        // Items are alike that share their tens.
        let (left, right) = (left.to_vec(), right.to_vec());
        move |i, j| u32::from(left[i] / 10 == right[j] / 10)
    }

    #[test]
    fn an_item_put_in_between_shifts_nothing() {
        let (left, right) = ([10, 20, 30], [10, 15, 20, 30]);
        assert_eq!(align(&left, &right, true, &mut likeness(&left, &right)), [(None, Some(1))]);
    }

    #[test]
    fn what_changed_meets_what_it_was_and_not_its_neighbor() {
        let (left, right) = ([10, 20, 30], [21, 30, 40]);
        let pairs = align(&left, &right, true, &mut likeness(&left, &right));
        assert_eq!(pairs, [(Some(0), None), (Some(1), Some(0)), (None, Some(2))]);
    }

    #[test]
    fn order_counts_only_where_it_is_said_to() {
        let (left, right) = ([10, 20, 31], [32, 20, 10]);
        assert_eq!(align(&left, &right, false, &mut likeness(&left, &right)), [(Some(2), Some(0))]);
        assert_ne!(align(&left, &right, true, &mut likeness(&left, &right)).len(), 1);
    }

    #[test]
    fn equal_items_meet_as_often_as_both_sides_have_them() {
        let (left, right) = ([10, 10, 10], [10]);
        let pairs = align(&left, &right, false, &mut likeness(&left, &right));
        assert_eq!(pairs, [(Some(1), None), (Some(2), None)]);
    }
}
