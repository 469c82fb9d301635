//! What attacks begin with: samples, generated claims, and documents of each kind.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;
use twinclaim::internal::generate::{Options, write};
use twinclaim::model::ClaimType;

use super::{documents, intake, json, reports, round_trip, segments, wire};

/// A target: its name, its seeds, and what it does.
pub type Target = (&'static str, Vec<Vec<u8>>, fn(&[u8]));

/// All targets.
pub fn all() -> Vec<Target> {
    vec![
        ("segments", texts(), segments::attack),
        ("round_trip", texts(), round_trip::attack),
        ("json", of_json(), json::attack),
        ("documents", of_documents(), documents::attack),
        ("reports", of_reports(), reports::attack),
        ("intake", of_intake(), intake::attack),
    ]
}

fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().find(|folder| folder.join("samples").is_dir()).unwrap_or(here).to_owned()
}

/// All files below a folder with one of these endings, in order.
fn files(folder: &str, endings: &[&str]) -> Vec<Vec<u8>> {
    let (mut folders, mut paths) = (vec![root().join(folder)], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|is| endings.iter().any(|ending| is == *ending)) {
                paths.push(path);
            }
        }
    }
    paths.sort();
    paths.iter().filter_map(|path| fs::read(path).ok()).collect()
}

fn generated(kind: ClaimType, claims: u64, seed: u64) -> Vec<u8> {
    let mut text = Vec::new();
    write(&Options::new(kind, claims).seed(seed), &mut text).expect("memory takes it");
    text
}

/// X12: samples, generated claims, and other separators.
fn texts() -> Vec<Vec<u8>> {
    let mut all = files("samples", &["837"]);
    for seed in 0..3 {
        all.push(generated(ClaimType::Professional, 2, seed));
        all.push(generated(ClaimType::Institutional, 2, seed));
    }
    let other = |text: &[u8], from: &[u8; 4], to: &[u8; 4]| -> Vec<u8> {
        let sign = |b: &u8| from.iter().position(|f| f == b).map_or(*b, |n| to[n]);
        text.iter().map(sign).collect()
    };
    let plain = generated(ClaimType::Professional, 1, 9);
    all.push(other(&plain, b"*:^~", b"|>!\x1c"));
    all.push(other(&plain.iter().copied().filter(|b| *b != b'\n').collect::<Vec<_>>(), b"*:^~", b"*:^\n"));
    all.push([&plain[..], &plain[..]].concat());
    all
}

/// Claims of the samples in JSON.
pub fn claims() -> &'static [Value] {
    static CLAIMS: OnceLock<Vec<Value>> = OnceLock::new();
    CLAIMS.get_or_init(|| {
        let mut all: Vec<Value> = Vec::new();
        for text in texts() {
            let claims = wire::read(&text).claims;
            all.extend(claims.iter().take(1).map(|claim| serde_json::to_value(claim).expect("JSON")));
        }
        all.extend(
            files("samples/handwritten", &["json"])
                .iter()
                .filter_map(|text| serde_json::from_slice(text).ok()),
        );
        all
    })
}

/// Facility's and professional's files of one visit.
pub fn pairs() -> &'static [(String, String)] {
    static PAIRS: OnceLock<Vec<(String, String)>> = OnceLock::new();
    PAIRS.get_or_init(|| {
        let pairs = [
            ("mri/facility", "mri/professional"),
            ("inpatient/facility", "inpatient/surgeon"),
            ("emergency/facility", "emergency/physician"),
            ("drug/facility", "drug/oncologist"),
        ];
        let read = |name| fs::read_to_string(root().join(format!("samples/{name}.837"))).unwrap_or_default();
        pairs.into_iter().map(|(facility, professional)| (read(facility), read(professional))).collect()
    })
}

fn of_json() -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> =
        claims().iter().map(|claim| serde_json::to_vec(claim).expect("JSON")).collect();
    let odd =
        ["", "*", "~", "2026-02-30", "-1", "1e9", "\u{1b}[31m", "Å", "ISA*00*", "x".repeat(31).as_str()]
            .map(str::to_owned);
    for (n, text) in odd.iter().enumerate() {
        for what in [0, 1, 2, 3, 4] {
            let how = (text.len() << 3) as u8 | what;
            let place = (n * 37) as u8;
            all.push(
                [
                    &[n as u8 * 5, place, 0, how],
                    text.as_bytes(),
                    &[place.wrapping_mul(3), 0, how],
                    text.as_bytes(),
                ]
                .concat(),
            );
        }
    }
    all
}

