//! What is met in an input besides claims, said on standard error.

use std::collections::BTreeMap;

use crate::guide::registry;
use crate::show::{FaultText, FaultTextKind};
use crate::translate::{Foreign, Notice};

use super::screen::Screen;

/// Transactions of one input that are none of ours, by code and version.
#[derive(Debug, Default)]
pub(super) struct Others(BTreeMap<(String, String), u64>);

impl Others {
    pub(super) fn push(&mut self, foreign: &Foreign) {
        *self.0.entry((foreign.code.clone(), foreign.version.clone())).or_default() += 1;
    }

    /// How many there are of each kind.
    fn titles(&self) -> impl Iterator<Item = String> {
        self.0
            .iter()
            .map(|((code, version), n)| format!("{n} × {}", registry::describe(version, code).title()))
    }

    /// Says what was passed over, in one line a kind.
    pub(super) fn say(&self, name: &str, screen: &Screen) {
        for title in self.titles() {
            screen.note(&format!("passed over: {name}: {title}"));
        }
    }

    /// Why an input without a claim is passed over.
    pub(super) fn no_claim(&self) -> String {
        no_claim(&self.titles().collect::<Vec<_>>())
    }
}

/// Why an input without a claim is passed over: what it holds instead, in titles.
pub(super) fn no_claim(titles: &[String]) -> String {
    if titles.is_empty() { NO_CLAIM.to_owned() } else { format!("{NO_CLAIM}, but {}", titles.join(", ")) }
}

const NO_CLAIM: &str = "holds no 837 claim";

/// What is not as it should be in one input. The first ones are said with their places, the others counted.
#[derive(Debug, Default)]
pub(super) struct Troubles {
    first: Vec<FaultText>,
    more: u64,
    incomplete: Vec<FaultText>,
}

impl Troubles {
    /// As many as fit on a screen beside the rest.
    const SAID: usize = 5;

    pub(super) fn push(&mut self, notice: &Notice) {
        let trouble = FaultText::of(notice, None);
        if FaultText::is_cut_off(notice) {
            self.incomplete.push(trouble);
        } else if self.first.len() < Self::SAID {
            self.first.push(trouble);
        } else {
            self.more += 1;
        }
    }

    /// Says them. Whether one of them means that a claim was lost.
    pub(super) fn say(&self, name: &str, screen: &Screen) -> bool {
        for trouble in &self.first {
            screen.note(&format!("{name}: {}: {}", trouble.place(), trouble.message));
        }
        if self.more > 0 {
            screen.note(&format!(
                "{name}: {} more of the kind; `twinclaim inspect {name}` names them all",
                self.more
            ));
        }
        // The claim that breaks off says it all.
        let broken = self.incomplete.iter().any(|trouble| trouble.kind == FaultTextKind::Incomplete);
        for trouble in self.incomplete.iter().filter(|t| !broken || t.kind == FaultTextKind::Incomplete) {
            screen.failure(&format!("{name}: {}: {}", trouble.place(), trouble.message));
        }
        !self.incomplete.is_empty()
    }
}
