//! A hospital's own list of charges (charge description master): what it charges for a code under a revenue code.
//!
//! Two forms are read. The user's own has columns `revenue_code`, `hcpcs` and `price`. CMS's template of standard charges (45
//! CFR 180.50, CSV "tall" and "wide") has its codes in `code|1`, `code|1|type`, `code|2` ... and the price under
//! `standard_charge|gross`.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::error::TableFault;
use super::text_table::{Code, Header, Row, TextTable, code};

const REVENUE: &[&str] = &["REVENUECODE", "REVCODE", "UBREVENUECODE", "UBREVCODE"];
const PRICE: &[&str] =
    &["PRICE", "CHARGE", "GROSSCHARGE", "UNITPRICE", "UNITCHARGE", "STANDARDCHARGE", "STANDARDCHARGEGROSS"];
const PROCEDURE: &[&str] = &[
    "HCPCS",
    "CPT",
    "HCPCSCODE",
    "CPTCODE",
    "CPTHCPCS",
    "HCPCSCPT",
    "HCPCSCPTCODE",
    "CPTHCPCSCODE",
    "PROCEDURECODE",
];

/// What a list says of a code under a revenue code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListedCharge {
    /// Revenue code, as a number; none where the list names none.
    pub revenue: Option<u16>,
    /// Dollars a unit.
    pub price: Decimal,
}

/// Lists of charges.
#[derive(Debug, Default)]
pub(super) struct ChargeList(BTreeMap<Code, Vec<ListedCharge>>);

/// Where a header has its codes: a column a kind of code, or columns with the kind beside.
enum Columns {
    Own { procedure: usize, revenue: usize },
    Template(Vec<(usize, usize)>),
}

/// Whether it is a list of charges.
pub(super) fn fits(header: &Header) -> bool {
    columns(header).is_some() && header.find(PRICE).is_some()
}

fn columns(header: &Header) -> Option<Columns> {
    if let (Some(procedure), Some(revenue)) = (header.find(PROCEDURE), header.find(REVENUE)) {
        return Some(Columns::Own { procedure, revenue });
    }
    let pair =
        |n: usize| Some((header.find(&[&format!("CODE{n}")])?, header.find(&[&format!("CODE{n}TYPE")])?));
    let pairs: Vec<_> = (1..=9).map_while(pair).collect();
    (!pairs.is_empty()).then_some(Columns::Template(pairs))
}

impl ChargeList {
    /// Adds the charges of a file to those that are there. Rows without a procedure code or without a price are counted and
    /// say nothing.
    pub(super) fn read(&mut self, sheet: &TextTable<'_>, header: &Header) -> Result<usize, TableFault> {
        let price = header.need("price", PRICE)?;
        let columns =
            columns(header).ok_or_else(|| TableFault::new("the header has no column hcpcs".to_owned()))?;
        let rows = sheet.rows(header, price, |row| {
            let (procedure, revenue) = columns.of(row);
            let (Some(procedure), false) = (code(procedure), row.cell(price).is_empty()) else {
                return Ok(());
            };
            let charge = ListedCharge { revenue: revenue.parse().ok(), price: row.number("price", price)? };
            self.0.entry(procedure).or_default().push(charge);
            Ok(())
        })?;
        for charges in self.0.values_mut() {
            charges.sort_unstable();
            charges.dedup();
        }
        Ok(rows)
    }

    /// What is charged for a code: an entry a revenue code and price.
    pub(super) fn of(&self, text: &str) -> &[ListedCharge] {
        code(text).and_then(|code| self.0.get(&code)).map_or(&[], Vec::as_slice)
    }
}

impl Columns {
    /// Procedure and revenue code of a row.
    fn of<'r>(&self, row: Row<'r>) -> (&'r str, &'r str) {
        match self {
            Self::Own { procedure, revenue } => (row.cell(*procedure), row.cell(*revenue)),
            Self::Template(pairs) => {
                let of = |kinds: &[&str]| {
                    let found = pairs.iter().find(|(_, kind)| {
                        kinds.iter().any(|name| row.cell(*kind).eq_ignore_ascii_case(name))
                    });
                    found.map_or("", |(column, _)| row.cell(*column))
                };
                (of(&["HCPCS", "CPT"]), of(&["RC"]))
            }
        }
    }
}
