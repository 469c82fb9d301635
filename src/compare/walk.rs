//! Two trees of one guide, walked side by side.

use std::ops::Range;

use crate::guide::{Content, Element, Guide, LoopId, RowId};
use crate::translate::Block;
use crate::x12::{Charset, Segment};

use super::align::align;
use super::change::{ElementChange, SegmentChange, SegmentSide};
use super::ignore::Ignored;
use super::tree::{Node, Slot, What, normal};

/// A block as it was read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'b> {
    pub(super) block: &'b Block,
    pub(super) charset: Charset,
}

/// The loops around what is looked at, each with a slash behind it. The outermost loop of a part and the envelope are named
/// for segments that are directly in them, and need no mention for what is deeper.
#[derive(Clone, Debug, Default)]
pub(super) struct Path {
    /// For segments directly in the loop.
    own: String,
    /// For the loops in it.
    inner: String,
}

impl Path {
    /// The path of a part's outermost loop.
    pub(super) fn root(guide: &Guide, node: &Node) -> Self {
        match &node.what {
            What::Loop(id, _) => Self { own: format!("{}/", guide.loop_(*id).id), inner: String::new() },
            What::Segment(..) => Self::default(),
        }
    }
}

/// Walks two blocks of the same part of two claims.
#[derive(Debug)]
pub(super) struct Walk<'w> {
    pub(super) guide: &'w Guide,
    pub(super) ignored: &'w [Ignored],
    pub(super) left: Text<'w>,
    pub(super) right: Text<'w>,
    pub(super) changes: Vec<SegmentChange>,
}

/// Qualifiers of HI codes whose order says nothing: occurrences, spans, values, conditions, treatments.
const UNORDERED_CODES: &[&[u8]] = &[b"BH", b"BI", b"BE", b"BG", b"TC"];

