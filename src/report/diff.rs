//! stub
use crate::encounter::Claim; use crate::reconcile::Outcome; use super::terminal::Palette;
/// stub
pub fn render(_: &Outcome, _: &[Claim], _: &Palette, _: Option<usize>) -> String { String::new() }
