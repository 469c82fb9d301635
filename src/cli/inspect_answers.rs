//! `twinclaim inspect` of acknowledgements, joined to the 837s that are among the same inputs.

use std::io::{Cursor, Read};

use crate::ack::{AckReader, Said};
use crate::batch::{Format, Source};
use crate::guide::registry;
use crate::report::inspect::{self as show, AnswersText};
use crate::report::terminal::visible;
use crate::view::{Answer, Answers, Asked, Mask};
use crate::x12::{Charset, Envelopes, Error, Item, Reader};

use super::common::InputArgs;
use super::screen::Screen;

/// Bytes looked at to tell what an input is.
const PREFIX: u64 = 1 << 16;

/// Whether an input holds acknowledgements, by its first transaction; a TA1 needs none.
pub(super) fn is_acknowledgement(source: &mut Source) -> bool {
    if source.format != Format::X12 {
        return false;
    }
    let mut prefix = Vec::new();
    // What cannot be read here cannot be read later either, and is said there.
    let _ = source.reader.by_ref().take(PREFIX).read_to_end(&mut prefix);
    let first = first_answer(&prefix);
    let rest = std::mem::replace(&mut source.reader, Box::new(std::io::empty()));
    source.reader = Box::new(Cursor::new(prefix).chain(rest));
    first
}

fn first_answer(prefix: &[u8]) -> bool {
    let mut reader = Reader::from_slice(prefix);
    let mut acknowledges = false;
    while let Ok(Some(piece)) = reader.next() {
        let Some(item) = piece.segment() else { continue };
        match item.segment.id() {
            b"ST" => return AckReader::reads(item.segment.element(1)),
            b"TA1" => acknowledges = true,
            _ => {}
        }
    }
    acknowledges
}

/// What the acknowledgements among the inputs speak of, found in the 837s among them. Standard input can be read only
/// once, so nothing is looked up where it is one of them.
pub(super) fn asked(input: &InputArgs, charset: Charset) -> Asked {
    let mut asked = Asked::default();
    if input.inputs.iter().any(|word| word == "-") {
        return asked;
    }
    // What goes wrong here is said when the input is shown.
    for mut source in input.open().flatten() {
        if is_acknowledgement(&mut source) {
            let mut reader = AckReader::new(charset);
            let _ = each(source, &mut |item, _| reader.take(&item.segment, &mut |said| asked.ask(&said)));
            reader.finish(&mut |said| asked.ask(&said));
        }
    }
    if asked.is_empty() {
        return asked;
    }
    for mut source in input.open().flatten() {
        if source.format == Format::X12 && !is_acknowledgement(&mut source) {
            let name = source.name.clone();
            let _ = each(source, &mut |item, envelopes| asked.look(&name, item, envelopes, charset));
        }
    }
    asked
}

/// The segments of an input, with the books of its envelopes.
fn each(source: Source, take: &mut dyn FnMut(&Item<'_>, &Envelopes)) -> Result<(), Error> {
    let (mut reader, mut envelopes) = (Reader::new(source.reader), Envelopes::new());
    while let Some(piece) = reader.next()? {
        if let Some(item) = piece.segment() {
            envelopes.observe(&item);
            take(&item, &envelopes);
        }
    }
    Ok(())
}

/// How acknowledgements are shown.
pub(super) struct Showing<'a> {
    pub(super) charset: Charset,
    pub(super) mask: Mask,
    pub(super) claim: Option<String>,
    pub(super) json: bool,
    pub(super) asked: &'a Asked,
}

impl Showing<'_> {
    /// Shows an input. Says whether something about the claim asked for was in it.
    pub(super) fn show(&self, source: Source, screen: &mut Screen) -> Result<bool, Error> {
        let name = source.name.clone();
        let heading = AnswersText::new(screen.palette(), screen.width());
        let mut text = heading.clone();
        let mut answers = Answers::new(self.mask, self.claim.clone(), self.asked);
        let mut reader = AckReader::new(self.charset);
        let (mut begun, mut shown) = (self.json || self.claim.is_some(), false);
        let mut out = String::new();
        let mut write = |answer: Answer, out: &mut String| {
            shown = true;
            if self.json {
                // No map in these types has keys other than text.
                out.push_str(&show::answer(&name, &answer).expect("these types serialize"));
            } else {
                text.answer(&answer, out);
            }
        };
        let result = each(source, &mut |item, envelopes| {
            if !begun && let Some(what) = what(item, envelopes) {
                heading.begin(&visible(&name), &what, &mut out);
                begun = true;
            }
            reader.take(&item.segment, &mut |said: Said| {
                answers.said(said, &mut |answer| write(answer, &mut out));
            });
            screen.print(&std::mem::take(&mut out));
        });
        reader.finish(&mut |said| answers.said(said, &mut |answer| write(answer, &mut out)));
        match (self.json, &self.claim) {
            (true, None) => {
                let summary = show::answer_summary(&name, answers.summary());
                out.push_str(&summary.expect("these types serialize"));
            }
            (false, None) => text.finish(answers.summary(), &mut out),
            (_, Some(_)) => {}
        }
        screen.print(&out);
        result.map(|()| shown)
    }
}

/// What an input is, in plain words, as soon as it is known.
fn what(item: &Item<'_>, envelopes: &Envelopes) -> Option<String> {
    match item.segment.id() {
        b"TA1" => Some("interchange acknowledgment (TA1)".to_owned()),
        b"ST" => {
            let open = envelopes.transaction()?;
            Some(registry::describe(&open.version, &open.code).name)
        }
        _ => None,
    }
}
