//! `twinclaim inspect`: what is in a file.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use crate::batch::claims::{self, Event};
use crate::batch::{Format, Source, Transaction};
use crate::codes::reference::Tables;
use crate::guide::registry;
use crate::input_status::InputStatus;
use crate::model::ClaimFilter;
use crate::show::inspect::ack::AckQuery;
use crate::show::inspect::{Item, Outline, OutlineText};
use crate::show::terminal::visible;
use crate::show::{FaultText, Mask};
use crate::translate::Foreign;
use crate::validate::RuleSet;
use crate::x12::Charset;

use super::Exit;
use super::common::{InputArgs, Tally, TextArgs, WriteArgs};
use super::filter_args::FilterArgs;
use super::inspect_answers::{self, Again, Showing};
use super::inspect_claims;
use super::inspect_envelopes;
use super::inspect_page::{self, Made};
use super::inspect_segments;
use super::inspect_writers::OutlineWriter;
use super::screen::Screen;
use super::validation_summary::{self, ValidationAlongside};

/// Shows what is in a file, and what is not as it should be.
///
/// Reads any X12, and its own JSON. Envelopes are shown and counted, claims (837P and 837I of version 5010) listed one by
/// one. Of acknowledgments (TA1, 999, 997, 277CA) it says what was refused and why, and where that is in the claims
/// that are given with them. Of everything else it says what it is. `--segments` explains every segment of any X12 file.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
JSON (--json): every line is an object with `schema` (twinclaim/inspect/1), `type` and `file`. `type` is interchange, \
group, claim, transaction (behind its claims, with their number and sum), trouble or summary (last); with --segments it \
is segment, noise, trouble or finding (what validate finds, behind its segment; late where that was shown long before); with --envelopes envelope and envelope_summary (last); of acknowledgments it is interchange_answer, segment_answer, transaction_answer, \
group_answer, batch_answer, provider_answer, claim_answer or answer_summary (last).\n\n\
Hiding (--mask): names, identifiers, addresses, telephone numbers, dates of birth and death and free text become \
•, •••• or •••••••• by their length, for persons and organizations alike. Codes, amounts, dates of service and control \
numbers of envelopes stay. What stands in a segment that is not known is hidden whole.\n\n\
Exit codes: 0 shown, also where something is not as it should be; 2 an input cannot be read, breaks off inside a claim, is neither X12 nor JSON, \
holds an 837 of a guide that is not supported, or was named and holds neither 837 nor acknowledgments (--segments shows both of these, and ends \
with 0); 2 also where no claim passes --claim and the filters. Acknowledgments are filtered by --claim alone.\n\n\
Examples:\n  \
    twinclaim inspect samples/mri\n  \
    twinclaim inspect answer.277 claims.837\n  \
    twinclaim inspect --refused answer.277 claims.837\n  \
    twinclaim inspect --claim ACCT-77 claims.837\n  \
    twinclaim inspect --html claims.html samples\n  \
    twinclaim inspect --form samples/mri/facility.837\n  \
    twinclaim inspect --segments --mask samples/mri/facility.837\n  \
    twinclaim inspect --json claims.837 | grep '\"type\":\"claim\"'")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(super) struct Args {
    /// Only claims with this patient control number (CLM01), told as a person would: who, when, where, why, what was done,
    /// what it costs, who pays, and what is odd.
    #[arg(long, value_name = "ID")]
    claim: Option<String>,
    /// Of acknowledgments only what was refused.
    #[arg(long, conflicts_with_all = ["segments", "form"])]
    refused: bool,
    /// Folder with names of codes whose words are licensed, for --claim.
    #[arg(long, value_name = "DIR")]
    reference: Option<PathBuf>,
    /// Every segment with its place, its name, what its values mean, and what `validate` finds about it. With --claim, those
    /// of the claim and of billing provider, subscriber and patient above it.
    #[arg(long)]
    segments: bool,
    /// Interchanges, groups and transactions: what each header says, what its trailer counts and what is there, claims and
    /// their sum, and what is wrong with the envelope itself.
    #[arg(long, conflicts_with_all = ["segments", "form", "html", "refused", "claim"])]
    envelopes: bool,
    /// Each claim on its paper form, CMS-1500 or UB-04, as labelled boxes in a page of 80 columns, with an addendum of
    /// what the form has no box for.
    #[arg(long, conflicts_with_all = ["segments", "json"])]
    form: bool,
    /// With --form: a PDF of the forms, a page a page, with addenda.
    #[arg(long, value_name = "OUT", requires = "form", conflicts_with_all = ["html", "refused"])]
    pdf: Option<PathBuf>,
    /// One page for a browser with all claims: told, on their forms, in their segments, and with what is wrong.
    #[arg(long, value_name = "OUT", conflicts_with_all = ["segments", "json", "form", "refused"])]
    html: Option<PathBuf>,
    #[command(flatten)]
    write: WriteArgs,
    /// JSON for programs, one object a line.
    #[arg(long)]
    json: bool,
    /// Hide names, identifiers, birth dates and addresses.
    #[arg(long)]
    mask: bool,
    /// How many things that are not as they should be are shown for each input; 0 for all.
    #[arg(long, value_name = "N", default_value_t = 50)]
    max_findings: usize,
    #[command(flatten)]
    text: TextArgs,
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten, next_help_heading = "Filters")]
    filter: FilterArgs,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Exit {
    let tally = Tally::new("inspect", &args.input);
    tally.run(&args.input, args.write.force, screen, |tally, screen| {
        show(args, prepared(args)?, tally, screen)
    })
}

