//! Standard output and standard error: colours, width, and a pipe that closes.

use std::cell::RefCell;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::show::terminal::{Palette, Role, for_people, visible};

use super::pager::Pager;
use super::progress::{Progress, Watch, aside, aside_on_line};
use super::within::{Caller, Level, Taken, caller, meter};
use super::{Exit, clock};

/// Under which these stand in the help of each command.
const HEADING: &str = "Screen";

/// How results are shown.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(super) struct ScreenArgs {
    /// Colours: on a terminal unless NO_COLOR is set, always, or never.
    #[arg(long, value_enum, default_value_t = When::Auto, global = true, value_name = "WHEN", help_heading = HEADING)]
    color: When,
    /// Nothing on standard error but failures.
    #[arg(long, global = true, help_heading = HEADING)]
    quiet: bool,
    /// What standard error is written as: text, or a line of JSON a message, with `time`, `level` (error, note) and `message`.
    #[arg(long, value_enum, default_value_t = Log::Text, global = true, value_name = "FORMAT", help_heading = HEADING)]
    log: Log,
    /// How far a command has come, on standard error: a bar on a terminal, a line of JSON a second, or nothing. A bar on a
    /// terminal unless asked, nothing elsewhere.
    #[arg(long, value_enum, global = true, value_name = "HOW", help_heading = HEADING)]
    progress: Option<Progress>,
    /// Results of `inspect` on a terminal without the pager (PAGER, or else less).
    #[arg(long, global = true, help_heading = HEADING)]
    no_pager: bool,
    /// Columns to fit results into; those of the window unless given, and no limit in a file or pipe.
    #[arg(long, global = true, value_name = "COLUMNS", help_heading = HEADING)]
    width: Option<usize>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Log {
    #[default]
    Text,
    Json,
}

/// A message for programs.
#[derive(Serialize)]
#[allow(clippy::struct_field_names, reason = "the keys of the JSON")]
struct Message<'m> {
    /// In UTC.
    time: String,
    level: &'m str,
    message: &'m str,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum When {
    #[default]
    Auto,
    Always,
    Never,
}

/// Where a command writes: results to standard output, everything else to standard error.
pub(super) struct Screen {
    /// In a cell, because a message on the other stream first sends on what is here, so that both come in order.
    out: RefCell<io::BufWriter<Box<dyn Write>>>,
    palette: Palette,
    notes: Palette,
    width: Option<usize>,
    terminal: bool,
    quiet: bool,
    log: Log,
    failed: Option<io::Error>,
    no_pager: bool,
    pager: Option<Pager>,
    /// Messages that wait until the pager gives the terminal back.
    waiting: RefCell<Vec<String>>,
    watch: Watch,
    /// Whoever runs the command from within a program.
    caller: Option<Arc<dyn Caller>>,
}

/// Writes to standard output, where that is a terminal with no bar in the way.
pub(super) struct Aside<W> {
    to: W,
    terminal: bool,
}

impl<W: Write> Write for Aside<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.terminal {
            return aside_on_line(bytes.ends_with(b"\n"), || self.to.write(bytes));
        }
        self.to.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.terminal { aside(|| self.to.flush()) } else { self.to.flush() }
    }
}

