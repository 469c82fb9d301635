//! Geographic practice cost indices (GPCI): how much dearer work, practice and insurance are in a Medicare locality.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::error::TableFault;
use super::text_table::{Header, TextTable};

const CONTRACTOR: &[&str] = &["MEDICAREADMINISTRATIVECONTRACTORMAC", "MAC", "CONTRACTOR"];
const NUMBER: &[&str] = &["LOCALITYNUMBER", "LOCALITY"];

/// The indices of a locality; 1 is the national mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locality {
    /// Physician's work.
    pub work: Decimal,
    /// Practice expense.
    pub practice: Decimal,
    /// Malpractice insurance.
    pub malpractice: Decimal,
}

/// An edition of the indices, by contractor and locality: `0910204`.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Localities(HashMap<String, Locality>);

pub(super) fn fits(header: &Header) -> bool {
    header.find(NUMBER).is_some() && work(header).is_some()
}

/// `2026 PW GPCI (with 1.0 Floor)`: the one that is paid by is the one with the floor.
fn work(header: &Header) -> Option<usize> {
    header.find_part("PWGPCIWITH10FLOOR").or_else(|| header.find_part("PWGPCI"))
}

impl Localities {
    pub(super) fn read(sheet: &TextTable<'_>, header: &Header) -> Result<(Self, usize), TableFault> {
        let missing = |label: &str| TableFault::new(format!("the header has no column {label}"));
        let contractor = header.need("Medicare Administrative Contractor", CONTRACTOR)?;
        let number = header.need("Locality Number", NUMBER)?;
        let work = work(header).ok_or_else(|| missing("PW GPCI"))?;
        let practice = header.find_part("PEGPCI").ok_or_else(|| missing("PE GPCI"))?;
        let malpractice = header.find_part("MPGPCI").ok_or_else(|| missing("MP GPCI"))?;
        let mut localities = HashMap::new();
        let rows = sheet.rows(header, number, |row| {
            let name = name(&format!("{:0>5}{:0>2}", row.cell(contractor), row.cell(number)));
            let locality = Locality {
                work: row.number("PW GPCI", work)?,
                practice: row.number("PE GPCI", practice)?,
                malpractice: row.number("MP GPCI", malpractice)?,
            };
            localities.insert(name, locality);
            Ok(())
        })?;
        Ok((Self(localities), rows))
    }

    /// By contractor and locality: `0910204`, `09102-04`.
    pub(super) fn locality(&self, text: &str) -> Option<Locality> {
        self.0.get(&name(text)).copied()
    }
}

fn name(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect()
}
