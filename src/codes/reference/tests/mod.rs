//! Miniature tables in the form of the real ones. The numbers are invented.

mod published;

use super::*;

/// Title rows, then a header over two rows, as in the CMS file; an extra column moves the others.
const FEES: &str = "\
2026 National Physician Fee Schedule Relative Value File January Release,,,,,,,,,,,,,,\n\
CPT codes and descriptions only are copyright of their owner,,,,,,,,,,,,,,\n\
,,,STATUS,NON-FACILITY,FACILITY,PCTC,GLOB,PRIC,BILAT,ASST,CO-,TEAM,CONV\n\
HCPCS,MOD,DESCRIPTION,CODE,TOTAL,TOTAL,IND,DAYS,IND,SURG,SURG,SURG,SURG,FACTOR\n\
70551,,\"x, y\",A,6.00,6.00,1,XXX,1,0,0,0,0,33.4009\n\
70551,26,x,A,2.00,2.00,1,XXX,1,0,0,0,0,33.4009\n\
70551,TC,x,A,4.00,NA,1,XXX,1,0,0,0,0,33.4009\n\
99214,,x,A,4.06,2.53,0,XXX,1,0,0,0,0,33.4009\n";

fn with(file: &str, text: &str) -> Tables {
    let mut tables = Tables::default();
    tables.add(file, text.as_bytes()).expect("the table is valid");
    tables
}

fn problem(file: &str, text: &str) -> String {
    Tables::default().add(file, text.as_bytes()).expect_err("the table is broken").to_string()
}

#[test]
fn a_fee_schedule_is_read_by_the_names_of_its_columns() {
    let tables = with("any name.csv", FEES);
    let fee = tables.fee("70551", "26", None).expect("a row");
    assert_eq!((fee.pctc, fee.status, fee.global_days.as_str()), (Some(1), 'A', "XXX"));
    assert_eq!(fee.facility_total.to_string(), "2.00");
    assert_eq!(fee.conversion_factor.to_string(), "33.4009");
    assert_eq!(tables.fee("70551", "TC", None).expect("a row").facility_total, rust_decimal::Decimal::ZERO);
    assert!(tables.fee("70551", "53", None).is_none() && tables.fee("99999", "", None).is_none());
    let loaded = &tables.loaded()[0];
    assert_eq!((loaded.table, loaded.rows), (Table::FeeSchedule, 4));
    assert_eq!(loaded.edition, NaiveDate::from_ymd_opt(2026, 1, 1));
}

#[test]
fn the_edition_of_the_day_of_service_counts() {
    let mut tables = with("PPRRVU26_JAN.csv", FEES);
    tables.add("PPRRVU26_JUL.csv", FEES.replace("4.06", "5.00").as_bytes()).expect("another edition");
    let total =
        |day: &str| tables.fee("99214", "", day.parse().ok()).expect("a row").non_facility_total.to_string();
    assert_eq!(
        (total("2026-06-30"), total("2026-07-01"), total("2027-03-01")),
        ("4.06".into(), "5.00".into(), "5.00".into())
    );
    assert!(tables.fee("99214", "", "2025-12-31".parse().ok()).is_none(), "before the first edition");
    let other = FEES.replace("4.06", "6.00");
    assert!(tables.add("PPRRVU2026_Jul.csv", other.as_bytes()).is_err(), "twice the same edition");
}

#[test]
fn an_edition_is_old_after_its_quarter() {
    let mut tables = with("PPRRVU26_JAN.csv", FEES);
    tables.add("PPRRVU26_JUL.csv", FEES.replace("4.06", "5.00").as_bytes()).expect("another edition");
    let is_old = |day: &str| tables.is_old(Table::FeeSchedule, day.parse().ok());
    assert_eq!(
        ["2025-12-31", "2026-03-31", "2026-04-01", "2026-07-01", "2026-09-30", "2026-10-01"].map(is_old),
        [false, false, true, false, false, true]
    );
    assert!(!tables.is_old(Table::FeeSchedule, None), "the last one where no day is known");
    let last = |day: &str| tables.older_than(day.parse().expect("a date")).len();
    assert_eq!((last("2026-09-30"), last("2026-10-01")), (0, 1));
}

