//! SNIP type 1, envelopes: headers, trailers, counts, control numbers.

use super::example::{FILE, professional};
use crate::finding::Severity;
use crate::rule::{Example, InForce, Rule};

/// Every rule here.
pub(in crate::validate) const RULES: &[&Rule] = &[
    &TRAILER,
    &OUTSIDE,
    &COUNT,
    &CONTROL,
    &DUPLICATE,
    &HEADER_WIDTH,
    &REPETITION,
    &UNTERMINATED,
    &CUT_OFF,
    &NOISE,
    &REPEATED,
    &LARGE,
];

const BASE: Rule = Rule {
    code: "",
    name: "",
    severity: Severity::Error,
    snip: Some(1),
    checks: "",
    why: "Envelopes that do not add up are refused whole, with all claims in them.",
    help: "Have the file written again; `twinclaim fix` counts anew where only counts and control numbers are wrong.",
    source: "X12.5 interchange control structures, X12.6 application control structure",
    in_force: InForce::ALWAYS,
    fires: Example::NONE,
    silent: professional(&[FILE]),
};

/// A claim, or a level above claims, that is not kept whole.
pub(in crate::validate) static LARGE: Rule = Rule {
    code: "ENV-LARGE",
    name: "Claim too large to be checked as a whole",
    severity: Severity::Warning,
    snip: None,
    checks: "A claim, a patient, a subscriber, a billing provider or the header of a transaction is no larger than what is \
             kept of one, some million bytes. What comes behind is checked segment by segment: nothing in the claim is \
             added up, compared or missed.",
    why: "No claim is so large: terminators were lost, or many claims run into one. What is not found in it may be wrong \
          all the same.",
    help: "Look at the segments that follow the first one of the claim for what should have ended it.",
    source: "A limit of this program, so that memory does not follow a broken file",
    ..BASE
};

/// IEA, GE or SE is missing.
pub(in crate::validate) static TRAILER: Rule = Rule {
    code: "ENV-TRAILER",
    name: "Envelope without an end",
    checks: "Every interchange, group and transaction ends with its trailer: IEA, GE, SE.",
    help: "Have the file written again, or let `twinclaim fix` add the trailer.",
    fires: professional(&[concat!(isa!(), gs!(), body!(), "IEA*1*000000001~\n")]),
    ..BASE
};

/// A segment outside of the envelope it belongs into.
pub(in crate::validate) static OUTSIDE: Rule = Rule {
    code: "ENV-OUTSIDE",
    name: "Segment outside of its envelope",
    checks: "Segments of a claim stand in a transaction, transactions in a group, groups in an interchange.",
    fires: professional(&[concat!(isa!(), gs!(), "REF*D9*1~\n", body!(), "GE*1*1~\nIEA*1*000000001~\n")]),
    ..BASE
};

/// IEA01, GE01 or SE01 counts wrong.
pub(in crate::validate) static COUNT: Rule = Rule {
    code: "ENV-COUNT",
    name: "Trailer counts wrong",
    checks: "SE01 is the number of segments from ST to SE, GE01 that of transactions, IEA01 that of groups.",
    fires: professional(&[concat!(isa!(), gs!(), body!(), "GE*2*1~\nIEA*1*000000001~\n")]),
    ..BASE
};

/// IEA02, GE02 or SE02 is not the header's control number.
pub(in crate::validate) static CONTROL: Rule = Rule {
    code: "ENV-CONTROL",
    name: "Control numbers of header and trailer differ",
    checks: "SE02 is ST02, GE02 is GS06, IEA02 is ISA13.",
    fires: professional(&[concat!(isa!(), gs!(), body!(), "GE*1*2~\nIEA*1*000000001~\n")]),
    ..BASE
};

/// A control number was used before.
pub(in crate::validate) static DUPLICATE: Rule = Rule {
    code: "ENV-DUPLICATE",
    name: "Control number used twice",
    checks: "ISA13 is used once between two parties in one input, GS06 once in an interchange, ST02 once in a group.",
    why: "Receivers take the second one for a file sent twice and drop it.",
    help: "Give every interchange, group and transaction a number of its own.",
    fires: professional(&[concat!(file!(), file!())]),
    ..BASE
};

