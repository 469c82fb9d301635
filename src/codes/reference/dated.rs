//! Lists of codes that the user brings: newer editions of public ones, and lists that are licensed.
//!
//! Which list a file is, its name says (`icd10cm-2028.tsv`, `cpt.csv`, `revenue.csv`); CMS's order files of ICD-10 are known
//! by their form. A list holds from its edition on, before all others.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::super::dated::{Standing, Window, standing};
use super::error::TableFault;
use super::text_table::{Header, Row, TextTable};

/// The lists that can be brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum List {
    /// ICD-10-CM.
    Icd10Cm,
    /// ICD-10-PCS.
    Icd10Pcs,
    /// HCPCS level II.
    Hcpcs,
    /// CPT.
    Cpt,
    /// MS-DRG.
    MsDrg,
    /// Patient discharge status.
    DischargeStatus,
    /// Claim adjustment reason codes.
    Carc,
    /// Remittance advice remark codes.
    Rarc,
    /// NUCC provider taxonomy.
    Taxonomy,
    /// UB-04 revenue codes.
    Revenue,
    /// UB-04 condition codes.
    Condition,
    /// UB-04 occurrence codes.
    Occurrence,
    /// UB-04 value codes.
    ValueCode,
}

/// The word a file's name begins with, and the list it is.
const FILES: &[(&str, List)] = &[
    ("icd10cm", List::Icd10Cm),
    ("icd10pcs", List::Icd10Pcs),
    ("hcpcs", List::Hcpcs),
    ("cpt", List::Cpt),
    ("msdrg", List::MsDrg),
    ("discharge-status", List::DischargeStatus),
    ("carc", List::Carc),
    ("rarc", List::Rarc),
    ("taxonomy", List::Taxonomy),
    ("nucc", List::Taxonomy),
    ("revenue", List::Revenue),
    ("condition", List::Condition),
    ("occurrence", List::Occurrence),
    ("value", List::ValueCode),
];

const CODE: &[&str] = &["CODE", "HCPC", "HCPCS", "DRG"];
pub(super) const FROM: &[&str] =
    &["FROM", "START", "STARTDATE", "SINCE", "ADDDT", "ADDDATE", "EFFECTIVEDATE"];
pub(super) const UNTIL: &[&str] =
    &["UNTIL", "STOP", "STOPDATE", "TERMDT", "TERMDATE", "TERMINATIONDATE", "DEACTIVATIONDATE"];

/// The list that a file is by its name.
pub(super) fn of_file(file: &str) -> Option<List> {
    let name = file.rsplit(['/', '\\', '!']).next().unwrap_or(file).to_ascii_lowercase();
    FILES.iter().find(|(word, _)| name.starts_with(word)).map(|(_, list)| *list)
}

/// Whether a table is a list of codes with days, or of a list that its name tells.
pub(super) fn fits(file: &str, header: &Header) -> bool {
    of_file(file).is_some() && header.find(CODE).is_some()
}

/// Whether a list of HCPCS codes says when each is valid, as CMS's does.
pub(super) fn has_days(header: &Header) -> bool {
    header.find(FROM).is_some() && header.find(UNTIL).is_some()
}

/// Letters and digits in upper case.
fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// A list that was brought.
#[derive(Debug, Default)]
pub(super) struct Lists(HashMap<List, Vec<(Option<NaiveDate>, Codes)>>);

/// Codes with the days on which they are in force.
type Codes = HashMap<String, Vec<Window>>;

impl Lists {
    pub(super) fn read(
        &mut self,
        list: List,
        edition: Option<NaiveDate>,
        sheet: &TextTable<'_>,
        header: &Header,
    ) -> Result<usize, TableFault> {
        let code = header.need("code", CODE)?;
        let (from, until) = (header.find(FROM), header.find(UNTIL));
        let mut codes = Codes::new();
        let mut take = |row: Row<'_>| {
            // A long description of CMS's goes on in rows without days.
            let goes_on =
                from.is_some_and(|from| row.cell(from).is_empty()) && header.find(&["SEQNUM"]).is_some();
            if goes_on && codes.contains_key(&plain(row.cell(code))) {
                return Ok(());
            }
            let day = |column: Option<usize>| column.and_then(|column| day(row.cell(column)));
            let window = Window { from: day(from).unwrap_or(NaiveDate::MIN), until: day(until) };
            codes.entry(plain(row.cell(code))).or_default().push(window);
            Ok(())
        };
        let rows = sheet.rows(header, code, &mut take)?;
        self.add(list, edition, codes);
        Ok(rows)
    }

    /// CMS's order file of ICD-10: number, code, whether it is billable, names, in columns of fixed width. None if it is no
    /// such file.
    pub(super) fn read_order_file(
        &mut self,
        file: &str,
        edition: Option<NaiveDate>,
        text: &str,
    ) -> Option<usize> {
        let list = of_file(file).filter(|list| matches!(list, List::Icd10Cm | List::Icd10Pcs))?;
        let row = |line: &str| {
            let (number, rest) = line.split_at_checked(6)?;
            let is_number =
                number.trim_end().len() == 5 && number.trim_end().bytes().all(|b| b.is_ascii_digit());
            let (code, is_billable) = (rest.get(..7)?.trim_end(), rest.get(8..9)? == "1");
            is_number.then(|| (code.to_owned(), is_billable))
        };
        row(text.lines().next()?)?;
        let from = edition.unwrap_or(NaiveDate::MIN);
        let billable = text.lines().filter_map(row).filter(|(_, is_billable)| *is_billable);
        let codes: Codes = billable.map(|(code, _)| (code, vec![Window { from, until: None }])).collect();
        let rows = codes.len();
        self.add(list, edition, codes);
        Some(rows)
    }

    fn add(&mut self, list: List, edition: Option<NaiveDate>, codes: Codes) {
        let editions = self.0.entry(list).or_default();
        editions.push((edition, codes));
        editions.sort_by_key(|(edition, _)| *edition);
    }

    pub(super) fn has(&self, list: List) -> bool {
        self.0.contains_key(&list)
    }

    /// How a code is by the lists that were brought; none where none is of the day.
    pub(super) fn standing(&self, list: List, code: &str, day: NaiveDate) -> Option<Standing> {
        let of_day = |edition: &Option<NaiveDate>| edition.is_none_or(|from| from <= day);
        let (_, codes) = self.0.get(&list)?.iter().rev().find(|(edition, _)| of_day(edition))?;
        Some(codes.get(code).map_or(Standing::Unknown, |windows| standing(windows, day)))
    }
}

/// `2026-10-01`, `20261001` or `10/01/2026`.
pub(super) fn day(cell: &str) -> Option<NaiveDate> {
    ["%Y-%m-%d", "%Y%m%d", "%m/%d/%Y"].iter().find_map(|form| NaiveDate::parse_from_str(cell, form).ok())
}
