//! What several commands share: inputs, exit codes, what is said about inputs.

use std::ffi::OsString;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use bytesize::ByteSize;
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use glob::Pattern;

use crate::batch::claims::{self, Event, Form};
use crate::batch::{self, Identities, Inputs, Outputs, Selection, Source, Sources, Transaction, is_one_file};
use crate::finding::Severity;
use crate::guide::registry;
use crate::input_status::InputStatus;
use crate::limits::PartLimit;
use crate::translate::Notice;
use crate::x12::Charset;

use super::account::Account;
use super::manifest::{self, Taken};
use super::screen::{Screen, counted};
use super::troubles::{Others, Troubles};
use super::within;

/// What the program ends with, as grep and diff do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Nothing found.
    Clean = 0,
    /// Findings.
    Findings = 1,
    /// The command could not do its work.
    Failed = 2,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Under which heading of the help options stand that bear on nothing but X12 that is written.
pub(super) const X12_WRITTEN: &str = "X12 written";

/// Under which heading of the help options stand that say what became of inputs.
const ACCOUNT: &str = "Account of the run";

/// The inputs of a command.
#[derive(Clone, Debug, Args)]
pub(super) struct InputArgs {
    /// Files, folders, patterns of names such as 'inbox/*.837', @FILE for a list of them a line each, or `-` for standard input;
    /// .gz, .zst and .zip are opened.
    #[arg(required = true, value_name = "INPUT")]
    pub(super) inputs: Vec<OsString>,
    /// Of the files in folders only those of this name, such as '*.837'; several times for several.
    #[arg(long, value_name = "PATTERN")]
    include: Vec<Pattern>,
    /// Leave out files in folders of this name, or at this place in the folder, such as 'sent/**'; several times for several.
    #[arg(long, value_name = "PATTERN")]
    exclude: Vec<Pattern>,
    /// Folder for what does not fit into memory; the system's own unless given.
    #[arg(long, value_name = "DIR")]
    temp_dir: Option<PathBuf>,
    /// Write what became of each input and which files were made, with the SHA-256 of their contents, a line of JSON each; in an
    /// output folder it is manifest.ndjson unless named.
    #[arg(long, value_name = "FILE", help_heading = ACCOUNT)]
    manifest: Option<PathBuf>,
    /// Move inputs that cannot be read to their end into this folder, each with its reason beside it; an archive when one of its
    /// members cannot.
    #[arg(long, value_name = "DIR", help_heading = ACCOUNT)]
    quarantine: Option<PathBuf>,
    /// Move inputs that are done into this folder, archives when all of their members are.
    #[arg(long, value_name = "DIR", help_heading = ACCOUNT)]
    done: Option<PathBuf>,
    /// Pass over what an earlier run has taken, as its manifest says (`--manifest`); several times for several.
    #[arg(long, value_name = "MANIFEST", value_parser = manifest::taken, help_heading = ACCOUNT)]
    seen: Vec<Taken>,
    /// Largest claim, in bytes of X12; in JSON it may have eight times as many.
    #[arg(long, value_name = "SIZE", default_value = "8MiB")]
    max_claim: ByteSize,
}

impl InputArgs {
    /// Opens the inputs.
    pub(super) fn open(&self) -> Sources {
        self.inputs(within::input()).open()
    }

    /// Opens the inputs, and takes besides claims what this program says of them in JSON.
    pub(super) fn open_with_reports(&self) -> Sources {
        self.inputs(within::input()).reports(true).open()
    }

    /// The inputs, with these bytes in place of standard input.
    pub(super) fn inputs(&self, standard: impl io::Read + Send + 'static) -> Inputs {
        Inputs::new(self.inputs.clone())
            .temp_dir(self.temp_dir.clone())
            .select(Selection { include: self.include.clone(), exclude: self.exclude.clone() })
            .limit(self.limit())
            .seen(self.seen.iter().flat_map(Taken::iter).collect())
            .meter(within::meter())
            .standard_input(standard)
    }

