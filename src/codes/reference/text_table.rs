//! A table as text: rows under a header that is found by its names.

use std::borrow::Cow;

use csv::{ReaderBuilder, StringRecord};

use super::error::TableFault;

/// A header is within so many rows; above it are titles and copyright notices.
const TOP: usize = 40;
/// The most rows over which the names of columns are spread.
const SPREAD: usize = 3;

/// The text of a table, decoded.
pub(super) struct TextTable<'t> {
    text: Cow<'t, str>,
    delimiter: u8,
    /// The first rows.
    top: Vec<StringRecord>,
}

/// The names of columns.
#[derive(Clone, Debug)]
pub(super) struct Header {
    names: Vec<String>,
    /// Position of its last row.
    row: usize,
    /// Line of its last row, from 1.
    line: u64,
}

impl<'t> TextTable<'t> {
    /// Reads the top of a file. Text that is not UTF-8 is Windows-1252, as CMS files are.
    pub(super) fn new(content: &'t [u8]) -> Self {
        let content = content.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(content);
        let text = match std::str::from_utf8(content) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(content).0,
        };
        let tabs = text.lines().take(TOP).filter(|line| line.matches('\t').count() > 1).count();
        let delimiter = if tabs > 0 { b'\t' } else { b',' };
        let mut sheet = Self { text, delimiter, top: Vec::new() };
        sheet.top = sheet.records().take(TOP).map_while(Result::ok).collect();
        sheet
    }

    /// All rows. Quotes mean something only where cells are parted by commas.
    fn records(&self) -> impl Iterator<Item = Result<StringRecord, csv::Error>> + use<'_> {
        let mut builder = ReaderBuilder::new();
        builder.delimiter(self.delimiter).has_headers(false).flexible(true).quoting(self.delimiter == b',');
        builder.from_reader(self.text.as_bytes()).into_records()
    }

    /// Headers there may be: each of the first rows alone, and joined by column with the rows above it.
    pub(super) fn headers(&self) -> impl Iterator<Item = Header> + use<'_> {
        (0..self.top.len()).flat_map(move |row| {
            (1..=SPREAD.min(row + 1)).map(move |rows| {
                let joined = &self.top[row + 1 - rows..=row];
                let columns = joined.iter().map(StringRecord::len).max().unwrap_or(0);
                let name = |column: usize| joined.iter().filter_map(|r| r.get(column)).map(plain).collect();
                let line = self.line(&self.top[row]);
                Header { names: (0..columns).map(name).collect(), row, line }
            })
        })
    }

    /// What is above a header, in one line.
    pub(super) fn preamble(&self, header: &Header) -> String {
        let above = self.top.iter().take(header.row + 1);
        above.flat_map(StringRecord::iter).collect::<Vec<_>>().join(" ")
    }

    /// Gives every row below the header to a function. Rows that hold at most one value (blank lines, footnotes) are no
    /// rows of the table; nor are those under the header that go on with it: they are empty in the column `key`, which no
    /// row of the table is.
    pub(super) fn rows(
        &self,
        header: &Header,
        key: usize,
        mut take: impl FnMut(Row<'_>) -> Result<(), TableFault>,
    ) -> Result<usize, TableFault> {
        let mut rows = 0;
        for record in self.records().skip(header.row + 1) {
            let record = record.map_err(|error| TableFault::csv(&error))?;
            let row = Row { record: &record };
            let is_short = record.iter().filter(|cell| !cell.trim().is_empty()).nth(1).is_none();
            if is_short || (rows == 0 && row.cell(key).is_empty()) {
                continue;
            }
            take(row).map_err(|problem| problem.at(self.line(&record)))?;
            rows += 1;
        }
        Ok(rows)
    }

    /// The line on which a row begins, from 1.
    fn line(&self, record: &StringRecord) -> u64 {
        let at = record.position().and_then(|at| usize::try_from(at.byte()).ok()).unwrap_or(0);
        let text = self.text.as_bytes();
        // The end of the line before and blank lines are passed over only when the row is read.
        let blanks =
            text[at.min(text.len())..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        1 + memchr::memchr_iter(b'\n', &text[..at + blanks]).count() as u64
    }
}

impl Header {
    /// The first column with one of these names: letters and digits in upper case; a star stands for any end.
    pub(super) fn find(&self, names: &[&str]) -> Option<usize> {
        let fits = |own: &str, name: &str| match name.strip_suffix('*') {
            Some(start) => own.starts_with(start),
            None => own == name,
        };
        self.names.iter().position(|own| names.iter().any(|name| fits(own, name)))
    }

    /// The first column with this in its name.
    pub(super) fn find_part(&self, part: &str) -> Option<usize> {
        self.names.iter().position(|own| own.contains(part))
    }

    /// [`Self::find`] where the table cannot be used without the column.
    pub(super) fn need(&self, label: &str, names: &[&str]) -> Result<usize, TableFault> {
        self.find(names)
            .ok_or_else(|| TableFault::new(format!("the header has no column {label}")).at(self.line))
    }
}

/// A row of a table.
#[derive(Clone, Copy)]
pub(super) struct Row<'r> {
    record: &'r StringRecord,
}

impl<'r> Row<'r> {
    /// A cell, without blanks around it; empty where the row is short.
    pub(super) fn cell(self, column: usize) -> &'r str {
        self.record.get(column).unwrap_or_default().trim().trim_matches('"').trim()
    }

    /// A procedure code of five letters and digits.
    pub(super) fn code(self, column: usize) -> Result<Code, TableFault> {
        let cell = self.cell(column);
        code(cell).ok_or_else(|| TableFault::new(format!("{cell:?} is no procedure code of five characters")))
    }

    /// The one character of a cell; a blank where it is empty.
    pub(super) fn letter(self, column: usize) -> char {
        self.cell(column).chars().next().unwrap_or(' ')
    }

    /// Reads a cell as a number of some kind.
    pub(super) fn number<N: std::str::FromStr>(self, label: &str, column: usize) -> Result<N, TableFault> {
        let cell = self.cell(column).replace(['$', ','], "");
        cell.parse()
            .map_err(|_| TableFault::new(format!("{label} is {:?}, which is no number", self.cell(column))))
    }
}

/// A procedure code.
pub(super) type Code = [u8; 5];

/// A code of five letters and digits, in upper case.
pub(super) fn code(text: &str) -> Option<Code> {
    let bytes: Code = text.trim().as_bytes().try_into().ok()?;
    bytes.iter().all(u8::is_ascii_alphanumeric).then(|| bytes.map(|b| b.to_ascii_uppercase()))
}

/// Letters and digits in upper case: what is compared of a name.
fn plain(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}
