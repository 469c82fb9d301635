//! Compressed streams of any number of parts, unpacked while they are read.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// Unpacks gzip of any number of members. Zeros behind the last one (padding from tapes) are passed over, as gzip does;
/// anything else there is an error, not an early end.
pub(super) struct Gunzip<R> {
    member: Option<GzDecoder<R>>,
}

impl<R: BufRead> Gunzip<R> {
    pub(super) fn new(packed: R) -> Self {
        Self { member: Some(GzDecoder::new(packed)) }
    }
}

impl<R: BufRead> Read for Gunzip<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        loop {
            let Some(member) = &mut self.member else { return Ok(0) };
            let n = member.read(into)?;
            if n > 0 {
                return Ok(n);
            }
            let mut packed = self.member.take().expect("taken only here").into_inner();
            if skip_zeros(&mut packed)? {
                self.member = Some(GzDecoder::new(packed));
            }
        }
    }
}

/// Passes over zero bytes; whether anything follows them.
fn skip_zeros(packed: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let block = packed.fill_buf()?;
        if block.is_empty() {
            return Ok(false);
        }
        let zeros = block.iter().take_while(|&&b| b == 0).count();
        let more = zeros < block.len();
        packed.consume(zeros);
        if more {
            return Ok(true);
        }
    }
}

/// Unpacks zstd of any number of frames. Frames that hold no data are passed over; checksums are checked where they are given.
pub(super) struct Unzstd<R> {
    packed: R,
    decoder: Box<FrameDecoder>,
    within: bool,
}

impl<R: BufRead> Unzstd<R> {
    pub(super) fn new(packed: R) -> Self {
        Self { packed, decoder: Box::new(FrameDecoder::new()), within: false }
    }

    /// Begins the next frame; whether there is one.
    fn begin(&mut self) -> io::Result<bool> {
        while !self.packed.fill_buf()?.is_empty() {
            match self.decoder.init(&mut self.packed) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let skipped = io::copy(&mut self.packed.by_ref().take(length.into()), &mut io::sink())?;
                    if skipped < u64::from(length) {
                        return Err(damaged());
                    }
                }
                Err(_) => return Err(damaged()),
            }
        }
        Ok(false)
    }

    /// Reads on in a frame; nothing at its end.
    fn read_on(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let decoder = &mut self.decoder;
        while decoder.can_collect() == 0 {
            if decoder.is_finished() {
                let given = decoder.get_checksum_from_data();
                let is_right = given.is_none() || given == decoder.get_calculated_checksum();
                return if is_right { Ok(0) } else { Err(damaged()) };
            }
            let one = BlockDecodingStrategy::UptoBlocks(1);
            decoder.decode_blocks(&mut self.packed, one).map_err(|_| damaged())?;
        }
        decoder.read(into)
    }
}

impl<R: BufRead> Read for Unzstd<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        loop {
            if !self.within && !self.begin()? {
                return Ok(0);
            }
            self.within = true;
            let n = self.read_on(into)?;
            if n > 0 {
                return Ok(n);
            }
            self.within = false;
        }
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the compressed data is damaged or ends too early")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "ISA*" as zstd 1.5 packs it, with a checksum.
    const FRAME: &[u8] = b"\x28\xb5\x2f\xfd\x04\x58\x21\x00\x00\x49\x53\x41\x2a\x9f\x94\xe0\xf1";

    fn unpacked(packed: &[u8]) -> io::Result<String> {
        let mut text = String::new();
        Unzstd::new(packed).read_to_string(&mut text).map(|_| text)
    }

    #[test]
    fn frames_follow_each_other_and_what_is_no_data_is_passed_over() {
        // RFC 8878, 3.1.2: a skippable frame of three bytes.
        let skippable = b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc";
        assert_eq!(unpacked(FRAME).expect("it is whole"), "ISA*");
        assert_eq!(unpacked(&[FRAME, skippable, FRAME].concat()).expect("it is whole"), "ISA*ISA*");
    }

    #[test]
    fn what_is_damaged_or_ends_early_is_an_error() {
        for end in 1..FRAME.len() {
            assert!(unpacked(&FRAME[..end]).is_err(), "{end}");
        }
        let mut wrong = FRAME.to_vec();
        wrong[10] ^= 1;
        assert!(unpacked(&wrong).is_err(), "the checksum is another one");
        assert!(unpacked(&[FRAME, b"and more"].concat()).is_err());
    }
}
