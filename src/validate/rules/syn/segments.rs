//! SNIP type 1, segments: characters, types, lengths, relations, levels.

use crate::rules::Handle;
use crate::validate::rules::rule;

/// Every rule here.
pub(in crate::validate) static RULES: &[&Handle] = &[
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

/// A segment without identifier.
pub(in crate::validate) static EMPTY: Handle = rule("SYN-EMPTY");

/// Separators at the end of a segment or composite.
pub(in crate::validate) static TRAILING: Handle = rule("SYN-TRAILING");

/// More elements than the segment has.
pub(in crate::validate) static ELEMENTS: Handle = rule("SYN-ELEMENTS");

/// More components than the element has.
pub(in crate::validate) static COMPONENTS: Handle = rule("SYN-COMPONENTS");

/// More repetitions than the element may have.
pub(in crate::validate) static REPETITIONS: Handle = rule("SYN-REPEAT");

/// Another component separator than ISA16 says.
pub(in crate::validate) static SEPARATOR: Handle = rule("SYN-SEPARATOR");

/// A value too short or too long for its element.
pub(in crate::validate) static LENGTH: Handle = rule("SYN-LENGTH");

/// No number.
pub(in crate::validate) static NUMBER: Handle = rule("SYN-NUMBER");

/// Leading zeros of a decimal number.
pub(in crate::validate) static ZEROS: Handle = rule("SYN-ZEROS");

/// No date.
pub(in crate::validate) static DATE: Handle = rule("SYN-DATE");

/// No time.
pub(in crate::validate) static TIME: Handle = rule("SYN-TIME");

/// Nothing but blanks.
pub(in crate::validate) static BLANK: Handle = rule("SYN-BLANK");

/// Blanks around a value.
pub(in crate::validate) static SPACE: Handle = rule("SYN-SPACE");

/// Control characters.
pub(in crate::validate) static CONTROL_CHARACTER: Handle = rule("SYN-CONTROL");

/// Characters beyond ASCII.
pub(in crate::validate) static NATIONAL_CHARACTER: Handle = rule("SYN-CHARSET");

/// A relation between elements is broken.
pub(in crate::validate) static RELATION: Handle = rule("SYN-RELATION");

/// HL01 does not count from 1.
pub(in crate::validate) static HL_NUMBER: Handle = rule("SYN-HL-NUMBER");

/// HL02 names no level above.
pub(in crate::validate) static HL_PARENT: Handle = rule("SYN-HL-PARENT");

/// HL04 does not say what is below.
pub(in crate::validate) static HL_CHILD: Handle = rule("SYN-HL-CHILD");
