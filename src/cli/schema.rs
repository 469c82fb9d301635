//! `twinclaim schema`: the shapes of the JSON that goes in and out.

use clap::ValueEnum;

use crate::finding::Finding;
use crate::model::Claim;
use crate::show::reconcile;

use super::Exit;
use super::screen::Screen;

/// Prints the JSON Schema of a claim, an encounter or a finding.
///
/// Claims are what `convert` writes and reads, encounters and findings what `reconcile` and `validate` write.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: twinclaim schema claim > claim.schema.json")]
pub(super) struct Args {
    /// Which shape.
    #[arg(value_enum, value_name = "SHAPE")]
    of: Of,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Of {
    Claim,
    Encounter,
    Finding,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Exit {
    let schema = match args.of {
        Of::Claim => schemars::schema_for!(Claim),
        Of::Encounter => reconcile::encounter_schema(),
        Of::Finding => schemars::schema_for!(Finding),
    };
    match serde_json::to_string_pretty(&schema) {
        Ok(text) => {
            screen.print(&text);
            screen.print("\n");
            Exit::Clean
        }
        Err(error) => {
            screen.failure(&format!("the schema could not be printed: {error}"));
            Exit::Failed
        }
    }
}
