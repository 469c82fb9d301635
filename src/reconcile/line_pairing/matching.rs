//! Which lines may go together, found by what they have in common and by their days, so that claims of many thousand lines
//! cost little more than sorting them.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

use super::codes::Code;
use super::families::Family;
use super::pairer::Slot;
use crate::codes::services::Kinds;

/// An interpretation may be dated days after the test (CMS SE17023); an earlier date is wrong but still this test's.
const DAYS_AFTER: u64 = 14;
const DAYS_BEFORE: u64 = 3;

/// What lines are found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Code(Code),
    Family(Family),
    Kinds(Kinds),
    /// Being of the sort that is looked for.
    Sort,
}

/// The key of a line; none where it is not looked for.
pub(super) type KeyOf<'m> = &'m dyn Fn(&Slot<'_>) -> Option<Key>;

/// Which lines of the two sides may go together.
#[derive(Clone, Copy)]
pub(super) struct Matching<'m> {
    pub(super) ours: KeyOf<'m>,
    pub(super) theirs: KeyOf<'m>,
    /// Whether lines with these keys may, the facility's first; none where the keys have to be equal.
    pub(super) meets: Option<&'m dyn Fn(Key, Key) -> bool>,
}

/// The key of lines of one sort.
pub(super) fn sort(is: bool) -> Option<Key> {
    is.then_some(Key::Sort)
}

/// When a line was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct When {
    pub(super) days: Option<(NaiveDate, NaiveDate)>,
    /// Whether it is a test that is interpreted, perhaps on a later day.
    pub(super) is_test: bool,
}

/// Whether two lines may be of one day: an interpretation may be dated apart from its test.
pub(super) fn in_time(facility: When, professional: When) -> bool {
    let (Some((from, to)), Some((first, last))) = (facility.days, professional.days) else { return true };
    if from <= last && first <= to {
        return true;
    }
    if !(facility.is_test || professional.is_test) {
        return false;
    }
    let earliest = from.checked_sub_days(Days::new(DAYS_BEFORE)).unwrap_or(NaiveDate::MIN);
    let latest = to.checked_add_days(Days::new(DAYS_AFTER)).unwrap_or(NaiveDate::MAX);
    earliest <= last && first <= latest
}

/// Things with days, found by them.
#[derive(Debug, Default)]
pub(super) struct Timeline {
    /// First day, last day, number; sorted.
    dated: Vec<(NaiveDate, NaiveDate, usize)>,
    undated: Vec<usize>,
    /// The most days that one of them spans.
    longest: u64,
}

impl Timeline {
    pub(super) fn of(all: impl IntoIterator<Item = (When, usize)>) -> Self {
        let mut line = Self::default();
        for (when, n) in all {
            match when.days {
                Some((from, to)) => line.dated.push((from, to, n)),
                None => line.undated.push(n),
            }
        }
        line.dated.sort_unstable();
        let spans = line.dated.iter().map(|(from, to, _)| (*to - *from).num_days());
        line.longest = spans.max().and_then(|days| u64::try_from(days).ok()).unwrap_or(0);
        line
    }

    /// Those that may be in time with a line of either side, and a few more.
    pub(super) fn near(&self, when: When) -> impl Iterator<Item = usize> + '_ {
        let dated = match when.days {
            None => &self.dated[..],
            Some((from, to)) => {
                let wide = DAYS_BEFORE.max(DAYS_AFTER);
                let start = from.checked_sub_days(Days::new(self.longest + wide)).unwrap_or(NaiveDate::MIN);
                let end = to.checked_add_days(Days::new(wide)).unwrap_or(NaiveDate::MAX);
                let first = self.dated.partition_point(|(day, ..)| *day < start);
                let last = self.dated.partition_point(|(day, ..)| *day <= end);
                &self.dated[first..last.max(first)]
            }
        };
        dated.iter().map(|(.., n)| *n).chain(self.undated.iter().copied())
    }
}

/// Lines of one side between which only their order decides.
pub(super) struct Class {
    key: Key,
    when: When,
    sites: usize,
    count: Decimal,
    /// Their positions, in the order in which they are taken: by line, then by claim.
    pub(super) members: Vec<usize>,
}

