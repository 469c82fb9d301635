//! Claims into a file: neighbours grouped under their parents, numbers and counts made anew.

use std::io;

use crate::model::Claim;
use crate::x12::{Delimiters, Level, Numbering, written};

use super::defaults::{self, Settings};
use super::frame::Problem;
use super::written::{self, Segments, Writer, Written};
use crate::tree::Part;

/// Writes claims as complete interchanges.
///
/// A claim opens an interchange, group, transaction, billing provider, subscriber or patient only where it differs from
/// the claim before it in that part; otherwise it stands under the one that is open. HL numbers and the counts in SE, GE
/// and IEA are made here.
#[derive(Debug)]
pub struct Output<W> {
    out: W,
    /// Separators and line end asked for; else each interchange keeps those of its first claim.
    style: Style,
    numbers: Numbers,
    writer: Writer,
    open: Option<Open>,
}

/// How the file is written.
#[derive(Clone, Debug, Default)]
pub struct Style {
    /// Separators; none to keep those the claim came with.
    pub delimiters: Option<Delimiters>,
    /// What stands behind each terminator; none to keep what the claim came with.
    pub line_end: Option<String>,
    /// Sender, receiver and what headers without a date get.
    pub settings: Settings,
    /// Claims in a transaction at most; none for no limit. The guides advise 5,000.
    pub claims_per_transaction: Option<usize>,
    /// Gives every interchange, group and transaction a number of its own, counted from this one, in place of those the
    /// claims came with: a changed file under an old number is refused as a duplicate.
    pub renew_control_numbers: Option<u32>,
}

/// Why a claim could not be written.
#[derive(Debug)]
pub enum OutputError {
    /// The claim is at fault; nothing of it was written.
    Claim(Vec<Problem>),
    /// The file is.
    Io(io::Error),
}

impl From<io::Error> for OutputError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// The interchange being written.
#[derive(Debug)]
struct Open {
    delimiters: Delimiters,
    line_end: String,
    /// ISA, GS, ST and what follows up to the first HL.
    header: Segments,
    levels: [Segments; 3],
    numbers: [usize; 3],
    groups: usize,
    transactions: usize,
    segments: usize,
    hierarchy: usize,
    claims: usize,
    /// Control numbers of the open interchange, group and transaction.
    control: [Vec<u8>; 3],
}

/// Where control numbers stand in ISA, GS and ST.
const CONTROL: [usize; 3] = [13, 6, 2];

/// Gives control numbers: those the claims came with, unless they have to be made.
#[derive(Debug)]
struct Numbers {
    /// The numbers of envelopes, where all are made anew.
    anew: Numbering,
    /// Transaction numbers made for this group, which its other transactions must not have.
    made: Vec<Vec<u8>>,
}

impl Numbers {
    fn new(renew: Option<u32>) -> Self {
        let anew = renew.map_or_else(Numbering::kept, |first| Numbering::renewed(first.into()));
        Self { anew, made: Vec::new() }
    }

    /// Numbers the envelopes that open: all but the first `kept` ones. `split`: the transaction before this one was full.
    fn assign(&mut self, open: &mut Open, kept: usize, split: bool) {
        if kept < 2 {
            self.made.clear();
        }
        for (n, level) in [Level::Interchange, Level::Group].into_iter().enumerate().skip(kept) {
            open.control[n] = self.anew.next(level).unwrap_or_else(|| open.stated(n));
        }
        let stated = open.stated(2);
        open.control[2] = match self.anew.next(Level::Transaction) {
            Some(number) => number,
            None if split || self.made.contains(&stated) => self.make(open.transactions, &stated),
            None => stated,
        };
    }

    /// A number for a transaction that cannot keep the one it was stated with: the first from this one on that no other
    /// transaction of the group has, as far as is known.
    fn make(&mut self, mut number: usize, stated: &[u8]) -> Vec<u8> {
        while written(Level::Transaction, number as u64) == stated || self.is_made(number) {
            number += 1;
        }
        self.made.push(written(Level::Transaction, number as u64));
        self.made.last().cloned().unwrap_or_default()
    }

