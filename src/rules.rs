//! The table of all rules: every code once, retired ones included.

use crate::reconcile;
use crate::rule::Rule;
use crate::validate;

/// Codes that were used once and are not any more, with the code to look at instead.
pub const RETIRED: &[(&str, &str)] = &[];

/// Every rule, by room.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    validate::rules::all().chain(reconcile::rules::all().map(|check| &check.rule))
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
        for rule in all() {
            assert!(seen.insert(rule.code), "{} is used twice", rule.code);
        }
    }

    #[test]
    fn every_rule_says_all_there_is_to_say() {
        for rule in all() {
            for text in [rule.name, rule.checks, rule.why, rule.help, rule.source] {
                assert!(!text.is_empty() && !text.contains("  "), "{}: {text:?}", rule.code);
            }
            for text in [rule.checks, rule.why, rule.help] {
                assert!(text.ends_with('.'), "{} has an unfinished sentence: {text:?}", rule.code);
            }
        }
    }
}
