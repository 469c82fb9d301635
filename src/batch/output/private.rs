//! Files and folders for their owner alone.
//!
//! On Unix that is their mode. On Windows they have the rights of the folder that they are made in, wherever they go from there,
//! so that they are made in a folder with rights of its own; `icacls` gives it those, as the standard library cannot. Where the
//! file system has no rights, or that program is missing, they are left to the folder.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;

/// Makes a file that is not there yet, to be read and written.
pub fn create_new(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes a folder and those above it that are missing.
pub(super) fn create_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    #[cfg(windows)]
    let made = path.ancestors().take_while(|above| !above.as_os_str().is_empty() && !above.exists()).last();
    builder.create(path)?;
    #[cfg(windows)]
    made.into_iter().for_each(for_owner_alone);
    Ok(())
}

/// Gives a folder, and all that is made in it, to its owner alone.
#[cfg(windows)]
fn for_owner_alone(folder: &Path) {
    // Whatever else is called so on the way to programs.
    let system = std::env::var_os("SystemRoot").unwrap_or_else(|| "C:\\Windows".into());
    let icacls = Path::new(&system).join("System32").join("icacls.exe");
    // S-1-3-4 is whoever owns the file; (OI)(CI) go to what is made in the folder.
    let rights = ["/inheritance:r", "/grant:r", "*S-1-3-4:(OI)(CI)F", "/q"];
    let mut command = std::process::Command::new(icacls);
    command.arg(folder).args(rights).stdin(std::process::Stdio::null());
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    let _: io::Result<std::process::ExitStatus> = command.status();
}
