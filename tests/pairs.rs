//! Pairs keep to their guides, agree where they are clean, and the truth says all about them.

#[path = "samples/check.rs"]
mod check;
mod generated;

use std::collections::{BTreeMap, BTreeSet};

use generated::{Sums, claims, counts, read, segments};
use serde_json::Value;
use twinclaim::generate::pairs::{Options, Rate, write};
use twinclaim::guide::registry;

/// The three files.
struct Pairs {
    facility: String,
    professional: String,
    truth: Vec<Value>,
}

impl Pairs {
    fn new(options: &Options) -> Self {
        let (mut facility, mut professional, mut truth) = (Vec::new(), Vec::new(), Vec::new());
        write(options, &mut facility, &mut professional, &mut truth).expect("memory takes it");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        let truth = text(truth).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        Self { facility: text(facility), professional: text(professional), truth }
    }
}

fn rate(share: f64) -> Rate {
    Rate::new(share).expect("a share")
}

/// As much of everything as there can be.
fn wild(encounters: u64, seed: u64) -> Pairs {
    Pairs::new(&Options::new(encounters).seed(seed).noise(rate(0.6)).discrepancies(rate(0.6)))
}

#[test]
fn claims_keep_to_their_guides_and_balance() {
    for seed in [0, 1] {
        let pairs = wild(1500, seed);
        for (text, guide) in
            [(&pairs.facility, registry::institutional()), (&pairs.professional, registry::professional())]
        {
            let faults: BTreeSet<String> = check::faults(text, guide).into_iter().take(20).collect();
            assert!(faults.is_empty(), "{faults:#?}");
            counts(text);
            claims(text).for_each(|claim| Sums::of(&claim).check());
        }
    }
}

/// A claim as the truth names it: its file and its place there.
type Reference = (String, u64);

fn references<'v>(encounter: &'v Value, key: &str) -> impl Iterator<Item = (Reference, &'v Value)> {
    let list = encounter[key].as_array().expect("a list");
    list.iter().map(|one| {
        let file = one["file"].as_str().expect("a name").to_owned();
        ((file, one["claim"].as_u64().expect("a number")), one)
    })
}

#[test]
fn the_truth_names_each_claim_once() {
    let pairs = wild(1500, 5);
    let mut named: BTreeMap<Reference, &Value> = BTreeMap::new();
    for (n, encounter) in pairs.truth.iter().enumerate() {
        assert_eq!(encounter["encounter"], n + 1);
        for key in ["facility", "professional", "fates"] {
            for (reference, one) in references(encounter, key) {
                assert!(named.insert(reference, one).is_none(), "{one} stands there twice");
            }
        }
    }
    let files = [("facility.837", &pairs.facility), ("professional.837", &pairs.professional)];
    let mut found = 0;
    for (file, text) in files {
        for (n, claim) in read(text).iter().enumerate() {
            let one = named[&(file.to_owned(), n as u64 + 1)];
            assert_eq!(one["patient_control_number"], claim.patient_control_number.as_deref().unwrap_or(""));
            let lines: Vec<usize> = (1..=claim.service_lines.len()).collect();
            assert_eq!(one["lines"], serde_json::json!(lines));
            found += 1;
        }
    }
    assert_eq!(found, named.len());
}

