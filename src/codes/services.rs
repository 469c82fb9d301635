//! What kind of service a procedure number or a revenue code stands for.
//!
//! Numbers and ranges of numbers only, as CMS documents and audit reports print them, in this project's own words; the
//! descriptions of CPT and of the UB-04 manual are licensed and not shipped. Linking asks which kinds two lines have in
//! common ([`Kinds`]), rules which one kind a procedure is of ([`ServiceKind`]); both read the same two tables.

use std::ops::BitOr;

/// What kind of service a five-digit procedure number stands for, as far as rules tell kinds apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ServiceKind {
    /// Anesthesia.
    Anesthesia,
    /// Surgery, from a puncture to a transplant, endoscopies among it.
    Surgery,
    /// Imaging, nuclear medicine and radiation treatment.
    Imaging,
    /// Tests of a laboratory without a physician's part.
    Laboratory,
    /// Surgical pathology: a physician reads what the laboratory prepared.
    Pathology,
    /// Tests and procedures on heart and vessels: catheters, ultrasound, tracings.
    Heart,
    /// Tests of nerves, muscles and sleep.
    Nerves,
    /// Giving a drug: infusions, injections, chemotherapy.
    Administration,
    /// Visits: emergency department, ward, clinic, critical care.
    Visit,
    /// Anything else.
    Other,
}

/// Kinds of service that procedures and revenue codes have in common, as a set: those that a hospital bills under a revenue
/// code and a professional under a procedure code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Kinds(u32);

impl Kinds {
    const EMERGENCY: Self = Self(1);
    const SURGERY: Self = Self(1 << 1);
    const ANESTHESIA: Self = Self(1 << 2);
    const IMAGING: Self = Self(1 << 3);
    const LABORATORY: Self = Self(1 << 4);
    const THERAPY: Self = Self(1 << 5);
    const HEART: Self = Self(1 << 6);
    const DIALYSIS: Self = Self(1 << 7);
    const DRUG: Self = Self(1 << 8);
    const CLINIC: Self = Self(1 << 9);
    const WARD: Self = Self(1 << 10);
    const INTENSIVE: Self = Self(1 << 11);
    const LUNG: Self = Self(1 << 12);
    const OBSERVATION: Self = Self(1 << 13);
    const NEWBORN: Self = Self(1 << 14);
    const DELIVERY: Self = Self(1 << 15);
    const RADIATION: Self = Self(1 << 16);
    const NERVES: Self = Self(1 << 17);
    const PATHOLOGY: Self = Self(1 << 18);
    const IMPLANT: Self = Self(1 << 19);
    /// A room where procedures are done.
    const ROOM: Self = Self(1 << 20);
    /// A visit at a distance: the site where the patient sits, and who is seen there.
    pub const TELEHEALTH: Self = Self(1 << 21);
}

