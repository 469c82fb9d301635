//! Levels that say what those before them said.

use std::sync::Arc;

use crate::tree::Part;

use super::block::Block;

/// Which level begins anew with the next claim although it says what the one before it said.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    /// The outermost one that was opened since the last claim and repeats the one before it.
    repeated: Option<Part>,
    /// The last complete block of each level.
    last: [Option<Arc<Block>>; 3],
}

impl Repeats {
    /// A level is complete.
    pub(super) fn seal(&mut self, part: Part, block: &Arc<Block>) {
        let Some(n) = part.level() else { return };
        let same = self.last[n].as_ref().is_some_and(|last| same_but_numbers(last, block));
        // A level below another that begins anew begins anew with it.
        self.repeated = match self.repeated {
            Some(outer) if outer < part => Some(outer),
            _ => same.then_some(part),
        };
        self.last[n] = Some(block.clone());
        for last in &mut self.last[n + 1..] {
            *last = None;
        }
    }

    /// The level that begins anew with the next claim although it says what the one before it said.
    pub(super) fn take(&mut self) -> Option<&'static str> {
        self.repeated.take().map(Part::loop_name)
    }
}

/// Whether two levels differ in nothing but the numbers of their HL.
fn same_but_numbers(a: &Block, b: &Block) -> bool {
    a.len() == b.len() && (1..a.len()).all(|n| a.said(n) == b.said(n))
}
