//! Outpatients of a day: imaging, clinic, infusions; and visits that have one side only.

use super::super::super::line::Drug;
use super::super::draft::{Draft, Line};
use super::super::encounter::{Scene, with};
use super::super::world::Practice;
use super::SIDES;
use crate::model::ClaimType;

/// Procedure, revenue code, diagnoses (of a side, the right one first), whether it is of one side, who reads.
type Image = (&'static str, &'static str, [&'static str; 2], bool, Practice);

const IMAGES: &[Image] = &[
    ("70551", "0611", ["G43909", "G43909"], false, Practice::Radiology),
    ("72148", "0612", ["M5416", "M5416"], false, Practice::Radiology),
    ("74177", "0352", ["K5730", "K5730"], false, Practice::Radiology),
    ("70450", "0351", ["R42", "R42"], false, Practice::Radiology),
    ("76700", "0402", ["R1031", "R1031"], false, Practice::Radiology),
    ("73721", "0610", ["M25561", "M25562"], true, Practice::Radiology),
    ("71046", "0324", ["R0602", "R0602"], false, Practice::Radiology),
    ("93306", "0480", ["I5033", "I5033"], false, Practice::Cardiology),
];

pub(super) fn imaging(scene: &mut Scene<'_, '_>) {
    let (code, revenue, diagnoses, sided, practice) = scene.random.pick(IMAGES);
    let side = scene.random.below(2) as usize;
    let count = scene.random.between(1, 2) as usize;
    let mut facility = scene.outpatient(&[diagnoses[side], "I10"][..count]);
    facility.authorization = scene.authorization();
    let modifier = if sided { SIDES[side] } else { "" };
    let technical = scene.line(revenue, code, 190_000);
    facility.lines.push(with(technical, modifier));
    let ordering = scene.site.practice(Practice::Clinic).someone(scene.random);
    let mut reader = scene.professional(practice, "22", &facility);
    // Who answers for an outpatient is the reader, or who ordered the test.
    if scene.random.chance(50) {
        facility.attending = reader.rendering;
        facility.referring = Some(ordering);
    } else {
        facility.attending = Some(ordering);
    }
    reader.referring = Some(ordering);
    let reading = scene.service(code, 16_500);
    reader.lines.push(with(with(reading, "26"), modifier));
    scene.claims.extend([facility, reader]);
}

const CHRONIC: &[&[&str]] =
    &[&["I10"], &["E119", "I10"], &["J449"], &["I2510", "E785"], &["E039"], &["M5450"], &["F329"]];
const VISITS: [(&str, u64); 3] = [("99213", 14_200), ("99214", 20_675), ("99215", 27_300)];

/// The hospital's clinic, on its campus or away from it.
pub(super) fn clinic(scene: &mut Scene<'_, '_>) {
    let diagnoses = scene.random.pick(CHRONIC);
    let mut facility = scene.outpatient(diagnoses);
    let away = scene.random.chance(35);
    facility.lines.push(scene.line("0510", "G0463", 22_600));
    if scene.random.chance(40) {
        facility.lines.extend(scene.laboratory());
    }
    if away {
        facility.lines.iter_mut().for_each(|line| line.modifiers.push("PO"));
    }
    let mut physician = scene.professional(Practice::Clinic, if away { "19" } else { "22" }, &facility);
    facility.attending = physician.rendering;
    let (visit, base) = scene.random.pick(&VISITS);
    physician.lines.push(scene.service(visit, base));
    scene.claims.extend([facility, physician]);
}

/// Drug, units, charge of a unit, diagnoses, revenue code of the infusion, its procedures.
type Infusion =
    (&'static str, u64, u64, &'static [&'static str], &'static str, &'static [(&'static str, u64)]);

const INFUSIONS: &[Infusion] = &[
    ("J9271", 200, 7_160, &["Z5111", "C3490"], "0335", &[("96413", 64_000)]),
    ("J1745", 40, 9_300, &["K5090"], "0260", &[("96413", 64_000), ("96415", 14_500)]),
    ("J0897", 60, 3_850, &["M810"], "0260", &[("96372", 19_850)]),
];

pub(super) fn infusion(scene: &mut Scene<'_, '_>) {
    let infusion = scene.random.pick(INFUSIONS);
    let mut facility = scene.outpatient(infusion.3);
    facility.authorization = scene.authorization();
    facility.lines.extend(infusion_lines(scene, infusion));
    let clinic = scene.line("0510", "G0463", 22_600);
    facility.lines.push(with(clinic, "25"));
    let mut physician = scene.professional(Practice::Clinic, "22", &facility);
    facility.attending = physician.rendering;
    physician.lines.push(scene.service("99214", 20_675));
    scene.claims.extend([facility, physician]);
}

fn infusion_lines(scene: &mut Scene<'_, '_>, infusion: Infusion) -> Vec<Line> {
    let (drug, units, base, _, revenue, procedures) = infusion;
    let mut lines: Vec<_> = procedures.iter().map(|&(code, base)| scene.line(revenue, code, base)).collect();
    let mut line = with(scene.line("0636", drug, base), "JZ");
    (line.quantity, line.charge) = (units, line.charge * units);
    line.drug = Some(Drug::new(scene.random));
    lines.push(line);
    lines
}

/// Lines of one treatment of a series.
pub(super) fn treatment(scene: &mut Scene<'_, '_>) -> Vec<Line> {
    let mut lines = infusion_lines(scene, INFUSIONS[1]);
    let clinic = scene.line("0510", "G0463", 22_600);
    lines.push(with(clinic, "25"));
    lines
}

/// What else a practice does in its own rooms, where it bills tests whole.
const OFFICE: [(&str, u64); 4] = [("93000", 8_550), ("36415", 1_200), ("71046", 9_800), ("81002", 950)];

pub(super) fn office(scene: &mut Scene<'_, '_>) {
    let diagnoses = scene.random.pick(CHRONIC);
    let practice = scene.site.practice(Practice::Clinic);
    let form = ClaimType::Professional;
    let mut claim = Draft::new(form, scene.numbers.next(form), practice, scene.patient);
    claim.place = "11";
    (claim.from, claim.to) = (scene.day, scene.day);
    claim.diagnoses = diagnoses.to_vec();
    claim.rendering = Some(practice.someone(scene.random));
    let (visit, base) = scene.random.pick(&VISITS);
    claim.lines.push(scene.service(visit, base));
    if scene.random.chance(40) {
        let (service, base) = scene.random.pick(&OFFICE);
        claim.lines.push(scene.service(service, base));
    }
    scene.claims.push(claim);
}

/// A specimen that a practice sent to the hospital.
pub(super) fn laboratory(scene: &mut Scene<'_, '_>) {
    let diagnoses = scene.random.pick(CHRONIC);
    let mut facility = scene.facility("14", scene.day, diagnoses);
    facility.attending = Some(scene.site.practice(Practice::Clinic).someone(scene.random));
    facility.lines = scene.laboratory();
    scene.claims.push(facility);
}
