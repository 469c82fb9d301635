//! Which table a file is.

use super::error::TableFault;
use super::text_table::{Header, TextTable};
use super::{Table, charge_list, dated, fee, listed, locality, names, pairs, units};

/// Which table a file is, by the first header that fits one.
pub(super) fn recognise(file: &str, sheet: &TextTable<'_>) -> Result<Option<(Table, Header)>, TableFault> {
    for header in sheet.headers() {
        let table = if listed::fits(&header) {
            Table::NamedLists
        } else if fee::fits(&header) {
            Table::FeeSchedule
        } else if locality::fits(&header) {
            Table::Localities
        } else if let Some(table) = units::whose(&header) {
            table
        } else if pairs::fits(&header) {
            match pairs::for_practitioners(file, &sheet.preamble(&header)) {
                Some(true) => Table::PractitionerPairs,
                Some(false) => Table::HospitalPairs,
                None => {
                    return Err(TableFault::new(
                        "these are code pairs (PTP), of practitioners or of hospitals: neither the title nor the name of \
                         the file says which; name it ccipra... or ccioph...",
                    ));
                }
            }
        } else if names::is_addendum(&header) {
            Table::OutpatientStatus
        } else if charge_list::fits(&header) {
            Table::ChargeList
        } else if names::is_code_list(&header) {
            Table::CodeList
        } else if names::is_names(&header) {
            Table::CodeNames
        } else if dated::fits(file, &header) {
            Table::DatedList
        } else {
            continue;
        };
        return Ok(Some((table, header)));
    }
    Ok(None)
}
