//! The manifest of a run that ended before its own was written.

use std::collections::HashSet;

use crate::batch::{self, Outputs, Sources, Transaction};
use crate::input_status::InputStatus;
use crate::show::manifest::ManifestLine;

use super::Account;

impl Account {
    /// The run ends here, and no file of it gets its name any more.
    pub(in crate::cli) fn stop(&mut self, why: &str) {
        self.stopped.get_or_insert_with(|| why.to_owned());
    }

    /// Whether the run has ended early.
    pub(in crate::cli) fn has_stopped(&self) -> bool {
        self.stopped.is_some()
    }

    /// Writes the manifest of a run that was stopped, if it was: what was read was not written, and the others were not read.
    /// Whether one was written. Where the run keeps a journal, that says what became of inputs, and a run that goes on begins
    /// with it.
    pub(in crate::cli) fn close(
        &mut self,
        all: impl FnOnce() -> Sources,
        force: bool,
    ) -> Result<bool, String> {
        let Some(why) = self.stopped.take() else { return Ok(false) };
        let Some(path) = self.path.clone().filter(|_| !self.only_with_files && self.journal.is_none()) else {
            return Ok(false);
        };
        // Its files did not get their names, whatever was said of them.
        self.settled = self.sealed_from.take().unwrap_or(self.settled);
        self.outputs.clear();
        self.end_unwritten(&why);
        self.hold_back(&why);
        let mut sources = all();
        let outputs = Outputs::apart_from(sources.identities(), force);
        self.name_unread(&mut sources, &why);
        let output = self.output.take().map_or_else(|| outputs.create(&path), Ok);
        let mut output = output.map_err(|error| error.to_string())?;
        self.write_lines(&mut output, Some(&why))?;
        let mut complete = Transaction::default();
        complete.add(output).and_then(|()| complete.commit()).map_err(|error| error.to_string())?;
        Ok(true)
    }

    /// Names the inputs that were not read.
    fn name_unread(&mut self, sources: &mut Sources, why: &str) {
        let known: HashSet<String> =
            self.entries.iter().filter_map(|entry| entry.line.path.as_deref()).map(str::to_owned).collect();
        let unread = format!("was not read: {why}");
        for source in &mut *sources {
            let (name, reason) = match source {
                Ok(source) => (source.name, unread.clone()),
                Err(error) => (error.path.to_string_lossy().into_owned(), error.kind.to_string()),
            };
            if !known.contains(&name) {
                let reason = if name == "-" { unread.clone() } else { reason };
                self.push(ManifestLine::input(name, InputStatus::Refused).because(Some(reason)));
            }
        }
        let is_new = |error: &&batch::Error| !known.contains(&*error.path.to_string_lossy());
        for error in sources.passed_over().iter().filter(is_new) {
            self.add(error, InputStatus::Skipped);
        }
    }
}
