//! What acknowledgements say, for people.

use std::fmt::Write;

use rust_decimal::Decimal;

use super::FilePlace;
use super::view::{
    Answer, AnswerSummary, BatchAnswer, ClaimAnswer, GroupAnswer, ProviderAnswer, Reason, SegmentAnswer,
    SideView, StatusView, TransactionAnswer,
};
use crate::show::terminal::{Palette, Role};
use crate::show::words::money;

use crate::show::inspect::style::{Style, count};

/// Claims that were refused.
#[derive(Clone, Debug, Default)]
pub struct Refused {
    claims: Vec<ClaimAnswer>,
}

impl Refused {
    /// Adds a claim that was refused.
    pub fn add(&mut self, claim: ClaimAnswer) {
        self.claims.push(claim);
    }

    /// Sum of the charges, and how many claims have none that can be added.
    fn sum(&self) -> (Decimal, u64) {
        self.claims.iter().fold((Decimal::ZERO, 0), |(sum, without), claim| {
            let charge = claim.total_charge.as_deref().and_then(|charge| charge.parse::<Decimal>().ok());
            match charge.and_then(|charge| sum.checked_add(charge)) {
                Some(sum) => (sum, without),
                None => (sum, without + 1),
            }
        })
    }
}

/// Writes the answers of one input.
#[derive(Clone, Debug)]
pub struct AckText {
    style: Style,
    /// GS06 and ST02 of the transaction whose segments are shown.
    transaction: (String, String),
}

impl AckText {
    /// For a window of this width; none where there is no limit.
    pub fn new(palette: &Palette, width: Option<usize>) -> Self {
        Self { style: Style { palette: palette.clone(), width }, transaction: Default::default() }
    }

    /// The first line says what the input is.
    pub fn begin(&self, name: &str, what: &str, out: &mut String) {
        self.style.line(out, Role::Heading, (0, 2), &format!("{name}: {what}"));
    }

    /// Adds an answer.
    pub fn answer(&mut self, answer: &Answer, out: &mut String) {
        match answer {
            Answer::InterchangeAnswer(view) => {
                let mut text = format!("Interchange {}: {}", view.control_number, outcome(&view.outcome));
                if let Some(reason) = &view.reason {
                    let _ = write!(text, ": {}", reason.words());
                }
                self.style.line(out, role(!matches!(&*view.outcome.code, "A" | "E")), (0, 2), &text);
            }
            Answer::SegmentAnswer(view) => self.segment(view, out),
            Answer::TransactionAnswer(view) => self.transaction(view, out),
            Answer::GroupAnswer(view) => self.group(view, out),
            Answer::BatchAnswer(view) => self.batch(view, out),
            Answer::ProviderAnswer(view) => self.provider(view, out),
            Answer::ClaimAnswer(view) => self.claim(view, out),
        }
    }

    /// Claims that were refused, each with its reasons and the values meant, and their sum; `more` of the answer follows.
    pub fn refused(&self, refused: &Refused, more: bool, out: &mut String) {
        if refused.claims.is_empty() {
            return;
        }
        let (sum, without) = refused.sum();
        let without = match without {
            0 => String::new(),
            n => format!(" without {} that has no readable charge", count(n, "claim")),
        };
        let claims = count(refused.claims.len() as u64, "claim");
        self.style.line(out, Role::Error, (0, 2), &format!("Refused: {claims}, {}{without}", money(sum)));
        refused.claims.iter().for_each(|claim| self.claim(claim, out));
        if more {
            self.style.line(out, Role::Emphasis, (0, 2), "The rest of the answer:");
        }
    }

    /// Totals, and what to do for more.
    pub fn finish(&self, summary: &AnswerSummary, out: &mut String) {
        let counted = [
            (summary.interchanges, summary.interchanges_refused, "interchange"),
            (summary.transactions, summary.transactions_refused, "transaction"),
            (summary.claims, summary.claims_refused, "claim"),
        ];
        let mut parts: Vec<String> = counted
            .iter()
            .filter(|(all, ..)| *all > 0)
            .map(|(all, refused, what)| format!("{} answered, {refused} refused", count(*all, what)))
            .collect();
        if summary.segments > 0 {
            parts.push(format!("{} wrong", count(summary.segments, "segment")));
        }
        let text = if parts.is_empty() { "Nothing is answered".to_owned() } else { parts.join(" · ") };
        self.style.line(out, Role::Emphasis, (0, 2), &text);
    }

