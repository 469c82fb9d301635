//! Amounts and counts as people write them.

use rust_decimal::Decimal;

use crate::finding::Location;

/// Dollars with cents and thousands: `$1,850.00`. Exact; more decimals are kept.
pub fn money(amount: Decimal) -> String {
    let mut amount = amount.normalize();
    if amount.scale() < 2 {
        amount.rescale(2);
    }
    let text = amount.abs().to_string();
    let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
    let whole = grouped(whole);
    let sign = if amount.is_sign_negative() && !amount.is_zero() { "-" } else { "" };
    format!("{sign}${whole}.{cents}")
}

/// An amount as results carry it, a plain decimal, as people write it.
pub fn dollars(amount: &str) -> String {
    amount.parse().map_or_else(|_| amount.to_owned(), money)
}

/// What a person looks for at a place of a finding: the box of the form, the service line, the days and the charge.
pub fn found_at(at: &Location) -> Vec<String> {
    let days = match (at.service_date, at.service_date_to) {
        (Some(from), Some(to)) => Some(format!("{from} to {to}")),
        (from, _) => from.map(|day| day.to_string()),
    };
    let words = [
        at.form_box.as_ref().map(|number| format!("box {number}")),
        at.service_line.map(|n| format!("service line {n}")),
        days,
        at.charge.as_deref().map(dollars),
    ];
    words.into_iter().flatten().collect()
}

/// `1 claim`, `2 claims`, `12,000 claims`.
pub fn count(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{} {one}s", thousands(n)) }
}

/// A number with commas: `12,000`.
pub fn thousands(n: usize) -> String {
    grouped(&n.to_string())
}

fn grouped(digits: &str) -> String {
    let mut grouped = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A field of the claim's JSON as people call it: `service date` for `service_lines[].service_date`.
pub fn field(path: &str) -> String {
    path.rsplit('.').next().unwrap_or(path).replace('_', " ")
}

/// What kind of disagreement a reconciliation rule is about, by the beginning of its code.
pub fn category(code: &str) -> &'static str {
    match code.split('-').next().unwrap_or_default() {
        "ID" => "Identity",
        "CV" => "Coverage",
        "LC" => "Life cycle",
        "DT" => "Dates",
        "PS" => "Setting",
        "PT" => "Professional and technical",
        "SV" => "Services",
        "DX" => "Diagnosis",
        "PR" => "Providers",
        "AU" => "Authorization",
        "AC" => "Accident",
        "IN" => "Indicators",
        "CH" => "Charges",
        _ => "Other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_has_cents_and_thousands() {
        for (amount, text) in [
            ("0", "$0.00"),
            ("5.5", "$5.50"),
            ("125.00", "$125.00"),
            ("1850", "$1,850.00"),
            ("1234567.8", "$1,234,567.80"),
            ("-1000", "-$1,000.00"),
            ("0.125", "$0.125"),
        ] {
            assert_eq!(money(amount.parse().expect("a decimal")), text);
        }
    }
}
