//! `twinclaim inspect --envelopes`: interchanges, groups and transactions, with what their trailers count.

use crate::batch::{Format, Source};
use crate::show::Mask;
use crate::show::inspect::{self as show, EnvelopeText, Envelopes, Told};
use crate::validate::{RuleSet, Validator};
use crate::x12::{self, Charset};

use super::common::CUT_OFF;
use super::screen::Screen;

/// How envelopes are shown.
pub(super) struct Showing<'a> {
    pub(super) charset: Charset,
    pub(super) mask: Mask,
    pub(super) json: bool,
    /// What `validate` would run.
    pub(super) rules: &'a RuleSet,
}

/// JSON of these types cannot fail: no map has keys other than text.
const SERIALIZES: &str = "these types serialize";

impl Showing<'_> {
    /// The envelopes of an input. Gives why it could not be shown whole.
    pub(super) fn show(&self, source: Source, screen: &mut Screen) -> Result<(), String> {
        if source.format == Format::Json {
            return Err("is JSON, which has no envelopes; `twinclaim convert --to x12` makes them".to_owned());
        }
        let name = source.name.clone();
        let text = EnvelopeText::new(screen.palette(), screen.width());
        let mut envelopes = Envelopes::new(self.charset, self.mask);
        let mut validator = Validator::new(self.rules, Some(source.name), self.charset);
        let mut reader = x12::Reader::new(source.reader);
        let mut out = String::new();
        if !self.json {
            text.begin(&name, &mut out);
        }
        let tell = |told: Option<Told>, out: &mut String| match told {
            Some(told) if !self.json => text.told(&told, out),
            Some(Told::Closed(envelope)) => {
                out.push_str(&show::envelope(&name, &envelope).expect(SERIALIZES));
            }
            Some(Told::Opened(_)) | None => {}
        };
        let result = loop {
            match reader.next() {
                Ok(Some(piece)) => {
                    validator.piece(&piece, &mut |event| tell(envelopes.see(&event), &mut out));
                }
                Ok(None) => break Ok(()),
                Err(error) => break Err(error.to_string()),
            }
            if !out.is_empty() {
                screen.give(self.json, &std::mem::take(&mut out));
            }
            if screen.broken() {
                return Ok(());
            }
        };
        validator.finish(&mut |event| tell(envelopes.see(&event), &mut out));
        let cut_off = validator.is_cut_off();
        let summary = envelopes.finish(result.is_ok() && !cut_off);
        if self.json {
            out.push_str(&show::envelope_summary(&name, &summary).expect(SERIALIZES));
        } else {
            text.finish(&summary, &mut out);
        }
        screen.give(self.json, &out);
        result.and(if cut_off { Err(CUT_OFF.to_owned()) } else { Ok(()) })
    }
}
