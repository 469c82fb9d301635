//! Procedure to procedure edits (PTP): pairs of codes that are not paid together.

use chrono::{Datelike, NaiveDate};

use super::error::TableFault;
use super::text_table::{Code, Header, TextTable, code};

/// A pair in a stretch of days. There are millions of them, so days are numbers such as 20260401.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Pair {
    codes: (Code, Code),
    from: u32,
    until: u32,
    with_modifier: bool,
}

/// Pairs of one of the two tables, all of its parts.
#[derive(Debug, Default)]
pub(super) struct Pairs(Vec<Pair>);

pub(super) fn fits(header: &Header) -> bool {
    header.find(&["COLUMN1"]).is_some() && header.find(&["COLUMN2"]).is_some()
}

/// Whether it is the table for practitioners (`Some(true)`) or for outpatient hospitals. The columns are the same; its
/// name, its title or what it is in tells.
pub(super) fn for_practitioners(file: &str, title: &str) -> Option<bool> {
    let own = file.rsplit(['/', '\\', '!']).next().unwrap_or(file);
    [own, title, file].iter().find_map(|text| {
        let text = text.to_ascii_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
        match (says(&["ccipra", "practitioner"]), says(&["ccioph", "hospital"])) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        }
    })
}

impl Pairs {
    /// Adds the pairs of a file to those that are there.
    pub(super) fn read(&mut self, sheet: &TextTable<'_>, header: &Header) -> Result<usize, TableFault> {
        let first = header.need("Column 1", &["COLUMN1"])?;
        let second = header.need("Column 2", &["COLUMN2"])?;
        let from = header.need("Effective Date", &["EFFECTIVEDATE*", "EFFECTIVE"])?;
        let until = header.need("Deletion Date", &["DELETIONDATE*", "DELETION"])?;
        let modifier = header.need("Modifier", &["MODIFIER*"])?;
        let rows = sheet.rows(header, first, |row| {
            let until = match row.cell(until) {
                "" | "*" => u32::MAX,
                _ => row.number("Deletion Date", until)?,
            };
            let with_modifier = match row.cell(modifier) {
                "0" => false,
                "1" => true,
                // The edit was deleted on the day it came in.
                "9" => return Ok(()),
                other => {
                    return Err(TableFault::new(format!(
                        "the modifier indicator is {other:?}, not 0, 1 or 9"
                    )));
                }
            };
            self.0.push(Pair {
                codes: (row.code(first)?, row.code(second)?),
                from: row.number("Effective Date", from)?,
                until,
                with_modifier,
            });
            Ok(())
        })?;
        // The parts of a table overlap by nothing; the same part in two forms counts once.
        self.0.sort_unstable();
        self.0.dedup();
        Ok(rows)
    }

    pub(super) fn pair(&self, first: &str, second: &str, day: NaiveDate) -> Option<bool> {
        let codes = (code(first)?, code(second)?);
        let day = u32::try_from(day.year()).ok()? * 10_000 + day.month() * 100 + day.day();
        let start = self.0.partition_point(|pair| pair.codes < codes);
        let own = self.0[start..].iter().take_while(|pair| pair.codes == codes);
        own.filter(|pair| pair.from <= day && day <= pair.until).map(|pair| pair.with_modifier).next()
    }
}
