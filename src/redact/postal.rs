//! Surrogates of postal codes.

use crate::link::is_placeholder;

use super::numbers::number;
use super::surrogates::Numbers;

/// The areas of three digits in which 20,000 people or fewer live, whose digits safe harbor takes off too. Source: HHS,
/// Guidance Regarding Methods for De-identification of Protected Health Information (by the census of 2000).
const FEW_PEOPLE: [&str; 17] = [
    "036", "059", "063", "102", "203", "556", "692", "790", "821", "823", "830", "831", "878", "879", "884",
    "890", "893",
];

/// The surrogate of a postal code. Of a ZIP code the first three digits stay, and by safe harbor they alone.
pub(super) fn postal_code(numbers: &mut Numbers, value: &str) -> String {
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    let is_zip = matches!(digits.len(), 5 | 9) && value.chars().all(|c| c.is_ascii_digit() || c == '-');
    if !is_zip {
        return number(numbers, value);
    }
    if is_placeholder(&digits[..5]) {
        return value.to_owned();
    }
    let (area, rest) = digits.split_at(3);
    let other = if numbers.is_counted() {
        let area = if FEW_PEOPLE.contains(&area) { "000" } else { area };
        format!("{area}{}", "0".repeat(rest.len()))
    } else {
        let among = |at: &str| format!("zip{at}");
        let own = |text: &str| text.parse::<u128>().unwrap_or(0);
        let (two, four) = rest.split_at(2);
        let fits = |n: u128| !is_placeholder(&format!("{area}{n:02}"));
        let mut other = format!("{area}{:02}", numbers.exchanged(&among(area), own(two), 100, &fits));
        if !four.is_empty() {
            let four = numbers.exchanged(&among(&digits[..5]), own(four), 10_000, &|_| true);
            other = format!("{other}{four:04}");
        }
        other
    };
    let mut digits = other.chars();
    value.chars().map(|c| if c == '-' { c } else { digits.next().unwrap_or('0') }).collect()
}
