//! A claim written back: its parts as segments.

use std::sync::Arc;

use crate::guide::registry;
use crate::model::{Claim, Extras, Subscriber, Unmapped};
use crate::x12::{Charset, Delimiters, ISA_WIDTHS, Used};

use super::bound_guide::BoundGuide;
use super::describe;
use super::draft::Draft;
use super::layout;
use super::open_loop::WriteFault;
use super::preserved::Preserved;
use super::raw::inherit;
use super::sealed::Encoding;
use super::write::Write;
use crate::tree::Part;

/// Segments of a part, each as its bytes without terminator.
pub(crate) type Segments = Arc<Vec<Vec<u8>>>;

/// The parts of a claim as segments.
#[derive(Clone, Debug, Default)]
pub(crate) struct WrittenClaim {
    /// ISA, GS (empty where the claim came without), ST and what follows.
    pub(crate) header: Segments,
    pub(crate) provider: Segments,
    pub(crate) subscriber: Segments,
    /// Empty where the subscriber is the patient.
    pub(crate) patient: Segments,
    pub(crate) claim: Segments,
}

/// Turns claims into segments. A part that says what it said in the claim before is not written again.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    last: Option<Last>,
    /// See [`Write`].
    spare: Vec<Draft>,
}

/// The last claim that said all of its parts in its fields.
#[derive(Debug)]
struct Last {
    manner: Manner,
    follows: bool,
    /// Nothing but the parts above it.
    parts: Claim,
    written: WrittenClaim,
}

/// What the segments depend on beside the fields of their part.
#[derive(Clone, Debug, PartialEq)]
struct Manner {
    delimiters: Delimiters,
    /// How values are encoded that are not said to be in Windows-1252.
    usual: Used,
    separators: Option<String>,
    /// A person wrote the claim; one that was read goes back as it came.
    by_hand: bool,
}

impl Writer {
    /// The claim's segments, or why it has none.
    pub(crate) fn write(
        &mut self,
        claim: &mut Claim,
        delimiters: Delimiters,
    ) -> Result<WrittenClaim, Vec<WriteFault>> {
        let manner = Manner {
            delimiters,
            usual: usual_encoding(claim).map_err(|problem| vec![problem])?,
            separators: claim.x12.separators.clone(),
            by_hand: claim.source.is_none(),
        };
        let follows = patient_follows(claim);
        let mut overlay = Preserved::new(&claim.x12);
        // What is beside the fields may belong to any part.
        let last = self.last.as_ref().filter(|last| overlay.is_empty() && last.manner == manner);
        let same = |part: Part| last.filter(|last| last.says(part, claim, follows));
        let [header, provider, subscriber, patient] =
            Part::ABOVE.map(|part| same(part).map(|last| last.segments(part)));
        let plain = overlay.is_empty();
        let mut parts = Parts {
            legacy: claim.x12.windows_1252.clone(),
            claim,
            manner: &manner,
            overlay: &mut overlay,
            spare: &mut self.spare,
            follows,
            problems: Vec::new(),
        };
        let written = WrittenClaim {
            header: header.unwrap_or_else(|| parts.write(Part::Header)),
            provider: provider.unwrap_or_else(|| parts.write_unless_absent(Part::Provider)),
            subscriber: subscriber.unwrap_or_else(|| parts.write_unless_absent(Part::Subscriber)),
            patient: patient
                .unwrap_or_else(|| if follows { parts.write(Part::Patient) } else { Segments::default() }),
            claim: parts.write(Part::Claim),
        };
        let mut problems = parts.finish();
        problems.extend(other_guide(claim));
        if !problems.is_empty() {
            return Err(problems);
        }
        if plain {
            let above = WrittenClaim { claim: Segments::default(), ..written.clone() };
            let mut parts = Claim::new(claim.r#type);
            inherit(&mut parts, claim);
            self.last = Some(Last { manner, follows, parts, written: above });
        }
        Ok(written)
    }
}

impl Last {
    /// Whether a part of a claim says what it said here.
    fn says(&self, part: Part, claim: &Claim, follows: bool) -> bool {
        let last = &self.parts;
        let patient = || {
            self.follows == follows && last.subscriber == claim.subscriber && last.patient == claim.patient
        };
        last.r#type == claim.r#type
            && match part {
                Part::Header => {
                    last.envelope == claim.envelope
                        && last.submitter == claim.submitter
                        && last.receiver == claim.receiver
                }
                Part::Provider => last.billing_provider == claim.billing_provider,
                Part::Subscriber => patient() && last.payer == claim.payer,
                Part::Patient => patient(),
                Part::Claim => false,
            }
    }

