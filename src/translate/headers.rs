//! Envelopes that say what those before them said.

use std::sync::Arc;

use super::block::Block;

/// Which envelopes begin anew with the next claim although they say what those before them said.
#[derive(Debug, Default)]
pub(super) struct Headers {
    last: Option<Arc<Block>>,
    /// The outermost one opened since the last complete header.
    opened: Option<&'static str>,
    repeated: Option<&'static str>,
}

impl Headers {
    pub(super) fn open(&mut self, id: &'static str) {
        self.opened.get_or_insert(id);
        if id == "ISA" || (id == "GS" && self.opened == Some("ST")) {
            self.opened = Some(id);
        }
    }

    pub(super) fn complete(&mut self, header: &Arc<Block>) {
        let last = self.last.replace(header.clone());
        let opened = self.opened.take();
        let (Some(last), Some(opened)) = (last, opened) else { return };
        let outer = match opened {
            "ISA" => 1,
            "GS" => 2,
            _ => header.len().max(last.len()),
        };
        let bytes = |block: &Block, n: usize| (n < block.len()).then(|| block.said(n).to_vec());
        self.repeated = (0..outer).all(|n| bytes(&last, n) == bytes(header, n)).then_some(opened);
    }

    pub(super) fn repeated(&mut self) -> Option<&'static str> {
        self.repeated.take()
    }
}
