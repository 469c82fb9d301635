//! Every rule's own examples, and what holds of all rules.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::batch::Held;
use crate::batch::claims::Form;
use crate::codes::reference::Tables;
use crate::config::Config;
use crate::finding::Severity;
use crate::reconcile::{Outcome, Setup, reconcile};
use crate::rule::Example;
use crate::translate::{Claims, Event};
use crate::x12::{Charset, Reader};

/// Lays the segments of an example over an ordinary claim: a segment of the example takes the place of the ordinary one
/// with the same identifier and qualifier.
fn file(segments: &str, institutional: bool) -> String {
    let (version, own) = if institutional {
        (
            "005010X223A2",
            "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nHI*ABK:R51\nLX*1\nSV2*0450**900*UN*1\nDTP*472*D8*20260302",
        )
    } else {
        (
            "005010X222A1",
            "CLM*P1*200***23:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
        )
    };
    let head = |start: &str| {
        let above = segments.split("CLM*").next().unwrap_or_default();
        above.lines().find(|s| s.starts_with(start)).map(str::to_owned)
    };
    let mut text = format!(
        "ISA*00*          *00*          *ZZ*S              *ZZ*R              *260303*1200*^*00501*000000001*0*T*:~\n\
         GS*HC*S*R*20260303*1200*1*X*{version}~\nST*837*0001*{version}~\nBHT*0019*00*1*20260303*1200*CH~\n\
         NM1*41*2*SENDER*****46*S~\nPER*IC*X*TE*5550100000~\nNM1*40*2*RECEIVER*****46*R~\n\
         HL*1**20*1~\n"
    );
    let or = |start: &str, ordinary: &str| head(start).unwrap_or_else(|| ordinary.to_owned());
    let biller = or("NM1*85", "NM1*85*2*PROVIDER*****XX*1234567893");
    let tax = or("REF*EI", "REF*EI*123456789");
    let coverage = or("SBR", "SBR*P*18*******MB");
    let payer = or("NM1*PR", "NM1*PR*2*MEDICARE*****PI*00123");
    write!(text, "{biller}~\nN3*1 MAIN ST~\nN4*BOSTON*MA*021140000~\n{tax}~\nHL*2*1*22*0~\n{coverage}~\n")
        .expect("a string");
    let subscriber = or("NM1*IL", "NM1*IL*1*DOE*JANE****MI*1EG4TE5MK73");
    let born = or("DMG", "DMG*D8*19580412*F");
    write!(text, "{subscriber}~\nN3*2 OAK ST~\nN4*BOSTON*MA*021140000~\n{born}~\n{payer}~\n")
        .expect("a string");
    let claim = match segments.find("CLM*") {
        Some(at) => segments[at..].to_owned(),
        None => own.to_owned(),
    };
    for segment in claim.lines() {
        writeln!(text, "{segment}~").expect("a string");
    }
    text + "SE*20*0001~\nGE*1*1~\nIEA*1*000000001~\n"
}

fn claim(text: &str) -> Form {
    let mut claims = Claims::new(Reader::from_slice(text.as_bytes()), None, Charset::Auto);
    while let Some(event) = claims.next().expect("an example is X12") {
        if let Event::Claim(raw) = event {
            return Form::Segments(raw);
        }
    }
    panic!("an example holds a claim");
}

/// The outcome of an example, on a day soon after the claims of all examples.
pub(in crate::reconcile) fn outcome(example: &Example) -> Outcome {
    outcome_in(example, false)
}

/// The same with the claims the other way round.
pub(in crate::reconcile) fn outcome_in(example: &Example, backwards: bool) -> Outcome {
    let mut texts = Vec::new();
    for (claims, institutional) in [(&example.facility, true), (&example.professional, false)] {
        for segments in claims {
            texts.push(if segments.starts_with("ISA") {
                segments.clone()
            } else {
                file(segments, institutional)
            });
        }
    }
    if backwards {
        texts.reverse();
    }
    let mut held = Held::default();
    for text in texts {
        held.push(&claim(&text)).expect("it fits into memory");
    }
    let config = Config::parse(&example.config).expect("an example's configuration is valid");
    let mut tables = Tables::default();
    for (name, text) in &example.tables {
        tables.add(name, text.as_bytes()).expect("an example's table is valid");
    }
    let as_of = "2026-04-30".parse().expect("a date");
    reconcile(&held, &Setup { pending: Some(14), ..Setup::new(&config, &tables, as_of) })
        .expect("claims can be read")
}

/// Codes and weights of the findings on an example.
pub(super) fn codes(example: &Example) -> BTreeSet<(String, Severity)> {
    let outcome = outcome(example);
    let findings = outcome.visits().flat_map(|visit| visit.expect("a visit").findings);
    findings
        .map(|found| {
            let finding = &found.finding;
            assert!(
                finding.locations.iter().all(|at| at.offset.is_some()),
                "{} does not say where",
                finding.code
            );
            (finding.code.clone(), finding.severity)
        })
        .collect()
}

#[test]
fn each_rule_fires_on_its_example_and_is_silent_on_the_other() {
    let mut wrong = Vec::new();
    for check in super::all() {
        let rule = check.rule();
        let found = codes(&rule.fires);
        let own = |(code, _): &&(String, Severity)| code == rule.code;
        let beside = found.iter().any(|(code, severity)| code != rule.code && *severity > Severity::Info);
        if !found.iter().any(|found| own(&found)) || beside {
            wrong.push(format!("{} has to fire, and at most info beside it: {found:?}", rule.code));
        }
        let silent = codes(&rule.silent);
        if silent.iter().any(|found| own(&found)) {
            wrong.push(format!("{} has to be silent: {silent:?}", rule.code));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_ordinary_pair_is_silent() {
    assert_eq!(codes(&Example::of(&[""], &[""])), BTreeSet::new());
}
