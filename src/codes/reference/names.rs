//! Tables of codes with a few values each: OPPS addendum B, the list of HCPCS codes, the user's own names.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::error::TableFault;
use super::text_table::{Code, Header, TextTable, code};

const HCPCS: &[&str] = &["HCPC", "HCPCS", "HCPCSCODE"];

/// An edition of OPPS addendum B.
#[derive(Debug, Default, PartialEq)]
pub(super) struct OutpatientStatus(HashMap<Code, Outpatient>);

/// How an outpatient hospital is paid for a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outpatient {
    /// Status indicator, such as `C` for inpatient only or `N` for packaged.
    pub status: String,
    /// Ambulatory payment classification; empty where the code has none.
    pub apc: String,
    /// Dollars a unit by the classification, not adjusted to an area's wages.
    pub rate: Option<Decimal>,
}

pub(super) fn is_addendum(header: &Header) -> bool {
    header.find(&["HCPCSCODE", "HCPCS"]).is_some()
        && header.find(&["SI", "STATUSINDICATOR"]).is_some()
        && header.find(&["APC"]).is_some()
}

impl OutpatientStatus {
    pub(super) fn read(sheet: &TextTable<'_>, header: &Header) -> Result<(Self, usize), TableFault> {
        let of_code = header.need("HCPCS Code", HCPCS)?;
        let status = header.need("SI", &["SI", "STATUSINDICATOR"])?;
        let apc = header.need("APC", &["APC"])?;
        let rate = header.find(&["PAYMENTRATE"]);
        let mut found = HashMap::new();
        let rows = sheet.rows(header, of_code, |row| {
            let rate = rate.filter(|rate| !matches!(row.cell(*rate), "" | "." | "*" | "-"));
            let rate = rate.map(|rate| row.number("Payment Rate", rate)).transpose()?;
            let outpatient =
                Outpatient { status: row.cell(status).to_uppercase(), apc: row.cell(apc).to_owned(), rate };
            found.insert(row.code(of_code)?, outpatient);
            Ok(())
        })?;
        Ok((Self(found), rows))
    }

    pub(super) fn code(&self, text: &str) -> Option<&Outpatient> {
        self.0.get(&code(text)?)
    }
}

/// Names of codes, CMS's or the user's own: what is in the place of descriptions that are not shipped.
#[derive(Debug, Default)]
pub(super) struct Names(HashMap<String, String>);

/// CMS's list of HCPCS codes.
pub(super) fn is_code_list(header: &Header) -> bool {
    header.find(&["HCPC", "HCPCS"]).is_some() && header.find(&["LONGDESCRIPTION"]).is_some()
}

/// The user's own list.
pub(super) fn is_names(header: &Header) -> bool {
    header.find(&["CODE"]).is_some() && header.find(&["NAME"]).is_some()
}

impl Names {
    pub(super) fn read_code_list(
        &mut self,
        sheet: &TextTable<'_>,
        header: &Header,
    ) -> Result<usize, TableFault> {
        let of_code = header.need("HCPC", HCPCS)?;
        let short = header.find(&["SHORTDESCRIPTION"]);
        let long = header.need("LONG DESCRIPTION", &["LONGDESCRIPTION"])?;
        sheet.rows(header, of_code, |row| {
            // Modifiers stand in the list as well; long descriptions go on in further rows of the same code.
            let text = Some(row.cell(short.unwrap_or(long))).filter(|text| !text.is_empty());
            if let Some(text) = text {
                self.0.entry(row.cell(of_code).to_uppercase()).or_insert_with(|| text.to_owned());
            }
            Ok(())
        })
    }

    pub(super) fn read_names(&mut self, sheet: &TextTable<'_>, header: &Header) -> Result<usize, TableFault> {
        let of_code = header.need("code", &["CODE"])?;
        let name = header.need("name", &["NAME"])?;
        sheet.rows(header, of_code, |row| {
            self.0.insert(row.cell(of_code).to_uppercase(), row.cell(name).to_owned());
            Ok(())
        })
    }

    pub(super) fn name(&self, code: &str) -> Option<&str> {
        self.0.get(&code.to_ascii_uppercase()).map(String::as_str)
    }
}