/// What is known before an input is opened.
struct Prepared<'a> {
    charset: Charset,
    tables: Tables,
    input: Again<'a>,
    filter: ClaimFilter,
    rules: RuleSet,
}

fn prepared(args: &Args) -> Result<Prepared<'_>, String> {
    let tables = args.reference.as_deref().map(Tables::read).transpose();
    Ok(Prepared {
        charset: args.text.charset()?,
        tables: tables.map_err(|error| error.to_string())?.unwrap_or_default(),
        input: Again::new(&args.input)?,
        filter: ClaimFilter { control_number: args.claim.clone(), ..args.filter.filter() },
        rules: validation_summary::rules(),
    })
}

fn show(args: &Args, prepared: Prepared<'_>, tally: &mut Tally, screen: &mut Screen) -> Result<Exit, String> {
    let Prepared { charset, tables, input, filter, rules } = prepared;
    let made = args.html.as_ref().map(|path| (Made::Page, &**path));
    if let Some(made) = made.or(args.pdf.as_ref().map(|path| (Made::Forms, &**path))) {
        let mask = Mask::new(args.mask);
        let showing =
            inspect_claims::Showing { charset, mask, filter: &filter, rules: &rules, tables: &tables };
        return inspect_page::write(&showing, made, (&args.input, args.write), tally, screen);
    }
    if !args.json {
        screen.page();
    }
    let asked = if args.segments { AckQuery::default() } else { inspect_answers::asked(&input, charset) };
    Inspect {
        args,
        charset,
        screen,
        filter,
        asked,
        rules: Arc::new(rules),
        tables,
        answered: false,
        tally,
        failure: None,
        found: false,
        first: true,
    }
    .inputs(&input)
}

struct Inspect<'a> {
    args: &'a Args,
    charset: Charset,
    screen: &'a mut Screen,
    /// Which claims are shown.
    filter: ClaimFilter,
    /// What acknowledgements speak of.
    asked: AckQuery,
    /// What `validate` would run.
    rules: Arc<RuleSet>,
    /// Names of codes that the user brought.
    tables: Tables,
    /// An acknowledgment has been met.
    answered: bool,
    tally: &'a mut Tally,
    /// Why the input at hand cannot be shown whole.
    failure: Option<String>,
    /// Whether a claim that was asked for has been met.
    found: bool,
    /// Nothing was shown yet.
    first: bool,
}

