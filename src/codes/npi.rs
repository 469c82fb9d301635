//! The check digit of national provider identifiers.

/// What the digits of `80840` add to the Luhn sum. An NPI counts as the end of a card number that starts with `80840`:
/// 80 for health care, 840 for the United States.
const PREFIX_SUM: u32 = 24;

/// Whether text is a possible NPI: ten digits, the first 1 or 2, the last one the check digit of the others.
///
/// That it has been given to anyone only CMS's register can say. Source: CMS, requirements for the NPI check digit.
///
/// ```
/// assert!(twinclaim::internal::codes::npi::is_valid("1234567893"));
/// assert!(!twinclaim::internal::codes::npi::is_valid("1234567890"));
/// ```
pub fn is_valid(npi: &str) -> bool {
    is_valid_bytes(npi.as_bytes())
}

/// The same for bytes.
pub fn is_valid_bytes(npi: &[u8]) -> bool {
    if npi.len() != 10 || !matches!(npi[0], b'1' | b'2') || !npi.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let mut sum = PREFIX_SUM;
    for (n, byte) in npi.iter().enumerate() {
        let digit = u32::from(byte - b'0');
        sum += if n % 2 == 0 { (digit * 2) / 10 + (digit * 2) % 10 } else { digit };
    }
    sum.is_multiple_of(10)
}

/// The check digit that belongs to the first nine digits of an NPI; none unless they are nine digits.
pub fn check_digit(first_nine: &str) -> Option<char> {
    if first_nine.len() != 9 {
        return None;
    }
    let mut sum = PREFIX_SUM;
    for (n, c) in first_nine.chars().enumerate() {
        let digit = c.to_digit(10)?;
        // From the right every second digit counts double, the one beside the check digit first.
        let counted = if n % 2 == 0 { digit * 2 } else { digit };
        sum += counted / 10 + counted % 10;
    }
    char::from_digit((10 - sum % 10) % 10, 10)
}
