//! ISA has fields of fixed widths: most readers take it apart by position.

use crate::guide::{Content, Element, registry};
use crate::x12::Segment;

/// An ISA with each field as wide as the guides have it, filled up with blanks, or zeros where it is a number; fields
/// that are too long lose blanks at their end and nothing else. None if it is right, or if that does not make it right.
pub(super) fn filled(isa: &Segment<'_>) -> Option<Vec<u8>> {
    let guide = registry::professional();
    let row = guide.segments.iter().find(|row| row.id == "ISA")?;
    if isa.last() != row.elements.len() {
        return None;
    }
    let mut out = isa.id().to_vec();
    for (n, element) in row.elements.iter().enumerate() {
        let value = isa.element(n + 1);
        let width = width(element)?;
        // ISA11 and ISA16 may be blanks and separators themselves.
        let text = if value.len() > width { value.trim_ascii_end() } else { value };
        if text.len() > width {
            return None;
        }
        out.push(isa.delimiters().element);
        let gap = width - text.len();
        let number = !text.is_empty() && text.iter().all(u8::is_ascii_digit) && n + 1 == CONTROL_NUMBER;
        if number {
            out.resize(out.len() + gap, b'0');
            out.extend_from_slice(text);
        } else {
            out.extend_from_slice(text);
            out.resize(out.len() + gap, b' ');
        }
    }
    (out != isa.bytes()).then_some(out)
}

/// ISA13 is filled up with zeros in front.
const CONTROL_NUMBER: usize = 13;

fn width(element: &Element) -> Option<usize> {
    match &element.content {
        Content::Simple { min, max, .. } if min == max => Some(usize::from(*max)),
        _ => None,
    }
}
