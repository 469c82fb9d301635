//! Right or left: what codes and modifiers say of the side of the body.
//!
//! ICD-10-CM and ICD-10-PCS are public. Only families of codes in which one character always names the side are taken;
//! for all others nothing is said.

/// A side of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// The patient's right.
    Right,
    /// The patient's left.
    Left,
}

impl Side {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Left => "left",
        }
    }
}

/// The side a modifier names: RT and LT, right and left eyelids (E3, E4 and E1, E2), fingers (F5 to F9 and FA to F4),
/// toes (T5 to T9 and TA to T4).
pub fn of_modifier(modifier: &str) -> Option<Side> {
    match modifier.as_bytes() {
        b"RT" | b"E3" | b"E4" | [b'F' | b'T', b'5'..=b'9'] => Some(Side::Right),
        b"LT" | b"E1" | b"E2" | [b'F' | b'T', b'A' | b'1'..=b'4'] => Some(Side::Left),
        _ => None,
    }
}

/// Whether a modifier names a site: a side, an eyelid, a finger, a toe, a coronary artery (LC, LD, LM, RC, RI).
pub fn is_site(modifier: &str) -> bool {
    of_modifier(modifier).is_some() || matches!(modifier, "LC" | "LD" | "LM" | "RC" | "RI")
}

/// Where in a code (from 0) the character for the side is, by the beginning of the code.
///
/// Limbs in injuries, joints, soft tissue, skin and vessels, the eye's inner parts, ears, breast, lung, nerves of the arm. Injuries of
/// single fingers and some others count their sites through in that place; they are left out.
const DIAGNOSES: &[(&str, &str, usize)] = &[
    ("C340", "C349", 4),
    ("C500", "C509", 5),
    ("G560", "G569", 4),
    ("H25", "H25", 4),
    ("H30", "H36", 5),
    ("H43", "H43", 4),
    ("H65", "H66", 4),
    ("I7021", "I7022", 5),
    ("I8241", "I8249", 5),
    ("L0311", "L0312", 5),
    ("M00", "M14", 5),
    ("M16", "M18", 4),
    ("M19", "M19", 5),
    ("M2321", "M2326", 5),
    ("M24", "M25", 5),
    ("M65", "M67", 5),
    ("M70", "M70", 4),
    ("M75", "M77", 4),
    ("M84", "M84", 5),
    ("S40", "S55", 5),
    ("S57", "S59", 5),
    ("S600", "S603", 5),
    ("S610", "S611", 5),
    ("S620", "S622", 5),
    ("S625", "S625", 5),
    ("S70", "S82", 5),
    ("S830", "S831", 5),
    ("S8321", "S839", 5),
    ("S84", "S99", 5),
];

/// A diagnosis code without its side, and the side; none where the code does not name one in a way that is known here.
/// Two codes of one condition on two sides have the same rest.
pub fn of_diagnosis(code: &str) -> Option<(String, Side)> {
    let code: String = code.chars().filter(|c| *c != '.').map(|c| c.to_ascii_uppercase()).collect();
    if !code.is_ascii() {
        return None;
    }
    let inside = |first: &str, last: &str| {
        let head = |n: usize| code.get(..n).unwrap_or_default();
        head(first.len()) >= first && head(last.len()) <= last
    };
    let family = DIAGNOSES.iter().find(|(first, last, _)| inside(first, last))?.2;
    // Families that tell it in the fifth character have members that tell it in the sixth; injuries without a sixth one
    // have X there.
    let sixth = code.as_bytes().get(5);
    let at = match sixth {
        Some(b'X') => 4,
        Some(c) if c.is_ascii_digit() => 5,
        _ => family,
    };
    // Where one family has several pairs of sides, the pair stays in the rest: fractures that are displaced (1, 2) and not
    // (4, 5); armpit, arm and leg (1, 2; 3, 4; 5, 6).
    let (side, kind) = match (code.as_bytes().get(at)?, code.as_bytes().first()?) {
        (b'1', _) => (Side::Right, '1'),
        (b'2', _) => (Side::Left, '1'),
        (b'4', b'S') => (Side::Right, '4'),
        (b'5', b'S') => (Side::Left, '4'),
        (b'3', b'L') => (Side::Right, '3'),
        (b'4', b'L') => (Side::Left, '3'),
        (b'5', b'L') => (Side::Right, '5'),
        (b'6', b'L') => (Side::Left, '5'),
        _ => return None,
    };
    let mut rest = code;
    rest.replace_range(at..=at, &kind.to_string());
    Some((rest, side))
}

