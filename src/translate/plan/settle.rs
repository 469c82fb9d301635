//! What a row of the guide asks of its elements, put beside what is done with them.

use crate::guide::Spot;

use super::super::direction::SEGMENT;
use super::super::row::RowTable;
use super::{Act, Acts, Codes, code};

/// Elements of a row whose values go into one record.
pub(super) fn settle(acts: &mut Acts, table: &RowTable) {
    acts.used = table.elements | acts.passed;
    acts.passed |= table.certain;
    acts.must |= table.asked_elements;
    for &(spot, with) in &table.asked {
        ask(acts, spot, with);
    }
    for fixed in &table.uncertain {
        fix(acts, fixed.spot, fixed.with, &fixed.code);
    }
    unused(acts, table, 0);
}

/// Codes: each element is a composite, and those of one kind ask the same.
pub(super) fn settle_codes(codes: &mut Codes, table: &RowTable) {
    for (first, _, _, acts) in &mut codes.roles {
        let here = |spot: Spot| spot.element == *first && spot.component > 0;
        let moved = |spot: Spot| Spot { element: u8::from(spot.element == *first), ..spot };
        for fixed in table.fixed.iter().filter(|fixed| here(fixed.spot)) {
            fix(acts, moved(fixed.spot), moved(fixed.with), &fixed.code);
        }
        for (spot, with) in table.asked.iter().filter(|(spot, _)| here(*spot)) {
            ask(acts, moved(*spot), moved(*with));
        }
        unused(acts, table, *first - 1);
    }
}

/// Asks for a place where its element is not a value by itself.
fn ask(acts: &mut Acts, spot: Spot, with: Spot) {
    let is_whole = !matches!(acts.by[usize::from(spot.element)], Act::Stray | Act::Components(_));
    let spot = if is_whole { Spot { component: 0, ..spot } } else { spot };
    // A whole that is there is there.
    if spot.element != with.element || spot.component > 0 {
        acts.ask(spot, with);
    }
}

/// A place holds this code if another one is filled; that is all it can say, unless a field takes it.
fn fix(acts: &mut Acts, spot: Spot, with: Spot, only: &str) {
    let whole = &mut acts.by[usize::from(spot.element)];
    let act = match spot.component {
        0 => Some(whole),
        component if matches!(whole, Act::Stray | Act::Components(_)) => {
            Some(&mut acts.components(spot.element).by[usize::from(component)])
        }
        _ => None,
    };
    if let Some(act) = act.filter(|act| matches!(act, Act::Stray | Act::Kind(_))) {
        *act = Act::Fixed(code(only.as_bytes()));
        if with != SEGMENT {
            ask(acts, with, spot);
        }
    }
    ask(acts, spot, with);
}

/// What the guide has no use for has no field either, though a description that serves several rows may name it.
fn unused(acts: &mut Acts, table: &RowTable, base: u8) {
    for element in 1..32 {
        let Act::Components(n) = acts.by[usize::from(element)] else { continue };
        let components = &mut acts.composites[usize::from(n)];
        for component in 1..16 {
            if !table.uses(Spot { element: element + base, component }) {
                components.by[usize::from(component)] = Act::Stray;
            }
        }
    }
}
