//! From when on a table holds, as far as its name and its title say.

use chrono::NaiveDate;

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/// Reads `Eff_04-01-2026`, `PPRRVU26_APR`, `2026 … January Release`. What is not said is the first: of the month, the
/// year.
pub(super) fn edition(file: &str, title: &str) -> Option<NaiveDate> {
    let name = file.to_ascii_uppercase();
    let title = title.to_ascii_uppercase();
    let year = |text: &str| numbers(text).find(|n| (2000..2100).contains(n));
    let short =
        || name.split("PPRRVU").nth(1).and_then(|rest| rest.get(..2)?.parse::<u32>().ok()).map(|n| 2000 + n);
    full_date(&name).or_else(|| full_date(&title)).or_else(|| {
        let year = year(&name).or_else(short).or_else(|| year(&title))?;
        let month = month(&name).or_else(|| month(&title)).unwrap_or(1);
        NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, 1)
    })
}

/// Runs of digits.
fn numbers(text: &str) -> impl Iterator<Item = u32> + '_ {
    text.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok())
}

/// The first word that starts like the name of a month.
fn month(text: &str) -> Option<u32> {
    let mut words = text.split(|c: char| !c.is_ascii_alphabetic());
    words.find_map(|word| {
        let at = MONTHS.iter().position(|month| word.starts_with(month))?;
        let full = ["UARY", "RUARY", "CH", "IL", "", "E", "Y", "UST", "TEMBER", "OBER", "EMBER", "EMBER"];
        let rest = &word[3..];
        (rest.is_empty() || full.contains(&rest)).then(|| u32::try_from(at + 1).ok()).flatten()
    })
}

/// `04-01-2026` or `4/1/2026`.
fn full_date(text: &str) -> Option<NaiveDate> {
    text.split(|c: char| !(c.is_ascii_digit() || c == '-' || c == '/')).find_map(|word| {
        let parts: Vec<u32> = word.split(['-', '/']).filter_map(|part| part.parse().ok()).collect();
        match parts[..] {
            [month, day, year] if year >= 2000 => {
                NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
            }
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::edition;

    #[test]
    fn the_day_is_read_from_names_and_titles() {
        for (file, title, day) in [
            ("MCR_MUE_PractitionerServices_Eff_04-01-2026.csv", "", Some("2026-04-01")),
            ("PPRRVU26_JAN.csv", "", Some("2026-01-01")),
            ("PPRRVU2026_Jul_nonQPP.csv", "", Some("2026-07-01")),
            (
                "fees.csv",
                "2026 National Physician Fee Schedule Relative Value File October Release",
                Some("2026-10-01"),
            ),
            ("b.csv", "Addendum B, effective 1/1/2026", Some("2026-01-01")),
            ("fees.csv", "Copyright 2025 of codes; CY 2025", Some("2025-01-01")),
            ("fees.csv", "no date at all", None),
        ] {
            assert_eq!(edition(file, title).map(|day| day.to_string()).as_deref(), day, "{file} {title}");
        }
    }
}
