//! Handles name places that are there.

use crate::guide::GuideKind;
use crate::guide::registry;
use crate::rules::Field;
use crate::validate::fields::Names;

#[test]
fn every_handle_names_a_place_of_one_guide_at_least() {
    let names: Vec<Names> = [GuideKind::Professional, GuideKind::Institutional]
        .map(|kind| Names::of_guide(registry::guide(kind)))
        .into();
    for name in Field::ALL.iter().map(|field| field.name()) {
        assert!(names.iter().any(|names| names.has(name)), "no guide has {name}");
    }
}
