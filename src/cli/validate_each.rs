//! `twinclaim validate` into folders: a report, acknowledgements, accepted and refused claims for each input, in place as soon
//! as it has been read.

use std::path::{Path, PathBuf};

use crate::batch::{self, OutputFolder, Source, Transaction};
use crate::show::Mask;
use crate::show::validate::{Showing, Totals};

use super::ack_output::{How, Place};
use super::validate::Run;
use super::validate_args::{Args, Format, report};

/// Where the files of each input go.
pub(super) struct Each<'a> {
    pub(super) folder: OutputFolder,
    pub(super) how: How<'a>,
}

/// The first folder among those that the options name; none where they name files.
pub(super) fn folder_of_each(args: &Args) -> Result<Option<PathBuf>, String> {
    let places: Vec<&Path> = args.output.iter().map(PathBuf::as_path).chain(args.answers.places()).collect();
    let folders = places.iter().filter(|place| is_folder(place)).count();
    args.answers.check(folders > 0)?;
    match folders {
        0 => Ok(None),
        n if n == places.len() => Ok(places.first().map(|place| place.to_path_buf())),
        _ => Err("-o, --ack, --valid and --invalid name folders, all of them or none; a / behind a name says that it \
                  is one"
            .to_owned()),
    }
}

/// A folder that is there, or is called one.
fn is_folder(place: &Path) -> bool {
    place.is_dir() || place.to_string_lossy().ends_with(std::path::is_separator)
}

impl Format {
    fn ending(self) -> &'static str {
        match self {
            Self::Text => ".txt",
            Self::Ndjson => ".ndjson",
            Self::Sarif => ".sarif",
            Self::Junit => ".xml",
        }
    }
}

impl Run<'_> {
    /// An input, and its files.
    pub(super) fn one_of_folders(&mut self, mut source: Source, each: &Each<'_>) -> Result<(), String> {
        // What keeps an input from being written keeps no other one.
        let unread = std::mem::take(&mut self.tally.unread);
        let (relative, done_before) = (source.unpacked(), source.done_before);
        match self.open(&relative, each) {
            Ok(()) => {
                let before = std::mem::take(&mut self.totals);
                let made = self.one(source).and_then(|()| self.complete());
                let own = std::mem::replace(&mut self.totals, before);
                self.totals.add(&own);
                match made {
                    Ok(complete) => {
                        self.tally.commit_input(complete, done_before, self.args.write, self.out.screen);
                    }
                    Err(message) => self.unwritten(&message),
                }
            }
            Err(message) => {
                self.tally.account.begin(&mut source);
                self.tally.account.end_unwritten(&message);
                self.tally.fail(self.out.screen, &message);
            }
        }
        self.tally.unread += unread;
        self.tally.account.settle(self.out.screen)
    }

    /// What is made of the input at hand cannot be written; another one's may be.
    fn unwritten(&mut self, message: &str) {
        self.out.output = None;
        self.out.text.clear();
        self.tally.account.end_unwritten(message);
        self.tally.unwritten(self.out.screen, message);
    }

    /// An input that could not be opened.
    pub(super) fn unopened(&mut self, error: &batch::Error) -> Result<(), String> {
        if self.args.output.is_none() && !self.tally.account.has_moved(error) {
            let totals = Totals { inputs: 1, ..Totals::default() };
            self.report.input(&error.path.to_string_lossy(), &mut self.out.text);
            self.report.input_end(&totals, Some(&error.kind.to_string()), &mut self.out.text);
            self.flush()?;
        }
        self.tally.unopened(self.out.screen, error);
        self.tally.account.settle(self.out.screen)
    }

    fn open(&mut self, relative: &Path, each: &Each<'_>) -> Result<(), String> {
        let place = Place::Folders(&each.folder, relative);
        self.answers.open(&self.args.answers, &each.how, &place)?;
        if let Some(folder) = &self.args.output {
            let output = place.create(folder, self.args.format.ending());
            self.out.output = Some(output.map_err(|error| error.to_string())?);
            let showing = Showing { charset: each.how.charset, mask: Mask::new(self.args.mask) };
            self.report = report(self.args, showing, self.out.screen);
        }
        Ok(())
    }

    /// The files of the input that was read.
    fn complete(&mut self) -> Result<Transaction, String> {
        let mut complete = Transaction::default();
        if self.out.output.is_some() {
            self.report.finish(&self.totals, &mut self.out.text);
            self.flush()?;
        }
        if let Some(output) = self.out.output.take() {
            complete.add(output).map_err(|error| error.to_string())?;
        }
        complete.append(self.answers.finish_input(self.out.screen)?);
        Ok(complete)
    }
}