impl Walk<'_> {
    /// Two instances of a loop; `path` is the loops down to it.
    pub(super) fn loops(&mut self, left: &Node, right: &Node, path: &Path) {
        let (old, new) = (left.children(), right.children());
        let mut slots: Vec<Slot> = old.iter().chain(new).map(|child| child.slot).collect();
        slots.sort_unstable();
        slots.dedup();
        for slot in slots {
            self.slot(of(old, slot), of(new, slot), path);
        }
    }

    /// The children of one kind.
    fn slot(&mut self, old: &[Node], new: &[Node], path: &Path) {
        let digests = |nodes: &[Node]| nodes.iter().map(|node| node.digest).collect::<Vec<_>>();
        let (lefts, rights) = (digests(old), digests(new));
        if lefts == rights || self.same_codes(old, new) {
            return;
        }
        let ordered = old.iter().chain(new).next().is_some_and(|node| self.is_ordered(node));
        let mut alike = |i: usize, j: usize| self.likeness(&old[i], &new[j]);
        let mut pairs = align(&lefts, &rights, ordered, &mut alike);
        pairs.sort_by_key(|(i, j)| (i.or(*j), j.is_none()));
        for (i, j) in pairs {
            let number = i.or(j).unwrap_or(0) + 1;
            self.pair(i.map(|i| &old[i]), j.map(|j| &new[j]), number, path);
        }
    }

    /// Service lines are numbered, so their order counts; of all else the guides let it stand as it comes.
    fn is_ordered(&self, node: &Node) -> bool {
        match node.what {
            What::Segment(..) => false,
            What::Loop(id, _) => self.guide.row(self.guide.opener(id)).id == "LX",
        }
    }

    fn pair(&mut self, left: Option<&Node>, right: Option<&Node>, number: usize, path: &Path) {
        match (left.map(|node| &node.what), right.map(|node| &node.what)) {
            (Some(What::Loop(id, _)), Some(What::Loop(..))) => {
                if let (Some(left), Some(right)) = (left, right) {
                    self.loops(left, right, &self.deeper(path, *id, number));
                }
            }
            (Some(What::Segment(i, row)), Some(What::Segment(j, _))) => {
                self.segments(Some(*i), Some(*j), *row, &self.address(path, *row, Some(*i), number));
            }
            (Some(What::Segment(i, row)), None) => {
                self.segments(Some(*i), None, *row, &self.address(path, *row, Some(*i), number));
            }
            (None, Some(What::Segment(j, row))) => {
                self.segments(None, Some(*j), *row, &self.address(path, *row, None, number));
            }
            (Some(What::Loop(id, children)), _) => {
                let inner = self.deeper(path, *id, number);
                self.alone(children, true, &inner);
            }
            (_, Some(What::Loop(id, children))) => {
                let inner = self.deeper(path, *id, number);
                self.alone(children, false, &inner);
            }
            (None, None) => {}
        }
    }

    /// Everything in a loop that one side has alone.
    pub(super) fn alone(&mut self, children: &[Node], is_left: bool, path: &Path) {
        let mut before = (None, 0);
        for child in children {
            let number = if before.0 == Some(child.slot) { before.1 + 1 } else { 1 };
            before = (Some(child.slot), number);
            if is_left {
                self.pair(Some(child), None, number, path);
            } else {
                self.pair(None, Some(child), number, path);
            }
        }
    }

    fn deeper(&self, path: &Path, id: LoopId, number: usize) -> Path {
        let id = &self.guide.loop_(id).id;
        let own = format!("{}{id}{}/", path.inner, instance(number));
        Path { inner: if is_envelope(id) { String::new() } else { own.clone() }, own }
    }

    fn address(&self, path: &Path, row: Option<RowId>, left: Option<usize>, number: usize) -> String {
        if let Some(row) = row {
            return format!("{}{}{}", path.own, self.guide.row(row).label, instance(number));
        }
        let segment = left.map(|n| self.left.block.segment(n));
        let id = segment.map_or_else(|| "unexpected".to_owned(), |s| text(s.id()));
        format!("{}{id}{}", path.own, instance(number))
    }

    /// How much of two nodes agrees, in elements.
    fn likeness(&self, left: &Node, right: &Node) -> u32 {
        match (&left.what, &right.what) {
            (What::Segment(i, _), What::Segment(j, _)) => {
                let (left, right) = (self.left.block.segment(*i), self.right.block.segment(*j));
                let same = |n: &usize| {
                    !left.element(*n).is_empty()
                        && normal(left.element(*n), left.delimiters())
                            == normal(right.element(*n), right.delimiters())
                };
                (1..=left.last().min(right.last())).filter(same).count() as u32
            }
            (What::Loop(_, old), What::Loop(_, new)) => old
                .iter()
                .map(|child| {
                    let siblings = of(new, child.slot);
                    let equal = siblings.iter().any(|other| other.digest == child.digest);
                    match siblings.first() {
                        _ if equal => 8,
                        Some(other) => self.likeness(child, other),
                        None => 0,
                    }
                })
                .sum(),
            _ => 0,
        }
    }

    /// Whether these are HI segments with the same codes in another order, where order says nothing.
    fn same_codes(&self, old: &[Node], new: &[Node]) -> bool {
        let codes = |nodes: &[Node], of: Text<'_>| -> Option<Vec<Vec<u8>>> {
            let mut codes = Vec::new();
            for node in nodes {
                let What::Segment(n, _) = node.what else { return None };
                let segment = of.block.segment(n);
                let unordered = UNORDERED_CODES.contains(&segment.component(1, 1));
                if segment.id() != b"HI" || !unordered {
                    return None;
                }
                let all = (1..=segment.last()).map(|n| normal(segment.element(n), segment.delimiters()));
                codes.extend(all.map(std::borrow::Cow::into_owned).filter(|code| !code.is_empty()));
            }
            codes.sort_unstable();
            Some(codes)
        };
        codes(old, self.left).is_some_and(|left| Some(left) == codes(new, self.right))
    }

    fn segments(&mut self, left: Option<usize>, right: Option<usize>, row: Option<RowId>, address: &str) {
        let sides = (left.map(|n| Written::of(self.left, n)), right.map(|n| Written::of(self.right, n)));
        let elements = match &sides {
            (Some(old), Some(new)) => self.elements(old, new, row),
            _ => Vec::new(),
        };
        if elements.is_empty() && sides.0.is_some() && sides.1.is_some() {
            return;
        }
        let row = row.map(|row| self.guide.row(row));
        self.changes.push(SegmentChange {
            address: address.to_owned(),
            r#loop: row.map(|row| self.guide.loop_(row.in_loop).id.clone()),
            name: row.map(|row| row.name.clone()),
            left: sides.0.map(|written| written.side),
            right: sides.1.map(|written| written.side),
            elements,
        });
    }

    fn elements(&self, old: &Written, new: &Written, row: Option<RowId>) -> Vec<ElementChange> {
        let nothing = Ignored::default();
        let ignored = row.map_or(&nothing, |row| &self.ignored[row.0 as usize]);
        let mut place = row.map(|row| (self.guide, row));
        differences(old, new, ignored, &mut place)
    }
}

