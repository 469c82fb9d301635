//! Birth: the mother's stay and her child's.

use super::super::draft::{Draft, Line};
use super::super::encounter::Scene;
use super::super::world::Practice;

/// Days both stay.
const DAYS: u64 = 2;

fn stay<'w>(
    scene: &mut Scene<'_, 'w>,
    revenue: &'static str,
    diagnoses: &[&'static str],
    drg: &'static str,
) -> Draft<'w> {
    let mut facility = scene.facility("11", scene.day.after(DAYS), diagnoses);
    (facility.drg, facility.admission) = (drg, Some((scene.day, 9)));
    let mut room = scene.line(revenue, "", 178_500);
    (room.unit, room.quantity, room.charge) = ("DA", DAYS, room.charge * DAYS);
    facility.lines.push(Line { days: None, ..room });
    facility
}

pub(super) fn delivery(scene: &mut Scene<'_, '_>) {
    let mut facility = stay(scene, "0122", &["O80", "Z370"], "807");
    facility.procedures.push(("10E0XZZ", scene.day));
    let room = scene.line("0720", "", 412_000);
    facility.lines.push(Line { days: None, ..room });
    let mut physician = scene.professional(Practice::Obstetrics, "21", &facility);
    facility.attending = physician.rendering;
    facility.operating = physician.rendering;
    physician.lines.push(scene.service("59409", 198_000));
    scene.claims.extend([facility, physician]);
}

pub(super) fn newborn(scene: &mut Scene<'_, '_>) {
    let mut facility = stay(scene, "0171", &["Z3800"], "795");
    facility.admission_type = '4';
    facility.birth_weight = Some(scene.random.between(2600, 4100));
    let mut physician = scene.professional(Practice::Pediatrics, "21", &facility);
    facility.attending = physician.rendering;
    for (day, (code, base)) in (0..).zip([("99460", 18_600), ("99462", 11_400), ("99238", 19_800)]) {
        let day = scene.day.after(day);
        physician.lines.push(Line { days: Some((day, day)), ..scene.service(code, base) });
    }
    scene.claims.extend([facility, physician]);
}
