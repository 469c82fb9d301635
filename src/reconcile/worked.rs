//! The work list as it came back (`--worked`): who works on which finding, how far it is, and what was said of it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::Finding;

/// How a finding of this run and its row in the work list stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// The list does not have it.
    New,
    /// The list has it, and it is not done.
    Open,
    /// The list says that it is done, and it is found again.
    Reopened,
    /// The list says that it is done, and it is not found any more.
    Done,
    /// It is not done, and not found any more although one of its claims was read.
    NoLongerSeen,
    /// None of its claims was read: nothing is known about it.
    NotRead,
}

impl Progress {
    /// In words, as the work list has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Open => "open",
            Self::Reopened => "reopened",
            Self::Done => "done",
            Self::NoLongerSeen => "no longer seen",
            Self::NotRead => "not read",
        }
    }
}

/// What the work list says of a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Work {
    /// How it stands.
    pub standing: Progress,
    /// What was written under `work_status`.
    pub status: String,
    /// What was written under `owner`.
    pub owner: String,
    /// What was written under `note`.
    pub note: String,
    /// What was written under `verdict`: whether the finding was right.
    pub verdict: String,
}

/// The work list held against this run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WorkSummary {
    /// Findings that the list does not have.
    pub new: usize,
    /// Findings that the list has and that are not done.
    pub open: usize,
    /// Findings that the list says are done.
    pub reopened: usize,
    /// Rows that are done and not found any more.
    pub done: usize,
    /// Rows that are not done and not found any more.
    pub no_longer_seen: usize,
    /// Rows of whose claims none was read this time.
    pub not_read: usize,
    /// The rows that are not among this run's findings: cells by column.
    #[serde(skip)]
    pub rows: Vec<(Progress, BTreeMap<String, String>)>,
}

/// Why a work list cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum WorkedError {
    /// It has no column of ids, which is called so.
    #[error("its first line has no column {0}: this is no sheet that `reconcile` wrote")]
    NoIds(&'static str),
    /// It is no table.
    #[error("line {0} is no line of a table")]
    Line(u64),
}

/// A work list, by the ids of its findings.
#[derive(Clone, Debug, Default)]
pub struct Worked {
    rows: BTreeMap<String, BTreeMap<String, String>>,
}

/// Words under `work_status` that say that nothing is left to do.
const DONE: [&str; 8] =
    ["done", "closed", "resolved", "fixed", "corrected", "complete", "completed", "no action"];

impl Worked {
    /// Reads a work list as a spreadsheet wrote it.
    pub fn parse(content: &[u8]) -> Result<Self, WorkedError> {
        let rows = rows_by(content, "finding_id")?.into_iter();
        Ok(Self { rows: rows.map(|(id, row)| (Finding::current_id(&id).into_owned(), row)).collect() })
    }

    /// What it says of a finding of this run.
    pub fn work(&self, id: &str) -> Work {
        let row = self.rows.get(id);
        let cell = |name: &str| row.and_then(|row| row.get(name)).cloned().unwrap_or_default();
        let standing = match row {
            None => Progress::New,
            Some(row) if is_done(row) => Progress::Reopened,
            Some(_) => Progress::Open,
        };
        Work {
            standing,
            status: cell("work_status"),
            owner: cell("owner"),
            note: cell("note"),
            verdict: cell("verdict"),
        }
    }

    /// The last day to act that the list names for a finding.
    pub fn deadline(&self, id: &str) -> Option<chrono::NaiveDate> {
        self.rows.get(id)?.get("deadline")?.parse().ok()
    }

    /// The account numbers (CLM01) that its rows name.
    pub(super) fn numbers(&self) -> BTreeSet<&str> {
        self.rows.values().flat_map(accounts).collect()
    }

    /// Holds it against this run: `now` are the ids of the findings, `read` the account numbers that were read.
    pub(super) fn summary(&self, now: &BTreeSet<String>, read: &BTreeSet<String>) -> WorkSummary {
        let mut summary = WorkSummary::default();
        for id in now {
            match self.rows.get(id) {
                None => summary.new += 1,
                Some(row) if is_done(row) => summary.reopened += 1,
                Some(_) => summary.open += 1,
            }
        }
        for (_, row) in self.rows.iter().filter(|(id, _)| !now.contains(*id)) {
            let standing = if is_done(row) {
                summary.done += 1;
                Progress::Done
            } else if accounts(row).any(|number| read.contains(number)) {
                summary.no_longer_seen += 1;
                Progress::NoLongerSeen
            } else {
                summary.not_read += 1;
                Progress::NotRead
            };
            summary.rows.push((standing, row.clone()));
        }
        summary
    }
}

