//! Builds the walker's tables out of a guide.

use super::super::schema::{Child, Guide, Loop, LoopId, RowId, SegmentRow};
use super::places::{Asks, Candidate, Node, NodeId, Places, Test, Tests, pack};

/// The tree of loops, every loop under each of its parents. The first node is outside of everything.
pub(super) fn tree(guide: &Guide) -> Vec<Node> {
    let mut nodes = vec![node(None, NodeId::OUTSIDE)];
    grow(guide, &mut nodes, NodeId::OUTSIDE, LoopId(0));
    for at in 1..nodes.len() {
        let Some(in_loop) = nodes[at].in_loop else { continue };
        if guide.loop_(in_loop).children.iter().any(|&child| is_trailer(guide, in_loop, child)) {
            let behind = NodeId(nodes.len() as u16);
            let parent = nodes[at].parent;
            nodes[at].behind_loops = Some(behind);
            nodes.push(Node { leaf: false, ..node(Some(in_loop), parent) });
        }
    }
    nodes
}

fn node(in_loop: Option<LoopId>, parent: NodeId) -> Node {
    Node { in_loop, parent, leaf: true, children: Vec::new(), behind_loops: None }
}

/// Parents stand before children in a guide, so that the depth is bounded by the number of loops.
fn grow(guide: &Guide, nodes: &mut Vec<Node>, parent: NodeId, id: LoopId) {
    let at = NodeId(nodes.len() as u16);
    nodes.push(node(Some(id), parent));
    nodes[parent.0 as usize].children.push(at);
    nodes[parent.0 as usize].leaf = false;
    for child in &guide.loop_(id).children {
        if let Child::Loop(child) = child {
            grow(guide, nodes, at, *child);
        }
    }
}

/// Whether a child is a row that is behind loops, as SE does in ST.
fn is_trailer(guide: &Guide, in_loop: LoopId, child: Child) -> bool {
    let children = &guide.loop_(in_loop).children;
    let last_loop = children.iter().rposition(|c| matches!(c, Child::Loop(_)));
    matches!(child, Child::Segment(_)) && last_loop.is_some_and(|last| children[last..].contains(&child))
}

/// Fills in which rows may take a segment, for every node and identifier.
pub(super) fn candidates(guide: &Guide, places: &mut Places) {
    for at in 0..places.nodes.len() {
        let reachable = Reach { guide, nodes: &places.nodes }.from(NodeId(at as u16));
        for &id in &places.ids {
            let start = places.candidates.len() as u32;
            let of_id = reachable.iter().filter(|c| pack(guide.row(c.row).id.as_bytes()) == id);
            places.candidates.extend(of_id.map(|&candidate| Candidate {
                asks: places.tests[candidate.row.0 as usize].asks(),
                ..candidate
            }));
            places.ranges.push(start..places.candidates.len() as u32);
        }
    }
}

/// What can follow where: the rules of the walker, see the text of `walk`.
struct Reach<'a> {
    guide: &'a Guide,
    nodes: &'a [Node],
}

