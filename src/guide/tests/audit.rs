//! What must hold of the guides as they are: nothing ambiguous, nothing out of reach, names that can be relied on.

use std::collections::{BTreeMap, BTreeSet};

use super::super::registry::{institutional, places, professional, supported};
use crate::model::ClaimType as GuideKind;

use super::super::schema::{Child, Content, Element, Guide, LoopId, RowId, SegmentRow};
use super::super::walk::Walker;
use super::walker::place;

fn rows_of(guide: &Guide, in_loop: LoopId) -> Vec<RowId> {
    let rows = |c: &Child| if let Child::Segment(row) = c { Some(*row) } else { None };
    guide.loop_(in_loop).children.iter().filter_map(rows).collect()
}

fn loops(guide: &Guide) -> impl Iterator<Item = LoopId> {
    (0..guide.loops.len()).map(|n| LoopId(n as u16))
}

/// Whether some segment satisfies the conditions of both rows: at every place both speak of, a code in common.
fn overlap(a: &SegmentRow, b: &SegmentRow) -> bool {
    a.id == b.id
        && a.conditions.iter().all(|x| {
            let same_spot = b.conditions.iter().filter(|y| y.spot == x.spot);
            same_spot.into_iter().all(|y| x.codes.iter().any(|code| y.codes.contains(code)))
        })
}

#[test]
fn no_two_rows_of_a_loop_take_the_same_segment() {
    for guide in supported() {
        for id in loops(guide) {
            let rows = rows_of(guide, id);
            for (n, a) in rows.iter().enumerate() {
                for b in &rows[n + 1..] {
                    let (a, b) = (guide.row(*a), guide.row(*b));
                    assert!(
                        !overlap(a, b),
                        "{} {}: {} and {}",
                        guide.id,
                        guide.loop_(id).id,
                        a.label,
                        b.label
                    );
                }
            }
        }
    }
}

#[test]
fn no_loop_opens_with_a_segment_that_its_parent_has_or_a_neighbour_opens_with() {
    for guide in supported() {
        for id in loops(guide) {
            let mut openers: Vec<RowId> = rows_of(guide, id);
            for child in &guide.loop_(id).children {
                let Child::Loop(child) = child else { continue };
                let opener = guide.opener(*child);
                for other in &openers {
                    let (a, b) = (guide.row(opener), guide.row(*other));
                    let names = (&guide.loop_(a.in_loop).id, &guide.loop_(b.in_loop).id);
                    assert!(!overlap(a, b), "{}: {names:?}", guide.id);
                }
                openers.push(opener);
            }
        }
    }
}

#[test]
fn every_loop_is_reached_from_the_interchange() {
    for guide in supported() {
        let mut reached = BTreeSet::from([LoopId(0)]);
        let mut open = vec![LoopId(0)];
        while let Some(id) = open.pop() {
            for child in &guide.loop_(id).children {
                if let Child::Loop(child) = child
                    && reached.insert(*child)
                {
                    assert!(guide.loop_(*child).parents.contains(&id));
                    open.push(*child);
                }
            }
        }
        assert_eq!(reached.len(), guide.loops.len(), "{}", guide.id);
        let placed: usize = loops(guide).map(|id| rows_of(guide, id).len()).sum();
        assert_eq!(placed, guide.segments.len(), "{}: a row stands in no loop", guide.id);
    }
}

/// Segments that a row should take: one for each code of its first condition, the other conditions met.
fn examples(row: &SegmentRow) -> Vec<String> {
    let Some(first) = row.conditions.first() else { return vec![row.id.clone()] };
    let one = |code: &String| {
        let mut values = vec![String::new(); 4];
        for condition in &row.conditions {
            values[usize::from(condition.spot.element) - 1].clone_from(&condition.codes[0]);
        }
        values[usize::from(first.spot.element) - 1].clone_from(code);
        format!("{}*{}", row.id, values.join("*"))
    };
    first.codes.iter().map(one).collect()
}