#[test]
fn unit_limits_have_a_quoted_notice_and_line_breaks_in_their_header() {
    let text = "\"A notice\nover two lines\",,,\n\"HCPCS/\nCPT Code\",\"Practitioner Services MUE Values\",\"MUE Adjudication Indicator\",\"MUE Rationale\"\n\
                36415,2,\"3 Date of Service Edit: Clinical\",x\n93000,3,1 Line Edit,x\n";
    let tables = with("MCR_MUE_PractitionerServices_Eff_04-01-2026.csv", text);
    let limit = tables.unit_limit(Biller::Practitioner, "36415", None);
    assert_eq!(limit, Some(UnitLimit { units: 2, by_day: true }));
    assert_eq!(
        tables.unit_limit(Biller::Practitioner, "93000", None),
        Some(UnitLimit { units: 3, by_day: false })
    );
    assert_eq!(tables.unit_limit(Biller::Hospital, "36415", None), None);
    let hospital = text.replace("Practitioner", "Outpatient Hospital");
    assert!(with("x.csv", &hospital).has(Table::HospitalUnits));
}

#[test]
fn of_a_pair_that_stands_twice_the_days_decide() {
    let text = "Practitioner edits\r\nColumn 1\tColumn 2\t*=in existence prior to 1996\tEffective Date\tDeletion Date * = no data\tModifier 0=not allowed\tPTP Edit Rationale\r\n\
                80053\t80048\t\t20200101\t20251231\t0\tx\r\n80053\t80048\t\t20260101\t*\t1\tx\r\n11111\t22222\t\t20200101\t20200101\t9\tx\r\n";
    let tables = with("ccipra-v323r0-f1.txt", text);
    let pair = |day: &str| tables.pair(Biller::Practitioner, "80053", "80048", day.parse().expect("a date"));
    assert_eq!((pair("2019-12-31"), pair("2025-12-31"), pair("2026-03-02")), (None, Some(false), Some(true)));
    assert_eq!(
        tables.pair(Biller::Practitioner, "80048", "80053", "2026-03-02".parse().expect("a date")),
        None
    );
    let unclear = problem("edits.txt", &text.replace("Practitioner", "Some"));
    assert!(unclear.contains("ccipra"), "{unclear}");
}

#[test]
fn outpatient_status_and_names() {
    let mut tables = with(
        "b.csv",
        "Addendum B 2026,,,\nHCPCS Code,Short Descriptor,SI,APC\n33533,x,C,\n70551,x,Q3,5523\n",
    );
    tables.add("names.csv", b"code,name\n70551,MRI brain\n").expect("valid");
    tables
        .add(
            "hcpc.csv",
            b"HCPC,SEQNUM,LONG DESCRIPTION,SHORT DESCRIPTION\nG0463,1,Hospital clinic visit,Clinic\n",
        )
        .expect("valid");
    assert_eq!(tables.outpatient_status("33533", None), Some("C"));
    assert_eq!((tables.apc("33533", None), tables.apc("70551", None)), (None, Some("5523")));
    assert_eq!((tables.code_name("70551"), tables.code_name("g0463")), (Some("MRI brain"), Some("Clinic")));
}

#[test]
fn bytes_that_are_not_utf_8_are_windows_1252() {
    let mut tables = Tables::default();
    tables.add("names.csv", b"code,name\n70551,Sch\xE4del\n").expect("valid");
    assert_eq!(tables.code_name("70551"), Some("Sch\u{e4}del"));
}

#[test]
fn a_broken_table_says_where() {
    for (from, to, says) in [
        ("33.4009\n99214,,x,A,4.06", "33.4009\n99214,,x,A,4.O6", "line 8: NON-FACILITY TOTAL is \"4.O6\""),
        ("99214,,", "9921,,", "line 8: \"9921\" is no procedure code"),
        ("CONV\n", "CONF\n", "line 4: the header has no column CONV FACTOR"),
        ("99214,,x", "99214,267,x", "line 8: the modifier"),
    ] {
        let text = problem("fees.csv", &FEES.replacen(from, to, 1));
        assert!(text.starts_with("fees.csv: ") && text.contains(says), "{text}");
    }
    let header_only = FEES.split("70551").next().expect("a text");
    assert!(problem("fees.csv", header_only).contains("without a row"));
}

#[test]
fn what_is_no_table_is_passed_over_and_named() {
    let mut tables = Tables::default();
    for (file, content) in
        [("GPCI2026.csv", &b"Locality,Work\n1,2\n"[..]), ("a.xlsx", b"PK\x03\x04\0"), ("empty.txt", b"")]
    {
        tables.add(file, content).expect("it is passed over");
    }
    let passed: Vec<&str> = tables.passed_over().iter().map(|passed| passed.file.as_str()).collect();
    assert_eq!(passed, ["GPCI2026.csv", "a.xlsx", "empty.txt"]);
    assert!(tables.loaded().is_empty());
}