/// The elements in which two segments differ.
pub(super) fn differences(
    old: &Written,
    new: &Written,
    ignored: &Ignored,
    place: &mut Option<(&Guide, RowId)>,
) -> Vec<ElementChange> {
    let mut changes = Vec::new();
    for n in 1..=old.elements.len().max(new.elements.len()) {
        if n < 64 && ignored.elements >> n & 1 == 1 {
            continue;
        }
        let (left, right) = (old.element(n), new.element(n));
        if old.text(&left) == new.text(&right) {
            continue;
        }
        let element = place.and_then(|(guide, row)| guide.row(row).elements.get(n - 1));
        let composite = old.text(&left).contains(':') || new.text(&right).contains(':');
        let repeated = old.text(&left).contains('^') || new.text(&right).contains('^');
        if !composite || repeated {
            changes.push(change(old, new, (left, right), (n, None), element, *place));
            continue;
        }
        let (lefts, rights) = (old.components(&left), new.components(&right));
        for m in 1..=lefts.len().max(rights.len()) {
            let part = |parts: &[Range<usize>], end: usize| parts.get(m - 1).cloned().unwrap_or(end..end);
            let spans = (part(&lefts, left.end), part(&rights, right.end));
            if old.text(&spans.0) == new.text(&spans.1) || ignored.components.contains(&(n as u8, m as u8)) {
                continue;
            }
            let inner = element.and_then(|element| match &element.content {
                Content::Composite { components, .. } => components.get(m - 1),
                Content::Simple { .. } => None,
            });
            changes.push(change(old, new, spans, (n, Some(m as u8)), inner.or(element), *place));
        }
    }
    changes
}

fn change(
    old: &Written,
    new: &Written,
    (left_span, right_span): (Range<usize>, Range<usize>),
    (n, component): (usize, Option<u8>),
    element: Option<&Element>,
    place: Option<(&Guide, RowId)>,
) -> ElementChange {
    let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let path = place.map(|(guide, row)| {
        let row = guide.row(row);
        let part = component.map_or(String::new(), |m| format!("-{m}"));
        format!("{}/{}/{n:02}{part}", guide.loop_(row.in_loop).id, row.label)
    });
    ElementChange {
        element: format!("{}{n:02}", old.id()),
        component,
        path,
        name: element.map(|element| element.name.clone()),
        left: filled(old.text(&left_span)),
        right: filled(new.text(&right_span)),
        left_span,
        right_span,
    }
}

/// A segment as text with standard separators, and where its elements are in it.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) side: SegmentSide,
    elements: Vec<Range<usize>>,
}

impl Written {
    fn of(from: Text<'_>, n: usize) -> Self {
        let at = from.block.entry(n).position;
        Self::new(&from.block.segment(n), from.charset, (at.ordinal, at.line, at.offset))
    }

    /// The text of a segment that is at this ordinal, line and offset.
    pub(super) fn new(segment: &Segment<'_>, charset: Charset, at: (u32, u64, u64)) -> Self {
        let mut written = charset.decode(segment.id()).0.into_owned();
        let mut elements = Vec::with_capacity(segment.last());
        let last = (1..=segment.last()).rev().find(|n| !segment.element(*n).is_empty()).unwrap_or(0);
        for n in 1..=last {
            written.push('*');
            let start = written.len();
            written.push_str(&charset.decode(&normal(segment.element(n), segment.delimiters())).0);
            elements.push(start..written.len());
        }
        let (segment, text_line, offset) = at;
        Self { side: SegmentSide { text: written, segment, text_line, offset }, elements }
    }

    pub(super) fn id(&self) -> &str {
        self.side.text.split('*').next().unwrap_or_default()
    }

    /// Where element `n` is; behind everything where it does not.
    fn element(&self, n: usize) -> Range<usize> {
        let end = self.side.text.len();
        self.elements.get(n - 1).cloned().unwrap_or(end..end)
    }

    fn text(&self, span: &Range<usize>) -> &str {
        &self.side.text[span.clone()]
    }

    fn components(&self, span: &Range<usize>) -> Vec<Range<usize>> {
        let mut start = span.start;
        let part = |part: &str| {
            let here = start..start + part.len();
            start = here.end + 1;
            here
        };
        self.text(span).split(':').map(part).collect()
    }
}

/// The children of one kind.
fn of(children: &[Node], slot: Slot) -> &[Node] {
    let start = children.partition_point(|child| child.slot < slot);
    let end = children.partition_point(|child| child.slot <= slot);
    &children[start..end]
}

fn is_envelope(id: &str) -> bool {
    matches!(id, "ISA" | "GS" | "ST")
}

fn instance(number: usize) -> String {
    if number > 1 { format!("#{number}") } else { String::new() }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
