//! The account of a run: what became of each input, and which files were made. It is written as a manifest.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use rust_decimal::Decimal;
use serde::Deserialize;

use crate::batch::claims::Form;
use crate::batch::{
    self, ErrorKind, Fingerprint, Format, Output, OutputFolder, Outputs, Source, Transaction, Written,
    make_folder, set_aside,
};
use crate::input_status::InputStatus;
use crate::model::ClaimType;
use crate::show::manifest::{ManifestLine, OutputFile, by_weight};

use super::common::InputArgs;
use super::journal::{Before, Journal};
use super::screen::Screen;

/// The name of a manifest in a folder of outputs.
const NAME: &str = "manifest.ndjson";

/// What became of the inputs of a run.
#[derive(Debug, Default)]
pub(super) struct Account {
    command: &'static str,
    /// Where the manifest goes; none where none is asked for.
    path: Option<PathBuf>,
    /// Lines of the run that this one goes on with.
    before: Vec<String>,
    lines: Vec<ManifestLine<'static>>,
    /// How many of them are final.
    settled: usize,
    at_hand: Option<AtHand>,
    /// What was made of all inputs together.
    outputs: Vec<OutputFile>,
    configuration: Option<String>,
    journal: Option<Journal>,
    /// The manifest, begun before anything is read, so that it is known whether it can be.
    output: Option<Output>,
    /// No manifest is written where no other file is.
    only_with_files: bool,
    /// Contents are told apart whether a manifest is asked for or not.
    hashes: bool,
    last_hash: Option<String>,
    quarantine: Option<PathBuf>,
    done: Option<PathBuf>,
    begun: Option<Instant>,
}

/// The input that is being read.
#[derive(Debug)]
struct AtHand {
    path: String,
    /// Where a manifest is asked for.
    hash: Option<Fingerprint>,
    begun: Instant,
    contents: Contents,
}

/// What an input holds.
#[derive(Debug, Default)]
struct Contents {
    is_json: bool,
    institutional: u64,
    professional: u64,
    /// Claims that were counted, where nobody looked at their kinds.
    counted: Option<u64>,
    charge: Decimal,
    findings: Option<[u64; 3]>,
}

impl Account {
    /// An account of a command, with a manifest if one is asked for.
    pub(super) fn new(command: &'static str, args: &InputArgs) -> Self {
        Self {
            command,
            path: args.manifest().map(Path::to_owned),
            quarantine: args.quarantine().map(Path::to_owned),
            done: args.done().map(Path::to_owned),
            begun: Some(Instant::now()),
            ..Self::default()
        }
    }

    /// Where the outputs go into a folder, the manifest is there unless it is asked for elsewhere. What an earlier run left
    /// in it is refused, or, to go on with it, kept: gives what need not be read again.
    pub(super) fn in_folder(
        &mut self,
        folder: &Path,
        (resume, force): (bool, bool),
    ) -> Result<Vec<(String, String)>, String> {
        let path = self.beside(folder)?;
        let (journal, before) = Journal::begin(path, resume, force)?;
        let done = before.iter().filter_map(Before::done).collect();
        self.before = before.into_iter().map(|line| line.text).collect();
        self.journal = Some(journal);
        Ok(done)
    }

    /// In a folder of outputs the manifest is there, unless it is asked for elsewhere.
    pub(super) fn beside(&mut self, folder: &Path) -> Result<&Path, String> {
        OutputFolder::new(folder, Outputs::new(false)).map_err(|error| error.to_string())?;
        if self.path.is_none() {
            make_folder(folder).map_err(|error| error.to_string())?;
        }
        Ok(self.path.get_or_insert_with(|| folder.join(NAME)))
    }

    /// In a folder whose files come all at once, the manifest comes with them and not without, unless it is asked for elsewhere.
    pub(super) fn among(&mut self, folder: &OutputFolder) -> Result<(), String> {
        if self.path.is_none() {
            self.path = Some(folder.path().join(NAME));
            self.output = Some(folder.file(NAME, "").map_err(|error| error.to_string())?);
            self.only_with_files = true;
        }
        Ok(())
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
        self.output = Some(output.map_err(|error| error.to_string())?);
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
        let contents = Contents { is_json: source.format == Format::Json, ..Contents::default() };
        self.at_hand = Some(AtHand { path: source.name.clone(), hash, begun: Instant::now(), contents });
    }

