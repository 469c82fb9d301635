//! Names of the codes of a packed table, in blocks: a name costs the opening of its block, not of all.
//!
//! Neighbors are named alike, so of each name only what differs from the one before is kept, behind the number of
//! characters they share.

use integer_encoding::VarInt;

use super::packed::{deflate, inflate};

/// Names in a block.
const BLOCK: usize = 1024;

/// Packs names that are in the order of their codes; an empty one where a code has none.
pub fn pack_names<'n>(names: impl Iterator<Item = &'n str>) -> Vec<u8> {
    let names: Vec<&str> = names.collect();
    let blocks = names.chunks(BLOCK).map(|block| {
        let mut bytes = Vec::new();
        let mut before = "";
        for name in block {
            let shared = shared(before, name);
            bytes.extend(shared.encode_var_vec());
            bytes.extend_from_slice(&name.as_bytes()[shared..]);
            bytes.push(b'\n');
            before = name;
        }
        deflate(&bytes)
    });
    blocks.fold(Vec::new(), |mut all, block| {
        all.extend(block.len().encode_var_vec());
        all.extend(block);
        all
    })
}

/// Bytes that two names share at their beginning, up to a whole character.
fn shared(before: &str, name: &str) -> usize {
    let same = before.bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count();
    (0..=same).rev().find(|at| name.is_char_boundary(*at)).unwrap_or(0)
}

/// The name at a position; none where there is none.
pub(super) fn name(packed: &[u8], position: usize) -> Option<String> {
    let mut rest = packed;
    for _ in 0..position / BLOCK {
        let (length, used) = usize::decode_var(rest)?;
        rest = rest.get(used + length..)?;
    }
    let (length, used) = usize::decode_var(rest)?;
    let block = inflate(rest.get(used..used + length)?);
    let mut rest = &block[..];
    let mut name: Vec<u8> = Vec::new();
    for _ in 0..=position % BLOCK {
        let (shared, used) = usize::decode_var(rest)?;
        let end = used + rest[used..].iter().position(|b| *b == b'\n')?;
        name.truncate(shared);
        name.extend_from_slice(&rest[used..end]);
        rest = &rest[end + 1..];
    }
    String::from_utf8(name).ok().filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back_by_their_position() {
        let all: Vec<String> = (0..3000)
            .map(|n| match n {
                7 => String::new(),
                _ if n % 2 == 0 => format!("Ménière's disease, {n}"),
                _ => format!("Mèche {n}"),
            })
            .collect();
        let packed = pack_names(all.iter().map(String::as_str));
        for n in [0, 1, 6, 8, 1023, 1024, 2047, 2048, 2999] {
            assert_eq!(name(&packed, n).as_deref(), Some(all[n].as_str()));
        }
        assert_eq!((name(&packed, 7), name(&packed, 3000), name(&packed, 9000)), (None, None, None));
    }
}
