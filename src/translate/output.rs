//! Claims into a file: neighbours grouped under their parents, numbers and counts made anew.

use std::io;

use crate::model::{Claim, Extras};
use crate::x12::Delimiters;

use super::defaults::{self, Settings};
use super::layout::{White, around};
use super::open_loop::WriteFault;
use super::renumber::Numbers;
use super::written_segments::{self, Segments, Writer, WrittenClaim};
use crate::tree::Part;

/// Writes claims as complete interchanges.
///
/// A claim opens an interchange, group, transaction, billing provider, subscriber or patient only where it differs from
/// the claim before it in that part; otherwise it is under the one that is open. HL numbers and the counts in SE, GE
/// and IEA are made here.
#[derive(Debug)]
pub struct Output<W> {
    out: W,
    /// Separators and line end asked for; else each interchange keeps those of its first claim.
    style: Style,
    numbers: Numbers,
    writer: Writer,
    open: Option<Open>,
    held: Option<Held>,
}

/// How the file is written.
#[derive(Clone, Debug, Default)]
pub struct Style {
    /// Separators; none to keep those the claim came with.
    pub delimiters: Option<Delimiters>,
    /// What is behind each terminator; none to keep what the claim came with.
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
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The claim is at fault; nothing of it was written.
    #[error("the claim cannot be written: {} faults", .0.len())]
    Claim(Vec<WriteFault>),
    /// The file is.
    #[error(transparent)]
    Io(#[from] io::Error),
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
    ending: Ending,
    /// The open subscriber was written as one without levels below.
    childless: bool,
}

/// What stood behind the trailers of the last claim's file.
#[derive(Debug, Default)]
struct Ending {
    /// White space behind SE, GE and IEA, where it is not the line end.
    white: [Option<String>; 3],
    behind: Option<String>,
}

/// A subscriber that is the patient, whose HL04 depends on whether a patient follows below it.
#[derive(Debug)]
struct Held {
    bytes: Vec<u8>,
    /// Where in `bytes` HL04 is.
    at: usize,
}

/// So many bytes wait for the word on one HL04.
const MOST_HELD: usize = 1 << 20;

/// Where control numbers stand in ISA, GS and ST.
const CONTROL: [usize; 3] = [13, 6, 2];

impl<W: io::Write> Output<W> {
    /// Writes to `out`.
    pub fn new(out: W, style: Style) -> Self {
        Self {
            out,
            numbers: Numbers::new(style.renew_control_numbers),
            writer: Writer::default(),
            style,
            open: None,
            held: None,
        }
    }

    /// Adds a claim.
    pub fn claim(&mut self, claim: &mut Claim) -> Result<(), OutputError> {
        let delimiters = match self.style.delimiters {
            Some(delimiters) => delimiters,
            None => {
                written_segments::delimiters(claim).map_err(|problem| OutputError::Claim(vec![problem]))?
            }
        };
        let line_end = match &self.style.line_end {
            Some(line_end) => line_end.clone(),
            None => written_segments::line_end(claim).map_err(|problem| OutputError::Claim(vec![problem]))?,
        };
        let taken = defaults::apply(claim, &self.style.settings);
        let written = self.writer.write(claim, delimiters);
        let written = written.map_err(|problems| OutputError::Claim(taken.causes(problems)))?;
        let as_it_came = self.style.line_end.is_none() && self.style.delimiters.is_none();
        let x12 = &claim.x12;
        let nothing = Extras::default();
        let white = White::of(if as_it_came { x12 } else { &nothing })
            .map_err(|problem| OutputError::Claim(vec![problem]))?;
        let around = around(x12).map_err(|problem| OutputError::Claim(vec![problem]))?;
        self.header(&written, delimiters, line_end, x12, &white)?;
        self.levels(&written, x12.opens.as_deref(), &white)?;
        for (n, segment) in written.claim.iter().enumerate() {
            self.segment(segment, white.behind(Part::Claim.loop_name(), n))?;
        }
        if let Some(open) = &mut self.open {
            open.claims += 1;
            let trailer = |id: &str| white.behind(id, 0).map(str::to_owned);
            open.ending = Ending { white: ["SE", "GE", "IEA"].map(trailer), behind: around };
        }
        Ok(())
    }

