//! Writing.

use std::fs::File;
use std::path::PathBuf;

use super::*;

#[test]
fn an_output_appears_when_committed_and_not_before() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("out.837");
    let mut output = Outputs::new(false).create(&path).unwrap();
    output.write_all(b"new").unwrap();
    assert!(!path.exists());
    output.commit().unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);

    let mut dropped = Outputs::new(false).create(dir.path().join("other")).unwrap();
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
    let error = Outputs::new(false).create(&path).unwrap_err();
    assert!(error.to_string().ends_with("out exists already; use --force to overwrite it"));

    // Also not a file that appears while the output is being written.
    let late = dir.path().join("late");
    let output = Outputs::new(false).create(&late).unwrap();
    fs::write(&late, "someone else's").unwrap();
    assert!(matches!(output.commit().unwrap_err().kind, ErrorKind::Exists));
    assert_eq!(fs::read(&late).unwrap(), b"someone else's");

    let mut forced = Outputs::new(true).create(&path).unwrap();
    forced.write_all(b"new").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"old", "the old file stays until the new one is complete");
    forced.commit().unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
}

#[test]
fn impossible_targets_are_named() {
    let dir = folder(&[("file", b"")]);
    let message = |path: &str| Outputs::new(true).create(dir.path().join(path)).unwrap_err().kind;
    assert!(matches!(message(""), ErrorKind::IsFolder));
    assert!(matches!(message("missing/out"), ErrorKind::NoFolder));
    let kind = OutputFolder::new(dir.path().join("file"), Outputs::new(true)).unwrap_err().kind;
    assert!(matches!(kind, ErrorKind::NotAFolder));
}

#[cfg(unix)]
#[test]
fn outputs_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempdir().unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = OutputFolder::new(dir.path().join("new/out"), Outputs::new(false)).unwrap();
    folder.file("a/b.837", ".ndjson").unwrap().commit().unwrap();
    assert_eq!(mode(&dir.path().join("new/out/a/b.837.ndjson")), 0o600);
    assert_eq!(mode(&dir.path().join("new/out/a")), 0o700);
    assert_eq!(mode(&dir.path().join("new/out")), 0o700);

    let open = dir.path().join("open");
    File::create(&open).unwrap().set_permissions(fs::Permissions::from_mode(0o644)).unwrap();
    Outputs::new(true).create(&open).unwrap().commit().unwrap();
    assert_eq!(mode(&open), 0o600);
}

#[cfg(unix)]
#[test]
fn the_file_behind_a_link_is_replaced_and_devices_are_written_to() {
    let dir = folder(&[("real/file", b"old")]);
    let link = dir.path().join("link");
    std::os::unix::fs::symlink("real/file", &link).unwrap();
    let mut output = Outputs::new(true).create(&link).unwrap();
    output.write_all(b"new").unwrap();
    output.commit().unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().file_type().is_symlink());
    assert_eq!(fs::read(dir.path().join("real/file")).unwrap(), b"new");

    let mut null = Outputs::new(false).create("/dev/null").unwrap();
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
    let out = OutputFolder::new(dir.path().join("deep/out"), Outputs::new(false)).unwrap();
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
    let out = OutputFolder::new(dir.path(), Outputs::new(true)).unwrap();
    out.file("x.837", ".x12").unwrap().commit().unwrap();
    let error = out.file("../x.837", ".x12").unwrap_err();
    assert!(matches!(error.kind, ErrorKind::SameOutput));
}

/// Outputs of one run, written and complete.
fn complete(files: &[(&Path, &str)], force: bool) -> Result<Transaction> {
    let outputs = Outputs::new(force);
    let mut transaction = Transaction::default();
    for (path, text) in files {
        let mut output = outputs.create(path)?;
        output.write_all(text.as_bytes()).unwrap();
        transaction.add(output)?;
    }
    Ok(transaction)
}

#[test]
fn outputs_of_a_run_get_their_names_together_or_not_at_all() {
    let dir = folder(&[("kept", b"old")]);
    let [one, kept, late] = ["one", "kept", "late"].map(|name| dir.path().join(name));
    let transaction = complete(&[(&one, "1"), (&late, "2")], false).unwrap();
    // Where many outputs are open at once, some wait under temporary names.
    assert!(!one.exists() && !late.exists(), "nothing has its name before the commit");
    // Something has the second name by now: the first one goes again.
    fs::write(&late, "someone else's").unwrap();
    assert!(matches!(transaction.commit().unwrap_err().kind, ErrorKind::Exists));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);

    // By force, what was there before comes back where one of them cannot be put in place.
    let transaction = complete(&[(&kept, "new"), (&one, "1")], true).unwrap();
    fs::create_dir(&one).unwrap();
    fs::write(one.join("in it"), "so that it cannot go").unwrap();
    let done = transaction.commit();
    #[cfg(target_os = "linux")]
    assert_eq!((done.is_err(), fs::read(&kept).unwrap()), (true, b"old".to_vec()));
    drop(done);
    assert!(one.is_dir());
    fs::remove_dir_all(&one).unwrap();

    complete(&[(&kept, "new"), (&one, "1")], true).unwrap().commit().unwrap();
    assert_eq!([fs::read(&kept).unwrap(), fs::read(&one).unwrap()], [b"new".to_vec(), b"1".to_vec()]);
    let mut names: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["kept", "late", "one"], "nothing else is left");
}

#[test]
fn more_outputs_than_a_process_has_handles_can_wait() {
    let dir = tempdir().unwrap();
    let out = OutputFolder::new(dir.path().join("out"), Outputs::new(false)).unwrap();
    let mut transaction = Transaction::default();
    for n in 0..300 {
        let mut output = out.file(format!("{n}"), ".837").unwrap();
        output.write_all(b"x").unwrap();
        transaction.add(output).unwrap();
    }
    assert!(!dir.path().join("out").exists());
    transaction.commit().unwrap();
    assert_eq!(fs::read_dir(dir.path().join("out")).unwrap().count(), 300);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "no temporary file is left");
    let mut given_up = Transaction::default();
    given_up.add(out.file("more", "").unwrap()).unwrap();
    drop(given_up);
    assert!(!dir.path().join("out/more").exists());
}

#[cfg(unix)]
#[test]
fn no_output_goes_into_another_or_into_an_input_by_whatever_name() {
    let dir = folder(&[("in.837", X12.as_bytes()), ("sub/x", b"")]);
    let at = |name: &str| dir.path().join(name);
    std::os::unix::fs::symlink("in.837", at("link")).unwrap();
    fs::hard_link(at("in.837"), at("hard")).unwrap();
    let sources = Inputs::new([at("in.837")]).open();
    let outputs = Outputs::apart_from(sources.identities(), true);
    for name in ["in.837", "sub/../in.837", "link", "hard"] {
        assert!(matches!(outputs.create(at(name)).unwrap_err().kind, ErrorKind::IsInput), "{name}");
    }
    let _first = outputs.create(at("out")).unwrap();
    for name in ["out", "./out", "sub/../out"] {
        assert!(matches!(outputs.create(at(name)).unwrap_err().kind, ErrorKind::NamedTwice), "{name}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_output_has_no_name_until_it_is_complete() {
    let dir = tempdir().unwrap();
    let mut output = Outputs::new(false).create(dir.path().join("out")).unwrap();
    output.write_all(&vec![b'x'; 1 << 20]).unwrap();
    // Where the file system cannot do that, the name says that nobody should read it.
    let names: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(
        names.iter().all(|name| super::super::output::is_temporary(&name.to_string_lossy())),
        "{names:?}"
    );
}