impl BitOr for Kinds {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

type K = Kinds;

/// First and last number of procedures, the kind they are of, and the kinds they have in common with revenue codes; sorted.
const PROCEDURES: &[(u32, u32, ServiceKind, Kinds)] = &[
    (100, 1_999, ServiceKind::Anesthesia, Kinds(K::ANESTHESIA.0 | K::SURGERY.0)),
    (10_004, 59_399, ServiceKind::Surgery, K::SURGERY),
    (59_400, 59_622, ServiceKind::Surgery, Kinds(K::SURGERY.0 | K::DELIVERY.0)),
    (59_623, 69_990, ServiceKind::Surgery, K::SURGERY),
    (70_010, 77_260, ServiceKind::Imaging, K::IMAGING),
    (77_261, 77_799, ServiceKind::Imaging, K::RADIATION),
    (77_800, 79_999, ServiceKind::Imaging, K::IMAGING),
    (80_047, 88_299, ServiceKind::Laboratory, K::LABORATORY),
    (88_300, 88_399, ServiceKind::Pathology, Kinds(K::LABORATORY.0 | K::PATHOLOGY.0)),
    (88_400, 89_398, ServiceKind::Laboratory, K::LABORATORY),
    // Immune globulins and vaccines, and giving them.
    (90_281, 90_399, ServiceKind::Other, K::DRUG),
    (90_460, 90_474, ServiceKind::Administration, K::DRUG),
    (90_476, 90_479, ServiceKind::Other, K::DRUG),
    (90_480, 90_480, ServiceKind::Administration, K::DRUG),
    (90_481, 90_759, ServiceKind::Other, K::DRUG),
    (90_935, 90_999, ServiceKind::Other, K::DIALYSIS),
    (91_300, 91_323, ServiceKind::Other, K::DRUG),
    (92_507, 92_508, ServiceKind::Other, K::THERAPY),
    (92_521, 92_526, ServiceKind::Other, K::THERAPY),
    (92_920, 93_998, ServiceKind::Heart, K::HEART),
    (94_002, 94_799, ServiceKind::Other, K::LUNG),
    (95_700, 96_020, ServiceKind::Nerves, K::NERVES),
    (96_360, 96_549, ServiceKind::Administration, K::DRUG),
    (97_010, 97_799, ServiceKind::Other, K::THERAPY),
    (99_202, 99_215, ServiceKind::Visit, K::CLINIC),
    (99_216, 99_216, ServiceKind::Visit, Kinds(0)),
    (99_217, 99_220, ServiceKind::Visit, K::OBSERVATION),
    (99_221, 99_223, ServiceKind::Visit, Kinds(K::WARD.0 | K::OBSERVATION.0)),
    (99_224, 99_226, ServiceKind::Visit, K::OBSERVATION),
    (99_227, 99_239, ServiceKind::Visit, Kinds(K::WARD.0 | K::OBSERVATION.0)),
    (99_240, 99_251, ServiceKind::Visit, Kinds(0)),
    (99_252, 99_255, ServiceKind::Visit, K::WARD),
    (99_256, 99_280, ServiceKind::Visit, Kinds(0)),
    (99_281, 99_285, ServiceKind::Visit, K::EMERGENCY),
    (99_286, 99_290, ServiceKind::Visit, Kinds(0)),
    (99_291, 99_292, ServiceKind::Visit, Kinds(K::INTENSIVE.0 | K::EMERGENCY.0)),
    (99_293, 99_459, ServiceKind::Visit, Kinds(0)),
    (99_460, 99_465, ServiceKind::Visit, K::NEWBORN),
    (99_466, 99_480, ServiceKind::Visit, Kinds(K::INTENSIVE.0 | K::NEWBORN.0)),
    (99_481, 99_499, ServiceKind::Visit, Kinds(0)),
];

/// First and last revenue code, and what is billed under it; sorted.
const REVENUES: &[(u16, u16, Kinds)] = &[
    (100, 169, K::WARD),
    (170, 179, Kinds(K::NEWBORN.0 | K::WARD.0)),
    (200, 219, Kinds(K::INTENSIVE.0 | K::WARD.0)),
    (250, 269, K::DRUG),
    (275, 276, K::IMPLANT),
    (278, 278, K::IMPLANT),
    (280, 289, K::DRUG),
    (300, 309, K::LABORATORY),
    (310, 319, Kinds(K::LABORATORY.0 | K::PATHOLOGY.0)),
    (320, 329, K::IMAGING),
    (330, 330, K::RADIATION),
    (331, 332, K::DRUG),
    (333, 333, K::RADIATION),
    (335, 335, K::DRUG),
    (340, 359, K::IMAGING),
    (360, 369, Kinds(K::SURGERY.0 | K::ROOM.0)),
    (370, 379, K::ANESTHESIA),
    (400, 409, K::IMAGING),
    (410, 419, K::LUNG),
    (420, 449, K::THERAPY),
    (450, 459, K::EMERGENCY),
    (460, 469, K::LUNG),
    (480, 480, K::HEART),
    (481, 481, Kinds(K::HEART.0 | K::ROOM.0)),
    (482, 489, K::HEART),
    (490, 499, Kinds(K::SURGERY.0 | K::ROOM.0)),
    (510, 529, K::CLINIC),
    (610, 619, K::IMAGING),
    (634, 637, K::DRUG),
    (720, 729, K::DELIVERY),
    (730, 739, K::HEART),
    (740, 749, K::NERVES),
    (750, 759, Kinds(K::SURGERY.0 | K::ROOM.0)),
    (761, 761, K::SURGERY),
    (762, 762, K::OBSERVATION),
    (820, 889, K::DIALYSIS),
    (920, 929, Kinds(K::HEART.0 | K::NERVES.0)),
];

fn procedure(number: u32) -> Option<(ServiceKind, Kinds)> {
    let row = PROCEDURES.get(PROCEDURES.partition_point(|row| row.1 < number))?;
    (row.0 <= number).then_some((row.2, row.3))
}

impl ServiceKind {
    /// The kind of a procedure number.
    pub fn of(number: u32) -> Self {
        procedure(number).map_or(Self::Other, |(kind, _)| kind)
    }
}

/// Whether a code bills a physician's care of a patient on dialysis for a month.
pub fn is_dialysis_month(code: &str) -> bool {
    number(code).is_some_and(|n| (90_951..=90_966).contains(&n))
}

impl Kinds {
    /// Of a CPT or HCPCS code.
    pub fn of_procedure(code: &str) -> Self {
        match (number(code), code) {
            (Some(number), _) => procedure(number).map_or(Self(0), |(_, kinds)| kinds),
            (None, "G0378" | "G0379") => Self::OBSERVATION,
            (None, "G0380" | "G0381" | "G0382" | "G0383" | "G0384") => Self::EMERGENCY,
            (None, "G0463") => Self::CLINIC,
            (None, "Q3014") => Self::TELEHEALTH,
            _ if code.starts_with(['J', 'Q']) => Self::DRUG,
            _ => Self(0),
        }
    }

