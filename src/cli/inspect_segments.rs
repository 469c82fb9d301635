//! `twinclaim inspect --segments`: every segment explained, with what `validate` finds behind it.

use std::ops::ControlFlow;

use crate::ack::codes::{self, SYNTAX_TYPES};
use crate::batch::Source;
use crate::show::segment::{Annotator, InPlace, Shown};
use crate::show::validate;
use crate::show::{FaultText, Mask};
use crate::validate::{Event, Fault, RuleSet, Validator};
use crate::x12::{Charset, Reader};

use super::account::Account;
use super::inspect_claims::{self, Met};
use super::inspect_writers::SegmentsWriter;
use super::screen::Screen;

/// How segments are shown.
pub(super) struct Showing<'a> {
    pub(super) charset: Charset,
    pub(super) mask: Mask,
    pub(super) json: bool,
    /// What `validate` would run.
    pub(super) rules: &'a RuleSet,
}

impl Showing<'_> {
    /// All segments of an input.
    pub(super) fn all(&self, source: Source, screen: &mut Screen) -> Result<(), String> {
        let mut reader = Reader::new(source.reader).guessing();
        let mut annotator = Annotator::new(self.charset, self.mask);
        let mut validator = Validator::new(self.rules, Some(source.name.clone()), self.charset);
        let (mut in_place, mut guessed) = (InPlace::default(), false);
        let mut writer = SegmentsWriter::new(&source.name, self.json, screen);
        let result = loop {
            match reader.next() {
                Ok(Some(piece)) => {
                    in_place.piece(piece.offset());
                    annotator
                        .piece(&piece, &mut |shown| in_place.shown(shown, &mut |shown| writer.shown(shown)));
                    validator.piece(&piece, &mut |event| self.see(event, &mut in_place, &mut writer));
                }
                Ok(None) => break Ok(()),
                Err(error) => break Err(error.to_string()),
            }
            if reader.has_guessed() && !std::mem::replace(&mut guessed, true) {
                writer.shown(Shown::Trouble(FaultText::guessed(reader.delimiters())));
            }
            if !writer.begun
                && let Some((code, version)) = annotator.transaction()
            {
                writer.begin(code, version);
            }
            screen.give(self.json, &std::mem::take(&mut writer.out));
            if screen.broken() {
                return Ok(());
            }
        };
        validator.finish(&mut |event| self.see(event, &mut in_place, &mut writer));
        annotator.finish(&mut |shown| in_place.shown(shown, &mut |shown| writer.shown(shown)));
        in_place.finish(&mut |shown| writer.shown(shown));
        screen.give(self.json, &writer.finish());
        result
    }

    fn see(&self, event: Event<'_>, in_place: &mut InPlace, writer: &mut SegmentsWriter<'_>) {
        match event {
            // The annotator tells of envelopes itself.
            Event::Finding(mut found) if !matches!(found.fault, Fault::Envelope(_)) => {
                let showing = validate::Showing { charset: self.charset, mask: self.mask };
                found.finding.ack = codes::words(&found, &SYNTAX_TYPES.into());
                in_place.found(showing.finding(&found).into_owned());
            }
            Event::Finding(_) | Event::Again(_) => {}
            Event::Opened(_) | Event::Level(..) | Event::Claim(_) | Event::Foreign(_) | Event::Closed(_) => {
                in_place.complete(&mut |shown| writer.shown(shown));
            }
        }
    }

    /// The segments of claims that are picked out, with those above them.
    pub(super) fn of_claims(
        &self,
        source: Source,
        claims: &inspect_claims::Showing<'_>,
        account: &mut Account,
        screen: &mut Screen,
    ) -> inspect_claims::Shown {
        let name = source.name.clone();
        let mut writer = SegmentsWriter::new(&name, self.json, screen);
        claims.each(source, &mut |met| {
            inspect_claims::account_for(account, met.claim);
            self.of_claim(met, &mut writer);
            screen.give(self.json, &std::mem::take(&mut writer.out));
            if screen.broken() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
    }

    fn of_claim(&self, met: &Met<'_>, writer: &mut SegmentsWriter<'_>) {
        let Some(raw) = met.raw else { return };
        writer.begin("837", &raw.guide().id);
        let mut in_place = InPlace::default();
        Annotator::new(self.charset, self.mask).claim(raw, &mut |shown| {
            if let Shown::Segment(segment) = &shown {
                in_place.piece(segment.offset);
            }
            in_place.shown(shown, &mut |shown| writer.shown(shown));
        });
        for finding in met.findings.unwrap_or_default() {
            in_place.found(self.mask.finding(finding).into_owned());
        }
        in_place.finish(&mut |shown| writer.shown(shown));
    }
}
