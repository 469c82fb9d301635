//! What is at the start of an input, in an interchange and between two: an ISA, something before one, a segment, or
//! none of these.

use memchr::memmem;

use super::error::{ErrorKind, IsaFault, Looks};
use super::isa::{self, Header, PROBE};
use super::reader::LONGEST_WHITE;
use super::{Delimiters, is_white};

/// An ISA must begin within this many bytes of the input.
const SEARCH: usize = 1 << 20;
/// The longest piece of noise between interchanges.
const NOISE: usize = 1 << 16;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The answer, at the first byte of what was looked at.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// More bytes are needed to tell.
    More,
    /// The input ends here.
    End,
    /// So many bytes are no segment.
    Noise(usize),
    /// An interchange.
    Interchange(Header),
    /// A segment without interchange.
    Segment,
    /// The input cannot be read; `at` is where it shows.
    Fault { at: usize, fault: Fault },
}

/// Why the input cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Wide(&'static str),
    NoInterchange(Looks),
    Isa(IsaFault),
}

impl Fault {
    /// The error, once offset and line are known.
    pub(super) fn error(self, offset: u64, line: u64) -> ErrorKind {
        match self {
            Self::Wide(encoding) => ErrorKind::WideCharacters { encoding },
            Self::NoInterchange(looks) => ErrorKind::NoInterchange { offset, line, looks },
            Self::Isa(fault) => ErrorKind::Isa { offset, line, fault },
        }
    }
}

/// Looks at the start of an input. `ended` says that nothing follows `rest`.
pub(super) fn at_input(rest: &[u8], ended: bool) -> Opening {
    if rest.len() < PROBE && !ended {
        return Opening::More;
    }
    if rest.is_empty() {
        return Opening::End;
    }
    if let Some(encoding) = wide(rest) {
        return Opening::Fault { at: 0, fault: Fault::Wide(encoding) };
    }
    let blank = leading_blank(rest);
    let missing = |bytes: usize| !ended && rest.len() < bytes;
    if blank < SEARCH && missing(blank + PROBE) {
        return Opening::More;
    }
    match isa::header(&rest[blank..]) {
        Ok(header) if blank == 0 => return Opening::Interchange(header),
        Ok(_) => return Opening::Noise(blank),
        Err(refusal) if refusal.certain => {
            return Opening::Fault { at: blank, fault: Fault::Isa(refusal.fault) };
        }
        Err(_) if missing(SEARCH + PROBE) => return Opening::More,
        Err(_) => {}
    }
    match find(rest, SEARCH) {
        Some(at) => Opening::Noise(at),
        None => no_interchange(rest, blank),
    }
}

/// The separators of an input without ISA that begins with a segment, as most senders use them: `*`, `:`, `^`, and `~` or,
/// where there is none, the line end.
pub(super) fn common_separators(rest: &[u8]) -> Option<Delimiters> {
    let visible = &rest[..rest.len().min(SEARCH)];
    let segment = if visible.contains(&b'~') { b'~' } else { b'\n' };
    let delimiters = Delimiters { segment, ..Delimiters::STANDARD };
    (!rest.is_empty() && is_segment_shaped(rest, delimiters)).then_some(delimiters)
}

/// Looks at the start of an input whose delimiters the caller has stated.
pub(super) fn at_stated(rest: &[u8], ended: bool) -> Opening {
    if rest.len() < PROBE && !ended {
        return Opening::More;
    }
    match (wide(rest), leading_blank(&rest[..rest.len().min(PROBE)])) {
        (Some(encoding), _) => Opening::Fault { at: 0, fault: Fault::Wide(encoding) },
        (None, 0) => Opening::Segment,
        (None, blank) => Opening::Noise(blank),
    }
}

/// Looks at the start of a segment inside an interchange.
pub(super) fn inside_interchange(rest: &[u8], ended: bool) -> Opening {
    let Some(&first) = rest.first() else {
        return if ended { Opening::End } else { Opening::More };
    };
    if is_white(first) {
        let visible = &rest[..rest.len().min(LONGEST_WHITE)];
        let white = visible.iter().take_while(|&&b| is_white(b)).count();
        let more = white == rest.len() && white < LONGEST_WHITE && !ended;
        return if more { Opening::More } else { Opening::Noise(white) };
    }
    if first != b'I' {
        return Opening::Segment;
    }
    if rest.len() < PROBE && !ended {
        return Opening::More;
    }
    match isa::header(rest) {
        Ok(header) => Opening::Interchange(header),
        Err(refusal) if refusal.certain => Opening::Fault { at: 0, fault: Fault::Isa(refusal.fault) },
        Err(_) => Opening::Segment,
    }
}

