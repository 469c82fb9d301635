//! Everything a person looks at. Renders, never parses; writes into what it is given, never to standard output.

pub mod compare;
pub mod diff;
pub mod html;
pub mod inspect;
pub mod machine;
mod pair;
mod sheet;
pub mod terminal;
pub mod validate;
pub mod view;
pub mod words;
pub mod worklist;
