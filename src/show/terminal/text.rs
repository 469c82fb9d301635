//! Text that does what it looks like.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Marks a place where text was cut off.
const CUT: char = '…';

/// Text with everything in it made visible that would act on a terminal or hide something from the reader.
///
/// A claim file may hold anything, escape sequences included; no value from a file may reach a terminal without this.
/// Control characters become their pictures (`␛`, `␊`, `␉`); characters that turn the direction of writing or take no
/// room, and control characters that have no picture, become `�`.
pub fn visible(text: &str) -> Cow<'_, str> {
    // Nearly all text is plain ASCII, which one look at its bytes tells.
    if text.bytes().all(|b| matches!(b, b' '..=b'~')) || text.chars().all(|c| harmless(c) == c) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(harmless).collect())
}

fn harmless(c: char) -> char {
    match c {
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(c)).expect("U+2400 to U+241F are characters"),
        '\x7f' => '\u{2421}',
        c if acts_or_hides(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}

/// Whether a character without a picture acts on the terminal, turns the direction of writing or takes no room.
fn acts_or_hides(c: char) -> bool {
    matches!(c,
        // C1 controls, among them the one-character escape sequence introducer.
        '\u{80}'..='\u{9f}'
        // Soft hyphen, Arabic letter mark, Mongolian vowel separator, zero-width signs and direction marks.
        | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        // Line and paragraph separators, direction embeddings and overrides, invisible operators, isolates.
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        // Variation selectors, byte order mark, interlinear annotation, tags.
        | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// How many columns text takes on a terminal. The text is [`visible`] and not yet painted.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Text cut to at most `columns` columns; where something is cut off, it ends with `…`.
pub fn truncate(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let Some(room) = columns.checked_sub(1) else { return Cow::Borrowed("") };
    let mut cut = text[..fitting(text, room)].to_owned();
    cut.push(CUT);
    Cow::Owned(cut)
}

/// Length in bytes of the longest beginning of `text` that takes at most `columns` columns. What has no width of its own
/// stays with the character before it.
fn fitting(text: &str, columns: usize) -> usize {
    let mut used = 0;
    let over = text.char_indices().find(|(_, c)| {
        used += c.width().unwrap_or(0);
        used > columns
    });
    let mut end = over.map_or(text.len(), |(at, _)| at);
    // A few characters take more room together than each by itself.
    while width(&text[..end]) > columns {
        end = text[..end].char_indices().next_back().map_or(0, |(at, _)| at);
    }
    end
}

/// Text in lines of at most `columns` columns, broken at blanks. All lines but the first are indented by `indent`.
///
/// The first line is meant to be behind something `indent` columns wide (or nothing), so it is given the same room as
/// the others. A word too long for a line is broken; line ends in the text are kept. Lines always have room for at
/// least one character, however narrow the terminal.
pub fn wrap(text: &str, columns: usize, indent: usize) -> String {
    let room = columns.saturating_sub(indent).max(1);
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for (n, paragraph) in text.split('\n').enumerate() {
        if n > 0 {
            new_line(&mut out, indent);
        }
        wrap_paragraph(paragraph, room, indent, &mut out);
    }
    out
}

fn wrap_paragraph(text: &str, room: usize, indent: usize, out: &mut String) {
    let mut used = 0;
    for word in text.split(' ').filter(|w| !w.is_empty()) {
        let mut word = word;
        if used > 0 && used + 1 + width(word) > room {
            new_line(out, indent);
            used = 0;
        } else if used > 0 {
            out.push(' ');
            used += 1;
        }
        while width(word) > room {
            // A character wider than the line still has to go somewhere.
            let first = word.chars().next().map_or(0, char::len_utf8);
            let (head, rest) = word.split_at(fitting(word, room).max(first));
            out.push_str(head);
            word = rest;
            if word.is_empty() {
                used = room;
                break;
            }
            new_line(out, indent);
        }
        if !word.is_empty() {
            out.push_str(word);
            used += width(word);
        }
    }
}

fn new_line(out: &mut String, indent: usize) {
    let kept = out.trim_end_matches(' ').len();
    out.truncate(kept);
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}