    /// Opens the inputs but those that an earlier part of the run has done, by name and SHA-256.
    pub(super) fn open_but(&self, done: Vec<(String, String)>) -> Sources {
        self.inputs(within::input()).done(done.into_iter().collect()).open()
    }

    /// Opens the inputs, and marks those that an earlier part of the run has done, by name and SHA-256.
    pub(super) fn open_again(&self, done: Vec<(String, String)>) -> Sources {
        self.inputs(within::input()).done(done.into_iter().collect()).again(true).open()
    }

    /// Where the manifest goes, if one is asked for.
    pub(super) fn manifest(&self) -> Option<&Path> {
        self.manifest.as_deref()
    }

    /// Where inputs go that cannot be read.
    pub(super) fn quarantine(&self) -> Option<&Path> {
        self.quarantine.as_deref()
    }

    /// Where inputs go that are done.
    pub(super) fn done(&self) -> Option<&Path> {
        self.done.as_deref()
    }

    /// The largest claim.
    pub(super) fn limit(&self) -> PartLimit {
        PartLimit::of_bytes(self.max_claim.as_u64())
    }

    /// Folder for what does not fit into memory; none for the system's own.
    pub(super) fn temp_dir(&self) -> Option<&Path> {
        self.temp_dir.as_deref()
    }

    /// Whether the one input is a single file, so that the output is one as well.
    pub(super) fn is_one_file(&self) -> bool {
        matches!(&self.inputs[..], [word] if is_one_file(word))
    }
}

/// When results are written to files.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(super) struct WriteArgs {
    /// Overwrite what is there.
    #[arg(long)]
    pub(super) force: bool,
    /// Write what could be made even where an input could not be read to its end.
    #[arg(long)]
    pub(super) partial: bool,
}

impl WriteArgs {
    /// Whether outputs may get their names, with so many inputs that could not be read. Says so if not.
    pub(super) fn may_commit(self, unread: u64, screen: &Screen) -> bool {
        let may = unread == 0 || self.partial;
        if !may {
            let inputs = counted(unread, "input", "inputs");
            screen.failure(&format!(
                "no file was written, because {inputs} could not be read; --partial writes what could be made"
            ));
        }
        may
    }
}

/// How text is read. What only moves segments about copies it as it is and does not ask.
#[derive(Clone, Debug, Args)]
pub(super) struct TextArgs {
    /// Encoding of text in X12, such as iso-8859-15; found out value by value unless given.
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
}

impl TextArgs {
    /// How text is encoded, or the message that says why not so.
    pub(super) fn charset(&self) -> Result<Charset, String> {
        match &self.encoding {
            None => Ok(Charset::Auto),
            Some(label) => Charset::for_label(label).map_err(|error| format!("--encoding {label}: {error}")),
        }
    }
}

/// From which weight on findings make the exit code 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

impl FailOn {
    /// The exit code of a run whose heaviest finding is `worst`.
    pub(super) fn exit(self, worst: Option<Severity>) -> Exit {
        let least = match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Info => Severity::Info,
            Self::Never => return Exit::Clean,
        };
        if worst >= Some(least) { Exit::Findings } else { Exit::Clean }
    }
}

/// A day on the command line.
pub(super) fn day(text: &str) -> Result<NaiveDate, String> {
    text.parse().map_err(|_| "a day is written as year, month and day, such as 2026-03-31".to_owned())
}

/// What is said where standard output is closed early.
const UNHEARD: &str = "no file was written, because nobody reads standard output to its end";

/// What is said of an input whose last interchange has no end.
pub(super) const CUT_OFF: &str = "was cut off: its complete claims are used, what is behind them is left out. Ask the sender for the complete file";

