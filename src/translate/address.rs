//! Places of segments as text, for what the model does not hold: `2400#2/REF[G1]`.

use crate::guide::{Child, Guide, LoopId, RowId};

/// Gives segments their addresses, one after the other in the order of the file.
///
/// An address is the loops below the block's own loop, then the segment: `2400#2/2420A/NM1`. The block's own loop is
/// named only for segments that are directly in it: `2300/CLM`. `#n` counts from the second instance on.
#[derive(Debug)]
pub(crate) struct Addresses<'g> {
    guide: &'g Guide,
    open: Vec<Level>,
}

#[derive(Debug)]
struct Level {
    in_loop: LoopId,
    number: usize,
    envelope: bool,
    loops: Vec<(LoopId, usize)>,
    rows: Vec<(RowId, usize)>,
}

impl<'g> Addresses<'g> {
    pub(crate) fn new(guide: &'g Guide) -> Self {
        Self { guide, open: Vec::new() }
    }

    /// A loop begins inside the one at hand.
    pub(crate) fn open(&mut self, in_loop: LoopId) {
        let number = match self.open.last_mut() {
            Some(level) => count(&mut level.loops, in_loop),
            None => 1,
        };
        self.open_instance(in_loop, number);
    }

    /// The same for what is known to be this instance of the loop, counted from 1.
    pub(crate) fn open_instance(&mut self, in_loop: LoopId, number: usize) {
        let envelope = matches!(&*self.guide.loop_(in_loop).id, "ISA" | "GS" | "ST");
        self.open.push(Level { in_loop, number, envelope, loops: Vec::new(), rows: Vec::new() });
    }

    /// The loop at hand ends.
    pub(crate) fn close(&mut self) {
        self.open.pop();
    }

    /// Address of the next segment, which is directly in the loop at hand.
    pub(crate) fn segment(&mut self, row: RowId) -> String {
        let mut address = self.path(true);
        address.push_str(&self.guide.row(row).label);
        if let Some(level) = self.open.last_mut() {
            number(&mut address, count(&mut level.rows, row));
        }
        address
    }

    /// Address of the first segment or loop of its kind in the loop at hand.
    pub(crate) fn child(&self, child: Child) -> String {
        match child {
            Child::Segment(row) => self.path(true) + &self.guide.row(row).label,
            Child::Loop(inner) => self.path(false) + &self.guide.loop_(inner).id,
        }
    }

    /// The open loops. The block's own loop and the envelope need no mention for what is deeper.
    fn path(&self, directly: bool) -> String {
        let mut path = String::new();
        let last = self.open.len().saturating_sub(1);
        for (depth, level) in self.open.iter().enumerate() {
            let innermost = directly && depth == last;
            if !innermost && (depth == 0 || level.envelope) {
                continue;
            }
            path.push_str(&self.guide.loop_(level.in_loop).id);
            number(&mut path, level.number);
            path.push('/');
        }
        path
    }
}

fn count<T: PartialEq>(counts: &mut Vec<(T, usize)>, what: T) -> usize {
    if let Some((_, n)) = counts.iter_mut().find(|(w, _)| *w == what) {
        *n += 1;
        return *n;
    }
    counts.push((what, 1));
    1
}

fn number(address: &mut String, n: usize) {
    if n > 1 {
        address.push('#');
        address.push_str(&n.to_string());
    }
}
