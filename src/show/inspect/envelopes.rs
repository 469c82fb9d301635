//! The envelopes of an input for whoever exchanges files: what each header says, what its trailer counts, and whether it is
//! so. Each envelope is told where it ends, so memory does not grow with the input.

use std::fmt::Write;

use serde::Serialize;

use crate::finding::{Finding, Severity};
use crate::guide::registry;
use crate::model::Amount;
use crate::show::Mask;
use crate::show::terminal::{Palette, Role};
use crate::show::words::dollars;
use crate::validate::{Closed, Event, Level, Opened};
use crate::x12::Charset;

use super::envelope_view::{GroupView, Headers, InterchangeView};
use super::style::{Style, count};
use super::sum::Sum;

/// An envelope that has ended.
#[derive(Clone, Debug, Serialize)]
pub struct Envelope {
    /// What it is.
    #[serde(flatten)]
    pub header: Header,
    /// ISA13 of its interchange.
    pub interchange: String,
    /// GS06 of its group, for a transaction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// What is in it, counted: groups, transactions, or segments from ST to SE.
    pub counted: u64,
    /// What its trailer counts, as it is there; none where the trailer is missing.
    pub stated: Option<String>,
    /// Claims in it.
    pub claims: u64,
    /// Sum of their total charges in dollars; none where it is too large to be exact.
    pub total_charge: Option<String>,
    /// Errors that `validate` finds in it, in its claims too.
    pub errors: u64,
    /// What `validate` finds about the envelope itself.
    pub findings: Vec<Fault>,
    /// Offset of the trailer in bytes, or of the place where it should be.
    pub end: u64,
}

/// What is wrong with an envelope.
#[derive(Clone, Debug, Serialize)]
pub struct Fault {
    /// How much it weighs.
    pub severity: Severity,
    /// Code of the rule.
    pub code: String,
    /// One sentence.
    pub message: String,
}

/// The header of an envelope.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "level", rename_all = "snake_case")]
pub enum Header {
    /// ISA.
    Interchange(InterchangeView),
    /// GS.
    Group(GroupView),
    /// ST.
    Transaction(TransactionHeader),
}

/// A transaction as its header says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TransactionHeader {
    /// ST01, such as `837`.
    pub code: String,
    /// What it is, in plain words.
    pub name: String,
    /// ST03, or else GS08.
    pub version: String,
    /// ST02.
    pub control_number: String,
    /// Whether it is an 837 of a guide that this program reads.
    pub supported: bool,
    /// Offset of ST in bytes.
    pub offset: u64,
}

/// All envelopes of an input, counted.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EnvelopeSummary {
    /// Interchanges.
    pub interchanges: u64,
    /// Groups.
    pub groups: u64,
    /// Transactions.
    pub transactions: u64,
    /// Segments from ST to SE, in all transactions.
    pub segments: u64,
    /// Claims.
    pub claims: u64,
    /// Sum of their total charges in dollars; none where it is too large to be exact.
    pub total_charge: Option<String>,
    /// Envelopes whose trailer is missing or counts otherwise.
    pub miscounted: u64,
    /// Errors that `validate` finds.
    pub errors: u64,
    /// Whether the input was read to its end.
    pub complete: bool,
}

/// Gathers what a validator tells of envelopes.
#[derive(Debug)]
pub struct Envelopes {
    headers: Headers,
    /// Interchange, group, transaction that are open.
    open: [Option<Open>; 3],
    all: Sum,
    summary: EnvelopeSummary,
}

#[derive(Debug)]
struct Open {
    header: Header,
    sum: Sum,
    findings: Vec<Fault>,
}

/// Findings that are told of an envelope.
const FINDINGS: usize = 20;

impl Envelopes {
    /// Of one input.
    pub fn new(charset: Charset, mask: Mask) -> Self {
        Self {
            headers: Headers { charset, mask },
            open: [None, None, None],
            all: Sum::new(),
            summary: EnvelopeSummary::default(),
        }
    }

