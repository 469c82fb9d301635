//! Files that are wrong in one way each, and the answers they get.

use std::collections::BTreeSet;

use super::*;
use crate::validate::{Rulebook, Settings, Validator};

/// TA1, 999 and 277CA of an input, a segment each.
struct Answered {
    ta1: Vec<String>,
    implementation: Vec<String>,
    claim: Vec<String>,
}

fn answer(text: &str) -> Answered {
    answer_types(text, &[1, 2])
}

fn answer_types(text: &str, types: &[u8]) -> Answered {
    let [ta1, implementation, claim] = answers(text.as_bytes(), types);
    let segments = |bytes: &[u8]| {
        String::from_utf8_lossy(bytes).lines().map(|line| line.trim_end_matches('~').to_owned()).collect()
    };
    for bytes in [&ta1, &implementation, &claim].into_iter().filter(|bytes| !bytes.is_empty()) {
        assert_eq!(faults(bytes), 0, "{}", String::from_utf8_lossy(bytes));
    }
    Answered { ta1: segments(&ta1), implementation: segments(&implementation), claim: segments(&claim) }
}

fn answers(bytes: &[u8], types: &[u8]) -> [Vec<u8>; 3] {
    let book = Rulebook::new(Settings::default());
    let settings = AckSettings {
        issue: issue(),
        types: types.iter().copied().collect::<BTreeSet<u8>>(),
        charset: Charset::Auto,
        temp_dir: None,
    };
    let targets =
        Targets { interchange: Some(Vec::new()), implementation: Some(Vec::new()), claim: Some(Vec::new()) };
    let mut acknowledger = Acknowledger::new(settings, targets);
    let mut validator = Validator::new(&book, None, Charset::Auto);
    let mut reader = Reader::from_slice(bytes);
    let mut take = |event: crate::validate::Event<'_>| acknowledger.event(&event).expect("answered");
    while let Some(piece) = reader.next().expect("X12") {
        validator.piece(&piece, &mut take);
    }
    validator.finish(&mut take);
    let (targets, _) = acknowledger.finish().expect("answered");
    [targets.interchange, targets.implementation, targets.claim].map(|bytes| bytes.expect("it was given"))
}

const ISA_LINE: &str = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260302*1253*^*00501*000000905*1*T*:";

const BODY: [&str; 24] = [
    "BHT*0019*00*B-77*20260302*1253*CH",
    "NM1*41*2*OAKLING BILLING*****46*TC01",
    "PER*IC*HELP DESK*TE*5155550100",
    "NM1*40*2*PRAIRIE PLAN*****46*PP01",
    "HL*1**20*1",
    "NM1*85*2*OAKLING CLINIC*****XX*1234567893",
    "N3*12 MILL LANE",
    "N4*LARKMERE*IA*500990101",
    "REF*EI*421234567",
    "HL*2*1*22*0",
    "SBR*P*18*******CI",
    "NM1*IL*1*SPARROWBY*EDNA****MI*MEM4711",
    "N3*3 POND ROAD",
    "N4*LARKMERE*IA*50099",
    "DMG*D8*19720615*F",
    "NM1*PR*2*PRAIRIE PLAN*****PI*PP01",
    "CLM*ACCT-77*171***11:B:1*Y*A*Y*Y",
    "HI*ABK:J069",
    "LX*1",
    "SV1*HC:99213*171*UN*1***1",
    "DTP*472*D8*20260302",
    "LX*2",
    "SV1*HC:99000*0*UN*1***1",
    "DTP*472*D8*20260303",
];

/// A transaction of these segments.
fn transaction(control: &str, body: &[String]) -> String {
    let mut text = format!("ST*837*{control}*005010X222A1~\n");
    for segment in body {
        text.push_str(segment);
        text.push_str("~\n");
    }
    text + &format!("SE*{}*{control}~\n", body.len() + 2)
}

fn good() -> Vec<String> {
    BODY.iter().map(|&segment| segment.to_owned()).collect()
}

/// The good body with one segment in place of another; none takes it out.
fn body(old: &str, new: &[&str]) -> Vec<String> {
    let mut body = good();
    let at = body.iter().position(|segment| segment == old).expect("it has that segment");
    body.splice(at..=at, new.iter().map(|&segment| segment.to_owned()));
    body
}

fn file(transactions: &[String]) -> String {
    format!(
        "{ISA_LINE}~\nGS*HC*SNDR*RCVR*20260302*1253*17*X*005010X222A1~\n{}GE*{}*17~\nIEA*1*000000905~\n",
        transactions.concat(),
        transactions.len()
    )
}

fn one(body: &[String]) -> String {
    file(&[transaction("0001", body)])
}

/// What stands between AK2 and AK9.
fn errors(answered: &Answered) -> Vec<&str> {
    let all = answered.implementation.iter().map(String::as_str);
    all.skip_while(|s| !s.starts_with("AK2")).skip(1).take_while(|s| !s.starts_with("AK9")).collect()
}

