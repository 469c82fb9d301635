//! How far a run has come, while it runs: a bar for people, lines of JSON for programs.
//!
//! A terminal is one for the whole process, and so is what is drawn on it. Whoever writes to it does so [`aside`] the bar.

use std::sync::{Condvar, LazyLock, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use clap::ValueEnum;
use indicatif::{FormattedDuration, HumanBytes, HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::meter::{Meter, Reading};
use crate::show::progress::ProgressLine;

use super::screen::line_of_progress;

/// How progress is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Progress {
    /// A bar, where standard error is a terminal and the command takes longer than a second.
    Bar,
    /// A line of JSON a second, and one at the end.
    Json,
    /// Nothing.
    None,
}

/// Between two looks at the meter.
const TICK: Duration = Duration::from_millis(200);
/// Between two lines.
const LINE: Duration = Duration::from_secs(1);
/// A command that is faster than this needs no bar.
const PATIENCE: Duration = Duration::from_secs(1);

static METER: LazyLock<Meter> = LazyLock::new(Meter::default);
static SHOWN: Mutex<Shown> = Mutex::new(Shown { bar: None, mid_line: false, is_over: false });
static OVER: Condvar = Condvar::new();

/// What is on the terminal.
struct Shown {
    bar: Option<ProgressBar>,
    /// The line at hand is not complete, so that there is no room for a bar.
    mid_line: bool,
    is_over: bool,
}

impl Shown {
    fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

fn shown() -> MutexGuard<'static, Shown> {
    // A bar is whole between any two lines that hold the lock.
    SHOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The meter of the process.
pub(super) fn of_process() -> Meter {
    METER.clone()
}

/// Writes to the terminal, with no bar in the way. It comes again by itself.
pub(super) fn aside<R>(write: impl FnOnce() -> R) -> R {
    let mut shown = shown();
    shown.clear();
    write()
}

/// As [`aside`], for the last words of a program: whoever holds the terminal may hold it for ever.
#[cfg(unix)]
pub(super) fn aside_at_last<R>(write: impl FnOnce() -> R) -> R {
    if let Ok(mut shown) = SHOWN.try_lock() {
        shown.clear();
        shown.is_over = true;
    }
    write()
}

/// Writes a piece of a result to the terminal, with no bar in the way; none is drawn before the line is complete.
pub(super) fn aside_on_line<R>(ends_line: bool, write: impl FnOnce() -> R) -> R {
    let mut shown = shown();
    shown.clear();
    shown.mid_line = !ends_line;
    write()
}

/// Whoever watches the meter; ended by [`Watch::end`].
pub(super) struct Watch(Option<JoinHandle<()>>);

impl Watch {
    /// Begins to watch.
    pub(super) fn begin(how: Progress) -> Self {
        let watch: fn() = match how {
            Progress::Bar => bar,
            Progress::Json => json,
            Progress::None => return Self(None),
        };
        // Where there is no thread to be had, nothing is shown.
        Self(thread::Builder::new().name("progress".to_owned()).spawn(watch).ok())
    }

    /// Takes away what is drawn.
    pub(super) fn end(&mut self) {
        let Some(thread) = self.0.take() else { return };
        shown().is_over = true;
        OVER.notify_all();
        // It does not panic, and if it did, nothing would be missed but its bar.
        let _ = thread.join();
        shown().clear();
    }
}

/// What the meter shows, once an input was opened.
fn reading() -> Option<Reading> {
    Some(METER.reading()).filter(|reading| reading.inputs > 0)
}

/// The time since the first input was opened: what is made ready before is no work on inputs.
#[derive(Default)]
struct Clock(Option<Instant>);

impl Clock {
    fn reading(&mut self) -> Option<(Reading, Duration)> {
        let reading = reading()?;
        Some((reading, self.0.get_or_insert_with(Instant::now).elapsed()))
    }
}

/// Waits a tick, or until there is nothing to watch any more.
fn tick() -> MutexGuard<'static, Shown> {
    let shown = shown();
    if shown.is_over {
        return shown;
    }
    OVER.wait_timeout(shown, TICK).unwrap_or_else(PoisonError::into_inner).0
}

fn json() {
    let (mut clock, mut next) = (Clock::default(), LINE);
    loop {
        let is_over = tick().is_over;
        let due = clock.reading().filter(|(_, elapsed)| is_over || *elapsed >= next);
        if let Some((reading, elapsed)) = due {
            next = elapsed + LINE;
            line_of_progress(&ProgressLine::of(&reading, elapsed.as_secs_f64()).line());
        }
        if is_over {
            return;
        }
    }
}

fn bar() {
    let mut clock = Clock::default();
    loop {
        let mut shown = tick();
        if shown.is_over {
            return;
        }
        let due = clock.reading().filter(|(_, elapsed)| *elapsed >= PATIENCE && !shown.mid_line);
        if let Some((reading, elapsed)) = due {
            let is_new = shown.bar.is_none();
            let bar = shown.bar.get_or_insert_with(ProgressBar::hidden);
            draw(bar, &reading, elapsed);
            if is_new {
                bar.set_draw_target(ProgressDrawTarget::stderr());
                bar.tick();
            }
        }
    }
}

/// Bytes, claims, pace and time left; where the total is not known, no bar and no time left.
fn draw(bar: &ProgressBar, reading: &Reading, elapsed: Duration) {
    let line = ProgressLine::of(reading, elapsed.as_secs_f64());
    let total = reading.total_bytes.filter(|total| *total > 0 && reading.phase.is_none());
    let template = if total.is_some() { "[{bar:12}] {wide_msg}" } else { "{wide_msg}" };
    // The templates are ours and right.
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.set_style(style.progress_chars("=> "));
    let claims = format!("{} claims", HumanCount(line.claims));
    let text = match (reading.phase, total) {
        (Some(phase), _) => format!("{phase}: {claims}, {}", FormattedDuration(elapsed)),
        (None, total) => {
            let of = total.map(|total| format!(" of {}", HumanBytes(total))).unwrap_or_default();
            let left = line.seconds_left.map(Duration::from_secs).map(FormattedDuration);
            let left = left.map(|left| format!(", {left} left"));
            let (bytes, pace) = (HumanBytes(line.bytes), HumanCount(line.claims_per_second));
            format!("{bytes}{of}, {claims}, {pace}/s{}", left.unwrap_or_default())
        }
    };
    bar.set_length(total.unwrap_or(1));
    bar.set_position(line.bytes);
    bar.set_message(text);
    bar.tick();
}
