//! What goes on for weeks: treatments of a month on one claim, and long stays billed in parts.

use super::super::draft::Line;
use super::super::encounter::{Scene, with};
use super::super::world::Practice;
use super::{outpatient, stay};

/// Days of a series, from the first treatment to the last.
pub(super) const MONTH: u64 = 21;
/// Days of a long stay.
pub(super) const INTERIM: u64 = 45;

/// An infusion a week; the physician sees the patient each time, and bills each visit or all at once.
pub(super) fn infusions(scene: &mut Scene<'_, '_>) {
    let first = scene.day;
    let mut facility = scene.outpatient(&["K5090"]);
    facility.to = first.after(MONTH);
    facility.authorization = scene.authorization();
    let at_once = scene.random.chance(40);
    let mut claims = vec![scene.professional(Practice::Clinic, "22", &facility)];
    facility.attending = claims[0].rendering;
    for week in 0..=MONTH / 7 {
        scene.day = first.after(7 * week);
        facility.lines.extend(outpatient::treatment(scene));
        if week > 0 && !at_once {
            let mut next = scene.professional(Practice::Clinic, "22", &facility);
            next.rendering = facility.attending;
            claims.push(next);
        }
        let visit = scene.service("99213", 14_200);
        claims.last_mut().expect("the first one").lines.push(visit);
    }
    scene.day = first;
    scene.claims.push(facility);
    scene.claims.extend(claims);
}

/// Exercises twice a week. Therapists of a hospital bill nothing themselves.
pub(super) fn therapy(scene: &mut Scene<'_, '_>) {
    let first = scene.day;
    let mut facility = scene.outpatient(&["M5450"]);
    facility.to = first.after(MONTH);
    facility.attending = Some(scene.site.practice(Practice::Clinic).someone(scene.random));
    for day in (0..=MONTH).step_by(3) {
        scene.day = first.after(day);
        let exercise = scene.line("0420", "97110", 18_350);
        facility.lines.push(with(exercise, "GP"));
    }
    scene.day = first;
    scene.claims.push(facility);
}

/// Three bills of one stay (frequency 2, 3, 4), each with a claim of the hospitalist for its days.
pub(super) fn interim(scene: &mut Scene<'_, '_>) {
    let admission = Some((scene.day, scene.random.between(0, 23)));
    let authorization = scene.authorization();
    let mut attending = None;
    let (mut from, part) = (scene.day, INTERIM / 3);
    for frequency in ['2', '3', '4'] {
        let last = frequency == '4';
        let to = from.after(if last { part } else { part - 1 });
        let mut facility = scene.facility("11", to, &["J9601", "A419"]);
        (facility.from, facility.frequency, facility.drg) = (from, frequency, "189");
        (facility.admission, facility.admission_type) = (admission, '1');
        facility.authorization = authorization;
        facility.status = if last { "01" } else { "30" };
        let mut room = scene.line("0120", "", 218_500);
        (room.unit, room.quantity, room.charge) = ("DA", part, room.charge * part);
        facility.lines.push(Line { days: None, ..room });
        let drugs = scene.line("0250", "", 248_725);
        facility.lines.push(Line { days: None, ..drugs });
        let mut visits = scene.professional(Practice::Hospitalists, "21", &facility);
        visits.rendering = attending.or(visits.rendering);
        attending = visits.rendering;
        facility.attending = attending;
        visits.lines = stay::daily(scene, from, to, last.then_some(to));
        scene.claims.extend([facility, visits]);
        from = to.after(1);
    }
}
