//! The format: what it reads, and what it says of what it cannot read.

use std::fmt::Write as _;

use super::super::format::parse;
use crate::finding::Side;

use super::super::schema::{Child, Content, Form, Limit, PlaceCodes, Relation};

const SMALL: &str = r#"
# a comment
guide 005010X999 professional "A small guide"
form "Some form" 837X side facility places bill line SV2
accepts 005010X999 005010X999A1
loop ST R >1 @0050 as transaction "Transaction"
  segment ST R 1 @0050 as transaction_header "Header"
    01 R ID 3..3 143 {837} "Transaction"
  segment SE R 1 @9000 as transaction_trailer "Trailer"
    01 R N0 1..10 96 limit 8 digits 3 decimals "Segments"
loop 2300 in ST S 100 @1300 as claim "Claim"
  segment HI S 2 @1300 when 01-1=ABK|BK & 02=00|01 syntax P0102 L010203 as diagnoses "Codes"
    01 R composite C022 syntax P0102 x5 as principal_diagnosis "Code"
      01-1 R ID 1..3 1270 {ABK BK} "Kind"
      01-2 R AN 1..30 1271 <ABK: ICD-10-CM | BK: ICD-9-CM> "Code"
    02 S ID 1..2 1 {00..03 9 11..13} "Number"
    03 N AN 1..2 2 "Nothing"
"#;

#[test]
fn a_small_guide_is_read_as_it_is_written() {
    let guide = parse(SMALL).expect("it is well-formed");
    assert_eq!(guide.accepts, ["005010X999", "005010X999A1"]);
    let form = Form {
        name: "Some form".to_owned(),
        short: "837X".to_owned(),
        side: Side::Facility,
        places: PlaceCodes::Bill,
        line: "SV2".to_owned(),
    };
    assert_eq!(guide.form, form);
    let top = &guide.loops[0];
    assert!(
        matches!(top.children[..], [Child::Segment(_), Child::Loop(_), Child::Segment(_)]),
        "by position"
    );
    assert_eq!(guide.loops[1].parents, [guide.transaction_loop()]);
    assert_eq!(guide.loops[1].max_repeat, Some(100));
    let hi = &guide.segments[2];
    assert_eq!(hi.label, "HI", "it opens the loop");
    assert_eq!(hi.conditions[1].codes, ["00", "01"]);
    assert_eq!(hi.syntax[1].relation, Relation::ListConditional);
    assert_eq!(hi.syntax[1].elements, [1, 2, 3]);
    let Content::Composite { components, syntax } = &hi.elements[0].content else { panic!("a composite") };
    assert_eq!((components.len(), syntax.len(), hi.elements[0].max_repeat), (2, 1, Some(5)));
    assert_eq!(hi.elements[0].field.as_deref(), Some("principal_diagnosis"));
    let Content::Simple { list, .. } = &components[1].content else { panic!("simple") };
    assert_eq!(list.as_deref(), Some("ABK: ICD-10-CM | BK: ICD-9-CM"));
    let Content::Simple { codes, .. } = &hi.elements[1].content else { panic!("simple") };
    assert_eq!(codes, &["00", "01", "02", "03", "9", "11", "12", "13"]);
    assert_eq!(guide.segments[1].elements[0].limit, Some(Limit::Digits { digits: 8, decimals: 3 }));
}

/// As Windows editors save it.
#[test]
fn a_byte_order_mark_and_carriage_returns_do_no_harm() {
    let windows = format!("\u{feff}{}", SMALL.trim_start().replace('\n', "\r\n"));
    let (a, b) = (parse(SMALL).expect("well-formed"), parse(&windows).expect("well-formed"));
    assert_eq!(format!("{a:?}"), format!("{b:?}"));
}

#[test]
fn labels_name_the_codes_that_tell_rows_apart() {
    let text = r#"
guide A professional "A"
form "F" 837P side professional places service line SV1
loop ST R 1 @1 "T"
  segment ST R 1 @1 when 01=837 "H"
    01 R ID 3..3 143 {837} "Code"
  segment REF R 1 @2 when 01=G1|9F "R"
    01 R ID 2..3 128 {G1 9F} "Code"
  segment REF R 1 @2 when 01=1|2|3|4|5 "R"
    01 R ID 1..3 128 {1..5} "Code"
  segment N3 R 1 @3 "N"
"#;
    let labels =
        |text| parse(text).expect("well-formed").segments.into_iter().map(|r| r.label).collect::<Vec<_>>();
    assert_eq!(labels(text), ["ST", "REF[G1|9F]", "REF[1|2|..]", "N3"]);
}