    fn segment(&mut self, view: &SegmentAnswer, out: &mut String) {
        let transaction = (view.group.clone(), view.transaction.clone());
        if self.transaction != transaction {
            let text = format!("Transaction {}: not right in it", view.transaction);
            self.style.line(out, Role::Plain, (2, 2), &text);
            self.transaction = transaction;
        }
        let mut text = format!("{} at segment {}", view.segment_id, view.segment);
        if !view.r#loop.is_empty() {
            let _ = write!(text, ", loop {}", view.r#loop);
        }
        if let Some(claim) = &view.patient_control_number {
            let _ = write!(text, ", claim {claim}");
        }
        // That elements are wrong is said by them.
        if view.elements.is_empty() || view.reason.code != "8" {
            let _ = write!(text, ": {}", view.reason.words());
        }
        self.style.line(out, Role::Plain, (4, 2), &text);
        for element in &view.elements {
            let mut text = format!("{}: {}", element.element, element.reason.words());
            if let Some(value) = &element.value {
                let _ = write!(text, ": {value:?}");
            }
            self.style.line(out, Role::Plain, (6, 2), &text);
        }
        self.place(view.found.as_ref(), 6, out);
    }

    fn transaction(&self, view: &TransactionAnswer, out: &mut String) {
        let text = format!(
            "Transaction {} {}: {}",
            view.code,
            view.control_number,
            because(&view.outcome, &view.reasons)
        );
        self.style.line(out, role(view.refused), (2, 2), &text);
    }

    fn group(&self, view: &GroupAnswer, out: &mut String) {
        let version = Some(&*view.version).filter(|version| !version.is_empty()).unwrap_or("no version");
        let text = format!(
            "Group {} ({}, {version}): {}; {} received, {} accepted",
            view.control_number,
            view.functional_id,
            because(&view.outcome, &view.reasons),
            count(view.received, "transaction"),
            view.accepted
        );
        self.style.line(out, role(!matches!(&*view.outcome.code, "A" | "E")), (0, 2), &text);
    }

    fn batch(&self, view: &BatchAnswer, out: &mut String) {
        let text = format!(
            "Batch {} of {}, answered by {}{}",
            view.batch,
            view.submitter,
            view.source,
            sides(&view.accepted, &view.refused)
        );
        self.style.line(out, Role::Emphasis, (0, 2), &text);
        self.statuses(&view.statuses, 2, out);
    }

    fn provider(&self, view: &ProviderAnswer, out: &mut String) {
        let text = format!("{} ({}){}", view.name, view.id, sides(&view.accepted, &view.refused));
        self.style.line(out, Role::Plain, (2, 2), &text);
        self.statuses(&view.statuses, 4, out);
    }

    fn claim(&self, view: &ClaimAnswer, out: &mut String) {
        let charge = view.total_charge.as_deref().map_or(String::new(), |charge| format!(" · ${charge}"));
        let accepted = view.statuses.iter().all(|status| status.category.code.starts_with('A'));
        let fate = match (view.refused, accepted) {
            (true, _) => ": refused",
            (false, true) => ": accepted",
            (false, false) => "",
        };
        let text = format!("Claim {} · {}{charge}{fate}", view.patient_control_number, view.patient);
        self.style.line(out, role(view.refused), (4, 2), &text);
        self.statuses(&view.statuses, 6, out);
        for line in &view.lines {
            let text = format!("Service line {}, {}, ${}", line.control_number, line.procedure, line.charge);
            self.style.line(out, Role::Plain, (6, 2), &text);
            self.statuses(&line.statuses, 8, out);
        }
        self.place(view.found.as_ref(), 6, out);
    }

    fn statuses(&self, statuses: &[StatusView], indent: usize, out: &mut String) {
        for status in statuses {
            self.style.line(out, Role::Plain, (indent, 2), &status.words());
            for found in &status.found {
                let value = found.value.as_ref().map_or(String::new(), |value| format!(": {value:?}"));
                self.style.line(out, Role::Plain, (indent + 2, 2), &format!("{}{value}", found.element));
                self.place(Some(&found.place), indent + 4, out);
            }
        }
    }

    fn place(&self, place: Option<&FilePlace>, indent: usize, out: &mut String) {
        if let Some(FilePlace { file, text_line, offset }) = place {
            let text = format!("at {file}, line {text_line}, byte {offset}");
            self.style.line(out, Role::Dim, (indent, 2), &text);
        }
    }
}

fn role(refused: bool) -> Role {
    if refused { Role::Error } else { Role::Plain }
}

/// A or E in words; the code itself says nothing more.
fn outcome(reason: &Reason) -> String {
    reason.meaning.map_or_else(|| reason.words(), str::to_owned)
}

fn because(fate: &Reason, reasons: &[Reason]) -> String {
    let reasons: Vec<String> = reasons.iter().map(Reason::words).collect();
    if reasons.is_empty() { outcome(fate) } else { format!("{}: {}", outcome(fate), reasons.join(", ")) }
}

/// The totals, where there are any.
fn sides(accepted: &SideView, refused: &SideView) -> String {
    if accepted.claims + refused.claims == 0 {
        return String::new();
    }
    format!(
        ": {} accepted (${}), {} refused (${})",
        count(accepted.claims, "claim"),
        accepted.charges,
        refused.claims,
        refused.charges
    )
}
