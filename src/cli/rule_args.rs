//! What commands that run rules share: configuration, tables, which rules run, the day.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

use crate::batch::{Fingerprint, read_text};
use crate::catalog;
use crate::codes::reference::Tables;
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
    /// Folder with tables: fee schedule (PPRRVU), unit limits (MUE), code pairs (PTP), OPPS addendum B, HCPCS, code names.
    #[arg(long, value_name = "DIR")]
    reference: Option<PathBuf>,
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

    /// The tables of the folder, if one is given.
    pub(super) fn tables(&self, screen: &Screen) -> Result<Tables, String> {
        let Some(folder) = &self.reference else { return Ok(Tables::default()) };
        let tables = Tables::read(folder).map_err(|error| error.to_string())?;
        for file in tables.unknown() {
            screen
                .note(&format!("{}: no table this program knows: passed over", folder.join(file).display()));
        }
        if tables.loaded().is_empty() {
            return Err(format!("{}: holds no table this program knows", folder.display()));
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
