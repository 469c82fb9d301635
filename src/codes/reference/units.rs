//! Medically unlikely edits (MUE): the most units of a code.

use std::collections::HashMap;

use super::error::TableFault;
use super::text_table::{Code, Header, TextTable, code};

const CODE: &[&str] = &["HCPCSCPTCODE", "HCPCSCODE", "HCPCS", "CPTHCPCSCODE"];
const PRACTITIONER: &[&str] = &["PRACTITIONERSERVICESMUE*", "PRACTITIONERMUE*"];
const HOSPITAL: &[&str] = &["OUTPATIENTHOSPITALSERVICESMUE*", "OUTPATIENTHOSPITALMUE*"];

/// The most units of a code that are paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitLimit {
    /// Units.
    pub units: u32,
    /// Whether the limit is for a day (adjudication indicators 2 and 3) or for a line (1).
    pub by_day: bool,
}

/// An edition of one of the two tables.
#[derive(Debug, Default)]
pub(super) struct UnitLimits(HashMap<Code, UnitLimit>);

/// Whether it is a table of limits for practitioners (`Some(true)`) or for outpatient hospitals.
pub(super) fn for_practitioners(header: &Header) -> Option<bool> {
    let found = |names| header.find(names).is_some();
    match (found(PRACTITIONER), found(HOSPITAL)) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

impl UnitLimits {
    pub(super) fn read(sheet: &TextTable<'_>, header: &Header) -> Result<(Self, usize), TableFault> {
        let of_code = header.need("HCPCS/CPT Code", CODE)?;
        let units = header.need("MUE Values", &[PRACTITIONER, HOSPITAL].concat())?;
        let indicator = header.need("MUE Adjudication Indicator", &["MUEADJUDICATIONINDICATOR", "MAI"])?;
        let mut limits = HashMap::new();
        let rows = sheet.rows(header, |row| {
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
