//! SNIP type 1, envelopes: headers, trailers, counts, control numbers.

use crate::rules::Handle;
use crate::validate::rules::rule;

/// Every rule here.
pub(in crate::validate) static RULES: &[&Handle] = &[
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
    &LARGE,
];

/// A claim, or a level above claims, that is not kept whole.
pub(in crate::validate) static LARGE: Handle = rule("ENV-LARGE");

/// IEA, GE or SE is missing.
pub(in crate::validate) static TRAILER: Handle = rule("ENV-TRAILER");

/// A segment outside of the envelope it belongs into.
pub(in crate::validate) static OUTSIDE: Handle = rule("ENV-OUTSIDE");

/// IEA01, GE01 or SE01 counts wrong.
pub(in crate::validate) static COUNT: Handle = rule("ENV-COUNT");

/// IEA02, GE02 or SE02 is not the header's control number.
pub(in crate::validate) static CONTROL: Handle = rule("ENV-CONTROL");

/// A control number was used before.
pub(in crate::validate) static DUPLICATE: Handle = rule("ENV-DUPLICATE");

/// ISA is not 106 bytes long.
pub(in crate::validate) static HEADER_WIDTH: Handle = rule("ENV-ISA");

/// ISA11 separates nothing.
pub(in crate::validate) static REPETITION: Handle = rule("ENV-REPETITION");

/// No terminator ends a segment.
pub(in crate::validate) static UNTERMINATED: Handle = rule("ENV-TERMINATOR");

/// The input ends inside an interchange.
pub(in crate::validate) static CUT_OFF: Handle = rule("ENV-CUT");

/// Bytes that are no segment.
pub(in crate::validate) static NOISE: Handle = rule("ENV-NOISE");
