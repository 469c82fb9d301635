//! Turns acknowledgements into answers in plain words: which interchanges, transactions and claims were refused, and why.

use crate::ack::{ClaimAnswered, Fate, Name, Said, SegmentError, Status, Totals};

use super::query::{AckQuery, ValuePlace};
use super::view::{
    Answer, AnswerSummary, BatchAnswer, ClaimAnswer, ElementAnswer, GroupAnswer, InterchangeAnswer,
    LineAnswer, ProviderAnswer, Reason, SegmentAnswer, SideView, StatusView, TransactionAnswer,
};
use crate::show::Mask;
use crate::show::inspect::claim_row::with_cents;

/// Turns what acknowledgements say into answers.
#[derive(Debug)]
pub struct AckExplainer<'a> {
    mask: Mask,
    /// Only what is about the claim with this CLM01.
    only: Option<String>,
    /// What was found in the 837 about it.
    query: &'a AckQuery,
    group: (String, String, String),
    transaction: (String, String),
    summary: AnswerSummary,
}

impl<'a> AckExplainer<'a> {
    /// The answers of one input.
    pub fn new(mask: Mask, only: Option<String>, query: &'a AckQuery) -> Self {
        Self {
            mask,
            only,
            query,
            group: Default::default(),
            transaction: Default::default(),
            summary: AnswerSummary::default(),
        }
    }

    /// Counts.
    pub fn summary(&self) -> &AnswerSummary {
        &self.summary
    }

    /// What is said next.
    pub fn said(&mut self, said: Said, sink: &mut dyn FnMut(Answer)) {
        let Some(answer) = self.answer(said) else { return };
        let Some(only) = self.only.as_deref().map(str::trim) else { return sink(answer) };
        let about = match &answer {
            Answer::SegmentAnswer(answer) => answer.patient_control_number.as_deref(),
            Answer::ClaimAnswer(answer) => Some(&*answer.patient_control_number),
            _ => None,
        };
        if about.map(str::trim) == Some(only) {
            sink(answer);
        }
    }

    fn answer(&mut self, said: Said) -> Option<Answer> {
        Some(match said {
            Said::Interchange(ack) => {
                let refused = !matches!(&*ack.status, "A" | "E");
                self.summary.interchanges += 1;
                self.summary.interchanges_refused += u64::from(refused);
                Answer::InterchangeAnswer(InterchangeAnswer {
                    control_number: ack.control,
                    outcome: Reason::of("I17", &ack.status),
                    reason: (ack.note != "000").then(|| Reason::of("I18", &ack.note)),
                })
            }
            Said::Group(group) => {
                self.group = (group.control, group.functional, group.version);
                return None;
            }
            Said::Transaction(transaction) => {
                self.transaction = (transaction.code, transaction.control);
                return None;
            }
            Said::Segment(error) => self.segment(error),
            Said::TransactionEnd(fate) => self.transaction_end(&fate),
            Said::GroupEnd(fate, counts) => {
                let (control_number, functional_id, version) = std::mem::take(&mut self.group);
                Answer::GroupAnswer(GroupAnswer {
                    control_number,
                    functional_id,
                    version,
                    outcome: Reason::of("715", &fate.status),
                    reasons: fate.codes.iter().map(|code| Reason::of("716", code)).collect(),
                    stated: counts.stated,
                    received: counts.received,
                    accepted: counts.accepted,
                })
            }
            Said::Batch(batch, statuses, totals) => {
                let (statuses, accepted, refused) = self.level(&statuses, &totals);
                Answer::BatchAnswer(BatchAnswer {
                    batch: batch.batch,
                    source: self.mask.hide(&whole(&batch.source)),
                    submitter: self.mask.hide(&whole(&batch.submitter)),
                    statuses,
                    accepted,
                    refused,
                })
            }
            Said::Provider(name, statuses, totals) => {
                let (statuses, accepted, refused) = self.level(&statuses, &totals);
                Answer::ProviderAnswer(ProviderAnswer {
                    name: self.mask.hide(&whole(&name)),
                    id: self.mask.hide(&name.id),
                    statuses,
                    accepted,
                    refused,
                })
            }
            Said::Claim(claim) => self.claim(&claim),
        })
    }

