//! A claim as it was read: its segments in their places, with the parts above it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::finding::Location;
use crate::guide::{Guide, Spot};
use crate::model::{Claim, Extras, Source, Text, WhiteSpace};
use crate::x12::{Charset, Delimiters};

use super::block::Block;
use super::bound_guide::BoundGuide;
use super::describe;
use super::layout;
use super::read::{Memory, Read};
use super::text::{BlockText, decode};
use super::unmapped;
use crate::tree::Part;

/// A claim's placed segments. Cheap to hold: the parts above the claim are shared by all claims below them.
#[derive(Clone, Debug)]
pub struct RawClaim {
    pub(crate) bound: &'static BoundGuide,
    pub(crate) encoding: Charset,
    pub(crate) delimiters: Delimiters,
    pub(crate) line_end: Arc<str>,
    pub(crate) header: Arc<Block>,
    pub(crate) provider: Option<Arc<Block>>,
    pub(crate) subscriber: Option<Arc<Block>>,
    pub(crate) patient: Option<Arc<Block>>,
    pub(crate) claim: Block,
    pub(crate) opens: Option<&'static str>,
    pub(crate) source: Source,
    /// What is around the interchange, if the claim is its first or its last one.
    pub(crate) around: Option<Box<Around>>,
}

/// What is before an interchange and behind its last segments.
#[derive(Clone, Debug, Default)]
pub(crate) struct Around {
    /// Before ISA.
    pub(crate) before: Option<String>,
    /// Behind SE, GE and IEA, where it is not the line end.
    pub(crate) trailers: Vec<WhiteSpace>,
    /// Behind IEA and its white space.
    pub(crate) behind: Option<String>,
}

/// Part, segment in it and place in the segment of a value.
type Place = (Part, usize, Spot);

/// Where the values of a claim are, by their paths.
#[derive(Debug)]
pub struct Places {
    places: HashMap<String, Place>,
    number: Option<Text>,
}

impl RawClaim {
    /// A claim of these parts, copied, all placed in the guide: header, billing provider, subscriber, patient, the claim itself.
    /// None without a claim. Where it was read is not known.
    pub(crate) fn of_parts(
        guide: &'static Guide,
        encoding: Charset,
        parts: [Option<&Block>; 5],
    ) -> Option<Self> {
        let bound = BoundGuide::of(guide);
        let [header, provider, subscriber, patient, claim] =
            parts.map(|part| Some(part?.clone().sealed(bound)));
        let claim = claim?;
        let delimiters = if claim.is_empty() { Delimiters::STANDARD } else { claim.segment(0).delimiters() };
        Some(Self {
            bound,
            encoding,
            delimiters,
            line_end: Arc::from(Extras::LINE_END),
            header: Arc::new(header.unwrap_or_else(|| Block::new(delimiters))),
            provider: provider.map(Arc::new),
            subscriber: subscriber.map(Arc::new),
            patient: patient.map(Arc::new),
            claim,
            opens: None,
            source: Source::default(),
            around: None,
        })
    }

    /// Where it was read.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The claim's own segments, CLM first.
    pub fn segments(&self) -> &Block {
        &self.claim
    }

    /// Bytes of the claim's own segments.
    pub fn size(&self) -> usize {
        self.claim.size()
    }

    /// How its text is encoded.
    pub fn charset(&self) -> Charset {
        self.encoding
    }

