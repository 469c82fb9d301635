//! `twinclaim lsp`: a language server for editors.

use crate::lsp::serve;

use super::Exit;
use super::screen::Screen;
use super::validation_summary;

/// Serves an editor: findings, explanations, corrections.
///
/// Findings come while one writes; what a value under the cursor is, an outline of claims and the corrections of `fix` when asked for.
/// Speaks the language server protocol on standard input and output; samples/recipes/editors.md has settings for VS Code, Neovim
/// and Helix.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  twinclaim lsp\n\n\
    An editor starts it. Neovim: vim.lsp.start({ name = 'twinclaim', cmd = { 'twinclaim', 'lsp' } })")]
pub(super) struct Args {}

pub(super) fn run(_: &Args, screen: &mut Screen) -> Exit {
    match serve(validation_summary::rules()) {
        Ok(()) => Exit::Clean,
        Err(error) => {
            screen.failure(&error.to_string());
            Exit::Failed
        }
    }
}
