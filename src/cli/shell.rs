//! `twinclaim completions` and `twinclaim man`: what a shell and a manual need to know of the command line.

use std::io::Write;
use std::path::PathBuf;

use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

use crate::batch::{OutputFolder, Outputs, Transaction};

use super::screen::Screen;
use super::{Cli, Exit};

/// Prints what a shell needs to complete commands and options.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    twinclaim completions bash > ~/.local/share/bash-completion/completions/twinclaim\n  \
    twinclaim completions fish > ~/.config/fish/completions/twinclaim.fish")]
pub(super) struct CompletionsArgs {
    /// Which shell.
    #[arg(value_enum)]
    shell: Shell,
}

/// Writes manual pages, one for the program and one for each command.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  twinclaim man ~/.local/share/man/man1")]
pub(super) struct ManArgs {
    /// The folder to write to; made if missing.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Overwrite what is there.
    #[arg(long)]
    force: bool,
}

pub(super) fn completions(args: &CompletionsArgs, screen: &mut Screen) -> Exit {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), NAME, &mut text);
    screen.print_data(&String::from_utf8_lossy(&text));
    Exit::Clean
}

const NAME: &str = "twinclaim";

pub(super) fn man(args: &ManArgs, screen: &mut Screen) -> Exit {
    match pages(args) {
        Ok(()) => Exit::Clean,
        Err(message) => {
            screen.failure(&message);
            Exit::Failed
        }
    }
}

fn pages(args: &ManArgs) -> Result<(), String> {
    let folder =
        OutputFolder::new(&args.folder, Outputs::new(args.force)).map_err(|error| error.to_string())?;
    let program = Cli::command();
    let mut complete = Transaction::default();
    let commands = program.get_subcommands().filter(|command| !command.is_hide_set());
    let named = |command: &Command| {
        let name = format!("{NAME}-{}", command.get_name());
        // clap takes names that live as long as the program: there are as many as commands.
        let name: &'static str = Box::leak(name.into_boxed_str());
        command.clone().name(name).bin_name(name).version(env!("CARGO_PKG_VERSION"))
    };
    for command in std::iter::once(program.clone()).chain(commands.map(named)) {
        let mut output = folder.file(command.get_name(), ".1").map_err(|error| error.to_string())?;
        let mut page = Vec::new();
        let made = Man::new(command).render(&mut page).and_then(|()| output.write_all(&page));
        made.map_err(|error| format!("{}: {error}", output.path().display()))?;
        complete.add(output).map_err(|error| error.to_string())?;
    }
    complete.commit().map_err(|error| error.to_string())
}
