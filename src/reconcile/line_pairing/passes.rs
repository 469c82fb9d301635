//! The passes of pairing, from the surest relation to the loosest. A later pass sees what the earlier ones left.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Relation;
use super::codes::Code;
use super::families::Families;
use super::matching::{
    Class, Key, KeyOf, Matching, Timeline, When, ascending, classes, firsts, in_time, links, sort,
};
use super::pairer::{Pairer, Slot};
use crate::codes::services::{self, Kinds};

/// Visits in a hospital: initial, subsequent, discharge; consultations; critical care; newborns; psychiatric evaluations.
const STAY_VISITS: &[(u32, u32)] = &[
    (90_791, 90_792),
    (99_217, 99_239),
    (99_251, 99_255),
    (99_291, 99_292),
    (99_304, 99_318),
    (99_460, 99_480),
    (99_202, 99_215),
];
const EMERGENCY_VISITS: &[(u32, u32)] = &[(99_281, 99_285)];
/// Visits of the kind that a hospital's clinic bills as well.
const CLINIC_VISITS: &[(u32, u32)] = &[
    (90_791, 90_792),
    (90_832, 90_853),
    (92_002, 92_014),
    (99_202, 99_215),
    (99_242, 99_245),
    (99_381, 99_397),
];
const ANESTHESIA: &[(u32, u32)] = &[(100, 1_999)];

pub(super) fn run(pairer: &mut Pairer<'_>) {
    let lead = |theirs: &Slot<'_>| !theirs.is_assistant;
    pairer.one_to_one(
        Relation::SameProcedure,
        Matching {
            ours: &|ours| ours.code.map(Key::Code),
            theirs: &|theirs| theirs.code.map(Key::Code).filter(|_| lead(theirs)),
            meets: None,
        },
    );
    shared_global(pairer);
    pairer.one_to_one(Relation::Components, COMPONENTS);
    further_components(pairer);
    combined(pairer);
    dialysis_month(pairer);
    let free = |slot: &Slot<'_>| slot.family.map(Key::Family).filter(|_| !slot.paired);
    pairer.one_to_one(
        Relation::SameFamily,
        Matching { ours: &free, theirs: &|theirs| free(theirs).filter(|_| lead(theirs)), meets: None },
    );
    visits(pairer);
    anesthesia(pairer);
    add_ons(pairer);
    surgical_team(pairer);
    department(pairer);
}

/// Tests whose components have codes of their own.
const COMPONENTS: Matching<'_> = Matching {
    ours: &component,
    theirs: &component,
    meets: Some(&|ours, theirs| match (ours, theirs) {
        (Key::Code(a), Key::Code(b)) => Families::get().are_components(a, b),
        _ => false,
    }),
};

fn component(slot: &Slot<'_>) -> Option<Key> {
    slot.code.filter(|code| Families::get().has_components(*code)).map(Key::Code)
}

/// A component that is billed under several codes, as a stress test's supervision and interpretation, or a recording and its
/// analysis: each goes with the other side's line, unless one of its code is there already.
fn further_components(pairer: &mut Pairer<'_>) {
    let (ours, theirs) = (classes(&pairer.facility, &component), classes(&pairer.professional, &component));
    let links = links(&ours, &theirs, COMPONENTS);
    let of_theirs = linked(links.iter().map(|link| (link.2, link.1)), &ours);
    for (p, class) in in_order(&theirs) {
        let slot = &pairer.professional[p];
        let is_new =
            |ours: &Slot<'_>| ours.partners.iter().all(|other| pairer.professional[*other].code != slot.code);
        let will_do = |f: &&usize| pairer.facility[**f].paired && is_new(&pairer.facility[**f]);
        let found = of_theirs.get(&class).filter(|_| !slot.paired).and_then(|all| all.iter().find(will_do));
        if let Some(&f) = found {
            pairer.tie(f, p, Relation::Components);
        }
    }
    let of_ours = linked(links.iter().map(|link| (link.1, link.2)), &theirs);
    for (f, class) in in_order(&ours) {
        let slot = &pairer.facility[f];
        let is_new =
            |theirs: &Slot<'_>| theirs.partners.iter().all(|other| pairer.facility[*other].code != slot.code);
        let will_do = |p: &&usize| pairer.professional[**p].paired && is_new(&pairer.professional[**p]);
        let found = of_ours.get(&class).filter(|_| !slot.paired).and_then(|all| all.iter().find(will_do));
        if let Some(&p) = found {
            pairer.tie(f, p, Relation::Components);
        }
    }
}

