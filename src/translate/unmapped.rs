//! What a reading leaves over, and what it did not find, as the claim's `x12` key says it.

use crate::guide::Spot;
use crate::model::{Extras, Text, Unmapped};
use crate::x12::{Charset, Segment};

use super::address::Addresses;
use super::block::{Block, What};
use super::bound_guide::BoundGuide;
use super::missing_required;
use super::read::{Leftover, LeftoverKind, Read};
use super::text::decode;

/// Adds what a finished reading of a block left over and what it lacked.
pub(crate) fn collect(
    read: &Read<'_>,
    bound: &BoundGuide,
    block: &Block,
    encoding: Charset,
    extras: &mut Extras,
) {
    let taken = &read.memory.taken;
    let all_taken = taken.iter().all(|taken| *taken);
    if !all_taken || !missing_required::is_whole(bound, block) {
        missing_required::collect(taken, bound, block, extras);
    }
    if all_taken && read.leftovers.iter().all(|left| !taken[left.entry]) {
        return;
    }
    let addresses = addresses(taken, bound, block);
    // They come in the order of the description, and are reported in that of the segments.
    let mut leftovers = read.leftovers.clone();
    leftovers.sort_by_key(|left| left.entry);
    let mut after = String::new();
    let mut followers = 0;
    for (entry, address) in addresses.into_iter().enumerate() {
        let Some(address) = address else {
            followers += 1;
            let place = follower(&after, followers);
            let segment = whole(&block.segment(entry), &place, encoding, extras);
            extras.unmapped.push(Unmapped::Segment { after: after.clone(), segment });
            continue;
        };
        let first = leftovers.partition_point(|left| left.entry < entry);
        for left in leftovers[first..].iter().take_while(|left| left.entry == entry) {
            note(left, &address, block, encoding, extras);
        }
        (after, followers) = (address, 0);
    }
}

/// Place of the `n`th segment behind another that no field holds, from 1.
pub(crate) fn follower(after: &str, n: usize) -> String {
    format!("{after}+{n}")
}

/// A segment that no field holds, decoded element by element like any other.
fn whole(segment: &Segment<'_>, place: &str, encoding: Charset, extras: &mut Extras) -> Text {
    let mut text = String::new();
    for n in 0..=segment.last() {
        let (element, legacy) = decode(segment.element(n), encoding);
        if legacy {
            extras.windows_1252.push(format!("{place}-{n:02}"));
        }
        if n > 0 {
            text.push(char::from(segment.delimiters().element));
        }
        text.push_str(&element);
    }
    text.as_str().into()
}

fn note(left: &Leftover, address: &str, block: &Block, encoding: Charset, extras: &mut Extras) {
    match left.what {
        LeftoverKind::Filled(filled) => {
            extras.unmapped.push(Unmapped::Filled { at: address.to_owned(), filled });
        }
        LeftoverKind::Windows1252(spot) => {
            let place = format!("{address}-{spot}");
            if !extras.windows_1252.contains(&place) {
                extras.windows_1252.push(place);
            }
        }
        LeftoverKind::Element(spot) => {
            let segment = block.segment(left.entry);
            let bytes = value(&segment, spot);
            let (text, legacy) = decode(bytes, encoding);
            if legacy {
                extras.windows_1252.push(format!("{address}-{spot}"));
            }
            extras.unmapped.push(Unmapped::Element {
                at: address.to_owned(),
                element: spot.to_string(),
                value: text.as_ref().into(),
            });
        }
    }
}

/// What is at a place. The last number there is stands for all that follows as well.
fn value<'a>(segment: &Segment<'a>, spot: Spot) -> &'a [u8] {
    let n = usize::from(spot.element);
    match spot.component {
        0 if spot.element == u8::MAX => &segment.bytes()[segment.element_offset(n)..],
        0 => segment.element(n),
        u8::MAX => {
            let separator = segment.delimiters().component;
            let mut parts = segment.element(n).splitn(usize::from(u8::MAX), |b| *b == separator);
            parts.nth(usize::from(u8::MAX) - 1).unwrap_or_default()
        }
        c => segment.component(n, usize::from(c)),
    }
}

/// The address of each entry the model took something from. Only those count as instances: writing makes no others.
pub(crate) fn addresses(taken: &[bool], bound: &BoundGuide, block: &Block) -> Vec<Option<String>> {
    let nodes = block.nodes();
    let mut addresses = Addresses::new(bound.guide);
    let mut found = vec![None; block.len()];
    let mut open: Vec<usize> = Vec::new();
    for (n, node) in nodes.iter().enumerate() {
        while open.last().is_some_and(|end| *end <= n) {
            open.pop();
            addresses.close();
        }
        match node.what {
            What::Loop(in_loop, _) => {
                let inside = &nodes[n..node.end as usize];
                let any = inside
                    .iter()
                    .any(|node| matches!(node.what, What::Segment(entry) if taken[entry as usize]));
                if any || n == 0 {
                    addresses.open(in_loop);
                    open.push(node.end as usize);
                }
            }
            What::Segment(entry) => {
                let entry = entry as usize;
                if let Some(row) = block.entry(entry).row.filter(|_| taken[entry]) {
                    found[entry] = Some(addresses.segment(row));
                }
            }
        }
    }
    found
}
