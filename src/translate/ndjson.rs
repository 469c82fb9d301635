//! Claims to lines of JSON: by the plan, straight from their segments, or by way of a [`Claim`] where the plan stops.
//!
//! The parts above a claim are mostly those of the claim before it. What they say is written once and copied: envelope,
//! submitter, receiver and billing provider by [`Above`], subscriber, patient and payer by [`Insured`].

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Error;

use crate::model::{Claim, Extras, JsonWriter, Source, json_digits};
use crate::x12::Charset;

use super::block::Block;
use super::gather::{Bits, Gather, Placed, Reason, Text};
use super::plan::{CLAIM, Row};
use super::raw::{RawClaim, Reader};

/// Writes claims as JSON, one after the other.
#[derive(Debug, Default)]
pub struct Ndjson {
    gather: Option<Box<Gather>>,
    above: Above,
    insured: Insured,
    reader: Reader,
    json: JsonWriter,
    counts: Counts,
}

/// How claims were written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// By the plan.
    pub planned: u64,
    /// By way of a claim in the model: why, and how many.
    pub others: BTreeMap<Reason, u64>,
}

/// Text of the parts that all claims below one billing provider share.
#[derive(Debug, Default)]
struct Above {
    header: Option<Arc<Block>>,
    provider: Option<Arc<Block>>,
    /// From the brace of the claim to the offset of its source.
    source: Vec<u8>,
    parties: Vec<u8>,
    envelope: Vec<u8>,
    extras: Extras,
    /// The same as text, and nothing if it is empty.
    x12: Vec<u8>,
}

/// Text of what all claims of one patient share.
#[derive(Debug, Default)]
struct Insured {
    subscriber: Option<Arc<Block>>,
    patient: Option<Arc<Block>>,
    text: Vec<u8>,
    /// Why the plan does not take it.
    stopped: Option<Reason>,
    /// The segments of both, one behind the other.
    joined: Vec<u8>,
}

/// Behind what differs from claim to claim in [`Above::source`].
const SOURCE_END: &str = "0,\"segment\":0}}";

impl Ndjson {
    /// Appends a claim as the JSON of its model, without an end of line.
    pub fn append(&mut self, raw: &RawClaim, out: &mut Vec<u8>) -> Result<(), Error> {
        let start = out.len();
        let Err(reason) = self.planned(raw, out) else {
            self.counts.planned += 1;
            return Ok(());
        };
        out.truncate(start);
        if let Some(gather) = &mut self.gather {
            gather.clear();
        }
        *self.counts.others.entry(reason).or_default() += 1;
        self.json.append(&self.reader.read(raw), out)
    }

    /// Appends a claim of the model.
    pub fn append_claim(&mut self, claim: &Claim, out: &mut Vec<u8>) -> Result<(), Error> {
        self.json.append(claim, out)
    }

    /// How claims were written so far.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    fn planned(&mut self, raw: &RawClaim, out: &mut Vec<u8>) -> Result<(), Reason> {
        let gather = match &mut self.gather {
            Some(gather) if std::ptr::eq(gather.bound(), raw.bound) => gather,
            other => other.insert(Box::new(Gather::new(raw.bound))),
        };
        if !raw.claim.is_usual() {
            return Err(Reason::Layout);
        }
        self.above.take(raw)?;
        self.insured.take(raw, gather)?;
        let text = text(raw, raw.claim.bytes())?;
        gather_block(gather, &gather.plan.rows, text, &raw.claim, 0)?;
        gather.end(text)?;
        self.above.write_source(&raw.source, out);
        let (head, tail) = split(gather.take_claim(), gather.plan.first_insured);
        gather.write_fields(CLAIM, head, false, text, out);
        out.extend_from_slice(&self.above.parties);
        out.extend_from_slice(&self.insured.text);
        gather.write_fields(CLAIM, tail, false, text, out);
        out.extend_from_slice(&self.above.envelope);
        self.above.write_extras(raw, out);
        out.push(b'}');
        Ok(())
    }
}

impl Above {
    /// Takes up what is above a claim.
    fn take(&mut self, raw: &RawClaim) -> Result<(), Reason> {
        let provider = raw.provider.as_ref().ok_or(Reason::Level)?;
        let is_known = is_same(self.header.as_ref(), Some(&raw.header))
            && is_same(self.provider.as_ref(), Some(provider));
        if !is_known {
            *self = Self::of(raw);
        }
        Ok(())
    }

    #[cold]
    fn of(raw: &RawClaim) -> Self {
        let mut claim = raw.above_subscriber();
        let extras = std::mem::take(&mut claim.x12);
        let source = Source { offset: 0, segment: 0, ..raw.source.clone() };
        let mut start = json(&Claim { source: Some(source), ..Claim::new(raw.bound.kind()) });
        start.truncate(start.len() - SOURCE_END.len());
        let envelope = Claim { envelope: claim.envelope.take(), ..Claim::new(raw.bound.kind()) };
        let x12 = Claim { x12: extras.clone(), ..Claim::new(raw.bound.kind()) };
        Self {
            header: Some(raw.header.clone()),
            provider: raw.provider.clone(),
            source: start,
            parties: inside(&claim),
            envelope: inside(&envelope),
            x12: inside(&x12),
            extras,
        }
    }

