//! Where a violation is, in full: what the engine asks of this room on the way to a finding.

use std::convert::Infallible;

use chrono::NaiveDate;

use crate::finding::{Finding, Location};
use crate::guide::GuideKind;
use crate::rules::{Policy, Rule, Subject, Whose};
use crate::x12::Charset;

use super::about;
use super::element_findings::described;
use super::event::{Level, Reported};
use super::rules::last_day;
use super::scope::Claim;
use super::tables::Tables;
use super::violation::{Mark, Violation};

/// What all findings of an input share, as far as it is known.
#[derive(Debug)]
pub(super) struct Origin {
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

impl Origin {
    /// The input, as the user named it.
    pub(super) fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

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

    fn decode(&self, bytes: &[u8]) -> String {
        self.charset.decode(bytes).0.into_owned()
    }
}

/// What is known around the violations of a level.
pub(super) struct Around<'a> {
    pub(super) origin: &'a Origin,
    pub(super) policy: &'a Policy,
    pub(super) tables: Option<&'a Tables>,
    pub(super) level: Level,
    /// The parts at hand; none outside of an 837.
    pub(super) claim: Option<Claim<'a>>,
}

impl Subject<Mark> for Around<'_> {
    type Error = Infallible;

    fn locations(&self, places: &[Mark]) -> Result<Vec<Location>, Infallible> {
        Ok(places.iter().map(|mark| self.location(mark)).collect())
    }

    fn day(&self, place: &Mark) -> Option<NaiveDate> {
        self.claim.filter(|_| self.level == Level::Claim).and_then(|claim| last_day(&claim, place.line))
    }

    fn whose(&self, _: &[Mark]) -> Whose {
        let Some(claim) = self.claim else { return Whose::default() };
        let fields = claim.fields();
        let payer = claim.first(fields.payer_name).filter(|_| self.level >= Level::Subscriber);
        let provider = claim.first(fields.billing_provider_name).filter(|_| self.level >= Level::Provider);
        let provider = provider.filter(|site| site.element(8) == b"XX").map(|site| site.text(9).to_owned());
        Whose {
            payers: payer.map_or(Vec::new(), |site| self.policy.payer_names([site.text(9), site.text(3)])),
            providers: provider.into_iter().collect(),
        }
    }
}

impl Around<'_> {
    fn location(&self, mark: &Mark) -> Location {
        let (origin, segment) = (self.origin, mark.segment());
        let id = origin.decode(segment.id());
        let value = mark.spot.map(|spot| match spot.component {
            0 => segment.element(usize::from(spot.element)),
            c => segment.component(usize::from(spot.element), usize::from(c)),
        });
        let guide = self.tables.map(|tables| tables.guide);
        let in_loop = mark.in_loop.and_then(|id| Some(guide?.loop_(id).id.clone()));
        let absent = mark.absent.and_then(|(row, spot)| Some((guide?.row(row).id.clone(), spot)));
        let meant = mark.spot.map(|spot| (id.clone(), spot)).or(absent);
        let mut at = Location {
            side: None,
            r#type: origin.kind.map(|kind| kind.as_str().to_owned()),
            file: origin.file.clone(),
            offset: Some(mark.position.offset),
            text_line: Some(mark.position.line),
            segment: (mark.position.ordinal > 0).then_some(mark.position.ordinal),
            component: meant.as_ref().map(|(_, spot)| spot.component).filter(|c| *c > 0),
            element: meant.map(|(id, spot)| format!("{id}{:02}", spot.element)),
            value: value.filter(|value| !value.is_empty()).map(|value| origin.decode(value)),
            segment_id: Some(id).filter(|id| !id.is_empty()),
            r#loop: in_loop,
            path: None,
            patient_control_number: origin.claim.clone().filter(|_| self.level == Level::Claim),
            service_line: mark.line,
            interchange: origin.control[0].clone(),
            group: origin.control[1].clone(),
            transaction: origin.control[2].clone(),
            ..Location::default()
        };
        if let Some(claim) = self.claim.filter(|_| self.level > Level::Transaction) {
            about::tell(&claim, self.level, mark, origin.charset, &mut at);
        }
        at
    }

    /// A finding with what acknowledgements and reports ask besides.
    pub(super) fn reported(&self, finding: Finding, rule: &'static Rule, violation: Violation) -> Reported {
        let guide = self.tables.map(|tables| tables.guide);
        let first = violation.places.first();
        let spot = first.and_then(|mark| mark.spot);
        let row = first.and_then(|mark| mark.row).and_then(|row| Some(guide?.row(row)));
        Reported {
            finding,
            rule,
            fault: violation.detail.fault,
            level: self.level,
            guide,
            spot,
            repetition: violation.detail.repetition,
            data_element: spot
                .and_then(|spot| described(row?, spot))
                .map(|element| element.data_element.clone()),
            statuses: violation.detail.statuses,
            missing: violation.detail.missing.and_then(|missing| {
                let row = guide?.row(missing);
                Some((row.id.clone(), guide?.loop_(row.in_loop).id.clone()))
            }),
            marks: violation.places,
        }
    }
}
