//! What is said, and to whom.

use std::time::{Duration, Instant};

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

/// What is in memory is patients' data: a crash must not write it down, whatever the shell allows.
#[cfg(target_os = "linux")]
#[test]
fn no_core_dump_is_made() {
    let raised = r#"ulimit -S -c "$(ulimit -H -c)"; exec "$0" convert --to ndjson -"#;
    let mut child = Command::new("sh")
        .args(["-c", raised])
        .arg(program())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("it runs");
    // It waits for its input; the shell before it has the limit of whoever runs the tests.
    let (folder, end) = (format!("/proc/{}", child.id()), Instant::now() + Duration::from_secs(20));
    let limit = loop {
        let limits = fs::read_to_string(format!("{folder}/limits")).unwrap_or_default();
        let core = limits.lines().find_map(|line| line.strip_prefix("Max core file size"));
        let limit = core.and_then(|core| core.split_whitespace().next()).map(str::to_owned);
        let is_ours = fs::read_to_string(format!("{folder}/comm")).is_ok_and(|name| name.trim() != "sh");
        if (is_ours && limit.as_deref() == Some("0")) || Instant::now() > end {
            break limit;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    drop(child.stdin.take());
    child.wait().expect("it ends");
    assert_eq!(limit.as_deref(), Some("0"));
}