fn of_documents() -> Vec<Vec<u8>> {
    let with = |kind: u8, all: Vec<Vec<u8>>| -> Vec<Vec<u8>> {
        all.into_iter().map(|text| [&[kind][..], &text].concat()).collect()
    };
    let guides = files("src/guide", &["guide"]);
    // A guide is long; its beginning is one as well.
    let parts = guides.iter().map(|guide| guide[..guide.len().min(12_000)].to_vec()).collect();
    let outcome =
        br#"{"schema":"twinclaim/encounter/1","findings":[{"id":"a","code":"DT-OUTSIDE"}]}"#.to_vec();
    let paths = b"SV1\nCLM02\n2300 REF*D9\nclaim.patient\n".to_vec();
    let mut all = with(0, parts);
    all.extend(with(1, files("samples/profiles", &["profile"])));
    all.extend(with(2, files("samples", &["toml"])));
    for (n, table) in files("samples/reference", &["csv", "txt"]).into_iter().enumerate() {
        all.extend(with(3 + 8 * (n % 8) as u8, vec![table]));
    }
    all.extend(with(5, vec![outcome]));
    all.extend(with(6, vec![paths]));
    all.extend(with(7, answers()));
    all
}

/// A 999 and a 277CA, made by hand.
fn answers() -> Vec<Vec<u8>> {
    let isa = "ISA*00*          *00*          *ZZ*S              *ZZ*R              *260302*1200*^*00501*000000001*0*T*:~";
    let of_999 = "GS*FA*S*R*20260302*1200*1*X*005010X231A1~ST*999*0001*005010X231A1~AK1*HC*1*005010X222A1~AK2*837*0001*005010X222A1~\
                  IK3*CLM*22**8~CTX*CLM01:A1~IK4*2*782*7*X~IK5*R*5~AK9*R*1*1*0~SE*9*0001~GE*1*1~IEA*1*000000001~";
    let of_277 = "GS*HN*S*R*20260302*1200*1*X*005010X214~ST*277*0001*005010X214~BHT*0085*08*1*20260302*1200*TH~HL*1**20*1~NM1*PR*2*P*****PI*1~\
                  TRN*1*1~DTP*050*D8*20260302~DTP*009*D8*20260302~HL*2*1*21*1~NM1*41*2*Q*****46*1~TRN*2*B101~STC*A1:19:PR*20260302*WQ*100~\
                  HL*3*2*19*1~NM1*85*2*C*****XX*1234567893~HL*4*3*PT~NM1*QC*1*P*A****MI*M1~TRN*2*Q1~STC*A7:562:85*20260302*U*100~\
                  REF*1K*220~DTP*472*D8*20260220~SE*19*0001~GE*1*1~IEA*1*000000001~";
    [of_999, of_277].map(|rest| format!("{isa}{rest}").into_bytes()).into()
}

fn of_reports() -> Vec<Vec<u8>> {
    let odd = [
        "\u{1b}]0;x\u{7}",
        "\u{202e}evil",
        "<script>alert(1)</script>",
        "=1+1",
        "\u{ff1d}cmd",
        "a\nb",
        "\"quoted\", and",
        "日本語",
        "&amp;",
        "\u{9b}31m",
        "]]>",
        "-",
        "e\u{301}\u{301}\u{301}",
        "\u{feff}",
    ];
    let mut all = Vec::new();
    for (n, text) in odd.iter().enumerate() {
        for pair in 0..4u8 {
            let mut seed = vec![pair];
            for step in 0..12u8 {
                let place = u16::from(step) * 57 + n as u16 * 211;
                seed.extend([step & 1 | (step & 7) << 1, place as u8, (place >> 8) as u8, text.len() as u8]);
                seed.extend(text.as_bytes());
            }
            all.push(seed);
        }
    }
    all
}

fn of_intake() -> Vec<Vec<u8>> {
    let text = generated(ClaimType::Professional, 1, 4);
    let [gzip, zip] = [intake::gzip(&text), intake::zip(&text, true)];
    let inner = intake::gzip(&zip);
    let bare: [&[u8]; 8] = [&text, &gzip, &zip, &inner, b"", b"PK\x03\x04", b"\x1f\x8b\x08", b"%PDF-1.7"];
    let mut all = Vec::new();
    for kind in 0..6u8 {
        all.extend(bare.iter().map(|bytes| [&[kind][..], bytes].concat()));
    }
    all
}
