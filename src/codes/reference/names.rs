//! Tables of codes with a few values each: OPPS addendum B, the list of HCPCS codes, the user's own names.

use std::collections::HashMap;

use super::error::TableFault;
use super::text_table::{Code, Header, TextTable, code};

const HCPCS: &[&str] = &["HCPC", "HCPCS", "HCPCSCODE"];

/// An edition of OPPS addendum B: status indicator and APC.
#[derive(Debug, Default)]
pub(super) struct OutpatientStatus(HashMap<Code, (String, String)>);

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
        let mut found = HashMap::new();
        let rows = sheet.rows(header, |row| {
            found.insert(row.code(of_code)?, (row.cell(status).to_uppercase(), row.cell(apc).to_owned()));
            Ok(())
        })?;
        Ok((Self(found), rows))
    }

    pub(super) fn status(&self, text: &str) -> Option<&str> {
        self.0.get(&code(text)?).map(|(status, _)| status.as_str())
    }

    pub(super) fn apc(&self, text: &str) -> Option<&str> {
        self.0.get(&code(text)?).map(|(_, apc)| apc.as_str()).filter(|apc| !apc.is_empty())
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
        sheet.rows(header, |row| {
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
        sheet.rows(header, |row| {
            self.0.insert(row.cell(of_code).to_uppercase(), row.cell(name).to_owned());
            Ok(())
        })
    }

    pub(super) fn name(&self, code: &str) -> Option<&str> {
        self.0.get(&code.to_ascii_uppercase()).map(String::as_str)
    }
}
