//! Chance that is the same on every machine.

/// SplitMix64 (Steele, Lea, Flood 2014): a counter and a mixing function. Small, fast, and without any state that a
/// platform or a library version could change; this is for shapes of claims, not for secrets.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 on, below `end`; 0 where `end` is 0. What bounds do to the odds is far too little to see.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(end)) >> 64) as u64
    }

    /// A number from `first` to `last`, both included.
    pub(super) fn between(&mut self, first: u64, last: u64) -> u64 {
        first + self.below(last - first + 1)
    }

    /// True so many times in a hundred.
    pub(super) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// True so many times in a million.
    pub(super) fn happens(&mut self, millionths: u64) -> bool {
        self.below(1_000_000) < millionths
    }

    /// One of a list that is not empty.
    pub(super) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len() as u64) as usize]
    }

    /// One of a list in which each entry has a weight; the weights add up to 100.
    pub(super) fn weighted<T: Copy>(&mut self, list: &[(u64, T)]) -> T {
        let mut left = self.below(100);
        for &(weight, value) in list {
            if left < weight {
                return value;
            }
            left -= weight;
        }
        list[list.len() - 1].1
    }

    /// So many different entries of a list whose length is prime (or as many as it has), in an order that differs.
    pub(super) fn distinct<'a, T>(
        &mut self,
        list: &'a [T],
        count: u64,
    ) -> impl Iterator<Item = &'a T> + use<'a, T> {
        let length = list.len() as u64;
        let start = self.below(length);
        // Every step below a prime length visits all entries before it comes back to the first.
        let step = self.between(1, length - 1);
        (0..count.min(length)).map(move |n| &list[((start + n * step) % length) as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first values that the authors' reference implementation gives for the seed 1234567.
    #[test]
    fn it_is_splitmix64() {
        let mut random = Random::new(1_234_567);
        let expected = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
            16_408_922_859_458_223_821,
        ];
        assert_eq!(expected, std::array::from_fn(|_| random.next()));
    }

    #[test]
    fn bounds_are_kept_and_reached() {
        let mut random = Random::new(1);
        let drawn: Vec<u64> = (0..1000).map(|_| random.between(3, 7)).collect();
        assert!((3..=7).all(|n| drawn.contains(&n)));
        assert!(drawn.iter().all(|n| (3..=7).contains(n)));
        assert_eq!(random.below(0), 0);
        assert!(!random.chance(0));
        assert!(random.chance(100));
    }

    #[test]
    fn distinct_entries_are_distinct() {
        let list = [1, 2, 3, 4, 5, 6, 7];
        for seed in 0..200 {
            let mut drawn: Vec<i32> = Random::new(seed).distinct(&list, 9).copied().collect();
            drawn.sort_unstable();
            assert_eq!(drawn, list);
        }
    }
}
