//! What a file is, from its first bytes.

use serde::{Deserialize, Serialize};

use super::json::{self, JsonKind};

/// The formats of inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// X12: interchanges, or groups and transactions without their envelope.
    X12,
    /// JSON: one claim a line, one claim, or an array of claims.
    Json,
    /// JSON: what this program says of claims, such as findings and encounters; only where that is asked for.
    Report,
}

/// What the first bytes of a file say about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    X12,
    Json(JsonKind),
    Gzip,
    Zstd,
    Zip,
    Empty,
    Blank,
    /// UTF-16; the flag says whether an X12 interchange is written in it.
    Utf16 {
        x12: bool,
    },
    /// An X12 interchange in EBCDIC.
    Ebcdic,
    /// Something else, and what to call it.
    Foreign(&'static str),
}

/// Bytes that may be in front of the content.
fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == b'\x0b'
}

/// UTF-8 byte order mark.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Beginnings that tell what a file is. Longer ones stand before shorter ones that they contain.
const MAGIC: &[(&[u8], Content)] = &[
    (b"\x1f\x8b\x08", Content::Gzip),
    (b"PK\x03\x04", Content::Zip),
    (b"PK\x05\x06", Content::Zip),
    (b"PK\x07\x08PK\x03\x04", Content::Zip),
    (b"%PDF", Content::Foreign("a PDF document")),
    (b"\xD0\xCF\x11\xE0", Content::Foreign("a Microsoft Office document")),
    (b"{\\rtf", Content::Foreign("a rich text document")),
    (b"\x89PNG", Content::Foreign("a picture (PNG)")),
    (b"\xFF\xD8\xFF", Content::Foreign("a picture (JPEG)")),
    (b"GIF8", Content::Foreign("a picture (GIF)")),
    (b"II*\0", Content::Foreign("a picture (TIFF)")),
    (b"MM\0*", Content::Foreign("a picture (TIFF)")),
    (b"BZh", Content::Foreign("bzip2 data; unpack it first")),
    (b"\xFD7zXZ\0", Content::Foreign("xz data; unpack it first")),
    (b"\x28\xB5\x2F\xFD", Content::Zstd),
    (b"7z\xBC\xAF", Content::Foreign("a 7-Zip archive; unpack it first")),
    (b"Rar!", Content::Foreign("a RAR archive; unpack it first")),
    (b"PAR1", Content::Foreign("Parquet data")),
    (b"SQLite format 3", Content::Foreign("a SQLite database")),
    (b"-----BEGIN PGP", Content::Foreign("PGP-encrypted data; decrypt it first")),
    (b"\x7FELF", Content::Foreign("a program")),
    (b"MZ", Content::Foreign("a program")),
    (b"MSH|", Content::Foreign("an HL7 version 2 message")),
    (b"FHS|", Content::Foreign("an HL7 version 2 message")),
    (b"BHS|", Content::Foreign("an HL7 version 2 message")),
    (b"UNA", Content::Foreign("an EDIFACT interchange")),
    (b"UNB", Content::Foreign("an EDIFACT interchange")),
    (b"<", Content::Foreign("XML or HTML")),
];

/// Recognises content by its first bytes. `prefix` holds the whole content where it is shorter than the prefix read,
/// and at least one byte that is not blank where there is one.
pub(super) fn sniff(prefix: &[u8]) -> Content {
    if prefix.is_empty() {
        return Content::Empty;
    }
    if let Some(x12) = utf16(prefix) {
        return Content::Utf16 { x12 };
    }
    if prefix.starts_with(b"\xC9\xE2\xC1") {
        return Content::Ebcdic;
    }
    let text = without_blanks(prefix);
    if text.is_empty() {
        return Content::Blank;
    }
    if is_x12(text) {
        return Content::X12;
    }
    if let Some((_, content)) = MAGIC.iter().find(|(start, _)| text.starts_with(start)) {
        return *content;
    }
    if text.get(257..262) == Some(b"ustar") {
        return Content::Foreign("a tar archive; unpack it first");
    }
    match json::classify(text) {
        Some(kind) => Content::Json(kind),
        None => Content::Foreign(describe(text)),
    }
}

