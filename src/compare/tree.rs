//! A part of a claim as a tree of loops, its children in guide order, each with a digest of what counts.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::guide::{Child, Guide, LoopId, RowId};
use crate::translate::Block;
use crate::x12::{Delimiters, Segment};

use super::ignore::Ignored;

/// What a child of a loop is: its place among the loop's children in the guide; unexpected segments come last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Slot(usize);

impl Slot {
    const UNEXPECTED: Self = Self(usize::MAX);
}

/// A segment, or a loop and all that is in it.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) slot: Slot,
    pub(super) what: What,
    /// Equal where nothing that counts differs, order among siblings of one kind apart.
    pub(super) digest: u64,
}

#[derive(Debug)]
pub(super) enum What {
    /// Its number in the block, and its row in the guide.
    Segment(usize, Option<RowId>),
    /// Children sorted by slot; those of one slot in the order of the file.
    Loop(LoopId, Vec<Node>),
}

impl Node {
    /// Segments and loops directly in it.
    pub(super) fn children(&self) -> &[Node] {
        match &self.what {
            What::Segment(..) => &[],
            What::Loop(_, children) => children,
        }
    }
}

/// Makes trees of blocks of one guide.
#[derive(Clone, Copy, Debug)]
pub(super) struct Planter<'g> {
    pub(super) guide: &'g Guide,
    pub(super) ignored: &'g [Ignored],
}

/// A loop while its children come.
struct Open {
    in_loop: LoopId,
    slot: Slot,
    children: Vec<Node>,
}

impl Planter<'_> {
    /// The tree of a block, which is one instance of its outermost loop.
    pub(super) fn plant(&self, block: &Block) -> Node {
        let root = if block.is_empty() { LoopId(0) } else { block.entry(0).in_loop };
        let mut open = vec![Open { in_loop: root, slot: Slot(0), children: Vec::new() }];
        for n in 0..block.len() {
            let entry = block.entry(n);
            if entry.row.is_some() {
                self.enter(&mut open, entry.in_loop, entry.opens && n > 0);
            }
            let Some(top) = open.last_mut() else { break };
            let slot = entry.row.map_or(Slot::UNEXPECTED, |row| self.slot(top.in_loop, Child::Segment(row)));
            let digest = self.segment(&block.segment(n), entry.row);
            if digest != 0 {
                top.children.push(Node { slot, what: What::Segment(n, entry.row), digest });
            }
        }
        while open.len() > 1 {
            close(&mut open);
        }
        seal(open.swap_remove(0))
    }

    /// Closes and opens loops until this one is the innermost.
    fn enter(&self, open: &mut Vec<Open>, in_loop: LoopId, opens: bool) {
        let parents = &self.guide.loop_(in_loop).parents;
        let fits = |top: &Open| if opens { parents.contains(&top.in_loop) } else { top.in_loop == in_loop };
        while open.len() > 1 && open.last().is_some_and(|top| !fits(top)) {
            close(open);
        }
        if let (true, Some(top)) = (opens, open.last()) {
            let slot = self.slot(top.in_loop, Child::Loop(in_loop));
            open.push(Open { in_loop, slot, children: Vec::new() });
        }
    }

    fn slot(&self, in_loop: LoopId, child: Child) -> Slot {
        let children = &self.guide.loop_(in_loop).children;
        children.iter().position(|c| *c == child).map_or(Slot::UNEXPECTED, Slot)
    }

    /// The digest of a segment; 0 where the whole of it does not count.
    pub(super) fn segment(&self, segment: &Segment<'_>, row: Option<RowId>) -> u64 {
        let nothing = Ignored::default();
        let ignored = row.map_or(&nothing, |row| &self.ignored[row.0 as usize]);
        if ignored.whole {
            return 0;
        }
        let mut hash = DefaultHasher::new();
        row.map(|row| row.0).hash(&mut hash);
        segment.id().hash(&mut hash);
        for n in 1..=segment.last() {
            let value = segment.element(n);
            if value.is_empty() || (n < 64 && ignored.elements >> n & 1 == 1) {
                continue;
            }
            n.hash(&mut hash);
            if ignored.components.iter().any(|(element, _)| usize::from(*element) == n) {
                for (m, part) in (1..).zip(segment.components(n)) {
                    if !ignored.components.contains(&(n as u8, m)) {
                        (m, part).hash(&mut hash);
                    }
                }
            } else {
                normal(value, segment.delimiters()).hash(&mut hash);
            }
        }
        hash.finish() | 1
    }
}

/// A value with standard separators inside.
pub(super) fn normal(value: &[u8], delimiters: Delimiters) -> Cow<'_, [u8]> {
    let standard = Delimiters::STANDARD;
    if delimiters.component == standard.component && delimiters.repetition == standard.repetition {
        return Cow::Borrowed(value);
    }
    let map = |b: &u8| match *b {
        b if b == delimiters.component => standard.component,
        b if Some(b) == delimiters.repetition => standard.repetition.unwrap_or(b),
        b => b,
    };
    Cow::Owned(value.iter().map(map).collect())
}

fn close(open: &mut Vec<Open>) {
    if let Some(closed) = open.pop()
        && let Some(parent) = open.last_mut()
    {
        parent.children.push(seal(closed));
    }
}

/// The digest takes children in the order of the file within a slot: equal digests mean equal loops, unequal ones are looked
/// at again child by child, where order may turn out to be all that differs.
fn seal(mut open: Open) -> Node {
    open.children.sort_by_key(|child| child.slot);
    let mut hash = DefaultHasher::new();
    open.in_loop.0.hash(&mut hash);
    for child in &open.children {
        (child.slot.0, child.digest).hash(&mut hash);
    }
    let digest = hash.finish() | 1;
    Node { slot: open.slot, what: What::Loop(open.in_loop, open.children), digest }
}
