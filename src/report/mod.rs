//! Everything a person looks at. Renders, never parses; writes into what it is given, never to standard output.

pub mod diff;
pub mod inspect;
pub mod machine;
pub mod terminal;
pub mod validate;
pub mod words;
