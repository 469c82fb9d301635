//! Pairs keep to their guides, agree where they are clean, and the truth says all about them.

use std::collections::{BTreeMap, BTreeSet};

use crate::house::generated::{Sums, claims, counts, read, segments};
use serde_json::Value;
use twinclaim::guide::registry;
use twinclaim::internal::generate::pairs::{Options, Rate, write};

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
            let faults: BTreeSet<String> =
                crate::house::check::faults(text, guide).into_iter().take(20).collect();
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
        let is = |key: &str, field: &str, name: &str| {
            encounter[key].as_array().expect("a list").iter().any(|one| one[field] == name)
        };
        let late = is("noise", "kind", "late_charges") || is("discrepancies", "code", "LC-LATE");
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
    replaced voided void copy duplicate";

/// How the segments begin in which the claim that a discrepancy names may differ from its clean twin. Those without any
/// add claims, or take some away.
const CHANGES: &str = "
    ID-MEMBER NM1*IL
    ID-NAME NM1*IL NM1*QC
    ID-DOB DMG
    ID-SEX DMG
    ID-REL HL SBR PAT NM1*IL NM1*QC N3 N4 DMG
    ID-NEWBORN HL SBR PAT NM1*IL NM1*QC N3 N4 DMG
    CV-PAYER SBR NM1*IL NM1*PR
    CV-GROUP SBR
    CV-COB SBR NM1*IL NM1*PR
    CV-OTHER SBR CAS AMT OI NM1*IL NM1*PR DTP*573
    LC-VOID
    LC-DUPP
    LC-DUPI
    LC-LATE CLM LX SV2 DTP*472
    LC-REPL DTP*472
    LC-INTERIM DTP*434
    DT-OUTSIDE DTP*472
    DT-ADMIT DTP*435
    DT-DISCH DTP*096
    DT-INITEM SV1
    DT-DAILY CLM LX SV1 DTP*472
    DT-SURG DTP*472
    DT-PCTC DTP*472
    DT-DEATH DTP*472
    PS-TOB CLM SV1 DTP*435
    PS-OFFICE CLM SV1
    PS-IPSTATUS CLM
    PS-OBSIP CLM DTP*435
    PS-ED CLM SV1
    PS-ASC CLM
    PS-PBD CLM
    PS-LOC NM1*77 N3 N4
    PS-CLINIC CLM LX SV2 DTP*472
    PS-TELE CLM LX SV2
    PS-UC SV2
    PS-CAH2 CLM LX SV2 DTP*472
    PS-UBPRO CLM LX SV2 DTP*472
    PT-GLOBAL SV1
    PT-TCBOTH SV1
    PT-34FAC SV1
    PT-5INC CLM LX SV1 DTP*472
    PT-8SMEAR CLM LX SV1 DTP*472
    PT-MISSPC
    PT-MISSTC CLM LX SV2 DTP*472
    PT-SAMECHG CLM SV1
    CH-RATIO CLM SV2
    PT-DUPREAD CLM LX SV1 DTP*472
    SV-HCPCS SV1
    SV-UNITS CLM SV1
    SV-PATH CLM SV1
    SV-LAT SV1
    SV-PCSCPT SV1
    SV-BILAT SV1
    SV-DISC SV2 SV1
    SV-ASSIST SV1
    SV-ORNOSURG
    SV-SURGNOOR CLM LX SV2 DTP*472
    SV-ANES
    SV-ANESDIR SV1
    SV-EDPAIR
    SV-EDLVL SV1
    SV-OBS
    SV-CRIT SV1
    SV-LAB CLM LX SV1 DTP*472
    SV-DEVICE CLM LX SV2
    SV-DRUG CLM LX SV1 DTP*472 LIN CTP REF*XZ
    DX-COHER HI SV1
    DX-PTR HI SV1
    DX-LAT HI
    PR-OPSURG NM1*82 PRV*PE REF*0B
    PR-REFORD NM1*DN REF*0B
    PR-ATTREND NM1*71 PRV*AT REF*0B
    AU-PA REF*G1
    AU-REF REF*9F
    AC-CAUSE CLM DTP*439
    IN-ASSIGN CLM";