    fn write_source(&self, source: &Source, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.source);
        json_digits(out, source.offset);
        out.extend_from_slice(b",\"segment\":");
        json_digits(out, source.segment.into());
        out.push(b'}');
    }

    /// What the model does not say: of a claim's own, how it begins and what is around it.
    fn write_extras(&self, raw: &RawClaim, out: &mut Vec<u8>) {
        if raw.opens.is_none() && raw.around.is_none() {
            out.extend_from_slice(&self.x12);
            return;
        }
        let mut x12 = self.extras.clone();
        raw.note_surroundings(&mut x12);
        out.extend_from_slice(&inside(&Claim { x12, ..Claim::default() }));
    }
}

impl Insured {
    /// Takes up the levels right above a claim.
    fn take(&mut self, raw: &RawClaim, gather: &mut Gather) -> Result<(), Reason> {
        let is_known = is_same(self.subscriber.as_ref(), raw.subscriber.as_ref())
            && is_same(self.patient.as_ref(), raw.patient.as_ref());
        if !is_known {
            (self.subscriber, self.patient) = (raw.subscriber.clone(), raw.patient.clone());
            self.stopped = self.write(raw, gather).err();
        }
        self.stopped.map_or(Ok(()), Err)
    }

    fn write(&mut self, raw: &RawClaim, gather: &mut Gather) -> Result<(), Reason> {
        let subscriber = raw.subscriber.as_ref().ok_or(Reason::Level)?;
        let patient = raw.patient.as_ref();
        if !subscriber.is_usual() || patient.is_some_and(|patient| !patient.is_usual()) {
            return Err(Reason::Layout);
        }
        self.joined.clear();
        self.joined.extend_from_slice(subscriber.bytes());
        self.joined.extend_from_slice(patient.map_or(&[], |block| block.bytes()));
        let text = text(raw, &self.joined)?;
        let plan = gather.plan;
        match patient {
            None => {
                gather_block(gather, &plan.rows, text, subscriber, 0)?;
                gather.end(text)?;
                // Whoever is somebody else's dependent has a level of their own.
                if !gather.is_own_patient(text) {
                    return Err(Reason::Level);
                }
            }
            Some(patient) => {
                gather_block(gather, &plan.insured, text, subscriber, 0)?;
                gather.end(text)?;
                gather_block(gather, &plan.rows, text, patient, subscriber.size() as u32)?;
                gather.end(text)?;
            }
        }
        let bits = gather.take_claim();
        self.text.clear();
        gather.write_fields(CLAIM, bits, false, text, &mut self.text);
        Ok(())
    }
}

/// Gathers the segments of a block, whose bytes stand at `from` in the text.
fn gather_block(
    gather: &mut Gather,
    rows: &'static [Row],
    text: Text<'_>,
    block: &Block,
    from: u32,
) -> Result<(), Reason> {
    for n in 0..block.len() {
        let (entry, placed) = (block.entry(n), block.placed(n));
        let placed = Placed {
            row: entry.row,
            in_loop: entry.in_loop,
            opens: entry.opens,
            start: from + placed.start,
            ends: placed.ends,
            is_split: !placed.marks.is_empty(),
        };
        gather.segment(rows, text, &placed)?;
    }
    Ok(())
}

/// The bytes as text, if that is what they are.
fn text<'t>(raw: &RawClaim, bytes: &'t [u8]) -> Result<Text<'t>, Reason> {
    let is_odd =
        |b: u8| u8::from(b < b' ') | u8::from(b >= 0x80) | u8::from(b == b'"') | u8::from(b == b'\\');
    // All of them are looked at without a question in between, which takes many at once.
    let is_plain = bytes.iter().fold(0, |odd, b| odd | is_odd(*b)) == 0;
    let component = raw.delimiters.component;
    let repetition = raw.delimiters.repetition.unwrap_or(component);
    let is_text = is_plain || (raw.encoding == Charset::Auto && std::str::from_utf8(bytes).is_ok());
    if !(is_text && [component, repetition, raw.delimiters.element].is_ascii()) {
        return Err(Reason::Encoding);
    }
    Ok(Text { bytes, component, repetition, is_plain })
}

fn is_same(a: Option<&Arc<Block>>, b: Option<&Arc<Block>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => Arc::ptr_eq(a, b),
        (a, b) => a.is_none() && b.is_none(),
    }
}

/// The bits of slots below `slot`, and the others.
fn split(bits: Bits, slot: u16) -> (Bits, Bits) {
    let (mut below, mut others) = (bits, bits);
    for (n, (below, others)) in (0..).zip(below.iter_mut().zip(&mut others)) {
        let first = i32::from(slot) - n * 64;
        let mask = if first >= 64 { u64::MAX } else { (1 << first.max(0)) - 1 };
        *below &= mask;
        *others &= !mask;
    }
    (below, others)
}

fn json(claim: &Claim) -> Vec<u8> {
    let mut out = Vec::new();
    // A claim's values are texts and numbers, which JSON has.
    let written = JsonWriter::default().append(claim, &mut out);
    debug_assert!(written.is_ok());
    out
}

/// What a claim's JSON has besides schema and type, each field with a comma before it.
fn inside(claim: &Claim) -> Vec<u8> {
    let mut text = json(claim);
    text.pop();
    let frame = json(&Claim::new(claim.r#type)).len() - 1;
    text.split_off(frame)
}