/// The lines of a side that are looked for.
pub(super) fn classes(slots: &[Slot<'_>], key: KeyOf<'_>) -> Vec<Class> {
    let mut classes: Vec<Class> = Vec::new();
    let mut known = HashMap::new();
    for (position, slot) in slots.iter().enumerate() {
        let Some(key) = key(slot) else { continue };
        let (sites, count) = (slot.sites, slot.line.count());
        let at = *known.entry((key, slot.when, sites, count)).or_insert_with(|| {
            classes.push(Class { key, when: slot.when, sites, count, members: Vec::new() });
            classes.len() - 1
        });
        classes[at].members.push(position);
    }
    for class in &mut classes {
        class.members.sort_by_key(|position| (slots[*position].line.index, *position));
    }
    classes
}

/// How well two lines go together that may: modifiers for a site, then days, then units. Greater is better.
pub(super) type Tier = (bool, Reverse<i64>, bool);

/// Classes of the facility and of the professionals whose lines may go together, the best first.
pub(super) fn links(ours: &[Class], theirs: &[Class], matching: Matching<'_>) -> Vec<(Tier, usize, usize)> {
    let mut by_key: HashMap<Key, Vec<usize>> = HashMap::new();
    for (n, class) in theirs.iter().enumerate() {
        by_key.entry(class.key).or_default().push(n);
    }
    let timelines: HashMap<Key, Timeline> = by_key
        .into_iter()
        .map(|(key, all)| (key, Timeline::of(all.into_iter().map(|n| (theirs[n].when, n)))))
        .collect();
    let mut met: HashMap<Key, Vec<Key>> = HashMap::new();
    let mut links = Vec::new();
    for (f, own) in ours.iter().enumerate() {
        let keys = met.entry(own.key).or_insert_with(|| match matching.meets {
            None => vec![own.key],
            Some(meets) => timelines.keys().copied().filter(|key| meets(own.key, *key)).collect(),
        });
        for timeline in keys.iter().filter_map(|key| timelines.get(key)) {
            let near = timeline.near(own.when).filter(|p| in_time(own.when, theirs[*p].when));
            links.extend(near.map(|p| (tier(own, &theirs[p]), f, p)));
        }
    }
    links.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    links
}

fn tier(facility: &Class, professional: &Class) -> Tier {
    let apart = match (facility.when.days, professional.when.days) {
        (Some((from, to)), Some((first, last))) => {
            (first - to).num_days().max((from - last).num_days()).max(0)
        }
        _ => 0,
    };
    (facility.sites == professional.sites, Reverse(apart), facility.count == professional.count)
}

/// Stretches of days, to ask whether one of them meets another.
#[derive(Debug, Default)]
pub(super) struct Stretches {
    /// First days, sorted, each with the last day of all so far.
    ends: Vec<(NaiveDate, NaiveDate)>,
    undated: bool,
}

impl Stretches {
    pub(super) fn of(all: impl IntoIterator<Item = When>) -> Self {
        let mut stretches = Self::default();
        for when in all {
            match when.days {
                Some(days) => stretches.ends.push(days),
                None => stretches.undated = true,
            }
        }
        stretches.ends.sort_unstable();
        let mut latest = NaiveDate::MIN;
        for (_, end) in &mut stretches.ends {
            latest = latest.max(*end);
            *end = latest;
        }
        stretches
    }

    /// Whether one of them has a day in common with a line, as far as days are known.
    pub(super) fn meet(&self, when: When) -> bool {
        let Some((from, to)) = when.days else { return self.undated || !self.ends.is_empty() };
        let before = self.ends.partition_point(|(first, _)| *first <= to);
        self.undated || self.ends[..before].last().is_some_and(|(_, latest)| *latest >= from)
    }
}

/// First position of each value.
pub(super) fn firsts<T: Eq + std::hash::Hash>(all: impl Iterator<Item = (T, usize)>) -> HashMap<T, usize> {
    let mut firsts = HashMap::new();
    for (value, position) in all {
        firsts.entry(value).or_insert(position);
    }
    firsts
}

/// Positions in ascending order.
pub(super) fn ascending(all: impl Iterator<Item = usize>) -> Vec<usize> {
    all.collect::<BTreeSet<_>>().into_iter().collect()
}
