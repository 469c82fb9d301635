//! Everything that does not change while files are read: guides as tables, which rules run, how they weigh.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::codes::reference;
use crate::finding::{Finding, Severity};
use crate::groups::Groups;
use crate::guide::{Guide, GuideKind, Profile};
use crate::rule::Rule;
use crate::selection::{Selection, Suppression, names};
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
    /// Payers that belong together.
    pub groups: Groups,
    /// Findings that are known and not told again.
    pub suppress: Vec<Suppression>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            types: (1..=7).collect(),
            selection: Selection::default(),
            as_of: None,
            reference: Arc::default(),
            profiles: Vec::new(),
            groups: Groups::default(),
            suppress: Vec::new(),
        }
    }
}

/// What validators work by. Made once, shared by all.
#[derive(Debug)]
pub struct Rulebook {
    pub(super) settings: Settings,
    professional: Tables,
    institutional: Tables,
    /// SNIP types that are checked, by number.
    types: [bool; 8],
    /// Checks on whole parts that run with their rules, by part.
    checks: [Vec<(&'static Check, &'static Rule)>; 5],
}

impl Rulebook {
    /// The rulebook of these settings.
    pub fn new(settings: Settings) -> Self {
        let runs = |rule: &Rule| {
            rule.snip.is_none_or(|snip| settings.types.contains(&snip)) && settings.selection.is_on(rule.code)
        };
        let mut checks: [Vec<(&'static Check, &'static Rule)>; 5] = Default::default();
        for (check, rule) in rules::checks().map(|check| (check, check.rule())).filter(|(_, rule)| runs(rule))
        {
            checks[check.at as usize].push((check, rule));
        }
        Self {
            professional: Tables::of(GuideKind::Professional),
            institutional: Tables::of(GuideKind::Institutional),
            types: std::array::from_fn(|n| settings.types.contains(&(n as u8))),
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

    pub(super) fn checks(&self, part: Part) -> &[(&'static Check, &'static Rule)] {
        &self.checks[part as usize]
    }

    /// Whether a SNIP type is checked at all.
    #[inline]
    pub(super) fn checks_type(&self, snip: u8) -> bool {
        self.types.get(usize::from(snip)).is_some_and(|is_on| *is_on)
    }

    /// Whether a rule's findings are wanted.
    pub(super) fn runs(&self, rule: &Rule, snip: Option<u8>) -> bool {
        snip.is_none_or(|snip| self.checks_type(snip)) && self.settings.selection.is_on(rule.code)
    }

    /// The weight of a rule's findings, where the settings say so.
    pub(super) fn weight(&self, code: &str, about: &About) -> Option<Severity> {
        self.settings.selection.severity(code, about.payer.iter().map(String::as_str))
    }

    /// Whether it matters whose claim a finding is about.
    pub(super) fn asks_about(&self) -> bool {
        !self.settings.selection.payer.is_empty() || !self.settings.suppress.is_empty()
    }

    /// Whether a finding is known and put aside.
    pub(super) fn is_put_aside(&self, finding: &Finding, about: &About) -> bool {
        self.settings.suppress.iter().any(|known| {
            let number = finding.locations.iter().find_map(|at| at.patient_control_number.as_deref());
            let fits =
                |wanted: &Option<String>, test: &dyn Fn(&str) -> bool| wanted.as_deref().is_none_or(test);
            names(&known.code, &finding.code)
                && known.until.is_none_or(|until| self.settings.as_of.is_none_or(|day| day <= until))
                && fits(&known.id, &|id| finding.id == id)
                && fits(&known.patient_control_number, &|wanted| number == Some(wanted))
                && fits(&known.payer, &|payer| {
                    about.payer.iter().any(|name| name.eq_ignore_ascii_case(payer))
                })
                && fits(&known.provider, &|npi| about.provider.as_deref() == Some(npi))
        })
    }

    /// The names a payer goes by: those it has, and its groups'.
    pub(super) fn payer_names(&self, own: [&str; 2]) -> Vec<String> {
        let own = own.into_iter().filter(|name| !name.is_empty());
        own.flat_map(|name| [self.settings.groups.payer(name).to_owned(), name.to_owned()]).collect()
    }
}

/// Whose claim a finding is about.
#[derive(Debug, Default)]
pub(super) struct About {
    /// Names the payer goes by: its group, its id, its name.
    pub(super) payer: Vec<String>,
    /// NPI of the billing provider.
    pub(super) provider: Option<String>,
}

impl Default for Rulebook {
    fn default() -> Self {
        Self::new(Settings::default())
    }
}
