//! Where the outline and the segments of an input go: text or JSON.

use std::collections::VecDeque;
use std::io::{self, BufRead};
use std::sync::mpsc::Receiver;

use crate::show::inspect::{self as show, Item, OutlineText, SegmentsText, Summary};
use crate::show::segment::Shown;
use crate::spool::Spool;

use super::screen::Screen;
use super::validation_summary::ClaimVerdict;

/// JSON of these types cannot fail: no map has keys other than text.
const SERIALIZES: &str = "these types serialize";

/// Where the outline of one input goes.
pub(super) struct OutlineWriter<'n> {
    name: &'n str,
    /// None for JSON.
    text: Option<OutlineText>,
    /// JSON that waits to be written.
    pub(super) out: String,
    /// Text that waits until it is known what stands before it.
    body: Spool,
    /// Claims shown.
    pub(super) shown: u64,
    /// What is wrong with each claim, in their order, as the validator comes to it.
    verdicts: Option<Receiver<ClaimVerdict>>,
    /// The verdict on a claim that has not been shown yet.
    verdict: Option<ClaimVerdict>,
    /// What waits for a verdict.
    waiting: VecDeque<Item>,
}

impl<'n> OutlineWriter<'n> {
    /// As text, or as JSON where there is none.
    pub(super) fn new(
        name: &'n str,
        text: Option<OutlineText>,
        verdicts: Option<Receiver<ClaimVerdict>>,
    ) -> Self {
        // JSON has a summary of what is wrong at its end.
        let verdicts = verdicts.filter(|_| text.is_some());
        let body = Spool::new(None);
        Self {
            name,
            text,
            out: String::new(),
            body,
            shown: 0,
            verdicts,
            verdict: None,
            waiting: VecDeque::new(),
        }
    }

    pub(super) fn item(&mut self, item: Item) {
        self.waiting.push_back(item);
        self.give(false);
    }

    /// Gives on what has its verdict; at the end everything, for then every verdict has been given.
    fn give(&mut self, at_end: bool) {
        while let Some(mut item) = self.waiting.pop_front() {
            if let (Item::Claim(row), Some(verdicts)) = (&mut item, &self.verdicts) {
                let next = |held: &mut Option<ClaimVerdict>| held.take().or_else(|| verdicts.try_recv().ok());
                let mut verdict = next(&mut self.verdict);
                // Claims before it were filtered out.
                while verdict.as_ref().is_some_and(|verdict| Some(verdict.offset) < row.offset) {
                    verdict = next(&mut self.verdict);
                }
                match verdict {
                    Some(verdict) if Some(verdict.offset) == row.offset => row.wrong = Some(verdict.words),
                    None if !at_end => return self.waiting.push_front(item),
                    later => self.verdict = later,
                }
            }
            self.show(item);
        }
    }

    fn show(&mut self, item: Item) {
        self.shown += u64::from(matches!(item, Item::Claim(_)));
        match &mut self.text {
            Some(text) => text.item(item, &mut self.out),
            None => self.out.push_str(&show::item(self.name, &item).expect(SERIALIZES)),
        }
    }

    /// Sends on what waits: JSON at once, text when all of it is there.
    pub(super) fn send(&mut self, screen: &mut Screen) -> io::Result<()> {
        let out = std::mem::take(&mut self.out);
        if self.text.is_some() {
            self.body.push(out.as_bytes())?;
        } else {
            screen.print_data(&out);
        }
        Ok(())
    }

    /// Ends the outline: text begins with what matters of all of it.
    pub(super) fn finish(mut self, summary: &Summary, screen: &mut Screen) -> io::Result<()> {
        self.give(true);
        let Some(text) = &mut self.text else {
            self.out.push_str(&show::summary(self.name, summary).expect(SERIALIZES));
            return self.send(screen);
        };
        let mut opening = String::new();
        text.opening(summary, &mut opening);
        text.finish(summary, &mut self.out);
        screen.print(&opening);
        self.send(screen)?;
        let mut body = io::BufReader::new(self.body.read_from(0)?);
        let mut line = String::new();
        while !screen.broken() && body.read_line(&mut line)? > 0 {
            screen.print(&line);
            line.clear();
        }
        Ok(())
    }
}

/// Where the segments of one input go.
pub(super) struct SegmentsWriter<'n> {
    name: &'n str,
    /// None for JSON.
    text: Option<SegmentsText>,
    pub(super) out: String,
    /// Whether it has been said what the input is.
    pub(super) begun: bool,
}

impl<'n> SegmentsWriter<'n> {
    pub(super) fn new(name: &'n str, json: bool, screen: &Screen) -> Self {
        let text = SegmentsText::new(screen.palette(), screen.width(), name);
        Self { name, text: (!json).then_some(text), out: String::new(), begun: false }
    }

    pub(super) fn begin(&mut self, code: &str, version: &str) {
        self.begun = true;
        if let Some(text) = &mut self.text {
            text.begin(Some((code, version)), &mut self.out);
        }
    }

    pub(super) fn shown(&mut self, shown: Shown) {
        match &mut self.text {
            Some(text) => text.shown(shown, &mut self.out),
            None => self.out.push_str(&show::shown(self.name, &shown).expect(SERIALIZES)),
        }
    }

    pub(super) fn finish(mut self) -> String {
        if let Some(text) = self.text {
            text.finish(&mut self.out);
        }
        self.out
    }
}