    /// Of a revenue code, as a number.
    pub fn of_revenue(code: u16) -> Self {
        let row = REVENUES.get(REVENUES.partition_point(|row| row.1 < code));
        row.filter(|row| row.0 <= code).map_or(Self(0), |row| row.2)
    }

    /// Of a revenue code, as text.
    fn billed_under(revenue: &str) -> Self {
        revenue.parse().map_or(Self(0), Self::of_revenue)
    }

    /// Whether the two have a kind in common.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Each of them alone.
    pub fn each(self) -> impl Iterator<Item = Self> {
        (0..u32::BITS).map(move |bit| Self(self.0 & (1 << bit))).filter(|kind| kind.0 != 0)
    }

    /// Whether it is something that is often read, and dated, on a later day: imaging, laboratory, traces of heart and
    /// nerves.
    pub fn is_read_later(self) -> bool {
        self.meets(Self::IMAGING | Self::LABORATORY | Self::HEART | Self::NERVES)
    }

    /// Whether it keeps a patient for a night or so: emergency and observation are one visit, over however many days.
    pub fn is_one_stay(self) -> bool {
        self.meets(Self::EMERGENCY | Self::OBSERVATION | Self::WARD | Self::INTENSIVE)
    }

    /// Whether it is a room that all visits of a stay share.
    pub fn is_room(self) -> bool {
        self.meets(Self::WARD | Self::INTENSIVE | Self::OBSERVATION)
    }

    /// Whether a practice gives it as a hospital does, on one day perhaps both: drugs, injections, laboratory tests.
    pub fn is_given_anywhere(self) -> bool {
        self.meets(Self::DRUG | Self::LABORATORY)
    }

    /// Whether both are of a visit at a distance: the site where the patient sat, and who was seen there.
    pub fn are_at_distance(self, other: Self) -> bool {
        self.meets(Self::TELEHEALTH) && other.meets(Self::TELEHEALTH)
    }

    /// Whether it is care of a newborn.
    pub fn is_of_newborn(self) -> bool {
        self.meets(Self::NEWBORN)
    }

    /// Whether it is a delivery or its room.
    pub fn is_delivery(self) -> bool {
        self.meets(Self::DELIVERY)
    }
}

/// The department that charges under a revenue code, in words of our own.
pub fn department(revenue: &str) -> &'static str {
    let family = revenue.get(..3).and_then(|digits| digits.parse::<u16>().ok()).unwrap_or(0);
    match family {
        10..=19 => "rooms",
        20..=21 => "intensive care",
        25 | 63 => "pharmacy",
        27 | 62 => "supplies",
        30..=31 => "laboratory",
        32..=35 | 40 | 61 => "imaging",
        36 => "operating room",
        37 => "anesthesia",
        38..=39 => "blood bank",
        41 | 46 => "respiratory care",
        42..=44 => "therapy",
        45 => "emergency department",
        48 => "cardiology",
        51..=52 => "clinic",
        54 => "ambulance",
        71 => "recovery room",
        72 => "labor room",
        73 => "electrocardiography",
        74 => "electroencephalography",
        75 => "endoscopy",
        76 => "treatment and observation",
        80..=88 => "dialysis",
        90..=91 => "behavioral health",
        96..=98 => "professional fees",
        _ => "other",
    }
}

