//! The implementation guides as data.

mod schema;

pub use schema::*;
