//! Reads the levels of a 277CA: source, receiver, provider, patient.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::x12::{Charset, Segment};

use super::claim::LineAnswered;
use super::read::{Said, number};
use super::reply::text;
use super::status::{Name, Period, Side, Status, Totals};
use super::{BatchAnswered, ClaimAnswered};

/// Which level the segments at hand belong to.
#[derive(Clone, Debug, Default)]
enum Level {
    /// Outside of any.
    #[default]
    None,
    Source,
    Receiver,
    Provider,
    Patient,
}

/// What was read of the levels.
#[derive(Debug)]
pub(super) struct ClaimReader {
    charset: Charset,
    level: Level,
    batch: BatchAnswered,
    name: Name,
    statuses: Vec<Status>,
    totals: Totals,
    claim: Option<ClaimAnswered>,
    /// The patient of the claims at hand.
    patient: Name,
}

impl ClaimReader {
    pub(super) fn new(charset: Charset) -> Self {
        Self {
            charset,
            level: Level::None,
            batch: BatchAnswered::default(),
            name: Name::default(),
            statuses: Vec::new(),
            totals: Totals::default(),
            claim: None,
            patient: Name::default(),
        }
    }

    pub(super) fn take(&mut self, segment: &Segment<'_>, say: &mut dyn FnMut(Said)) {
        match segment.id() {
            b"ST" | b"SE" | b"GE" | b"IEA" => {
                self.flush(say);
                self.level = Level::None;
            }
            b"HL" => {
                self.flush(say);
                self.level = match segment.element(3) {
                    b"20" => {
                        self.batch = BatchAnswered::default();
                        Level::Source
                    }
                    b"21" => Level::Receiver,
                    b"19" => Level::Provider,
                    b"PT" | b"22" | b"23" => Level::Patient,
                    _ => Level::None,
                };
            }
            _ => match self.level {
                Level::Source if segment.id() == b"NM1" => self.batch.source = self.name(segment),
                Level::Source | Level::None => {}
                Level::Receiver | Level::Provider => self.group_level(segment),
                Level::Patient => self.patient_level(segment, say),
            },
        }
    }

    /// What is at hand is complete.
    pub(super) fn flush(&mut self, say: &mut dyn FnMut(Said)) {
        if let Some(claim) = self.claim.take() {
            say(Said::Claim(claim));
        }
        let (statuses, totals) = (std::mem::take(&mut self.statuses), std::mem::take(&mut self.totals));
        match std::mem::take(&mut self.level) {
            Level::Receiver => say(Said::Batch(self.batch.clone(), statuses, totals)),
            Level::Provider => say(Said::Provider(std::mem::take(&mut self.name), statuses, totals)),
            Level::None | Level::Source | Level::Patient => {}
        }
    }

    /// A segment of the receiver's or a provider's level.
    fn group_level(&mut self, segment: &Segment<'_>) {
        let receiver = matches!(self.level, Level::Receiver);
        match segment.id() {
            b"NM1" if receiver => self.batch.submitter = self.name(segment),
            b"NM1" => self.name = self.name(segment),
            b"TRN" if receiver => self.batch.batch = text(segment, 2, self.charset),
            b"STC" => self.statuses.extend(statuses(segment, self.charset)),
            b"QTY" => {
                if let Some(side) = self.side(segment.element(1)) {
                    side.claims = number(segment.element(2));
                }
            }
            b"AMT" => {
                let amount = money(segment.element(2)).unwrap_or_default();
                if let Some(side) = self.side(segment.element(1)) {
                    side.charges = amount;
                }
            }
            _ => {}
        }
    }

    fn side(&mut self, kind: &[u8]) -> Option<&mut Side> {
        match kind {
            b"90" | b"QA" | b"YU" => Some(&mut self.totals.accepted),
            b"AA" | b"QC" | b"YY" => Some(&mut self.totals.refused),
            _ => None,
        }
    }

    /// A segment of a patient's level. TRN begins a claim.
    fn patient_level(&mut self, segment: &Segment<'_>, say: &mut dyn FnMut(Said)) {
        let charset = self.charset;
        match segment.id() {
            b"NM1" => self.patient = self.name(segment),
            b"TRN" => {
                if let Some(claim) = self.claim.take() {
                    say(Said::Claim(claim));
                }
                let control = text(segment, 2, charset);
                self.claim = Some(ClaimAnswered {
                    control,
                    patient: self.patient.clone(),
                    ..ClaimAnswered::default()
                });
            }
            _ => {
                if let Some(claim) = &mut self.claim {
                    claim_segment(claim, segment, charset);
                }
            }
        }
    }

    fn name(&self, segment: &Segment<'_>) -> Name {
        let text = |n| text(segment, n, self.charset);
        Name {
            person: segment.element(2) == b"1",
            last: text(3),
            first: text(4),
            middle: text(5),
            suffix: text(7),
            id_kind: text(8),
            id: text(9),
        }
    }
}

fn claim_segment(claim: &mut ClaimAnswered, segment: &Segment<'_>, charset: Charset) {
    match (segment.id(), claim.lines.last_mut()) {
        (b"STC", Some(line)) => line.statuses.extend(statuses(segment, charset)),
        (b"STC", None) => {
            claim.statuses.extend(statuses(segment, charset));
            claim.refused = segment.element(3) == b"U" || claim.statuses.iter().any(Status::is_refusal);
            claim.charge = claim.charge.or(money(segment.element(4)));
        }
        (b"SVC", _) => claim.lines.push(line(segment, claim.lines.len() as u32 + 1, charset)),
        (b"REF", Some(line)) if segment.element(1) == b"FJ" => line.control = text(segment, 2, charset),
        (b"REF", None) if segment.element(1) == b"D9" => claim.clearinghouse = text(segment, 2, charset),
        (b"REF", None) if segment.element(1) == b"BLT" => claim.bill_type = text(segment, 2, charset),
        (b"DTP", None) if segment.element(1) == b"472" => claim.period = period(&text(segment, 3, charset)),
        _ => {}
    }
}

fn line(segment: &Segment<'_>, number: u32, charset: Charset) -> LineAnswered {
    let parts = segment.components(1).map(|part| charset.decode(part).0.into_owned());
    LineAnswered {
        number,
        procedure: parts.collect(),
        charge: text(segment, 2, charset),
        revenue: text(segment, 4, charset),
        units: text(segment, 7, charset),
        ..LineAnswered::default()
    }
}

/// STC01, STC10, STC11; the free text goes with the first.
fn statuses(segment: &Segment<'_>, charset: Charset) -> Vec<Status> {
    let part = |n, m| charset.decode(segment.component(n, m)).0.trim_end().to_owned();
    let filled = [1, 10, 11].into_iter().filter(|n| !segment.element(*n).is_empty());
    let mut all: Vec<Status> = filled
        .map(|n| Status { category: part(n, 1), code: part(n, 2), entity: part(n, 3), text: String::new() })
        .collect();
    if let Some(first) = all.first_mut() {
        first.text = text(segment, 12, charset);
    }
    all
}

fn money(bytes: &[u8]) -> Option<Decimal> {
    std::str::from_utf8(bytes).ok()?.trim().parse().ok()
}

/// One day, or two with a hyphen between them.
fn period(text: &str) -> Option<Period> {
    let day = |text: &str| NaiveDate::parse_from_str(text, "%Y%m%d").ok();
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    Some(Period { from: day(from)?, to: day(to)? })
}
