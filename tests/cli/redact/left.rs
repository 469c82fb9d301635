//! No value that tells who somebody is comes through.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use twinclaim::model::mark;

use super::{acknowledgments, files, folder, inputs, path, redact, run};

/// No name, number or code that could be right anywhere.
const SENTINEL: &str = "ZQ7SENTINEL";

/// A file with the sentinel in each of its segments, in turn: behind its qualifier, and in all elements.
fn variants(text: &str) -> Vec<String> {
    let segments: Vec<&str> = text.split("~\n").collect();
    let mut variants = Vec::new();
    for (n, segment) in segments.iter().enumerate() {
        let elements: Vec<&str> = segment.split('*').collect();
        for first in [1, 2, 3] {
            // Without these no input can be read, or it is none that is redacted.
            let needed = |at: usize| match elements[0] {
                "ISA" => !matches!(at, 2 | 4 | 6 | 8 | 13),
                "GS" => at == 8,
                "ST" => matches!(at, 1 | 3),
                _ => false,
            };
            let with = |(at, element): (usize, &&str)| {
                if at < first || needed(at) {
                    (*element).to_owned()
                } else {
                    format!("{SENTINEL:<width$}", width = element.len().min(15))
                }
            };
            let changed: Vec<String> = elements.iter().enumerate().map(with).collect();
            let mut all: Vec<String> = segments.iter().map(|segment| (*segment).to_owned()).collect();
            all[n] = changed.join("*");
            if all[n] != *segment {
                variants.push(all.join("~\n"));
            }
        }
        // A segment that nobody knows, and one whose name is missing.
        let mut all: Vec<String> = segments.iter().map(|segment| (*segment).to_owned()).collect();
        all[n] = format!("{segment}~\nZZQ*{SENTINEL}*{SENTINEL}:{SENTINEL}~\n{SENTINEL}*{SENTINEL}");
        variants.push(all.join("~\n"));
    }
    variants
}

#[test]
fn a_value_is_nowhere_left_wherever_it_stood() {
    let folder = folder();
    let inputs = path(&folder, "in");
    fs::create_dir(&inputs).expect("a folder");
    let mut texts: Vec<String> =
        ["samples/mri/facility.837", "samples/mri/professional.837", "samples/secondary/cardiologist.837"]
            .iter()
            .filter_map(|name| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).ok())
            .collect();
    assert_eq!(texts.len(), 3);
    texts.extend(
        acknowledgments(&folder).iter().map(|name| fs::read_to_string(name).expect("an acknowledgment")),
    );
    let mut count = 0;
    for text in &texts {
        for variant in variants(&text.replace("~\r\n", "~\n")) {
            fs::write(Path::new(&inputs).join(format!("{SENTINEL}-{count}.edi")), variant)
                .expect("it is written");
            count += 1;
        }
    }
    assert!(count > 300, "{count} variants");
    for mode in ["pseudonym", "safe-harbor"] {
        let (key, out) = (path(&folder, "site.key"), path(&folder, mode));
        let mut args = vec!["redact", "--mode", mode, "--partial", "-o", &out, &inputs];
        if mode == "pseudonym" {
            args.extend(["--key", &key]);
        }
        let (_, said, _) = run(&args);
        assert_eq!(said, "");
        let made = files(Path::new(&out));
        assert!(made.len() * 10 > count * 9, "{} of {count} were written", made.len());
        for (name, text) in made {
            assert!(!name.to_string_lossy().contains(SENTINEL), "{name:?}");
            if let Some(at) = text.to_uppercase().find(SENTINEL) {
                panic!("{mode} {name:?}: {}", &text[at.saturating_sub(60)..at + 20]);
            }
        }
    }
}

