//! Which rules run, how their findings weigh, and which findings are known and put aside.
//!
//! Rules are named by their code or by the beginning of it: `PS` means every rule whose code starts with `PS-`. The
//! command line says `--select` and `--ignore`; twinclaim.toml says
//!
//! ```toml
//! [rules]
//! ignore = ["SV-EDLVL"]
//! [rules.severity]
//! PS-TOB = "warning"
//! [rules.payer.medicare]                    # a payer group's name, a payer's id or name
//! PT-GLOBAL = "error"
//! [[suppress]]
//! code = "ID-NAME"
//! patient_control_number = "LGH260302-0117" # any of: id, patient_control_number, payer, provider; all that are given must fit
//! reason = "Name changed on 2026-03-01, payer informed"
//! until = "2026-12-31"
//! ```

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::finding::Severity;

/// What twinclaim.toml says of rules under `rules`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Selection {
    /// Only these run, where any are named.
    pub select: Vec<String>,
    /// These do not run.
    pub ignore: Vec<String>,
    /// Other weights than the rules' own, by code.
    pub severity: BTreeMap<String, Severity>,
    /// The same for one payer, by the payer's group, id or name.
    pub payer: BTreeMap<String, BTreeMap<String, Severity>>,
}

/// Whether `name` is a rule's code or the beginning of it, up to a hyphen.
pub fn names(name: &str, code: &str) -> bool {
    let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    same(name, code)
        || code.get(..name.len()).is_some_and(|head| same(head, name) && code[name.len()..].starts_with('-'))
}

impl Selection {
    /// Whether a rule runs.
    pub fn is_on(&self, code: &str) -> bool {
        let named = |list: &[String]| list.iter().any(|name| names(name, code));
        (self.select.is_empty() || named(&self.select)) && !named(&self.ignore)
    }

    /// The weight of a rule's findings on a payer's claims, where it is not the rule's own. `payer` gives the names the
    /// payer goes by: its group, its id, its name.
    pub fn severity<'a>(&self, code: &str, payer: impl IntoIterator<Item = &'a str>) -> Option<Severity> {
        let of_payer = payer.into_iter().find_map(|name| self.payer.get(name)?.get(code).copied());
        of_payer.or_else(|| self.severity.get(code).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_is_named_by_the_beginning_of_its_codes() {
        assert!(names("PS", "PS-TOB") && names("ps-tob", "PS-TOB"));
        assert!(!names("P", "PS-TOB") && !names("PS-T", "PS-TOB") && !names("PS-TOB-X", "PS-TOB"));
    }

    #[test]
    fn a_payers_weight_goes_before_the_general_one() {
        let selection = Selection {
            severity: BTreeMap::from([("PS-TOB".to_owned(), Severity::Warning)]),
            payer: BTreeMap::from([(
                "medicare".to_owned(),
                BTreeMap::from([("PS-TOB".to_owned(), Severity::Info)]),
            )]),
            ..Selection::default()
        };
        assert_eq!(selection.severity("PS-TOB", ["medicare"]), Some(Severity::Info));
        assert_eq!(selection.severity("PS-TOB", ["other"]), Some(Severity::Warning));
        assert_eq!(selection.severity("PT-GLOBAL", ["medicare"]), None);
    }
}
