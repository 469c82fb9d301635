//! What shows of a level behind its claims: whose answers it is in.

use super::answers::{answers, answers_with, good, one};
use super::*;
use crate::validate::{RuleSet, Settings};

/// Two subscribers, the first of which announces patients that do not come, and a second provider.
pub(super) fn announced() -> String {
    let mut body = good();
    body[9] = "HL*2*1*22*1".to_owned();
    let subscriber = |hl: &str, number: &str| {
        let mut segments = good()[9..].to_vec();
        hl.clone_into(&mut segments[0]);
        segments[7] = format!("CLM*{number}*171***11:B:1*Y*A*Y*Y");
        segments
    };
    let mut second = good()[16..].to_vec();
    "CLM*ACCT-78*171***11:B:1*Y*A*Y*Y".clone_into(&mut second[0]);
    body.extend(second);
    body.extend(subscriber("HL*3*1*22*0", "ACCT-79"));
    body.push("HL*4**20*1".to_owned());
    body.extend_from_slice(&good()[5..9]);
    body.extend(subscriber("HL*5*4*22*0", "ACCT-80"));
    one(&body)
}

/// Claims of a 277CA: CLM01, and whether it is refused.
fn fates(claim: &[u8]) -> Vec<(String, bool)> {
    let claims = said(claim).into_iter().filter_map(|said| match said {
        Said::Claim(claim) => Some((claim.control, claim.refused)),
        _ => None,
    });
    claims.collect()
}

#[test]
fn what_shows_behind_the_claims_of_a_level_refuses_those_and_no_others() {
    let fate = |number: &str, refused| (number.to_owned(), refused);
    let [_, implementation, claim] = answers(announced().as_bytes(), &[2]);
    assert!(String::from_utf8_lossy(&implementation).contains("AK9*A*1*1*1"));
    assert_eq!(
        fates(&claim),
        [fate("ACCT-77", true), fate("ACCT-78", true), fate("ACCT-79", false), fate("ACCT-80", false)]
    );
    let totals: Vec<Totals> = said(&claim)
        .into_iter()
        .filter_map(|said| match said {
            Said::Batch(_, _, totals) | Said::Provider(_, _, totals) => Some(totals),
            _ => None,
        })
        .collect();
    let counts: Vec<_> =
        totals.iter().map(|totals| (totals.accepted.claims, totals.refused.claims)).collect();
    assert_eq!(counts, [(2, 2), (1, 2), (1, 0)]);
}

#[test]
fn what_a_payer_asks_of_the_provider_holds_for_all_its_members_and_for_no_other_payers() {
    let profile =
        "profile A on 005010X222A1 \"A\"\npayers PP01\nsegment NM1 in 2010AA\n  09 like \"2#########\"\n";
    let profile = crate::guide::Profile::parse(profile).expect("a profile");
    let settings = Settings { types: [7].into(), profiles: vec![profile], ..Settings::default() };
    let text = announced().replace("HL*2*1*22*1", "HL*2*1*22*0");
    // The second subscriber has another payer.
    let at = text.find("HL*3*1*22*0").expect("it is there");
    let text = format!("{}{}", &text[..at], text[at..].replacen("*PI*PP01", "*PI*PP02", 1));
    let more = text[at..].split("HL*4**20*1").next().expect("a level").to_owned();
    let third = more.replace("PP02", "PP01").replace("ACCT-79", "ACCT-81").replace("HL*3*1", "HL*4*1");
    let text =
        text.replace("HL*4**20*1", &format!("{third}HL*5**20*1")).replace("HL*5*4*22*0", "HL*6*5*22*0");
    let [_, _, claim] = answers_with(text.as_bytes(), &[1, 2], &RuleSet::new(settings));
    let refused: Vec<bool> = fates(&claim).into_iter().map(|(_, refused)| refused).collect();
    assert_eq!(refused, [true, true, false, true, true], "{}", String::from_utf8_lossy(&claim));
}
