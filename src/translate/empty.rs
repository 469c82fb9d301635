//! Runs of empty segments: counted, not kept.

use crate::span::Position;
use crate::x12::Item;

use super::event::Notice;

/// Empty segments, two terminators side by side, one behind the other.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct EmptyRun {
    pub(super) count: u64,
    /// The first one that was counted and not kept.
    at: Position,
    bytes: usize,
}

impl EmptyRun {
    /// As many as somebody may have typed; they come back where they stood.
    const KEPT: u64 = 16;

    /// Whether an empty segment is one too many to be kept.
    pub(super) fn counts(&mut self, item: &Item<'_>) -> bool {
        self.count += 1;
        let counted = self.count > Self::KEPT;
        if counted {
            if self.bytes == 0 {
                self.at = item.position;
            }
            self.bytes += item.raw.len();
        }
        counted
    }

    /// The run has ended: what was counted.
    pub(super) fn end(&mut self) -> Option<Notice> {
        let Self { at, bytes, .. } = std::mem::take(self);
        (bytes > 0).then_some(Notice::Noise { offset: at.offset, line: at.line, length: bytes })
    }
}
