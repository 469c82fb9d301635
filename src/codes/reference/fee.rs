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
    /// Whether a further operation of the day is paid half: `2` yes, `0` no …; a blank where the file does not say.
    pub multiple: char,
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
    /// What the totals are made of; none where the file has totals only.
    pub parts: Option<FeeParts>,
    /// Shares of an operation's fee for what is done before, in and after it (modifiers 56, 54, 55); 0 where it has no
    /// such shares.
    pub stages: Stages,
}

/// What the relative value of a service is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeeParts {
    /// Work of the physician.
    pub work: Decimal,
    /// Practice expense where the practice bears the cost.
    pub non_facility_practice: Decimal,
    /// Practice expense where a facility does.
    pub facility_practice: Decimal,
    /// Malpractice insurance.
    pub malpractice: Decimal,
}

/// Shares of an operation's fee, such as 0.10, 0.69 and 0.21.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stages {
    /// Before the operation.
    pub before: Decimal,
    /// The operation itself.
    pub operation: Decimal,
    /// After it.
    pub after: Decimal,
}

/// An edition of the fee schedule.
#[derive(Debug, Default, PartialEq)]
pub(super) struct FeeSchedule(HashMap<(Code, [u8; 2]), Fee>);

struct Columns {
    code: usize,
    modifier: usize,
    status: usize,
    pctc: usize,
    global: usize,
    bilateral: usize,
    multiple: Option<usize>,
    assistant: usize,
    co_surgeon: usize,
    team: usize,
    non_facility: usize,
    facility: usize,
    factor: usize,
    /// Work, practice outside and inside a facility, insurance.
    parts: Option<[usize; 4]>,
    /// Before, in and after an operation.
    stages: [Option<usize>; 3],
}

pub(super) fn fits(header: &Header) -> bool {
    header.find(&["HCPCS"]).is_some() && header.find(&["PCTCIND", "PCTCINDICATOR"]).is_some()
}

impl FeeSchedule {
    pub(super) fn read(sheet: &TextTable<'_>, header: &Header) -> Result<(Self, usize), TableFault> {
        let columns = Columns::of(header)?;
        let mut fees = HashMap::new();
        let rows = sheet.rows(header, columns.code, |row| {
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
            multiple: header.find(&["MULTPROC"]),
            assistant: header.need("ASST SURG", &["ASSTSURG"])?,
            co_surgeon: header.need("CO-SURG", &["COSURG"])?,
            team: header.need("TEAM SURG", &["TEAMSURG"])?,
            non_facility: header.need("NON-FACILITY TOTAL", &["NONFACILITYTOTAL", "NONFACTOTAL"])?,
            facility: header.need("FACILITY TOTAL", &["FACILITYTOTAL"])?,
            factor: header.need("CONV FACTOR", &["CONVFACTOR", "CONVERSIONFACTOR"])?,
            parts: parts(header),
            stages: [&["PREOP"], &["INTRAOP"], &["POSTOP"]].map(|names| header.find(names)),
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
            multiple: self.multiple.map_or(' ', |column| row.letter(column)),
            assistant: row.letter(self.assistant),
            co_surgeon: row.letter(self.co_surgeon),
            team: row.letter(self.team),
            non_facility_total: total("NON-FACILITY TOTAL", self.non_facility)?,
            facility_total: total("FACILITY TOTAL", self.facility)?,
            conversion_factor: total("CONV FACTOR", self.factor)?,
            parts: self.parts.map(|columns| fee_parts(row, columns)).transpose()?,
            stages: self.stages(row)?,
        })
    }

    fn stages(&self, row: Row<'_>) -> Result<Stages, TableFault> {
        let share = |label, column: Option<usize>| match column.map(|column| (column, row.cell(column))) {
            None | Some((_, "")) => Ok(Decimal::ZERO),
            Some((column, _)) => row.number(label, column),
        };
        let [before, operation, after] = self.stages;
        Ok(Stages {
            before: share("PRE OP", before)?,
            operation: share("INTRA OP", operation)?,
            after: share("POST OP", after)?,
        })
    }
}

/// The columns of what totals are made of, where all are there.
fn parts(header: &Header) -> Option<[usize; 4]> {
    Some([
        header.find(&["WORKRVU"])?,
        header.find(&["NONFACPERVU", "NONFACILITYPERVU"])?,
        header.find(&["FACILITYPERVU"])?,
        header.find(&["MPRVU"])?,
    ])
}

fn fee_parts(row: Row<'_>, columns: [usize; 4]) -> Result<FeeParts, TableFault> {
    let value = |label, column| match row.cell(column) {
        "" | "NA" => Ok(Decimal::ZERO),
        _ => row.number(label, column),
    };
    Ok(FeeParts {
        work: value("WORK RVU", columns[0])?,
        non_facility_practice: value("NON-FAC PE RVU", columns[1])?,
        facility_practice: value("FACILITY PE RVU", columns[2])?,
        malpractice: value("MP RVU", columns[3])?,
    })
}
