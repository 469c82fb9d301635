//! The program with which a person turns the pages of a long result.

use std::env;
use std::ffi::OsString;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

/// A pager has the terminal: an interrupt is for it.
static PAGING: AtomicBool = AtomicBool::new(false);

/// Whether a pager has the terminal.
#[cfg(unix)]
pub(super) fn is_paging() -> bool {
    PAGING.load(Ordering::Relaxed)
}

/// A pager that runs.
#[derive(Debug)]
pub(super) struct Pager(Child);

impl Pager {
    /// Starts what PAGER names, else `less`; none where it is empty or `cat`, or cannot be started.
    pub(super) fn start() -> Option<Self> {
        let asked = env::var_os("PAGER");
        let name = asked.unwrap_or_else(|| OsString::from("less"));
        if name.is_empty() || name == "cat" {
            return None;
        }
        let mut command = shell(&name);
        // As git has it: quit if it fits the window, keep colors, leave the text where it is. What the user set holds.
        for (variable, value) in [("LESS", "FRX"), ("LV", "-c")] {
            if env::var_os(variable).is_none() {
                command.env(variable, value);
            }
        }
        let child = command.stdin(Stdio::piped()).spawn().ok()?;
        PAGING.store(true, Ordering::Relaxed);
        Some(Self(child))
    }

    /// Where it reads. Only the first call gets it.
    pub(super) fn input(&mut self) -> Option<ChildStdin> {
        self.0.stdin.take()
    }

    /// Waits until the person has seen enough.
    pub(super) fn wait(mut self) {
        let _ = self.0.wait();
        PAGING.store(false, Ordering::Relaxed);
    }
}

/// PAGER may have arguments, so a shell reads it, as everywhere; one that is not there must not eat the result.
#[cfg(unix)]
fn shell(name: &OsString) -> Command {
    let mut command = Command::new("sh");
    let mut words = OsString::from("if command -v ");
    words.push(first_word(name));
    words.push(" >/dev/null 2>&1; then ");
    words.push(name);
    words.push("\nelse exec cat; fi");
    command.arg("-c").arg(words);
    command
}

#[cfg(unix)]
fn first_word(name: &OsString) -> String {
    name.to_string_lossy().split_whitespace().next().unwrap_or_default().to_owned()
}

#[cfg(not(unix))]
fn shell(name: &OsString) -> Command {
    Command::new(name)
}