/// Opens every loop on every way to it, and there every row must take every segment that is its own.
#[test]
fn every_row_is_reached_on_every_way_to_it() {
    fn visit(guide: &Guide, walker: &Walker<'_>, id: LoopId, placed: &mut usize) {
        let mut inside = *walker;
        let opened = place(&mut inside, &examples(guide.row(guide.opener(id)))[0]);
        assert_eq!((opened.row, opened.opens, opened.in_order), (Some(guide.opener(id)), true, true));
        for child in &guide.loop_(id).children {
            match child {
                Child::Segment(row) => {
                    for example in examples(guide.row(*row)) {
                        let found = place(&mut { inside }, &example);
                        let names = (&guide.loop_(id).id, &guide.row(*row).label);
                        // A segment like the opener opens the loop once more.
                        assert_eq!(found.row, Some(*row), "{names:?}");
                        assert_eq!(found.opens, *row == guide.opener(id), "{names:?}");
                        *placed += 1;
                    }
                }
                Child::Loop(child) => visit(guide, &inside, *child, placed),
            }
        }
    }
    for guide in supported() {
        let mut placed = 0;
        visit(guide, &Walker::new(places(guide.kind)), LoopId(0), &mut placed);
        assert!(placed > guide.segments.len(), "{}: the claim's rows are there twice", guide.id);
    }
}

/// Sums over the tables of facts, so that a slip in a guide is found where the tables are not at hand.
#[test]
fn sums_are_those_of_the_facts() {
    struct Sums {
        /// Required, situational, not used: of elements, components, segments, loops.
        usage: [[usize; 3]; 4],
        /// Codes listed, shortest lengths, longest lengths.
        content: [usize; 3],
    }
    fn add(sums: &mut Sums, element: &Element, kind: usize) {
        sums.usage[kind][element.usage as usize] += 1;
        match &element.content {
            Content::Simple { min, max, codes, .. } => {
                let more = [codes.len(), usize::from(*min), usize::from(*max)];
                (0..3).for_each(|n| sums.content[n] += more[n]);
            }
            Content::Composite { components, .. } => components.iter().for_each(|c| add(sums, c, 1)),
        }
    }
    let sums: Vec<_> = supported()
        .into_iter()
        .map(|guide| {
            let mut sums = Sums { usage: [[0; 3]; 4], content: [0; 3] };
            guide.segments.iter().flat_map(|r| &r.elements).for_each(|e| add(&mut sums, e, 0));
            guide.segments.iter().for_each(|r| sums.usage[2][r.usage as usize] += 1);
            guide.loops.iter().for_each(|l| sums.usage[3][l.usage as usize] += 1);
            (sums.usage, sums.content)
        })
        .collect();
    // The three loops of the envelope are ours.
    let professional = [[516, 325, 552], [80, 16, 237], [83, 135, 0], [11 + 3, 27, 0]];
    let institutional = [[370, 322, 484], [308, 35, 642], [72, 90, 0], [11 + 3, 24, 0]];
    assert_eq!(
        sums,
        [(professional, [1088, 2376, 37_923]), (institutional, [978, 2563, 41_401])],
        "a guide has changed: where that is meant, count what was added and correct the sums here"
    );
}

#[test]
fn the_first_child_of_a_loop_is_the_segment_that_opens_it() {
    for guide in supported() {
        for id in loops(guide) {
            let row = guide.row(guide.opener(id));
            assert_eq!(row.in_loop, id);
            assert_eq!(
                (row.usage, row.max_repeat),
                (super::super::schema::Usage::Required, Some(1)),
                "{}",
                row.label
            );
        }
        assert_eq!(guide.loop_(guide.transaction_loop()).field.as_deref(), Some("transaction"));
    }
}

#[test]
fn fields_and_labels_are_unique_in_their_loop() {
    for guide in supported() {
        for id in loops(guide) {
            let mut fields = BTreeSet::new();
            let mut labels = BTreeSet::new();
            for child in &guide.loop_(id).children {
                let (field, label) = match child {
                    Child::Segment(row) => (&guide.row(*row).field, &guide.row(*row).label),
                    Child::Loop(l) => (&guide.loop_(*l).field, &guide.loop_(*l).id),
                };
                let field = field.clone().unwrap_or_else(|| panic!("{label} feeds no field"));
                assert!(fields.insert(field.clone()), "{} {}: {field} twice", guide.id, guide.loop_(id).id);
                assert!(labels.insert(label.clone()), "{} {}: {label} twice", guide.id, guide.loop_(id).id);
            }
        }
    }
}

