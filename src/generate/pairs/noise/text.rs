//! Letters and digits as people mistype them. All of these change the text, or say that they cannot.

use super::super::super::random::Random;

/// One letter wrong, missing, doubled, or two of them in the wrong order.
pub(super) fn mistype(random: &mut Random, text: &str) -> Option<String> {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 3 {
        return None;
    }
    // The first letter is rarely wrong.
    let at = random.between(1, letters.len() as u64 - 1) as usize;
    match random.below(4) {
        0 => letters[at] = char::from(b'A' + random.below(26) as u8),
        1 => {
            letters.remove(at);
        }
        2 => letters.insert(at, letters[at]),
        _ => letters.swap(at, at - 1),
    }
    let mistyped: String = letters.into_iter().collect();
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    (plain(&mistyped) != plain(text)).then_some(mistyped)
}

/// Positions of the digits.
fn digits(text: &[u8]) -> Vec<usize> {
    (0..text.len()).filter(|&n| text[n].is_ascii_digit()).collect()
}

/// One digit wrong.
pub(super) fn wrong_digit(random: &mut Random, text: &str) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    let at = random.pick(Some(digits(&bytes)).filter(|digits| !digits.is_empty())?.as_slice());
    let digit = bytes[at] - b'0';
    bytes[at] = b'0' + (digit + 1 + random.below(9) as u8) % 10;
    String::from_utf8(bytes).ok()
}

/// Two neighbouring digits in the wrong order.
pub(super) fn transposed_digits(random: &mut Random, text: &str) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    let pairs: Vec<usize> = digits(&bytes)
        .windows(2)
        .filter(|pair| pair[1] == pair[0] + 1 && bytes[pair[0]] != bytes[pair[1]])
        .map(|pair| pair[0])
        .collect();
    if pairs.is_empty() {
        return None;
    }
    let at = random.pick(&pairs);
    bytes.swap(at, at + 1);
    String::from_utf8(bytes).ok()
}
