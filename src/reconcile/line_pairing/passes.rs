//! The passes of pairing, from the surest relation to the loosest. A later pass sees what the earlier ones left.

use super::Relation;
use super::families::Families;
use super::pairer::{Pairer, Slot, in_time};
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
    pairer.one_to_one(Relation::SameProcedure, &|ours, theirs| {
        lead(theirs) && ours.code.is_some() && ours.code == theirs.code
    });
    shared_global(pairer);
    pairer.one_to_one(Relation::Components, &|ours, theirs| are_components(ours, theirs));
    further_components(pairer);
    combined(pairer);
    pairer.one_to_one(Relation::SameFamily, &|ours, theirs| {
        let both_free = !ours.paired && !theirs.paired;
        both_free && lead(theirs) && ours.family.is_some() && ours.family == theirs.family
    });
    visits(pairer);
    anesthesia(pairer);
    add_ons(pairer);
    surgical_team(pairer);
    department(pairer);
}

fn are_components(ours: &Slot<'_>, theirs: &Slot<'_>) -> bool {
    matches!((ours.code, theirs.code), (Some(a), Some(b)) if Families::get().are_components(a, b))
}

/// A component that is billed under several codes, as a stress test's supervision and interpretation, or a recording and its
/// analysis: each goes with the other side's line, unless one of its code is there already.
fn further_components(pairer: &mut Pairer<'_>) {
    for p in 0..pairer.professional.len() {
        let theirs = &pairer.professional[p];
        let is_new = |ours: &Slot<'_>| {
            ours.partners.iter().all(|other| pairer.professional[*other].code != theirs.code)
        };
        let fits = |ours: &Slot<'_>| {
            ours.paired && are_components(ours, theirs) && in_time(ours, theirs) && is_new(ours)
        };
        if !theirs.paired
            && let Some(f) = pairer.facility.iter().position(fits)
        {
            pairer.tie(f, p, Relation::Components);
        }
    }
    for f in 0..pairer.facility.len() {
        let ours = &pairer.facility[f];
        let is_new =
            |theirs: &Slot<'_>| theirs.partners.iter().all(|other| pairer.facility[*other].code != ours.code);
        let fits = |theirs: &Slot<'_>| {
            theirs.paired && are_components(ours, theirs) && in_time(ours, theirs) && is_new(theirs)
        };
        if !ours.paired
            && let Some(p) = pairer.professional.iter().position(fits)
        {
            pairer.tie(f, p, Relation::Components);
        }
    }
}

/// Before, during and after: three may share one operation.
fn shared_global(pairer: &mut Pairer<'_>) {
    pairer.many_to_one(Relation::SharedGlobal, true, &|ours, theirs| {
        let shares = ["54", "55", "56"].iter().any(|modifier| theirs.line.has_modifier(modifier));
        shares && ours.code.is_some() && ours.code == theirs.code
    });
}

/// One side bills the whole, the other at least two of its parts.
fn combined(pairer: &mut Pairer<'_>) {
    let families = pairer.families;
    for f in 0..pairer.facility.len() {
        let whole = &pairer.facility[f];
        let Some(code) = whole.code.filter(|_| !whole.paired) else { continue };
        let parts = families.parts(code);
        let is_part = |slot: &&Slot<'_>| {
            !slot.paired && slot.code.is_some_and(|code| parts.contains(&code)) && in_time(whole, slot)
        };
        if parts.is_empty() || pairer.professional.iter().filter(is_part).count() < 2 {
            continue;
        }
        let found: Vec<usize> =
            (0..pairer.professional.len()).filter(|p| is_part(&&pairer.professional[*p])).collect();
        for p in found {
            pairer.tie(f, p, Relation::CombinedCode);
        }
    }
    for p in 0..pairer.professional.len() {
        let whole = &pairer.professional[p];
        let Some(code) = whole.code.filter(|_| !whole.paired) else { continue };
        let parts = families.parts(code);
        let is_part = |slot: &&Slot<'_>| {
            !slot.paired && slot.code.is_some_and(|code| parts.contains(&code)) && in_time(slot, whole)
        };
        if parts.is_empty() || pairer.facility.iter().filter(is_part).count() < 2 {
            continue;
        }
        let found: Vec<usize> =
            (0..pairer.facility.len()).filter(|f| is_part(&&pairer.facility[*f])).collect();
        for f in found {
            pairer.tie(f, p, Relation::CombinedCode);
        }
    }
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
    pairer.one_to_one(Relation::VisitLevel, &|ours, theirs| {
        is_emergency(ours) && theirs.cpt_within(EMERGENCY_VISITS)
    });
    pairer.one_to_one(Relation::VisitLevel, &|ours, theirs| {
        let there = theirs.line.place_of_service() == "23"
            && theirs.line.kind() == Some(services::ServiceKind::Visit);
        is_emergency(ours) && (there || theirs.cpt_within(&[(99_291, 99_291)]))
    });
    pairer.one_to_one(Relation::VisitLevel, &|ours, theirs| {
        is_clinic(ours) && theirs.cpt_within(CLINIC_VISITS)
    });
    pairer.one_to_one(Relation::VisitLevel, &|ours, theirs| {
        ours.cpt_within(&[(99_291, 99_292)]) && theirs.cpt_within(EMERGENCY_VISITS)
    });
    // In a stay an emergency line counts for all physicians who saw the patient there.
    pairer.many_to_one(Relation::VisitLevel, true, &|ours, theirs| {
        is_emergency(ours) && theirs.cpt_within(EMERGENCY_VISITS)
    });
    pairer.many_to_one(Relation::StayVisit, true, &|ours, theirs| {
        is_observation(ours) && theirs.cpt_within(STAY_VISITS)
    });
    pairer.many_to_one(Relation::StayVisit, true, &|ours, theirs| {
        is_room(ours) && (theirs.cpt_within(STAY_VISITS) || theirs.cpt_within(EMERGENCY_VISITS))
    });
    // Sessions of a program, and the visits of its physician.
    pairer.many_to_one(Relation::StayVisit, true, &|ours, theirs| {
        ours.revenue_within(900, 919) && theirs.cpt_within(CLINIC_VISITS)
    });
}

