//! What to expect of a mutant, from the rows of the guide.

use twinclaim::guide::{
    Child, Content, DataType, Element, LoopId, Relation, RowId, SegmentRow, SyntaxNote, Usage,
};

use crate::sample::Sample;

/// What the tables say.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// Nothing is to be found.
    Right,
    /// Something is to be found there, and at most so many findings in all.
    Wrong { at: Where, most: usize },
    /// The tables alone do not tell.
    Unsure,
}

/// A place: ordinals count from ST = 1, so that BHT is 2.
#[derive(Debug)]
pub(crate) enum Where {
    Segment(u32),
    Element(u32, Vec<u8>),
    From(u32, u32),
}

/// An element that is changed.
pub(crate) struct Change {
    pub(crate) element: usize,
    pub(crate) value: String,
    pub(crate) verdict: Verdict,
}

pub(crate) struct Oracle<'s> {
    pub(crate) sample: &'s Sample,
}

/// Ordinal of segment `n` of the sample.
fn ordinal(n: usize) -> u32 {
    n as u32 + 2
}

fn wrong(at: Where) -> Verdict {
    Verdict::Wrong { at, most: 1 }
}

impl Oracle<'_> {
    /// Whether a loop is `outer` or is in it.
    fn within(&self, mut id: LoopId, outer: LoopId) -> bool {
        loop {
            if id == outer {
                return true;
            }
            match self.sample.guide.loop_(id).parents.first() {
                Some(parent) => id = *parent,
                None => return false,
            }
        }
    }

    /// The segment that opens the loop instance that segment `n` is in.
    fn opener(&self, n: usize) -> usize {
        let parts = &self.sample.parts;
        (0..=n).rev().find(|&m| parts[m].in_loop == parts[n].in_loop && parts[m].opens).unwrap_or(0)
    }

    /// Segments of the loop instance that segment `n` opens, inner loops too.
    fn instance(&self, n: usize) -> std::ops::Range<usize> {
        let parts = &self.sample.parts;
        let id = parts[n].in_loop;
        let end = (n + 1..parts.len())
            .find(|&m| (parts[m].opens && parts[m].in_loop == id) || !self.within_sample(m, id));
        n..end.unwrap_or(parts.len())
    }

    /// Claims stand below subscribers or patients; which, the segments before them tell.
    fn within_sample(&self, m: usize, outer: LoopId) -> bool {
        let guide = self.sample.guide;
        let id = self.sample.parts[m].in_loop;
        if self.within(id, outer) {
            return true;
        }
        let claim = guide.loop_id("2300").expect("the guide has claims");
        guide.loop_(outer).id == "2000C" && self.within(id, claim)
    }

    /// The opener of the loop around the one that segment `n` opens.
    fn parent_opener(&self, n: usize) -> Option<usize> {
        (0..n).rev().find(|&m| {
            let part = &self.sample.parts[m];
            part.opens && part.in_loop != self.sample.parts[n].in_loop && self.instance(m).contains(&n)
        })
    }

    /// How many segments of a row stand in the loop instance.
    fn count(&self, opener: usize, row: RowId) -> usize {
        let parts = &self.sample.parts;
        self.instance(opener).filter(|&m| parts[m].row == row && self.opener(m) == opener).count()
    }

    /// How many instances of the loop that `n` opens stand beside it, itself counted.
    fn loop_count(&self, n: usize) -> usize {
        let id = self.sample.parts[n].in_loop;
        let around = match self.parent_opener(n) {
            Some(parent) => self.instance(parent),
            None => 0..self.sample.parts.len(),
        };
        around.filter(|&m| self.sample.parts[m].opens && self.sample.parts[m].in_loop == id).count()
    }

    /// Whether the loop needs more than its first segment.
    fn needs_more(&self, id: LoopId) -> bool {
        self.sample.guide.loop_(id).children.iter().skip(1).any(|child| match child {
            Child::Segment(row) => self.sample.guide.row(*row).usage == Usage::Required,
            Child::Loop(inner) => self.sample.guide.loop_(*inner).usage == Usage::Required,
        })
    }

    pub(crate) fn dropped(&self, n: usize) -> Verdict {
        let (part, row) = (&self.sample.parts[n], self.sample.row(n));
        if !part.opens {
            let opener = self.opener(n);
            let missing = row.usage == Usage::Required && self.count(opener, part.row) == 1;
            let at = if opener == 0 && !self.sample.parts[0].opens { 1 } else { ordinal(opener) };
            return if missing { wrong(Where::Segment(at)) } else { Verdict::Right };
        }
        let instance = self.instance(n);
        let alone = instance.len() == 1;
        let required =
            self.sample.guide.loop_(part.in_loop).usage == Usage::Required && self.loop_count(n) == 1;
        let from = self.parent_opener(n).map_or(1, ordinal);
        match (alone, required) {
            (true, false) => Verdict::Right,
            (true, true) => wrong(Where::Segment(from)),
            // The rest of the loop has lost its first segment; it may pass for part of the loop before it.
            (false, _) if row.id == "HL" => {
                Verdict::Wrong { at: Where::From(1, ordinal(self.sample.parts.len())), most: 4 }
            }
            (false, _) => self.orphans(n, instance, from),
        }
    }

    /// What is left of a loop whose first segment is gone.
    fn orphans(&self, n: usize, instance: std::ops::Range<usize>, from: u32) -> Verdict {
        // All of it may fit into the loop before, as a contact after an address does.
        let before = n.checked_sub(1).map(|m| self.opener(m));
        let fits = before.is_some_and(|before| {
            let id = self.sample.parts[before].in_loop;
            instance.clone().skip(1).all(|m| {
                let taken = self.sample.guide.loop_(id).children.iter().any(|child| {
                    matches!(child, Child::Segment(row) if same_conditions(self.sample.guide.row(*row), self.sample.row(m)))
                });
                taken || self.sample.parts[m].opens
            })
        });
        if fits {
            return Verdict::Unsure;
        }
        Verdict::Wrong { at: Where::From(from, ordinal(instance.end)), most: 2 }
    }

    pub(crate) fn repeated(&self, n: usize) -> Verdict {
        let (part, row) = (&self.sample.parts[n], self.sample.row(n));
        if !part.opens {
            let count = self.count(self.opener(n), part.row) as u32;
            let most = row.max_repeat.unwrap_or(u32::MAX);
            // The one over the limit is the last of them.
            let last = self.last_of(n);
            return if count + 1 > most { wrong(Where::Segment(ordinal(last) + 1)) } else { Verdict::Right };
        }
        let of_loop = self.sample.guide.loop_(part.in_loop);
        let too_many = self.loop_count(n) as u32 + 1 > of_loop.max_repeat.unwrap_or(u32::MAX);
        if row.id == "HL" {
            return Verdict::Wrong { at: Where::From(1, ordinal(self.sample.parts.len()) + 1), most: 5 };
        }
        match (too_many, self.needs_more(part.in_loop)) {
            (false, false) => Verdict::Right,
            (true, false) => wrong(Where::From(ordinal(n) + 1, ordinal(self.sample.parts.len()) + 1)),
            (_, true) => Verdict::Wrong { at: Where::From(ordinal(n), ordinal(n) + 1), most: 6 },
        }
    }

    fn last_of(&self, n: usize) -> usize {
        let (opener, row) = (self.opener(n), self.sample.parts[n].row);
        let instance = self.instance(opener);
        instance.rev().find(|&m| self.sample.parts[m].row == row && self.opener(m) == opener).unwrap_or(n)
    }

    pub(crate) fn swapped(&self, n: usize) -> Verdict {
        let (a, b) = (&self.sample.parts[n], &self.sample.parts[n + 1]);
        if a.opens || b.opens || a.in_loop != b.in_loop {
            return self.swapped_openers(n);
        }
        let position = |m: usize| self.sample.row(m).position;
        if position(n) == position(n + 1) { Verdict::Right } else { wrong(Where::Segment(ordinal(n) + 1)) }
    }

    /// A first segment of a loop is moved.
    fn swapped_openers(&self, n: usize) -> Verdict {
        let (a, b) = (&self.sample.parts[n], &self.sample.parts[n + 1]);
        let same = self.sample.parts[n].text() == self.sample.parts[n + 1].text();
        if same {
            return Verdict::Right;
        }
        let single = |m: usize| self.sample.parts[m].opens && self.instance(m).len() == 1;
        let position = |id: LoopId| self.sample.guide.loop_(id).position;
        let beside = self.parent_opener(n) == self.parent_opener(n + 1);
        if single(n) && single(n + 1) && beside && position(a.in_loop) == position(b.in_loop) {
            return Verdict::Right;
        }
        let around = (self.parent_opener(n).map_or(1, ordinal), ordinal(self.sample.parts.len()));
        let mixed = if a.opens && !b.opens {
            // The first segment of a loop behind its second.
            b.in_loop == a.in_loop
        } else {
            false
        };
        if mixed && !self.fits_before(n) {
            return Verdict::Wrong { at: Where::From(around.0, around.1), most: 3 };
        }
        Verdict::Unsure
    }

    /// Whether the segment behind `n` would pass for one of the loop before `n`, or of a loop around it.
    fn fits_before(&self, n: usize) -> bool {
        let Some(before) = n.checked_sub(1) else { return true };
        let taken = |id: LoopId| {
            self.sample.guide.loop_(id).children.iter().any(|child| {
                matches!(child, Child::Segment(row) if same_conditions(self.sample.guide.row(*row), self.sample.row(n + 1)))
            })
        };
        taken(self.sample.parts[before].in_loop)
    }

    pub(crate) fn unknown(n: usize) -> Verdict {
        wrong(Where::Segment(ordinal(n) + 1))
    }

    /// Every element blanked, lengthened, and with another code.
    pub(crate) fn elements(&self, n: usize) -> Vec<Change> {
        let (part, row) = (&self.sample.parts[n], self.sample.row(n));
        let mut changes = Vec::new();
        for element in 1..part.elements.len() {
            if part.elements[element].is_empty() {
                continue;
            }
            let Some(guide) = row.elements.get(element - 1) else { continue };
            let mut add = |value: String, verdict: Verdict| changes.push(Change { element, value, verdict });
            add(String::new(), self.blanked(n, element));
            if let Some(value) = lengthened(guide, &part.elements[element]) {
                add(value, self.spoiled(n, element));
            }
            if let Some(value) = other_code(guide, &part.elements[element]) {
                add(value, self.spoiled(n, element));
            }
        }
        changes
    }

    /// An element with a value that cannot be there.
    fn spoiled(&self, n: usize, element: usize) -> Verdict {
        let row = self.sample.row(n);
        let decides = row.conditions.iter().any(|c| usize::from(c.spot.element) == element);
        let opens = self.sample.parts[n].opens;
        let at = Where::Element(ordinal(n), vec![element as u8]);
        match (decides, opens, row.id.as_str()) {
            (_, _, "HL") => Verdict::Wrong { at: Where::From(1, ordinal(self.sample.parts.len())), most: 4 },
            (false, _, "DTP") if element == 2 => Verdict::Wrong { at, most: 1 },
            (false, ..) => Verdict::Wrong { at, most: 1 },
            // A segment whose qualifier is wrong has no place, or another one.
            (true, false, _) => {
                Verdict::Wrong { at: Where::From(ordinal(self.opener(n)), ordinal(n)), most: 1 }
            }
            (true, true, _) => {
                Verdict::Wrong { at: Where::From(1, ordinal(self.sample.parts.len())), most: 2 }
            }
        }
    }

    fn blanked(&self, n: usize, element: usize) -> Verdict {
        let (part, row) = (&self.sample.parts[n], self.sample.row(n));
        let decides = row.conditions.iter().any(|c| usize::from(c.spot.element) == element);
        if decides || row.id == "HL" {
            return self.spoiled(n, element);
        }
        let filled = |m: u8| {
            usize::from(m) != element && part.elements.get(usize::from(m)).is_some_and(|e| !e.is_empty())
        };
        if row.elements[element - 1].usage == Usage::Required {
            return wrong(Where::Element(ordinal(n), vec![element as u8]));
        }
        let broken: Vec<u8> = row
            .syntax
            .iter()
            .filter(|note| is_broken(note, filled))
            .flat_map(|note| note.elements.clone())
            .collect();
        if broken.is_empty() {
            Verdict::Right
        } else {
            Verdict::Wrong { at: Where::Element(ordinal(n), broken), most: 2 }
        }
    }
}

