//! 277CA, the claim acknowledgement: the answer to each claim of a transaction.
//!
//! Totals stand before what they count: those of the batch before the first provider, those of a provider before the first
//! patient. What is counted is therefore put aside, in a temporary file if it is much, so that memory does not follow it.

use std::io::Write;
use std::path::Path;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::spool::Spool;
use crate::x12::EnvelopeLevel;

use super::error::{AckError, Result};
use super::reply::{Issue, Lines, Partner, Value};
use super::status::{Name, Period, Status, Totals};

use Value::{Parts, Text};

/// The guide of 277CA.
const GUIDE: &str = "005010X214";
/// Bytes of each spool that stay in memory.
const IN_MEMORY: usize = 1 << 20;

/// What a batch of claims (an 837 transaction) is known by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchAnswered {
    /// Who answers: receiver of the claims (837 1000B).
    pub source: Name,
    /// Who sent them: submitter (837 1000A).
    pub submitter: Name,
    /// BHT03 of the 837.
    pub batch: String,
}

/// A claim answered, and the patient it is for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimAnswered {
    /// CLM01.
    pub control: String,
    /// CLM02, in dollars; none where it is no number.
    #[serde(with = "charge")]
    pub charge: Option<Decimal>,
    /// The patient.
    pub patient: Name,
    /// Whether it is refused.
    pub refused: bool,
    /// What is said about it: at least one.
    pub statuses: Vec<Status>,
    /// REF D9 of the claim: number of a clearinghouse.
    pub clearinghouse: String,
    /// Type of bill, three digits; empty for 837P.
    pub bill_type: String,
    /// First and last day of service.
    pub period: Option<Period>,
    /// Lines about which something is said.
    pub lines: Vec<LineAnswered>,
}

/// A service line that is the reason why its claim is refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineAnswered {
    /// Its number in the claim, from 1.
    pub number: u32,
    /// SV101 or SV202: qualifier, code, modifiers; empty where a line has only a revenue code.
    pub procedure: Vec<String>,
    /// Charge, as it is there.
    pub charge: String,
    /// Revenue code; empty for 837P.
    pub revenue: String,
    /// Units, as they are there.
    pub units: String,
    /// REF 6R, or else the number of the line.
    pub control: String,
    /// What is said about it.
    pub statuses: Vec<Status>,
}

/// A charge as text: exact.
mod charge {
    use rust_decimal::Decimal;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[allow(clippy::ref_option, reason = "serde asks for it")]
    pub(super) fn serialize<S: Serializer>(charge: &Option<Decimal>, out: S) -> Result<S::Ok, S::Error> {
        charge.map(|charge| charge.to_string()).serialize(out)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Decimal>, D::Error> {
        Ok(Option::<String>::deserialize(from)?.and_then(|text| text.parse().ok()))
    }
}

/// Writes the 277CAs to one interchange: a transaction for each 837 transaction, in a group for each group.
///
/// What has no claims is not there: neither a transaction, nor a group, nor the interchange.
#[derive(Debug)]
pub struct ClaimWriter {
    lines: Lines,
    partner: Partner,
    /// GS02 and GS03 of the group answered.
    parties: [String; 2],
    /// Groups and transactions that are complete.
    groups: u64,
    transactions: u64,
    batch: Option<OpenBatch>,
    /// Claims of the provider at hand, and what is complete of the batch, the group and the interchange.
    claims: Spool,
    in_batch: Spool,
    in_group: Spool,
    in_interchange: Spool,
}

#[derive(Debug)]
struct OpenBatch {
    answered: BatchAnswered,
    totals: Totals,
    /// HL so far: source and receiver of the information are 1 and 2.
    levels: u64,
    segments: u64,
    provider: Option<OpenProvider>,
}

#[derive(Debug)]
struct OpenProvider {
    name: Name,
    level: u64,
    totals: Totals,
}

impl ClaimWriter {
    /// Answers to one interchange. Temporary files are made in this folder, or else in the system's own.
    pub fn new(partner: Partner, temp_dir: Option<&Path>) -> Self {
        let spool = || Spool::with_memory(temp_dir, IN_MEMORY);
        Self {
            lines: Lines::new(partner.delimiters),
            partner,
            parties: Default::default(),
            groups: 0,
            transactions: 0,
            batch: None,
            claims: spool(),
            in_batch: spool(),
            in_group: spool(),
            in_interchange: spool(),
        }
    }

    /// Begins the answer to a group, with its GS02 and GS03.
    pub fn group(&mut self, parties: [String; 2]) {
        self.parties = parties;
    }

    /// Begins the answer to a transaction.
    pub fn batch(&mut self, answered: BatchAnswered) {
        self.batch =
            Some(OpenBatch { answered, totals: Totals::default(), levels: 2, segments: 0, provider: None });
    }