/// What was met besides claims, counted to be said at the end.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) claims: u64,
    failed: bool,
    /// Inputs that could not be read to their end, or held nothing of use.
    pub(super) unread: u64,
    /// What is made anew where claims are written back matters.
    writes: bool,
    /// What became of each input.
    pub(super) account: Account,
}

impl Tally {
    /// Of a command.
    pub(super) fn new(command: &'static str, args: &InputArgs) -> Self {
        Self::with(Account::new(command, args))
    }

    /// With an account.
    pub(super) fn with(account: Account) -> Self {
        Self { account, ..Self::default() }
    }

    /// For claims that are written back.
    pub(super) fn of_writing(command: &'static str, args: &InputArgs) -> Self {
        Self { writes: true, ..Self::new(command, args) }
    }

    /// Where files may be written, none of them over an input; the manifest is begun.
    pub(super) fn outputs(&mut self, inputs: Identities, force: bool) -> Result<Outputs, String> {
        let outputs = Outputs::apart_from(inputs, force).with_digests(self.account.is_kept());
        self.account.reserve(&outputs)?;
        Ok(outputs)
    }

    /// Whether what was printed has been taken. Where it has not, no file is written either, and that is said if there are
    /// files to write.
    pub(super) fn is_heard(&mut self, writes: bool, screen: &mut Screen) -> bool {
        let is_heard = screen.is_sound();
        if !is_heard && writes {
            self.fail(screen, UNHEARD);
        }
        if !is_heard {
            self.account.stop(UNHEARD);
        }
        is_heard
    }

    /// Ends a run: its files get their names, the manifest among them. Where inputs could not be read, files are written only
    /// if that is asked for, and the manifest says so. Whether the files are in place.
    pub(super) fn commit(
        &mut self,
        mut complete: Transaction,
        write: WriteArgs,
        passed_over: &[batch::Error],
        screen: &mut Screen,
    ) -> bool {
        self.account.passed_over(passed_over);
        if self.account.has_stopped()
            || !self.is_heard(self.account.is_kept() || !complete.is_empty(), screen)
        {
            return false;
        }
        let may = complete.is_empty() || write.may_commit(self.unread, screen);
        if !may {
            complete = Transaction::default();
            self.account.hold_back("no file was written, because another input could not be read");
        }
        let done = self
            .account
            .seal(&mut complete, screen)
            .and_then(|()| complete.commit().map_err(|error| error.to_string()));
        if let Err(message) = &done {
            self.account.withdraw();
            self.account.stop(message);
        }
        let done = done.and_then(|()| self.account.finish(screen));
        if let Err(message) = &done {
            self.fail(screen, message);
        }
        may && done.is_ok()
    }

    /// Puts the outputs of an input in place, which has been read; of one that the run before has done they are there. Whether
    /// they are.
    pub(super) fn commit_input(
        &mut self,
        complete: Transaction,
        done_before: bool,
        write: WriteArgs,
        screen: &Screen,
    ) -> bool {
        if done_before {
            return true;
        }
        if complete.is_empty() || !write.may_commit(self.unread, screen) {
            return false;
        }
        self.account.made_of_input(complete.written());
        let done = complete.commit();
        if let Err(error) = &done {
            self.unwritten(screen, &error.to_string());
        }
        done.is_ok()
    }

    /// What was read is right, and what should be made of it could not be written.
    pub(super) fn unwritten(&mut self, screen: &Screen, why: &str) {
        self.account.hold_back(why);
        self.fail(screen, why);
    }

    /// Of a run whose files come all at once into a folder: whether those of the run that this one goes on with are all there.
    pub(super) fn goes_on(
        &mut self,
        folder: &Path,
        resume: bool,
        force: bool,
        screen: &Screen,
    ) -> Result<bool, String> {
        let is_complete = self.account.all_at_once(folder, resume, force)?;
        if is_complete {
            self.account.finish_before(screen)?;
            screen.note("all files of the run before are there");
        }
        Ok(is_complete)
    }

