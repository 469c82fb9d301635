//! Code lists.
