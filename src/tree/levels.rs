//! Which of the levels that came (billing provider, subscriber, patient) is above what comes, by their numbers.

use std::collections::VecDeque;

use super::part::Part;

/// How many levels keep what they hold for children that come late. Nearly every file has children right below their
/// parents; the limit keeps memory from following the file.
const REMEMBERED: usize = 64;

/// Of levels with a greater number it is not remembered that they came; it is more than a file of 2 GiB holds.
const MOST: u64 = 100 << 20;

/// The number of a level, as HL01 and HL02 state it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Number(u64);

impl Number {
    const OF_TEXT: u64 = 1 << 63;

    /// Digits count by their value, anything else by its bytes.
    pub(crate) fn of(text: &[u8]) -> Self {
        if (1..=18).contains(&text.len()) && text.iter().all(u8::is_ascii_digit) {
            return Self(text.iter().fold(0, |number, digit| number * 10 + u64::from(digit - b'0')));
        }
        // FNV-1a: that two such texts share a number by chance need not be feared.
        let hash = text.iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3)
        });
        Self(hash | Self::OF_TEXT)
    }

    /// The number that a level should have by its place.
    pub(crate) fn counted(value: u64) -> Self {
        Self(value & !Self::OF_TEXT)
    }

    /// Its value; none where it is no number.
    pub(crate) fn value(self) -> Option<u64> {
        (self.0 & Self::OF_TEXT == 0).then_some(self.0)
    }
}

/// How a level is below another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Parent {
    /// Below none: it is of the outermost kind.
    None,
    /// Below the one that HL02 names.
    Known,
    /// HL02 names one that came too long ago: what it held is forgotten, and the levels at hand stay.
    Forgotten,
    /// HL02 names none that came; the levels at hand stay.
    Unknown,
}

/// The chain of levels at hand, and those before it that a late child may name. `T` is what a complete level holds.
#[derive(Clone, Debug)]
pub(crate) struct Levels<T> {
    chain: Chain<T>,
    /// The level that was opened last, until it is complete, below those above it.
    opened: Option<Chain<T>>,
    remembered: VecDeque<Chain<T>>,
    /// Levels of a kind that the guide does not have, each with the level it says it is below.
    odd: VecDeque<(Number, Number)>,
    /// The last number that came, to count on from.
    last: u64,
    /// By number, from 1: which kind of level the last one of this number is, from 1; 0 where none came.
    kinds: Vec<u8>,
}

type Chain<T> = [Option<Level<T>>; 3];

#[derive(Clone, Copy, Debug)]
struct Level<T> {
    number: Number,
    held: Option<T>,
}

impl<T> Default for Levels<T> {
    fn default() -> Self {
        Self {
            chain: [const { None }; 3],
            opened: None,
            remembered: VecDeque::new(),
            odd: VecDeque::new(),
            last: 0,
            kinds: Vec::new(),
        }
    }
}

impl<T: Clone> Levels<T> {
    /// Forgets all, and keeps its memory.
    pub(crate) fn clear(&mut self) {
        self.chain = [const { None }; 3];
        self.opened = None;
        self.remembered.clear();
        self.odd.clear();
        self.last = 0;
        self.kinds.clear();
    }

    /// An HL opens a level: the one that it names is above it from here on.
    pub(crate) fn open(&mut self, part: Part, number: Number, above: Number) -> Parent {
        let Some(n) = part.level() else { return Parent::None };
        let mut parent = if n == 0 { Parent::None } else { self.follow(n - 1, above) };
        if let (Parent::Forgotten | Parent::Unknown, Some(known)) = (parent, self.below(above)) {
            parent = self.follow(n - 1, known);
        }
        self.enter(n, number);
        parent
    }

    /// A level without its HL: it is below the levels at hand, with the number that would come next.
    pub(crate) fn assume(&mut self, part: Part) {
        if let Some(n) = part.level() {
            self.enter(n, Number::counted(self.last.saturating_add(1)));
        }
    }

    fn enter(&mut self, n: usize, number: Number) {
        self.chain[n] = Some(Level { number, held: None });
        for level in &mut self.chain[n + 1..] {
            *level = None;
        }
        self.opened = Some(self.chain.clone());
        self.last = number.value().unwrap_or(self.last.saturating_add(1));
        self.note(n, number);
    }

    /// A level of a kind that the guide does not have. What comes is below the level that it names; false if that is
    /// not known, and so not whose the claims are that come.
    pub(crate) fn odd(&mut self, number: Number, above: Number) -> bool {
        let above = self.below(above).unwrap_or(above);
        for n in (0..self.chain.len()).rev() {
            if self.follow(n, above) == Parent::Known {
                for level in &mut self.chain[n + 1..] {
                    *level = None;
                }
                if self.odd.len() == REMEMBERED {
                    self.odd.pop_front();
                }
                self.odd.push_back((number, above));
                return true;
            }
        }
        self.chain = [const { None }; 3];
        false
    }

    /// The level of a known kind that an odd level with this number is below.
    fn below(&self, number: Number) -> Option<Number> {
        self.odd.iter().rev().find(|(odd, _)| *odd == number).map(|(_, above)| *above)
    }

    /// Makes the level with this number the one at hand.
    fn follow(&mut self, n: usize, number: Number) -> Parent {
        let is = |chain: &Chain<T>| chain[n].as_ref().is_some_and(|level| level.number == number);
        if is(&self.chain) {
            return Parent::Known;
        }
        if let Some(chain) = self.remembered.iter().rev().find(|chain| is(chain)) {
            self.chain = chain.clone();
            return Parent::Known;
        }
        match number.value().and_then(|value| self.kinds.get(usize::try_from(value).ok()?.checked_sub(1)?)) {
            Some(kind) if usize::from(*kind) == n + 1 => Parent::Forgotten,
            _ => Parent::Unknown,
        }
    }

    fn note(&mut self, n: usize, number: Number) {
        let Some(value) = number.value().filter(|value| (1..=MOST).contains(value)) else { return };
        let at = value as usize - 1;
        // A number far beyond those that came is one by mistake.
        if at > self.kinds.len() + 1024 {
            return;
        }
        if self.kinds.len() <= at {
            self.kinds.resize(at + 1, 0);
        }
        self.kinds[at] = n as u8 + 1;
    }

    /// The level that was opened last is complete.
    pub(crate) fn seal(&mut self, part: Part, held: T) {
        let Some(n) = part.level() else { return };
        let Some(mut opened) = self.opened.take() else { return };
        let Some(level) = &mut opened[n] else { return };
        level.held = Some(held);
        // What is above what comes may be another by now, see `odd`.
        if let Some(at_hand) = self.chain[n].as_mut().filter(|at_hand| at_hand.number == level.number) {
            at_hand.held.clone_from(&level.held);
        }
        if self.remembered.len() == REMEMBERED {
            self.remembered.pop_front();
        }
        self.remembered.push_back(opened);
    }

    /// What the level above what comes holds.
    pub(crate) fn get(&self, part: Part) -> Option<&T> {
        self.chain[part.level()?].as_ref()?.held.as_ref()
    }

    /// Whether a level of each kind above this one is at hand.
    pub(crate) fn stands(&self, part: Part) -> bool {
        part.level().is_none_or(|n| self.chain[..n].iter().all(Option::is_some))
    }

    /// What the levels above what comes hold, from the outside in.
    pub(crate) fn held(&self) -> [Option<T>; 3] {
        Part::LEVELS.map(|part| self.get(part).cloned())
    }
}
