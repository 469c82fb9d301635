//! Interchanges and groups as their headers say them.

use serde::Serialize;

use crate::codes;
use crate::show::segment::{date, time};
use crate::show::{Mask, Masked};
use crate::x12::{Charset, Segment};

/// An interchange (ISA). Values stand without their padding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct InterchangeView {
    /// ISA06.
    pub sender: Masked,
    /// What kind of identifier that is (ISA05), in words where it is known.
    pub sender_qualifier: String,
    /// ISA08.
    pub receiver: Masked,
    /// What kind of identifier that is (ISA07), in words where it is known.
    pub receiver_qualifier: String,
    /// ISA13.
    pub control_number: String,
    /// ISA09, ISO 8601 where it is a date.
    pub date: String,
    /// ISA10, `14:50` where it is a time.
    pub time: String,
    /// What it is for (ISA15): production or test.
    pub usage: String,
    /// ISA12.
    pub version: String,
    /// Whether a TA1 is asked for (ISA14).
    pub acknowledgment_requested: bool,
    /// What separates elements, components and repetitions, and what ends segments.
    pub separators: String,
    /// Offset of ISA in bytes.
    pub offset: u64,
}

impl InterchangeView {
    /// From whom to whom, when, and what for.
    pub(super) fn journey(&self) -> String {
        let Self { sender, sender_qualifier, receiver, receiver_qualifier, date, time, usage, .. } = self;
        format!(
            "from {sender} ({sender_qualifier}) to {receiver} ({receiver_qualifier}) · {date} {time} · {usage}"
        )
    }
}

/// A functional group (GS).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct GroupView {
    /// GS01: HC for claims.
    pub functional_id: String,
    /// What that means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub functional_name: Option<&'static str>,
    /// GS02.
    pub sender: Masked,
    /// GS03.
    pub receiver: Masked,
    /// GS06.
    pub control_number: String,
    /// GS04, ISO 8601 where it is a date.
    pub date: String,
    /// GS05, `14:50` where it is a time.
    pub time: String,
    /// GS08.
    pub version: String,
    /// Offset of GS in bytes.
    pub offset: u64,
}

/// Reads headers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Headers {
    pub(super) charset: Charset,
    pub(super) mask: Mask,
}

impl Headers {
    /// An element without the blanks that fill it up.
    pub(super) fn text(&self, segment: &Segment<'_>, element: usize) -> String {
        self.charset.decode(segment.element(element)).0.trim().to_owned()
    }

    pub(super) fn interchange(&self, isa: &Segment<'_>, offset: u64) -> InterchangeView {
        let text = |n| self.text(isa, n);
        let hidden = |n| self.mask.hide(&text(n));
        let meaning = |n, list| {
            let code = text(n);
            codes::meaning(list, None, &code).map_or(code, str::to_owned)
        };
        let delimiters = isa.delimiters();
        // Before repetitions there were, ISA11 named a standard.
        let repetition = isa.element(11).first().filter(|byte| byte.is_ascii_punctuation());
        let separators =
            [Some(&delimiters.element), Some(&delimiters.component), repetition, Some(&delimiters.segment)];
        InterchangeView {
            sender: hidden(6),
            sender_qualifier: meaning(5, "I05"),
            receiver: hidden(8),
            receiver_qualifier: meaning(7, "I05"),
            control_number: text(13),
            date: date(&text(9)).unwrap_or_else(|| text(9)),
            time: time(&text(10)).unwrap_or_else(|| text(10)),
            usage: meaning(15, "I14"),
            version: text(12),
            acknowledgment_requested: text(14) == "1",
            separators: separators.into_iter().flatten().map(|byte| char::from(*byte)).collect(),
            offset,
        }
    }

    pub(super) fn group(&self, gs: &Segment<'_>, offset: u64) -> GroupView {
        let text = |n| self.text(gs, n);
        let hidden = |n| self.mask.hide(&text(n));
        GroupView {
            functional_name: codes::meaning("479", None, &text(1)),
            functional_id: text(1),
            sender: hidden(2),
            receiver: hidden(3),
            control_number: text(6),
            date: date(&text(4)).unwrap_or_else(|| text(4)),
            time: time(&text(5)).unwrap_or_else(|| text(5)),
            version: text(8),
            offset,
        }
    }
}
