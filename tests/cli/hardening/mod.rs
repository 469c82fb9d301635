//! What happens to outputs and inputs when something breaks, as a user meets it. The inputs are made here.

mod inputs;
mod limits;
mod outputs;
mod privacy;
mod sentinels;

use std::ffi::OsString;
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use assert_cmd::cargo::cargo_bin;
use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::{TempDir, tempdir};

struct Outcome {
    code: Option<i32>,
    out: String,
    err: String,
}

/// The program; another build of it where the environment names one, to see what that one does.
fn program() -> OsString {
    std::env::var_os("TWINCLAIM_PROGRAM").unwrap_or_else(|| cargo_bin!("twinclaim").into())
}

fn twinclaim() -> Command {
    Command::new(program())
}

fn run(args: &[&str], folder: &Path) -> Outcome {
    let done = twinclaim().args(args).current_dir(folder).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Outcome { code: done.status.code(), out: text(done.stdout), err: text(done.stderr) }
}

/// So many professional claims.
fn claims(count: u32, seed: u32) -> String {
    let (count, seed) = (count.to_string(), seed.to_string());
    let args = ["generate", "professional", "--claims", &count, "--seed", &seed];
    run(&args, Path::new(".")).out
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("it has one")).expect("made");
        fs::write(path, text).expect("written");
    }
    folder
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Everything before the last segment of the file that begins with these letters, counted from the end.
fn cut_before<'t>(text: &'t str, segment: &str) -> &'t str {
    &text[..text.rfind(segment).expect("it is there")]
}

const ANSWERS: [&str; 6] = ["--ack", "ta1=a.ta1", "--ack", "999=a.999", "--ack", "277ca=a.277"];

/// A professional claim with these segments behind its last one, as a complete file.
fn with(segments: &str) -> String {
    let whole = claims(1, 20);
    let body = cut_before(&whole, "SE*");
    format!("{body}{segments}{}", &whole[body.len()..])
}

/// Runs in an address space of so many megabytes: what asks for more is ended by the system.
#[cfg(target_os = "linux")]
fn run_small(megabytes: u32, args: &[&str], folder: &Path) -> Outcome {
    let script = format!("ulimit -v {}; exec \"$0\" \"$@\"", megabytes * 1024);
    let mut command = Command::new("sh");
    let done = command.args(["-c", &script]).arg(program()).args(args).current_dir(folder);
    let done = done.output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Outcome { code: done.status.code(), out: text(done.stdout), err: text(done.stderr) }
}
