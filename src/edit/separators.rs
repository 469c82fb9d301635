//! Separators behind which nothing comes: X12 wants them left out.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::guide::{Content, registry};
use crate::x12::Segment;

/// For each segment of the guides the elements that are composites, one bit each. Elsewhere a component separator at
/// the end is no separator but part of a text (`CALL BACK:`), wrong as it is, and stays.
static COMPOSITES: LazyLock<HashMap<&'static [u8], u32>> = LazyLock::new(|| {
    let mut composites: HashMap<&'static [u8], u32> = HashMap::new();
    for row in registry::supported().into_iter().flat_map(|guide| &guide.segments) {
        for element in &row.elements {
            if matches!(element.content, Content::Composite { .. }) {
                let bit = 1u32.checked_shl(u32::from(element.spot.element)).unwrap_or(0);
                *composites.entry(row.id.as_bytes()).or_default() |= bit;
            }
        }
    }
    composites
});

/// The segment without superfluous separators; none if it has none.
pub(super) fn trimmed(segment: &Segment<'_>) -> Option<Vec<u8>> {
    let (bytes, own) = (segment.bytes(), segment.delimiters());
    // ISA16 is the component separator itself.
    if segment.id() == b"ISA" || !may_be_superfluous(bytes, own.element, own.component) {
        return None;
    }
    let composites = COMPOSITES.get(segment.id()).copied().unwrap_or(0);
    let mut out = Vec::with_capacity(bytes.len());
    for n in 0..=segment.last() {
        if n > 0 {
            out.push(own.element);
        }
        let element = segment.element(n);
        if n < 32 && composites & (1 << n) != 0 {
            for (index, repeat) in segment.repetitions(n).enumerate() {
                out.extend(own.repetition.filter(|_| index > 0));
                out.extend_from_slice(without(repeat, own.component));
            }
        } else {
            out.extend_from_slice(element);
        }
    }
    out.truncate(without(&out, own.element).len());
    (out.len() < bytes.len()).then_some(out)
}

/// A quick look that nearly always says no.
fn may_be_superfluous(bytes: &[u8], element: u8, component: u8) -> bool {
    let ends = |b: u8| b == element || b == component;
    bytes.last().is_some_and(|&last| ends(last))
        || memchr::memchr_iter(component, bytes).any(|at| {
            let next = bytes.get(at + 1);
            next.is_some_and(|&b| b == element || !b.is_ascii_alphanumeric())
        })
}

fn without(bytes: &[u8], separator: u8) -> &[u8] {
    let kept = bytes.iter().rposition(|&b| b != separator).map_or(0, |last| last + 1);
    &bytes[..kept]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::x12::Delimiters;

    fn trim(text: &str) -> Option<String> {
        let mut ends: Vec<u32> = text.match_indices('*').map(|(at, _)| at as u32).collect();
        ends.push(text.len() as u32);
        let segment = Segment::new(text.as_bytes(), &ends, Delimiters::STANDARD);
        trimmed(&segment).map(|bytes| String::from_utf8(bytes).expect("ASCII"))
    }

    #[test]
    fn separators_with_nothing_behind_them_go() {
        assert_eq!(trim("NM1*PR*2*A*****PI*1***").as_deref(), Some("NM1*PR*2*A*****PI*1"));
        assert_eq!(trim("SV1*HC:99213:::*145*UN*1***1:2::").as_deref(), Some("SV1*HC:99213*145*UN*1***1:2"));
        assert_eq!(trim("SV1*HC:99213*145*UN*1***::*").as_deref(), Some("SV1*HC:99213*145*UN*1"));
    }

    #[test]
    fn separators_between_values_and_in_text_stay() {
        assert_eq!(trim("SV1*HC:99213::25*145*UN*1***1"), None);
        assert_eq!(trim("CLM*A*1***11:B:1*Y"), None);
        assert_eq!(trim("NTE*ADD*CALL BACK:"), None);
        assert_eq!(trim("NTE*ADD*CALL BACK: *").as_deref(), Some("NTE*ADD*CALL BACK: "));
        assert_eq!(trim("ISA*00*:"), None);
    }
}
