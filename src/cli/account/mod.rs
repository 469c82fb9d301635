//! The account of a run: what became of each input, and which files were made. It is written as a manifest.

mod aside;
mod contents;
mod journal;
mod resume;
mod stopped;
mod totals;

use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use chrono::NaiveDateTime;

use crate::batch::claims::Form;
use crate::batch::{self, ErrorKind, Fingerprint, Output, Outputs, Source, Steady, Transaction, Written};
use crate::input_status::InputStatus;
use crate::meter::ClaimCount;
use crate::model::ClaimType;
use crate::show::manifest::{ManifestLine, OutputFile, by_weight};

use super::common::InputArgs;
use super::screen::Screen;
use super::within::meter;
use contents::Contents;
use journal::{Before, Journal};
use totals::Totals;

/// The name of a manifest in a folder of outputs.
const NAME: &str = "manifest.ndjson";

/// Why an input is refused that is not what it was when it was opened.
const CHANGED: &str = "changed while it was read; give it again when nobody writes to it any more";

/// What became of the inputs of a run.
#[derive(Debug, Default)]
pub(super) struct Account {
    command: &'static str,
    /// Where the manifest goes; none where none is asked for.
    path: Option<PathBuf>,
    /// Lines of the run that this one goes on with.
    before: Vec<Before>,
    entries: Vec<Entry>,
    /// How many of them are final.
    settled: usize,
    /// Inputs that the run before has done.
    resumed: Vec<String>,
    at_hand: Option<AtHand>,
    /// What was made of all inputs together.
    outputs: Vec<OutputFile>,
    configuration: Option<String>,
    journal: Option<Journal>,
    /// When the run began, or the one that it goes on with.
    began: Option<NaiveDateTime>,
    /// The manifest of files that come all at once, with a journal of what they are called.
    intends: Option<PathBuf>,
    /// What cannot be read is put aside when all inputs have been read.
    is_late: bool,
    /// The manifest, begun before anything is read, so that it is known whether it can be.
    output: Option<Output>,
    /// Why the run ended before its manifest was written.
    stopped: Option<String>,
    /// How many lines were final before the manifest was put among the files of the run.
    sealed_from: Option<usize>,
    /// No manifest is written where no other file is.
    only_with_files: bool,
    /// Contents are told apart whether a manifest is asked for or not.
    hashes: bool,
    last_hash: Option<String>,
    /// The first input of each content, by SHA-256.
    contents: HashMap<String, String>,
    quarantine: Option<PathBuf>,
    done: Option<PathBuf>,
    begun: Option<Instant>,
}

/// What became of an input.
#[derive(Debug)]
struct Entry {
    line: ManifestLine<'static>,
    /// It could not be read to its end, or not all of it can be written: no output that failed is to blame.
    is_bad: bool,
}

/// The input that is being read.
#[derive(Debug)]
struct AtHand {
    path: String,
    /// Where a manifest is asked for.
    hash: Option<Fingerprint>,
    begun: Instant,
    contents: Contents,
    steady: Steady,
    /// The run that this one goes on with has its line.
    done_before: bool,
}

impl Account {
    /// An account of a command, with a manifest if one is asked for.
    pub(super) fn new(command: &'static str, args: &InputArgs) -> Self {
        Self {
            quarantine: args.quarantine().map(Path::to_owned),
            done: args.done().map(Path::to_owned),
            ..Self::named(command, args.manifest().map(Path::to_owned))
        }
    }

    /// An account of a command, with a manifest if one is named.
    pub(super) fn named(command: &'static str, manifest: Option<PathBuf>) -> Self {
        Self { command, path: manifest, begun: Some(Instant::now()), ..Self::default() }
    }

    /// Tells contents apart, whether a manifest is asked for or not.
    pub(super) fn hashing(&mut self) {
        self.hashes = true;
    }

    /// The SHA-256 of the input that was read last, as far as it was read.
    pub(super) fn last_hash(&self) -> Option<&str> {
        self.last_hash.as_deref()
    }

    /// Begins the manifest.
    pub(super) fn reserve(&mut self, outputs: &Outputs) -> Result<(), String> {
        let Some(path) = &self.path else { return Ok(()) };
        let output = if self.journal.is_some() { outputs.replace(path) } else { outputs.create(path) };
        match output {
            Ok(output) => self.output = Some(output),
            Err(error) => {
                self.path = None;
                return Err(error.to_string());
            }
        }
        Ok(())
    }

