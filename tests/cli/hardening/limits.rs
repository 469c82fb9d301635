//! What is too large, too long or too many.

use super::*;

#[cfg(target_os = "linux")]
#[test]
fn empty_segments_are_counted_and_not_kept() {
    let dir = folder(&[("in.837", &with(&"~".repeat(3_000_000)))]);
    let commands: [&[&str]; 3] =
        [&["inspect"], &["convert", "--to", "ndjson"], &["reconcile", "--threads", "1"]];
    for command in commands {
        let done = run_small(260, &[command, &["in.837"]].concat(), dir.path());
        assert_eq!(done.code, Some(0), "{command:?}: {}", done.err);
        assert!(command != ["inspect"] || done.out.contains("no segment"), "{}", done.out);
    }
    // A few come back as they stood.
    let few = "~".repeat(15);
    let dir = folder(&[("few.837", &with(&few))]);
    run(&["convert", "--to", "ndjson", "-o", "few.ndjson", "few.837"], dir.path());
    run(&["convert", "--to", "x12", "-o", "back.837", "few.ndjson"], dir.path());
    assert!(read(dir.path(), "back.837").contains(&format!("\n{few}SE*")));
}

#[test]
fn a_claim_that_is_too_large_is_refused_with_its_place_unless_it_is_allowed() {
    let large = with(&"NTE*ADD*A NOTE THAT IS REPEATED OVER AND OVER~\n".repeat(40_000));
    let dir = folder(&[("in.837", &large)]);
    let commands: [&[&str]; 4] =
        [&["inspect"], &["convert", "--to", "ndjson"], &["reconcile"], &["validate", "--max-findings", "1"]];
    for command in commands {
        let done = run(&[command, &["--max-claim", "1MiB", "in.837"]].concat(), dir.path());
        assert_eq!(done.code, Some(2), "{command:?}: {}", done.err);
        assert!(done.err.contains("--max-claim allows more"), "{command:?}: {}", done.err);
        assert!(!done.err.contains("REPEATED"));
    }
    // Whoever shows claims with what is wrong reads them through the validator.
    for args in [&["--claim", "NONE"][..], &["--claim", "NONE", "--segments"], &["--html", "out.html"]] {
        let done = run(&[&["inspect", "--max-claim", "1MiB"], args, &["in.837"]].concat(), dir.path());
        assert_eq!(done.code, Some(2), "{args:?}: {}", done.err);
        assert!(done.err.contains("--max-claim allows more"), "{args:?}: {}", done.err);
    }
    // Each byte counts once.
    for limit in ["2MiB", "1GiB"] {
        let done = run(&["convert", "--to", "ndjson", "--max-claim", limit, "in.837"], dir.path());
        assert_eq!((done.code, done.out.lines().count()), (Some(0), 1), "{limit}: {}", done.err);
    }
    let done = run(&["convert", "--to", "ndjson", "in.837"], dir.path());
    assert_eq!((done.code, done.out.lines().count()), (Some(0), 1), "{}", done.err);
    // In JSON, too.
    fs::write(dir.path().join("in.ndjson"), &done.out).expect("written");
    let done = run(&["convert", "--to", "x12", "--max-claim", "64KiB", "in.ndjson"], dir.path());
    assert!(done.code == Some(2) && done.err.contains("--max-claim allows more"), "{}", done.err);
}

#[cfg(target_os = "linux")]
#[test]
fn files_that_are_no_claims_have_their_limits() {
    let dir = folder(&[("in.837", &claims(1, 21)), ("t/PPRRVU26.csv", &"x".repeat(2 << 20))]);
    for option in ["--config", "--profile"] {
        let done = run_small(400, &["validate", option, "/dev/zero", "in.837"], dir.path());
        assert!(done.code == Some(2) && done.err.contains("holds more than"), "{option}: {}", done.err);
    }
    let done = run(&["validate", "--reference", "t", "in.837"], dir.path());
    assert!(done.code == Some(2) && done.err.contains("a line has more than"), "{}", done.err);
}

