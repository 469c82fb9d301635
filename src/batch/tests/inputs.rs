//! Reading.

use std::io;
use std::path::PathBuf;

use proptest::prelude::*;

use super::*;
use crate::meter::Meter;

#[test]
fn the_content_says_what_a_file_is_and_not_its_ending() {
    let dir = folder(&[
        ("1.pdf", X12.as_bytes()),
        ("2.gz", CLAIM.as_bytes()),
        ("3.txt", &gzip(X12.as_bytes())),
        ("4", &zip_of(&[("inner", CLAIM.as_bytes())])),
    ]);
    let (all, skipped) = open_words(&[dir.path()]);
    let all: Vec<_> = all.into_iter().map(|s| s.unwrap()).collect();
    let formats: Vec<_> = all.iter().map(|s| s.format).collect();
    assert_eq!(formats, [Format::X12, Format::Json, Format::X12, Format::Json]);
    let texts: Vec<_> = all.into_iter().map(read).collect();
    assert_eq!(texts, [X12, CLAIM, X12, CLAIM]);
    assert_eq!(skipped, 0);
}

#[test]
fn a_folder_is_read_by_name_and_what_is_none_of_ours_is_counted() {
    let dir = folder(&[
        ("b/2.837", X12.as_bytes()),
        ("b/10.837", X12.as_bytes()),
        ("a.837", X12.as_bytes()),
        ("c.ndjson", CLAIM.as_bytes()),
        ("b/readme.txt", b"Dear reader"),
        ("empty.txt", b""),
        ("package.json", br#"{"name":"x","version":"1"}"#),
        ("list.json", br#"{"type":"summary"}"#),
        ("truth.ndjson", br#"{"schema":"twinclaim/truth/1","patient_control_number":"A1"}"#),
    ]);
    let (all, skipped) = open_words(&[dir.path()]);
    assert!(all.iter().all(|s| s.as_ref().is_ok_and(|s| !s.named_by_user)));
    let first = all[0].as_ref().unwrap();
    assert_eq!(Path::new(&first.name), dir.path().join("a.837"));
    assert_eq!(relatives(all), ["a.837", "b/10.837", "b/2.837", "c.ndjson"]);
    assert_eq!(skipped, 5);
}

#[test]
fn gzip_of_several_members_is_read_to_its_end() {
    let mut packed = gzip(&X12.as_bytes()[..50]);
    packed.extend(gzip(&X12.as_bytes()[50..]));
    packed.extend([0; 512]);
    let dir = folder(&[("a.gz", &packed)]);
    let (mut all, _) = open_words(&[dir.path()]);
    assert_eq!(read(all.remove(0).unwrap()), X12);
}

#[test]
fn damaged_gzip_is_an_error_and_never_a_short_file() {
    let whole = gzip(X12.repeat(500).as_bytes());
    let mut garbage = whole.clone();
    garbage.extend(b"garbage");
    let mut flipped = whole.clone();
    let crc = flipped.len() - 6;
    flipped[crc] ^= 1;
    for bad in [&whole[..whole.len() - 20], &garbage, &flipped] {
        let dir = folder(&[("a.gz", bad)]);
        let (mut all, _) = open_words(&[dir.path()]);
        let failed = match all.remove(0) {
            Ok(mut source) => source.reader.read_to_end(&mut Vec::new()).is_err(),
            Err(_) => true,
        };
        assert!(failed);
    }
}

#[test]
fn gzip_in_gzip_is_opened_up_to_a_limit() {
    let three = gzip(&gzip(&gzip(X12.as_bytes())));
    let four = gzip(&three);
    let dir = folder(&[("a", &three)]);
    let (mut all, _) = open_words(&[dir.path()]);
    assert_eq!(read(all.remove(0).unwrap()), X12);
    assert!(refusal(&four).starts_with("is compressed more than 3 times over"));
}

#[test]
fn zip_members_come_in_archive_order_with_their_own_names() {
    let packed = gzip(X12.as_bytes());
    let bytes = zip_of(&[
        ("z.837", X12.as_bytes()),
        ("sub/", b""),
        ("sub/a.ndjson", CLAIM.as_bytes()),
        ("note.txt", b"Dear reader"),
        ("m.837.gz", &packed),
    ]);
    let dir = folder(&[("in/a.zip", &bytes)]);
    let archive = dir.path().join("in/a.zip");
    let (all, skipped) = open_words(&[&archive]);
    assert_eq!(skipped, 1);
    let all: Vec<_> = all.into_iter().map(|s| s.unwrap()).collect();
    let names: Vec<_> = all.iter().map(|s| s.name.rsplit_once('!').unwrap().1.to_owned()).collect();
    assert_eq!(names, ["z.837", "sub/a.ndjson", "m.837.gz"]);
    assert!(all[0].name.starts_with(archive.to_str().unwrap()));
    let places: Vec<_> = all.iter().map(|s| s.relative.clone()).collect();
    assert_eq!(places, ["a.zip/z.837", "a.zip/sub/a.ndjson", "a.zip/m.837.gz"].map(PathBuf::from));
    // Readers stay usable when the archive has moved on.
    let texts: Vec<_> = all.into_iter().rev().map(read).collect();
    assert_eq!(texts, [X12, CLAIM, X12]);
}

#[test]
fn a_stored_zip_member_is_read_too() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.start_file("a.837", stored).unwrap();
    zip.write_all(X12.as_bytes()).unwrap();
    let mut bytes = zip.finish().unwrap().into_inner();
    let dir = folder(&[("a.zip", &bytes)]);
    let (mut all, _) = open_words(&[dir.path()]);
    assert_eq!(read(all.remove(0).unwrap()), X12);

    // One changed byte in the content is noticed by the checksum.
    let at = bytes.windows(3).position(|w| w == b"ISA").unwrap() + 20;
    bytes[at] ^= 1;
    let dir = folder(&[("a.zip", &bytes)]);
    let (mut all, _) = open_words(&[dir.path()]);
    // A file this short is read whole when it is opened.
    let error = all.remove(0).expect_err("the checksum does not match").to_string();
    assert!(
        error.ends_with("could not be read: the archive's checksum does not match its content"),
        "{error}"
    );
}

#[test]
fn an_archive_of_nothing_of_use_is_refused_when_named() {
    let useless = zip_of(&[("note.txt", b"Dear reader")]);
    assert_eq!(refusal(&useless), "is an archive in which no file is X12 or twinclaim JSON");
    assert_eq!(refusal(&zip_of(&[])), "is an archive in which no file is X12 or twinclaim JSON");
    let word = zip_of(&[("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")]);
    assert!(refusal(&word).ends_with("it starts with a Microsoft Office document"));
    let dir = folder(&[("note.zip", &useless), ("letter.docx", &word)]);
    let (all, skipped) = open_words(&[dir.path()]);
    assert!(all.is_empty());
    assert_eq!(skipped, 2);
}

#[test]
fn an_archive_in_an_archive_is_an_error_and_the_rest_is_read() {
    let inner = zip_of(&[("a.837", X12.as_bytes())]);
    let outer = zip_of(&[("inner.zip", &inner), ("b.837", X12.as_bytes())]);
    let dir = folder(&[("a.zip", &outer)]);
    let (all, _) = open_words(&[dir.path()]);
    let error = all[0].as_ref().err().unwrap().to_string();
    assert!(
        error.ends_with(
            "a.zip!inner.zip is an archive packed inside another file; unpack the outer one first"
        )
    );
    assert!(all[1].is_ok());
}

#[test]
fn a_damaged_archive_is_an_error() {
    let mut bytes = zip_of(&[("a.837", X12.as_bytes())]);
    bytes.truncate(bytes.len() - 30);
    assert!(refusal(&bytes).starts_with("is a damaged or incomplete archive"));
}

#[test]
fn one_bad_input_does_not_stop_the_others() {
    let dir = folder(&[("a.837", X12.as_bytes()), ("c.837", X12.as_bytes())]);
    let words = ["a.837", "missing.837", "c.837"].map(|w| dir.path().join(w));
    let (all, _) = open_words(&[&words[0], &words[1], &words[2]]);
    assert!(all[0].is_ok() && all[2].is_ok());
    let error = all[1].as_ref().err().unwrap();
    assert!(error.to_string().ends_with("could not be opened: there is no such file or folder"));
    assert_eq!(error.path, words[1]);
}

#[test]
fn what_is_none_of_ours_is_refused_when_named_with_what_to_do() {
    assert_eq!(refusal(b""), "is empty");
    assert_eq!(refusal(b" \r\n\t\n"), "holds nothing but blanks");
    let foreign = "is not X12 and not twinclaim JSON; it starts with ";
    for (content, what) in [
        (&b"%PDF-1.7"[..], "a PDF document"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1", "a Microsoft Office document"),
        (b"{\\rtf1", "a rich text document"),
        (b"MSH|^~\\&|", "an HL7 version 2 message"),
        (b"UNB+UNOA", "an EDIFACT interchange"),
        (b"<?xml version='1.0'?>", "XML or HTML"),
        (b"BZh91AY&SY", "bzip2 data; unpack it first"),
        (b"[info] started", "a bracket, but no JSON object stands behind it"),
        (b"SMITH,JOHN,1950-01-01", "a word"),
        (b"123-45-6789", "a digit"),
        (b"\x00\x01\x02\x03", "binary data"),
        (
            b"CLM*A1*100***11:B:1~",
            "a segment other than ISA, GS or ST; the beginning of the file seems to be missing",
        ),
        (b"ISAAC NEWTON", "ISA, but no element separator stands behind it"),
        (b"isa*00*", "isa in small letters; X12 writes ISA"),
    ] {
        let message = refusal(content);
        assert_eq!(message, format!("{foreign}{what}"));
        // The message must not show the content, which may be health data.
        assert!(!message.contains("SMITH") && !message.contains("6789") && !message.contains("NEWTON"));
    }
    assert!(refusal(br#"{"schema":"twinclaim/finding/1","id":"0"}"#).starts_with("is a result of twinclaim"));
}

#[test]
fn wide_and_mainframe_encodings_are_named_even_in_a_folder() {
    let little: Vec<u8> = "ISA*00*".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = "ISA*00*".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let marked = [&b"\xFF\xFE"[..], &little].concat();
    for content in [&little, &big, &marked] {
        assert!(refusal(content).starts_with("is UTF-16 text"));
        let dir = folder(&[("a", content)]);
        assert_eq!(open_words(&[dir.path()]).0.len(), 1, "X12 that cannot be read must not pass silently");
    }
    let letter: Vec<u8> = "Dear".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let dir = folder(&[("a", &letter)]);
    let (all, skipped) = open_words(&[dir.path()]);
    assert!(all.is_empty() && skipped == 1);
    assert!(refusal(b"\xC9\xE2\xC1\x5C\xF0\xF0").starts_with("is X12 in EBCDIC"));
}

#[test]
fn beginnings_of_x12_and_json() {
    use super::json::JsonKind;
    use super::sniff::{Content, sniff};
    for x12 in [
        "ISA*00",
        "\u{feff}ISA|00",
        "\r\n  ISA~00",
        "ISA\t00",
        "ISA\u{1d}00",
        "GS*HC*S*R*",
        "ST*837*0001*",
        " ST|837|1",
    ] {
        assert_eq!(sniff(x12.as_bytes()), Content::X12, "{x12:?}");
    }
    assert_eq!(sniff(b"ISA\xA000"), Content::X12);
    for other in ["ISA 00", "ISA", "ISAB", "GS HC S", "GS*HCX*", "ST. LOUIS", "ST*83*0001", "STOP*837*1"] {
        assert!(matches!(sniff(other.as_bytes()), Content::Foreign(_)), "{other:?}");
    }
    for (json, kind) in [
        (CLAIM, JsonKind::Claims),
        (r#"[ {"schema":"twinclaim/claim/1"}]"#, JsonKind::Claims),
        ("\u{feff} {\n \"x12\": {\"type\": 1}, \"type\" : \"institutional\" }", JsonKind::Claims),
        (r#"{"a":[1,{"b":"}"}],"service_lines":["#, JsonKind::Claims),
        (r#"{"schema":"twinclaim/encounter/1","type":"encounter"}"#, JsonKind::Report),
        (r#"{"locations":[{"patient_control_number":"1"}]}"#, JsonKind::Unknown),
        (r#"{"type":"module"}"#, JsonKind::Unknown),
        ("{}", JsonKind::Unknown),
        ("[]", JsonKind::Unknown),
        ("{\"unfinished", JsonKind::Unknown),
        ("{\"a\\", JsonKind::Unknown),
    ] {
        assert_eq!(sniff(json.as_bytes()), Content::Json(kind), "{json}");
    }
    for other in ["[1, 2]", "{a: 1}", "\"text\"", "null"] {
        assert!(matches!(sniff(other.as_bytes()), Content::Foreign(_)), "{other}");
    }
}

#[test]
fn leading_blanks_and_byte_order_mark_are_kept_for_the_reader() {
    let text = format!("\u{feff}{}{X12}", "\n".repeat(20_000));
    let dir = folder(&[("a", text.as_bytes())]);
    let (mut all, _) = open_words(&[&dir.path().join("a")]);
    assert_eq!(read(all.remove(0).unwrap()), text);
}

#[test]
fn standard_input_may_be_anything_a_file_may_be_but_only_once() {
    for content in [X12.as_bytes().to_vec(), gzip(X12.as_bytes())] {
        let mut sources = Inputs::new(["-"]).standard_input(Cursor::new(content)).open();
        let source = sources.next().unwrap().unwrap();
        assert_eq!((source.name.as_str(), source.named_by_user), ("-", true));
        assert_eq!(read(source), X12);
        assert!(sources.next().is_none());
    }
    let archive = zip_of(&[("a.837", X12.as_bytes())]);
    let spool = tempdir().unwrap();
    let inputs = Inputs::new(["-", "-"]).standard_input(Cursor::new(archive));
    let mut sources = inputs.temp_dir(Some(spool.path().to_owned())).open();
    let source = sources.next().unwrap().unwrap();
    assert_eq!(source.name, "-!a.837");
    assert_eq!(fs::read_dir(spool.path()).unwrap().count(), 0, "the spool has no name");
    assert_eq!(read(source), X12);
    let again = sources.next().unwrap().err().unwrap();
    assert_eq!(again.to_string(), "standard input was named more than once; it can only be read once");
}

#[test]
fn places_in_an_output_folder_do_not_collide() {
    let dir =
        folder(&[("jan/a.837", X12.as_bytes()), ("feb/a.837", X12.as_bytes()), ("a.837", X12.as_bytes())]);
    let path = |name: &str| dir.path().join(name);
    assert_eq!(relatives(open_words(&[&path("jan/a.837")]).0), ["a.837"]);
    assert_eq!(
        relatives(open_words(&[&path("jan/a.837"), &path("feb/a.837")]).0),
        ["jan/a.837", "feb/a.837"]
    );
    assert_eq!(relatives(open_words(&[&path("jan")]).0), ["a.837"]);
    assert_eq!(relatives(open_words(&[&path("jan"), &path("feb")]).0), ["jan/a.837", "feb/a.837"]);
}

#[cfg(unix)]
#[test]
fn links_are_followed_without_loops_and_nothing_is_read_twice() {
    use std::os::unix::fs::symlink;
    let outside = folder(&[("o/far.837", X12.as_bytes())]);
    let dir = folder(&[("a/1.837", X12.as_bytes()), ("b/2.837", X12.as_bytes())]);
    symlink("..", dir.path().join("a/up")).unwrap();
    symlink(dir.path().parent().unwrap(), dir.path().join("a/above")).unwrap();
    symlink("../a", dir.path().join("b/again")).unwrap();
    symlink("1.837", dir.path().join("a/latest.837")).unwrap();
    symlink("nowhere", dir.path().join("a/broken")).unwrap();
    symlink(outside.path(), dir.path().join("c")).unwrap();
    symlink(dir.path(), outside.path().join("back")).unwrap();
    let (all, skipped) = open_words(&[dir.path()]);
    assert_eq!(relatives(all), ["a/1.837", "b/2.837", "c/o/far.837"]);
    assert_eq!(skipped, 1, "the broken link");
}

#[test]
fn a_name_cannot_act_on_the_terminal() {
    let error = Error::new("a.zip!\u{1b}[2Jx", ErrorKind::Empty);
    assert_eq!(error.to_string(), "a.zip!␛[2Jx is empty");
}

#[test]
#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a skipped test says so")]
fn every_file_of_the_corpus_is_recognised() {
    let Some(corpus) = std::env::var_os("TWINCLAIM_CORPUS") else {
        eprintln!("skipped: TWINCLAIM_CORPUS is not set");
        return;
    };
    let mut sources = Inputs::new([&corpus]).open();
    let mut x12 = 0;
    for source in &mut sources {
        let source = match source {
            // Notes with segments of an 837 in them.
            Err(Error { path, kind: ErrorKind::Foreign(_) }) if path.ends_with("case/1.edi") => continue,
            source => source.unwrap(),
        };
        assert_eq!(source.format, Format::X12, "{}", source.name);
        let mut bytes = Vec::new();
        let mut reader = source.reader;
        reader.read_to_end(&mut bytes).unwrap();
        assert_eq!(bytes, fs::read(&source.name).unwrap());
        x12 += 1;
    }
    println!("{x12} X12 files, {} others", sources.passed_over().len());
    assert!(x12 > 0);
}

proptest! {
    #[test]
    fn no_content_makes_sniffing_panic(content in prop::collection::vec(any::<u8>(), 0..600)) {
        super::super::sniff::sniff(&content);
    }

    #[test]
    fn no_text_that_looks_like_json_makes_sniffing_panic(text in r#"[\[{]["\\{}\[\]:, a\u{e9}]{0,40}"#) {
        super::super::sniff::sniff(text.as_bytes());
    }

    #[test]
    fn no_changed_archive_makes_reading_panic(at in 0usize..400, byte in any::<u8>()) {
        let mut bytes = zip_of(&[("a.837", X12.as_bytes()), ("b.837", &gzip(X12.as_bytes()))]);
        let at = at % bytes.len();
        bytes[at] = byte;
        for source in Inputs::new(["-"]).standard_input(Cursor::new(bytes)).open().flatten() {
            let mut reader = source.reader;
            // An error is as good as the content.
            let _ = reader.read_to_end(&mut Vec::new());
        }
    }
}

#[test]
fn what_is_being_written_is_no_input_and_what_is_passed_over_is_named() {
    let dir = folder(&[
        (".twinclaim-a1B2c3.part", X12.as_bytes()),
        (".hidden.837", X12.as_bytes()),
        ("upload.837.filepart", X12.as_bytes()),
        ("notes.txt", b"hello"),
        ("empty.txt", b""),
        ("real.837", X12.as_bytes()),
    ]);
    let mut sources = Inputs::new([dir.path()]).open();
    let taken: Vec<_> = sources.by_ref().map(|source| source.unwrap().relative).collect();
    assert_eq!(taken, [Path::new("real.837")]);
    let named: Vec<_> = sources
        .passed_over()
        .iter()
        .map(|file| file.path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    let expected = [".hidden.837", ".twinclaim-a1B2c3.part", "empty.txt", "notes.txt", "upload.837.filepart"];
    assert_eq!(named, expected);
    // Even by name, an output that was never completed is no input; whatever else is hidden is.
    let error = |name: &str| Inputs::new([dir.path().join(name)]).open().next().unwrap();
    assert!(matches!(error(".twinclaim-a1B2c3.part").unwrap_err().kind, ErrorKind::Incomplete));
    assert!(error(".hidden.837").is_ok());
}

#[test]
fn what_calls_itself_an_837_and_cannot_be_read_is_a_failure_in_folders_too() {
    let damaged =
        "isa*00*          *00*          *ZZ*S  ~GS*HC*A*B*20260101*1200*1*X*005010X222A1~ST*837*0001~";
    let dir = folder(&[
        ("a.txt", damaged.as_bytes()),
        ("b.837", b""),
        ("c.837P", b"\0\x01\x02 encrypted"),
        ("d.837.pgp", b"-----BEGIN PGP MESSAGE-----"),
        ("e.dat", b"isa*00*          *ST*835*0001~"),
    ]);
    let mut sources = Inputs::new([dir.path()]).open();
    let refused: Vec<_> = sources.by_ref().map(|source| source.unwrap_err().path).collect();
    assert_eq!(refused, ["a.txt", "b.837", "c.837P", "d.837.pgp"].map(|name| dir.path().join(name)));
    assert_eq!(sources.passed_over().len(), 1);
    let empty = tempdir().unwrap();
    let error = Inputs::new([empty.path()]).open().next().unwrap().unwrap_err();
    assert!(matches!(error.kind, ErrorKind::EmptyFolder));
}

/// Where several sources have one meter, what is to come is known before the first one is read.
#[test]
fn sources_that_are_announced_have_one_total() {
    let folder = tempfile::tempdir().expect("a folder");
    let (one, other) = (folder.path().join("a.837"), folder.path().join("b.837"));
    fs::write(&one, "ISA*00*").expect("it is written");
    fs::write(&other, "ISA*00*00*").expect("it is written");
    let meter = Meter::default();
    let all = [one, other].map(|path| Inputs::new([path]).meter(meter.clone()).open().announced());
    assert_eq!(meter.reading().total_bytes, Some(17));
    for sources in all {
        for source in sources {
            io::copy(&mut source.expect("X12").reader, &mut io::sink()).expect("it is read");
        }
        assert_eq!(meter.reading().total_bytes, Some(17));
    }
    assert_eq!(meter.reading().bytes, 17);
}
