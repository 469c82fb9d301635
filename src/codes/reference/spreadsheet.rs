//! Spreadsheets (.xlsx) as the text that the same table is as CSV.

use std::io::Cursor;

use calamine::{Data, DataRef, Reader, Xlsx};

use crate::limits;

/// Most columns of a table; a sheet may claim sixteen thousand.
const COLUMNS: u32 = 256;

/// An open spreadsheet.
pub(super) struct Book(Xlsx<Cursor<Vec<u8>>>);

impl Book {
    /// Opens a spreadsheet; none if it is another archive. The message of an error names no value.
    pub(super) fn open(content: Vec<u8>) -> Result<Option<Self>, String> {
        let archive = zip::ZipArchive::new(Cursor::new(&content)).map_err(|error| error.to_string())?;
        if archive.index_for_name("xl/workbook.xml").is_none() {
            return Ok(None);
        }
        let bytes = archive.decompressed_size().unwrap_or(u128::MAX);
        if bytes > u128::from(limits::TABLE) * 4 {
            return Err(format!("the spreadsheet holds more than {} bytes", limits::TABLE * 4));
        }
        Xlsx::new(Cursor::new(content)).map(|book| Some(Self(book))).map_err(|error| error.to_string())
    }

    pub(super) fn sheets(&self) -> Vec<String> {
        self.0.sheet_names()
    }

    /// A sheet as CSV, a line a row: blank lines where rows are empty, so that the numbers of lines are those of rows.
    pub(super) fn text(&mut self, sheet: &str) -> Result<String, String> {
        let mut cells = self.0.worksheet_cells_reader(sheet).map_err(|error| error.to_string())?;
        let mut text = Text::default();
        while let Some(cell) = cells.next_cell().map_err(|error| error.to_string())? {
            let (row, column) = cell.get_position();
            if column >= COLUMNS {
                continue;
            }
            text.put(row, column, &written(cell.get_value()))?;
        }
        Ok(text.written)
    }
}

/// CSV as it grows.
#[derive(Default)]
struct Text {
    written: String,
    row: u32,
    column: u32,
}

impl Text {
    fn put(&mut self, row: u32, column: u32, cell: &str) -> Result<(), String> {
        if cell.is_empty() || row < self.row || (row == self.row && column < self.column) {
            return Ok(());
        }
        if (row - self.row) as usize > limits::TABLE_LINE || self.written.len() as u64 > limits::TABLE {
            return Err(format!(
                "the sheet is larger than {} bytes, or its rows lie far apart",
                limits::TABLE
            ));
        }
        while self.row < row {
            self.written.push('\n');
            (self.row, self.column) = (self.row + 1, 0);
        }
        while self.column < column {
            self.written.push(',');
            self.column += 1;
        }
        self.written.push('"');
        for c in cell.chars() {
            match c {
                '"' => self.written.push_str("\"\""),
                '\n' | '\r' => self.written.push(' '),
                c => self.written.push(c),
            }
        }
        self.written.push('"');
        Ok(())
    }
}

/// A cell as people read it: dates as `2026-10-01`.
fn written(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::DateTime(at) if !at.is_duration() => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        other => Data::from(other.clone()).to_string(),
    }
}
