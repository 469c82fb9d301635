//! Tests of the code lists.

use std::collections::BTreeSet;

use super::crosswalk::{Crosswalk, Fit, Reason, expected_places};
use super::*;

/// Every code that the two guides list, by data element: 005010X222A1/A2 and 005010X223A2/A3.
const GUIDE_CODES: &[(&str, &str)] = &[
    ("1005", "0019"),
    ("1032", "11 12 13 14 15 16 17 AM BL CH CI DS FI HM LM MA MB MC OF TV VA WC ZZ"),
    ("1033", "CO CR OA PI PR"),
    ("1065", "1 2"),
    ("1068", "F M U"),
    ("1069", "01 18 19 20 21 39 40 53 G8"),
    ("1073", "N U W Y"),
    ("1136", "07 09 70 75 E1 E2 E3 ZZ"),
    ("1138", "A B C D E F G H P S T U"),
    ("1166", "01 02 03 04 05 06 09"),
    ("1221", "AT BI PE"),
    ("1250", "D8 DT RD8 TM"),
    ("1270", "ABF ABJ ABK ABN APR AS BBQ BBR BE BF BG BH BI BJ BK BN BO BP BQ BR CAH DR PR TC UT"),
    (
        "128",
        "0B 1G 1J 1W 2U 4N 6R 9A 9B 9C 9D 9F BT D9 EA EI EW F4 F5 F8 FY G1 G2 G4 LU LX NF P4 PXC SY T4 VY X4 XZ Y4",
    ),
    ("1317", "A B C D E"),
    ("1321", "01 04 05 06 07 08 09 12 38 65 AV IH L1 L2 L3 L4 L5 NU S2 ST ZV"),
    ("1322", "I R S"),
    ("1327", "0"),
    ("1332", "A B"),
    ("1336", "12 13 14 15 16 41 42 43 47"),
    ("1342", "A C D E F G M"),
    ("1351", "P"),
    ("1359", "A B C"),
    ("1362", "AA EM OA"),
    ("1363", "I Y"),
    ("1366", "02 03 05 09"),
    ("143", "837"),
    ("1473", "00 01 02 03 04 05 06 07 08 09 10 11 12 13 14"),
    ("1514", "1 10 11 15 2 3 4 5 6 7 8 9"),
    ("1526", "1 2 3 4 5"),
    ("1527", "1 2 3 4 5 6"),
    ("1705", "005010X222 005010X222A1 005010X222A2 005010X223 005010X223A1 005010X223A2 005010X223A3"),
    ("235", "EN EO ER HC HI HP IV N4 ON UK UP WK"),
    ("353", "00 18"),
    ("355", "01 DA DH F2 GR LB ME MJ ML MO UN"),
    ("363", "ADD ALG CER DCP DGN DME MED NTR ODT RHB RLH RNH SET SFM SPT TPO UPI"),
    ("365", "EM EX FX TE"),
    ("366", "IC"),
    (
        "374",
        "011 050 090 091 096 296 297 304 314 360 361 431 434 435 439 444 453 454 455 461 463 471 472 484 573 607 738 739",
    ),
    ("455", "X"),
    ("479", "HC"),
    ("480", "005010X222 005010X222A1 005010X222A2 005010X223 005010X223A1 005010X223A2 005010X223A3"),
    ("522", "A8 D EAF F3 F4 F5 GT N8 T"),
    ("594", "1 4 6"),
    ("640", "31 CH RP"),
    ("66", "46 AC II MI PI XV XX"),
    ("673", "FL PT"),
    ("735", "20 22 23"),
    ("736", "0 1"),
    ("737", "OG TR"),
    ("738", "HT R1 R2 R3 R4"),
    (
        "755",
        "03 04 05 06 07 08 09 10 11 13 15 21 A3 A4 AM AS B2 B3 B4 BR BS BT CB CK CT D2 DA DB DG DJ DS EB HC HR I5 IR LA M1 MT NN OB OC OD OE OX OZ P4 P5 PE PN PO PQ PY PZ RB RR RT RX SG V5 XP",
    ),
    ("756", "AA AB AD AF AG BM EL EM FT FX NS"),
    ("901", "T1 T2 T3 T4 T5 T6"),
    ("98", "40 41 45 71 72 77 82 85 87 DK DN DQ IL P3 PE PR PW QB QC ZZ"),
    ("I01", "00 03"),
    ("I03", "00 01"),
    ("I05", "01 14 20 27 28 29 30 33 ZZ"),
    ("I11", "00501"),
    ("I13", "0 1"),
    ("I14", "P T"),
];

