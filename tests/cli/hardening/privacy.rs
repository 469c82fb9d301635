//! What is said, and to whom.

use super::*;

#[test]
fn nothing_that_acts_on_a_terminal_comes_out_on_standard_error() {
    let odd = "a\u{1b}[31m\u{7}\u{202e}.837";
    let dir = folder(&[
        (odd, "ISA*nothing"),
        ("keys.ndjson", "{\"type\":\"professional\",\"\u{9b}31m\u{202e}\":1}\n"),
    ]);
    for command in ["inspect", "validate", "reconcile"] {
        let done = run(&[command, odd, "keys.ndjson"], dir.path());
        assert!(!done.err.is_empty());
        assert!(
            done.err.chars().all(|c| c == '\n' || !(c.is_control() || c == '\u{202e}')),
            "{:?}",
            done.err
        );
    }
    for command in [
        &["convert", "--to", "x12"][..],
        &["split", "--by", "claim", "-o", "x"],
        &["merge", "-o", "y"],
        &["fix", "-o", "z"],
    ] {
        let done = run(&[command, &[odd, "keys.ndjson"]].concat(), dir.path());
        assert!(
            done.err.chars().all(|c| c == '\n' || !(c.is_control() || c == '\u{202e}')),
            "{:?}",
            done.err
        );
    }
}

#[test]
fn configurations_are_refused_without_what_they_hold() {
    let dir = folder(&[("t.toml", "[groups]\nSECRET PATIENT = 1\n"), ("in.837", &claims(1, 27))]);
    let done = run(&["validate", "--config", "t.toml", "in.837"], dir.path());
    assert!(done.code == Some(2) && done.err.contains("line 2"), "{}", done.err);
    assert!(!done.err.contains("SECRET") && !done.err.contains("PATIENT"), "{}", done.err);
}

/// Identifiers and codes are compared as numbers; a NUL must not be a leading or trailing zero of one.
#[test]
fn a_nul_beside_an_identifier_or_a_code_makes_it_another() {
    let whole = claims(1, 30);
    for (from, to) in
        [("~\nSV1*HC", "~\n\0SV1*HC"), (":B:1*Y*", ":\0B:1*Y*"), ("*UN*", "*\0UN*"), ("NM1*85*", "NM1*\085*")]
    {
        let odd = whole.replacen(from, to, 1);
        assert_ne!(odd, whole, "{from}");
        let dir = folder(&[("in.837", &odd)]);
        let done = run(&["validate", "in.837"], dir.path());
        assert_eq!(done.code, Some(1), "{to:?}: {}", done.out);
        let json = run(&["convert", "--to", "ndjson", "in.837"], dir.path());
        fs::write(dir.path().join("in.ndjson"), json.out).expect("written");
        let back = run(&["convert", "--to", "x12", "in.ndjson"], dir.path());
        assert!(back.code == Some(2) || back.out.contains('\0'), "{to:?} {}", back.out);
    }
}