    /// Closes what is open and gives the writer back.
    pub fn finish(mut self) -> io::Result<W> {
        self.close_interchange()?;
        self.release(false)?;
        self.out.flush()?;
        Ok(self.out)
    }

    /// Opens interchange, group and transaction where they differ from those that are open.
    fn header(
        &mut self,
        written: &WrittenClaim,
        delimiters: Delimiters,
        line_end: String,
        x12: &Extras,
        white: &White<'_>,
    ) -> io::Result<()> {
        let anew = x12.opens.as_deref();
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
            self.bytes(x12.before.as_deref().unwrap_or_default().as_bytes())?;
        }
        let kept = usize::from(interchange) + usize::from(group);
        if let Some(open) = &mut self.open {
            open.header.clone_from(&written.header);
            open.levels = Default::default();
            open.childless = false;
            (open.hierarchy, open.segments, open.claims) = (0, 0, 0);
            open.transactions = if group { open.transactions + 1 } else { 1 };
            open.groups += usize::from(!group);
            let stated = [0, 1, 2].map(|n| open.stated(n));
            self.numbers.assign(&mut open.control, &stated, open.transactions, kept, full);
        }
        for n in kept..written.header.len() {
            let segment = self.open.as_ref().map(|open| open.numbered(n)).unwrap_or_default();
            // A claim that came without GS goes back without.
            if segment.is_empty() {
                continue;
            }
            let before = usize::from(n > 0 && written.header[1].is_empty());
            let behind = white.behind(Part::Header.loop_name(), n - before);
            if n < 2 { self.put(&segment, behind)? } else { self.segment(&segment, behind)? }
        }
        Ok(())
    }

    /// Opens the levels that differ from those that are open.
    fn levels(&mut self, written: &WrittenClaim, anew: Option<&str>, white: &White<'_>) -> io::Result<()> {
        let levels = [&written.provider, &written.subscriber, &written.patient];
        let Some(open) = &self.open else { return Ok(()) };
        let differs = |n: usize| open.levels[n] != *levels[n] || anew == Some(Part::LEVELS[n].loop_name());
        // A transaction that begins without a billing provider has one level less.
        let begins = open.hierarchy == 0;
        let mut first = (0..3).find(|n| begins || differs(*n)).unwrap_or(3);
        let patient_follows = first == 2 && !written.patient.is_empty();
        if first < 3 {
            // The subscriber of claims of his own gets a patient below.
            self.release(patient_follows)?;
        }
        if patient_follows && self.open.as_ref().is_some_and(|open| open.childless) {
            // It was written without children, too long ago to be changed: it is there once more.
            first = 1;
        }
        for (n, level) in levels.into_iter().enumerate().skip(first) {
            let has_child = match n {
                0 => true,
                1 => !written.patient.is_empty(),
                _ => false,
            };
            // What came below a level that is missing is counted as if it were there.
            let counts = !level.is_empty() || levels[n + 1..].iter().any(|below| !below.is_empty());
            if let Some(open) = &mut self.open {
                open.levels[n] = level.clone();
                open.hierarchy += usize::from(counts);
                open.numbers[n] = open.hierarchy;
                if n > 0 {
                    open.childless = false;
                }
            }
            self.level(n, level, has_child, white)?;
        }
        Ok(())
    }