/// Anesthesia goes with the facility's anesthesia charge; where it bills none apart, with the operation.
fn anesthesia(pairer: &mut Pairer<'_>) {
    pairer.many_to_one(Relation::Anesthesia, true, &|ours, theirs| {
        ours.revenue_within(370, 379) && theirs.cpt_within(ANESTHESIA)
    });
    pairer.many_to_one(Relation::Anesthesia, true, &|ours, theirs| {
        let room = ours.code.is_none()
            && (ours.revenue_within(360, 369)
                || ours.revenue_within(490, 499)
                || ours.revenue_within(720, 729));
        theirs.cpt_within(ANESTHESIA) && (ours.line.is_procedure() || room)
    });
}

/// An add-on code of one side whose base has its twin: it goes with the twin.
fn add_ons(pairer: &mut Pairer<'_>) {
    let families = pairer.families;
    let adds = |add_on: &Slot<'_>, base: &Slot<'_>| matches!((add_on.code, base.code), (Some(a), Some(b)) if families.adds_on(a, b));
    for p in 0..pairer.professional.len() {
        let add_on = &pairer.professional[p];
        if add_on.paired {
            continue;
        }
        let base = pairer.professional.iter().find(|base| base.paired && adds(add_on, base));
        let twin = base.and_then(Slot::partner);
        if let Some(f) = twin {
            pairer.tie(f, p, Relation::AddOn);
        }
    }
    for f in 0..pairer.facility.len() {
        let add_on = &pairer.facility[f];
        if add_on.paired {
            continue;
        }
        let base = pairer.facility.iter().find(|base| base.paired && adds(add_on, base));
        let twin = base.and_then(Slot::partner);
        if let Some(p) = twin {
            pairer.tie(f, p, Relation::AddOn);
        }
    }
}

/// Assistants and second surgeons go where the surgeon's operation of that code or family goes.
fn surgical_team(pairer: &mut Pairer<'_>) {
    let is_second = |slot: &Slot<'_>| slot.is_assistant || slot.line.has_modifier("62");
    for p in 0..pairer.professional.len() {
        let theirs = &pairer.professional[p];
        if theirs.paired || !is_second(theirs) {
            continue;
        }
        let direct = pairer.facility.iter().position(|ours| {
            ours.code.is_some()
                && (ours.code == theirs.code || ours.family.is_some() && ours.family == theirs.family)
        });
        let surgeon = || pairer.professional.iter().find(|other| other.paired && other.code == theirs.code);
        let found = direct.or_else(|| surgeon()?.partner());
        if let Some(f) = found {
            pairer.tie(f, p, Relation::SurgicalTeam);
        }
    }
}

/// Lines that name a department and no procedure, as on the bills of stays: whatever is done there goes with them.
fn department(pairer: &mut Pairer<'_>) {
    let inpatient = pairer.is_inpatient;
    pairer.many_to_one(Relation::Department, true, &|ours, theirs| {
        let departments = Kinds::of_revenue(ours.line.revenue().parse().unwrap_or(0));
        ours.code.is_none() && departments.meets(theirs.kinds) && !is_drug_room(ours, inpatient)
    });
}

/// Drugs and supplies of the pharmacy are no department where something is done.
fn is_drug_room(ours: &Slot<'_>, _inpatient: bool) -> bool {
    ours.revenue_within(250, 299) || ours.revenue_within(630, 637)
}
