//! Numbers by day, for claims of many thousand lines.

use std::collections::HashMap;

use chrono::NaiveDate;

/// Numbers, each with its first and last day: asked for the smallest one that has a day in common with others.
#[derive(Debug, Default)]
pub(super) struct ByDay {
    all: Vec<(NaiveDate, NaiveDate, usize)>,
    /// The smallest of each day, of those of few days; and the others.
    smallest: HashMap<NaiveDate, usize>,
    long: Vec<(NaiveDate, NaiveDate, usize)>,
}

/// Days from which on a number is not noted under each of them.
const LONG: i64 = 31;

fn is_long(from: NaiveDate, to: NaiveDate) -> bool {
    from > to || (to - from).num_days() >= LONG
}

impl ByDay {
    /// Adds a number. Without days it has none in common with anything.
    pub(super) fn push(&mut self, days: Option<(NaiveDate, NaiveDate)>, number: usize) {
        let Some((from, to)) = days else { return };
        self.all.push((from, to, number));
        if is_long(from, to) {
            self.long.push((from, to, number));
            return;
        }
        for day in from.iter_days().take_while(|day| *day <= to) {
            self.smallest.entry(day).and_modify(|own| *own = number.min(*own)).or_insert(number);
        }
    }

    /// The smallest number that has a day in common with these.
    pub(super) fn first(&self, days: Option<(NaiveDate, NaiveDate)>) -> Option<usize> {
        let (from, to) = days?;
        let smallest = |some: &[(NaiveDate, NaiveDate, usize)]| {
            let meeting = some.iter().filter(|(first, last, _)| from <= *last && *first <= to);
            meeting.map(|(.., number)| *number).min()
        };
        if is_long(from, to) {
            return smallest(&self.all);
        }
        let days = from.iter_days().take_while(|day| *day <= to);
        let short = days.filter_map(|day| self.smallest.get(&day)).min().copied();
        short.into_iter().chain(smallest(&self.long)).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Held against looking at each.
    #[test]
    fn the_smallest_number_with_a_day_in_common_is_found() {
        let day = |n: u64| NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day") + chrono::Days::new(n);
        let spans: Vec<(u64, u64)> =
            (0..60).map(|n: u64| (n * 7919 % 90, n * 7919 % 90 + [0, 1, 4, 40][(n % 4) as usize])).collect();
        let mut by_day = ByDay::default();
        for (n, (from, to)) in spans.iter().enumerate().rev() {
            by_day.push(Some((day(*from), day(*to))), n);
        }
        for (from, to) in (0..140).flat_map(|n| [(n, n), (n, n + 3), (n, n + 50)]) {
            let expected = spans.iter().position(|(first, last)| from <= *last && *first <= to);
            assert_eq!(by_day.first(Some((day(from), day(to)))), expected, "{from} {to}");
        }
        assert_eq!(by_day.first(None), None);
    }
}
