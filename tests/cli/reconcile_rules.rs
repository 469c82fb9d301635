//! `reconcile` with what a user brings: configuration, tables, a choice of rules; and the manifest of a run.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

/// A visit in the hospital's outpatient department, billed by the surgeon as if in the office.
const PORT: [(&str, &str, &str); 2] = [
    (
        "facility.837",
        "005010X223A2",
        "CLM*F1*2400***13:A:1**A*Y*Y~DTP*434*RD8*20260304-20260304~CL1*3*1*01~HI*ABK:Z452~LX*1~SV2*0361*HC:36558*2400*UN*1~\
         DTP*472*D8*20260304~",
    ),
    (
        "professional.837",
        "005010X222A1",
        "CLM*P1*900***11:B:1*Y*A*Y*Y~HI*ABK:Z452~LX*1~SV1*HC:36558*900*UN*2***1~DTP*472*D8*20260304~",
    ),
];

fn file(version: &str, claim: &str) -> String {
    format!(
        "ISA*00*          *00*          *ZZ*S              *ZZ*R              *260305*1200*^*00501*000000001*0*T*:~\
         GS*HC*S*R*20260305*1200*1*X*{version}~ST*837*0001*{version}~BHT*0019*00*1*20260305*1200*CH~\
         NM1*41*2*SENDER*****46*S~PER*IC*X*TE*5550100000~NM1*40*2*RECEIVER*****46*R~HL*1**20*1~\
         NM1*85*2*PROVIDER*****XX*1234567893~N3*1 MAIN ST~N4*BOSTON*MA*021140000~REF*EI*123456789~HL*2*1*22*0~\
         SBR*P*18*******MB~NM1*IL*1*DOE*JANE****MI*1EG4TE5MK73~N3*2 OAK ST~N4*BOSTON*MA*021140000~\
         DMG*D8*19580412*F~NM1*PR*2*MEDICARE*****PI*00123~{claim}SE*20*0001~GE*1*1~IEA*1*000000001~"
    )
}

/// A folder with the claims, and beside it one for what the user brings.
struct Case(tempfile::TempDir);

impl Case {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(folder.path().join("claims")).expect("a folder");
        for (name, version, claim) in PORT {
            fs::write(folder.path().join("claims").join(name), file(version, claim)).expect("a file");
        }
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        fs::write(self.path(name), text).expect("a file");
        self.path(name)
    }

    /// Exit code, lines of the outcome and messages.
    fn run(&self, args: &[&str]) -> (i32, Vec<Value>, String) {
        let run = Command::cargo_bin("twinclaim")
            .expect("the program")
            .args(["reconcile", "--format", "ndjson", "--as-of", "2026-03-31"])
            .args(args)
            .arg(self.path("claims"))
            .output()
            .expect("it runs");
        let text = String::from_utf8(run.stdout).expect("UTF-8");
        let lines = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        (run.status.code().expect("an exit code"), lines, String::from_utf8_lossy(&run.stderr).into_owned())
    }
}

fn findings(lines: &[Value]) -> Vec<&Value> {
    lines.iter().filter_map(|line| line["findings"].as_array()).flatten().collect()
}

fn finding<'l>(lines: &'l [Value], code: &str) -> Option<&'l Value> {
    findings(lines).into_iter().find(|finding| finding["code"] == code)
}

