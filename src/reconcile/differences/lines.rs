//! Values of paired lines: procedure, modifiers, units, days, drug.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::codes::laterality;
use crate::codes::services;
use crate::reconcile::claim_view::LineView;
use crate::reconcile::line_pairing::{LinePair, LinePairing, Relation, is_one};
use crate::reconcile::scope::Encounter;

use super::{Differences, plain, said_of_line};

/// Modifiers that mean the same on both sides, besides those for a site: both sides of the body, reduced or stopped,
/// screening, drug wasted.
const COMPARED: &[&str] = &["50", "52", "53", "73", "74", "PT", "33", "JW", "JZ"];

pub(super) fn compare(encounter: &Encounter<'_>, pairing: &LinePairing<'_>, found: &mut Differences) {
    for pair in &pairing.pairs {
        procedure(pair, found);
        if matches!(
            pair.relation,
            Relation::SameProcedure | Relation::SeveralUnits | Relation::SameFamily | Relation::SharedGlobal
        ) {
            modifiers(pair, pairing, found);
        }
        days(pair, found);
        drug(pair, found);
    }
    units(pairing, found);
    outside(encounter, pairing, found);
}

fn procedure(pair: &LinePair<'_>, found: &mut Differences) {
    let expected = match pair.relation {
        Relation::VisitLevel => Some("each side levels the visit by its own rules"),
        Relation::Components => Some("components of one test have codes of their own"),
        Relation::SameFamily | Relation::CombinedCode | Relation::AddOn => None,
        _ => return,
    };
    let code = |line: LineView<'_>| {
        let code = if line.code_text().is_empty() { line.revenue() } else { line.code_text() };
        said_of_line(line, "procedure.code", code)
    };
    if !pair.facility.same_code(pair.professional) {
        found.push("procedure", Some(code(pair.facility)), Some(code(pair.professional)), expected);
    }
}

/// Modifiers of a line that mean the same on both sides: stopped before or after anesthesia is stopped.
fn compared(line: LineView<'_>) -> BTreeSet<String> {
    let all = line.modifiers().into_iter();
    let kept = all.filter(|m| COMPARED.contains(&m.as_str()) || laterality::is_site(m));
    kept.map(|m| match m.as_str() {
        "52" | "53" | "73" | "74" => "53".to_owned(),
        _ => m,
    })
    .collect()
}

fn modifiers(pair: &LinePair<'_>, pairing: &LinePairing<'_>, found: &mut Differences) {
    let (facility, professional) = (pair.facility, pair.professional);
    let (ours, theirs) = (facility.modifiers(), professional.modifiers());
    if ours.iter().collect::<BTreeSet<_>>() == theirs.iter().collect::<BTreeSet<_>>() {
        return;
    }
    // Both sides of the body in one line, or a line for each: all lines of the two together say which.
    let of = |is_facility: bool| -> BTreeSet<String> {
        let here = pairing
            .pairs
            .iter()
            .filter(|other| is_one(other.facility, facility) || is_one(other.professional, professional));
        let sites: BTreeSet<String> = here
            .flat_map(|other| compared(if is_facility { other.facility } else { other.professional }))
            .collect();
        if sites.contains("RT") && sites.contains("LT") {
            sites.into_iter().filter(|m| m != "RT" && m != "LT").chain(["50".to_owned()]).collect()
        } else {
            sites
        }
    };
    let expected = if compared(facility) == compared(professional) {
        Some("modifiers that each side uses for itself")
    } else if of(true) == of(false) {
        Some("both sides of the body, in one line or in two")
    } else if is_part_of_side(&compared(facility), &compared(professional)) {
        Some("a finger, toe or eyelid of that side")
    } else {
        None
    };
    let told = |line: LineView<'_>, all: &[String]| {
        (!all.is_empty()).then(|| said_of_line(line, "procedure.modifiers", all.join(" ")))
    };
    found.push("modifiers", told(facility, &ours), told(professional, &theirs), expected);
}

/// Whether one line names a side of the body, and the other a finger, toe or eyelid of that side.
fn is_part_of_side(a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
    let names_side = |all: &BTreeSet<String>| all.contains("RT") || all.contains("LT");
    let sides = |all: &BTreeSet<String>| -> BTreeSet<String> {
        let word =
            |m: &String| laterality::of_modifier(m).map_or_else(|| m.clone(), |s| s.as_str().to_owned());
        all.iter().map(word).collect()
    };
    names_side(a) != names_side(b) && sides(a) == sides(b)
}

