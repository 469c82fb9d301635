//! HL numbers: counted from 1, parents that are there, children where they are announced.

use crate::guide::Spot;
use crate::translate::Part;

use super::fault::{ElementFault, Fault};
use super::rules;
use super::violation::{Mark, Site, Violation, Violations};

/// The books of one transaction's hierarchy. Two bits a level, so that memory stays small whatever the file's size.
#[derive(Debug, Default)]
pub(super) struct Hierarchy {
    /// HL so far.
    count: u64,
    /// By HL number from 1: 1 billing provider, 2 subscriber, 3 patient.
    kinds: Vec<u8>,
    /// Numbers no longer follow each other, which has been said.
    broken: bool,
    /// The last HL, by kind: its number.
    last: [u64; 3],
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

/// More levels than this are not remembered; it is more than a file of 2 GiB holds.
const MOST: u64 = 100 << 20;

impl Hierarchy {
    pub(super) fn clear(&mut self) {
        *self = Self { kinds: std::mem::take(&mut self.kinds), ..Self::default() };
        self.kinds.clear();
    }

    /// An HL begins: the one before it can be judged. That is said of the level before, so it has to come before the new
    /// part begins.
    pub(super) fn before(&mut self, part: Part, violations: &mut Violations) {
        if let Some(kind) = kind(part) {
            self.settle(kind, violations);
        }
    }

    /// A placed HL.
    pub(super) fn level(&mut self, part: Part, site: &Site<'_>, violations: &mut Violations) {
        let Some(kind) = kind(part) else { return };
        let number = self.number(site, violations);
        self.parent(kind, site, violations);
        self.remember(number, kind);
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
        // What follows counts on from what stands here.
        if let Some(found) = found.filter(|n| *n > 0) {
            self.count = found;
        }
        self.count
    }

    fn parent(&mut self, kind: usize, site: &Site<'_>, violations: &mut Violations) {
        if kind == 0 {
            return;
        }
        let parent = site.text(2).parse::<u64>().ok();
        if parent == Some(self.last[kind - 1]) && parent != Some(0) {
            return;
        }
        if site.element(2).is_empty() {
            return; // Said as an element that is required and empty.
        }
        let known = parent.and_then(|n| self.kinds.get(n.checked_sub(1)? as usize).copied());
        if known != Some(kind as u8) {
            let above = ["billing provider", "subscriber"][kind - 1];
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

    fn remember(&mut self, number: u64, kind: usize) {
        self.last[kind] = number;
        if (1..=MOST).contains(&number) && number as usize <= self.kinds.len() + 1024 {
            let at = number as usize - 1;
            if self.kinds.len() <= at {
                self.kinds.resize(at + 1, 0);
            }
            self.kinds[at] = kind as u8 + 1;
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

/// The kind of level that a part is.
fn kind(part: Part) -> Option<usize> {
    match part {
        Part::Provider => Some(0),
        Part::Subscriber => Some(1),
        Part::Patient => Some(2),
        Part::Header | Part::Claim => None,
    }
}

fn judge(waiting: &Waiting, violations: &mut Violations) {
    if waiting.says == waiting.has_children {
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
