//! Files that are wrong in one way each, and the answers they get.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use rust_decimal::Decimal;

use super::*;
use crate::validate::{RuleSet, Settings, Validator};

/// TA1, 999 and 277CA of an input, a segment each.
pub(super) struct Answered {
    pub(super) ta1: Vec<String>,
    pub(super) implementation: Vec<String>,
    pub(super) claim: Vec<String>,
}

pub(super) fn answer(text: &str) -> Answered {
    let [ta1, implementation, claim] = answers(text.as_bytes(), &[1, 2]);
    let segments = |bytes: &[u8]| {
        String::from_utf8_lossy(bytes).lines().map(|line| line.trim_end_matches('~').to_owned()).collect()
    };
    for bytes in [&ta1, &implementation, &claim].into_iter().filter(|bytes| !bytes.is_empty()) {
        assert_eq!(faults(bytes), 0, "{}", String::from_utf8_lossy(bytes));
    }
    Answered { ta1: segments(&ta1), implementation: segments(&implementation), claim: segments(&claim) }
}

/// Answers to syntax and guide; `types` are those that the 999 answers.
pub(super) fn answers(bytes: &[u8], types: &[u8]) -> [Vec<u8>; 3] {
    answers_to(bytes, types, &[1, 2])
}

fn answers_to(bytes: &[u8], types: &[u8], checked: &[u8]) -> [Vec<u8>; 3] {
    let settings = Settings { types: checked.iter().copied().collect(), ..Settings::default() };
    answers_with(bytes, types, &RuleSet::new(settings))
}

pub(super) fn answers_with(bytes: &[u8], types: &[u8], book: &RuleSet) -> [Vec<u8>; 3] {
    let settings = AckSettings {
        issue: issue(),
        types: types.iter().copied().collect::<BTreeSet<u8>>(),
        charset: Charset::Auto,
        temp_dir: None,
    };
    let targets =
        Targets { interchange: Some(Vec::new()), implementation: Some(Vec::new()), claim: Some(Vec::new()) };
    let mut acknowledger = Acknowledger::new(settings, targets);
    let mut validator = Validator::new(book, None, Charset::Auto);
    let mut reader = Reader::from_slice(bytes);
    let mut take = |event: crate::validate::Event<'_>| acknowledger.event(&event).expect("answered");
    while let Some(piece) = reader.next().expect("X12") {
        validator.piece(&piece, &mut take);
    }
    validator.finish(&mut take);
    let (targets, _) = acknowledger.finish().expect("answered");
    [targets.interchange, targets.implementation, targets.claim].map(|bytes| bytes.expect("it was given"))
}

pub(super) const ISA_LINE: &str = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260302*1253*^*00501*000000905*1*T*:";

