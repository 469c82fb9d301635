//! Medically unlikely edits (MUE): the most units of a code.

use std::collections::HashMap;

use super::Table;
use super::error::TableFault;
use super::text_table::{Code, Header, TextTable, code};

const CODE: &[&str] = &["HCPCSCPTCODE", "HCPCSCODE", "HCPCS", "CPTHCPCSCODE"];
const PRACTITIONER: &[&str] = &["PRACTITIONERSERVICESMUE*", "PRACTITIONERMUE*"];
const HOSPITAL: &[&str] = &["OUTPATIENTHOSPITALSERVICESMUE*", "OUTPATIENTHOSPITALMUE*"];

const SUPPLIER: &[&str] = &["DMESUPPLIER*", "DURABLEMEDICALEQUIPMENT*"];

/// The most units of a code that are paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitLimit {
    /// Units.
    pub units: u32,
    /// Whether the limit is for a day (adjudication indicators 2 and 3) or for a line (1).
    pub by_day: bool,
}

/// An edition of one of the three tables.
#[derive(Debug, Default, PartialEq)]
pub(super) struct UnitLimits(HashMap<Code, UnitLimit>);

/// Whose limits they are, if it is a table of limits.
pub(super) fn whose(header: &Header) -> Option<Table> {
    let tables = [
        (PRACTITIONER, Table::PractitionerUnits),
        (HOSPITAL, Table::HospitalUnits),
        (SUPPLIER, Table::SupplierUnits),
    ];
    tables.into_iter().find(|(names, _)| header.find(names).is_some()).map(|(_, table)| table)
}

impl UnitLimits {
    pub(super) fn read(sheet: &TextTable<'_>, header: &Header) -> Result<(Self, usize), TableFault> {
        let of_code = header.need("HCPCS/CPT Code", CODE)?;
        let units = header.need("MUE Values", &[PRACTITIONER, HOSPITAL, SUPPLIER].concat())?;
        let indicator = header.need("MUE Adjudication Indicator", &["MUEADJUDICATIONINDICATOR", "MAI"])?;
        let mut limits = HashMap::new();
        let rows = sheet.rows(header, of_code, |row| {
            let by_day = match row.letter(indicator) {
                '1' => false,
                '2' | '3' => true,
                other => {
                    return Err(TableFault::new(format!(
                        "the adjudication indicator starts with {other:?}, not 1 to 3"
                    )));
                }
            };
            limits.insert(row.code(of_code)?, UnitLimit { units: row.number("MUE Values", units)?, by_day });
            Ok(())
        })?;
        Ok((Self(limits), rows))
    }

    pub(super) fn limit(&self, text: &str) -> Option<UnitLimit> {
        self.0.get(&code(text)?).copied()
    }
}
