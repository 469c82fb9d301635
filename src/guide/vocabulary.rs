//! Plain words for X12 in general, for segments and transactions that no guide here describes.
//!
//! Segments of 837, 835, 834, 820, 824, 27x, 999, 997 and TA1; our own words, short enough for a line of a listing.

use std::collections::HashMap;
use std::sync::LazyLock;

static WORDS: LazyLock<Words> = LazyLock::new(|| Words::read(include_str!("vocabulary.txt")));

struct Words {
    segments: HashMap<&'static str, &'static str>,
    transactions: HashMap<&'static str, &'static str>,
    elements: HashMap<&'static str, &'static str>,
}

impl Words {
    fn read(text: &'static str) -> Self {
        let mut words =
            Self { segments: HashMap::new(), transactions: HashMap::new(), elements: HashMap::new() };
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            let mut parts = line.splitn(3, ' ');
            let (Some(kind), Some(id), Some(name)) = (parts.next(), parts.next(), parts.next()) else {
                continue;
            };
            let map = match kind {
                "segment" => &mut words.segments,
                "transaction" => &mut words.transactions,
                _ => &mut words.elements,
            };
            map.insert(id, name.trim());
        }
        words
    }
}

/// What a segment is, by its identifier: `CLP` is a claim payment. None for one that is not known.
pub fn segment_name(id: &str) -> Option<&'static str> {
    WORDS.segments.get(id).copied()
}

/// What a transaction is, by its code (ST01): `835` is a payment advice. None for one that is not known.
pub fn transaction_name(code: &str) -> Option<&'static str> {
    WORDS.transactions.get(code).copied()
}

/// What an element is, by segment and two-digit number: `CLP02` is the claim's status. Only elements that a reader
/// of a payment advice or an acknowledgment looks at are there.
pub fn element_name(id: &str) -> Option<&'static str> {
    WORDS.elements.get(id).copied()
}