    /// The guide it follows.
    pub fn guide(&self) -> &'static Guide {
        self.bound.guide
    }

    /// The segments of all parts, from the outside in: envelope and header, billing provider, subscriber, patient (where
    /// there is one besides the subscriber), the claim itself.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.parts().map(|(_, block)| block)
    }

    /// The parts above the claim, which it shares with its neighbours: envelope and header, then billing provider,
    /// subscriber and patient, where it has them.
    pub fn above(&self) -> (&Arc<Block>, [Option<&Arc<Block>>; 3]) {
        (&self.header, [self.provider.as_ref(), self.subscriber.as_ref(), self.patient.as_ref()])
    }

    /// The outermost part that begins anew with this claim although it says what the one before said.
    pub fn opens(&self) -> Option<&'static str> {
        self.opens
    }

    /// The parts, from the outside in.
    fn parts(&self) -> impl Iterator<Item = (Part, &Block)> {
        let context = [
            (Part::Header, Some(&self.header)),
            (Part::Provider, self.provider.as_ref()),
            (Part::Subscriber, self.subscriber.as_ref()),
            (Part::Patient, self.patient.as_ref()),
        ];
        let context = context.into_iter().filter_map(|(part, block)| Some((part, block?.as_ref())));
        context.chain(std::iter::once((Part::Claim, &self.claim)))
    }

    /// Runs the description of one part over its segments.
    fn read_part(&self, part: Part, block: &Block, claim: &mut Claim, memory: &mut Memory) {
        let text = BlockText::new(block, self.encoding);
        let mut read = Read::new(self.bound, &text, std::mem::take(memory));
        match part {
            Part::Header => describe::header(&mut read, claim),
            Part::Provider => describe::provider(&mut read, claim),
            Part::Subscriber => describe::subscriber(&mut read, claim, self.patient.is_some()),
            Part::Patient => describe::patient(&mut read, claim),
            Part::Claim => describe::claim(&mut read, claim),
        }
        if part == Part::Subscriber && self.patient.is_none() && describe::is_dependent(claim) {
            claim.x12.absent.push(Part::Patient.loop_name().to_owned());
        }
        unmapped::collect(&read, self.bound, block, self.encoding, &mut claim.x12);
        layout::collect(part, &read.memory.taken, self.bound, block, &mut claim.x12);
        *memory = read.memory;
    }

    /// The claim in the common model, complete in itself.
    pub fn to_claim(&self) -> Box<Claim> {
        Reader::default().read(self)
    }

    /// A claim with what is above the subscriber: envelope, submitter, receiver and billing provider.
    pub(super) fn above_subscriber(&self) -> Box<Claim> {
        let mut claim = Box::new(Claim::new(self.bound.kind()));
        let mut memory = Memory::default();
        self.transport(&mut claim.x12);
        self.read_part(Part::Header, &self.header, &mut claim, &mut memory);
        if let Some(provider) = &self.provider {
            self.read_part(Part::Provider, provider, &mut claim, &mut memory);
        }
        claim
    }

    fn own(&self, claim: &mut Claim, memory: &mut Memory) {
        self.read_part(Part::Claim, &self.claim, claim, memory);
        for (part, block) in [(Part::Provider, &self.provider), (Part::Subscriber, &self.subscriber)] {
            if block.is_none() {
                claim.x12.absent.push(part.loop_name().to_owned());
            }
        }
        claim.source = Some(self.source.clone());
        self.note_surroundings(&mut claim.x12);
    }

    /// Notes how the claim begins, and what is around it.
    pub(super) fn note_surroundings(&self, x12: &mut Extras) {
        x12.opens = self.opens.map(str::to_owned);
        if let Some(around) = &self.around {
            x12.before.clone_from(&around.before);
            x12.white_space.extend_from_slice(&around.trailers);
            x12.behind.clone_from(&around.behind);
        }
    }

    /// What the file as a whole says.
    fn transport(&self, x12: &mut Extras) {
        let isa = self.header.segment(0);
        let repetition = isa.element(11).first().copied().unwrap_or(b'^');
        let separators: String =
            [self.delimiters.element, self.delimiters.component, repetition, self.delimiters.segment]
                .into_iter()
                .map(char::from)
                .collect();
        x12.separators = (separators != Extras::SEPARATORS).then_some(separators);
        if let Charset::Forced(encoding) = self.encoding {
            x12.encoding = Some(encoding.name().to_owned());
        }
        x12.line_end = (&*self.line_end != Extras::LINE_END).then(|| self.line_end.to_string());
    }

    /// Where the values at paths of the claim's JSON stand (`service_lines[0].charge`), in the order asked for; where a value
    /// is missing, the first segment of the claim.
    pub fn locate(&self, paths: &[&str]) -> Vec<Location> {
        let (found, number) = self.trace();
        let place = |path: &str| found.iter().find(|(p, ..)| p == path).map(|(_, place)| *place);
        self.locations(paths, number.as_ref(), &place)
    }

    /// Where all of its values are: for whoever asks for many of a long claim.
    pub fn places(&self) -> Places {
        let (found, number) = self.trace();
        let mut places = HashMap::with_capacity(found.len());
        for (path, place) in found {
            places.entry(path).or_insert(place);
        }
        Places { places, number }
    }

    /// The same as [`Self::locate`], by what [`Self::places`] gave.
    pub fn locate_by(&self, places: &Places, paths: &[&str]) -> Vec<Location> {
        self.locations(paths, places.number.as_ref(), &|path| places.places.get(path).copied())
    }

    /// Every value by its path, with its place; and the claim's number.
    fn trace(&self) -> (Vec<(String, Place)>, Option<Text>) {
        let mut scratch = Claim::new(self.bound.kind());
        let mut found: Vec<(String, Place)> = Vec::new();
        for (part, block) in self.parts() {
            let mut memory = Memory::tracing();
            self.read_part(part, block, &mut scratch, &mut memory);
            let places = memory.trace.map(|trace| trace.found).unwrap_or_default();
            found.extend(places.into_iter().map(|(path, entry, spot)| (path, (part, entry, spot))));
        }
        (found, scratch.patient_control_number)
    }

    fn locations(
        &self,
        paths: &[&str],
        number: Option<&Text>,
        place: &dyn Fn(&str) -> Option<Place>,
    ) -> Vec<Location> {
        paths
            .iter()
            .map(|path| {
                let (part, entry, spot) = place(path)
                    .map_or((Part::Claim, 0, None), |(part, entry, spot)| (part, entry, Some(spot)));
                let mut location = self.location(part, entry, spot);
                location.patient_control_number = number.map(Text::to_string);
                location.service_line = line_number(path);
                location.path = Some((*path).to_owned());
                location
            })
            .collect()
    }

    fn location(&self, part: Part, entry: usize, spot: Option<Spot>) -> Location {
        let Some((_, block)) = self.parts().find(|(p, _)| *p == part) else { return Location::default() };
        let (place, segment) = (block.entry(entry), block.segment(entry));
        let id = String::from_utf8_lossy(segment.id()).into_owned();
        let value = spot.map(|spot| match spot.component {
            0 => segment.element(spot.element as usize),
            c => segment.component(spot.element as usize, c as usize),
        });
        Location {
            side: None,
            r#type: Some(self.bound.kind().as_str().to_owned()),
            file: self.source.file.clone(),
            offset: Some(place.position.offset),
            text_line: Some(place.position.line),
            segment: Some(place.position.ordinal),
            element: spot.map(|spot| format!("{id}{:02}", spot.element)),
            component: spot.map(|spot| spot.component).filter(|c| *c > 0),
            value: value.map(|bytes| decode(bytes, self.encoding).0.into_owned()),
            segment_id: Some(id),
            r#loop: Some(self.bound.guide.loop_(place.in_loop).id.clone()),
            interchange: self.source.interchange.as_ref().map(Text::to_string),
            group: self.source.group.as_ref().map(Text::to_string),
            transaction: self.source.transaction.as_ref().map(Text::to_string),
            ..Location::default()
        }
    }
}

