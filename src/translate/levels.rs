//! The levels above a claim: which billing provider, subscriber and patient hold by HL numbers.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::x12::Segment;

use super::block::Block;
use super::part::Part;

/// How many levels are remembered for children that come late. Nearly every file has children right below their
/// parents; the limit keeps memory from following the file.
const REMEMBERED: usize = 64;

/// The chain of levels at hand, and the ones before it that a late child may name.
#[derive(Debug, Default)]
pub(crate) struct Levels {
    chain: [Option<Level>; 3],
    remembered: VecDeque<[Option<Level>; 3]>,
    /// The level that was opened last, until its first claim: whether its block repeats the one before it.
    repeated: Option<Part>,
    /// The last complete block of each level, for that question.
    last: [Option<Arc<Block>>; 3],
}

#[derive(Clone, Debug)]
struct Level {
    /// HL01.
    number: Vec<u8>,
    block: Option<Arc<Block>>,
}

fn index(part: Part) -> Option<usize> {
    Part::LEVELS.iter().position(|level| *level == part)
}

impl Levels {
    /// An HL opens a level. False if its parent is not known; then it hangs under the levels at hand.
    pub(crate) fn open(&mut self, part: Part, hl: &Segment<'_>) -> bool {
        let Some(n) = index(part) else { return true };
        let parent = hl.element(2);
        let known = n == 0 || self.follow(n, parent);
        for level in &mut self.chain[n..] {
            *level = None;
        }
        self.chain[n] = Some(Level { number: hl.element(1).to_vec(), block: None });
        known
    }

    /// Makes the level with number `parent` the one above level `n`.
    fn follow(&mut self, n: usize, parent: &[u8]) -> bool {
        let is =
            |chain: &[Option<Level>; 3]| chain[n - 1].as_ref().is_some_and(|level| level.number == parent);
        if is(&self.chain) {
            return true;
        }
        match self.remembered.iter().rev().find(|chain| is(chain)) {
            Some(chain) => {
                self.chain = chain.clone();
                true
            }
            None => false,
        }
    }

    /// A level follows that is not understood: claims below it belong to none that is known.
    pub(crate) fn lose(&mut self) {
        self.chain = Default::default();
    }

    /// The level's segments are complete.
    pub(crate) fn seal(&mut self, part: Part, block: Block) {
        let Some(n) = index(part) else { return };
        let block = Arc::new(block);
        let same = self.last[n].as_ref().is_some_and(|last| same_but_numbers(last, &block));
        // A level below another that begins anew begins anew with it.
        self.repeated = match self.repeated {
            Some(outer) if outer < part => Some(outer),
            _ => same.then_some(part),
        };
        self.last[n] = Some(block.clone());
        for last in &mut self.last[n + 1..] {
            *last = None;
        }
        if let Some(level) = &mut self.chain[n] {
            level.block = Some(block);
        }
        if self.remembered.len() == REMEMBERED {
            self.remembered.pop_front();
        }
        self.remembered.push_back(self.chain.clone());
    }

    /// The block of a level above the claim at hand.
    pub(crate) fn get(&self, part: Part) -> Option<Arc<Block>> {
        self.chain[index(part)?].as_ref()?.block.clone()
    }

    /// The level that begins anew with the next claim although it says what the one before it said.
    pub(crate) fn repeated(&mut self) -> Option<&'static str> {
        self.repeated.take().map(Part::loop_name)
    }
}

/// Whether two levels differ in nothing but the numbers of their HL.
fn same_but_numbers(a: &Block, b: &Block) -> bool {
    a.len() == b.len() && (1..a.len()).all(|n| a.said(n) == b.said(n))
}