    /// Whether a manifest is written.
    pub(super) fn is_kept(&self) -> bool {
        self.path.is_some()
    }

    /// The configuration that was used, by its SHA-256.
    pub(super) fn configuration(&mut self, sha256: Option<String>) {
        self.configuration = sha256;
    }

    /// An input is about to be read.
    pub(super) fn begin(&mut self, source: &mut Source) {
        let hash = (self.is_kept() || self.hashes).then(|| Fingerprint::of(source));
        let contents = Contents::of(source.format, &meter());
        let (path, steady) = (source.name.clone(), source.steady.clone());
        self.at_hand = Some(AtHand {
            path,
            hash,
            begun: Instant::now(),
            contents,
            steady,
            done_before: source.done_before,
        });
    }

    /// A claim of the input.
    pub(super) fn claim(&mut self, claim: &Form) {
        if let Some(contents) = self.contents() {
            let (kind, charge) = contents::kind_and_charge(claim);
            contents.count.add(kind, charge.as_ref());
        }
    }

    /// A claim of this kind, with CLM02 as it is in X12.
    pub(super) fn claim_of(&mut self, kind: ClaimType, charge: &[u8]) {
        if let Some(contents) = self.contents() {
            contents.count.begin_raw(kind, charge);
            contents.count.end();
        }
    }

    /// What is known of the input at hand.
    fn contents(&mut self) -> Option<&mut Contents> {
        self.at_hand.as_mut().map(|at_hand| &mut at_hand.contents)
    }

    /// The claims of the input are counted, be there any or none.
    pub(super) fn counts(&mut self) {
        if let Some(contents) = self.contents() {
            contents.is_counted = true;
        }
    }

    /// The claims of the input, which somebody else has counted.
    pub(super) fn claims(&mut self, count: ClaimCount) {
        if let Some(contents) = self.contents() {
            (contents.count, contents.is_counted) = (count, true);
        }
    }

    /// So many errors, warnings and infos were found in the input.
    pub(super) fn findings(&mut self, by_severity: [u64; 3]) {
        if let Some(contents) = self.contents() {
            contents.findings = Some(by_severity);
        }
    }

    /// What became of the input at hand, and why if it did not go well.
    pub(super) fn end(&mut self, status: InputStatus, reason: Option<&str>) {
        let Some(at_hand) = self.at_hand.take() else { return };
        let contents = at_hand.contents;
        self.last_hash = at_hand.hash.as_ref().map(Fingerprint::hex);
        if at_hand.done_before {
            return self.resumed.push(at_hand.path);
        }
        let is_bad = matches!(status, InputStatus::Refused | InputStatus::CutOff);
        let has_changed = is_bad && at_hand.steady.has_changed();
        let (status, reason) =
            if has_changed { (InputStatus::Refused, Some(CHANGED)) } else { (status, reason) };
        let is_whole = status != InputStatus::Refused;
        let copy = self.copy_of(&at_hand.path, status);
        let reason = reason.or(copy.as_deref());
        let line = ManifestLine {
            sha256: self.last_hash.clone().filter(|_| is_whole),
            bytes: at_hand.hash.as_ref().map(Fingerprint::bytes),
            kind: contents.kind(),
            claims: contents.claims(),
            charge: contents.charge(),
            findings: contents.findings.map(by_weight),
            seconds: Some(seconds(at_hand.begun)),
            ..ManifestLine::input(at_hand.path, status).because(reason.map(str::to_owned))
        };
        self.push(line);
        // Somebody is writing to it still.
        if let Some(entry) = self.entries.last_mut().filter(|_| has_changed) {
            entry.is_bad = false;
        }
    }

    /// Why an input that was read to its end may be one too many: one before it has the same content.
    fn copy_of(&mut self, path: &str, status: InputStatus) -> Option<String> {
        let hash = self.last_hash.clone().filter(|_| status == InputStatus::Done)?;
        if self.contents.is_empty() {
            self.contents
                .extend(self.before.iter().filter_map(Before::done).map(|(path, hash)| (hash, path)));
        }
        let first = self.contents.entry(hash).or_insert_with(|| path.to_owned());
        (first != path).then(|| format!("has the same content as {first}"))
    }