    /// Takes what the validator tells. Gives the header of an envelope that begins, or an envelope that has ended.
    pub fn see(&mut self, event: &Event<'_>) -> Option<Told> {
        match event {
            Event::Opened(opened) => {
                let header = self.header(opened)?;
                let n = index(opened.level);
                self.open[n] = Some(Open { header: header.clone(), sum: Sum::new(), findings: Vec::new() });
                Some(Told::Opened(Box::new(header)))
            }
            Event::Finding(found) => {
                let n = index(found.level);
                self.summary.errors += u64::from(found.finding.severity == Severity::Error);
                let fault = self.fault(&found.finding);
                let open = self.open[n].as_mut().filter(|_| found.level <= Level::Transaction)?;
                if open.findings.len() < FINDINGS {
                    open.findings.push(fault);
                }
                None
            }
            Event::Claim(end) if !end.cut_off => {
                let claim = end.claim.first(end.claim.fields().claim_information);
                let charge = claim.and_then(|site| Amount::parse(site.text(2))).map(|charge| charge.value());
                self.open.iter_mut().flatten().for_each(|open| open.sum.add(charge));
                self.all.add(charge);
                self.summary.claims += 1;
                None
            }
            Event::Closed(closed) => self.closed(closed).map(|envelope| Told::Closed(Box::new(envelope))),
            Event::Claim(_) | Event::Again(_) | Event::Level(..) | Event::Foreign(_) => None,
        }
    }

    fn fault(&self, finding: &Finding) -> Fault {
        let masked = self.headers.mask.finding(finding);
        Fault { severity: finding.severity, code: finding.code.clone(), message: masked.message.clone() }
    }

    fn header(&self, opened: &Opened<'_>) -> Option<Header> {
        let (segment, offset) = (&opened.segment, opened.position.offset);
        match opened.level {
            Level::Interchange => Some(Header::Interchange(self.headers.interchange(segment, offset))),
            Level::Group => Some(Header::Group(self.headers.group(segment, offset))),
            Level::Transaction => {
                let text = |n| self.headers.text(segment, n);
                let of_group = match &self.open[1] {
                    Some(Open { header: Header::Group(view), .. }) => view.version.clone(),
                    _ => String::new(),
                };
                let (code, version) =
                    (text(1), Some(text(3)).filter(|own| !own.is_empty()).unwrap_or(of_group));
                Some(Header::Transaction(TransactionHeader {
                    name: registry::describe(&version, &code).name,
                    control_number: text(2),
                    supported: registry::of_transaction(&code, &version).is_some(),
                    code,
                    version,
                    offset,
                }))
            }
            Level::Provider | Level::Subscriber | Level::Patient | Level::Claim => None,
        }
    }

    fn closed(&mut self, closed: &Closed) -> Option<Envelope> {
        let n = index(closed.level);
        let open = self.open[n].take()?;
        let summary = &mut self.summary;
        match n {
            0 => summary.interchanges += 1,
            1 => summary.groups += 1,
            _ => {
                summary.transactions += 1;
                summary.segments += closed.counted;
            }
        }
        let control = |n: usize| self.open[n].as_ref().map(|open| open.header.control_number().to_owned());
        let own = open.header.control_number().to_owned();
        let envelope = Envelope {
            interchange: if n == 0 { own } else { control(0).unwrap_or_default() },
            group: if n == 2 { control(1) } else { None },
            counted: closed.counted,
            stated: closed.stated.clone(),
            claims: open.sum.claims,
            total_charge: open.sum.text(),
            errors: closed.errors,
            findings: open.findings,
            end: closed.offset,
            header: open.header,
        };
        summary.miscounted += u64::from(!envelope.is_counted());
        Some(envelope)
    }

    /// The input has ended, or (not `complete`) could not be read any further.
    pub fn finish(mut self, complete: bool) -> EnvelopeSummary {
        self.summary.total_charge = self.all.text();
        self.summary.complete = complete;
        self.summary
    }
}

/// What is to be shown.
#[derive(Debug)]
pub enum Told {
    /// An envelope begins.
    Opened(Box<Header>),
    /// An envelope has ended.
    Closed(Box<Envelope>),
}

/// Which envelope a level is or belongs to.
fn index(level: Level) -> usize {
    (level as usize).min(2)
}

impl Header {
    fn control_number(&self) -> &str {
        match self {
            Self::Interchange(view) => &view.control_number,
            Self::Group(view) => &view.control_number,
            Self::Transaction(view) => &view.control_number,
        }
    }
}

impl Envelope {
    /// Whether its trailer counts what there is.
    fn is_counted(&self) -> bool {
        let stated = self.stated.as_deref().map(str::trim);
        stated.and_then(|stated| stated.parse().ok()) == Some(self.counted)
    }
}

/// Writes envelopes for people.
#[derive(Debug)]
pub struct EnvelopeText {
    style: Style,
}

