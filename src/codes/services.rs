//! What kind of service a procedure number or a revenue code stands for.
//!
//! Numbers and ranges of numbers only, as CMS documents and audit reports print them, in this project's own words; the
//! descriptions of CPT and of the UB-04 manual are licensed and not shipped.

/// What kind of service a five-digit procedure number stands for, as far as rules tell kinds apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
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

impl Kind {
    /// The kind of a procedure number.
    pub fn of(number: u32) -> Self {
        match number {
            100..=1_999 => Self::Anesthesia,
            10_004..=69_990 => Self::Surgery,
            70_010..=79_999 => Self::Imaging,
            88_300..=88_399 => Self::Pathology,
            80_047..=89_398 => Self::Laboratory,
            92_920..=93_998 => Self::Heart,
            95_700..=96_020 => Self::Nerves,
            96_360..=96_549 => Self::Administration,
            99_202..=99_499 => Self::Visit,
            _ => Self::Other,
        }
    }
}

/// Number of a five-digit procedure code; none for codes with letters.
pub fn number(code: &str) -> Option<u32> {
    let digits = code.len() == 5 && code.bytes().all(|b| b.is_ascii_digit());
    if digits { code.parse().ok() } else { None }
}

/// Whether the number is one of an electrocardiogram's: the whole, the tracing and the reading have codes of their own.
pub fn is_tracing(number: u32) -> bool {
    (93_000..=93_010).contains(&number)
}

/// Whether a code names a drug: HCPCS J and Q codes.
pub fn is_drug(code: &str) -> bool {
    code.len() == 5 && code.starts_with(['J', 'Q', 'j', 'q']) && code[1..].bytes().all(|b| b.is_ascii_digit())
}

/// Whether a revenue code is one of imaging: X-ray, nuclear medicine, CT, ultrasound and the like, MRI.
pub fn is_imaging_revenue(revenue: &str) -> bool {
    matches!(family(revenue), "032" | "034" | "035" | "040" | "061")
}

/// Whether a revenue code is one of tests on heart, vessels and nerves: cardiology, electrocardiogram,
/// electroencephalogram, other diagnostic services.
pub fn is_test_revenue(revenue: &str) -> bool {
    matches!(family(revenue), "048" | "073" | "074" | "092")
}

/// Whether a revenue code is one of pathology.
pub fn is_pathology_revenue(revenue: &str) -> bool {
    family(revenue) == "031"
}

/// Whether a revenue code is one of a room where procedures are done: operating room, catheter laboratory, surgery
/// centre, endoscopy.
pub fn is_procedure_room(revenue: &str) -> bool {
    matches!(family(revenue), "036" | "049" | "075") || revenue == "0481"
}

/// Whether a revenue code is the emergency department's, urgent care (0456) left out.
pub fn is_emergency_revenue(revenue: &str) -> bool {
    family(revenue) == "045" && revenue != "0456"
}

/// Whether a revenue code is one of intensive or coronary care.
pub fn is_intensive_care(revenue: &str) -> bool {
    matches!(family(revenue), "020" | "021")
}

/// Whether a revenue code is one of physical, occupational or speech therapy.
pub fn is_therapy_revenue(revenue: &str) -> bool {
    matches!(family(revenue), "042" | "043" | "044")
}

/// Whether a revenue code is one of devices that stay in the body.
pub fn is_implant_revenue(revenue: &str) -> bool {
    matches!(revenue, "0275" | "0276" | "0278")
}

/// Whether a revenue code is one of professional fees.
pub fn is_professional_revenue(revenue: &str) -> bool {
    matches!(family(revenue), "096" | "097" | "098")
}

/// First three digits of a revenue code.
fn family(revenue: &str) -> &str {
    revenue.get(..3).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_kinds() {
        for (code, kind) in [
            ("00840", Kind::Anesthesia),
            ("47562", Kind::Surgery),
            ("70450", Kind::Imaging),
            ("80053", Kind::Laboratory),
            ("88305", Kind::Pathology),
            ("93306", Kind::Heart),
            ("95810", Kind::Nerves),
            ("96413", Kind::Administration),
            ("97110", Kind::Other),
            ("99284", Kind::Visit),
        ] {
            assert_eq!(number(code).map(Kind::of), Some(kind), "{code}");
        }
        for code in ["", "7045", "704500", "J1745", "G0463", "0042T", "７0450"] {
            assert_eq!(number(code), None, "{code}");
        }
    }

    #[test]
    fn drugs_have_a_letter_and_four_digits() {
        assert!(is_drug("J1745") && is_drug("q5103"));
        assert!(!is_drug("G0463") && !is_drug("J174") && !is_drug("J17é") && !is_drug("71046"));
    }

    #[test]
    fn odd_revenue_codes_are_of_no_kind() {
        for revenue in ["", "04", "0456", "é45", "9999"] {
            assert!(!is_emergency_revenue(revenue) && !is_procedure_room(revenue), "{revenue}");
        }
        assert!(is_emergency_revenue("0450") && is_procedure_room("0481") && !is_procedure_room("0480"));
    }
}