    fn push(&mut self, line: ManifestLine<'static>) {
        let is_bad = matches!(line.status, Some(InputStatus::Refused | InputStatus::CutOff));
        self.entries.push(Entry { line, is_bad });
    }

    /// The input at hand is right, and what should have been made of it could not be written.
    pub(super) fn end_unwritten(&mut self, why: &str) {
        if self.at_hand.is_none() {
            return;
        }
        self.end(InputStatus::Refused, Some(why));
        if let Some(entry) = self.entries.last_mut() {
            entry.is_bad = false;
        }
    }

    /// An input that could not be opened.
    pub(super) fn unopened(&mut self, error: &batch::Error) {
        self.add(error, InputStatus::Refused);
    }

    /// Files that are no inputs, or were taken before.
    pub(super) fn passed_over(&mut self, files: &[batch::Error]) {
        for file in files {
            if matches!(file.kind, ErrorKind::DoneBefore) {
                self.resumed.push(file.path.to_string_lossy().into_owned());
            } else {
                self.add(file, InputStatus::Skipped);
            }
        }
    }

    fn add(&mut self, error: &batch::Error, status: InputStatus) {
        let path = error.path.to_string_lossy().into_owned();
        self.push(ManifestLine::input(path, status).because(Some(error.kind.to_string())));
    }

    /// The input that was read last is a copy of one before it.
    pub(super) fn copied(&mut self, reason: &str) {
        if let Some(entry) = self.entries[self.settled..].last_mut() {
            (entry.line.status, entry.line.reason) =
                (Some(InputStatus::Duplicate), Some(reason.to_owned().into()));
        }
    }

    /// Not all of the input that was read last can be written.
    pub(super) fn refused(&mut self, reason: &str) {
        if let Some(entry) = self.entries[self.settled..].last_mut() {
            (entry.line.status, entry.line.reason) =
                (Some(InputStatus::Refused), Some(reason.to_owned().into()));
            entry.is_bad = true;
        }
    }