impl EnvelopeText {
    /// `width` is that of the window, none where there is no limit.
    pub fn new(palette: &Palette, width: Option<usize>) -> Self {
        Self { style: Style { palette: palette.clone(), width } }
    }

    /// The name of the input.
    pub fn begin(&self, name: &str, out: &mut String) {
        self.style.line(out, Role::Heading, (0, 2), name);
    }

    /// A header or a trailer.
    pub fn told(&self, told: &Told, out: &mut String) {
        match told {
            Told::Opened(header) => self.opened(header, out),
            Told::Closed(envelope) => self.closed(envelope, out),
        }
    }

    fn opened(&self, header: &Header, out: &mut String) {
        let (indent, text) = match header {
            Header::Interchange(view) => {
                let asked = if view.acknowledgment_requested { "TA1 asked for" } else { "no TA1 asked for" };
                let text = format!(
                    "ISA {} · {} · version {} · {asked} · separators {} · byte {}",
                    view.control_number,
                    view.journey(),
                    view.version,
                    view.separators.replace('\n', "line break"),
                    view.offset
                );
                (0, text)
            }
            Header::Group(view) => {
                let what = view.functional_name.unwrap_or("not known");
                let text = format!(
                    "GS {} · {} {what} · from {} to {} · {} {} · {} · byte {}",
                    view.control_number,
                    view.functional_id,
                    view.sender,
                    view.receiver,
                    view.date,
                    view.time,
                    view.version,
                    view.offset
                );
                (2, text)
            }
            Header::Transaction(view) => {
                let read = if view.supported { "" } else { " · not read" };
                let text = format!(
                    "ST {} · {} {} · {}{read} · byte {}",
                    view.control_number, view.code, view.version, view.name, view.offset
                );
                (4, text)
            }
        };
        self.style.line(out, Role::Plain, (indent, 2), &text);
    }

    fn closed(&self, envelope: &Envelope, out: &mut String) {
        let (indent, trailer, what) = match envelope.header {
            Header::Interchange(_) => (0, "IEA", "group"),
            Header::Group(_) => (2, "GE", "transaction"),
            Header::Transaction(_) => (4, "SE", "segment"),
        };
        let counted = count(envelope.counted, what);
        let mut text = match &envelope.stated {
            None => format!("{trailer} is missing · {counted}"),
            Some(_) if envelope.is_counted() => {
                format!("{trailer} {} · {counted}, as it says", envelope.header.control_number())
            }
            Some(stated) => format!("{trailer} says {stated} and there are {counted}"),
        };
        // Writing to a string cannot fail.
        if envelope.claims > 0 {
            let _ = write!(text, " · {}", count(envelope.claims, "claim"));
            let charge = envelope.total_charge.as_deref().map(dollars);
            let _ = charge.map(|charge| write!(text, ", {charge}"));
        }
        if envelope.errors > 0 {
            let _ = write!(text, " · {}", count(envelope.errors, "error"));
        }
        let role = if envelope.is_counted() { Role::Plain } else { Role::Error };
        self.style.line(out, role, (indent, 2), &text);
        for fault in &envelope.findings {
            let role = Role::of(fault.severity);
            let text = format!("{} {}: {}", fault.severity.as_str(), fault.code, fault.message);
            self.style.line(out, role, (indent + 3, 2), &text);
        }
    }

    /// All of them, counted.
    pub fn finish(&self, summary: &EnvelopeSummary, out: &mut String) {
        let mut text = format!(
            "{}, {}, {}, {}",
            count(summary.interchanges, "interchange"),
            count(summary.groups, "group"),
            count(summary.transactions, "transaction"),
            count(summary.segments, "segment")
        );
        if !summary.complete {
            text.insert_str(0, "The input could not be read to its end. Up to there: ");
        }
        let charge = summary.total_charge.as_deref().map(dollars).filter(|_| summary.claims > 0);
        let _ = write!(text, " · {}", count(summary.claims, "claim"));
        let _ = charge.map(|charge| write!(text, ", {charge}"));
        let errors =
            if summary.errors == 0 { "no errors".to_owned() } else { count(summary.errors, "error") };
        let _ = write!(text, " · {errors}");
        if summary.miscounted > 0 {
            let _ = write!(text, " · {} not as counted", count(summary.miscounted, "envelope"));
        }
        self.style.line(out, Role::Emphasis, (0, 2), &text);
    }
}