/// Numbers are used again only where a claim is sent again.
#[test]
fn claims_that_count_have_numbers_of_their_own_but_for_late_charges() {
    let pairs = wild(3000, 6);
    let mut numbers = BTreeSet::new();
    for encounter in &pairs.truth {
        let late = encounter["noise"].as_array().expect("a list").iter().any(|n| n["kind"] == "late_charges");
        for key in ["facility", "professional"] {
            for (_, one) in references(encounter, key) {
                let number = one["patient_control_number"].as_str().expect("a number");
                assert!(numbers.insert(number.to_owned()) || late, "{number}");
            }
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_one_others() {
    let [first, again, other] = [3, 3, 4].map(|seed| wild(200, seed));
    assert!(first.facility == again.facility && first.professional == again.professional);
    assert_eq!(first.truth, again.truth);
    assert_ne!(first.facility, other.facility);
}

#[test]
fn rates_are_kept() {
    let none = Pairs::new(&Options::new(1000).noise(rate(0.0)).discrepancies(rate(0.0)));
    let empty = |key: &str, encounter: &Value| encounter[key].as_array().expect("a list").is_empty();
    assert!(
        none.truth
            .iter()
            .all(|one| empty("noise", one) && empty("discrepancies", one) && empty("fates", one))
    );
    for (noise, discrepancies) in [(20, 10), (50, 30)] {
        let share = |percent: u32| rate(f64::from(percent) / 100.0);
        let options = Options::new(6000).noise(share(noise)).discrepancies(share(discrepancies));
        let pairs = Pairs::new(&options);
        let of_6000 = |key| pairs.truth.iter().filter(|one| !empty(key, one)).count();
        // Where a side is missing, nothing can differ.
        for (percent, count) in [(noise, of_6000("noise")), (discrepancies, of_6000("discrepancies"))] {
            let wanted = 60 * percent as usize;
            assert!((wanted - 240..wanted + 240).contains(&count), "{count} instead of {wanted}");
        }
    }
}

/// Nothing happens after the day the files are made, and nobody is treated before birth.
#[test]
fn dates_are_plausible() {
    let pairs = wild(3000, 9);
    for text in [&pairs.facility, &pairs.professional] {
        let mut birth = String::new();
        for segment in segments(text) {
            match segment[0] {
                "DMG" => segment[2].clone_into(&mut birth),
                "DTP" if segment[2] != "TM" => {
                    let (from, to) = (&segment[3][..8], &segment[3][segment[3].len().max(8) - 8..]);
                    let to = if segment[2] == "RD8" { to } else { from };
                    assert!(birth.as_str() <= from && from <= to && to <= "20260302", "{segment:?}");
                }
                _ => {}
            }
        }
    }
}

/// Every shape, every kind of noise, every fate and every discrepancy is there.
#[test]
fn all_kinds_are_there() {
    let pairs = wild(4000, 10);
    let mut kinds: BTreeSet<String> = BTreeSet::new();
    for encounter in &pairs.truth {
        kinds.insert(encounter["shape"].to_string());
        for (key, field) in [("noise", "kind"), ("discrepancies", "code"), ("fates", "fate")] {
            kinds.extend(encounter[key].as_array().expect("a list").iter().map(|one| one[field].to_string()));
        }
    }
    let wanted = KINDS.split_whitespace().map(|kind| format!("{kind:?}"));
    let missing: Vec<String> = wanted.filter(|kind| !kinds.contains(kind)).collect();
    assert_eq!(missing, Vec::<String>::new());
}

const KINDS: &str = "emergency imaging surgery surgery_centre stay surgical_stay observation clinic infusion office \
    laboratory series therapy interim transfer_out transfer_in delivery newborn critical_access \
    member_id_digit member_id_transposed member_id_other member_id_suffix last_name_typo first_name_typo nickname \
    names_swapped hyphenated_name maiden_name birth_date_swapped birth_date_digit middle_name_missing moved \
    facility_missing professional_missing secondary_copies late_charges read_later \
    twins father_and_son family same_day weeks office_only laboratory_only interim_bills \
    series_without_physician physicians_on_facility_claim \
    replaced voided void copy duplicate \
    ID-MEMBER ID-NAME ID-DOB ID-SEX DT-OUTSIDE DT-ADMIT PS-TOB PS-OFFICE PT-GLOBAL LC-VOID LC-DUPP LC-DUPI";

/// What may differ between a claim and its clean twin, as beginnings of paths in its JSON, by discrepancy.
const CHANGES: &[(&str, &[&str])] = &[
    ("ID-MEMBER", &["subscriber.member_id"]),
    ("ID-NAME", &["patient.", "subscriber.last_name", "subscriber.first_name"]),
    ("ID-DOB", &["patient.birth_date", "subscriber.birth_date"]),
    ("ID-SEX", &["patient.sex", "subscriber.sex"]),
    ("DT-OUTSIDE", &["service_lines."]),
    ("DT-ADMIT", &["admission_date"]),
    ("PS-TOB", &["place_of_service", "admission_date", "service_lines."]),
    ("PS-OFFICE", &["place_of_service", "service_lines."]),
    ("PT-GLOBAL", &["service_lines."]),
    ("LC-VOID", &[]),
    ("LC-DUPP", &[]),
    ("LC-DUPI", &[]),
];

/// The values of a JSON text by their paths.
fn flatten(path: &str, value: &Value, into: &mut BTreeMap<String, Value>) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| flatten(&below(key), value, into)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(n, value)| flatten(&below(&n.to_string()), value, into));
        }
        other => drop(into.insert(path.to_owned(), other.clone())),
    }
}

/// Claims by their numbers, without what says where they stand. Copies and first versions may share a number.
fn by_number(pairs: &Pairs) -> BTreeMap<String, Vec<BTreeMap<String, Value>>> {
    let mut all: BTreeMap<String, Vec<BTreeMap<String, Value>>> = BTreeMap::new();
    for claim in read(&pairs.facility).into_iter().chain(read(&pairs.professional)) {
        let number = claim.patient_control_number.clone().expect("a number").to_string();
        let mut values = BTreeMap::new();
        flatten("", &serde_json::to_value(&claim).expect("JSON"), &mut values);
        values.retain(|path, _| !["source.", "x12", "envelope."].iter().any(|start| path.starts_with(start)));
        all.entry(number).or_default().push(values);
    }
    all
}

/// Without discrepancies the files are the same but for what the discrepancies say.
#[test]
fn a_discrepancy_changes_what_it_says_and_nothing_else() {
    let options = Options::new(1500).seed(11).noise(rate(0.3));
    let (clean, wrong) =
        (Pairs::new(&options.discrepancies(rate(0.0))), Pairs::new(&options.discrepancies(rate(0.7))));
    let (before, after) = (by_number(&clean), by_number(&wrong));
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for encounter in &wrong.truth {
        let discrepancies = encounter["discrepancies"].as_array().expect("a list");
        let code = discrepancies.first().map(|one| one["code"].as_str().expect("a code"));
        let hit = discrepancies.first().map(|one| one["patient_control_number"].as_str().expect("a number"));
        for key in ["facility", "professional", "fates"] {
            for (_, one) in references(encounter, key) {
                let number = one["patient_control_number"].as_str().expect("a number");
                let (Some(old), new) = (before.get(number), &after[number]) else {
                    assert!(code.is_some_and(|code| code.starts_with("LC-")), "{number} is new");
                    assert_eq!(Some(number), hit);
                    seen.extend(code);
                    continue;
                };
                let changed = old.iter().zip(new).flat_map(|(old, new)| {
                    let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
                    paths.into_iter().filter(|path| old.get(*path) != new.get(*path))
                });
                for path in changed {
                    let code = code.unwrap_or_else(|| panic!("{number}: {path} differs without a reason"));
                    let (_, paths) = CHANGES.iter().find(|(name, _)| *name == code).expect("a known code");
                    assert!(paths.iter().any(|start| path.starts_with(start)), "{code} changes {path}");
                    assert_eq!(Some(number), hit, "{code} changes another claim");
                    seen.insert(code);
                }
            }
        }
    }
    assert_eq!(seen, CHANGES.iter().map(|(code, _)| *code).collect());
}
