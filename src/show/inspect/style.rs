//! Lines of text that fit the window.

use std::fmt::Write;

use crate::show::terminal::{Palette, Role, visible, wrap};

/// Where lines go, and how wide they may be.
#[derive(Clone, Debug)]
pub(super) struct Style {
    pub(super) palette: Palette,
    /// Columns of the window; none where there is no limit.
    pub(super) width: Option<usize>,
}

impl Style {
    /// Writes text `indent` columns in, broken to the window; what follows the first line is `hanging` further in.
    pub(super) fn line(&self, out: &mut String, role: Role, (indent, hanging): (usize, usize), text: &str) {
        let text = visible(text);
        let behind = indent + hanging;
        // The first line gets as much room as the others, so `hanging` columns of it stay empty on the right.
        let broken = match self.width {
            Some(width) => wrap(&text, width.max(behind + 10), behind),
            None => text.into_owned(),
        };
        for (n, line) in broken.split('\n').enumerate() {
            let indent = if n == 0 { indent } else { behind };
            // Writing to a string cannot fail.
            let _ = writeln!(out, "{:indent$}{}", "", self.palette.paint(role, line.trim_start()));
        }
    }
}

/// `1 claim`, `2 claims`.
pub(super) fn count(n: u64, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}
