//! What the 999 says of a group, gathered finding by finding.

use std::collections::BTreeSet;

use crate::translate::Foreign;
use crate::validate::{ElementFault, Fault, Level, Reported};
use crate::x12::{Charset, Segment};

use super::implementation::{ElementError, Fate, GroupCounts, SegmentError, TransactionAnswered, Trigger};
use super::reply::text;

/// A group that is being answered.
#[derive(Debug)]
pub(super) struct GroupAnswers {
    codes: Codes,
    received: u64,
    accepted: u64,
    with_errors: bool,
    transaction: Option<TransactionAnswers>,
}

/// Reasons, and whether one of them is an error.
#[derive(Debug, Default)]
struct Codes {
    codes: BTreeSet<&'static str>,
    error: bool,
}

/// A transaction that is being answered.
#[derive(Debug, Default)]
struct TransactionAnswers {
    codes: Codes,
    /// The segment error at hand: elements of one segment are answered together.
    error: Option<SegmentError>,
}

impl Codes {
    fn add(&mut self, code: &'static str, error: bool) {
        self.codes.insert(code);
        self.error |= error;
    }

    fn list(&self) -> Vec<String> {
        self.codes.iter().map(|&code| code.to_owned()).collect()
    }

    fn fate(&self) -> Fate {
        let status = match (self.error, self.codes.is_empty()) {
            (true, _) => "R",
            (false, false) => "E",
            (false, true) => "A",
        };
        Fate { status: status.to_owned(), codes: self.list() }
    }
}

impl GroupAnswers {
    pub(super) fn new() -> Self {
        Self { codes: Codes::default(), received: 0, accepted: 0, with_errors: false, transaction: None }
    }

    /// A fault of the group as a whole.
    pub(super) fn code(&mut self, code: &'static str, error: bool) {
        self.codes.add(code, error);
    }

    /// A transaction begins.
    pub(super) fn transaction(&mut self, st: &Segment<'_>, charset: Charset) -> TransactionAnswered {
        self.received += 1;
        self.transaction = Some(TransactionAnswers::default());
        let element = |n| text(st, n, charset);
        TransactionAnswered { code: element(1), control: element(2), version: element(3) }
    }

    /// A fault of the transaction as a whole.
    pub(super) fn transaction_code(&mut self, code: &'static str, error: bool) {
        if let Some(transaction) = &mut self.transaction {
            transaction.codes.add(code, error);
        }
    }

    /// The transaction is none that is read: another kind, or another guide.
    pub(super) fn foreign(&mut self, foreign: &Foreign) {
        self.transaction_code(if foreign.is_claim() { "I5" } else { "18" }, true);
    }

    /// A segment is wrong. Gives the segment error before it, which is complete now.
    pub(super) fn segment(
        &mut self,
        found: &Reported,
        code: &'static str,
        error: bool,
    ) -> Option<SegmentError> {
        let transaction = self.transaction.as_mut()?;
        transaction.add(code, error);
        transaction.error.replace(segment_error(found, code))
    }

    /// An element is wrong. Gives the segment error before it, if that is complete now.
    pub(super) fn element(
        &mut self,
        found: &Reported,
        code: &'static str,
        error: bool,
    ) -> Option<SegmentError> {
        let transaction = self.transaction.as_mut()?;
        transaction.add(code, error);
        let new = segment_error(found, "8");
        let same = transaction.error.as_ref().is_some_and(|open| {
            open.code == "8" && open.position == new.position && !open.elements.is_empty()
        });
        let complete = if same { None } else { transaction.error.replace(new) };
        if let Some(open) = &mut transaction.error {
            open.elements.extend(element_error(found, code));
        }
        complete
    }

    /// The segment error at hand, complete.
    pub(super) fn take_error(&mut self) -> Option<SegmentError> {
        self.transaction.as_mut()?.error.take()
    }

    /// The transaction ends.
    pub(super) fn end_transaction(&mut self) -> Option<Fate> {
        let fate = self.transaction.take()?.codes.fate();
        self.accepted += u64::from(!fate.is_refused());
        self.with_errors |= fate.status == "E";
        Some(fate)
    }

