//! Interpretations of tests.

use super::claim_view::LineView;
use super::line_pairing::components;
use super::scope::Context;
use super::services::Part;

/// Whether a professional line is a reading and nothing else.
pub(super) fn is_interpretation(context: &Context<'_>, line: LineView<'_>) -> bool {
    line.part() == Part::Reading || components::is_interpretation(line) || context.pctc(line) == Some(2)
}
