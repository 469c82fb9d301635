//! What a claim carries beside its fields, put back where it came from.

use std::collections::{HashMap, HashSet};

use crate::guide::Spot;
use crate::model::{Extras, Text, Unmapped};
use crate::x12::Delimiters;

use super::draft::{Draft, Strength};
use super::open_loop::WriteFault;

/// The `x12.unmapped` of a claim, by address, and its `x12.absent`.
#[derive(Debug, Default)]
pub(crate) struct Preserved {
    by_address: HashMap<String, Vec<usize>>,
    all: Vec<(Unmapped, bool)>,
    /// Places that the claim came without.
    absent: HashSet<String>,
    /// Whether addresses matter for the encoding of values or the order of segments.
    addressed: bool,
}

impl Preserved {
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
            absent: x12.absent.iter().cloned().collect(),
            addressed: !(x12.windows_1252.is_empty() && x12.order.is_empty()),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty() && self.absent.is_empty() && !self.addressed
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
        let mut around = address.match_indices('/').map(|(end, _)| &address[..end]);
        self.absent.contains(&address) || around.any(|outer| self.absent.contains(outer))
    }

    /// Puts into a segment what belongs there.
    pub(crate) fn apply(
        &mut self,
        address: &str,
        draft: &mut Draft,
        delimiters: Delimiters,
    ) -> Vec<WriteFault> {
        let mut problems = Vec::new();
        for &n in self.by_address.get(address).map_or(&[][..], Vec::as_slice) {
            let (entry, used) = &mut self.all[n];
            if std::mem::replace(used, true) {
                continue;
            }
            let done = match entry {
                Unmapped::Filled { .. } => Ok(()),
                Unmapped::Segment { segment, .. } => follow(draft, segment, delimiters),
                Unmapped::Element { element, value, .. } => put(draft, element, value, delimiters),
            };
            if let Err(message) = done {
                problems.push(WriteFault { path: format!("x12.unmapped[{n}]"), message });
            }
        }
        problems
    }

    /// What found no place.
    pub(crate) fn unused(&self) -> impl Iterator<Item = WriteFault> + '_ {
        self.all.iter().enumerate().filter(|(_, (_, used))| !used).map(|(n, _)| WriteFault {
            path: format!("x12.unmapped[{n}]"),
            message:
                "names a segment that this claim does not have (any more); remove it, or correct its place"
                    .to_owned(),
        })
    }
}

/// Adds a segment behind another.
fn follow(draft: &mut Draft, segment: &Text, delimiters: Delimiters) -> Result<(), String> {
    let holds = |byte: u8| byte.is_ascii() && segment.as_bytes().contains(&byte);
    if holds(delimiters.segment) {
        return Err("holds what ends segments in this file; give each segment an entry of its own".to_owned());
    }
    let id = segment.split(char::from(delimiters.element)).next().unwrap_or_default();
    if ENVELOPES.contains(&id) {
        return Err(format!("is {id}, which is made anew; remove it"));
    }
    draft.followers.push(segment.clone());
    Ok(())
}

/// Segments that are made from the file as a whole.
const ENVELOPES: [&str; 6] = ["ISA", "GS", "ST", "SE", "GE", "IEA"];

fn put(draft: &mut Draft, element: &str, value: &Text, delimiters: Delimiters) -> Result<(), String> {
    let spot = spot(element)
        .ok_or("names its element in a way that is not understood; write `06`, or `05-4` for a component")?;
    // The last number there is stands for all that follows as well.
    let ends_component = spot.component != 0 && spot.component != u8::MAX;
    let ends = [
        Some(delimiters.segment),
        Some(delimiters.element).filter(|_| spot.element != u8::MAX),
        Some(delimiters.component).filter(|_| ends_component),
    ];
    let holds = |byte: &u8| byte.is_ascii() && value.as_bytes().contains(byte);
    if let Some(does) = ends.into_iter().flatten().find(holds).and_then(|byte| delimiters.role(byte)) {
        return Err(format!("holds a character that {does} in this file; take it out"));
    }
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
