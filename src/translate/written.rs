//! A claim written back: its parts as segments.

use crate::encounter::Claim;
use crate::x12::{Charset, Delimiters, Used};

use super::bound::Bound;
use super::describe;
use super::draft::Draft;
use super::frame::Problem;
use super::overlay::Overlay;
use super::part::Part;
use super::write::Write;

/// The parts of a claim as segments, each as its bytes without terminator.
#[derive(Clone, Debug, Default)]
pub(crate) struct Written {
    pub(crate) header: Vec<Vec<u8>>,
    pub(crate) provider: Vec<Vec<u8>>,
    pub(crate) subscriber: Vec<Vec<u8>>,
    /// Empty where the subscriber is the patient.
    pub(crate) patient: Vec<Vec<u8>>,
    pub(crate) claim: Vec<Vec<u8>>,
}

/// Turns a claim into segments, or says why that cannot be.
pub(crate) fn write(claim: &mut Claim, delimiters: Delimiters) -> Result<Written, Vec<Problem>> {
    let bound = Bound::of(claim.r#type);
    let mut overlay = Overlay::new(&claim.x12);
    let legacy = std::mem::take(&mut claim.x12.windows_1252);
    let usual = usual_encoding(claim).map_err(|problem| vec![problem])?;
    let mut problems = Vec::new();
    let follows = patient_follows(claim);
    // A claim that was read may come from a file that lacks what is required; it goes back as it came.
    let complete = claim.source.is_none();
    let mut part = |part: Part, claim: &mut Claim| {
        let mut write = Write::new(bound, bound.roots().root(part), delimiters, &mut overlay, complete);
        match part {
            Part::Header => describe::header(&mut write, claim),
            Part::Provider => describe::provider(&mut write, claim),
            Part::Subscriber => describe::subscriber(&mut write, claim, follows),
            Part::Patient => describe::patient(&mut write, claim),
            Part::Claim => describe::claim(&mut write, claim),
        }
        let (drafts, found) = write.finish();
        problems.extend(found);
        Serializer { bound, delimiters, legacy: &legacy, usual }.segments(drafts)
    };
    let mut header = part(Part::Header, claim);
    if let Some(isa) = header.first_mut() {
        state_separators(isa, delimiters, claim);
    }
    let written = Written {
        header,
        provider: part(Part::Provider, claim),
        subscriber: part(Part::Subscriber, claim),
        patient: if follows { part(Part::Patient, claim) } else { Vec::new() },
        claim: part(Part::Claim, claim),
    };
    problems.extend(overlay.unused());
    claim.x12.windows_1252 = legacy;
    if problems.is_empty() { Ok(written) } else { Err(problems) }
}

/// Puts the repetition and component separators into their elements of ISA.
fn state_separators(isa: &mut Vec<u8>, delimiters: Delimiters, claim: &Claim) {
    // Before version 00501 a letter stood in ISA11; it goes back as it came.
    let stated =
        claim.x12.separators.as_ref().and_then(|s| s.chars().nth(2)).and_then(|c| u8::try_from(c).ok());
    let repetition = delimiters.repetition.or(stated).unwrap_or(b'U');
    let mut elements: Vec<Vec<u8>> = isa.split(|b| *b == delimiters.element).map(<[u8]>::to_vec).collect();
    elements.resize(17, Vec::new());
    elements[11] = vec![repetition];
    elements[16] = vec![delimiters.component];
    *isa = elements.join(&delimiters.element);
}

/// Whether the claim stands under a patient level: the patient is not the subscriber.
fn patient_follows(claim: &Claim) -> bool {
    match &claim.subscriber {
        Some(subscriber) => match subscriber.relationship.as_deref() {
            Some("18") => false,
            Some(_) => true,
            None => subscriber.last_name.is_some() || subscriber.name.is_some(),
        },
        None => false,
    }
}

struct Serializer<'a> {
    bound: &'static Bound,
    delimiters: Delimiters,
    /// Places of values in Windows-1252.
    legacy: &'a [String],
    /// How all others are encoded.
    usual: Used,
}

impl Serializer<'_> {
    fn segments(&self, drafts: Vec<Draft>) -> Vec<Vec<u8>> {
        let mut segments = Vec::with_capacity(drafts.len());
        for draft in drafts {
            segments.push(self.segment(&draft));
            segments.extend(draft.followers.into_iter().map(|segment| segment.as_bytes().to_vec()));
        }
        segments
    }

    fn segment(&self, draft: &Draft) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(64);
        draft.serialize(&self.bound.guide.row(draft.row).id, self.delimiters, &mut bytes, |spot| {
            let listed = |address: &String| self.legacy.contains(&format!("{address}-{spot}"));
            let legacy = !self.legacy.is_empty() && draft.address.as_ref().is_some_and(listed);
            if legacy { Used::Windows1252 } else { self.usual }
        });
        bytes
    }
}

/// The delimiters a claim was read with, or the usual ones.
pub(crate) fn delimiters(claim: &Claim) -> Result<Delimiters, Problem> {
    let Some(separators) = &claim.x12.separators else { return Ok(Delimiters::STANDARD) };
    Delimiters::parse(separators)
        .map_err(|error| Problem { path: "x12.separators".to_owned(), message: error.to_string() })
}

fn usual_encoding(claim: &Claim) -> Result<Used, Problem> {
    let Some(label) = &claim.x12.encoding else { return Ok(Used::Utf8) };
    match Charset::for_label(label) {
        Ok(Charset::Forced(encoding)) => Ok(Used::Forced(encoding)),
        Ok(Charset::Auto) => Ok(Used::Utf8),
        Err(error) => Err(Problem { path: "x12.encoding".to_owned(), message: error.to_string() }),
    }
}