/// For each class the lines of the classes of the other side that it goes with, in their order.
fn linked(links: impl Iterator<Item = (usize, usize)>, others: &[Class]) -> BTreeMap<usize, Vec<usize>> {
    let mut all: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (class, other) in links {
        all.entry(class).or_default().extend(&others[other].members);
    }
    for lines in all.values_mut() {
        lines.sort_unstable();
    }
    all
}

/// Before, during and after: three may share one operation.
fn shared_global(pairer: &mut Pairer<'_>) {
    let shares =
        |theirs: &Slot<'_>| ["54", "55", "56"].iter().any(|modifier| theirs.line.has_modifier(modifier));
    pairer.many_to_one(
        Relation::SharedGlobal,
        Matching {
            ours: &|ours| ours.code.map(Key::Code),
            theirs: &|theirs| theirs.code.map(Key::Code).filter(|_| shares(theirs)),
            meets: None,
        },
    );
}

/// One side bills the whole, the other at least two of its parts.
fn combined(pairer: &mut Pairer<'_>) {
    let families = pairer.families;
    let parts = |slots: &[Slot<'_>], lines: &HashMap<Code, Timeline>, whole: &Slot<'_>, order: bool| {
        let Some(code) = whole.code.filter(|_| !whole.paired) else { return Vec::new() };
        let near = families.parts(code).iter().filter_map(|part| lines.get(part));
        let is_part = |n: &usize| {
            let slot = &slots[*n];
            let (facility, professional) = if order { (whole, slot) } else { (slot, whole) };
            !slot.paired && in_time(facility.when, professional.when)
        };
        let found = ascending(near.flat_map(|line| line.near(whole.when)).filter(is_part));
        if found.len() < 2 { Vec::new() } else { found }
    };
    let lines = by_code(&pairer.professional);
    for f in 0..pairer.facility.len() {
        for p in parts(&pairer.professional, &lines, &pairer.facility[f], true) {
            pairer.tie(f, p, Relation::CombinedCode);
        }
    }
    let lines = by_code(&pairer.facility);
    for p in 0..pairer.professional.len() {
        for f in parts(&pairer.facility, &lines, &pairer.professional[p], false) {
            pairer.tie(f, p, Relation::CombinedCode);
        }
    }
}

/// Lines of each code, found by their days.
fn by_code(slots: &[Slot<'_>]) -> HashMap<Code, Timeline> {
    let mut all: HashMap<Code, Vec<(When, usize)>> = HashMap::new();
    for (n, slot) in slots.iter().enumerate() {
        if let Some(code) = slot.code {
            all.entry(code).or_default().push((slot.when, n));
        }
    }
    all.into_iter().map(|(code, lines)| (code, Timeline::of(lines))).collect()
}

/// A physician's month of dialysis goes with the treatments that the dialysis facility bills in it.
fn dialysis_month(pairer: &mut Pairer<'_>) {
    let is_treatment = |ours: &Slot<'_>| ours.line.of.setting() == "72" && ours.revenue_within(820, 889);
    let is_month = |theirs: &Slot<'_>| services::is_dialysis_month(&theirs.line.code());
    pairer.many_to_one(
        Relation::StayVisit,
        of_sorts(&|ours| sort(is_treatment(ours)), &|theirs| sort(is_month(theirs))),
    );
}

/// Visits, each with the charge of the place where it was.
fn visits(pairer: &mut Pairer<'_>) {
    let is_emergency = |ours: &Slot<'_>| {
        ours.revenue_within(450, 459)
            && (ours.code.is_none()
                || ours.cpt_within(EMERGENCY_VISITS)
                || ours.line.is_code(&["G0380", "G0381", "G0382", "G0383", "G0384"]))
    };
    let is_clinic = |ours: &Slot<'_>| {
        ours.line.is_code(&["G0463"]) || (ours.revenue_within(510, 529) && ours.cpt_within(CLINIC_VISITS))
    };
    let is_observation =
        |ours: &Slot<'_>| ours.revenue_within(762, 762) || ours.line.is_code(&["G0378", "G0379"]);
    let is_room = |ours: &Slot<'_>| ours.revenue_within(100, 219);
    let there = |theirs: &Slot<'_>| {
        theirs.line.place_of_service() == "23" && theirs.line.kind() == Some(services::ServiceKind::Visit)
    };
    let is_stay_visit = |theirs: &Slot<'_>| theirs.cpt_within(STAY_VISITS);
    let is_emergency_visit = |theirs: &Slot<'_>| theirs.cpt_within(EMERGENCY_VISITS);
    let is_clinic_visit = |theirs: &Slot<'_>| theirs.cpt_within(CLINIC_VISITS);
    let level: [(Is<'_>, Is<'_>); 4] = [
        (&is_emergency, &is_emergency_visit),
        (&is_emergency, &|theirs| there(theirs) || theirs.cpt_within(&[(99_291, 99_291)])),
        (&is_clinic, &is_clinic_visit),
        (&|ours| ours.cpt_within(&[(99_291, 99_292)]), &is_emergency_visit),
    ];
    for (ours, theirs) in level {
        pairer
            .one_to_one(Relation::VisitLevel, of_sorts(&|slot| sort(ours(slot)), &|slot| sort(theirs(slot))));
    }
    let many: [(Relation, Is<'_>, Is<'_>); 4] = [
        // In a stay an emergency line counts for all physicians who saw the patient there.
        (Relation::VisitLevel, &is_emergency, &is_emergency_visit),
        (Relation::StayVisit, &is_observation, &is_stay_visit),
        (Relation::StayVisit, &is_room, &|theirs| is_stay_visit(theirs) || is_emergency_visit(theirs)),
        // Sessions of a program, and the visits of its physician.
        (Relation::StayVisit, &|ours| ours.revenue_within(900, 919), &is_clinic_visit),
    ];
    for (relation, ours, theirs) in many {
        pairer.many_to_one(relation, of_sorts(&|slot| sort(ours(slot)), &|slot| sort(theirs(slot))));
    }
}

