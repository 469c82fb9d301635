//! Findings behind the segments that they are about.

use std::collections::VecDeque;

use crate::show::MaskedFinding;

use super::Shown;

/// Segments held until all is known about them. A longer claim is shown before its end, and what is found about its
/// first segments afterwards comes late, with its place.
const HELD: usize = 1 << 13;

/// Holds what is shown until nothing more can be found about it, and puts findings in place.
///
/// A validator tells of a part when the part is complete, which the first segment behind it shows. So each piece is
/// announced by [`InPlace::piece`], and [`InPlace::complete`] lets go of everything before that piece.
#[derive(Debug, Default)]
pub struct InPlace {
    /// What is held, with the offset of the piece that it belongs to.
    held: VecDeque<(u64, Shown)>,
    /// Offset of the piece at hand.
    at: u64,
    /// How much was held before the piece at hand.
    before: usize,
}

impl InPlace {
    /// The next piece of the input begins.
    pub fn piece(&mut self, offset: u64) {
        (self.at, self.before) = (offset, self.held.len());
    }

    /// Something to be shown of the piece at hand.
    pub fn shown(&mut self, shown: Shown, sink: &mut dyn FnMut(Shown)) {
        self.held.push_back((self.at, shown));
        if self.held.len() > HELD {
            self.first(1, sink);
        }
    }

    /// Something was found about a piece so far.
    pub fn found(&mut self, finding: MaskedFinding<'static>) {
        let offset = finding.locations.first().and_then(|at| at.offset);
        let index = self.held.partition_point(|(of, _)| Some(*of) <= offset);
        let in_place = index > 0 && Some(self.held[index - 1].0) == offset;
        let (index, of) = if in_place { (index, self.held[index - 1].0) } else { (self.before, self.at) };
        self.before += usize::from(index <= self.before);
        self.held.insert(index, (of, Shown::Finding { late: !in_place, finding: Box::new(finding) }));
    }

    /// Nothing more will be found about what was before the piece at hand.
    pub fn complete(&mut self, sink: &mut dyn FnMut(Shown)) {
        self.first(self.before, sink);
    }

    /// The input has ended.
    pub fn finish(mut self, sink: &mut dyn FnMut(Shown)) {
        self.first(self.held.len(), sink);
    }

    fn first(&mut self, n: usize, sink: &mut dyn FnMut(Shown)) {
        self.held.drain(..n).for_each(|(_, shown)| sink(shown));
        self.before = self.before.saturating_sub(n);
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::{Finding, Location, Severity};
    use crate::show::{FaultText, FaultTextKind, Mask};
    use crate::span::Position;

    use super::*;

    fn piece(offset: u64) -> Shown {
        let at = Position { offset, ..Position::default() };
        Shown::Trouble(FaultText::new(FaultTextKind::Noise, offset.to_string(), at))
    }

    fn about(offset: u64) -> MaskedFinding<'static> {
        let locations = vec![Location { offset: Some(offset), ..Location::default() }];
        let finding = Finding {
            schema: Finding::SCHEMA.to_owned(),
            id: String::new(),
            code: format!("F{offset}"),
            snip: None,
            severity: Severity::Error,
            message: String::new(),
            why: String::new(),
            help: String::new(),
            amount_at_risk: None,
            amount_basis: None,
            money: None,
            carc: None,
            rarc: None,
            deadline: None,
            side_to_fix: None,
            form_box: None,
            ack: Vec::new(),
            locations,
        };
        Mask::new(false).finding(&finding).into_owned()
    }

    fn words(shown: Shown) -> String {
        match shown {
            Shown::Trouble(fault) => fault.message,
            Shown::Finding { late, finding } => {
                format!("{}{}", finding.code, if late { " late" } else { "" })
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn findings_follow_their_segment_in_the_order_told() {
        let (mut in_place, mut out) = (InPlace::default(), Vec::new());
        for offset in [10, 20, 30] {
            in_place.piece(offset);
            in_place.shown(piece(offset), &mut |shown| out.push(words(shown)));
        }
        assert!(out.is_empty(), "nothing is complete yet");
        for offset in [20, 10, 20] {
            in_place.found(about(offset));
        }
        in_place.complete(&mut |shown| out.push(words(shown)));
        assert_eq!(out, ["10", "F10", "20", "F20", "F20"]);
        // What is gone is told late, before the segment at hand; nothing is lost at the end.
        in_place.found(about(10));
        in_place.found(about(30));
        in_place.finish(&mut |shown| out.push(words(shown)));
        assert_eq!(out[5..], ["F10 late", "30", "F30"]);
    }

    #[test]
    fn no_more_is_held_than_a_bound() {
        let (mut in_place, mut out) = (InPlace::default(), 0);
        for offset in 0..3 * HELD as u64 {
            in_place.piece(offset);
            in_place.shown(piece(offset), &mut |_| out += 1);
        }
        assert_eq!(out, 2 * HELD);
        in_place.found(about(3));
        in_place.finish(&mut |_| out += 1);
        assert_eq!(out, 3 * HELD + 1);
    }
}