/// A result that is written piece by piece. A failure is kept for the end, as with [`Screen::print`].
impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.failed.is_none() {
            self.failed = self.out.get_mut().write_all(bytes).err();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl ScreenArgs {
    /// How progress is shown: where nothing is said, to whoever looks at a terminal.
    fn progress(self) -> Progress {
        let is_watched = io::stderr().is_terminal() && !self.quiet && self.log == Log::Text;
        let by_itself = if is_watched { Progress::Bar } else { Progress::None };
        match self.progress {
            // A bar in a file would be so much rubbish.
            Some(Progress::Bar) if !io::stderr().is_terminal() => Progress::None,
            asked => asked.unwrap_or(by_itself),
        }
    }
}

impl Screen {
    pub(super) fn new(args: ScreenArgs) -> Self {
        match caller() {
            Some(caller) => Self::within(args, caller),
            None => Self::of_process(args),
        }
    }

    /// Of a command that is run from within a program: nobody looks at a terminal.
    fn within(args: ScreenArgs, caller: Arc<dyn Caller>) -> Self {
        let palette = if args.color == When::Always { Palette::colour() } else { Palette::plain() };
        let out: Box<dyn Write> = Box::new(Taken(Arc::clone(&caller)));
        Self {
            out: RefCell::new(io::BufWriter::with_capacity(1 << 16, out)),
            notes: Palette::plain(),
            palette,
            width: args.width,
            terminal: false,
            quiet: args.quiet,
            log: args.log,
            failed: None,
            watch: Watch::begin(Progress::None),
            no_pager: true,
            pager: None,
            waiting: RefCell::default(),
            caller: Some(caller),
        }
    }

    fn of_process(args: ScreenArgs) -> Self {
        let colour = |terminal: bool| match args.color {
            When::Always => Palette::colour(),
            When::Auto if terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()) => {
                Palette::colour()
            }
            When::Auto | When::Never => Palette::plain(),
        };
        let palette = colour(io::stdout().is_terminal());
        // anstream translates colours for consoles that do not know them and passes everything else on.
        let out: Box<dyn Write> = if palette == Palette::plain() {
            Box::new(io::stdout())
        } else {
            Box::new(anstream::AutoStream::new(io::stdout(), anstream::ColorChoice::Always))
        };
        let terminal = io::stdout().is_terminal();
        let out: Box<dyn Write> = Box::new(Aside { to: out, terminal });
        Self {
            out: RefCell::new(io::BufWriter::with_capacity(1 << 16, out)),
            notes: colour(io::stderr().is_terminal()),
            palette,
            // Of standard output, and no other stream: in a pipe nothing is cut off because standard error has a window.
            width: args.width.or_else(|| {
                terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0))
            }),
            terminal,
            quiet: args.quiet,
            log: args.log,
            failed: None,
            watch: Watch::begin(args.progress()),
            no_pager: args.no_pager,
            pager: None,
            waiting: RefCell::default(),
            caller: None,
        }
    }

    /// Shows what clap says in place of running a command: help, or why it runs none.
    pub(super) fn print_help(&mut self, said: &clap::Error) -> io::Result<()> {
        let Some(caller) = &self.caller else { return said.print() };
        let text = said.render().to_string();
        if said.use_stderr() {
            caller.hear(Level::Error, text.trim().trim_start_matches("error: "));
            return Ok(());
        }
        caller.take(text.as_bytes())
    }

    /// Lets a person turn the pages of what is printed from here on, where it goes to a terminal.
    pub(super) fn page(&mut self) {
        if self.terminal && !self.no_pager && self.pager.is_none() {
            self.pager = Pager::start();
            // The terminal is the pager's.
            self.watch.end();
            if let Some(input) = self.pager.as_mut().and_then(Pager::input) {
                self.out = RefCell::new(io::BufWriter::with_capacity(1 << 16, Box::new(input)));
            }
        }
    }

    /// The colours of results.
    pub(super) fn palette(&self) -> &Palette {
        &self.palette
    }

    /// Columns that were asked for, else those of the window; none where results go into a file or pipe.
    pub(super) fn width(&self) -> Option<usize> {
        self.width
    }

    /// Whether results go to a person's terminal.
    pub(super) fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// Writes a piece of a result for people: nothing but our own colors acts on their terminal. After a failure nothing
    /// more is written; see [`Screen::broken`].
    pub(super) fn print(&mut self, text: &str) {
        let text = for_people(text, &self.palette);
        if self.failed.is_none() {
            self.failed = self.out.get_mut().write_all(text.as_bytes()).err();
        }
    }

    /// Writes a piece of a result for programs as it is: its format says how a value is kept from acting.
    pub(super) fn print_data(&mut self, text: &str) {
        if self.failed.is_none() {
            self.failed = self.out.get_mut().write_all(text.as_bytes()).err();
        }
    }

    /// Writes a piece of a result: JSON as it is, text for people.
    pub(super) fn give(&mut self, json: bool, text: &str) {
        if json { self.print_data(text) } else { self.print(text) }
    }

    /// Whether nobody reads the result any more, so that a long command may stop.
    pub(super) fn broken(&self) -> bool {
        self.failed.is_some()
    }

    /// Sends on what was printed; whether all of it has been taken.
    pub(super) fn is_sound(&mut self) -> bool {
        if self.failed.is_none() {
            self.failed = meter().go_on().and_then(|()| self.out.get_mut().flush()).err();
        }
        self.failed.is_none()
    }

    /// Says on standard error what the command could not do.
    pub(super) fn failure(&self, message: &str) {
        self.line(Role::Error, "error", message);
    }

    /// Says on standard error what the user should know.
    pub(super) fn note(&self, message: &str) {
        if !self.quiet {
            self.line(Role::Dim, "note", message);
        }
    }

    /// Says how many there are of something, if there are any.
    pub(super) fn count(&self, n: u64, one: &str, many: &str) {
        if n > 0 {
            self.note(&counted(n, one, many));
        }
    }

    /// Names the files that were none of ours, each with the reason.
    pub(super) fn passed_over(&self, files: &[crate::batch::Error]) {
        let (done, others): (Vec<_>, Vec<_>) =
            files.iter().partition(|file| matches!(file.kind, crate::batch::ErrorKind::DoneBefore));
        self.count(
            done.len() as u64,
            "input was done by the run before",
            "inputs were done by the run before",
        );
        for file in others {
            self.note(&format!("passed over: {file}"));
        }
    }

    fn line(&self, role: Role, word: &str, message: &str) {
        // What goes wrong here is said at the end, when the rest is sent on.
        let _ = self.out.borrow_mut().flush();
        if let Some(caller) = &self.caller {
            let level = if role == Role::Error { Level::Error } else { Level::Note };
            return caller.hear(level, &visible(message));
        }
        let text = if self.log == Log::Json {
            // It cannot fail: all keys are text.
            let message = Message { time: clock::utc(), level: word, message };
            serde_json::to_string(&message).unwrap_or_default()
        } else {
            // Names of files, members of archives and keys of JSON are anyone's: what goes to a screen goes through here.
            format!("{}: {}", self.notes.paint(role, word), visible(message))
        };
        if self.pager.is_some() {
            self.waiting.borrow_mut().push(text);
        } else {
            // Nothing can be done where standard error is closed.
            let _ = aside(|| writeln!(io::stderr(), "{text}"));
        }
    }

    /// Flushes, and turns a closed pipe into a silent end.
    pub(super) fn end(mut self, exit: Exit) -> Exit {
        self.watch.end();
        let failed = self.failed.take().or_else(|| self.out.get_mut().flush().err());
        if let Some(pager) = self.pager.take() {
            // What it reads is closed, so that it knows that no more comes.
            drop(self.out.replace(io::BufWriter::new(Box::new(io::sink()))));
            pager.wait();
            for text in self.waiting.take() {
                let _ = writeln!(io::stderr(), "{text}");
            }
        }
        match failed {
            None => exit,
            Some(error) if error.kind() == io::ErrorKind::BrokenPipe => exit,
            Some(error) => {
                self.failure(&format!("standard output could not be written: {error}"));
                Exit::Failed
            }
        }
    }
}

/// `1 file`, `2 files`.
pub(super) fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// Standard output for data, such as X12, that goes out byte for byte.
pub(super) fn data() -> Aside<Box<dyn Write>> {
    match caller() {
        Some(caller) => Aside { terminal: false, to: Box::new(Taken(caller)) },
        None => Aside { terminal: io::stdout().is_terminal(), to: Box::new(io::stdout().lock()) },
    }
}

/// A line of JSON about progress. It is written whole, whoever else writes.
pub(super) fn line_of_progress(line: &str) {
    // Nothing can be done where even this fails.
    let _ = writeln!(io::stderr(), "{line}");
}

/// The last words of a program that is ended: words of ours, and nothing else.
#[cfg(unix)]
pub(super) fn last_words(words: &str) {
    // Nothing can be done where even this fails.
    let _ = super::progress::aside_at_last(|| writeln!(io::stderr(), "error: {words}"));
}
