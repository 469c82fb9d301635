//! Inputs that are moved when it is known what became of them.

use std::fmt::Write as _;
use std::path::Path;

use crate::batch::set_aside;
use crate::cli::screen::Screen;
use crate::input_status::InputStatus;
use crate::show::manifest::{ManifestLine, OutputFile};

use super::Entry;

/// The archive that an input is a member of, if it is there: `a.zip` of `a.zip!inner.837`.
pub(super) fn archive_of(path: &str) -> Option<String> {
    let mut archives = path.match_indices('!').map(|(at, _)| &path[..at]);
    archives.find(|archive| Path::new(archive).is_file()).map(str::to_owned)
}

/// Moves an archive with a member that could not be read. Beside it stands what became of each member and which files were made
/// of it, so that nobody makes them twice.
pub(super) fn archive(path: &str, entries: &[Entry], folder: &Path, screen: &Screen) -> Result<(), String> {
    let mut text = String::new();
    for Entry { line, .. } in entries {
        let name = line.path.as_deref().unwrap_or_default();
        if archive_of(name).as_deref() != Some(path) {
            continue;
        }
        let (why, made) = (line.reason.as_deref(), line.outputs.first().map(|output| &output.path));
        let why = why.map_or_else(|| "is done".to_owned(), str::to_owned);
        let made = made.map_or_else(String::new, |made| format!("; made of it: {made}"));
        let _ = writeln!(text, "{name}: {why}{made}");
    }
    let aside = set_aside(Path::new(path), folder, Some(&text)).map_err(|error| error.to_string())?;
    screen.note(&format!("{path}: moved to {}", aside.display()));
    Ok(())
}

/// Moves an input that could not be read into the folder, and says why beside it. A member of an archive stays in it; the
/// archive follows when all of it was read.
pub(super) fn quarantine(
    line: &mut ManifestLine<'static>,
    folder: &Path,
    screen: &Screen,
) -> Result<(), String> {
    let Some(path) = line.path.as_deref().filter(|path| Path::new(path).is_file()) else { return Ok(()) };
    let text = format!("{path}: {}\n", line.reason.as_deref().unwrap_or_default());
    let aside = set_aside(Path::new(path), folder, Some(&text)).map_err(|error| error.to_string())?;
    screen.note(&format!("{path}: moved to {}", aside.display()));
    line.status = Some(InputStatus::Quarantined);
    line.outputs.push(OutputFile { path: aside.to_string_lossy().into_owned(), sha256: line.sha256.clone() });
    Ok(())
}

/// Moves inputs that are done; members of archives stay in them.
pub(super) fn done<'p>(
    paths: impl Iterator<Item = &'p str>,
    folder: &Path,
    screen: &Screen,
) -> Result<(), String> {
    let mut moved = 0;
    for path in paths.map(Path::new).filter(|path| path.is_file()) {
        set_aside(path, folder, None).map_err(|error| error.to_string())?;
        moved += 1;
    }
    screen.count(moved, "input was moved, as it is done", "inputs were moved, as they are done");
    Ok(())
}
