//! What commands that run rules share: configuration, tables, which rules run, the day.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

use crate::batch::{Fingerprint, read_text};
use crate::catalog;
use crate::codes::reference::{NO_TABLE, Tables};
use crate::config::Config;
use crate::limits;

use super::clock;
use super::common::day;
use super::screen::Screen;

/// Which rules run, with what.
#[derive(Clone, Debug, Args)]
pub(super) struct RuleArgs {
    /// twinclaim.toml: groups of payers and facilities, weights of rules, findings put aside; samples/twinclaim.toml has
    /// an example of everything. Unless given, what TWINCLAIM_CONFIG names, else twinclaim.toml in this folder, if it is there.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Tables as CMS publishes them: fee schedule (PPRRVU), GPCI, unit limits (MUE), code pairs (PTP), OPPS addendum B, HCPCS,
    /// or code names: a folder with folders, a .zip, .gz, .xlsx, .csv or .txt; several times.
    #[arg(long, value_name = "PATH")]
    reference: Vec<PathBuf>,
    /// Only these rules: codes or families, such as PS-TOB or PS; with commas or several times.
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    select: Vec<String>,
    /// Not these rules.
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    ignore: Vec<String>,
    /// The day for whatever depends on the day, such as 2026-03-31; today unless given.
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<NaiveDate>,
}

impl RuleArgs {
    /// The configuration with what the command line lays over it, and the fingerprint of its file.
    pub(super) fn config(&self, screen: &Screen) -> Result<(Config, Option<String>), String> {
        let found = self.config.clone().or_else(|| unnamed(screen));
        let (mut config, fingerprint) = match &found {
            None => (Config::default(), None),
            Some(path) => {
                let text = read_text(path, limits::CONFIGURATION).map_err(|error| error.to_string())?;
                let config = Config::parse(&text).map_err(|error| format!("{}: {error}", path.display()))?;
                (config, Some(Fingerprint::of_bytes(text.as_bytes())))
            }
        };
        if !self.select.is_empty() {
            config.rules.select.clone_from(&self.select);
        }
        config.rules.ignore.extend(self.ignore.iter().cloned());
        let rules = &config.rules;
        let weights = rules.severity.keys().chain(rules.payer.values().flat_map(|by_code| by_code.keys()));
        let named = rules.select.iter().chain(&rules.ignore).chain(weights);
        for name in named.chain(config.suppress.iter().map(|suppression| &suppression.code)) {
            if let Some(refusal) = catalog::named(name).refusal(name) {
                return Err(refusal);
            }
        }
        Ok((config, fingerprint))
    }

    /// The tables that are given. What of them is not used, or is older than the quarter, is said.
    pub(super) fn tables(&self, screen: &Screen) -> Result<Tables, String> {
        let mut tables = Tables::default();
        for path in &self.reference {
            let before = tables.loaded().len();
            tables.read_more(path).map_err(|error| error.to_string())?;
            let is_known = tables.passed_over().iter().any(|passed| passed.reason != NO_TABLE);
            if tables.loaded().len() == before && !is_known {
                return Err(format!("{}: holds no table this program knows", path.display()));
            }
        }
        let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for passed in tables.passed_over() {
            by_reason.entry(&passed.reason).or_default().push(&passed.file);
        }
        for (reason, files) in by_reason {
            screen.note(&format!("passed over in --reference: {}: {reason}", files.join(", ")));
        }
        for (table, from) in tables.older_than(self.as_of()) {
            screen.note(&format!(
                "{}: the last edition is of {from}; what it says of days after its quarter is no error",
                table.name()
            ));
        }
        Ok(tables)
    }

    /// The day, where the user named one.
    pub(super) fn named_day(&self) -> Option<NaiveDate> {
        self.as_of
    }

    /// The day for whatever depends on the day.
    pub(super) fn as_of(&self) -> NaiveDate {
        self.as_of.unwrap_or_else(|| clock::now().date())
    }
}

/// The configuration that nobody named on the command line, and that is said to be used.
fn unnamed(screen: &Screen) -> Option<PathBuf> {
    let by_environment =
        std::env::var_os("TWINCLAIM_CONFIG").filter(|path| !path.is_empty()).map(PathBuf::from);
    let path = by_environment.or_else(|| Some(PathBuf::from(NAME)).filter(|path| path.is_file()))?;
    screen.note(&format!("configuration: {}", path.display()));
    Some(path)
}

/// What a configuration is called in the folder where the program runs.
const NAME: &str = "twinclaim.toml";
