//! The table of all rules: every code once, retired ones included.

use crate::nearest::perhaps;
use crate::reconcile;
use crate::rules::{Rule, names};
use crate::validate;

/// Codes that were used once and are not any more, each with the code that took its place. A code is never used again for
/// something else.
pub const RETIRED: &[(&str, &str)] = &[];

/// What a code, or the beginning of one, stands for.
#[derive(Clone, Copy, Debug)]
pub enum Named {
    /// A rule.
    Rule(&'static Rule),
    /// The beginning of the codes of several rules.
    Family,
    /// A code that is not used any more, and the one that took its place.
    Retired(&'static str),
    /// A question that claims alone do not answer.
    Undecided(&'static Undecided),
    /// Nothing.
    Unknown,
}

/// What a code, or the beginning of one, stands for, whatever its case. The one place where `explain`, `--select`,
/// `--ignore` and twinclaim.toml look names up.
pub fn named(name: &str) -> Named {
    named_in(name, RETIRED)
}

fn named_in(name: &str, retired: &[(&'static str, &'static str)]) -> Named {
    if let Some(rule) = by_code(name) {
        return Named::Rule(rule);
    }
    if let Some(open) = UNDECIDED.iter().find(|open| open.code.eq_ignore_ascii_case(name)) {
        return Named::Undecided(open);
    }
    if let Some((_, successor)) = retired.iter().find(|(code, _)| code.eq_ignore_ascii_case(name)) {
        return Named::Retired(successor);
    }
    if all().any(|rule| names(name, rule.code)) { Named::Family } else { Named::Unknown }
}

impl Named {
    /// Why no rule can be chosen by the name; none where one can.
    pub fn refusal(self, name: &str) -> Option<String> {
        match self {
            Self::Rule(_) | Self::Family => None,
            Self::Retired(successor) => Some(format!("{name} is no longer used; see {successor}")),
            Self::Undecided(_) | Self::Unknown => {
                let near = perhaps(name, all().map(|rule| rule.code));
                Some(format!("no rule has the code {name}{near}; `twinclaim explain` lists them all"))
            }
        }
    }
}

/// A question that claims alone do not answer.
#[derive(Debug)]
pub struct Undecided {
    /// Its code, kept for it.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it would need, and what there is instead.
    pub needs: &'static str,
}

/// What the catalogue of rules asks and no 837 can answer.
pub const UNDECIDED: &[Undecided] = &[
    Undecided {
        code: "LC-RELDENY",
        name: "Physician paid for a stay that was denied",
        needs: "How the payer decided stands in a payment advice (835), which this program does not read. LC-VOID tells of a \
                claim that was cancelled.",
    },
    Undecided {
        code: "LC-CAPT",
        name: "Service given and never billed",
        needs: "What neither side bills stands in the schedule, the orders or the chart. What one side bills and the other \
                does not is told by the status of the visit and by rules such as SV-EDPAIR, PS-CLINIC, PT-MISSPC and LC-LAG.",
    },
    Undecided {
        code: "DX-SETTING",
        name: "Uncertain diagnosis in the wrong setting",
        needs: "Whether a diagnosis was certain stands in the chart: inpatient claims may code what is probable, others may not.",
    },
];

/// Every rule, by room.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    validate::rules::all().chain(reconcile::rules::own())
}

/// The rule with a code, whatever its case.
pub fn by_code(code: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.code.eq_ignore_ascii_case(code))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_code_is_used_once_and_never_again() {
        let mut seen: BTreeSet<&str> = RETIRED.iter().map(|(code, _)| *code).collect();
        for code in all().map(|rule| rule.code).chain(UNDECIDED.iter().map(|open| open.code)) {
            assert!(seen.insert(code), "{code} is used twice");
        }
    }

    #[test]
    fn a_retired_code_names_its_successor() {
        let retired = [("PS-OLD", "PS-TOB")];
        let old = named_in("ps-old", &retired);
        assert!(matches!(old, Named::Retired("PS-TOB")), "{old:?}");
        assert_eq!(old.refusal("ps-old").as_deref(), Some("ps-old is no longer used; see PS-TOB"));
        for (code, successor) in RETIRED {
            assert!(by_code(code).is_none() && by_code(successor).is_some(), "{code}: {successor}");
        }
    }

    #[test]
    fn a_name_stands_for_a_rule_a_family_or_nothing() {
        assert!(matches!(named("ps-tob"), Named::Rule(rule) if rule.code == "PS-TOB"));
        assert!(matches!(named("PS"), Named::Family) && named("PS").refusal("PS").is_none());
        assert!(matches!(named("LC-CAPT"), Named::Undecided(_)));
        assert!(matches!(named("PS-NONE"), Named::Unknown) && named("P").refusal("P").is_some());
    }

    #[test]
    fn documents_have_no_mistake_and_each_belongs_to_a_check() {
        let rooms = [&validate::rules::DOCUMENTS, &reconcile::rules::DOCUMENTS];
        let faults: Vec<String> =
            rooms.iter().flat_map(|room| room.faults()).map(ToString::to_string).collect();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        let checked: BTreeSet<&str> = all().map(|rule| rule.code).collect();
        let families = rooms.iter().flat_map(|room| room.families());
        let documented: BTreeSet<&str> =
            families.flat_map(|family| &family.rules).map(|rule| rule.code).collect();
        assert_eq!(checked, documented);
    }

    /// `PS-OFFICE` is in `rules/ps/`, in the room of rules on one claim or in that of rules between claims.
    #[test]
    fn the_prefix_of_a_code_names_the_folder_of_its_document() {
        let rooms = [&validate::rules::DOCUMENTS, &reconcile::rules::DOCUMENTS];
        for family in rooms.iter().flat_map(|room| room.families()) {
            let folder = family.file.split('/').nth_back(1).expect("a folder");
            for rule in &family.rules {
                let prefix = rule.code.split('-').next().expect("a prefix");
                assert_eq!(prefix.to_lowercase(), folder, "{} in {}", rule.code, family.file);
            }
        }
    }

    /// `UPDATE_REFERENCE=1 cargo test reference` writes the pages.
    #[test]
    fn the_reference_is_current() {
        let rooms = [&validate::rules::DOCUMENTS, &reconcile::rules::DOCUMENTS];
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/docs/rules");
        let mut names = BTreeSet::new();
        for (name, text) in crate::rules::reference::pages(&rooms) {
            let path = folder.join(&name);
            if std::env::var_os("UPDATE_REFERENCE").is_some() {
                std::fs::create_dir_all(&folder).expect("a folder");
                std::fs::write(&path, &text).expect("a page");
            }
            let now = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(now == text, "{name} is not current: UPDATE_REFERENCE=1 cargo test reference");
            names.insert(name);
        }
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let name = entry.expect("an entry").file_name().into_string().expect("a name");
            assert!(names.contains(&name), "{name} is a page of no rules");
        }
    }

    #[test]
    fn every_rule_says_all_there_is_to_say() {
        for rule in all() {
            for text in [rule.name, &rule.checks, &rule.why, &rule.help, &rule.source] {
                assert!(!text.is_empty() && !text.contains("  "), "{}: {text:?}", rule.code);
            }
            for text in [&rule.checks, &rule.why, &rule.help] {
                assert!(text.ends_with('.'), "{} has an unfinished sentence: {text:?}", rule.code);
            }
        }
    }
}