    fn is_made(&self, number: usize) -> bool {
        self.made.contains(&written(Level::Transaction, number as u64))
    }
}

impl<W: io::Write> Output<W> {
    /// Writes to `out`.
    pub fn new(out: W, style: Style) -> Self {
        Self {
            out,
            numbers: Numbers::new(style.renew_control_numbers),
            writer: Writer::default(),
            style,
            open: None,
        }
    }

    /// Adds a claim.
    pub fn claim(&mut self, claim: &mut Claim) -> Result<(), OutputError> {
        let delimiters = match self.style.delimiters {
            Some(delimiters) => delimiters,
            None => written::delimiters(claim).map_err(|problem| OutputError::Claim(vec![problem]))?,
        };
        let line_end = match &self.style.line_end {
            Some(line_end) => line_end.clone(),
            None => written::line_end(claim).map_err(|problem| OutputError::Claim(vec![problem]))?,
        };
        let taken = defaults::apply(claim, &self.style.settings);
        let written = self.writer.write(claim, delimiters);
        let written = written.map_err(|problems| OutputError::Claim(taken.causes(problems)))?;
        let anew = claim.x12.opens.as_deref();
        self.header(&written, delimiters, line_end, anew)?;
        self.levels(&written, anew)?;
        for segment in written.claim.iter() {
            self.segment(segment)?;
        }
        if let Some(open) = &mut self.open {
            open.claims += 1;
        }
        Ok(())
    }

    /// Closes what is open and gives the writer back.
    pub fn finish(mut self) -> io::Result<W> {
        self.close_interchange()?;
        self.out.flush()?;
        Ok(self.out)
    }

    /// Opens interchange, group and transaction where they differ from those that are open.
    fn header(
        &mut self,
        written: &Written,
        delimiters: Delimiters,
        line_end: String,
        anew: Option<&str>,
    ) -> io::Result<()> {
        let limit = self.style.claims_per_transaction.unwrap_or(usize::MAX);
        let open =
            self.open.as_ref().filter(|open| open.delimiters == delimiters && open.line_end == line_end);
        let same = |n: usize| open.is_some_and(|open| open.header.get(n) == written.header.get(n));
        let interchange = same(0) && anew != Some("ISA");
        let group = interchange && same(1) && anew != Some("GS");
        let transaction =
            group && open.is_some_and(|open| open.header == written.header) && anew != Some("ST");
        // A transaction that ends here anyway keeps the number it came with.
        let full = transaction && open.is_some_and(|open| open.claims >= limit);
        if transaction && !full {
            return Ok(());
        }
        self.close_transaction()?;
        if !group {
            self.close_group()?;
        }
        if !interchange {
            self.close_interchange()?;
            self.open = Some(Open::new(delimiters, line_end));
        }
        let kept = usize::from(interchange) + usize::from(group);
        if let Some(open) = &mut self.open {
            open.header.clone_from(&written.header);
            open.levels = Default::default();
            (open.hierarchy, open.segments, open.claims) = (0, 0, 0);
            open.transactions = if group { open.transactions + 1 } else { 1 };
            open.groups += usize::from(!group);
            self.numbers.assign(open, kept, full);
        }
        for n in kept..written.header.len() {
            let segment = self.open.as_ref().map(|open| open.numbered(n)).unwrap_or_default();
            if n < 2 { self.put(&segment)? } else { self.segment(&segment)? }
        }
        Ok(())
    }

    /// Opens the levels that differ from those that are open.
    fn levels(&mut self, written: &Written, anew: Option<&str>) -> io::Result<()> {
        let levels = [&written.provider, &written.subscriber, &written.patient];
        let Some(open) = &self.open else { return Ok(()) };
        let differs = |n: usize| open.levels[n] != *levels[n] || anew == Some(Part::LEVELS[n].loop_name());
        let first = (0..3).find(|n| differs(*n)).unwrap_or(3);
        for (n, level) in levels.into_iter().enumerate().skip(first) {
            let has_child = match n {
                0 => true,
                1 => !written.patient.is_empty(),
                _ => false,
            };
            self.level(n, level, has_child)?;
        }
        Ok(())
    }