/// Whether a line is of a sort.
type Is<'i> = &'i dyn Fn(&Slot<'_>) -> bool;

/// Any line of one sort with any of another.
fn of_sorts<'m>(ours: KeyOf<'m>, theirs: KeyOf<'m>) -> Matching<'m> {
    Matching { ours, theirs, meets: None }
}

/// Anesthesia goes with the facility's anesthesia charge; where it bills none apart, with the operation.
fn anesthesia(pairer: &mut Pairer<'_>) {
    let is_room = |ours: &Slot<'_>| {
        ours.code.is_none()
            && (ours.revenue_within(360, 369)
                || ours.revenue_within(490, 499)
                || ours.revenue_within(720, 729))
    };
    let theirs = |slot: &Slot<'_>| sort(slot.cpt_within(ANESTHESIA));
    let charge = |slot: &Slot<'_>| sort(slot.revenue_within(370, 379));
    let operation = |slot: &Slot<'_>| sort(slot.line.is_procedure() || is_room(slot));
    pairer.many_to_one(Relation::Anesthesia, of_sorts(&charge, &theirs));
    pairer.many_to_one(Relation::Anesthesia, of_sorts(&operation, &theirs));
}

/// An add-on code of one side whose base has its twin: it goes with the twin.
fn add_ons(pairer: &mut Pairer<'_>) {
    let bases = bases(&pairer.professional, pairer.families);
    let mut known = paired_codes(&pairer.professional);
    for p in 0..pairer.professional.len() {
        let base = first_base(&pairer.professional[p], &bases, &known);
        if let Some(f) = base.and_then(|base| pairer.professional[base].partner()) {
            pairer.tie(f, p, Relation::AddOn);
            note(&mut known, &pairer.professional[p], p);
        }
    }
    let bases = self::bases(&pairer.facility, pairer.families);
    let mut known = paired_codes(&pairer.facility);
    for f in 0..pairer.facility.len() {
        let base = first_base(&pairer.facility[f], &bases, &known);
        if let Some(p) = base.and_then(|base| pairer.facility[base].partner()) {
            pairer.tie(f, p, Relation::AddOn);
            note(&mut known, &pairer.facility[f], f);
        }
    }
}

