//! Questions on tests whose components have codes of their own (`components.txt`).

use super::codes::Code;
use super::families::Families;
use crate::reconcile::claim_view::LineView;

fn code(line: LineView<'_>) -> Option<Code> {
    Code::of(line.code_text())
}

/// Whether a line bills the interpretation alone by its code, with or without modifier 26.
pub(in crate::reconcile) fn is_interpretation(line: LineView<'_>) -> bool {
    code(line).is_some_and(|code| Families::get().is_interpretation(code))
}

/// Whether a code holds the technical component of a test that has a code for all of it as well.
pub(in crate::reconcile) fn is_unsplit(text: &str) -> bool {
    Code::of(text).is_some_and(|code| Families::get().is_unsplit(code))
}

/// The codes of the interpretation alone, where a code is that of all of a test; none otherwise.
pub(in crate::reconcile) fn interpretations_of(text: &str) -> Vec<String> {
    Code::of(text).map(|code| Families::get().interpretations_of(code)).unwrap_or_default()
}

/// Whether a code is of a test whose components have codes of their own.
pub(in crate::reconcile) fn has_components(text: &str) -> bool {
    Code::of(text).is_some_and(|code| Families::get().has_components(code))
}

/// Whether the two bill components of one test, or one of them all of it.
pub(in crate::reconcile) fn are_one(a: LineView<'_>, b: LineView<'_>) -> bool {
    matches!((code(a), code(b)), (Some(a), Some(b)) if Families::get().are_of_one_test(a, b))
}
