//! What a file says and writing makes anew from what is there: the numbers of levels, and trailers. Where it says something
//! else than will be written, that is reported, once for each element of a transaction.

use std::collections::VecDeque;

use crate::span::Position;
use crate::tree::Part;
use crate::x12::{Envelopes, Item, Segment};

use super::event::{Event, Notice};

/// Whether a subscriber's HL04 must be 1 is known when its level ends.
#[derive(Debug)]
struct Subscriber {
    says_child: Option<bool>,
    has_patient: bool,
    position: Position,
}

/// Compares the levels of a transaction with those that will be written.
#[derive(Debug, Default)]
pub(super) struct Anew {
    levels: u64,
    /// Numbers of the levels at hand.
    open: [u64; 3],
    subscriber: Option<Subscriber>,
    /// By element of HL.
    told: [bool; 5],
}

impl Anew {
    /// A level without its HL counts.
    pub(super) fn assume(&mut self, part: Part) {
        self.enter(part);
    }

    /// A level that no guide has: that those behind it are counted otherwise follows from what is told of it.
    pub(super) fn odd(&mut self) {
        (self.told[1], self.told[2]) = (true, true);
    }

    /// The HL of a level.
    pub(super) fn level(
        &mut self,
        part: Part,
        hl: &Segment<'_>,
        position: Position,
        events: &mut VecDeque<Event>,
    ) {
        self.end(part, events);
        self.enter(part);
        let Some(n) = part.level() else { return };
        let above = n.checked_sub(1).map(|above| self.open[above]);
        let says = |element: usize, number: Option<u64>| match number {
            Some(number) => hl.element(element) == number.to_string().as_bytes(),
            None => hl.element(element).is_empty(),
        };
        let (number, parent) = (says(1, Some(self.levels)), says(2, above));
        let says_child = match hl.element(4) {
            b"0" => Some(false),
            b"1" => Some(true),
            _ => None,
        };
        let child = match part {
            Part::Provider => says_child == Some(true),
            Part::Patient => says_child == Some(false),
            _ => {
                self.subscriber = Some(Subscriber { says_child, has_patient: false, position });
                true
            }
        };
        for (element, name, is_right) in [(1, "HL01", number), (2, "HL02", parent), (4, "HL04", child)] {
            if !is_right {
                self.tell(element, name, position, events);
            }
        }
    }

    /// What follows is no level below the one at hand: `part` begins, or with [`Part::Header`] nothing.
    pub(super) fn end(&mut self, part: Part, events: &mut VecDeque<Event>) {
        if part > Part::Subscriber {
            return;
        }
        if let Some(last) = self.subscriber.take()
            && last.says_child != Some(last.has_patient)
        {
            self.tell(4, "HL04", last.position, events);
        }
    }

    fn enter(&mut self, part: Part) {
        let Some(n) = part.level() else { return };
        self.levels += 1;
        self.open[n] = self.levels;
        if let Some(subscriber) = self.subscriber.as_mut().filter(|_| part == Part::Patient) {
            subscriber.has_patient = true;
        }
    }

    fn tell(&mut self, element: usize, name: &'static str, position: Position, events: &mut VecDeque<Event>) {
        if !std::mem::replace(&mut self.told[element], true) {
            events.push_back(Event::Notice(Notice::Anew { element: name, position }));
        }
    }
}

/// A trailer that agrees with its header, and yet is written otherwise.
pub(super) fn trailer(item: &Item<'_>, envelopes: &Envelopes) -> Option<Notice> {
    let (element, names) = (
        |n| item.segment.element(n),
        |n: usize| {
            let names = match item.segment.id() {
                b"SE" => ["SE01", "SE02", "SE"],
                b"GE" => ["GE01", "GE02", "GE"],
                _ => ["IEA01", "IEA02", "IEA"],
            };
            names[n]
        },
    );
    let control = match item.segment.id() {
        b"SE" => envelopes.transaction().map(|open| &open.control),
        b"GE" => envelopes.group().map(|open| &open.control),
        _ => envelopes.interchange().map(|open| &open.control),
    };
    let wrong = if element(1).len() > 1 && element(1).starts_with(b"0") {
        0
    } else if element(2) != control?.as_bytes() {
        1
    } else if item.segment.last() > 2 {
        2
    } else {
        return None;
    };
    Some(Notice::Anew { element: names(wrong), position: item.position })
}
