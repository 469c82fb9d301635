//! Tables in the layout in which CMS publishes them. Codes and numbers are invented.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::super::*;

/// The relative value file: titles with the day of publishing, a header over several rows, lines ended by CR and LF.
fn fees(release: &str, total: &str, factor: &str) -> String {
    [
        &*format!(",,2026 National Physician Fee Schedule Relative Value File {release} Release{}", ",".repeat(29)),
        &*format!(",,CPT codes and descriptions only are copyright 2025 of their owner{}", ",".repeat(29)),
        &*format!(",,RELEASED 12/19/2025{}", ",".repeat(29)),
        ",,,,NOT USED,,,,,,,,,,,,,,,,,,,,,,,,,,,",
        ",,,STATUS,MEDICARE,WORK,NON-FAC,NA,FACILITY,NA,MP,NON-FACILITY,FACILITY,PCTC,GLOB,PRE,INTRA,POST,MULT,BILAT,ASST,CO-,TEAM,PRIC,ENDO,CONV,DIAGNOSTIC,CALCULATION,FAMILY,PAYMENT,PAYMENT,PAYMENT",
        "HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL,TOTAL,IND,DAYS,OP,OP,OP,PROC,SURG,SURG,SURG,SURG,IND,BASE,FACTOR,PROCEDURES,FLAG,INDICATOR,AMOUNT,AMOUNT,AMOUNT",
        &*format!("X1111,,\"x, y\",A,,1.50,2.30,,0.90,,0.20,{total},2.60,0,XXX,0.00,0.00,0.00,0,0,0,0,0,1,,{factor},09,0,99,0.00,0.00,0.00"),
        &*format!("X2222,,x,A,,10.00,8.00,NA,6.00,,2.00,20.00,18.00,0,090,0.10,0.69,0.21,2,1,2,1,0,1,,{factor},09,0,99,0.00,0.00,0.00"),
        &*format!("X3333,,x,X,,0.00,0.00,,0.00,,0.00,0.00,0.00,9,XXX,0.00,0.00,0.00,9,9,9,9,9,1,,{factor},09,0,99,0.00,0.00,0.00"),
        &*format!("X3333,26,x,A,,0.40,0.10,,0.10,,0.02,0.52,0.52,6,XXX,0.00,0.00,0.00,0,0,0,0,0,1,,{factor},09,0,99,0.00,0.00,0.00"),
        "",
    ]
    .join("\r\n")
}

/// The code pairs: a header over four rows.
fn pairs(rows: &str) -> String {
    let head = "CPT only copyright 2025 of its owner\t\t\t\t\t\t\r\nColumn1/Column2 Edits\t\t\t\t\t\t\r\n\
        Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\r\n\
        \t\tprior to 1996\tDate\tDate\t0=not allowed\t\r\n\t\t\t\t*=no data\t1=allowed\t\r\n\t\t\t\t\t9=not applicable\t\r\n";
    format!("{head}{rows}")
}

fn limits(whose: &str, rows: &str) -> String {
    format!(
        "\"Current codes, copyright 2023 of their owner.\",,,\r\n\"HCPCS/\nCPT Code\",\"{whose} MUE Values\",\"MUE Adjudication Indicator\",\"MUE Rationale\"\r\n{rows}"
    )
}

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        archive.start_file(*name, SimpleFileOptions::default()).expect("a member");
        archive.write_all(content).expect("it is written");
    }
    archive.finish().expect("an archive").into_inner()
}

/// A spreadsheet with one sheet: texts, numbers, and days as Excel counts them.
fn workbook(rows: &[&[&str]]) -> Vec<u8> {
    let cell = |n: usize, column: usize, value: &str| {
        let at = format!("{}{}", char::from(b'A' + column as u8), n + 1);
        match value.strip_prefix('#') {
            Some(number) => format!("<c r=\"{at}\"><v>{number}</v></c>"),
            None => format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{value}</t></is></c>"),
        }
    };
    let row = |(n, row): (usize, &&[&str])| {
        let cells: String = row.iter().enumerate().map(|(column, value)| cell(n, column, value)).collect();
        format!("<row r=\"{}\">{cells}</row>", n + 1)
    };
    let rows: String = rows.iter().enumerate().map(row).collect();
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    zipped(&[
        ("[Content_Types].xml", format!("<Types xmlns=\"{package}/content-types\"/>").as_bytes()),
        (
            "_rels/.rels",
            format!("<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>").as_bytes(),
        ),
        (
            "xl/workbook.xml",
            format!("<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"x\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>").as_bytes(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!("<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>").as_bytes(),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>").as_bytes(),
        ),
    ])
}

fn put(folder: &Path, name: &str, content: impl AsRef<[u8]>) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, content).expect("a file");
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

