//! SNIP type 1, segments: characters, types, lengths, relations, levels.

use super::example::{FILE, ORDINARY, professional};
use crate::finding::Severity;
use crate::rule::{Example, InForce, Rule};

/// Every rule here.
pub(in crate::validate) const RULES: &[&Rule] = &[
    &EMPTY,
    &TRAILING,
    &ELEMENTS,
    &COMPONENTS,
    &REPETITIONS,
    &SEPARATOR,
    &LENGTH,
    &NUMBER,
    &ZEROS,
    &DATE,
    &TIME,
    &BLANK,
    &SPACE,
    &CONTROL_CHARACTER,
    &NATIONAL_CHARACTER,
    &RELATION,
    &HL_NUMBER,
    &HL_PARENT,
    &HL_CHILD,
];

const BASE: Rule = Rule {
    code: "",
    name: "",
    severity: Severity::Error,
    snip: Some(1),
    checks: "",
    why: "A translator that keeps to the standard refuses the transaction.",
    help: "",
    source: "X12.6 application control structure; TR3 005010X222A1 and 005010X223A2, appendix B",
    in_force: InForce::ALWAYS,
    fires: Example::NONE,
    silent: professional(&[ORDINARY]),
};

/// A segment without identifier.
pub(in crate::validate) static EMPTY: Rule = Rule {
    code: "SYN-EMPTY",
    name: "Empty segment",
    checks: "Every terminator ends a segment that begins with an identifier.",
    help: "Take out the superfluous terminator.",
    fires: professional(&[
        "CLM*P1*200***22:B:1*Y*A*Y*Y\nHI*ABK:R51\n\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
    ]),
    ..BASE
};

/// Separators at the end of a segment or composite.
pub(in crate::validate) static TRAILING: Rule = Rule {
    code: "SYN-TRAILING",
    name: "Superfluous separators",
    severity: Severity::Warning,
    checks: "No segment ends with element separators, no composite with component separators, no repetition is empty.",
    why: "The standard forbids them; strict receivers refuse the transaction, most do not mind.",
    help: "Take them out; `twinclaim fix` does it.",
    fires: professional(&[
        "CLM*P1*200***22:B:1*Y*A*Y*Y**\nHI*ABK:R51\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
    ]),
    ..BASE
};

/// More elements than the segment has.
pub(in crate::validate) static ELEMENTS: Rule = Rule {
    code: "SYN-ELEMENTS",
    name: "Too many elements",
    checks: "A segment has no more elements than the standard gives it.",
    help: "Look for an element separator too many before the place.",
    fires: professional(&[
        "CLM*P1*200***22:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1*2\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
    ]),
    ..BASE
};

/// More components than the element has.
pub(in crate::validate) static COMPONENTS: Rule = Rule {
    code: "SYN-COMPONENTS",
    name: "Too many components",
    checks: "A composite has no more components than the standard gives it; a simple element does not hold the component separator.",
    help: "Look for a component separator too many; text must not hold it.",
    fires: professional(&[
        "CLM*P:1*200***22:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
    ]),
    ..BASE
};

/// More repetitions than the element may have.
pub(in crate::validate) static REPETITIONS: Rule = Rule {
    code: "SYN-REPEAT",
    name: "Too many repetitions",
    checks: "An element is repeated no more often than the guide allows; one that may not be repeated does not hold the repetition separator.",
    help: "Take the repetition separator out of text; send further values in segments of their own.",
    fires: professional(&[
        "CLM*P^1*200***22:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
    ]),
    ..BASE
};

/// Another component separator than ISA16 says.
pub(in crate::validate) static SEPARATOR: Rule = Rule {
    code: "SYN-SEPARATOR",
    name: "Component separator other than ISA16 says",
    checks: "Components are separated by the character in ISA16. The first place where another one is used is reported.",
    help: "Put the separator in use into ISA16, or write the components with the one that stands there.",
    fires: professional(&[
        "CLM*P1*200***22>B>1*Y*A*Y*Y\nHI*ABK>R51\nLX*1\nSV1*HC>99283*200*UN*1***1\nDTP*472*D8*20260302",
    ]),
    ..BASE
};

