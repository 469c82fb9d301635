//! The HL segments of one transaction, numbered anew.

use std::collections::HashMap;

use crate::guide::Guide;
use crate::tree::{Number, Part, Roots};

use super::kept::Kept;

/// The levels of a transaction in their order.
#[derive(Debug)]
pub(super) struct Hierarchy {
    guide: &'static Guide,
    roots: Roots,
    levels: Vec<Level>,
    /// By HL01 and kind of level, the last level that has them. Where numbers are used twice, a child belongs to the
    /// nearest one before it.
    by_number: HashMap<(Number, Kind), usize>,
    /// The last level of each kind.
    last: [Option<usize>; 3],
}

/// None for an HL03 that the guide does not have.
type Kind = Option<Part>;

#[derive(Debug)]
struct Level {
    hl: Kept,
    parent: Parent,
    has_child: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Parent {
    /// The outermost kind of level.
    None,
    /// Index of the level above.
    Level(usize),
    /// Not known: HL02 stays as it is.
    Unknown,
}

/// What was changed in an HL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Change {
    /// HL01 or HL02.
    pub(super) number: bool,
    /// HL04.
    pub(super) child: bool,
}

/// How a level was put under its parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Placing {
    /// As HL02 says.
    Stated,
    /// HL02 names no level that could be its parent; the nearest one before it is taken.
    Nearest,
    /// There is none.
    Orphan,
}

impl Hierarchy {
    pub(super) fn new(guide: &'static Guide) -> Self {
        let roots = Roots::of(guide);
        Self { guide, roots, levels: Vec::new(), by_number: HashMap::new(), last: [None; 3] }
    }

    /// Adds the next HL.
    pub(super) fn add(&mut self, hl: Kept) -> Placing {
        let kind = self.roots.level(self.guide, hl.element(3));
        let (parent, placing) = self.parent(kind, hl.element(2));
        if let Parent::Level(above) = parent {
            self.levels[above].has_child = true;
        }
        let here = self.levels.len();
        self.by_number.insert((Number::of(hl.element(1)), kind), here);
        if let Some(n) = kind.and_then(Part::level) {
            self.last[n] = Some(here);
        }
        self.levels.push(Level { hl, parent, has_child: false });
        placing
    }

    /// Forgets all but the first `count` levels. None may be added behind it.
    pub(super) fn truncate(&mut self, count: usize) {
        self.levels.truncate(count);
        let parents: Vec<Parent> = self.levels.iter().map(|level| level.parent).collect();
        self.levels.iter_mut().for_each(|level| level.has_child = false);
        for parent in parents {
            if let Parent::Level(above) = parent {
                self.levels[above].has_child = true;
            }
        }
    }

    fn parent(&self, kind: Kind, stated: &[u8]) -> (Parent, Placing) {
        let stated = Number::of(stated);
        let named = |kind: Kind| self.by_number.get(&(stated, kind)).copied();
        let Some(kind) = kind.and_then(Part::level) else {
            // Nobody knows what such a level is under but its sender.
            let any = Part::LEVELS.map(Some).into_iter().chain([None]).filter_map(named).max();
            let parent = any.map_or(Parent::Unknown, Parent::Level);
            return (parent, Placing::Stated);
        };
        let Some(above) = kind.checked_sub(1) else { return (Parent::None, Placing::Stated) };
        match (named(Some(Part::LEVELS[above])), self.last[above]) {
            (Some(level), _) => (Parent::Level(level), Placing::Stated),
            (None, Some(level)) => (Parent::Level(level), Placing::Nearest),
            (None, None) => (Parent::Unknown, Placing::Orphan),
        }
    }

    /// Writes an HL as it has to be. All levels must have been added.
    pub(super) fn write(&self, n: usize, out: &mut Vec<u8>) -> Change {
        let level = &self.levels[n];
        let number = (n + 1).to_string();
        let parent = match level.parent {
            Parent::None => Some(String::new()),
            Parent::Level(above) => Some((above + 1).to_string()),
            Parent::Unknown => None,
        };
        let child: &[u8] = if level.has_child { b"1" } else { b"0" };
        let mut change = Change::default();
        let mut edits: Vec<(usize, &[u8])> = Vec::new();
        if level.hl.element(1) != number.as_bytes() {
            edits.push((1, number.as_bytes()));
            change.number = true;
        }
        if let Some(parent) = &parent
            && level.hl.element(2) != parent.as_bytes()
        {
            edits.push((2, parent.as_bytes()));
            change.number = true;
        }
        if level.hl.element(4) != child {
            edits.push((4, child));
            change.child = true;
        }
        level.hl.write(&edits, out);
        change
    }
}
