//! Operations of a day, in a hospital or a surgery centre.

use super::super::super::random::Random;
use super::super::draft::{Draft, Line};
use super::super::encounter::{Scene, with};
use super::super::world::Practice;
use super::SIDES;
use crate::finding::Side;
use crate::model::ClaimType;

/// What is done.
pub(super) struct Operation {
    pub(super) procedure: &'static str,
    /// Of a side of the body, the right one first.
    pub(super) diagnoses: [&'static str; 2],
    pub(super) sided: bool,
    /// Procedure of the anaesthesia.
    pub(super) anesthesia: &'static str,
    /// Procedure of the pathology, where a specimen is taken.
    pub(super) pathology: Option<&'static str>,
    revenue: &'static str,
    /// Whether surgery centres do it as well.
    small: bool,
}

const OPERATIONS: &[Operation] = &[
    Operation {
        procedure: "47562",
        diagnoses: ["K8020", "K8020"],
        sided: false,
        anesthesia: "00790",
        pathology: Some("88304"),
        revenue: "0360",
        small: false,
    },
    Operation {
        procedure: "49505",
        diagnoses: ["K4090", "K4090"],
        sided: true,
        anesthesia: "00830",
        pathology: None,
        revenue: "0360",
        small: false,
    },
    Operation {
        procedure: "29881",
        diagnoses: ["M23221", "M23222"],
        sided: true,
        anesthesia: "01400",
        pathology: None,
        revenue: "0360",
        small: true,
    },
    Operation {
        procedure: "45385",
        diagnoses: ["K635", "K635"],
        sided: false,
        anesthesia: "00811",
        pathology: Some("88305"),
        revenue: "0750",
        small: false,
    },
    Operation {
        procedure: "66984",
        diagnoses: ["H2511", "H2512"],
        sided: true,
        anesthesia: "00142",
        pathology: None,
        revenue: "0360",
        small: true,
    },
    Operation {
        procedure: "64721",
        diagnoses: ["G5601", "G5602"],
        sided: true,
        anesthesia: "01810",
        pathology: None,
        revenue: "0360",
        small: true,
    },
    Operation {
        procedure: "69436",
        diagnoses: ["H6523", "H6523"],
        sided: false,
        anesthesia: "00126",
        pathology: None,
        revenue: "0360",
        small: true,
    },
];

fn pick(random: &mut Random, small: bool) -> &'static Operation {
    loop {
        let operation = &OPERATIONS[random.below(OPERATIONS.len() as u64) as usize];
        if operation.small || !small {
            return operation;
        }
    }
}

/// Tubes are put in both ears; most else has a side or none.
fn modifier(operation: &Operation, side: usize) -> &'static str {
    match operation.procedure {
        "69436" => "50",
        _ if operation.sided => SIDES[side],
        _ => "",
    }
}

pub(super) fn hospital(scene: &mut Scene<'_, '_>) {
    let (operation, side) = (pick(scene.random, false), scene.random.below(2) as usize);
    let mut facility = scene.outpatient(&[operation.diagnoses[side]]);
    facility.authorization = scene.authorization();
    let room = scene.line(operation.revenue, operation.procedure, 980_000);
    facility.lines.push(with(room, modifier(operation, side)));
    for (revenue, base) in [("0370", 184_000), ("0710", 96_000), ("0250", 8_725), ("0272", 21_210)] {
        facility.lines.push(scene.line(revenue, "", base));
    }
    let mut claims = team(scene, operation, side, "22", &mut facility);
    if let Some(code) = operation.pathology {
        let specimens = scene.random.between(1, 4);
        let mut technical = scene.line("0312", code, 31_400);
        (technical.quantity, technical.charge) = (specimens, technical.charge * specimens);
        facility.lines.push(technical);
        claims.push(pathology(scene, code, specimens, "22", &facility));
    }
    scene.claims.push(facility);
    scene.claims.extend(claims);
}

/// Readings of so many specimens.
pub(super) fn pathology<'w>(
    scene: &mut Scene<'_, 'w>,
    code: &'static str,
    specimens: u64,
    place: &'static str,
    facility: &Draft<'w>,
) -> Draft<'w> {
    let mut reader = scene.professional(Practice::Pathology, place, facility);
    reader.referring = facility.operating;
    let mut reading = with(scene.service(code, 11_900), "26");
    (reading.quantity, reading.charge) = (specimens, reading.charge * specimens);
    reader.lines.push(reading);
    reader
}

/// Claims of the surgeon and of those who anaesthetise.
fn team<'w>(
    scene: &mut Scene<'_, 'w>,
    operation: &Operation,
    side: usize,
    place: &'static str,
    facility: &mut Draft<'w>,
) -> Vec<Draft<'w>> {
    let mut surgeon = scene.professional(Practice::Surgery, place, facility);
    facility.attending = surgeon.rendering;
    facility.operating = surgeon.rendering;
    let service = scene.service(operation.procedure, 201_500);
    surgeon.lines.push(with(service, modifier(operation, side)));
    let mut claims = vec![surgeon];
    claims.extend(anesthesia(scene, operation.anesthesia, operation.procedure, place, facility));
    claims
}

/// One physician, or one who directs and a nurse who does it.
pub(super) fn anesthesia<'w>(
    scene: &mut Scene<'_, 'w>,
    code: &'static str,
    surgery: &'static str,
    place: &'static str,
    facility: &Draft<'w>,
) -> Vec<Draft<'w>> {
    let minutes = scene.random.between(35, 190);
    let directed = scene.random.chance(30);
    let modifiers: &[&str] = if directed { &["QK", "QX"] } else { &["AA"] };
    let mut claims: Vec<Draft<'w>> = Vec::new();
    for &modifier in modifiers {
        let mut claim = scene.professional(Practice::Anesthesia, place, facility);
        if let (Some(first), Some(physician)) = (claims.first(), claim.rendering) {
            let director = first.rendering.unwrap_or(physician);
            let mut nurse = claim.biller.someone_else(scene.random, &director);
            nurse.specialty = "367500000X";
            claim.rendering = Some(nurse);
        }
        let line = Line { unit: "MJ", quantity: minutes, ..scene.service(code, 30_000 + 350 * minutes) };
        claim.lines.push(with(with(line, modifier), "P2"));
        claim.under_anesthesia = surgery;
        claims.push(claim);
    }
    claims
}

/// A surgery centre bills Medicare on the professional form, others on the facility form.
pub(super) fn centre(scene: &mut Scene<'_, '_>) {
    let (operation, side) = (pick(scene.random, true), scene.random.below(2) as usize);
    let mut facility = scene.facility("83", scene.day, &[operation.diagnoses[side]]);
    facility.authorization = scene.authorization();
    let fee = scene.line("0490", operation.procedure, 412_000);
    facility.lines.push(with(fee, modifier(operation, side)));
    let claims = team(scene, operation, side, "24", &mut facility);
    if scene.patient.plan.kind(false) == "MB" {
        as_professional(scene, &mut facility);
    }
    scene.claims.push(facility);
    scene.claims.extend(claims);
}

/// Turns the facility's fee into a professional claim. It stays on the facility's side.
fn as_professional(scene: &mut Scene<'_, '_>, facility: &mut Draft<'_>) {
    facility.form = ClaimType::Professional;
    facility.side = Side::Facility;
    facility.number = scene.numbers.next(ClaimType::Professional);
    facility.place = "24";
    (facility.attending, facility.operating) = (None, None);
    for line in &mut facility.lines {
        line.revenue = "";
        if scene.random.chance(50) {
            line.modifiers.insert(0, "SG");
        }
    }
}