    fn segments(&self, part: Part) -> Segments {
        match part {
            Part::Header => self.written.header.clone(),
            Part::Provider => self.written.provider.clone(),
            Part::Subscriber => self.written.subscriber.clone(),
            Part::Patient => self.written.patient.clone(),
            Part::Claim => Segments::default(),
        }
    }
}

/// A claim's parts being written.
struct Parts<'c> {
    claim: &'c mut Claim,
    manner: &'c Manner,
    /// Places of values in Windows-1252.
    legacy: Vec<String>,
    overlay: &'c mut Preserved,
    spare: &'c mut Vec<Draft>,
    follows: bool,
    problems: Vec<WriteFault>,
}

impl Parts<'_> {
    /// A level that the claim came without goes back without.
    fn write_unless_absent(&mut self, part: Part) -> Segments {
        if self.claim.x12.absent.iter().any(|place| place == part.loop_name()) {
            return Segments::default();
        }
        self.write(part)
    }

    fn write(&mut self, part: Part) -> Segments {
        let bound = BoundGuide::of_claim(self.claim);
        let (delimiters, by_hand) = (self.manner.delimiters, self.manner.by_hand);
        let encoding = Encoding { delimiters, legacy: &self.legacy, usual: self.manner.usual };
        let root = bound.roots().root(part);
        let mut write = Write::new(bound, root, encoding, self.overlay, self.spare, by_hand);
        match part {
            Part::Header => describe::header(&mut write, self.claim),
            Part::Provider => describe::provider(&mut write, self.claim),
            Part::Subscriber => describe::subscriber(&mut write, self.claim, self.follows),
            Part::Patient => describe::patient(&mut write, self.claim),
            Part::Claim => describe::claim(&mut write, self.claim),
        }
        let (sealed, found) = write.finish();
        self.problems.extend(found);
        if part == Part::Subscriber {
            self.problems.extend(insured(self.claim));
        }
        let mut segments = Vec::with_capacity(sealed.len());
        for sealed in layout::arrange(&self.claim.x12.order, sealed) {
            sealed.append(encoding, &mut segments);
        }
        if let Some(isa) = segments.first_mut().filter(|_| part == Part::Header) {
            finish_isa(isa, delimiters, self.claim);
            if !segments.get(1).is_some_and(|gs| gs.starts_with(b"GS")) {
                segments.insert(1, Vec::new());
            }
        }
        segments.into()
    }

    fn finish(mut self) -> Vec<WriteFault> {
        self.problems.extend(self.overlay.unused());
        self.problems
    }
}

/// Elements of ISA that are filled up with blanks to their widths: passwords, sender and receiver.
const FILLED_UP: [usize; 4] = [2, 4, 6, 8];

/// Fills up the elements of ISA that were short of their widths, which count bytes whatever the encoding, and puts the
/// repetition and component separators into theirs.
fn finish_isa(isa: &mut Vec<u8>, delimiters: Delimiters, claim: &Claim) {
    // Before version 00501 a letter stood in ISA11; it goes back as it came.
    let stated =
        claim.x12.separators.as_ref().and_then(|s| s.chars().nth(2)).and_then(|c| u8::try_from(c).ok());
    let repetition = delimiters.repetition.or(stated).unwrap_or(b'U');
    let mut elements: Vec<Vec<u8>> = isa.split(|b| *b == delimiters.element).map(<[u8]>::to_vec).collect();
    elements.resize(17, Vec::new());
    for n in FILLED_UP {
        let width = ISA_WIDTHS[n - 1].max(elements[n].len());
        elements[n].resize(width, b' ');
    }
    elements[11] = vec![repetition];
    elements[16] = vec![delimiters.component];
    *isa = elements.join(&delimiters.element);
}

