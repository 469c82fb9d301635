//! `twinclaim validate`: what is wrong with claims, and where.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;

use crate::batch;
use crate::batch::{Format as SourceFormat, OutputFolder, Source, Transaction};
use crate::codes::about::form_only;
use crate::finding::Severity;
use crate::input_status::InputStatus;
use crate::show::Mask;
use crate::show::terminal::visible;
use crate::show::validate::{Report, Showing, Totals};
use crate::validate::{Event, FilteredEvents, RuleSet, Seen, Validator};
use crate::x12::{Measure, Reader};

use super::Exit;
use super::ack_output::{AckOutput, How, Place};
use super::common::Tally;
use super::screen::Screen;
use super::troubles::Others;
pub(super) use super::validate_args::Args;
use super::validate_args::{Format, report, settings};
use super::validate_each::{Each, folder_of_each};
use super::validate_report::{Input, Out};

/// Findings shown to people for each input, unless they say otherwise.
const SHOWN: u64 = 100;
/// Text is handed on in pieces of about this many bytes.
const PIECE: usize = 1 << 16;

pub(super) fn run(args: &Args, screen: &mut Screen) -> Exit {
    let tally = Tally::new("validate", &args.input);
    tally.run(&args.input, args.write.force, screen, |tally, screen| validate(args, tally, screen))
}

fn validate(args: &Args, tally: &mut Tally, screen: &mut Screen) -> Result<Exit, String> {
    let charset = args.text.charset()?;
    let (settings, configuration) = settings(args, screen)?;
    let form_only = form_only(&settings.reference);
    let book = RuleSet::new(settings);
    tally.account.configuration(configuration);
    let root = folder_of_each(args)?;
    let shape = (
        (&args.snip, &args.profile, args.edits, args.format, &args.output, args.max_findings, args.mask),
        (&args.severity, &args.text, &args.filter, &args.rules, &args.answers),
    );
    let done = tally.account.file_by_file(root.as_ref(), &shape, args.resume, args.write.force)?;
    tally.account.quarantine_late();
    let mut sources = args.input.open_again(done);
    // Where there may be more than one input, one may be the copy of another.
    if sources.waiting() > 1 || !args.input.is_one_file() {
        tally.account.hashing();
    }
    let outputs = tally.outputs(sources.identities(), args.write.force)?;
    let temp_dir = args.input.temp_dir();
    let how = How { charset, temp_dir, as_of: args.rules.named_day(), began: tally.account.began() };
    let mut answers = args.answers.begin(&how);
    let (each, output) = if let Some(root) = root {
        let folder = OutputFolder::new(root, outputs).map_err(|error| error.to_string())?;
        (Some(Each { folder: folder.resumed(args.resume), how }), None)
    } else {
        let output = args.output.as_ref().map(|path| outputs.create(path)).transpose();
        answers.open(&args.answers, &how, &Place::Files(&outputs))?;
        (None, output.map_err(|error| error.to_string())?)
    };
    let showing = Showing { charset, mask: Mask::new(args.mask) };
    let mut run = Run {
        args,
        book: &book,
        report: report(args, showing, screen),
        answers,
        totals: Totals::default(),
        claims: 0,
        seen: Seen::new(temp_dir),
        out: Out { text: String::new(), for_people: args.format == Format::Text, output, screen },
        tally,
        put_aside: 0,
        form_only,
        contents: HashMap::new(),
        missed_lists: BTreeSet::new(),
    };
    for source in &mut sources {
        match (source, &each) {
            (Ok(source), Some(each)) => run.one_of_folders(source, each)?,
            (Ok(source), None) => run.one(source)?,
            (Err(error), Some(_)) => run.unopened(&error)?,
            (Err(error), None) => {
                run.report.input(&error.path.to_string_lossy(), &mut run.out.text);
                let totals = Totals { inputs: 1, ..Totals::default() };
                run.report.input_end(&totals, Some(&error.kind.to_string()), &mut run.out.text);
                run.flush()?;
                run.tally.unopened(run.out.screen, &error);
            }
        }
        if run.out.screen.broken() {
            break;
        }
    }
    run.finish(each.is_some(), sources.passed_over())
}