fn days(pair: &LinePair<'_>, found: &mut Differences) {
    let (facility, professional) = (pair.facility, pair.professional);
    let (Some(own), Some(other)) = (facility.period(), professional.period()) else { return };
    let holds = own.from <= other.from && other.last() <= own.last();
    if holds || matches!(pair.relation, Relation::StayVisit | Relation::Department) {
        return;
    }
    let later = other.from > own.last();
    let expected = match pair.relation {
        Relation::Components | Relation::SameProcedure if later && facility.is_read() => {
            Some("an interpretation has its own day")
        }
        _ if other.from <= own.from && own.last() <= other.last() => {
            Some("a range of days that holds the other")
        }
        _ => None,
    };
    let told = |line: LineView<'_>, day| Some(said_of_line(line, "service_date", day));
    found.push("service date", told(facility, own.from), told(professional, other.from), expected);
}

/// Units of lines that bill one procedure, all lines of a side together.
fn units(pairing: &LinePairing<'_>, found: &mut Differences) {
    let mut seen: Vec<Vec<usize>> = Vec::new();
    let counted = |pair: &LinePair<'_>| {
        matches!(pair.relation, Relation::SameProcedure | Relation::SeveralUnits)
            && pair.facility.unit.as_deref() != Some("MJ")
            && pair.professional.unit.as_deref() != Some("MJ")
    };
    for (n, pair) in pairing.pairs.iter().enumerate().filter(|(_, pair)| counted(pair)) {
        if seen.iter().any(|group| group.contains(&n)) {
            continue;
        }
        let group: Vec<usize> = (0..pairing.pairs.len())
            .filter(|m| {
                let other = &pairing.pairs[*m];
                counted(other)
                    && (is_one(other.facility, pair.facility)
                        || is_one(other.professional, pair.professional))
            })
            .collect();
        let sum = |line: fn(&LinePair<'_>) -> (usize, usize, Decimal)| -> Decimal {
            let lines: BTreeMap<(usize, usize), Decimal> = group
                .iter()
                .map(|m| line(&pairing.pairs[*m]))
                .map(|(claim, index, units)| ((claim, index), units))
                .collect();
            lines.into_values().sum()
        };
        let ours = sum(|pair| weighed(pair.facility));
        let theirs = sum(|pair| weighed(pair.professional));
        seen.push(group);
        if ours == theirs {
            continue;
        }
        let therapy = services::is_therapy_revenue(pair.facility.revenue());
        let expected = therapy.then_some("timed units, counted by each side");
        let told = |line: LineView<'_>, units: Decimal| Some(said_of_line(line, "units", units.normalize()));
        found.push("units", told(pair.facility, ours), told(pair.professional, theirs), expected);
    }
}

/// A line with its units; both sides of the body count twice.
fn weighed(line: LineView<'_>) -> (usize, usize, Decimal) {
    let units = if line.has_modifier("50") { line.count() + line.count() } else { line.count() };
    (line.of.position, line.index, units)
}

fn drug(pair: &LinePair<'_>, found: &mut Differences) {
    let ndc = |line: LineView<'_>| {
        let code = line.drug.as_ref()?.code.as_deref()?.to_owned();
        Some(said_of_line(line, "drug.code", code))
    };
    let (ours, theirs) = (ndc(pair.facility), ndc(pair.professional));
    if let (Some(a), Some(b)) = (&ours, &theirs)
        && plain(&a.value) != plain(&b.value)
    {
        found.push("national drug code", ours, theirs, None);
    }
}

/// Professional lines that no facility line dates: days outside what the facility bills.
fn outside(encounter: &Encounter<'_>, pairing: &LinePairing<'_>, found: &mut Differences) {
    let Some((from, to)) = encounter.period() else { return };
    let Some(facility) = encounter.facility.first().copied() else { return };
    for line in encounter.professional_lines() {
        let Some((first, last)) = line.days() else { continue };
        if from <= first && last <= to {
            continue;
        }
        let read = pairing.pairs_of(line).any(|pair| pair.facility.is_read()) || line.is_read();
        let expected = if first > to && read {
            Some("an interpretation has its own day")
        } else if first < from && encounter.is_inpatient() && (from - first).num_days() <= 3 {
            Some("in the payment window before the admission")
        } else {
            None
        };
        let period = if from == to { from.to_string() } else { format!("{from} to {to}") };
        let ours = super::said(facility, facility.at_days().path, period);
        found.push("service date", Some(ours), Some(said_of_line(line, "service_date", first)), expected);
    }
}
