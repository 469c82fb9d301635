//! SNIP type 2: what the implementation guide requires, allows and leaves out.

use super::example::{FILE, ORDINARY, professional};
use crate::finding::Severity;
use crate::rule::{Example, InForce, Rule};

/// Every rule here.
pub(in crate::validate) const RULES: &[&Rule] = &[
    &UNKNOWN,
    &MISPLACED,
    &QUALIFIER,
    &MISSING,
    &LOOP_MISSING,
    &NO_CLAIM,
    &TOO_MANY,
    &LOOP_TOO_MANY,
    &ORDER,
    &REQUIRED,
    &NOT_USED,
    &CODE,
    &DIGITS,
    &LIMIT,
    &PERIOD,
    &BACKWARDS,
    &VERSION,
];

const BASE: Rule = Rule {
    code: "",
    name: "",
    severity: Severity::Error,
    snip: Some(2),
    checks: "",
    why: "Payers and clearinghouses check against the guide and refuse what does not keep to it.",
    help: "",
    source: "TR3 005010X222A1 (837P) and 005010X223A2 (837I)",
    in_force: InForce::ALWAYS,
    fires: Example::NONE,
    silent: professional(&[ORDINARY]),
};

/// No such segment.
pub(in crate::validate) static UNKNOWN: Rule = Rule {
    code: "GD-UNKNOWN",
    name: "Unknown segment",
    checks: "Every segment is one that the guide knows.",
    help: "Take it out, or correct its identifier.",
    fires: professional(&[
        "CLM*P1*200***22:B:1*Y*A*Y*Y\nZZZ*1\nHI*ABK:R51\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
    ]),
    ..BASE
};

/// The guide has it elsewhere.
pub(in crate::validate) static MISPLACED: Rule = Rule {
    code: "GD-PLACE",
    name: "Segment in the wrong place",
    checks: "Every segment stands in a loop that has it. Of segments in a row that have no place, the first is reported.",
    help: "Move it to its loop; look whether the segment that opens the loop is missing or wrong.",
    fires: professional(&[
        "CLM*P1*200***22:B:1*Y*A*Y*Y\nDMG*D8*19580412*F\nHI*ABK:R51\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
    ]),
    ..BASE
};

/// The guide has the segment, but not with this qualifier.
pub(in crate::validate) static QUALIFIER: Rule = Rule {
    code: "GD-QUALIFIER",
    name: "Qualifier the guide does not have",
    checks: "The code that says what a segment is (REF01, DTP01, NM101 and the like) is one that the guide has.",
    help: "Correct the qualifier, or leave the segment out.",
    fires: professional(&[
        "CLM*P1*200***22:B:1*Y*A*Y*Y\nREF*Q9*1\nHI*ABK:R51\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
    ]),
    ..BASE
};

/// A required segment is missing.
pub(in crate::validate) static MISSING: Rule = Rule {
    code: "GD-MISSING",
    name: "Required segment missing",
    checks: "The segments that a loop must have are there. A missing one is located at the first segment of its loop.",
    help: "Send the segment.",
    fires: professional(&[
        "CLM*P1*200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
    ]),
    ..BASE
};

/// A required loop is missing.
pub(in crate::validate) static LOOP_MISSING: Rule = Rule {
    code: "GD-LOOP",
    name: "Required loop missing",
    checks: "The loops that a loop must have are there.",
    help: "Send the loop, beginning with the segment that opens it.",
    fires: professional(&["CLM*P1*200***22:B:1*Y*A*Y*Y\nHI*ABK:R51"]),
    ..BASE
};

/// A subscriber or patient without a claim.
pub(in crate::validate) static NO_CLAIM: Rule = Rule {
    code: "GD-CLAIM",
    name: "Level without a claim",
    checks: "Below every patient stands a claim, and below every subscriber a claim or a patient.",
    help: "Leave the level out, or send its claim.",
    fires: professional(&[concat!(
        isa!(),
        gs!(),
        st!(),
        provider!(),
        subscriber!(),
        "SE*18*0001~\nGE*1*1~\nIEA*1*000000001~\n"
    )]),
    silent: professional(&[FILE]),
    ..BASE
};

/// A segment too many.
pub(in crate::validate) static TOO_MANY: Rule = Rule {
    code: "GD-REPEAT",
    name: "Segment repeated too often",
    checks: "No segment stands in its loop more often than the guide allows.",
    help: "Take the superfluous one out; look whether the segment that opens another loop before it is missing.",
    fires: professional(&[
        "CLM*P1*200***22:B:1*Y*A*Y*Y\nREF*D9*1\nREF*D9*2\nHI*ABK:R51\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
    ]),
    ..BASE
};

/// A loop too many.
pub(in crate::validate) static LOOP_TOO_MANY: Rule = Rule {
    code: "GD-LOOP-REPEAT",
    name: "Loop repeated too often",
    checks: "No loop stands in another more often than the guide allows.",
    help: "Take the superfluous one out, or split the claim.",
    fires: professional(&[
        "CLM*P1*200***22:B:1*Y*A*Y*Y\nHI*ABK:R51\nNM1*82*1*LEE*ANN****XX*2000010092\nNM1*82*1*ROE*RAY****XX*2000010092\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
    ]),
    ..BASE
};