#[test]
fn a_fee_schedule_as_published_holds_from_its_quarter_and_not_from_its_release() {
    let mut tables = Tables::default();
    tables.add("PPRRVU2026_Jan_nonQPP.csv", fees("January", "4.00", "33.4009").as_bytes()).expect("a table");
    let edition = tables.edition(Table::FeeSchedule, Some(day("2026-02-01"))).expect("an edition");
    assert_eq!(edition, EditionUsed { from: Some(day("2026-01-01")), is_old: false });
    assert_eq!(tables.edition(Table::FeeSchedule, Some(day("2025-12-31"))), None);
    let fee = tables.fee("X2222", "", Some(day("2026-02-01"))).expect("a row");
    let text = |value: rust_decimal::Decimal| value.to_string();
    let parts = fee.parts.expect("the parts of the total");
    assert_eq!(
        [parts.work, parts.non_facility_practice, parts.facility_practice, parts.malpractice].map(text),
        ["10.00", "8.00", "6.00", "2.00"]
    );
    assert_eq!(
        [fee.stages.before, fee.stages.operation, fee.stages.after].map(text),
        ["0.10", "0.69", "0.21"]
    );
    // The row of the laboratory test says 9, that of its reading 6.
    assert_eq!(tables.pctc("X3333", Some(day("2026-02-01"))), Some(6));
    let mut unnamed = Tables::default();
    unnamed.add("fees.csv", fees("October", "4.00", "33.4009").as_bytes()).expect("a table");
    assert_eq!(unnamed.loaded()[0].edition, Some(day("2026-10-01")), "the title names the quarter");
}

#[test]
fn pairs_under_a_header_of_four_rows_are_read_from_all_their_parts() {
    let mut tables = Tables::default();
    for (file, row) in [
        ("ccipra-v322r0-f1.txt", "X1111\tX2222\t\t20220101\t*\t0\tx\r\n"),
        ("ccipra-v322r0-f2.txt", "X1111\tX3333\t\t20220101\t20251231\t1\tx\r\n"),
        ("ccioph-v322r0-f1.txt", "X1111\tX4444\t\t20220101\t*\t1\tx\r\n"),
    ] {
        tables.add(file, pairs(row).as_bytes()).expect("a table");
    }
    let pair = |biller, second, on| tables.pair(biller, "X1111", second, day(on));
    assert_eq!(pair(Biller::Practitioner, "X2222", "2026-03-02"), Some(false));
    assert_eq!(pair(Biller::Practitioner, "X3333", "2025-12-31"), Some(true));
    assert_eq!(pair(Biller::Practitioner, "X3333", "2026-01-01"), None);
    assert_eq!(pair(Biller::Hospital, "X4444", "2026-03-02"), Some(true));
    assert_eq!(tables.loaded().iter().map(|loaded| loaded.rows).sum::<usize>(), 3);
}

#[test]
fn the_line_of_a_fault_is_counted_where_lines_end_in_cr_and_lf() {
    for (end, from) in [("\r\n", ""), ("\n", "\r")] {
        let text = pairs("X1111\tX2222\t\t20220101\t*\t1\tx\r\nX1111\tX2222\t\tnever\t*\t1\tx\r\n");
        let text = if from.is_empty() { text } else { text.replace(from, "") };
        let error = Tables::default().add("ccipra.txt", text.as_bytes()).expect_err("a broken row");
        assert!(error.to_string().contains("line 8:"), "{end:?}: {error}");
    }
}

#[test]
fn limits_of_suppliers_are_a_table_of_their_own_without_an_edition_from_a_copyright() {
    let mut tables = Tables::default();
    let rows = "X1234,1500,3 Date of Service Edit: Clinical,CMS Policy\r\n";
    tables.add("mue.csv", limits("DME Supplier Services", rows).as_bytes()).expect("a table");
    assert_eq!(tables.loaded()[0].table, Table::SupplierUnits);
    assert_eq!(tables.loaded()[0].edition, None);
    let limit = tables.unit_limit(Biller::Supplier, "X1234", None);
    assert_eq!(limit, Some(UnitLimit { units: 1500, by_day: true }));
}

