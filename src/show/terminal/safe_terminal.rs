//! The outlet for people: whatever a rendering lets through, nothing but its own colors acts on a terminal.

use std::borrow::Cow;
use std::io;

use super::{Palette, visible};

/// Ends a color.
const RESET: &str = "\u{1b}[0m";

/// Text for a person: lines, colors of the palette, and everything else [`visible`].
///
/// Renderings make values visible where they know them from layout; this is for those that were forgotten.
pub fn for_people<'t>(text: &'t str, palette: &Palette) -> Cow<'t, str> {
    if text.bytes().all(|b| b == b'\n' || matches!(b, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let mut colors = palette.sequences();
    colors.push(RESET.to_owned());
    let (mut safe, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find(['\n', '\u{1b}']) {
        safe.push_str(&visible(&rest[..at]));
        rest = &rest[at..];
        let color = colors.iter().find(|color| !color.is_empty() && rest.starts_with(&***color));
        let kept = match color {
            Some(color) if *palette != Palette::plain() => color.len(),
            _ if rest.starts_with('\n') => 1,
            _ => 0,
        };
        if kept == 0 {
            safe.push_str(&visible(&rest[..1]));
        }
        safe.push_str(&rest[..kept]);
        rest = &rest[kept.max(1)..];
    }
    safe.push_str(&visible(rest));
    Cow::Owned(safe)
}

/// Hands on whole lines of text [for people](for_people).
pub struct SafeTerminal<'w> {
    out: &'w mut dyn io::Write,
    palette: Palette,
    line: Vec<u8>,
}

impl<'w> SafeTerminal<'w> {
    /// Writes to `out`, in no colors but these.
    pub fn new(out: &'w mut dyn io::Write, palette: Palette) -> Self {
        Self { out, palette, line: Vec::new() }
    }

    fn hand_on(&mut self, length: usize) -> io::Result<()> {
        let text = String::from_utf8_lossy(&self.line[..length]);
        self.out.write_all(for_people(&text, &self.palette).as_bytes())?;
        self.line.drain(..length);
        Ok(())
    }

    /// Hands on what has no end of line.
    pub fn finish(mut self) -> io::Result<()> {
        self.hand_on(self.line.len())
    }
}

impl io::Write for SafeTerminal<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.line.extend_from_slice(bytes);
        if let Some(last) = memchr::memrchr(b'\n', bytes) {
            let behind = bytes.len() - last - 1;
            self.hand_on(self.line.len() - behind)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::super::Role;
    use super::*;

    #[test]
    fn only_lines_and_own_colors_act() {
        let palette = Palette::colour();
        let own = format!("{}\n", palette.paint(Role::Error, "error"));
        assert_eq!(for_people(&own, &palette), own);
        assert!(!for_people(&own, &Palette::plain()).contains('\u{1b}'), "no colors, nothing of them");
        for odd in ["\u{1b}]0;title\u{7}", "\u{1b}[2J", "\u{9b}31m", "\u{202e}", "\r", "\u{1b}"] {
            let safe = for_people(odd, &palette);
            assert!(!safe.chars().any(|c| c.is_control() || c == '\u{202e}'), "{safe:?}");
        }
    }

    #[test]
    fn pieces_of_a_line_are_one_line() {
        let mut out = Vec::new();
        let mut people = SafeTerminal::new(&mut out, Palette::plain());
        for piece in ["a\u{1b}", "[2Jb é".split_at(5).0, "\n", "c"] {
            people.write_all(piece.as_bytes()).expect("memory takes it");
        }
        people.write_all("é".as_bytes().split_at(1).0).expect("memory takes it");
        people.write_all("é\n".as_bytes().split_at(1).1).expect("memory takes it");
        people.finish().expect("memory takes it");
        assert_eq!(String::from_utf8(out).expect("UTF-8"), "a␛[2Jb \ncé\n");
    }
}
