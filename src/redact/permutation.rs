//! Numbers below a limit, each exchanged for another one: no two for the same.
//!
//! A Feistel network over the smallest even number of bits that holds the limit, of ten rounds as NIST SP 800-38G has for
//! FF1, its round function HMAC-SHA-256; what falls beyond the limit goes through again (cycle walking).

use super::key::Key;

const ROUNDS: u8 = 10;

/// What a number below `size` is exchanged for. `tweak` chooses one of as many permutations.
pub(super) fn permuted(key: &Key, tweak: &[u8], number: u128, size: u128) -> u128 {
    if size < 2 {
        return number;
    }
    let half = half(size);
    let mut number = number;
    loop {
        number = feistel(key, tweak, number, half);
        if number < size {
            return number;
        }
    }
}

/// The next number of the one round trip that a tweak sends all numbers below `size` on: none is its own next.
pub(super) fn next(key: &Key, tweak: &[u8], number: u128, size: u128) -> u128 {
    if size < 2 {
        return number;
    }
    let at = (permuted(key, tweak, number, size) + 1) % size;
    let half = half(size);
    let mut number = at;
    loop {
        number = undone(key, tweak, number, half);
        if number < size {
            return number;
        }
    }
}

fn half(size: u128) -> u32 {
    (128 - (size - 1).leading_zeros()).div_ceil(2)
}

fn feistel(key: &Key, tweak: &[u8], number: u128, half: u32) -> u128 {
    let mask = (1u128 << half) - 1;
    let (mut left, mut right) = (number >> half, number & mask);
    for round in 0..ROUNDS {
        (left, right) = (right, (left ^ mixed(key, tweak, round, half, right)) & mask);
    }
    left << half | right
}

/// The way back of [`feistel`].
fn undone(key: &Key, tweak: &[u8], number: u128, half: u32) -> u128 {
    let mask = (1u128 << half) - 1;
    let (mut left, mut right) = (number >> half, number & mask);
    for round in (0..ROUNDS).rev() {
        (left, right) = ((right ^ mixed(key, tweak, round, half, left)) & mask, left);
    }
    left << half | right
}

fn mixed(key: &Key, tweak: &[u8], round: u8, half: u32, of: u128) -> u128 {
    key.number(&[b"permutation", tweak, &[round, half as u8], &of.to_le_bytes()])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_numbers_become_the_same() {
        let key = Key::of(b"0123456789abcdef").expect("a key");
        for size in [1, 2, 3, 9, 26, 100, 676, 1000] {
            let all: BTreeSet<u128> = (0..size).map(|n| permuted(&key, b"t", n, size)).collect();
            assert_eq!(all, (0..size).collect(), "{size}");
            let all: BTreeSet<u128> = (0..size).map(|n| next(&key, b"t", n, size)).collect();
            assert_eq!(all, (0..size).collect(), "{size}");
            assert!(size < 2 || (0..size).all(|n| next(&key, b"t", n, size) != n), "{size}");
        }
        let large = 10u128.pow(30);
        assert!(permuted(&key, b"t", large - 1, large) < large);
        assert_ne!(permuted(&key, b"t", 7, large), permuted(&key, b"u", 7, large));
    }
}