/// The content behind byte order mark and blanks.
pub(super) fn without_blanks(prefix: &[u8]) -> &[u8] {
    let text = prefix.trim_ascii_start();
    let text = text.strip_prefix(BOM).unwrap_or(text);
    let blanks = text.iter().take_while(|&&b| is_blank(b)).count();
    &text[blanks..]
}

/// Whether the bytes are UTF-16, and if so whether an X12 interchange is written in them.
fn utf16(prefix: &[u8]) -> Option<bool> {
    let (marked, rest) = match prefix {
        [0xFF, 0xFE, rest @ ..] | [0xFE, 0xFF, rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let narrow: Vec<u8> = rest.iter().copied().filter(|&b| b != 0).take(8).collect();
    let x12 = is_x12(without_blanks(&narrow));
    // Without the mark: every second byte of the first characters is zero, and they are X12 or JSON.
    let first = rest.get(..8).unwrap_or(rest);
    let every_second = first.len() >= 4
        && (first.chunks_exact(2).all(|c| c[0] != 0 && c[1] == 0)
            || first.chunks_exact(2).all(|c| c[0] == 0 && c[1] != 0));
    (marked || every_second).then_some(x12)
}

/// Whether a segment says that these are claims, ST01 or GS01, in text that may not be readable as X12.
pub(super) fn says_837(prefix: &[u8]) -> bool {
    let begins = |at: usize| at == 0 || matches!(prefix[at - 1], b'~' | b'\n' | b'\r');
    let header = |id: &[u8], code: &[u8]| {
        memchr::memmem::find_iter(prefix, id).filter(|at| begins(*at)).any(|at| {
            let rest = &prefix[at + id.len()..];
            let code = rest.get(1..).and_then(|rest| rest.strip_prefix(code));
            code.is_some_and(|behind| is_separator(rest[0]) && behind.first() == Some(&rest[0]))
        })
    };
    header(b"ST", b"837") || header(b"GS", b"HC")
}

/// `ISA` and a separator; or `GS` or `ST` in the form these segments have.
fn is_x12(text: &[u8]) -> bool {
    match text {
        [b'I', b'S', b'A', separator, ..] => {
            !separator.is_ascii_alphanumeric() && !is_blank_or_nul(*separator)
        }
        [b'G', b'S', separator, a, b, again, ..] => {
            is_separator(*separator) && again == separator && a.is_ascii_uppercase() && b.is_ascii_uppercase()
        }
        [b'S', b'T', separator, a, b, c, again, ..] => {
            is_separator(*separator) && again == separator && [a, b, c].iter().all(|d| d.is_ascii_digit())
        }
        _ => false,
    }
}

fn is_blank_or_nul(byte: u8) -> bool {
    // Tab is a separator that some senders use.
    (is_blank(byte) && byte != b'\t') || byte == 0
}

fn is_separator(byte: u8) -> bool {
    byte.is_ascii() && !byte.is_ascii_alphanumeric() && !is_blank_or_nul(byte)
}

/// What to call content that is none of ours, without showing any of it.
fn describe(text: &[u8]) -> &'static str {
    let identifier = text.iter().take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit()).count();
    let sample = &text[..text.len().min(512)];
    if sample.iter().any(|&b| b < 0x09 || (0x0E..0x1B).contains(&b)) {
        return "binary data";
    }
    if text.starts_with(b"ISA") {
        return "ISA, but no element separator stands behind it";
    }
    if text.get(..3).is_some_and(|id| id.eq_ignore_ascii_case(b"isa")) {
        return "isa in small letters; X12 writes ISA";
    }
    if (2..=3).contains(&identifier) && matches!(text.get(identifier), Some(b'*' | b'|' | b'~' | b'^')) {
        return "a segment other than ISA, GS or ST; the beginning of the file seems to be missing";
    }
    match text[0] {
        b'a'..=b'z' | b'A'..=b'Z' => "a word",
        b'0'..=b'9' => "a digit",
        b'{' | b'[' => "a bracket, but no JSON object stands behind it",
        b if b.is_ascii() => "a sign that neither format starts with",
        _ => "a character that neither format starts with",
    }
}
