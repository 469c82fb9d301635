//! Whether the description names every place of the guides, and every field has one.

use std::collections::BTreeSet;

use crate::guide::{Content, Guide, RowId, Spot, Usage, registry};
use crate::model::ClaimType;

use super::bound_guide::BoundGuide;
use super::field::Field;
use super::survey::Survey;

/// Places of a guide that hold a value which neither the description names nor the row fixes.
fn missing(kind: ClaimType) -> Vec<String> {
    let bound = BoundGuide::of(registry::guide(kind));
    let guide: &Guide = bound.guide;
    let survey = Survey::of(bound);
    let all: BTreeSet<(RowId, Spot)> = survey.places().iter().map(|place| (place.row, place.spot)).collect();
    let mut missing = Vec::new();
    for (n, row) in guide.segments.iter().enumerate() {
        let id = RowId(n as u16);
        if matches!(&*row.id, "SE" | "GE" | "IEA") {
            continue;
        }
        if !all.iter().any(|(named, _)| *named == id) {
            missing.push(format!("{} {} as a whole", guide.loop_(row.in_loop).id, row.label));
        }
        let fixed = |spot: Spot| bound.table(id).fixed.iter().any(|fixed| fixed.spot == spot);
        let named = |spot: Spot| {
            let whole = Spot { component: 0, ..spot };
            all.contains(&(id, spot)) || all.contains(&(id, whole))
        };
        let mut look = |element: &crate::guide::Element| {
            if element.usage != Usage::NotUsed && !fixed(element.spot) && !named(element.spot) {
                missing.push(format!(
                    "{} {} {}{} {} ({})",
                    guide.loop_(row.in_loop).id,
                    row.label,
                    row.id,
                    element.spot,
                    element.name,
                    row.field.as_deref().unwrap_or("no name")
                ));
            }
        };
        for element in &row.elements {
            match &element.content {
                Content::Composite { components, .. } if element.usage != Usage::NotUsed => {
                    components.iter().for_each(&mut look);
                }
                _ => look(element),
            }
        }
    }
    missing
}

#[test]
fn every_place_of_both_guides_feeds_a_field() {
    for kind in [ClaimType::Professional, ClaimType::Institutional] {
        let missing = missing(kind);
        assert!(
            missing.is_empty(),
            "{kind:?}: {} places feed no field:\n{}",
            missing.len(),
            missing.join("\n")
        );
    }
}

#[test]
fn every_field_is_fed_by_a_row() {
    let fields = |kind| Survey::of(BoundGuide::of(registry::guide(kind))).fields;
    let mut fed = fields(ClaimType::Professional);
    fed.extend(fields(ClaimType::Institutional));
    let unfed: Vec<_> = Field::ALL.iter().filter(|(field, _)| !fed.contains(field)).collect();
    assert!(unfed.is_empty(), "no description reaches {unfed:?}");
}
