//! `twinclaim validate` with acknowledgements and divided claims, and `twinclaim inspect` of acknowledgements, as a user
//! runs them. The inputs are written here.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::cargo::cargo_bin_cmd;
use tempfile::TempDir;

const ISA: &str = "ISA*00*          *00*          *ZZ*TCSAMPLE       *ZZ*GATEWAY        *260305*0915*^*00501*000000101*1*T*:~\n";

/// Segments of a claim, with a code that the guide does not have where it is to be wrong.
fn claim(number: &str, wrong: bool) -> String {
    let accepts = if wrong { "Q" } else { "Y" };
    format!(
        "CLM*{number}*171***11:B:1*{accepts}*A*Y*Y~\r\nHI*ABK:J069~\n\nLX*1~SV1*HC:99213*171*UN*1***1~\nDTP*472*D8*20260302~\n"
    )
}

fn provider(hl: u32, name: &str) -> String {
    format!(
        "HL*{hl}**20*1~\nNM1*85*2*{name}*****XX*1234567893~\nN3*1 LANE~\nN4*LARKMERE*IA*500990101~\nREF*EI*421234567~\n"
    )
}

fn subscriber(hl: u32, parent: u32, name: &str) -> String {
    format!(
        "HL*{hl}*{parent}*22*0~\nSBR*P*18*******CI~\nNM1*IL*1*{name}*EDNA****MI*MEM{hl}~\nN3*3 ROAD~\nN4*LARKMERE*IA*50099~\nDMG*D8*19720615*F~\nNM1*PR*2*PLAN*****PI*PP01~\n"
    )
}

/// Two providers, three subscribers, five claims; the second and the fourth are wrong.
fn batch() -> String {
    let body = [
        "BHT*0019*00*B-77*20260305*0915*CH~\nNM1*41*2*BILLER*****46*TC01~\nPER*IC*DESK*TE*5155550100~\nNM1*40*2*PLAN*****46*PP01~\n"
            .to_owned(),
        provider(1, "OAKLING CLINIC"),
        subscriber(2, 1, "ASH"),
        claim("A-1", false),
        claim("A-2", true),
        subscriber(3, 1, "BIRCH"),
        claim("B-1", false),
        provider(4, "ELMER CLINIC"),
        subscriber(5, 4, "CEDAR"),
        claim("C-1", true),
        claim("C-2", false),
    ]
    .concat();
    let count = body.matches('~').count() + 2;
    format!(
        "{ISA}GS*HC*TCSAMPLE*GATEWAY*20260305*0915*101*X*005010X222A1~\nST*837*0101*005010X222A1~\n{body}SE*{count}*0101~\nGE*1*101~\nIEA*1*000000101~\n"
    )
}

struct Outcome {
    code: i32,
    out: String,
    err: String,
}