    /// Files that were made of the input that was read last.
    pub(super) fn made_of_input<'w>(&mut self, files: impl IntoIterator<Item = &'w Written>) {
        if let Some(entry) = self.entries[self.settled..].last_mut() {
            entry.line.outputs.extend(files.into_iter().map(output_file));
        }
    }

    /// Nothing is written of what was read since the last lines became final, though it could be read.
    pub(super) fn hold_back(&mut self, why: &str) {
        for Entry { line, .. } in &mut self.entries[self.settled..] {
            if matches!(line.status, Some(InputStatus::Done | InputStatus::Duplicate)) {
                line.status = Some(InputStatus::Refused);
                line.reason = Some(format!("was read, but {why}").into());
                line.outputs.clear();
            }
        }
    }

    /// The inputs so far have their outputs, or will have none: their lines are final. A run that goes on with this one need
    /// not read them again.
    pub(super) fn settle(&mut self, screen: &Screen) -> Result<(), String> {
        for entry in &mut self.entries[self.settled..] {
            if let Some(journal) = &mut self.journal {
                journal.add(&entry.line.line())?;
            }
        }
        let from = std::mem::replace(&mut self.settled, self.entries.len());
        if self.is_late { Ok(()) } else { self.put_aside(from, screen) }
    }

    /// Puts aside what could not be read, from this input on.
    fn put_aside(&mut self, from: usize, screen: &Screen) -> Result<(), String> {
        let Some(folder) = &self.quarantine else { return Ok(()) };
        for entry in self.entries[from..].iter_mut().filter(|entry| entry.is_bad) {
            aside::quarantine(&mut entry.line, folder, screen)?;
            if let Some(journal) = &mut self.journal {
                journal.add(&entry.line.line())?;
            }
        }
        Ok(())
    }

    /// Puts the manifest among the files of the run, so that they get their names together: no later run passes over inputs
    /// whose files were not written.
    pub(super) fn seal(&mut self, complete: &mut Transaction, screen: &Screen) -> Result<(), String> {
        self.sealed_from = Some(self.settled);
        self.settle(screen)?;
        if self.is_late {
            self.put_aside(0, screen)?;
        }
        let Some(mut output) = self.output.take().filter(|_| !self.only_with_files || !complete.is_empty())
        else {
            return self.intend(complete);
        };
        self.outputs.extend(complete.written().map(output_file));
        self.write_lines(&mut output, None)?;
        complete.add(output).map_err(|error| error.to_string())?;
        self.intend(complete)
    }

    /// Writes the lines of a manifest; in the last one, why the run ended early.
    fn write_lines(&self, output: &mut Output, why: Option<&str>) -> Result<(), String> {
        let new = self.entries.iter().map(|entry| entry.line.line());
        let lines: Vec<String> = self.before.iter().map(|before| before.text.clone()).chain(new).collect();
        let summary = self.summary(&lines).because(why).line();
        let mut texts = lines.iter().chain([&summary]);
        let written = texts.try_for_each(|text| output.write_all(text.as_bytes()));
        written.map_err(|error| batch::Error::writing(output.path(), error).to_string())
    }

    /// The files of the run are in place: inputs that were taken may be moved, and the journal goes. While one is left to be
    /// moved, the journal says so, and a run that goes on moves it.
    pub(super) fn finish(&mut self, screen: &Screen) -> Result<(), String> {
        if let Some(folder) = &self.done {
            // A copy of what was taken is taken: left in place, the next run would not know that it is one.
            let is_taken = |entry: &&Entry| {
                matches!(entry.line.status, Some(InputStatus::Done | InputStatus::Duplicate))
            };
            let done = self.entries.iter().filter(is_taken);
            let paths = done.filter_map(|entry| entry.line.path.as_deref());
            let archives = self.archives(false);
            let paths = self.resumed.iter().map(String::as_str).chain(paths);
            aside::done(paths.chain(archives.iter().map(String::as_str)), folder, screen)?;
        }
        if let Some(folder) = &self.quarantine {
            for archive in self.archives(true) {
                aside::archive(&archive, &self.entries, folder, screen)?;
            }
        }
        if let Some(journal) = self.journal.take() {
            journal.remove();
        }
        Ok(())
    }

    /// The archives whose members were read: those with a bad one among them, or those of which nothing is left to do.
    fn archives(&self, bad: bool) -> Vec<String> {
        let mut found = BTreeMap::<String, (bool, bool)>::new();
        let now = self.entries.iter().map(|it| (it.line.path.as_deref(), it.is_bad, is_settled(&it.line)));
        let before = self.before.iter().map(|it| (it.path(), it.is_bad(), !it.is_bad()));
        let resumed = self.resumed.iter().map(|path| (Some(path.as_str()), false, true));
        for (path, is_bad, is_settled) in now.chain(before).chain(resumed) {
            if let Some(archive) = path.and_then(aside::archive_of) {
                let (any, all) = found.entry(archive).or_insert((false, true));
                (*any, *all) = (*any | is_bad, *all & is_settled);
            }
        }
        let is_asked = |(any, all): &(bool, bool)| if bad { *any } else { *all };
        found.into_iter().filter(|(_, what)| is_asked(what)).map(|(path, _)| path).collect()
    }

    fn summary(&self, lines: &[String]) -> ManifestLine<'static> {
        let totals = Totals::of(lines);
        ManifestLine {
            claims: Some(totals.claims),
            charge: totals.charge.map(|charge| charge.to_string()),
            findings: totals.findings.map(by_weight),
            inputs: Some(totals.inputs),
            outputs: self.outputs.clone(),
            seconds: self.begun.map(seconds),
            command: Some(self.command),
            configuration: self.configuration.clone(),
            ..ManifestLine::summary()
        }
    }
}

/// Nothing is left to do with the input.
fn is_settled(line: &ManifestLine<'_>) -> bool {
    matches!(line.status, Some(InputStatus::Done | InputStatus::Duplicate | InputStatus::Skipped))
}

fn output_file(written: &Written) -> OutputFile {
    OutputFile { path: written.path().to_string_lossy().into_owned(), sha256: written.sha256() }
}

/// Seconds since then, to the millisecond.
fn seconds(since: Instant) -> f64 {
    (since.elapsed().as_secs_f64() * 1000.0).round() / 1000.0
}
