//! Inputs that are moved when it is known what became of them.

use std::path::Path;

use crate::batch::set_aside;
use crate::cli::screen::Screen;
use crate::input_status::InputStatus;
use crate::show::manifest::{ManifestLine, OutputFile};

/// Moves an input that could not be read into the folder, and says why beside it. A member of an archive stays where it is.
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

/// Moves inputs that are done; members of archives stay where they are.
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