/// Where reading stops is named by line and column, and what should be there in words.
#[test]
fn faults_are_named_with_line_and_what_is_expected() {
    let head = "guide A professional \"A\"\nloop ST R 1 @1 \"T\"\n  segment ST R 1 @1 \"S\"\n";
    // The mark is where reading must stop.
    for (marked, expected) in [
        ("^nonsense", "expected `guide`"),
        ("loop 2 in ST ^X 1 @1 \"T\"", "a usage: R, S or N"),
        ("loop 2 in ST R ^x @1 \"T\"", "a repeat"),
        ("loop 2 in ST R 1 ^1 \"T\"", "a position"),
        ("loop 2 in ST R 1 @1 ^T", "a name in double quotes"),
        ("loop 2 in ST R 1 @1 \"é\" ^more", "the end of the line"),
        ("^loop 2 in XX R 1 @1 \"T\"", "no loop XX"),
        ("^loop 2 R 1 @1 \"T\"", "needs `in`"),
        ("^loop ST in ST R 1 @1 \"T\"", "there twice"),
        ("^segment N3 in 9 R 1 @1 \"T\"", "no loop 9"),
        ("segment N3 R 1 @1 when ^01 \"T\"", "a condition"),
        ("segment N3 R 1 @1 syntax ^X0102 \"T\"", "syntax notes"),
        ("segment N3 R 1 @1 as ^Name \"T\"", "a field name"),
        ("01 ^Q AN 1..2 3 \"T\"", "a usage"),
        ("01 R ^XX 1..2 3 \"T\"", "a type"),
        ("01 R AN ^1-2 3 \"T\"", "lengths"),
        ("01 R AN ^1..99999 3 \"T\"", "lengths"),
        ("01 R AN 1..2 3 {^A- \"T\"", "codes and `}`"),
        ("01 R AN 1..2 3 {^9..2} \"T\"", "a range of rising numbers"),
        ("01 R AN 1..2 3 limit ^few \"T\"", "a limit"),
        ("^02 R AN 1..2 3 \"T\"", "number 1 is next"),
        ("^01-1 R AN 1..2 3 \"T\"", "the composite 01 must stand above"),
        ("^guide B professional \"B\"", "second `guide` line"),
    ] {
        let column = marked.chars().position(|c| c == '^').expect("a mark") as u32 + 1;
        let line = marked.replace('^', "");
        let error = parse(&format!("{head}{line}\n")).expect_err(&line);
        assert_eq!((error.line, error.column), (4, column), "{line}: {error}");
        assert!(error.to_string().contains(expected), "{line}: {error}");
    }
}

#[test]
fn faults_of_the_whole_are_named() {
    let head = "guide A professional \"A\"\nloop ST R 1 @1 \"T\"\n";
    for (text, line, expected) in [
        (String::new(), 1, "a `guide` line is missing"),
        ("# nothing\n01 R AN 1..2 3 \"T\"".to_owned(), 2, "a `segment` line must stand above"),
        ("segment ST R 1 @1 \"S\"".to_owned(), 1, "a `loop` line must stand above"),
        (format!("{head}\n\n"), 2, "does not begin with a segment"),
        (format!("{head}segment ST R 1 @1 \"S\""), 1, "a `form` line is missing"),
        (
            "guide A professional \"A\"\nloop X R 1 @1 \"T\"\nsegment X R 1 @1 \"S\"".to_owned(),
            3,
            "has no loop ST",
        ),
        (format!("{head}segment X R 1 @1 when 01=A \"S\"\n#"), 3, "the condition speaks of 01"),
        (
            format!("{head}segment X R 1 @1 when 01=A \"S\"\n01 R ID 1..1 1 {{B}} \"E\""),
            3,
            "a code that 01 does not allow",
        ),
        (
            format!("{head}segment X R 1 @1 \"S\"\nsegment X R 1 @1 syntax P0102 \"S\"\n\n"),
            4,
            "a syntax note",
        ),
        (
            format!("{head}segment X R 1 @1 \"S\"\nsegment Y R 1 @2 \"S\"\nsegment Y R 1 @2 \"S\"\n#"),
            5,
            "two rows Y",
        ),
    ] {
        let error = parse(&text).expect_err(expected);
        assert_eq!(error.line, line, "{error}");
        assert!(error.to_string().contains(expected), "{error}");
    }
}

/// Floating loops in one another would unfold without bound.
#[test]
fn a_guide_that_unfolds_too_far_is_refused() {
    let mut text = "guide A professional \"A\"\nloop ST R 1 @1 \"T\"\nsegment ST R 1 @1 \"S\"\n".to_owned();
    let (mut left, mut right) = ("ST".to_owned(), "ST".to_owned());
    for n in 0..40 {
        for side in ["L", "R"] {
            let parents = if n == 0 { "ST".to_owned() } else { format!("{left} {right}") };
            writeln!(text, "loop {side}{n} in {parents} R 1 @2 \"T\"\nsegment X{n} R 1 @1 \"S\"")
                .expect("memory");
        }
        (left, right) = (format!("L{n}"), format!("R{n}"));
    }
    let error = parse(&text).expect_err("too many places");
    assert!(error.to_string().contains("more than 1024 places"), "{error}");
}

proptest::proptest! {
    /// Whatever the text, reading ends with a guide or a fault, never with a panic.
    #[test]
    fn any_text_is_read_or_refused(text in "(guide|loop|segment|01|01-1|accepts|in|ST|R|S|[0-9]{1,7}|@|>1|when|=|\\{|\\}|<|\\.\\.|\"| |\n|é){0,60}") {
        let _ = parse(&text);
        let _ = parse(&SMALL.replace("100", &text));
    }
}
