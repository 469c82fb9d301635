//! A mark in every element of a file: it comes out in results, and never on standard error.

use super::*;

/// No name, number or code that could be right anywhere.
const MARK: &str = "ZQ7MARK";

const FACILITY: &str = include_str!("../../../samples/inpatient/facility.837");
const PROFESSIONAL: &str = include_str!("../../../samples/inpatient/surgeon.837");

const COMMANDS: [&[&str]; 11] = [
    &["inspect", "in"],
    &["inspect", "--segments", "in"],
    &["validate", "in", "--ack", "999=a.999", "--ack", "277ca=a.277", "--ack", "ta1=a.ta1", "--force"],
    &["validate", "in", "--format", "sarif"],
    &["convert", "--to", "ndjson", "in", "-o", "out.ndjson", "--force"],
    &["convert", "--to", "x12", "in", "-o", "out.x12", "--force"],
    &["reconcile", "in", "--format", "ndjson"],
    &["diff", "in/a.837", "in/b.837"],
    &["merge", "in", "-o", "merged.837", "--force", "--allow-duplicates"],
    &["fix", "in/a.837", "-o", "fixed.837", "--force"],
    &["split", "--by", "claim", "in", "-o", "parts", "--force"],
];

/// The mark in the elements of every sixth segment, from the one at `which`, behind the first `kept` elements.
fn marked(text: &str, which: usize, kept: usize) -> String {
    let mut segments: Vec<String> = text.split('~').map(str::to_owned).collect();
    for segment in segments.iter_mut().skip(which).step_by(6) {
        let elements: Vec<&str> = segment.split('*').collect();
        if ["ISA", "GS", "ST", "SE", "GE", "IEA"].contains(&elements[0].trim()) {
            continue;
        }
        let all = elements.iter().enumerate();
        let all =
            all.map(|(n, element)| if n <= kept { (*element).to_owned() } else { format!("{MARK}{n}") });
        let all: Vec<String> = all.collect();
        *segment = all.join("*");
    }
    segments.join("~")
}

#[test]
fn no_value_of_a_claim_is_said_on_standard_error() {
    let mut shown = 0;
    for which in 0..6 {
        for kept in [0, 1] {
            let [a, b] = [FACILITY, PROFESSIONAL].map(|text| marked(text, which, kept));
            let dir = folder(&[("in/a.837", &a), ("in/b.837", &b)]);
            for command in COMMANDS {
                let done = run(command, dir.path());
                assert!(!done.err.contains(MARK), "{command:?} {which} {kept}: {}", done.err);
                shown += usize::from(done.out.contains(MARK));
            }
            // As JSON, too, with values at which the way back may fail.
            let json = fs::read_to_string(dir.path().join("out.ndjson")).unwrap_or_default();
            let broken = json.replace("\"total_charge\":\"", &format!("\"total_charge\":\"{MARK}"));
            let odd = json.replace("\"last_name\"", &format!("\"{MARK}_name\""));
            for text in [json, broken, odd] {
                fs::write(dir.path().join("again.ndjson"), text).expect("written");
                for command in [&["convert", "--to", "x12"][..], &["inspect"], &["reconcile"], &["validate"]]
                {
                    let done = run(&[command, &["again.ndjson"]].concat(), dir.path());
                    assert!(!done.err.contains(MARK), "{command:?} {which} {kept}: {}", done.err);
                }
            }
        }
    }
    assert!(shown > 30, "the marks were shown {shown} times: are they still where they were?");
}

/// What users write is told by its place, and not by what it holds; a key that is not known is named.
#[test]
fn no_value_of_a_document_is_said_on_standard_error() {
    let text = claims(1, 31);
    let table = format!("HCPCS,MOD,DESCRIPTION,STATUS CODE\n{MARK},{MARK},{MARK}\n");
    let dir = folder(&[
        ("in.837", &text),
        ("c.toml", &format!("[rules]\noff = {MARK}\n")),
        ("d.toml", &format!("[[suppress]]\ncode = [\"{MARK}\"]\n")),
        ("p.profile", &format!("profile {MARK} {MARK}\n{MARK}\n")),
        ("o.ndjson", &format!("{{\"{MARK}\":\"{MARK}\"}}\n{{\"findings\":\"{MARK}\"}}\n")),
        ("t/PPRRVU26_JAN.csv", &table),
    ]);
    for command in [
        &["validate", "--config", "c.toml", "in.837"][..],
        &["validate", "--config", "d.toml", "in.837"],
        &["reconcile", "--baseline", "o.ndjson", "in.837"],
        &["validate", "--reference", "t", "in.837"],
    ] {
        let done = run(command, dir.path());
        assert!(!done.err.contains(MARK), "{command:?}: {}", done.err);
    }
}
