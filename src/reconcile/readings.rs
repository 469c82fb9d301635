//! Interpretations of tests.

use super::billed::Line;
use super::line_pairing::components;
use super::scope::Context;
use super::services::Part;

/// Whether a professional line is a reading and nothing else.
pub(super) fn is_reading(context: &Context<'_>, line: Line<'_>) -> bool {
    line.part() == Part::Reading || components::is_interpretation(line) || context.pctc(line) == Some(2)
}
