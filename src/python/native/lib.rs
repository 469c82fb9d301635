//! The native half of the Python package `twinclaim`: commands run from within Python, and their rows as Arrow.
//!
//! A command does here what it does on the command line, on a thread of its own without the interpreter's lock. What Python
//! adds, types, names and exceptions, is in `twinclaim/`.

mod arrow;
mod input;
mod pieces;
mod run;

use std::ffi::OsString;

use pyo3::prelude::*;
use twinclaim::internal::cli;

/// The native half of twinclaim.
#[pymodule]
mod _native {
    #[pymodule_export]
    use super::arrow::{ArrowStream, Table, columns};
    #[pymodule_export]
    use super::pieces::{files, parts};
    #[pymodule_export]
    use super::run::Run;
    #[pymodule_export]
    use super::{main, options};
}

/// Runs the command line; the exit code.
#[pyfunction]
fn main(py: Python<'_>, args: Vec<OsString>) -> u8 {
    py.detach(|| cli::main_with(args.into_iter()) as u8)
}

/// Name, whether it takes a value, whether it repeats, the values there are, and what it does.
type OptionRow = (String, bool, bool, Vec<String>, String);

/// The options of each command.
#[pyfunction]
fn options() -> Vec<(String, Vec<OptionRow>)> {
    let row = |one: cli::CommandOption| (one.name, one.takes_value, one.repeats, one.values, one.about);
    cli::options().into_iter().map(|(name, all)| (name, all.into_iter().map(row).collect())).collect()
}