/// The rows of a sheet as a spreadsheet wrote it, with commas, semicolons or tabs, in UTF-8 or Windows-1252: cells by column, rows
/// by what stands in the column `key`.
pub(super) fn rows_by(
    content: &[u8],
    key: &'static str,
) -> Result<BTreeMap<String, BTreeMap<String, String>>, WorkedError> {
    let content = content.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(content);
    let text = match std::str::from_utf8(content) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(content).0,
    };
    let first = text.lines().next().unwrap_or_default();
    let delimiter =
        [b',', b';', b'\t'].into_iter().max_by_key(|c| first.bytes().filter(|byte| byte == c).count());
    let mut table = csv::ReaderBuilder::new()
        .delimiter(delimiter.unwrap_or(b','))
        .flexible(true)
        .from_reader(text.as_bytes());
    let broken = |error: &csv::Error| WorkedError::Line(error.position().map_or(1, csv::Position::line));
    let headers = table.headers().map_err(|error| broken(&error))?;
    let columns: Vec<String> = headers.iter().map(|name| name.trim().to_owned()).collect();
    let id = columns.iter().position(|column| column == key).ok_or(WorkedError::NoIds(key))?;
    let mut rows = BTreeMap::new();
    for record in table.records() {
        let record = record.map_err(|error| broken(&error))?;
        let cells = columns.iter().cloned().zip(record.iter().map(plain));
        if let Some(id) = record.get(id).map(str::trim).filter(|id| !id.is_empty()) {
            rows.insert(id.to_owned(), cells.collect());
        }
    }
    Ok(rows)
}

fn accounts(row: &BTreeMap<String, String>) -> impl Iterator<Item = &str> {
    let cells = ["facility_claim", "professional_claim"].into_iter().filter_map(|column| row.get(column));
    cells.map(String::as_str).filter(|number| !number.is_empty())
}

fn is_done(row: &BTreeMap<String, String>) -> bool {
    let status = row.get("work_status").map(|status| status.trim().to_ascii_lowercase());
    status.is_some_and(|status| DONE.contains(&status.as_str()))
}

/// A cell without the apostrophe that keeps a spreadsheet from taking it for a formula.
fn plain(cell: &str) -> String {
    let cell = cell.trim();
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest.to_owned(),
        _ => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "finding_id;facility_claim;work_status;owner;note;deadline\r\n\
        a1;F1;;;;\r\na2;F1;Done;Ann;\"'=1+1; two\nlines\";2026-05-01\r\na3;F1;in work;Bob;;\r\na4;F2;;;;\r\na5;F1;closed;;;\r\n";

    #[test]
    fn a_list_comes_back_as_a_spreadsheet_saved_it() {
        let list = format!("\u{feff}{LIST}");
        let worked = Worked::parse(list.as_bytes()).expect("a list");
        let done = worked.work("a2");
        assert_eq!((done.standing, done.owner.as_str()), (Progress::Reopened, "Ann"));
        assert_eq!(done.note, "=1+1; two\nlines");
        assert_eq!(worked.deadline("a2").map(|day| day.to_string()).as_deref(), Some("2026-05-01"));
        assert_eq!(worked.work("a3").standing, Progress::Open);
        assert_eq!(worked.work("b1").standing, Progress::New);
        let windows = Worked::parse(b"finding_id,owner\na1,J\xFCrg\n").expect("a list");
        assert_eq!(windows.work("a1").owner, "J\u{fc}rg");
        assert!(matches!(Worked::parse(b"id,owner\na1,x\n"), Err(WorkedError::NoIds(_))));
    }

    #[test]
    fn each_row_is_new_open_reopened_done_or_no_longer_seen() {
        let worked = Worked::parse(LIST.as_bytes()).expect("a list");
        let now = ["a2", "a3", "b1"].map(str::to_owned).into();
        let summary = worked.summary(&now, &["F1".to_owned()].into());
        assert_eq!((summary.new, summary.open, summary.reopened), (1, 1, 1));
        assert_eq!((summary.done, summary.no_longer_seen, summary.not_read), (1, 1, 1));
        assert_eq!(summary.rows.len(), 3);
    }
}