    fn level(&mut self, n: usize, segments: &Segments, has_child: bool) -> io::Result<()> {
        let Some(open) = &mut self.open else { return Ok(()) };
        open.levels[n] = segments.clone();
        if segments.is_empty() {
            return Ok(());
        }
        open.hierarchy += 1;
        open.numbers[n] = open.hierarchy;
        let parent = n.checked_sub(1).map_or(String::new(), |above| open.numbers[above].to_string());
        let number = open.hierarchy.to_string();
        let code = ["20", "22", "23"][n];
        let elements = ["HL", &number, &parent, code, if has_child { "1" } else { "0" }].map(str::as_bytes);
        // What stands behind these came with the claim.
        let behind = segments[0].split(|b| *b == open.delimiters.element).skip(elements.len());
        let hl = elements.into_iter().chain(behind).collect::<Vec<_>>().join(&open.delimiters.element);
        self.segment(&hl)?;
        for segment in &segments[1..] {
            self.segment(segment)?;
        }
        Ok(())
    }

    fn close_transaction(&mut self) -> io::Result<()> {
        let Some(open) = self.open.as_ref().filter(|open| open.segments > 0) else { return Ok(()) };
        let (count, control) = (open.segments + 1, open.control[2].clone());
        self.trailer("SE", count, &control)?;
        if let Some(open) = &mut self.open {
            open.segments = 0;
        }
        Ok(())
    }

    fn close_group(&mut self) -> io::Result<()> {
        let Some(open) = self.open.as_ref().filter(|open| open.transactions > 0) else { return Ok(()) };
        let (count, control) = (open.transactions, open.control[1].clone());
        self.trailer("GE", count, &control)?;
        if let Some(open) = &mut self.open {
            open.transactions = 0;
        }
        Ok(())
    }

    fn close_interchange(&mut self) -> io::Result<()> {
        self.close_transaction()?;
        self.close_group()?;
        let Some(open) = &self.open else { return Ok(()) };
        let (count, control) = (open.groups, open.control[0].clone());
        self.trailer("IEA", count, &control)?;
        self.open = None;
        Ok(())
    }

    fn trailer(&mut self, id: &str, count: usize, control: &[u8]) -> io::Result<()> {
        let Some(open) = &self.open else { return Ok(()) };
        let count = count.to_string();
        let segment = [id.as_bytes(), count.as_bytes(), control].join(&open.delimiters.element);
        self.put(&segment)
    }

    /// Writes a segment that SE01 counts.
    fn segment(&mut self, segment: &[u8]) -> io::Result<()> {
        if let Some(open) = &mut self.open {
            open.segments += 1;
        }
        self.put(segment)
    }

    fn put(&mut self, segment: &[u8]) -> io::Result<()> {
        let Some(open) = &self.open else { return Ok(()) };
        self.out.write_all(segment)?;
        self.out.write_all(&[open.delimiters.segment])?;
        self.out.write_all(open.line_end.as_bytes())
    }
}

impl Open {
    fn new(delimiters: Delimiters, line_end: String) -> Self {
        Self {
            delimiters,
            line_end,
            header: Segments::default(),
            levels: Default::default(),
            numbers: [0; 3],
            groups: 0,
            transactions: 0,
            segments: 0,
            hierarchy: 0,
            claims: 0,
            control: Default::default(),
        }
    }

    /// The control number that header segment `n` came with.
    fn stated(&self, n: usize) -> Vec<u8> {
        let segment = self.header.get(n).map_or(&[][..], Vec::as_slice);
        segment.split(|b| *b == self.delimiters.element).nth(CONTROL[n]).unwrap_or_default().to_vec()
    }

    /// Header segment `n`, with the control number in use.
    fn numbered(&self, n: usize) -> Vec<u8> {
        let segment = &self.header[n];
        let Some(at) = CONTROL.get(n).copied().filter(|_| self.stated(n) != self.control[n]) else {
            return segment.clone();
        };
        let mut elements: Vec<&[u8]> = segment.split(|b| *b == self.delimiters.element).collect();
        elements.resize(elements.len().max(at + 1), &[]);
        elements[at] = &self.control[n];
        elements.join(&self.delimiters.element)
    }
}
