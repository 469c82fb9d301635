//! What a user says of rules: which run, how their findings weigh, which findings are known.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::finding::Finding;
use crate::groups::Groups;

use super::selection::{Selection, names};

/// A finding that is known and need not be shown again before a day.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suppression {
    /// Code of the rule, or the beginning of it.
    pub code: String,
    /// The finding's stable id.
    #[serde(default)]
    pub id: Option<String>,
    /// CLM01 of one of its claims.
    #[serde(default)]
    pub patient_control_number: Option<String>,
    /// The payer's group, id or name.
    #[serde(default)]
    pub payer: Option<String>,
    /// NPI of the billing provider of one of its claims.
    #[serde(default)]
    pub provider: Option<String>,
    /// Why: shown with the count of what was suppressed.
    pub reason: String,
    /// Last day it holds.
    #[serde(default)]
    pub until: Option<NaiveDate>,
}

/// Whose claims a finding is about, as far as severities and suppressions ask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whose {
    /// Names the payers go by: group, id, name.
    pub payers: Vec<String>,
    /// NPIs of the billing providers.
    pub providers: Vec<String>,
}

/// What a user says of rules, in twinclaim.toml and on the command line.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Which rules run and how they weigh.
    pub selection: Selection,
    /// Findings that are known.
    pub suppressions: Vec<Suppression>,
    /// Payers that belong together.
    pub groups: Groups,
    /// The day that "today" means, where it is known.
    pub as_of: Option<NaiveDate>,
}

impl Policy {
    /// The names a payer goes by: the groups of its id and its name, and these themselves.
    pub fn payer_names<'a>(&self, own: impl IntoIterator<Item = &'a str>) -> Vec<String> {
        let own = own.into_iter().filter(|name| !name.is_empty());
        own.flat_map(|name| [self.groups.payer(name).to_owned(), name.to_owned()]).collect()
    }

    /// Whether it matters whose claims a finding is about.
    pub fn asks_whose(&self) -> bool {
        !self.selection.payer.is_empty() || !self.suppressions.is_empty()
    }

    /// The first suppression that holds for a finding, by its number.
    pub fn suppression(&self, finding: &Finding, whose: &Whose) -> Option<usize> {
        self.suppressions.iter().position(|known| self.holds(known, finding, whose))
    }

    fn holds(&self, known: &Suppression, finding: &Finding, whose: &Whose) -> bool {
        let fits = |wanted: &Option<String>, test: &dyn Fn(&str) -> bool| wanted.as_deref().is_none_or(test);
        let numbers = || finding.locations.iter().filter_map(|at| at.patient_control_number.as_deref());
        names(&known.code, &finding.code)
            && known.until.is_none_or(|until| self.as_of.is_none_or(|day| day <= until))
            && fits(&known.id, &|id| finding.id == Finding::current_id(id))
            && fits(&known.patient_control_number, &|wanted| numbers().any(|number| number == wanted))
            && fits(&known.payer, &|payer| whose.payers.iter().any(|name| name.eq_ignore_ascii_case(payer)))
            && fits(&known.provider, &|npi| whose.providers.iter().any(|own| own == npi))
    }
}