/// Number of the service line that a path speaks of: 3 for `service_lines[2].charge`.
pub fn line_number(path: &str) -> Option<u32> {
    let index = path.strip_prefix("service_lines[")?.split(']').next()?;
    index.parse::<u32>().ok().map(|n| n + 1)
}

/// Turns raw claims into claims, reading the parts that neighbours share only once.
#[derive(Debug, Default)]
pub struct Reader {
    /// The parts above the last claim, from the outside in, each with the claim as it was when the part had been read.
    /// The subscriber's part reads otherwise if a patient's follows, so it knows whether one did.
    context: Vec<Context>,
    memory: Memory,
}

#[derive(Debug)]
struct Context {
    block: Arc<Block>,
    patient: bool,
    claim: Box<Claim>,
}

impl Reader {
    /// The claim in the common model.
    pub fn read(&mut self, raw: &RawClaim) -> Box<Claim> {
        let context = [
            (Part::Header, Some(&raw.header)),
            (Part::Provider, raw.provider.as_ref()),
            (Part::Subscriber, raw.subscriber.as_ref()),
            (Part::Patient, raw.patient.as_ref()),
        ];
        let parts = || context.iter().filter_map(|(part, block)| Some((*part, (*block)?)));
        let with_patient = |part: Part| part == Part::Subscriber && raw.patient.is_some();
        let known = parts()
            .zip(&self.context)
            .take_while(|((part, block), held)| {
                Arc::ptr_eq(block, &held.block) && with_patient(*part) == held.patient
            })
            .count();
        self.context.truncate(known);
        for (part, block) in parts().skip(known) {
            let mut claim = self.begin(raw);
            raw.read_part(part, block, &mut claim, &mut self.memory);
            self.context.push(Context { block: block.clone(), patient: with_patient(part), claim });
        }
        let mut claim = self.begin(raw);
        raw.own(&mut claim, &mut self.memory);
        claim
    }

    /// A claim below the parts that have been read.
    fn begin(&self, raw: &RawClaim) -> Box<Claim> {
        let mut claim = Box::<Claim>::default();
        claim.r#type = raw.bound.kind();
        match self.context.last() {
            Some(above) => inherit(&mut claim, &above.claim),
            None => raw.transport(&mut claim.x12),
        }
        claim
    }
}

/// Gives a claim what it shares with another below the same parts.
pub(super) fn inherit(claim: &mut Claim, parts: &Claim) {
    claim.envelope.clone_from(&parts.envelope);
    claim.submitter.clone_from(&parts.submitter);
    claim.receiver.clone_from(&parts.receiver);
    claim.billing_provider.clone_from(&parts.billing_provider);
    claim.subscriber.clone_from(&parts.subscriber);
    claim.patient.clone_from(&parts.patient);
    claim.payer.clone_from(&parts.payer);
    claim.x12.clone_from(&parts.x12);
}
