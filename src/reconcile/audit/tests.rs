//! Figures worked out by hand.

use super::*;

fn rounded(interval: Option<Interval>) -> Option<[i64; 3]> {
    #[allow(clippy::cast_possible_truncation, reason = "shares are from 0 to 1")]
    interval.map(|one| [one.share, one.low, one.high].map(|share| (share * 10_000.0).round() as i64))
}

/// Bounds as Wilson's formula gives them with z = 1.96, as textbooks print them.
#[test]
fn a_share_has_the_range_of_wilson() {
    assert_eq!(wilson(0, 0), None);
    assert_eq!(rounded(wilson(8, 10)), Some([8_000, 4_902, 9_433]));
    assert_eq!(rounded(wilson(0, 10)), Some([0, 0, 2_775]));
    assert_eq!(rounded(wilson(10, 10)), Some([10_000, 7_225, 10_000]));
    assert_eq!(rounded(wilson(50, 100)), Some([5_000, 4_038, 5_962]));
}

/// 20 and 15 of 50 agreed, 5 and 10 not: 0.7 agree, 0.5 would by chance, so that kappa is 0.2 / 0.5.
#[test]
fn two_reviewers_agree_beyond_chance() {
    let agreement = Agreement {
        both_right: 20,
        both_wrong: 15,
        program_only: 5,
        reviewer_only: 10,
        ..Agreement::default()
    };
    assert_eq!(agreement.judged(), 50);
    assert!(agreement.kappa().is_some_and(|kappa| (kappa - 0.4).abs() < 1e-12));
    assert_eq!(rounded(agreement.share()).map(|one| one[0]), Some(7_000));
    assert_eq!(rounded(agreement.precision()).map(|one| one[0]), Some(7_500));
    assert_eq!(rounded(agreement.recall()).map(|one| one[0]), Some(6_000));
    assert_eq!(Agreement::default().kappa(), None);
    let chance_only = Agreement { both_right: 9, ..Agreement::default() };
    assert_eq!(chance_only.kappa(), None, "both say right of all, which says nothing");
}

#[test]
fn a_reviewed_sample_is_read_as_a_spreadsheet_saved_it() {
    assert!(Reviewed::parse(b"\xEF\xBB\xBFsample_id,verdict\ns1,Right\ns2,wrong \ns3,\ns4,maybe\n").is_ok());
    assert!(Reviewed::parse(b"id,verdict\ns1,right\n").is_err());
}