/// The segments of each claim and of the levels it has for itself, by its number. Copies and first versions may share one.
fn by_number(pairs: &Pairs) -> BTreeMap<String, Vec<Vec<&str>>> {
    let mut all: BTreeMap<String, Vec<Vec<&str>>> = BTreeMap::new();
    for text in [&pairs.facility, &pairs.professional] {
        let mut claim = Vec::new();
        let mut number = None;
        for segment in text.split_terminator("~\n") {
            let elements: Vec<&str> = segment.split('*').collect();
            let begins = elements[0] == "HL" && elements[3] != "23";
            if begins || elements[0] == "SE" {
                let done = std::mem::take(&mut claim);
                all.entry(number.take().unwrap_or_default()).or_default().push(done);
            } else if elements[0] == "HL" {
                claim.push("HL");
            } else {
                claim.push(segment);
            }
            if elements[0] == "CLM" {
                number = Some(elements[1].to_owned());
            }
        }
    }
    all
}

/// Without discrepancies the files are the same but for what the discrepancies say.
#[test]
fn a_discrepancy_changes_what_it_says_and_nothing_else() {
    let changes: BTreeMap<&str, Vec<&str>> = CHANGES
        .lines()
        .filter_map(|line| line.split_whitespace().next().map(|code| (code, line)))
        .map(|(code, line)| (code, line.split_whitespace().skip(1).collect()))
        .collect();
    let options = Options::new(2500).seed(11).noise(rate(0.3));
    let (clean, wrong) =
        (Pairs::new(&options.discrepancies(rate(0.0))), Pairs::new(&options.discrepancies(rate(0.8))));
    let (before, after) = (by_number(&clean), by_number(&wrong));
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for (encounter, twin) in wrong.truth.iter().zip(&clean.truth) {
        let one = encounter["discrepancies"].as_array().expect("a list").first();
        let Some(one) = one else {
            assert_eq!(
                encounter["facility"].as_array().map(Vec::len),
                twin["facility"].as_array().map(Vec::len)
            );
            for number in numbers(encounter) {
                assert_eq!(before[number], after[number]);
            }
            continue;
        };
        let (code, hit) = (text(one, "code"), text(one, "patient_control_number"));
        let starts = &changes[code];
        let (old, new) = (numbers(twin), numbers(encounter));
        if old != new {
            assert!(starts.is_empty(), "{code} adds claims or takes them away");
            assert!(new.contains(hit), "{code} names a claim that is there");
            seen.insert(code);
        }
        for number in old.intersection(&new) {
            let pairs = before[*number].iter().zip(&after[*number]);
            for segment in pairs.flat_map(|(old, new)| differences(old, new)) {
                // Who died did so on the facility's claim, too; and it is the facility that replaced its claim.
                let both = ["DT-DEATH CL1", "LC-REPL CLM", "LC-REPL REF*F8", "LC-REPL DTP*434"];
                let also = both.iter().any(|both| format!("{code} {segment}").starts_with(both));
                assert!(also || *number == hit, "{code} changes another claim: {segment}");
                assert!(also || starts.iter().any(|start| segment.starts_with(start)), "{code}: {segment}");
                seen.insert(code);
            }
        }
    }
    assert_eq!(seen, changes.into_keys().collect());
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().expect("a text")
}

/// Numbers of an encounter's claims.
fn numbers(encounter: &Value) -> BTreeSet<&str> {
    let lists = ["facility", "professional", "fates"].into_iter();
    lists
        .flat_map(|key| references(encounter, key))
        .map(|(_, one)| text(one, "patient_control_number"))
        .collect()
}

/// Segments that only one of the two has.
fn differences<'v>(old: &'v [&'v str], new: &'v [&'v str]) -> impl Iterator<Item = &'v str> {
    let lacks = |list: &'v [&'v str]| move |segment: &&&str| !list.contains(segment);
    old.iter().filter(lacks(new)).chain(new.iter().filter(lacks(old))).copied()
}