impl Inspect<'_> {
    /// Shows all inputs.
    fn inputs(mut self, input: &Again<'_>) -> Result<Exit, String> {
        let mut sources = input.open();
        self.tally.outputs(sources.identities(), false)?;
        for source in &mut sources {
            match source {
                Ok(source) => self.account_of(source),
                Err(error) => self.tally.unopened(self.screen, &error),
            }
            if self.screen.broken() {
                break;
            }
        }
        if !self.filter.is_empty() && !self.found && self.tally.exit() == Exit::Clean {
            let only_number = ClaimFilter { control_number: None, ..self.filter.clone() }.is_empty();
            self.fail(if only_number {
                "no claim has this patient control number (CLM01)"
            } else {
                "no claim passes the filter"
            });
        }
        if self.args.refused && !self.answered {
            self.fail("--refused is about acknowledgments (TA1, 999, 277CA), and none is among the inputs");
        }
        let Inspect { tally, screen, .. } = self;
        tally.commit(Transaction::default(), WriteArgs::default(), sources.passed_over(), screen);
        Ok(tally.report(screen, sources.passed_over()))
    }

    fn fail(&mut self, message: &str) {
        self.failure = Some(message.to_owned());
        self.tally.fail(self.screen, message);
    }

    /// Shows an input, and says what became of it.
    fn account_of(&mut self, mut source: Source) {
        self.tally.account.begin(&mut source);
        self.failure = None;
        self.one(source);
        let status = if self.failure.is_some() { InputStatus::Refused } else { InputStatus::Done };
        self.tally.account.end(status, self.failure.as_deref());
    }

    fn one(&mut self, mut source: Source) {
        // An empty line between inputs.
        if !std::mem::replace(&mut self.first, false) && !self.args.json && self.filter.is_empty() {
            self.screen.print("\n");
        }
        if self.args.envelopes {
            return self.envelopes(source);
        }
        if !self.args.segments && inspect_answers::is_acknowledgement(&mut source) {
            self.answered = true;
            return self.answers(source);
        }
        // Claims are only what the answers are about.
        if self.args.refused {
            return;
        }
        let told = self.args.claim.is_some() && !self.args.segments && !self.args.json;
        if self.args.form || told {
            return self.claims(source);
        }
        match (self.args.segments, source.format) {
            (false, _) => self.outline(source),
            (true, Format::Json | Format::Report) => {
                let what = "is JSON, which has no segments; `twinclaim convert --to x12` makes them";
                self.fail(&about(&source.name, what));
            }
            (true, Format::X12) => self.segments(source),
        }
    }

    fn mask(&self) -> Mask {
        Mask::new(self.args.mask)
    }

    fn envelopes(&mut self, source: Source) {
        let name = source.name.clone();
        let showing = inspect_envelopes::Showing {
            charset: self.charset,
            mask: self.mask(),
            json: self.args.json,
            rules: &self.rules,
        };
        if let Err(message) = showing.show(source, self.screen) {
            self.fail(&about(&name, &message));
        }
    }

    fn answers(&mut self, source: Source) {
        let name = source.name.clone();
        let showing = Showing {
            charset: self.charset,
            mask: self.mask(),
            claim: self.args.claim.clone(),
            json: self.args.json,
            refused: self.args.refused,
            asked: &self.asked,
        };
        match showing.show(source, self.screen) {
            Ok(shown) => self.found |= shown,
            Err(error) => self.fail(&about(&name, &error.to_string())),
        }
    }

    /// Claims in full, one after the other.
    fn claims(&mut self, source: Source) {
        let name = source.name.clone();
        let showing = inspect_claims::Showing {
            charset: self.charset,
            mask: self.mask(),
            filter: &self.filter,
            rules: &self.rules,
            tables: &self.tables,
        };
        let account = &mut self.tally.account;
        let shown = if self.args.form {
            showing.forms(source, account, self.screen)
        } else {
            showing.stories(source, account, self.screen)
        };
        self.found |= shown.claims > 0;
        if let Some(message) = shown.failure {
            self.fail(&about(&name, &message));
        }
    }

    fn outline(&mut self, mut source: Source) {
        let (name, named, is_json) =
            (source.name.clone(), source.named_by_user, source.format == Format::Json);
        let shown = (self.args.max_findings > 0).then_some(self.args.max_findings);
        let text = OutlineText::new(self.screen.palette(), self.screen.width(), &name, is_json, shown);
        // Where some claims are looked for, an input without them is not shown.
        let hold = !self.filter.is_empty();
        let mut outline = Outline::new(self.charset, self.mask(), self.filter.clone());
        let (mut unsupported, mut incomplete) = (None, None);
        let (screen, account) = (&mut *self.screen, &mut self.tally.account);
        let mut spooled = Ok(());
        let mut along =
            ValidationAlongside::begin(&mut source, &self.rules, self.filter.clone(), self.charset);
        let verdicts = along.as_mut().and_then(ValidationAlongside::verdicts);
        let mut writer = OutlineWriter::new(&name, (!self.args.json).then_some(text), verdicts);
        let result = claims::read(source, self.charset, &mut |event| {
            let sink = &mut |item: Item| writer.item(item);
            match event {
                Event::Opened(block) => outline.opened(&block, sink),
                Event::Claim(claim) => {
                    let charge = claim.total_charge.as_ref().map_or("", |charge| charge.as_str());
                    account.claim_of(claim.r#type, charge.as_bytes());
                    outline.claim(&claim, sink);
                }
                Event::Notice(notice) => {
                    if FaultText::is_cut_off(&notice) {
                        incomplete.get_or_insert_with(|| FaultText::of(&notice, None));
                    }
                    outline.notice(&notice, sink);
                }
                Event::Foreign(foreign) => {
                    if foreign.is_claim() && unsupported.is_none() {
                        unsupported = Some(foreign.clone());
                    }
                    outline.foreign(&foreign, sink);
                }
            }
            if writer.shown > 0 || !hold {
                spooled = writer.send(screen);
            }
            if screen.broken() || spooled.is_err() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        let mut summary = outline.finish(result.is_ok(), &mut |item| writer.item(item));
        summary.validate = along.and_then(ValidationAlongside::end).filter(|_| result.is_ok());
        self.found |= summary.claims > 0;
        let has_claims = summary.has_supported() || is_json || !named;
        if !hold || summary.claims > 0 {
            spooled = spooled.and_then(|()| writer.finish(&summary, self.screen));
        }
        if let Err(error) = spooled {
            return self.fail(&about(&name, &error.to_string()));
        }
        if self.screen.broken() {
            return;
        }
        if let Some(trouble) = incomplete {
            self.fail(&about(&name, &format!("{}: {}", trouble.place(), trouble.message)));
        }
        let verdict = verdict(result, unsupported, has_claims);
        if let Some(message) = verdict {
            self.fail(&about(&name, &message));
        }
    }

    fn segments(&mut self, source: Source) {
        let name = source.name.clone();
        let (charset, mask) = (self.charset, self.mask());
        let showing = inspect_segments::Showing { charset, mask, json: self.args.json, rules: &self.rules };
        let failure = if self.filter.is_empty() {
            showing.all(source, self.screen).err()
        } else {
            let (filter, rules, tables) = (&self.filter, &*self.rules, &self.tables);
            let claims = inspect_claims::Showing { charset, mask, filter, rules, tables };
            let shown = showing.of_claims(source, &claims, &mut self.tally.account, self.screen);
            self.found |= shown.claims > 0;
            shown.failure
        };
        if let Some(message) = failure {
            self.fail(&about(&name, &message));
        }
    }
}

/// A message about an input, whose name may come from a stranger's archive.
pub(super) fn about(name: &str, message: &str) -> String {
    format!("{}: {message}", visible(name))
}

/// What could not be done with an input, if anything.
pub(super) fn verdict(
    result: Result<(), claims::ReadError>,
    unsupported: Option<Foreign>,
    has_claims: bool,
) -> Option<String> {
    match (result, unsupported) {
        (Err(error), _) => Some(error.to_string()),
        (Ok(()), Some(foreign)) => {
            let what = registry::describe(&foreign.version, &foreign.code);
            Some(format!("segment at offset {}: {what}", foreign.position.offset))
        }
        (Ok(()), None) if has_claims => None,
        (Ok(()), None) => Some("holds no 837; `twinclaim inspect --segments` shows what it holds".to_owned()),
    }
}