/// Whether a revenue code, as a number, is one of professional fees: a facility's claim then bills for the professional.
pub fn is_professional_fee(revenue: u16) -> bool {
    (960..=989).contains(&revenue)
}

/// Number of a five-digit procedure code; none for codes with letters.
pub fn number(code: &str) -> Option<u32> {
    let digits = code.len() == 5 && code.bytes().all(|b| b.is_ascii_digit());
    if digits { code.parse().ok() } else { None }
}

/// Whether a code names a drug: HCPCS J and Q codes (but the fee of telehealth's site), vaccines and immune globulins.
pub fn is_drug(code: &str) -> bool {
    let coded = code.len() == 5
        && !code.eq_ignore_ascii_case("Q3014")
        && code.starts_with(['J', 'Q', 'j', 'q'])
        && code[1..].bytes().all(|b| b.is_ascii_digit());
    let vaccine = |n| matches!(n, 90_281..=90_399 | 90_476..=90_479 | 90_481..=90_759 | 91_300..=91_323);
    coded || number(code).is_some_and(vaccine)
}

/// Whether a number outside imaging, heart and nerves is a test with a technical and a professional component under one code
/// (PC/TC indicator 1): of the eye, of balance, of the lungs.
pub fn is_other_test(number: u32) -> bool {
    matches!(
        number,
        92_081..=92_083 | 92_132..=92_136 | 92_235..=92_287 | 92_537..=92_548
            | 94_010..=94_013 | 94_060..=94_200 | 94_375..=94_621 | 94_680..=94_729
    )
}

/// Whether a revenue code is one of imaging: X-ray, nuclear medicine, CT, ultrasound and the like, MRI.
pub fn is_imaging_revenue(revenue: &str) -> bool {
    Kinds::billed_under(revenue).meets(Kinds::IMAGING)
}

/// Whether a revenue code is one of tests on heart, vessels, nerves and lungs: cardiology, electrocardiogram,
/// electroencephalogram, pulmonary function, other diagnostic services.
pub fn is_test_revenue(revenue: &str) -> bool {
    Kinds::billed_under(revenue).meets(Kinds::HEART | Kinds::NERVES | Kinds::LUNG)
}

/// Whether a revenue code is one of radiation treatment and its planning.
pub fn is_radiation_revenue(revenue: &str) -> bool {
    Kinds::billed_under(revenue).meets(Kinds::RADIATION)
}

/// Whether a revenue code is one of pathology.
pub fn is_pathology_revenue(revenue: &str) -> bool {
    Kinds::billed_under(revenue).meets(Kinds::PATHOLOGY)
}

/// Whether a revenue code is one of a room where procedures are done: operating room, catheter laboratory, surgery
/// centre, endoscopy.
pub fn is_procedure_room(revenue: &str) -> bool {
    Kinds::billed_under(revenue).meets(Kinds::ROOM)
}

/// Whether a revenue code is the emergency department's, urgent care (0456) left out.
pub fn is_emergency_revenue(revenue: &str) -> bool {
    Kinds::billed_under(revenue).meets(Kinds::EMERGENCY) && revenue != "0456"
}

/// Whether a revenue code is one of intensive or coronary care.
pub fn is_intensive_care(revenue: &str) -> bool {
    Kinds::billed_under(revenue).meets(Kinds::INTENSIVE)
}

/// Whether a procedure is physical, occupational or speech therapy; care of wounds and nutrition stand among its numbers and
/// are none.
pub fn is_therapy(number: u32) -> bool {
    let other = matches!(number, 97_597..=97_610 | 97_802..=97_814);
    !other && matches!(number, 92_507..=92_508 | 92_521..=92_526 | 92_597 | 92_605..=92_609 | 97_010..=97_799)
}

/// Whether a revenue code is one of physical, occupational or speech therapy.
pub fn is_therapy_revenue(revenue: &str) -> bool {
    Kinds::billed_under(revenue).meets(Kinds::THERAPY)
}

/// Whether a revenue code is one of devices that stay in the body.
pub fn is_implant_revenue(revenue: &str) -> bool {
    Kinds::billed_under(revenue).meets(Kinds::IMPLANT)
}

