//! Visits to the emergency department, with or without observation afterwards.

use super::super::super::random::Random;
use super::super::super::values::Day;
use super::super::draft::{Accident, Draft};
use super::super::encounter::{Scene, with};
use super::super::world::Practice;
use super::SIDES;

/// Why somebody comes.
struct Complaint {
    /// ICD-10-CM; of a side of the body, the right one first.
    diagnoses: [&'static str; 2],
    injury: bool,
    /// Procedure and revenue code of an image, and whether it is of one side.
    image: Option<(&'static str, &'static str, bool)>,
    ecg: bool,
}

const COMPLAINTS: &[Complaint] = &[
    Complaint {
        diagnoses: ["R0789", "R0789"],
        injury: false,
        image: Some(("71046", "0324", false)),
        ecg: true,
    },
    Complaint {
        diagnoses: ["S0990XA", "S0990XA"],
        injury: true,
        image: Some(("70450", "0351", false)),
        ecg: false,
    },
    Complaint {
        diagnoses: ["S52521A", "S52522A"],
        injury: true,
        image: Some(("73110", "0320", true)),
        ecg: false,
    },
    Complaint {
        diagnoses: ["S93401A", "S93402A"],
        injury: true,
        image: Some(("73610", "0320", true)),
        ecg: false,
    },
    Complaint {
        diagnoses: ["R1031", "R1031"],
        injury: false,
        image: Some(("74177", "0352", false)),
        ecg: false,
    },
    Complaint {
        diagnoses: ["J189", "J189"],
        injury: false,
        image: Some(("71046", "0324", false)),
        ecg: false,
    },
    Complaint { diagnoses: ["N390", "N390"], injury: false, image: None, ecg: false },
    Complaint { diagnoses: ["R42", "R42"], injury: false, image: Some(("70450", "0351", false)), ecg: true },
    Complaint { diagnoses: ["L03115", "L03116"], injury: false, image: None, ecg: false },
    Complaint { diagnoses: ["I4891", "I4891"], injury: false, image: None, ecg: true },
];

/// Levels of a visit: of the facility, which goes by its effort, and of the physician.
const LEVELS: [&str; 3] = ["99283", "99284", "99285"];
/// Other diagnoses that somebody may have besides.
const BESIDES: &[&str] = &["I10", "E119", "E785", "Z7901", "Z87891", "J449"];

fn accident(random: &mut Random, day: Day) -> Accident {
    let (occurrence, cause, external) = random.weighted(&[
        (30, ("01", "AA", "V4352XA")),
        (20, ("04", "EM", "W11XXXA")),
        (50, ("05", "OA", "W010XXA")),
    ]);
    Accident { day, occurrence, cause, external }
}

/// Claims of a visit: the facility's, the physician's, the radiologist's.
fn visit<'w>(scene: &mut Scene<'_, 'w>) -> (Draft<'w>, Vec<Draft<'w>>) {
    let complaint = &COMPLAINTS[scene.random.below(COMPLAINTS.len() as u64) as usize];
    let side = scene.random.below(2) as usize;
    let mut diagnoses = vec![complaint.diagnoses[side]];
    if !scene.patient.is_child(scene.day) && scene.random.chance(50) {
        diagnoses.push(scene.random.pick(BESIDES));
    }
    let mut facility = scene.outpatient(&diagnoses);
    facility.admission_type = '1';
    facility.reason = complaint.diagnoses[side];
    facility.accident = complaint.injury.then(|| accident(scene.random, scene.day));
    let level = scene.random.below(3) as usize;
    let facility_level = if scene.random.chance(75) { level } else { (level + 1).min(2) };
    let visit = scene.line("0450", LEVELS[facility_level], 86_000 + 60_000 * facility_level as u64);
    facility.lines.push(visit);
    let mut physician = scene.professional(Practice::Emergency, "23", &facility);
    facility.attending = physician.rendering;
    let visit = scene.service(LEVELS[level], 32_000 + 14_000 * level as u64);
    physician.lines.push(with(visit, if complaint.ecg { "25" } else { "" }));
    if complaint.ecg {
        facility.lines.push(scene.line("0730", "93005", 24_250));
        physician.lines.push(scene.service("93010", 4_200));
    }
    facility.lines.extend(scene.laboratory());
    let mut claims = vec![physician];
    if let Some((code, revenue, sided)) = complaint.image {
        let side = if sided { SIDES[side] } else { "" };
        let technical = scene.line(revenue, code, 120_000);
        facility.lines.push(with(technical, side));
        let mut reader = scene.professional(Practice::Radiology, "23", &facility);
        reader.referring = facility.attending;
        let reading = scene.service(code, 9_800);
        reader.lines.push(with(with(reading, "26"), side));
        claims.push(reader);
    }
    (facility, claims)
}

pub(super) fn emergency(scene: &mut Scene<'_, '_>) {
    let (facility, claims) = visit(scene);
    scene.claims.push(facility);
    scene.claims.extend(claims);
}

/// The hospital bills the physicians on its own claim, with revenue codes of professional fees.
pub(super) fn critical_access(scene: &mut Scene<'_, '_>) {
    let (mut facility, claims) = visit(scene);
    for claim in claims {
        let revenue = if claim.lines.iter().any(|line| line.has("26")) { "0972" } else { "0981" };
        for mut line in claim.lines {
            line.revenue = if line.procedure == "93010" { "0985" } else { revenue };
            facility.lines.push(line);
        }
    }
    scene.claims.push(facility);
}

/// Somebody who stays until the next day without being admitted.
pub(super) fn observation(scene: &mut Scene<'_, '_>) {
    let (mut facility, claims) = visit(scene);
    let next = scene.day.after(1);
    facility.to = next;
    let hours = scene.random.between(14, 30);
    let mut watch = scene.line("0762", "G0378", 9_900);
    (watch.quantity, watch.charge) = (hours, watch.charge * hours);
    facility.lines.push(watch);
    let mut physician = scene.professional(Practice::Hospitalists, "22", &facility);
    physician.lines.push(scene.service("99222", 28_450));
    let mut leaving = scene.service("99238", 19_800);
    leaving.days = Some((next, next));
    physician.lines.push(leaving);
    scene.claims.push(facility);
    scene.claims.extend(claims);
    scene.claims.push(physician);
}
