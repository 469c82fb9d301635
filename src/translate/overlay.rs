//! What a claim carries beside its fields, put back where it came from.

use std::collections::HashMap;

use crate::encounter::{Extras, Text, Unmapped};
use crate::guide::Spot;

use super::draft::{Draft, Strength};
use super::frame::Problem;

/// The `x12.unmapped` of a claim, by address, and its `x12.absent`.
#[derive(Debug, Default)]
pub(crate) struct Overlay {
    by_address: HashMap<String, Vec<usize>>,
    all: Vec<(Unmapped, bool)>,
    /// Places that the claim came without.
    absent: Vec<String>,
    /// Whether addresses matter for the encoding of values.
    legacy: bool,
}

impl Overlay {
    pub(crate) fn new(x12: &Extras) -> Self {
        let unmapped = &x12.unmapped;
        let mut by_address: HashMap<String, Vec<usize>> = HashMap::new();
        for (n, entry) in unmapped.iter().enumerate() {
            let (Unmapped::Segment { after: at, .. }
            | Unmapped::Element { at, .. }
            | Unmapped::Filled { at, .. }) = entry;
            by_address.entry(at.clone()).or_default().push(n);
        }
        Self {
            by_address,
            all: unmapped.iter().map(|entry| (entry.clone(), false)).collect(),
            absent: x12.absent.clone(),
            legacy: !x12.windows_1252.is_empty(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty() && self.absent.is_empty() && !self.legacy
    }

    /// After how many codes the segment at this address ends although there is room for more.
    pub(crate) fn filled(&self, address: &str) -> Option<u8> {
        self.by_address.get(address)?.iter().find_map(|n| match &self.all[*n].0 {
            Unmapped::Filled { filled, .. } => Some(*filled),
            _ => None,
        })
    }

    /// Whether the claim came without what belongs at this address, or without a loop around it.
    pub(crate) fn came_without(&self, address: impl FnOnce() -> String) -> bool {
        if self.absent.is_empty() {
            return false;
        }
        let address = address();
        let covers = |absent: &String| {
            address.strip_prefix(absent.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.absent.iter().any(covers)
    }

    /// Puts into a segment what belongs there.
    pub(crate) fn apply(&mut self, address: &str, draft: &mut Draft) -> Vec<Problem> {
        let mut problems = Vec::new();
        for &n in self.by_address.get(address).map_or(&[][..], Vec::as_slice) {
            let (entry, used) = &mut self.all[n];
            if std::mem::replace(used, true) {
                continue;
            }
            match entry {
                Unmapped::Filled { .. } => {}
                Unmapped::Segment { segment, .. } => draft.followers.push(segment.clone()),
                Unmapped::Element { element, value, .. } => {
                    if let Err(message) = put(draft, element, value) {
                        problems.push(Problem { path: format!("x12.unmapped[{n}]"), message });
                    }
                }
            }
        }
        problems
    }

    /// What found no place.
    pub(crate) fn unused(&self) -> impl Iterator<Item = Problem> + '_ {
        self.all.iter().enumerate().filter(|(_, (_, used))| !used).map(|(n, _)| Problem {
            path: format!("x12.unmapped[{n}]"),
            message:
                "names a segment that this claim does not have (any more); remove it, or correct its place"
                    .to_owned(),
        })
    }
}

fn put(draft: &mut Draft, element: &str, value: &Text) -> Result<(), String> {
    let spot = spot(element)
        .ok_or("names its element in a way that is not understood; write `06`, or `05-4` for a component")?;
    if let Some(path) = draft.holder(spot) {
        return Err(format!("and {path} both give element {element}; remove one of them"));
    }
    draft.remove(spot);
    draft.set(spot, value.clone(), Strength::Kept);
    Ok(())
}

/// `06` or `05-4`.
pub(crate) fn spot(text: &str) -> Option<Spot> {
    let (element, component) =
        text.split_once('-').map_or((text, None), |(element, component)| (element, Some(component)));
    let component = component.map_or(Some(0), |c| c.parse().ok().filter(|c| *c > 0))?;
    Some(Spot { element: element.parse().ok().filter(|e| *e > 0)?, component })
}