/// Whether a revenue code is one of professional fees.
pub fn is_professional_revenue(revenue: &str) -> bool {
    revenue.parse().is_ok_and(is_professional_fee)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_kinds() {
        for (code, kind) in [
            ("00840", ServiceKind::Anesthesia),
            ("47562", ServiceKind::Surgery),
            ("59400", ServiceKind::Surgery),
            ("70450", ServiceKind::Imaging),
            ("77300", ServiceKind::Imaging),
            ("80053", ServiceKind::Laboratory),
            ("88305", ServiceKind::Pathology),
            ("93306", ServiceKind::Heart),
            ("93970", ServiceKind::Heart),
            ("95810", ServiceKind::Nerves),
            ("96413", ServiceKind::Administration),
            ("97110", ServiceKind::Other),
            ("90999", ServiceKind::Other),
            ("99284", ServiceKind::Visit),
            ("99406", ServiceKind::Visit),
            ("99999", ServiceKind::Other),
        ] {
            assert_eq!(number(code).map(ServiceKind::of), Some(kind), "{code}");
        }
        for code in ["", "7045", "704500", "J1745", "G0463", "0042T", "７0450"] {
            assert_eq!(number(code), None, "{code}");
        }
    }

    #[test]
    fn ranges_are_sorted_and_apart() {
        assert!(PROCEDURES.windows(2).all(|two| two[0].1 < two[1].0));
        assert!(PROCEDURES.iter().all(|row| row.0 <= row.1));
        assert!(REVENUES.windows(2).all(|two| two[0].1 < two[1].0));
        assert!(REVENUES.iter().all(|row| row.0 <= row.1));
    }

    #[test]
    fn procedures_meet_the_revenue_codes_they_are_billed_under() {
        for (procedure, revenue, meet) in [
            ("70551", 611, true),
            ("71046", 324, true),
            ("77300", 333, true),
            ("99284", 450, true),
            ("99222", 120, true),
            ("00790", 370, true),
            ("47562", 360, true),
            ("88305", 310, true),
            ("93970", 921, true),
            ("95819", 740, true),
            ("99213", 450, false),
            ("80053", 324, false),
            ("J1745", 636, true),
            ("G0463", 510, true),
            ("G0463", 450, false),
        ] {
            let (procedure_kinds, revenue_kinds) =
                (Kinds::of_procedure(procedure), Kinds::of_revenue(revenue));
            assert_eq!(procedure_kinds.meets(revenue_kinds), meet, "{procedure} {revenue}");
        }
    }

    #[test]
    fn drugs_have_a_letter_and_four_digits() {
        assert!(is_drug("J1745") && is_drug("q5103"));
        assert!(is_drug("90686") && !is_drug("90480") && !is_drug("90471"));
        assert!(!is_drug("G0463") && !is_drug("J174") && !is_drug("J17é") && !is_drug("71046"));
    }

    #[test]
    fn rooms_and_departments_are_told_by_their_revenue_codes() {
        for (is, revenues) in [
            (is_imaging_revenue as fn(&str) -> bool, ["0320", "0341", "0352", "0402", "0610"]),
            (is_test_revenue, ["0480", "0460", "0730", "0740", "0921"]),
            (is_procedure_room, ["0360", "0481", "0490", "0750", "0369"]),
            (is_implant_revenue, ["0275", "0276", "0278", "0275", "0278"]),
            (is_therapy_revenue, ["0420", "0430", "0440", "0424", "0449"]),
            (is_professional_revenue, ["0960", "0971", "0981", "0989", "0964"]),
        ] {
            assert!(revenues.iter().all(|revenue| is(revenue)), "{revenues:?}");
            assert!(["0250", "0277", "0761", "0001"].iter().all(|revenue| !is(revenue)), "{revenues:?}");
        }
        assert!(is_pathology_revenue("0312") && !is_pathology_revenue("0300"));
        assert!(is_intensive_care("0200") && is_intensive_care("0219") && !is_intensive_care("0120"));
    }

    #[test]
    fn odd_revenue_codes_are_of_no_kind() {
        for revenue in ["", "04", "0456", "é45", "9999"] {
            assert!(!is_emergency_revenue(revenue) && !is_procedure_room(revenue), "{revenue}");
        }
        assert!(is_emergency_revenue("0450") && is_procedure_room("0481") && !is_procedure_room("0480"));
    }
}
