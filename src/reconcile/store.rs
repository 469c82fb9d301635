//! Claims that are many: held in a compact form, built one visit at a time.

use std::borrow::Cow;
use std::io;

use crate::finding::Location;
use crate::model::Claim;

/// Claims by their position, from 0. Whoever holds them decides how: as they were read, as JSON, on disk.
/// Several threads ask at once.
pub trait Store: Sync {
    /// How many there are.
    fn len(&self) -> usize;

    /// A claim.
    fn claim(&self, position: usize) -> io::Result<Cow<'_, Claim>>;

    /// Where values at JSON paths of a claim stand, in the order asked for.
    fn locate(&self, position: usize, paths: &[&str]) -> io::Result<Vec<Location>>;

    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
