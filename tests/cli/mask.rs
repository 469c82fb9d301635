//! `--mask`: no value of a person reaches any result, wherever it was put in the file.

use std::fs;
use std::path::Path;

use assert_cmd::cargo::cargo_bin_cmd;

/// No name, number or code that could be right anywhere.
const SENTINEL: &str = "ZQ7SENTINEL";

/// Formats in which results are given.
const COMMANDS: &[&[&str]] = &[
    &["inspect"],
    &["inspect", "--json"],
    &["inspect", "--segments"],
    &["inspect", "--segments", "--json"],
    &["validate"],
    &["validate", "--format", "ndjson"],
    &["validate", "--format", "junit"],
    &["validate", "--format", "sarif"],
    &["reconcile", "--all"],
    &["reconcile", "--format", "ndjson"],
    &["reconcile", "--format", "csv"],
    &["reconcile", "--format", "html"],
];

fn run(command: &[&str], folder: &Path) -> String {
    let output =
        cargo_bin_cmd!("twinclaim").args(command).arg("--mask").arg(folder).output().expect("it runs");
    assert!(output.status.code().is_some_and(|code| code <= 2), "{command:?}");
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// A segment with the sentinel in all elements from `first` on. The name of an organization is no one's, and stays.
fn marked(segment: &str, first: usize) -> String {
    let elements: Vec<&str> = segment.split('*').collect();
    let is_organization = elements[0] == "NM1" && elements.get(2) == Some(&"2");
    let keep = |n: usize| n < first || (elements[0] == "NM1" && n <= 2) || (is_organization && n == 3);
    let all = elements.iter().enumerate();
    all.map(|(n, element)| if keep(n) { *element } else { SENTINEL }).collect::<Vec<_>>().join("*")
}

/// Each file with the sentinel in one of its segments: behind the first element, which tells what the others are, and in all.
fn variants(text: &str) -> Vec<(String, String)> {
    let segments: Vec<&str> = text.split("~\n").collect();
    let mut variants = Vec::new();
    for (n, segment) in segments.iter().enumerate() {
        // Control numbers and versions of envelopes are shown, and say nothing about a person.
        let id = segment.split('*').next().unwrap_or_default();
        if ["", "ISA", "GS", "ST", "BHT", "SE", "GE", "IEA"].contains(&id) {
            continue;
        }
        for first in [2, 1] {
            let mut changed: Vec<String> = segments.iter().map(|segment| (*segment).to_owned()).collect();
            changed[n] = marked(segment, first);
            if changed[n] != *segment {
                variants.push((format!("{} from element {first}", segments[n]), changed.join("~\n")));
            }
        }
    }
    variants
}

#[test]
fn a_value_in_the_wrong_place_is_in_no_result() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut leaks = Vec::new();
    let names = ["facility.837", "professional.837"];
    let texts = names.map(|name| fs::read_to_string(format!("samples/mri/{name}")).expect("a sample"));
    for (n, (name, text)) in names.iter().zip(&texts).enumerate() {
        fs::write(folder.path().join(names[1 - n]), &texts[1 - n]).expect("it is written");
        for (v, (what, variant)) in variants(text).into_iter().enumerate() {
            fs::write(folder.path().join(name), &variant).expect("it is written");
            // Every position meets a third of the commands, every command every segment of one of the two files or kinds.
            for command in COMMANDS.iter().skip(v % 3).step_by(3) {
                let result = run(command, folder.path());
                if let Some(at) = result.find(SENTINEL) {
                    let line = result[..at].rfind('\n').map_or(0, |at| at + 1);
                    let excerpt: String = result[line..].chars().take(160).collect();
                    leaks.push(format!("{command:?} {name} {what}: {excerpt}"));
                }
            }
        }
    }
    assert!(leaks.is_empty(), "{} leaks:\n{}", leaks.len(), leaks.join("\n"));
}

#[test]
fn a_person_who_bills_is_hidden_and_an_organization_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["facility.837", "professional.837"] {
        let text = fs::read_to_string(format!("samples/mri/{name}")).expect("a sample");
        let biller = text.lines().find(|line| line.starts_with("NM1*85*2*")).expect("a billing provider");
        let person = "NM1*85*1*ZQ7SENTINEL*ZQ7SENTINEL****XX*2000000101~";
        let text = if name == "professional.837" { text.replace(biller, person) } else { text.clone() };
        fs::write(folder.path().join(name), text).expect("it is written");
    }
    for command in COMMANDS {
        assert!(!run(command, folder.path()).contains(SENTINEL), "{command:?}");
    }
    assert!(run(&["reconcile", "--format", "ndjson"], folder.path()).contains("LARKMERE GENERAL HOSPITAL"));
}

#[test]
fn a_value_in_the_wrong_place_is_in_no_difference() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut leaks = Vec::new();
    let mut formats = ["diff", "ndjson", "junit", "html"].into_iter().cycle();
    for name in ["samples/mri/facility.837", "samples/mri/professional.837"] {
        let text = fs::read_to_string(name).expect("a sample");
        for (what, variant) in variants(&text) {
            let changed = folder.path().join("changed.837");
            fs::write(&changed, &variant).expect("it is written");
            let format = formats.next().expect("there is always another");
            let args = ["diff", "--mask", "--format", format, name];
            let output = cargo_bin_cmd!("twinclaim").args(args).arg(&changed).output().expect("it runs");
            let result = [output.stdout, output.stderr].concat();
            if String::from_utf8_lossy(&result).contains(SENTINEL) {
                leaks.push(format!("{format} {name} {what}"));
            }
            let text = String::from_utf8_lossy(&result);
            assert!(!text.contains("QUILLWORTH"), "{format} {what}: {text}");
        }
    }
    assert!(leaks.is_empty(), "{} leaks:\n{}", leaks.len(), leaks.join("\n"));
}

/// A 999 repeats what was wrong (IK404), whatever it is.
#[test]
fn the_copy_of_a_bad_value_in_an_acknowledgment_is_hidden() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.999");
    let text = "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260305*0915*^*00501*000000101*0*T*:~\n\
                GS*FA*A*B*20260305*0915*101*X*005010X231A1~\nST*999*0001*005010X231A1~\nAK1*HC*101*005010X222A1~\n\
                AK2*837*0001*005010X222A1~\nIK3*NM1*16*2010BA*8~\nIK4*9*67*7*ZQ7SENTINEL~\nIK5*R*5~\nAK9*R*1*1*0~\n\
                SE*8*0001~\nGE*1*101~\nIEA*1*000000101~\n";
    fs::write(&file, text).expect("it is written");
    let shown = run(&["inspect", "--segments"], &file);
    assert!(shown.contains("IK4") && !shown.contains(SENTINEL), "{shown}");
}