/// A value too short or too long for its element.
pub(in crate::validate) static LENGTH: Rule = Rule {
    code: "SYN-LENGTH",
    name: "Value too short or too long",
    checks: "A value has at least and at most as many characters as its element in the X12 dictionary. In numbers only digits count.",
    help: "Shorten or complete the value.",
    fires: professional(&[
        "CLM*A12345678901234567890123456789012345678*200***22:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
    ]),
    ..BASE
};

/// No number.
pub(in crate::validate) static NUMBER: Rule = Rule {
    code: "SYN-NUMBER",
    name: "No number",
    checks: "Whole numbers are digits, decimal numbers digits with at most one point that does not end them; a minus sign may stand before.",
    help: "Send the number without signs of currency, separators of thousands and blanks.",
    fires: professional(&[
        "CLM*P1*$200***22:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
    ]),
    ..BASE
};

/// Leading zeros of a decimal number.
pub(in crate::validate) static ZEROS: Rule = Rule {
    code: "SYN-ZEROS",
    name: "Leading zeros",
    severity: Severity::Warning,
    checks: "Decimal numbers have no leading zeros, but for the one before a point.",
    why: "The standard forbids them; few receivers mind.",
    help: "Take the zeros out.",
    fires: professional(&[
        "CLM*P1*0200***22:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
    ]),
    ..BASE
};

/// No date.
pub(in crate::validate) static DATE: Rule = Rule {
    code: "SYN-DATE",
    name: "No date",
    checks: "Dates are days of the calendar, written CCYYMMDD (in ISA09 YYMMDD).",
    help: "Correct the date.",
    fires: professional(&[concat!(
        isa!(),
        "GS*HC*S1*R1*20260230*1200*1*X*005010X222A1~\n",
        body!(),
        "GE*1*1~\nIEA*1*000000001~\n"
    )]),
    silent: professional(&[FILE]),
    ..BASE
};

/// No time.
pub(in crate::validate) static TIME: Rule = Rule {
    code: "SYN-TIME",
    name: "No time",
    checks: "Times are times of the day, written HHMM, HHMMSS or with decimals of a second behind it.",
    help: "Correct the time.",
    fires: professional(&[concat!(
        isa!(),
        "GS*HC*S1*R1*20260303*2460*1*X*005010X222A1~\n",
        body!(),
        "GE*1*1~\nIEA*1*000000001~\n"
    )]),
    silent: professional(&[FILE]),
    ..BASE
};

/// Nothing but blanks.
pub(in crate::validate) static BLANK: Rule = Rule {
    code: "SYN-BLANK",
    name: "Nothing but blanks",
    checks: "No value outside of ISA consists of blanks alone.",
    help: "Leave the element empty, or send its value.",
    fires: professional(&[
        "CLM*P1*200***22:B:1*Y*A*Y*Y\nREF*D9*  \nHI*ABK:R51\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
    ]),
    ..BASE
};

/// Blanks around a value.
pub(in crate::validate) static SPACE: Rule = Rule {
    code: "SYN-SPACE",
    name: "Blanks around a value",
    severity: Severity::Warning,
    checks: "No value outside of ISA begins or ends with blanks.",
    why: "Receivers that compare identifiers byte by byte do not find them.",
    help: "Take the blanks out.",
    fires: professional(&[
        "CLM*P1 *200***22:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
    ]),
    ..BASE
};

/// Control characters.
pub(in crate::validate) static CONTROL_CHARACTER: Rule = Rule {
    code: "SYN-CONTROL",
    name: "Control character",
    checks: "Values hold no control characters such as tabs and line ends.",
    help: "Take it out. Where it is a line end in the middle of a segment, the file was wrapped; unwrap it.",
    fires: professional(&[
        "CLM*P\t1*200***22:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
    ]),
    ..BASE
};

