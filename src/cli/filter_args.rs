//! Which claims and which findings are shown: the same options for every command that shows them.

use clap::{Args, ValueEnum};

use crate::finding::Severity;
use crate::model::{Amount, ClaimFilter, DateRange};

/// Which claims are shown. All conditions must hold; of one option's values, any.
#[derive(Clone, Debug, Args)]
pub(super) struct FilterArgs {
    /// Only claims of this patient: words of the name, or exactly the member ID, medical record number or patient control number.
    #[arg(long, value_name = "TEXT")]
    patient: Vec<String>,
    /// Only claims to this payer: words of its name, or exactly its ID.
    #[arg(long, value_name = "TEXT")]
    payer: Vec<String>,
    /// Only claims with this provider in any role: words of the name, or exactly the NPI or the billing provider's tax ID.
    #[arg(long, value_name = "TEXT")]
    provider: Vec<String>,
    /// Only claims with a service on this day or in this range, such as 2026-03-01..2026-03-31; either end may be left out.
    #[arg(long, value_name = "FROM[..TO]")]
    date: Option<DateRange>,
    /// Only claims of at least this total charge, in dollars.
    #[arg(long, value_name = "AMOUNT")]
    min_charge: Option<Amount>,
    /// Only claims with this code: procedure, revenue, diagnosis, value, condition or occurrence code, DRG, modifier or NDC.
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    code: Vec<String>,
}

impl FilterArgs {
    /// The filter; empty where nothing is asked.
    pub(super) fn filter(&self) -> ClaimFilter {
        ClaimFilter {
            control_number: None,
            patient: self.patient.clone(),
            payer: self.payer.clone(),
            provider: self.provider.clone(),
            date: self.date,
            min_charge: self.min_charge.clone(),
            code: self.code.clone(),
        }
    }
}

/// Least severity of the findings shown. What makes the exit code 1 is `--fail-on`, a thing of its own.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct SeverityArgs {
    /// Least severity of the findings shown; `warning` for people on a terminal, everything elsewhere, unless given.
    #[arg(long, value_enum, value_name = "SEVERITY")]
    min_severity: Option<Least>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Least {
    Error,
    Warning,
    Info,
}

impl SeverityArgs {
    /// The least severity shown; `on_terminal` where people read the result as it comes.
    pub(super) fn least(self, on_terminal: bool) -> Severity {
        match self.min_severity {
            Some(Least::Error) => Severity::Error,
            Some(Least::Warning) => Severity::Warning,
            None if on_terminal => Severity::Warning,
            Some(Least::Info) | None => Severity::Info,
        }
    }
}