    /// The group ends. `stated` is its GE01.
    pub(super) fn end(self, stated: Option<&str>) -> (Fate, GroupCounts) {
        // Of a group that is refused as a whole, nothing is accepted.
        let accepted = if self.codes.error { 0 } else { self.accepted };
        let status = if self.codes.error || (accepted == 0 && self.received > 0) {
            "R"
        } else if accepted < self.received {
            "P"
        } else if self.with_errors || !self.codes.codes.is_empty() {
            "E"
        } else {
            "A"
        };
        // AK902 is a number and has to be there.
        let stated = stated.map(str::trim).filter(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
        let counts = GroupCounts {
            stated: stated.map_or_else(|| self.received.to_string(), str::to_owned),
            received: self.received,
            accepted,
        };
        (Fate { status: status.to_owned(), codes: self.codes.list() }, counts)
    }
}

impl TransactionAnswers {
    /// 5 says that segments break the base standard, I6 that they break the guide.
    fn add(&mut self, code: &'static str, error: bool) {
        self.codes.add(if code.starts_with('I') { "I6" } else { "5" }, error);
    }
}

fn segment_error(found: &Reported, code: &str) -> SegmentError {
    let at = found.finding.locations.first();
    let (id, in_loop) = match &found.missing {
        // Of an element that is missing, the segment is there.
        Some((id, in_loop)) if !matches!(found.fault, Fault::Element(_)) => (id.clone(), in_loop.clone()),
        _ => (
            at.and_then(|at| at.segment_id.clone()).unwrap_or_default(),
            at.and_then(|at| at.r#loop.clone()).unwrap_or_default(),
        ),
    };
    let claim = at.and_then(|at| at.patient_control_number.clone()).filter(|_| found.level == Level::Claim);
    SegmentError {
        id,
        position: at.and_then(|at| at.segment).unwrap_or(1),
        in_loop: if is_loop(&in_loop) { in_loop } else { String::new() },
        code: code.to_owned(),
        unit: claim.filter(|claim| !claim.is_empty()).map(|claim| ("CLM01".to_owned(), claim)),
        triggers: if code == "I6" || code == "I9" { triggers(found) } else { Vec::new() },
        elements: Vec::new(),
    }
}

/// Headers have no loop that a 999 could name: ST, GS.
fn is_loop(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_digit())
}

/// The other places that a finding names are what makes its rule hold.
fn triggers(found: &Reported) -> Vec<Trigger> {
    let others = found.finding.locations.iter().skip(1);
    let triggers = others.filter_map(|at| {
        Some(Trigger {
            id: at.segment_id.clone()?,
            position: at.segment?,
            in_loop: at.r#loop.clone().filter(|id| is_loop(id)).unwrap_or_default(),
            element: at.element.as_deref().and_then(number_of).unwrap_or_default(),
            component: at.component.unwrap_or_default(),
        })
    });
    triggers.collect()
}

/// 9 of `NM109`.
fn number_of(element: &str) -> Option<u8> {
    element.get(element.len().checked_sub(2)?..)?.parse().ok()
}

fn element_error(found: &Reported, code: &str) -> Option<ElementError> {
    let spot = found.spot?;
    Some(ElementError {
        element: spot.element,
        component: spot.component,
        repetition: found.repetition,
        // Composites have no number here (C023), only elements.
        data_element: found
            .data_element
            .clone()
            .filter(|n| n.bytes().all(|b| b.is_ascii_digit()))
            .unwrap_or_default(),
        code: code.to_owned(),
        copy: copy(found),
    })
}

/// The bad value, unless there is none or it has characters that must not be in an answer either.
fn copy(found: &Reported) -> Option<String> {
    if matches!(found.fault, Fault::Element(ElementFault::Character)) {
        return None;
    }
    let value = found.finding.locations.first()?.value.clone()?;
    let plain = |c: char| c == ' ' || c.is_ascii_graphic();
    (!value.trim().is_empty() && value.chars().all(plain)).then_some(value)
}
