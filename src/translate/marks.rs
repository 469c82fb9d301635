//! What each place of a guide says about a person: the mark of the field that it feeds.

use std::collections::HashMap;

use crate::guide::{Guide, PerGuide, RowId, Spot};
use crate::model::{Mark, mark};

use super::bound_guide::BoundGuide;
use super::survey::Survey;

/// The marks of the fields that a guide's places feed.
#[derive(Debug)]
pub(crate) struct Marks(HashMap<(RowId, Spot), Mark>);

impl Marks {
    /// The marks of a guide, found out once.
    pub(crate) fn of(guide: &'static Guide) -> &'static Self {
        static MARKS: PerGuide<Marks> = PerGuide::new(Marks::new);
        MARKS.of(guide)
    }

    fn new(guide: &'static Guide) -> Self {
        let mut marks = HashMap::new();
        for place in Survey::of(BoundGuide::of(guide)).places() {
            let Some(mark) = mark(&place.path) else { continue };
            // A place that feeds two fields is as personal as the more personal one.
            let known = marks.entry((place.row, place.spot)).or_insert(mark);
            if mark.is_personal() && !known.is_personal() {
                *known = mark;
            }
        }
        Self(marks)
    }

    /// The mark of the field that a place feeds; none where no field with a mark does.
    pub(crate) fn get(&self, row: RowId, spot: Spot) -> Option<Mark> {
        self.0.get(&(row, spot)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::registry;

    /// The marks at the element of each row with this label.
    fn at(guide: &'static Guide, in_loop: &str, label: &str, element: u8, component: u8) -> Option<Mark> {
        let row = guide
            .segments
            .iter()
            .position(|row| row.label == label && guide.loop_(row.in_loop).id == in_loop);
        let row = row.unwrap_or_else(|| panic!("{in_loop} {label}"));
        Marks::of(guide).get(RowId(row as u16), Spot { element, component })
    }

    #[test]
    fn a_place_has_the_mark_of_its_field() {
        for guide in [registry::professional(), registry::institutional()] {
            for (in_loop, label, element, component, expected) in [
                ("2300", "CLM", 1, 0, Some(Mark::Id)),
                ("2300", "CLM", 2, 0, None),
                ("2300", "CLM", 5, 1, Some(Mark::Code)),
                ("2010BA", "NM1", 3, 0, Some(Mark::Name)),
                ("2010BA", "NM1", 9, 0, Some(Mark::Id)),
                ("2010BA", "DMG", 2, 0, Some(Mark::Birth)),
                ("2010CA", "N4", 3, 0, Some(Mark::Address)),
                ("2010AA", "NM1", 9, 0, Some(Mark::Public)),
                ("2010AA", "PER", 4, 0, Some(Mark::Contact)),
                ("2010AA", "PER", 8, 0, Some(Mark::Contact)),
                ("2330A", "NM1", 9, 0, Some(Mark::Id)),
                ("ISA", "ISA", 13, 0, Some(Mark::Control)),
            ] {
                assert_eq!(
                    at(guide, in_loop, label, element, component),
                    expected,
                    "{} {in_loop} {label}{element:02}-{component}",
                    guide.id
                );
            }
        }
    }
}
