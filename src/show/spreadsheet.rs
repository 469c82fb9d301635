//! The one place that makes cells safe for a spreadsheet: CSV without formulas.

use std::borrow::Cow;
use std::io;

use super::Masked;

/// Writes CSV (RFC 4180, LF). A cell that a spreadsheet would take for a formula gets an apostrophe.
pub(super) struct Sheet<W: io::Write>(csv::Writer<W>);

impl<W: io::Write> Sheet<W> {
    /// Begins with a byte order mark, without which Excel takes UTF-8 for something else, and the titles of the columns.
    pub(super) fn new(mut out: W, titles: &[&str]) -> io::Result<Self> {
        out.write_all(b"\xEF\xBB\xBF")?;
        let mut table = csv::Writer::from_writer(out);
        table.write_record(titles)?;
        Ok(Self(table))
    }

    /// Goes on with what has its titles.
    pub(super) fn continued(out: W) -> Self {
        Self(csv::Writer::from_writer(out))
    }

    /// A row of what nobody asked to be masked.
    pub(super) fn data<'c>(&mut self, cells: impl Iterator<Item = &'c str>) -> io::Result<()> {
        for cell in cells {
            self.0.write_field(&*harmless(cell))?;
        }
        Ok(self.0.write_record(None::<&[u8]>)?)
    }

    /// The output, with all that was written.
    pub(super) fn into_inner(self) -> io::Result<W> {
        self.0.into_inner().map_err(|error| io::Error::other(error.to_string()))
    }

    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = Masked>) -> io::Result<()> {
        Ok(self.0.write_record(cells.into_iter().map(|cell| harmless(&String::from(cell)).into_owned()))?)
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn harmless(cell: &str) -> Cow<'_, str> {
    const BEGIN: [char; 12] =
        ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}', '\u{2212}'];
    let is_number = || cell.parse::<rust_decimal::Decimal>().is_ok();
    if cell.starts_with(BEGIN) && !is_number() { format!("'{cell}").into() } else { cell.into() }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn a_formula_is_defused_and_a_negative_amount_is_not() {
        assert_eq!(harmless("=1+1"), "'=1+1");
        assert_eq!(harmless("@SUM(A1)"), "'@SUM(A1)");
        for begin in ["\n", "\r", "\t", "＝", "＋", "－", "＠"] {
            assert_eq!(harmless(&format!("{begin}1+1")), format!("'{begin}1+1"));
        }
        assert_eq!(harmless("-12.50"), "-12.50");
        assert_eq!(harmless("LGH-1"), "LGH-1");
    }
}
