//! The packed form of a dated table: small in the program, quick to ask.
//!
//! A table says for each code one row of facts, and few rows differ: the 75,909 codes of ICD-10-CM have 440 of them. So a
//! packed table is the deflated list of *classes* (distinct rows, as text) and of codes in order, each as the distance from
//! the code before and, where it changes, the number of its class. [`pack`] makes it from a table with tabs (the example
//! `pack_codes` calls it), [`Packed`] unpacks it once, at first use.
//!
//! Unpacked, codes are in one array, found by their first three characters and then by halving.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{Read, Write as _};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use integer_encoding::VarInt;

/// The longest code, in characters.
const LONGEST: usize = 7;

/// Letters, digits, and nothing.
const BASE: u64 = 37;
/// What the first three characters can be.
const LEADS: usize = (BASE * BASE * BASE) as usize;
/// What the characters behind them can be.
const TAILS: u64 = BASE * BASE * BASE * BASE;
/// Bits of an entry that hold the class.
const CLASS_BITS: u32 = 11;

/// Why a table cannot be packed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// A row without a code of one to seven capital letters and digits.
    #[error("line {0}: no code of one to seven capital letters and digits")]
    Code(usize),
    /// More different rows than the form has numbers for.
    #[error("the table has {0} different rows; {most} is the most", most = 1 << CLASS_BITS)]
    Classes(usize),
}

/// Packs a table: a header line, then a code and its facts, with tabs. Several rows of one code become one class, a line
/// each.
pub fn pack(table: &str) -> Result<Vec<u8>, PackError> {
    let mut rows: Vec<(u64, String)> = Vec::new();
    for (n, line) in table.lines().enumerate().skip(1).filter(|(_, line)| !line.is_empty()) {
        let (code, facts) = line.split_once('\t').unwrap_or((line, ""));
        let key = key(code.as_bytes()).ok_or(PackError::Code(n + 1))?;
        rows.push((key, facts.trim_end_matches('\t').to_owned()));
    }
    rows.sort_by_key(|(key, _)| *key);
    rows.dedup_by(|row, kept| {
        let same = row.0 == kept.0;
        if same {
            let _ = write!(kept.1, "\x1f{}", row.1);
        }
        same
    });
    let mut classes: Vec<&str> = rows.iter().map(|(_, facts)| facts.as_str()).collect();
    classes.sort_unstable();
    classes.dedup();
    if classes.len() > 1 << CLASS_BITS {
        return Err(PackError::Classes(classes.len()));
    }
    let number: HashMap<&str, u64> = classes.iter().zip(0..).map(|(facts, n)| (*facts, n)).collect();
    let mut bytes = Vec::new();
    bytes.extend((classes.len() as u64).encode_var_vec());
    for facts in &classes {
        bytes.extend_from_slice(facts.as_bytes());
        bytes.push(b'\n');
    }
    let (mut before, mut class_before) = (0, u64::MAX);
    for (key, facts) in &rows {
        let class = number[facts.as_str()];
        let changes = u64::from(class != class_before);
        bytes.extend(((key - before) << 1 | changes).encode_var_vec());
        if changes == 1 {
            bytes.extend(class.encode_var_vec());
        }
        (before, class_before) = (*key, class);
    }
    Ok(deflate(&bytes))
}

/// Deflated, as small as it gets.
pub(super) fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    // Writing to memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// What was deflated.
pub(super) fn inflate(bytes: &[u8]) -> Vec<u8> {
    let mut all = Vec::new();
    // Only what this program carries within itself is read here; the tests read all of it.
    let _ = ZlibDecoder::new(bytes).read_to_end(&mut all);
    all
}

/// An unpacked table.
#[derive(Debug)]
pub struct Packed<C> {
    /// By the first three characters: the first entry that is not before them.
    index: Vec<u32>,
    /// The other characters and the class, in order.
    entries: Vec<u32>,
    classes: Vec<C>,
}

impl<C> Packed<C> {
    /// Unpacks a table; `class` makes the facts of a code from its rows.
    pub fn read(bytes: &[u8], class: impl Fn(&mut dyn Iterator<Item = &str>) -> C) -> Self {
        let bytes = inflate(bytes);
        let mut rest = &bytes[..];
        let classes = (0..number(&mut rest).unwrap_or(0))
            .map(|_| {
                let end = rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
                let facts = std::str::from_utf8(&rest[..end]).unwrap_or_default();
                rest = rest.get(end + 1..).unwrap_or_default();
                class(&mut facts.split('\x1f'))
            })
            .collect();
        let (mut index, mut entries) = (Vec::with_capacity(LEADS + 1), Vec::new());
        let (mut key, mut of_class) = (0, 0);
        while let Some(step) = number(&mut rest) {
            key += step >> 1;
            if step & 1 == 1 {
                of_class = number(&mut rest).unwrap_or(0);
            }
            let lead = (key / TAILS) as usize;
            index.resize((lead + 1).max(index.len()), entries.len() as u32);
            entries.push(((key % TAILS) << CLASS_BITS | of_class) as u32);
        }
        index.resize(LEADS + 1, entries.len() as u32);
        Self { index, entries, classes }
    }

