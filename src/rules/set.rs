//! The rules of a run: which of them run, which do not and why, and the one way from a violation to a finding.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use crate::codes::reference::Tables;
use crate::finding::{Finding, Location, Money};
use crate::money::dollars;
use crate::rules::{InForce, Rule};

use super::check::Check;
use super::policy::{Policy, Whose};
use super::violation::Violation;

/// A rule that does not run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "SkippedRule")]
pub struct Skipped {
    /// Its code.
    pub code: &'static str,
    /// Why.
    pub reason: String,
}

/// Why a rule does not run that the command line or twinclaim.toml leaves out.
pub const SWITCHED_OFF: &str = "switched off";

/// A check that runs, with its rule.
#[derive(Debug)]
pub struct Running<R: 'static> {
    /// The check.
    pub check: &'static Check<R>,
    /// Its rule.
    pub rule: &'static Rule,
}

impl<R> Clone for Running<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Running<R> {}

/// The rules of a run. Made once, shared by all threads.
#[derive(Debug)]
pub struct RuleSet<R: 'static> {
    policy: Policy,
    /// SNIP types that are asked for, by number.
    types: [bool; 8],
    running: Vec<Running<R>>,
    skipped: Vec<Skipped>,
}

/// What a room knows of the places its violations name.
pub trait Subject<P> {
    /// Why a place cannot be found again.
    type Error;

    /// Where the places are, in full.
    fn locations(&self, places: &[P]) -> Result<Vec<Location>, Self::Error>;

    /// The day that dates in force are held against: the last day of the service line, else the discharge or the last day
    /// of the claim; none for what is of no claim.
    fn day(&self, place: &P) -> Option<NaiveDate>;

    /// Whose claims they are. Asked only where a severity or a suppression depends on it.
    fn whose(&self, places: &[P]) -> Whose;
}

/// What becomes of a violation.
#[derive(Debug)]
pub enum Judged {
    /// Its rule does not run, or was not in force on the day.
    Silent,
    /// It is known: the number of the suppression.
    Suppressed(usize),
    /// A finding.
    Finding(Box<Finding>),
}

impl<R> RuleSet<R> {
    /// Chooses among checks, each with its rule. All SNIP types are asked for where `types` is none.
    pub fn new(
        policy: Policy,
        types: Option<&BTreeSet<u8>>,
        tables: &Tables,
        checks: impl IntoIterator<Item = Running<R>>,
    ) -> Self {
        let types = std::array::from_fn(|n| types.is_none_or(|types| types.contains(&(n as u8))));
        let mut set = Self { policy, types, running: Vec::new(), skipped: Vec::new() };
        for check in checks {
            match set.reason(check, tables) {
                None => set.running.push(check),
                Some(reason) => set.skipped.push(Skipped { code: check.rule.code, reason }),
            }
        }
        set
    }

    /// Why a check does not run; none where it does.
    fn reason(&self, Running { check, rule }: Running<R>, tables: &Tables) -> Option<String> {
        if !self.policy.selection.is_on(rule.code) {
            return Some(SWITCHED_OFF.to_owned());
        }
        if let Some(snip) = rule.snip.filter(|snip| !self.asks(*snip)) {
            return Some(format!("SNIP type {snip} was not asked for"));
        }
        let missing = check.tables.iter().find(|table| !tables.has(**table))?;
        Some(format!("no {} was given with --reference", missing.name()))
    }

    /// The checks that run, in the order of the catalog.
    pub fn running(&self) -> &[Running<R>] {
        &self.running
    }

    /// The checks that do not run, with the reason.
    pub fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }

    /// What the user says of rules.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Whether a SNIP type is asked for.
    #[inline]
    pub fn asks(&self, snip: u8) -> bool {
        self.types.get(usize::from(snip)).is_some_and(|is_on| *is_on)
    }

    /// What becomes of a violation of a rule: the one place where rules that do not run, dates in force, severities and
    /// suppressions decide.
    pub fn judge<P, D, S: Subject<P>>(
        &self,
        rule: &'static Rule,
        violation: &Violation<P, D>,
        subject: &S,
    ) -> Result<Judged, S::Error> {
        let own = &violation.own;
        let snip = own.snip.or(rule.snip);
        if !snip.is_none_or(|snip| self.asks(snip)) || !self.policy.selection.is_on(rule.code) {
            return Ok(Judged::Silent);
        }
        let day = || violation.places.first().and_then(|place| subject.day(place));
        if rule.in_force != InForce::ALWAYS && day().is_some_and(|day| !rule.in_force.holds_on(day)) {
            return Ok(Judged::Silent);
        }
        let locations = subject.locations(&violation.places)?;
        let whose =
            if self.policy.asks_whose() { subject.whose(&violation.places) } else { Whose::default() };
        let code = own.code.as_deref().unwrap_or(rule.code);
        let payers = whose.payers.iter().map(String::as_str);
        let severity = self.policy.selection.severity(code, payers).or(own.severity).unwrap_or(rule.severity);
        let text = |own: &Option<String>, of_rule: &str| own.clone().unwrap_or_else(|| of_rule.to_owned());
        let finding = Finding {
            schema: Finding::SCHEMA.to_owned(),
            id: Finding::stable_id(code, &locations),
            code: code.to_owned(),
            snip,
            severity,
            message: violation.message.clone(),
            why: text(&own.why, &rule.why),
            help: text(&own.help, &rule.help),
            amount_at_risk: violation.money.as_ref().map(|money| dollars(money.total())),
            amount_basis: violation.money.as_ref().map(|money| money.basis.to_string()),
            money: violation.money.as_ref().map(|money| Money {
                kind: money.kind.unwrap_or(rule.money),
                amount: dollars(money.total()),
                basis: money.basis.to_string(),
            }),
            carc: rule.carc.clone(),
            rarc: rule.rarc.clone(),
            deadline: None,
            side_to_fix: rule.side_to_fix,
            form_box: locations.first().and_then(|at| at.form_box.clone()),
            ack: Vec::new(),
            locations,
        };
        Ok(match self.policy.suppression(&finding, &whose) {
            Some(n) => Judged::Suppressed(n),
            None => Judged::Finding(Box::new(finding)),
        })
    }
}