/// For each add-on code of a side the codes there that it goes with.
fn bases(slots: &[Slot<'_>], families: &Families) -> HashMap<Code, Vec<Code>> {
    let codes: HashSet<Code> = slots.iter().filter_map(|slot| slot.code).collect();
    let of = |add_on: &Code| codes.iter().copied().filter(|base| families.adds_on(*add_on, *base)).collect();
    let add_ons = codes.iter().filter(|code| families.is_add_on(**code));
    add_ons.map(|add_on| (*add_on, of(add_on))).collect()
}

fn first_base(
    add_on: &Slot<'_>,
    bases: &HashMap<Code, Vec<Code>>,
    paired: &HashMap<Code, usize>,
) -> Option<usize> {
    let bases = bases.get(&add_on.code.filter(|_| !add_on.paired)?)?;
    bases.iter().filter_map(|base| paired.get(base)).min().copied()
}

/// First line of each code that has its twin.
fn paired_codes(slots: &[Slot<'_>]) -> HashMap<Code, usize> {
    let paired = slots.iter().enumerate().filter(|(_, slot)| slot.paired);
    firsts(paired.filter_map(|(n, slot)| Some((slot.code?, n))))
}

fn note(paired: &mut HashMap<Code, usize>, slot: &Slot<'_>, position: usize) {
    if let Some(code) = slot.code {
        paired.entry(code).and_modify(|first| *first = position.min(*first)).or_insert(position);
    }
}

/// Assistants and second surgeons go where the surgeon's operation of that code or family goes.
fn surgical_team(pairer: &mut Pairer<'_>) {
    let is_second = |slot: &Slot<'_>| slot.is_assistant || slot.line.has_modifier("62");
    let ours = || pairer.facility.iter().enumerate();
    let codes = firsts(ours().filter_map(|(f, slot)| Some((slot.code?, f))));
    let families = firsts(ours().filter_map(|(f, slot)| Some((slot.family?, f))));
    let theirs = pairer.professional.iter().enumerate().filter(|(_, other)| other.paired);
    let mut surgeons = firsts(theirs.map(|(p, other)| (other.code, p)));
    for p in 0..pairer.professional.len() {
        let theirs = &pairer.professional[p];
        if theirs.paired || !is_second(theirs) {
            continue;
        }
        let by_code = theirs.code.and_then(|code| codes.get(&code));
        let by_family = theirs.family.and_then(|family| families.get(&family));
        let direct = by_code.into_iter().chain(by_family).min().copied();
        let surgeon = || pairer.professional[*surgeons.get(&theirs.code)?].partner();
        if let Some(f) = direct.or_else(surgeon) {
            let code = theirs.code;
            pairer.tie(f, p, Relation::SurgicalTeam);
            surgeons.entry(code).and_modify(|first| *first = p.min(*first)).or_insert(p);
        }
    }
}

/// Lines that name a department and no procedure, as on the bills of stays: whatever is done there goes with them.
fn department(pairer: &mut Pairer<'_>) {
    let department = |ours: &Slot<'_>| {
        let departments = Kinds::of_revenue(ours.line.revenue().parse().unwrap_or(0));
        (ours.code.is_none() && !is_drug_room(ours)).then_some(Key::Kinds(departments))
    };
    pairer.many_to_one(
        Relation::Department,
        Matching {
            ours: &department,
            theirs: &|theirs| Some(Key::Kinds(theirs.kinds)),
            meets: Some(
                &|ours, theirs| matches!((ours, theirs), (Key::Kinds(a), Key::Kinds(b)) if a.meets(b)),
            ),
        },
    );
}

/// Drugs and supplies of the pharmacy are no department where something is done.
fn is_drug_room(ours: &Slot<'_>) -> bool {
    ours.revenue_within(250, 299) || ours.revenue_within(630, 637)
}

/// The lines of all classes in their order, each with its class.
fn in_order(classes: &[Class]) -> Vec<(usize, usize)> {
    let all = classes.iter().enumerate();
    let mut lines: Vec<(usize, usize)> =
        all.flat_map(|(n, class)| class.members.iter().map(move |line| (*line, n))).collect();
    lines.sort_unstable();
    lines
}
