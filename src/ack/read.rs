//! Reads acknowledgements: TA1, 999, 997, 277CA (and the 277 that answers a request, whose claims look alike).

use crate::x12::{Charset, Segment};

use super::implementation::{
    ElementError, Fate, GroupAnswered, GroupCounts, SegmentError, TransactionAnswered, Trigger,
};
use super::interchange::InterchangeAck;
use super::read_claims::ClaimReader;
use super::reply::text;
use super::status::{Name, Status, Totals};
use super::{BatchAnswered, ClaimAnswered};

/// What an acknowledgement says, piece by piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// TA1.
    Interchange(InterchangeAck),
    /// AK1: a group is answered.
    Group(GroupAnswered),
    /// AK2: a transaction is answered.
    Transaction(TransactionAnswered),
    /// IK3 or AK3, with its elements: a segment is wrong.
    Segment(SegmentError),
    /// IK5 or AK5: what became of the transaction.
    TransactionEnd(Fate),
    /// AK9: what became of the group.
    GroupEnd(Fate, GroupCounts),
    /// 277CA: what is said of the batch as a whole, and its totals as they are stated.
    Batch(BatchAnswered, Vec<Status>, Totals),
    /// 277CA: what is said of a billing provider, and its totals as they are stated.
    Provider(Name, Vec<Status>, Totals),
    /// 277CA: what is said of a claim.
    Claim(ClaimAnswered),
}

/// Reads segment by segment. Memory follows one claim or one segment error.
#[derive(Debug)]
pub struct AckReader {
    charset: Charset,
    error: Option<SegmentError>,
    claims: ClaimReader,
}

impl AckReader {
    /// Reads text in this encoding.
    pub fn new(charset: Charset) -> Self {
        Self { charset, error: None, claims: ClaimReader::new(charset) }
    }

    /// Whether a transaction with this code (ST01) is an acknowledgement.
    pub fn reads(code: &[u8]) -> bool {
        matches!(code, b"999" | b"997" | b"277")
    }

    /// Takes a segment in.
    pub fn take(&mut self, segment: &Segment<'_>, say: &mut dyn FnMut(Said)) {
        let charset = self.charset;
        let text = |n| text(segment, n, charset);
        match segment.id() {
            b"TA1" => say(Said::Interchange(InterchangeAck {
                control: text(1),
                date: text(2),
                time: text(3),
                status: text(4),
                note: text(5),
            })),
            b"AK1" => {
                say(Said::Group(GroupAnswered { functional: text(1), control: text(2), version: text(3) }));
            }
            b"AK2" => {
                self.flush(say);
                let (code, control, version) = (text(1), text(2), text(3));
                say(Said::Transaction(TransactionAnswered { code, control, version }));
            }
            b"IK3" | b"AK3" => {
                self.flush(say);
                self.error = Some(SegmentError {
                    id: text(1),
                    position: number(segment.element(2)),
                    in_loop: text(3),
                    code: text(4),
                    ..SegmentError::default()
                });
            }
            b"CTX" => self.context(segment),
            b"IK4" | b"AK4" => self.element(segment),
            b"IK5" | b"AK5" => {
                self.flush(say);
                say(Said::TransactionEnd(fate(segment, 2, self.charset)));
            }
            b"AK9" => {
                self.flush(say);
                let counts = GroupCounts {
                    stated: text(2),
                    received: number(segment.element(3)),
                    accepted: number(segment.element(4)),
                };
                say(Said::GroupEnd(fate(segment, 5, self.charset), counts));
            }
            _ => self.claims.take(segment, say),
        }
    }

    /// The input has ended.
    pub fn finish(&mut self, say: &mut dyn FnMut(Said)) {
        self.flush(say);
        self.claims.flush(say);
    }

    /// The segment error at hand is complete.
    fn flush(&mut self, say: &mut dyn FnMut(Said)) {
        if let Some(error) = self.error.take() {
            say(Said::Segment(error));
        }
    }

    fn context(&mut self, segment: &Segment<'_>) {
        let charset = self.charset;
        let part = |n, m| charset.decode(segment.component(n, m)).0.trim_end().to_owned();
        let Some(error) = &mut self.error else { return };
        let name = part(1, 1);
        if name == "SITUATIONAL TRIGGER" {
            error.triggers.push(Trigger {
                id: part(2, 1),
                position: number(segment.element(3)),
                in_loop: part(4, 1),
                element: number(segment.component(5, 1)),
                component: number(segment.component(5, 2)),
            });
        } else {
            error.unit = Some((name, part(1, 2)));
        }
    }

    fn element(&mut self, segment: &Segment<'_>) {
        let charset = self.charset;
        let Some(error) = &mut self.error else { return };
        let copy = text(segment, 4, charset);
        error.elements.push(ElementError {
            element: number(segment.component(1, 1)),
            component: number(segment.component(1, 2)),
            repetition: number(segment.component(1, 3)),
            data_element: text(segment, 2, charset),
            code: text(segment, 3, charset),
            copy: (!copy.is_empty()).then_some(copy),
        });
    }
}

/// Status in element 1, codes from element `first` on.
fn fate(segment: &Segment<'_>, first: usize, charset: Charset) -> Fate {
    let codes = (first..=segment.last()).map(|n| text(segment, n, charset)).filter(|code| !code.is_empty());
    Fate { status: text(segment, 1, charset), codes: codes.collect() }
}

/// A number; nought where there is none.
pub(super) fn number<N: std::str::FromStr + Default>(bytes: &[u8]) -> N {
    std::str::from_utf8(bytes).ok().and_then(|text| text.trim().parse().ok()).unwrap_or_default()
}