#[test]
fn every_code_of_the_guides_has_a_meaning() {
    for (data_element, codes) in GUIDE_CODES {
        for code in codes.split(' ') {
            assert!(meaning(data_element, None, code).is_some(), "{data_element} {code}");
        }
    }
}

#[test]
fn the_files_keep_to_their_form() {
    for list in lists::LISTS.iter() {
        let what = list.data_element;
        assert!(!list.codes.is_empty() && !list.name.is_empty(), "{what}");
        let codes: BTreeSet<_> = list.codes.iter().map(|(code, _)| code).collect();
        assert_eq!(codes.len(), list.codes.len(), "a code stands twice in {what}");
        for (code, meaning) in &list.codes {
            assert!(code.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()), "{what} {code}");
            assert!(
                !meaning.is_empty() && meaning.trim() == *meaning && meaning.len() <= 80,
                "{what} {code}"
            );
        }
    }
    let keys: BTreeSet<_> = lists::LISTS.iter().map(|l| (l.data_element, l.qualifier)).collect();
    assert_eq!(keys.len(), lists::LISTS.len(), "a list stands twice");
    // No line was passed over: each is the head of a list or a code.
    let lines: usize = lists::FILES.iter().map(|text| lists::lines(text).count()).sum();
    let from_files = || lists::LISTS.iter().filter(|l| (l.data_element, l.qualifier) != ("1331", None));
    assert_eq!(lines, from_files().map(|l| 1 + l.codes.len()).sum::<usize>());
    assert_eq!(lists::lines(include_str!("places.txt")).count(), places_of_service().len());
}

#[test]
fn codes_billers_meet() {
    for (data_element, code, means) in [
        ("98", "85", "billing provider"),
        ("98", "77", "service facility"),
        ("66", "XX", "NPI"),
        ("128", "F8", "payer's claim control number"),
        ("128", "EA", "medical record number"),
        ("374", "472", "service"),
        ("374", "434", "statement period"),
        ("374", "435", "admission"),
        ("1270", "ABK", "principal diagnosis, ICD-10"),
        ("522", "F5", "paid by the patient"),
        ("1032", "MB", "Medicare Part B"),
        ("1069", "18", "self"),
        ("1138", "P", "primary"),
        ("1336", "12", "working aged"),
        ("156", "MA", "Massachusetts"),
    ] {
        assert_eq!(meaning(data_element, None, code), Some(means));
    }
    assert_eq!(list("9999"), None);
    assert_eq!(meaning("98", None, "??"), None);
    assert_eq!(list("1032").unwrap().name, "claim filing");
}

#[test]
fn a_qualifier_decides_where_it_matters() {
    assert_eq!(meaning("1331", Some("A"), "13"), Some("hospital outpatient"));
    assert_eq!(meaning("1331", Some("B"), "13"), Some("assisted living"));
    assert_eq!(meaning("1331", None, "13"), Some("assisted living"));
    assert_eq!(meaning("127", Some("4N"), "3"), Some("emergency care"));
    assert_eq!(meaning("127", Some("F8"), "3"), None);
    assert_eq!(facility_type("85"), Some("critical access hospital, outpatient"));
    assert_eq!(facility_type("00"), None);
    assert_eq!(claim_frequency("7"), Some("replacement of an earlier claim"));
    assert_eq!(claim_frequency("8"), Some("void of an earlier claim"));
}

#[test]
fn states_are_complete() {
    let regions = list("156").unwrap();
    // 50 states, the District, 8 territories and associated states, 3 kinds of military mail, 13 Canadian ones.
    assert_eq!(regions.codes.len(), 50 + 1 + 8 + 3 + 13);
}

