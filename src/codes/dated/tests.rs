//! The embedded tables against the facts they are made from, and known codes.

#![allow(clippy::print_stderr, reason = "a skipped test must say so")]

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

#[test]
fn known_codes_stand_as_they_should() {
    let of = |code, on| diagnoses().standing(code, day(on));
    assert_eq!(of("R51", "2020-09-30"), Standing::Valid);
    assert_eq!(of("R51", "2020-10-01"), Standing::Ended(day("2020-09-30")));
    assert_eq!(of("R519", "2020-09-30"), Standing::NotYet(day("2020-10-01")));
    assert_eq!(of("M54", "2026-03-02"), Standing::Category);
    assert_eq!(of("Z99999", "2026-03-02"), Standing::Unknown);
    assert_eq!(of("QA00109", "2026-03-02"), Standing::Valid);
    assert_eq!(of("QA00109", "2025-09-30"), Standing::NotYet(day("2025-10-01")));
    assert_eq!(of("I214", "2030-01-01"), Standing::Beyond);
    assert_eq!(of("R51", "2030-01-01"), Standing::Ended(day("2020-09-30")));
    assert_eq!(successors("R51"), ["R510", "R519"]);
    assert_eq!(with_point("R510"), "R51.0");
    assert_eq!(diagnosis_name("I214").as_deref(), Some("Non-ST elevation (NSTEMI) myocardial infarction"));
    assert_eq!(hcpcs().standing("J1170", day("2024-10-01")), Standing::Ended(day("2024-09-30")));
    assert_eq!(hcpcs().standing("J9271", day("2026-03-02")), Standing::Valid);
    assert_eq!(inpatient_procedures().standing("0SRC0J9", day("2026-03-02")), Standing::Valid);
    let hip = related_groups().find("470").expect("a group");
    assert!(hip.title.starts_with("Major Hip and Knee Joint Replacement"), "{}", hip.title);
    assert_eq!(adjustment_reasons().standing("45", day("2024-03-02")), Standing::Valid);
}

#[test]
fn the_code_editor_flags_are_read() {
    let on = day("2026-03-02");
    let find = |code: &str| diagnoses().find(code).expect("a code");
    assert!(find("E0800").has(Flag::Manifestation, on) && !find("I214").has(Flag::Manifestation, on));
    assert_eq!(find("E0800").complication(on), Some(Complication::Mcc));
    assert_eq!(find("O80").age(on), Some(AgeGroup::Maternity));
    assert_eq!(
        (find("N400").sex(day("2024-09-30")), find("N400").sex(day("2024-10-01"))),
        (Some(Sex::Male), None)
    );
    assert!(find("Z302").presence(day("2025-03-02")) == Presence::Exempt);
}

#[test]
fn every_edition_is_of_a_table() {
    for table in ["icd10cm", "icd10pcs", "hcpcs", "msdrg", "discharge-status", "carc", "rarc"] {
        assert_eq!(Edition::of(table).table, table);
    }
}

/// The facts, where they are at hand.
fn facts() -> Option<PathBuf> {
    let folder = std::env::var_os("TWINCLAIM_FACTS").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: TWINCLAIM_FACTS names no folder of code tables");
    }
    folder
}

fn rows(folder: &Path, table: &str) -> BTreeMap<String, Vec<Vec<String>>> {
    let path = folder.join("codes").join(format!("{table}.tsv"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|_| {
        let packed = std::fs::File::open(path.with_extension("tsv.gz")).expect("a table");
        let mut text = String::new();
        flate2::read::GzDecoder::new(packed).read_to_string(&mut text).expect("text");
        text
    });
    let mut rows: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let mut cells = line.split('\t').map(str::to_owned);
        rows.entry(cells.next().expect("a code")).or_default().push(cells.collect());
    }
    rows
}

/// Random numbers that are the same each time (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }
}

/// A first day; open where none is known.
fn first(cell: &str) -> NaiveDate {
    if cell.is_empty() { NaiveDate::MIN } else { day(cell) }
}

