//! Weights of evidence in bits, kept as whole hundredths: their sums are the same on every machine.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub};

use serde::{Deserialize, Deserializer};

/// A weight in bits: one bit more makes a match twice as likely. Held in hundredths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bits(i32);

impl Bits {
    /// No weight.
    pub const ZERO: Self = Self(0);

    /// So many bits, to the hundredth.
    pub fn new(bits: f64) -> Self {
        // Beyond these bounds certainty does not grow.
        Self((bits.clamp(-1000.0, 1000.0) * 100.0).round() as i32)
    }

    /// As a number of bits.
    pub fn get(self) -> f64 {
        f64::from(self.0) / 100.0
    }

    /// The binary logarithm of a number from 1 on, by squaring the fraction again and again.
    pub(super) fn log2(number: u64) -> Self {
        let number = number.max(1);
        let whole = number.ilog2();
        // The fraction, between 1 and 2, with 31 binary digits behind the point.
        let mut rest = (u128::from(number) << 31 >> whole) as u64;
        let mut fraction = 0_u32;
        for _ in 0..10 {
            rest = (rest * rest) >> 31;
            fraction <<= 1;
            if rest >= 1 << 32 {
                rest >>= 1;
                fraction |= 1;
            }
        }
        Self((whole * 100 + (fraction * 100 + 512) / 1024).cast_signed())
    }

    /// How likely it is that what weighs so much is true, from 0 to 1, to four decimals.
    pub(super) fn probability(self) -> f64 {
        let odds = self.get().clamp(-60.0, 60.0).exp2();
        (odds / (1.0 + odds) * 10_000.0).round() / 10_000.0
    }
}

impl Add for Bits {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Bits {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Bits {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Bits {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Mul<i32> for Bits {
    type Output = Self;

    fn mul(self, times: i32) -> Self {
        Self(self.0.saturating_mul(times))
    }
}

impl Sum for Bits {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, Add::add)
    }
}

impl<'de> Deserialize<'de> for Bits {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f64::deserialize(deserializer).map(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_right_to_the_hundredth() {
        for number in [1_u32, 2, 3, 5, 10, 500, 1000, 4096, 123_456, 200_000, u32::MAX] {
            let off = (Bits::log2(number.into()).get() - f64::from(number).log2()).abs();
            assert!(off < 0.011, "{number}: {off}");
        }
    }

    #[test]
    fn no_weight_is_even_odds() {
        for (bits, probability) in [(0.0, "0.5"), (10.0, "0.999"), (-100.0, "0")] {
            assert_eq!(Bits::new(bits).probability().to_string(), probability);
        }
    }
}
