//! Inputs that are moved out of the way, never over another file.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::error::{Error, Result};
use super::identity::Identities;
use super::output::{Outputs, make_folder};

/// So many files of one name may be in a folder.
const MOST_OF_A_NAME: u32 = 10_000;

/// Moves a file into a folder, which is made if it is missing; where one of its name is there, as `NAME.2`, `NAME.3` and so
/// on. A reason stands beside it before it is there, as `NAME.reason.txt`. Gives its new place.
pub fn set_aside(path: &Path, folder: &Path, reason: Option<&str>) -> Result<PathBuf> {
    make_folder(folder)?;
    let failed = |error| Error::io(path, "moved", error);
    let name = path.file_name().unwrap_or(path.as_os_str());
    for number in 1..=MOST_OF_A_NAME {
        let mut name = name.to_owned();
        if number > 1 {
            name.push(format!(".{number}"));
        }
        let target = folder.join(name);
        if fs::symlink_metadata(&target).is_ok() && !is_one_file(path, &target) {
            continue;
        }
        if let Some(reason) = reason {
            let mut beside = target.clone().into_os_string();
            beside.push(".reason.txt");
            let mut output = Outputs::new(true).create(&beside)?;
            output.write_all(reason.as_bytes()).map_err(|error| Error::writing(Path::new(&beside), error))?;
            output.commit()?;
        }
        // A link would lead nowhere from there: what it leads to is moved as a copy, and the link goes.
        let is_link = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
        let linked =
            if is_link { Err(io::ErrorKind::Unsupported.into()) } else { fs::hard_link(path, &target) };
        match linked {
            // A run was broken off between the two steps.
            Err(_) if is_one_file(path, &target) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
            // Another file system, or one without links.
            Err(_) => copy(path, &target)?,
            Ok(()) => {}
        }
        fs::remove_file(path).map_err(failed)?;
        return Ok(target);
    }
    Err(failed(io::ErrorKind::AlreadyExists.into()))
}

/// Whether two names lead to one file.
fn is_one_file(one: &Path, other: &Path) -> bool {
    let mut known = Identities::default();
    known.note(one);
    let metadata = fs::metadata(other).ok();
    // Where files have no numbers, they are known by their real paths, which differ.
    metadata.is_some_and(|there| other.canonicalize().is_ok_and(|real| known.contains(&real, &there)))
}

fn copy(path: &Path, target: &Path) -> Result<()> {
    let mut from = fs::File::open(path).map_err(|error| Error::io(path, "opened", error))?;
    let mut output = Outputs::new(false).create(target)?;
    io::copy(&mut from, &mut output).map_err(|error| Error::io(path, "moved", error))?;
    output.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_the_same_name_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let (from, to) = (folder.path().join("a.837"), folder.path().join("aside"));
        for (text, place) in [("1", "a.837"), ("2", "a.837.2"), ("3", "a.837.3")] {
            fs::write(&from, text).expect("it is written");
            assert_eq!(set_aside(&from, &to, None).expect("it is moved"), to.join(place));
            assert!(!from.exists());
        }
        let text = |name: &str| fs::read_to_string(to.join(name)).expect("it is there");
        assert_eq!([text("a.837"), text("a.837.2"), text("a.837.3")], ["1", "2", "3"]);
        assert!(set_aside(&from, &to, None).is_err(), "it is gone");
    }

    #[cfg(unix)]
    #[test]
    fn what_a_link_leads_to_is_moved() {
        let folder = tempfile::tempdir().expect("a folder");
        let inbox = folder.path().join("inbox");
        fs::create_dir(&inbox).expect("a folder");
        fs::write(folder.path().join("a.837"), "1").expect("it is written");
        std::os::unix::fs::symlink("../a.837", inbox.join("a.837")).expect("a link");
        let there =
            set_aside(&inbox.join("a.837"), &folder.path().join("deep/er"), None).expect("it is moved");
        assert_eq!(fs::read_to_string(there).expect("it is there"), "1");
        assert!(fs::symlink_metadata(inbox.join("a.837")).is_err() && folder.path().join("a.837").exists());
    }

    /// Killed between the two steps of a move, a run moves on.
    #[cfg(unix)]
    #[test]
    fn a_file_that_is_half_moved_is_moved_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let (from, to) = (folder.path().join("a.837"), folder.path().join("aside"));
        fs::create_dir(&to).expect("a folder");
        fs::write(&from, "1").expect("it is written");
        fs::hard_link(&from, to.join("a.837")).expect("a link");
        assert_eq!(set_aside(&from, &to, Some("why")).expect("it is moved"), to.join("a.837"));
        let names = fs::read_dir(&to).expect("a folder").count();
        assert!(!from.exists() && names == 2, "{names}");
        assert_eq!(fs::read_to_string(to.join("a.837.reason.txt")).expect("a reason"), "why");
    }
}