/// Whether what one row takes another one takes as well.
fn same_conditions(one: &SegmentRow, other: &SegmentRow) -> bool {
    one.id == other.id
        && one.conditions.iter().all(|c| {
            other
                .conditions
                .iter()
                .any(|d| d.spot == c.spot && d.codes.iter().any(|code| c.codes.contains(code)))
        })
}

/// X12's relations, as the standard words them.
fn is_broken(note: &SyntaxNote, filled: impl Fn(u8) -> bool) -> bool {
    let (first, others) = note.elements.split_first().expect("a relation names elements");
    let any = note.elements.iter().any(|n| filled(*n));
    let all = note.elements.iter().all(|n| filled(*n));
    match note.relation {
        Relation::Paired => any && !all,
        Relation::Required => !any,
        Relation::Exclusion => note.elements.iter().filter(|n| filled(**n)).count() > 1,
        Relation::Conditional => filled(*first) && !others.iter().all(|n| filled(*n)),
        Relation::ListConditional => filled(*first) && !others.iter().any(|n| filled(*n)),
    }
}

/// The last component that is filled, with what the guide says of it; the element itself if it is simple.
fn last_component<'e>(element: &'e Element, value: &str) -> (usize, &'e Element) {
    match &element.content {
        Content::Composite { components, .. } => {
            let n = value.split(':').count() - 1;
            (n, &components[n])
        }
        Content::Simple { .. } => (0, element),
    }
}

/// The value made longer than the dictionary allows; what is longer than a claim is left alone.
fn lengthened(element: &Element, value: &str) -> Option<String> {
    let (_, simple) = last_component(element, value);
    let Content::Simple { data_type, max, .. } = &simple.content else { return None };
    let filler = match data_type {
        DataType::Text | DataType::Code => "X",
        _ => "1",
    };
    Some(format!("{value}{}", filler.repeat(usize::from(*max) + 1)))
}

/// The value with a code that is not in the guide's list.
fn other_code(element: &Element, value: &str) -> Option<String> {
    let (n, simple) = last_component(element, value);
    let Content::Simple { codes, min, .. } = &simple.content else { return None };
    if codes.is_empty() {
        return None;
    }
    let other = ["Q", "Q9", "Q97", "Q977"][usize::from(*min).clamp(1, 4) - 1];
    assert!(!codes.iter().any(|code| code == other), "{other} is a code");
    let mut parts: Vec<&str> = value.split(':').collect();
    parts[n] = other;
    Some(parts.join(":"))
}