#[test]
fn modifiers_of_cpt_are_not_shipped() {
    let modifiers = list("1339").unwrap();
    for (code, _) in &modifiers.codes {
        let numeric = code.bytes().all(|b| b.is_ascii_digit());
        let physical_status = ["P1", "P2", "P3", "P4", "P5", "P6"].contains(code);
        assert!(!numeric && !physical_status, "{code}");
    }
    assert_eq!(modifiers.meaning("TC"), Some("technical part"));
}

#[test]
fn places_of_service_with_the_rate_medicare_pays() {
    let office = place_of_service("11").unwrap();
    assert_eq!((office.code, office.name, office.rate), ("11", "office", Some(PaymentRate::NonFacility)));
    // The two rates as reconciliation uses them; 18 and 66 and the places of the Indian Health Service are in neither.
    let of =
        |rate| -> Vec<_> { places_of_service().iter().filter(|p| p.rate == rate).map(|p| p.code).collect() };
    assert_eq!(
        of(Some(PaymentRate::Facility)),
        ["02", "19", "21", "22", "23", "24", "26", "31", "34", "41", "42", "51", "52", "53", "56", "61"]
    );
    let non_facility =
        "01 03 04 09 10 11 12 13 14 15 16 17 20 25 27 32 33 49 50 54 55 57 58 60 62 65 71 72 81 99";
    assert_eq!(of(Some(PaymentRate::NonFacility)).join(" "), non_facility);
    assert_eq!(of(None), ["05", "06", "07", "08", "18", "66"]);
    for unassigned in ["28", "35", "43", "59", "64", "73", "98", "00", "", "1", "011", "AA"] {
        assert_eq!(place_of_service(unassigned), None, "{unassigned}");
    }
}

#[test]
fn npi_check_digits() {
    // The first is CMS's own example; the others were reckoned apart from this program, from the published method.
    for valid in ["1234567893", "1000000004", "2000000002", "1999999992"] {
        assert!(npi::is_valid(valid), "{valid}");
    }
    for digit in ['0', '1', '2', '4', '5', '6', '7', '8', '9'] {
        assert!(!npi::is_valid(&format!("123456789{digit}")));
    }
    for invalid in
        ["", "123456789", "12345678930", "3000000000", "0000000000", "123456789X", "é234567893", "1234567é93"]
    {
        assert!(!npi::is_valid(invalid), "{invalid}");
    }
    // Neighbours that changed places are what the check digit is there for.
    assert!(!npi::is_valid("1243567893"));
    assert_eq!(npi::check_digit("123456789"), Some('3'));
    assert_eq!(npi::check_digit("12345678"), None);
    assert_eq!(npi::check_digit("12345678X"), None);
}

#[test]
fn taxonomy_codes_have_a_form() {
    for code in ["207Q00000X", "282N00000X", "261QM0801X", "3336C0003X", "390200000X"] {
        assert!(taxonomy::has_form(code), "{code}");
    }
    for code in
        ["", "207Q00000", "207Q000000", "207q00000X", "Q07Q00000X", "207Q00000XX", "207Q 0000X", "207Q0000éX"]
    {
        assert!(!taxonomy::has_form(code), "{code}");
    }
}