    /// A claim of the input.
    pub(super) fn claim(&mut self, claim: &Form) {
        if self.is_kept() {
            let (kind, charge) = match claim {
                Form::Json(claim) => {
                    (claim.r#type, claim.total_charge.as_ref().map(crate::model::Amount::value))
                }
                Form::Segments(raw) => {
                    let segments = raw.segments();
                    let text = (!segments.is_empty()).then(|| segments.segment(0).element(2).to_vec());
                    let text = text.and_then(|bytes| String::from_utf8(bytes).ok());
                    (
                        raw.guide().kind,
                        text.and_then(|text| crate::model::Amount::parse(&text)).map(|a| a.value()),
                    )
                }
            };
            self.claim_of(kind, charge.unwrap_or_default());
        }
    }

    /// A claim of this kind.
    pub(super) fn claim_of(&mut self, kind: ClaimType, charge: Decimal) {
        if let Some(at_hand) = &mut self.at_hand {
            let contents = &mut at_hand.contents;
            match kind {
                ClaimType::Institutional => contents.institutional += 1,
                ClaimType::Professional => contents.professional += 1,
            }
            contents.charge = contents.charge.saturating_add(charge);
        }
    }

    /// So many claims are in the input, whose kinds nobody looked at.
    pub(super) fn claims(&mut self, n: u64) {
        if let Some(at_hand) = &mut self.at_hand {
            at_hand.contents.counted = Some(n);
        }
    }

    /// So many errors, warnings and infos were found in the input.
    pub(super) fn findings(&mut self, by_severity: [u64; 3]) {
        if let Some(at_hand) = &mut self.at_hand {
            at_hand.contents.findings = Some(by_severity);
        }
    }

    /// What became of the input at hand, and why if it did not go well.
    pub(super) fn end(&mut self, status: InputStatus, reason: Option<&str>) {
        let Some(at_hand) = self.at_hand.take() else { return };
        let contents = at_hand.contents;
        self.last_hash = at_hand.hash.as_ref().map(Fingerprint::hex);
        let is_whole = status != InputStatus::Refused;
        let line = ManifestLine {
            sha256: self.last_hash.clone().filter(|_| is_whole),
            bytes: at_hand.hash.as_ref().map(Fingerprint::bytes),
            kind: contents.kind(),
            claims: contents.claims(),
            charge: contents.has_kinds().then(|| contents.charge.to_string()),
            findings: contents.findings.map(by_weight),
            seconds: Some(seconds(at_hand.begun)),
            ..ManifestLine::input(at_hand.path, status).because(reason.map(str::to_owned))
        };
        self.lines.push(line);
    }

    /// An input that could not be opened.
    pub(super) fn unopened(&mut self, error: &batch::Error) {
        self.add(error, InputStatus::Refused);
    }

    /// Files that are no inputs, or were taken before.
    pub(super) fn passed_over(&mut self, files: &[batch::Error]) {
        for file in files.iter().filter(|file| !matches!(file.kind, ErrorKind::DoneBefore)) {
            self.add(file, InputStatus::Skipped);
        }
    }

    fn add(&mut self, error: &batch::Error, status: InputStatus) {
        let path = error.path.to_string_lossy().into_owned();
        self.lines.push(ManifestLine::input(path, status).because(Some(error.kind.to_string())));
    }

    /// What was said last of an input does not hold: it came to nothing, or it is a copy.
    pub(super) fn instead(&mut self, status: InputStatus, reason: &str) {
        if let Some(line) = self.lines[self.settled..].last_mut() {
            (line.status, line.reason) = (Some(status), Some(reason.to_owned().into()));
        }
    }

    /// Files that were made of the input that was read last.
    pub(super) fn made_of_input<'w>(&mut self, files: impl IntoIterator<Item = &'w Written>) {
        if let Some(line) = self.lines[self.settled..].last_mut() {
            line.outputs.extend(files.into_iter().map(output_file));
        }
    }

    /// The inputs so far have their outputs, or will have none: their lines are final. A run that goes on with this one need
    /// not read them again.
    pub(super) fn settle(&mut self, screen: &Screen) -> Result<(), String> {
        for line in &mut self.lines[self.settled..] {
            if let Some(folder) = &self.quarantine {
                quarantine(line, folder, screen)?;
            }
            if let Some(journal) = &mut self.journal {
                journal.add(&line.line())?;
            }
        }
        self.settled = self.lines.len();
        Ok(())
    }

    /// Nothing is written of what was read.
    pub(super) fn hold_back(&mut self, why: &str) {
        for line in &mut self.lines[self.settled..] {
            if matches!(line.status, Some(InputStatus::Done | InputStatus::Duplicate)) {
                line.status = Some(InputStatus::Refused);
                line.reason = Some(format!("was read, but {why}").into());
            }
        }
    }

    /// Puts the manifest among the files of the run, so that they get their names together: no later run passes over inputs
    /// whose files were not written.
    pub(super) fn seal(&mut self, complete: &mut Transaction, screen: &Screen) -> Result<(), String> {
        self.settle(screen)?;
        let Some(mut output) = self.output.take().filter(|_| !self.only_with_files || !complete.is_empty())
        else {
            return Ok(());
        };
        self.outputs.extend(complete.written().map(output_file));
        let new = self.lines.iter().map(ManifestLine::line);
        let lines: Vec<String> = self.before.iter().cloned().chain(new).collect();
        let summary = self.summary(&lines).line();
        let mut texts = lines.iter().chain([&summary]);
        texts
            .try_for_each(|text| output.write_all(text.as_bytes()))
            .map_err(|error| batch::Error::writing(output.path(), error).to_string())?;
        complete.add(output).map_err(|error| error.to_string())
    }

