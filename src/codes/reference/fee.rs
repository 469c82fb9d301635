//! The physician fee schedule's relative values (PPRRVU): a row a code and modifier.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::error::TableFault;
use super::text_table::{Code, Header, Row, TextTable, code};

/// A row of the physician fee schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fee {
    /// Status, such as `A` for paid by the schedule, `C` for priced by the contractor, `X` for not in its scope.
    pub status: char,
    /// PC/TC indicator: 1 for a test with a technical and a professional part …; none where the row has none.
    pub pctc: Option<u8>,
    /// Days after surgery that belong to it: `000`, `010`, `090`, `XXX` …
    pub global_days: String,
    /// Whether 150 % is paid for both sides: `1` yes, `3` each side in full, `2` the code means both …
    pub bilateral: char,
    /// Whether an assistant is paid: `2` yes, `1` no, `0` with papers, `9` makes no sense.
    pub assistant: char,
    /// The same for a second surgeon.
    pub co_surgeon: char,
    /// The same for a team.
    pub team: char,
    /// Relative value where the practice bears the cost.
    pub non_facility_total: Decimal,
    /// Relative value where a facility does.
    pub facility_total: Decimal,
    /// Dollars for a relative value of 1.
    pub conversion_factor: Decimal,
}

/// An edition of the fee schedule.
#[derive(Debug, Default)]
pub(super) struct FeeSchedule(HashMap<(Code, [u8; 2]), Fee>);

struct Columns {
    code: usize,
    modifier: usize,
    status: usize,
    pctc: usize,
    global: usize,
    bilateral: usize,
    assistant: usize,
    co_surgeon: usize,
    team: usize,
    non_facility: usize,
    facility: usize,
    factor: usize,
}

pub(super) fn fits(header: &Header) -> bool {
    header.find(&["HCPCS"]).is_some() && header.find(&["PCTCIND", "PCTCINDICATOR"]).is_some()
}

impl FeeSchedule {
    pub(super) fn read(sheet: &TextTable<'_>, header: &Header) -> Result<(Self, usize), TableFault> {
        let columns = Columns::of(header)?;
        let mut fees = HashMap::new();
        let rows = sheet.rows(header, |row| {
            let modifier = modifier(row.cell(columns.modifier))
                .ok_or_else(|| TableFault::new("the modifier is not two letters or digits"))?;
            fees.insert((row.code(columns.code)?, modifier), columns.fee(row)?);
            Ok(())
        })?;
        Ok((Self(fees), rows))
    }

    pub(super) fn fee(&self, text: &str, modifier_text: &str) -> Option<&Fee> {
        self.0.get(&(code(text)?, modifier(modifier_text)?))
    }
}

/// A modifier of two characters, or none.
fn modifier(text: &str) -> Option<[u8; 2]> {
    match text.as_bytes() {
        [] => Some([b' '; 2]),
        &[a, b] => Some([a.to_ascii_uppercase(), b.to_ascii_uppercase()]),
        _ => None,
    }
}

impl Columns {
    fn of(header: &Header) -> Result<Self, TableFault> {
        Ok(Self {
            code: header.need("HCPCS", &["HCPCS"])?,
            modifier: header.need("MOD", &["MOD", "MODIFIER"])?,
            status: header.need("STATUS CODE", &["STATUSCODE"])?,
            pctc: header.need("PCTC IND", &["PCTCIND", "PCTCINDICATOR"])?,
            global: header.need("GLOB DAYS", &["GLOBDAYS", "GLOBALDAYS"])?,
            bilateral: header.need("BILAT SURG", &["BILATSURG"])?,
            assistant: header.need("ASST SURG", &["ASSTSURG"])?,
            co_surgeon: header.need("CO-SURG", &["COSURG"])?,
            team: header.need("TEAM SURG", &["TEAMSURG"])?,
            non_facility: header.need("NON-FACILITY TOTAL", &["NONFACILITYTOTAL", "NONFACTOTAL"])?,
            facility: header.need("FACILITY TOTAL", &["FACILITYTOTAL"])?,
            factor: header.need("CONV FACTOR", &["CONVFACTOR", "CONVERSIONFACTOR"])?,
        })
    }

    fn fee(&self, row: Row<'_>) -> Result<Fee, TableFault> {
        let pctc = match row.cell(self.pctc) {
            "" => None,
            text => Some(
                text.parse()
                    .map_err(|_| TableFault::new(format!("PCTC IND is {text:?}, which is no number")))?,
            ),
        };
        // A total that is not worked out is as NA or empty.
        let total = |label, column| match row.cell(column) {
            "" | "NA" => Ok(Decimal::ZERO),
            _ => row.number(label, column),
        };
        Ok(Fee {
            status: row.letter(self.status),
            pctc,
            global_days: row.cell(self.global).to_owned(),
            bilateral: row.letter(self.bilateral),
            assistant: row.letter(self.assistant),
            co_surgeon: row.letter(self.co_surgeon),
            team: row.letter(self.team),
            non_facility_total: total("NON-FACILITY TOTAL", self.non_facility)?,
            facility_total: total("FACILITY TOTAL", self.facility)?,
            conversion_factor: total("CONV FACTOR", self.factor)?,
        })
    }
}