pub(super) struct Run<'a> {
    pub(super) args: &'a Args,
    book: &'a RuleSet,
    pub(super) report: Box<dyn Report>,
    pub(super) answers: AckOutput,
    pub(super) totals: Totals,
    /// Claims read, whether they pass the filter or not.
    claims: u64,
    seen: Seen,
    pub(super) out: Out<'a>,
    pub(super) tally: &'a mut Tally,
    put_aside: u64,
    /// Which lists were not at hand.
    form_only: String,
    /// Names of inputs by the SHA-256 of their contents.
    contents: HashMap<String, String>,
    /// Lists that payers' edits ask, and that were not brought.
    missed_lists: BTreeSet<String>,
}

/// What goes along with the reading of an input.
struct Along {
    input: Input,
    filtered: FilteredEvents,
    claims: u64,
    /// Why the report can be handed on no more.
    broken: Option<String>,
}

impl Run<'_> {
    /// Findings that are shown for each input.
    fn most(&self) -> u64 {
        match (self.args.max_findings, self.args.format) {
            (Some(0), _) => u64::MAX,
            (Some(n), _) => n,
            (None, Format::Text) => SHOWN,
            (None, _) => u64::MAX,
        }
    }

    /// Least severity of the findings shown.
    fn least(&self) -> Severity {
        let on_terminal =
            self.args.format == Format::Text && self.out.output.is_none() && self.out.screen.is_terminal();
        self.args.severity.least(on_terminal)
    }

    /// An event of the validator, to all who take it.
    fn event(&mut self, mut event: Event<'_>, along: &mut Along) {
        if let Event::Claim(end) = &event {
            along.claims += 1;
            if !end.cut_off {
                let clm = end.claim.first(end.claim.fields().claim_information);
                let charge = clm.as_ref().map_or(&[][..], |clm| clm.element(2));
                self.tally.account.claim_of(end.claim.guide().kind, charge);
            }
        }
        self.answers.event(&mut event);
        let (report, text) = (&mut *self.report, &mut self.out.text);
        along
            .filtered
            .event(event, &mut |event: Event<'_>| along.input.event(event, &mut *report, &mut *text));
        // A claim may have more findings than memory should hold.
        if self.out.text.len() >= PIECE && along.broken.is_none() {
            along.broken = self.out.flush().err();
        }
    }

    pub(super) fn one(&mut self, mut source: Source) -> Result<(), String> {
        let name = visible(&source.name).into_owned();
        self.report.input(&source.name, &mut self.out.text);
        self.tally.account.begin(&mut source);
        self.tally.account.counts();
        if source.format == SourceFormat::Json {
            let what = "is JSON; `twinclaim convert --to x12` makes the X12 that is checked";
            self.input_end(&source.name, &Totals { inputs: 1, ..Totals::default() }, Some(what))?;
            self.tally.unread(self.out.screen, &format!("{name}: {what}"));
            return Ok(());
        }
        let charset = self.args.text.charset()?;
        let input = Input {
            most: self.most(),
            least: self.least(),
            shown: 0,
            totals: Totals { inputs: 1, ..Totals::default() },
            foreign: None,
            others: Others::default(),
        };
        let mut along = Along {
            input,
            filtered: FilteredEvents::new(self.args.filter.filter(), charset),
            claims: 0,
            broken: None,
        };
        let seen = std::mem::take(&mut self.seen);
        let mut validator = Validator::new(self.book, Some(source.name.clone()), charset).after(seen);
        let mut reader = Reader::new(self.answers.input(source.reader));
        let mut measure = Measure::new(source.limit);
        let result = loop {
            match reader.next() {
                Ok(Some(piece)) => {
                    if let Some(error) = piece.segment().and_then(|item| measure.observe(&item).err()) {
                        break Err(error);
                    }
                    validator.piece(&piece, &mut |event| self.event(event, &mut along));
                }
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            }
            if self.out.text.len() >= PIECE && along.broken.is_none() {
                along.broken = self.out.flush().err();
            }
            if let Some(message) = along.broken.take() {
                // Other inputs are still compared with it.
                self.seen = validator.into_seen();
                return Err(message);
            }
            if self.out.screen.broken() {
                return Ok(());
            }
        };
        validator.finish(&mut |event| self.event(event, &mut along));
        let Along { mut input, claims, .. } = along;
        let cut_off = validator.is_cut_off();
        self.put_aside += validator.put_aside();
        self.missed_lists.extend(validator.missed_lists().iter().cloned());
        self.seen = validator.into_seen();
        self.answers.end_input(&name, self.out.screen)?;
        input.others.say(&name, self.out.screen);
        let none = claims == 0 && source.named_by_user && input.totals.findings() == 0;
        let unread = result.is_err() || (none && input.foreign.is_none());
        let failure = input.failure(result, none, cut_off);
        input.totals.cut_off = cut_off;
        self.input_end(&source.name, &input.totals, failure.as_deref())?;
        self.claims += claims;
        self.totals.add(&input.totals);
        if let Some(failure) = failure {
            self.tally.unread += u64::from(unread);
            self.tally.fail(self.out.screen, &format!("{name}: {failure}"));
        }
        Ok(())
    }

    /// Ends the report of an input; a large one is handed on in pieces.
    fn input_end(&mut self, name: &str, totals: &Totals, failure: Option<&str>) -> Result<(), String> {
        self.report.input_end(totals, failure, &mut self.out.text);
        let account = &mut self.tally.account;
        account.findings(totals.by_severity);
        account.end(totals.status(failure), failure);
        if let Some(of) = self.copied(name, totals.status(failure)) {
            self.report.duplicate(&of, &mut self.out.text);
            let why = format!("has the same content as {of}");
            self.tally.account.copied(&why);
            self.out.screen.note(&format!("{}: {}", visible(name), visible(&why)));
        }
        self.flush()
    }

    /// The input before this one that has the same content, where both were read to their end.
    fn copied(&mut self, name: &str, status: InputStatus) -> Option<String> {
        let hash = self.tally.account.last_hash().filter(|_| status != InputStatus::Refused)?;
        if let Some(of) = self.contents.get(hash) {
            return Some(of.clone()).filter(|_| status == InputStatus::Done);
        }
        self.contents.insert(hash.to_owned(), name.to_owned());
        None
    }

    /// Hands on what the report has.
    pub(super) fn flush(&mut self) -> Result<(), String> {
        loop {
            let more = self.report.more(&mut self.out.text);
            self.out.flush()?;
            if !more.map_err(|error| {
                format!("a temporary file of the report failed: {error}; --temp-dir names another folder")
            })? {
                return Ok(());
            }
        }
    }

    /// Commits the files of the run together, the manifest among them.
    fn write(&mut self, is_each: bool, passed_over: &[batch::Error]) -> Result<(), String> {
        let mut complete = Transaction::default();
        if !is_each && (self.out.output.is_some() || self.args.answers.writes()) {
            if !self.tally.is_heard(true, self.out.screen) {
                return Ok(());
            }
            complete = self.answers.finish(self.out.screen)?;
            if let Some(output) = self.out.output.take() {
                complete.add(output).map_err(|error| error.to_string())?;
            }
        }
        self.tally.commit(complete, self.args.write, passed_over, self.out.screen);
        Ok(())
    }

    fn finish(mut self, is_each: bool, passed_over: &[batch::Error]) -> Result<Exit, String> {
        if !is_each || self.args.output.is_none() {
            for file in passed_over {
                let name = file.path.to_string_lossy();
                let reason = file.kind.to_string();
                self.report.passed_over(&name, &reason, &mut self.out.text);
            }
            self.report.finish(&self.totals, &mut self.out.text);
            self.out.flush()?;
        }
        if let Some(error) = self.seen.trouble() {
            self.out.screen.failure(&format!(
                "claims were not compared with each other to the end, because a temporary file failed: {error}"
            ));
            self.tally.failed();
        }
        self.write(is_each, passed_over)?;
        self.out.screen.count(
            self.put_aside,
            "finding is known and put aside, as the configuration says",
            "findings are known and put aside, as the configuration says",
        );
        self.out.screen.passed_over(passed_over);
        if !self.missed_lists.is_empty() {
            let lists: Vec<&str> = self.missed_lists.iter().map(String::as_str).collect();
            let _ = write!(
                self.form_only,
                "; not looked for: payers' edits that ask a list --reference did not bring ({})",
                lists.join(", ")
            );
        }
        if self.totals.claims > 0 {
            self.out.screen.note(&self.form_only);
        }
        if self.claims > 0 && self.totals.claims == 0 {
            self.tally.fail(self.out.screen, "no claim passes the filter");
        }
        Ok(self.tally.exit().max(self.args.fail_on.exit(self.totals.worst())))
    }
}