/// Out of order.
pub(in crate::validate) static ORDER: Rule = Rule {
    code: "GD-ORDER",
    name: "Segment out of order",
    checks: "The segments of a loop stand in the order of the guide. In each loop the first one that does not is reported.",
    help: "Move it before the segments that follow it in the guide.",
    fires: professional(&[
        "CLM*P1*200***22:B:1*Y*A*Y*Y\nHI*ABK:R51\nREF*D9*1\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
    ]),
    ..BASE
};

/// A required element is empty.
pub(in crate::validate) static REQUIRED: Rule = Rule {
    code: "GD-REQUIRED",
    name: "Required element empty",
    checks: "Elements and components that the guide requires are filled.",
    help: "Fill it.",
    fires: professional(&[
        "CLM*P1****22:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
    ]),
    ..BASE
};

/// An element that is not used is filled.
pub(in crate::validate) static NOT_USED: Rule = Rule {
    code: "GD-NOT-USED",
    name: "Element not used",
    checks: "Elements and components that the guide does not use are empty.",
    help: "Leave it empty; look whether the value belongs into its neighbour.",
    fires: professional(&[
        "CLM*P1*200*MB**22:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
    ]),
    ..BASE
};

/// A code that is not in the guide's list.
pub(in crate::validate) static CODE: Rule = Rule {
    code: "GD-CODE",
    name: "Code not in its list",
    checks: "Where the guide lists codes, one of them stands there.",
    help: "Send one of the codes of the guide.",
    fires: professional(&[
        "CLM*P1*200***22:B:1*Q*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
    ]),
    ..BASE
};

/// An identifier of a fixed number of digits.
pub(in crate::validate) static DIGITS: Rule = Rule {
    code: "GD-DIGITS",
    name: "Identifier of other than its digits",
    checks: "Identifiers of a fixed number of digits, such as a social security number of nine, have just these.",
    help: "Send the digits without hyphens.",
    fires: professional(&[
        "SBR*P*18*******MB\nNM1*IL*1*DOE*JANE****MI*1EG4TE5MK73\nN3*2 OAK ST\nN4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nREF*SY*12345678\nNM1*PR*2*MEDICARE*****PI*00123\nCLM*P1*200***22:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
    ]),
    silent: professional(&[
        "SBR*P*18*******MB\nNM1*IL*1*DOE*JANE****MI*1EG4TE5MK73\nN3*2 OAK ST\nN4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nREF*SY*123456789\nNM1*PR*2*MEDICARE*****PI*00123\nCLM*P1*200***22:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
    ]),
    ..BASE
};

/// Longer than the guide counts on.
pub(in crate::validate) static LIMIT: Rule = Rule {
    code: "GD-LIMIT",
    name: "Longer than the guide counts on",
    severity: Severity::Warning,
    checks: "Values keep to the lengths that the guide counts on where they are shorter than the standard's: CLM01 of 20 characters, amounts of 10 digits, units of 8.",
    why: "Receivers need not store more; what is cut off does not come back in the payment advice.",
    help: "Shorten the value.",
    fires: professional(&[
        "CLM*A12345678901234567890*200***22:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260302",
    ]),
    ..BASE
};

/// A date in another form than its qualifier says.
pub(in crate::validate) static PERIOD: Rule = Rule {
    code: "GD-DATE",
    name: "Date not in the form it is said to have",
    checks: "D8 stands before a date CCYYMMDD, RD8 before two of them with a hyphen, DT before date and time, TM before a time HHMM; and they are days of the calendar.",
    help: "Correct the date, or the qualifier before it.",
    fires: professional(&[
        "CLM*P1*200***22:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*D8*20260230",
    ]),
    ..BASE
};

/// A period that ends before it begins.
pub(in crate::validate) static BACKWARDS: Rule = Rule {
    code: "GD-PERIOD",
    name: "Period that ends before it begins",
    checks: "The first date of a period (RD8) is not after the second.",
    help: "Exchange the dates, or correct them.",
    fires: professional(&[
        "CLM*P1*200***22:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99283*200*UN*1***1\nDTP*472*RD8*20260302-20260301",
    ]),
    ..BASE
};

/// ST03 and GS08 differ.
pub(in crate::validate) static VERSION: Rule = Rule {
    code: "GD-VERSION",
    name: "Group and transaction name different guides",
    checks: "ST03 is the same as GS08.",
    help: "Send transactions of one guide in a group of that guide.",
    fires: professional(&[concat!(
        isa!(),
        "GS*HC*S1*R1*20260303*1200*1*X*005010X222A2~\n",
        body!(),
        "GE*1*1~\nIEA*1*000000001~\n"
    )]),
    silent: professional(&[FILE]),
    ..BASE
};
