//! Signals, and what a crash may leave behind.

use std::thread;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::batch;

use super::pager::is_paging;
use super::screen::{counted, last_words};

/// Cleans up at SIGINT, SIGTERM and SIGHUP, says what is done, and ends with 128 and the number of the signal.
///
/// A signal that whoever started the program has it ignore (`nohup`) stays ignored.
pub(super) fn watch() {
    let ignored = ignored();
    let heeded = [(SIGINT, "SIGINT"), (SIGTERM, "SIGTERM"), (SIGHUP, "SIGHUP")]
        .into_iter()
        .filter(|(number, _)| ignored & (1 << (number - 1)) == 0);
    let heeded: Vec<(i32, &str)> = heeded.collect();
    let Ok(mut signals) = Signals::new(heeded.iter().map(|(number, _)| *number)) else { return };
    thread::spawn(move || {
        // An interrupt from the terminal is for the pager that has it.
        if let Some(number) = signals.forever().find(|number| *number != SIGINT || !is_paging()) {
            let name =
                heeded.iter().find(|(heeded, _)| *heeded == number).map_or("a signal", |found| found.1);
            batch::end(|committed| leave(number, name, committed));
        }
    });
}

#[allow(
    clippy::exit,
    reason = "what has to be put away is put away, and the other threads are in the middle of things"
)]
fn leave(number: i32, name: &str, committed: u64) {
    let done = match committed {
        0 => "no file was written".to_owned(),
        n => format!("{} complete, nothing else was written", counted(n, "file is", "files are")),
    };
    last_words(&format!("ended by {name}: {done}"));
    std::process::exit(128 + number);
}

/// The signals that are ignored, a bit each, from 0 for number 1; none where the system does not say.
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}

/// Has the system write no core dumps: what is in memory is patients' data.
pub(super) fn forbid_core_dumps() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let maximum = getrlimit(Resource::Core).maximum;
    // The hard limit stays, so that whoever looks for a fault can still allow them.
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum });
}