/// Characters beyond ASCII.
pub(in crate::validate) static NATIONAL_CHARACTER: Rule = Rule {
    code: "SYN-CHARSET",
    name: "Character beyond ASCII",
    severity: Severity::Warning,
    checks: "Values hold the characters of the basic and extended sets, which are ASCII; others need an agreement. The first place in a transaction is reported.",
    why: "Receivers that have not agreed refuse the claim or garble the name.",
    help: "Write the name without accents, unless the receiver takes them.",
    fires: professional(&[
        "CLM*P1*200***22:B:1*Y*A*Y*Y\nNTE*ADD*CAFÉ\nHI*ABK:R51\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
    ]),
    ..BASE
};

/// A relation between elements is broken.
pub(in crate::validate) static RELATION: Rule = Rule {
    code: "SYN-RELATION",
    name: "Elements that belong together",
    checks: "The relations of the segment hold: elements that stand together, need or exclude each other.",
    help: "Fill or empty the elements that the message names.",
    fires: professional(&[
        "CLM*P1*200***22:B:1*Y*A*Y*Y\nHI*ABK:R51\nNM1*82*1*LEE*ANN****XX\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
    ]),
    silent: professional(&[
        "CLM*P1*200***22:B:1*Y*A*Y*Y\nHI*ABK:R51\nNM1*82*1*LEE*ANN****XX*2000010092\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
    ]),
    ..BASE
};

/// HL01 does not count from 1.
pub(in crate::validate) static HL_NUMBER: Rule = Rule {
    code: "SYN-HL-NUMBER",
    name: "Levels not counted from 1",
    checks: "HL01 is 1 in the first HL of a transaction and one more in each that follows.",
    help: "Number the levels anew in each transaction; `twinclaim fix` does it.",
    fires: professional(&[concat!(
        isa!(),
        gs!(),
        st!(),
        provider!(),
        "HL*3*1*22*0~\nSBR*P*18*******MB~\nNM1*IL*1*DOE*JANE****MI*1EG4TE5MK73~\nN3*2 OAK ST~\nN4*BOSTON*MA*021140000~\nDMG*D8*19580412*F~\nNM1*PR*2*MEDICARE*****PI*00123~\n",
        claim!(),
        "SE*23*0001~\nGE*1*1~\nIEA*1*000000001~\n"
    )]),
    silent: professional(&[FILE]),
    ..BASE
};

/// HL02 names no level above.
pub(in crate::validate) static HL_PARENT: Rule = Rule {
    code: "SYN-HL-PARENT",
    name: "Level above that is not there",
    checks: "HL02 of a subscriber names a billing provider's level before it, that of a patient a subscriber's.",
    why: "Nobody can say whose claims stand below the level.",
    help: "Let HL02 name the HL01 of the level above.",
    fires: professional(&[concat!(
        isa!(),
        gs!(),
        st!(),
        provider!(),
        "HL*2*7*22*0~\nSBR*P*18*******MB~\nNM1*IL*1*DOE*JANE****MI*1EG4TE5MK73~\nN3*2 OAK ST~\nN4*BOSTON*MA*021140000~\nDMG*D8*19580412*F~\nNM1*PR*2*MEDICARE*****PI*00123~\n",
        claim!(),
        "SE*23*0001~\nGE*1*1~\nIEA*1*000000001~\n"
    )]),
    silent: professional(&[FILE]),
    ..BASE
};

/// HL04 does not say what stands below.
pub(in crate::validate) static HL_CHILD: Rule = Rule {
    code: "SYN-HL-CHILD",
    name: "Levels below not as announced",
    checks: "HL04 is 1 where levels stand below and 0 where none do.",
    help: "Correct HL04; `twinclaim fix` does it.",
    fires: professional(&[concat!(
        isa!(),
        gs!(),
        st!(),
        provider!(),
        "HL*2*1*22*1~\nSBR*P*18*******MB~\nNM1*IL*1*DOE*JANE****MI*1EG4TE5MK73~\nN3*2 OAK ST~\nN4*BOSTON*MA*021140000~\nDMG*D8*19580412*F~\nNM1*PR*2*MEDICARE*****PI*00123~\n",
        claim!(),
        "SE*23*0001~\nGE*1*1~\nIEA*1*000000001~\n"
    )]),
    silent: professional(&[FILE]),
    ..BASE
};
