//! The audit for programs, and for `--baseline` of a later run: a group a line, then levels and agreement.

use std::io;

use schemars::{JsonSchema, Schema, schema_for};
use serde::Serialize;

use crate::reconcile::{Agreement, Audit, Dimension, LevelBy, LevelKind, Sums, wilson};
use crate::show::charges::party;
use crate::show::{Mask, Masked};

use super::{by_rule, change, line, name, share};

const SCHEMA: &str = "twinclaim/audit/1";

/// A line of an audit, by its `type`.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "type")]
enum AuditLine<'a> {
    /// How a group did.
    #[serde(rename = "audit")]
    Group(GroupLine<'a>),
    /// How often a biller billed each level of a visit.
    #[serde(rename = "audit_levels")]
    Levels(LevelLine),
    /// How the reviewer of a sample and the program agree.
    #[serde(rename = "audit_agreement")]
    Agreement(AgreementLine<'a>),
}

/// How a group did. Shares are decimals from 0 to 1.
#[derive(Serialize, JsonSchema)]
struct GroupLine<'a> {
    /// Always `twinclaim/audit/1`.
    schema: &'static str,
    /// What it is a group by.
    dimension: Dimension,
    /// The group.
    name: Masked,
    /// Claims looked at; of a department or a provider those with a line of theirs.
    claims: usize,
    /// Those of them that nothing asks to correct.
    claims_right: usize,
    /// Their share.
    accuracy: Option<String>,
    /// Where the share lies at 95 % (Wilson), lower bound.
    accuracy_low: Option<String>,
    /// Upper bound.
    accuracy_high: Option<String>,
    /// Lines looked at.
    lines: usize,
    /// Those of them that nothing asks to correct.
    lines_right: usize,
    /// The three sums.
    money: &'a Sums,
    /// Claims that each rule asks to correct, the most first.
    wrong_by_rule: Vec<RuleCount<'a>>,
    /// The same share in the earlier audit (`--baseline`).
    accuracy_before: Option<String>,
    /// The share now less that before.
    change: Option<String>,
}

/// Claims that a rule asks to correct.
#[derive(Serialize, JsonSchema)]
struct RuleCount<'a> {
    /// Its code.
    code: &'a str,
    /// Claims.
    claims: usize,
}

/// How often a biller billed each level of a visit.
#[derive(Serialize, JsonSchema)]
struct LevelLine {
    /// Always `twinclaim/audit/1`.
    schema: &'static str,
    /// Which levels.
    kind: LevelKind,
    /// By whom.
    by: LevelBy,
    /// Name, or NPI of a physician.
    name: Masked,
    /// Codes of the levels; empty where there is none.
    codes: [&'static str; 5],
    /// Lines by level.
    lines: [usize; 5],
    /// Lines of all others by level.
    peers: [usize; 5],
}

/// How the reviewer of a sample and the program agree.
#[derive(Serialize, JsonSchema)]
struct AgreementLine<'a> {
    /// Always `twinclaim/audit/1`.
    schema: &'static str,
    /// Both say that a claim is right.
    both_right: usize,
    /// Both say that it is wrong.
    both_wrong: usize,
    /// The program alone says that it is wrong.
    program_only: usize,
    /// The reviewer alone does.
    reviewer_only: usize,
    /// Rows without a verdict.
    without_verdict: usize,
    /// Rows of which no claim was read.
    not_read: usize,
    /// Share on which they agree.
    agreement: Option<String>,
    /// Cohen's kappa.
    kappa: Option<String>,
    /// Of what the program calls wrong, the share that is.
    precision: Option<String>,
    /// Of what the reviewer calls wrong, the share that the program found.
    recall: Option<String>,
    /// Claims on which they differ.
    differ: Vec<Differing<'a>>,
}

/// A claim on which they differ.
#[derive(Serialize, JsonSchema)]
struct Differing<'a> {
    /// Its id in the sample.
    sample_id: &'a str,
    /// Whether the program says that it is right.
    program_right: bool,
    /// The rules that say that it is not.
    codes: &'a [String],
}

/// The JSON Schema of a line.
pub fn schema() -> Schema {
    schema_for!(AuditLine<'static>)
}

pub(super) fn render(audit: &Audit, mask: Mask, out: &mut dyn io::Write) -> io::Result<()> {
    for row in &audit.rows {
        let figures = &row.figures;
        let accuracy = wilson(figures.claims_right, figures.claims);
        let before = row.before.and_then(|[claims, right]| wilson(right, claims));
        let group = GroupLine {
            schema: SCHEMA,
            dimension: row.dimension,
            name: name(row, mask),
            claims: figures.claims,
            claims_right: figures.claims_right,
            accuracy: accuracy.map(|one| share(one.share)),
            accuracy_low: accuracy.map(|one| share(one.low)),
            accuracy_high: accuracy.map(|one| share(one.high)),
            lines: figures.lines,
            lines_right: figures.lines_right,
            money: &figures.money,
            wrong_by_rule: by_rule(row)
                .into_iter()
                .map(|(code, claims)| RuleCount { code, claims })
                .collect(),
            accuracy_before: before.map(|one| share(one.share)),
            change: change(row).map(share),
        };
        line(&AuditLine::Group(group), out)?;
    }
    for row in &audit.levels {
        let levels = LevelLine {
            schema: SCHEMA,
            kind: row.kind,
            by: row.by,
            name: party(&row.who, mask),
            codes: row.kind.codes(),
            lines: row.counts,
            peers: row.peers,
        };
        line(&AuditLine::Levels(levels), out)?;
    }
    match &audit.agreement {
        Some(agreement) => line(&AuditLine::Agreement(agreed(agreement)), out),
        None => Ok(()),
    }
}

fn agreed(agreement: &Agreement) -> AgreementLine<'_> {
    let of = |one: Option<crate::reconcile::Interval>| one.map(|one| share(one.share));
    AgreementLine {
        schema: SCHEMA,
        both_right: agreement.both_right,
        both_wrong: agreement.both_wrong,
        program_only: agreement.program_only,
        reviewer_only: agreement.reviewer_only,
        without_verdict: agreement.without_verdict,
        not_read: agreement.not_read,
        agreement: of(agreement.share()),
        kappa: agreement.kappa().map(share),
        precision: of(agreement.precision()),
        recall: of(agreement.recall()),
        differ: agreement
            .differ
            .iter()
            .map(|(id, (right, codes))| Differing { sample_id: id, program_right: *right, codes })
            .collect(),
    }
}
