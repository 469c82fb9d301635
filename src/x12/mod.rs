//! Characters and segments: everything below the level of claims.

mod delimiters;
mod segment;

pub use delimiters::Delimiters;
pub use segment::Segment;
