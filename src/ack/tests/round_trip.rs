//! What is written is read back the same, whatever the values are.

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;

#[test]
fn ta1_says_which_interchange_and_why() {
    let ack = InterchangeAck {
        control: "000000905".into(),
        date: "260302".into(),
        time: "1253".into(),
        status: "R".into(),
        note: "021".into(),
    };
    let bytes = ack.write(&partner(ISA), &mut issue()).expect("written");
    assert_eq!(
        String::from_utf8_lossy(&bytes),
        "ISA*00*          *00*          *30*RECEIVER       *ZZ*SENDER         *260303*1405*^*00501*000000041*0*T*:~\n\
         TA1*000000905*260302*1253*R*021~\nIEA*0*000000041~\n"
    );
    assert_eq!(said(&bytes), [Said::Interchange(ack)]);
    assert_eq!(faults(&bytes), 0);
}

fn fate(status: &str, codes: &[&str]) -> Fate {
    Fate { status: status.into(), codes: codes.iter().map(|&code| code.into()).collect() }
}

fn example_999(error: &SegmentError) -> (Vec<u8>, Vec<Said>) {
    let group =
        GroupAnswered { functional: "HC".into(), control: "7".into(), version: "005010X222A1".into() };
    let transaction =
        TransactionAnswered { code: "837".into(), control: "0001".into(), version: "005010X222A1".into() };
    let counts = GroupCounts { stated: "1".into(), received: 1, accepted: 0 };
    let mut issue = issue();
    let mut writer = ImplementationWriter::new(partner(ISA), &mut issue).expect("opened");
    writer.group(&group, ["SNDR", "RCVR"], &mut issue).expect("written");
    writer.transaction(&transaction).expect("written");
    writer.error(error).expect("written");
    writer.end_transaction(&fate("R", &["5", "I6"])).expect("written");
    writer.end_group(&fate("R", &["5"]), &counts).expect("written");
    writer.end().expect("written");
    let expected = vec![
        Said::Group(group),
        Said::Transaction(transaction),
        Said::Segment(error.clone()),
        Said::TransactionEnd(fate("R", &["5", "I6"])),
        Said::GroupEnd(fate("R", &["5"]), counts),
    ];
    (writer.take(), expected)
}

#[test]
fn a_999_has_the_order_and_the_counts_of_its_guide() {
    let element = ElementError {
        element: 5,
        component: 3,
        data_element: "1325".into(),
        code: "7".into(),
        copy: Some("Q".into()),
        ..ElementError::default()
    };
    let trigger =
        Trigger { id: "SBR".into(), position: 9, in_loop: "2000".into(), element: 2, ..Trigger::default() };
    let error = SegmentError {
        id: "CLM".into(),
        position: 22,
        in_loop: "2300".into(),
        code: "8".into(),
        unit: Some(("CLM01".into(), "A-1".into())),
        triggers: vec![trigger],
        elements: vec![element],
    };
    let (bytes, expected) = example_999(&error);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[1..],
        [
            "GS*FA*RCVR*SNDR*20260303*140509*41*X*005010X231A1~",
            "ST*999*0041*005010X231A1~",
            "AK1*HC*7*005010X222A1~",
            "AK2*837*0001*005010X222A1~",
            "IK3*CLM*22*2300*8~",
            "CTX*SITUATIONAL TRIGGER*SBR*9*2000*2~",
            "CTX*CLM01:A-1~",
            "IK4*5:3*1325*7*Q~",
            "IK5*R*5*I6~",
            "AK9*R*1*1*0*5~",
            "SE*10*0041~",
            "GE*1*41~",
            "IEA*1*000000041~",
        ]
    );
    assert_eq!(said(&bytes), expected);
    assert_eq!(faults(&bytes), 0);
}

/// A text such as is in an element, without what would be cleaned away.
fn value(longest: usize) -> impl Strategy<Value = String> {
    prop::string::string_regex(&format!("[A-Za-z0-9ñ.,'-]{{1,{longest}}}")).expect("a pattern")
}

prop_compose! {
    fn element_error()(element in 1u8..30, component in 0u8..9, repetition in 0u16..4, data_element in value(4),
        code in "[1-9]|1[0-3]|I(6|9|1[0-3])", copy in prop::option::of(value(99))) -> ElementError {
        ElementError { element, component, repetition, data_element, code, copy }
    }
}

prop_compose! {
    fn segment_error()(id in "[A-Z]{2}[A-Z0-9]?", position in 1u32..9_999_999, in_loop in "|2[0-9]{3}",
        code in "[1-8]|I[4-9]", unit in prop::option::of(value(35)), elements in prop::collection::vec(element_error(), 0..4))
        -> SegmentError {
        let unit = unit.map(|unit| ("CLM01".to_owned(), unit));
        SegmentError { id, position, in_loop, code, unit, elements, triggers: Vec::new() }
    }
}

