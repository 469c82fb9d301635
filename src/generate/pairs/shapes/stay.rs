//! Stays in hospital.

use super::super::super::values::Day;
use super::super::draft::{Draft, Line};
use super::super::encounter::{Scene, with};
use super::super::world::Practice;
use super::{SIDES, surgery};

/// Days of the longest ordinary stay.
pub(super) const LONGEST: u64 = 8;

/// Diagnoses, group (MS-DRG), image with its revenue code, whether an electrocardiogram is written.
type Illness = (&'static [&'static str], &'static str, Option<(&'static str, &'static str)>, bool);

const ILLNESSES: &[Illness] = &[
    (&["I5033", "I110", "N179"], "291", Some(("71046", "0324")), true),
    (&["J189", "J9601"], "193", Some(("71046", "0324")), false),
    (&["A419", "N390", "E871"], "871", Some(("71046", "0324")), false),
    (&["N179", "E1122"], "683", None, false),
    (&["J441", "F17210"], "190", Some(("71046", "0324")), true),
    (&["K5730", "D649"], "378", Some(("74177", "0352")), false),
    (&["I639", "I4891", "I10"], "065", Some(("70450", "0351")), true),
];

/// A day of a stay as it is on a facility line: none.
fn whole(line: Line) -> Line {
    Line { days: None, ..line }
}

/// The facility's claim with room and board and what every stay has.
fn facility<'w>(
    scene: &mut Scene<'_, 'w>,
    days: u64,
    diagnoses: &[&'static str],
    drg: &'static str,
) -> Draft<'w> {
    let mut facility = scene.facility("11", scene.day.after(days), diagnoses);
    facility.drg = drg;
    facility.admission = Some((scene.day, scene.random.between(0, 23)));
    facility.authorization = scene.authorization();
    let mut room = scene.line("0120", "", 218_500);
    (room.unit, room.quantity, room.charge) = ("DA", days, room.charge * days);
    facility.lines.push(whole(room));
    for (revenue, base) in [("0250", 48_725), ("0258", 16_150), ("0300", 26_400), ("0301", 39_875)] {
        facility.lines.push(whole(scene.line(revenue, "", base)));
    }
    facility
}

/// Visits of a hospitalist: first, each day, last.
pub(super) fn visits<'w>(scene: &mut Scene<'_, 'w>, facility: &mut Draft<'w>) -> Draft<'w> {
    let mut claim = scene.professional(Practice::Hospitalists, "21", facility);
    facility.attending = claim.rendering;
    let leaves = if facility.status == "30" { None } else { Some(facility.to) };
    claim.lines = daily(scene, facility.from, facility.to, leaves);
    claim
}

/// One visit a day. The first day of the scene has the admission's visit, the last one the visit of leaving.
pub(super) fn daily(scene: &mut Scene<'_, '_>, from: Day, to: Day, leaves: Option<Day>) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut day = from;
    while day <= to {
        let (code, base) = if day == scene.day {
            scene.random.pick(&[("99222", 28_450), ("99223", 41_200)])
        } else if Some(day) == leaves {
            scene.random.pick(&[("99238", 19_800), ("99239", 24_100)])
        } else {
            scene.random.pick(&[("99232", 15_300), ("99233", 21_900)])
        };
        lines.push(Line { days: Some((day, day)), ..scene.service(code, base) });
        day = day.after(1);
    }
    lines
}

/// A reading for an inpatient, on the day of admission.
fn reading<'w>(
    scene: &mut Scene<'_, 'w>,
    practice: Practice,
    place: &'static str,
    facility: &Draft<'w>,
    line: Line,
) -> Draft<'w> {
    let mut reader = scene.professional(practice, place, facility);
    reader.referring = facility.attending;
    reader.lines.push(line);
    reader
}

pub(super) fn medical(scene: &mut Scene<'_, '_>) {
    let days = scene.random.between(1, LONGEST);
    let place = scene.claims.len();
    stay(scene, days, true);
    if scene.random.chance(15) {
        // Home with help, or to another kind of facility that is not among these claims.
        scene.claims[place].status = "06";
    }
}

