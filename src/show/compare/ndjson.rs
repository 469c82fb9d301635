//! Differences for programs: a line a claim that differs or stands alone, then a summary line.

use std::io;

use schemars::JsonSchema;
use serde::Serialize;

use crate::compare::{ChangedClaim, ClaimName, SegmentChange, Summary};

use super::Report;

const SCHEMA: &str = "twinclaim/difference/1";

/// A line.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Difference")]
struct Line<'l> {
    /// Always `twinclaim/difference/1`.
    schema: &'static str,
    #[serde(flatten)]
    what: What<'l>,
}

#[derive(Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
enum What<'l> {
    /// A pair of claims that differ.
    Changed(&'l ChangedClaim),
    /// A claim of the left side alone.
    OnlyLeft { claim: &'l ClaimName },
    /// A claim of the right side alone.
    OnlyRight { claim: &'l ClaimName },
    /// A segment of files without claims.
    Segment(&'l SegmentChange),
    /// The last line.
    Summary {
        same: u64,
        changed: u64,
        only_left: u64,
        only_right: u64,
        /// Segments that differ in files without claims.
        segments: u64,
    },
}

/// The JSON Schema of a line.
pub fn difference_schema() -> schemars::Schema {
    schemars::schema_for!(Line<'static>)
}

/// Writes JSON lines.
#[derive(Debug, Default)]
pub struct Ndjson;

fn line(what: What<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &Line { schema: SCHEMA, what })?;
    out.write_all(b"\n")
}

impl Report for Ndjson {
    fn changed(&mut self, changed: &ChangedClaim, out: &mut dyn io::Write) -> io::Result<()> {
        line(What::Changed(changed), out)
    }

    fn alone(&mut self, is_left: bool, claim: &ClaimName, out: &mut dyn io::Write) -> io::Result<()> {
        line(if is_left { What::OnlyLeft { claim } } else { What::OnlyRight { claim } }, out)
    }

    fn segment(&mut self, change: &SegmentChange, out: &mut dyn io::Write) -> io::Result<()> {
        line(What::Segment(change), out)
    }

    fn finish(&mut self, summary: &Summary, out: &mut dyn io::Write) -> io::Result<()> {
        let Summary { same, changed, only_left, only_right, segments_changed: segments, .. } = *summary;
        line(What::Summary { same, changed, only_left, only_right, segments }, out)
    }
}
