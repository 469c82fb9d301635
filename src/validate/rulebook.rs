//! Everything that does not change while files are read: guides as tables, which rules run, how they weigh.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::codes::reference;
use crate::finding::Severity;
use crate::guide::{Guide, GuideKind, Profile};
use crate::rule::Rule;
use crate::selection::Selection;
use crate::translate::Part;

use super::rules::{self, Check};
use super::tables::Tables;

/// What is asked of a validator.
#[derive(Clone, Debug)]
pub struct Settings {
    /// SNIP types that are checked, 1 to 7.
    pub types: BTreeSet<u8>,
    /// Which rules run and how they weigh.
    pub selection: Selection,
    /// The day that "today" means, where it is known.
    pub as_of: Option<NaiveDate>,
    /// Tables the user brought (`--reference`).
    pub reference: Arc<reference::Tables>,
    /// Payer profiles (`--profile`); each looks at the claims of its payers.
    pub profiles: Vec<Profile>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            types: (1..=7).collect(),
            selection: Selection::default(),
            as_of: None,
            reference: Arc::default(),
            profiles: Vec::new(),
        }
    }
}

/// What validators work by. Made once, shared by all.
#[derive(Debug)]
pub struct Rulebook {
    pub(super) settings: Settings,
    professional: Tables,
    institutional: Tables,
    /// Rules on whole parts that run, by part.
    checks: [Vec<&'static Check>; 5],
}

impl Rulebook {
    /// The rulebook of these settings.
    pub fn new(settings: Settings) -> Self {
        let runs = |rule: &Rule| {
            rule.snip.is_none_or(|snip| settings.types.contains(&snip)) && settings.selection.is_on(rule.code)
        };
        let mut checks: [Vec<&'static Check>; 5] = Default::default();
        for check in rules::checks().filter(|check| runs(&check.rule)) {
            checks[check.at as usize].push(check);
        }
        Self {
            professional: Tables::of(GuideKind::Professional),
            institutional: Tables::of(GuideKind::Institutional),
            checks,
            settings,
        }
    }

    pub(super) fn tables(&self, guide: &Guide) -> &Tables {
        match guide.kind {
            GuideKind::Professional => &self.professional,
            GuideKind::Institutional => &self.institutional,
        }
    }

    pub(super) fn checks(&self, part: Part) -> &[&'static Check] {
        &self.checks[part as usize]
    }

    /// Whether a SNIP type is checked at all.
    #[inline]
    pub(super) fn checks_type(&self, snip: u8) -> bool {
        self.settings.types.contains(&snip)
    }

    /// Whether a rule's findings are wanted.
    pub(super) fn runs(&self, rule: &Rule, snip: Option<u8>) -> bool {
        snip.is_none_or(|snip| self.checks_type(snip)) && self.settings.selection.is_on(rule.code)
    }

    /// The weight of a rule's findings, where the settings say so.
    pub(super) fn weight(&self, code: &str) -> Option<Severity> {
        self.settings.selection.severity(code, [])
    }
}

impl Default for Rulebook {
    fn default() -> Self {
        Self::new(Settings::default())
    }
}
