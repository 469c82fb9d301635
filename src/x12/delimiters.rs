//! The four characters that structure an interchange.

/// The delimiters of one interchange, as its ISA segment states them.
///
/// They are never guessed: byte 4 of ISA is the element separator, ISA11 the repetition separator, ISA16 the
/// component separator, and the byte behind ISA16 the segment terminator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Delimiters {
    /// Separates elements; usually `*`.
    pub element: u8,
    /// Separates the components of a composite element (ISA16); usually `:`.
    pub component: u8,
    /// Separates repetitions of an element (ISA11); usually `^`. None where ISA11 holds a letter, digit or blank,
    /// as it did before version 00501.
    pub repetition: Option<u8>,
    /// Ends a segment; usually `~`, sometimes a line end.
    pub segment: u8,
}

impl Delimiters {
    /// The delimiters most senders use, and what is written when nothing else is asked for.
    pub const STANDARD: Self = Self { element: b'*', component: b':', repetition: Some(b'^'), segment: b'~' };
}