/// A stay for an illness; many begin in the emergency department.
fn stay(scene: &mut Scene<'_, '_>, days: u64, may_begin_in_emergency: bool) {
    let (diagnoses, drg, image, ecg) = scene.random.pick(ILLNESSES);
    let mut facility = facility(scene, days, diagnoses, drg);
    facility.admission_type = '1';
    let by_emergency = may_begin_in_emergency && scene.random.chance(60);
    let place = if by_emergency { "23" } else { "21" };
    let mut claims = vec![visits(scene, &mut facility)];
    if by_emergency {
        facility.lines.push(whole(scene.line("0450", "", 186_000)));
        let mut physician = scene.professional(Practice::Emergency, "23", &facility);
        physician.lines.push(scene.service("99285", 68_500));
        claims.push(physician);
    }
    if let Some((code, revenue)) = image {
        facility.lines.push(whole(scene.line(revenue, "", 120_000)));
        let line = with(scene.service(code, 9_800), "26");
        claims.push(reading(scene, Practice::Radiology, place, &facility, line));
    }
    if ecg {
        facility.lines.push(whole(scene.line("0730", "", 24_250)));
        let line = scene.service("93010", 4_200);
        claims.push(reading(scene, Practice::Cardiology, place, &facility, line));
    }
    scene.claims.push(facility);
    scene.claims.extend(claims);
}

/// Procedure, its code on the facility's claim (ICD-10-PCS; right and left), diagnoses (the same), whether it is of a
/// side, group, anaesthesia, pathology.
type Operation = (
    &'static str,
    [&'static str; 2],
    [&'static str; 2],
    bool,
    &'static str,
    &'static str,
    Option<&'static str>,
);

const OPERATIONS: &[Operation] = &[
    ("27447", ["0SRC0J9", "0SRD0J9"], ["M1711", "M1712"], true, "470", "01402", None),
    ("27130", ["0SR9019", "0SRB019"], ["M1611", "M1612"], true, "470", "01214", None),
    ("44970", ["0DTJ4ZZ", "0DTJ4ZZ"], ["K3580", "K3580"], false, "399", "00840", Some("88304")),
    ("47562", ["0FT44ZZ", "0FT44ZZ"], ["K8000", "K8000"], false, "418", "00790", Some("88304")),
];

pub(super) fn surgical(scene: &mut Scene<'_, '_>) {
    let (procedure, pcs, diagnoses, sided, drg, anesthesia, pathology) = scene.random.pick(OPERATIONS);
    let side = scene.random.below(2) as usize;
    let days = scene.random.between(1, 5);
    let mut facility = facility(scene, days, &[diagnoses[side], "I10"], drg);
    facility.procedures.push((pcs[side], scene.day));
    for (revenue, base) in [("0360", 1_240_000), ("0370", 284_000), ("0710", 96_000), ("0272", 21_210)] {
        facility.lines.push(whole(scene.line(revenue, "", base)));
    }
    let hospitalist = visits(scene, &mut facility);
    let mut surgeon = scene.professional(Practice::Surgery, "21", &facility);
    facility.operating = surgeon.rendering;
    let service = scene.service(procedure, 398_000);
    surgeon.lines.push(with(service, if sided { SIDES[side] } else { "" }));
    let mut claims = vec![hospitalist, surgeon];
    claims.extend(surgery::anesthesia(scene, anesthesia, procedure, "21", &facility));
    if let Some(code) = pathology {
        facility.lines.push(whole(scene.line("0312", "", 31_400)));
        claims.push(surgery::pathology(scene, code, 1, "21", &facility));
    }
    scene.claims.push(facility);
    scene.claims.extend(claims);
}

/// The first of two stays: ends on the day the second one begins.
pub(super) fn transfer_out(scene: &mut Scene<'_, '_>) {
    stay(scene, TRANSFER, true);
    scene.claims[0].status = "02";
}

/// Days of the stay before a transfer.
pub(in super::super) const TRANSFER: u64 = 2;

pub(super) fn transfer_in(scene: &mut Scene<'_, '_>) {
    let days = scene.random.between(2, LONGEST);
    stay(scene, days, false);
}
