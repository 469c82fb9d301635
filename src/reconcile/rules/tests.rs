//! Every rule's own examples, and what holds of all rules.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::batch::claims::Located;
use crate::encounter::Claim;
use crate::reconcile::{RULES, reconcile};
use crate::rule::Example;
use crate::translate::{Claims, Event, Reader as ClaimReader};
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
            "CLM*P1*200***22:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
        )
    };
    let head = |segment: &str| {
        segments.lines().find(|s| s.split('*').next() == segment.split('*').next()).map(str::to_owned)
    };
    let mut text = format!(
        "ISA*00*          *00*          *ZZ*S              *ZZ*R              *260303*1200*^*00501*000000001*0*T*:~\n\
         GS*HC*S*R*20260303*1200*1*X*{version}~\nST*837*0001*{version}~\nBHT*0019*00*1*20260303*1200*CH~\n\
         NM1*41*2*SENDER*****46*S~\nPER*IC*X*TE*5550100000~\nNM1*40*2*RECEIVER*****46*R~\n\
         HL*1**20*1~\nNM1*85*2*PROVIDER*****XX*1234567893~\nN3*1 MAIN ST~\nN4*BOSTON*MA*021140000~\nREF*EI*123456789~\n\
         HL*2*1*22*0~\nSBR*P*18*******MB~\n"
    );
    let subscriber = head("NM1*IL").unwrap_or_else(|| "NM1*IL*1*DOE*JANE****MI*1EG4TE5MK73".to_owned());
    let born = head("DMG").unwrap_or_else(|| "DMG*D8*19580412*F".to_owned());
    write!(
        text,
        "{subscriber}~\nN3*2 OAK ST~\nN4*BOSTON*MA*021140000~\n{born}~\nNM1*PR*2*MEDICARE*****PI*00123~\n"
    )
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

fn claim(text: &str) -> Located {
    let mut claims = Claims::new(Reader::from_slice(text.as_bytes()), None, Charset::Auto);
    while let Some(event) = claims.next().expect("an example is X12") {
        if let Event::Claim(raw) = event {
            return Located { claim: ClaimReader::default().read(&raw), raw: Some(raw) };
        }
    }
    panic!("an example holds a claim");
}

/// Codes of the findings on an example.
fn codes(example: &Example) -> BTreeSet<String> {
    let of = |claims: &[&str], institutional| {
        claims.iter().map(|segments| claim(&file(segments, institutional))).collect::<Vec<_>>()
    };
    let mut located = of(example.facility, true);
    located.extend(of(example.professional, false));
    let claims: Vec<Claim> = located.iter().map(|located| located.claim.clone()).collect();
    let outcome = reconcile(&claims, &|n, paths| located[n].locate(paths));
    let findings = outcome.visits.iter().flat_map(|visit| &visit.findings);
    findings
        .map(|finding| {
            assert!(
                finding.locations.iter().all(|at| at.offset.is_some()),
                "{} does not say where",
                finding.code
            );
            finding.code.clone()
        })
        .collect()
}

#[test]
fn each_rule_fires_on_its_example_and_is_silent_on_the_other() {
    for check in RULES {
        let rule = &check.rule;
        assert_eq!(
            codes(&rule.fires),
            BTreeSet::from([rule.code.to_owned()]),
            "{} has to fire, alone",
            rule.code
        );
        assert!(!codes(&rule.silent).contains(rule.code), "{} has to be silent", rule.code);
    }
}

#[test]
fn an_ordinary_pair_is_silent() {
    assert_eq!(codes(&Example { facility: &[""], professional: &[""], ..Example::NONE }), BTreeSet::new());
}
