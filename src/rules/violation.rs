//! What breaks a rule, before it is known how much it weighs and whether anybody wants to hear it.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::finding::{MoneyKind, Severity};
use crate::rules::Rule;

/// What breaks a rule.
///
/// `P` says where: a segment of a file, or a value of a claim. `D` is what a room wants to know besides, such as the kind
/// of fault that acknowledgements tell apart.
#[derive(Clone, Debug)]
pub struct Violation<P, D = ()> {
    /// The rule; none for that of the check which is running.
    pub rule: Option<&'static Rule>,
    /// One sentence: what is wrong, without a period.
    pub message: String,
    /// Where, the main place first.
    pub places: Vec<P>,
    /// What is not as the rule itself says.
    pub own: Own,
    /// Money that it may cost.
    pub money: Option<Money>,
    /// What the room wants to know besides.
    pub detail: D,
}

/// What of a violation is not as its rule says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// Weight.
    pub severity: Option<Severity>,
    /// Why it matters.
    pub why: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// SNIP type.
    pub snip: Option<u8>,
    /// Code shown in place of the rule's: that of a payer profile's own rule.
    pub code: Option<String>,
}

/// Money that a violation may cost, by service line, so that a line that several findings name counts once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Money {
    /// Which sum it belongs to; none for that of the rule.
    pub kind: Option<MoneyKind>,
    /// How it was worked out, in words.
    pub basis: Cow<'static, str>,
    /// Claim, line (from 0) and dollars.
    pub lines: Vec<(usize, usize, Decimal)>,
}

impl Money {
    /// All of it, in dollars.
    pub fn total(&self) -> Decimal {
        self.lines.iter().map(|(_, _, amount)| *amount).sum()
    }
}

impl<P, D: Default> Violation<P, D> {
    /// A violation of the rule whose check is running.
    pub fn new(message: impl Into<String>, places: impl IntoIterator<Item = P>) -> Self {
        Self {
            rule: None,
            message: message.into(),
            places: places.into_iter().collect(),
            own: Own::default(),
            money: None,
            detail: D::default(),
        }
    }
}

impl<P, D> Violation<P, D> {
    /// Another weight than the rule's.
    pub fn weighing(mut self, severity: Severity) -> Self {
        self.own.severity = Some(severity);
        self
    }

    /// Another sum than the rule's for its money.
    pub fn counted_as(mut self, kind: MoneyKind) -> Self {
        if let Some(money) = &mut self.money {
            money.kind = Some(kind);
        }
        self
    }

    /// Another help than the rule's.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.own.help = Some(help.into());
        self
    }

    /// Another reason than the rule's.
    pub fn why(mut self, why: impl Into<String>) -> Self {
        self.own.why = Some(why.into());
        self
    }

    /// Another code than the rule's.
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.own.code = Some(code.into());
        self
    }
}
