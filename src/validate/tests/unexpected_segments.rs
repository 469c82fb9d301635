//! What a segment without a place silences: the rules that could have read it, and no others.

use crate::validate::{RuleSet, Seen};

use super::examples::{file, follow, messages};

/// A claim whose lines make 90 and whose total is 120, with a segment added behind another.
fn claim(behind: &str, stray: &str) -> String {
    let mut segments = String::new();
    for segment in [
        "CLM*P1*120***11:B:1*Y*A*Y*Y",
        "HI*ABK:J209",
        "NM1*DN*1*MARLOWE*JO",
        "LX*1",
        "SV1*HC:99213*60*UN*1***1",
        "DTP*472*D8*20260302",
        "LX*2",
        "SV1*HC:99212*30*UN*1***1",
        "DTP*472*D8*20260302",
    ] {
        segments.push_str(if segments.is_empty() { "" } else { "\n" });
        segments.push_str(segment);
        if segment.starts_with(behind) {
            segments.push('\n');
            segments.push_str(stray);
        }
    }
    file(&segments, false)
}

fn codes(behind: &str, stray: &str) -> Vec<String> {
    follow(&claim(behind, stray), &RuleSet::default(), Seen::default()).0.into_iter().collect()
}

#[test]
fn a_wrong_sum_is_told_beside_segments_that_no_sum_reads() {
    for (behind, stray) in [
        ("CLM", "DTP*434*RD8*20260302-20260302"),
        ("DTP*472", "REF*0B*77"),
        ("NM1*DN", "N3*4 MILL RD"),
        ("NM1*DN", "DMG*D8*19600101*F"),
    ] {
        let codes = codes(behind, stray);
        let has = |start: &str| codes.iter().any(|found| found.starts_with(start));
        assert!(has("CH-SUM") && has("GD-"), "{stray}: {codes:?}");
    }
}

#[test]
fn a_sum_keeps_silent_beside_what_may_be_part_of_it_and_says_so() {
    for (behind, stray) in
        [("DTP*472", "SV2*0450**30*UN*1"), ("CLM", "SV1*HC:99211*30*UN*1***1"), ("HI", "ZZ9*1")]
    {
        let text = claim(behind, stray);
        let found = messages(&text);
        assert!(!found.iter().any(|(code, _)| code == "CH-SUM"), "{stray}: {found:?}");
        let said = |(_, message): &(String, String)| {
            message.contains("not checked because of it: ") && message.contains("CH-SUM")
        };
        assert!(found.iter().any(said), "{stray}: {found:?}");
    }
}

#[test]
fn a_follower_with_a_qualifier_of_its_own_is_a_cause_of_its_own() {
    let found = messages(&claim("NM1*DN", "N3*4 MILL RD\nN4*LARKTON*OH*44101\nREF*X2*7"));
    let places: Vec<&str> =
        found.iter().map(|(code, _)| code.as_str()).filter(|code| code.starts_with("GD-")).collect();
    assert_eq!(places, ["GD-PLACE", "GD-QUALIFIER"], "{found:?}");
}
