//! `twinclaim inspect`: what is in a file.

use super::Exit;
use super::common::InputArgs;
use super::screen::Screen;

/// Shows what is in a file: envelopes, counts, one line a claim.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    input: InputArgs,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Exit {
    let _ = (args.input.is_one_file(), screen.width(), screen.palette(), screen.broken());
    Exit::Clean
}