impl Reach<'_> {
    fn from(&self, at: NodeId) -> Vec<Candidate> {
        let mut found = self.rows_of_present_loop(at);
        found.extend(self.nodes[at.0 as usize].children.iter().map(|&child| self.opening(child, true)));
        let mut inner = at;
        while let Some(inner_loop) = self.loop_at(inner) {
            let outer = self.nodes[inner.0 as usize].parent;
            let later = |position: u16| position >= inner_loop.position;
            found.extend(self.rows_behind(outer, inner_loop.position));
            let siblings = self.nodes[outer.0 as usize].children.iter();
            found.extend(
                siblings
                    .filter(|s| self.loop_at(**s).is_some_and(|l| later(l.position)))
                    .map(|&s| self.opening(s, true)),
            );
            inner = outer;
        }
        found.extend(self.earlier_neighbours(at));
        found
    }

    fn loop_at(&self, at: NodeId) -> Option<&Loop> {
        self.nodes[at.0 as usize].in_loop.map(|id| self.guide.loop_(id))
    }

    fn rows_of_present_loop(&self, at: NodeId) -> Vec<Candidate> {
        let Some(in_loop) = self.nodes[at.0 as usize].in_loop else { return Vec::new() };
        // Behind its loops, a loop takes trailers only. Only such a second node has neither loops nor is it a leaf.
        let node = &self.nodes[at.0 as usize];
        let behind = !node.leaf && node.children.is_empty();
        let children = &self.guide.loop_(in_loop).children;
        let rows = children.iter().skip(1).filter(|&&c| !behind || is_trailer(self.guide, in_loop, c));
        rows.filter_map(|&child| Some(Candidate { stays: true, ..self.staying(at, in_loop, child)? }))
            .collect()
    }

    /// Rows of an enclosing loop that are behind the loop that is left.
    fn rows_behind(&self, outer: NodeId, position: u16) -> Vec<Candidate> {
        let Some(in_loop) = self.nodes[outer.0 as usize].in_loop else { return Vec::new() };
        let children = self.guide.loop_(in_loop).children.iter().skip(1);
        let rows = children.filter_map(|&child| self.staying(outer, in_loop, child));
        rows.filter(|c| self.guide.row(c.row).position > position).collect()
    }

    fn staying(&self, at: NodeId, in_loop: LoopId, child: Child) -> Option<Candidate> {
        let Child::Segment(row) = child else { return None };
        let behind = self.nodes[at.0 as usize].behind_loops;
        let target = behind.filter(|_| is_trailer(self.guide, in_loop, child)).unwrap_or(at);
        Some(Candidate {
            row,
            in_loop,
            target,
            opens: false,
            in_order: true,
            stays: false,
            asks: Asks::Tests,
        })
    }

    fn opening(&self, target: NodeId, in_order: bool) -> Candidate {
        let in_loop = self.nodes[target.0 as usize].in_loop.unwrap_or(LoopId(0));
        let row = self.guide.opener(in_loop);
        Candidate { row, in_loop, target, opens: true, in_order, stays: false, asks: Asks::Tests }
    }

    fn earlier_neighbours(&self, at: NodeId) -> Vec<Candidate> {
        let (node, Some(present)) = (&self.nodes[at.0 as usize], self.loop_at(at)) else { return Vec::new() };
        if !node.leaf {
            return Vec::new();
        }
        let siblings = self.nodes[node.parent.0 as usize].children.iter();
        let earlier = |s: NodeId| self.loop_at(s).is_some_and(|l| l.position < present.position);
        siblings.filter(|&&s| earlier(s)).map(|&s| self.opening(s, false)).collect()
    }
}

pub(super) fn tests(row: &SegmentRow) -> Tests {
    let test = |c: &super::super::schema::Condition| {
        let mut codes = c.codes.iter().map(|code| pack(code.as_bytes()));
        // A condition without codes never holds: no value of a claim packs to this.
        let code = codes.next().unwrap_or(u32::MAX);
        Test { spot: c.spot, code, others: codes.collect() }
    };
    let mut tests = row.conditions.iter().map(test);
    Tests { first: tests.next(), others: tests.collect() }
}

pub(super) fn rows_by_id(guide: &Guide, ids: &[u32]) -> Vec<Vec<(RowId, LoopId)>> {
    let mut found = vec![Vec::new(); ids.len()];
    for (n, row) in guide.segments.iter().enumerate() {
        if let Ok(id) = ids.binary_search(&pack(row.id.as_bytes())) {
            found[id].push((RowId(n as u16), row.in_loop));
        }
    }
    found
}

pub(super) fn opening(guide: &Guide, ids: &[u32]) -> Vec<bool> {
    let openers = (0..guide.loops.len()).map(|n| &guide.row(guide.opener(LoopId(n as u16))).id);
    let openers: Vec<u32> = openers.map(|id| pack(id.as_bytes())).collect();
    ids.iter().map(|id| openers.contains(id)).collect()
}

pub(super) fn row_ordinals(guide: &Guide) -> Vec<u16> {
    let mut ordinals = vec![0; guide.segments.len()];
    for in_loop in &guide.loops {
        for (n, child) in in_loop.children.iter().enumerate() {
            if let Child::Segment(row) = child {
                ordinals[row.0 as usize] = n as u16;
            }
        }
    }
    ordinals
}

pub(super) fn loop_ordinals(guide: &Guide) -> Vec<Vec<(LoopId, u16)>> {
    let of_loop = |l: &Loop| {
        let numbered = l.children.iter().enumerate();
        numbered
            .filter_map(|(n, c)| if let Child::Loop(id) = c { Some((*id, n as u16)) } else { None })
            .collect()
    };
    guide.loops.iter().map(of_loop).collect()
}

/// For each loop, which loops it can be in; itself too. Parents come before children.
pub(super) fn ancestors(guide: &Guide) -> Vec<Vec<bool>> {
    let mut all: Vec<Vec<bool>> = Vec::with_capacity(guide.loops.len());
    for (n, in_loop) in guide.loops.iter().enumerate() {
        let mut of_loop = vec![false; guide.loops.len()];
        of_loop[n] = true;
        for parent in &in_loop.parents {
            for (known, above) in of_loop.iter_mut().zip(&all[parent.0 as usize]) {
                *known |= above;
            }
        }
        all.push(of_loop);
    }
    all
}
