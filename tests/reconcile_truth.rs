//! Linking and rules on generated pairs, held against the truth.

mod scoring;

use std::io::Write;

use scoring::{Linking, Made, Rules};
use twinclaim::generate::pairs::Options;

/// Shows all scores, for whoever works on linking or on rules:
/// `TWINCLAIM_PAIRS=10000 cargo test --release --test reconcile_truth -- --ignored`.
#[test]
#[ignore = "shows figures"]
fn figures() {
    let number = |name: &str, or: u64| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(or);
    let options = Options::new(number("TWINCLAIM_PAIRS", 5000)).seed(number("TWINCLAIM_SEED", 1));
    let made = Made::new(&options);
    let mut screen = std::io::stderr();
    writeln!(screen, "{}", Linking::of(&made)).expect("standard error");
    writeln!(screen, "{}", Rules::of(&made)).expect("standard error");
}

/// Linking with its settings as they come, on encounters of which a fifth is noisy.
#[test]
fn linking_finds_people_and_encounters() {
    let linking = Linking::of(&Made::new(&Options::new(1000).seed(7)));
    assert!(linking.persons.f1() >= 0.995 && linking.encounters.f1() >= 0.995, "{linking}");
    assert!(linking.mixed.is_empty(), "{linking}");
}

/// The same on ten times as many; takes a while unless optimized: `cargo test --release -- --ignored ten_thousand`.
#[test]
#[ignore = "takes a while"]
fn linking_finds_people_and_encounters_among_ten_thousand() {
    let linking = Linking::of(&Made::new(&Options::new(10_000).seed(11)));
    assert!(linking.persons.f1() >= 0.995 && linking.encounters.f1() >= 0.995, "{linking}");
    assert!(linking.mixed.is_empty(), "{linking}");
}