    /// The claims that follow are those of this billing provider.
    pub fn provider(&mut self, name: &Name) -> Result<()> {
        self.end_provider()?;
        if let Some(batch) = &mut self.batch {
            batch.levels += 1;
            batch.provider =
                Some(OpenProvider { name: name.clone(), level: batch.levels, totals: Totals::default() });
        }
        Ok(())
    }

    /// Answers a claim.
    pub fn claim(&mut self, claim: &ClaimAnswered, issue: &Issue) -> Result<()> {
        let Some(batch) = &mut self.batch else { return Ok(()) };
        let Some(provider) = &mut batch.provider else { return Ok(()) };
        batch.levels += 1;
        batch.totals.add(claim.refused, claim.charge);
        provider.totals.add(claim.refused, claim.charge);
        let before = self.lines.segments();
        write_claim(&mut self.lines, claim, (batch.levels, provider.level), issue)?;
        batch.segments += self.lines.segments() - before;
        Ok(self.claims.push(&self.lines.take())?)
    }

    /// The provider's claims are complete: what is before them is now known.
    fn end_provider(&mut self) -> Result<()> {
        let Some(batch) = &mut self.batch else { return Ok(()) };
        let Some(provider) = batch.provider.take() else { return Ok(()) };
        if provider.totals.is_empty() {
            // HL numbers have no gaps: the next one takes this one's.
            batch.levels -= 1;
            return Ok(());
        }
        let before = self.lines.segments();
        write_provider(&mut self.lines, &provider)?;
        batch.segments += self.lines.segments() - before;
        self.in_batch.push(&self.lines.take())?;
        Ok(self.claims.pour(&mut self.in_batch)?)
    }

    /// Ends the answer to a transaction. Where the 999 refuses the transaction, no claim of it is answered here.
    pub fn end_batch(&mut self, refused: bool, issue: &mut Issue) -> Result<()> {
        self.end_provider()?;
        let Some(batch) = self.batch.take() else { return Ok(()) };
        if refused || batch.totals.is_empty() {
            self.in_batch.clear()?;
            return Ok(self.claims.clear()?);
        }
        let transaction = issue.number(EnvelopeLevel::Transaction);
        self.transactions += 1;
        self.lines.put("ST", &[Text("277"), Text(&transaction), Text(GUIDE)])?;
        write_batch(&mut self.lines, &batch, &transaction, issue)?;
        let count = (self.lines.segments() + batch.segments + 1).to_string();
        self.in_group.push(&self.lines.take())?;
        self.in_batch.pour(&mut self.in_group)?;
        self.lines.put("SE", &[Text(&count), Text(&transaction)])?;
        Ok(self.in_group.push(&self.lines.take())?)
    }

    /// Ends the answer to a group; there is none where the group is refused as a whole.
    pub fn end_group(&mut self, refused: bool, issue: &mut Issue) -> Result<()> {
        let transactions = std::mem::take(&mut self.transactions);
        if refused || transactions == 0 {
            return Ok(self.in_group.clear()?);
        }
        self.groups += 1;
        let [sender, receiver] = &self.parties;
        let control = self.lines.group(("HN", GUIDE), [sender, receiver], issue)?;
        self.in_interchange.push(&self.lines.take())?;
        self.in_group.pour(&mut self.in_interchange)?;
        self.lines.put("GE", &[Text(&transactions.to_string()), Text(&control)])?;
        Ok(self.in_interchange.push(&self.lines.take())?)
    }

