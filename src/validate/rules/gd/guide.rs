//! SNIP type 2: what the implementation guide requires, allows and leaves out.

use crate::rules::Handle;
use crate::validate::rules::rule;

/// Every rule here.
pub(in crate::validate) static RULES: &[&Handle] = &[
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

/// No such segment.
pub(in crate::validate) static UNKNOWN: Handle = rule("GD-UNKNOWN");

/// The guide has it elsewhere.
pub(in crate::validate) static MISPLACED: Handle = rule("GD-PLACE");

/// The guide has the segment, but not with this qualifier.
pub(in crate::validate) static QUALIFIER: Handle = rule("GD-QUALIFIER");

/// A required segment is missing.
pub(in crate::validate) static MISSING: Handle = rule("GD-MISSING");

/// A required loop is missing.
pub(in crate::validate) static LOOP_MISSING: Handle = rule("GD-LOOP");

/// A subscriber or patient without a claim.
pub(in crate::validate) static NO_CLAIM: Handle = rule("GD-CLAIM");

/// A segment too many.
pub(in crate::validate) static TOO_MANY: Handle = rule("GD-REPEAT");

/// A loop too many.
pub(in crate::validate) static LOOP_TOO_MANY: Handle = rule("GD-LOOP-REPEAT");

/// Out of order.
pub(in crate::validate) static ORDER: Handle = rule("GD-ORDER");

/// A required element is empty.
pub(in crate::validate) static REQUIRED: Handle = rule("GD-REQUIRED");

/// An element that is not used is filled.
pub(in crate::validate) static NOT_USED: Handle = rule("GD-NOT-USED");

/// A code that is not in the guide's list.
pub(in crate::validate) static CODE: Handle = rule("GD-CODE");

/// An identifier of a fixed number of digits.
pub(in crate::validate) static DIGITS: Handle = rule("GD-DIGITS");

/// Longer than the guide counts on.
pub(in crate::validate) static LIMIT: Handle = rule("GD-LIMIT");

/// A date in another form than its qualifier says.
pub(in crate::validate) static PERIOD: Handle = rule("GD-DATE");

/// A period that ends before it begins.
pub(in crate::validate) static BACKWARDS: Handle = rule("GD-PERIOD");

/// ST03 and GS08 differ.
pub(in crate::validate) static VERSION: Handle = rule("GD-VERSION");
