//! The options of each command, for doors that name them in another language.

use clap::{Arg, ArgAction, CommandFactory};

use super::Cli;

/// An option of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandOption {
    /// Without the dashes in front: `max-findings`.
    pub name: String,
    /// Whether a value belongs to it.
    pub takes_value: bool,
    /// Whether it may be there several times.
    pub repeats: bool,
    /// The values there are, if they are few.
    pub values: Vec<String>,
    /// What it does.
    pub about: String,
}

/// The options of each command, those of the screen left out.
pub fn options() -> Vec<(String, Vec<CommandOption>)> {
    let whole = Cli::command();
    let own = |arg: &&Arg| arg.get_long().is_some() && !arg.is_hide_set();
    let of = |command: &clap::Command| command.get_arguments().filter(own).map(option).collect();
    whole.get_subcommands().map(|command| (command.get_name().to_owned(), of(command))).collect()
}

fn option(arg: &Arg) -> CommandOption {
    let values = arg.get_possible_values();
    let values = values.iter().filter(|value| !value.is_hide_set());
    CommandOption {
        name: arg.get_long().unwrap_or_default().to_owned(),
        takes_value: arg.get_action().takes_values(),
        repeats: matches!(arg.get_action(), ArgAction::Append) || arg.get_value_delimiter().is_some(),
        values: values.map(|value| value.get_name().to_owned()).collect(),
        about: arg.get_help().map(ToString::to_string).unwrap_or_default(),
    }
}