#[test]
fn a_field_means_the_same_segment_in_both_guides() {
    let mut meaning: BTreeMap<String, (String, bool)> = BTreeMap::new();
    for guide in supported() {
        let rows = guide.segments.iter().map(|r| (r.field.clone(), r.id.clone(), false));
        let loops = loops(guide)
            .map(|id| (guide.loop_(id).field.clone(), guide.row(guide.opener(id)).id.clone(), true));
        for (field, id, is_loop) in rows.chain(loops) {
            let field = field.expect("checked above");
            let known = meaning.entry(field.clone()).or_insert_with(|| (id.clone(), is_loop));
            assert_eq!(*known, (id, is_loop), "{field}");
        }
    }
}

/// The same field means the same qualifiers too, but for what one guide has more of.
#[test]
fn a_field_means_overlapping_qualifiers_in_both_guides() {
    let [professional, institutional] = [professional(), institutional()];
    let mut compared = 0;
    for a in &professional.segments {
        for b in &institutional.segments {
            let loops = (&professional.loop_(a.in_loop).field, &institutional.loop_(b.in_loop).field);
            if loops.0 == loops.1 && a.field == b.field {
                compared += 1;
                assert!(overlap(a, b), "{:?} {:?}", loops.0, a.field);
            }
        }
    }
    assert!(compared > 100, "{compared}");
}

/// NTE02 of a claim note and its like have their codes; what a condition asks for is checked by the loader.
#[test]
fn lengths_hold_for_the_codes_listed() {
    fn check(element: &Element, place: &str) {
        match &element.content {
            Content::Simple { min, max, codes, .. } => {
                assert!(min <= max && *min > 0, "{place}");
                for code in codes {
                    let length = code.len() as u16;
                    assert!((*min..=*max).contains(&length), "{place} {}: {code}", element.spot);
                }
            }
            Content::Composite { components, .. } => components.iter().for_each(|c| check(c, place)),
        }
    }
    for guide in supported() {
        for row in &guide.segments {
            row.elements.iter().for_each(|e| check(e, &format!("{} {}", guide.id, row.label)));
        }
    }
}

/// The names that the translator relies on, with the identifiers that carry them: 837P, 837I.
#[test]
fn loops_have_the_names_that_billing_people_use() {
    let names = [
        ("interchange", "ISA", "ISA"),
        ("group", "GS", "GS"),
        ("transaction", "ST", "ST"),
        ("submitter", "1000A", "1000A"),
        ("receiver", "1000B", "1000B"),
        ("billing_provider_level", "2000A", "2000A"),
        ("billing_provider", "2010AA", "2010AA"),
        ("pay_to_address", "2010AB", "2010AB"),
        ("pay_to_plan", "2010AC", "2010AC"),
        ("subscriber_level", "2000B", "2000B"),
        ("subscriber", "2010BA", "2010BA"),
        ("payer", "2010BB", "2010BB"),
        ("patient_level", "2000C", "2000C"),
        ("patient", "2010CA", "2010CA"),
        ("claim", "2300", "2300"),
        ("rendering_provider", "2310B 2420A", "2310D 2420C"),
        ("attending_provider", "", "2310A"),
        ("operating_physician", "", "2310B 2420A"),
        ("other_operating_physician", "", "2310C 2420B"),
        ("referring_provider", "2310A 2420F", "2310F 2420D"),
        ("supervising_provider", "2310D 2420D", ""),
        ("ordering_provider", "2420E", ""),
        ("purchased_service_provider", "2420B", ""),
        ("service_facility", "2310C 2420C", "2310E"),
        ("ambulance_pick_up", "2310E 2420G", ""),
        ("ambulance_drop_off", "2310F 2420H", ""),
        ("other_subscriber_level", "2320", "2320"),
        ("other_subscriber", "2330A", "2330A"),
        ("other_payer", "2330B", "2330B"),
        ("other_payer_referring_provider", "2330C", "2330H"),
        ("other_payer_rendering_provider", "2330D", "2330G"),
        ("other_payer_service_facility", "2330E", "2330F"),
        ("other_payer_supervising_provider", "2330F", ""),
        ("other_payer_billing_provider", "2330G", "2330I"),
        ("other_payer_attending_provider", "", "2330C"),
        ("other_payer_operating_physician", "", "2330D"),
        ("other_payer_other_operating_physician", "", "2330E"),
        ("service_line", "2400", "2400"),
        ("drug", "2410", "2410"),
        ("line_adjudication", "2430", "2430"),
        ("form", "2440", ""),
    ];
    for guide in supported() {
        let mut count = 0;
        for (field, professional, institutional) in names {
            let expected = if guide.kind == GuideKind::Professional { professional } else { institutional };
            let found = guide.loops.iter().filter(|l| l.field.as_deref() == Some(field));
            let found: Vec<&str> = found.map(|l| l.id.as_str()).collect();
            assert_eq!(found.join(" "), expected, "{field}");
            count += found.len();
        }
        assert_eq!(count, guide.loops.len(), "{}: a loop has another name", guide.id);
    }
}

