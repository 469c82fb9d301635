//! Everything a person looks at. Renders, never parses; writes into what it is given, never to standard output.

pub mod diff;
pub mod inspect;
pub mod machine;
mod pair;
pub mod terminal;
pub mod words;
