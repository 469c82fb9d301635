//! What went fatally wrong: the command could not do its work.
//!
//! Faults inside a claim are [findings](crate::finding), not errors. Each room has an error type of its own with its
//! whole sentence; nothing here holds a value from a claim, so that no error message or log shows health data.