#[test]
fn health_care_codes_carry_their_fields_on_elements() {
    let [professional, institutional] = [professional(), institutional()];
    let fields = |guide: &Guide, label: &str| {
        let row = guide.segments.iter().find(|r| r.label == label).unwrap_or_else(|| panic!("{label}"));
        row.elements.iter().filter_map(|e| e.field.clone()).collect::<Vec<_>>()
    };
    let diagnoses = fields(professional, "HI[ABK|BK]");
    assert_eq!(diagnoses.len(), 12);
    assert_eq!(diagnoses[0], "principal_diagnosis");
    assert!(diagnoses[1..].iter().all(|f| f == "other_diagnosis"));
    assert_eq!(fields(professional, "HI[BP]"), ["anesthesia_procedure"; 2]);
    assert_eq!(fields(professional, "HI[BG]"), ["condition"; 12]);
    for (label, field, count) in [
        ("HI[ABK|BK]", "principal_diagnosis", 1),
        ("HI[ABJ|BJ]", "admitting_diagnosis", 1),
        ("HI[APR|PR]", "reason_for_visit", 3),
        ("HI[ABN|BN]", "external_cause", 12),
        ("HI[DR]", "drg", 1),
        ("HI[ABF|BF]", "other_diagnosis", 12),
        ("HI[BBR|BR|CAH]", "principal_procedure", 1),
        ("HI[BBQ|BQ]", "other_procedure", 12),
        ("HI[BI]", "occurrence_span", 12),
        ("HI[BH]", "occurrence", 12),
        ("HI[BE]", "value", 12),
        ("HI[BG]", "condition", 12),
        ("HI[TC]", "treatment", 12),
    ] {
        assert_eq!(fields(institutional, label), vec![field; count], "{label}");
    }
}

/// Positions order the children, so a floating loop or a trailer may be anywhere in the file.
#[test]
fn children_stand_in_the_order_of_the_wire() {
    let guide = professional();
    let names = |id: &str| -> Vec<&str> {
        let in_loop = guide.loop_(guide.loop_id(id).expect("it is there"));
        in_loop
            .children
            .iter()
            .map(|c| match c {
                Child::Segment(row) => guide.row(*row).id.as_str(),
                Child::Loop(l) => guide.loop_(*l).id.as_str(),
            })
            .collect()
    };
    assert_eq!(names("ISA"), ["ISA", "GS", "IEA"]);
    assert_eq!(names("GS"), ["GS", "ST", "GE"]);
    assert_eq!(names("ST"), ["ST", "BHT", "1000A", "1000B", "2000A", "SE"]);
    assert_eq!(names("2000A"), ["HL", "PRV", "CUR", "2010AA", "2010AB", "2010AC", "2000B"]);
    assert_eq!(names("2000B"), ["HL", "SBR", "PAT", "2010BA", "2010BB", "2300", "2000C"]);
    assert_eq!(names("2000C"), ["HL", "PAT", "2010CA", "2300"]);
}
