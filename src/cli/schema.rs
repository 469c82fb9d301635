//! `twinclaim schema`: the shapes of the JSON that goes in and out.

use clap::ValueEnum;
use schemars::{Schema, schema_for};
use serde_json::json;

use crate::batch::compact::COMPACT;
use crate::finding::Finding;
use crate::generate::pairs;
use crate::model::{Claim, SharedParts};
use crate::reconcile::Summary;
use crate::show::manifest::ManifestLine;
use crate::show::progress::ProgressLine;
use crate::show::{inspect, reconcile};

use super::Exit;
use super::screen::Screen;

/// Prints or lists the JSON Schemas of what goes in and out.
///
/// Every line of JSON names its own under `schema`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  twinclaim schema\n  twinclaim schema claim > claim.schema.json")]
pub(super) struct Args {
    /// Which shape; all are listed unless given.
    #[arg(value_enum, value_name = "SHAPE")]
    of: Option<Of>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Of {
    /// A claim: what `convert` writes and reads.
    Claim,
    /// A claim that does not repeat what it shares: what `convert --compact` writes.
    Compact,
    /// What compact claims share.
    Shared,
    /// An encounter: what `reconcile` writes.
    Encounter,
    /// Totals: the last line of `reconcile`.
    Summary,
    /// A finding: what `validate` writes, and encounters hold.
    Finding,
    /// What is in a file: what `inspect --json` writes.
    Inspect,
    /// What `generate pairs` made, an encounter a line.
    Truth,
    /// What became of the inputs of a run: what `--manifest` writes.
    Manifest,
    /// How far a run has come: what `--progress json` writes.
    Progress,
    /// How often claims are right: what `reconcile --audit OUT.ndjson` writes.
    Audit,
    /// What changed between two sets of claims: what `diff --format ndjson` writes.
    Difference,
}

impl Of {
    fn schema(self) -> Schema {
        match self {
            Self::Claim => schema_for!(Claim),
            Self::Compact => compact_schema(),
            Self::Shared => schema_for!(SharedParts),
            Self::Encounter => reconcile::encounter_schema(),
            Self::Summary => schema_for!(Summary),
            Self::Finding => schema_for!(Finding),
            Self::Inspect => inspect::schema(),
            Self::Truth => pairs::truth_schema(),
            Self::Manifest => schema_for!(ManifestLine<'static>),
            Self::Progress => schema_for!(ProgressLine),
            Self::Audit => crate::show::audit::schema(),
            Self::Difference => crate::show::compare::difference_schema(),
        }
    }
}

/// A claim without what it shares, and with the name of that.
fn compact_schema() -> Schema {
    let mut schema = schema_for!(Claim).to_value();
    let shared = schema_for!(SharedParts).to_value();
    let parts = shared["properties"].as_object().into_iter().flatten().map(|(part, _)| part);
    if let Some(properties) = schema["properties"].as_object_mut() {
        for part in parts.filter(|part| *part != "schema" && *part != "id") {
            properties.remove(part);
        }
        properties.insert("schema".to_owned(), json!({"const": COMPACT}));
        let about = "The `id` of what it shares with others, which is on a line in front of it.";
        properties.insert("shared".to_owned(), json!({"type": "string", "description": about}));
    }
    if let Some(required) = schema["required"].as_array_mut() {
        required.push("shared".into());
    }
    schema["title"] = "CompactClaim".into();
    Schema::try_from(schema).unwrap_or_default()
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Exit {
    let Some(of) = args.of else {
        for of in Of::value_variants() {
            let value = of.to_possible_value();
            let (name, help) =
                value.as_ref().map_or(("", None), |value| (value.get_name(), value.get_help()));
            let help = help.map(ToString::to_string).unwrap_or_default();
            screen.print(&format!("twinclaim/{name}/1  {help}\n"));
        }
        return Exit::Clean;
    };
    match serde_json::to_string_pretty(&of.schema()) {
        Ok(text) => {
            screen.print_data(&text);
            screen.print_data("\n");
            Exit::Clean
        }
        Err(error) => {
            screen.failure(&format!("the schema could not be printed: {error}"));
            Exit::Failed
        }
    }
}
