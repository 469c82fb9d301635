//! `twinclaim inspect` of acknowledgements, joined to the 837s that are among the same inputs.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek};
use std::path::Path;

use crate::ack::{AckReader, Said};
use crate::batch::{Format, Inputs, Source, Sources};
use crate::guide::registry;
use crate::meter::Meter;
use crate::show::Mask;
use crate::show::inspect as show;
use crate::show::inspect::ack::{AckExplainer, AckQuery, AckText, Answer, Refused};
use crate::show::terminal::visible;
use crate::temporary;
use crate::translate::{Claims, Event};
use crate::x12::{Charset, Envelopes, Error, Item, Reader};

use super::common::InputArgs;
use super::screen::Screen;
use super::within;

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

/// Inputs that are read several times.
pub(super) struct Again<'a> {
    input: &'a InputArgs,
    /// What standard input held, where there are other inputs that it may be joined to. It has no name and is gone when
    /// the program ends.
    standard: Option<File>,
}

impl<'a> Again<'a> {
    /// Puts standard input into a temporary file if it has to be read several times.
    pub(super) fn new(input: &'a InputArgs) -> Result<Self, String> {
        let is_joined = input.inputs.len() > 1 && input.inputs.iter().any(|word| word == "-");
        let standard = is_joined.then(|| put_down(input.temp_dir())).transpose();
        let standard = standard.map_err(|error| {
            format!("standard input could not be put into a temporary file: {error}; --temp-dir names another folder")
        })?;
        Ok(Self { input, standard })
    }

    /// Opens the inputs. No other sources of the same inputs may be in use.
    pub(super) fn open(&self) -> Sources {
        self.inputs().open()
    }

    /// Opens the inputs for a look at them before they are read. Nobody watches that.
    fn look(&self) -> Sources {
        self.inputs().meter(Meter::default()).open()
    }

    fn inputs(&self) -> Inputs {
        match &self.standard {
            None => self.input.inputs(within::input()),
            Some(file) => self.input.inputs(Rewound { file: file.try_clone(), begun: false }),
        }
    }
}

fn put_down(folder: Option<&Path>) -> io::Result<File> {
    let mut file = temporary::file(folder)?;
    io::copy(&mut within::input(), &mut file)?;
    Ok(file)
}

/// A file from its beginning on, wherever the reader before left off.
struct Rewound {
    file: io::Result<File>,
    begun: bool,
}

impl Read for Rewound {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let file = match &mut self.file {
            Ok(file) => file,
            Err(error) => return Err(io::Error::new(error.kind(), error.to_string())),
        };
        if !std::mem::replace(&mut self.begun, true) {
            file.rewind()?;
        }
        file.read(into)
    }
}

/// What the acknowledgements among the inputs speak of, found in the 837s among them.
pub(super) fn asked(input: &Again<'_>, charset: Charset) -> AckQuery {
    let mut asked = AckQuery::default();
    // With one input there is nothing to join, and standard input is read only once.
    if input.input.inputs.iter().any(|word| word == "-") && input.standard.is_none() {
        return asked;
    }
    // What goes wrong here is said when the input is shown.
    for mut source in input.look().flatten() {
        if is_acknowledgement(&mut source) {
            let mut reader = AckReader::new(charset);
            let _ = each(source, &mut |item, _| reader.take(&item.segment, &mut |said| asked.ask(&said)));
            reader.finish(&mut |said| asked.ask(&said));
        }
    }
    if asked.is_empty() {
        return asked;
    }
    for mut source in input.look().flatten() {
        if source.format == Format::X12 && !is_acknowledgement(&mut source) {
            let name = source.name.clone();
            let _ = each(source, &mut |item, envelopes| asked.look(&name, item, envelopes, charset));
        }
    }
    if !asked.wants_values() {
        return asked;
    }
    for mut source in input.look().flatten() {
        if source.format == Format::X12 && !is_acknowledgement(&mut source) {
            let name = source.name.clone();
            let mut claims = Claims::new(Reader::new(source.reader), None, charset);
            while let Ok(Some(event)) = claims.next().transpose() {
                if let Event::Claim(claim) = event {
                    asked.look_through(&name, &claim, charset);
                }
            }
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
    /// Only what was refused.
    pub(super) refused: bool,
    pub(super) asked: &'a AckQuery,
}

impl Showing<'_> {
    /// Shows an input. Says whether something about the claim asked for was in it.
    pub(super) fn show(&self, source: Source, screen: &mut Screen) -> Result<bool, Error> {
        let name = source.name.clone();
        let heading = AckText::new(screen.palette(), screen.width());
        let mut text = heading.clone();
        let mut answers = AckExplainer::new(self.mask, self.claim.clone(), self.asked);
        let mut reader = AckReader::new(self.charset);
        let (mut begun, mut shown) = (self.json || self.claim.is_some(), false);
        let mut out = String::new();
        // What was refused stands first; the rest of the answer waits.
        let (mut refused, mut rest) = (Refused::default(), String::new());
        let mut write = |answer: Answer, out: &mut String| {
            if self.refused && !answer.is_refusal() {
                return;
            }
            shown = true;
            if !self.json && self.claim.is_none() {
                match answer {
                    Answer::ClaimAnswer(claim) if claim.refused => refused.add(claim),
                    answer => text.answer(&answer, &mut rest),
                }
                return;
            }
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
            let text = std::mem::take(&mut out);
            screen.give(self.json, &text);
        });
        reader.finish(&mut |said| answers.said(said, &mut |answer| write(answer, &mut out)));
        match (self.json, &self.claim) {
            (true, None) => {
                let summary = show::answer_summary(&name, answers.summary());
                out.push_str(&summary.expect("these types serialize"));
            }
            (false, None) => {
                heading.refused(&refused, !rest.is_empty(), &mut out);
                out.push_str(&rest);
                heading.finish(answers.summary(), &mut out);
            }
            (_, Some(_)) => {}
        }
        screen.give(self.json, &out);
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
