//! What a run is given besides the claims.

use std::path::Path;

use chrono::NaiveDate;

use crate::codes::reference::Tables;
use crate::config::Config;
use crate::model::ClaimFilter;
use crate::spool::Spool;

use super::baseline::Baseline;
use super::manifest::Input;
use super::worked::Worked;

/// What a run is given besides the claims.
#[derive(Debug)]
pub struct Settings<'s> {
    /// twinclaim.toml, with what the command line lays over it.
    pub config: &'s Config,
    /// SHA-256 of the text of twinclaim.toml, where there is one.
    pub config_sha256: Option<String>,
    /// Tables of `--reference`.
    pub tables: &'s Tables,
    /// The day for whatever depends on the day.
    pub as_of: NaiveDate,
    /// Days the other side of a visit may still take; none where a missing claim is not waited for.
    pub pending: Option<u32>,
    /// What an earlier run found.
    pub baseline: Option<&'s Baseline>,
    /// The work list as it came back.
    pub worked: Option<&'s Worked>,
    /// Encounters that are kept: those with a claim that passes. Linking looks at all claims.
    pub filter: ClaimFilter,
    /// Most service lines of one person's claims; more are refused.
    pub person_lines: u64,
    /// What was read, for the manifest.
    pub inputs: Vec<Input>,
    /// Threads that work at once. The outcome is the same for any number.
    pub threads: usize,
    /// Bytes of visits that stay in memory.
    pub memory: usize,
    /// Folder for the other visits; none for the system's own.
    pub temp_dir: Option<&'s Path>,
}

impl<'s> Settings<'s> {
    /// Nothing but a configuration and tables, on a day.
    pub fn new(config: &'s Config, tables: &'s Tables, as_of: NaiveDate) -> Self {
        Self {
            config,
            config_sha256: None,
            tables,
            as_of,
            pending: None,
            baseline: None,
            worked: None,
            filter: ClaimFilter::default(),
            person_lines: crate::limits::PERSON_LINES,
            inputs: Vec::new(),
            threads: 1,
            memory: usize::MAX,
            temp_dir: None,
        }
    }

    /// Where visits are put aside.
    pub(super) fn spool(&self) -> Spool {
        Spool::with_memory(self.temp_dir, self.memory)
    }
}
