//! Turns hits into findings: where they stand, in full.

use crate::finding::{Finding, Location};
use crate::guide::{GuideKind, Spot};
use crate::x12::Charset;

use super::complaint::described;
use super::event::{Found, Level};
use super::hit::{Hit, Mark};
use super::rulebook::{About, Rulebook};
use super::tables::Tables;

/// What all findings of an input share, as far as it is known.
#[derive(Debug)]
pub(super) struct Finder {
    file: Option<String>,
    charset: Charset,
    /// ISA13, GS06, ST02.
    control: [Option<String>; 3],
    /// CLM01 of the claim at hand.
    pub(super) claim: Option<String>,
    pub(super) kind: Option<GuideKind>,
    /// The last segments stood outside of any transaction, which has been said.
    pub(super) strayed: bool,
    /// The interchange before was cut off by the next one, which has been said.
    pub(super) joined: bool,
}

/// What a hit does not know.
pub(super) struct Context<'a> {
    pub(super) book: &'a Rulebook,
    pub(super) tables: Option<&'a Tables>,
    pub(super) level: Level,
    pub(super) about: &'a About,
}

impl Finder {
    pub(super) fn new(file: Option<String>, charset: Charset) -> Self {
        Self {
            file,
            charset,
            control: [None, None, None],
            claim: None,
            kind: None,
            strayed: false,
            joined: false,
        }
    }

    pub(super) fn open(&mut self, level: Level, control: &str) {
        let n = (level as usize).min(2);
        self.control[n..].iter_mut().for_each(|c| *c = None);
        self.control[n] = Some(control.trim().to_owned());
        self.claim = None;
    }

    pub(super) fn close(&mut self, level: Level) {
        self.control[(level as usize).min(2)..].iter_mut().for_each(|c| *c = None);
    }

    pub(super) fn control(&self, level: Level) -> Option<&str> {
        self.control[(level as usize).min(2)].as_deref()
    }

    /// The finding of a hit; none if it is not wanted.
    #[cold]
    pub(super) fn finding(&self, hit: Hit, context: &Context<'_>) -> Option<Found> {
        let (rule, snip) = (hit.rule, hit.snip.or(hit.rule.snip));
        if !context.book.runs(rule, snip) {
            return None;
        }
        let code = hit.code.unwrap_or_else(|| rule.code.to_owned());
        let severity = context.book.weight(&code, context.about).or(hit.severity).unwrap_or(rule.severity);
        let locations: Vec<Location> = hit.marks.iter().map(|mark| self.location(mark, context)).collect();
        let guide = context.tables.map(|tables| tables.guide);
        let first = hit.marks.first();
        let spot = first.and_then(|mark| mark.spot);
        let row = first.and_then(|mark| mark.row).and_then(|row| Some(guide?.row(row)));
        let finding = Finding {
            schema: Finding::SCHEMA.to_owned(),
            id: Finding::stable_id(&code, &locations),
            code,
            snip,
            severity,
            message: hit.message,
            why: hit.why.unwrap_or_else(|| rule.why.clone()),
            help: hit.help.unwrap_or_else(|| rule.help.clone()),
            amount_at_risk: None,
            amount_basis: None,
            ack: Vec::new(),
            locations,
        };
        Some(Found {
            finding,
            rule,
            fault: hit.fault,
            level: context.level,
            guide,
            spot,
            repetition: hit.repetition,
            data_element: spot
                .and_then(|spot| described(row?, spot))
                .map(|element| element.data_element.clone()),
            missing: hit.missing.and_then(|missing| {
                let row = guide?.row(missing);
                Some((row.id.clone(), guide?.loop_(row.in_loop).id.clone()))
            }),
            marks: hit.marks,
        })
    }

    fn decode(&self, bytes: &[u8]) -> String {
        self.charset.decode(bytes).0.into_owned()
    }

    fn location(&self, mark: &Mark, context: &Context<'_>) -> Location {
        let segment = mark.segment();
        let id = self.decode(segment.id());
        let value = mark.spot.map(|spot| match spot.component {
            0 => segment.element(usize::from(spot.element)),
            c => segment.component(usize::from(spot.element), usize::from(c)),
        });
        let guide = context.tables.map(|tables| tables.guide);
        let in_loop = mark.in_loop.and_then(|id| Some(guide?.loop_(id).id.clone()));
        Location {
            side: None,
            r#type: self.kind.map(|kind| kind_word(kind).to_owned()),
            file: self.file.clone(),
            offset: Some(mark.position.offset),
            text_line: Some(mark.position.line),
            segment: (mark.position.ordinal > 0).then_some(mark.position.ordinal),
            element: mark.spot.map(|spot| format!("{id}{:02}", spot.element)),
            component: mark.spot.map(|Spot { component, .. }| component).filter(|c| *c > 0),
            value: value.filter(|value| !value.is_empty()).map(|value| self.decode(value)),
            segment_id: Some(id).filter(|id| !id.is_empty()),
            r#loop: in_loop,
            path: None,
            patient_control_number: self.claim.clone().filter(|_| context.level == Level::Claim),
            service_line: mark.line,
            interchange: self.control[0].clone(),
            group: self.control[1].clone(),
            transaction: self.control[2].clone(),
        }
    }
}

fn kind_word(kind: GuideKind) -> &'static str {
    match kind {
        GuideKind::Professional => "professional",
        GuideKind::Institutional => "institutional",
    }
}
