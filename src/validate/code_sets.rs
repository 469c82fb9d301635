//! Which elements of a row come from which outside list, made quick to ask.

use crate::codes::External;
use crate::guide::{Content, Element, Guide, GuideKind, RowId, Spot};

use super::hit::Site;

/// The lists of a guide, by row.
#[derive(Debug)]
pub(super) struct CodeSets {
    rows: Vec<Box<[CodeSet]>>,
    cities: Vec<bool>,
}

/// One element with its list.
#[derive(Clone, Debug)]
pub(super) struct CodeSet {
    pub(super) spot: Spot,
    pub(super) list: External,
    /// The list is meant only where the element or component before says so.
    qualifier: Option<Box<[u8]>>,
}

impl CodeSet {
    #[inline]
    pub(super) fn applies(&self, site: &Site<'_>) -> bool {
        let Some(qualifier) = &self.qualifier else { return true };
        let before = match self.spot.component {
            0 => site.element(usize::from(self.spot.element) - 1),
            component => site.component(usize::from(self.spot.element), usize::from(component) - 1),
        };
        before == &**qualifier
    }
}

impl CodeSets {
    pub(super) fn of_guide(guide: &Guide) -> Self {
        // Which frequencies a professional claim may have is a rule of its own.
        let here = |set: &CodeSet| set.list != External::Frequency || guide.kind == GuideKind::Institutional;
        let of_row = |elements: &[Element]| {
            let mut sets = Vec::new();
            for element in elements {
                collect(element, &mut sets);
            }
            sets.retain(here);
            sets.into_boxed_slice()
        };
        Self {
            rows: guide.segments.iter().map(|row| of_row(&row.elements)).collect(),
            cities: guide.segments.iter().map(|row| row.id == "N4").collect(),
        }
    }

    /// The lists of a row's elements, in their order.
    #[inline]
    pub(super) fn of(&self, row: RowId) -> &[CodeSet] {
        &self.rows[row.0 as usize]
    }

    /// Whether the row is the city of an address (N4).
    #[inline]
    pub(super) fn is_city(&self, row: RowId) -> bool {
        self.cities[row.0 as usize]
    }
}

fn collect(element: &Element, sets: &mut Vec<CodeSet>) {
    match &element.content {
        Content::Composite { components, .. } => components.iter().for_each(|part| collect(part, sets)),
        Content::Simple { list: Some(lists), .. } => {
            for list in lists.split(" | ") {
                let (qualifier, name) = match list.split_once(": ") {
                    Some((qualifier, name)) => (Some(qualifier), name),
                    None => (None, list),
                };
                if let Some(list) = External::named(name) {
                    let qualifier = qualifier.map(|q| q.as_bytes().into());
                    sets.push(CodeSet { spot: element.spot, list, qualifier });
                }
            }
        }
        Content::Simple { .. } => {}
    }
}