/// Whether the claim is under a patient level: the patient is not the subscriber.
fn patient_follows(claim: &Claim) -> bool {
    let nothing = Subscriber::default();
    let subscriber = claim.subscriber.as_deref().unwrap_or(&nothing);
    match subscriber.relationship.as_deref() {
        Some(_) if describe::is_dependent(claim) => {
            !claim.x12.absent.iter().any(|place| place == Part::Patient.loop_name())
        }
        Some(_) => false,
        None => subscriber.last_name.is_some() || subscriber.name.is_some() || came_below(&claim.x12),
    }
}

/// Whether something is noted of the patient level that a claim was read with.
fn came_below(x12: &Extras) -> bool {
    let unmapped = x12.unmapped.iter().map(|entry| match entry {
        Unmapped::Segment { after: at, .. } | Unmapped::Element { at, .. } | Unmapped::Filled { at, .. } => {
            at
        }
    });
    x12.absent.iter().chain(unmapped).any(|place| place.starts_with("2000C/"))
}

/// An envelope that names the guide of the other kind of claim, or none: read again, the claim would be another.
fn other_guide(claim: &Claim) -> Option<WriteFault> {
    let envelope = claim.envelope.as_deref()?;
    let version = envelope.version()?;
    let is_of_transaction = envelope.transaction.as_ref().is_some_and(|t| t.version.is_some());
    let path = if is_of_transaction { "envelope.transaction.version" } else { "envelope.group.version" };
    let expected = registry::guide(claim.r#type);
    let fits = registry::by_version(version).is_some_and(|guide| guide.kind == expected.kind);
    let message = format!("is no version of the guide for {} claims, {}", claim.r#type.as_str(), expected.id);
    (!fits).then(|| WriteFault { path: path.to_owned(), message })
}

/// A claim without an insured person's member number (NM109 of loop 2010BA), which the guides ask for although no
/// segment requires it. A claim that was read may come from a file that lacks the number, but not all of the subscriber.
fn insured(claim: &Claim) -> Option<WriteFault> {
    let missing = |path: &str| {
        let message = "is missing; an insured person has one (NM109 of loop 2010BA)".to_owned();
        Some(WriteFault { path: path.to_owned(), message })
    };
    let nothing = Subscriber::default();
    let subscriber = claim.subscriber.as_deref().unwrap_or(&nothing);
    if claim.source.is_none() {
        let person = subscriber.name.is_none();
        return missing("subscriber.member_id").filter(|_| person && subscriber.member_id.is_none());
    }
    let came_without = claim.x12.absent.iter().any(|place| place == "2000B/SBR");
    missing("subscriber").filter(|_| *subscriber == nothing && !came_without)
}

/// The delimiters a claim was read with, or the usual ones.
pub(crate) fn delimiters(claim: &Claim) -> Result<Delimiters, WriteFault> {
    let Some(separators) = &claim.x12.separators else { return Ok(Delimiters::STANDARD) };
    let bytes: Option<Vec<u8>> = separators.chars().map(|c| u8::try_from(c).ok()).collect();
    Delimiters::of(&bytes.unwrap_or_default())
        .map_err(|error| WriteFault { path: "x12.separators".to_owned(), message: error.to_string() })
}

/// What stood behind each terminator of a claim's file, or the usual.
pub(crate) fn line_end(claim: &Claim) -> Result<String, WriteFault> {
    let line_end = claim.x12.line_end.as_deref().unwrap_or(Extras::LINE_END);
    if line_end.bytes().all(|b| matches!(b, b' ' | b'\t'..=b'\r')) {
        return Ok(line_end.to_owned());
    }
    let message = "holds more than white space, which would be read as part of the next segment".to_owned();
    Err(WriteFault { path: "x12.line_end".to_owned(), message })
}

fn usual_encoding(claim: &Claim) -> Result<Used, WriteFault> {
    let Some(label) = &claim.x12.encoding else { return Ok(Used::Utf8) };
    match Charset::for_label(label) {
        Ok(Charset::Forced(encoding)) => Ok(Used::Forced(encoding)),
        Ok(Charset::Auto) => Ok(Used::Utf8),
        Err(error) => Err(WriteFault { path: "x12.encoding".to_owned(), message: error.to_string() }),
    }
}
