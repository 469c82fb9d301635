//! Which claims of a transaction are complete, where it breaks off.

/// Follows the segments of an 837. A claim is complete when the next claim or level begins, or the transaction ends;
/// where the input ends before that, nobody knows what it lacks.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct CompleteClaims {
    open: bool,
    /// Whether there is one.
    pub(super) any: bool,
}

impl CompleteClaims {
    /// The next segment's identifier. Whether a claim is complete that was not before.
    pub(super) fn observe(&mut self, id: &[u8]) -> bool {
        let begins = id == b"CLM";
        let done = self.open && (begins || id == b"HL");
        self.open = begins || (self.open && !done);
        self.any |= done;
        done
    }
}
