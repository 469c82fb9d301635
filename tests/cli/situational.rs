//! The table of situational rows, held against the guides and the rules.

use std::fmt::Write as _;

use twinclaim::guide::{Content, Guide, Usage, registry};
use twinclaim::internal::catalog;

/// A line of the table.
struct Line {
    number: usize,
    forms: &'static str,
    place: &'static str,
    how: &'static str,
    rules: &'static str,
}

fn table() -> Vec<Line> {
    let text = include_str!("../../src/docs/situational.tsv");
    let lines = text.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
    lines
        .map(|(n, line)| {
            let [forms, place, how, rules, when, source] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("line {}: six cells", n + 1)
            };
            assert!(!when.is_empty() && !source.is_empty(), "line {}", n + 1);
            Line { number: n + 1, forms, place, how, rules }
        })
        .collect()
}

/// Loop, segment and element of each situational row; the later ones empty where a loop or a segment is meant.
fn situational(guide: &Guide) -> Vec<[String; 3]> {
    let mut all = Vec::new();
    for one in guide.loops.iter().filter(|one| one.usage == Usage::Situational) {
        all.push([one.id.clone(), String::new(), String::new()]);
    }
    for row in &guide.segments {
        let in_loop = &guide.loop_(row.in_loop).id;
        if row.usage == Usage::NotUsed {
            continue;
        }
        let opens = guide.opener(row.in_loop);
        if row.usage == Usage::Situational && guide.row(opens).label != row.label {
            all.push([in_loop.clone(), row.label.clone(), String::new()]);
        }
        for (n, element) in row.elements.iter().enumerate() {
            let name = format!("{:02}", n + 1);
            if element.usage == Usage::Situational {
                all.push([in_loop.clone(), row.label.clone(), name.clone()]);
            }
            if let (Content::Composite { components, .. }, true) =
                (&element.content, element.usage != Usage::NotUsed)
            {
                let inner =
                    components.iter().enumerate().filter(|(_, part)| part.usage == Usage::Situational);
                all.extend(
                    inner.map(|(m, _)| [in_loop.clone(), row.label.clone(), format!("{name}-{}", m + 1)]),
                );
            }
        }
    }
    all
}

/// Whether a line is about a row.
fn fits(place: &str, [in_loop, label, element]: &[String; 3]) -> bool {
    let mut parts = place.split('/');
    let one_of =
        |all: Option<&str>, own: &str| all.unwrap_or_default().split(',').any(|one| one == "*" || one == own);
    let is_segment = |one: &str| match (one.split_once('['), label.split_once('[')) {
        (None, _) => label.split('[').next() == Some(one),
        (Some((id, code)), Some((own, codes))) => {
            id == own && codes.trim_end_matches(']').split('|').any(|own| own == code.trim_end_matches(']'))
        }
        _ => false,
    };
    if !one_of(parts.next(), in_loop) {
        return false;
    }
    let segment = parts.next();
    match segment {
        None => label.is_empty(),
        Some(segments) => segments.split(',').any(is_segment) && one_of(parts.next(), element),
    }
}

#[test]
fn every_situational_row_is_accounted_for_and_no_line_is_idle() {
    let lines = table();
    let mut used = vec![false; lines.len()];
    let (mut wrong, mut rows) = (String::new(), 0);
    for (form, guide) in [("P", "005010X222A1"), ("I", "005010X223A2")] {
        let guide = registry::by_version(guide).expect("a guide");
        for row in situational(guide) {
            rows += 1;
            let found = lines.iter().position(|line| line.forms.contains(form) && fits(line.place, &row));
            match found {
                Some(n) => used[n] = true,
                None => writeln!(wrong, "{form} {} is not accounted for", row.join("/")).expect("text"),
            }
        }
    }
    for (line, _) in lines.iter().zip(used).filter(|(line, used)| !used && !line.place.starts_with("SNIP ")) {
        let _ =
            writeln!(wrong, "line {}: {} is no situational row of {}", line.number, line.place, line.forms);
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(rows > 900, "{rows}");
}

#[test]
fn each_line_names_rules_that_exist_or_says_why_none_can() {
    for line in table() {
        match line.how {
            "rule" => {
                for code in line.rules.split(' ') {
                    assert!(
                        catalog::all().any(|rule| rule.code == code),
                        "line {}: there is no {code}",
                        line.number
                    );
                }
            }
            "outside" | "open" => assert_eq!(line.rules, "-", "line {}", line.number),
            other => panic!("line {}: {other}", line.number),
        }
    }
    let of_snip: Vec<String> =
        table().iter().filter_map(|line| line.place.strip_prefix("SNIP ").map(str::to_owned)).collect();
    assert_eq!(of_snip, (1..=24).map(|n| format!("S{n}")).collect::<Vec<_>>());
}
