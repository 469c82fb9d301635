//! twinclaim.toml: what the user knows and no claim says. Every part is the settings type of the room it is for.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::groups::Groups;
use crate::link;
use crate::money::{Filing, Pricing};
use crate::nearest::with_perhaps;
use crate::rules::{Policy, Selection, Suppression};

/// twinclaim.toml, whole. Everything has a default.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Identifiers that belong together.
    pub groups: Groups,
    /// How claims are linked to visits.
    pub link: link::Settings,
    /// Which rules run and how they weigh.
    pub rules: Selection,
    /// By which amounts services are priced.
    pub pricing: Pricing,
    /// Days within which claims are to be filed.
    pub filing: Filing,
    /// Findings that are known.
    pub suppress: Vec<Suppression>,
}

/// Why a configuration cannot be used: the line, the column and what is wrong there.
///
/// The line itself is not shown: it may hold what nobody else should see, or not be of a configuration at all.
#[derive(Debug, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct ConfigError {
    line: usize,
    column: usize,
    message: String,
}

impl ConfigError {
    fn of(error: &toml::de::Error, text: &str) -> Self {
        let before = text.get(..error.span().map_or(0, |span| span.start)).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or(before).chars().count() + 1;
        Self { line, column, message: with_perhaps(&error.message().replace('\n', " ")) }
    }
}

impl Config {
    /// What it says of rules, on a day.
    pub fn policy(&self, as_of: NaiveDate) -> Policy {
        Policy {
            selection: self.rules.clone(),
            suppressions: self.suppress.clone(),
            groups: self.groups.clone(),
            as_of: Some(as_of),
        }
    }

    /// Reads the text of a twinclaim.toml.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        toml::from_str(text).map_err(|error| ConfigError::of(&error, text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_is_the_default() {
        assert_eq!(Config::parse("").expect("it is valid"), Config::default());
    }

    #[test]
    fn a_word_it_does_not_know_is_refused_with_its_place() {
        let error = Config::parse("[groups]\npayer = 1\n").expect_err("it is `payers`").to_string();
        assert!(error.contains("line 2") && error.contains("payer"), "{error}");
        assert!(error.ends_with("; perhaps payers is meant"), "{error}");
        let error = Config::parse("[rules.severity]\nPS-TOB = \"warnin\"\n")
            .expect_err("it is `warning`")
            .to_string();
        assert!(error.ends_with("; perhaps warning is meant"), "{error}");
    }
}