fn words(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

#[test]
fn with_the_fee_schedule_a_wrong_place_costs_the_difference_of_the_rates() {
    let case = Case::new();
    let (code, lines, _) = case.run(&[]);
    let office = finding(&lines, "PS-OFFICE").expect("the place is wrong");
    assert_eq!(code, 1);
    assert_eq!(office["amount_at_risk"], "900.00", "charges without a fee schedule");
    let (_, lines, messages) = case.run(&["--reference", "samples/reference"]);
    let office = finding(&lines, "PS-OFFICE").expect("the place is wrong");
    // (24.10 - 7.90) x 32.00 x 2 units.
    assert_eq!(office["amount_at_risk"], "1036.80", "{messages}");
    let basis = office["amount_basis"].as_str().expect("a basis");
    assert!(basis.contains("conversion factor") && basis.contains("2026-01-01"), "{basis}");
}

#[test]
fn the_manifest_names_inputs_tables_configuration_and_rules() {
    let case = Case::new();
    let config = case.write("twinclaim.toml", "[rules]\nignore = [\"PS-OFFICE\"]\n");
    let (code, lines, _) = case.run(&["--config", words(&config), "--reference", "samples/reference"]);
    assert!(finding(&lines, "PS-OFFICE").is_none());
    assert_eq!(code, 0, "{:?}", findings(&lines));
    let run = &lines.last().expect("a summary")["run"];
    assert_eq!(run["as_of"], "2026-03-31");
    assert_eq!(run["config_sha256"].as_str().map(str::len), Some(64));
    let inputs = run["inputs"].as_array().expect("inputs");
    assert_eq!(inputs.len(), 2);
    assert!(
        inputs
            .iter()
            .all(|input| input["claims"] == 1 && input["sha256"].as_str().expect("text").len() == 64)
    );
    assert_eq!(run["tables"][0]["table"], "fee_schedule");
    assert_eq!(run["tables"][0]["edition"], "2026-01-01");
    let editions = run["editions"].as_array().expect("the editions of code lists");
    assert!(editions.iter().any(|one| one["table"] == "hcpcs" && one["until"].is_string()));
    let skipped = run["rules_skipped"].as_array().expect("rules");
    let off = skipped.iter().find(|rule| rule["code"] == "PS-OFFICE").expect("it was switched off");
    assert_eq!(off["reason"], "switched off");
    let ran = run["rules_run"].as_array().expect("rules");
    assert!(ran.iter().any(|code| code == "PS-TOB") && !ran.iter().any(|code| code == "PS-OFFICE"));
}

#[test]
fn rules_are_chosen_by_family_and_weigh_as_the_user_says() {
    let case = Case::new();
    let (_, lines, _) = case.run(&["--select", "PS"]);
    assert!(
        findings(&lines).iter().all(|finding| finding["code"].as_str().expect("a code").starts_with("PS-"))
    );
    let (code, lines, _) = case.run(&["--ignore", "PS-OFFICE,PT"]);
    assert!(finding(&lines, "PS-OFFICE").is_none());
    assert_eq!(code, 0, "{:?}", findings(&lines));
    for payer in ["00123", "MEDICARE", "medicare"] {
        let text = format!(
            "[groups.payers]\nmedicare = [\"00123\"]\n[rules.payer.{}]\nPS-OFFICE = \"info\"\n",
            if payer == "00123" { "\"00123\"" } else { payer }
        );
        let config = case.write("twinclaim.toml", &text);
        let (code, lines, messages) = case.run(&["--config", words(&config)]);
        assert_eq!(
            finding(&lines, "PS-OFFICE").expect("it is found")["severity"],
            "info",
            "{payer} {messages}"
        );
        assert_eq!(code, 0, "{payer}");
    }
}

#[test]
fn what_cannot_be_used_is_refused_with_its_place() {
    let case = Case::new();
    let config = case.write("twinclaim.toml", "[rules]\nignroe = []\n");
    let broken = case.path("tables");
    fs::create_dir_all(&broken).expect("a folder");
    fs::write(
        broken.join("mue.csv"),
        "HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator\n36415,two,3 x\n",
    )
    .expect("a file");
    let empty = case.path("empty");
    fs::create_dir_all(&empty).expect("a folder");
    let earlier = case.write("earlier.ndjson", "{\"type\":\"encounter\",\"findings\":[]}\nnot json\n");
    for (args, says) in [
        (["--config", words(&config)], "line 2"),
        (["--select", "PS-OFICE"], "no rule has the code PS-OFICE"),
        (["--reference", words(&broken)], "mue.csv: line 2: MUE Values is \"two\""),
        (["--reference", words(&empty)], "holds no table"),
        (["--baseline", words(&earlier)], "line 2"),
        (["--as-of", "yesterday"], "yesterday"),
    ] {
        let run = Command::cargo_bin("twinclaim")
            .expect("the program")
            .arg("reconcile")
            .args(args)
            .arg(case.path("claims"))
            .output()
            .expect("it runs");
        let messages = String::from_utf8_lossy(&run.stderr).into_owned();
        assert_eq!(run.status.code(), Some(2), "{args:?}: {messages}");
        assert!(messages.contains(says), "{args:?}: {messages}");
    }
}

#[test]
fn explain_lists_what_claims_alone_do_not_tell() {
    let explain = |args: &[&str]| {
        let run = Command::cargo_bin("twinclaim").expect("the program").arg("explain").args(args).output();
        String::from_utf8(run.expect("it runs").stdout).expect("UTF-8")
    };
    assert!(explain(&[]).contains("LC-RELDENY"));
    assert!(explain(&["lc-reldeny"]).contains("835"));
}

/// The words that a table of twinclaim.toml takes, as the refusal of a word it does not know lists them.
fn words_of(table: &str) -> Vec<String> {
    let refusal = twinclaim::internal::config::Config::parse(&format!("{table}\nno_such_word = 1\n"));
    let refusal = refusal.expect_err("it is refused").to_string();
    let (_, known) = refusal.split_once("expected one of ").expect("the words it knows");
    known.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_sample_configuration_has_everything_and_changes_no_sample() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("samples/twinclaim.toml")).expect("a text");
    let config = twinclaim::internal::config::Config::parse(&text).expect("it is valid");
    assert_eq!(config.link, twinclaim::link::Settings::default(), "it says what holds without it");
    for table in ["[groups]", "[rules]", "[link]", "[[suppress]]"] {
        let words = words_of(table);
        assert!(words.len() > 3, "{table}: {words:?}");
        for word in words {
            let is_there = text
                .lines()
                .any(|line| line.starts_with(&format!("{word} =")) || line.contains(&format!(".{word}")));
            assert!(is_there, "{table} lacks {word}");
        }
    }
    let outcome = |more: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_twinclaim"));
        command.current_dir(root).args([
            "reconcile",
            "--as-of",
            "2026-04-01",
            "samples/mri",
            "samples/office",
        ]);
        let output = command.args(more).output().expect("it runs");
        let text = String::from_utf8(output.stdout).expect("text");
        // The last lines say which rules did not run, and that differs.
        text.split("\n\n").filter(|part| !part.contains("claims read")).collect::<Vec<_>>().join("\n\n")
    };
    assert_eq!(outcome(&["--config", "samples/twinclaim.toml"]), outcome(&[]));
}