    /// Ends the interchange and writes it; there is none where the interchange is refused.
    pub fn end(&mut self, refused: bool, issue: &mut Issue, out: &mut dyn Write) -> Result<()> {
        let groups = std::mem::take(&mut self.groups);
        if refused || groups == 0 {
            return Ok(self.in_interchange.clear()?);
        }
        let control = self.lines.interchange(&self.partner, issue)?;
        out.write_all(&self.lines.take()).map_err(AckError::Write)?;
        let length = self.in_interchange.len();
        self.in_interchange.read_from(0)?.copy(length, out)?;
        self.in_interchange.clear()?;
        self.lines.put("IEA", &[Text(&groups.to_string()), Text(&control)])?;
        out.write_all(&self.lines.take()).map_err(AckError::Write)
    }
}

fn write_batch(lines: &mut Lines, batch: &OpenBatch, trace: &str, issue: &Issue) -> Result<()> {
    let OpenBatch { answered, totals, .. } = batch;
    let (day, clock) = (issue.day(), issue.clock());
    lines.put("BHT", &[Text("0085"), Text("08"), Text(trace), Text(&day), Text(&clock), Text("TH")])?;
    lines.put("HL", &[Text("1"), Text(""), Text("20"), Text("1")])?;
    write_name(lines, "PR", &answered.source, false)?;
    lines.put("TRN", &[Text("1"), Text(trace)])?;
    for kind in ["050", "009"] {
        lines.put("DTP", &[Text(kind), Text("D8"), Text(&day)])?;
    }
    lines.put("HL", &[Text("2"), Text("1"), Text("21"), Text("1")])?;
    write_name(lines, "41", &answered.submitter, true)?;
    lines.put("TRN", &[Text("2"), Text(&answered.batch)])?;
    let charges = totals.charges();
    write_statuses(lines, &[Status::received()], &day, false, &charges)?;
    write_totals(lines, totals, ["90", "AA"])
}

fn write_provider(lines: &mut Lines, provider: &OpenProvider) -> Result<()> {
    let level = provider.level.to_string();
    lines.put("HL", &[Text(&level), Text("2"), Text("19"), Text("1")])?;
    write_name(lines, "85", &provider.name, true)?;
    // Nothing is said of the provider as such: then its trace is nought.
    lines.put("TRN", &[Text("1"), Text("0")])?;
    write_statuses(lines, &[Status::received()], "", false, &provider.totals.charges())?;
    write_totals(lines, &provider.totals, ["QA", "QC"])
}

fn write_totals(lines: &mut Lines, totals: &Totals, counts: [&str; 2]) -> Result<()> {
    let sides = [&totals.accepted, &totals.refused];
    for (side, kind) in sides.into_iter().zip(counts).filter(|(side, _)| side.claims > 0) {
        lines.put("QTY", &[Text(kind), Text(&side.claims.to_string())])?;
    }
    for (side, kind) in sides.into_iter().zip(["YU", "YY"]).filter(|(side, _)| side.claims > 0) {
        lines.put("AMT", &[Text(kind), Text(&side.charges())])?;
    }
    Ok(())
}

fn write_claim(
    lines: &mut Lines,
    claim: &ClaimAnswered,
    (level, parent): (u64, u64),
    issue: &Issue,
) -> Result<()> {
    let (level, parent, day) = (level.to_string(), parent.to_string(), issue.day());
    lines.put("HL", &[Text(&level), Text(&parent), Text("PT")])?;
    write_name(lines, "QC", &claim.patient, true)?;
    lines.put("TRN", &[Text("2"), Text(&claim.control)])?;
    let charge = claim.charge.unwrap_or_default().normalize().to_string();
    write_statuses(lines, &claim.statuses, &day, claim.refused, &charge)?;
    for (kind, value) in [("D9", &claim.clearinghouse), ("BLT", &claim.bill_type)] {
        if !value.is_empty() {
            lines.put("REF", &[Text(kind), Text(value)])?;
        }
    }
    if let Some(period) = &claim.period {
        let (form, value) = period.written();
        lines.put("DTP", &[Text("472"), Text(form), Text(&value)])?;
    }
    claim.lines.iter().try_for_each(|line| write_line(lines, line, &day))
}

fn write_line(lines: &mut Lines, line: &LineAnswered, day: &str) -> Result<()> {
    let mut procedure: Vec<&str> = line.procedure.iter().map(String::as_str).take(6).collect();
    let mut revenue = &*line.revenue;
    if procedure.is_empty() {
        // A line without procedure is known by its revenue code.
        procedure = vec!["NU", revenue];
        revenue = "";
    }
    lines.put(
        "SVC",
        &[
            Parts(&procedure),
            Text(&line.charge),
            Text(""),
            Text(revenue),
            Text(""),
            Text(""),
            Text(&line.units),
        ],
    )?;
    // STC is once for a line: three things can be said.
    let first = &line.statuses[..line.statuses.len().min(3)];
    write_statuses(lines, first, day, true, "")?;
    lines.put("REF", &[Text("FJ"), Text(&line.control)])
}

/// NM1. Only some levels have more of a name than the last one or the organization's.
fn write_name(lines: &mut Lines, role: &str, name: &Name, whole: bool) -> Result<()> {
    let kind = if name.person && whole { "1" } else { "2" };
    let [first, middle, suffix] =
        if whole && name.person { [&*name.first, &*name.middle, &*name.suffix] } else { ["", "", ""] };
    lines.put(
        "NM1",
        &[
            Text(role),
            Text(kind),
            Text(&name.last),
            Text(first),
            Text(middle),
            Text(""),
            // The submitter has no suffix here.
            Text(if role == "41" { "" } else { suffix }),
            Text(&name.id_kind),
            Text(&name.id),
        ],
    )
}

/// STC, three statuses in each.
fn write_statuses(
    lines: &mut Lines,
    statuses: &[Status],
    day: &str,
    refused: bool,
    amount: &str,
) -> Result<()> {
    for three in statuses.chunks(3) {
        let parts: Vec<[&str; 3]> = three.iter().map(|s| [&*s.category, &*s.code, &*s.entity]).collect();
        let part = |n: usize| parts.get(n).map_or(Text(""), |parts| Parts(parts));
        let text = three.iter().map(|s| &*s.text).find(|text| !text.is_empty()).unwrap_or("");
        let action = if refused { "U" } else { "WQ" };
        let none = Text("");
        let values = [
            part(0),
            Text(day),
            Text(action),
            Text(amount),
            none,
            none,
            none,
            none,
            none,
            part(1),
            part(2),
            Text(text),
        ];
        lines.put("STC", &values)?;
    }
    Ok(())
}
