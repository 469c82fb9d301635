//! Which box of its form shows what stands at a place of a guide.

use std::collections::HashMap;

use crate::form::{Form, Place};
use crate::guide::{Child, Guide, PerGuide, RowId, Spot};

use super::bound_guide::BoundGuide;
use super::survey::{ItemPlace, Survey};

/// The boxes for the places of a guide.
#[derive(Debug)]
pub(crate) struct Boxes {
    form: &'static Form,
    guide: &'static Guide,
    /// By row and element.
    places: HashMap<(RowId, u8), Vec<Fed>>,
}

/// A field that a place feeds.
#[derive(Debug)]
struct Fed {
    spot: Spot,
    steps: Vec<Place>,
    /// The outermost list on the way, where its items can be counted.
    counted: Option<(usize, ItemPlace)>,
    patient_follows: Option<bool>,
}

/// A place in a claim.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At<'a> {
    /// Its row.
    pub(crate) row: RowId,
    /// The element, and the component if it is one; none for the segment as a whole.
    pub(crate) spot: Option<Spot>,
    /// What is there.
    pub(crate) value: Option<&'a str>,
    /// Whether the patient is another than the subscriber.
    pub(crate) patient_follows: bool,
}

impl Boxes {
    /// Those of a guide, found out once.
    pub(crate) fn of(guide: &'static Guide) -> &'static Self {
        static BOXES: PerGuide<Boxes> = PerGuide::new(Boxes::new);
        BOXES.of(guide)
    }

    fn new(guide: &'static Guide) -> Self {
        let mut places: HashMap<_, Vec<_>> = HashMap::new();
        for place in Survey::of(BoundGuide::of(guide)).places().iter().filter(|place| !place.path.is_empty())
        {
            let mut items = place.items.iter();
            let (mut steps, mut counted): (Vec<Place>, _) = (Vec::new(), None);
            for step in place.path.split('.') {
                let (key, item) = match step.split_once('[') {
                    Some((key, _)) => (key, items.next()),
                    None => (step, None),
                };
                if let Some(item) = item.filter(|_| steps.is_empty() && key != "service_lines") {
                    counted = Some((steps.len(), item.clone()));
                }
                let kind = item.and_then(|item| item.kind.clone());
                steps.push(Place { key: key.to_owned(), kind, at: None });
            }
            let fed = Fed { spot: place.spot, steps, counted, patient_follows: place.patient_follows };
            places.entry((place.row, place.spot.element)).or_default().push(fed);
        }
        Self { form: Form::of(guide.kind), guide, places }
    }

    /// The number of the box for a place; none where the form has none for it. `before` counts the segments of a row up to
    /// the place.
    pub(crate) fn box_of(&self, at: At<'_>, before: &dyn Fn(RowId) -> usize) -> Option<&'static str> {
        let elements = match at.spot {
            Some(spot) => spot.element..=spot.element,
            None => 0..=32,
        };
        let of_row = elements.filter_map(|n| self.places.get(&(at.row, n))).flatten();
        let fed =
            of_row.filter(|fed| fed.patient_follows.is_none_or(|follows| follows == at.patient_follows));
        let exact = |fed: &&Fed| at.spot.is_some_and(|spot| spot == fed.spot);
        let near = |fed: &&Fed| {
            at.spot.is_none_or(|spot| spot != fed.spot && (spot.component == 0 || fed.spot.component == 0))
        };
        let shown = |fed: &Fed| self.form.box_of(&self.steps(fed, before), at.value);
        fed.clone().filter(exact).find_map(shown).or_else(|| fed.filter(near).find_map(shown))
    }

    /// The steps of a field with the position of the item.
    fn steps(&self, fed: &Fed, before: &dyn Fn(RowId) -> usize) -> Vec<Place> {
        let mut steps = fed.steps.clone();
        if let Some((n, item)) = &fed.counted
            && let Some(repeats) = item.repeats
        {
            let row = match repeats {
                Child::Segment(row) => row,
                Child::Loop(id) => self.guide.opener(id),
            };
            let (overall, among, width) = item.slot;
            let earlier = before(row).saturating_sub(1) * width;
            steps[*n].at = Some((overall + earlier, among + earlier));
        }
        steps
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::translate::{Claims, Event, RawClaim};
    use crate::x12::{Charset, Reader};

    /// Files of the samples, and of the corpus where there is one.
    fn files(folder: &Path, found: &mut Vec<PathBuf>) {
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        for path in entries.map(|entry| entry.expect("an entry").path()) {
            if path.is_dir() { files(&path, found) } else { found.push(path) }
        }
    }

    /// What differs between the filled form and what the places alone say.
    fn differences(raw: &RawClaim, differences: &mut Vec<String>) -> usize {
        let claim = raw.to_claim();
        let filled = Form::of(claim.r#type).fill(&claim);
        let rows = filled.pages.iter().flat_map(|page| &page.rows);
        let pieces = rows.flat_map(|row| &row.boxes).flat_map(|one| one.lines.iter().flatten());
        let paths: Vec<&str> = pieces.filter_map(|piece| Some(&*piece.of.as_ref()?.path)).collect();
        let mut asked = 0;
        for (path, at) in paths.iter().zip(raw.locate(&paths)) {
            let entries = || raw.blocks().flat_map(super::super::Block::entries);
            let entry = entries().find(|entry| Some(entry.position.offset) == at.offset);
            let (Some(row), Some(element)) = (entry.and_then(|entry| entry.row), &at.element) else {
                continue;
            };
            let element = element[element.len() - 2..].parse().expect("a number");
            let before = |row| {
                let up_to = entries().filter(|entry| Some(entry.position.offset) <= at.offset);
                up_to.filter(|entry| entry.row == Some(row)).count()
            };
            let spot = Spot { element, component: at.component.unwrap_or(0) };
            let patient_follows = raw.above().1[2].is_some();
            let place = At { row, spot: Some(spot), value: at.value.as_deref(), patient_follows };
            let of_place = Boxes::of(raw.guide()).box_of(place, &before);
            let of_path = Form::of(claim.r#type).box_of_path(&claim, path, at.value.as_deref());
            let number = filled.box_of(path).map(|number| if number == "8a" { "60A" } else { number });
            let of_payer = |number: &str| {
                let stem = number.trim_end_matches(|c: char| c.is_ascii_uppercase());
                (50..=64).contains(&stem.parse().unwrap_or(0))
            };
            let same = |found: Option<&str>| {
                found == number || number.is_some_and(|n| of_payer(n) && found == Some(&n[..2]))
            };
            asked += 1;
            if !same(of_place) || !same(of_path) {
                differences.push(format!(
                    "{path} at {:?}: {number:?}, by place {of_place:?}, by path {of_path:?} {spot:?} {} {}",
                    at.element,
                    before(row),
                    at.offset.unwrap_or(0)
                ));
            }
        }
        asked
    }

    #[test]
    fn the_place_of_a_value_alone_leads_to_the_box_that_shows_it() {
        let (mut all, mut asked, mut found) = (Vec::new(), 0, Vec::new());
        files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples"), &mut all);
        if let Some(folder) = std::env::var_os("TWINCLAIM_CORPUS") {
            files(Path::new(&folder), &mut all);
        }
        for path in all {
            let bytes = std::fs::read(&path).expect("a file");
            let mut claims = Claims::new(Reader::from_slice(&bytes), None, Charset::Auto);
            while let Some(Ok(event)) = claims.next() {
                if let Event::Claim(raw) = event {
                    asked += differences(&raw, &mut found);
                }
            }
        }
        found.sort();
        found.dedup();
        assert!(asked > 2000, "{asked}");
        assert!(found.is_empty(), "{} of {asked}:\n{}", found.len(), found.join("\n"));
    }
}