#[test]
fn the_crosswalk_says_what_the_reconciliation_study_says() {
    use Reason::*;
    let fits = |types: &str, places: &str, fit: Fit| {
        for facility_type in types.split(' ') {
            for place in places.split(' ') {
                assert_eq!(expected_places(facility_type).fit(place), fit, "{facility_type}x with {place}");
            }
        }
    };
    fits("11", "21 51 61", Fit::Expected);
    fits("11", "19 22 23", Fit::Tolerated(UntilAdmission));
    fits("11", "41 42", Fit::Tolerated(Ambulance));
    fits("11", "02", Fit::Tolerated(Telehealth));
    fits("11", "11 20 24 49 81", Fit::Suspicious);
    fits("11", "31 12 99", Fit::Unexpected);
    fits("12", "21", Fit::Expected);
    fits("12", "11 22", Fit::Suspicious);
    fits("13", "19 22 23", Fit::Expected);
    fits("13", "52", Fit::Tolerated(PartialHospital));
    fits("13", "02 10", Fit::Tolerated(Telehealth));
    fits("13", "15", Fit::Tolerated(MobileUnit));
    fits("13", "81", Fit::Tolerated(Specimen));
    fits("13", "11 21 24", Fit::Suspicious);
    fits("14", "81", Fit::Expected);
    fits("14", "11 31 12", Fit::Tolerated(DrawingSite));
    fits("14", "21", Fit::Suspicious);
    fits("18 28 21", "31", Fit::Expected);
    fits("18 28", "21", Fit::Tolerated(BeforeSwing));
    fits("21", "19 21 22 23", Fit::Tolerated(SentOut));
    fits("18 28 21", "11 32", Fit::Suspicious);
    fits("22 23", "32", Fit::Expected);
    fits("22 23", "31", Fit::Tolerated(CoveredStay));
    fits("22 23 32 33 34 81 82", "21", Fit::Suspicious);
    fits("32 33 34", "12", Fit::Expected);
    fits("32 33 34", "13 14 33", Fit::Tolerated(Residence));
    fits("71", "72", Fit::Expected);
    fits("77", "50", Fit::Expected);
    fits("71 77", "11", Fit::Tolerated(OffHours));
    fits("72", "65", Fit::Expected);
    fits("72", "12 22", Fit::Tolerated(HomeDialysis));
    fits("72", "11", Fit::Suspicious);
    fits("75", "62", Fit::Expected);
    fits("76", "53", Fit::Expected);
    fits("74 75 76", "11", Fit::Tolerated(Office));
    fits("81 82", "34 12 13 31 32", Fit::Expected);
    fits("81 82", "22", Fit::Tolerated(HospiceModifier));
    fits("83", "24", Fit::Expected);
    fits("83", "11 22", Fit::Suspicious);
    fits("85", "19 22 23", Fit::Expected);
    fits("85", "11 21", Fit::Suspicious);
    fits("87", "58", Fit::Expected);
    // No row, or no place.
    fits("41 79 00", "11", Fit::Unknown);
    fits("13", "28 ZZ", Fit::Unknown);
    assert_eq!(expected_places("13").expected().collect::<Vec<_>>(), ["19", "22", "23"]);
    assert!(Fit::Suspicious.is_mismatch() && Fit::Unexpected.is_mismatch());
    assert!(!Fit::Unknown.is_mismatch() && !Fit::Tolerated(Office).is_mismatch());
}

#[test]
fn a_user_may_bring_a_table_of_their_own() {
    let mine = Crosswalk::parse("# ours\n13 | expect 11 22 # the payer's wish\n\n99|suspect *").unwrap();
    let mut table = Crosswalk::built_in().clone();
    table.lay_over(mine);
    assert_eq!(table.expected_places("13").fit("11"), Fit::Expected);
    assert_eq!(table.expected_places("13").fit("23"), Fit::Unexpected);
    assert_eq!(table.expected_places("99").fit("23"), Fit::Suspicious);
    assert_eq!(table.expected_places("11").fit("21"), Fit::Expected);
}

#[test]
fn a_table_that_cannot_be_read_names_its_line() {
    for (text, says) in [
        ("13", "line 1: behind the facility types stands a bar"),
        ("\n13 | expect", "line 2: a place of service is two digits"),
        ("13 | expect 2", "line 1: a place of service is two digits"),
        ("13 | maybe 22", "line 1: a clause starts with expect"),
        ("131 | expect 22", "line 1: a facility type is two digits"),
        ("| expect 22", "line 1: a facility type is two digits"),
        ("13 | expect 22\n13 | expect 23", "line 2: this facility type has a line already"),
    ] {
        let error = Crosswalk::parse(text).unwrap_err().to_string();
        assert!(error.starts_with(says), "{error}");
    }
}

#[test]
fn stays_are_told_by_the_type_of_bill() {
    for (facility_type, stay) in
        [("11", true), ("18", true), ("21", true), ("41", true), ("13", false), ("85", false)]
    {
        assert_eq!(is_inpatient(facility_type), stay, "{facility_type}");
    }
}
