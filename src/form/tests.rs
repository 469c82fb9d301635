//! Every field of the model is in a box or in the addendum, and every box can be filled.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use crate::model::{Claim, ClaimType};

use super::{Filled, Form};

/// Makes a claim that has every field, from the schema of its JSON. Each value is there once.
struct Full {
    schema: Json,
    count: usize,
}

impl Full {
    fn claim(kind: ClaimType) -> Claim {
        let schema = serde_json::to_value(schemars::schema_for!(Claim)).expect("JSON");
        let mut full = Self { schema: schema.clone(), count: 0 };
        let mut json = full.value(&schema, "", 0);
        json["type"] = kind.as_str().into();
        json["schema"] = "twinclaim/claim/1".into();
        serde_json::from_value(json).expect("a claim by its own schema")
    }

    fn value(&mut self, schema: &Json, path: &str, depth: usize) -> Json {
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.rsplit('/').next().expect("a name");
            let definition = self.schema["$defs"][name].clone();
            return self.value(&definition, path, depth);
        }
        for key in ["anyOf", "oneOf", "allOf"] {
            if let Some(of) = schema[key].as_array() {
                let constants: Vec<&Json> = of.iter().filter_map(|one| one.get("const")).collect();
                if !constants.is_empty() {
                    return constants[self.turn(path) % constants.len()].clone();
                }
                let one = of.iter().find(|one| one["type"] != "null").expect("a type").clone();
                return self.value(&one, path, depth);
            }
        }
        if let Some(constants) = schema["enum"].as_array() {
            let constants: Vec<&Json> = constants.iter().filter(|one| !one.is_null()).collect();
            return constants[self.turn(path) % constants.len()].clone();
        }
        if let Some(properties) = schema["properties"].as_object() {
            let properties = properties.clone();
            return Json::Object(
                properties
                    .iter()
                    .map(|(key, of)| (key.clone(), self.value(of, &dot(path, key), depth + 1)))
                    .collect::<Map<_, _>>(),
            );
        }
        if !schema["items"].is_null() {
            // As many as fill every box, of each kind or role.
            let n = match (depth, path) {
                (1, "diagnoses") => 90,
                (1, "service_lines") => 30,
                (1, "other_payers") => 3,
                (1, _) => 24,
                _ => 2,
            };
            let items = schema["items"].clone();
            return (0..n).map(|n| self.value(&items, &format!("{path}[{n}]"), depth + 1)).collect();
        }
        self.single(schema, path)
    }

    fn single(&mut self, schema: &Json, path: &str) -> Json {
        self.count += 1;
        let n = self.count;
        let key = path.rsplit('.').next().expect("a key");
        let text = schema["type"].to_string();
        match () {
            () if text.contains("integer") => json!(n % 200),
            () if text.contains("boolean") => json!(true),
            () if path == "admission_date" => json!("2026-03-01T14:50"),
            () if path == "discharge_hour" => json!("11:15"),
            () if schema["format"] == "date" => json!(format!("{}-03-{:02}", 2000 + n % 900, n % 28 + 1)),
            () if path == "related_causes.code" => json!("AA"),
            () if path == "subscriber.relationship" => json!("19"),
            () if path.contains("numbers[0]") && key == "qualifier" => json!("TE"),
            () if path.starts_with("shared_care_dates") && key == "qualifier" => {
                json!(if n % 4 < 2 { "090" } else { "091" })
            }
            // The other payers pay first, so that their rows have all boxes.
            () if path == "subscriber.payer_responsibility" => json!("U"),
            () if path.ends_with("payer_responsibility") => json!("P"),
            () if key.starts_with("diagnosis_pointers") => json!((n % 12 + 1).to_string()),
            () if schema["pattern"].is_string() || schema.to_string().contains("decimal") => {
                json!(format!("{n}.5"))
            }
            () => json!(format!("V{n}")),
        }
    }

    /// Items of a list take turns among kinds.
    fn turn(&self, path: &str) -> usize {
        let item = path.rsplit_once('[').and_then(|(_, rest)| rest.split_once(']')).map(|(n, _)| n);
        item.and_then(|n| n.parse().ok()).unwrap_or(self.count)
    }
}