#[test]
fn an_odd_value_does_not_hide_the_other_files() {
    let wide = claims(1, 22).replacen("CLM*", &format!("CLM*{}", "X".repeat(66_000)), 1);
    let dir = folder(&[("1-wide.837", &wide), ("2.837", &claims(2, 23))]);
    for command in ["inspect", "validate", "reconcile"] {
        let done = run(&[command, "1-wide.837", "2.837"], dir.path());
        assert!(done.code.is_some_and(|code| code < 2), "{command}: {:?} {}", done.code, done.err);
        assert!(command == "reconcile" || done.out.contains("2.837"), "{command}");
    }
}

#[test]
fn lines_with_faults_cost_as_much_each_however_many_there_are() {
    let line = "LX*2~SV1*HC:99213*1x0*UN*1***1~DTP*472*D8*20260231~ZZZ*1~";
    let dir = folder(&[("few.837", &with(&line.repeat(3000))), ("many.837", &with(&line.repeat(24_000)))]);
    let time = |name: &str| {
        let begin = std::time::Instant::now();
        let done = run(&["convert", "--to", "x12", "--quiet", name], dir.path());
        assert_eq!(done.code, Some(0), "{}", done.err);
        begin.elapsed().as_secs_f64()
    };
    // Eight times as many: a square would be 64 times as much.
    let ratio = time("many.837") / time("few.837");
    assert!(ratio < 30.0, "{ratio}");
}

#[test]
fn refusals_are_told_and_then_counted() {
    let dir = folder(&[("in.ndjson", &"{\"type\":\"professional\",\"total_charge\":\"1\"}\n".repeat(1500))]);
    let done = run(&["convert", "--to", "x12", "in.ndjson"], dir.path());
    assert_eq!(done.code, Some(2));
    assert!((900..1100).contains(&done.err.lines().count()) && done.err.contains("more reasons"));
}

/// Bytes of memory a byte of input: a claim of many lines, and a file of many claims, which may have none.
#[cfg(target_os = "linux")]
#[test]
fn memory_follows_the_largest_claim_and_not_the_file() {
    let line = "LX*2~\nSV1*HC:99213*100*UN*1***1~\nDTP*472*D8*20260220~\nREF*6R*LINE00000001~\n";
    let large = with(&line.repeat(45_000));
    let dir = folder(&[("large.837", &large), ("many.837", &claims(6000, 32))]);
    assert!(large.len() > 3_000_000 && read(dir.path(), "many.837").len() > 3_000_000);
    // What the program needs for itself, address space and not memory: guides, tables, threads' stacks.
    let itself = 190;
    let megabytes = |times: usize| itself + u32::try_from(times * large.len() / 1_000_000).expect("few");
    for (times, command) in [
        (10, &["convert", "--to", "ndjson", "-o", "out", "large.837"][..]),
        (2, &["validate", "--format", "junit", "-o", "out", "large.837"]),
        (2, &["validate", "--format", "sarif", "-o", "out", "large.837"]),
        (1, &["split", "--by", "claim", "-o", "parts", "large.837"]),
        (1, &["convert", "--to", "ndjson", "-o", "out", "many.837"]),
        (1, &["convert", "--to", "x12", "-o", "out", "many.837"]),
        (1, &["validate", "--format", "junit", "-o", "out", "many.837"]),
        (1, &["validate", "--valid", "valid", "--ack", "999=ack", "-o", "out", "many.837"]),
    ] {
        let done = run_small(megabytes(times), command, dir.path());
        assert!(done.code.is_some_and(|code| code < 2), "{times} {command:?}: {:?} {}", done.code, done.err);
        for made in ["out", "valid", "ack"] {
            let _ = fs::remove_file(dir.path().join(made));
        }
    }
}

#[test]
fn a_person_with_too_much_to_compare_is_refused_with_a_place() {
    let whole = claims(1, 33);
    let (from, to) = (whole.find("CLM*").expect("a claim"), whole.rfind("SE*").expect("its end"));
    let many = format!("{}{}{}", &whole[..from], whole[from..to].repeat(60), &whole[to..]);
    let dir = folder(&[("in.837", &many)]);
    let done = run(&["reconcile", "--max-person", "50", "in.837"], dir.path());
    assert_eq!(done.code, Some(2));
    assert!(done.err.contains("--max-person allows more") && done.err.contains("of in.837"), "{}", done.err);
    let done = run(&["reconcile", "--max-person", "500", "in.837"], dir.path());
    assert!(done.code.is_some_and(|code| code < 2), "{}", done.err);
}
