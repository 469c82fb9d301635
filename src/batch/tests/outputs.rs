//! Writing.

use std::fs::File;
use std::path::PathBuf;

use super::*;

#[test]
fn an_output_appears_when_committed_and_not_before() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("out.837");
    let mut output = Output::create(&path, false).unwrap();
    output.write_all(b"new").unwrap();
    assert!(!path.exists());
    output.commit().unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);

    let mut dropped = Output::create(dir.path().join("other"), false).unwrap();
    dropped.write_all(b"lost").unwrap();
    drop(dropped);
    assert_eq!(
        fs::read_dir(dir.path()).unwrap().count(),
        1,
        "nothing is left of an output that was given up"
    );
}

#[test]
fn nothing_is_overwritten_without_force() {
    let dir = folder(&[("out", b"old")]);
    let path = dir.path().join("out");
    let error = Output::create(&path, false).unwrap_err();
    assert!(error.to_string().ends_with("out exists already; use --force to overwrite it"));

    // Also not a file that appears while the output is being written.
    let late = dir.path().join("late");
    let output = Output::create(&late, false).unwrap();
    fs::write(&late, "someone else's").unwrap();
    assert!(matches!(output.commit().unwrap_err().kind, ErrorKind::Exists));
    assert_eq!(fs::read(&late).unwrap(), b"someone else's");

    let mut forced = Output::create(&path, true).unwrap();
    forced.write_all(b"new").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"old", "the old file stays until the new one is complete");
    forced.commit().unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
}

#[test]
fn impossible_targets_are_named() {
    let dir = folder(&[("file", b"")]);
    let message = |path: &str| Output::create(dir.path().join(path), true).unwrap_err().kind;
    assert!(matches!(message(""), ErrorKind::IsFolder));
    assert!(matches!(message("missing/out"), ErrorKind::NoFolder));
    let kind = OutputFolder::create(dir.path().join("file"), true).unwrap_err().kind;
    assert!(matches!(kind, ErrorKind::NotAFolder));
}

#[cfg(unix)]
#[test]
fn outputs_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempdir().unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = OutputFolder::create(dir.path().join("new/out"), false).unwrap();
    folder.file("a/b.837", ".ndjson").unwrap().commit().unwrap();
    assert_eq!(mode(&dir.path().join("new/out/a/b.837.ndjson")), 0o600);
    assert_eq!(mode(&dir.path().join("new/out/a")), 0o700);
    assert_eq!(mode(&dir.path().join("new/out")), 0o700);

    let open = dir.path().join("open");
    File::create(&open).unwrap().set_permissions(fs::Permissions::from_mode(0o644)).unwrap();
    Output::create(&open, true).unwrap().commit().unwrap();
    assert_eq!(mode(&open), 0o600);
}

#[cfg(unix)]
#[test]
fn the_file_behind_a_link_is_replaced_and_devices_are_written_to() {
    let dir = folder(&[("real/file", b"old")]);
    let link = dir.path().join("link");
    std::os::unix::fs::symlink("real/file", &link).unwrap();
    let mut output = Output::create(&link, true).unwrap();
    output.write_all(b"new").unwrap();
    output.commit().unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().file_type().is_symlink());
    assert_eq!(fs::read(dir.path().join("real/file")).unwrap(), b"new");

    let mut null = Output::create("/dev/null", false).unwrap();
    null.write_all(b"gone").unwrap();
    null.commit().unwrap();
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}

#[test]
fn archive_members_stay_inside_the_output_folder() {
    let bytes = zip_of(&[
        ("../../escape.837", X12.as_bytes()),
        ("/root.837", X12.as_bytes()),
        ("..\\windows.837", X12.as_bytes()),
        ("..", X12.as_bytes()),
    ]);
    let dir = folder(&[("in/a.zip", &bytes)]);
    let out = OutputFolder::create(dir.path().join("deep/out"), false).unwrap();
    let (all, _) = open_words(&[&dir.path().join("in/a.zip")]);
    let mut written: Vec<PathBuf> = Vec::new();
    for source in all {
        let output = out.file(source.unwrap().relative, ".ndjson").unwrap();
        written.push(output.path().strip_prefix(out.path()).unwrap().to_owned());
        output.commit().unwrap();
    }
    let expected =
        ["a.zip/escape.837.ndjson", "a.zip/root.837.ndjson", "a.zip/windows.837.ndjson", "a.zip.ndjson"];
    assert_eq!(written, expected.map(PathBuf::from));
    assert!(expected.iter().all(|name| dir.path().join("deep/out").join(name).is_file()));
}

#[test]
fn two_inputs_never_end_in_one_output() {
    let dir = tempdir().unwrap();
    let out = OutputFolder::create(dir.path(), true).unwrap();
    out.file("x.837", ".x12").unwrap().commit().unwrap();
    let error = out.file("../x.837", ".x12").unwrap_err();
    assert!(matches!(error.kind, ErrorKind::SameOutput));
}
