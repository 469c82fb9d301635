//! A text that is being edited, and where its lines are.

use std::sync::Arc;

use lsp_types::{Position, Range, TextDocumentContentChangeEvent, Uri};

/// A text at one moment.
#[derive(Clone, Debug)]
pub(super) struct Document {
    pub(super) uri: Uri,
    pub(super) version: i32,
    pub(super) text: Arc<str>,
    /// Where each line begins.
    lines: Arc<[usize]>,
    /// Every character is a byte, so that columns need no counting.
    is_ascii: bool,
}

impl Document {
    pub(super) fn new(uri: Uri, version: i32, text: &str) -> Self {
        let lines = std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1));
        Self { uri, version, lines: lines.collect(), is_ascii: text.is_ascii(), text: text.into() }
    }

    /// The text after changes, one after the other.
    pub(super) fn changed(&self, version: i32, changes: Vec<TextDocumentContentChangeEvent>) -> Self {
        let mut document = self.clone();
        for change in changes {
            let text = match change.range {
                None => change.text,
                Some(range) => {
                    let (start, end) = (document.offset(range.start), document.offset(range.end));
                    let (start, end) = (start.min(end), start.max(end));
                    [&document.text[..start], &change.text, &document.text[end..]].concat()
                }
            };
            document = Self::new(document.uri, version, &text);
        }
        Self { version, ..document }
    }

    /// The byte at a position; a position behind the end of its line is that end.
    pub(super) fn offset(&self, position: Position) -> usize {
        let line = position.line as usize;
        let Some(start) = self.lines.get(line) else { return self.text.len() };
        let end = self.lines.get(line + 1).map_or(self.text.len(), |next| next - 1);
        let wanted = position.character as usize;
        if self.is_ascii {
            return (start + wanted).min(end);
        }
        let mut units = 0;
        for (at, character) in self.text[*start..end].char_indices() {
            if units >= wanted {
                return start + at;
            }
            units += character.len_utf16();
        }
        end
    }

    /// The position of a byte, in units of UTF-16, as the protocol counts.
    pub(super) fn position(&self, offset: usize) -> Position {
        let offset = floor(&self.text, offset);
        let line = self.lines.partition_point(|start| *start <= offset) - 1;
        let before = &self.text[self.lines[line]..offset];
        let character = if self.is_ascii { before.len() } else { before.encode_utf16().count() };
        Position::new(line as u32, character as u32)
    }

    pub(super) fn range(&self, start: usize, end: usize) -> Range {
        Range::new(self.position(start), self.position(end.max(start)))
    }
}

/// The byte, or the first one of the character that it is in, or the end.
pub(super) fn floor(text: &str, offset: usize) -> usize {
    let most = offset.min(text.len());
    (0..=most).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Document {
        Document::new("file:///a.837".parse().expect("an address"), 1, text)
    }

    fn change(from: (u32, u32), to: (u32, u32), text: &str) -> TextDocumentContentChangeEvent {
        let range = Range::new(Position::new(from.0, from.1), Position::new(to.0, to.1));
        TextDocumentContentChangeEvent { range: Some(range), range_length: None, text: text.to_owned() }
    }

    #[test]
    fn changes_are_made_one_after_the_other() {
        let changed =
            document("ab\ncd\n").changed(2, vec![change((0, 1), (1, 1), "X\nY"), change((1, 0), (1, 1), "")]);
        assert_eq!((&*changed.text, changed.version), ("aX\nd\n", 2));
        // Behind the end of a line is its end, behind the last line the end of the text.
        let changed = changed.changed(3, vec![change((0, 99), (0, 99), "!"), change((9, 9), (9, 9), "?")]);
        assert_eq!(&*changed.text, "aX!\nd\n?");
    }

    #[test]
    fn columns_count_units_of_utf_16() {
        let document = document("a\u{1F600}b\nÄc");
        assert_eq!(document.position(5), Position::new(0, 3));
        assert_eq!(document.offset(Position::new(0, 3)), 5);
        assert_eq!(document.position(9), Position::new(1, 1));
        assert_eq!(document.offset(Position::new(1, 1)), 9);
    }
}
