//! What `reconcile` writes besides the outcome: charges, an audit.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::batch::{self, Outputs, Transaction};
use crate::codes::reference::Tables;
use crate::config::Config;
use crate::limits;
use crate::reconcile::{Audit, AuditSettings, Baseline, ChargeSettings, Charges, Outcome, Reviewed, Store};
use crate::show::Mask;
use crate::show::audit::{AuditFormat, audit as show_audit, sample};
use crate::show::charges::{ChargeFormat, charges};
use crate::validate::{self, Medicare, RuleSet};

use super::validate_args::profile;
use super::validated_claims::Validated;

/// Reports beside the outcome.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct ReportArgs {
    /// Write every line without its other half, by department, family and group, with price, age and likely owner, and the
    /// levels of visits: a sheet (.csv) or a page (.html). With the hospital's own list of charges in --reference its lines are
    /// held against that.
    #[arg(long, value_name = "OUT", value_parser = charges_path)]
    charges: Option<PathBuf>,
    /// Write how often claims are right, by payer, facility, department, group and provider, with the money: a page (.html), a
    /// sheet (.csv), or lines of JSON (.ndjson), which --baseline of a later run takes for the trend. Claims are validated and
    /// reconciled.
    #[arg(long, value_name = "OUT", value_parser = audit_path)]
    audit: Option<PathBuf>,
    /// Write a sheet (.csv) of claims drawn for a second reviewer, more of those with more money.
    #[arg(long, value_name = "OUT", value_parser = sample_path)]
    sample: Option<PathBuf>,
    /// Claims of the sample.
    #[arg(long, value_name = "N", default_value_t = 30)]
    sample_size: usize,
    /// Another seed draws other claims.
    #[arg(long, value_name = "S", default_value_t = 0)]
    sample_seed: u64,
    /// A sample that came back: the audit tells how its verdicts (right, wrong) and the program agree.
    #[arg(long, value_name = "FILE", requires = "audit")]
    reviewed: Option<PathBuf>,
    /// Payer profile, as `validate` takes it, for the audit; several times for several.
    #[arg(long, value_name = "FILE")]
    profile: Vec<PathBuf>,
}

/// What reports are made of.
pub(super) struct Reported<'r> {
    pub(super) claims: &'r dyn Store,
    pub(super) config: &'r Config,
    pub(super) tables: &'r Arc<Tables>,
    pub(super) baseline: Option<&'r Baseline>,
    pub(super) threads: usize,
    pub(super) mask: Mask,
}

impl ReportArgs {
    /// Writes what is asked for, to be committed with the outcome.
    pub(super) fn write(
        &self,
        outcome: &Outcome,
        reported: &Reported<'_>,
        outputs: &Outputs,
        complete: &mut Transaction,
    ) -> Result<(), String> {
        if let Some(path) = &self.charges {
            let settings = ChargeSettings {
                config: reported.config,
                tables: reported.tables,
                as_of: outcome.summary.run.as_of,
            };
            let format = if ends_with(path, "html") { ChargeFormat::Html } else { ChargeFormat::Csv };
            staged(path, outputs, complete, &mut |out| {
                let learned = Charges::learn(outcome, reported.claims, settings)?;
                charges(format, &learned, outcome, reported.claims, reported.mask, out)
            })?;
        }
        if self.audit.is_some() || self.sample.is_some() {
            self.write_audit(outcome, reported, outputs, complete)?;
        }
        Ok(())
    }

    fn write_audit(
        &self,
        outcome: &Outcome,
        reported: &Reported<'_>,
        outputs: &Outputs,
        complete: &mut Transaction,
    ) -> Result<(), String> {
        let rules = RuleSet::new(validate::Settings {
            policy: reported.config.policy(outcome.summary.run.as_of),
            reference: Arc::clone(reported.tables),
            profiles: self.profile.iter().map(|path| profile(path)).collect::<Result<_, _>>()?,
            medicare: Medicare::Payer,
            ..validate::Settings::default()
        });
        let reviewed = self.reviewed.as_deref().map(reviewed).transpose()?;
        let settings = AuditSettings {
            groups: &reported.config.groups,
            check: &Validated(&rules),
            baseline: reported.baseline,
            reviewed: reviewed.as_ref(),
            sample: if self.sample.is_some() { self.sample_size } else { 0 },
            seed: self.sample_seed,
            threads: reported.threads,
        };
        let audit = Audit::of(outcome, reported.claims, &settings).map_err(|error| error.to_string())?;
        if let Some(path) = &self.audit {
            let format = match path {
                path if ends_with(path, "html") => AuditFormat::Html,
                path if ends_with(path, "csv") => AuditFormat::Csv,
                _ => AuditFormat::Ndjson,
            };
            staged(path, outputs, complete, &mut |out| {
                show_audit(format, &audit, outcome, reported.mask, out)
            })?;
        }
        if let Some(path) = &self.sample {
            staged(path, outputs, complete, &mut |out| sample(&audit, reported.mask, out))?;
        }
        Ok(())
    }
}

fn reviewed(path: &Path) -> Result<Reviewed, String> {
    let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let content = limits::read(path, limits::OUTCOME).map_err(|error| failed(&error))?;
    Reviewed::parse(&content).map_err(|error| failed(&error))
}

/// Writes a file that gets its name with the others of the run.
pub(super) fn staged(
    path: &Path,
    outputs: &Outputs,
    complete: &mut Transaction,
    write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
) -> Result<(), String> {
    let mut output = outputs.create(path).map_err(|error| error.to_string())?;
    let mut buffered = io::BufWriter::with_capacity(1 << 16, &mut output);
    let written = write(&mut buffered).and_then(|()| buffered.flush());
    written.map_err(|error| batch::Error::writing(path, error).to_string())?;
    drop(buffered);
    complete.add(output).map_err(|error| error.to_string())
}

fn ends_with(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|own| own.eq_ignore_ascii_case(ending))
}

fn charges_path(text: &str) -> Result<PathBuf, String> {
    named(text, &["csv", "html"])
}

fn audit_path(text: &str) -> Result<PathBuf, String> {
    named(text, &["html", "csv", "ndjson"])
}

fn sample_path(text: &str) -> Result<PathBuf, String> {
    named(text, &["csv"])
}

/// A path whose ending says the format.
fn named(text: &str, endings: &[&str]) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    if endings.iter().any(|ending| ends_with(&path, ending)) {
        return Ok(path);
    }
    Err(format!("its name ends with .{}, which says the format", endings.join(" or .")))
}
