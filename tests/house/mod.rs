//! What the test binaries share: files, fixtures, checks and scores.
#![allow(dead_code, unused_imports, reason = "each binary uses its part")]

pub(crate) mod check;
pub(crate) mod common;
pub(crate) mod generated;
pub(crate) mod scoring;