pub(super) const BODY: [&str; 24] = [
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
pub(super) fn transaction(control: &str, body: &[String]) -> String {
    let mut text = format!("ST*837*{control}*005010X222A1~\n");
    for segment in body {
        text.push_str(segment);
        text.push_str("~\n");
    }
    text + &format!("SE*{}*{control}~\n", body.len() + 2)
}

pub(super) fn good() -> Vec<String> {
    BODY.iter().map(|&segment| segment.to_owned()).collect()
}

/// The good body with one segment in place of another; none takes it out.
pub(super) fn body(old: &str, new: &[&str]) -> Vec<String> {
    let mut body = good();
    let at = body.iter().position(|segment| segment == old).expect("it has that segment");
    body.splice(at..=at, new.iter().map(|&segment| segment.to_owned()));
    body
}

pub(super) fn file(transactions: &[String]) -> String {
    format!(
        "{ISA_LINE}~\nGS*HC*SNDR*RCVR*20260302*1253*17*X*005010X222A1~\n{}GE*{}*17~\nIEA*1*000000905~\n",
        transactions.concat(),
        transactions.len()
    )
}

pub(super) fn one(body: &[String]) -> String {
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
        (body(hi, &[hi, "NM31*1"]), vec!["IK3*NM3*20*2300*1", ctx, "IK5*R*5"]),
        (body(hi, &[hi, ""]), vec!["IK3*??*20*2300*8", ctx, "IK5*R*5"]),
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
        (body(hi, &["HI*ABK:J069:::::::::X"]), vec!["IK3*HI*19*2300*8", ctx, "IK4*1**13", "IK5*R*5"]),
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

/// What is wrong with a claim of the property below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    Nothing,
    /// Its charge is no number: syntax, which refuses the transaction.
    Syntax,
    /// A code is not in its list: here refuses the claim.
    Guide,
}

/// A transaction with these claims; claim `n` is billed at `n` dollars and a half.
fn claims(control: usize, wrong: &[Wrong]) -> String {
    let mut body = good();
    body.truncate(16);
    for (n, wrong) in wrong.iter().enumerate() {
        let number = control * 100 + n;
        let charge = if *wrong == Wrong::Syntax { format!("{number}x") } else { format!("{number}.5") };
        let accepts = if *wrong == Wrong::Guide { "Q" } else { "Y" };
        body.push(format!("CLM*P{number}*{charge}***11:B:1*{accepts}*A*Y*Y"));
        body.extend(["HI*ABK:J069", "LX*1"].map(str::to_owned));
        body.push(format!("SV1*HC:99213*{number}.5*UN*1***1"));
        body.push("DTP*472*D8*20260302".to_owned());
    }
    transaction(&format!("{control:04}"), &body)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn counts_and_amounts_add_up_whatever_is_wrong(transactions in prop::collection::vec(prop::collection::vec(
        prop_oneof![4 => Just(Wrong::Nothing), 1 => Just(Wrong::Syntax), 2 => Just(Wrong::Guide)], 1..6), 1..6)) {
        let texts: Vec<String> =
            transactions.iter().enumerate().map(|(n, wrong)| claims(n + 1, wrong)).collect();
        let [ta1, implementation, claim] = answers(file(&texts).as_bytes(), &[1]);
        prop_assert_eq!(said(&ta1).len(), 1);

        let refused = |wrong: &Vec<Wrong>| wrong.contains(&Wrong::Syntax);
        let accepted = transactions.iter().filter(|wrong| !refused(wrong)).count();
        let all = said(&implementation);
        let fates: Vec<bool> = all.iter().filter_map(|said| match said {
            Said::TransactionEnd(fate) => Some(fate.is_refused()),
            _ => None,
        }).collect();
        prop_assert_eq!(fates, transactions.iter().map(refused).collect::<Vec<bool>>());
        let segments = all.iter().filter(|said| matches!(said, Said::Segment(_))).count();
        let syntax = transactions.iter().flatten().filter(|wrong| **wrong == Wrong::Syntax).count();
        prop_assert_eq!(segments, syntax);
        let Some(Said::GroupEnd(fate, counts)) = all.last() else { panic!("no end") };
        prop_assert_eq!((counts.received, counts.accepted), (transactions.len() as u64, accepted as u64));
        let status = match accepted {
            0 => "R",
            n if n < transactions.len() => "P",
            _ => "A",
        };
        prop_assert_eq!(&fate.status, status);

        check_277ca(&claim, &transactions)?;
    }
}

/// Each transaction that is not refused has a 277CA with all its claims, and totals that count them.
fn check_277ca(claim: &[u8], transactions: &[Vec<Wrong>]) -> Result<(), TestCaseError> {
    let mut said = said(claim).into_iter();
    for (n, wrong) in transactions.iter().enumerate().filter(|(_, wrong)| !wrong.contains(&Wrong::Syntax)) {
        let mut expected = Totals::default();
        for (m, wrong) in wrong.iter().enumerate() {
            let cents = i64::try_from(((n + 1) * 100 + m) * 10 + 5).expect("small");
            expected.add(*wrong == Wrong::Guide, Some(Decimal::new(cents, 1)));
        }
        let Some(Said::Batch(_, _, totals)) = said.next() else { panic!("no batch") };
        prop_assert_eq!(totals, expected);
        let Some(Said::Provider(_, _, totals)) = said.next() else { panic!("no provider") };
        prop_assert_eq!(totals, expected);
        for (m, wrong) in wrong.iter().enumerate() {
            let Some(Said::Claim(claim)) = said.next() else { panic!("no claim") };
            prop_assert_eq!(&claim.control, &format!("P{}", (n + 1) * 100 + m));
            prop_assert_eq!(claim.refused, *wrong == Wrong::Guide);
            let status = if claim.refused { Status::new("A7", "21", "") } else { Status::accepted() };
            prop_assert_eq!(claim.statuses, vec![status]);
        }
    }
    prop_assert_eq!(said.next(), None);
    Ok(())
}

#[test]
fn what_is_wrong_with_a_claim_has_its_status_by_its_place() {
    let clm = "CLM*ACCT-77*171***11:B:1*Y*A*Y*Y";
    let mut wrong = Vec::new();
    for (old, new, expected) in [
        (clm, "CLM*ACCT-77*171***11:C:1*Y*A*Y*Y", "STC*A7:249*20260303*U*171"),
        (clm, "CLM*ACCT-77****11:B:1*Y*A*Y*Y", "STC*A6:178*20260303*U*0"),
        ("SBR*P*18*******CI", "SBR*P*18*******C?", "STC*A7:480*20260303*U*171"),
        ("DMG*D8*19720615*F", "DMG*D8*19720615*X", "STC*A7:157:IL*20260303*U*171"),
        ("DMG*D8*19720615*F", "DMG*D8*19720231*F", "STC*A7:158:IL*20260303*U*171"),
        ("N4*LARKMERE*IA*50099", "N4*LARKMERE*IA*50099*USA*X*Y", "STC*A7:126:IL*20260303*U*171"),
        ("HI*ABK:J069", "REF*D9*C1", "STC*A6:255*20260303*U*171"),
        ("DTP*472*D8*20260302", "DTP*472*D8*20260231", "STC*A7:187*20260303*U"),
        ("SV1*HC:99213*171*UN*1***1", "SV1*HC:99213*171*XX*1***1", "STC*A7:476*20260303*U"),
    ] {
        let [_, implementation, claim] = answers(one(&body(old, &[new])).as_bytes(), &[1]);
        let claim = String::from_utf8_lossy(&claim).into_owned();
        let statuses: Vec<&str> = claim.lines().filter(|line| line.starts_with("STC*A")).collect();
        if !statuses.contains(&&*format!("{expected}~")) {
            wrong.push(format!("{new}: {expected}, not {statuses:?}"));
        }
        let implementation = String::from_utf8_lossy(&implementation);
        if !implementation.contains("AK9*A*1*1*1") {
            wrong.push(format!("{new}: {implementation}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // Of a line it is said which one; and of its claim that it is in a line.
    let wrong = body("DTP*472*D8*20260303", &["DTP*472*D8*20260231", "REF*6R*LINE-2"]);
    let [_, _, claim] = answers(one(&wrong).as_bytes(), &[1]);
    let claim = String::from_utf8_lossy(&claim).into_owned();
    let lines: Vec<&str> = claim.lines().map(|line| line.trim_end_matches('~')).collect();
    let from =
        lines.iter().position(|line| line.starts_with("TRN*2*ACCT-77")).expect("the claim is answered");
    assert_eq!(
        lines[from..from + 6],
        [
            "TRN*2*ACCT-77",
            "STC*A7:247*20260303*U*171",
            "DTP*472*D8*20260302",
            "SVC*HC:99000*0*****1",
            "STC*A7:187*20260303*U",
            "REF*FJ*LINE-2",
        ]
    );
}

#[test]
fn what_the_guide_allows_and_is_wrong_all_the_same_refuses_the_claim_and_not_its_transaction() {
    for (old, new, expected) in [
        (
            "NM1*85*2*OAKLING CLINIC*****XX*1234567893",
            "NM1*85*2*OAKLING CLINIC*****XX*1234567890",
            "A7:562:85",
        ),
        ("CLM*ACCT-77*171***11:B:1*Y*A*Y*Y", "CLM*ACCT-77*172***11:B:1*Y*A*Y*Y", "A8:400"),
    ] {
        let [_, implementation, claim] =
            answers_to(one(&body(old, &[new])).as_bytes(), &[1, 2], &[1, 2, 3, 5]);
        let refused = said(&claim).into_iter().find_map(|said| match said {
            Said::Claim(claim) if claim.refused => Some(claim),
            _ => None,
        });
        let statuses = refused.expect("the claim is refused").statuses;
        let words =
            |s: &Status| [&*s.category, &s.code, &s.entity].join(":").trim_end_matches(':').to_owned();
        assert!(statuses.iter().any(|status| words(status) == expected), "{new}: {statuses:?}");
        assert!(String::from_utf8_lossy(&implementation).contains("AK9*A*1*1*1"));
    }
}