/// Looks behind an IEA. Whatever is shaped like a segment is one, so that its fault can be named.
pub(super) fn behind_interchange(rest: &[u8], ended: bool, delimiters: Delimiters) -> Opening {
    if rest.len() < PROBE && !ended {
        return Opening::More;
    }
    if rest.is_empty() {
        return Opening::End;
    }
    match isa::header(rest) {
        Ok(header) => return Opening::Interchange(header),
        Err(refusal) if refusal.certain => {
            return Opening::Fault { at: 0, fault: Fault::Isa(refusal.fault) };
        }
        Err(_) if is_segment_shaped(rest, delimiters) => return Opening::Segment,
        Err(_) if rest.len() < NOISE + PROBE && !ended => return Opening::More,
        Err(_) => {}
    }
    Opening::Noise(find(rest, NOISE).unwrap_or(rest.len().min(NOISE)))
}

/// White space and byte order marks at the start of `bytes`.
pub(super) fn leading_blank(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if is_white(byte) {
            at += 1;
        } else if bytes[at..].starts_with(BYTE_ORDER_MARK) {
            at += BYTE_ORDER_MARK.len();
        } else {
            break;
        }
    }
    at
}

/// The first ISA behind the first byte and before `limit`.
fn find(rest: &[u8], limit: usize) -> Option<usize> {
    let visible = &rest[..rest.len().min(limit)];
    memmem::find_iter(visible, "ISA").find(|&at| {
        at > 0
            && match isa::header(&rest[at..]) {
                Ok(_) => true,
                Err(refusal) => refusal.certain,
            }
    })
}

/// Why nothing could be found: an ISA that is none, if there is one, or what the input looks like.
fn no_interchange(rest: &[u8], blank: usize) -> Opening {
    if blank < rest.len() && b"ISA".starts_with(&rest[blank..]) {
        return Opening::Fault { at: blank, fault: Fault::Isa(IsaFault::CutOff) };
    }
    let visible = &rest[..rest.len().min(SEARCH)];
    let mut candidates = memmem::find_iter(visible, "ISA").filter(|&at| {
        // `VISA` and the like are no attempts at an ISA.
        at == blank || (at > 0 && !visible[at - 1].is_ascii_alphanumeric())
    });
    let attempt = candidates.find_map(|at| match isa::header(&rest[at..]) {
        Err(refusal) if refusal.fault != IsaFault::NotIsa => Some((at, refusal.fault)),
        _ => None,
    });
    match attempt {
        Some((at, fault)) => Opening::Fault { at, fault: Fault::Isa(fault) },
        None => Opening::Fault { at: blank, fault: Fault::NoInterchange(looks(&rest[blank..])) },
    }
}

/// Two or three capital letters and digits, then an element separator or a terminator.
fn is_segment_shaped(rest: &[u8], delimiters: Delimiters) -> bool {
    let word = rest.iter().take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit()).count();
    let behind = rest.get(word);
    rest[0].is_ascii_uppercase()
        && matches!(word, 2 | 3)
        && behind.is_some_and(|&b| b == delimiters.element || b == delimiters.segment)
}

/// The encoding, if characters have two or four bytes: by a byte order mark, or by how `ISA` looks.
fn wide(rest: &[u8]) -> Option<&'static str> {
    match rest {
        [0, 0, 0xfe, 0xff, ..] | [0xff, 0xfe, 0, 0, ..] => Some("UTF-32"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [b'I', 0, b'S', 0, ..] | [0, b'I', 0, b'S', ..] => {
            Some("UTF-16")
        }
        _ => None,
    }
}

/// What an input without ISA looks like.
fn looks(content: &[u8]) -> Looks {
    match content {
        [] => Looks::Blank,
        [b'G', b'S', separator, ..] | [b'S', b'T', separator, ..] if !separator.is_ascii_alphanumeric() => {
            Looks::NoEnvelope
        }
        [b'U', b'N', b'A' | b'B', ..] => Looks::Edifact,
        [0x1f, 0x8b, ..] => Looks::Gzip,
        [b'P', b'K', 3, 4, ..] => Looks::Zip,
        [b'%', b'P', b'D', b'F', ..] => Looks::Pdf,
        [b'<', ..] => Looks::Xml,
        [b'{' | b'[', ..] => Looks::Json,
        _ => Looks::Unknown,
    }
}
