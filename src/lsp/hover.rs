//! What a value under the cursor is.

use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position};

use crate::show::Mask;
use crate::show::segment::{Annotator, ElementView, SegmentView, Shown};
use crate::x12::{Charset, Delimiters, Piece};

use super::document::Document;
use super::findings::reader;

/// Explains the segment at a position, and the value there.
pub(super) fn hover(document: &Document, position: Position) -> Option<Hover> {
    let wanted = document.offset(position);
    let begin = transaction_of(document, wanted);
    let mut annotator = Annotator::new(Charset::Auto, Mask::default());
    let mut reader = reader(&document.text);
    let mut found: Option<(SegmentView, Vec<u8>, Delimiters, usize)> = None;
    while let Ok(Some(piece)) = reader.next() {
        let Piece::Segment(item) = &piece else { continue };
        let start = usize::try_from(item.position.offset).unwrap_or(usize::MAX);
        if start > wanted {
            break;
        }
        // Of what is in front of the transaction, the envelope alone says what its segments are.
        if start < begin && !matches!(item.segment.id(), b"ISA" | b"GS") {
            continue;
        }
        let bytes = item.segment.bytes();
        if wanted > start + bytes.len() {
            annotator.pass(item);
            continue;
        }
        annotator.piece(&piece, &mut |shown| {
            if let Shown::Segment(view) = shown {
                found = Some((*view, bytes.to_vec(), item.segment.delimiters(), start));
            }
        });
        break;
    }
    let (view, bytes, delimiters, start) = found?;
    let at = places(&view.segment_id, &bytes[..wanted - start], delimiters);
    let element = at.iter().find_map(|at| view.elements.iter().find(|element| element.at == *at));
    let value = MarkupContent { kind: MarkupKind::Markdown, value: words(&view, element) };
    let range = document.range(start, start + bytes.len());
    Some(Hover { contents: HoverContents::Markup(value), range: Some(range) })
}

/// Where the transaction begins that a byte is in; for a byte outside of one, where the last one before it begins.
fn transaction_of(document: &Document, wanted: usize) -> usize {
    let mut reader = reader(&document.text);
    let mut begin = 0;
    while let Ok(Some(piece)) = reader.next() {
        let Piece::Segment(item) = piece else { continue };
        let start = usize::try_from(item.position.offset).unwrap_or(usize::MAX);
        if start > wanted {
            break;
        }
        if item.segment.id() == b"ST" {
            begin = start;
        }
    }
    begin
}

/// What the value is called that these bytes of a segment lead to, the most exact name first.
fn places(id: &str, before: &[u8], delimiters: Delimiters) -> Vec<String> {
    let number = memchr::memchr_iter(delimiters.element, before).count();
    if number == 0 {
        return Vec::new();
    }
    let value = behind_last(before, Some(delimiters.element));
    let repetition = 1 + delimiters.repetition.map_or(0, |mark| memchr::memchr_iter(mark, value).count());
    let repeated = behind_last(value, delimiters.repetition);
    let component = 1 + memchr::memchr_iter(delimiters.component, repeated).count();
    let element = format!("{id}{number:02}");
    let one = if repetition > 1 { format!("{element}({repetition})") } else { element.clone() };
    vec![format!("{one}-{component}"), format!("{element}(1)-{component}"), one, element]
}

/// What is behind the last of these marks.
fn behind_last(text: &[u8], mark: Option<u8>) -> &[u8] {
    let last = mark.and_then(|mark| memchr::memrchr(mark, text));
    &text[last.map_or(0, |at| at + 1)..]
}

/// In Markdown.
fn words(view: &SegmentView, element: Option<&ElementView>) -> String {
    let name = view.name.as_deref().unwrap_or("segment");
    let place = view.in_loop.as_ref().map(|of| format!(" (loop {of})")).unwrap_or_default();
    let mut paragraphs = vec![format!("**{}** {name}{place}", &*view.segment_id)];
    paragraphs.extend(view.unplaced.clone());
    if let Some(element) = element {
        let name = element.name.as_deref().unwrap_or_default();
        let meaning = element.meaning.as_ref().map(|meaning| format!(": {meaning}")).unwrap_or_default();
        paragraphs.push(format!("**{}** {name}{meaning}", element.at));
        paragraphs.extend(element.note.map(str::to_owned));
    }
    paragraphs.join("\n\n")
}
