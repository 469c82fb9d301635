//! Shares with the range in which they lie.

/// Where a share lies, at 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The share that was counted, from 0 to 1.
    pub share: f64,
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

/// Standard deviations on either side of the mean that hold 95 % of a normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// The score interval of Wilson (1927) of a share; none of none.
pub fn wilson(part: usize, whole: usize) -> Option<Interval> {
    if whole == 0 {
        return None;
    }
    #[allow(clippy::cast_precision_loss, reason = "counts of claims are far below 2^52")]
    let (n, share) = (whole as f64, part as f64 / whole as f64);
    let square = Z * Z;
    let middle = (share + square / (2.0 * n)) / (1.0 + square / n);
    let half = Z / (1.0 + square / n) * (share * (1.0 - share) / n + square / (4.0 * n * n)).sqrt();
    Some(Interval { share, low: (middle - half).max(0.0), high: (middle + half).min(1.0) })
}