fn group(answered: &Answered) -> &str {
    answered.implementation.iter().find(|s| s.starts_with("AK9")).expect("a group is answered")
}

fn note(answered: &Answered) -> &str {
    answered.ta1.iter().find(|s| s.starts_with("TA1")).expect("an interchange is answered")
}

#[test]
fn a_clean_file_is_accepted_at_every_level() {
    let answered = answer(&one(&good()));
    assert_eq!(note(&answered), "TA1*000000905*260302*1253*A*000");
    assert_eq!(errors(&answered), ["IK5*A"]);
    assert_eq!(group(&answered), "AK9*A*1*1*1");
    assert_eq!(
        answered.claim[1..],
        [
            "GS*HN*RCVR*SNDR*20260303*140509*42*X*005010X214",
            "ST*277*0042*005010X214",
            "BHT*0085*08*0042*20260303*140509*TH",
            "HL*1**20*1",
            "NM1*PR*2*PRAIRIE PLAN*****46*PP01",
            "TRN*1*0042",
            "DTP*050*D8*20260303",
            "DTP*009*D8*20260303",
            "HL*2*1*21*1",
            "NM1*41*2*OAKLING BILLING*****46*TC01",
            "TRN*2*B-77",
            "STC*A1:19:PR*20260303*WQ*171",
            "QTY*90*1",
            "AMT*YU*171",
            "HL*3*2*19*1",
            "NM1*85*2*OAKLING CLINIC*****XX*1234567893",
            "TRN*1*0",
            "STC*A1:19:PR**WQ*171",
            "QTY*QA*1",
            "AMT*YU*171",
            "HL*4*3*PT",
            "NM1*QC*1*SPARROWBY*EDNA****MI*MEM4711",
            "TRN*2*ACCT-77",
            "STC*A2:20*20260303*WQ*171",
            "DTP*472*RD8*20260302-20260303",
            "SE*25*0042",
            "GE*1*42",
            "IEA*1*000000043",
        ]
    );
}