/// Holds 1,000 random codes of a list, on each of a few days, against its facts. `stops` where the facts give the day after
/// the last one.
fn agree<C: Dated>(folder: &Path, table: &Table<C>, name: &str, days: &[&str], stops: bool) {
    let rows = rows(folder, name);
    assert_eq!(table.codes().count(), rows.len(), "{name}");
    let codes: Vec<&String> = rows.keys().collect();
    let mut dice = Dice(0x2026_0302);
    for on in days.iter().map(|on| day(on)) {
        for _ in 0..1000 {
            let code = codes[dice.below(codes.len())];
            let is_valid = rows[code].iter().any(|row| {
                let until = row.get(1).filter(|until| !until.is_empty()).map(|until| day(until));
                first(&row[0]) <= on && until.is_none_or(|until| if stops { on < until } else { on <= until })
            });
            let found = table.standing(code, on);
            let fits = match found {
                Standing::Valid => is_valid,
                Standing::Beyond => on > table.edition().until,
                Standing::NotYet(from) => !is_valid && from > on,
                Standing::Ended(until) => !is_valid && until < on,
                Standing::Category | Standing::Unknown => false,
            };
            assert!(fits, "{name} {code} {on}: {found:?}");
        }
    }
}

#[test]
fn a_thousand_random_codes_a_list_and_day_agree_with_the_facts() {
    let Some(folder) = facts() else { return };
    let days =
        ["2016-09-30", "2016-10-01", "2019-10-01", "2020-09-30", "2023-04-01", "2024-09-30", "2026-03-02"];
    agree(&folder, diagnoses(), "icd10cm", &days, false);
    agree(&folder, inpatient_procedures(), "icd10pcs", &days, false);
    agree(&folder, hcpcs(), "hcpcs", &days, false);
    agree(&folder, discharge_statuses(), "discharge-status", &days, false);
    agree(&folder, adjustment_reasons(), "carc", &days, true);
    agree(&folder, remarks(), "rarc", &days, true);
    let groups = rows(&folder, "msdrg");
    assert_eq!(related_groups().codes().count(), groups.len());
    for (code, rows) in groups {
        let group = related_groups().find(&code).expect("a group");
        assert_eq!(group.title, rows.last().expect("a row")[7], "{code}");
    }
}

#[test]
fn flags_and_names_agree_with_the_facts() {
    let Some(folder) = facts() else { return };
    let codes = rows(&folder, "icd10cm");
    let names = rows(&folder, "icd10cm-names");
    let all: Vec<&String> = codes.keys().collect();
    let mut dice = Dice(0x0302_2026);
    for _ in 0..1000 {
        let code = all[dice.below(all.len())];
        let row = codes[code].last().expect("a row");
        let on = row.get(1).filter(|until| !until.is_empty()).map_or(day("2026-03-02"), |until| day(until));
        let on = on.max(first(&row[0]));
        let found = diagnoses().find(code).expect("a code");
        let has = |letter: char, cell: usize| row.get(cell).is_some_and(|cell| cell.contains(letter));
        for (flag, letter, cell) in [
            (Flag::Manifestation, 'm', 3),
            (Flag::ExternalCause, 'e', 3),
            (Flag::Unacceptable, 'u', 3),
            (Flag::NeedsSecondary, 'r', 3),
            (Flag::QuestionableAdmission, 'q', 3),
            (Flag::WrongProcedure, 'w', 7),
        ] {
            assert_eq!(found.has(flag, on), has(letter, cell), "{code} {flag:?}");
        }
        if let Some(now) = rows_of(&folder, code) {
            assert_eq!(successors(code), now);
        }
    }
    for _ in 0..100 {
        let code = all[dice.below(all.len())];
        let name = names.get(code).map(|rows| rows[0][0].as_str());
        assert_eq!(diagnosis_name(code).as_deref(), name, "{code}");
    }
}

/// What took the place of a code, by the facts.
fn rows_of(folder: &Path, code: &str) -> Option<Vec<String>> {
    let row = rows(folder, "icd10cm-successors").remove(code)?;
    Some(row[0][1].split(' ').map(str::to_owned).collect())
}
