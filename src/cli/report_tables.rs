//! What this program says of claims, as tables: which there are, and how it is read.

use std::ops::ControlFlow;
use std::sync::LazyLock;

use schemars::{Schema, schema_for};

use serde_json::Value;

use crate::batch::{Source, claims};
use crate::finding::Finding;
use crate::input_status::InputStatus;
use crate::reconcile::Summary;
use crate::show::manifest::ManifestLine;
use crate::show::reconcile::encounter_schema;
use crate::tables::Tables;

use super::common::Tally;
use super::screen::Screen;

/// The schema of a claim.
pub(super) const CLAIM: &str = "twinclaim/claim/1";
const ENCOUNTER: &str = "twinclaim/encounter/1";
const SUMMARY: &str = "twinclaim/summary/1";
const MANIFEST: &str = "twinclaim/manifest/1";

type Lazy = LazyLock<Tables>;

fn tables(name: &'static str, key: &'static str, schema: fn() -> Schema) -> Tables {
    Tables::new(name, key, key, &schema().to_value())
}

/// The tables of things of this schema, with the name of the schema; else why there are none.
pub(super) fn find(schema: &str) -> Result<(&'static str, &'static Tables), String> {
    static FINDINGS: Lazy = Lazy::new(|| tables("findings", "finding", || schema_for!(Finding)));
    static ENCOUNTERS: Lazy = Lazy::new(|| tables("encounters", "encounter", encounter_schema));
    static SUMMARIES: Lazy = Lazy::new(|| tables("summaries", "summary", || schema_for!(Summary)));
    static MANIFESTS: Lazy = Lazy::new(|| tables("manifest", "entry", || schema_for!(ManifestLine<'static>)));
    let all: [(&str, &'static Lazy); 4] = [
        (Finding::SCHEMA, &FINDINGS),
        (ENCOUNTER, &ENCOUNTERS),
        (SUMMARY, &SUMMARIES),
        (MANIFEST, &MANIFESTS),
    ];
    let found = all.into_iter().find(|(of, _)| *of == schema);
    found.map(|(of, tables)| (of, &**tables)).ok_or_else(|| {
        "tables are made of claims, of findings (`validate --format ndjson`), of encounters (`reconcile --format ndjson`) and of manifests"
            .to_owned()
    })
}

impl Tally {
    /// Reads what was said of claims. What cannot be read is said; the caller goes on with the next input.
    pub(super) fn read_reports(
        &mut self,
        mut source: Source,
        screen: &Screen,
        take: &mut dyn FnMut(&Value) -> ControlFlow<()>,
    ) {
        self.account.begin(&mut source);
        let name = source.name.clone();
        let read = claims::read_reports(source, &mut |report| take(&report));
        match read {
            Ok(()) => self.account.end(InputStatus::Done, None),
            Err(error) => {
                self.account.end(InputStatus::Refused, Some(&error.to_string()));
                self.unread(screen, &format!("{name}: {error}"));
            }
        }
    }
}
