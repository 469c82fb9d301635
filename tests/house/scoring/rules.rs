//! Findings: what was to be found, and what was found.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::NaiveDate;
use twinclaim::finding::Severity;
use twinclaim::internal::codes::reference::Tables;
use twinclaim::internal::config::Config;
use twinclaim::reconcile::{Settings, reconcile};

use super::Made;
use super::linking::ratio;

/// Findings of one rule.
#[derive(Debug, Default)]
pub(crate) struct OfRule {
    /// Discrepancies put in, and those of them that were found.
    pub(crate) there: u64,
    pub(crate) found: u64,
    /// Encounters with an error or a warning, and those of them where that is right.
    pub(crate) said: u64,
    pub(crate) right: u64,
    /// Encounters with a finding that only informs.
    pub(crate) informed: u64,
    /// Encounters where it was not found, and where it was found wrongly.
    missed: Vec<String>,
    wrong: Vec<String>,
}

/// How well the rules did.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    pub(crate) by_code: BTreeMap<String, OfRule>,
    /// Encounters without noise and discrepancies, and those without any finding.
    pub(crate) clean: u64,
    pub(crate) silent: u64,
}

/// Examples of each kind of fault that are shown.
const SHOWN: usize = 4;

impl Rules {
    pub(crate) fn of(made: &Made) -> Self {
        let (config, tables) = (Config::default(), Tables::default());
        let as_of = NaiveDate::from_ymd_opt(2026, 3, 2).expect("a day");
        let outcome =
            reconcile(&made.claims, &Settings::new(&config, &tables, as_of)).expect("they are held");
        // For each encounter the codes of its findings, with the heaviest severity and a message.
        let mut found: Vec<BTreeMap<String, (Severity, String)>> = Vec::new();
        found.resize_with(made.truth.len(), BTreeMap::new);
        for one in outcome.encounters().flat_map(|visit| visit.expect("a visit").findings) {
            let finding = &one.finding;
            let about: BTreeSet<usize> = one.about.iter().map(|claim| made.of[*claim].encounter).collect();
            for encounter in about {
                let entry = found[encounter].entry(finding.code.clone());
                let entry = entry.or_insert_with(|| (finding.severity, finding.message.clone()));
                entry.0 = entry.0.max(finding.severity);
            }
        }
        let mut score = Self::default();
        for (n, found) in found.iter().enumerate() {
            score.encounter(made, n, found);
        }
        score
    }

    fn encounter(&mut self, made: &Made, n: usize, found: &BTreeMap<String, (Severity, String)>) {
        let truth = &made.truth[n];
        let mut rightly: BTreeSet<&str> =
            truth.noise.iter().flat_map(|noise| &noise.codes).map(String::as_str).collect();
        for one in &truth.discrepancies {
            rightly.insert(&one.code);
            rightly.extend(one.also.iter().map(String::as_str));
            let entry = self.by_code.entry(one.code.clone()).or_default();
            entry.there += 1;
            if found.contains_key(&one.code) {
                entry.found += 1;
            } else {
                let instead: Vec<&String> = found.keys().collect();
                entry.missed.push(format!("{}, found {instead:?}", made.describe(n)));
            }
        }
        for (code, (severity, message)) in found {
            let entry = self.by_code.entry(code.clone()).or_default();
            if *severity == Severity::Info {
                entry.informed += 1;
                continue;
            }
            entry.said += 1;
            if rightly.contains(code.as_str()) {
                entry.right += 1;
            } else {
                entry.wrong.push(format!("{}: {message}", made.describe(n)));
            }
        }
        if truth.noise.is_empty() && truth.discrepancies.is_empty() {
            self.clean += 1;
            self.silent += u64::from(found.is_empty());
        }
    }

    /// The part of error and warning findings that is right.
    pub(crate) fn precision(&self) -> f64 {
        let sum = |number: fn(&OfRule) -> u64| self.by_code.values().map(number).sum();
        ratio(sum(|found| found.right), sum(|found| found.said))
    }

    /// The part of clean encounters without a finding.
    pub(crate) fn silence(&self) -> f64 {
        ratio(self.silent, self.clean)
    }

    /// Rules that found fewer than this part of what was put in.
    pub(crate) fn below(&self, floor: f64) -> Vec<&str> {
        let below = |found: &OfRule| ratio(found.found, found.there) < floor;
        self.by_code.iter().filter(|(_, found)| below(found)).map(|(code, _)| code.as_str()).collect()
    }
}

impl fmt::Display for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { clean, silent, .. } = self;
        writeln!(f, "errors and warnings that are right: {:.4}", self.precision())?;
        writeln!(f, "clean encounters that are silent: {:.4} ({silent} of {clean})", self.silence())?;
        writeln!(
            f,
            "{:13}{:>6}{:>8}{:>9}   {:>6}{:>7}{:>10}   {:>6}",
            "code", "put in", "found", "recall", "said", "right", "precision", "info"
        )?;
        for (code, found) in &self.by_code {
            let (recall, precision) = (ratio(found.found, found.there), ratio(found.right, found.said));
            writeln!(
                f,
                "{code:13}{:>6}{:>8}{recall:>9.3}   {:>6}{:>7}{precision:>10.3}   {:>6}",
                found.there, found.found, found.said, found.right, found.informed
            )?;
        }
        for (code, found) in &self.by_code {
            for one in found.missed.iter().take(SHOWN) {
                writeln!(f, "{code} missed: {one}")?;
            }
            for one in found.wrong.iter().take(SHOWN) {
                writeln!(f, "{code} wrong: {one}")?;
            }
        }
        Ok(())
    }
}