fn dot(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

fn shown(filled: &Filled) -> BTreeSet<String> {
    let boxes = filled.pages.iter().flat_map(|page| &page.rows).flat_map(|row| &row.boxes);
    let pieces = boxes.flat_map(|one| one.lines.iter().flatten());
    let pieces = pieces.filter_map(|piece| piece.of.as_ref().map(|of| of.path.clone()));
    pieces.chain(filled.rest.iter().map(|rest| rest.value.path.clone())).collect()
}

const KINDS: [ClaimType; 2] = [ClaimType::Institutional, ClaimType::Professional];

#[test]
fn every_field_of_the_model_is_in_a_box_or_the_addendum() {
    for (kind, form) in KINDS.into_iter().flat_map(|kind| [(kind, Form::of(kind)), (kind, Form::story())]) {
        let claim = Full::claim(kind);
        let shown = shown(&form.fill(&claim));
        let json = serde_json::to_value(&claim).expect("JSON");
        let all = super::path::leaves(&json);
        assert!(all.len() > 2000, "{}", all.len());
        let missing: Vec<&String> = all
            .iter()
            .map(|(path, _)| path)
            .filter(|path| !shown.contains(*path))
            .filter(|path| !form.omitted().iter().any(|part| path.starts_with(&**part)))
            // The label of the other values of the item says these, and a choice of the box those.
            .filter(|path| {
                !["role", "kind", "qualifier"].contains(&path.rsplit('.').next().unwrap_or_default())
            })
            .collect();
        assert!(missing.is_empty(), "{}: {missing:#?}", form.name());
    }
}

#[test]
fn every_box_can_be_filled_and_stands_once_on_its_form() {
    for kind in KINDS {
        let filled = Form::of(kind).fill(&Full::claim(kind));
        let boxes = || filled.pages.iter().flat_map(|page| &page.rows).flat_map(|row| &row.boxes);
        let full: BTreeSet<&str> =
            boxes().filter(|one| !one.lines.is_empty()).map(|one| one.number).collect();
        let numbers: Vec<&str> = Form::of(kind).numbers().collect();
        let empty: Vec<&&str> = numbers.iter().filter(|number| !full.contains(**number)).collect();
        assert!(empty.is_empty(), "never filled: {empty:?}");
        let once: BTreeSet<&str> = numbers.iter().copied().collect();
        assert_eq!(once.len(), numbers.len(), "a number stands twice");
        for row in filled.pages.iter().flat_map(|page| &page.rows) {
            let widths: Vec<usize> = row.boxes.iter().map(|one| one.width).collect();
            assert_eq!(widths.iter().sum::<usize>(), super::parse::PAGE_WIDTH, "{:?}", row.boxes[0].number);
            assert!(widths.iter().all(|width| *width > 3), "{:?}", row.boxes[0].number);
        }
    }
}

#[test]
fn every_part_of_the_story_can_be_told() {
    let filled = Form::story().fill(&Full::claim(ClaimType::Institutional));
    let boxes = filled.pages.iter().flat_map(|page| &page.rows).flat_map(|row| &row.boxes);
    let silent: Vec<&str> = boxes.filter(|one| one.lines.is_empty()).map(|one| one.number).collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn service_lines_go_on_on_further_pages_and_the_total_stands_on_the_last() {
    for (kind, on_a_page, total) in
        [(ClaimType::Professional, 6, "28"), (ClaimType::Institutional, 22, "23-47")]
    {
        let filled = Form::of(kind).fill(&Full::claim(kind));
        assert_eq!(filled.pages.len(), 30_usize.div_ceil(on_a_page));
        for (n, page) in filled.pages.iter().enumerate() {
            let boxes = || page.rows.iter().flat_map(|row| &row.boxes);
            assert_eq!(boxes().any(|one| one.number == total), n + 1 == filled.pages.len());
            let lines: BTreeSet<usize> = boxes().filter_map(|one| one.line).collect();
            assert_eq!(lines, (n * on_a_page + 1..=((n + 1) * on_a_page).min(30)).collect());
        }
    }
}

#[test]
fn a_path_leads_to_its_box() {
    let filled = Form::of(ClaimType::Professional).fill(&Full::claim(ClaimType::Professional));
    assert_eq!(filled.box_of("total_charge"), Some("28"));
    assert_eq!(filled.box_of("service_lines[7].procedure.modifiers[1]"), Some("24D"));
    assert_eq!(filled.box_of("diagnoses[1].code"), Some("21B"));
    assert_eq!(filled.box_of("submitter.name"), None);
}

#[test]
fn a_path_leads_to_its_box_without_filling_the_form() {
    for kind in KINDS {
        let claim = Full::claim(kind);
        let filled = Form::of(kind).fill(&claim);
        let json = serde_json::to_value(&claim).expect("JSON");
        let mut asked = 0;
        for (path, value) in super::path::leaves(&json) {
            let Some(number) = filled.box_of(&path) else { continue };
            asked += 1;
            let found = Form::of(kind).box_of_path(&claim, &path, Some(&value));
            // A box for each payer is named without its letter.
            let stem = number.trim_end_matches(|c: char| c.is_ascii_uppercase());
            if (kind, &*path) == (ClaimType::Institutional, "subscriber.member_id") {
                assert_eq!((number, found), ("8a", Some("60")), "where people look for it");
                continue;
            }
            let of_payer = kind == ClaimType::Institutional && (50..=64).contains(&stem.parse().unwrap_or(0));
            assert_eq!(found, Some(if of_payer { stem } else { number }), "{path}");
        }
        assert!(asked > 300, "{asked}");
    }
}

#[test]
fn what_is_missing_and_what_is_a_part_has_a_box_too() {
    let claim = Claim::new(ClaimType::Professional);
    for (path, number) in [
        ("patient.birth_date", Some("3")),
        ("subscriber.member_id", Some("1a")),
        ("service_lines[0].charge", Some("24F")),
        ("service_lines[0].procedure", Some("24D")),
        ("service_lines[2]", Some("24")),
        ("diagnoses", Some("21A")),
        ("submitter", None),
    ] {
        assert_eq!(Form::of(claim.r#type).box_of_path(&claim, path, None), number, "{path}");
    }
    let claim = Claim::new(ClaimType::Institutional);
    for (path, number) in
        [("total_charge", Some("23-47")), ("service_lines[0].revenue_code", Some("42")), ("drg", Some("71"))]
    {
        assert_eq!(Form::of(claim.r#type).box_of_path(&claim, path, None), number, "{path}");
    }
}
