//! What a file looks like beyond what it says: the order of segments where the guide leaves one, and white space.

use std::collections::{BTreeMap, HashMap};

use crate::model::{Extras, WhiteSpace};
use crate::tree::Part;

use super::block::{Block, What};
use super::bound_guide::{BoundGuide, NOWHERE};
use super::open_loop::WriteFault;
use super::sealed::Sealed;
use super::unmapped::addresses;

/// Notes what of a part's block writing by the guide would not bring back.
pub(crate) fn collect(part: Part, taken: &[bool], bound: &BoundGuide, block: &Block, extras: &mut Extras) {
    for (n, text) in block.white() {
        note(part.loop_name(), n, text, &mut extras.white_space);
    }
    if block.is_disordered() {
        order(taken, bound, block, &mut extras.order);
    }
}

/// Adds the white space behind segment `n` of a part, from 0.
fn note(part: &str, n: usize, text: &str, runs: &mut Vec<WhiteSpace>) {
    let segment = n as u32 + 1;
    match runs.last_mut() {
        Some(run) if run.part == part && run.segment + run.count == segment && run.text == text => {
            run.count += 1;
        }
        _ => runs.push(WhiteSpace { part: part.to_owned(), segment, count: 1, text: text.to_owned() }),
    }
}

/// Adds the places of the segments that are otherwise than in guide order, as they are.
fn order(taken: &[bool], bound: &BoundGuide, block: &Block, order: &mut Vec<String>) {
    let mut by_guide = Vec::with_capacity(block.len());
    sorted(block, 0, block.nodes().len(), &mut by_guide);
    by_guide.retain(|entry| taken[*entry]);
    let as_it_stands: Vec<usize> = (0..block.len()).filter(|entry| taken[*entry]).collect();
    let same = |(a, b): &(&usize, &usize)| a == b;
    let first = as_it_stands.iter().zip(&by_guide).take_while(same).count();
    let last = as_it_stands.iter().rev().zip(by_guide.iter().rev()).take_while(same).count();
    let addresses = addresses(taken, bound, block);
    for entry in as_it_stands.get(first..as_it_stands.len().saturating_sub(last)).unwrap_or_default() {
        order.extend(addresses[*entry].clone());
    }
}

/// The entries of some nodes, loops with what is in them, in guide order.
fn sorted(block: &Block, from: usize, to: usize, entries: &mut Vec<usize>) {
    let nodes = block.nodes();
    let mut children = Vec::new();
    let mut at = from;
    while at < to {
        // What has no place goes where its left neighbour goes; no place is taken from it.
        if nodes[at].ordinal != NOWHERE {
            children.push(at);
        }
        at = nodes[at].end as usize;
    }
    children.sort_by_key(|child| nodes[*child].ordinal);
    for child in children {
        match nodes[child].what {
            What::Segment(entry) => entries.push(entry as usize),
            What::Loop(..) => sorted(block, child + 1, nodes[child].end as usize, entries),
        }
    }
}

/// Puts segments into the order in which they came: those named trade places with each other.
pub(crate) fn arrange(order: &[String], segments: Vec<Sealed>) -> Vec<Sealed> {
    if order.is_empty() {
        return segments;
    }
    let rank: HashMap<&str, usize> = order.iter().enumerate().map(|(n, place)| (place.as_str(), n)).collect();
    let ranked = |segment: &Sealed| segment.address.as_deref().and_then(|address| rank.get(address)).copied();
    let is_named: Vec<bool> = segments.iter().map(|segment| ranked(segment).is_some()).collect();
    let (mut named, others): (Vec<Sealed>, Vec<Sealed>) =
        segments.into_iter().partition(|segment| ranked(segment).is_some());
    named.sort_by_key(ranked);
    let (mut named, mut others) = (named.into_iter(), others.into_iter());
    is_named.into_iter().filter_map(|is_named| if is_named { named.next() } else { others.next() }).collect()
}

/// What is behind the terminators of a claim's file where it is not the line end: runs by part and first segment, from 1.
#[derive(Debug, Default)]
pub(crate) struct White<'c>(BTreeMap<(&'c str, u32), &'c WhiteSpace>);

impl<'c> White<'c> {
    /// That of a claim; or what is wrong with it.
    pub(crate) fn of(x12: &'c Extras) -> Result<Self, WriteFault> {
        let blank = |run: &WhiteSpace| run.text.bytes().all(|b| matches!(b, b' ' | b'\t'..=b'\r'));
        match x12.white_space.iter().position(|run| !blank(run)) {
            None => Ok(Self(x12.white_space.iter().map(|run| ((&*run.part, run.segment), run)).collect())),
            Some(n) => Err(WriteFault {
                path: format!("x12.white_space[{n}].text"),
                message: "holds more than white space, which would be read as part of the next segment"
                    .to_owned(),
            }),
        }
    }

    /// Behind segment `n` of a part or trailer, from 0.
    pub(crate) fn behind(&self, part: &str, n: usize) -> Option<&'c str> {
        let segment = n as u32 + 1;
        let ((of, first), run) = self.0.range(..=(part, segment)).next_back()?;
        (*of == part && segment - first < run.count).then_some(&*run.text)
    }
}

/// What is behind a claim's interchange; or what is wrong with what is around it.
pub(crate) fn around(x12: &Extras) -> Result<Option<String>, WriteFault> {
    for (path, text) in [("x12.before", &x12.before), ("x12.behind", &x12.behind)] {
        if text.as_ref().is_some_and(|text| text.contains("ISA")) {
            let message = "holds an ISA, which would be read as an interchange of its own".to_owned();
            return Err(WriteFault { path: path.to_owned(), message });
        }
    }
    Ok(x12.behind.clone())
}