    fn level(&self, statuses: &[Status], totals: &Totals) -> (Vec<StatusView>, SideView, SideView) {
        (self.statuses(statuses, |_| &[]), SideView::of(&totals.accepted), SideView::of(&totals.refused))
    }

    fn statuses<'f>(
        &self,
        statuses: &[Status],
        found: impl Fn(&Status) -> &'f [ValuePlace],
    ) -> Vec<StatusView> {
        statuses.iter().map(|status| StatusView::of(status, found(status), self.mask)).collect()
    }

    fn segment(&mut self, error: SegmentError) -> Answer {
        self.summary.segments += 1;
        let (group, transaction) = (self.group.0.clone(), self.transaction.1.clone());
        let at = self.query.segment(&group, &transaction, error.position);
        let unit = error.unit.filter(|(name, _)| name == "CLM01").map(|(_, value)| value);
        let elements = error.elements.iter().map(|element| {
            let component = match element.component {
                0 => String::new(),
                n => format!("-{n}"),
            };
            let of_837 = at.and_then(|at| at.value(&error.id, element.element, element.component));
            let value = element.copy.clone().or(of_837);
            ElementAnswer {
                element: format!("{}{:02}{component}", error.id, element.element),
                reason: Reason::of("621", &element.code),
                value: value.map(|value| self.mask.hide(&value)),
            }
        });
        Answer::SegmentAnswer(SegmentAnswer {
            elements: elements.collect(),
            group,
            transaction,
            segment: error.position,
            r#loop: error.in_loop,
            reason: Reason::of("620", &error.code),
            patient_control_number: unit
                .or(at.and_then(|at| at.claim.clone()))
                .map(|number| self.mask.hide(&number)),
            found: at.map(|at| at.place.clone()),
            segment_id: error.id,
        })
    }

    fn transaction_end(&mut self, fate: &Fate) -> Answer {
        let (code, control_number) = std::mem::take(&mut self.transaction);
        self.summary.transactions += 1;
        self.summary.transactions_refused += u64::from(fate.is_refused());
        Answer::TransactionAnswer(TransactionAnswer {
            group: self.group.0.clone(),
            code,
            control_number,
            outcome: Reason::of("717", &fate.status),
            reasons: fate.codes.iter().map(|code| Reason::of("618", code)).collect(),
            refused: fate.is_refused(),
        })
    }

    fn claim(&mut self, claim: &ClaimAnswered) -> Answer {
        self.summary.claims += 1;
        self.summary.claims_refused += u64::from(claim.refused);
        let query = self.query;
        let values = |line: Option<&str>, status: &Status| query.values(&claim.control, line, status);
        let lines = claim.lines.iter().map(|line| LineAnswer {
            control_number: line.control.clone(),
            procedure: line.procedure.get(1).cloned().unwrap_or_default(),
            charge: line.charge.clone(),
            statuses: self.statuses(&line.statuses, |status| values(Some(&line.control), status)),
        });
        Answer::ClaimAnswer(ClaimAnswer {
            lines: lines.collect(),
            found: self.query.claim(&claim.control).cloned(),
            patient_control_number: self.mask.hide(&claim.control),
            patient: self.mask.hide(&whole(&claim.patient)),
            total_charge: claim.charge.map(with_cents),
            refused: claim.refused,
            statuses: self.statuses(&claim.statuses, |status| values(None, status)),
        })
    }
}

/// A name in one piece, as claims are listed: `DOE, JANE`.
fn whole(name: &Name) -> String {
    match (name.last.is_empty(), name.first.is_empty()) {
        (_, true) => name.last.clone(),
        (true, false) => name.first.clone(),
        (false, false) => format!("{}, {}", name.last, name.first),
    }
}