fn run(command: &str, args: &[&str]) -> Outcome {
    let output = cargo_bin_cmd!("twinclaim").arg(command).args(args).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Outcome {
        code: output.status.code().expect("no signal"),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

struct Folder {
    folder: TempDir,
}

impl Folder {
    fn new(content: &str) -> Self {
        let folder = TempDir::new().expect("a folder");
        fs::write(folder.path().join("in.837"), content).expect("written");
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Validates with all that can be asked for.
    fn validate(&self, more: &[&str]) -> Outcome {
        let at = |name: &str| self.path(name).display().to_string();
        let [ta1, implementation, claim] = [("ta1", "a.ta1"), ("999", "a.999"), ("277ca", "a.277")]
            .map(|(kind, name)| format!("{kind}={}", at(name)));
        let (valid, invalid, input) = (at("valid.837"), at("invalid.837"), at("in.837"));
        let mut args = vec![
            "--snip",
            "1,2",
            "--as-of",
            "2026-03-06",
            "--ack",
            &ta1,
            "--ack",
            &implementation,
            "--ack",
            &claim,
        ];
        args.extend(["--valid", &valid, "--invalid", &invalid]);
        args.extend(more);
        args.push(&input);
        run("validate", &args)
    }
}

fn claims_of(path: &Path) -> Vec<String> {
    let done = run("inspect", &["--json", &path.display().to_string()]);
    assert_eq!(done.code, 0, "{}", done.err);
    let numbers = done.out.lines().filter_map(|line| {
        let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
        (value["type"] == "claim").then(|| value["patient_control_number"].as_str().expect("text").to_owned())
    });
    numbers.collect()
}

#[test]
fn one_pass_gives_all_answers() {
    let folder = Folder::new(&batch());
    let done = folder.validate(&[]);
    assert_eq!(done.code, 1, "{}", done.err);
    assert!(folder.read("a.ta1").contains("TA1*000000101*260305*0915*A*000~"));
    let answer = folder.read("a.999");
    for part in ["IK3*CLM*23*2300*8~\nCTX*CLM01:A-2~\nIK4*6*1073*7*Q~\n", "CTX*CLM01:C-1~", "AK9*R*1*1*0~"] {
        assert!(answer.contains(part), "{part} in\n{answer}");
    }
    // The day is the one that was named, and so are the control numbers.
    assert!(answer.starts_with("ISA") && answer.contains("*260306*0000*"), "{answer}");
    assert_eq!(folder.read("a.277"), "", "the 999 refuses the transaction");
    // Where only syntax refuses a transaction, the claims are answered one by one.
    let folder = Folder::new(&batch());
    assert_eq!(folder.validate(&["--ack-types", "1"]).code, 1);
    let answer = folder.read("a.277");
    for part in ["QTY*90*3~\nQTY*AA*2~\nAMT*YU*513~\nAMT*YY*342~", "TRN*2*A-2~\nSTC*A7:21*20260306*U*171~"] {
        assert!(answer.contains(part), "{part} in\n{answer}");
    }
    // The same again is the same, byte for byte.
    let again = Folder::new(&batch());
    again.validate(&["--ack-types", "1"]);
    for name in ["a.ta1", "a.999", "a.277", "valid.837", "invalid.837"] {
        assert_eq!(folder.read(name), again.read(name), "{name}");
    }
}

#[test]
fn findings_name_their_codes() {
    let folder = Folder::new(&batch());
    let input = folder.path("in.837").display().to_string();
    let done = run("validate", &["--snip", "1,2", "--format", "ndjson", &input]);
    let first: serde_json::Value =
        serde_json::from_str(done.out.lines().next().expect("a finding")).expect("JSON");
    assert_eq!(first["ack"], serde_json::json!(["IK304:8", "IK403:7"]));
}

#[test]
fn accepted_and_refused_claims_are_two_complete_files_and_keep_their_bytes() {
    let folder = Folder::new(&batch());
    folder.validate(&[]);
    assert_eq!(claims_of(&folder.path("valid.837")), ["A-1", "B-1", "C-2"]);
    assert_eq!(claims_of(&folder.path("invalid.837")), ["A-2", "C-1"]);
    for (name, numbers) in [
        ("valid.837", &[("A-1", false), ("B-1", false), ("C-2", false)][..]),
        ("invalid.837", &[("A-2", true), ("C-1", true)]),
    ] {
        let text = folder.read(name);
        for &(number, wrong) in numbers {
            assert!(text.contains(&claim(number, wrong)), "{number} in {name}");
        }
        // Counts and levels are right: nothing is wrong with it but the claims that were.
        let path = folder.path(name).display().to_string();
        let done = run("validate", &["--snip", "1,2", "--format", "ndjson", &path]);
        assert_eq!(
            done.out.lines().count(),
            numbers.iter().filter(|(_, wrong)| *wrong).count(),
            "{}",
            done.out
        );
    }
    assert!(folder.read("invalid.837").contains("HL*2*1*22*0~"));
    assert!(folder.read("invalid.837").contains("HL*3**20*1~"));
    #[cfg(unix)]
    for name in ["a.ta1", "a.999", "a.277", "valid.837", "invalid.837"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(folder.path(name)).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn what_is_refused_whole_is_refused_with_all_its_claims() {
    let good = batch().replace("*Q*A*Y*Y", "*Y*A*Y*Y");
    let count = good.lines().find(|line| line.starts_with("SE*")).expect("it has SE").to_owned();
    for (old, new) in
        [("IEA*1*000000101", "IEA*2*000000101"), ("GE*1*101", "GE*1*102"), (&*count, "SE*3*0101~")]
    {
        let folder = Folder::new(&good.replace(old, new));
        let done = folder.validate(&[]);
        assert_eq!(done.code, 1, "{}", done.err);
        assert!(
            !folder.path("valid.837").exists() && done.err.contains("not written"),
            "{new}: {}",
            done.err
        );
        assert_eq!(claims_of(&folder.path("invalid.837")).len(), 5, "{new}");
    }
    let folder = Folder::new(&good);
    assert_eq!(folder.validate(&[]).code, 0);
    assert!(!folder.path("invalid.837").exists());
    assert_eq!(folder.read("valid.837"), good, "nothing had to be changed");
}

#[test]
fn what_shows_behind_the_claims_of_a_level_refuses_those_alone() {
    // The first subscriber announces patients, and none comes.
    let content = batch().replace("*Q*A*Y*Y", "*Y*A*Y*Y").replace("HL*2*1*22*0", "HL*2*1*22*1");
    let folder = Folder::new(&content);
    assert_eq!(folder.validate(&[]).code, 1);
    assert_eq!(claims_of(&folder.path("invalid.837")), ["A-1", "A-2"]);
    assert_eq!(claims_of(&folder.path("valid.837")), ["B-1", "C-1", "C-2"]);
}

#[test]
fn outputs_are_not_overwritten_nor_named_twice() {
    let folder = Folder::new(&batch());
    fs::write(folder.path("a.999"), "mine").expect("written");
    let done = folder.validate(&[]);
    assert_eq!(done.code, 2);
    assert_eq!(folder.read("a.999"), "mine");
    assert!(
        !folder.path("valid.837").exists() && !folder.path("a.ta1").exists(),
        "nothing is left half done"
    );
    assert_eq!(folder.validate(&["--force"]).code, 1);
    assert!(folder.read("a.999").starts_with("ISA"));
    for args in [
        &["--ack", "999=x", "--ack", "ta1=x"][..],
        &["--valid", "x", "--invalid", "x"],
        &["--ack", "999=x", "--ack", "999=y"],
        &["--ack", "998=x"],
        &["--ack", "999"],
    ] {
        let done = run("validate", &[args, &["samples/mri"]].concat());
        assert_eq!((done.code, Path::new("x").exists()), (2, false), "{args:?}: {}", done.err);
    }
}

#[test]
fn inspect_says_what_was_refused_and_where_it_stands() {
    let folder = Folder::new(&batch());
    folder.validate(&["--ack-types", "1"]);
    let at = |name: &str| folder.path(name).display().to_string();
    let done = run("inspect", &[&at("a.277"), &at("in.837")]);
    assert_eq!(done.code, 0, "{}", done.err);
    for part in [
        "claim acknowledgment (277CA)",
        "Batch B-77 of BILLER, answered by PLAN: 3 claims accepted ($513.00), 2 refused ($342.00)",
        "OAKLING CLINIC (1234567893): 2 claims accepted ($342.00), 1 refused ($171.00)",
        "Claim A-2 · ASH, EDNA · $171.00: refused",
        "missing or wrong information (A7:21)",
        "5 claims answered, 2 refused",
    ] {
        assert!(done.out.contains(part), "{part} in\n{}", done.out);
    }
    let line = batch().lines().position(|line| line.starts_with("CLM*A-2")).expect("it is there") + 1;
    assert!(done.out.contains(&format!("in.837, line {line}, byte")), "{}", done.out);
    // What was refused stands first, with its sum.
    assert_eq!(done.out.lines().nth(1), Some("Refused: 2 claims, $342.00"), "{}", done.out);
    let at_word = |word: &str| done.out.find(word).expect("it is there");
    assert!(at_word("Claim A-2 · ASH, EDNA") < at_word("The rest of the answer:"), "{}", done.out);
    assert!(at_word("The rest of the answer:") < at_word(": accepted"), "{}", done.out);
    let alone = run("inspect", &["--refused", &at("a.277"), &at("in.837")]);
    assert!(alone.out.contains("A-2") && !alone.out.contains(": accepted"), "{}", alone.out);
    assert!(!alone.out.contains("Interchange"), "the claims themselves are not listed: {}", alone.out);

    let folder = Folder::new(&batch());
    folder.validate(&[]);
    let at = |name: &str| folder.path(name).display().to_string();
    let done = run("inspect", &[&at("a.999"), &at("in.837")]);
    for part in [
        "CLM at segment 23, loop 2300, claim A-2",
        "CLM06: the code is not in its list (7): \"Q\"",
        "Transaction 837 0101: refused: segments in it are wrong (5)",
        "Group 101 (HC, 005010X222A1): all refused; 1 transaction received, 0 accepted",
        &format!("in.837, line {line}, byte"),
    ] {
        assert!(done.out.contains(part), "{part} in\n{}", done.out);
    }
    let done = run("inspect", &["--claim", "C-1", &at("a.999")]);
    assert_eq!(done.out.matches("CLM at segment").count(), 1, "{}", done.out);
    assert!(done.out.contains("claim C-1") && !done.out.contains("A-2"));
    assert_eq!(run("inspect", &["--claim", "NONE", &at("a.999")]).code, 2);
    let done = run("inspect", &["--mask", &at("a.999")]);
    assert!(!done.out.contains("A-2") && !done.out.contains("\"Q\""), "{}", done.out);
    let done = run("inspect", &["--json", &at("a.ta1")]);
    let first: serde_json::Value =
        serde_json::from_str(done.out.lines().next().expect("a line")).expect("JSON");
    assert_eq!(
        (&first["type"], &first["outcome"]["meaning"]),
        (&"interchange_answer".into(), &"accepted".into())
    );
}

/// A 277CA names statuses, not places: where the 837 is given, the values that may be meant are found in it.
#[test]
fn inspect_finds_the_values_that_a_277ca_speaks_of() {
    let content = batch()
        .replace("*Q*A*Y*Y", "*Y*A*Y*Y")
        .replace("ELMER CLINIC*****XX*1234567893", "ELMER CLINIC*****XX*1234567890");
    let content = content.replace("CLM*A-2*171", "CLM*A-2*172").replacen(
        "HC:99213*171*UN*1***1",
        "HC:9921*171*UN*1***1",
        1,
    );
    let folder = Folder::new(&content);
    let at = |name: &str| folder.path(name).display().to_string();
    let ack = format!("277ca={}", at("a.277"));
    assert_eq!(run("validate", &["--snip", "3,5", "--ack", &ack, &at("in.837")]).code, 1);
    let line = |start: &str| content.lines().position(|line| line.contains(start)).expect("it is there") + 1;
    let in_file = |start: &str| format!("in.837, line {}, byte", line(start));
    let expected = [
        ("SV101-2: \"9921\"", in_file("HC:9921*")),
        ("CLM02: \"172\"", in_file("CLM*A-2")),
        ("NM109: \"1234567890\"", in_file("ELMER CLINIC")),
    ];
    let check = |done: &Outcome, file: &str| {
        assert_eq!(done.code, 0, "{}", done.err);
        for (value, place) in &expected {
            let place = place.replace("in.837", file);
            let mut lines = done.out.lines().skip_while(|line| !line.contains(value));
            assert!(lines.next().is_some(), "{value} in\n{}", done.out);
            assert!(
                lines.next().is_some_and(|next| next.contains(&place)),
                "{value}: {place} in\n{}",
                done.out
            );
        }
    };
    check(&run("inspect", &[&at("a.277"), &at("in.837")]), "in.837");
    // Whichever of the two comes on standard input.
    for (file, other) in [("in.837", "a.277"), ("a.277", "in.837")] {
        let output = cargo_bin_cmd!("twinclaim")
            .args(["inspect", "-", &at(other)])
            .write_stdin(fs::read(folder.path(file)).expect("it is there"))
            .output()
            .expect("it runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        let code = output.status.code().expect("no signal");
        let done = Outcome { code, out: text(output.stdout), err: text(output.stderr) };
        check(&done, if file == "in.837" { "-" } else { "in.837" });
    }
    let done = run("inspect", &["--json", &at("a.277"), &at("in.837")]);
    let found = "\"found\":[{\"element\":\"NM109\",\"value\":\"1234567890\",\"file\":";
    assert!(done.out.contains(found), "{}", done.out);
    let done = run("inspect", &["--mask", &at("a.277"), &at("in.837")]);
    assert!(done.out.contains("NM109: ") && !done.out.contains("1234567890"), "{}", done.out);
}

/// What other programs acknowledged is read without a fault, and says as much as they did.
#[test]
fn acknowledgements_of_others_are_read() {
    let mut read = 0;
    for (name, bytes) in crate::house::common::corpus() {
        let segments = crate::house::common::segments(&bytes);
        let answers = |prefixes: &[&str]| {
            segments
                .iter()
                .filter(|segment| prefixes.iter().any(|prefix| segment.starts_with(prefix)))
                .count()
        };
        if !segments.iter().any(|segment| segment.starts_with("ST*999") || segment.starts_with("ST*997")) {
            continue;
        }
        read += 1;
        let folder = TempDir::new().expect("a folder");
        let file = folder.path().join("in");
        fs::write(&file, &bytes).expect("written");
        let done = run("inspect", &["--json", &file.display().to_string()]);
        assert_eq!(done.code, 0, "{name}: {}", done.err);
        let types = |wanted: &str| done.out.matches(&format!("\"type\":\"{wanted}\"")).count();
        assert_eq!(types("segment_answer"), answers(&["IK3", "AK3"]), "{name}");
        assert_eq!(types("transaction_answer"), answers(&["IK5", "AK5"]), "{name}");
        assert_eq!(types("group_answer"), answers(&["AK9"]), "{name}");
        assert_eq!(types("interchange_answer"), answers(&["TA1"]), "{name}");
        assert!(!done.out.contains("\"meaning\":null"), "{name}: a code without a meaning\n{}", done.out);
    }
    assert!(read == 0 || read > 10, "only {read} acknowledgements were found");
}
