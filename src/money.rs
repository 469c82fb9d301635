//! Dollars in words.

use rust_decimal::Decimal;

/// An amount with cents, and with all the decimals it has.
pub fn dollars(amount: Decimal) -> String {
    let mut amount = amount.normalize();
    if amount.scale() < 2 {
        amount.rescale(2);
    }
    amount.to_string()
}
