//! What holds for any file and any claim: round trips and mutations.

#[path = "../house/mod.rs"]
mod house;

mod decorated_roundtrip;
mod model_roundtrip;
mod oracle;
mod planned;
mod sample;
mod third_guide;
mod unusual_roundtrip;
mod validate_mutations;
mod x12_roundtrip;