/// ISA is not 106 bytes long.
pub(in crate::validate) static HEADER_WIDTH: Rule = Rule {
    code: "ENV-ISA",
    name: "Interchange header of the wrong length",
    checks: "ISA with its terminator is 106 bytes long: its elements have fixed widths and are filled up with blanks.",
    why: "Most receivers take ISA apart by position and refuse the interchange.",
    help: "Fill up the elements of ISA with blanks; `twinclaim fix` does it.",
    fires: professional(&[concat!(
        "ISA*00*          *00*          *ZZ*S*ZZ*R              *260303*1200*^*00501*000000001*0*T*:~\n",
        gs!(),
        body!(),
        "GE*1*1~\nIEA*1*000000001~\n"
    )]),
    ..BASE
};

/// ISA11 separates nothing.
pub(in crate::validate) static REPETITION: Rule = Rule {
    code: "ENV-REPETITION",
    name: "No separator of repetitions",
    severity: Severity::Warning,
    checks: "In version 00501, ISA11 is the character that separates the repetitions of an element: no letter, no digit, \
             no blank.",
    why: "Before version 00402 the standards identifier U stood there. A receiver that takes U for a separator takes \
          values apart at every U; one that checks it refuses the interchange.",
    help: "Write a character into ISA11 that stands in no value; most senders write ^.",
    source: "X12.5 interchange control structures, data element I65 (in place of I10 from version 00402 on); TA1 note code 016",
    fires: professional(&[concat!(
        "ISA*00*          *00*          *ZZ*S              *ZZ*R              *260303*1200*U*00501*000000001*0*T*:~\n",
        gs!(),
        body!(),
        "GE*1*1~\nIEA*1*000000001~\n"
    )]),
    ..BASE
};

/// No terminator ends a segment.
pub(in crate::validate) static UNTERMINATED: Rule = Rule {
    code: "ENV-TERMINATOR",
    name: "Segment without terminator",
    checks: "Every segment, the last one too, ends with the terminator of its interchange.",
    why: "Nobody can tell whether the end of the segment was lost.",
    help: "Send the file again; if it is complete, add the terminator.",
    fires: professional(&[concat!(isa!(), gs!(), body!(), "GE*1*1~\nIEA*1*000000001")]),
    ..BASE
};

/// The input ends inside an interchange.
pub(in crate::validate) static CUT_OFF: Rule = Rule {
    code: "ENV-CUT",
    name: "Input cut off",
    checks: "The input does not end before its interchange does.",
    why: "Claims behind the cut are lost without anybody being told.",
    help: "Ask the sender for the complete file.",
    fires: professional(&[concat!(isa!(), gs!(), body!())]),
    ..BASE
};

/// Bytes that are no segment.
pub(in crate::validate) static NOISE: Rule = Rule {
    code: "ENV-NOISE",
    name: "Bytes that are no segment",
    severity: Severity::Warning,
    checks: "Between interchanges stand nothing but line ends and blanks.",
    why: "They may be the rest of a segment that was cut.",
    help: "Take them out, and find out where they came from.",
    fires: professional(&[concat!("Report of today: \n", file!())]),
    ..BASE
};

/// ISA13 has been used before.
pub(in crate::validate) static REPEATED: Rule = Rule {
    code: "TP-ISA13",
    name: "Interchange sent before",
    snip: Some(7),
    checks: "No two interchanges in the inputs of one run have the same sender, receiver and control number (ISA13). \
             Two of them in one input are ENV-DUPLICATE.",
    why: "Receivers take the second one for a copy of the first and refuse it, with all claims in it.",
    help: "Give each interchange a number of its own.",
    source: "X12.5 interchange control structures; TA1 note code 025",
    fires: professional(&[FILE, FILE]),
    ..BASE
};