    /// The files of the run are in place: the journal goes, and inputs that were taken may be moved.
    pub(super) fn finish(&mut self, screen: &Screen) -> Result<(), String> {
        if let Some(journal) = self.journal.take() {
            journal.remove();
        }
        let Some(folder) = &self.done else { return Ok(()) };
        let is_done = |line: &&ManifestLine<'_>| line.status == Some(InputStatus::Done);
        let mut moved = 0;
        for path in self.lines.iter().filter(is_done).filter_map(|line| line.path.as_deref()) {
            let path = Path::new(path);
            if path.is_file() {
                set_aside(path, folder).map_err(|error| error.to_string())?;
                moved += 1;
            }
        }
        screen.count(moved, "input was moved, as it is done", "inputs were moved, as they are done");
        Ok(())
    }

    fn summary(&self, lines: &[String]) -> ManifestLine<'static> {
        let mut totals = Totals::default();
        lines.iter().filter_map(|line| serde_json::from_str(line).ok()).for_each(|line| totals.add(&line));
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

impl Contents {
    fn has_kinds(&self) -> bool {
        self.institutional + self.professional > 0
    }

    fn claims(&self) -> Option<u64> {
        if self.has_kinds() { Some(self.institutional + self.professional) } else { self.counted }
    }

    fn kind(&self) -> Option<String> {
        let kinds = [("837I", self.institutional), ("837P", self.professional)];
        let kinds: Vec<&str> = kinds.iter().filter(|(_, n)| *n > 0).map(|(kind, _)| *kind).collect();
        let text = match (self.is_json, kinds.is_empty()) {
            (_, true) => return self.is_json.then(|| "json".to_owned()),
            (true, false) => format!("json {}", kinds.join("+")),
            (false, false) => kinds.join("+"),
        };
        Some(text)
    }
}

/// What the summary asks of a line, of this run or the one before.
#[derive(Deserialize)]
struct Counted {
    status: InputStatus,
    claims: Option<u64>,
    charge: Option<Decimal>,
    findings: Option<BTreeMap<String, u64>>,
}

#[derive(Default)]
struct Totals {
    inputs: BTreeMap<InputStatus, u64>,
    claims: u64,
    charge: Option<Decimal>,
    findings: Option<[u64; 3]>,
}

impl Totals {
    fn add(&mut self, line: &Counted) {
        *self.inputs.entry(line.status).or_default() += 1;
        self.claims += line.claims.unwrap_or_default();
        if let Some(charge) = line.charge {
            self.charge = Some(self.charge.unwrap_or_default().saturating_add(charge));
        }
        if let Some(found) = &line.findings {
            let so_far = self.findings.get_or_insert_default();
            for (n, weight) in ["error", "warning", "info"].iter().enumerate() {
                so_far[n] += found.get(*weight).copied().unwrap_or_default();
            }
        }
    }
}

fn output_file(written: &Written) -> OutputFile {
    OutputFile { path: written.path().to_string_lossy().into_owned(), sha256: written.sha256() }
}

/// Seconds since then, to the millisecond.
fn seconds(since: Instant) -> f64 {
    (since.elapsed().as_secs_f64() * 1000.0).round() / 1000.0
}

/// Moves an input that could not be read into the folder, and says why beside it. A member of an archive stays where it is.
fn quarantine(line: &mut ManifestLine<'static>, folder: &Path, screen: &Screen) -> Result<(), String> {
    let is_bad = matches!(line.status, Some(InputStatus::Refused | InputStatus::CutOff));
    let Some(path) = line.path.as_deref().filter(|path| is_bad && Path::new(path).is_file()) else {
        return Ok(());
    };
    let aside = set_aside(Path::new(path), folder).map_err(|error| error.to_string())?;
    let reason = line.reason.as_deref().unwrap_or_default().to_owned();
    let mut beside = aside.clone().into_os_string();
    beside.push(".reason.txt");
    let text = format!("{path}: {reason}\n");
    let written =
        Outputs::new(true).create(&beside).map_err(|error| error.to_string()).and_then(|mut output| {
            output.write_all(text.as_bytes()).map_err(|error| error.to_string())?;
            output.commit().map_err(|error| error.to_string())
        });
    written?;
    screen.note(&format!("{path}: moved to {}", aside.display()));
    line.status = Some(InputStatus::Quarantined);
    line.outputs.push(OutputFile { path: aside.to_string_lossy().into_owned(), sha256: line.sha256.clone() });
    Ok(())
}
