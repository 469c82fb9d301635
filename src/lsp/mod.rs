//! A language server: what an editor asks of a file of claims while somebody writes in it.
//!
//! Findings are those of `validate`, explanations those of `inspect --segments`, corrections those of `fix`. Nothing is logged:
//! what an editor is told is told to it alone.

mod actions;
mod document;
mod findings;
mod hover;
mod outline;
mod server;

pub(crate) use server::serve;
