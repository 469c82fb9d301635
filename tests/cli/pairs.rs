//! `twinclaim generate pairs` as people type it.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

fn generate(arguments: &[&str], folder: &Path) -> assert_cmd::assert::Assert {
    let mut command = Command::cargo_bin("twinclaim").expect("the program");
    command.arg("generate").args(arguments).arg("-o").arg(folder).assert()
}

#[test]
fn a_folder_with_three_files_is_made_and_not_overwritten() {
    let folder = tempfile::tempdir().expect("a folder");
    let pairs = folder.path().join("pairs");
    generate(&["pairs", "--claims", "30"], &pairs).success().stdout("").stderr("");
    let read =
        || ["facility.837", "professional.837", "truth.ndjson"].map(|name| fs::read(pairs.join(name)).ok());
    let first = read();
    assert!(first.iter().all(|file| file.as_ref().is_some_and(|bytes| !bytes.is_empty())));
    assert_eq!(fs::read_dir(&pairs).expect("a folder").count(), 3);
    generate(&["pairs", "--claims", "30", "--seed", "9"], &pairs).code(2);
    assert_eq!(read(), first);
    generate(&["pairs", "--claims", "30", "--seed", "9", "--force"], &pairs).success();
    assert_ne!(read(), first);
}

#[cfg(unix)]
#[test]
fn the_files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let pairs = folder.path().join("pairs");
    generate(&["pairs", "--claims", "3"], &pairs).success();
    for entry in fs::read_dir(&pairs).expect("a folder") {
        let mode = entry.expect("an entry").metadata().expect("metadata").permissions().mode();
        assert_eq!(mode & 0o077, 0);
    }
}

#[test]
fn what_makes_no_sense_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("out");
    for arguments in [
        &["pairs", "--claims", "3", "--noise", "1.5"][..],
        &["pairs", "--claims", "3", "--discrepancies", "some"],
        &["pairs", "--claims", "3", "--noise", "NaN"],
        &["professional", "--claims", "3", "--noise", "0.5"],
        &["pairs", "--claims", "3", "--date", "2010-01-01"],
    ] {
        generate(arguments, &target).code(2).stdout("");
        let left = fs::read_dir(&target).map(Iterator::count).unwrap_or_default();
        assert_eq!(left, 0, "{arguments:?}");
    }
    let mut command = Command::cargo_bin("twinclaim").expect("the program");
    command.args(["generate", "pairs", "--claims", "3"]).assert().code(2);
}