    fn level(&mut self, n: usize, segments: &Segments, has_child: bool, white: &White<'_>) -> io::Result<()> {
        let Some(open) = &self.open else { return Ok(()) };
        let part = Part::LEVELS[n];
        let mut rest = 0;
        if segments.first().is_some_and(|first| first.starts_with(b"HL")) {
            let parent = n.checked_sub(1).map_or(String::new(), |above| open.numbers[above].to_string());
            let number = open.numbers[n].to_string();
            let code = ["20", "22", "23"][n];
            let elements =
                ["HL", &number, &parent, code, if has_child { "1" } else { "0" }].map(str::as_bytes);
            let length = elements.join(&open.delimiters.element).len();
            // What is behind these came with the claim.
            let behind = segments[0].split(|b| *b == open.delimiters.element).skip(elements.len());
            let hl = elements.into_iter().chain(behind).collect::<Vec<_>>().join(&open.delimiters.element);
            if part == Part::Subscriber && !has_child {
                self.held = Some(Held { bytes: Vec::new(), at: length - 1 });
            }
            self.segment(&hl, white.behind(part.loop_name(), 0))?;
            rest = 1;
        }
        for (n, segment) in segments.iter().enumerate().skip(rest) {
            self.segment(segment, white.behind(part.loop_name(), n))?;
        }
        Ok(())
    }

    /// Writes what waits for the word on an HL04.
    fn release(&mut self, has_child: bool) -> io::Result<()> {
        let Some(mut held) = self.held.take() else { return Ok(()) };
        if has_child && let Some(code) = held.bytes.get_mut(held.at) {
            *code = b'1';
        }
        if let Some(open) = &mut self.open {
            open.childless = !has_child;
        }
        self.out.write_all(&held.bytes)
    }

    fn close_transaction(&mut self) -> io::Result<()> {
        let Some(open) = self.open.as_ref().filter(|open| open.segments > 0) else { return Ok(()) };
        let (count, control) = (open.segments + 1, open.control[2].clone());
        self.release(false)?;
        self.trailer("SE", count, &control)?;
        if let Some(open) = &mut self.open {
            open.segments = 0;
        }
        Ok(())
    }

    fn close_group(&mut self) -> io::Result<()> {
        let Some(open) = self.open.as_ref().filter(|open| open.transactions > 0) else { return Ok(()) };
        let (count, control) = (open.transactions, open.control[1].clone());
        if !open.header.get(1).is_some_and(Vec::is_empty) {
            self.trailer("GE", count, &control)?;
        }
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
        if let Some(behind) = self.open.take().and_then(|open| open.ending.behind) {
            self.bytes(behind.as_bytes())?;
        }
        Ok(())
    }

    fn trailer(&mut self, id: &str, count: usize, control: &[u8]) -> io::Result<()> {
        let Some(open) = &self.open else { return Ok(()) };
        let count = count.to_string();
        let segment = [id.as_bytes(), count.as_bytes(), control].join(&open.delimiters.element);
        let n = ["SE", "GE", "IEA"].iter().position(|trailer| *trailer == id).unwrap_or_default();
        let white = open.ending.white[n].clone();
        self.put(&segment, white.as_deref())
    }

    /// Writes a segment that SE01 counts, and the white space behind it, where that is not the line end.
    fn segment(&mut self, segment: &[u8], white: Option<&str>) -> io::Result<()> {
        if let Some(open) = &mut self.open {
            open.segments += 1;
        }
        self.put(segment, white)
    }

    fn put(&mut self, segment: &[u8], white: Option<&str>) -> io::Result<()> {
        let Some(open) = &self.open else { return Ok(()) };
        let white = white.unwrap_or(&open.line_end).as_bytes();
        // A carriage return before a line feed that is the terminator belongs to it.
        let feed = open.delimiters.segment == b'\n' && white == b"\r\n";
        let terminator = if feed { &[][..] } else { &[open.delimiters.segment] };
        let Some(held) = &mut self.held else {
            self.out.write_all(segment)?;
            self.out.write_all(terminator)?;
            return self.out.write_all(white);
        };
        held.bytes.extend_from_slice(segment);
        held.bytes.extend_from_slice(terminator);
        held.bytes.extend_from_slice(white);
        if held.bytes.len() > MOST_HELD { self.release(false) } else { Ok(()) }
    }

    /// Writes what is no segment.
    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.release(false)?;
        self.out.write_all(bytes)
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
            ending: Ending::default(),
            childless: false,
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
