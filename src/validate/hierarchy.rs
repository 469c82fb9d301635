//! HL numbers: counted from 1, parents that are there, children where they are announced.

use crate::guide::Spot;
use crate::tree::{Levels, Number, Parent, Part};

use super::fault::{ElementFault, Fault};
use super::rules;
use super::violation::{Mark, Site, Violation, Violations};

/// The books of one transaction's hierarchy.
#[derive(Debug, Default)]
pub(super) struct Hierarchy {
    /// HL so far.
    count: u64,
    levels: Levels<()>,
    /// Numbers no longer follow each other, which has been said.
    broken: bool,
    /// The last HL, as long as it may get children.
    waiting: Option<Waiting>,
}

/// An HL whose HL04 has still to be held against what follows.
#[derive(Debug)]
struct Waiting {
    number: u64,
    kind: usize,
    says: bool,
    mark: Mark,
    has_children: bool,
}

impl Hierarchy {
    pub(super) fn clear(&mut self) {
        *self = Self { levels: std::mem::take(&mut self.levels), ..Self::default() };
        self.levels.clear();
    }

    /// An HL begins: the one before it can be judged. That is said of the level before, so it has to come before the new
    /// part begins.
    pub(super) fn before(&mut self, part: Part, violations: &mut Violations) {
        if let Some(kind) = part.level() {
            self.settle(kind, violations);
        }
    }

    /// Levels whose HL is missing, which has been said: what comes counts on from them and is below them.
    pub(super) fn assume(&mut self, missing: &[Part]) {
        for level in missing {
            self.count += 1;
            self.levels.assume(*level);
            self.levels.seal(*level, ());
        }
    }

    /// An HL of a kind that the guide does not have: it counts, and what comes may name it.
    pub(super) fn odd(&mut self, site: &Site<'_>) {
        self.count += 1;
        let [number, above] = [1, 2].map(|n| Number::of(site.element(n)));
        self.levels.odd(number, above);
    }

    /// A placed HL.
    pub(super) fn level(&mut self, part: Part, site: &Site<'_>, violations: &mut Violations) {
        let Some(kind) = part.level() else { return };
        let number = self.number(site, violations);
        self.parent(part, Number::counted(number), site, violations);
        let says = site.element(4);
        if matches!(says, b"0" | b"1") {
            // A mark is made for each HL only where its HL04 can turn out wrong: a provider always has subscribers below.
            self.waiting = (kind == 1 || says == b"1").then(|| Waiting {
                number,
                kind,
                says: says == b"1",
                mark: mark(site),
                has_children: false,
            });
        }
    }

    fn number(&mut self, site: &Site<'_>, violations: &mut Violations) -> u64 {
        self.count += 1;
        let text = site.element(1);
        let found = std::str::from_utf8(text).ok().and_then(|t| t.parse::<u64>().ok());
        if found == Some(self.count) && text[0] != b'0' {
            self.broken = false;
            return self.count;
        }
        if !self.broken && !text.is_empty() {
            self.broken = true;
            let message = format!(
                "HL01 (Number of this level) should be {}: levels are counted from 1 in each transaction",
                self.count
            );
            violations.push(Violation::at(
                &rules::HL_NUMBER,
                Fault::Element(ElementFault::Code),
                site,
                Some(spot(1)),
                message,
            ));
        }
        // What follows counts on from what is here.
        if let Some(found) = found.filter(|n| *n > 0) {
            self.count = found;
        }
        self.count
    }

    fn parent(&mut self, part: Part, number: Number, site: &Site<'_>, violations: &mut Violations) {
        let parent = self.levels.open(part, number, Number::of(site.element(2)));
        self.levels.seal(part, ());
        // An empty HL02 is said as an element that is required and empty.
        if parent == Parent::Unknown && !site.element(2).is_empty() {
            let above = if part == Part::Subscriber { "billing provider" } else { "subscriber" };
            let message =
                format!("HL02 (Number of the level above) has to name the HL01 of a {above} before it");
            violations.push(Violation::at(
                &rules::HL_PARENT,
                Fault::Element(ElementFault::Code),
                site,
                Some(spot(2)),
                message,
            ));
        }
    }

    /// Another HL of this kind, or the end (kind 0): HL04 of the last one can be judged.
    fn settle(&mut self, next: usize, violations: &mut Violations) {
        let Some(waiting) = &mut self.waiting else { return };
        if next > waiting.kind {
            waiting.has_children = true;
        }
        if let Some(waiting) = self.waiting.take() {
            judge(&waiting, violations);
        }
    }

    /// The transaction ends.
    pub(super) fn end(&mut self, violations: &mut Violations) {
        self.settle(0, violations);
    }
}

fn judge(waiting: &Waiting, violations: &mut Violations) {
    // A billing provider without subscribers lacks a loop, which is said there.
    if waiting.says == waiting.has_children || (waiting.kind == 0 && !waiting.has_children) {
        return;
    }
    let segment = waiting.mark.segment();
    let site = Site {
        segment,
        position: waiting.mark.position,
        row: waiting.mark.row,
        in_loop: waiting.mark.in_loop,
        line: None,
    };
    let below = ["subscriber", "patient", "level"][waiting.kind];
    let message = if waiting.says {
        format!("HL04 (Has levels below) is 1, but no {below} stands below level {}", waiting.number)
    } else {
        format!("HL04 (Has levels below) is 0, but a {below} stands below level {}", waiting.number)
    };
    violations.push(Violation::at(
        &rules::HL_CHILD,
        Fault::Element(ElementFault::Code),
        &site,
        Some(spot(4)),
        message,
    ));
}

fn mark(site: &Site<'_>) -> Mark {
    Mark::new(site, None)
}

fn spot(element: u8) -> Spot {
    Spot { element, component: 0 }
}
