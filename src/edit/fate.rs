//! Which claims of an input are accepted.

/// Claims that are accepted, by the offset of their CLM. Neighbours are one range, so that memory follows how often
/// accepted and refused claims alternate, not how many there are.
///
/// Claims are judged in the order of the input. A claim that nobody has judged is not accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
    /// First and last CLM of each range, ascending.
    ranges: Vec<(u64, u64)>,
    /// The claim before this one belongs to the last range.
    open: bool,
}

impl Accepted {
    /// Judges the next claim.
    pub fn judge(&mut self, offset: u64, accepted: bool) {
        match self.ranges.last_mut().filter(|_| self.open) {
            Some((_, last)) if accepted => *last = offset,
            _ if accepted => self.ranges.push((offset, offset)),
            _ => {}
        }
        self.open = accepted;
    }

    /// Refuses all claims from this offset on: their transaction, group or interchange is refused as a whole.
    pub fn refuse_from(&mut self, offset: u64) {
        while self.ranges.last().is_some_and(|(first, _)| *first >= offset) {
            self.ranges.pop();
        }
        if let Some((_, last)) = self.ranges.last_mut()
            && *last >= offset
        {
            // The range began before; none of its claims stands between this offset and the one before it.
            *last = offset.saturating_sub(1);
        }
        self.open = false;
    }

    /// Whether the claim whose CLM is at this offset is accepted.
    pub fn contains(&self, offset: u64) -> bool {
        let behind = self.ranges.partition_point(|(first, _)| *first <= offset);
        behind.checked_sub(1).is_some_and(|n| offset <= self.ranges[n].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_one_range_and_a_refused_transaction_takes_its_claims_with_it() {
        let mut accepted = Accepted::default();
        for (offset, good) in [(10, true), (20, true), (30, false), (40, true), (50, true), (60, true)] {
            accepted.judge(offset, good);
        }
        assert_eq!(accepted.ranges, [(10, 20), (40, 60)]);
        let all = |accepted: &Accepted| {
            (1..=7).map(|n| n * 10).filter(|n| accepted.contains(*n)).collect::<Vec<u64>>()
        };
        assert_eq!(all(&accepted), [10, 20, 40, 50, 60]);
        accepted.refuse_from(45);
        assert_eq!(all(&accepted), [10, 20, 40]);
        accepted.judge(70, true);
        assert_eq!(all(&accepted), [10, 20, 40, 70]);
        accepted.refuse_from(0);
        assert_eq!(accepted, Accepted::default());
    }
}
