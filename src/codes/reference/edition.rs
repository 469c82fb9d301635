//! From when on a table holds, as far as its name and its title say.

use chrono::NaiveDate;

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const REST: [&str; 12] =
    ["UARY", "RUARY", "CH", "IL", "", "E", "Y", "UST", "TEMBER", "OBER", "EMBER", "EMBER"];

/// Words before a date on which nothing begins to hold: that of publishing, or of somebody's rights.
const OTHER_DATES: [&str; 7] =
    ["RELEASED", "REVISED", "UPDATED", "PUBLISHED", "CREATED", "COPYRIGHT", "COPYRIGHTED"];
/// Words that may stand between such a word and its date.
const BETWEEN: [&str; 6] = ["ON", "C", "DATE", "BY", "OF", "THE"];

/// Reads `Eff_04-01-2026`, `PPRRVU26_APR`, `2026 … January Release`. A month and a year in the name decide first: CMS adds
/// the day of publishing to some. What is not said is the first: of the month, the year.
///
/// `file` is the path, `a.zip!inner.csv` inside an archive: where the file itself says nothing, what it is in may.
pub(super) fn edition(file: &str, title: &str) -> Option<NaiveDate> {
    let mut names = file.rsplit(['/', '\\', '!']).map(str::to_ascii_uppercase);
    let own = Told::in_name(&names.next().unwrap_or_default());
    let title = Told::in_title(&title.to_ascii_uppercase());
    own.by_month().or(own.day).or_else(|| title.with_year_of(&own)).or_else(|| own.by_year()).or_else(|| {
        names.find_map(|name| {
            let around = Told::in_name(&name);
            around.by_month().or(around.day).or_else(|| around.by_year())
        })
    })
}

/// What a text tells of days.
#[derive(Debug, Default)]
struct Told {
    day: Option<NaiveDate>,
    month: Option<u32>,
    year: Option<i32>,
}

impl Told {
    fn in_name(name: &str) -> Self {
        let mut told = Self::default();
        for word in name.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '/'))) {
            told.note(word);
        }
        let (year, month) = abbreviated(name);
        Self { year: told.year.or(year), month: told.month.or(month), ..told }
    }

    /// The dates of a title that do not belong to a word such as RELEASED.
    fn in_title(title: &str) -> Self {
        let mut told = Self::default();
        let mut is_other = false;
        for word in title
            .split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '/')))
            .filter(|word| !word.is_empty())
        {
            let is_date = word.starts_with(|c: char| c.is_ascii_digit()) || month(word).is_some();
            is_other = OTHER_DATES.contains(&word) || (is_other && (is_date || BETWEEN.contains(&word)));
            if !is_other {
                told.note(word);
            }
        }
        told
    }

    /// Notes a word that is a date, or words joined by hyphens.
    fn note(&mut self, word: &str) {
        self.day = self.day.or_else(|| full_date(word));
        if full_date(word).is_some() {
            return;
        }
        for part in word.split(['-', '/']) {
            self.month = self.month.or_else(|| month(part));
            let (letters, digits) =
                part.split_at(part.find(|c: char| c.is_ascii_digit()).unwrap_or(part.len()));
            self.month = self.month.or_else(|| month(letters).filter(|_| !letters.is_empty()));
            let year = digits.parse().ok().filter(|year| (2000..2100).contains(year));
            self.year = self.year.or(year);
        }
    }

    fn by_month(&self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year?, self.month?, 1)
    }

    fn by_year(&self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year?, 1, 1)
    }

    /// The day of a title, of the year that the name tells where it tells one; none where it tells no month more than
    /// the name.
    fn with_year_of(&self, name: &Self) -> Option<NaiveDate> {
        let year = name.year.or(self.year);
        let told = Self { year, month: self.month.or(name.month), day: None };
        self.day
            .or_else(|| told.by_month())
            .or_else(|| if name.year.is_none() { self.by_year() } else { None })
    }
}

