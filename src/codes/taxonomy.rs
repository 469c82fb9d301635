//! The form of provider taxonomy codes. The list itself is NUCC's and comes from the user.

/// Whether text has the form of a taxonomy code: ten characters, three digits first, capital letters and digits, `X` last,
/// such as `207Q00000X`. That the code is on NUCC's list is another question.
pub fn has_form(code: &str) -> bool {
    let bytes = code.as_bytes();
    bytes.len() == 10
        && bytes[..3].iter().all(u8::is_ascii_digit)
        && bytes[3..9].iter().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        && bytes[9] == b'X'
}