    /// What the table says of a code; none if it does not have it.
    #[inline]
    pub fn find(&self, code: &[u8]) -> Option<&C> {
        let key = key(code)?;
        let entries = self.of_lead((key / TAILS) as usize)?;
        let tail = (key % TAILS) as u32;
        let at = entries.binary_search_by_key(&tail, |entry| entry >> CLASS_BITS).ok()?;
        self.classes.get((entries[at] & ((1 << CLASS_BITS) - 1)) as usize)
    }

    /// Codes that begin with this one and are longer, in order, with what the table says of each.
    pub fn below(&self, code: &[u8]) -> impl Iterator<Item = (String, &C)> {
        let span = BASE.pow((LONGEST - code.len().min(LONGEST)) as u32);
        let keys = key(code).map(|first| first + 1..first + span);
        keys.into_iter().flat_map(move |keys| {
            let leads = (keys.start / TAILS) as usize..=((keys.end - 1) / TAILS) as usize;
            leads.flat_map(move |lead| {
                let keys = keys.clone();
                let entries = self.of_lead(lead).unwrap_or_default();
                entries.iter().filter_map(move |entry| {
                    let key = lead as u64 * TAILS + u64::from(entry >> CLASS_BITS);
                    let class = self.classes.get((entry & ((1 << CLASS_BITS) - 1)) as usize)?;
                    keys.contains(&key).then(|| (text(key), class))
                })
            })
        })
    }

    /// All codes in order.
    pub fn codes(&self) -> impl Iterator<Item = (String, &C)> {
        self.below(b"")
    }

    /// Number of codes.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it has no code.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The position of a code among all codes.
    pub(super) fn position(&self, code: &[u8]) -> Option<usize> {
        let key = key(code)?;
        let lead = (key / TAILS) as usize;
        let tail = (key % TAILS) as u32;
        let within = self.of_lead(lead)?.binary_search_by_key(&tail, |entry| entry >> CLASS_BITS).ok()?;
        Some(self.index[lead] as usize + within)
    }

    fn of_lead(&self, lead: usize) -> Option<&[u32]> {
        let (from, to) = (*self.index.get(lead)?, *self.index.get(lead + 1)?);
        self.entries.get(from as usize..to as usize)
    }
}

/// The next number; none at the end.
fn number(rest: &mut &[u8]) -> Option<u64> {
    let (number, length) = u64::decode_var(rest)?;
    *rest = &rest[length..];
    Some(number)
}

/// A code as a number in base 37, filled up behind to seven characters: in the order of codes, a code before those it
/// begins.
#[inline]
fn key(code: &[u8]) -> Option<u64> {
    if code.len() > LONGEST {
        return None;
    }
    let mut key = 0;
    for n in 0..LONGEST {
        let digit = match code.get(n) {
            None => 0,
            Some(b @ b'0'..=b'9') => b - b'0' + 1,
            Some(b @ b'A'..=b'Z') => b - b'A' + 11,
            Some(_) => return None,
        };
        key = key * BASE + u64::from(digit);
    }
    Some(key)
}

/// The code that a number is.
fn text(mut key: u64) -> String {
    let mut code = [0; LONGEST];
    for place in code.iter_mut().rev() {
        *place = match (key % BASE) as u8 {
            0 => b' ',
            digit @ 1..=10 => b'0' + digit - 1,
            digit => b'A' + digit - 11,
        };
        key /= BASE;
    }
    String::from_utf8_lossy(&code).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str =
        "code\tfrom\tuntil\nR51\t2015\t2020\nR510\t2020\t\nR519\t2020\t\nJ1440\ta\tb\nJ1440\tc\t\n45\tx\n";

    fn table() -> Packed<Vec<String>> {
        Packed::read(&pack(TABLE).expect("a table"), |rows| rows.map(str::to_owned).collect())
    }

    #[test]
    fn a_table_comes_back_from_its_packed_form() {
        let table = table();
        assert_eq!(table.len(), 5);
        assert_eq!(table.find(b"R51").expect("R51"), &["2015\t2020"]);
        assert_eq!(table.find(b"R519").expect("R519"), &["2020"]);
        assert_eq!(table.find(b"J1440").expect("two rows"), &["a\tb", "c"]);
        assert_eq!(table.find(b"45").expect("45"), &["x"]);
        for absent in ["R5", "R511", "r51", "", "R51012345", "É"] {
            assert!(table.find(absent.as_bytes()).is_none(), "{absent}");
        }
        let codes: Vec<String> = table.codes().map(|(code, _)| code).collect();
        assert_eq!(codes, ["45", "J1440", "R51", "R510", "R519"]);
    }

    #[test]
    fn codes_below_a_code_are_found() {
        let table = table();
        let below = |code: &str| table.below(code.as_bytes()).map(|(code, _)| code).collect::<Vec<_>>();
        assert_eq!(below("R51"), ["R510", "R519"]);
        assert_eq!(below("R"), ["R51", "R510", "R519"]);
        assert!(below("R519").is_empty() && below("Z").is_empty() && below("r").is_empty());
    }

    #[test]
    fn what_is_no_code_is_named_by_its_line() {
        assert_eq!(pack("code\nA1\nb2\n"), Err(PackError::Code(3)));
    }
}