prop_compose! {
    fn name()(person: bool, last in value(60), first in value(35), middle in value(25), suffix in value(10),
        id in value(80)) -> Name {
        let [first, middle, suffix] = if person { [first, middle, suffix] } else { Default::default() };
        Name { person, last, first, middle, suffix, id_kind: "XX".into(), id }
    }
}

prop_compose! {
    fn status()(category in "A[1-8]", code in "[1-9][0-9]{0,2}", entity in "|85|IL|QC|PR") -> Status {
        Status { category, code, entity, text: String::new() }
    }
}

prop_compose! {
    fn line()(code in value(5), charge in 0u32..99999, units in 1u8..99, control in value(30),
        statuses in prop::collection::vec(status(), 1..4)) -> LineAnswered {
        LineAnswered {
            number: 0,
            procedure: vec!["HC".into(), code],
            charge: charge.to_string(),
            revenue: String::new(),
            units: units.to_string(),
            control,
            statuses,
        }
    }
}

prop_compose! {
    fn claim()(control in value(38), cents in prop::option::of(0u32..9_999_999), patient in name(), refused: bool,
        statuses in prop::collection::vec(status(), 1..5), bill_type in "|13[1-7]",
        lines in prop::collection::vec(line(), 0..3)) -> ClaimAnswered {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 2);
        let lines = lines.into_iter().zip(1..).map(|(line, number)| LineAnswered { number, ..line }).collect();
        ClaimAnswered {
            control,
            charge: cents.map(|cents| Decimal::new(cents.into(), 2)),
            patient: Name { person: true, ..patient },
            refused,
            statuses,
            clearinghouse: String::new(),
            bill_type,
            period: day.map(|from| Period { from, to: from + chrono::Days::new(3) }),
            lines,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_999_comes_back(error in segment_error()) {
        let (bytes, expected) = example_999(&error);
        prop_assert_eq!(said(&bytes), expected);
        prop_assert_eq!(faults(&bytes), 0);
    }

    #[test]
    fn a_277ca_comes_back_and_its_totals_add_up(providers in prop::collection::vec(
        (name(), prop::collection::vec(claim(), 0..5)), 0..5)) {
        let bytes = write_277ca(&providers);
        prop_assert_eq!(bytes.is_empty(), providers.iter().all(|(_, claims)| claims.is_empty()));
        prop_assert_eq!(faults(&bytes), 0);
        let mut said = said(&bytes).into_iter();
        if bytes.is_empty() {
            return Ok(());
        }
        let Some(Said::Batch(batch, statuses, stated)) = said.next() else { panic!("no batch") };
        prop_assert_eq!(&batch.batch, "B1");
        prop_assert_eq!(statuses, vec![Status::received()]);
        let mut all = Totals::default();
        for (name, claims) in providers.iter().filter(|(_, claims)| !claims.is_empty()) {
            let Some(Said::Provider(provider, _, of_provider)) = said.next() else { panic!("no provider") };
            prop_assert_eq!(&provider, name);
            let mut own = Totals::default();
            for claim in claims {
                own.add(claim.refused, claim.charge);
                all.add(claim.refused, claim.charge);
                let Some(Said::Claim(mut read)) = said.next() else { panic!("no claim") };
                // A charge that is none is written as nought; a claim with a status that refuses it is refused.
                read.charge = read.charge.filter(|charge| !(charge.is_zero() && claim.charge.is_none()));
                read.refused = claim.refused;
                prop_assert_eq!(&read, claim);
            }
            prop_assert_eq!(of_provider, own);
        }
        prop_assert_eq!(stated, all);
        prop_assert_eq!(said.next(), None);
    }
}

fn write_277ca(providers: &[(Name, Vec<ClaimAnswered>)]) -> Vec<u8> {
    let (mut issue, mut out) = (issue(), Vec::new());
    let mut writer = ClaimWriter::new(partner(ISA), None);
    writer.group(["SNDR".into(), "RCVR".into()]);
    writer.batch(BatchAnswered { batch: "B1".into(), ..BatchAnswered::default() });
    for (name, claims) in providers {
        writer.provider(name).expect("written");
        for claim in claims {
            writer.claim(claim, &issue).expect("written");
        }
    }
    writer.end_batch(false, &mut issue).expect("written");
    writer.end_group(false, &mut issue).expect("written");
    writer.end(false, &mut issue, &mut out).expect("written");
    out
}
