//! What the words of a command line lead to.

use std::fs;

use serde_json::Value;

use super::{files, night, several};
use crate::accounted::{file, run};

/// Inputs that are named by a pattern, a list or by what is to be left out, and packed ones.
#[test]
fn inputs_come_by_pattern_by_list_and_packed() {
    let folder = night(&several());
    let at = |name: &str| folder.path().join(name);
    let packed = |text: &str| {
        let level = ruzstd::encoding::CompressionLevel::Fastest;
        ruzstd::encoding::compress_to_vec(text.as_bytes(), level)
    };
    fs::write(at("in/g.837.zst"), packed(&file(7, &["P", "Q"]))).expect("it is written");
    fs::create_dir(at("in/sent")).expect("a folder");
    fs::write(at("in/sent/h.837"), file(8, &["R"])).expect("it is written");
    fs::write(at("in/u.837.part"), "half").expect("it is written");
    fs::write(at("list.txt"), "in/a.837\r\n\nin/sent/h.837\n").expect("it is written");
    let claims = |args: &[&str]| {
        let (out, err, code) = run(folder.path(), &[&["convert", "--to", "ndjson"], args].concat());
        let number = |line: &str| {
            let claim: Value = serde_json::from_str(line).expect("JSON");
            claim["patient_control_number"].as_str().expect("CLM01").to_owned()
        };
        (out.lines().map(number).collect::<Vec<_>>().concat(), code, err)
    };
    assert_eq!(claims(&["in/[abf].837"]).0, "ABCHIJ");
    assert_eq!(claims(&["in/**/h*"]).0, "R");
    assert_eq!(claims(&["in/g.*"]).0, "PQ");
    assert_eq!(claims(&["@list.txt"]).0, "ABR");
    let (found, code, err) =
        claims(&["in", "--exclude", "[cd].837", "--exclude", "sent/**", "--exclude", "*.txt"]);
    assert_eq!((found.as_str(), code), ("ABCGHIJPQ", 0), "{err}");
    for name in ["c.837", "d.837", "sent/h.837", "note.txt"] {
        assert!(
            err.contains(&format!("passed over: in/{name} is left out, as --include and --exclude say")),
            "{err}"
        );
    }
    assert!(err.contains("in/u.837.part is hidden or still being written"), "{err}");
    assert_eq!(claims(&["in", "--include", "sent/*"]).0, "R");
    // What a pattern finds that is half written is left alone, and a pattern that finds nothing is an error.
    let (found, _, err) = claims(&["in/u*", "in/e.837"]);
    assert!(found == "G" && err.contains("still being written"), "{err}");
    for (word, says) in [("in/z*", "no file has"), ("@none.txt", "no such file"), ("in/[", "is no pattern")] {
        let (_, code, err) = claims(&[word]);
        assert!(code == 2 && err.contains(says), "{word}: {err}");
    }
    // A file that is called like a pattern or a list is what it is called.
    fs::write(at("in/x[1].837"), file(9, &["S"])).expect("it is written");
    assert_eq!(claims(&["in/x[1].837"]).0, "S");
    // Several inputs have several outputs.
    let (_, err, code) = run(folder.path(), &["convert", "--to", "ndjson", "in/[ab].837", "-o", "two"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(files(&at("two")).len(), 3);
    // Packed data that ends early is no input that ends early without a word.
    let whole = packed(&file(7, &["P", "Q"]));
    fs::write(at("short.zst"), &whole[..whole.len() - 9]).expect("it is written");
    let (_, code, err) = claims(&["short.zst"]);
    assert!(code == 2 && err.contains("damaged or ends too early"), "{err}");
}
