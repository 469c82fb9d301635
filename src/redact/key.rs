//! The secret that pseudonyms are made with.
//!
//! HKDF-SHA-256 (RFC 5869) makes the working key of the file's bytes, HMAC-SHA-256 (RFC 2104) with it gives the numbers
//! that choose surrogates; both are the RustCrypto crates. Whoever has no key can compute no surrogate and undo none.
//! Whoever has it can find out for any value that he guesses what became of it, and can undo numbers: a key is as secret
//! as the data.

use std::fmt;

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// A key for pseudonyms.
#[derive(Clone)]
pub struct Key(Hmac<Sha256>);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key")
    }
}

/// Names the way from secret to key, so that another way never meets the same numbers.
const SALT: &[u8] = b"twinclaim/redact/1";

impl Key {
    /// Fewest bytes of a secret: 128 bits, if they are random.
    pub const LEAST: usize = 16;

    /// The key of a secret, such as the bytes of a file. Line ends behind it do not count. None for one that is too short
    /// or holds the same few bytes over and over.
    pub fn of(secret: &[u8]) -> Option<Self> {
        let secret = secret.trim_ascii_end();
        let mut seen = [false; 256];
        for byte in secret {
            seen[usize::from(*byte)] = true;
        }
        let varied = seen.iter().filter(|seen| **seen).count() >= 6;
        (secret.len() >= Self::LEAST && varied).then(|| Self::derived(secret))
    }

    /// A key that everybody knows, to mix counted numbers. It hides nothing.
    pub(super) fn public() -> Self {
        Self::derived(b"public")
    }

    fn derived(secret: &[u8]) -> Self {
        let mut key = [0; 32];
        Hkdf::<Sha256>::new(Some(SALT), secret)
            .expand(b"surrogates", &mut key)
            .expect("HKDF gives as many bytes as one hash has");
        Self(Hmac::new_from_slice(&key).expect("HMAC takes a key of any length"))
    }

    /// A number that says nothing about these parts to anybody without the key.
    pub(super) fn number(&self, parts: &[&[u8]]) -> u128 {
        let mut mac = self.0.clone();
        for part in parts {
            // Lengths keep parts apart.
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part);
        }
        let bytes = mac.finalize().into_bytes();
        bytes[..16].iter().fold(0, |number, byte| number << 8 | u128::from(*byte))
    }
}