#[test]
fn folders_archives_and_packed_files_are_opened_as_they_come() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = |total| fees("January", total, "33.4009");
    let january = zipped(&[
        ("PPRRVU2026_Jan_QPP.csv", fees("January", "4.00", "33.5675").as_bytes()),
        ("PPRRVU2026_Jan_nonQPP.csv", table("4.00").as_bytes()),
        ("PPRRVU2026_Jan_nonQPP.xlsx", &workbook(&[&["x"]])),
        ("RVU26A.pdf", b"%PDF-1.7"),
    ]);
    put(folder.path(), "2026/q1/rvu26a.zip", january);
    put(folder.path(), "2026/q1/unpacked/PPRRVU2026_Jan_nonQPP.csv", table("4.00"));
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(pairs("X1111\tX2222\t\t20220101\t*\t0\tx\r\n").as_bytes()).expect("it is written");
    put(folder.path(), "ccipra-v322r0-f1.txt.gz", packed.finish().expect("it is packed"));
    let tables = Tables::read(folder.path()).expect("tables");
    let fee = tables.fee("X1111", "", Some(day("2026-02-01"))).expect("a row");
    assert_eq!(fee.conversion_factor.to_string(), "33.4009");
    assert_eq!(tables.pair(Biller::Practitioner, "X1111", "X2222", day("2026-02-01")), Some(false));
    let passed: Vec<String> =
        tables.passed_over().iter().map(|passed| format!("{}: {}", passed.file, passed.reason)).collect();
    let expected = [
        ("rvu26a.zip!PPRRVU2026_Jan_QPP.csv", "(QPP)"),
        ("rvu26a.zip!PPRRVU2026_Jan_nonQPP.xlsx", "the same table as"),
        ("rvu26a.zip!RVU26A.pdf", "no table"),
        ("unpacked/PPRRVU2026_Jan_nonQPP.csv", "there already"),
    ];
    assert_eq!(passed.len(), expected.len(), "{passed:?}");
    for (told, (file, reason)) in passed.iter().zip(expected) {
        assert!(told.contains(file) && told.contains(reason), "{told}");
    }
}

#[test]
fn a_spreadsheet_is_read_as_its_text_would_be() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows: &[&[&str]] = &[
        &["Addendum B. Effective January 1, 2026"],
        &[],
        &["HCPCS Code", "Short Descriptor", "SI", "APC", "Relative Weight", "Payment Rate"],
        &["X1111", "x", "J1", "#5115", "#140.5", "#12866.98"],
        &["X2222", "x", "C", "", "", ""],
    ];
    put(folder.path(), "b.xlsx", workbook(rows));
    let days: &[&[&str]] = &[
        &["HCPC", "SEQNUM", "RECID", "LONG DESCRIPTION", "SHORT DESCRIPTION", "ADD DT", "TERM DT"],
        &["X5555", "00100", "3", "A thing that was", "A thing", "#20200101", "#20240930"],
        &["X5555", "00200", "4", "and is no more", "", "", ""],
        &["X6666", "00100", "3", "A thing", "A thing", "#20250101", ""],
    ];
    put(folder.path(), "HCPC2026_OCT_ANWEB.xlsx", workbook(days));
    let tables = Tables::read(&folder.path().join("b.xlsx")).expect("a table");
    let outpatient = tables.outpatient("X1111", Some(day("2026-02-01"))).expect("a row");
    assert_eq!((outpatient.status.as_str(), outpatient.apc.as_str()), ("J1", "5115"));
    assert_eq!(outpatient.rate.expect("a rate").to_string(), "12866.98");
    assert_eq!(tables.outpatient("X2222", Some(day("2026-02-01"))).expect("a row").rate, None);
    assert_eq!(tables.outpatient("X2222", Some(day("2025-12-31"))), None);
    let tables = Tables::read(folder.path()).expect("tables");
    let on = |code, on| tables.standing(List::Hcpcs, code, day(on));
    assert_eq!(on("X5555", "2026-10-02"), Some(Standing::Ended(day("2024-09-30"))));
    assert_eq!(on("X6666", "2026-10-02"), Some(Standing::Valid));
    assert_eq!(tables.code_name("X5555"), Some("A thing"));
}

#[test]
fn indices_of_localities_are_read() {
    let text = "Addendum E. Final CY 2026 Geographic Practice Cost Indices (GPCIs) by State and Medicare Locality,,,,,,\r\n,,,,,,\r\n\
        Medicare Administrative Contractor (MAC),State,Locality Number,Locality Name,2026 PW GPCI (without 1.0 Floor),2026 PW GPCI (with 1.0 Floor),2026 PE GPCI,2026 MP GPCI\r\n\
        09102,FL,4,NOWHERE,0.990,1.000,1.050,1.900\r\n";
    let mut tables = Tables::default();
    tables.add("GPCI2026.csv", text.as_bytes()).expect("a table");
    let locality = tables.locality("09102-04", Some(day("2026-02-01"))).expect("a locality");
    assert_eq!(
        [locality.work, locality.practice, locality.malpractice].map(|index| index.to_string()),
        ["1.000", "1.050", "1.900"]
    );
    assert_eq!(tables.locality("09102-99", Some(day("2026-02-01"))), None);
}

#[test]
fn a_file_that_is_no_table_is_named_and_a_damaged_one_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    put(folder.path(), "old.xls", [0xd0, 0xcf, 0x11, 0xe0, 0xa1]);
    put(folder.path(), "more.zip", zipped(&[("inner.zip", &zipped(&[("a.csv", b"code,name\nX1,x\n")]))]));
    let tables = Tables::read(folder.path()).expect("nothing is wrong");
    let told: String = tables.passed_over().iter().map(|passed| passed.reason.as_str()).collect();
    assert!(told.contains("save it as CSV") && told.contains("an archive in an archive"), "{told}");
    put(folder.path(), "broken.zip", b"PK\x03\x04 is no archive");
    assert!(Tables::read(folder.path()).is_err());
}