    /// An input could not be opened.
    pub(super) fn unopened(&mut self, screen: &Screen, error: &batch::Error) {
        if self.account.has_moved(error) {
            return;
        }
        self.account.unopened(error);
        self.unread(screen, &error.to_string());
    }

    /// The exit code so far.
    pub(super) fn exit(&self) -> Exit {
        if self.failed || self.account.was_bad() { Exit::Failed } else { Exit::Clean }
    }

    /// Something could not be done.
    pub(super) fn fail(&mut self, screen: &Screen, message: &str) {
        self.failed = true;
        screen.failure(message);
    }

    /// Something could not be done, and that has been said.
    pub(super) fn failed(&mut self) {
        self.failed = true;
    }

    /// An input could not be read.
    pub(super) fn unread(&mut self, screen: &Screen, message: &str) {
        self.unread += 1;
        self.fail(screen, message);
    }

    /// Reads the claims of one input, each in the form it came in. What cannot be read is said; the caller goes on with the
    /// next one. Gives what became of the input, and why if it was not read to its end.
    pub(super) fn read_forms(
        &mut self,
        mut source: Source,
        charset: Charset,
        screen: &mut Screen,
        take: &mut dyn FnMut(Form, &mut Screen) -> ControlFlow<()>,
    ) -> (InputStatus, Option<String>) {
        self.account.begin(&mut source);
        self.account.counts();
        let (status, reason) = self.forms_of(source, charset, screen, take);
        self.account.end(status, reason.as_deref());
        (status, reason)
    }

    fn forms_of(
        &mut self,
        source: Source,
        charset: Charset,
        screen: &mut Screen,
        take: &mut dyn FnMut(Form, &mut Screen) -> ControlFlow<()>,
    ) -> (InputStatus, Option<String>) {
        let (name, named) = (source.name.clone(), source.named_by_user);
        let mut others = Others::default();
        let (mut claims, mut unsupported) = (0u64, None);
        let (writes, account) = (self.writes, &mut self.account);
        let mut troubles = Troubles::default();
        let result = claims::read_forms(source, charset, &mut |event| {
            match event {
                Event::Claim(claim) => {
                    claims += 1;
                    account.claim(&claim);
                    return take(claim, screen);
                }
                Event::Opened(_) => {}
                Event::Foreign(foreign) => {
                    if foreign.is_claim() {
                        unsupported.get_or_insert_with(|| foreign.clone());
                    }
                    others.push(&foreign);
                }
                Event::Notice(Notice::Anew { .. }) if !writes => {}
                Event::Notice(notice) => troubles.push(&notice),
            }
            ControlFlow::Continue(())
        });
        self.claims += claims;
        others.say(&name, screen);
        let incomplete = troubles.say(&name, screen);
        self.failed |= incomplete;
        if let Err(error) = result {
            self.unread(screen, &format!("{name}: {error}"));
            (InputStatus::Refused, Some(error.to_string()))
        } else if let Some(foreign) = unsupported {
            let what = registry::describe(&foreign.version, &foreign.code);
            let reason = format!("segment at offset {}: {what}", foreign.position.offset);
            self.fail(screen, &format!("{name}: {reason}"));
            (InputStatus::Refused, Some(reason))
        } else if incomplete {
            (InputStatus::CutOff, Some(CUT_OFF.to_owned()))
        } else if claims > 0 {
            (InputStatus::Done, None)
        } else {
            if named {
                self.unread(screen, &no_claim(&name));
            }
            (InputStatus::Skipped, Some(others.no_claim()))
        }
    }

    /// Names what was passed over, and gives the exit code.
    pub(super) fn report(&self, screen: &Screen, passed_over: &[crate::batch::Error]) -> Exit {
        screen.passed_over(passed_over);
        self.exit()
    }
}

/// A file that the user named and that holds no claim.
pub(super) fn no_claim(name: &str) -> String {
    format!("{name}: holds no 837 claim; `twinclaim inspect {name}` says what it holds")
}
