//! `twinclaim explain KIND CODE`: what is known of a code of a list.

use std::path::PathBuf;

use chrono::{Local, NaiveDate};

use crate::codes::about::{KINDS, about, kind};
use crate::codes::reference::Tables;
use crate::nearest::perhaps;
use crate::show::terminal::Role;

use super::Exit;
use super::common::day;
use super::screen::Screen;

/// What the answer goes by.
#[derive(Debug, clap::Args)]
pub(super) struct CodeArgs {
    /// Folder with tables of codes and names.
    #[arg(long, value_name = "DIR")]
    reference: Option<PathBuf>,
    /// The day for which the code is judged; today unless given.
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<NaiveDate>,
}

pub(super) fn run(word: &str, code: &str, args: &CodeArgs, screen: &mut Screen) -> Exit {
    let Some(kind) = kind(word) else {
        let words: Vec<&str> = KINDS.iter().map(|kind| kind.word).collect();
        let near = perhaps(word, words.iter().copied());
        screen.failure(&format!("there is no list {word}{near}; there are {}", words.join(", ")));
        return Exit::Failed;
    };
    let tables = match &args.reference {
        None => Tables::default(),
        Some(folder) => match Tables::read(folder) {
            Ok(tables) => tables,
            Err(error) => {
                screen.failure(&error.to_string());
                return Exit::Failed;
            }
        },
    };
    let day = args.as_of.unwrap_or_else(|| Local::now().date_naive());
    let page = about(kind, code, day, &tables);
    let title = screen.palette().paint(Role::Heading, &format!("{} {}", kind.list, page.title)).to_string();
    screen.print(&format!("{title}\n"));
    for fact in &page.facts {
        screen.print(&format!("  {fact}\n"));
    }
    if page.known { Exit::Clean } else { Exit::Findings }
}