/// Body parts (fourth character) by body system (second and third characters), right ones and left ones: eye, upper and
/// lower bones, upper and lower joints.
const BODY_PARTS: &[(&str, &str, &str)] = &[
    ("08", "02468ACEGJLNQSVX", "13579BDFHKMPRTWY"),
    ("0P", "579CFHKMPRT", "68BDGJLNQSV"),
    ("0Q", "2468BDGJLNQ", "3579CFHKMPR"),
    ("0R", "CEGJLNQSUW", "DFHKMPRTVX"),
    ("0S", "79ACFHKMPRTV", "8BDEGJLNQSUW"),
];

/// The side a procedure code of ICD-10-PCS names in its body part.
pub fn of_procedure(code: &str) -> Option<Side> {
    let code = code.to_ascii_uppercase();
    let part = code.get(3..4).filter(|_| code.len() == 7)?;
    let (_, right, left) = BODY_PARTS.iter().find(|(system, ..)| code.starts_with(system))?;
    if right.contains(part) {
        Some(Side::Right)
    } else if left.contains(part) {
        Some(Side::Left)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_condition_on_two_sides_has_one_rest() {
        for (right, left) in [
            ("S83.511A", "S83512A"),
            ("M1711", "M1712"),
            ("H2511", "H2512"),
            ("H353111", "H353121"),
            ("C3411", "C3412"),
            ("S8001XA", "S8002XA"),
            ("S72024A", "S72025A"),
            ("M7061", "M7062"),
            ("M70811", "M70812"),
            ("H663X1", "H663X2"),
            ("L03115", "L03116"),
            ("M23221", "M23222"),
            ("I82411", "I82412"),
        ] {
            let (a, b) = (of_diagnosis(right).expect(right), of_diagnosis(left).expect(left));
            assert_eq!((a.1, b.1), (Side::Right, Side::Left), "{right} {left}");
            assert_eq!(a.0, b.0, "{right} {left}");
        }
        // Another fracture, on the other side.
        assert_ne!(of_diagnosis("S72021A").map(|d| d.0), of_diagnosis("S72025A").map(|d| d.0));
        // Arm and leg.
        assert_ne!(of_diagnosis("L03113").map(|d| d.0), of_diagnosis("L03116").map(|d| d.0));
    }

    #[test]
    fn digits_that_count_something_else_are_no_sides() {
        // Kinds of kidney disease, loss of consciousness, both knees, fingers counted through, a region of the spine.
        for code in
            ["E1121", "E1122", "S060X1A", "M170", "S62301A", "M50121", "S32011A", "M6281", "", "S", "é83511A"]
        {
            assert_eq!(of_diagnosis(code), None, "{code}");
        }
    }

    #[test]
    fn modifiers_and_body_parts_name_sides() {
        for (modifier, side) in [
            ("RT", Some(Side::Right)),
            ("LT", Some(Side::Left)),
            ("FA", Some(Side::Left)),
            ("F5", Some(Side::Right)),
            ("T4", Some(Side::Left)),
            ("E1", Some(Side::Left)),
            ("E3", Some(Side::Right)),
            ("26", None),
            ("50", None),
            ("", None),
        ] {
            assert_eq!(of_modifier(modifier), side, "{modifier}");
        }
        assert_eq!(of_procedure("0SRC0J9"), Some(Side::Right));
        assert_eq!(of_procedure("0SRD0J9"), Some(Side::Left));
        assert_eq!(of_procedure("08RJ3JZ"), Some(Side::Right));
        for code in ["0FT44ZZ", "0SG00A0", "0SRC", "", "é"] {
            assert_eq!(of_procedure(code), None, "{code}");
        }
    }
}
