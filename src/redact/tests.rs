use std::collections::BTreeSet;

use crate::codes::npi;
use crate::limits::PartLimit;
use crate::meter::Meter;
use crate::x12::{Charset, Reader};

use super::names::{Words, name, text};
use super::numbers::number;
use super::postal::postal_code;
use super::surrogates::Numbers;
use super::*;

fn key() -> Key {
    Key::of(b"a secret of more than sixteen bytes").expect("a key")
}

fn keyed() -> Numbers {
    Numbers::new(&Mode::Pseudonym(key()))
}

fn both() -> [Numbers; 2] {
    [keyed(), Numbers::new(&Mode::SafeHarbor)]
}

#[test]
fn identifiers_keep_their_form_and_agree_where_they_agreed() {
    for mut numbers in both() {
        for value in [
            "PLH740512963",
            "ab-12/cd 34",
            "00123456",
            "LGH260302-0117",
            "970001101",
            "1EG4TE5MK73",
            "7",
            "0012",
        ] {
            let other = number(&mut numbers, value);
            assert_ne!(other, value);
            assert_eq!(other.len(), value.len(), "{value} {other}");
            for (a, b) in value.chars().zip(other.chars()) {
                let same_kind = (a.is_ascii_digit() && b.is_ascii_digit())
                    || (a.is_ascii_uppercase() && b.is_ascii_uppercase())
                    || (a.is_ascii_lowercase() && b.is_ascii_lowercase())
                    || a == b;
                assert!(same_kind, "{value} {other}");
            }
            assert_eq!(number(&mut numbers, value), other);
        }
        let plain: String = number(&mut numbers, "12-3456789");
        assert_eq!(plain.replace('-', ""), number(&mut numbers, "123 456789").replace(' ', ""));
        assert_eq!(&number(&mut numbers, "0001234")[..3], "000");
        // What stands where nothing is known is nobody's.
        for value in ["UNKNOWN", "999999999", "0000"] {
            assert_eq!(number(&mut numbers, value), value);
        }
        // Digits that count up stay digits that count up.
        assert_ne!(number(&mut numbers, "123456789"), "123456789");
    }
}

#[test]
fn no_two_identifiers_become_one() {
    for mut numbers in both() {
        let all: BTreeSet<String> = (100..1000).map(|n| number(&mut numbers, &n.to_string())).collect();
        assert_eq!(all.len(), 900);
    }
}

#[test]
fn npis_are_as_valid_as_they_were() {
    for mut numbers in both() {
        for (value, valid) in
            [("1234567893", true), ("2000000101", npi::is_valid("2000000101")), ("1234567891", false)]
        {
            let other = number(&mut numbers, value);
            assert_ne!(other, value);
            assert_eq!(npi::is_valid(&other), valid, "{value} {other}");
        }
        let mbi = number(&mut numbers, "1EG4TE5MK73");
        assert!(mbi != "1EG4TE5MK73" && !mbi.contains(['S', 'L', 'O', 'I', 'B', 'Z']), "{mbi}");
        let clia = number(&mut numbers, "99D1234567");
        assert_eq!((clia.len(), &clia[2..3]), (10, "D"), "{clia}");
    }
}

#[test]
fn a_key_gives_the_same_on_any_day_and_another_key_others() {
    let mut again = keyed();
    let mut other = Numbers::new(&Mode::Pseudonym(Key::of(b"another secret of some length").expect("a key")));
    for value in ["PLH740512963", "1234567893", "LGH260302-0117"] {
        let first = number(&mut keyed(), value);
        number(&mut again, "something before it");
        assert_eq!(number(&mut again, value), first);
        assert_ne!(number(&mut other, value), first);
    }
    // The same bytes with a line end behind them are the same key; short and monotonous ones are none.
    let with_end = Key::of(b"a secret of more than sixteen bytes\n").expect("a key");
    assert_eq!(
        number(&mut Numbers::new(&Mode::Pseudonym(with_end)), "PLH740512963"),
        number(&mut keyed(), "PLH740512963")
    );
    assert!(Key::of(b"fifteen bytes..").is_none());
    assert!(Key::of(&[b'x'; 64]).is_none());
}

#[test]
fn safe_harbor_makes_nothing_of_a_value() {
    let first = |value: &str| number(&mut Numbers::new(&Mode::SafeHarbor), value);
    assert_eq!(first("PLH740512963"), first("QXA000000017"));
    let word = |value: &str| name(&mut Numbers::new(&Mode::SafeHarbor), Words::Person, value, 60);
    assert_eq!(word("QUILLWORTH"), word("STARLINGTON"));
}