/// `PPRRVU26`: the year; `RVU26A` to `RVU26D`: the quarter as well.
fn abbreviated(name: &str) -> (Option<i32>, Option<u32>) {
    let Some(rest) = name.split("RVU").nth(1) else { return (None, None) };
    let Some(year) = rest.get(..2).and_then(|digits| digits.parse::<i32>().ok()) else { return (None, None) };
    let after: Vec<char> = rest.chars().skip(2).take(2).collect();
    if after.first().is_some_and(char::is_ascii_digit) {
        return (None, None);
    }
    let is_whole = after.get(1).is_none_or(|c| !c.is_ascii_alphabetic() || *c == 'R');
    let quarter = match after.first() {
        Some('A') if is_whole => Some(1),
        Some('B') if is_whole => Some(4),
        Some('C') if is_whole => Some(7),
        Some('D') if is_whole => Some(10),
        _ => None,
    };
    (Some(2000 + year), quarter)
}

/// A word that is the name of a month, or its first three letters.
fn month(word: &str) -> Option<u32> {
    let at = MONTHS.iter().position(|month| word.starts_with(month))?;
    let rest = &word[3..];
    (rest.is_empty() || rest == REST[at] || (at == 8 && rest == "T"))
        .then(|| u32::try_from(at + 1).ok())
        .flatten()
}

/// `04-01-2026`, `4/1/2026`, `2026-04-01` or `20260401`.
fn full_date(word: &str) -> Option<NaiveDate> {
    let parts: Vec<u32> = word.split(['-', '/']).map_while(|part| part.parse().ok()).collect();
    let (year, month, day) = match parts[..] {
        [month, day, year] if year >= 2000 => (year, month, day),
        [year, month, day] if year >= 2000 => (year, month, day),
        [all] if word.len() == 8 => (all / 10_000, all / 100 % 100, all % 100),
        _ => return None,
    };
    NaiveDate::from_ymd_opt(i32::try_from(year).ok().filter(|year| (2000..2100).contains(year))?, month, day)
}

#[cfg(test)]
mod tests {
    use super::edition;

    #[test]
    fn the_day_is_read_from_names_and_titles() {
        let title =
            "2026 National Physician Fee Schedule Relative Value File October Release RELEASED 09/11/2026";
        for (file, title, day) in [
            ("MCR_MUE_PractitionerServices_Eff_04-01-2026.csv", "", Some("2026-04-01")),
            ("PPRRVU26_JAN.csv", "", Some("2026-01-01")),
            ("PPRRVU2026_Jul_nonQPP.csv", "", Some("2026-07-01")),
            ("PPRRVU2025_Oct.csv", "October Release RELEASED 09/11/2025", Some("2025-10-01")),
            ("PPRRVU26_JAN.csv", "January Release RELEASED 12/19/2025", Some("2026-01-01")),
            ("fees.csv", title, Some("2026-10-01")),
            ("fees.csv", "January 2026 Release, Released on December 19, 2025", Some("2026-01-01")),
            ("b.csv", "Addendum B, effective 1/1/2026", Some("2026-01-01")),
            (
                "2026_January_Web_Addendum_B.12222025.csv",
                "Addendum B, revised 12/22/2025",
                Some("2026-01-01"),
            ),
            ("2025_july_web_addendum_b.06.30.25.txt", "", Some("2025-07-01")),
            ("HCPC2026_OCT_ANWEB.xlsx", "", Some("2026-10-01")),
            ("2026-04-01.csv", "", Some("2026-04-01")),
            ("fees.csv", "Copyright 2025 of codes; CY 2025", Some("2025-01-01")),
            ("mue.csv", "CPT codes are copyright 2023 of their owner", None),
            ("mue.csv", "Copyright (c) 2023; REVISED 2024-02-01", None),
            ("rvu26b.zip!PPRRVU_nonQPP.csv", "", Some("2026-04-01")),
            ("2026/b.csv", "", Some("2026-01-01")),
            ("march-notes/fees.csv", "no date at all", None),
            ("fees.csv", "no date at all", None),
        ] {
            assert_eq!(edition(file, title).map(|day| day.to_string()).as_deref(), day, "{file} {title}");
        }
    }
}
