//! Kinds of fault that were once passed by in silence, each with relatives: what fires, and what is nearly the same and right.

use super::cases::{read, wrong};

#[test]
fn each_kind_of_fault_is_found_and_its_neighbor_is_not() {
    let cases = include_str!("../edits/kinds.txt");
    let wrong = wrong(cases, &["office", "second"], &["--edits", "none"]);
    assert!(wrong.is_empty(), "{wrong}");
}

/// Every kind that a claim by itself can show has relatives.
#[test]
fn every_kind_has_several_relatives() {
    let (_, cases) = read(include_str!("../edits/kinds.txt"));
    for kind in ["K2", "K3", "K4", "K5", "K6", "K7", "K8", "K9", "K13", "K14", "K15"] {
        let of_kind = cases.iter().filter(|case| case.edit == kind).count();
        assert!(of_kind >= 2, "{kind} has {of_kind}");
    }
}
