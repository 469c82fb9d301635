//! Where a reader's bytes come from: a stream, through a buffer, or a slice, without one.

use std::io::{self, Read};

/// A source of bytes: everything that is [`Read`], and [`Slice`].
///
/// The reader sees both as a window of bytes, so that one parser serves both.
pub trait Source: sealed::Sealed {
    /// The bytes at hand; `buffered` is what [`Source::fill`] has given so far.
    #[doc(hidden)]
    fn window<'s>(&'s self, buffered: &'s [u8]) -> &'s [u8];

    /// Reads some more bytes; 0 means that there are no more.
    #[doc(hidden)]
    fn fill(&mut self, into: &mut [u8]) -> io::Result<usize>;

    /// Whether all bytes are in the window from the start.
    #[doc(hidden)]
    const WHOLE: bool;
}

/// Bytes in memory. They are borrowed, never copied.
#[derive(Clone, Copy, Debug)]
pub struct Slice<'a>(pub(super) &'a [u8]);

impl<R: Read> Source for R {
    const WHOLE: bool = false;

    #[inline]
    fn window<'s>(&'s self, buffered: &'s [u8]) -> &'s [u8] {
        buffered
    }

    fn fill(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.read(into) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // A source that claims more than there is room for must not make us panic.
                result => return result.map(|count| count.min(into.len())),
            }
        }
    }
}

impl Source for Slice<'_> {
    const WHOLE: bool = true;

    #[inline]
    fn window<'s>(&'s self, _: &'s [u8]) -> &'s [u8] {
        self.0
    }

    fn fill(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Ok(0)
    }
}

mod sealed {
    pub trait Sealed {}
    impl<R: std::io::Read> Sealed for R {}
    impl Sealed for super::Slice<'_> {}
}
