//! Everything that does not change while files are read: guides as tables, which rules run, how they weigh.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::codes::reference;
use crate::guide::profile::medicare_of;
use crate::guide::{Guide, Profile};
use crate::rules::{self, Policy, Skipped};
use crate::tree::Part;

use super::rules::{Run, checks};

/// What is asked of a validator.
#[derive(Clone, Debug)]
pub struct Settings {
    /// SNIP types that are checked, 1 to 7.
    pub types: BTreeSet<u8>,
    /// Which rules run, how they weigh, which findings are known; the day that "today" means.
    pub policy: Policy,
    /// Tables the user brought (`--reference`).
    pub reference: Arc<reference::Tables>,
    /// Payer profiles (`--profile`); each looks at the claims of its payers.
    pub profiles: Vec<Profile>,
    /// Whose claims Medicare's own edits look at.
    pub medicare: Medicare,
}

/// Whose claims Medicare's own edits look at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Medicare {
    /// Nobody's.
    #[default]
    None,
    /// Those that Medicare pays.
    Payer,
    /// Every one.
    Everyone,
}

impl Settings {
    /// The profiles that stand on a guide, each with its number and whether it is for every claim, whoever pays.
    pub(super) fn profiles_on(&self, guide: &'static Guide) -> impl Iterator<Item = (usize, &Profile, bool)> {
        let brought = self.profiles.iter().filter(|profile| std::ptr::eq(profile.guide, guide));
        let brought = brought.enumerate().map(|(n, profile)| (n, profile, false));
        let medicare = if self.medicare == Medicare::None { None } else { medicare_of(guide) };
        let everyone = self.medicare == Medicare::Everyone;
        brought.chain(medicare.map(|profile| (self.profiles.len(), profile, everyone)))
    }

    /// Whether there are profiles.
    pub(super) fn has_profiles(&self) -> bool {
        !self.profiles.is_empty() || self.medicare != Medicare::None
    }

    /// The day that "today" means, where it is known.
    pub fn as_of(&self) -> Option<NaiveDate> {
        self.policy.as_of
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            types: (1..=7).collect(),
            policy: Policy::default(),
            reference: Arc::default(),
            profiles: Vec::new(),
            medicare: Medicare::None,
        }
    }
}

/// What validators work by. Made once, shared by all.
#[derive(Debug)]
pub struct RuleSet {
    pub(super) settings: Settings,
    pub(super) set: rules::RuleSet<Run>,
    /// The checks on whole parts that run, by part.
    checks: [Vec<rules::Running<Run>>; 5],
}

impl RuleSet {
    /// The rules of these settings.
    pub fn new(settings: Settings) -> Self {
        let set = rules::RuleSet::new(
            settings.policy.clone(),
            Some(&settings.types),
            &settings.reference,
            checks(),
        );
        let mut checks: [Vec<rules::Running<Run>>; 5] = Default::default();
        for running in set.running() {
            checks[running.check.run.part as usize].push(*running);
        }
        Self { settings, set, checks }
    }

    /// The rules on whole parts that do not run, and why.
    pub fn skipped(&self) -> &[Skipped] {
        self.set.skipped()
    }

    pub(super) fn checks(&self, part: Part) -> &[rules::Running<Run>] {
        &self.checks[part as usize]
    }

    /// Whether a SNIP type is checked at all.
    #[inline]
    pub(super) fn checks_type(&self, snip: u8) -> bool {
        self.set.asks(snip)
    }
}

impl Default for RuleSet {
    fn default() -> Self {
        Self::new(Settings::default())
    }
}