#[test]
fn segments_and_elements_that_are_wrong_are_named_with_their_codes() {
    let ctx = "CTX*CLM01:ACCT-77";
    let clm = "CLM*ACCT-77*171***11:B:1*Y*A*Y*Y";
    let hi = "HI*ABK:J069";
    let dmg = "DMG*D8*19720615*F";
    let cases: Vec<(Vec<String>, Vec<&str>)> = vec![
        // IK304
        (body(hi, &[hi, "ZZZ*1"]), vec!["IK3*ZZZ*20*2300*1", ctx, "IK5*R*5"]),
        (body(hi, &["DMG*D8*19720615*F", hi]), vec!["IK3*DMG*19*2300*2", ctx, "IK5*R*5"]),
        (body(hi, &[]), vec!["IK3*HI*18*2300*3", ctx, "IK5*R*5"]),
        (body(hi, &["REF*D9*1", "REF*D9*2", hi]), vec!["IK3*REF*20*2300*5", ctx, "IK5*R*5"]),
        (body(hi, &[hi, "REF*D9*1"]), vec!["IK3*REF*20*2300*7", ctx, "IK5*R*5"]),
        // IK403
        (
            body(clm, &["CLM*ACCT-77****11:B:1*Y*A*Y*Y"]),
            vec!["IK3*CLM*18*2300*8", ctx, "IK4*2*782*1", "IK5*R*5"],
        ),
        (body(dmg, &["DMG*D8*19720615*F**********1"]), vec!["IK3*DMG*16*2010*8", "IK4*12**3", "IK5*R*5"]),
        (
            body(clm, &["CLM*ACCT-77*171***11:B:1*Q*A*Y*Y"]),
            vec!["IK3*CLM*18*2300*8", ctx, "IK4*6*1073*7*Q", "IK5*R*5"],
        ),
        (
            body(clm, &["CLM*ACCT-77*171***11:B:1*Q*A*Y*Q"]),
            vec!["IK3*CLM*18*2300*8", ctx, "IK4*6*1073*7*Q", "IK4*9*1363*7*Q", "IK5*R*5"],
        ),
        (
            body("DTP*472*D8*20260302", &["DTP*472*D8*20260231"]),
            vec!["IK3*DTP*22*2400*8", ctx, "IK4*3*1251*8*20260231", "IK5*R*5"],
        ),
        (
            body("SV1*HC:99213*171*UN*1***1", &["SV1*HC:99213*1x1*UN*1***1"]),
            vec!["IK3*SV1*21*2400*8", ctx, "IK4*2*782*6", "IK5*R*5"],
        ),
        (
            body("N4*LARKMERE*IA*50099", &["N4*LARKMERE*I*50099"]),
            vec!["IK3*N4*15*2010*8", "IK4*2*156*4*I", "IK5*R*5"],
        ),
        (
            body(clm, &["CLM*ACCT-77*171*MB**11:B:1*Y*A*Y*Y"]),
            vec!["IK3*CLM*18*2300*8", ctx, "IK4*3*1032*I10*MB", "IK5*R*I6"],
        ),
        (body(hi, &["HI*ABK:J069:::::::::X"]), vec!["IK3*HI*19*2300*8", ctx, "IK4*1*C022*13", "IK5*R*5"]),
    ];
    let mut wrong = Vec::new();
    for (body, expected) in cases {
        let answered = answer(&one(&body));
        if errors(&answered) != expected {
            wrong.push(format!("{:?}\nnot {expected:?}\nfor {body:?}", errors(&answered)));
        }
        assert_eq!(group(&answered), "AK9*R*1*1*0");
        assert!(note(&answered).ends_with("*A*000") && answered.claim.is_empty());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn envelopes_are_answered_where_they_are() {
    let good = transaction("0001", &good());
    let se = format!("SE*{}*0001", BODY.len() + 2);
    let whole = file(std::slice::from_ref(&good));
    for (old, new, expected) in [
        (&*se, "SE*9*0001", "IK5*R*4"),
        (&se, "SE*26*0002", "IK5*R*3"),
        ("GE*1*17", "GE*1*18", "AK9*R*1*1*0*4"),
        ("GE*1*17", "GE*4*17", "AK9*R*4*1*0*5"),
        ("GE*1*17~\n", "", "AK9*R*1*1*0*3"),
        ("X*005010X222A1~\nST", "Y*005010X222A1~\nST", "AK9*R*1*1*0*2"),
    ] {
        let answered = answer(&whole.replace(old, new));
        assert!(
            answered.implementation.iter().any(|s| s == expected),
            "{new}: {:?}",
            answered.implementation
        );
        assert!(note(&answered).ends_with("*A*000"), "{new}");
        assert!(answered.claim.is_empty(), "{new}: claims of what is refused are not answered");
    }
    let answered = answer(&whole.replace(&format!("{se}~\n"), ""));
    assert_eq!(errors(&answered), ["IK5*R*2"]);
    let twice = answer(&file(&[good.clone(), good]));
    assert!(twice.implementation.contains(&"IK5*R*23".to_owned()));
    assert_eq!(group(&twice), "AK9*P*2*2*1");
}

#[test]
fn an_interchange_that_cannot_be_relied_on_is_refused_whole() {
    let whole = one(&good());
    for (old, new, expected) in [
        ("IEA*1*000000905", "IEA*1*000000906", "R*001"),
        ("IEA*1*000000905", "IEA*3*000000905", "R*021"),
        ("IEA*1*000000905~\n", "", "R*023"),
        ("*260302*1253*^", "*261302*1253*^", "E*014"),
        ("*260302*1253*^", "*260302*1299*^", "E*015"),
        ("*ZZ*SENDER         *ZZ", "*ZZ*SENDER*ZZ", "R*022"),
        ("*ZZ*SENDER", "*QQ*SENDER", "R*005"),
    ] {
        assert!(whole.contains(old), "{old}");
        let answered = answer(&whole.replacen(old, new, 1));
        assert!(note(&answered).ends_with(expected), "{new}: {}", note(&answered));
        let refused = expected.starts_with('R');
        assert_eq!(answered.implementation.is_empty(), refused, "{new}");
        assert_eq!(answered.claim.is_empty(), refused, "{new}");
    }
    let twice = answer(&format!("{whole}{whole}"));
    let notes: Vec<&String> = twice.ta1.iter().filter(|s| s.starts_with("TA1")).collect();
    assert!(notes[0].ends_with("A*000") && notes[1].ends_with("R*025"), "{notes:?}");
    assert_eq!(twice.implementation.iter().filter(|s| s.starts_with("ST")).count(), 1);
}

#[test]
fn a_warning_is_accepted_with_errors() {
    let long = "CLM*ACCT-770000000000000000001*171***11:B:1*Y*A*Y*Y";
    let answered = answer(&one(&body("CLM*ACCT-77*171***11:B:1*Y*A*Y*Y", &[long])));
    assert_eq!(errors(&answered).last(), Some(&"IK5*E*5"));
    assert_eq!(group(&answered), "AK9*E*1*1*1");
    assert!(!answered.claim.is_empty());
}

#[test]
fn other_transactions_are_not_supported_and_acknowledgements_never_acknowledged() {
    let dental = one(&good()).replace("005010X222A1", "005010X224A2");
    let answered = answer(&dental);
    assert_eq!(errors(&answered), ["IK5*R*I5"]);
    assert!(answered.claim.is_empty());
    let [_, implementation, _] = answers(one(&good()).as_bytes(), &[1, 2]);
    let [ta1, none, claim] = answers(&implementation, &[1, 2]);
    assert!(none.is_empty() && claim.is_empty(), "{}", String::from_utf8_lossy(&none));
    assert!(String::from_utf8_lossy(&ta1).contains("*A*000"));
}