#[test]
fn names_are_replaced_word_by_word() {
    for mut numbers in both() {
        let person = |numbers: &mut Numbers, value: &str| name(numbers, Words::Person, value, 60);
        let (smith, jones) = (person(&mut numbers, "SMITH"), person(&mut numbers, "JONES"));
        assert_eq!(person(&mut numbers, "SMITH-JONES"), format!("{smith}-{jones}"));
        assert_eq!(person(&mut numbers, "SMITH JR"), format!("{smith} JR"));
        assert_eq!(person(&mut numbers, "Smith").to_uppercase(), smith);
        // As linking reads them, they are one name, and one of them is still no ASCII.
        let (accented, plain) = (person(&mut numbers, "MUÑOZ"), person(&mut numbers, "MUNOZ"));
        assert!(!accented.is_ascii() && plain.is_ascii(), "{accented} {plain}");
        assert_eq!(crate::link::solid(&accented), plain);
        assert_eq!(person(&mut numbers, "O'BRIEN"), person(&mut numbers, "OBRIEN"));
        assert_eq!(person(&mut numbers, "BABY BOY A"), "BABY BOY A");
        let hospital = name(&mut numbers, Words::Organization, "SMITH MEMORIAL HOSPITAL", 60);
        assert_eq!(hospital, format!("{smith} MEMORIAL HOSPITAL"));
        let street = name(&mut numbers, Words::Street, "N 42ND ST APT 7", 55);
        assert!(
            street.starts_with("N ") && street.contains("ND ST APT ") && !street.contains("42"),
            "{street}"
        );
        assert!(name(&mut numbers, Words::City, "SOMEWHERE", 4).len() > 4, "too long stays too long");
        assert_eq!(name(&mut numbers, Words::City, "LI", 5).len(), 5);
        assert_ne!(text(&mut numbers, "CALL MRS SMITH", 80), text(&mut numbers, "CALL MR SMITH", 80));
    }
}

#[test]
fn of_postal_codes_three_digits_stay() {
    let [mut keyed, mut safe] = both();
    let other = postal_code(&mut keyed, "500991234");
    assert!(other.starts_with("500") && other.len() == 9 && other != "500991234");
    assert_eq!(other[..5], postal_code(&mut keyed, "50099"));
    for (value, expected) in [
        ("50099", "50000"),
        ("50099-1234", "50000-0000"),
        // 20,000 people or fewer.
        ("03601", "00000"),
        ("893011234", "000000000"),
    ] {
        assert_eq!(postal_code(&mut safe, value), expected);
    }
    let canadian = postal_code(&mut keyed, "K1A 0B1");
    assert_ne!(canadian, "K1A 0B1");
    assert_eq!(canadian.len(), 7);
}

fn file(mode: Mode, text: &str) -> String {
    let options = Options {
        meter: Meter::default(),
        mode,
        most_days: 56,
        per_family: true,
        charset: Charset::Auto,
        limit: PartLimit::default(),
        kept: Kept::default(),
        year: 2026,
    };
    let mut out = Vec::new();
    Redactor::new(options).file(Reader::from_slice(text.as_bytes()), &mut out).expect("it is redacted");
    String::from_utf8(out).expect("ASCII")
}

#[test]
fn intervals_stay_within_a_patient() {
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/samples/inpatient/facility.837"))
            .expect("a sample");
    let other = file(Mode::Pseudonym(key()), &text);
    let days = |text: &str| -> Vec<chrono::NaiveDate> {
        let date = |value: &str| chrono::NaiveDate::parse_from_str(value.get(..8)?, "%Y%m%d").ok();
        text.split('~')
            .map(|segment| segment.trim().split('*').collect::<Vec<_>>())
            .filter_map(|elements| match elements[0] {
                "DTP" => date(elements[3]),
                "DMG" => date(elements[2]),
                _ => None,
            })
            .collect()
    };
    let (before, after) = (days(&text), days(&other));
    assert!(before.len() > 2 && before.len() == after.len());
    let moved: BTreeSet<i64> = before.iter().zip(&after).map(|(a, b)| (*a - *b).num_days()).collect();
    assert_eq!(moved.len(), 1, "{moved:?}");
    assert!(moved.iter().all(|days| (1..=56).contains(days)), "{moved:?}");
}

#[test]
fn what_is_personal_in_another_transaction_is_not_guessed() {
    let text = "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260305*0915*^*00501*000000101*0*T*:~\
                GS*HP*A*B*20260305*0915*101*X*005010X221A1~ST*835*0001~SE*2*0001~GE*1*101~IEA*1*000000101~";
    let options = Options {
        meter: Meter::default(),
        mode: Mode::SafeHarbor,
        most_days: 56,
        per_family: true,
        charset: Charset::Auto,
        limit: PartLimit::default(),
        kept: Kept::default(),
        year: 2026,
    };
    let refused = Redactor::new(options).file(Reader::from_slice(text.as_bytes()), &mut Vec::new());
    assert!(matches!(refused, Err(RedactError::Foreign { .. })), "{refused:?}");
}