#[test]
fn a_value_of_json_is_nowhere_left() {
    let folder = folder();
    let (json, inputs) = (path(&folder, "a.ndjson"), path(&folder, "in"));
    assert_eq!(run(&["convert", "--to", "ndjson", "samples/mri/facility.837", "-o", &json]).0, 0);
    let claim: Value = serde_json::from_str(&fs::read_to_string(&json).expect("JSON")).expect("a claim");
    fs::create_dir(&inputs).expect("a folder");
    let mut paths = Vec::new();
    strings(&claim, "", &mut |path, _| paths.push(path.to_owned()));
    for (n, path) in paths.iter().enumerate() {
        let mut changed = claim.clone();
        let pointer = format!("/{}", path.replace('[', ".").replace(']', "").replace('.', "/"));
        *changed.pointer_mut(&pointer).expect("it is there") = Value::from(SENTINEL);
        fs::write(Path::new(&inputs).join(format!("{n}.ndjson")), changed.to_string())
            .expect("it is written");
    }
    redact(&folder, "pseudonym", &[&inputs], "out");
    let made = files(&folder.path().join("out"));
    // What JSON cannot say (a word for a day) is refused.
    assert!(made.len() * 2 > paths.len(), "{} of {}", made.len(), paths.len());
    for (name, text) in made {
        let n: usize =
            name.file_stem().and_then(|n| n.to_str()).and_then(|n| n.parse().ok()).expect("a number");
        assert!(!text.contains(SENTINEL), "{}: {text}", paths[n]);
    }
}

/// All texts of JSON with their paths.
fn strings(value: &Value, path: &str, take: &mut dyn FnMut(&str, &str)) {
    match value {
        Value::String(text) => take(path, text),
        Value::Array(items) => {
            for (n, item) in items.iter().enumerate() {
                strings(item, &format!("{path}[{n}]"), take);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                let dot = if path.is_empty() { "" } else { "." };
                strings(field, &format!("{path}{dot}{name}"), take);
            }
        }
        _ => {}
    }
}

/// Values of a folder's claims that tell who somebody is.
fn personal(input: &str) -> BTreeSet<String> {
    let (_, json, _) = run(&["convert", "--to", "ndjson", input]);
    let mut found = BTreeSet::new();
    for line in json.lines() {
        let claim: Value = serde_json::from_str(line).expect("a claim");
        strings(&claim, "", &mut |path, text| {
            if mark(path).is_some_and(twinclaim::model::Mark::is_personal) {
                found.insert(text.trim().to_uppercase());
                // A day as X12 writes it.
                found.insert(text.replace('-', ""));
            }
        });
    }
    found.retain(|value| tells(value));
    found
}

/// Whether a value is long enough not to be another's by chance, and says anything.
fn tells(value: &str) -> bool {
    let digits = value.bytes().all(|b| b.is_ascii_digit());
    let counts = value.as_bytes().windows(2).all(|two| {
        (two[1].wrapping_sub(two[0])) == (value.as_bytes()[1].wrapping_sub(value.as_bytes()[0]))
            || (digits
                && (two[1] + 10 - two[0]) % 10 == (value.as_bytes()[1] + 10 - value.as_bytes()[0]) % 10)
    });
    let is_flat = ["UNIT ", "APT ", "STE ", "FLOOR "].iter().any(|word| value.starts_with(word));
    value.trim_start_matches('0').len() >= 7
        && !counts
        && !is_flat
        && value != "MEDICARE"
        && !value.ends_with("PO BOX")
        && !value.starts_with("UNKNOWN")
        && !value.starts_with("BABY ")
}

#[test]
fn no_personal_value_of_samples_pairs_and_corpus_is_left() {
    let folder = folder();
    for (n, input) in inputs(&folder).iter().enumerate() {
        let values = personal(input);
        assert!(values.len() > 100, "{input}: {}", values.len());
        for mode in ["pseudonym", "safe-harbor"] {
            let out = format!("{mode}-{n}");
            redact(&folder, mode, &[input], &out);
            let made = files(&folder.path().join(&out));
            assert!(!made.is_empty(), "{input}");
            for (name, text) in made {
                // Between separators, as values stand.
                let text = text.to_uppercase();
                let parts: BTreeSet<&str> =
                    text.split(['*', ':', '~', '^', '|', '>', '"', '\n', '\r']).map(str::trim).collect();
                let left: Vec<&&str> = parts.iter().filter(|part| values.contains(**part)).collect();
                assert!(left.is_empty(), "{mode} {name:?}: {} values are left: {left:?}", left.len());
            }
        }
    }
}
