//! The attackers of `tests/fuzz` with mutants of their own seeds: a few hundred each, or for as many seconds as
//! `TWINCLAIM_ATTACK` says, and other ones for another `TWINCLAIM_SEED`. With `TWINCLAIM_SEEDS`, a folder, the seeds are
//! written there instead, a folder a target, as `tests/fuzz/run` needs them.

#[path = "../fuzz/src/lib.rs"]
#[allow(unreachable_pub, reason = "the same files are a library for cargo fuzz")]
mod fuzz;
mod mutant;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use mutant::Mutants;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// Runs a target on its seeds, then on mutants. Gives how many there were.
fn attack(name: &str, mutants: usize) {
    let (_, seeds, attack) =
        fuzz::seeds::all().into_iter().find(|target| target.0 == name).expect("a target");
    assert!(seeds.len() > 10, "{name}: {} seeds", seeds.len());
    if let Some(folder) = std::env::var_os("TWINCLAIM_SEEDS") {
        let folder = Path::new(&folder).join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        let names = (0..seeds.len()).map(|n| folder.join(format!("seed-{n:03}")));
        names.zip(&seeds).for_each(|(path, seed)| std::fs::write(path, seed).expect("written"));
        return;
    }
    let until = number("TWINCLAIM_ATTACK").map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let mut others = Mutants::new(&seeds, number("TWINCLAIM_SEED").unwrap_or(1));
    let all = seeds.iter().cloned().chain(std::iter::from_fn(|| Some(others.next())));
    for (n, bytes) in all.enumerate() {
        if until.map_or(n >= seeds.len() + mutants, |until| Instant::now() > until) {
            break;
        }
        let begin = Instant::now();
        let held = catch_unwind(AssertUnwindSafe(|| attack(&bytes)));
        let slow = begin.elapsed() > Duration::from_secs(20);
        if held.is_err() || slow {
            let kept = tempfile::Builder::new().prefix(name).tempfile().expect("a file");
            std::fs::write(kept.path(), &bytes).expect("written");
            let path = kept.into_temp_path().keep().expect("kept");
            panic!(
                "{name}: input {n} {} and is in {}",
                if slow { "takes too long" } else { "breaks a promise" },
                path.display()
            );
        }
    }
}

#[test]
fn segments_are_cut_as_by_hand() {
    attack("segments", 1500);
}

#[test]
fn what_is_written_is_read_as_it_was() {
    attack("round_trip", 250);
}

#[test]
fn json_becomes_its_claim_or_is_refused() {
    attack("json", 250);
}

#[test]
fn documents_are_taken_or_refused_in_words() {
    attack("documents", 600);
}

#[test]
fn reports_are_harmless_and_well_formed() {
    attack("reports", 25);
}

#[test]
fn what_is_packed_comes_out_or_is_refused() {
    attack("intake", 500);
}
