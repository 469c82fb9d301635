//! Where each number's entries stand in a list that is sorted by that number: found at once instead of searched for.

use std::ops::Range;

/// For each number from 0, its entries' place in the sorted list.
#[derive(Debug, Default)]
pub(super) struct Ranges {
    /// Where the entries of each number begin; one more at the end.
    begins: Vec<u32>,
}

impl Ranges {
    /// Takes the numbers in the order of the list.
    pub(super) fn new(sorted: impl Iterator<Item = u32>) -> Self {
        let (mut begins, mut len) = (vec![0], 0);
        for number in sorted {
            if begins.len() < number as usize + 1 {
                begins.resize(number as usize + 1, len);
            }
            len += 1;
        }
        begins.push(len);
        Self { begins }
    }

    /// The entries of one number.
    pub(super) fn of(&self, number: u32) -> Range<usize> {
        let number = number as usize;
        let at = |n: usize| self.begins.get(n).or(self.begins.last()).map_or(0, |n| *n as usize);
        at(number)..at(number + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_has_its_entries() {
        let sorted = [1, 1, 1, 4, 5, 5];
        let ranges = Ranges::new(sorted.into_iter());
        for number in 0..9 {
            let expected: Vec<usize> = (0..sorted.len()).filter(|n| sorted[*n] == number).collect();
            assert_eq!(ranges.of(number).collect::<Vec<_>>(), expected, "{number}");
        }
        assert!(Ranges::new(std::iter::empty()).of(0).is_empty());
    }
}
