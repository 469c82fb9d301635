//! The registry and the vocabulary.

use super::super::registry::{by_version, describe, institutional, professional};
use super::super::vocabulary::{element_name, segment_name, transaction_name};
use crate::model::ClaimType as GuideKind;

#[test]
fn versions_with_and_without_errata_find_their_guide() {
    for version in ["005010X222", "005010X222A1", "005010X222A2"] {
        assert_eq!(by_version(version).map(|g| g.kind), Some(GuideKind::Professional), "{version}");
    }
    for version in ["005010X223", "005010X223A1", "005010X223A2", "005010X223A3"] {
        assert_eq!(by_version(version).map(|g| g.kind), Some(GuideKind::Institutional), "{version}");
    }
    for version in
        ["", "005010", "005010X22", "005010X224A2", "004010X098A1", "005010x222a1", "005010X222A1 "]
    {
        assert!(by_version(version).is_none(), "{version}");
    }
}

#[test]
fn other_guides_are_named_and_refused() {
    for (version, transaction, part) in [
        ("004010X098A1", "837", "professional claims (837P) of version 4010"),
        ("004010X096A1", "837", "institutional claims (837I) of version 4010"),
        ("005010X224A2", "837", "dental claims (837D)"),
        ("005010X224A9", "837", "dental claims (837D)"),
        ("005010X291", "837", "predetermination"),
        ("005010X221A1", "835", "payment advice (835)"),
        ("005010X214", "277", "claim acknowledgment (277CA)"),
        ("005010X212", "276", "claim status"),
        ("005010X231A1", "999", "implementation acknowledgment"),
        ("", "835", "payment advice of a version that is not known"),
        ("whatever", "XYZ", "a transaction that is not known"),
    ] {
        let edition = describe(version, transaction);
        assert!(!edition.supported, "{version}");
        assert!(edition.to_string().contains(part), "{version}: {edition}");
        assert!(
            edition.to_string().contains("not supported, this program reads 005010X222A1 and 005010X223A2")
        );
        assert!(!edition.to_string().contains("whatever"), "text from the input must not be shown");
    }
    assert_eq!(describe("005010X222A1", "837").to_string(), "professional claims (837P), 005010X222A1");
}

#[test]
fn every_segment_of_the_guides_and_of_their_answers_has_a_plain_word() {
    let answers = "CLP SVC CAS PLB BPR TRN DTM RDM STC AK1 AK2 AK3 AK4 AK5 AK9 IK3 IK4 IK5 CTX TA1 EB EQ AAA III INS HD COB \
                   UM HCR MSG LS LE BGN OTI TED ENT RMR ADX TS2 TS3 MIA MOA SV3 TOO DN1 DN2 N1 HSD LUI DSB ICM BIN BDS CAT EFI";
    let own =
        [professional(), institutional()].into_iter().flat_map(|g| g.segments.iter().map(|r| r.id.as_str()));
    for id in own.chain(answers.split_whitespace()) {
        assert!(segment_name(id).is_some(), "{id}");
    }
    for code in
        ["837", "835", "277", "276", "270", "271", "999", "997", "TA1", "834", "820", "278", "275", "824"]
    {
        assert!(transaction_name(code).is_some(), "{code}");
    }
    assert_eq!(segment_name("CLP"), Some("claim payment"));
    assert_eq!(segment_name("ZZZ"), None);
    assert_eq!(segment_name("clp"), None);
    assert_eq!(element_name("CLP02"), Some("claim status"));
}
