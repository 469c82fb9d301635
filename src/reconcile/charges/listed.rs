//! A facility's line against the hospital's own list of charges.

use rust_decimal::Decimal;

use crate::codes::reference::{ListedCharge, Table, Tables};
use crate::finding::Side;
use crate::money::dollars;
use crate::reconcile::claim_view::LineView;

use super::ChargeKind;

/// How a line differs from the list.
pub(super) struct Told {
    pub(super) kind: ChargeKind,
    pub(super) says: String,
    /// List less line, where that is what differs.
    pub(super) amount: Option<Decimal>,
    pub(super) basis: String,
}

/// What the list charges for a line: under its revenue code, else under any.
pub(super) fn price(tables: &Tables, line: LineView<'_>) -> Option<Decimal> {
    let all = tables.listed_charges(line.code_text());
    let under = all.iter().find(|charge| is_under(charge, line)).or(all.first())?;
    Some(under.price * line.count())
}

/// What the list says against a facility's line; none where it agrees, or no list was brought. Lines without a procedure code
/// are not held against it: what a room or a supply costs, no code tells.
pub(super) fn told(tables: &Tables, line: LineView<'_>) -> Option<Told> {
    if !tables.has(Table::ChargeList) || line.of.side != Side::Facility || line.code_text().is_empty() {
        return None;
    }
    let all = tables.listed_charges(line.code_text());
    if all.is_empty() {
        let says = "the list has no charge for this code".to_owned();
        return Some(Told { kind: ChargeKind::NotListed, says, amount: None, basis: String::new() });
    }
    let under: Vec<&ListedCharge> = all.iter().filter(|charge| is_under(charge, line)).collect();
    if under.is_empty() {
        let mut revenues: Vec<String> =
            all.iter().filter_map(|charge| charge.revenue).map(|code| format!("{code:04}")).collect();
        revenues.dedup();
        let says = format!("the list has it under {}", revenues.join(", "));
        return Some(Told { kind: ChargeKind::OtherRevenue, says, amount: None, basis: String::new() });
    }
    let units = line.count();
    if under.iter().any(|charge| charge.price * units == line.charge()) {
        return None;
    }
    let price = under.first()?.price;
    let says = format!("the list has {} a unit", dollars(price));
    let basis =
        format!("listed price x units less charge = {} x {} - {}", price, units.normalize(), line.charge());
    let amount = Some(price * units - line.charge());
    Some(Told { kind: ChargeKind::OtherPrice, says, amount, basis })
}

/// Whether an entry is for the revenue code of a line.
fn is_under(charge: &ListedCharge, line: LineView<'_>) -> bool {
    charge.revenue.is_none_or(|revenue| line.revenue().parse() == Ok(revenue))
}
